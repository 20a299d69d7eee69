"""One quota in words: how many, which share, before or behind the pace, how many are left."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from reportgen.brief.context import Context
from reportgen.brief.fill import Spans
from reportgen.brief.numbers import PERCENT
from reportgen.measures.numbers import POINTS, own_places
from reportgen.measures.quotas import BY_BATCH
from reportgen.model.outcome import QuotaResult
from reportgen.model.plan import Quota
from reportgen.model.text import Num

_HUNDRED = Decimal(100)


def quota_of(ctx: Context, result: QuotaResult) -> Quota:
    """Return the plan's quota that *result* counts; `KeyError` for a result of another plan."""
    quota: Quota | None = ctx.plan.find("quotas", result.id)
    if quota is None:
        raise KeyError(result.id)
    return quota


def is_done(result: QuotaResult) -> bool:
    return result.actual is not None and result.actual >= result.target


def pace_difference(result: QuotaResult) -> Decimal | None:
    """Return the share done less the pace, in points; None where no pace applies."""
    if result.rate is None or result.pace is None:
        return None
    return (result.rate - result.pace) * _HUNDRED


def actual_number(ctx: Context, result: QuotaResult, *, bare: bool = False) -> Num | None:
    if result.actual is None:
        return None
    return ctx.number(result.figure, result.actual, quota_of(ctx, result).unit, name=result.name, bare=bare)


def target_number(ctx: Context, result: QuotaResult, *, bare: bool = False) -> Num:
    place = ("quotas", result.id, "value")
    id = f"quotas.{result.id}.target"
    unit = quota_of(ctx, result).unit
    return ctx.number(id, result.target, unit, name=f"{result.name}任务数", place=place, bare=bare)


def rate_number(ctx: Context, result: QuotaResult) -> Num | None:
    if result.rate is None:
        return None
    inputs = (result.figure, f"quotas.{result.id}.target")
    id = f"quotas.{result.id}.rate"
    how = "完成数占任务数的百分比"
    return ctx.number(id, result.rate * _HUNDRED, PERCENT, name=f"{result.name}完成率", how=how, inputs=inputs)


def pace_number(ctx: Context, result: QuotaResult) -> Num | None:
    if result.pace is None:
        return None
    id = f"quotas.{result.id}.pace"
    inputs = (f"quotas.{result.id}.target", result.figure)
    how = "按序时口径应完成的比例"
    return ctx.number(id, result.pace * _HUNDRED, PERCENT, name=f"{result.name}序时进度", how=how, inputs=inputs)


def difference_number(ctx: Context, result: QuotaResult, *, bare: bool = False, absolute: bool = True) -> Num | None:
    """Return the share done less the pace, in percentage points."""
    difference = pace_difference(result)
    if difference is None:
        return None
    inputs = (f"quotas.{result.id}.rate", f"quotas.{result.id}.pace", result.figure)
    id = f"quotas.{result.id}.pace_gap"
    name, how = f"{result.name}差序时", "完成率减序时进度"
    return ctx.number(id, difference, POINTS, name=name, how=how, inputs=inputs, bare=bare, absolute=absolute)


def gap_number(ctx: Context, result: QuotaResult, *, bare: bool = False) -> Num | None:
    """Return how many are left, None without data or when the quota is met."""
    if result.gap is None or is_done(result):
        return None
    inputs = (result.figure, f"quotas.{result.id}.target")
    id = f"quotas.{result.id}.gap"
    unit = quota_of(ctx, result).unit
    return ctx.number(id, result.gap, unit, name=f"{result.name}尚差", how="任务数减完成数", inputs=inputs, bare=bare)


def expected_number(ctx: Context, result: QuotaResult) -> Num | None:
    """Return how many the pace demands by now, rounded up unless the plan says otherwise."""
    if result.pace is None:
        return None
    known = ctx.existing(f"quotas.{result.id}.expected")
    if known is not None:
        return known
    expected = (result.target * result.pace).quantize(Decimal("0.01"))
    if ctx.plan.setting("quota_remind_round") == "ceiling":
        expected = expected.to_integral_value(ROUND_CEILING)
    inputs = (f"quotas.{result.id}.target", f"quotas.{result.id}.pace", result.figure)
    id = f"quotas.{result.id}.expected"
    unit = quota_of(ctx, result).unit
    return ctx.number(
        id, expected, unit, name=f"{result.name}序时应完成", how="任务数乘序时进度，不足一个按一个计", inputs=inputs
    )


def monthly_number(ctx: Context, result: QuotaResult) -> Num | None:
    """Return how many a month the rest of the year must bring."""
    if result.needed_per_month is None or is_done(result):
        return None
    inputs = (f"quotas.{result.id}.gap", result.figure)
    id = f"quotas.{result.id}.needed_per_month"
    unit = quota_of(ctx, result).unit
    how = "尚差数除以剩余月数"
    name, needed = f"{result.name}月均需完成", result.needed_per_month
    return ctx.number(id, needed, unit, name=name, how=how, inputs=inputs, places=min(1, own_places(needed)))


def pace_words(ctx: Context, result: QuotaResult) -> Spans:
    """Return how the share done stands to the pace, in words."""
    difference = pace_difference(result)
    if difference is None:
        return ()
    if difference == 0:
        return ctx.say("任务_等于序时")
    return ctx.say("任务_快于序时" if difference > 0 else "任务_慢于序时", 差=difference_number(ctx, result))


def quota_sentence(ctx: Context, result: QuotaResult) -> Spans:
    """Return the whole sentence on one quota."""
    name = ctx.name(result.name, "quotas", result.id, "name")
    if result.actual is None:
        return ctx.say("任务_无数据", 名称=name)
    target = target_number(ctx, result)
    if result.actual == 0:
        return ctx.say("任务_零", 名称=name, 任务=target)
    actual = actual_number(ctx, result)
    if result.actual == result.target:
        return ctx.say("任务_完成", 名称=name, 完成=actual, 任务=target)
    rate = rate_number(ctx, result)
    if result.actual > result.target:
        inputs = (result.figure, f"quotas.{result.id}.target")
        unit = quota_of(ctx, result).unit
        surplus = result.actual - result.target
        over = ctx.number(f"quotas.{result.id}.over", surplus, unit, name=f"{result.name}超额", inputs=inputs)
        return ctx.say("任务_超额", 名称=name, 完成=actual, 任务=target, 完成率=rate, 超额=over)
    left = ctx.say("任务_尚差", 差=gap_number(ctx, result))
    pace = pace_words(ctx, result)
    return ctx.say("任务_句", 名称=name, 完成=actual, 任务=target, 完成率=rate, 序时=pace, 尚差=left)


def is_behind(ctx: Context, result: QuotaResult) -> bool:
    """Whether the quota is short of its pace; where no pace applies, lit red or yellow or still at zero.

    At zero before the day of its first batch it is not behind.
    """
    if result.actual is None or is_done(result):
        return False
    difference = pace_difference(result)
    if difference is not None:
        return difference < 0
    spec = ctx.plan.find("quotas", result.id)
    waiting = spec is not None and spec.pace == BY_BATCH
    return result.light in ("red", "yellow") or (result.actual == 0 and not waiting)
