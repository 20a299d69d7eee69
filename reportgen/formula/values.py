"""Values as Excel computes them: 15 digits, blanks, text without case, dates as serials, errors that spread."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from enum import Enum
from typing import Final, Literal

from reportgen.model.values import PlanDate, Understood, plain


class _Fault(Enum):
    ERROR = "#错误"


ERROR: Final = _Fault.ERROR
"""What Excel shows as #VALUE! or #DIV/0!: it spreads through everything except IFERROR."""
Result = Understood | Literal[_Fault.ERROR]

ARITHMETIC = Context(prec=40, rounding=ROUND_HALF_UP, traps=[])
as_shown = Context(prec=15, rounding=ROUND_HALF_UP, traps=[]).plus
"""A number as Excel compares it: its first 15 digits."""
_EPOCH = date(1899, 12, 30)
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d{1,3})?\s*", re.ASCII)
_ISO = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*", re.ASCII)
_LAST_SERIAL = 2958465  # 9999-12-31


def serial(day: date) -> Decimal:
    """Return the number that Excel keeps for *day*."""
    return Decimal((day - _EPOCH).days)


def number(value: Result) -> Decimal | Literal[_Fault.ERROR]:
    """Return *value* as arithmetic takes it: texts that look like numbers, dates and yes/no are numbers too."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, PlanDate):
        return serial(value.end)
    if isinstance(value, str):
        if _NUMBER.fullmatch(value):
            return Decimal(value.strip())
        day = _iso_day(value)
        return serial(day) if day else ERROR
    return ERROR


def day_of(value: Result) -> date | None:
    """Return the day that YEAR, MONTH and DAY take *value* for, None where it is none."""
    if isinstance(value, PlanDate):
        return value.end
    count = number(value)
    if count is ERROR or not isinstance(count, Decimal) or not 0 < count <= _LAST_SERIAL:
        return None
    return _EPOCH + timedelta(days=int(count.to_integral_value(ROUND_FLOOR)))


def _iso_day(text: str) -> date | None:
    match = _ISO.fullmatch(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def text(value: Result) -> str:
    """Return *value* as & and the functions of texts take it; yes/no are 是 and 否, dates their serials."""
    if isinstance(value, Decimal):
        return plain(as_shown(value))
    return plain(serial(value.end)) if isinstance(value, PlanDate) else plain(value)  # type: ignore[arg-type]


Key = tuple[int, Decimal | str | bool]


def key(value: Result) -> Key:
    """Return what *value* is compared by: numbers and dates before texts before yes/no, as Excel orders them."""
    if isinstance(value, Decimal):
        return (0, as_shown(value))
    if isinstance(value, PlanDate):
        return (0, serial(value.end))
    if isinstance(value, bool):
        return (2, value)
    return (1, str(value).lower())


def keys(left: Result, right: Result) -> tuple[Key, Key]:
    """Return both sides of a comparison; yes/no against a text is compared as 是 or 否."""
    if isinstance(left, bool) and isinstance(right, str):
        return key(plain(left)), key(right)
    if isinstance(right, bool) and isinstance(left, str):
        return key(left), key(plain(right))
    return key(left), key(right)
