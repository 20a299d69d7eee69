"""The working calendar against the State Council's arrangements of 2025."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.filing.workdays import Calendar
from reportgen.model.period import Period
from reportgen.model.plan import Deadline
from tests.filing.small import CALENDAR_2025, at, off, on, plan

CALENDAR = Calendar(plan())
DAYS = st.dates(date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize("day", ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"])
def test_workday__make_up_day_on_a_weekend(day: str):
    assert CALENDAR.is_workday(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2025-10-01", "2025-10-08", "2025-02-04", "2025-10-12", "2025-06-02"])
def test_workday__holiday_or_plain_weekend(day: str):
    assert not CALENDAR.is_workday(date.fromisoformat(day))


def test_workday__make_up_day_outranks_a_holiday_around_it():
    calendar = Calendar(plan(calendar=(on("2025-10-03"), off("2025-10-01", "2025-10-08"))))
    assert calendar.is_workday(date(2025, 10, 3))


def test_workday__2025_has_248():
    days = (date(2025, 1, 1) + timedelta(days=n) for n in range(365))
    assert sum(CALENDAR.is_workday(d) for d in days) == 248


def test_knows__only_years_with_an_entry():
    assert CALENDAR.knows(2025)
    assert not CALENDAR.knows(2026)


@pytest.mark.parametrize(
    ("deadline", "period", "due"),
    [
        (Deadline(rhythm="月", days=5), "2025-10", "2025-11-05T18:00"),
        (Deadline(rhythm="月", days=5), "2025-09", "2025-10-09T18:00"),  # in the holiday week: after it
        (Deadline(rhythm="月", days=5, on_holiday="提前"), "2025-09", "2025-09-30T18:00"),
        (Deadline(rhythm="月", days=5, on_holiday="不变"), "2025-09", "2025-10-05T18:00"),
        (Deadline(rhythm="月", days=3, basis="工作日"), "2025-09", "2025-10-11T18:00"),  # a make-up Saturday
        (Deadline(rhythm="月", days=-2, basis="工作日", time="9:30"), "2025-10", "2025-10-29T09:30"),
        (Deadline(rhythm="周", days=-2), "2025-W43", "2025-10-24T18:00"),
        (Deadline(rhythm="旬", days=1), "2025-10-D1", "2025-10-11T18:00"),
        (Deadline(rhythm="季", days=15), "2025-Q3", "2025-10-15T18:00"),
        (Deadline(rhythm="年", days=20), "2025", "2026-01-20T18:00"),
    ],
)
def test_due_at(deadline: Deadline, period: str, due: str):
    assert CALENDAR.due_at(deadline, Period.parse(period)) == at(due)


def test_due_at__is_in_the_plans_zone():
    due = CALENDAR.due_at(Deadline(rhythm="月", days=5), Period.parse("2025-10"))
    assert due.isoformat() == "2025-11-05T18:00:00+08:00"


def test_due_at__midnight_is_the_end_of_the_day():
    due = CALENDAR.due_at(Deadline(rhythm="月", days=5, time="24:00"), Period.parse("2025-10"))
    assert due == at("2025-11-05T23:59:59")


@pytest.mark.parametrize(
    ("received", "late"),
    [
        ("2025-09-30T18:00:00", 0),  # the hour itself is in time
        ("2025-09-30T18:00:01", 1),
        ("2025-10-05T10:00", 1),  # in the holidays: no working day has passed, yet it is late
        ("2025-10-09T08:00", 1),
        ("2025-10-13T08:00", 4),  # 9, 10, the make-up Saturday 11, 13
    ],
)
def test_workdays_late(received: str, late: int):
    assert CALENDAR.workdays_late(at("2025-09-30T18:00"), at(received)) == late


def test_workdays_late__other_zone_is_the_same_instant():
    received = at("2025-09-30T18:00").astimezone(tz=None)
    assert CALENDAR.workdays_late(at("2025-09-30T18:00"), received) == 0


@given(DAYS)
def test_next_and_previous_workday__nearest_on_each_side(day: date):
    after, before = CALENDAR.next_workday(day), CALENDAR.previous_workday(day)
    assert before <= day <= after
    assert (before == day == after) == CALENDAR.is_workday(day)
    assert CALENDAR.workdays_between(before, after) == (0 if before == after else 1)


@given(DAYS, st.integers(0, 30))
def test_plus_workdays__counts_what_lies_between(day: date, count: int):
    later = CALENDAR.plus_workdays(day, count)
    assert CALENDAR.workdays_between(day, later) == count


@given(DAYS, st.integers(1, 30))
def test_plus_workdays__back_again(day: date, count: int):
    start = CALENDAR.next_workday(day)
    assert CALENDAR.plus_workdays(CALENDAR.plus_workdays(start, count), -count) == start


def test_calendar__entry_without_days_is_left_out():
    assert Calendar(plan(calendar=(*CALENDAR_2025[:1],))).knows(2025)
