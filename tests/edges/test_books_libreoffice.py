"""A filled template saved by another office program as .xlsx, .xls and .ods reads the same, cell by cell."""

from __future__ import annotations

import subprocess
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from reportgen.edges.books import open_book
from reportgen.model.sheet import Book, Cell, CellKind
from reportgen.reading import understand
from tests.edges.issued import OCTOBER, PLAN, issue

pytestmark = pytest.mark.libreoffice
FORMATS = ("xlsx", "xls", "ods")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template filled in by openpyxl, and what LibreOffice makes of it in each format."""
    folder = tmp_path_factory.mktemp("lo")
    source = issue(folder / "回.xlsx")
    book = openpyxl.load_workbook(source)
    sheet = book["项目清单"]
    typed = {
        "B10": "甲项目\n二期", "C10": "2510-430624-04-01-123456", "D10": "914403001922038216", "E10": "新建", "F10": 1234.56,
        "G10": 0.1, "H10": 6.5, "I10": 120, "J10": datetime(2025, 10, 31), "K10": "是", "L10": "新建、续建", "B11": "乙项目",
        "J11": "10月底", "F11": "约3.5亿元", "F12": "=F10*2", "G12": "=1/0", "H12": "=IF(TRUE,\"文字\",1)", "O10": " 空格 ",
        "H13": 0.065, "J13": datetime(2025, 10, 31, 18, 30), "J14": time(8, 30),
    }  # fmt: skip
    for address, value in typed.items():
        sheet[address] = value
    sheet["H13"].number_format = "0.0%"
    sheet["J13"].number_format = "yyyy-mm-dd hh:mm"
    sheet["J14"].number_format = "hh:mm"
    sheet.row_dimensions[11].hidden = True
    sheet.column_dimensions["D"].hidden = True
    book.save(source)
    for kind in FORMATS:
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind]
        subprocess.run(
            [*command, "--outdir", str(folder / kind), str(source)], check=True, capture_output=True, timeout=120
        )
    return folder


def read(folder: Path, kind: str) -> Book:
    return open_book(folder / kind / f"回.{kind}", "inputs/2025-10/回.xlsx")


def seen(cell: Cell) -> tuple[CellKind, object]:
    return cell.kind, cell.value


@pytest.mark.parametrize("kind", FORMATS)
def test_converted__is_read_as_its_format(folder: Path, kind: str):
    assert read(folder, kind).container == kind


@pytest.mark.parametrize("kind", FORMATS)
def test_converted__cells_have_the_same_places_kinds_and_values(folder: Path, kind: str):
    before = open_book(folder / "回.xlsx", "回.xlsx")
    after = {s.name: s for s in read(folder, kind).sheets}
    for sheet in before.sheets:
        found = {place: seen(cell) for place, cell in after[sheet.name].cells.items()}
        expected = {place: seen(cell) for place, cell in sheet.cells.items()}
        for place in [p for p, c in sheet.cells.items() if c.kind is CellKind.UNCALCULATED]:
            expected.pop(place)  # the office program calculated it; an empty text is no cell in .xls
            expected.update({place: found[place]} if place in found else {})
        assert found == expected


@pytest.mark.parametrize("kind", FORMATS)
def test_converted__calculated_cells_errors_and_formats_are_told_apart(folder: Path, kind: str):
    sheet = next(s for s in read(folder, kind).sheets if s.name == "项目清单")
    assert (sheet.text(12, 6), sheet.text(12, 8)) == ("2469.12", "文字")
    assert seen(sheet.cells[12, 7]) == (CellKind.ERROR, "#DIV/0!")
    assert sheet.cells[13, 8].raw == "0.065"
    assert sheet.cells[13, 8].number_format.endswith("%")
    assert sheet.cells[10, 10].value == date(2025, 10, 31)
    assert sheet.cells[13, 10].value == datetime(2025, 10, 31, 18, 30)
    assert sheet.cells[14, 10].value == time(8, 30)
    assert sheet.hidden_rows == {11}
    assert sheet.hidden_cols == {4, 18, 19, 20}
    assert (1, 1, 1, 15) in sheet.merges


@pytest.mark.parametrize("kind", FORMATS)
def test_converted__marks_survive(folder: Path, kind: str):
    book = read(folder, kind)
    assert book.names.get("RG_ABC01") == ("项目清单", "A2")
    assert book.properties["rg_unit"] == "县发改局"
    assert next(s for s in book.sheets if s.name == "_meta").state != "visible"
    reading = understand(PLAN, book, "0" * 64, OCTOBER)
    assert [r.form for r in reading.returns] == [f.name for f in PLAN.forms]
    assert reading.cells.lost == 0
