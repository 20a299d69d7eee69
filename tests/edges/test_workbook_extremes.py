"""汇总表.xlsx of unusual periods: nothing at all, very many, very long, the first month, every state and light."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from reportgen.edges.workbook import contents, data, stream, write_workbook
from reportgen.measures.case import Case
from reportgen.measures.reporting import count_reporting
from reportgen.model.figure import Ledger
from reportgen.model.outcome import STATES, MergedForm, MilestoneResult, Obligation, Outcome, Submission
from reportgen.model.period import Period
from reportgen.model.plan import Plan, Unit
from reportgen.model.records import Row
from reportgen.model.states import MILESTONE_WORDS
from reportgen.model.values import PRECISIONS, Origin, PlanDate, Value
from tests import validator
from tests.conftest import Merged

ZONE = timezone(timedelta(hours=8))
DUE = datetime(2027, 5, 5, 18, tzinfo=ZONE)
LIGHTS = ("green", "yellow", "red", "grey")


def written(plan: Plan, outcome: Outcome, path: Path) -> Any:
    """Write the workbook and return it as its readers see it."""
    write_workbook(plan, outcome, path)
    return load_workbook(path, data_only=True)


def empty(plan: Plan, period: str = "2027-04") -> Outcome:
    """A period of which nothing is known."""
    forms = {form.name: MergedForm(form.name, ()) for form in plan.forms}
    return Outcome(plan.header.name, plan.header.year, "0" * 64, Period.parse(period), DUE, forms=forms)


def owing(plan: Plan, count: int, name: str = "单位") -> tuple[Plan, Outcome]:
    """*count* units that each owe two forms, every state by turns."""
    units = tuple(Unit(id=f"U{n}", name=f"{name}{n}", reports=True) for n in range(count))
    period = Period.parse("2027-04")
    submissions = tuple(
        Submission(Obligation(unit.name, form.name, period, DUE), STATES[(n + m) % len(STATES)], workdays_late=n % 3)
        for n, unit in enumerate(units)
        for m, form in enumerate(plan.forms[:2])
    )
    plan = replace(plan, units=(*plan.units, *units))
    case = Case(plan, period, DUE, {}, submissions=submissions, figures=Ledger())
    count_reporting(case)
    figures = Ledger()
    for figure in case.figures:
        if count < 100 or not figure.id.startswith("reporting.units."):  # 口径 is not what is looked at here
            figures.add(figure)
    return plan, replace(empty(plan), submissions=submissions, figures=figures)


def rows_of(plan: Plan, form_name: str, count: int, words: str = "示例") -> tuple[Row, ...]:
    """*count* records of a form, each field filled by its type."""
    form = plan.form(form_name)
    found = []
    for n in range(count):
        origin = Origin("inputs/2027-04/表.xlsx", form_name, f"B{n + 6}")
        values = {
            f.name: Value(_filled(f.type, n, words), "x", replace(origin, cell=f"C{n + 6}")) for f in form.columns()
        }
        found.append(Row(form_name, "东坪街道", "2027-04", str(n), values, origin))
    return tuple(found)


def _filled(kind: str, n: int, words: str) -> Any:
    if kind in ("整数", "小数", "万元", "亿元", "百分比"):
        return Decimal(n) / 4
    if kind == "日期":
        return PlanDate(date(2027, 1 + n % 12, 1), PRECISIONS[n % len(PRECISIONS)])
    return bool(n % 2) if kind == "是否" else f"{words}{n}"


@pytest.mark.parametrize("count", [0, 1, 27, 2000])
def test_units__of_any_number(county: Merged, tmp_path: Path, count: int):
    plan, outcome = owing(county.plan, count)
    book = written(plan, outcome, tmp_path / "t.xlsx")
    sheet = book["报送"]
    told = {str(sheet.cell(row, 1).value): row for row in range(3, sheet.max_row + 1)}
    told.pop("单位", None)  # the heading
    if not count:
        assert "本期没有应报的表。" in told
        return
    assert sum(name.startswith("单位") for name in told) == count
    states = [s.state for s in outcome.submissions]
    missing = next(c.column for c in sheet[3] if c.value == "未报")
    assert sheet.cell(told["未报单位数"], missing).value == states.count("missing")
    cards = {str(row[0].value).strip() for row in book["单位"].iter_rows(max_col=1) if row[0].value}
    assert {f"单位{n}" for n in range(count)} <= cards
    due = next(c for row in book["总览"].iter_rows() for c in row if c.value == "应报")
    shown = book["总览"].cell(due.row + 1, due.column).value
    assert shown == outcome.figures["reporting.due"].value


def test_period_without_anything__says_so_on_every_sheet(county: Merged, tmp_path: Path):
    bare = replace(county.plan, targets=(), quotas=(), milestones=(), measures=())
    book = written(bare, replace(empty(bare), forms={}), tmp_path / "t.xlsx")
    for name in contents.analysis(bare):
        words = [str(c.value) for row in book[name].iter_rows() for c in row if c.value]
        assert any("没有" in w for w in words) or name == "总览", name
    assert validator.problems([tmp_path / "t.xlsx"]) == []


def test_records__none_of_any_form(county: Merged, tmp_path: Path):
    book = written(county.plan, empty(county.plan), tmp_path / "t.xlsx")
    for part in data.parts_of(county.plan, empty(county.plan)):
        assert book[part.sheet].cell(2, 1).value == "本期没有记录。"
        assert book[part.sheet].max_row == 2


def test_first_month__has_no_course_and_no_previous(county: Merged, tmp_path: Path):
    outcome = replace(county.outcome, period=Period.parse("2027-01"), pasts=(), revisions=(), history=())
    book = written(county.plan, outcome, tmp_path / "t.xlsx")
    assert "2027年1月" in str(book["总览"]["A1"].value)
    heads = [str(c.value) for row in book["指标"].iter_rows() for c in row]
    assert not any(h.startswith("各期数值") for h in heads)


def test_plan_with_one_quota__is_drawn(county: Merged, tmp_path: Path):
    outcome = replace(
        county.outcome, quotas=county.outcome.quotas[:1], targets=county.outcome.targets[:1], milestones=()
    )
    plan = replace(county.plan, quotas=county.plan.quotas[:1])
    book = written(plan, outcome, tmp_path / "t.xlsx")
    words = [str(c.value) for row in book["数量任务"].iter_rows() for c in row if c.value]
    assert words.count(outcome.quotas[0].name) >= 1
    assert validator.problems([tmp_path / "t.xlsx"]) == []


def test_every_state_and_light__has_its_word(county: Merged, tmp_path: Path):
    template = county.plan.milestones[0]
    pairs = [(state, light) for state in MILESTONE_WORDS for light in LIGHTS]
    items = tuple(replace(template, id=f"M{n}", name=f"节点{n}") for n in range(len(pairs)))
    results = tuple(
        MilestoneResult(
            f"M{n}", f"节点{n}", date(2027, 12, 31), date(2027, 9, 30), date(2028, 2, 1), None, state, -n, light, "理由", "东坪街道",
            "plan", f"milestones.M{n}.days",
        )
        for n, (state, light) in enumerate(pairs)
    )  # fmt: skip
    plan = replace(county.plan, milestones=items)
    book = written(plan, replace(county.outcome, milestones=results), tmp_path / "t.xlsx")
    heads = {str(c.value): c.column for c in book["节点"][3]}
    for n, (state, light) in enumerate(pairs, start=4):
        assert book["节点"].cell(n, heads["状态"]).value == MILESTONE_WORDS[state]
        assert book["节点"].cell(n, heads["灯"]).value, (state, light)
    assert "28年2月" in heads  # a promise in the next year has its month
    tiles = [str(c.value) for row in book["总览"].iter_rows() for c in row if "　" in str(c.value)]
    assert sum(any(word in tile for word in MILESTONE_WORDS.values()) for tile in tiles) == len(pairs)


def test_names_of_sixty_letters__are_whole_on_the_data_sheet_and_valid(county: Merged, tmp_path: Path):
    long = "非常长的企业名称" * 7 + "有限公司"
    plan, outcome = owing(county.plan, 2, name=long)
    form = next(f for f in plan.forms if f.purpose == "项目")
    merged = MergedForm(form.name, rows_of(plan, form.name, 3, long))
    outcome = replace(outcome, forms={**outcome.forms, form.name: merged})
    book = written(plan, outcome, tmp_path / "t.xlsx")
    sheet = book[data.sheet_title(form)]
    texts = [c.value for row in sheet.iter_rows(min_row=2) for c in row if isinstance(c.value, str) and long in c.value]
    assert f"{long}0" in texts
    assert max(d.height or 0 for d in sheet.row_dimensions.values()) >= 60  # wrapped, not cut off
    assert validator.problems([tmp_path / "t.xlsx"]) == []


def test_more_records_than_a_sheet_holds__stand_on_several(
    county: Merged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(data, "MOST_RECORDS", 10)
    form = next(f for f in county.plan.forms if f.purpose == "项目")
    merged = MergedForm(form.name, rows_of(county.plan, form.name, 25))
    outcome = replace(empty(county.plan), forms={form.name: merged})
    parts = [p for p in data.parts_of(county.plan, outcome) if p.form.name == form.name]
    assert [len(p.rows) for p in parts] == [10, 10, 5]
    book = written(county.plan, outcome, tmp_path / "t.xlsx")
    assert [p.sheet in book.sheetnames for p in parts] == [True] * 3
    notes = [str(c.value) for row in book["说明"].iter_rows() for c in row if c.value]
    assert sum("共 25 条，超过一张工作表的行数" in n for n in notes) == 3
    formulas = load_workbook(tmp_path / "t.xlsx")
    count = next(c.value for row in formulas["统计"].iter_rows() for c in row if "ROWS(" in str(c.value))
    assert count.count("ROWS(") == 3


def test_control_characters__do_not_break_the_file(county: Merged, tmp_path: Path):
    form = next(f for f in county.plan.forms if f.purpose == "项目")
    rows = rows_of(county.plan, form.name, 2, "垂直\x0b制表\x00与 <b>&amp;</b> _x0041_ 表情😀")
    outcome = replace(empty(county.plan), forms={form.name: MergedForm(form.name, rows)})
    book = written(county.plan, outcome, tmp_path / "t.xlsx")
    sheet = book[data.sheet_title(form)]
    assert any("<b>&amp;</b>" in str(c.value) and "表情😀" in str(c.value) for c in sheet[2])
    assert validator.problems([tmp_path / "t.xlsx"]) == []


def test_long_data_sheet__costs_no_memory_a_record(tmp_path: Path):
    """Writing 40,000 records takes as much memory beyond what they hold as writing 4,000, give or take a little."""
    bench = Path(__file__).resolve().parents[2] / "benchmarks" / "workbook.py"
    added = []
    for rows in (4_000, 40_000):
        command = [sys.executable, str(bench), "--one", "ours", str(tmp_path / "t.xlsx"), str(rows)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        added.append(json.loads(done.stdout)[1])
    assert added[1] - added[0] < 12_000  # kilobytes
    assert stream.MOST_ROWS == 1_048_576
