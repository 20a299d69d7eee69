"""指标任务表: quotas with pace and light, and their sum with and without double counting."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reportgen.brief import quotas
from reportgen.brief.context import Context
from reportgen.brief.fill import Spans
from reportgen.brief.numbers import PERCENT
from reportgen.brief.tables import cell, header, light_cell, source_note
from reportgen.measures.quotas import BY_BATCH
from reportgen.model.outcome import QuotaResult
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Day, Num, Table, TableCell

_WIDTHS = (40, 16, 16, 18, 18, 20, 16, 8)


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    results = ctx.outcome.quotas
    if not results:
        return ()
    verifiers = [quotas.quota_of(ctx, r).verifier for r in results]
    return (
        Table(
            title=ctx.say("表_任务", 报告期=Day(ctx.outcome.period.label)),
            header=header(ctx, "表头_任务"),
            rows=(*(_row(ctx, r) for r in results), *_sums(ctx, results)),
            widths=_WIDTHS,
            unit_note=ctx.word("表_任务单位"),
            notes=(*_cross_note(ctx, results), *_pace_note(ctx, results), *source_note(ctx, verifiers)),
        ),
    )


def _row(ctx: Context, result: QuotaResult) -> tuple[TableCell, ...]:
    return (
        cell(ctx, ctx.name(result.name, "quotas", result.id, "name"), "left"),
        cell(ctx, quotas.target_number(ctx, result, bare=True)),
        cell(ctx, quotas.actual_number(ctx, result, bare=True)),
        cell(ctx, quotas.rate_number(ctx, result)),
        cell(ctx, quotas.pace_number(ctx, result)),
        cell(ctx, quotas.difference_number(ctx, result, bare=True, absolute=False)),
        cell(ctx, quotas.gap_number(ctx, result, bare=True)),
        light_cell(ctx, "quotas", result.light),
    )


def _crosses(ctx: Context, results: Sequence[QuotaResult]) -> list[QuotaResult]:
    return [r for r in results if quotas.quota_of(ctx, r).cross]


def _sums(ctx: Context, results: Sequence[QuotaResult]) -> tuple[tuple[TableCell, ...], ...]:
    """Return the row of the sum that counts each firm once and, where categories cross, the one that does not."""
    if len(results) < 2:
        return ()
    if not _crosses(ctx, results):
        return (_sum(ctx, "任务_合计", "target", "actual", "rate"),)
    single = _sum(ctx, "任务_合计不重复", "target_distinct", "distinct")
    if ctx.plan.setting("cross_total") != "both":
        return (single,)
    return (single, _sum(ctx, "任务_合计重复", "target", "actual", "rate"))


def _sum(ctx: Context, key: str, *parts: str) -> tuple[TableCell, ...]:
    """Return a row of sums; *parts* of ``quotas.total`` fill its first columns."""
    row = [cell(ctx, ctx.say(key), "left"), *(cell(ctx, _total(ctx, part)) for part in parts)]
    return (*row, *(cell(ctx, ()) for _ in range(len(_WIDTHS) - len(row))))


def _total(ctx: Context, part: str) -> Num | None:
    figure = ctx.figures.get(f"quotas.total.{part}")
    if figure is None or not isinstance(figure.value, Decimal):
        return None
    return ctx.number(figure.id, figure.value, figure.unit, bare=figure.unit != PERCENT)


def _cross_note(ctx: Context, results: Sequence[QuotaResult]) -> tuple[Spans, ...]:
    names = [ctx.name(r.name, "quotas", r.id, "name") for r in _crosses(ctx, results)]
    return (ctx.say("任务_合计注", 名称=ctx.names_of(names)),) if names else ()


def _pace_note(ctx: Context, results: Sequence[QuotaResult]) -> tuple[Spans, ...]:
    """Return what the pace of quotas by batches is: beside projects' even pace it looks low."""
    by_batch = any(quotas.quota_of(ctx, r).pace == BY_BATCH for r in results)
    return (ctx.say("任务_序时注"),) if by_batch else ()
