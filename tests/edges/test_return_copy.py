"""退回: the agency's own workbook comes back whole, with the faulty cells marked and listed."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from reportgen.edges import books
from reportgen.edges.return_copy import LIST_SHEET, returned_path, write_returned
from reportgen.model.finding import ERROR, QUERY, Finding
from reportgen.model.sheet import CellKind

WHEN = datetime(2027, 5, 20, 18, 0, tzinfo=timezone(timedelta(hours=8)))
RED, YELLOW = "FFF4B6AE", "FFFFE699"


def finding(
    cell: str, severity: str = ERROR, message: str = "应为一个数。", sheet: str = "月报", **more: Any
) -> Finding:
    return Finding("bad", severity, message, "甲局", "月报", sheet=sheet, cell=cell, **more)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """What an agency sent: a formula, a note, colours, merged cells, text that looks like a formula, two sheets."""
    book = Workbook()
    sheet = book.active
    sheet.title = "月报"
    sheet["A1"], sheet["A2"], sheet["B2"], sheet["C2"] = "标题", "甲", 12.5, "=B2*2"
    sheet["D2"].value, sheet["D2"].data_type = "=三标段", "s"
    sheet["B3"] = "很多"
    sheet["B3"].comment = Comment("我们的备注", "甲局")
    sheet["A2"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet.merge_cells("A5:C6")
    sheet["A5"] = "合并的格"
    other = book.create_sheet("附表 '一'")
    other["A1"] = 1
    path = tmp_path / "甲局.xlsx"
    book.save(path)
    return path


def returned(source: Path, *findings: Finding) -> Any:
    path = source.parent / "out" / source.name
    write_returned(source, lambda: books.open_book(source, source.name), findings, path, WHEN)
    return load_workbook(path)


def test_copy__keeps_everything_of_the_agency(source: Path):
    book = returned(source, finding("B3"))
    assert book.sheetnames == [LIST_SHEET, "月报", "附表 '一'"]
    sheet = book["月报"]
    assert (sheet["B2"].value, sheet["C2"].value, sheet["C2"].data_type) == (12.5, "=B2*2", "f")
    assert sheet["A2"].fill.fgColor.rgb == "FF00FF00"
    assert [str(r) for r in sheet.merged_cells.ranges] == ["A5:C6"]


def test_copy__text_that_looks_like_a_formula_stays_text(source: Path):
    cell = returned(source, finding("B3"))["月报"]["D2"]
    assert (cell.value, cell.data_type) == ("=三标段", "s")


def test_marks__fill_and_comment_with_what_stood_there(source: Path):
    sheet = returned(source, finding("B3"), finding("B3", QUERY, "与上期相差太大。"), finding("B2", QUERY))["月报"]
    assert sheet["B3"].fill.fgColor.rgb == RED
    assert sheet["B2"].fill.fgColor.rgb == YELLOW
    words = sheet["B3"].comment.text
    assert words.startswith("我们的备注")
    assert "【强制】应为一个数。" in words
    assert "【核实】与上期相差太大。" in words


def test_marks__inside_merged_cells_stand_at_their_corner(source: Path):
    sheet = returned(source, finding("B6"))["月报"]
    assert sheet["A5"].comment is not None
    assert sheet["A5"].fill.fgColor.rgb == RED


def test_marks__where_merged_cells_overlap(source: Path):
    """A damaged workbook: what cannot be marked is still listed."""
    book = load_workbook(source)
    book["月报"].merge_cells("C6:D7")
    book["月报"].merge_cells("B5:C6")
    book.save(source)
    marked = returned(source, finding("D7"), finding("C6"))
    assert [row[3].value for row in marked[LIST_SHEET].iter_rows(min_row=3)] == ["D7", "C6"]


def test_marks__every_cell_that_a_finding_names(source: Path):
    sheet = returned(source, finding("A2", cells=("A2", "B2", "C2")))["月报"]
    assert all(sheet[a].comment is not None for a in ("A2", "B2", "C2"))


def test_list__stands_first_with_links_to_the_cells(source: Path):
    told = (finding("B3", value="=很多"), finding("A1", sheet="附表 '一'"), finding("Z9", sheet="没有的表"))
    book = returned(source, *told)
    assert book.active.title == LIST_SHEET
    rows = list(book[LIST_SHEET].iter_rows(min_row=3))
    assert [row[3].value for row in rows] == ["B3", "A1", "Z9"]
    links = [row[3].hyperlink.location if row[3].hyperlink else None for row in rows]
    assert links == ["'月报'!B3", "'附表 ''一'''!A1", None]
    assert (rows[0][5].value, rows[0][5].data_type) == ("=很多", "s")


def test_list__of_an_earlier_return_gives_way(source: Path):
    first = source.parent / "第二次" / source.name
    write_returned(source, lambda: None, [finding("B3"), finding("B2")], first, WHEN)
    again = returned(first, finding("B2"))
    assert again.sheetnames == [LIST_SHEET, "月报", "附表 '一'"]
    assert [row[3].value for row in again[LIST_SHEET].iter_rows(min_row=3)] == ["B2"]
    assert again["月报"]["B2"].comment.text.count("【强制】") == 1


def test_marks__of_an_earlier_return_are_taken_off_what_was_mended(source: Path):
    first = source.parent / "第二次" / source.name
    write_returned(source, lambda: None, [finding("B3"), finding("B2"), finding("A1", sheet="附表 '一'")], first, WHEN)
    again = returned(first, finding("A2", QUERY))
    sheet = again["月报"]
    assert (sheet["B2"].comment, sheet["B2"].fill.fill_type) == (None, None)
    assert (sheet["B3"].comment.text.strip(), sheet["B3"].fill.fill_type) == ("我们的备注", None)
    assert again["附表 '一'"]["A1"].comment is None
    assert sheet["A2"].fill.fgColor.rgb == YELLOW
    assert sheet["B2"].value == 12.5


def test_marks__of_an_earlier_return_are_taken_off_after_another_program_saved_it(source: Path):
    first = source.parent / "第二次" / source.name
    write_returned(source, lambda: None, [finding("B3"), finding("B2")], first, WHEN)
    book = load_workbook(first)
    book.save(first)
    sheet = returned(first, finding("A2"))["月报"]
    assert sheet["B2"].comment is None or "【" not in sheet["B2"].comment.text
    assert (sheet["B2"].fill.fill_type, sheet["A2"].fill.fgColor.rgb) == (None, RED)


def test_other_kinds__become_xlsx_with_the_same_places(tmp_path: Path):
    from tests.circle import REPOSITORY

    for name, sheet, cell in (("交通局10月报表.ods", None, "C8"), ("住建局10月.xls", None, "C8")):
        path = REPOSITORY / "inputs" / "2025-10" / name
        book = books.open_book(path, name)
        sheet = next(s for s in book.sheets if len(s.cells) > 20)
        target = tmp_path / returned_path(f"inputs/2025-10/{name}", "inputs/2025-10")
        assert target.suffix == ".xlsx"
        write_returned(path, lambda book=book: book, [finding(cell, sheet=sheet.name)], target, WHEN)
        copy = load_workbook(target)
        assert copy.sheetnames == [LIST_SHEET, *(s.name for s in book.sheets)]
        for (row, column), told in sheet.cells.items():
            assert told.raw == "" or copy[sheet.name].cell(row, column).value is not None, (name, row, column)
        assert copy[sheet.name][cell].comment is not None
        dates = [told for told in sheet.cells.values() if told.kind is CellKind.DATE]
        widths = copy[sheet.name].column_dimensions
        assert all(widths[told.address.rstrip("0123456789")].width >= 12 for told in dates)  # none shown as ####


def test_unreadable__only_the_list_is_written(tmp_path: Path):
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK\x03\x04")
    write_returned(path, lambda: None, [finding("", sheet="", message="打不开。")], tmp_path / "out.xlsx", WHEN)
    assert load_workbook(tmp_path / "out.xlsx").sheetnames == [LIST_SHEET]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("inputs/2027-04/乡镇/甲.xlsx", "乡镇/甲.xlsx"),
        ("inputs/2027-04/甲.XLSX", "甲.XLSX"),
        ("inputs/2027-04/甲.xlsm", "甲.xlsm"),
        ("inputs/2027-04/甲.et", "甲.xlsx"),
        ("inputs/2027-04/甲", "甲.xlsx"),
        ("别处/甲.xls", "甲.xlsx"),
    ],
)
def test_returned_path(name: str, expected: str):
    assert returned_path(name, "inputs/2027-04").as_posix() == expected


def test_same_bytes__whenever_it_is_written(source: Path, tmp_path: Path):
    for name in ("a.xlsx", "b.xlsx"):
        write_returned(source, lambda: None, [finding("B3")], tmp_path / name, WHEN)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
