"""指标图: targets of growth beside what is reached and the city's average, as a chart."""

from __future__ import annotations

from reportgen.brief import readings
from reportgen.brief.context import Context
from reportgen.brief.numbers import PERCENT
from reportgen.brief.tables import source_note
from reportgen.model.outcome import TargetResult
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Chart, Day, Series

_LEAST = 2
"""A chart of fewer bars says less than a sentence."""


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    shown = [r for r in ctx.outcome.targets if _is_growth(ctx, r)][: passage.limit]
    if len(shown) < _LEAST:
        return ()
    wanted, reached, city = (word.strip() for word in ctx.word("图例_指标").split("、"))
    series = (
        Series(wanted, tuple(readings.target_number(ctx, r, bare=True) for r in shown)),
        Series(reached, tuple(readings.actual_number(ctx, r, bare=True) for r in shown)),
        Series(city, tuple(readings.peer_number(ctx, r, bare=True) for r in shown)),
    )
    return (
        Chart(
            ctx.say("图_指标", 报告期=Day(ctx.outcome.period.label)),
            tuple(ctx.name(r.name, "targets", r.id, "name") for r in shown),
            tuple(s for s in series if any(s.values)),
            alt=ctx.word("图_指标说明"),
            notes=source_note(ctx, (r.supplier for r in shown)),
        ),
    )


def _is_growth(ctx: Context, result: TargetResult) -> bool:
    target = readings.target_of(ctx, result)
    known = result.actual is not None and target.value is not None
    return known and target.measure == readings.GROWTH and target.unit == PERCENT and not target.peer
