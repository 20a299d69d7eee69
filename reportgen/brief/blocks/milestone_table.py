"""节点表: milestones with time limit, progress, state, days and light."""

from __future__ import annotations

from reportgen.brief import milestones
from reportgen.brief.context import Context, short_day
from reportgen.brief.fill import Spans, as_spans
from reportgen.brief.tables import cell, header, light_cell, source_note
from reportgen.model.outcome import MilestoneResult
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Day, Table, TableCell

_WIDTHS = (44, 27, 16, 19, 18, 30, 9)


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
            notes=source_note(ctx, reporters),
        ),
    )


def _row(ctx: Context, result: MilestoneResult) -> tuple[TableCell, ...]:
    return (
        cell(ctx, milestones.name_of(ctx, result), "left"),
        cell(ctx, _due(ctx, result)),
        cell(ctx, milestones.progress_number(ctx, result)),
        cell(ctx, milestones.state_words(ctx, result)),
        cell(ctx, _days(ctx, result)),
        cell(ctx, ctx.unit_name(result.owner)),
        light_cell(ctx, "milestones", result.light),
    )


def _due(ctx: Context, result: MilestoneResult) -> Spans:
    shown = as_spans(milestones.due_words(ctx, result))
    if result.baseline_due != result.due:
        shown = (*shown, *ctx.say("节点_改期", 原时限=short_day(result.baseline_due)))
    return shown


def _days(ctx: Context, result: MilestoneResult) -> Spans:
    if result.state in milestones.DONE:
        return ()
    days = milestones.days_number(ctx, result)
    return ctx.say("节点_已过" if result.days < 0 else "节点_剩余", 天数=days)
