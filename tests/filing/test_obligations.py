"""Who owes what for a period, and until when."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reportgen.filing.obligations import form_periods, owed, window_close
from reportgen.model.outcome import MergedForm
from reportgen.model.period import Period
from reportgen.model.plan import Field, Form
from tests.filing.small import (
    CHANGES,
    DEKAD,
    INDICATORS,
    LEDGER,
    MATTERS,
    MILESTONES,
    MONTHLY,
    QUARTERLY,
    TASKS,
    at,
    plan,
    returned,
)

OCTOBER = Period.parse("2025-10")


def keys(the_plan, period, before=None):
    return [(o.unit, o.form, o.period.id) for o in owed(the_plan, Period.parse(period), before)]


def test_owed__active_reporting_members_in_plan_order():
    assert keys(plan(), "2025-10") == [("甲局", "台账", "2025-10"), ("乙局", "台账", "2025-10")]


def test_owed__unit_joins_when_its_time_begins():
    assert ("丁公司", "台账", "2025-11") in keys(plan(), "2025-11")


def test_owed__outside_source_owes_nothing():
    form = replace(LEDGER, owners=("外部机构", "甲局"))
    assert keys(plan(form), "2025-10") == [("甲局", "台账", "2025-10")]


@pytest.mark.parametrize(
    ("form", "period", "own"),
    [
        (LEDGER, "2025-10", ["2025-10"]),
        (QUARTERLY, "2025-10", []),
        (QUARTERLY, "2025-09", ["2025-Q3"]),
        (QUARTERLY, "2025-Q3", ["2025-Q3"]),
        (LEDGER, "2025-Q3", ["2025-09"]),
        (DEKAD, "2025-10", ["2025-10-D3"]),
        (DEKAD, "2025-10-D1", ["2025-10-D1"]),
        (replace(DEKAD, rhythms=("周",)), "2025-10", ["2025-W43"]),  # 周 43 ends on 26 October
        (replace(DEKAD, rhythms=("旬", "月")), "2025-10", ["2025-10-D3", "2025-10"]),
        (CHANGES, "2025-10", ["2025-10"]),
        (replace(CHANGES, rhythms=("变动", "月")), "2025-10", ["2025-10"]),
        (replace(CHANGES, rhythms=("变动", "季")), "2025-09", ["2025-09", "2025-Q3"]),
    ],
)
def test_form_periods(form: Form, period: str, own: list[str]):
    assert [p.id for p, _ in form_periods(form, Period.parse(period))] == own


def test_owed__one_obligation_where_change_and_month_meet():
    form = replace(CHANGES, rhythms=("变动", "月"), deadlines=(MONTHLY,))
    (only,) = owed(plan(form), OCTOBER)
    assert only.due_at == at("2025-11-05T18:00")


def test_owed__on_change_is_due_when_the_window_closes():
    the_plan = plan(LEDGER, CHANGES)
    assert owed(the_plan, OCTOBER)[-1].due_at == window_close(the_plan, OCTOBER)


def test_owed__exempt_month_says_why():
    form = replace(LEDGER, exempt_months=("1",))
    assert {o.exempt for o in owed(plan(form), Period.parse("2025-01"))} == {"方案规定1月免报"}
    assert {o.exempt for o in owed(plan(form), OCTOBER)} == {""}


def fixed(number: str, name: str, source: str, purpose: str) -> Form:
    return Form(
        number=number,
        name=name,
        title=name,
        purpose=purpose,
        rhythms=("月",),
        owners=("甲局", "乙局", "丙镇"),
        rows_from=source,
        deadlines=(MONTHLY,),
        fields=(Field(name="名称", key=True),),
    )


@pytest.mark.parametrize(
    ("form", "unit"),
    [
        (fixed("SL06", "指标表", "指标", "指标"), "甲局"),
        (fixed("SL07", "节点表", "节点", "节点"), "乙局"),
        (fixed("SL08", "任务表", "任务要求", "任务"), "乙局"),
    ],
)
def test_owed__fixed_rows_only_from_whom_they_are_printed_for(form: Form, unit: str):
    the_plan = plan(form, indicators=INDICATORS, milestones=MILESTONES, tasks=TASKS)
    assert [k[0] for k in keys(the_plan, "2025-10")] == [unit]


def matter(state: str) -> dict[str, MergedForm]:
    told = {"编号": "SL05-U3-202509-01", "提出单位": "丙镇", "主办": "乙局", "状态": state}
    return {"事项": MergedForm("事项", returned("丙镇", told, form=MATTERS, period="2025-09").rows)}


def test_owed__lead_of_an_open_matter_owes_the_form():
    assert [k[0] for k in keys(plan(MATTERS), "2025-10", matter("在办"))] == ["丙镇", "乙局"]


def test_owed__lead_of_a_closed_matter_owes_nothing():
    assert [k[0] for k in keys(plan(MATTERS), "2025-10", matter("已销号"))] == ["丙镇"]


def test_window_close__grace_after_the_latest_time_limit():
    assert window_close(plan(), OCTOBER) == at("2025-11-10T18:00")  # 5 November and three working days


def test_window_close__settings():
    the_plan = plan(settings={"grace_workdays": "1", "close_time": "12:00"})
    assert window_close(the_plan, OCTOBER) == at("2025-11-06T12:00")


def test_window_close__latest_of_all_forms_that_close():
    assert window_close(plan(LEDGER, QUARTERLY), Period.parse("2025-09")) == at("2025-10-23T18:00")


def test_window_close__exempt_forms_do_not_count():
    form = replace(LEDGER, exempt_months=("10",))
    assert window_close(plan(form), OCTOBER) == at("2025-11-05T18:00")  # three working days after the month
