"""Rules that look beyond a row: the column, the unit's other forms, all units, the period before, registers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reportgen.model.outcome import MergedForm
from reportgen.model.plan import Indicator, Plan, Rule
from reportgen.model.records import Return
from reportgen.rules import check_merged, check_return
from tests.reading.plans import FIGURES, PLAN, PROJECTS
from tests.rules.rows import merged, told

UNIT, OTHER = "县计划局", "县工业局"


def ruled(condition: str, form: str = "项目表", field: str = "总投资", **more: object) -> Plan:
    rule = Rule(id="K1", form=form, condition=condition, field=field, message="不符", **more)  # type: ignore[arg-type]
    return replace(PLAN, rules=(rule,))


def projects(unit: str, *totals: str, period: str = "2025-10") -> Return:
    rows = [{"项目名称": f"{unit}{n}", "总投资": total, "状态": "已开工"} for n, total in enumerate(totals)]
    return told(PROJECTS, unit, *rows, period=period)


def within(condition: str, ret: Return) -> list[str]:
    return [f.cell for f in check_return(ruled(condition), ret).findings if f.code == "rules.formula.K1"]


def wide(
    condition: str, now: dict[str, MergedForm], before: dict[str, MergedForm] | None = None, **more: str
) -> list[tuple[str, str]]:
    found = check_merged(ruled(condition, **more), now, before or {})
    return [(f.unit, f.cell) for f in found]


def test_column__of_the_sheet_is_judged_once() -> None:
    assert within("SUM(本表[总投资])<=500", projects(UNIT, "300", "400")) == ["A2"]
    assert within("SUM(本表[总投资])<=700", projects(UNIT, "300", "400")) == []


def test_countif__tells_rows_that_say_the_same() -> None:
    assert within("COUNTIF([总投资],本行)=1", projects(UNIT, "300", "400", "300")) == ["D3", "D5"]
    assert within('COUNTIF([总投资],">350")<2', projects(UNIT, "300", "400", "500")) == ["A2"]


def test_period__has_a_first_and_a_last_day() -> None:
    assert within("OR(期末-期初<>30,[总投资]<350)", projects(UNIT, "300", "400")) == ["D4"]


def test_since__a_rule_holds_from_its_day_on() -> None:
    plan = ruled("[总投资]<350", since=date(2025, 11, 1))
    found = check_return(plan, projects(UNIT, "400")).findings
    assert not [f for f in found if f.code == "rules.formula.K1"]
    found = check_return(plan, projects(UNIT, "400", period="2025-11")).findings
    assert [f for f in found if f.code == "rules.formula.K1"]


def test_before__is_the_record_of_the_same_key() -> None:
    now, before = merged(PROJECTS, projects(UNIT, "300", "500")), merged(PROJECTS, projects(UNIT, "300", "400"))
    assert wide("[总投资]<=上期[总投资]", now, before) == [(UNIT, "D4")]
    assert wide("[总投资]<=上期[总投资]", now) == []


def test_before__as_a_whole_column() -> None:
    now, before = merged(PROJECTS, projects(UNIT, "300")), merged(PROJECTS, projects(UNIT, "300", "400"))
    assert wide("SUM(本表[总投资])>=SUM(上期.项目表[总投资])", now, before) == [(UNIT, "D3")]


def test_everywhere__looks_at_all_units() -> None:
    now = merged(PROJECTS, projects(UNIT, "300"), projects(OTHER, "300", "250"))
    assert wide("COUNTIF(各单位[总投资],[总投资])=1", now) == [(UNIT, "D3"), (OTHER, "D3")]


def test_other_form__of_the_same_unit() -> None:
    figures = merged(FIGURES, told(FIGURES, UNIT, {"指标名称": "工业增加值", "总量": "250", "增速": "6"}))
    now = {**merged(PROJECTS, projects(UNIT, "300"), projects(OTHER, "100")), **figures}
    assert wide("SUM(本表[总投资])<=SUM(指标表[总量])", now) == [(UNIT, "D3"), (OTHER, "D3")]


def test_register__of_the_plan_by_row_and_whole() -> None:
    row = {"指标名称": "工业增加值", "总量": "250", "增速": "6", "数据时段": "季"}
    now = merged(FIGURES, told(FIGURES, UNIT, row))
    assert isinstance(PLAN.indicators[0], Indicator)
    assert wide("[数据时段]=登记.指标[频率]", now, form="指标表", field="数据时段") == [(UNIT, "C3")]
    assert wide("COUNTIF(登记.指标[名称],[指标名称])=1", now, form="指标表", field="指标名称") == []


def test_carried_rows__are_not_judged_again() -> None:
    now = merged(PROJECTS, projects(UNIT, "300"), carried=[UNIT])
    assert wide("SUM(各单位[总投资])<1", now) == []


@pytest.mark.parametrize("words", ["总投资 400万元", "上期总投资 300万元"])
def test_message__tells_the_values_compared(words: str) -> None:
    now, before = merged(PROJECTS, projects(UNIT, "400")), merged(PROJECTS, projects(UNIT, "300"))
    (finding,) = check_merged(ruled("[总投资]<=上期[总投资]", remedy="请附批复"), now, before)
    assert words in finding.message
    assert finding.message.endswith("请附批复。")
