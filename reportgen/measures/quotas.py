"""Quotas of newly listed firms (指标任务): how far they are, against the share of the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

from reportgen.measures import lights, numbers
from reportgen.measures.case import Case
from reportgen.measures.quota_counts import Tally, sides_of, tally
from reportgen.model.outcome import QuotaResult
from reportgen.model.plan import Quota

BY_MONTH, BY_BATCH = "按月均分", "按批次"


@dataclass(frozen=True, slots=True)
class Pace:
    """The share of a quota that is due by now (序时); None has its reason in ``why``."""

    share: Fraction | None
    why: str = ""
    waiting: bool = False  # its first batch is still to come


@dataclass(frozen=True, slots=True)
class Standing:
    """A quota's exact shares and what is missing."""

    pace: Pace
    rate: Fraction | None
    behind: Fraction | None  # rate less pace
    gap: int | None
    needed: Fraction | None  # firms in each month left


def judge_quotas(case: Case) -> tuple[QuotaResult, ...]:
    """Return how each quota stands, in the plan's order; figures ``quotas.<id>.…`` and ``quotas.total.…``."""
    sides = sides_of(case)
    tallies = [(quota, tally(case, quota, sides)) for quota in case.plan.quotas]
    results = tuple(_judge(case, quota, counted) for quota, counted in tallies)
    if results:
        _totals(case, tallies)
        lights.count_lights(case, "quotas", "数量任务", results)
    return results


def pace_of(case: Case, quota: Quota) -> Pace:
    """Return the share of *quota* that is due at the period's end.

    By month N/12, which says nothing about a quota of one; by batch the cumulative share of the last
    batch whose day has come.
    """
    if quota.pace == BY_BATCH:
        batches = [(b.by, b.share) for b in case.plan.batches if b.quota == quota.id]
        reached = sorted((by, share) for by, share in batches if by and share is not None and by <= case.period.end)
        return Pace(Fraction(reached[-1][1])) if reached else Pace(None, "审批批次未到，暂不评价", waiting=True)
    if quota.pace != BY_MONTH:
        return Pace(None, "不计序时进度")
    if quota.value == 1:
        return Pace(None, "任务数仅一家，不计序时进度")
    return Pace(case.elapsed)


def _standing(case: Case, quota: Quota, actual: int | None) -> Standing:
    pace, target = pace_of(case, quota), quota.value or 0
    if actual is None:
        return Standing(pace, None, None, None, None)
    rate, gap, left = numbers.share(actual, target), target - actual, 12 * (1 - case.elapsed)
    behind = None if rate is None or pace.share is None else rate - pace.share
    needed = Fraction(gap) / left if gap > 0 and left and pace.share is not None else None
    return Standing(pace, rate, behind, gap, needed)


def _judge(case: Case, quota: Quota, counted: Tally) -> QuotaResult:
    standing = _standing(case, quota, counted.actual)
    _say(case, quota, standing)
    lit = _light(case, quota, counted, standing)
    needed = None if standing.needed is None else numbers.decimal_of(standing.needed, 4)
    return QuotaResult(
        id=quota.id,
        name=quota.name,
        target=quota.value or 0,
        actual=counted.actual,
        rate=numbers.four(standing.rate),
        pace=numbers.four(standing.pace.share),
        gap=standing.gap,
        needed_per_month=needed,
        light=lit.light,
        light_why=lit.why,
        owner=quota.owner,
        figure=f"quotas.{quota.id}.actual",
        previous=counted.previous,
        forecast=counted.forecast,
        in_review=counted.in_review,
        ready=counted.ready,
    )


def _light(case: Case, quota: Quota, counted: Tally, standing: Standing) -> lights.Lit:
    """The light of a quota: grey without data, and before its first batch unless it is already met."""
    if counted.actual is None:
        return lights.grey(case.plan, "quotas", counted.silent)
    values = {
        "任务数": Decimal(quota.value or 0),
        "完成数": Decimal(counted.actual),
        "完成率": numbers.percent(standing.rate),
        "序时进度": numbers.percent(standing.pace.share),
        "差序时": numbers.percent(standing.behind),
        "在审数": Decimal(counted.in_review),
    }
    lit = lights.shine(case.plan, "quotas", values, standing.pace.why or lights.NO_DATA)
    if standing.pace.waiting and lit.light != "green":
        return lights.grey(case.plan, "quotas", standing.pace.why)
    return lit


def _say(case: Case, quota: Quota, standing: Standing) -> None:
    """Put the shares and gaps of a quota on record."""
    key, name, pace = f"quotas.{quota.id}", quota.name, standing.pace
    target = case.constant(
        f"{key}.target", f"{name}全年任务数", quota.value or 0, quota.unit, quota.text, ("quotas", quota.id, "value")
    )
    both = (f"{key}.actual", target.id)
    case.add(f"{key}.rate", f"{name}完成率", numbers.percent(standing.rate), "%", "完成数占全年任务数", inputs=both)
    how = _pace_words(case, quota) if pace.share is not None else pace.why
    case.add(
        f"{key}.pace", f"{name}序时进度", numbers.percent(pace.share), "%", how,
        sources=case.place("quotas", quota.id, "pace", value=quota.pace), inputs=(target.id,),
    )  # fmt: skip
    _say_expected(case, quota, pace)
    shares = (f"{key}.rate", f"{key}.pace")
    behind = numbers.percent(standing.behind)
    case.add(f"{key}.pace_gap", f"{name}与序时进度之差", behind, numbers.POINTS, "完成率减序时进度", inputs=shares)
    how = "全年任务数减完成数，超额为负"
    case.add(f"{key}.gap", f"{name}距任务数", standing.gap, quota.unit, how, inputs=both)
    needed = None if standing.needed is None else numbers.decimal_of(standing.needed)
    spoken = (
        ()
        if needed is None
        else (numbers.text_of(needed, quota.unit, case.plan, places=1), *_whole(case, quota, needed))
    )
    case.add(
        f"{key}.needed_per_month", f"{name}剩余各月平均需新增", needed, f"{quota.unit}/月",
        "距任务数除以年内剩余月数；已完成或不计序时的不算", inputs=(f"{key}.gap",), others=spoken, places=1,
    )  # fmt: skip


def _pace_words(case: Case, quota: Quota) -> str:
    if quota.pace == BY_BATCH:
        return f"按审批批次，截至{case.period.end}应完成的累计比例"
    return f"按月均分，截至{case.period.end}已过的月数占十二个月"


def _whole(case: Case, quota: Quota, number: Decimal) -> tuple[str, ...]:
    """A number of firms rounded up: one cannot be half approved."""
    up = number.to_integral_value(ROUND_CEILING)
    return (numbers.text_of(up, quota.unit, case.plan), numbers.text_of(up, "", case.plan))


def _say_expected(case: Case, quota: Quota, pace: Pace) -> None:
    """Put on record how many firms are due by now, rounded up if the setting says so."""
    key = f"quotas.{quota.id}"
    due = None if pace.share is None else numbers.decimal_of((quota.value or 0) * pace.share)
    up = case.plan.setting("quota_remind_round") == "ceiling"
    exact: tuple[str, ...] = ()
    if due is not None and up:
        exact = numbers.variants(due, quota.unit, case.plan, places=min(1, numbers.own_places(due)))
        due = due.to_integral_value(ROUND_CEILING)
    how = "全年任务数乘序时进度" + ("，不足一家的进一" if up else "")
    case.add(
        f"{key}.expected", f"{quota.name}序时应完成数", due, quota.unit, how if due is not None else pace.why,
        inputs=(f"{key}.target", f"{key}.pace"), others=exact, places=None if up else 1,
    )  # fmt: skip


def _totals(case: Case, tallies: Sequence[tuple[Quota, Tally]]) -> None:
    """Put the sums on record: with the firms of cross categories counted twice, and each firm once (A13)."""
    unit = tallies[0][0].unit
    known = [t for _, t in tallies if t.actual is not None]
    own = [quota for quota, _ in tallies if not quota.cross]
    cross = "、".join(quota.name for quota, _ in tallies if quota.cross)
    actual = sum(t.actual or 0 for t in known) if len(known) == len(tallies) else None
    distinct = len({key for t in known for key in t.keys}) if actual is not None else None
    silent = "、".join(dict.fromkeys(t.silent for _, t in tallies if t.silent))

    def add(
        part: str, name: str, value: Decimal | int | None, how: str, inputs: Sequence[str], unit: str = unit
    ) -> None:
        case.add(f"quotas.total.{part}", name, value, unit, how, inputs=inputs)

    targets = [f"quotas.{quota.id}.target" for quota, _ in tallies]
    actuals = [f"quotas.{quota.id}.actual" for quota, _ in tallies]
    whole = sum(quota.value or 0 for quota, _ in tallies)
    twice = f"，含与其他类别重复计的{cross}" if cross else ""
    add("target", "各项任务数合计", whole, f"各项全年任务数之和{twice}", targets)
    apart = f"，不含交叉类别{cross}" if cross else ""
    add(
        "target_distinct", "各项任务数合计（不含交叉类别）", sum(q.value or 0 for q in own),
        f"各项全年任务数之和{apart}", [f"quotas.{q.id}.target" for q in own],
    )  # fmt: skip
    add("actual", "各项完成数合计", actual, silent or f"各项完成数之和{twice}", actuals)
    add("distinct", "新入规企业合计（不重复计）", distinct, silent or "各项完成数所计企业，每家只计一次", actuals)
    rate = None if actual is None else numbers.percent(numbers.share(actual, whole))
    both = ("quotas.total.actual", "quotas.total.target")
    add("rate", "各项任务合计完成率", rate, "完成数合计占任务数合计", both, "%")
