"""像不像真的: numbers and dates of a return that are possible, but hardly meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from reportgen.filing.obligations import window_close
from reportgen.layout import unit_of
from reportgen.model.finding import NOTICE, Finding
from reportgen.model.period import Period
from reportgen.model.plan import Field, FieldType, Form, Plan
from reportgen.model.records import Return, Row
from reportgen.model.values import PlanDate, plain
from reportgen.rules import codes
from reportgen.rules.formulas import rules_of
from reportgen.rules.place import at_title, at_value

_HAPPENED = frozenset(("actual_start", "reached", "approved", "removed", "raised", "closed"))
"""Roles of dates that tell what has happened."""
_PARTS = (
    ("year_done", "year_plan"),
    ("total_done", "total"),
    ("year_plan", "total"),
    ("fund_paid", "fund_issued"),
)
"""(part, whole) of one row, in roles; the part may exceed the whole, but not a hundred times."""
SLIP = 100
"""So many times its whole, or exactly ten times, a part is for a wrong unit or decimal point."""
_TENFOLD = 10
_DONE = frozenset(("year_done", "total_done", "fund_paid"))
_LEAST_ROWS, _ROUND, _HEAP = 8, 100, Decimal("0.8")
"""So many filled cells, multiples of so much, and such a share of them make a heap of round numbers."""


def check(plan: Plan, form: Form, ret: Return) -> Iterator[Finding]:
    """Yield findings about dates yet to come, parts far larger than their wholes, and heaps of round numbers."""
    last = last_day(plan, ret.period)
    dated = [f for f in form.columns() if happened(f)]
    pairs = parts_of_wholes(plan, form, ret.period)
    for row in ret.rows:
        for field in dated:
            value = row.get(field.name)
            if last is not None and isinstance(value, PlanDate) and value.start > last:
                yield at_value(codes.FUTURE_DATE, ret, row, field.name, value=value.label, last=PlanDate(last).label)
        yield from _slips(pairs, ret, row)
    for field in form.columns():
        if field.role in _DONE:
            yield from _heap(ret, field)


def happened(field: Field) -> bool:
    """Whether a field tells a date that cannot be yet to come."""
    return field.role in _HAPPENED and FieldType(field.type) is FieldType.DATE


def last_day(plan: Plan, period: str) -> date | None:
    """Return the last day on which something can have happened when *period* is reported."""
    return window_close(plan, Period.parse(period)).date() if period else None


def parts_of_wholes(plan: Plan, form: Form, period: str) -> tuple[tuple[Field, Field], ...]:
    """Return the pairs of *form*'s columns of which one is a part of the other, in the same unit.

    Where a rule of the plan compares just the two, it asks, and says what its author wants to say.
    """
    compared = {formula.fields for rule, formula in rules_of(plan, form, period) if rule.severity != NOTICE}
    pairs = ((form.role(part), form.role(whole)) for part, whole in _PARTS)
    return tuple(
        (part, whole)
        for part, whole in pairs
        if part is not None and whole is not None
        if unit_of(part) == unit_of(whole) and part.place == whole.place == "表格"
        if frozenset((part.name, whole.name)) not in compared
    )


def _slips(pairs: tuple[tuple[Field, Field], ...], ret: Return, row: Row) -> Iterator[Finding]:
    for part, whole in pairs:
        told, limit = row.get(part.name), row.get(whole.name)
        if not isinstance(told, Decimal) or not isinstance(limit, Decimal) or limit <= 0:
            continue
        tenfold = told == limit * _TENFOLD and FieldType(part.type) is not FieldType.INTEGER
        if told >= limit * SLIP or tenfold:
            yield at_value(
                codes.PART_SLIP, ret, row, part.name,
                value=plain(told) + unit_of(part), whole=whole.name, whole_value=plain(limit) + unit_of(whole),
                times=f"{int(told / limit):,}",
            )  # fmt: skip


def _heap(ret: Return, field: Field) -> Iterator[Finding]:
    numbers = [v for row in ret.rows if isinstance(v := row.get(field.name), Decimal) and v]
    round_ones = sum(not value % _ROUND for value in numbers)
    if len(numbers) >= _LEAST_ROWS and round_ones >= _HEAP * len(numbers):
        yield at_title(
            codes.ROUND_HEAP, ret, field=field.name, count=round_ones, all=len(numbers), unit_round=_ROUND,
            value="",
        )  # fmt: skip
