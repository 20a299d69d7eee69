"""Whose a given file is and which period's folder it goes to: from the file, else the subject, else the day it came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from reportgen.edges import books
from reportgen.edges.intake import Given, safe_name
from reportgen.edges.mail.address_book import AddressBook
from reportgen.filing import obligations
from reportgen.model.period import Period, time_zone
from reportgen.model.plan import Plan
from reportgen.reading import codes
from reportgen.reading.identify import identify
from reportgen.reading.lexicon import Lexicon

_MONTH = re.compile(r"(?:(20\d{2})\s*年?\s*[-./]?\s*)?(?<!\d)(1[0-2]|0?[1-9])\s*月(?!\s*\d)")
_QUARTER = re.compile(r"(?:(20\d{2})\s*年?\s*)?(?:第?([一二三四1-4])季度|[Qq]([1-4]))")
_PERIOD_ID = re.compile(r"(20\d{2}-(?:W\d{2}|Q[1-4]|\d{2}(?:-D[1-3])?))")
_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4}


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a file was taken for."""

    period: Period
    name: str  # to be stored under
    unit: str  # "" if nothing tells it
    sender_units: tuple[str, ...]  # whom the sender speaks for by the address book
    told: bool  # whether the file or the subject tells the period


@dataclass(frozen=True, slots=True)
class _Marks:
    """What the sheets of a file say."""

    unit: str = ""
    unit_by_name: str = ""  # told by the file's name only
    forms: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()


class Sorter:
    """Sorts files for one plan and the period that the user is collecting."""

    def __init__(self, plan: Plan, asked: Period, book: AddressBook) -> None:
        self._plan, self._asked, self._book = plan, asked, book
        self._zone = time_zone(plan.header.time_zone)
        self._lexicon = Lexicon(plan)
        self._here = {asked, *(o.period for o in obligations.owed(plan, asked))}

    def sort(self, given: Given) -> Sorted:
        marks = self._marks(given)
        day = given.moment.astimezone(self._zone).date()
        units = self._book.units_of(given.mail.sender, day) if given.mail and given.mail.sender else ()
        unit = marks.unit or (units[0] if len(units) == 1 else "") or marks.unit_by_name
        period, told = self._period(marks, given, day)
        return Sorted(period, self._name(given, unit, marks), marks.unit or marks.unit_by_name, units, told)

    def _marks(self, given: Given) -> _Marks:
        try:
            book = books.read_book(given.content, "/".join(given.parts))
        except books.Unreadable:
            return _Marks(unit_by_name=self._lexicon.units.within(given.name.rpartition(".")[0]))
        found = [identify(self._lexicon, book, sheet, None) for sheet in book.sheets if sheet.cells]
        found = [identity for identity in found if identity.form is not None]
        by_name = {i.unit for i in found if any(said.code is codes.UNIT_FROM_PATH for said in i.said)}
        return _Marks(
            next((i.unit for i in found if i.unit and i.unit not in by_name), ""),
            next(iter(sorted(by_name)), ""),
            tuple(dict.fromkeys(i.form.name for i in found if i.form)),
            tuple(dict.fromkeys(i.period for i in found if i.period)),
        )

    def _period(self, marks: _Marks, given: Given, day: date) -> tuple[Period, bool]:
        """Return the folder's period, and whether the file or the subject tells it."""
        told = marks.periods or ((by_subject,) if (by_subject := self._subject(given)) else ())
        if told:
            return (self._asked if any(p in self._here for p in told) else self._folder_of(told[0])), True
        if given.mail is not None and day < self._asked.start:
            return self._folder_of_day(day), False
        return self._asked, False

    def _subject(self, given: Given) -> Period | None:
        text = f"{given.mail.subject} {given.name}" if given.mail else ""
        if (match := _PERIOD_ID.search(text)) is not None:
            try:
                return Period.parse(match[1])
            except ValueError:
                return None
        if (match := _QUARTER.search(text)) is not None:
            number = _NUMERALS.get(match[2] or "") or int(match[2] or match[3])
            return Period.quarter(int(match[1] or self._plan.header.year), number)
        if (match := _MONTH.search(text)) is not None:
            return Period.month(int(match[1] or self._plan.header.year), int(match[2]))
        return None

    def _folder_of(self, period: Period) -> Period:
        """The folder that a form of *period* belongs to: a longer one's is the one in which it closes."""
        if period.end - period.start > self._asked.end - self._asked.start:
            return Period.of(period.end, self._asked.kind)
        return period

    def _folder_of_day(self, day: date) -> Period:
        """The period whose returns were due around *day*."""
        current = Period.of(day, self._asked.kind)
        return current.previous if day <= obligations.window_close(self._plan, current.previous).date() else current

    def _name(self, given: Given, unit: str, marks: _Marks) -> str:
        """A name that tells unit, form and time; a file that the user saved keeps the name that it has."""
        if given.mail is None:
            return safe_name(given.name)
        forms = marks.forms[0] if len(marks.forms) == 1 else f"{len(marks.forms)}张表" if marks.forms else "附件"
        stamp = f"{given.moment.astimezone(self._zone):%Y%m%d-%H%M}"
        return safe_name("_".join((unit or "单位不明", forms, stamp, safe_name(given.name))).replace("/", "_"))
