"""目标表: the headline indicators with target, value, distance, city average, rank and light."""

from __future__ import annotations

from reportgen.brief import readings
from reportgen.brief.context import Context
from reportgen.brief.fill import Filling, Spans, as_spans
from reportgen.brief.numbers import PERCENT
from reportgen.brief.tables import cell, header, light_cell, source_note
from reportgen.model.outcome import TargetResult
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Day, Table, TableCell

_WIDTHS = (56, 28, 18, 12, 14, 17, 12, 9)
_SAID = {
    "≥": "指标_目标至少",
    "≤": "指标_目标至多",
    ">": "指标_目标高于",
    "<": "指标_目标低于",
    "≈": "指标_目标左右",
    "=": "指标_目标等于",
}


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    results = [r for r in ctx.outcome.targets if readings.target_of(ctx, r).headline][: passage.limit]
    if not results:
        return ()
    return (
        Table(
            title=ctx.say("表_指标", 报告期=Day(ctx.outcome.period.label)),
            header=header(ctx, "表头_指标"),
            rows=tuple(_row(ctx, r) for r in results),
            widths=_WIDTHS,
            unit_note=ctx.word("表_指标单位"),
            notes=source_note(ctx, (r.supplier for r in results if r.actual is not None)),
        ),
    )


def _row(ctx: Context, result: TargetResult) -> tuple[TableCell, ...]:
    target = readings.target_of(ctx, result)
    percent = target.unit == PERCENT
    gap: Filling = readings.gap_number(ctx, result, bare=percent, absolute=False)
    if target.measure == readings.RANK and readings.is_met(ctx, result):
        gap = ctx.say("指标_表达到")
    return (
        cell(ctx, ctx.name(result.name, "targets", result.id, "name"), "left"),
        cell(ctx, demanded(ctx, result)),
        cell(ctx, readings.data_period(result)),
        cell(ctx, readings.actual_number(ctx, result, bare=percent)),
        cell(ctx, gap),
        cell(ctx, readings.peer_number(ctx, result, bare=percent)),
        cell(ctx, _rank(ctx, result)),
        light_cell(ctx, "targets", result.light),
    )


def demanded(ctx: Context, result: TargetResult) -> Spans:
    """Return the target in the few words of a table: ≥6.5%, 1%左右, 高于全市平均, 前2位."""
    target = readings.target_of(ctx, result)
    if target.peer:
        return ctx.say("指标_目标高于平均" if target.operator in "><" else "指标_目标达到平均")
    value = as_spans(readings.target_number(ctx, result))
    return ctx.say("指标_目标位次" if target.measure == readings.RANK else _SAID[target.operator], 值=value)


def _rank(ctx: Context, result: TargetResult) -> Spans:
    rank = readings.rank_number(ctx, result, bare=True)
    return ctx.say("指标_表位次", 位次=rank, 个数=readings.rank_field(ctx, result, bare=True)) if rank else ()
