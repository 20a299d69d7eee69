from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from reportgen.measures import Judgement, spans
from reportgen.model.plan import Setting, Target
from tests.measures.builders import GROWTH, merged, places, plan, run, submission

PLAN = plan(targets=(GROWTH,))


def investment(growth: str | None = "7.2", span: str = "1—9月", **more: Any) -> dict[str, Any]:
    return {"指标": "投资", "时段": span or None, "增速": Decimal(growth) if growth else None, **more}


def judged(target: Target, now: dict[str, Any], before: dict[str, Any] | None = None, **settings: str) -> Judgement:
    made = tuple(Setting(key=key, value=value) for key, value in settings.items())
    earlier = [merged("指标表", before, file="old.xlsx")] if before else []
    return run(plan(targets=(target,), settings=made), [merged("指标表", now)], earlier)


def test_target__met_with_its_figures() -> None:
    now = investment(全市=Decimal("6.8"), 位次=Decimal(4), 共几个=Decimal(13))
    done = judged(GROWTH, now, investment("6.9", "1—8月", 位次=Decimal(5)))
    (target,) = done.targets
    assert (target.target, target.actual, target.gap_points) == (Decimal("6.5"), Decimal("7.2"), Decimal("0.7"))
    assert (target.previous, target.peer, target.rank, target.data_period) == (
        Decimal("6.9"),
        Decimal("6.8"),
        4,
        "1—9月",
    )
    assert target.light == "green"
    parts = ("actual", "gap", "change", "peer_gap", "rank", "rank_field", "rank_change", "target")
    texts = [done.figures[f"targets.T1.{part}"].text for part in parts]
    assert texts == ["7.2%", "0.7个百分点", "0.3个百分点", "0.4个百分点", "第4位", "13个", "1位", "6.5%"]
    assert places(done, "targets.T1.actual") == {"E6"}
    assert {s.file for s in done.figures["targets.T1.previous"].sources} == {"old.xlsx"}


def test_target__missed() -> None:
    done = judged(GROWTH, investment("6.2"))
    assert done.targets[0].gap_points == Decimal("-0.3")
    assert done.targets[0].light == "yellow"
    assert {"-0.3个百分点", "0.3个百分点", "-0.3"} <= set(done.figures["targets.T1.gap"].texts)
    assert [done.figures[f"targets.{p}"].value for p in ("count", "met", "below", "unknown")] == [1, 0, 1, 0]


def test_target__negative_growth_is_a_number_like_others() -> None:
    done = judged(GROWTH, investment("-2"))
    assert (done.targets[0].gap_points, done.targets[0].light) == (Decimal("-8.5"), "red")
    assert {"-2.0%", "2.0%", "2%"} <= set(done.figures["targets.T1.actual"].texts)


@pytest.mark.parametrize(
    ("value", "light"),
    [("6.0", "green"), ("5.9", "yellow"), ("7.0", "green"), ("9", "green"), ("6.5", "green"), ("5.4", "red")],
)
def test_target__about_is_met_within_the_tolerance_and_above(value: str, light: str) -> None:
    assert judged(replace(GROWTH, operator="≈"), investment(value)).targets[0].light == light


def test_target__tolerance_is_a_setting() -> None:
    about = replace(GROWTH, operator="≈")
    assert judged(about, investment("6.3"), about_tolerance="0.1").targets[0].light == "yellow"


RANK = replace(GROWTH, measure="位次", operator="≤", value=Decimal(2), unit="位")


@pytest.mark.parametrize(("rank", "gap", "light"), [(1, -1, "green"), (2, 0, "green"), (3, 1, "yellow"), (4, 2, "red")])
def test_target__rank_is_better_when_smaller(rank: int, gap: int, light: str) -> None:
    done = judged(RANK, investment(位次=Decimal(rank), 全市=Decimal(6)))
    assert (done.targets[0].gap_points, done.targets[0].light) == (gap, light)
    assert done.targets[0].peer is None
    assert done.figures["targets.T1.actual"].text == f"第{rank}位"
    assert done.figures["targets.T1.gap"].text == f"{gap}位"


PEER = replace(GROWTH, operator=">", value=None, peer=True)


def test_target__peer_is_the_bar_and_a_tie_is_not_above_it() -> None:
    assert judged(PEER, investment("7.2", 全市=Decimal("6.8"))).targets[0].target == Decimal("6.8")
    tie = judged(PEER, investment("6.8", 全市=Decimal("6.8"))).targets[0]
    assert (tie.gap_points, tie.light) == (0, "yellow")
    assert judged(replace(PEER, operator="≥"), investment("6.8", 全市=Decimal("6.8"))).targets[0].light == "green"


def test_target__peer_unknown_cannot_be_judged() -> None:
    done = judged(PEER, investment())
    assert (done.targets[0].target, done.targets[0].gap_points, done.targets[0].light) == (None, None, "grey")
    assert done.targets[0].light_why == "全市数尚未发布，尚无法评价"
    assert done.figures["targets.unknown"].value == 1


def test_target__peer_of_another_period_is_not_compared() -> None:
    done = judged(PEER, investment(全市=Decimal("6.8"), 全市时段="1—8月"))
    assert done.targets[0].light_why == "全市数与本县数时段不同，尚无法评价"
    assert done.figures["targets.T1.peer_gap"].value is None
    same = judged(PEER, investment(span="前三季度", 全市=Decimal("6.8"), 全市时段="2025年1-9月"))
    assert same.targets[0].light == "green"


def test_target__not_reported() -> None:
    done = run(PLAN, [], submissions=[submission("统计所", "指标表", "missing")])
    (target,) = done.targets
    assert (target.actual, target.light, target.light_why) == (None, "grey", "统计所尚未报送指标表")
    blank = judged(GROWTH, investment(None))
    assert blank.targets[0].light_why == "统计所未填报投资"


def test_target__not_published_uses_the_newest_published_and_says_so() -> None:
    now = investment(None, "1—9月", 性质="尚未发布")
    assert judged(GROWTH, now).targets[0].light_why == "尚未发布"
    done = judged(GROWTH, now, investment("6.9", "1—8月", 全市=Decimal(7)))
    (target,) = done.targets
    assert (target.actual, target.data_period, target.previous, target.peer) == (Decimal("6.9"), "1—8月", None, 7)
    assert target.light_why.endswith("（本期数据尚未发布，列最近一期已发布的数）")
    assert "尚未发布" in done.figures["targets.T1.actual"].how
    assert {s.file for s in done.figures["targets.T1.actual"].sources} == {"old.xlsx"}


def test_target__a_value_said_to_be_unpublished_is_not_used() -> None:
    assert judged(GROWTH, investment("7.2", 性质="尚未发布")).targets[0].actual is None


def test_target__first_estimate_is_marked() -> None:
    assert judged(GROWTH, investment(性质="快报")).targets[0].light_why.endswith("（本期为快报数）")


def test_target__kept_quarter_has_no_previous() -> None:
    kept = investment("7.2", "1—9月")
    assert judged(GROWTH, kept, kept).targets[0].previous is None


def test_target__latest_data_period_and_alias_count() -> None:
    rows = [investment("7.0", "1—8月"), {**investment("7.4", "1—9月"), "指标": "固投"}]
    assert run(PLAN, [merged("指标表", *rows)]).targets[0].actual == Decimal("7.4")


def test_target__total_and_value_take_their_own_fields() -> None:
    total = replace(GROWTH, measure="总量", value=Decimal(100), unit="亿元")
    done = judged(total, investment(总量=Decimal("98.765"), 数值=Decimal("3")))
    assert done.figures["targets.T1.actual"].text == "98.77亿元"
    value = replace(GROWTH, measure="数值", value=Decimal(3), unit="万元/亩")
    assert judged(value, investment(数值=Decimal("3"))).targets[0].light == "green"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1—9月", "1-9月份"),
        ("2025年1—9月", "1～9月"),
        ("前三季度", "1月—9月"),
        ("上半年", "1至6月"),
        ("一季度", "1—3月"),
        ("", "1—2月"),
    ],
)
def test_spans__same(one: str, other: str) -> None:
    assert spans.same(one, other)


def test_spans__different_and_ordered() -> None:
    assert not spans.same("9月", "1—9月")
    assert not spans.same("1—8月", "1—9月")
    told = ["1—2月", "一季度", "上半年", "1—8月", "前三季度", "2025-10", "1—11月", "2025年"]
    orders = [spans.order(t, 2025) for t in told]
    assert orders == sorted(orders)
    assert spans.order("2024年1—12月", 2025) < spans.order("1—2月", 2025)
