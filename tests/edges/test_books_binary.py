"""Binary workbooks: .xls through the worker, .xlsb by its records; percent and error cells are kept."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import pytest

from reportgen.edges.books import Limits, Unreadable, read_book
from reportgen.edges.books import xls as xls_reader
from reportgen.edges.books.xls_worker import Allowance, answer_for
from reportgen.model.sheet import Cell
from tests.edges.parts import wide, xls, xls_bool_or_error, xls_number, xls_text, xlsb, xlsb_cell


@pytest.fixture(scope="module", autouse=True)
def _no_worker_left() -> Iterator[None]:
    yield
    xls_reader._worker.close()


def read(data: bytes) -> dict[str, Cell]:
    return {cell.address: cell for cell in read_book(data, "回.xls").sheets[0].cells.values()}


def test_xls__cells_keep_type_and_format():
    cells = read(
        xls(
            xls_text(1, 1, "项目")
            + xls_number(1, 2, 0.065, 1)
            + xls_number(1, 3, 45961, 2)
            + xls_number(1, 4, 7)
            + xls_bool_or_error(1, 5, 1, False)
            + xls_bool_or_error(1, 6, 0x17, True),
            ["0.0%", "yyyy-mm-dd"],
        )
    )
    assert {a: (c.kind.value, c.raw, c.number_format) for a, c in cells.items()} == {
        "A1": ("text", "项目", "General"),
        "B1": ("number", "0.065", "0.0%"),
        "C1": ("date", "2025-10-31", "yyyy-mm-dd"),
        "D1": ("number", "7", "General"),
        "E1": ("bool", "TRUE", "General"),
        "F1": ("error", "#REF!", "General"),
    }


def test_xls__counts_from_1904_where_the_book_does():
    cells = read(xls(xls_number(1, 1, 44499, 1), ["yyyy-mm-dd"], since_1904=True))
    assert cells["A1"].raw == "2025-10-31"


def test_xls__one_worker_reads_many_files_and_survives_a_broken_one():
    good = xls(xls_text(1, 1, "甲"))
    assert read(good)["A1"].raw == "甲"
    first = xls_reader._worker._process
    with pytest.raises(Unreadable, match="已损坏"):
        read(good[:60] + b"\xff" * 40)
    assert read(good)["A1"].raw == "甲"
    assert xls_reader._worker._process is first


def test_xls__a_worker_that_takes_too_long_is_a_finding_and_a_new_one_is_started():
    good = xls(xls_text(1, 1, "甲"))
    xls_reader._worker.close()
    with pytest.raises(Unreadable) as raised:
        read_book(good, "慢.xls", Limits(worker_seconds=0))
    assert raised.value.findings[0].code == "file.too_large"
    assert "0 秒" in raised.value.findings[0].message
    assert read(good)["A1"].raw == "甲"


def test_xls__too_many_cells_are_refused():
    data = xls(xls_text(1, 1, "甲") + xls_text(1, 2, "乙"))
    assert answer_for(data, Allowance(1, 99)) == {"fault": "large"}
    assert answer_for(data, Allowance(9, 1)) == {"fault": "large"}
    with pytest.raises(Unreadable, match="过多（上限 1 个"):
        read_book(data, "多.xls", Limits(cells=1))


def test_xlsb__cells_keep_type_and_format():
    def rk(number: int) -> bytes:
        return struct.pack("<I", number)

    cells = read(
        xlsb(
            xlsb_cell(7, 1, struct.pack("<I", 1))
            + xlsb_cell(5, 2, struct.pack("<d", 0.065), 1)
            + xlsb_cell(2, 3, rk(45961 << 2 | 2), 2)
            + xlsb_cell(2, 4, rk(1234 << 2 | 3))
            + xlsb_cell(4, 5, b"\x01")
            + xlsb_cell(3, 6, b"\x2a")
            + xlsb_cell(6, 7, wide("行内"))
            + xlsb_cell(9, 8, struct.pack("<d", 3.0) + bytes(10))
            + xlsb_cell(1, 9, b""),
            ["0.0%", "yyyy-mm-dd"],
            ["零", "一"],
        )
    )
    assert {a: (c.kind.value, c.raw, c.number_format, c.formula) for a, c in cells.items()} == {
        "A1": ("text", "一", "General", None),
        "B1": ("number", "0.065", "0.0%", None),
        "C1": ("date", "2025-10-31", "yyyy-mm-dd", None),
        "D1": ("number", "12.34", "General", None),
        "E1": ("bool", "TRUE", "General", None),
        "F1": ("error", "#N/A", "General", None),
        "G1": ("text", "行内", "General", None),
        "H1": ("number", "3", "General", "="),
    }


@pytest.mark.parametrize("cells", [b"\x07", xlsb_cell(7, 1, struct.pack("<I", 9)), xlsb_cell(5, 1, b"\0")])
def test_xlsb__damage_refuses_the_book(cells: bytes):
    with pytest.raises(Unreadable, match="已损坏"):
        read(xlsb(cells))
