"""Live formulas over the data sheets, each with the value that Excel will find.

A formula is made together with its value, worked out here from the very cells that the data sheets show. So the
cached value is true, and a page can compare it with the figure that it stands for: where both differ (a firm told
twice that a figure counts once) the figure is printed, not the formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reportgen import layout
from reportgen.model.plan import Form
from reportgen.model.records import Row
from reportgen.model.values import PlanDate, Value

Shown = str | Decimal | None
UNIT = "填报单位"
"""The heading of the column that says who told a record."""
MOST_DIGITS = 15
"""Digits that Excel keeps of a number: a longer one is written as text."""
_EPOCH = date(1899, 12, 30)
_MOST_OPERAND, _MOST_FORMULA = 250, 8000


@dataclass(frozen=True, slots=True)
class Live:
    """A formula without its =, and its value; None where it gives a dash."""

    formula: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Test:
    """One condition of a COUNTIFS or SUMIFS: a column by its field (or `UNIT`), and what it must hold.

    ``kind`` is = (the text), * (contains the text), ? (is filled), >= or <= (a day). ``ref`` is the cell that holds the
    text, where the page shows it.
    """

    field: str
    kind: str
    text: str = ""
    ref: str = ""
    day: date | None = None

    @property
    def operand(self) -> str:
        """The condition as Excel reads it."""
        if self.kind == "?":
            return '"<>"'
        if self.day is not None:
            return f'"{self.kind}"&DATE({self.day.year},{self.day.month},{self.day.day})'
        star = "*" if self.kind == "*" else ""
        if self.ref:
            return f'"*"&{self.ref}&"*"' if star else self.ref
        return '"' + f"{star}{_escaped(self.text)}{star}".replace('"', '""') + '"'

    @property
    def sayable(self) -> bool:
        """Whether Excel reads the condition as it is meant: text that is no comparison, number or pattern, not long."""
        if not self.text:
            return self.kind in ("?", ">=", "<=")
        plain = not (self.ref and re.search(r"[~*?]", self.text))
        number = re.fullmatch(r"[\d.,%¥$/:年月日 -]+", self.text)
        return plain and number is None and len(self.text) < _MOST_OPERAND and self.text[0] not in "=<>"

    def holds(self, shown: Shown) -> bool:
        """Whether a cell that shows *shown* meets the condition, as Excel sees it."""
        if self.kind == "?":
            return shown is not None
        if self.day is not None:
            number = serial(self.day)
            return isinstance(shown, Decimal) and (shown >= number if self.kind == ">=" else shown <= number)
        if not isinstance(shown, str):
            return False
        wanted, told = self.text.lower(), shown.lower()
        return wanted in told if self.kind == "*" else wanted == told


def quoted(heading: str) -> str:
    """Return a heading as references to columns of tables write it."""
    return re.sub(r"(['#\[\]@])", r"'\1", heading)


def _escaped(text: str) -> str:
    return re.sub(r"([~*?])", r"~\1", text)


def serial(day: date) -> Decimal:
    """Return *day* as Excel counts days."""
    return Decimal((day - _EPOCH).days)


def shown(value: Value | None) -> Shown:
    """Return what a data sheet shows of *value*: a number, a day's number, or text; None where nothing."""
    inner = value.value if value else None
    if inner is None or inner == "":
        return None
    if isinstance(inner, bool):
        return "是" if inner else "否"
    if isinstance(inner, PlanDate):
        return serial(inner.start)
    if isinstance(inner, Decimal):
        return inner if len(inner.as_tuple().digits) <= MOST_DIGITS else format(inner, "f")
    return inner


@dataclass(frozen=True)
class Records:
    """The records of a form as its data sheet shows them, in one table or in several where there are very many."""

    form: Form
    rows: Sequence[Row]
    tables: tuple[str, ...]

    def column(self, table: str, field: str) -> str:
        """Return the reference to a column: 表_WZZ08[总投资（万元）]."""
        item = self.form.field(field)
        heading = layout.heading(item) if item else field
        return f"{table}[{quoted(heading)}]"

    def select(self, tests: Sequence[Test]) -> list[Row]:
        """Return the rows that meet all *tests*."""
        return [row for row in self.rows if all(t.holds(self._shown(row, t.field)) for t in tests)]

    def _shown(self, row: Row, field: str) -> Shown:
        return row.unit if field == UNIT else shown(row.values.get(field))

    def count(self, *tests: Test) -> Live | None:
        """Return how many records meet *tests*; None where that cannot be said in a formula."""
        if not self.tables or not all(t.sayable for t in tests):
            return None
        if not tests:
            return _live((f"ROWS({self.column(t, UNIT)})" for t in self.tables), Decimal(len(self.rows)))
        found = Decimal(len(self.select(tests)))
        return _live((f"COUNTIFS({self._arguments(table, tests)})" for table in self.tables), found)

    def total(self, field: str, *tests: Test) -> Live | None:
        """Return the sum of *field* over the records that meet *tests*; None where it cannot be said in a formula."""
        if not self.tables or not tests or not all(t.sayable for t in tests):
            return None
        numbers = (self._shown(row, field) for row in self.select(tests))
        found = sum((n for n in numbers if isinstance(n, Decimal)), Decimal(0))
        formulas = (f"SUMIFS({self.column(t, field)},{self._arguments(t, tests)})" for t in self.tables)
        return _live(formulas, found)

    def only(self, field: str, *tests: Test) -> Live | None:
        """Return the number in *field* of the one record that meets *tests*; None where there is no such one."""
        found = self.select(tests)
        if len(found) != 1 or not isinstance(self._shown(found[0], field), Decimal):
            return None
        return self.total(field, *tests)

    def _arguments(self, table: str, tests: Sequence[Test]) -> str:
        return ",".join(f"{self.column(table, t.field)},{t.operand}" for t in tests)


def _live(formulas: Iterable[str], value: Decimal) -> Live | None:
    formula = "+".join(formulas)
    return Live(formula, value) if len(formula) < _MOST_FORMULA else None


def plus(parts: Sequence[Live | None]) -> Live | None:
    """Return the sum of *parts*; None where one of them cannot be said."""
    known = [p for p in parts if p is not None]
    if not known or len(known) < len(parts):
        return None
    return _live((p.formula for p in known), sum((p.value or Decimal(0) for p in known), Decimal(0)))


def minus(a: str, first: Decimal | None, b: str, second: Decimal | None) -> Live | None:
    """Return cell *a* less cell *b*; None where one of them shows no number."""
    return None if first is None or second is None else Live(f"{a}-{b}", first - second)


def percentage(part: str, first: Decimal | None, whole: str, second: Decimal | None) -> Live | None:
    """Return cell *part* as a percentage of cell *whole*, a dash for a whole of zero."""
    if first is None or second is None:
        return None
    value = first * 100 / second if second else None
    return Live(f'IF({whole}=0,"—",{part}/{whole}*100)', value)
