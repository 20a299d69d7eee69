"""What staff do with 汇总表.xlsx: mend a record and see its effect; decide in 核实, save in LibreOffice, merge again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from reportgen.app.decide import decide
from reportgen.edges.workbook import data
from reportgen.edges.workspace import Workspace
from reportgen.model import answers
from tests import office
from tests.conftest import SECOND_TIME, Merged

pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(not office.available(), reason=office.MISSING),
]
NAME, HEAD = "汇总表.xlsx", 3


def _heads(sheet: Any, row: int) -> dict[str, int]:
    return {str(c.value): c.column for c in sheet[row]}


def test_mended_record__moves_the_analysis_in_libreoffice(county: Merged, tmp_path: Path):
    """One project's investment raised by 1,000 raises the sum of all, its rate, and the totals of its table."""
    form = next(
        f
        for f in county.plan.forms
        if f.purpose == "项目" and f.role("year_done") and county.outcome.forms[f.name].rows
    )
    book = load_workbook(county.folder / NAME)
    sheet = book[data.sheet_title(form)]
    done, whole = (
        next(c for h, c in _heads(sheet, 1).items() if h.startswith(f.name))
        for f in (form.role("year_done"), form.role("year_plan"))
        if f is not None
    )
    row = next(
        r
        for r in range(2, sheet.max_row)
        if all(isinstance(sheet.cell(r, c).value, int | float) for c in (done, whole))
    )
    sheet.cell(row, done).value += 1000
    mended = tmp_path / "改.xlsx"
    book.save(mended)
    before = load_workbook(county.folder / NAME, data_only=True)["项目"]
    after = load_workbook(office.convert(mended, tmp_path / "new", "xlsx", tmp_path), data_only=True)
    line = next(r for r in range(1, 12) if before.cell(r, 1).value == "全部项目")
    heads = _heads(before, line - 1)
    factor = 10000 if form.role("year_done").type == "亿元" else 1  # type: ignore[union-attr]
    if "SUMIFS" in str(book["项目"].cell(line, heads["本年完成投资（万元）"]).value):
        moved = after["项目"].cell(line, heads["本年完成投资（万元）"]).value
        assert moved == pytest.approx(before.cell(line, heads["本年完成投资（万元）"]).value + 1000 * factor)
        assert (
            after["项目"].cell(line, heads["投资完成率（%）"]).value > before.cell(line, heads["投资完成率（%）"]).value
        )
    old = load_workbook(county.folder / NAME, data_only=True)[data.sheet_title(form)]
    last = len(county.outcome.forms[form.name].rows) + 2
    assert after[data.sheet_title(form)].cell(last, done).value == pytest.approx(old.cell(last, done).value + 1000)


def test_decision_in_the_workbook__saved_in_libreoffice__holds_in_the_next_merge(
    county: Merged, copy_of_county: Workspace, tmp_path: Path
):
    query = next(f for f in county.outcome.findings if f.severity == "query" and not f.answered and f.number)
    path = copy_of_county.output_folder(county.outcome.period) / NAME
    book = load_workbook(path)
    sheet = book["核实"]
    heads = _heads(sheet, HEAD)
    lists = [str(v.formula1) for v in sheet.data_validations.dataValidation]
    assert any(answers.DECISION_WORDS[answers.ACCEPT] in text for text in lists)
    row = next(
        r for r in range(HEAD + 1, sheet.max_row + 1) if sheet.cell(r, heads[answers.NUMBER]).value == query.number
    )
    sheet.cell(row, heads[answers.DECISION]).value = answers.DECISION_WORDS[answers.ACCEPT]
    sheet.cell(row, heads[answers.REASON]).value = "已核对凭证"
    edited = tmp_path / NAME
    book.save(edited)
    saved = office.convert(edited, tmp_path / "saved", "xlsx", tmp_path)
    kept = load_workbook(saved)["核实"]
    assert kept.cell(row, heads[answers.REASON]).value == "已核对凭证"
    assert any(answers.DECISION_WORDS[answers.ACCEPT] in str(v.formula1) for v in kept.data_validations.dataValidation)
    shutil.copy2(saved, path)
    decide(copy_of_county, county.period, SECOND_TIME)
    again = Merged.by(copy_of_county, county.period, SECOND_TIME)
    (found,) = [f for f in again.outcome.findings if f.number == query.number]
    assert found.answered
    newest = max(again.folder.glob("汇总表*.xlsx"), key=lambda p: p.stat().st_mtime)  # beside, if ours was edited
    shown = load_workbook(newest)["核实"]
    line = next(
        r for r in range(HEAD + 1, shown.max_row + 1) if shown.cell(r, heads[answers.NUMBER]).value == query.number
    )
    assert "已答复" in str(shown.cell(line, heads["答复"]).value)
