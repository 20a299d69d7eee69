"""汇总表.xlsx and 退回 of the sample: numbers are figures, records keep their place, copies lose nothing."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from reportgen.edges import books
from reportgen.edges.return_copy import LIST_SHEET
from reportgen.edges.workspace import Workspace
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


def _sent_back(workspace: Path, result: dict[str, Any]) -> Iterator[tuple[Path, Path, list[dict[str, Any]]]]:
    """(received file, its copy, what the unit must answer) of every file that goes back."""
    folder = workspace / "outputs" / PERIOD / "退回"
    for file in result["files"]:
        own = [f for f in result["findings"] if f["file"] == file["path"] and f["severity"] != "notice"]
        if file["verdict"] in ("returned", "accepted") and any(not f["answered"] for f in own):
            source = workspace / file["path"]
            copy = folder / source.relative_to(workspace / "inputs" / PERIOD)
            yield source, copy if copy.suffix in (".xlsx", ".xlsm") else copy.with_suffix(".xlsx"), own


def test_copies__of_all_that_must_be_mended_or_explained_and_no_others(workspace: Path, result: dict[str, Any]):
    copies = {copy for _, copy, _ in _sent_back(workspace, result)}
    assert copies == {p for p in (workspace / "outputs" / PERIOD / "退回").rglob("*") if p.is_file()}
    returned = [f for f in result["files"] if f["verdict"] == "returned"]
    assert len(copies) > len(returned) > 0


def test_copies__planted_mistakes_are_marked_in_their_cell_and_listed(workspace: Path, result: dict[str, Any]):
    seen = 0
    for source, copy, findings in _sent_back(workspace, result):
        marked = load_workbook(copy)
        assert marked.sheetnames[0] == LIST_SHEET
        numbers = {cell.value for row in marked[LIST_SHEET].iter_rows() for cell in row}
        for finding in findings:
            assert finding["number"] in numbers, source.name
            if finding["cell"]:
                cell = marked[finding["sheet"]][finding["cell"]]
                assert cell.comment is not None, (copy.name, finding)
                assert finding["message"][:20] in cell.comment.text
                assert cell.fill.fgColor.rgb == ("FFF4B6AE" if finding["severity"] == "error" else "FFFFE699")
                seen += 1
    assert seen > 8


def test_copies__every_other_part_of_the_file_stays_byte_for_byte(workspace: Path, result: dict[str, Any]):
    for source, copy, findings in _sent_back(workspace, result):
        if source.suffix != ".xlsx":
            continue
        before, after = books.open_book(source, source.name), books.open_book(copy, copy.name)
        assert [s.name for s in after.sheets] == [LIST_SHEET, *(s.name for s in before.sheets)]
        for sheet, now in zip(before.sheets, after.sheets[1:], strict=True):
            told = {k: (c.raw, c.kind, c.formula_text, c.number_format) for k, c in sheet.cells.items()}
            assert told == {
                k: (c.raw, c.kind, c.formula_text, c.number_format) for k, c in now.cells.items() if k in told
            }
        marked = {f["sheet"] for f in findings if f["cell"]}
        with zipfile.ZipFile(source) as one, zipfile.ZipFile(copy) as other:
            assert other.testzip() is None
            changed = [n for n in one.namelist() if one.read(n) != other.read(n)]
        sheets = [n for n in changed if n.startswith("xl/worksheets/sheet")]
        assert len(sheets) <= len(marked) + 1  # the one that was selected gives way to the list
        expected = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", *sheets}
        assert (
            set(changed) - {n for n in changed if "comments" in n or "vmlDrawing" in n or "/_rels/sheet" in n}
            == expected
        )


def test_conflict__is_settled_by_the_offices_choice(workspace: Path, result: dict[str, Any], tmp_path: Path):
    told = next(c for c in result["conflicts"] if len(c["values"]) == 2)
    loser, winner = (v["unit"] for v in told["values"])
    if winner == told["chosen"]:
        loser, winner = winner, loser
    shutil.copytree(workspace, tmp_path / "w")
    path = tmp_path / "w" / "inputs" / PERIOD / "核实登记.xlsx"
    book = Workbook()
    book.active.append(["编号", "决定", "决定对象", "决定说明"])
    book.active.append([told["number"], "采用所选单位", winner, "以凭证为准"])
    book.save(path)
    again = Merged.by(Workspace(tmp_path / "w"), PERIOD, None)
    conflict = next(c for c in again.result["conflicts"] if c["number"] == told["number"])
    assert (conflict["chosen"], conflict["why"]) == (winner, f"办公室决定以{winner}为准：以凭证为准")
    about = [f for f in again.result["findings"] if f["answer"] == conflict["why"]]
    assert {f["unit"]: f["answered"] for f in about}.get(winner, True)


@pytest.mark.libreoffice
@pytest.mark.skipif(not office.available(), reason=office.MISSING)
def test_copies__open_in_libreoffice_with_nothing_lost(workspace: Path, result: dict[str, Any], tmp_path: Path):
    """Every copy, opened and saved again there, still holds every cell of the agency and every mark of ours."""
    sent = [item for item in _sent_back(workspace, result) if item[0].suffix == ".xlsx"][:4]
    names = {copy: tmp_path / f"{i}.xlsx" for i, (_, copy, _) in enumerate(sent)}
    for copy, name in names.items():
        shutil.copy2(copy, name)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
    subprocess.run(
        [*command, str(tmp_path / "out"), *map(str, names.values())], check=True, capture_output=True, timeout=180
    )
    for source, copy, findings in sent:
        there = load_workbook(tmp_path / "out" / names[copy].name)
        for sheet in books.open_book(source, source.name).sheets:
            for (row, column), cell in ((at, c) for at, c in sheet.cells.items() if not c.formula):
                assert (there[sheet.name].cell(row, column).value is None) == (cell.raw == ""), (
                    source.name,
                    sheet.name,
                )
        for f in (f for f in findings if f["cell"]):
            assert f["message"][:20] in there[f["sheet"]][f["cell"]].comment.text
