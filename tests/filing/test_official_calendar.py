"""Working days and deadlines of 2018–2026 against the official notices as two packages give them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest

from reportgen.edges.plan_store import load
from reportgen.filing.workdays import Calendar
from reportgen.model.period import Period, Rhythm
from reportgen.model.plan import CalendarDay, Deadline, Plan
from tests.filing.small import plan as small_plan

DAY = timedelta(days=1)
YEARS = range(2018, 2027)
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
DEADLINES = (
    Deadline(rhythm="月", days=5),
    Deadline(rhythm="季", days=15),
    Deadline(rhythm="旬", days=1, on_holiday="提前"),
    Deadline(rhythm="周", days=-2, on_holiday="提前"),
    Deadline(rhythm="月", days=3, basis="工作日", on_holiday="不变"),
)


def days(year: int) -> Iterator[date]:
    return (date(year, 1, 1) + DAY * n for n in range(366 if year % 4 == 0 else 365))


def notices() -> tuple[CalendarDay, ...]:
    """What an office would enter: each day whose rest or work its weekday does not tell, by the first package."""
    told = holidays.country_holidays("CN", years=YEARS)
    found = []
    for year in YEARS:
        for day in days(year):
            works = told.is_working_day(day)
            if works != (day.weekday() < 5):
                found.append(CalendarDay(first=day, last=day, kind="上班" if works else "休息"))
    return tuple(found)


@pytest.fixture(scope="module")
def entered() -> Calendar:
    return Calendar(replace(small_plan(), calendar=notices()))


@pytest.mark.parametrize("year", YEARS)
def test_workdays__as_the_official_notices_say(entered: Calendar, year: int):
    assert [d for d in days(year) if entered.is_workday(d) != chinese_calendar.is_workday(d)] == []


@pytest.mark.parametrize("year", (2025, 2026))
def test_workdays__of_the_plan_itself(year: int):
    calendar = Calendar(load(TEMPLATES))
    assert calendar.knows(year)
    assert [d for d in days(year) if calendar.is_workday(d) != chinese_calendar.is_workday(d)] == []


def shifted(day: date, step: int) -> date:
    while not chinese_calendar.is_workday(day):
        day += DAY * step
    return day


def expected(deadline: Deadline, end: date) -> date:
    """The day that a deadline means, counted with the second package."""
    if deadline.basis == "工作日":
        day = end
        for _ in range(deadline.days):
            day = shifted(day + DAY, 1)
        return day
    day = end + DAY * deadline.days
    return shifted(day, {"顺延": 1, "提前": -1}[deadline.on_holiday])


@pytest.mark.parametrize("deadline", DEADLINES, ids=lambda d: f"{d.rhythm}{d.days}{d.on_holiday}")
def test_deadlines__of_every_period(entered: Calendar, deadline: Deadline):
    period = Period.of(date(2018, 1, 15), Rhythm(deadline.rhythm))
    checked = 0
    while period.end + DAY * 20 <= date(2026, 12, 31):
        assert entered.due_at(deadline, period).date() == expected(deadline, period.end), period
        period, checked = period.next, checked + 1
    assert checked >= 33


def test_packages__do_not_know_2027_so_the_plan_must_say():
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(date(2027, 2, 8))
    plan: Plan = load(TEMPLATES)
    assert not Calendar(plan).knows(2027)
