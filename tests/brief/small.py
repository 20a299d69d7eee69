"""A small plan and results made by hand, for sentences that a full month does not bring about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from reportgen.brief.context import Context
from reportgen.model.figure import Figure, Source
from reportgen.model.outcome import MilestoneResult, Outcome, QuotaResult, TargetResult
from reportgen.model.plan import (
    Document,
    Field,
    Form,
    Header,
    Indicator,
    Milestone,
    Plan,
    Quota,
    Target,
    Unit,
)
from tests.brief.scene import AS_OF, OCTOBER, county_plan

PROOF = (Source("inputs/统计所.xlsx", "指标表", "C9", "7.2", "7.2"),)
DOCUMENT = Document(kind="月报", name="月报", template="简报.docx", title="{报告期}月报")


@cache
def small_plan() -> Plan:
    """Two units, one indicator form, targets of every kind; the wordings are those that we ship."""
    measures = {
        "G": ("工业增加值", "增速", "≥", Decimal("7.5"), "%", False),
        "A": ("财政收入", "增速", "≈", Decimal("1"), "%", False),
        "P": ("产值", "增速", ">", None, "%", True),
        "R": ("经济总量", "位次", "≤", Decimal("2"), "位", False),
        "V": ("占比", "数值", "≥", Decimal("70"), "%", False),
        "L": ("能耗", "数值", "≤", Decimal("3"), "吨", False),
    }
    names = dict.fromkeys(m[0] for m in measures.values())
    return Plan(
        header=Header(
            name="示例方案", year=2025, region="示例县", city="示例市", office="办公室", office_unit="综合所",
            publisher="综合所", brief_name="简报", form_prefix="AB", sheet_note="调度表",
        ),
        units=(
            Unit(id="U1", name="综合所", reports=True),
            Unit(id="U2", name="统计所", reports=True, verifier=True),
            Unit(id="U3", name="第3工区", reports=True),
        ),
        indicators=tuple(
            Indicator(name=n, family="年度计划", growth=True, supplier="统计所" if n != "占比" else "综合所", form="指标表")
            for n in names
        ),
        targets=tuple(
            Target(id=id, name=n, indicator=n, measure=m, operator=o, value=v, unit=u, peer=peer, text="原文", owner="综合所")
            for id, (n, m, o, v, u, peer) in measures.items()
        ),
        quotas=(
            Quota(id="Q", name="新增企业", category="工业", value=18, owner="综合所", verifier="统计所", requirement="", text="力争新增18家"),
        ),
        milestones=(
            Milestone(id="M", name="大道开工", due=date(2025, 10, 31), kind="开工", owner="第3工区", requirement="", form="节点表", text="年内开工"),
            Milestone(id="N", name="60万吨基地投运", due=date(2025, 12, 31), kind="进度", unit="%", owner="综合所", requirement="", form="节点表", text="投运"),
        ),
        forms=(
            Form(number="AB01", name="指标表", title="指标表", purpose="指标", rhythms=("月",), owners=("统计所",), fields=(
                Field(name="指标", role="indicator", key=True), Field(name="增速", type="百分比", role="growth"))),
            Form(number="AB02", name="节点表", title="节点表", purpose="节点", rhythms=("月",), owners=("综合所",), fields=(
                Field(name="节点", role="milestone", key=True), Field(name="状态", role="stage"), Field(name="原因", role="cause"))),
        ),
        wordings=county_plan().wordings,
        documents=(DOCUMENT,),
    )  # fmt: skip


def context(**results: Any) -> Context:
    """A context whose outcome holds *results* and a proved figure for each of them."""
    outcome = Outcome("示例方案", 2025, "", OCTOBER, AS_OF, **results)
    for result in (*outcome.targets, *outcome.quotas, *outcome.milestones):
        value = getattr(result, "actual", getattr(result, "progress", None))
        amount = None if value is None else Decimal(value)
        outcome.figures.add(
            Figure(result.figure, result.name, amount, "", "—" if amount is None else "有", "填报值", PROOF)
        )
    return Context(small_plan(), DOCUMENT, outcome)


def target(
    id: str, actual: str | None, *, bar: str | None = None, previous: str = "", peer: str = "", **more: Any
) -> TargetResult:
    """Return how target *id* stands; *bar* is what it is compared with, by default the plan's value."""
    spec = next(t for t in small_plan().targets if t.id == id)
    wanted = Decimal(bar) if bar else spec.value
    value = Decimal(actual) if actual is not None else None
    supplier = next(i.supplier for i in small_plan().indicators if i.name == spec.indicator)
    made = TargetResult(
        id=id, name=spec.name, target=wanted, actual=value,
        gap_points=None if value is None or wanted is None else value - wanted,
        previous=Decimal(previous) if previous else None, peer=Decimal(peer) if peer else None, rank=None,
        light="grey" if value is None else "red", light_why="", owner="综合所", supplier=supplier, data_period="1—9月",
        figure=f"targets.{id}.actual",
    )  # fmt: skip
    return replace(made, **more)


def quota(actual: int | None, *, target: int = 18, pace: str | None = "0.8333", light: str = "red") -> QuotaResult:
    rate = None if actual is None else (Decimal(actual) / target).quantize(Decimal("0.0001"))
    gap = None if actual is None else target - actual
    return QuotaResult(
        id="Q", name="新增企业", target=target, actual=actual, rate=rate, pace=Decimal(pace) if pace else None, gap=gap,
        needed_per_month=None if not gap or gap < 0 else Decimal(gap) / 2, light=light, light_why="", owner="综合所",
        figure="quotas.Q.actual",
    )  # fmt: skip


def milestone(state: str, days: int, *, id: str = "M", set_by: str = "plan", **more: Any) -> MilestoneResult:
    spec = next(m for m in small_plan().milestones if m.id == id)
    assert spec.due is not None
    made = MilestoneResult(
        id=id, name=spec.name, due=spec.due, baseline_due=spec.due, promised_due=None, progress=None, state=state, days=days,
        light="red" if days < 0 else "green", light_why="", owner=spec.owner, set_by=set_by, figure=f"milestones.{id}.progress",
    )  # fmt: skip
    return replace(made, **more)
