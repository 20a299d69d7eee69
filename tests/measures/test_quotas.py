from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.measures import judge
from reportgen.model.period import Period
from reportgen.model.plan import Batch, Place
from tests.measures.builders import (
    CULTURE,
    FORMS,
    INDUSTRY,
    NOVEMBER_6,
    OCTOBER,
    firm,
    merged,
    places,
    plan,
    run,
    submission,
    together,
    when,
)

PLAN = plan(quotas=(INDUSTRY,))


def approved(number: int) -> list[dict[str, Any]]:
    return [firm(f"C{i}") for i in range(number)]


def test_quota__thirteen_of_eighteen_in_october() -> None:
    done = run(PLAN, [merged("审核表", *approved(13))])
    (quota,) = done.quotas
    assert (quota.actual, quota.gap, quota.rate, quota.pace) == (13, 5, Decimal("0.7222"), Decimal("0.8333"))
    assert quota.needed_per_month == Decimal("2.5")
    assert quota.light == "red"
    texts = {
        part: done.figures[f"quotas.Q1.{part}"].text
        for part in ("actual", "rate", "pace", "pace_gap", "gap", "expected")
    }
    assert texts == {"actual": "13家", "rate": "72.2%", "pace": "83.3%", "pace_gap": "-11.1个百分点", "gap": "5家",
                     "expected": "15家"}  # fmt: skip
    assert "11.1个百分点" in done.figures["quotas.Q1.pace_gap"].texts
    assert "2.5家" in done.figures["quotas.Q1.needed_per_month"].texts


def test_quota__sources_are_the_cells_of_the_counted_firms() -> None:
    done = run(PLAN, [merged("审核表", firm("A"), firm("B", status="市审", month=""), firm("C", category="服务业"))])
    assert places(done, "quotas.Q1.actual") == {"C6", "D6", "F6", "G6"}


def test_quota__not_told_is_none_and_grey() -> None:
    done = run(PLAN, [], submissions=[submission("统计所", "审核表", "missing")])
    (quota,) = done.quotas
    assert (quota.actual, quota.rate, quota.gap, quota.light) == (None, None, None, "grey")
    assert quota.light_why == "统计所尚未报送审核表"
    assert done.figures["quotas.Q1.actual"].text == "—"


def test_quota__an_empty_form_of_others_does_not_stand_for_the_verifier() -> None:
    wide = replace(FORMS[0], owners=("统计所", "工业所"))
    shared = plan(quotas=(INDUSTRY,), forms=(wide, *FORMS[1:]))
    done = run(shared, [merged("审核表", firm("A"), unit="工业所")])
    assert done.quotas[0].actual is None


def test_quota__told_zero_is_zero_proved_by_the_sheet() -> None:
    done = run(PLAN, [merged("审核表")])
    (quota,) = done.quotas
    assert (quota.actual, quota.gap, quota.rate) == (0, 18, Decimal("0"))
    assert places(done, "quotas.Q1.actual") == {"A2"}


def test_quota__over_the_quota_needs_no_more() -> None:
    done = run(PLAN, [merged("审核表", *approved(20))])
    (quota,) = done.quotas
    assert (quota.gap, quota.rate, quota.needed_per_month, quota.light) == (-2, Decimal("1.1111"), None, "green")
    assert "2家" in done.figures["quotas.Q1.gap"].texts


def test_quota__a_firm_told_twice_counts_once_and_by_name_without_a_code() -> None:
    rows = [firm("A"), firm("ａ"), {**firm("A"), "代码": None}, {**firm(""), "企业": "无代码 厂"},
            {**firm(""), "企业": "无代码厂"}]  # fmt: skip
    assert run(PLAN, [merged("审核表", *rows)]).quotas[0].actual == 2


def test_quota__only_approvals_of_the_year_up_to_the_period_count() -> None:
    months = ["2024-12", "2025-01", "2025-10", "2025-11", "2026-01"]
    rows = [firm(f"C{i}", month=m) for i, m in enumerate(months)]
    assert run(PLAN, [merged("审核表", *rows)]).quotas[0].actual == 2


def test_quota__approved_without_a_month_is_told_apart() -> None:
    done = run(PLAN, [merged("审核表", firm("A"), firm("B", month=""))])
    assert done.quotas[0].actual == 1
    assert done.figures["quotas.Q1.undated"].value == 1


def test_quota__removal_stands_beside_the_gross_count() -> None:
    rows = [firm("A"), firm("B", status="出库", 出库月份=when("2025-09")),
            firm("C", status="出库", month="2023-05", 出库月份=when("2025-02")),
            firm("D", status="出库", month="2023-05", 出库月份=when("2024-02"))]  # fmt: skip
    done = run(PLAN, [merged("审核表", *rows)])
    values = [done.figures[f"quotas.Q1.{p}"].value for p in ("actual", "removed", "net")]
    assert values == [2, 2, 0]


def test_quota__cross_category_is_counted_by_its_field_and_totals_tell_both() -> None:
    both = plan(quotas=(INDUSTRY, CULTURE))
    rows = [firm("A", 是否文化=True), firm("B", 是否文化=False), firm("C", category="服务业", 是否文化=True)]
    done = run(both, [merged("审核表", *rows)])
    assert [q.actual for q in done.quotas] == [2, 2]
    total = {p: done.figures[f"quotas.total.{p}"].value for p in ("actual", "distinct", "target", "target_distinct")}
    assert total == {"actual": 4, "distinct": 3, "target": 24, "target_distinct": 18}


def test_quota__previous_and_added_against_the_period_before() -> None:
    september = merged("审核表", firm("A"), firm("B", month="2025-10"), file="old.xlsx")
    done = run(PLAN, [merged("审核表", firm("A"), firm("B"), firm("C"))], [september])
    assert done.quotas[0].previous == 1
    assert done.figures["quotas.Q1.added"].value == 2
    assert {s.file for s in done.figures["quotas.Q1.previous"].sources} == {"old.xlsx"}


def test_quota__first_period_has_no_previous() -> None:
    january = Period.parse("2025-01")
    december = merged("审核表", firm("A", month="2024-12"))
    done = run(PLAN, [merged("审核表", firm("A", month="2025-01"))], [december], period=january)
    assert done.quotas[0].previous is None
    assert run(PLAN, [merged("审核表", firm("A"))]).quotas[0].previous is None


def test_quota__of_one_has_no_pace() -> None:
    one = plan(quotas=(replace(INDUSTRY, value=1),))
    (quota,) = run(one, [merged("审核表")]).quotas
    assert (quota.pace, quota.needed_per_month, quota.light) == (None, None, "grey")
    assert quota.light_why == "任务数仅一家，不计序时进度"
    assert run(one, [merged("审核表", firm("A"))]).quotas[0].light == "green"


def test_quota__without_pace_says_so() -> None:
    free = plan(quotas=(replace(INDUSTRY, pace="不计序时"),))
    assert run(free, [merged("审核表", firm("A"))]).quotas[0].light_why == "不计序时进度"


def test_quota__of_zero_has_no_rate() -> None:
    none = plan(quotas=(replace(INDUSTRY, value=0),))
    assert run(none, [merged("审核表", firm("A"))]).quotas[0].rate is None


BATCHES = (
    Batch(quota="Q1", by=date(2025, 11, 30), share=Decimal("0.5")),
    Batch(quota="Q1", by=date(2025, 12, 31), share=Decimal("1")),
)


@pytest.mark.parametrize(
    ("period", "pace", "light"),
    [("2025-10", None, "grey"), ("2025-11", Decimal("0.5000"), "red"), ("2025-12", Decimal("1.0000"), "red")],
)
def test_quota__by_batch(period: str, pace: Decimal | None, light: str) -> None:
    batch = plan(quotas=(replace(INDUSTRY, pace="按批次"),), batches=BATCHES)
    (quota,) = run(batch, [merged("审核表", firm("A"))], period=Period.parse(period)).quotas
    assert (quota.pace, quota.light) == (pace, light)


def test_quota__before_its_batch_is_grey_whatever_the_conditions_but_green_when_met() -> None:
    batch = plan(quotas=(replace(INDUSTRY, pace="按批次", value=2),), batches=BATCHES)
    assert run(batch, [merged("审核表", *approved(1))]).quotas[0].light_why == "审批批次未到，暂不评价"
    assert run(batch, [merged("审核表", *approved(2))]).quotas[0].light == "green"


def test_quota__library_claims_stand_beside_the_approvals() -> None:
    library = merged(
        "培育表", firm("A", status="市审", month=""), firm("B", status="市审", month=""), firm("C"), firm("D", month="")
    )
    done = run(PLAN, [merged("审核表", firm("A"), firm("E", status="市审", month="")), library])
    values = {
        p: done.figures[f"quotas.Q1.{p}"].value
        for p in ("actual", "claimed", "in_review", "claims.市审", "claims.通过", "claims.摸排")
    }
    assert values == {"actual": 1, "claimed": 2, "in_review": 2, "claims.市审": 2, "claims.通过": 2, "claims.摸排": 0}


def test_quota__december_leaves_no_months() -> None:
    done = run(PLAN, [merged("审核表", *approved(3))], period=Period.parse("2025-12"))
    assert done.quotas[0].needed_per_month is None
    assert done.quotas[0].pace == Decimal("1.0000")


def test_quota__ten_days_are_a_share_of_their_month() -> None:
    done = run(PLAN, [merged("审核表", *approved(3))], period=Period.parse("2025-10-D3"))
    assert done.quotas[0].pace == Decimal("0.8333")
    done = run(PLAN, [merged("审核表", *approved(3))], period=Period.parse("2025-11-D1"))
    assert done.quotas[0].pace == Decimal("0.8611")


def test_quota__expected_by_now_is_rounded_up() -> None:
    done = run(PLAN, [merged("审核表")], period=Period.parse("2025-09"))
    figure = done.figures["quotas.Q1.expected"]
    assert (figure.text, figure.value) == ("14家", 14)
    assert "13.5家" in figure.texts


def test_quota__kept_rows_of_a_silent_verifier_are_told() -> None:
    form = merged("审核表", firm("A"), carried=frozenset({"统计所"}), returns=())
    done = run(PLAN, [form], submissions=[submission("统计所", "审核表", "missing")])
    assert done.quotas[0].actual == 1
    assert "统计所本期未报送，沿用上期" in done.figures["quotas.Q1.actual"].how


def test_quota__what_agencies_claim_in_the_verifiers_form_does_not_count() -> None:
    wide = replace(FORMS[0], owners=("统计所", "工业所"), authority="统计所")
    shared = plan(quotas=(INDUSTRY,), forms=(wide, *FORMS[1:]))
    form = together(
        merged("审核表", firm("A"), firm("B"), unit="工业所", file="b.xlsx"),
        merged("审核表", firm("A", status="市审", month=""), firm("C")),
    )
    done = run(shared, [form])
    assert done.quotas[0].actual == 1
    assert "b.xlsx" not in {s.file for s in done.figures["quotas.Q1.actual"].sources}


def test_quota__the_plan_is_the_source_of_its_number() -> None:
    placed = replace(PLAN, places={"quotas/Q1/value": Place("templates/plan.xlsx", "指标任务", "F2", "18")})
    done = run(placed, [merged("审核表", firm("A"))])
    (source,) = done.figures["quotas.Q1.target"].sources
    assert (source.file, source.cell, source.value) == ("templates/plan.xlsx", "F2", "18")


FIRMS = st.lists(
    st.fixed_dictionaries(
        {
            "code": st.sampled_from(["", "A", "B", "C", "D"]),
            "name": st.sampled_from(["甲", "乙"]),
            "category": st.sampled_from(["工业", "服务业"]),
            "culture": st.sampled_from([None, True, False]),
            "status": st.sampled_from(["摸排", "市审", "通过", "在库", "出库"]),
            "month": st.sampled_from(["", "2024-12", "2025-01", "2025-10", "2025-11"]),
        }
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(FIRMS)
def test_quotas__agree_with_an_independent_count(found: list[dict[str, Any]]) -> None:
    rows = [
        {"代码": f["code"] or None, "企业": f["code"] or f["name"], "类别": f["category"], "是否文化": f["culture"],
         "状态": f["status"], "通过月份": when(f["month"]) if f["month"] else None}
        for f in found
    ]  # fmt: skip
    done = run(plan(quotas=(INDUSTRY, CULTURE)), [merged("审核表", *rows)], period=OCTOBER, as_of=NOVEMBER_6)
    good = [f for f in found if f["status"] in ("通过", "在库", "出库") and f["month"] in ("2025-01", "2025-10")]
    industry = {f["code"] or f["name"] for f in good if f["category"] == "工业"}
    culture = {f["code"] or f["name"] for f in good if f["culture"]}
    assert [q.actual for q in done.quotas] == [len(industry), len(culture)]
    assert done.figures["quotas.total.distinct"].value == len(industry | culture)


def test_quota__firms_that_the_office_said_to_be_one_count_once() -> None:
    rows = [firm("C1"), {**firm("", month="2025-06"), "企业": "旧名企业"}]
    told = {"审核表": merged("审核表", *rows)}
    for same, expected in (({}, 2), ({"旧名企业": "C1"}, 1), ({"旧名企业": "企业C1"}, 1), ({"C1": "旧名企业"}, 1)):
        done = judge(PLAN, OCTOBER, NOVEMBER_6, told, {}, (), same=same)
        assert done.quotas[0].actual == expected, same
