"""What a quota may come to by the year's end (预计): from the firms' own stage and month, never from a trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reportgen.measures import numbers
from reportgen.measures.case import Case
from reportgen.measures.firms import Count, Firm, count
from reportgen.measures.history import points, recall
from reportgen.model.outcome import Forecast
from reportgen.model.plan import Quota
from reportgen.model.values import PlanDate

ASSUMPTION = (
    "低值为完成数加在审企业乘年内已出结果的通过率（舍去小数，尚无结果的不加）；"
    "高值为完成数加全部在审企业，再加达标和在培、所报预计月份尚未过且在年内的企业；所报预计月份在次年的都不计"
)
"""What both ends of every range assume."""

_SETTLED = frozenset({"approved", "removed", "rejected"})


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The firms of a quota that may still be approved, each once, the verifier's word before the agency's."""

    in_review: Count
    next_year: Count  # of these, the ones that their agency expects after the year's end
    hopeful: Count  # not applied for, with an expected month still to come within the year
    ready: Count  # meets the threshold, not applied for


def pipeline(case: Case, quota: Quota, reviewed: Sequence[Firm], library: Sequence[Firm], done: Count) -> Pipeline:
    """Return the firms of *quota* on their way; *reviewed* are the verifier's, *library* the agencies'."""
    known: dict[str, Firm] = {}
    months: dict[str, Firm] = {}
    for firm in (*reviewed, *library):
        if firm.belongs(quota) and firm.key not in done.keys:
            known.setdefault(firm.key, firm)
            if firm.record.cell("expected") is not None:
                months.setdefault(firm.key, firm)

    def expected(firm: Firm) -> PlanDate | None:
        told = months.get(firm.key)
        return told.record.date("expected") if told else None

    def next_year(firm: Firm) -> bool:
        day = expected(firm)
        return day is not None and day.start.year > case.plan.header.year

    def hopeful(firm: Firm) -> bool:
        day = expected(firm)
        waiting = firm.meaning not in ("open", *_SETTLED)
        return waiting and day is not None and day.end >= case.limit and not next_year(firm)

    firms = tuple(known.values())
    return Pipeline(
        count(firms, lambda f: f.meaning == "open"),
        count(firms, lambda f: f.meaning == "open" and next_year(f), "expected"),
        count(firms, hopeful, "expected"),
        count(firms, lambda f: f.meaning == "ready"),
    )


def forecast(case: Case, quota: Quota, done: Count, on_way: Pipeline, reviewed: Sequence[Firm]) -> Forecast | None:
    """Return the range that *quota* may come to, figures ``quotas.<id>.forecast_low`` and ``…_high``.

    A quota of one has none: a range from nought to one says nothing.
    """
    if quota.value <= 1:
        return None
    key = f"quotas.{quota.id}"
    rate = _pass_rate(case, quota, reviewed)
    under_way = on_way.in_review.number - on_way.next_year.number
    low = done.number + (0 if rate is None else int(under_way * rate // 100))
    high = done.number + under_way + on_way.hopeful.number
    for part, word, found, how in (
        ("next_year", "在审而预计次年入规数", on_way.next_year, "在审而所报预计月份在次年的企业"),
        ("hopeful", "预计年内申报数", on_way.hopeful, "达标或在培、尚未申报，所报预计月份未过且在年内的企业"),
    ):
        sources = () if found.number else case.titles(*_forms(case))
        case.add(f"{key}.{part}", f"{quota.name}{word}", found.number, quota.unit, f"{how}，按代码去重计数",
                 cells=found.cells, sources=sources)  # fmt: skip
    known = [f"{key}.{part}" for part in ("actual", "in_review", "next_year")]
    for part, word, number, inputs in (
        ("forecast_low", "低值", low, (*known, f"{key}.pass_rate")),
        ("forecast_high", "高值", high, (*known, f"{key}.hopeful")),
    ):
        case.add(f"{key}.{part}", f"{quota.name}年底预计{word}", number, quota.unit, ASSUMPTION, inputs=inputs)
    _look_back(case, quota, done.number)
    return Forecast(low, high, ASSUMPTION, _moved(case, quota, low, high))


def _forms(case: Case) -> tuple[str, ...]:
    return tuple(form.name for purpose in ("入库审核", "培育库") for form in case.of_purpose(purpose))


def _pass_rate(case: Case, quota: Quota, reviewed: Sequence[Firm]) -> Decimal | None:
    """The share of the year's decided applications of all categories that were approved, in percent."""
    year, limit = case.plan.header.year, case.limit
    passed = count(reviewed, lambda f: f.approved(year, limit), "approved")
    failed = count(reviewed, lambda f: f.meaning == "rejected")
    share = numbers.share(passed.number, passed.number + failed.number)
    rate = None if share is None else numbers.percent(share)
    how = "年内审核已出结果的企业中审批通过的占比，各类别合计" + ("" if rate is not None else "；尚无结果")
    case.add(f"quotas.{quota.id}.pass_rate", f"{quota.name}预计所用通过率", rate, "%", how,
             cells=(*passed.cells, *failed.cells))  # fmt: skip
    return rate


def _moved(case: Case, quota: Quota, low: int, high: int) -> int | None:
    """Put on record by how much the year's earlier ranges fell short of this one; None where there was none.

    An early range knows only the firms found so far: this is how far such ranges were out, as far as is known yet.
    """
    key = f"quotas.{quota.id}"
    ranges, inputs = _ranges(case, key)
    moved = [max(high - b, a - low, Decimal(0)) for a, b in ranges]
    if not moved:
        return None
    how = "年内以前各期的预计范围没有包住本期预计范围的最大差距，多因其后才摸排到企业；包住的为零"
    inputs = (*inputs, f"{key}.forecast_low", f"{key}.forecast_high")
    case.add(f"{key}.forecast_moved", f"{quota.name}预计范围曾差", max(moved), quota.unit, how, inputs=inputs)
    return int(max(moved))


def _look_back(case: Case, quota: Quota, actual: int) -> None:
    """At the year's end, put on record how far the earlier ranges missed what came (回测)."""
    if case.elapsed < 1:
        return
    key = f"quotas.{quota.id}"
    ranges, inputs = _ranges(case, key)
    worst = max((max(a - actual, actual - b, Decimal(0)) for a, b in ranges), default=None)
    how = "以前各期的预计范围与年底完成数的最大差距，落在范围内的为零" + ("" if ranges else "；年内没有预计过")
    inputs = (*inputs, f"{key}.actual")
    case.add(f"{key}.forecast_error", f"{quota.name}预计误差", worst, quota.unit, how, inputs=inputs)


def _ranges(case: Case, key: str) -> tuple[list[tuple[Decimal, Decimal]], tuple[str, ...]]:
    """The ranges of the year's earlier periods, and the ids of their ends, put on record."""
    low = {p.period: p for p in points(case, f"{key}.forecast_low") if p.period}
    high = {p.period: p for p in points(case, f"{key}.forecast_high") if p.period}
    both = [(low[period].number, high[period].number) for period in low if period in high]
    inputs = (*recall(case, tuple(low.values())), *recall(case, tuple(high.values())))
    return [(a, b) for a, b in both if a is not None and b is not None], inputs
