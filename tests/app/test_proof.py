"""Every number is proved: its sources hold what they say, and documents print nothing that is no figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests import circle, independent
from tests.conftest import Merged

BOTH = ("county", "sample")


@pytest.fixture(params=BOTH)
def merged(request: pytest.FixtureRequest) -> Merged:
    found: Merged = request.getfixturevalue(request.param)
    return found


def _received(merged: Merged) -> Iterator[tuple[str, dict[str, str]]]:
    for id, figure in merged.result["figures"].items():
        for source in figure["sources"]:
            if source["file"].startswith("inputs/"):
                yield id, source


def test_sources__hold_what_they_say(merged: Merged):
    checked: set[str] = set()
    for id, source in _received(merged):
        path = merged.workspace.root / source["file"]
        assert independent.raw(path, source["sheet"], source["cell"]) == source["raw"], (id, source)
        checked.add(path.suffix)
    assert ".xlsx" in checked


def test_sources__of_other_kinds_of_files_too(sample: Merged):
    """The sample holds an .ods, an .xls and an .et; their cells prove figures as well."""
    kinds = {Path(source["file"]).suffix for _, source in _received(sample)}
    assert kinds >= {".xlsx", ".ods", ".xls"}


def test_sources__of_the_plan_stand_in_the_plan(merged: Merged):
    checked = 0
    lines = (merged.workspace.templates / "plan.yaml").read_text(encoding="utf-8").splitlines()
    for id, figure in merged.result["figures"].items():
        for source in figure["sources"]:
            path = merged.workspace.root / source["file"]
            if path.suffix == ".yaml":
                line, column = map(int, re.findall(r"\d+", source["cell"]))  # 第85行第83列
                first = source["raw"].split("、")[0]  # lists are shown as staff write them
                assert lines[line - 1][column - 1 :].lstrip("\"'[").startswith(first), (id, source)
                checked += 1
            elif path == merged.workspace.templates / "plan.xlsx":
                assert independent.raw(path, source["sheet"], source["cell"]) == source["raw"], (id, source)
                checked += 1
    assert checked > 5


def test_figures__rest_on_cells_or_figures_or_say_why_not(merged: Merged):
    figures = merged.result["figures"]
    for id, figure in figures.items():
        assert figure["how"], id
        assert set(figure.get("inputs", ())) <= figures.keys(), id
        if not figure["sources"] and not figure.get("inputs"):
            assert any(word in figure["how"] for word in ("本期无", "没有", "尚未", "方案规定", "未报送")), (id, figure)


def test_documents__print_no_number_that_is_no_figure(merged: Merged):
    """简报.docx: strictly, a number with what stands around it is the text of a figure."""
    texts = frozenset(
        text for figure in merged.result["figures"].values() for text in (figure["text"], *figure.get("texts", ()))
    )
    strange = {
        (number, paragraph[:80])
        for paragraph in independent.paragraphs(merged.folder / "简报.docx")
        for number in independent.strange_numbers(paragraph, texts)
    }
    assert strange == set()


def test_documents__an_invented_number_would_be_seen(county: Merged):
    texts = frozenset(figure["text"] for figure in county.result["figures"].values())
    assert list(independent.strange_numbers("全区新增规上企业9753家，同比增长86.42%。", texts)) == ["9753", "86.42"]
    assert list(independent.strange_numbers("2027年4月，第4期，1—4月，截至5月20日17:30。", texts)) == []


def test_cells__filled_are_merged_or_explained(merged: Merged):
    cells = merged.result["cells"]
    assert cells["filled"] == cells["merged"] + cells["explained"]
    assert cells["lost"] == 0


def test_cells__each_filled_one_of_an_accepted_file_is_counted(merged: Merged):
    """Counted again by openpyxl: no more cells are filled than the run accounts for."""
    filled = 0
    for file in merged.result["files"]:
        path = merged.workspace.root / file["path"]
        if path.suffix == ".xlsx" and file["verdict"] in ("accepted", "returned"):
            for sheet in load_workbook(path, data_only=True).worksheets:
                told = sheet["A2"].value and str(sheet["A2"].value).startswith("表号")
                filled += sum(c.value not in (None, "") for row in sheet.iter_rows() for c in row) if told else 0
    assert filled <= merged.result["cells"]["filled"]


def test_measure__recounted_by_hand(county: Merged):
    """惠企资金兑付总额: the column added up from the workbooks themselves, March's being the newest quarter."""
    total = Decimal(0)
    for path in sorted((county.workspace.inputs / "2027-03").glob("*.xlsx")):
        try:
            sheet = circle.form_sheet(path, load_workbook(path, data_only=True), "QJ07")
        except KeyError:
            continue
        column = circle.column(sheet, "兑付金额")
        for row in range(circle.header_row(sheet) + 1, sheet.max_row + 1):
            if isinstance(sheet.cell(row, column).value, int | float):
                total += Decimal(str(sheet.cell(row, column).value))
    figure = county.result["figures"]["measures.兑付总额"]
    assert total > 0
    assert Decimal(str(figure["value"])) == total
    added = sum(Decimal(source["value"].replace(",", "").removesuffix("万元")) for source in figure["sources"])
    assert added == total


def test_reporting__adds_up(merged: Merged):
    values = {k: v["value"] for k, v in merged.result["figures"].items() if k.startswith("reporting.")}
    due = [s for s in merged.result["submissions"] if s["state"] not in ("exempt", "not_due")]
    assert values["reporting.due"] == len(due)
    parts = ("timely", "late", "missing", "returned")
    assert sum(values[f"reporting.{p}"] or 0 for p in parts) == len(due)
