"""One project in words: investment and payment against the pace, a start that is overdue."""

from __future__ import annotations

from decimal import Decimal

from reportgen.brief.context import Context
from reportgen.brief.fill import Spans, without_lead
from reportgen.brief.numbers import PERCENT
from reportgen.measures.numbers import POINTS
from reportgen.model.outcome import ProjectResult
from reportgen.model.text import Num

_HUNDRED, _NONE = Decimal(100), Decimal(0)
BEHIND = ("red", "yellow")


def behind_by(result: ProjectResult) -> Decimal:
    """Return how far the worse of the two rates is behind the pace (a share of one); zero where neither is."""
    return max(
        (result.pace - rate for rate in (result.invest_rate, result.pay_rate) if rate is not None), default=_NONE
    )


def name_of(ctx: Context, result: ProjectResult) -> Spans:
    """Return the project's name, quoted from its cell."""
    return ctx.role_cell(ctx.plan.form(result.row.form), result.row, "name")


def project_sentence(ctx: Context, result: ProjectResult, *, bare: bool = False) -> Spans:
    """Return one project with its rates, how far they are behind the pace, and a start overdue.

    *bare* leaves out its name and unit, for where the name stands before it.
    """
    told = ctx.say(
        "项目_句",
        名称=() if bare else name_of(ctx, result),
        单位=None if bare else ctx.unit_name(result.unit),
        投资完成率=_rate(ctx, result, "invest_rate", result.invest_rate),
        投资差=_short_of_pace(ctx, result, "invest_rate", result.invest_rate),
        支付率=_rate(ctx, result, "pay_rate", result.pay_rate),
        支付差=_short_of_pace(ctx, result, "pay_rate", result.pay_rate),
        未开工=ctx.existing(f"projects.{result.id}.start_late") if result.start_overdue else None,
    )
    return without_lead(told) if bare else told


def _rate(ctx: Context, result: ProjectResult, part: str, rate: Decimal | None) -> Num | None:
    if rate is None:
        return None
    return ctx.number(f"projects.{result.id}.{part}", rate * _HUNDRED, PERCENT, inputs=(result.figure,))


def _short_of_pace(ctx: Context, result: ProjectResult, part: str, rate: Decimal | None) -> Num | None:
    """Return by how many points a rate is behind the pace, None where it is not."""
    pace, since = result.pace, f"projects.{result.id}.pay_pace"
    inputs: tuple[str, ...] = (f"projects.{result.id}.{part}",)
    how = "序时进度（已过月数占全年）减完成比例"
    if part == "pay_rate" and result.pay_pace is not None and since in ctx.outcome.figures:
        pace, how, inputs = result.pay_pace, "支付序时进度（自资金下达起算）减支付率", (*inputs, since)
    if rate is None or rate >= pace:
        return None
    id = f"projects.{result.id}.{part}_gap"
    return ctx.number(id, (pace - rate) * _HUNDRED, POINTS, name="慢于序时进度", how=how, inputs=inputs)
