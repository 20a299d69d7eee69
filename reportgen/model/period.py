"""Reporting periods (报告期): year, quarter, month, 旬 (ten days) and ISO week.

A period is written as users and folders write it: ``2025``, ``2025-Q3``, ``2025-10``,
``2025-10-D3`` (下旬), ``2025-W43``.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum


class Rhythm(Enum):
    """How often a form is owed (报送频率); the value is the word that plans use."""

    WEEK = "周"
    DEKAD = "旬"
    MONTH = "月"
    QUARTER = "季"
    YEAR = "年"
    ON_CHANGE = "变动"


def time_zone(offset: str) -> tzinfo:
    """Return the time zone of *offset* as plans write it (+08:00); `ValueError` if it is none."""
    zone = datetime.fromisoformat(f"2000-01-01T00:00:00{offset}").tzinfo
    if zone is None:
        raise ValueError(offset)
    return zone


_PATTERN = re.compile(
    r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|W(?P<week>\d{2})|(?P<month>\d{2})(?:-D(?P<dekad>[1-3]))?))?"
)
_ORDER = (Rhythm.WEEK, Rhythm.DEKAD, Rhythm.MONTH, Rhythm.QUARTER, Rhythm.YEAR)
_QUARTERS = "一二三四"
_DEKADS = "上中下"


@dataclass(frozen=True, slots=True)
class Period:
    """One reporting period, its days included at both ends."""

    id: str
    kind: Rhythm
    start: date
    end: date

    @classmethod
    def parse(cls, text: str) -> Period:
        """Return the period that *text* names; `ValueError` if it names none."""
        match = _PATTERN.fullmatch(text.strip())
        if match is None:
            raise ValueError(text)
        year = int(match["year"])
        if not 1900 < year < 9999:
            raise ValueError(text)
        if match["quarter"]:
            return cls.quarter(year, int(match["quarter"]))
        if match["week"]:
            return cls.week(year, int(match["week"]))
        if match["dekad"]:
            return cls.dekad(year, int(match["month"]), int(match["dekad"]))
        if match["month"]:
            return cls.month(year, int(match["month"]))
        return cls(f"{year}", Rhythm.YEAR, date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def quarter(cls, year: int, number: int) -> Period:
        last = number * 3
        end = date(year, last, calendar.monthrange(year, last)[1])
        return cls(f"{year}-Q{number}", Rhythm.QUARTER, date(year, last - 2, 1), end)

    @classmethod
    def month(cls, year: int, number: int) -> Period:
        end = date(year, number, calendar.monthrange(year, number)[1])
        return cls(f"{year}-{number:02d}", Rhythm.MONTH, date(year, number, 1), end)

    @classmethod
    def dekad(cls, year: int, month: int, number: int) -> Period:
        """Return the 旬: 1 = 上旬 (1–10), 2 = 中旬 (11–20), 3 = 下旬 (21–end)."""
        last = calendar.monthrange(year, month)[1]
        end = last if number == 3 else number * 10
        start = date(year, month, number * 10 - 9)
        return cls(f"{year}-{month:02d}-D{number}", Rhythm.DEKAD, start, date(year, month, end))

    @classmethod
    def week(cls, year: int, number: int) -> Period:
        start = date.fromisocalendar(year, number, 1)
        return cls(f"{year}-W{number:02d}", Rhythm.WEEK, start, start + timedelta(days=6))

    @classmethod
    def of(cls, day: date, kind: Rhythm) -> Period:
        """Return the period of *kind* that holds *day*."""
        if kind is Rhythm.YEAR:
            return cls.parse(f"{day.year:04d}")
        if kind is Rhythm.QUARTER:
            return cls.quarter(day.year, (day.month + 2) // 3)
        if kind is Rhythm.WEEK:
            iso = day.isocalendar()
            return cls.week(iso.year, iso.week)
        if kind is Rhythm.DEKAD:
            return cls.dekad(day.year, day.month, min(3, (day.day + 9) // 10))
        return cls.month(day.year, day.month)

    @property
    def plan_year(self) -> int:
        """The year whose plan judges this period; a week belongs to that of its Thursday."""
        return (self.start + timedelta(days=3)).year if self.kind is Rhythm.WEEK else self.start.year

    @property
    def label(self) -> str:
        """The period as documents print it, e.g. 2025年10月, 2025年第三季度, 2025年10月20日—26日."""
        y, m = self.start.year, self.start.month
        if self.kind is Rhythm.YEAR:
            return f"{y}年"
        if self.kind is Rhythm.QUARTER:
            return f"{y}年第{_QUARTERS[(m - 1) // 3]}季度"
        if self.kind is Rhythm.MONTH:
            return f"{y}年{m}月"
        if self.kind is Rhythm.DEKAD:
            return f"{y}年{m}月{_DEKADS[int(self.id[-1]) - 1]}旬"
        end = self.end
        if end.year != y:
            return f"{y}年{m}月{self.start.day}日—{end.year}年{end.month}月{end.day}日"
        tail = f"{end.day}日" if end.month == m else f"{end.month}月{end.day}日"
        return f"{y}年{m}月{self.start.day}日—{tail}"

    @property
    def previous(self) -> Period:
        """The period of the same kind right before this one."""
        return Period.of(self.start - timedelta(days=1), self.kind)

    @property
    def next(self) -> Period:
        """The period of the same kind right after this one."""
        return Period.of(self.end + timedelta(days=1), self.kind)

    def closing_in(self, kind: Rhythm) -> Period | None:
        """Return the period of *kind* (this one's or a longer kind) whose last day lies in this one.

        October closes no quarter, so ``2025-10`` gives ``None`` for `Rhythm.QUARTER`, ``2025-09``
        gives ``2025-Q3``; a week that crosses a month's end closes the month that ends in it. Shorter kinds close in periods of their own and give ``None``.
        """
        if kind is Rhythm.ON_CHANGE:
            return self
        if _ORDER.index(kind) < _ORDER.index(self.kind):
            return None
        candidates = (Period.of(day, kind) for day in (self.end, self.start))
        return next((c for c in candidates if self.start <= c.end <= self.end), None)

    def sort_key(self) -> tuple[date, int]:
        """Order by last day; of two that end together the longer one comes last."""
        return (self.end, _ORDER.index(self.kind))

    def __str__(self) -> str:
        return self.id
