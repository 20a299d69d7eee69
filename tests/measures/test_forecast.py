"""The range that a quota may come to, from the firms' own stage and month."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from reportgen.measures import judge
from reportgen.measures.forecast import ASSUMPTION
from reportgen.model.outcome import Forecast, MergedForm
from reportgen.model.period import Period
from reportgen.model.plan import FieldType, Form, Option, OptionList, Plan, Setting
from reportgen.model.records import Return
from reportgen.model.text import Text
from reportgen.model.values import Origin
from tests.measures.builders import (
    FIRM_FIELDS,
    FORMS,
    INDUSTRY,
    STATUSES,
    ZONE,
    field,
    history_of,
    make_row,
    plan,
    when,
)

MORE = (field("预计月份", "expected", FieldType.DATE), field("批次", "batch", FieldType.DATE))
REVIEW, LIBRARY = (replace(form, fields=(*FIRM_FIELDS, *MORE)) for form in FORMS[:2])
STATES = OptionList(
    name=STATUSES.name,
    options=(*STATUSES.options, Option(value="达标", meaning="ready"), Option(value="退件", meaning="rejected")),
)
OCTOBER, NOVEMBER, DECEMBER = map(Period.parse, ("2025-10", "2025-11", "2025-12"))


def the_plan(**more: Any) -> Plan:
    parts: dict[str, Any] = {"forms": (REVIEW, LIBRARY), "lists": (STATES,), "quotas": (INDUSTRY,), **more}
    return plan(**parts)


def told(form: Form, *rows: dict[str, Any]) -> MergedForm:
    made = tuple(make_row(form, form.owners[0], "a.xlsx", 6 + i, row) for i, row in enumerate(rows))
    title = Origin("a.xlsx", form.name, "A2")
    return MergedForm(
        form.name, made, (Return("a.xlsx", form.name, form.name, form.owners[0], "2025-10", made, title=title),)
    )


def firm(code: str, status: str, month: str = "", expected: str = "", batch: str = "") -> dict[str, Any]:
    days = {"通过月份": month, "预计月份": expected, "批次": batch}
    return {"代码": code, "企业": f"企业{code}", "类别": "工业", "状态": status,
            **{name: when(day) for name, day in days.items() if day}}  # fmt: skip


def forecast(
    the_plan: Plan, *forms: MergedForm, period: Period = OCTOBER, as_of: str = "2025-11-06"
) -> Forecast | None:
    moment = datetime.fromisoformat(f"{as_of}T18:00").replace(tzinfo=ZONE)
    done = judge(the_plan, period, moment, {f.form: f for f in forms}, {}, ())
    return done.quotas[0].forecast


def test_forecast__low_counts_the_reviewed_at_the_pass_rate_high_all_on_their_way() -> None:
    review = told(
        REVIEW,
        *(firm(f"A{i}", "通过", month="2025-05") for i in range(3)),
        firm("R1", "退件"),
        firm("B1", "市审"), firm("B2", "市审"), firm("B3", "市审", expected="2026-01"),
    )  # fmt: skip
    library = told(
        LIBRARY,
        firm("C1", "达标", expected="2025-11"), firm("C2", "摸排", expected="2025-12"),
        firm("C3", "摸排", expected="2026-03"), firm("C4", "摸排", expected="2025-08"), firm("C5", "摸排"),
        firm("A1", "市审", expected="2025-11"),
    )  # fmt: skip
    # three of four decided passed; of the two to be decided within the year that makes 1.5 → 1
    assert forecast(the_plan(), review, library) == Forecast(3 + 1, 3 + 2 + 2, ASSUMPTION)


def test_forecast__nothing_decided_adds_nothing_to_the_low_end() -> None:
    found = forecast(the_plan(), told(REVIEW, firm("B1", "市审")), told(LIBRARY))
    assert found is not None and (found.low, found.high) == (0, 1)


def test_forecast__none_for_a_quota_of_one_or_without_the_verifier() -> None:
    one = the_plan(quotas=(replace(INDUSTRY, value=1),))
    assert forecast(one, told(REVIEW, firm("B1", "市审")), told(LIBRARY)) is None
    assert forecast(the_plan(), told(LIBRARY, firm("B1", "市审"))) is None


def test_forecast__its_assumption_can_be_printed() -> None:
    assert Text(ASSUMPTION)  # refuses digits


def test_forecast__says_at_the_years_end_how_far_it_missed() -> None:
    november = {
        "审核表": told(REVIEW, firm("A1", "通过", month="2025-05"), firm("B1", "市审")),
        "培育表": told(LIBRARY),
    }
    history = history_of(the_plan(), [november], DECEMBER)
    rows = [firm(f"A{i}", "通过", month="2025-12") for i in range(5)]
    moment = datetime(2026, 1, 6, 18, tzinfo=ZONE)
    forms = {"审核表": told(REVIEW, *rows), "培育表": told(LIBRARY)}
    done = judge(the_plan(), DECEMBER, moment, forms, november, (), history)
    error = done.figures["quotas.Q1.forecast_error"]
    assert error.value == Decimal(3)  # 1 to 2 were expected in November, 5 came
    assert "quotas.Q1.forecast_high@2025-11" in error.inputs


def test_forecast__says_during_the_year_how_far_its_earlier_ranges_were_out() -> None:
    october = {"审核表": told(REVIEW, firm("A1", "通过", month="2025-05"), firm("B1", "市审")), "培育表": told(LIBRARY)}
    history = history_of(the_plan(), [october], NOVEMBER)
    forms = {
        **october,
        "培育表": told(LIBRARY, firm("C1", "摸排", expected="2025-12"), firm("C2", "摸排", expected="2025-12")),
    }
    done = judge(the_plan(), NOVEMBER, datetime(2025, 12, 5, 18, tzinfo=ZONE), forms, october, (), history)
    found = done.quotas[0].forecast
    assert found is not None and found.moved == 2  # 2 at most were expected in October, 4 at most are now
    assert done.figures["quotas.Q1.forecast_moved"].value == 2


def test_quota__a_batch_of_december_decided_in_january_counts_for_its_year() -> None:
    january = firm("A1", "通过", month="2026-01", batch="2025-12")
    review, moment = told(REVIEW, january, firm("A2", "通过", month="2026-01")), datetime(2026, 1, 25, tzinfo=ZONE)
    for days, expected in (("0", 0), ("31", 1)):
        dated = the_plan(settings=(Setting(key="late_batch_days", value=days),))
        done = judge(dated, DECEMBER, moment, {"审核表": review, "培育表": told(LIBRARY)}, {}, ())
        assert done.quotas[0].actual == expected


def test_quota__a_batch_of_the_year_before_does_not_count() -> None:
    done = judge(the_plan(), OCTOBER, datetime(2025, 11, 6, tzinfo=ZONE),
                 {"审核表": told(REVIEW, firm("A1", "通过", month="2025-01", batch="2024-12"))}, {}, ())  # fmt: skip
    assert done.quotas[0].actual == 0
