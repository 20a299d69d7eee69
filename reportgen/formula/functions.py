"""What operators and functions of formulas compute; each part becomes a function of the values."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from reportgen.model.values import PlanDate, Understood, plain

Values = Mapping[str, Understood]
Node = Callable[[Values], Understood]
"""A compiled part of a formula: from the values of names to its result."""

_ARITHMETIC = Context(prec=40, rounding=ROUND_HALF_UP, traps=[])
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def constant(value: Understood) -> Node:
    return lambda values: value


def lookup(name: str) -> Node:
    def look(values: Values) -> Understood:
        value = values.get(name)
        return None if isinstance(value, str) and not value else value

    return look


def binary(sign: str, left: Node, right: Node) -> Node:
    if sign in COMPARISONS:
        return _comparison(sign, left, right)
    if sign == "&":
        return _strict(lambda a, b: plain(a) + plain(b), left, right)
    return _strict(lambda a, b: _calculate(sign, a, b), left, right)


def _comparison(sign: str, left: Node, right: Node) -> Node:
    """As `_strict` would make it; written out, for it is what most rules do with every row."""
    compare = COMPARISONS[sign]

    def evaluate(values: Values) -> Understood:
        a, b = left(values), right(values)
        if a is None or b is None:
            return None
        return compare(a, b) if type(a) is Decimal and type(b) is Decimal else _compare(sign, a, b)

    return evaluate


def _strict(function: Callable[..., Understood], *nodes: Node) -> Node:
    """Return a node that is blank when any operand is."""

    def evaluate(values: Values) -> Understood:
        operands = [node(values) for node in nodes]
        for operand in operands:  # not "in": comparing a decimal with None is slow
            if operand is None:
                return None
        return function(*operands)

    return evaluate


def _compare(sign: str, left: Understood, right: Understood) -> bool | None:
    a, b = _comparable(left, right), _comparable(right, left)
    if type(a) is type(b):
        return COMPARISONS[sign](a, b)
    return {"=": False, "<>": True}.get(sign)


def _comparable(value: Understood, other: Understood) -> str | Decimal | bool | date | None:
    """Return *value* as it is compared with *other*: text without case, dates by their last day."""
    if isinstance(value, bool) and isinstance(other, str):
        return plain(value)
    if isinstance(value, str):
        return value.casefold()
    if isinstance(value, PlanDate):
        return value.end
    return value


def _calculate(sign: str, left: Understood, right: Understood) -> Understood:
    if isinstance(left, PlanDate):
        return _date_arithmetic(sign, left, right)
    a, b = _number(left), _number(right)
    if a is None or b is None:
        return None
    operation = {
        "+": _ARITHMETIC.add,
        "-": _ARITHMETIC.subtract,
        "*": _ARITHMETIC.multiply,
        "/": _ARITHMETIC.divide,
    }[sign]
    return _finite(operation(a, b))


def _date_arithmetic(sign: str, left: PlanDate, right: Understood) -> Understood:
    """Days between two dates, or a date some whole days later or earlier; else blank."""
    if isinstance(right, PlanDate):
        return Decimal((left.end - right.end).days) if sign == "-" else None
    days = _number(right)
    if days is None or sign not in "+-":
        return None
    try:
        return PlanDate(left.end + timedelta(days=int(days) if sign == "+" else -int(days)))
    except OverflowError:
        return None


def _number(value: Understood) -> Decimal | None:
    if isinstance(value, bool):
        return Decimal(int(value))
    return value if isinstance(value, Decimal) else None


def _finite(number: Decimal) -> Decimal | None:
    return number if number.is_finite() else None


@dataclass(frozen=True, slots=True)
class _Function:
    build: Callable[[Sequence[Node]], Node]
    least: int
    most: int

    @property
    def count(self) -> str:
        if self.least == self.most:
            return str(self.least)
        return f"{self.least}个以上，不超过{self.most}" if self.most == _MANY else f"{self.least}至{self.most}"


_MANY = 100


def _and(nodes: Sequence[Node]) -> Node:
    return _logical(nodes, decisive=False)


def _or(nodes: Sequence[Node]) -> Node:
    return _logical(nodes, decisive=True)


def _logical(nodes: Sequence[Node], *, decisive: bool) -> Node:
    def evaluate(values: Values) -> Understood:
        results = [_truth(node(values)) for node in nodes]
        if decisive in results:
            return decisive
        return None if None in results else not decisive

    return evaluate


def _not(nodes: Sequence[Node]) -> Node:
    def evaluate(values: Values) -> Understood:
        truth = _truth(nodes[0](values))
        return None if truth is None else not truth

    return evaluate


def _if(nodes: Sequence[Node]) -> Node:
    def evaluate(values: Values) -> Understood:
        truth = _truth(nodes[0](values))
        if truth is None:
            return None
        if truth:
            return nodes[1](values)
        return nodes[2](values) if len(nodes) > 2 else False

    return evaluate


def _truth(value: Understood) -> bool | None:
    return value if isinstance(value, bool) else None


def _is_blank(nodes: Sequence[Node]) -> Node:
    return lambda values: nodes[0](values) is None


def _plainly(function: Callable[..., Understood], least: int, most: int | None = None) -> _Function:
    """A function of values none of which is blank."""
    return _Function(lambda nodes: _strict(function, *nodes), least, least if most is None else most)


def _on_numbers(function: Callable[..., Decimal | None], least: int, most: int | None = None) -> _Function:
    def calculate(*values: Understood) -> Understood:
        numbers = [_number(v) for v in values]
        return None if None in numbers else function(*numbers)

    return _plainly(calculate, least, most)


def _round(number: Decimal, digits: Decimal = Decimal(0)) -> Decimal | None:
    """Round half away from zero, as Excel's ROUND; *digits* may be negative."""
    if abs(digits) > _ARITHMETIC.prec:
        return None
    return _finite(_ARITHMETIC.quantize(number, Decimal(1).scaleb(-int(digits))))


def _sum(*numbers: Decimal) -> Decimal | None:
    total = Decimal(0)
    for number in numbers:
        total = _ARITHMETIC.add(total, number)
    return _finite(total)


def _extreme(choose: Callable[..., Understood]) -> Callable[..., Understood]:
    """MIN and MAX of numbers, or of dates by their last day."""

    def pick(*values: Understood) -> Understood:
        if all(isinstance(v, PlanDate) for v in values):
            return choose(values, key=lambda v: v.end)
        numbers = [_number(v) for v in values]
        return None if None in numbers else choose(numbers)

    return pick


def _part(value: Understood, length: Understood, *, left: bool) -> str | None:
    number = _number(length)
    if number is None or number < 0:
        return None
    text, count = plain(value), min(int(number), len(plain(value)))
    return text[:count] if left else text[len(text) - count :]


def _date(year: Decimal, month: Decimal, day: Decimal) -> Understood:
    try:
        return PlanDate(date(int(year), int(month), int(day)))
    except (ValueError, OverflowError):
        return None


def _date_of(*values: Understood) -> Understood:
    numbers = [_number(v) for v in values]
    return None if None in numbers else _date(*(n for n in numbers if n is not None))


FUNCTIONS: Mapping[str, _Function] = {
    "AND": _Function(_and, 1, _MANY),
    "OR": _Function(_or, 1, _MANY),
    "NOT": _Function(_not, 1, 1),
    "IF": _Function(_if, 2, 3),
    "ISBLANK": _Function(_is_blank, 1, 1),
    "LEN": _plainly(lambda value: Decimal(len(plain(value))), 1),
    "ABS": _on_numbers(Decimal.copy_abs, 1),
    "ROUND": _on_numbers(_round, 1, 2),
    "MIN": _plainly(_extreme(min), 1, _MANY),
    "MAX": _plainly(_extreme(max), 1, _MANY),
    "SUM": _on_numbers(_sum, 1, _MANY),
    "LEFT": _plainly(lambda value, length=Decimal(1): _part(value, length, left=True), 1, 2),
    "RIGHT": _plainly(lambda value, length=Decimal(1): _part(value, length, left=False), 1, 2),
    "CONTAINS": _plainly(lambda value, part: plain(part).casefold() in plain(value).casefold(), 2),
    "DATE": _plainly(_date_of, 3),
}
