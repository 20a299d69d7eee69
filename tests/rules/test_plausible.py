"""What is possible, but hardly meant: future dates, parts over wholes, heaps, copies, jumps, stages that go back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from reportgen.model.finding import Finding
from reportgen.model.outcome import MergedForm
from reportgen.model.plan import Deadline, Field
from reportgen.rules import Series, check_jumps, check_return, compare
from reportgen.rules.history import usual
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


def test_part__a_thousand_times_its_whole_is_asked_about() -> None:
    (finding,) = found({**JIA, "本年计划投资": "500", "本年完成投资": "3200000"}, code="part_slip")
    assert "6,400 倍" in finding.message
    assert "本年计划投资" in finding.message
    assert found({**JIA, "本年计划投资": "500", "本年完成投资": "900"}, code="part_slip") == []


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
    place = "\x1f".join(("月", "项目表", UNIT, forms["项目表"].rows[0].key, "用工数"))
    assert place not in Series().after(PLAN, forms).told
    assert isinstance(forms["项目表"], MergedForm)


def test_usual__is_five_deviations_around_the_median_and_half_of_it_at_least() -> None:
    assert usual([Decimal(n) for n in (10, 10, 10, 10)]) == (Decimal(5), Decimal(10), Decimal(15))
    low, middle, high = usual([Decimal(n) for n in (10, 20, 30, 40, 50)])
    assert (low, middle, high) == (Decimal("-44.13"), Decimal(30), Decimal("104.13"))
