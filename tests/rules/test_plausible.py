"""What is possible, but hardly meant: future dates, parts over wholes, heaps, copies, jumps, stages that go back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from reportgen.filing.answers import numbered
from reportgen.filing.answers.identity import SAME_QUESTION
from reportgen.model.finding import Finding
from reportgen.model.outcome import MergedForm
from reportgen.model.plan import Deadline, Field, Rule
from reportgen.rules import Series, check_jumps, check_return, codes, compare, told_once
from reportgen.rules.history import usual
from reportgen.rules.once import TELLING
from tests.reading.plans import PLAN, PROJECTS
from tests.rules.rows import merged, told, with_form

UNIT = "县计划局"
JIA = {"项目名称": "甲", "总投资": "1200", "状态": "已开工"}
DATED = replace(
    PROJECTS,
    deadlines=(Deadline(rhythm="月", days=5),),
    fields=(*PROJECTS.fields, Field(name="实际开工日期", type="日期", role="actual_start")),
)
STAGED = replace(PROJECTS, fields=tuple(replace(f, role="stage") if f.name == "状态" else f for f in PROJECTS.fields))


def found(*rows: dict[str, str], code: str, form: object = DATED) -> list[Finding]:
    plan = with_form(PLAN, form)  # type: ignore[arg-type]
    return [f for f in check_return(plan, told(form, UNIT, *rows)).findings if f.code == f"rules.{code}"]  # type: ignore[arg-type]


@pytest.mark.parametrize(("day", "asked"), [("2025-10-31", 0), ("2025-11-03", 0), ("2026-03-01", 1), ("2026-03", 1)])
def test_future_date__is_asked_about_after_the_reporting_window(day: str, asked: int) -> None:
    assert len(found({**JIA, "实际开工日期": day}, code="future_date")) == asked


def test_future_date__planned_dates_may_lie_ahead() -> None:
    assert found({**JIA, "计划开工日期": "2027-01-01"}, code="future_date") == []


def test_part__a_hundred_or_exactly_ten_times_its_whole_is_asked_about() -> None:
    (finding,) = found({**JIA, "本年计划投资": "500", "本年完成投资": "3200000"}, code="part_slip")
    assert "6,400 倍" in finding.message
    assert "本年计划投资" in finding.message
    for amount, asked in (("900", 0), ("5000", 1), ("5001", 0), ("50000", 1)):
        assert len(found({**JIA, "本年计划投资": "500", "本年完成投资": amount}, code="part_slip")) == asked


def test_part__that_a_rule_of_the_plan_compares_with_its_whole_is_asked_about_by_that_rule_alone() -> None:
    row = {**JIA, "本年计划投资": "500", "本年完成投资": "3200000"}
    rule = Rule(
        id="K1", form="项目表", condition="[本年完成投资]<=[本年计划投资]*2", field="本年完成投资", message="超过两倍"
    )
    plan = replace(with_form(PLAN, DATED), rules=(rule,))
    slips = [f.code for f in check_return(plan, told(DATED, UNIT, row)).findings if f.field == "本年完成投资"]
    assert slips == ["rules.formula.K1"]
    later = replace(plan, rules=(replace(rule, since=date(2026, 1, 1)),))
    slips = [f.code for f in check_return(later, told(DATED, UNIT, row)).findings if f.field == "本年完成投资"]
    assert slips == ["rules.part_slip"]


def test_round_numbers__in_a_heap_are_told_to_the_office_alone() -> None:
    rows = [{**JIA, "项目名称": f"项目{n}", "本年完成投资": str(100 * n)} for n in range(1, 10)]
    (finding,) = found(*rows, code="round_heap")
    assert finding.severity == "notice"
    assert "9 个数里有 9 个" in finding.message
    rows = [{**row, "本年完成投资": f"{n}37.5"} for n, row in enumerate(rows)]
    assert found(*rows, code="round_heap") == []


def between(
    now: list[dict[str, str]], before: list[dict[str, str]], form: object = PROJECTS, **more: object
) -> set[str]:
    plan = with_form(PLAN, form)  # type: ignore[arg-type]
    one = merged(form, told(form, UNIT, *now, **more))  # type: ignore[arg-type]
    other = merged(form, told(form, UNIT, *before, period="2025-09"))  # type: ignore[arg-type]
    return {f.code for f in compare(plan, one, other)[1]}


def test_copied__every_cell_asked_anew_as_last_month() -> None:
    rows = [{**JIA, "项目名称": name, "本年完成投资": "70", "支付率": "6.5"} for name in ("甲", "乙", "丙")]
    assert "rules.copied" in between(rows, rows)
    assert "rules.copied" not in between([*rows[:2], {**rows[2], "支付率": "7"}], rows)
    assert "rules.copied" not in between(rows, rows, unchanged=True)
    assert "rules.copied" not in between(rows[:1], rows[:1])  # so few cells can be the same by chance


def test_stage__that_goes_back_is_asked_about() -> None:
    assert between([{**JIA, "状态": "未开工"}], [{**JIA, "状态": "已完成"}], STAGED) == {"rules.stage_back"}
    assert between([{**JIA, "状态": "已完成"}], [{**JIA, "状态": "未开工"}], STAGED) == set()


# ---------------------------------------------------------------- against the record's own history


def jumps(*amounts: str, field: str = "用工数") -> list[Finding]:
    series = Series()
    findings: list[Finding] = []
    for month, amount in enumerate(amounts, start=1):
        forms = merged(PROJECTS, told(PROJECTS, UNIT, {**JIA, field: amount}, period=f"2025-{month:02}"))
        findings = list(check_jumps(PLAN, forms, series))
        series = series.after(PLAN, forms)
    return findings


def test_jump__shows_the_usual_range() -> None:
    (finding,) = jumps("50", "52", "48", "51", "520")
    assert finding.code == "rules.jump"
    assert "中位数是 50.5人" in finding.message
    assert "25.25人 到 75.75人" in finding.message


def test_jump__needs_a_history_and_a_real_jump() -> None:
    assert jumps("50", "52", "520") == []
    assert jumps("50", "52", "48", "51", "70") == []


def test_jump__of_cumulative_numbers_is_judged_by_what_was_added() -> None:
    assert jumps("10", "20", "31", "40", "50", "61", field="本年完成投资") == []
    (finding,) = jumps("10", "20", "31", "40", "50", "400", field="本年完成投资")
    assert "本期新增 350万元" in finding.message


def test_jump__rows_carried_on_are_not_judged_again() -> None:
    forms = {"项目表": replace(merged(PROJECTS, told(PROJECTS, UNIT, JIA))["项目表"], carried=frozenset({UNIT}))}
    place = ("月", "项目表", UNIT, forms["项目表"].rows[0].key, "用工数")
    assert Series().after(PLAN, forms).steps(place) == ()
    assert isinstance(forms["项目表"], MergedForm)


def test_usual__is_five_deviations_around_the_median_and_half_of_it_at_least() -> None:
    assert usual([Decimal(n) for n in (10, 10, 10, 10)]) == (Decimal(5), Decimal(10), Decimal(15))
    low, middle, high = usual([Decimal(n) for n in (10, 20, 30, 40, 50)])
    assert (low, middle, high) == (Decimal("-44.13"), Decimal(30), Decimal("104.13"))


def test_jump__after_a_period_without_numbers_is_judged_by_what_each_period_added() -> None:
    amounts = {1: "10", 2: "20", 3: "31", 4: "40", 5: "50", 6: "61"}
    series, findings = Series(), []
    for month, amount in {**amounts, 9: "91", 12: "691"}.items():
        forms = merged(PROJECTS, told(PROJECTS, UNIT, {**JIA, "本年完成投资": amount}, period=f"2025-{month:02}"))
        findings.append(list(check_jumps(PLAN, forms, series)))
        series = series.after(PLAN, forms)
    assert findings[:-1] == [[]] * 7  # 30 in three periods is 10 in each
    assert "上次报（2025年9月）以来的 3 期平均每期新增 200万元" in findings[-1][0].message


def test_jump__in_the_first_return_of_a_year_is_judged_from_its_beginning() -> None:
    series = Series()
    for period, amount in {f"2024-{n:02}": str(10 * n) for n in range(7, 13)}.items():
        forms = merged(PROJECTS, told(PROJECTS, UNIT, {**JIA, "本年完成投资": amount}, period=period))
        series = series.after(PLAN, forms)
    forms = merged(PROJECTS, told(PROJECTS, UNIT, {**JIA, "本年完成投资": "20"}, period="2025-02"))
    assert list(check_jumps(PLAN, forms, series)) == []
    forms = merged(PROJECTS, told(PROJECTS, UNIT, {**JIA, "本年完成投资": "200"}, period="2025-02"))
    (finding,) = check_jumps(PLAN, forms, series)
    assert "年初以来的 2 期平均每期新增 100万元" in finding.message


def test_slip__is_told_once_by_what_tells_most() -> None:
    series = Series()
    for month in range(1, 6):
        row = {**JIA, "本年计划投资": "500", "本年完成投资": str(60 * month)}
        before = merged(PROJECTS, told(PROJECTS, UNIT, row, period=f"2025-{month:02}"))
        series = series.after(PLAN, before)
    ret = told(PROJECTS, UNIT, {**row, "本年完成投资": "3000000"}, period="2025-06")
    now = merged(PROJECTS, ret)
    slips = [f for f in check_return(PLAN, ret).findings if f.code == "rules.part_slip"]
    every = (*slips, *compare(PLAN, now, before)[1], *check_jumps(PLAN, now, series))
    assert {f.code for f in every} >= {"rules.part_slip", "rules.unit_slip", "rules.jump"}
    assert len({f.cell for f in every}) == 1
    assert [f.code for f in told_once(every)] == ["rules.unit_slip"]
    assert [f.code for f in told_once(f for f in every if f.code != "rules.unit_slip")] == ["rules.part_slip"]


def test_slip__that_was_explained_is_not_asked_about_again_for_another_reason() -> None:
    assert {SAME_QUESTION.get(code, code) for code in TELLING} == {codes.UNIT_SLIP.id}
    cell = {
        "unit": UNIT,
        "form": "项目表",
        "file": "甲.xlsx",
        "sheet": "项目表",
        "cell": "F3",
        "key": "甲",
        "field": "本年完成投资",
    }
    asked = [Finding(code, "query", "", **cell) for code in TELLING]
    assert len({f.number for finding in asked for f in numbered([finding], ())}) == 1
