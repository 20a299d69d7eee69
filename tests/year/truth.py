"""What the ledger comes to, worked out by plain Python: no line of reportgen, no file is read.

Working days are those of the package chinesecalendar.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import chinese_calendar

from tests.year import ledger
from tests.year.ledger import DAY, Sending, Year, last_day
from tests.year.plan import (
    DUE,
    FIRST,
    LIBRARY,
    MATTERS,
    MILESTONES,
    NODES,
    OWNERS,
    QUOTAS,
    REVIEW,
    ROADS,
    SECOND,
    SERIES,
    TARGETS,
    TRAFFIC,
    VISITS,
    WORKS,
    YEAR,
)

MONTHLY = (SERIES, REVIEW, LIBRARY, NODES, VISITS)
State = tuple[str, int]  # the state's name, working days late


def shift(day: date, step: int) -> date:
    while not chinese_calendar.is_workday(day):
        day += DAY * step
    return day


def due(form: str, period: str) -> datetime:
    day = shift(last_day(period) + DAY * DUE[form], -1 if form == MATTERS else 1)
    return datetime(day.year, day.month, day.day, 18)


def close(forms: dict[str, str]) -> datetime:
    """Three working days after the latest time limit of *forms* (form → period)."""
    day = max(due(form, period) for form, period in forms.items()).date()
    for _ in range(3):
        day = shift(day + DAY, 1)
    return datetime(day.year, day.month, day.day, 18)


def owed_in(period: str) -> dict[str, str]:
    """Form → period for which it is owed when *period* is merged."""
    if "W" in period:
        return {MATTERS: period}
    if "D" in period:
        return {WORKS: period, MATTERS: last_week(last_day(period))}
    return {**dict.fromkeys(MONTHLY, period), WORKS: f"{period}-D3", MATTERS: last_week(last_day(period))}


def last_week(day: date) -> str:
    """The last week that has ended by *day*."""
    year, week, weekday = day.isocalendar()
    if weekday != 7:
        year, week, _ = (day - timedelta(days=weekday)).isocalendar()
    return f"{year}-W{week:02d}"


def late_by(limit: datetime, received: datetime) -> int:
    if received <= limit:
        return 0
    days = (limit.date() + DAY * n for n in range(1, (received.date() - limit.date()).days + 1))
    return max(1, sum(map(chinese_calendar.is_workday, days)))


def units_of(form: str, period: str) -> Iterator[str]:
    for unit in OWNERS[form]:
        old, new = unit == ROADS, unit == TRAFFIC
        if not (old and last_day(period) > date(YEAR, 6, 30)) and not (new and last_day(period) < date(YEAR, 7, 1)):
            yield unit


def states(year: Year, period: str) -> dict[tuple[str, str, str], State]:
    """(unit, form, own period) → state, as known once the year is over."""
    found: dict[tuple[str, str, str], State] = {}
    for form, own in owed_in(period).items():
        for unit in units_of(form, own):
            found[unit, form, own] = _state(year, unit, form, own)
    return found


def _state(year: Year, unit: str, form: str, period: str) -> State:
    sent = [s for s in year.sendings if (s.unit, s.period) == (unit, period) and form in s.sheets]
    good = [s for s in sent if not _faulty(s, form)]
    if not sent:
        return "missing", 0
    if not good:
        return "returned", late_by(due(form, period), max(s.arrives for s in sent))
    late = late_by(due(form, period), min(s.arrives for s in good))
    newest = max(good, key=lambda s: s.arrives)
    if form in newest.nil:
        return "nil", late
    return ("late" if late else "on_time"), late


def _faulty(sending: Sending, form: str) -> bool:
    return (sending.planted == "faulty" and form == REVIEW) or sending.planted == "returned"


# ---------------------------------------------------------------- measures of a month


def rounded(part: int, whole: int) -> Decimal:
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Quota:
    actual: int
    rate: Decimal
    pace: Decimal | None
    light: str
    low: int | None
    high: int | None


def quotas(month: int, clean: bool) -> dict[str, Quota]:
    known = [f for f in ledger.firms(clean) if f["found"] <= month]  # type: ignore[operator]
    decided = [f for f in known if f["decided"] <= month]  # type: ignore[operator]
    passed = [f for f in decided if not f["rejected"]]
    found = {}
    for id, (kind, target) in QUOTAS.items():
        actual = sum(f["kind"] == kind for f in passed)
        light, pace = "grey", None
        if target > 1:
            pace = rounded(month, 12)
            apart = Decimal(actual) / target * 100 - Decimal(month) / 12 * 100
            light = "green" if apart >= 0 else "yellow" if apart >= -10 else "red"
        review = waiting = 0
        for f in known:
            expected = int(f["applied"]) + 1  # type: ignore[call-overload]
            if f["kind"] != kind or f["decided"] <= month or expected > 12:  # type: ignore[operator]
                continue
            if f["applied"] <= month:  # type: ignore[operator]
                review += 1
            elif expected >= month:
                waiting += 1
        waiting += kind == "工业" and not clean and month >= 5  # the firm under another name
        sure = review * len(passed) // len(decided) if decided else 0
        low, high = (actual + sure, actual + review + waiting) if target > 1 else (None, None)
        found[id] = Quota(actual, rounded(actual, target), pace, light, low, high)
    return found


def targets(month: int, clean: bool) -> dict[str, tuple[Decimal | None, str]]:
    """Value and light."""
    found: dict[str, tuple[Decimal | None, str]] = {}
    for id, (name, _, goal) in TARGETS.items():
        told = month - ((name, month) == ledger.EMBARGOED and not clean)  # not yet published: the month before stands
        row = next(r for r in ledger.series(told, clean) if r["指标"] == name)
        value = row.get("增速")
        if not isinstance(value, Decimal):
            found[id] = (None, "grey")
            continue
        bar = goal - (Decimal("0.5") if id == "T2" else 0)
        found[id] = (value, "green" if value >= bar else "yellow" if value >= goal - Decimal("0.5") else "red")
    return found


def milestones(month: int, clean: bool) -> dict[str, tuple[str, int, int]]:
    """State, days left and number of re-promises."""
    today = close(owed_in(f"{YEAR}-{month:02d}")).date()
    found = {}
    for id, (_, limit, threshold) in MILESTONES.items():
        days = (limit - today).days
        rows = [r for own in ledger.nodes(month, clean).values() for r in own if r["节点"] == id]
        done = rows[0]["状态"] == "已完成" or (threshold is not None and rows[0]["进度"] >= threshold)  # type: ignore[operator]
        promised = _promised(str(rows[0].get("承诺", "")))
        soon = days <= 30 or (promised is not None and promised > limit)
        state = "done" if done else "overdue" if days < 0 else "at_risk" if soon else "on_track"
        moves = [_promised(text) for m, text in sorted(ledger.PROMISED.items()) if m <= month] if id == "M1" else []
        moved = 0 if clean else sum(b > a for a, b in pairwise(moves) if a and b)
        found[id] = (state, days, moved)
    return found


def _promised(text: str) -> date | None:
    if not text:
        return None
    return date.fromisoformat(text) if len(text) == 10 else ledger.month_end(int(text[5:7]))


Told = dict[str, tuple[str, int, int | None, int]]
"""By matter: state, days overdue, age of open ones, times re-opened."""


def matters(month: int, clean: bool) -> Told:
    """Every matter that a month tells: re-opened as the months' ends show it."""
    end = ledger.month_end(month)
    weeks = [int(last_week(ledger.month_end(m))[-2:]) for m in range(1, month + 1)]
    return _matters(weeks, end.replace(day=1), close(owed_in(f"{YEAR}-{month:02d}")).date(), clean)


def matters_of_week(week: int, clean: bool) -> Told:
    """Every matter that a week tells."""
    since = date.fromisocalendar(YEAR, week, 1)
    return _matters(list(range(1, week + 1)), since, close(owed_in(f"{YEAR}-W{week:02d}")).date(), clean)


def _matters(weeks: list[int], since: date, today: date, clean: bool) -> Told:
    """What stands at the last of *weeks*, told on *today*; of what was closed only what was so from *since* on."""
    words = {"在办": "open", "办结": "settled", "销号": "closed"}
    found = {}
    for number, (_, _, raised, limit, course) in (
        ledger.MATTER_STORIES | ({} if clean else ledger.WRONG_STORIES)
    ).items():
        told = [w for w in course if w <= weeks[-1]]
        if not told:
            continue
        state = words[course[max(told)]]
        if state == "closed" and date.fromisocalendar(YEAR, max(told), 7) < since:
            continue
        overdue = max(0, (today - limit).days) if state == "open" else 0
        age = (today - date.fromisocalendar(YEAR, raised, 2)).days if state == "open" else None
        seen = [course[max(t)] for end in weeks if (t := [w for w in course if w <= end])]
        found[number] = (state, overdue, age, sum(a != "在办" and b == "在办" for a, b in pairwise(seen)))
    return found


@dataclass(frozen=True)
class Works:
    """A project as a 旬 or a month tells it: rates as fractions, light, for how many returns nothing changed."""

    invest: Decimal | None
    pay: Decimal
    light: str
    still: int


def projects(period: str, clean: bool) -> dict[str, Works]:
    month = int(period[5:7])
    index = month * 3 - 1 if len(period) == 7 else (month - 1) * 3 + int(period[-1]) - 1
    step = 3 if len(period) == 7 else 1
    end = last_day(period)
    pace = Fraction(month - 1) / 12 + Fraction(end.day, ledger.month_end(month).day) / 12
    found = {}
    for unit, (code, _, _) in ledger.PROJECTS.items():
        skipped = {13} if unit == FIRST and not clean else set()  # not sent: the 旬 before it stands
        seen = [i for i in range(step - 1, index + 1, step) if i not in skipped]
        rows = [ledger.works(i, unit, clean) for i in seen]
        now = rows[-1]
        still = 0
        for earlier in reversed(rows[:-1]):
            if (earlier["年完成"], earlier["支付"]) != (now["年完成"], now["支付"]):
                break
            still += 1
        invest = Fraction(int(now["年完成"]), int(now["年计划"]))  # type: ignore[call-overload]
        pay = rounded(int(now["支付"]), int(now["下达"]))  # type: ignore[call-overload]
        light = "red" if (invest - pace) * 100 < -10 else "green"
        if (unit, index, clean) == (SECOND, 30, False):  # the year's plan cannot be read: nothing to measure against
            found[code] = Works(None, pay, "grey", still)
        else:
            found[code] = Works(rounded(invest.numerator, invest.denominator), pay, light, still)
    return found


def warnings(month: int, clean: bool) -> set[str]:
    """The ids of the warnings that stand at a month's end, by the plan's rules."""
    if clean:
        return set()
    found = set()
    for id, (name, _, _) in TARGETS.items():
        spans: dict[str, Decimal] = {}
        for m in (m for m in range(2, month + 1) if (name, m) != ledger.EMBARGOED):
            row = next(r for r in ledger.series(m, clean) if r["指标"] == name)
            spans[str(row["时段"])] = row["增速"]  # type: ignore[assignment]
        values = list(spans.values())
        if len(values) > 2 and values[-1] < values[-2] < values[-3]:
            found.add(f"连续回落/targets.{id}")
    found |= {f"一再改期/milestones.{id}" for id, (_, _, moved) in milestones(month, clean).items() if moved >= 2}
    found |= {f"重开/matters.{MATTERS}/{n}" for n, (_, _, _, again) in matters(month, clean).items() if again}
    if month == 8:
        found.add(f"连续未报/returns.{TRAFFIC}/{VISITS}")
    return found
