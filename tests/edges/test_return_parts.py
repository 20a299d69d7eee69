"""退回 in place: charts, pictures, controls and extensions of the agency's workbook stay byte for byte."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import load_workbook

from reportgen.edges import books
from reportgen.edges.return_copy import LIST_SHEET, write_returned
from reportgen.model.finding import ERROR, QUERY, Finding
from reportgen.model.sheet import Book
from tests import validator
from tests.edges.parts import STRICT_MAIN, STRICT_REL, rels, xlsx, zipped

WHEN = datetime(2027, 5, 20, 18, 0, tzinfo=timezone(timedelta(hours=8)))
CHANGED = re.compile(
    r"\[Content_Types\]\.xml|xl/workbook\.xml|xl/styles\.xml|xl/_rels/workbook\.xml\.rels|xl/comments\d*\.xml"
    r"|xl/worksheets/(_rels/)?sheet\d+\.xml(\.rels)?|xl/drawings/vmlDrawing\d+\.vml"
)


def finding(cell: str, sheet: str = "月报", severity: str = ERROR, **more: Any) -> Finding:
    return Finding("bad", severity, "应为一个数。", "甲局", "月报", sheet=sheet, cell=cell, number="AB23CD45", **more)


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 14)) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What openpyxl would drop: a chart, a picture, a button, a check box, sparklines, data bars, rich text, comments."""
    path = tmp_path_factory.mktemp("rich") / "甲局.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("月报")
    other = book.add_worksheet("附表")
    hidden = book.add_worksheet("_meta")
    hidden.hide()
    for row in range(12):
        sheet.write_row(row, 0, [f"项目{row}", row * 1.5, row])
    sheet.write_formula("D2", "=B2*2", None, 3)
    sheet.write_rich_string("E2", book.add_format({"bold": True}), "粗", "细")
    sheet.write_string("F2", "=三标段")
    sheet.write_comment("A1", "我们的备注", {"author": "甲局"})
    sheet.write_comment("C3", "请看附表")
    sheet.insert_button("H2", {"caption": "计算"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=月报!$B$1:$B$12"})
    sheet.insert_chart("H5", chart)
    sheet.insert_image("H20", "章.png", {"image_data": BytesIO(_png())})
    sheet.insert_textbox("L2", "文本框")
    sheet.add_sparkline("G2", {"range": "月报!B1:B12"})
    sheet.conditional_format("B1:B12", {"type": "data_bar", "data_bar_2010": True})
    sheet.merge_range("A15:C16", "合并的格", book.add_format({"num_format": "0.00"}))
    sheet.repeat_rows(0)
    sheet.set_column("K:K", 12, book.add_format({"num_format": "0.0%"}))
    other.write("A1", 1)
    other.print_area("A1:C9")
    other.activate()
    book.define_name("附表!本表", "=附表!$A$1")
    book.close()
    return path


@pytest.fixture(scope="module")
def copy(rich: Path) -> Path:
    findings = (finding("B3"), finding("C3", severity=QUERY), finding("B16"), finding("K40"), finding("A1", "附表"))
    return returned(rich, *findings)


def returned(source: Path, *findings: Finding) -> Path:
    path = source.parent / "out" / source.name

    def unread() -> Book | None:
        raise AssertionError("the copy must be made in place")

    write_returned(source, unread, findings, path, WHEN, "区专班办")
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_parts__all_others_stay_byte_for_byte(rich: Path, copy: Path):
    before, after = parts(rich), parts(copy)
    assert [name for name in before if name not in after] == []
    changed = [name for name in before if before[name] != after[name]]
    assert [name for name in changed if not CHANGED.fullmatch(name)] == []
    kept = [name for name in before if re.search("chart|media|drawing1.xml|theme", name)]
    assert len(kept) >= 4
    assert not set(kept) & set(changed)


def test_marked_sheet__keeps_everything_but_the_marks(rich: Path, copy: Path):
    before, after = parts(rich)["xl/worksheets/sheet1.xml"].decode(), parts(copy)["xl/worksheets/sheet1.xml"].decode()
    for element in ("drawing", "legacyDrawing", "extLst", "conditionalFormatting", "mergeCells", "cols", "pageMargins"):
        (one,) = re.findall(rf"<{element}\b.*?(?:/>|</{element}>)", before, re.DOTALL)[:1]
        assert one in after, element
    values = re.compile(r"<(?:v|f|t)\b[^>]*>[^<]*</")
    assert values.findall(before) == values.findall(after)


def test_cells__values_formulas_and_formats_stay(rich: Path, copy: Path):
    ours, theirs = books.open_book(copy, "甲.xlsx"), books.open_book(rich, "甲.xlsx")
    assert [s.name for s in ours.sheets] == [LIST_SHEET, *(s.name for s in theirs.sheets)]
    for sheet in theirs.sheets:
        same = next(s for s in ours.sheets if s.name == sheet.name)
        for place, cell in sheet.cells.items():
            now = same.cells[place]
            assert (now.raw, now.kind, now.formula, now.number_format) == (
                cell.raw, cell.kind, cell.formula, cell.number_format,
            )  # fmt: skip
        assert (same.state, same.merges) == (sheet.state, sheet.merges)


def test_marks__empty_cells_are_added_in_the_columns_own_format(copy: Path):
    sheet = load_workbook(copy)["月报"]
    assert sheet["K40"].number_format == "0.0%"
    assert sheet["K40"].fill.fgColor.rgb == "FFF4B6AE"
    assert sheet["A15"].fill.fgColor.rgb == "FFF4B6AE"
    assert sheet["A15"].number_format == "0.00"


def test_comments__stand_beside_those_of_the_agency(copy: Path):
    sheet = load_workbook(copy)["月报"]
    assert sheet["A1"].comment.text == "我们的备注"
    assert sheet["C3"].comment.text.startswith("请看附表\n【核实】应为一个数。〔AB23CD45 bad〕")
    assert sheet["B3"].comment.author == "区专班办"
    drawing = parts(copy)["xl/drawings/vmlDrawing1.vml"].decode()
    assert drawing.count('ObjectType="Note"') == 5
    assert drawing.count('ObjectType="Button"') == 1
    ids = re.findall(r'id="(_x0000_s\d+)"', drawing)
    assert len(ids) == len(set(ids)) == 6


def test_first_sheet__opens_alone_and_names_keep_their_sheet(copy: Path):
    after = parts(copy)
    workbook = after["xl/workbook.xml"].decode()
    assert re.search(rf'<sheets><sheet[^>]*name="{LIST_SHEET}"', workbook)
    assert 'activeTab="0"' in workbook
    selected = [name for name, content in after.items() if b'tabSelected="1"' in content]
    assert len(selected) == 1
    assert LIST_SHEET not in selected
    owners = dict(re.findall(r'<definedName name="([^"]+)" localSheetId="(\d)"', workbook))
    assert owners == {"_xlnm.Print_Area": "2", "_xlnm.Print_Titles": "1", "本表": "2"}


@pytest.mark.skipif(not validator.available(), reason=validator.MISSING)
def test_copy__is_as_valid_as_what_came(rich: Path, copy: Path):
    """By Microsoft's validator; what xlsxwriter itself wrote is not ours to judge."""
    before, after = validator.problems([rich]), validator.problems([copy])
    assert [line.split(": ", 1)[-1] for line in after] == [line.split(": ", 1)[-1] for line in before]


def test_conversation_on_a_cell__is_left_alone(rich: Path, tmp_path: Path):
    talk = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="C3" id="{A}"><text>好</text></threadedComment></ThreadedComments>'
    )
    own = parts(rich)
    relations = own["xl/worksheets/_rels/sheet1.xml.rels"].decode()
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    more = f'<Relationship Id="rId99" Type="{kind}" Target="../threadedComments/t1.xml"/></Relationships>'
    own["xl/worksheets/_rels/sheet1.xml.rels"] = relations.replace("</Relationships>", more).encode()
    own["xl/threadedComments/t1.xml"] = talk.encode()
    source = tmp_path / "甲局.xlsx"
    source.write_bytes(zipped(own))
    sheet = load_workbook(returned(source, finding("C3"), finding("B3")))["月报"]
    assert sheet["C3"].comment.text == "请看附表"
    assert sheet["C3"].fill.fgColor.rgb == "FFF4B6AE"
    assert sheet["B3"].comment is not None


@pytest.mark.parametrize(
    "data",
    [
        xlsx('<row><c t="inlineStr"><is><t>甲</t></is></c><c><v>1</v></c></row>'),  # no addresses
        xlsx('<row r="2" s="1" customFormat="1" spans="1:2"><c r="A2"><v>1</v></c></row>', formats=("0.00",)),
        xlsx('<row r="1"><c r="A1"><v>1</v></c></row>', main=STRICT_MAIN, rel=STRICT_REL),
        xlsx('<row r="1"><c r="A1"><v>1</v></c></row>', sheet_target="/xl/worksheets/sheet1.xml"),
    ],
)
def test_sparse_packages__are_marked_in_place(data: bytes, tmp_path: Path):
    source = tmp_path / "甲局.xlsx"
    with zipfile.ZipFile(BytesIO(data)) as package:
        own = {name: package.read(name) for name in package.namelist()}
    types = "".join(
        f'<Override PartName="/{name}" ContentType="application/xml"/>' for name in own if name.endswith(".xml")
    )
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    source.write_bytes(zipped({"[Content_Types].xml": f'<Types xmlns="{space}">{types}</Types>', **own}))
    before = books.open_book(source, "甲局.xlsx")
    after = books.open_book(returned(source, finding("B2", "表"), finding("A1", "表")), "甲局.xlsx")
    assert [s.name for s in after.sheets] == [LIST_SHEET, "表"]
    values = {place: cell.raw for place, cell in after.sheets[1].cells.items() if cell.raw}
    assert values == {place: cell.raw for place, cell in before.sheets[0].cells.items()}
    assert b"rels" in parts(returned(source, finding("A1", "表")))["[Content_Types].xml"]


@pytest.mark.parametrize(
    "broken",
    [
        {"xl/worksheets/sheet1.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet>&a;</worksheet>"},
        {"xl/workbook.xml": "<workbook"},
        {"_rels/.rels": rels()},
        {"[Content_Types].xml": "<Types/>", "xl/worksheets/sheet1.xml": "<html/>"},
    ],
)
def test_package_that_cannot_be_changed__is_written_anew(broken: dict[str, str], rich: Path, tmp_path: Path):
    source = tmp_path / "甲局.xlsx"
    source.write_bytes(zipped({**parts(rich), **broken}))
    book = books.open_book(rich, "甲局.xlsx")
    path = tmp_path / "out" / "甲局.xlsx"
    write_returned(source, lambda: book, [finding("B3")], path, WHEN)
    assert load_workbook(path)["月报"]["B3"].comment is not None
    assert "另存为 .xlsx" in str(load_workbook(path)[LIST_SHEET]["A2"].value)
    assert [p.name for p in path.parent.iterdir()] == ["甲局.xlsx"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_list__nothing_typed_becomes_a_formula(rich: Path, start: str):
    typed = f'{start}HYPERLINK("http://x","y")&<b>\x07_x0041_'
    path = returned(rich, finding("B3", value=typed, severity=QUERY, field=typed))
    book = load_workbook(path)
    cells = [c for row in book[LIST_SHEET].iter_rows(min_row=3) for c in row if c.value and "HYPERLINK" in str(c.value)]
    assert len(cells) == 2
    assert {(c.data_type, c.quotePrefix) for c in cells} == {("s", True)}
    listed = books.open_book(path, "甲局.xlsx").sheets[0]
    assert [c.formula for c in listed.cells.values() if c.formula] == []
