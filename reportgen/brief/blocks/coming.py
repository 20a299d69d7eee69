"""下期: the milestones that fall due within the next period of the same length."""

from __future__ import annotations

from datetime import timedelta

from reportgen.brief import milestones
from reportgen.brief.context import Context, short_day
from reportgen.brief.fill import join
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Paragraph


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    period = ctx.outcome.period
    until = period.end + timedelta(days=(period.end - period.start).days + 1)
    due = [r for r in ctx.outcome.milestones if r.state not in milestones.DONE and period.end < r.due <= until]
    if not due:
        return (Paragraph(ctx.say("下期_无")),)
    items = [
        ctx.say("下期_项", 名称=milestones.name_of(ctx, r), 时限=short_day(r.due), 单位=ctx.unit_name(r.owner))
        for r in sorted(due, key=lambda r: r.due)[: passage.limit]
    ]
    return (Paragraph(ctx.say("下期_句", 节点=join(items))),)
