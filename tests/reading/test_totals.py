"""合计, 小计 and 其中 against their parts, in the arrangements in which offices write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reportgen.reading.totals import Doubt, Level, Line, doubts, level_of, rounding

_WORDS = {"-": Level.RECORD, "小": Level.GROUP, "合": Level.WHOLE, "其": Level.PART}


def lines(text: str) -> list[Line]:
    """Return lines written as ``-12 -3 小15``: what a row is, and its number ("" blank, ? not readable)."""
    told = []
    for row, part in enumerate(text.split(), start=5):
        number = None if part[1:] == "?" else Decimal(part[1:] or 0)
        told.append(Line(row, _WORDS[part[0]], part[0], {"投资": number} if part[1:] else {}))
    return told


def doubted(text: str, decimals: int | None = 0) -> list[Doubt]:
    return list(doubts(lines(text), rounding(decimals)))


@pytest.mark.parametrize(
    "text",
    [
        "-12 -3 合15",
        "合15 -12 -3",
        "-12 -3 小15 -20 小20 合35",
        "小15 -12 -3 小20 -20 合35",
        "合35 小15 -12 -3 小20 -20",
        "-12 -3 合15 -20 -1 合21 合36",
        "-12 -3 合15 -20 -1 合36",
        "-12 小12 -20 小20 小32 合32",
        "-12 - 小12 合12",
        "-12 其7 -20 其20 合32 其27",
        "-? -3 合99",
    ],
)
def test_totals__that_fit_one_way_of_reading_them(text: str) -> None:
    assert doubted(text, None) == []


@pytest.mark.parametrize(
    ("text", "row", "expected", "parts"),
    [
        ("-12 -3 合16", 7, 15, "各行"),
        ("-12 -3 小16 -20 小20 合35", 7, 15, "本组各行"),
        ("小16 -12 -3 小20 -20 合35", 5, 15, "本组各行"),
        ("-12 -3 小15 -20 小20 合40", 10, 35, "各行"),
        ("-12 小12 -20 小20 小33 合32", 9, 32, "以上各小计"),
        ("-12 -3 合15 其16", 8, 15, "第 7 行“合”"),
        ("-12 其13 合12", 6, 12, "第 5 行“-”"),
    ],
)
def test_totals__that_fit_none(text: str, row: int, expected: int, parts: str) -> None:
    (doubt,) = doubted(text, None)
    assert (doubt.line.row, doubt.expected, doubt.parts) == (row, expected, parts)


def test_total_of_wrong_subtotals__is_not_doubted_too() -> None:
    assert [d.line.row for d in doubted("-12 -3 小16 -20 小20 合36", None)] == [7]


@pytest.mark.parametrize(
    ("text", "decimals", "count"),
    [
        ("-1.4 -1.4 合3", 1, 0),  # the total is told in whole numbers
        ("-1.4 -1.4 合2.9", 1, 0),  # each part may be half of its last place off
        ("-1.4 -1.4 合3.1", 1, 1),
        ("-1 -1 合3", 0, 0),
        ("-1 -1 合4", 0, 1),
        ("-1 -1 合3", None, 1),
    ],
)
def test_rounding__of_parts_and_total_is_no_difference(text: str, decimals: int | None, count: int) -> None:
    assert len(doubted(text, decimals)) == count


def test_words__tell_what_a_row_sums_up() -> None:
    told = {"合计": "WHOLE", "工业小计": "GROUP", "小 计（3个）": "GROUP", "本页合计": "GROUP", "其中：省重点": "PART"}
    assert {words: level_of(words).name for words in told} == told
