"""What a unit says otherwise than in the period before."""

from __future__ import annotations

from dataclasses import replace

from reportgen.model.finding import Finding
from reportgen.model.outcome import Revision
from reportgen.model.plan import Field
from reportgen.model.records import Return
from reportgen.rules import compare
from tests.reading.plans import FIGURES, PLAN, PROJECTS
from tests.rules.rows import merged, told, with_form

UNIT = "县计划局"
JIA = {"项目名称": "甲", "总投资": "1200", "本年完成投资": "70", "状态": "已开工"}


def september(*rows: dict[str, str]) -> Return:
    return told(PROJECTS, UNIT, *rows, period="2025-09")


def changes(now: Return, before: Return, carried: tuple[str, ...] = ()) -> tuple[list[Revision], list[Finding]]:
    form = PLAN.form(now.form)
    revisions, findings = compare(PLAN, merged(form, now, carried=carried), merged(form, before))
    assert len(revisions) == len(findings)
    return list(revisions), list(findings)


def kinds(now: dict[str, str], before: dict[str, str]) -> list[tuple[str, str]]:
    revisions, _ = changes(told(PROJECTS, UNIT, now), september(before))
    return [(r.kind, r.field) for r in revisions]


def test_growth__nothing() -> None:
    assert kinds({**JIA, "本年完成投资": "85"}, JIA) == []


def test_cumulative__drop() -> None:
    revisions, (finding,) = changes(told(PROJECTS, UNIT, {**JIA, "本年完成投资": "60"}), september(JIA))
    assert revisions == [Revision("项目表", UNIT, "甲", "本年完成投资", "70", "60", "cumulative_drop")]
    assert (finding.code, finding.cell, finding.severity) == ("rules.cumulative_drop", "F3", "query")
    assert "2025年9月" in finding.message


def test_cumulative__starts_again_in_a_new_year() -> None:
    now = told(PROJECTS, UNIT, {**JIA, "本年完成投资": "6"}, period="2026-01")
    revisions, _ = changes(now, told(PROJECTS, UNIT, JIA, period="2025-12"))
    assert revisions == []


def test_unit_slip() -> None:
    assert kinds({**JIA, "总投资": "0.12"}, JIA) == [("unit_slip", "总投资")]
    assert kinds({**JIA, "总投资": "12000"}, JIA) == [("unit_slip", "总投资")]
    assert kinds({**JIA, "本年完成投资": "800000"}, JIA) == [("unit_slip", "本年完成投资")]
    assert kinds({**JIA, "支付率": "0.065"}, {**JIA, "支付率": "6.5"}) == [("unit_slip", "支付率")]


def test_unit_slip__ten_times_as_many_people_may_be() -> None:
    assert kinds({**JIA, "用工数": "10"}, {**JIA, "用工数": "1"}) == []


def test_facts__changed() -> None:
    assert kinds({**JIA, "总投资": "1300"}, JIA) == [("changed", "总投资")]
    assert kinds({**JIA, "计划开工日期": "2025-11"}, {**JIA, "计划开工日期": "2025-10"}) == [
        ("changed", "计划开工日期")
    ]
    assert kinds({**JIA, "计划开工日期": "2025-10-08"}, {**JIA, "计划开工日期": "2025-10"}) == []
    assert kinds({**JIA, "状态": "已完成", "备注": "好"}, JIA) == []


def test_facts__changed_is_asked_at_its_cell_with_both_values() -> None:
    _, (finding,) = changes(told(PROJECTS, UNIT, {**JIA, "总投资": "1300"}), september(JIA))
    assert (finding.code, finding.cell, finding.severity) == ("rules.fact_changed", "D3", "query")
    assert "1200万元" in finding.message and "1300万元" in finding.message


def test_facts__planned_days_of_every_stage_stay() -> None:
    form = replace(PROJECTS, fields=(*PROJECTS.fields, Field(name="计划竣工", type="日期", role="planned_finish")))
    before = merged(form, told(form, UNIT, {**JIA, "计划竣工": "2025-12"}, period="2025-09"))
    revisions, _ = compare(
        with_form(PLAN, form), merged(form, told(form, UNIT, {**JIA, "计划竣工": "2026-06"})), before
    )
    assert [(r.kind, r.field) for r in revisions] == [("changed", "计划竣工")]


def test_basis__changed_makes_numbers_incomparable() -> None:
    form = replace(PROJECTS, fields=(*PROJECTS.fields, Field(name="口径", role="basis")))
    before = merged(form, told(form, UNIT, {**JIA, "口径": "按面积"}, period="2025-09"))
    _, (finding,) = compare(with_form(PLAN, form), merged(form, told(form, UNIT, {**JIA, "口径": "按户数"})), before)
    assert (finding.code, finding.field) == ("rules.basis_changed", "口径")
    assert "按面积" in finding.message and "按户数" in finding.message


def test_renamed__is_asked_once_not_as_gone_and_new() -> None:
    was, now = {**JIA, "项目名称": "示例标准厂房项目"}, {**JIA, "项目名称": "示例标准广房项目"}
    revisions, (finding,) = changes(told(PROJECTS, UNIT, now), september(was))
    assert [(r.kind, r.before, r.after) for r in revisions] == [("changed", "示例标准厂房项目", "示例标准广房项目")]
    assert finding.code == "rules.renamed"


def test_renamed__a_series_is_gone_and_new() -> None:
    was, now = {**JIA, "项目名称": "示例厂房一期项目"}, {**JIA, "项目名称": "示例厂房二期项目"}
    revisions, _ = changes(told(PROJECTS, UNIT, now), september(was))
    assert [r.kind for r in revisions] == ["vanished"]


def test_facts__renamed_but_of_the_same_code() -> None:
    coded = {**JIA, "项目代码": "2020-430624-47-03-012345"}
    assert kinds({**coded, "项目名称": "甲（一期）"}, coded) == [("changed", "项目名称")]


def test_vanished() -> None:
    yi = {**JIA, "项目名称": "乙"}
    revisions, (finding,) = changes(told(PROJECTS, UNIT, JIA), september(JIA, yi))
    assert [(r.kind, r.key, r.before) for r in revisions] == [("vanished", "乙", "乙")]
    assert (finding.code, finding.cell, finding.file) == ("rules.vanished", "A2", f"inputs/2025-10/{UNIT}.xlsx")


def test_vanished__not_by_who_sent_nothing_or_was_carried() -> None:
    before = merged(PROJECTS, september(JIA))
    assert compare(PLAN, merged(PROJECTS, told(PROJECTS, "县工业局", JIA)), before) == ((), ())
    carried = merged(PROJECTS, told(PROJECTS, UNIT), carried=(UNIT,))
    assert compare(PLAN, carried, before) == ((), ())


def test_vanished__finished_things_may_go() -> None:
    revisions, _ = changes(told(PROJECTS, UNIT, nil=True), september({**JIA, "状态": "已完成"}))
    assert revisions == []


def test_carried_rows__tell_nothing_new() -> None:
    revisions, _ = changes(told(PROJECTS, UNIT, {**JIA, "总投资": "1"}), september(JIA), carried=(UNIT,))
    assert revisions == []


def test_same_period__is_no_revision() -> None:
    revisions, _ = changes(told(PROJECTS, UNIT, {**JIA, "总投资": "1"}), told(PROJECTS, UNIT, JIA))
    assert revisions == []


def test_back_revision__of_the_same_data_period() -> None:
    before = {"指标名称": "工业增加值", "数据时段": "1—8月", "总量": "50", "增速": "7.2"}
    now = {**before, "增速": "7.1", "总量": "49"}
    revisions, _ = changes(told(FIGURES, UNIT, now), told(FIGURES, UNIT, before, period="2025-09"))
    assert [(r.kind, r.field) for r in revisions] == [("back_revision", "总量"), ("back_revision", "增速")]
    later = {**now, "数据时段": "1—9月"}
    revisions, _ = changes(told(FIGURES, UNIT, later), told(FIGURES, UNIT, before, period="2025-09"))
    assert [(r.kind, r.field) for r in revisions] == [("cumulative_drop", "总量")]


def test_re_promised() -> None:
    form = replace(PROJECTS, fields=(*PROJECTS.fields, Field(name="承诺日期", type="日期", role="promised")))
    plan = with_form(PLAN, form)
    before = merged(form, told(form, UNIT, {**JIA, "承诺日期": "2025-10"}, period="2025-09"))
    revisions, _ = compare(plan, merged(form, told(form, UNIT, {**JIA, "承诺日期": "2025-12"})), before)
    assert [(r.kind, r.before, r.after) for r in revisions] == [("re_promised", "2025-10", "2025-12")]
    assert compare(plan, merged(form, told(form, UNIT, {**JIA, "承诺日期": "2025-10-31"})), before) == ((), ())
