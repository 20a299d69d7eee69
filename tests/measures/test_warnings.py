"""Early warnings: the plan's rules over figures and their history."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from reportgen.measures import Judgement, judge
from reportgen.measures.history import Point, unchanged
from reportgen.measures.matters import reopened
from reportgen.measures.milestones import re_promised
from reportgen.measures.signals import falls
from reportgen.model.figure import Figure
from reportgen.model.outcome import EarlyWarning, MergedForm, Submission
from reportgen.model.period import Period
from reportgen.model.plan import Plan, Unit, WarningRule
from tests.measures.builders import (
    GROWTH,
    INDUSTRY,
    NOVEMBER_6,
    OCTOBER,
    RAIL,
    check_proof,
    firm,
    history_of,
    merged,
    plan,
    submission,
    when,
)


def rule(applies_to: str, condition: str, light: str = "yellow") -> WarningRule:
    return WarningRule(id="试", applies_to=applies_to, when=condition, light=light, why=f"{condition}成立")


def run(
    the_plan: Plan, *course: MergedForm, submissions: Sequence[Submission] = (), filed: Sequence[Submission] = ()
) -> Judgement:
    """Judge October; *course* is one form as each month up to October told it, October last."""
    earlier: list[Mapping[str, MergedForm]] = [{m.form: m} for m in course[:-1]]
    history = history_of(the_plan, earlier, OCTOBER)
    now = {m.form: m for m in course[-1:]}
    done = judge(the_plan, OCTOBER, NOVEMBER_6, now, earlier[-1] if earlier else {}, submissions, history, filed)
    for figure in done.figures:
        check_proof(done, figure)
    return done


def only(done: Judgement) -> EarlyWarning:
    (warning,) = done.warnings
    return warning


def growth(value: str, span: str, file: str = "a.xlsx") -> MergedForm:
    row = {"指标": "投资", "时段": span, "增速": Decimal(value)}
    return merged("指标表", row, file=file)


FALLING = plan(targets=(GROWTH,), warnings=(rule("targets", "[下降期数]>=2"),))


def test_warning__two_falls_in_a_row_with_the_values_and_their_cells() -> None:
    done = run(FALLING, growth("7.5", "1—8月", "8.xlsx"), growth("7.2", "1—9月", "9.xlsx"), growth("6.9", "1—10月"))
    warning = only(done)
    assert (warning.id, warning.owner, warning.light, warning.state) == ("试/targets.T1", "工业所", "yellow", "new")
    assert (warning.raised, warning.raised_on, warning.periods) == ("2025-10", date(2025, 11, 6), 1)
    texts = [done.figures[id].text for id in warning.figures]
    assert texts == ["7.5%", "7.2%", "6.9%", "2期"]
    assert {s.file for s in done.figures.all_sources(warning.figures[-1])} == {"8.xlsx", "9.xlsx", "a.xlsx"}


def test_warning__what_units_write_under_its_number_stands_beside_it() -> None:
    course = [growth("7.5", "1—8月", "8.xlsx"), growth("7.2", "1—9月", "9.xlsx"), growth("6.9", "1—10月")]
    number = only(run(FALLING, *course)).number
    told = merged("建议表", {"问题": "投资", "编号": number.lower(), "建议": "加快开工", "采纳": "已批示"},
                  {"问题": "别的", "编号": "没有", "建议": "不相干"})  # fmt: skip
    history = history_of(FALLING, [{m.form: m} for m in course[:-1]], OCTOBER)
    done = judge(FALLING, OCTOBER, NOVEMBER_6, {"指标表": course[-1], "建议表": told}, {}, (), history)
    assert (only(done).number, only(done).answer) == (number, "工业所：加快开工；已批示")


@pytest.mark.parametrize(
    "course",
    [
        [("7.5", "1—8月"), ("7.2", "1—9月"), ("7.2", "1—9月")],  # not published: kept
        [("7.5", "1—8月"), ("7.2", "1—9月"), ("7.3", "1—10月")],
        [("7.2", "1—9月"), ("6.9", "1—10月")],
    ],
)
def test_warning__a_kept_value_a_rise_or_one_fall_raise_none(course: list[tuple[str, str]]) -> None:
    assert not run(FALLING, *(growth(*told) for told in course)).warnings


def test_warning__a_revised_value_of_the_same_span_replaces_the_old_one() -> None:
    course = [("7.5", "1—8月"), ("7.2", "1—9月"), ("7.6", "1—9月"), ("7.4", "1—10月")]
    assert not run(FALLING, *(growth(*told) for told in course)).warnings


def test_warning__stands_until_it_is_cleared_and_is_said_once_more_then() -> None:
    course = [growth(v, f"1—{m}月") for m, v in enumerate(("8", "7.8", "7.6", "7.4", "7.2", "7.5", "7.6"), 4)]
    states = {}
    for end in range(3, 8):
        told = run(FALLING, *course[:end])  # every prefix is told as if it ended in October
        states[end] = [(w.state, w.periods) for w in told.warnings]
    assert states == {3: [("new", 1)], 4: [("standing", 2)], 5: [("standing", 3)], 6: [("cleared", 3)], 7: []}


def test_warning__without_data_this_period_it_is_said_to_be_unknown() -> None:
    rules = (rule("quotas", "[差序时]<0"),)
    the_plan = plan(quotas=(INDUSTRY,), warnings=rules)
    done = run(the_plan, merged("审核表", firm("C1")), merged("培育表"))
    assert only(done).state == "unknown"


def test_warning__a_subject_that_is_gone_is_cleared() -> None:
    units = (Unit(id="U1", name="工业所"), Unit(id="U2", name="路桥所"))
    the_plan = plan(units=units, warnings=(rule("matters", "[超期天数]>0"),))
    late = {
        "编号": "甲",
        "事项": "用地",
        "提出": "工业所",
        "主办": "路桥所",
        "时限": when("2025-08-31"),
        "办理状态": "在办理",
    }
    done = run(the_plan, merged("堵点表", late), merged("堵点表"))
    assert (only(done).state, only(done).owner, only(done).raised) == ("cleared", "路桥所", "2025-09")


def test_warning__below_pace_and_slowing() -> None:
    the_plan = plan(quotas=(INDUSTRY,), warnings=(rule("quotas", "AND([差序时]<0,[本期新增]<[上期新增])"),))
    months = ((2, 8), (5, 9), (6, 10))
    course = [merged("审核表", *(firm(f"C{i}", month=f"2025-{m:02d}") for i in range(n))) for n, m in months]
    done = run(the_plan, *course)
    assert only(done).name == "新增工业企业"
    assert [done.figures[id].text for id in only(done).figures if ".added" in id] == ["1家", "3家"]


def test_warning__out_of_reach_at_the_best_rate_of_the_year() -> None:
    the_plan = plan(quotas=(INDUSTRY,), warnings=(rule("quotas", "[最快可达]<[任务数]", "red"),))
    slow = [merged("审核表", *(firm(f"C{i}", month="2025-08") for i in range(n))) for n in (4, 7, 10)]
    assert only(run(the_plan, *slow)).light == "red"  # 10 and twice 3 make 16
    fast = [merged("审核表", *(firm(f"C{i}", month="2025-08") for i in range(n))) for n in (4, 7, 12)]
    assert only(run(the_plan, *fast)).state == "cleared"  # 12 and twice 5 make 22


def test_warning__promises_that_move_again_and_again() -> None:
    the_plan = plan(milestones=(RAIL,), warnings=(rule("milestones", "[推后次数]>=2"),))
    promised = ("2025-11-30", "2025-12-15", "2025-12-10", "2025-12-31")
    course = [merged("节点表", {"节点": "M2", "状态": "推进中", "承诺": when(day)}) for day in promised]
    done = run(the_plan, *course)
    (milestone,) = done.milestones
    assert (milestone.moved, milestone.slip_days) == (2, 0)
    assert only(done).subject == "milestones.M2"


def test_warning__many_units_late_on_one_form_goes_to_the_office() -> None:
    the_plan = plan(warnings=(rule("forms", "AND([应报数]>=3,[未按时比例]>=30)"),))
    states = ("missing", "late", "on_time", "nil", "exempt")
    done = run(the_plan, submissions=[submission(f"单位{i}", "走访表", state) for i, state in enumerate(states)])
    assert (only(done).owner, only(done).subject) == ("综合所", "reporting.forms.走访表")


def test_warning__missing_input_for_periods_is_raised_but_not_against_verifiers() -> None:
    units = (Unit(id="U1", name="工业所"), Unit(id="U2", name="统计所", verifier=True), Unit(id="U3", name="路桥所"))
    the_plan = plan(units=units, warnings=(rule("returns", "[未报期数]>=2"),))
    september = Period.parse("2025-09")
    filed = [submission(u.name, "走访表", "missing", period=september) for u in units]
    now = [
        submission("工业所", "走访表", "missing"),
        submission("统计所", "走访表", "missing"),
        submission("路桥所", "走访表", "on_time"),
    ]
    assert only(run(the_plan, submissions=now, filed=filed)).owner == "工业所"


def test_warning__of_a_project_without_change() -> None:
    the_plan = plan(warnings=(rule("projects", "[未变期数]>=2"),))
    rows = [{"项目": "甲", "项目代码": "P1", "年计划": Decimal(100), "年完成": Decimal(v)} for v in (10, 20, 20, 20)]
    course = [merged("项目表", row, file=f"{month}.xlsx") for month, row in enumerate(rows)]
    assert not run(the_plan, *course[:3]).warnings
    assert not run(the_plan, *course[:3], course[2], course[2]).warnings  # kept from before: nobody told anything
    done = run(the_plan, *course)
    assert only(done).name == "甲"
    assert done.projects[0].still_periods == 2


def test_warnings__are_the_same_whatever_is_judged_beside_them() -> None:
    course = [growth("7.5", "1—8月"), growth("7.2", "1—9月"), growth("6.9", "1—10月")]
    more = replace(FALLING, quotas=(INDUSTRY,), milestones=(RAIL,))
    assert run(FALLING, *course).warnings == run(more, *course).warnings


def point(value: Any, period: str = "") -> Point:
    return Point(period, Figure("x", "x", value, "", str(value), "x"))


def test_falls__counts_the_newest_in_a_row() -> None:
    numbers = [Decimal(n) for n in (5, 6, 4, 3)]
    assert falls(numbers, lower=False) == 2
    assert falls(numbers, lower=True) == 0
    assert falls([Decimal(2), Decimal(3), Decimal(4)], lower=True) == 2  # a rank that grows is worse
    assert falls([Decimal(1), Decimal(1)], lower=False) == falls([], lower=False) == 0


def test_unchanged__is_the_shortest_run_of_all_that_is_told() -> None:
    steady = (point("a", "1"), point("a", "2"), point("a"))
    moving = (point(Decimal(1), "1"), point(Decimal(2), "2"), point(Decimal(2)))
    assert unchanged([steady]) == 2
    assert unchanged([steady, moving]) == 1
    assert unchanged([(point("a", "1"),)]) is None  # not told this period


def test_re_promised__counts_moves_to_a_later_day_only() -> None:
    days = [point(d, str(i)) for i, d in enumerate(("2025-05", "2025-06-15", "2025-06-10", "2025-Q3"))]
    assert [p.text for p in re_promised(days)] == ["2025-06-15", "2025-Q3"]


def test_reopened__counts_returns_to_open() -> None:
    assert reopened([point(s) for s in ("open", "settled", "open", "closed", "open")]) == 2
    assert reopened([point("open"), point("settled"), point("closed")]) == 0


def test_milestone__curve_puts_it_at_risk_and_says_why() -> None:
    rows = {"节点": "M2", "状态": "推进中", "进度": Decimal(50)}
    for curve, state, expected in (
        (("2025-06-30=40", "2025-09-30=60"), "at_risk", Decimal(60)),
        (("2025-09-30=45",), "on_track", Decimal(45)),
        (("线性",), "at_risk", Decimal("67.95")),  # 310 of 365 days of 80 %
        (("2025-11-30=70",), "on_track", None),
    ):
        (result,) = run(plan(milestones=(replace(RAIL, curve=curve),)), merged("节点表", rows)).milestones
        assert (result.state, result.expected) == (state, expected)
        assert result.reasons == (("慢于进度曲线",) if state == "at_risk" else ())


def test_judge__moment_of_an_earlier_period_is_its_own() -> None:
    (past,) = history_of(FALLING, [{"指标表": growth("7", "1—8月")}], OCTOBER)
    assert past.period == "2025-09"
    assert past.figures["targets.T1.actual"].sources
