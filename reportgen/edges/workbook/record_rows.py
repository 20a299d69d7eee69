"""The rows of a data sheet as XML: most cells go from the packed record into the sheet without becoming objects."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from reportgen.edges.workbook import live
from reportgen.edges.workbook.stream import Content, cell_end, cell_open, letters_of
from reportgen.edges.workbook.style import MOST_HEIGHT, Pen
from reportgen.model import screen
from reportgen.model.packed import PackedValues, Shape
from reportgen.model.plan import Field, FieldType
from reportgen.model.records import Row
from reportgen.model.sheet import parse_address
from reportgen.model.values import PlanDate, Value

CARRIED = "沿用"
FORMULA_STARTS = "=+-@\t\r"
"""Text that begins so is taken for a formula when its cell is edited."""
_MARKS = r"&<>_\x00-\x1f\ufffe\uffff\ud800-\udfff"
_PLAIN_TEXT = re.compile(rf"[^\s=+\-@{_MARKS}][^{_MARKS}]{{0,999}}(?<!\s)")
"""Text that stands in XML as it is, blanks included, and begins no formula."""
_NUMBER, _LINE = "\x00", "><v>\x01</v></c>"  # stand for the row's number here and there, in the cells of an origin
_MOST_KNOWN = 10_000
"""Cells remembered of a column."""


@dataclass(frozen=True, slots=True)
class Column:
    """How a column is written; ``field`` is None for where a record came from."""

    heading: str
    width: float
    style: Any
    field: Field | None = None
    summed: bool = False


class _Own(NamedTuple):
    """What the cells of one of the form's own columns have in common."""

    number: int  # 0-based
    name: str  # of the field
    column: Column
    start: str  # of a cell, up to the row's number
    opened: str  # from the row's number up to the content
    text: str  # from the row's number up to a text
    numeric: bool
    room: float  # characters of a text that surely takes one line
    known: dict[Any, tuple[str, Content]]  # packed item → rest of the cell, and its content


@dataclass
class RecordRows:
    """Makes the rows of one form's records; ``sums`` are the totals of its columns over all rows made so far.

    *columns* are the form's own, then unit, period, file, sheet, row, time of receipt and whether carried on.
    """

    pen: Pen
    columns: Sequence[Column]
    received: Mapping[str, datetime]  # by file
    carried: Set[str]  # units
    sums: list[Decimal] = field(init=False)
    _own: tuple[_Own, ...] = field(init=False)
    _orders: dict[Shape, tuple[tuple[_Own, int], ...]] = field(default_factory=dict)
    _origins: dict[tuple[str, str, str, str], tuple[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        letters = letters_of(len(self.columns))
        self._own = tuple(
            _Own(number, column.field.name, column, f'<c r="{letters[number]}', opened := cell_open(column.style),
                 f'{opened} t="inlineStr"><is><t>',
                 FieldType(column.field.type).numeric, (column.width - 1) / 2, {})
            for number, column in enumerate(self.columns)
            if column.field
        )  # fmt: skip
        self.sums = [Decimal(0)] * len(self._own)

    def row(self, number: int, row: Row, marked: Set[int] = frozenset()) -> str:
        """Return the row *number* (1-based) of the sheet for a record; *marked* are columns that findings name."""
        if isinstance(row.values, PackedValues) and not marked:
            cells, lines, line = self._packed(str(number), row.values)
        else:
            cells, lines = self._told(str(number), row.values, marked)
            line = parse_address(row.origin.cell)[0] if row.origin.cell else 0
        origin, more = self._origin(row)
        lines = max(lines, more)
        height = min(MOST_HEIGHT, 14 * lines + 4) if lines > 1 else 18
        told = origin.replace(_NUMBER, str(number)).replace(_LINE, f"><v>{line}</v></c>" if line else "/>")
        return f'<row r="{number}" ht="{height:g}" customHeight="1">{"".join(cells)}{told}</row>'

    def _packed(self, number: str, values: PackedValues) -> tuple[list[str], int, int]:
        """Return the cells of a packed record, how many lines the fullest takes, and the row that it stood in."""
        shape, items = values.shape, values.items_in_order()
        order = self._orders.get(shape)
        if order is None:
            order = tuple((own, shape.index.get(own.name, -1) + 1) for own in self._own)
            self._orders[shape] = order
        parts: list[str] = []
        most = 1
        for own, index in order:
            item = items[index] if index else None
            if item.__class__ is str and not own.numeric and (item.isalnum() or _PLAIN_TEXT.fullmatch(item)):
                if len(item) > own.room:
                    most = max(most, screen.lines(item, own.column.width))
                parts.append(f"{own.start}{number}{own.text}{item}</t></is></c>")
            elif item.__class__ is tuple and len(item) == 1 and len(item[0]) <= live.MOST_DIGITS and "E" not in item[0]:
                if own.column.summed:
                    self.sums[own.number] += Decimal(item[0])
                parts.append(f"{own.start}{number}{own.opened}><v>{item[0]}</v></c>")
            else:
                rest, content = self._known(own, item, values)
                most = self._count(own, content, most)
                parts.append(f"{own.start}{number}{rest}")
        return parts, most, items[0]

    def _known(self, own: _Own, item: Any, values: PackedValues) -> tuple[str, Content]:
        """Return the rest of a cell and its content; the same for equal items but for where they came from."""
        key = item[:2] if item.__class__ is tuple else item
        found = own.known.get(key)
        if found is None:
            if len(own.known) >= _MOST_KNOWN:
                own.known.clear()
            style, content = self._cell(own, values.get(own.name))
            found = own.known[key] = cell_open(style) + cell_end(content), content
        return found

    def _told(self, number: str, values: Mapping[str, Value], marked: Set[int]) -> tuple[list[str], int]:
        """The same of any record, without the row that it stood in."""
        parts: list[str] = []
        most = 1
        for own in self._own:
            style, content = self._cell(own, values.get(own.name))
            style = self.pen.marked(style) if own.number in marked else style
            most = self._count(own, content, most)
            parts += own.start, number, cell_open(style), cell_end(content)
        return parts, most

    def _count(self, own: _Own, content: Content, most: int) -> int:
        """Add a number to the totals; return the lines of a text where they are more than *most*."""
        if isinstance(content, Decimal) and own.column.summed:
            self.sums[own.number] += content
        return max(most, _lines(own.column, content))

    def _cell(self, own: _Own, value: Value | None) -> tuple[Any, Content]:
        """Return how a value is shown in its column: a date by its precision, text that is no formula."""
        content = live.shown(value)
        if value is not None and isinstance(value.value, PlanDate):
            return self.pen.date_format(value.value), content
        if isinstance(content, str):
            if content[0] in FORMULA_STARTS:
                return self.pen.guarded(own.column.style), content
            if own.numeric:  # a number too long for Excel
                return self.pen.format("code"), content
        return own.column.style, content

    def _origin(self, row: Row) -> tuple[str, int]:
        """Return the cells that say where a record came from, and how many lines they take."""
        origin = row.origin
        key = (row.unit, row.period, origin.file, origin.sheet)
        if key not in self._origins:
            stamp = self.received.get(origin.file)
            told = (*key, _LINE, _moment(stamp) if stamp else None, CARRIED if row.unit in self.carried else None)
            columns = self.columns[len(self._own) :]
            letters = letters_of(len(self.columns))[len(self._own) :]
            cells = "".join(
                f'<c r="{letter}{_NUMBER}{cell_open(column.style)}' + (_LINE if content == _LINE else cell_end(content))
                for letter, column, content in zip(letters, columns, told, strict=True)
            )
            lines = max(_lines(column, content) for column, content in zip(columns, told, strict=True))
            self._origins[key] = cells, lines
        return self._origins[key]


def _lines(column: Column, content: Content) -> int:
    """Return how many lines *content* takes in its column."""
    if isinstance(content, str) and 2 * len(content) > column.width - 1:
        return screen.lines(content, column.width)
    return 1


def _moment(stamp: datetime) -> Decimal:
    """Return a time as Excel counts days, to the minute."""
    minutes = Decimal(stamp.hour * 60 + stamp.minute) / 1440
    return live.serial(stamp.date()) + minutes.quantize(Decimal("1e-9"))
