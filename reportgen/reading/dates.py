"""Dates as people write them, kept as precise as they were given (10月底 is a month's end, not a day)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from reportgen.model.period import Period, Rhythm
from reportgen.model.values import PlanDate
from reportgen.reading.numbers import read_numeral
from reportgen.reading.words import plainly

_YEARS = range(1949, 2100)
_SERIALS = range(36526, 73051)  # Excel's numbers of 2000-01-01 to 2099-12-31
_EPOCH = date(1899, 12, 30)
_CLOCK = re.compile(r"(\d日?)t?\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_TAIL = re.compile(r"(完成|之前|以前|前|止|左右|前后)$")
_YEAR_WORDS = {"今年": 0, "本年": 0, "本年度": 0, "明年": 1, "去年": -1, "上年": -1}
_DAY = re.compile(r"(?:(\d{4}|\d{2})[年./-])?(\d{1,2})[月./-](\d{1,2})[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(?:(\d{4}|\d{2})[年./-])?(\d{1,2})月?(?:份)?(底|末|初|上旬|中旬|下旬)?")
_COMPACT_MONTH = re.compile(r"(\d{4})(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"(?:(\d{4}|\d{2})年?)?(?:第?([1-4])季度?|q([1-4]))(?:末|底)?")
_HALF = re.compile(r"(?:(\d{4}|\d{2})年?)?(上|下)半年度?(?:末|底|内)?")
_YEAR = re.compile(r"(\d{4})?年?(?:全年|年?底|年?末|年?内|年度|年)?")
_DEKADS = {"初": 1, "上旬": 1, "中旬": 11, "下旬": 21}
_NUMERAL = re.compile(r"[一二三四五六七八九十]+(?=[月日号季])")
_YEAR_NUMERAL = re.compile(r"([一二三四五六七八九零]{4})(?=年)")
_DIGIT_NAMES = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Day:
    """A date as understood. ``remarks`` name what was added or is in doubt: year, about, serial, converted."""

    value: PlanDate
    remarks: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class NoDay:
    """Why a cell gives no date: ``unreadable``, ``impossible`` or ``ambiguous``."""

    reason: str


Make = Callable[[int, tuple[str, ...]], Day | NoDay]


def read_day_cell(value: date | datetime, number_format: str) -> Day | NoDay:
    """Return a date cell's date; a format that shows no day (yyyy年m月) makes it a month."""
    day = value.date() if isinstance(value, datetime) else value
    if day.year not in _YEARS:
        return NoDay("impossible")
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", number_format.lower())
    if "y" in shown and "m" in shown and "d" not in shown and day.day == 1:
        return Day(PlanDate(day, "month"), ("converted",))
    return Day(PlanDate(day))


def read_day_number(value: Decimal) -> Day | NoDay:
    """Return the date that a bare number means.

    45961 is Excel's number of a day; 20251031 and 202510 speak for themselves; 2025.1 may be January
    or October, since Excel drops the last zero of 2025.10.
    """
    if value == value.to_integral_value():
        number = int(value)
        if number in _SERIALS:
            return Day(PlanDate(_EPOCH + timedelta(days=number)), ("serial",))
        found = read_day(str(number), number) if number in _YEARS or number > 190000 else NoDay("unreadable")
        return Day(found.value, ("converted",)) if isinstance(found, Day) else found
    text = format(value, "f")
    match = re.fullmatch(r"(\d{4})\.(\d{1,2})", text)
    if match is None or int(match[1]) not in _YEARS:
        return NoDay("unreadable")
    if match[2] == "1":
        return NoDay("ambiguous")
    return _month(int(match[1]), int(match[2]), "", ("converted",))


def read_day(text: str, year: int | None) -> Day | NoDay:
    """Return the date that *text* tells; *year* is taken where it names none."""
    bare, note = _bare(text)
    if bare.isascii() and bare.isdigit() and len(bare) == 5 and int(bare) in _SERIALS:
        return read_day_number(Decimal(bare))
    bare, shift = _year_word(bare)
    if shift is not None and year is not None:
        year += shift
    remarks = ("about",) if note in ("左右", "前后") else ()
    found = _parse(bare, year, named=shift is not None)
    if isinstance(found, NoDay):
        return found
    return Day(found.value, tuple(dict.fromkeys((*found.remarks, *remarks))), note)


def _bare(text: str) -> tuple[str, str]:
    """Return *text* with digits for numerals, without time of day and tail words; and those words."""
    bare = plainly(text).strip("。.;,、")
    bare = _YEAR_NUMERAL.sub(lambda m: "".join(str(_DIGIT_NAMES.index(c)) for c in m[1]), bare)
    bare = _NUMERAL.sub(lambda m: str(read_numeral(m[0]) or m[0]), bare)
    bare = _CLOCK.sub(r"\1", _blank_before_clock(text, bare))
    notes: list[str] = []
    while (match := _TAIL.search(bare)) and match.start() > 0:
        notes.insert(0, match[1])
        bare = bare[: match.start()]
    return bare.removeprefix("预计").removeprefix("计划"), "".join(notes)


def _blank_before_clock(text: str, bare: str) -> str:
    """Keep a day and a time of day apart, which lose the blank between them: 2025-10-31 00:00."""
    match = re.search(r"\s\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*$", text)
    return bare[: -len(match[0].strip())] if match and bare.endswith(match[0].strip()) else bare


def _year_word(text: str) -> tuple[str, int | None]:
    for word, shift in _YEAR_WORDS.items():
        if text.startswith(word):
            return text[len(word) :] or "年", shift
    return text, None


def _parse(text: str, year: int | None, *, named: bool) -> Day | NoDay:
    added = () if named else ("year",)
    if match := _COMPACT.fullmatch(text):
        return _checked(int(match[1]), int(match[2]), int(match[3]), "day", ("converted",))
    if match := _COMPACT_MONTH.fullmatch(text):
        return _month(int(match[1]), int(match[2]), "", ("converted",))
    if match := re.fullmatch(r"(\d{4})[.](\d{1,2})", text):
        return NoDay("ambiguous") if match[2] == "1" else _month(int(match[1]), int(match[2]), "", ("converted",))
    if match := re.fullmatch(r"(\d{4})[/-](\d{1,2})", text):
        return _month(int(match[1]), int(match[2]), "", ("converted",))
    if match := _DAY.fullmatch(text):
        month, day = int(match[2]), int(match[3])
        return _with_year(match[1], year, added, lambda y, r: _checked(y, month, day, "day", r))
    if (match := _MONTH.fullmatch(text)) and "月" in text:
        month, part = int(match[2]), match[3] or ""
        return _with_year(match[1], year, added, lambda y, r: _month(y, month, part, r))
    if match := _QUARTER.fullmatch(text):
        number = int(match[2] or match[3])
        start = number * 3 - 2
        return _with_year(match[1], year, added, lambda y, r: _checked(y, start, 1, "quarter", r))
    if match := _HALF.fullmatch(text):
        begin = 1 if match[2] == "上" else 7
        return _with_year(match[1], year, added, lambda y, r: _checked(y, begin, 1, "half", r))
    if text and (match := _YEAR.fullmatch(text)):
        return _with_year(match[1], year, added, lambda y, r: _checked(y, 1, 1, "year", r))
    return NoDay("unreadable")


def _with_year(typed: str | None, year: int | None, added: tuple[str, ...], make: Make) -> Day | NoDay:
    """Complete a date by the year typed (two digits count from 2000) or else by *year*."""
    if typed:
        return make(int(typed) if len(typed) == 4 else 2000 + int(typed), ("converted",))
    return NoDay("unreadable") if year is None else make(year, ("converted", *added))


def _month(year: int, month: int, part: str, remarks: tuple[str, ...]) -> Day | NoDay:
    if part in _DEKADS:
        return _checked(year, month, _DEKADS[part], "dekad", remarks)
    return _checked(year, month, 1, "month", remarks)


def _checked(year: int, month: int, day: int, precision: str, remarks: tuple[str, ...]) -> Day | NoDay:
    try:
        start = date(year, month, day)
    except ValueError:
        return NoDay("impossible")
    return Day(PlanDate(start, precision), remarks) if year in _YEARS else NoDay("impossible")


def read_period(text: str) -> Period | None:
    """Return the reporting period that *text* names: 2025-10, 2025年10月上旬, 2025年三季度, 2025年第43周.

    None for a half-year too: nothing is reported by half-years.
    """
    bare = plainly(text).upper().strip("。.;,、")
    try:
        return Period.parse(bare)
    except ValueError:
        pass
    if match := re.fullmatch(r"(\d{4})年?第?(\d{1,2})周", bare):
        try:
            return Period.week(int(match[1]), int(match[2]))
        except ValueError:
            return None
    found = read_day(bare, None)
    rhythm = None if isinstance(found, NoDay) else _RHYTHMS.get(found.value.precision)
    return Period.of(found.value.start, rhythm) if isinstance(found, Day) and rhythm else None


_RHYTHMS = {"dekad": Rhythm.DEKAD, "month": Rhythm.MONTH, "quarter": Rhythm.QUARTER, "year": Rhythm.YEAR}
