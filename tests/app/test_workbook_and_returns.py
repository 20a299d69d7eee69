"""汇总表.xlsx and 退回 of the sample: numbers are figures, records keep their place, copies lose nothing."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from reportgen.edges.return_copy import LIST_SHEET
from tests import office
from tests.conftest import Merged

PERIOD = "2025-10"


@pytest.fixture(scope="module")
def workspace(sample: Merged) -> Path:
    return sample.workspace.root


@pytest.fixture(scope="module")
def result(sample: Merged) -> dict[str, Any]:
    return sample.result


@pytest.fixture(scope="module")
def book(workspace: Path) -> Any:
    return load_workbook(workspace / "outputs" / PERIOD / "汇总表.xlsx")


@pytest.fixture(scope="module")
def values(workspace: Path) -> Any:
    return load_workbook(workspace / "outputs" / PERIOD / "汇总表.xlsx", data_only=True)


def test_workbook__first_page_first_then_analysis_data_and_proof(book: Any):
    names = book.sheetnames
    assert names[:7] == ["总览", "指标", "入规", "节点", "项目", "堵点和问题", "报送"]
    assert names[-3:] == ["核实", "口径", "说明"]
    assert len(names) == 12 + 26 + 3


def test_overview__every_number_is_a_figure(values: Any, result: dict[str, Any]):
    known = {round(float(f["value"]), 6) for f in result["figures"].values() if isinstance(f["value"], int | float)}
    numbers = [c.value for row in values["总览"].iter_rows() for c in row if isinstance(c.value, int | float)]
    assert len(numbers) > 50
    assert [n for n in numbers if round(float(n), 6) not in known] == []


def test_overview__numbers_link_to_their_definition(book: Any, result: dict[str, Any]):
    sheet, definitions = book["总览"], book["口径"]
    links = [
        link
        for link in (c.hyperlink for row in sheet.iter_rows() for c in row)
        if link and "口径" in str(link.location)
    ]
    rows = [int(str(link.location).rsplit("A", 1)[1]) for link in links]
    assert len(rows) > 50
    for row in (r for r in rows if r > 1):  # row 1 is linked to by the list of sheets
        figure = result["figures"][definitions.cell(row, 1).value]
        assert definitions.cell(row, 5).value == figure["how"]


def test_data_sheets__hold_every_record_with_its_place(workspace: Path, book: Any, result: dict[str, Any]):
    for name, told in result["forms"].items():
        sheet = next((book[n] for n in book.sheetnames if n.endswith(name)), None)
        assert sheet is not None, name
        heads = {c.value: c.column for c in sheet[1]}
        rows = [r for r in range(2, sheet.max_row + 1) if sheet.cell(r, heads["文件"]).value]
        assert len(rows) == told["records"], name
        for r in rows:
            assert (workspace / sheet.cell(r, heads["文件"]).value).is_file()


@pytest.mark.libreoffice
@pytest.mark.skipif(not office.available(), reason=office.MISSING)
def test_workbook__opens_in_libreoffice_with_nothing_cut(workspace: Path, tmp_path: Path):
    source = workspace / "outputs" / PERIOD / "汇总表.xlsx"
    kind = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    office.convert(source, tmp_path, kind, tmp_path)
    sheets = {path.stem: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.csv")}
    assert len(sheets) == 12 + 26 + 3
    assert "新入规工业企业" in sheets["汇总表-总览"]
    for name, text in sheets.items():
        assert "###" not in text, name
        assert "Err:" not in text, name


def _returned(workspace: Path, result: dict[str, Any]) -> Iterator[tuple[Path, Path, list[dict[str, Any]]]]:
    folder = workspace / "outputs" / PERIOD / "退回"
    for file in result["files"]:
        if file["verdict"] == "returned":
            source = workspace / file["path"]
            copy = folder / source.relative_to(workspace / "inputs" / PERIOD)
            copy = copy if copy.suffix in (".xlsx", ".xlsm") else copy.with_suffix(".xlsx")
            yield source, copy, [f for f in result["findings"] if f["file"] == file["path"]]


def test_returned_copies__are_marked_in_the_right_cells(workspace: Path, result: dict[str, Any]):
    seen = 0
    for _, copy, findings in _returned(workspace, result):
        marked = load_workbook(copy)
        assert marked.sheetnames[0] == LIST_SHEET
        for finding in findings:
            if finding["severity"] in ("error", "query") and finding["cell"]:
                cell = marked[finding["sheet"]][finding["cell"]]
                assert cell.comment is not None, (copy.name, finding)
                assert finding["message"][:20] in cell.comment.text
                assert cell.fill.fill_type == "solid"
                seen += 1
    assert seen > 4


def test_returned_copies__keep_the_agencys_sheets_and_cells(workspace: Path, result: dict[str, Any]):
    for source, copy, _ in _returned(workspace, result):
        if source.suffix != ".xlsx":
            continue
        ours, theirs = load_workbook(copy), load_workbook(source)
        assert ours.sheetnames[1:] == theirs.sheetnames
        for sheet in theirs.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    assert ours[sheet.title][cell.coordinate].value == cell.value
        with zipfile.ZipFile(copy) as package:
            assert package.testzip() is None
