"""Filled cells counted another way than they are read."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportgen.edges import books
from reportgen.edges.books import ooxml_plain
from reportgen.edges.books import xlsb as books_xlsb
from reportgen.edges.books.census import (
    BinaryCensus,
    SheetCensus,
    biff_numbers,
    delimited_cells,
    html_cells,
    odf_cells,
    xml2003_cells,
)
from tests.edges import parts
from tests.edges.parts import wide, xlsb, xlsb_cell

ROOT = Path(__file__).parents[2]
SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" s="1"/><c r="B1"><v>1</v></c><c r="C1" t="s"><v>0</v></c><c r="D1"><f>A1</f><v></v></c>'
    b'<c r="E1" t="inlineStr"><is><t> x</t></is></c><c r="F1" t="inlineStr"><is><t></t></is></c><c r="G1"><v/></c>'
    b'<c r="H1" t="n"></c></row><row r="2"/></sheetData></worksheet>'
)


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return iter([data[at : at + size] for at in range(0, len(data), size)])


@pytest.mark.parametrize("size", [1, 7, 64, 10_000])
@pytest.mark.parametrize("prefix", [b"", b"x:"])
def test_sheet__cells_with_content_count_however_the_bytes_come(size: int, prefix: bytes) -> None:
    data = re.sub(rb"<(/?)(?=\w)", rb"<\1" + prefix, SHEET)
    census = SheetCensus()
    assert b"".join(census.through(pieces(data, size))) == data
    assert census.cells == 4  # B1, C1, D1, E1


def test_sheet__of_two_bytes_a_character_is_not_counted() -> None:
    census = SheetCensus()
    data = SHEET.decode().encode("utf-16")
    assert b"".join(census.through(pieces(data, 100))) == data
    assert census.cells == 0


@pytest.mark.parametrize("size", [50, 10_000])
def test_odf__values_and_texts_count(size: int) -> None:
    data = (
        b'<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'
        b'<table:table-cell table:style-name="a" office:value-type="string"><text:p>x</text:p></table:table-cell>'
        b'<table:table-cell office:value-type="string"><text:p/></table:table-cell><table:table-cell/>'
    )
    counted: list[int] = []
    assert b"".join(odf_cells(pieces(data, size), counted)) == data
    assert counted == [2]


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def test_biff__numbers_of_worksheets_count_charts_do_not() -> None:
    sheet = record(0x0809, struct.pack("<HH", 0x0600, 0x0010) + bytes(12))
    chart = record(0x0809, struct.pack("<HH", 0x0600, 0x0020) + bytes(12))
    number, several = record(0x0203, bytes(14)), record(0x00BD, bytes(4 + 3 * 6 + 2))
    text_formula = record(0x0006, bytes(6) + b"\x00" + bytes(5) + b"\xff\xff" + bytes(8))
    number_formula = record(0x0006, bytes(22))
    end = record(0x000A, b"")
    inside = sheet + number + chart + number + end + several + text_formula + number_formula + end
    assert biff_numbers(inside + chart + number + end) == 1 + 3 + 1


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_binary__cells_with_content_count(size: int) -> None:
    shared, blank = xlsb_cell(7, 1, struct.pack("<I", 0)), xlsb_cell(1, 2, b"")
    long = xlsb_cell(6, 3, wide("二" * 9000))
    other = parts.record(0x0277, shared)  # of another kind, with what looks like a cell inside
    data = parts.record(0, bytes(17)) + shared + blank + other + long + xlsb_cell(11, 4, b"\x2a" + bytes(8))
    census = BinaryCensus()
    assert b"".join(census.through(pieces(data, size))) == data
    assert census.cells == 3


def test_binary__what_is_no_record_ends_the_count() -> None:
    census = BinaryCensus()
    data = xlsb_cell(2, 1, bytes(4)) + b"\xff" * 1000 + xlsb_cell(2, 1, bytes(4))
    assert b"".join(census.through(pieces(data, 50))) == data
    assert census.cells == 1


def test_binary_book__a_cell_lost_by_the_reader_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    data = xlsb(xlsb_cell(7, 1, struct.pack("<I", 0)) + xlsb_cell(2, 2, bytes(4)), strings=["甲"])
    assert books.read_book(data, "a.xlsb").remarks == ()
    monkeypatch.setattr(books_xlsb, "_RK", -1)
    monkeypatch.setattr(books_xlsb, "_BLANK", 2)
    assert [f.code for f in books.read_book(data, "a.xlsb").remarks] == ["file.cells_unseen"]


def test_book__a_cell_lost_by_the_reader_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plain reader is made to overlook a column; the census knows nothing of it."""
    token = ooxml_plain._TOKEN.pattern
    monkeypatch.setattr(ooxml_plain, "_TOKEN", re.compile(token.replace("[A-Z]{1,3}", "[AC-Z]{1,3}"), re.ASCII))
    book = books.read_book(workbook(SHEET), "inputs/2025-10/a.xlsx")
    (finding,) = book.remarks
    assert finding.code == "file.cells_unseen"
    assert (finding.file, finding.sheet) == ("inputs/2025-10/a.xlsx", "表")
    assert "至少有 4 个，只读到 3 个" in finding.message


def test_book__two_cells_of_one_address_are_told() -> None:
    book = books.read_book(workbook(SHEET.replace(b'r="E1"', b'r="B1"')), "a.xlsx")
    assert [f.code for f in book.remarks] == ["file.cells_unseen"]


def test_book__read_whole_says_nothing() -> None:
    assert books.read_book(workbook(SHEET), "a.xlsx").remarks == ()


def workbook(sheet: bytes) -> bytes:
    """A workbook of one sheet, named 表, with one shared text, which is empty."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    relation = f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/{{}}" Target="{{}}"/>{{}}</Relationships>'
    strings = f'<Relationship Id="r2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as book:
        book.writestr("_rels/.rels", relation.format("officeDocument", "xl/workbook.xml", ""))
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        book.writestr("xl/_rels/workbook.xml.rels", relation.format("worksheet", "worksheets/sheet1.xml", strings))
        book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}"><si><t></t></si></sst>')
        book.writestr("xl/worksheets/sheet1.xml", sheet)
    return stream.getvalue()


XML2003 = (
    b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    b'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table><Row>'
    b'<Cell><Data ss:Type="String">x</Data><Comment><ss:Data>c</ss:Data></Comment></Cell>'
    b'<Cell><Data ss:Type="Number">1</Data></Cell><Cell><Data ss:Type="String"/></Cell></Row></Table></Worksheet></Workbook>'
)
PAGE = "<html><style>td {}<td>no</style><!-- <td>no --><table><tr><th>a<td >b</td><td></td><td>&nbsp;</td></tr></table></html>"


def test_others__filled_cells_count() -> None:
    assert xml2003_cells(XML2003) == 2
    assert html_cells(PAGE) == 2
    assert delimited_cells("a,b\r\n,1\n\n2,", ",") == 4
    assert delimited_cells('a,"b', ",") == 0


@pytest.mark.parametrize("left_open", ["<!-- <td>a", "<script><td>a", "<style>" * 50_000])
def test_html__whatever_is_left_open_takes_no_time(left_open: str) -> None:
    assert html_cells(left_open) == left_open.count("<td>a")


@pytest.mark.parametrize(
    ("data", "culprit", "instead", "read"),
    [
        (b"a,b\n1,2\n", "delimited._rows", lambda *_: [["a", "b"]], 2),
        (PAGE.encode(), "html._Page._put", lambda *_: None, 0),
        (XML2003, "xml2003._Reader._end_cell", lambda _: None, 0),
    ],
    ids=["csv", "html", "xml2003"],
)
def test_others__a_cell_lost_by_the_reader_is_told(
    monkeypatch: pytest.MonkeyPatch, data: bytes, culprit: str, instead: object, read: int
) -> None:
    name = "inputs/2025-10/a.xls"
    assert not [r for r in books.read_book(data, name).remarks if r.code == "file.cells_unseen"]
    monkeypatch.setattr(f"reportgen.edges.books.{culprit}", instead)
    (finding,) = [r for r in books.read_book(data, name).remarks if r.code == "file.cells_unseen"]
    assert f"只读到 {read} 个" in finding.message
