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
        "B8": "甲项目\n二期", "C8": "2510-430624-04-01-123456", "D8": "914403001922038216", "E8": "新建", "F8": 1234.56,
        "G8": 0.1, "H8": 6.5, "I8": 120, "J8": datetime(2025, 10, 31), "K8": "是", "L8": "新建、续建", "B9": "乙项目",
        "J9": "10月底", "F9": "约3.5亿元", "F10": "=F8*2", "G10": "=1/0", "H10": "=IF(TRUE,\"文字\",1)", "O8": " 空格 ",
        "H11": 0.065, "J11": datetime(2025, 10, 31, 18, 30), "J12": time(8, 30),
    }  # fmt: skip
    for address, value in typed.items():
        sheet[address] = value
    sheet["H11"].number_format = "0.0%"
    sheet["J11"].number_format = "yyyy-mm-dd hh:mm"
    sheet["J12"].number_format = "hh:mm"
    sheet.row_dimensions[9].hidden = True
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
            expected[place] = found[place]  # the office program calculated it
        assert found == expected


@pytest.mark.parametrize("kind", FORMATS)
def test_converted__calculated_cells_errors_and_formats_are_told_apart(folder: Path, kind: str):
    sheet = next(s for s in read(folder, kind).sheets if s.name == "项目清单")
    assert (sheet.text(10, 6), sheet.text(10, 8)) == ("2469.12", "文字")
    assert seen(sheet.cells[10, 7]) == (CellKind.ERROR, "#DIV/0!")
    assert sheet.cells[11, 8].raw == "0.065"
    assert sheet.cells[11, 8].number_format.endswith("%")
    assert sheet.cells[8, 10].value == date(2025, 10, 31)
    assert sheet.cells[11, 10].value == datetime(2025, 10, 31, 18, 30)
    assert sheet.cells[12, 10].value == time(8, 30)
    assert sheet.hidden_rows == {9}
    assert sheet.hidden_cols == {4}
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
