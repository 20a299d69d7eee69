"""总体: one sentence of counts. Whoever reads no further knows how many are reached and how many not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from reportgen.brief import milestones, quotas, readings
from reportgen.brief.context import Context
from reportgen.brief.fill import Spans, join
from reportgen.brief.matters import is_overdue
from reportgen.model.outcome import QuotaResult
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Day, Num, Paragraph, Text

_Result = TypeVar("_Result")


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    clauses = [clause for clause in (_targets(ctx), _quotas(ctx), _milestones(ctx), _matters(ctx)) if clause]
    return (Paragraph((*join(clauses), Text("。"))),) if clauses else ()


def _counter(
    ctx: Context, kind: str, unit: str, results: Sequence[_Result], figures_of: Callable[[_Result], tuple[str, ...]]
) -> Callable[..., Num | None]:
    """Return a function that counts the results that fulfil a condition; None for none."""

    def count(id: str, name: str, holds: Callable[[_Result], bool]) -> Num | None:
        chosen = [r for r in results if holds(r)]
        inputs = [figure for r in chosen for figure in figures_of(r)]
        return ctx.count(f"{kind}.{id}", len(chosen), unit, name, inputs) if chosen else None

    return count


def _targets(ctx: Context) -> Spans:
    results = [r for r in ctx.outcome.targets if readings.target_of(ctx, r).headline]
    count = _counter(ctx, "targets", "项", results, lambda r: (r.figure, f"targets.{r.id}.target"))
    total = count("total", "指标数", lambda r: True)
    if total is None:
        return ()
    period = Day(ctx.outcome.period.label)
    if all(readings.is_met(ctx, r) for r in results):
        return ctx.say("总体_指标全部达到", 报告期=period, 总数=total)
    return ctx.say(
        "总体_指标",
        报告期=period,
        总数=total,
        达到=count("met", "达到目标的指标数", lambda r: readings.is_met(ctx, r) is True),
        未达到=count("unmet", "未达到目标的指标数", lambda r: readings.is_met(ctx, r) is False),
        无数据=count("absent", "尚无数据的指标数", lambda r: readings.is_met(ctx, r) is None),
    )


def _quotas(ctx: Context) -> Spans:
    results = ctx.outcome.quotas
    count = _counter(ctx, "quotas", "项", results, lambda r: (r.figure, f"quotas.{r.id}.target"))
    total = count("total", "数量任务数", lambda r: True)
    if total is None:
        return ()
    if all(quotas.is_done(r) for r in results):
        return ctx.say("总体_任务全部完成", 总数=total)
    return ctx.say(
        "总体_任务",
        总数=total,
        完成=count("done", "已完成的数量任务数", quotas.is_done),
        达到序时=count("on_pace", "达到序时进度的数量任务数", lambda r: _pace(r) == 1),
        慢于序时=count("behind", "慢于序时进度的数量任务数", lambda r: _pace(r) == -1),
        不计序时=count("unpaced", "不计序时、尚未完成的数量任务数", lambda r: _pace(r) == 0),
        无数据=count("absent", "尚无数据的数量任务数", lambda r: r.actual is None),
    )


def _pace(result: QuotaResult) -> int | None:
    """1 on or before the pace, -1 behind it, 0 without a pace; None when done or without data."""
    if result.actual is None or quotas.is_done(result):
        return None
    difference = quotas.pace_difference(result)
    if difference is None:
        return 0
    return -1 if difference < 0 else 1


def _milestones(ctx: Context) -> Spans:
    results = ctx.outcome.milestones
    count = _counter(ctx, "milestones", "个", results, lambda r: (r.figure, f"milestones.{r.id}.due"))
    total = count("total", "节点数", lambda r: True)
    if total is None:
        return ()
    if all(r.state in milestones.DONE for r in results):
        return ctx.say("总体_节点全部达到", 总数=total)
    past = milestones.is_past_office_date
    return ctx.say(
        "总体_节点",
        总数=total,
        达到=count("done", "已达到的节点数", lambda r: r.state in milestones.DONE),
        推进=count("on_track", "推进中的节点数", lambda r: r.state == "on_track"),
        有风险=count("at_risk", "有风险的节点数", lambda r: r.state == "at_risk" and not past(r)),
        逾期=count("overdue", "逾期的节点数", lambda r: r.state == "overdue" and not past(r)),
        过办定时间=count("past", f"过了{ctx.plan.header.office}设定时间的节点数", past),
        未报=count("not_reported", "未报进展的节点数", lambda r: r.state == "not_reported"),
    )


def _matters(ctx: Context) -> Spans:
    results = [m for m in ctx.outcome.matters if m.state == "open"]
    count = _counter(ctx, "matters", "件", results, lambda m: (m.figure, f"matters.{m.form}.open"))
    current = count("open", "在办事项数", lambda m: True)
    return ctx.say("总体_事项", 在办=current, 超期=count("overdue", "超期事项数", is_overdue)) if current else ()
