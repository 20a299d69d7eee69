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


# ---------------------------------------------------------------- what a period shows


def today(period: str) -> date:
    """The day on which a period's window closes."""
    return close({f: p for f, p in owed_in(period).items() if p[:4] == str(YEAR)}).date()


def first_day(period: str) -> date:
    if "W" in period:
        return last_day(period) - DAY * 6
    day = last_day(period)
    return day.replace(day={"1": 1, "2": 11, "3": 21}[period[-1]] if "D" in period else 1)


def month_shown(period: str) -> int:
    """The last month (1 to 12, 0 for none) whose folder comes before *period* or is it: of two that end together the longer is last."""
    if len(period) == 7:
        return int(period[5:])
    return sum(ledger.month_end(m) < last_day(period) for m in range(1, 13))


def week_shown(period: str) -> int:
    return int(last_week(last_day(period))[-2:])


def kind_up_to(period: str) -> list[str]:
    """The periods of the same kind up to this one."""
    kinds = (ledger.months(), ledger.weeks(), ledger.dekads())
    return next(k[: k.index(period) + 1] for k in kinds if period in k)


def rounded(part: int, whole: int) -> Decimal:
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def elapsed(period: str) -> Fraction:
    """Months gone by, the running one by its days."""
    day = last_day(period)
    return (day.month - 1 + Fraction(day.day, ledger.month_end(day.month).day)) / 12


# ---------------------------------------------------------------- measures


@dataclass(frozen=True)
class Quota:
    actual: int | None
    rate: Decimal | None
    pace: Decimal | None
    light: str
    low: int | None
    high: int | None


def quotas(period: str, clean: bool) -> dict[str, Quota]:
    month = month_shown(period)
    known = [f for f in ledger.firms(clean) if f["found"] <= month]  # type: ignore[operator]
    decided = [f for f in known if f["decided"] <= month]  # type: ignore[operator]
    passed = [f for f in decided if not f["rejected"]]
    gone = elapsed(period)
    found = {}
    for id, (kind, target) in QUOTAS.items():
        pace = rounded(gone.numerator, gone.denominator) if target > 1 else None
        if not _verifier_told(known, period):
            found[id] = Quota(None, None, pace, "grey", None, None)
            continue
        actual = sum(f["kind"] == kind for f in passed)
        light = "grey"
        if target > 1:
            apart = (Fraction(actual, target) - gone) * 100
            light = "green" if apart >= 0 else "yellow" if apart >= -10 else "red"
        review = waiting = 0
        for f in known:
            expected = int(f["applied"]) + 1  # type: ignore[call-overload]
            if f["kind"] != kind or f["decided"] <= month or expected > 12:  # type: ignore[operator]
                continue
            if f["applied"] <= month:  # type: ignore[operator]
                review += 1
            elif ledger.month_end(expected) >= last_day(period):
                waiting += 1
        waiting += kind == "工业" and not clean and month >= 5  # the firm under another name
        sure = review * len(passed) // len(decided) if decided else 0
        low, high = (actual + sure, actual + review + waiting) if target > 1 else (None, None)
        found[id] = Quota(actual, rounded(actual, target), pace, light, low, high)
    return found


def _verifier_told(known: list[dict[str, object]], period: str) -> bool:
    """Whether the verifier's list says anything; 本期无 is said of a month, and of what holds its last day."""
    month = month_shown(period)
    if not month:
        return False
    return ledger.month_end(month) >= first_day(period) or any(f["applied"] <= month for f in known)  # type: ignore[operator]


def _growth(name: str, period: str, clean: bool) -> ledger.Row | None:
    """The row of a target that may be told; of one not yet published what the period before showed, if that was another."""
    month = month_shown(period)
    waits = (name, month) == ledger.EMBARGOED and not clean
    if waits and _series_row(name, month, clean)["发布"] > today(period).isoformat():  # type: ignore[operator]
        before = kind_up_to(period)[-2]
        month = month_shown(before) if month_shown(before) != month else 0
    return _series_row(name, month, clean) if month else None


def _series_row(name: str, month: int, clean: bool) -> ledger.Row:
    return next(r for r in ledger.series(month, clean) if r["指标"] == name)


def targets(period: str, clean: bool) -> dict[str, tuple[Decimal | None, str]]:
    """Value and light."""
    found: dict[str, tuple[Decimal | None, str]] = {}
    for id, (name, _, goal) in TARGETS.items():
        value = (_growth(name, period, clean) or {}).get("增速")
        if not isinstance(value, Decimal):
            found[id] = (None, "grey")
            continue
        bar = goal - (Decimal("0.5") if id == "T2" else 0)
        found[id] = (value, "green" if value >= bar else "yellow" if value >= goal - Decimal("0.5") else "red")
    return found


_MILESTONE_LIGHTS = {
    "done": "green",
    "on_track": "green",
    "at_risk": "yellow",
    "overdue": "red",
    "not_reported": "grey",
}


def milestones(period: str, clean: bool) -> dict[str, tuple[str, int, int, str]]:
    """State, days left, number of re-promises and light."""
    month, now = month_shown(period), today(period)
    found = {}
    for id, (_, limit, threshold) in MILESTONES.items():
        days = (limit - now).days
        rows = [r for own in (ledger.nodes(month, clean) if month else {}).values() for r in own if r["节点"] == id]
        state = _milestone_state(rows[0], days, limit, threshold) if rows else "not_reported"
        moves = [_promised(text) for m, text in sorted(ledger.PROMISED.items()) if m <= month] if id == "M1" else []
        moved = 0 if clean else sum(b > a for a, b in pairwise(moves) if a and b)
        found[id] = (state, days, moved, _MILESTONE_LIGHTS[state])
    return found


def _milestone_state(row: ledger.Row, days: int, limit: date, threshold: Decimal | None) -> str:
    done = row["状态"] == "已完成" or (threshold is not None and row["进度"] >= threshold)  # type: ignore[operator]
    promised = _promised(str(row.get("承诺", "")))
    soon = days <= 30 or (promised is not None and promised > limit)
    return "done" if done else "overdue" if days < 0 else "at_risk" if soon else "on_track"


def _promised(text: str) -> date | None:
    if not text:
        return None
    return date.fromisoformat(text) if len(text) == 10 else ledger.month_end(int(text[5:7]))


def matters(period: str, clean: bool) -> dict[str, tuple[str, int, int | None, int, str]]:
    """State, days overdue, age of open ones, times re-opened and light of every matter that is still shown."""
    now, week = today(period), week_shown(period)
    words = {"在办": "open", "办结": "settled", "销号": "closed"}
    found = {}
    for number, (_, _, since, limit, course) in (
        ledger.MATTER_STORIES | ({} if clean else ledger.WRONG_STORIES)
    ).items():
        told = [w for w in course if w <= week]
        if not told:
            continue
        state = words[course[max(told)]]
        if state == "closed" and date.fromisocalendar(YEAR, max(told), 7) < first_day(period):
            continue
        days = (limit - now).days
        overdue = max(0, -days) if state == "open" else 0
        age = (now - date.fromisocalendar(YEAR, since, 2)).days if state == "open" else None
        found[number] = (state, overdue, age, _reopened(course, period), "red" if days < 0 else "green")
    return found


def _reopened(course: dict[int, str], period: str) -> int:
    """As the ends of the periods show it: settled at one, in hand at a later one."""
    ends = [week_shown(p) for p in kind_up_to(period)]
    seen = [course[max(told)] for end in ends if (told := [w for w in course if w <= end])]
    return sum(a != "在办" and b == "在办" for a, b in pairwise(seen))


# ---------------------------------------------------------------- projects


@dataclass(frozen=True)
class Project:
    invest: Decimal | None
    pay: Decimal | None
    light: str
    stage: str
    stage_days: int | None
    late: tuple[str, ...]
    start_overdue: bool
    unlisted: bool
    still: int


def projects(year: Year, period: str, clean: bool) -> dict[str, Project]:
    """By code; a project of which nothing was told yet is not in it."""
    found = {}
    for unit in (FIRST, SECOND):
        sent = _works_shown(year, unit, period)
        if sent is not None:
            found[ledger.PROJECTS[unit][0]] = _project(year, unit, period, sent)
    return found


def _works_shown(year: Year, unit: str, period: str) -> Sending | None:
    """The dekad's return that stands at the end of *period*; of a week and a dekad that end together the week is first."""
    week = "W" in period
    told = [s for s in year.sendings if s.unit == unit and WORKS in s.sheets
            and (last_day(s.period) < last_day(period) or (last_day(s.period) == last_day(period) and not week))]  # fmt: skip
    return max(told, key=lambda s: last_day(s.period), default=None)


def _project(year: Year, unit: str, period: str, sent: Sending) -> Project:
    row, now = sent.sheets[WORKS][0], today(period)
    planned, done, paid, issued = (row[name] for name in ("年计划", "年完成", "支付", "下达"))
    good = isinstance(planned, int)
    days = {
        name: date.fromisoformat(str(row[name])) for name in ("计划开工", "开工", "计划纳统", "纳统") if name in row
    }
    reached = [(word, days[word]) for word in ("开工", "纳统") if word in days]
    late = tuple(word for word in ("开工", "纳统") if word not in days and days[f"计划{word}"] < now)
    light = "grey"
    if good:
        light = "red" if (Fraction(done, planned) - elapsed(period)) * 100 < -10 else "green"  # type: ignore[arg-type]
    return Project(
        invest=rounded(done, planned) if good else None,  # type: ignore[arg-type]
        pay=rounded(paid, issued),  # type: ignore[arg-type]
        light="red" if "开工" in late else light,
        stage=reached[-1][0] if reached else "",
        stage_days=(now - reached[-1][1]).days if reached else None,
        late=late,
        start_overdue="开工" in late,
        unlisted="纳统" in late,
        still=_still(year, unit, period),
    )


def _still(year: Year, unit: str, period: str) -> int:
    """How many returns in a row before the newest, as periods of this kind show them, told the same."""
    shown = [s for p in kind_up_to(period) if (s := _works_shown(year, unit, p)) is not None]
    told = [(s.sheets[WORKS][0]["年完成"], s.sheets[WORKS][0]["支付"]) for s in dict.fromkeys(map(_Same, shown))]
    return min(_same_before([t[part] for t in told]) for part in (0, 1))


class _Same:
    """A sending that is equal to itself alone."""

    def __init__(self, sending: Sending) -> None:
        self.sheets, self.own = sending.sheets, id(sending)

    def __hash__(self) -> int:
        return self.own

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.own == self.own


def _same_before(values: list[object]) -> int:
    count = 0
    for value in reversed(values[:-1]):
        if value != values[-1]:
            break
        count += 1
    return count


# ---------------------------------------------------------------- early warnings


def warnings(year: Year, period: str, clean: bool) -> set[str]:
    """The ids of the warnings that stand at a period's end, by the plan's rules."""
    found = {f"连续回落/targets.{id}" for id, (name, _, _) in TARGETS.items() if _falls(name, period, clean)}
    found |= {f"一再改期/milestones.{id}" for id, (_, _, moved, _) in milestones(period, clean).items() if moved >= 2}
    found |= {f"重开/matters.{MATTERS}/{n}" for n, told in matters(period, clean).items() if told[3]}
    for code, project in projects(year, period, clean).items():
        for rule, holds in (
            ("没有变化", project.still >= 2),
            ("未开工", project.start_overdue),
            ("未纳统", project.unlisted),
        ):
            if holds:
                found.add(f"{rule}/projects.{code}")
    for unit, form, own in states(year, period):
        if own[:4] == str(YEAR) and _missed(year, unit, form, own) >= 2:
            found.add(f"连续未报/returns.{unit}/{form}")
    return found


def _falls(name: str, period: str, clean: bool) -> bool:
    """Whether the newest growth is below the one before, and that below the one before it."""
    spans: dict[str, Decimal] = {}
    for earlier in kind_up_to(period):
        row = _growth(name, earlier, clean) or {}
        if "增速" in row:
            spans.pop(str(row["时段"]), None)
            spans[str(row["时段"])] = row["增速"]  # type: ignore[assignment]
    values = list(spans.values())
    return len(values) > 2 and values[-1] < values[-2] < values[-3]


def _missed(year: Year, unit: str, form: str, period: str) -> int:
    """How many returns in a row, up to the newest, did not come."""
    count = 0
    for own in reversed(kind_up_to(period)):
        if unit not in units_of(form, own) or _state(year, unit, form, own)[0] != "missing":
            break
        count += 1
    return count
