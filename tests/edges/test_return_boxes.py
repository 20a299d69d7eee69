"""The boxes of comments in a returned copy show the whole of their words."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from reportgen.edges.return_copy import boxes
from reportgen.model import screen

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINE = "【核实】支付大于下达，请核对或说明（支付资金 9400万元，下达资金 9000万元）。〔NJHX4VT4 rules.formula.WZZ08-1〕"


def sizes(inner: str = "") -> boxes.Sizes:
    return boxes.Sizes(etree.fromstring(f'<worksheet xmlns="{SPACE}">{inner}</worksheet>'))


def anchor(text: str) -> tuple[int, ...]:
    found = re.search(r"Anchor>([\d, ]+)<", text)
    assert found
    return tuple(int(n) for n in found[1].split(","))


@pytest.mark.parametrize("count", [1, 3, 12, 24])
def test_box__is_as_large_as_its_words(count: int) -> None:
    words = "\n".join([LINE] * count)
    left, _, top, _, right, _, bottom, _ = anchor(boxes.shape(1, "D9", words, sizes()))
    letters = (right - left) * 8.43 - 3  # its margins
    lines = sum(-(-screen.width(line) // int(letters)) for line in words.split("\n"))
    assert (bottom - top) * 15 >= lines * 12
    assert (bottom - top) * 15 <= 450


def test_box__hidden_columns_and_rows_give_it_no_room() -> None:
    columns = '<cols><col min="5" max="9" width="12" hidden="1"/><col min="10" max="40" width="14"/></cols>'
    rows = '<sheetData><row r="9" ht="40" hidden="1"/><row r="10" hidden="true"/><row r="11" ht="30"/></sheetData>'
    left, _, top, _, right, _, bottom, _ = anchor(boxes.shape(1, "D10", LINE, sizes(columns + rows)))
    assert (left, right) == (4, 4 + 5 + 3)  # five that are hidden, three of fourteen letters
    assert (top, bottom) == (8, 13)  # two that are hidden, one of thirty points, two plain ones


def test_box__at_the_edge_of_the_sheet_ends_there() -> None:
    assert anchor(boxes.shape(1, "XFD9", LINE, sizes()))[4] <= 16384


@pytest.mark.parametrize("prefix", ["x:", ""])
def test_box__that_stood_there_grows_and_others_stay(prefix: str) -> None:
    shape = boxes.shape(1, "D9", "看附表", sizes()).replace("x:", prefix)
    other = boxes.shape(2, "D10", "看附表", sizes()).replace("x:", prefix)
    told = boxes.grown((shape + other).encode(), "D9", "\n".join([LINE] * 6), sizes()).decode()
    assert told.endswith(other)
    assert anchor(told)[4] >= anchor(shape)[4] and anchor(told)[6] > anchor(shape)[6]
    assert boxes.grown(told.encode(), "D9", "看附表", sizes()).decode() == told
