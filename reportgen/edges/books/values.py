"""From stored values to cells: numbers, dates by number format, escapes in text."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache

from reportgen.model.sheet import CellKind, Scalar

Typed = tuple[CellKind, Scalar, str]
"""(kind, value, raw) of a cell."""

GENERAL = "General"
_MONTH, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
_CLOCK, _CLOCK_S = '上午/下午h"时"mm"分"', '上午/下午h"时"mm"分"ss"秒"'
BUILTIN_FORMATS: dict[int, str] = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: _MONTH, 28: _MONTH_DAY,
    29: _MONTH_DAY, 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: _CLOCK,
    35: _CLOCK_S, 36: _MONTH, 37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: _MONTH, 51: _MONTH_DAY, 52: _MONTH, 53: _MONTH_DAY, 54: _MONTH_DAY, 55: _CLOCK, 56: _CLOCK_S, 57: _MONTH,
    58: _MONTH_DAY,
}  # fmt: skip
"""Formats that files name by number only, as Excel in Chinese shows them (27–36 and 50–58 are dates)."""

_LITERALS = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]|E[+-]', re.IGNORECASE)
_HALF_DAY = re.compile(r"AM/PM|A/P|上午/下午", re.IGNORECASE)
_GENERAL_WORDS = re.compile(r"G/通用格式|General", re.IGNORECASE)
_FRACTION_OF_SECOND = re.compile(r"s\.0+", re.IGNORECASE)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DAY_SECONDS = 86_400
_LAST_SERIAL = 2_958_466  # the day after 9999-12-31
_LONGEST_PLAIN = 25


@cache
def date_parts(number_format: str) -> str:
    """Return what of a moment a number format shows: "day", "time", "both", or "" for plain numbers.

    Elapsed times ([h]:mm) are plain numbers: they are no moment.
    """
    first = number_format.split(";", 1)[0]
    if first.lower() in {"general", "standard", "@", ""}:
        return ""
    shown = _GENERAL_WORDS.sub("", _LITERALS.sub("", first))
    halves = _HALF_DAY.search(shown)
    letters = _FRACTION_OF_SECOND.sub("s", _HALF_DAY.sub("", shown)).lower()
    if any(sign in letters for sign in "[0#?"):
        return ""
    clock = halves is not None or "h" in letters or "s" in letters
    day = any(part in letters for part in ("y", "d", "e", "aaa", "mmm")) or ("m" in letters and not clock)
    return "both" if day and clock else "day" if day else "time" if clock else ""


def plain_number(number: float) -> str:
    """Return the shortest decimal that reads back as *number*, whole numbers without ``.0``."""
    text = repr(number)
    if text.endswith(".0"):
        return text[:-2] if number else "0"
    if "e" in text:
        long = format(Decimal(text), "f")
        return long if len(long) <= _LONGEST_PLAIN else text
    return text


def number_cell(number: float, number_format: str, since_1904: bool) -> Typed:
    """Return the cell of a stored number: a date or time where *number_format* shows one."""
    parts = date_parts(number_format)
    if parts:
        moment = moment_of(number, parts, since_1904)
        if moment is not None:
            return CellKind.DATE, moment, moment.isoformat()
    text = plain_number(number)
    return CellKind.NUMBER, Decimal(text), text


def parse_number(text: str, number_format: str, since_1904: bool) -> Typed:
    """Return the cell of a number stored as *text*; what is no number stays text, nothing is lost."""
    if text.isdecimal() and text.isascii() and len(text) < 16 and text[0] != "0" and not date_parts(number_format):
        return CellKind.NUMBER, Decimal(text), text
    text = text.strip()
    try:
        number = float(text)
    except ValueError:
        return CellKind.TEXT, text, text
    if number - number != 0 or "_" in text:  # inf, nan, 1_000: no number in a file
        return CellKind.TEXT, text, text
    return number_cell(number, number_format, since_1904)


def moment_of(serial: float, parts: str, since_1904: bool) -> date | datetime | time | None:
    """Return the moment that a serial number means, None where Excel itself shows no date.

    In the 1900 system day 60 (29 February 1900) never was; days before it count one more.
    """
    if since_1904:
        serial += 1462
    elif serial < 60:
        serial += 1 if serial >= 1 else 0
    if not 0 <= serial < _LAST_SERIAL:
        return None
    days, rest = divmod(round(serial * _DAY_SECONDS * 1000), _DAY_SECONDS * 1000)
    if days == 0:
        return (datetime.min + timedelta(milliseconds=rest)).time() if parts == "time" else None
    day = date(1899, 12, 30) + timedelta(days=days)
    if rest == 0:
        return day
    return datetime(day.year, day.month, day.day) + timedelta(milliseconds=rest)


def iso_cell(text: str) -> Typed:
    """Return the cell of a date stored as ISO 8601 text; what is none stays text."""
    for read in (date.fromisoformat, datetime.fromisoformat, time.fromisoformat):
        try:
            value: date | datetime | time = read(text.removesuffix("Z"))
        except ValueError:
            continue
        if isinstance(value, datetime) and value.time() == time():
            value = value.date()
        return CellKind.DATE, value, value.isoformat()
    return CellKind.TEXT, text, text


def decimal_cell(text: str) -> Typed:
    """Return the cell of a decimal number stored as *text* (ODF), else of the text."""
    try:
        Decimal(text)
    except InvalidOperation:
        return CellKind.TEXT, text, text
    return parse_number(text, GENERAL, False)


def unescape(text: str) -> str:
    """Return *text* with Excel's escapes (``_x000D_``) resolved; halves of surrogate pairs stay."""
    if "_x" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        code = int(match[1], 16)
        return match[0] if 0xD800 <= code < 0xE000 else chr(code)

    return _ESCAPE.sub(character, text)


def boolean(true: bool) -> Typed:
    return CellKind.BOOL, true, "TRUE" if true else "FALSE"
