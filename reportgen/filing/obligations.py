"""Who owes what for a period (应报), and when the period's reporting window closes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from datetime import date, datetime

from reportgen.filing.workdays import Calendar
from reportgen.model.outcome import MergedForm, Obligation
from reportgen.model.period import Period, Rhythm
from reportgen.model.plan import Deadline, Form, Plan
from reportgen.model.records import Row

_MONTH_OR_SHORTER = frozenset({Rhythm.MONTH, Rhythm.DEKAD, Rhythm.WEEK})
_SKIPPING = frozenset({"停报", "并入下期"})
_LENGTH = (Rhythm.WEEK, Rhythm.DEKAD, Rhythm.MONTH, Rhythm.QUARTER, Rhythm.YEAR)


def owed(
    plan: Plan,
    period: Period,
    before: Mapping[str, MergedForm] | None = None,
    elsewhere: Set[str] = frozenset(),
) -> tuple[Obligation, ...]:
    """Return every (unit, form, period) that is owed when *period* is merged, forms and units in plan order.

    *before* is the merge before this one: the leads of its open matters owe the form too. What is owed for
    the periods in *elsewhere* (ids) is owed in their own folders.
    """
    calendar = Calendar(plan)
    close = window_close(plan, period, elsewhere)
    found: list[Obligation] = []
    for form in plan.forms:
        units = _owners(plan, form, (before or {}).get(form.name))
        for own, rhythm in form_periods(form, period):
            if own.id in elsewhere:
                continue
            due = close if rhythm is Rhythm.ON_CHANGE else _due(calendar, form, own, rhythm)
            exempt = exemption(plan, form, own, rhythm)
            on_change = rhythm is Rhythm.ON_CHANGE
            found += [
                Obligation(unit, form.name, own, due, exempt, on_change)
                for unit in units
                if _reports_on(plan, unit, own.end)
            ]
    return tuple(found)


def form_periods(form: Form, period: Period) -> tuple[tuple[Period, Rhythm], ...]:
    """Return the periods for which *form* is owed when *period* is merged, each with its rhythm.

    A form of the same or a longer rhythm is owed if its period closes in this one; of a shorter rhythm
    the last one that ends in this one; a form owed on change belongs to the period itself. What belongs to
    another year's plan is not owed.
    """
    found: dict[str, tuple[Period, Rhythm]] = {}
    for word in form.rhythms:
        rhythm = Rhythm(word)
        own = _period_of(rhythm, period)
        if (
            own is not None
            and own.plan_year == period.plan_year
            and (own.id not in found or found[own.id][1] is Rhythm.ON_CHANGE)
        ):
            found[own.id] = (own, rhythm)
    return tuple(found.values())


def _period_of(rhythm: Rhythm, period: Period) -> Period | None:
    if rhythm is Rhythm.ON_CHANGE or _LENGTH.index(rhythm) >= _LENGTH.index(period.kind):
        return period.closing_in(rhythm)
    last = Period.of(period.end, rhythm)
    return last if last.end <= period.end else last.previous


def exemption(plan: Plan, form: Form, period: Period, rhythm: Rhythm) -> str:
    """Return why *form* is not owed for *period*, "" if it is."""
    month = str(period.end.month)
    if period.kind in _MONTH_OR_SHORTER and month in {m.strip().lstrip("0").rstrip("月") for m in form.exempt_months}:
        return f"方案规定{month}月免报"
    deadline = _deadline(form, rhythm)
    if deadline.on_holiday in _SKIPPING and Calendar(plan).rests_on(deadline, period):
        return f"时限逢休息日，按方案{deadline.on_holiday}"
    return ""


def window_close(plan: Plan, period: Period, elsewhere: Set[str] = frozenset()) -> datetime:
    """Return when the reporting window of *period* closes: latest due time plus the grace, at closing time.

    Without any form that closes in it, the grace counts from the period's last day. Periods in *elsewhere*
    (ids) have folders, and so windows, of their own.
    """
    calendar = Calendar(plan)
    last = max((due.date() for due in _dues(plan, calendar, period, elsewhere)), default=period.end)
    day = calendar.plus_workdays(last, int(plan.setting("grace_workdays")))
    return calendar.at(day, plan.setting("close_time"))


def _dues(plan: Plan, calendar: Calendar, period: Period, elsewhere: Set[str] = frozenset()) -> Iterator[datetime]:
    for form in plan.forms:
        for own, rhythm in form_periods(form, period):
            if own.id not in elsewhere and rhythm is not Rhythm.ON_CHANGE and not exemption(plan, form, own, rhythm):
                yield _due(calendar, form, own, rhythm)


def _due(calendar: Calendar, form: Form, period: Period, rhythm: Rhythm) -> datetime:
    return calendar.due_at(_deadline(form, rhythm), period)


def _deadline(form: Form, rhythm: Rhythm) -> Deadline:
    """A rhythm without a deadline is due on the period's last day (``plan check`` asks for one)."""
    missing = Deadline(rhythm=rhythm.value, days=0)
    return next((d for d in form.deadlines if d.rhythm == rhythm.value), missing)


def unknown_years(plan: Plan, period: Period) -> tuple[int, ...]:
    """Return the years whose holidays nobody entered although a time limit of *period* depends on them."""
    calendar = Calendar(plan)
    years = {due.year for due in _dues(plan, calendar, period)} | {window_close(plan, period).year}
    return tuple(year for year in sorted(years) if not calendar.knows(year))


def _owners(plan: Plan, form: Form, before: MergedForm | None) -> tuple[str, ...]:
    """The units that owe *form*, in the order of the plan's owners, leads of open matters after them."""
    owners = plan.members(form.owners)
    if form.rows_from:
        with_rows = _with_rows(plan, form)
        return tuple(u for u in owners if u in with_rows)
    if form.purpose != "事项" or before is None:
        return owners
    lead = form.role("lead")
    leads = (str(row.get(lead.name) or "") for row in before.rows if lead and not is_closed(plan, form, row))
    return tuple(dict.fromkeys((*owners, *(u for u in leads if u))))


def _with_rows(plan: Plan, form: Form) -> frozenset[str]:
    """The units for which rows are printed on a form with fixed rows."""
    if form.rows_from == "指标":
        return frozenset(i.supplier for i in plan.indicators if i.form == form.name)
    if form.rows_from == "节点":
        return frozenset(m.owner for m in plan.milestones if m.form == form.name)
    firsts = (plan.members(r.owners)[:1] for _, _, r in plan.requirements() if r.narrative)
    return frozenset(unit for first in firsts for unit in first)


def is_closed(plan: Plan, form: Form, row: Row) -> bool:
    """Whether a matter's row says that it is closed (已销号)."""
    return matter_state(plan, form, row) == "closed"


def matter_state(plan: Plan, form: Form, row: Row) -> str:
    """Return what a matter's state means; where the form asks for agreement (销号意见), closing waits for it."""
    state = _meaning(plan, form, row, "state")
    waits = form.role("agreed") is not None and _meaning(plan, form, row, "agreed") != "agreed"
    return "settled" if state == "closed" and waits else state


def _meaning(plan: Plan, form: Form, row: Row, role: str) -> str:
    field = form.role(role)
    options = plan.options(field.list) if field else None
    return options.meaning(str(row.get(field.name) or "")) if field and options else ""


def _reports_on(plan: Plan, name: str, day: date) -> bool:
    """Whether a unit reports and is active on *day*."""
    unit = plan.unit(name)
    if unit is None or not unit.reports:
        return False
    return (unit.valid_from is None or unit.valid_from <= day) and (unit.valid_to is None or day <= unit.valid_to)
