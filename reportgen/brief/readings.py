"""One indicator in words: its value, its trend, and how it stands to its target and to the peers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reportgen.brief.context import Context
from reportgen.brief.fill import Spans
from reportgen.measures.numbers import difference_unit, own_places
from reportgen.measures.targets import meets
from reportgen.model.figure import Figure, Source
from reportgen.model.office import Issued
from reportgen.model.outcome import TargetResult
from reportgen.model.plan import Target
from reportgen.model.records import Row
from reportgen.model.text import Day, Num

GROWTH, AMOUNT, RANK = "增速", "总量", "位次"
_RANK_UNIT = "位"


def target_of(ctx: Context, result: TargetResult) -> Target:
    """Return the plan's target that *result* judges; `KeyError` for a result of another plan."""
    target: Target | None = ctx.plan.find("targets", result.id)
    if target is None:
        raise KeyError(result.id)
    return target


def is_met(ctx: Context, result: TargetResult) -> bool | None:
    """Whether the relation that the plan states holds; None where value or target is not known."""
    if result.actual is None or result.target is None:
        return None
    tolerance = Decimal(ctx.plan.setting("about_tolerance"))
    return meets(target_of(ctx, result), result.actual, result.target, tolerance)


def actual_number(ctx: Context, result: TargetResult, *, bare: bool = False, absolute: bool = False) -> Num | None:
    """Return the newest value as a figure, None without data."""
    if result.actual is None:
        return None
    unit = target_of(ctx, result).unit
    return ctx.number(result.figure, result.actual, unit, name=result.name, bare=bare, absolute=absolute)


def target_number(ctx: Context, result: TargetResult, *, bare: bool = False) -> Num | None:
    """Return the demanded value with the decimals the plan gives it, None where the peers set it."""
    target = target_of(ctx, result)
    if target.peer or target.value is None:
        return None
    name, places = f"{target.name}目标", own_places(target.value)
    place = ("targets", target.id, "value")
    id = f"targets.{target.id}.target"
    return ctx.number(id, target.value, target.unit, name=name, place=place, places=places, bare=bare)


def gap_number(ctx: Context, result: TargetResult, *, bare: bool = False, absolute: bool = True) -> Num | None:
    """Return the value less the target, in percentage points for percentages."""
    if result.gap_points is None:
        return None
    return _difference(ctx, result, "gap", result.gap_points, "距目标", bare=bare, absolute=absolute)


def peer_number(ctx: Context, result: TargetResult, *, bare: bool = False) -> Num | None:
    """Return the city's average, None where it is not known."""
    if result.peer is None:
        return None
    id, unit = f"targets.{result.id}.peer", target_of(ctx, result).unit
    return ctx.number(id, result.peer, unit, name=f"{result.name}全市平均", inputs=(result.figure,), bare=bare)


def reading(ctx: Context, result: TargetResult) -> Spans:
    """Return the value in words: 同比增长7.2%, 同比下降2.0%, 居全市第2位（共13个）."""
    measure = target_of(ctx, result).measure
    actual = result.actual
    if measure == RANK:
        return ctx.say("指标_位次", 位次=actual_number(ctx, result), 个数=rank_field(ctx, result))
    if measure == GROWTH and actual is not None:
        if actual == 0:
            return ctx.say("指标_持平")
        key = "指标_增长" if actual > 0 else "指标_下降"
        return ctx.say(key, 数值=actual_number(ctx, result, absolute=True))
    return ctx.say("指标_总量" if measure == AMOUNT else "指标_数值", 数值=actual_number(ctx, result))


_TRENDS = {RANK: ("指标_位次下降", "指标_位次上升"), GROWTH: ("指标_加快", "指标_回落")}


def trend(ctx: Context, result: TargetResult) -> Spans:
    """Return how the value moved since the previous period; nothing where that is not known.

    Where the last issue printed another value for that period, that one is the previous value: it is what was read.
    """
    if result.previous is None or result.actual is None:
        return ()
    issued = _issued(ctx, result)
    change = result.actual - (issued.value if issued else result.previous)
    if change == 0:
        return ctx.say("指标_与上期持平")
    up, down = _TRENDS.get(target_of(ctx, result).measure, ("指标_提高", "指标_降低"))
    part, rest = ("change", ()) if issued is None else ("change_issued", (_issued_figure(ctx, issued),))
    return ctx.say(up if change > 0 else down, 差=_difference(ctx, result, part, change, "较上期", rest=rest))


def _issued(ctx: Context, result: TargetResult) -> Issued | None:
    """Return what the last issue told of the previous value, None where it told nothing else than what is known now."""
    span = ctx.figures.get(f"targets.{result.id}.previous_period")
    told = ctx.desk.issued_before(ctx.document.kind, result.figure, span.text) if span else None
    return told if told is not None and told.value != result.previous else None


def _issued_figure(ctx: Context, told: Issued) -> str:
    """Put what an issue printed on record and return the figure's id."""
    source = Source(told.file, "", told.id, told.text, told.text)
    name, how = f"{told.document}所印", f"{told.document}印发时的数"
    return ctx.keep(Figure(f"previous_issue.{told.file}.{told.id}", name, told.value, "", told.text, how, (source,))).id


def to_target(ctx: Context, result: TargetResult) -> Spans:
    """Return how the value stands to its target, in words."""
    gap = result.gap_points
    if gap is None:
        return ()
    target, met = target_of(ctx, result), is_met(ctx, result)
    if target.measure == RANK and not target.peer:
        return ctx.say("指标_位次达到" if met else "指标_位次未达到", 目标=target_number(ctx, result))
    if gap == 0:
        return ctx.say("指标_等于平均" if target.peer else "指标_等于目标")
    size = gap_number(ctx, result)
    if target.peer:
        return ctx.say("指标_高于平均" if gap > 0 else "指标_低于平均", 差=size)
    if target.operator == "≈" and gap < 0 and met:
        return ctx.say("指标_在左右内", 差=size)
    return ctx.say("指标_高于目标" if gap > 0 else "指标_低于目标", 差=size)


def to_peer(ctx: Context, result: TargetResult) -> Spans:
    """Return how the value stands to the city's average of the same period, unless that is the target."""
    target = target_of(ctx, result)
    known = ctx.figures.get(f"targets.{result.id}.peer_gap")
    if target.peer or target.measure == RANK or result.peer is None or result.actual is None:
        return ()
    if known is not None and known.value is None:  # the city's average is of another period
        return ()
    apart = result.actual - result.peer
    if apart == 0:
        return ctx.say("指标_等于平均")
    size = _difference(ctx, result, "peer_gap", apart, "与全市平均之差")
    return ctx.say("指标_高于平均" if apart > 0 else "指标_低于平均", 差=size)


def _difference(
    ctx: Context,
    result: TargetResult,
    part: str,
    value: Decimal,
    word: str,
    *,
    bare: bool = False,
    absolute: bool = True,
    rest: Sequence[str] = (),
) -> Num:
    """Return a difference of the target's values as a figure (``targets.<id>.<part>``)."""
    unit = difference_unit(target_of(ctx, result).unit)
    inputs = [f"targets.{result.id}.{x}" for x in ("actual", "target", "previous", "peer")]
    id, name = f"targets.{result.id}.{part}", f"{result.name}{word}"
    return ctx.number(
        id, value, unit, name=name, inputs=(result.figure, *(rest or inputs)), bare=bare, absolute=absolute
    )


def indicator_row(ctx: Context, result: TargetResult) -> Row | None:
    """Return the row in which the supplier reported the target's indicator."""
    indicator = ctx.plan.find("indicators", target_of(ctx, result).indicator)
    merged = ctx.outcome.forms.get(indicator.form) if indicator else None
    field = ctx.plan.form(indicator.form).role("indicator") if merged else None
    if merged is None or field is None:
        return None
    return next((r for r in merged.rows if r.get(field.name) == indicator.name), None)


def rank_field(ctx: Context, result: TargetResult, *, bare: bool = False) -> Num | None:
    """Return among how many the rank is, None where it was not reported."""
    figure = ctx.figures.get(f"targets.{result.id}.rank_field")
    if figure is None or not isinstance(figure.value, Decimal):
        return None
    return ctx.number(figure.id, figure.value, figure.unit, bare=bare)


def rank_number(ctx: Context, result: TargetResult, *, bare: bool = False) -> Num | None:
    """Return the reported rank, None where there is none."""
    if result.rank is None:
        return None
    id = f"targets.{result.id}.rank"
    return ctx.number(id, result.rank, _RANK_UNIT, name=f"{result.name}位次", inputs=(result.figure,), bare=bare)


def data_period(result: TargetResult) -> Day | None:
    """Return the span of months that the value is for, as reported (1—9月)."""
    return Day(result.data_period) if result.data_period else None


def spoken_name(ctx: Context, result: TargetResult) -> Spans:
    """Return the name for a sentence: of a target that the peers set the indicator's own, as 对平均 says the rest."""
    target = target_of(ctx, result)
    if target.peer:
        return ctx.name(target.indicator, "indicators", target.indicator, "name")
    return ctx.name(result.name, "targets", result.id, "name")


def unpublished(ctx: Context, result: TargetResult) -> bool:
    """Whether a target has no value because who verifies it has published none: nobody is late with it."""
    supplier = ctx.plan.unit(result.supplier)
    return result.actual is None and (supplier is None or supplier.verifier)


def target_sentence(ctx: Context, result: TargetResult, *, brief: bool = False) -> Spans:
    """Return the whole sentence on one target, in *brief* without trend and peers; a missing value is said openly."""
    name = spoken_name(ctx, result)
    if unpublished(ctx, result):
        return ctx.say("指标_未发布", 名称=name)
    if result.actual is None:
        return ctx.say("指标_未报送", 名称=name, 单位=ctx.unit_name(result.supplier))
    return ctx.say(
        "指标_句",
        时段=data_period(result),
        名称=name,
        数值=reading(ctx, result),
        变化=() if brief else trend(ctx, result),
        对目标=to_target(ctx, result) or ctx.say("指标_无法评价"),
        对平均=() if brief else to_peer(ctx, result),
    )
