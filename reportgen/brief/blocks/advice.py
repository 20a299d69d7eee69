"""建议: who should do what by when with which result, only where a figure gives the ground for it."""

from __future__ import annotations

from datetime import date

from reportgen.brief import matters, milestones, quotas
from reportgen.brief.context import Context, short_day
from reportgen.brief.fill import Spans
from reportgen.brief.tables import LIGHT_ORDER
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Paragraph, Text


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    found = (*_milestones(ctx), *_quotas(ctx), *_matters(ctx))
    shown = found[: passage.limit]
    blocks = [Paragraph((*spans, Text("。"))) for spans in shown]
    if len(found) > len(shown):
        number = ctx.count(f"{passage.id}.rest", len(found) - len(shown), "项", "未列出的建议", ["reporting.due"])
        blocks.append(Paragraph((*ctx.say("建议_其余", 数=number), Text("。"))))
    return tuple(blocks)


def _may_be_asked(ctx: Context, unit: str) -> bool:
    known = ctx.plan.unit(unit)
    return known is not None and not known.verifier


def _quotas(ctx: Context) -> list[Spans]:
    """Return what is left of each quota behind; its whole by the end of the year."""
    behind = [r for r in ctx.outcome.quotas if quotas.is_behind(ctx, r) and _may_be_asked(ctx, r.owner)]
    year_end = short_day(date(ctx.plan.header.year, 12, 31))
    return [
        ctx.say(
            "建议_任务",
            单位=ctx.unit_name(r.owner),
            时限=year_end,
            差=quotas.gap_number(ctx, r),
            名称=ctx.name(r.name, "quotas", r.id, "name"),
            任务=quotas.target_number(ctx, r),
        )
        for r in sorted(behind, key=lambda r: LIGHT_ORDER[r.light])
    ]


def _milestones(ctx: Context) -> list[Spans]:
    late = [r for r in ctx.outcome.milestones if r.state == "overdue" and not milestones.is_past_office_date(r)]
    return [
        ctx.say(
            "建议_节点",
            单位=ctx.unit_name(r.owner),
            名称=milestones.name_of(ctx, r),
            天数=milestones.days_number(ctx, r),
            时限=short_day(ctx.feedback_due),
        )
        for r in late
        if _may_be_asked(ctx, r.owner)
    ]


def _matters(ctx: Context) -> list[Spans]:
    late = sorted((m for m in ctx.outcome.matters if matters.is_overdue(m)), key=lambda m: -m.overdue_days)
    return [
        ctx.say(
            "建议_事项",
            单位=ctx.unit_name(m.lead),
            事项=matters.title_of(ctx, m, matters.QUOTED),
            超期=matters.overdue_number(ctx, m),
            时限=short_day(ctx.feedback_due),
        )
        for m in late
        if m.lead and _may_be_asked(ctx, m.lead)
    ]
