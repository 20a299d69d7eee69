"""节点表: milestones with time limit, progress, state, days and light."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.brief import milestones
from reportgen.brief.context import Context, short_day
from reportgen.brief.fill import Spans, as_spans
from reportgen.brief.tables import cell, header, light_cell, source_note
from reportgen.model.outcome import MilestoneResult
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Day, Table, TableCell, Text

_WIDTHS = (56, 26, 17, 26, 36, 9)


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    results = ctx.outcome.milestones[: passage.limit]
    if not results:
        return ()
    reporters = [r.owner for r in results if r.state != "not_reported"]
    return (
        Table(
            title=ctx.say("表_节点", 报告期=Day(ctx.outcome.period.label)),
            header=header(ctx, "表头_节点"),
            rows=tuple(_row(ctx, r) for r in results),
            widths=_WIDTHS,
            notes=(*_office_note(ctx, results), *source_note(ctx, reporters)),
        ),
    )


def _row(ctx: Context, result: MilestoneResult) -> tuple[TableCell, ...]:
    return (
        cell(ctx, milestones.name_of(ctx, result), "left"),
        cell(ctx, _due(ctx, result)),
        cell(ctx, milestones.progress_number(ctx, result)),
        cell(ctx, _state(ctx, result)),
        cell(ctx, ctx.unit_name(result.owner)),
        light_cell(ctx, "milestones", result.light),
    )


def _due(ctx: Context, result: MilestoneResult) -> Spans:
    due = short_day(result.due)
    shown = ctx.say("节点_表办定", 时限=due) if result.set_by == milestones.OFFICE else as_spans(due)
    if result.baseline_due != result.due:
        shown = (*shown, *ctx.say("节点_改期", 原时限=short_day(result.baseline_due)))
    return shown


def _office_note(ctx: Context, results: Sequence[MilestoneResult]) -> tuple[Spans, ...]:
    by_office = any(r.set_by == milestones.OFFICE for r in results)
    return (ctx.say("节点_表办定注"),) if by_office else ()


def _state(ctx: Context, result: MilestoneResult) -> Spans:
    """Return the state in words; of what is late or at risk with the days gone or left."""
    words = milestones.state_words(ctx, result)
    if not milestones.is_behind(result) or result.state == "not_reported":
        return words
    days = milestones.days_number(ctx, result)
    told = (days,) if result.days < 0 else ctx.say("节点_剩余", 天数=days)
    return (*words, Text("，"), *told) if result.days >= 0 else (*words, *told)
