"""The full circle: issue, fill in with mistakes, merge, send back, correct and explain, merge: clean; and next period."""

from __future__ import annotations

import shutil
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from reportgen import layout
from reportgen.app.decide import decide
from reportgen.edges.return_copy import LIST_SHEET
from reportgen.edges.workspace import DECISIONS, Workspace
from reportgen.model.period import Period
from tests import circle
from tests.conftest import FIRST, FIRST_TIME, SECOND, SECOND_TIME, Merged

UNIT, FORM, RULE = "区交建局", "QJ04", "rules.formula.核一"
REASON = "=上级追加投资，文件附后"
"""An explanation that a spreadsheet would take for a formula, as clerks do type."""


def _done(row: int, value: object) -> Any:
    def change(sheet: Any) -> None:
        sheet.cell(circle.header_row(sheet) + row, circle.column(sheet, "年度完成")).value = value

    return change


def _own(merged: Merged, severity: str) -> list[dict[str, Any]]:
    return [f for f in merged.result["findings"] if f["unit"] == UNIT and f["severity"] == severity]


def _case(merged: Merged, number: str) -> list[tuple[str, str]]:
    (case,) = [c for c in merged.result["history"] if c["number"] == number]
    return [(e["what"], e["period"]) for e in case["events"]]


def _copy(merged: Merged) -> Path:
    return merged.folder / "退回" / f"{UNIT}.xlsx"


def _listed(merged: Merged) -> set[object]:
    """Everything that the list in the unit's returned copy says; nothing where there is no copy."""
    if not _copy(merged).exists():
        return set()
    return {cell.value for row in load_workbook(_copy(merged))[LIST_SHEET].iter_rows() for cell in row}


def _mail(merged: Merged) -> str:
    path = merged.folder / "催报" / f"{UNIT}.eml"
    if not path.exists():
        return ""
    body = message_from_bytes(path.read_bytes(), policy=SMTP).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def _corrected(copy: Path, target: Path, moment: str) -> None:
    """What the unit does with the returned copy: mends the red cell, explains the yellow one, sends it back."""
    book = load_workbook(copy)
    listed = book[LIST_SHEET]
    head = next(row for row in listed.iter_rows() if layout.LIST_EXPLANATION in {c.value for c in row})
    columns = {cell.value: cell.column for cell in head}
    for row in range(head[0].row + 1, listed.max_row + 1):
        if listed.cell(row, columns["程度"]).value == "核实":
            cell = listed.cell(row, columns[layout.LIST_EXPLANATION])
            cell.value, cell.data_type = REASON, "s"
        else:
            link = listed.cell(row, columns["单元格"])
            sheet, _, address = link.hyperlink.location.rpartition("!")
            book[sheet.strip("'")][address].value = 1
    book.save(target)
    circle.arrived(target, moment)


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Merged:
    """The first month: one cell that cannot be read, one number that looks too large."""
    workspace = circle.make_workspace(tmp_path_factory.mktemp("circle") / "w")
    circle.send_back(workspace, FIRST, "2027-04-02 09:00")
    path = workspace.inputs / FIRST / f"{UNIT}.xlsx"
    circle.retype(path, _done(1, 9), FORM)
    circle.retype(path, _done(2, "正在推进"), FORM)
    return Merged.by(workspace, FIRST, FIRST_TIME)


@pytest.fixture(scope="module")
def corrected(returned: Merged, tmp_path_factory: pytest.TempPathFactory) -> Merged:
    root = tmp_path_factory.mktemp("corrected") / "w"
    shutil.copytree(returned.workspace.root, root)
    workspace = Workspace(root)
    _corrected(_copy(returned), workspace.inputs / FIRST / f"{UNIT}（更正）.xlsx", "2027-04-02 15:00")
    return Merged.by(workspace, FIRST, FIRST_TIME)


def _next_month(corrected: Merged, root: Path, value: object) -> Workspace:
    shutil.copytree(corrected.workspace.root, root)
    workspace = Workspace(root)
    circle.send_back(workspace, SECOND, "2027-05-03 09:00")
    circle.retype(workspace.inputs / SECOND / f"{UNIT}.xlsx", _done(1, value), FORM)
    return workspace


def test_returned__both_are_marked_in_the_units_own_file(returned: Merged):
    (error,), (query,) = _own(returned, "error"), _own(returned, "query")
    assert query["code"] == RULE
    assert not query["answered"]
    book = load_workbook(_copy(returned))
    for finding in (error, query):
        assert finding["number"] in book[finding["sheet"]][finding["cell"]].comment.text
    assert _case(returned, error["number"]) == [("raised", FIRST)]
    assert query["message"] in _mail(returned)


def test_corrected__is_taken_as_the_answer_and_nothing_is_left_to_do(returned: Merged, corrected: Merged):
    (error,) = _own(returned, "error")
    assert _own(corrected, "error") == []
    (query,) = _own(corrected, "query")
    assert (query["answered"], query["answer"]) == (True, REASON)
    states = {s["form"]: s["state"] for s in corrected.result["submissions"] if s["unit"] == UNIT}
    assert not {"returned", "missing"} & set(states.values())
    assert not _copy(corrected).exists()
    assert query["message"] not in _mail(corrected)
    assert corrected.result["cells"]["lost"] == 0
    assert _case(corrected, error["number"]) == [("raised", FIRST), ("settled", FIRST)]
    assert _case(corrected, query["number"]) == [("raised", FIRST), ("explained", FIRST)]


def test_next_month__the_explained_query_stays_silent(corrected: Merged, tmp_path: Path):
    merged = Merged.by(_next_month(corrected, tmp_path / "w", 9), SECOND, SECOND_TIME)
    (query,) = [f for f in _own(merged, "query") if f["code"] == RULE]
    assert (query["answered"], query["answer"]) == (True, REASON)
    assert query["number"] not in _listed(merged)
    assert _case(merged, query["number"])[-1] == ("explained", FIRST)


def test_explained_on_the_form_before_being_asked__is_never_asked(returned: Merged, tmp_path: Path):
    root = tmp_path / "w"
    shutil.copytree(returned.workspace.root, root)
    workspace = Workspace(root)

    def explain(sheet: Any) -> None:
        cell = sheet.cell(circle.header_row(sheet) + 1, circle.column(sheet, layout.EXPLANATION))
        cell.value = "年中追加投资"

    circle.retype(workspace.inputs / FIRST / f"{UNIT}.xlsx", explain, FORM)
    merged = Merged.by(workspace, FIRST, FIRST_TIME)
    (query,) = _own(merged, "query")
    assert (query["answered"], query["answer"]) == (True, "年中追加投资")
    assert query["number"] not in _listed(merged)
    assert _case(merged, query["number"]) == [("raised", FIRST), ("explained", FIRST)]
    assert merged.result["cells"]["lost"] == 0


def test_next_month__it_speaks_again_when_the_value_moves_until_the_office_accepts(corrected: Merged, tmp_path: Path):
    workspace = _next_month(corrected, tmp_path / "w", 9.5)
    merged = Merged.by(workspace, SECOND, SECOND_TIME)
    (query,) = [f for f in _own(merged, "query") if f["code"] == RULE]
    assert not query["answered"]
    assert query["number"] in _listed(merged)
    assert _case(merged, query["number"])[-1] == ("recurred", SECOND)

    _write_decision(merged.folder / "汇总表.xlsx", query["number"], "认可说明", "已看文件")
    told = decide(workspace, SECOND, SECOND_TIME)
    assert "新登记 1 条" in told
    accepted = Merged.by(workspace, SECOND, SECOND_TIME)
    (query,) = [f for f in _own(accepted, "query") if f["code"] == RULE]
    assert (query["answered"], query["answer"]) == (True, "办公室认可说明：已看文件")
    assert query["number"] not in _listed(accepted)
    assert _case(accepted, query["number"])[-1] == ("accepted", SECOND)
    assert not list(merged.folder.glob("*（新）*"))  # the workbook with nothing but decisions in it was replaced


def _write_decision(path: Path, number: str, word: str, reason: str) -> None:
    circle.write_decisions(path, lambda own: (word, reason) if own == number else None)


def test_decide__never_overwrites_what_staff_changed_in_the_register(returned: Merged, tmp_path: Path):
    root = tmp_path / "w"
    shutil.copytree(returned.workspace.root, root)
    workspace = Workspace(root)
    (query,), (error,) = _own(returned, "query"), _own(returned, "error")
    summary = workspace.outputs / FIRST / "汇总表.xlsx"
    _write_decision(summary, query["number"], "要求更正", "先看文件")
    decide(workspace, FIRST, FIRST_TIME)
    register = workspace.register(Period.parse(FIRST), DECISIONS)
    first = register.read_bytes()
    assert "已在登记里 1 条" in decide(workspace, FIRST, FIRST_TIME)
    assert register.read_bytes() == first
    _write_decision(summary, query["number"], "认可说明", "看过了")
    assert "更新 1 条" in decide(workspace, FIRST, FIRST_TIME)
    book = load_workbook(register)
    sheet = book.worksheets[0]
    heads = {c.value: c.column for c in sheet[1]}
    sheet.cell(2, heads["决定说明"]).value = "主任同意"
    book.save(register)
    _write_decision(summary, query["number"], "要求更正", "再看看")
    _write_decision(summary, error["number"], "采用所选单位", "")
    told = decide(workspace, FIRST, FIRST_TIME)
    assert f"没有动：{query['number']}" in told
    assert "“决定对象”应写明采用哪个单位的数，没有登记" in told
    again = Merged.by(workspace, FIRST, FIRST_TIME)
    assert [f["answer"] for f in _own(again, "query")] == ["办公室认可说明：主任同意"]


def test_decide__in_a_workbook_that_was_edited_otherwise_leaves_it_beside(returned: Merged, tmp_path: Path):
    root = tmp_path / "w"
    shutil.copytree(returned.workspace.root, root)
    workspace = Workspace(root)
    (query,) = _own(returned, "query")
    summary = workspace.outputs / FIRST / "汇总表.xlsx"
    _write_decision(summary, query["number"], "认可说明", "")
    book = load_workbook(summary)
    book["总览"]["A1"].value = "手工标题"
    book.save(summary)
    decide(workspace, FIRST, FIRST_TIME)
    Merged.by(workspace, FIRST, FIRST_TIME)
    assert (workspace.outputs / FIRST / "汇总表（新）.xlsx").is_file()
    assert load_workbook(summary)["总览"]["A1"].value == "手工标题"
