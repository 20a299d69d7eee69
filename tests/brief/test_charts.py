"""Charts described: which values they show, and when there is too little for one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from reportgen.brief.blocks import quota_chart, target_chart
from reportgen.model.figure import Figure
from reportgen.model.outcome import Past
from reportgen.model.plan import Passage
from reportgen.model.text import Chart, printed
from tests.brief.small import PROOF, context, quota, target

TARGETS, QUOTAS = Passage(id="甲", block="指标图"), Passage(id="乙", block="任务图")


def told(chart: Chart) -> dict[str, list[str]]:
    return {s.name: [v.printed if v else "" for v in s.values] for s in chart.series}


def test_target_chart__shows_growth_with_target_and_city_only() -> None:
    results = (
        target("G", "7.2", peer="6.8"), target("A", "-1.2"), target("V", "72"), target("R", "2"), target("P", "5", bar="4"),
    )  # fmt: skip
    (chart,) = target_chart.write(context(targets=results), TARGETS)
    assert isinstance(chart, Chart)
    assert [printed(name) for name in chart.categories] == ["工业增加值", "财政收入"]
    assert told(chart) == {"年度目标": ["7.5", "1"], "本期": ["7.2", "-1.2"], "全市平均": ["6.8", ""]}
    assert chart.alt.startswith("柱形图")


def test_target_chart__of_one_bar_or_without_data_is_none() -> None:
    assert target_chart.write(context(targets=(target("G", "7.2"), target("A", None))), TARGETS) == ()


def past(period: str, actual: int | None) -> Past:
    value = None if actual is None else Decimal(actual)
    figure = Figure(
        "quotas.Q.actual", "新增企业", value, "家", "—" if actual is None else f"{actual}家", "填报值", PROOF
    )
    return Past(period, {figure.id: figure})


def test_quota_chart__tells_the_course_of_the_year_each_point_a_figure() -> None:
    ctx = context(quotas=(quota(13),), pasts=(past("2025-08", 5), past("2025-09", None)))
    (chart,) = quota_chart.write(ctx, QUOTAS)
    assert isinstance(chart, Chart)
    assert chart.kind == "line"
    assert [printed(name) for name in chart.categories] == ["8月", "9月", "10月"]
    assert told(chart) == {"新增企业": ["5", "", "13"]}
    assert ctx.figures["quotas.Q.actual@2025-08"].sources == PROOF


def test_quota_chart__of_two_periods_or_a_quota_of_one_is_none() -> None:
    assert quota_chart.write(context(quotas=(quota(13),), pasts=(past("2025-09", 5),)), QUOTAS) == ()
    pasts = (past("2025-08", 0), past("2025-09", 1))
    assert quota_chart.write(context(quotas=(replace(quota(1), target=1),), pasts=pasts), QUOTAS) == ()
