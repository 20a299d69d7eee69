"""The working calendar (工作日历): working days, deadlines, the plan's time zone. No clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from reportgen.model.period import Period, time_zone
from reportgen.model.plan import Deadline, Plan

_DAY = timedelta(days=1)


def clock_time(text: str) -> time:
    """Return the time that the plan writes as 18:00; 24:00 is the day's last second."""
    return time(23, 59, 59) if text.startswith("24") else time.fromisoformat(text.zfill(5))


class Calendar:
    """Working days by the plan's 工作日历; weekends are off unless it says otherwise."""

    def __init__(self, plan: Plan) -> None:
        self.zone = time_zone(plan.header.time_zone)
        self._days: dict[date, bool] = {}
        self._years: set[int] = set()
        for entry in sorted(plan.calendar, key=lambda e: e.kind == "上班"):  # a make-up day outranks a holiday
            if entry.first is None or entry.last is None:
                continue
            day = entry.first
            while day <= entry.last:
                self._days[day] = entry.kind == "上班"
                self._years.add(day.year)
                day += _DAY

    def knows(self, year: int) -> bool:
        """Whether the calendar holds any official arrangement of *year*; else weekends are all we know."""
        return year in self._years

    def is_workday(self, day: date) -> bool:
        return self._days.get(day, day.weekday() < 5)

    def next_workday(self, day: date) -> date:
        """The first working day on or after *day*."""
        while not self.is_workday(day):
            day += _DAY
        return day

    def previous_workday(self, day: date) -> date:
        """The last working day on or before *day*."""
        while not self.is_workday(day):
            day -= _DAY
        return day

    def plus_workdays(self, day: date, count: int) -> date:
        """The *count*-th working day after *day* (before it if negative); *day* itself for 0."""
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_workday(day):
                day += step
        return day

    def workdays_between(self, first: date, last: date) -> int:
        """How many working days lie after *first*, up to *last* included; 0 if *last* is not later."""
        return sum(self.is_workday(first + _DAY * n) for n in range(1, (last - first).days + 1))

    def workdays_late(self, due_at: datetime, received_at: datetime) -> int:
        """Working days by which a return is late: 0 in time, at least 1 once the hour has passed."""
        if received_at <= due_at:
            return 0
        days = self.workdays_between(due_at.date(), received_at.astimezone(self.zone).date())
        return max(1, days)

    def due_at(self, deadline: Deadline, period: Period) -> datetime:
        """Return when a form of *period* is due: counted from its last day, then shifted off holidays."""
        day = self._counted(deadline, period)
        if deadline.on_holiday == "顺延":
            day = self.next_workday(day)
        elif deadline.on_holiday == "提前":
            day = self.previous_workday(day)
        return self.at(day, deadline.time)

    def rests_on(self, deadline: Deadline, period: Period) -> bool:
        """Whether the day that a deadline counts to is none of work."""
        return not self.is_workday(self._counted(deadline, period))

    def _counted(self, deadline: Deadline, period: Period) -> date:
        if deadline.basis == "工作日":
            return self.plus_workdays(period.end, deadline.days)
        return period.end + _DAY * deadline.days

    def at(self, day: date, clock: str) -> datetime:
        """Return *clock* (18:00) on *day* in the plan's zone."""
        return datetime.combine(day, clock_time(clock), self.zone)
