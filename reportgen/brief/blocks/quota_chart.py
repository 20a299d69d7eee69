"""任务图: how many each quota had at the end of every period of the year, as a chart of lines."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from reportgen.brief import quotas
from reportgen.brief.context import Context
from reportgen.brief.fill import Spans
from reportgen.brief.tables import source_note
from reportgen.model.outcome import Past, QuotaResult
from reportgen.model.period import Period
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Chart, Day, Num, Series
from reportgen.model.wordings import has_digit

_LEAST = 3
"""Fewer periods make no course."""
_SINGLE = 1
"""A quota of one is done or not: it has no course."""


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    shown = [r for r in ctx.outcome.quotas if r.target > _SINGLE and r.actual is not None and not has_digit(r.name)][
        : passage.limit
    ]
    pasts = ctx.outcome.pasts
    if not shown or len(pasts) + 1 < _LEAST:
        return ()
    series = tuple(
        Series(r.name, (*(_earlier(ctx, past, r) for past in pasts), quotas.actual_number(ctx, r, bare=True)))
        for r in shown
    )
    return (
        Chart(
            ctx.say("图_任务", 报告期=Day(ctx.outcome.period.label)),
            (*(_label(Period.parse(past.period)) for past in pasts), _label(ctx.outcome.period)),
            series,
            "line",
            ctx.word("图_任务说明"),
            source_note(ctx, (quotas.quota_of(ctx, r).verifier for r in shown)),
        ),
    )


def _label(period: Period) -> Spans:
    """Return a period without its year, as the chart's title has it."""
    return (Day(period.label.removeprefix(f"{period.plan_year}年")),)


def _earlier(ctx: Context, past: Past, result: QuotaResult) -> Num | None:
    """Return what an earlier period told, put on record as `measures.history.recall` does; None where it told nothing."""
    figure = past.figures.get(result.figure)
    if figure is None or not isinstance(figure.value, Decimal):
        return None
    name = f"{Period.parse(past.period).label}{figure.name}"
    told = ctx.keep(replace(figure, id=f"{figure.id}@{past.period}", name=name))
    return ctx.number(told.id, figure.value, figure.unit, bare=True)
