"""A formula applied to all rows at once: each part gives a list with one result a row.

How blanks and errors go through a formula (see the package's page for why):

- a part with a blank operand is blank; AND and OR are decided where the rest decides; SUM, COUNT,
  COUNTA, AVERAGE, MIN and MAX pass blanks over; ISBLANK, ISNUMBER and ISTEXT see them;
- an error spreads through everything but IFERROR, as in Excel; where there is a blank too, the blank wins.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from reportgen.formula.functions import FUNCTIONS, OF_MANY, calculate
from reportgen.formula.tree import (
    COMPARISON_SIGNS,
    Call,
    Constant,
    Here,
    Node,
    Operation,
    Ref,
)
from reportgen.formula.values import ERROR, Result, as_shown, key, keys
from reportgen.model.values import PlanDate


class Scope(Protocol):
    """Where a formula finds its values; None is blank."""

    @property
    def size(self) -> int:
        """Number of rows."""
        ...

    def row_values(self, ref: Ref) -> Sequence[Result]:
        """Return one value for each row."""
        ...

    def column(self, ref: Ref) -> Sequence[Result]:
        """Return all values of a whole column, however many."""
        ...


Column = Sequence[Result]
Evaluate = Callable[[Scope], Column]
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def build(node: Node) -> Evaluate:
    """Return the function that evaluates *node* over a scope."""
    if isinstance(node, Constant):
        return lambda scope: [node.value] * scope.size
    if isinstance(node, Ref):
        return lambda scope: scope.row_values(node)
    if isinstance(node, Operation):
        return _comparison(node) if node.sign in COMPARISON_SIGNS else _arithmetic(node)
    if isinstance(node, Call):
        return _call(node)
    raise AssertionError(node)  # 本行 stands in COUNTIF only


# ---------------------------------------------------------------- operators


def _arithmetic(node: Operation) -> Evaluate:
    left, right, sign = build(node.left), build(node.right), node.sign

    def compute(a: Result, b: Result) -> Result:
        if a is None or b is None:
            return None
        return ERROR if a is ERROR or b is ERROR else calculate(sign, a, b)

    return lambda scope: list(map(compute, left(scope), right(scope)))


def _comparison(node: Operation) -> Evaluate:
    left, right = _comparable(node.left), _comparable(node.right)
    holds = COMPARISONS[node.sign]

    def compute(a: Result, b: Result) -> Result:
        if type(a) is Decimal and type(b) is Decimal:
            return holds(a, b)
        if a is None or b is None:
            return None
        if a is ERROR or b is ERROR:
            return ERROR
        if type(a) is PlanDate and type(b) is PlanDate:
            return holds(a.end, b.end)
        one, other = keys(a, b)
        return holds(one, other)

    return lambda scope: list(map(compute, left(scope), right(scope)))


def _comparable(node: Node) -> Evaluate:
    """Numbers that were computed are compared by 15 digits; those that were read have no more."""
    evaluate = build(node)
    if isinstance(node, Constant | Ref):
        return evaluate
    return lambda scope: [as_shown(v) if type(v) is Decimal else v for v in evaluate(scope)]


# ---------------------------------------------------------------- functions


def _call(node: Call) -> Evaluate:
    if node.name == "COUNTIF":
        return _count_if(node)
    if node.name in OF_MANY:
        return _aggregate(node)
    parts = [build(argument) for argument in node.arguments]
    if node.name in _SEES_ALL:
        every = _SEES_ALL[node.name]
        return lambda scope: [every(*values) for values in zip(*(p(scope) for p in parts), strict=True)]
    compute = FUNCTIONS[node.name].compute

    def strict(*values: Result) -> Result:
        for value in values:
            if value is None:
                return None
        for value in values:
            if value is ERROR:
                return ERROR
        return compute(*values)

    return lambda scope: list(map(strict, *(p(scope) for p in parts)))


def _truth(value: Result) -> Result:
    if value is None or value is ERROR or isinstance(value, bool):
        return value
    return bool(value) if isinstance(value, Decimal) else ERROR


def _logical(decisive: bool) -> Callable[..., Result]:
    def decide(*values: Result) -> Result:
        truths = [_truth(v) for v in values]
        if any(t is ERROR for t in truths):
            return ERROR
        if any(t is decisive for t in truths):
            return decisive
        return None if any(t is None for t in truths) else not decisive

    return decide


def _not(value: Result) -> Result:
    truth = _truth(value)
    return not truth if isinstance(truth, bool) else truth


def _if(condition: Result, then: Result, otherwise: Result = False) -> Result:
    truth = _truth(condition)
    if not isinstance(truth, bool):
        return truth
    return then if truth else otherwise


_SEES_ALL: Mapping[str, Callable[..., Result]] = {
    "AND": _logical(decisive=False),
    "OR": _logical(decisive=True),
    "NOT": _not,
    "IF": _if,
    "IFERROR": lambda value, instead: instead if value is ERROR else value,
    "ISBLANK": lambda value: value is None,
    "ISNUMBER": lambda value: isinstance(value, Decimal | PlanDate),
    "ISTEXT": lambda value: isinstance(value, str),
}


def _aggregate(node: Call) -> Evaluate:
    compute = OF_MANY[node.name]
    whole = [a for a in node.arguments if isinstance(a, Ref) and a.path]
    if whole:

        def once(scope: Scope) -> Column:
            return [_all_or_error(compute, [v for ref in whole for v in scope.column(ref)])] * scope.size

        return once
    parts = [build(argument) for argument in node.arguments]
    computed = [number for number, argument in enumerate(node.arguments) if not isinstance(argument, Ref)]

    def of_row(*values: Result) -> Result:
        """Blank fields are passed over; a blank among what was computed leaves the whole not judged."""
        return None if any(values[n] is None for n in computed) else _all_or_error(compute, values)

    return lambda scope: list(map(of_row, *(p(scope) for p in parts)))


def _all_or_error(compute: Callable[[Sequence[Result]], Result], values: Sequence[Result]) -> Result:
    return ERROR if any(v is ERROR for v in values) else compute(values)


def _count_if(node: Call) -> Evaluate:
    column, wanted = node.arguments
    assert isinstance(column, Ref)
    if isinstance(wanted, Constant) and (condition := criterion(wanted)) is not None:
        sign, value = condition

        def once(scope: Scope) -> Column:
            return [Decimal(sum(_meets(v, sign, value) for v in scope.column(column)))] * scope.size

        return once
    repeated = build(Ref((), column.name, column.position) if isinstance(wanted, Here) else wanted)

    def count(scope: Scope) -> Column:
        known = Counter(_counted(v) for v in scope.column(column) if v is not None and v is not ERROR)
        return [
            v if v is None or v is ERROR else Decimal(known[_counted(v)]) for v in repeated(scope)
        ]  # fmt: skip

    return count


def _counted(value: Result) -> object:
    return key("是" if value else "否") if isinstance(value, bool) else key(value)


def criterion(wanted: Constant) -> tuple[str, Result] | None:
    """Return (sign, value) of a criterion such as ">=5", None for a plain value."""
    if not isinstance(wanted.value, str):
        return None
    for sign in ("<=", ">=", "<>", "<", ">", "="):
        if wanted.value.startswith(sign):
            rest = wanted.value[len(sign) :]
            told = FUNCTIONS["VALUE"].compute(rest)
            return sign, rest if told is ERROR else told
    return None


def _meets(value: Result, sign: str, wanted: Result) -> bool:
    """Whether a filled *value* of the wanted kind stands so to *wanted*."""
    if value is None or value is ERROR or wanted is None:
        return False
    one, other = keys(value, wanted)
    if one[0] != other[0]:
        return sign == "<>"
    return COMPARISONS[sign](one, other)
