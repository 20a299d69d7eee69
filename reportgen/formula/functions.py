"""What the functions of formulas compute, value by value; `columns` applies them to whole columns.

A function here sees no blanks and no errors unless it is one of `SEES_ALL`; see `columns` for what they do.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from enum import Enum

from reportgen.formula.values import ARITHMETIC, ERROR, Result, day_of, key, number, text
from reportgen.model.values import PlanDate

MANY = 100


class Kind(Enum):
    """What a part of a formula is, as far as the plan tells."""

    NUMBER = "数字"
    TEXT = "文字"
    DATE = "日期"
    TRUTH = "是非"
    ANY = "不定"


@dataclass(frozen=True, slots=True)
class Function:
    """*compute* takes values that are neither blank nor errors; ``takes`` are the kinds of its arguments."""

    compute: Callable[..., Result]
    least: int
    most: int
    takes: Kind
    gives: Kind

    @property
    def count(self) -> str:
        if self.least == self.most:
            return str(self.least)
        return f"{self.least}个以上，不超过{self.most}" if self.most == MANY else f"{self.least}至{self.most}"


def _numbers(function: Callable[..., Result]) -> Callable[..., Result]:
    """Let a function see numbers only: an argument that is none makes an error."""

    def compute(*values: Result) -> Result:
        taken = [number(v) for v in values]
        return ERROR if ERROR in taken else function(*taken)

    return compute


def finite(value: Decimal) -> Result:
    return value if value.is_finite() else ERROR


def calculate(sign: str, left: Result, right: Result) -> Result:
    """Return *left* *sign* *right* for one of + - * / and &."""
    if sign == "&":
        return text(left) + text(right)
    a, b = number(left), number(right)
    if not isinstance(a, Decimal) or not isinstance(b, Decimal):
        return ERROR
    return finite(_OPERATIONS[sign](a, b))


_OPERATIONS: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": ARITHMETIC.add,
    "-": ARITHMETIC.subtract,
    "*": ARITHMETIC.multiply,
    "/": ARITHMETIC.divide,
}


def _round(value: Decimal, digits: Decimal = Decimal(0)) -> Result:
    """Round half away from zero, as Excel's ROUND; *digits* may be negative."""
    if abs(digits) > ARITHMETIC.prec:
        return ERROR
    return finite(ARITHMETIC.quantize(value, Decimal(1).scaleb(-int(digits))))


def _int(value: Decimal) -> Result:
    return value.to_integral_value(ROUND_FLOOR)


def _mod(value: Decimal, divisor: Decimal) -> Result:
    """The rest with the sign of the divisor, as Excel's MOD."""
    if not divisor:
        return ERROR
    whole = ARITHMETIC.divide(value, divisor).to_integral_value(ROUND_FLOOR)
    return finite(ARITHMETIC.subtract(value, ARITHMETIC.multiply(whole, divisor)))


def _left(value: Result, length: Result = Decimal(1)) -> Result:
    count = _count(length, 0)
    return ERROR if count is None else text(value)[:count]


def _right(value: Result, length: Result = Decimal(1)) -> Result:
    count, whole = _count(length, 0), text(value)
    return ERROR if count is None else whole[max(0, len(whole) - count) :]


def _mid(value: Result, start: Result, length: Result) -> Result:
    first, count = _count(start, 1), _count(length, 0)
    return ERROR if first is None or count is None else text(value)[first - 1 : first - 1 + count]


def _count(value: Result, least: int) -> int | None:
    count = number(value)
    return int(count) if isinstance(count, Decimal) and least <= count < 32768 else None


def _date(year: Decimal, month: Decimal, day: Decimal) -> Result:
    """A month over 12 or a day over the month's last runs on, as in Excel."""
    months = int(year) * 12 + int(month) - 1
    try:
        first = date(months // 12, months % 12 + 1, 1)
        found = first + timedelta(days=int(day) - 1)
    except (ValueError, OverflowError):
        return ERROR
    return PlanDate(found) if int(year) >= 1900 and found.year >= 1900 else ERROR


def _part_of_day(part: str) -> Callable[[Result], Result]:
    def compute(value: Result) -> Result:
        day = day_of(value)
        return ERROR if day is None else Decimal(int(getattr(day, part)))

    return compute


def _month_end(value: Result, months: Result) -> Result:
    """The last day of the month some months later, as Excel's EOMONTH."""
    day, count = day_of(value), number(months)
    if day is None or not isinstance(count, Decimal) or abs(count) > 12000:
        return ERROR
    total = day.year * 12 + day.month - 1 + int(count)
    year, month = total // 12, total % 12 + 1
    return PlanDate(date(year, month, monthrange(year, month)[1])) if 1900 <= year <= 9999 else ERROR


def _contains(value: Result, part: Result) -> Result:
    return text(part).lower() in text(value).lower()


# ---------------------------------------------------------------- of many values: blanks are passed over


def total(values: Sequence[Result]) -> Result:
    result = Decimal(0)
    for value in values:
        if isinstance(value, Decimal):
            result = ARITHMETIC.add(result, value)
        elif isinstance(value, PlanDate):
            result = ARITHMETIC.add(result, number(value))  # type: ignore[arg-type]
    return finite(result)


def _of_numbers(values: Sequence[Result]) -> list[Result]:
    return [v for v in values if isinstance(v, Decimal | PlanDate)]


def _count_numbers(values: Sequence[Result]) -> Result:
    return Decimal(len(_of_numbers(values)))


def _count_filled(values: Sequence[Result]) -> Result:
    return Decimal(sum(v is not None for v in values))


def _least(values: Sequence[Result]) -> Result:
    return min(_of_numbers(values), key=key, default=None)


def _greatest(values: Sequence[Result]) -> Result:
    return max(_of_numbers(values), key=key, default=None)


def _average(values: Sequence[Result]) -> Result:
    counted = _of_numbers(values)
    sum_of = total(counted)
    return ERROR if not counted else calculate("/", sum_of, Decimal(len(counted)))


OF_MANY: Mapping[str, Callable[[Sequence[Result]], Result]] = {
    "SUM": total,
    "COUNT": _count_numbers,
    "COUNTA": _count_filled,
    "MIN": _least,
    "MAX": _greatest,
    "AVERAGE": _average,
}
"""Aggregates: blanks are passed over; MIN and MAX of nothing are blank."""


def _by_columns(*values: Result) -> Result:
    """Functions that see blanks or errors have their meaning in `columns`."""
    raise AssertionError(values)


FUNCTIONS: Mapping[str, Function] = {
    "AND": Function(_by_columns, 1, MANY, Kind.TRUTH, Kind.TRUTH),
    "OR": Function(_by_columns, 1, MANY, Kind.TRUTH, Kind.TRUTH),
    "NOT": Function(_by_columns, 1, 1, Kind.TRUTH, Kind.TRUTH),
    "IF": Function(_by_columns, 2, 3, Kind.ANY, Kind.ANY),
    "IFERROR": Function(_by_columns, 2, 2, Kind.ANY, Kind.ANY),
    "ISBLANK": Function(_by_columns, 1, 1, Kind.ANY, Kind.TRUTH),
    "ISNUMBER": Function(_by_columns, 1, 1, Kind.ANY, Kind.TRUTH),
    "ISTEXT": Function(_by_columns, 1, 1, Kind.ANY, Kind.TRUTH),
    "LEN": Function(lambda value: Decimal(len(text(value))), 1, 1, Kind.TEXT, Kind.NUMBER),
    "LEFT": Function(_left, 1, 2, Kind.ANY, Kind.TEXT),
    "RIGHT": Function(_right, 1, 2, Kind.ANY, Kind.TEXT),
    "MID": Function(_mid, 3, 3, Kind.ANY, Kind.TEXT),
    "TRIM": Function(
        lambda value: " ".join(part for part in text(value).split(" ") if part), 1, 1, Kind.TEXT, Kind.TEXT
    ),
    "EXACT": Function(lambda a, b: text(a) == text(b), 2, 2, Kind.TEXT, Kind.TRUTH),
    "CONTAINS": Function(_contains, 2, 2, Kind.TEXT, Kind.TRUTH),
    "VALUE": Function(_numbers(lambda value: value), 1, 1, Kind.ANY, Kind.NUMBER),
    "ABS": Function(_numbers(Decimal.copy_abs), 1, 1, Kind.NUMBER, Kind.NUMBER),
    "ROUND": Function(_numbers(_round), 1, 2, Kind.NUMBER, Kind.NUMBER),
    "INT": Function(_numbers(_int), 1, 1, Kind.NUMBER, Kind.NUMBER),
    "MOD": Function(_numbers(_mod), 2, 2, Kind.NUMBER, Kind.NUMBER),
    "SUM": Function(_by_columns, 1, MANY, Kind.NUMBER, Kind.NUMBER),
    "AVERAGE": Function(_by_columns, 1, MANY, Kind.NUMBER, Kind.NUMBER),
    "MIN": Function(_by_columns, 1, MANY, Kind.ANY, Kind.ANY),
    "MAX": Function(_by_columns, 1, MANY, Kind.ANY, Kind.ANY),
    "COUNT": Function(_by_columns, 1, MANY, Kind.ANY, Kind.NUMBER),
    "COUNTA": Function(_by_columns, 1, MANY, Kind.ANY, Kind.NUMBER),
    "COUNTIF": Function(_by_columns, 2, 2, Kind.ANY, Kind.NUMBER),
    "DATE": Function(_numbers(_date), 3, 3, Kind.NUMBER, Kind.DATE),
    "YEAR": Function(_part_of_day("year"), 1, 1, Kind.DATE, Kind.NUMBER),
    "MONTH": Function(_part_of_day("month"), 1, 1, Kind.DATE, Kind.NUMBER),
    "DAY": Function(_part_of_day("day"), 1, 1, Kind.DATE, Kind.NUMBER),
    "EOMONTH": Function(_month_end, 2, 2, Kind.ANY, Kind.DATE),
}
