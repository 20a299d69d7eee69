"""The rows of a data sheet as XML: most cells go from packed records into the sheet without becoming objects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from reportgen.edges.workbook import live
from reportgen.edges.workbook.stream import Content, cell_end, cell_open, letters_of
from reportgen.edges.workbook.style import FORMULA_STARTS, Pen
from reportgen.model import screen
from reportgen.model.packed import Block, PackedValues, Whose
from reportgen.model.plan import Field, FieldType
from reportgen.model.records import PackedRow, Row
from reportgen.model.sheet import parse_address
from reportgen.model.values import PlanDate, Value

CARRIED = "沿用"
_LONG = 1000
_MARKS = r"&<>_\x00-\x1f\ufffe\uffff\ud800-\udfff"
_PLAIN_TEXT = re.compile(rf"[^\s=+\-@{_MARKS}][^{_MARKS}]{{0,{_LONG - 1}}}(?<!\s)")
"""Text that stands in XML as it is, blanks included, and begins no formula."""
_PLAIN = rf"[^\s=+\-@{_MARKS}](?:[^{_MARKS}]*[^\s{_MARKS}])?"
_PLAIN_COLUMN = re.compile(rf"{_PLAIN}(?:\n{_PLAIN})*")
"""Such texts, one a line."""
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
    _origins: dict[Whose, tuple[str, int]] = field(default_factory=dict)

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

    def rows(self, first: int, rows: Sequence[Row], marked: Mapping[int, Set[int]]) -> Iterator[str]:
        """Yield the rows of *rows*, the first in row *first* (1-based); *marked* are columns that findings name, by row.

        Rows that stand one after the other in a block are made a column at a time.
        """
        number, end = first, first + len(rows)
        while number < end:
            row = rows[number - first]
            run = 1
            if isinstance(row, PackedRow) and number not in marked:
                ahead = rows[number - first : number - first + len(row.block) - row.place]
                run = next(
                    (n for n, r in enumerate(ahead) if not _follows(r, row, n) or number + n in marked), len(ahead)
                )
                yield from self._run(number, row.block, row.place, run)
            else:
                yield self._told(number, row, marked.get(number, frozenset()))
            number += run

    def _run(self, first: int, block: Block, place: int, count: int) -> Iterator[str]:
        """Yield so many rows of a block, from *place* on."""
        opened = block.opened()
        numbers = [str(number) for number in range(first, first + count)]
        most = [1] * count
        cells = []
        for own in self._own:
            column = opened.column(own.name)
            items = column[place : place + count] if column else [None] * count
            cells.append(self._texts(own, items, numbers, most) or self._figures(own, items, numbers)
                         or self._any(own, items, numbers, most, block, place))  # fmt: skip
        origin, least = self._origin(block.whose)
        lines = opened.lines[place : place + count]
        for number, line, high, told in zip(numbers, lines, most, zip(*cells, strict=True), strict=True):
            yield self._row(number, max(high, least), "".join(told), origin, line)

    def _texts(self, own: _Own, items: Sequence[Any], numbers: Sequence[str], most: list[int]) -> list[str] | None:
        """Return the cells of a column of plain texts, None if it is none; lines of long ones are put down in *most*."""
        try:
            joined = "\n".join(items)
        except TypeError:
            return None
        longest = max(map(len, items))
        if own.numeric or longest > _LONG or _PLAIN_COLUMN.fullmatch(joined) is None:
            return None
        if longest > own.room:
            for at, text in enumerate(items):
                if len(text) > own.room:
                    most[at] = max(most[at], screen.lines(text, own.column.width))
        start, opened = own.start, own.text
        return [f"{start}{number}{opened}{text}</t></is></c>" for number, text in zip(numbers, items, strict=True)]

    def _figures(self, own: _Own, items: Sequence[Any], numbers: Sequence[str]) -> list[str] | None:
        """Return the cells of a column of numbers as typed, None if it is none."""
        if set(map(len, filter(None, items))) != {1} or set(map(type, items)) != {tuple}:
            return None
        figures = [item[0] for item in items]
        if max(map(len, figures)) > live.MOST_DIGITS or "E" in "".join(figures):
            return None
        if own.column.summed:
            self.sums[own.number] += sum(map(Decimal, figures))
        start, opened = own.start, own.opened
        return [f"{start}{number}{opened}><v>{figure}</v></c>" for number, figure in zip(numbers, figures, strict=True)]

    def _any(
        self, own: _Own, items: Sequence[Any], numbers: Sequence[str], most: list[int], block: Block, place: int
    ) -> list[str]:
        """Return the cells of any column; the lines of texts that take several are put down in *most*."""
        found = []
        for at, (number, item) in enumerate(zip(numbers, items, strict=True)):
            if item.__class__ is str and not own.numeric and (item.isalnum() or _PLAIN_TEXT.fullmatch(item)):
                if len(item) > own.room:
                    most[at] = max(most[at], screen.lines(item, own.column.width))
                found.append(f"{own.start}{number}{own.text}{item}</t></is></c>")
            else:
                rest, content = self._known(own, item, PackedValues(block, place + at))
                most[at] = self._count(own, content, most[at])
                found.append(f"{own.start}{number}{rest}")
        return found

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

    def _told(self, number: int, row: Row, marked: Set[int]) -> str:
        """Return the row of any record."""
        parts: list[str] = []
        most = 1
        for own in self._own:
            style, content = self._cell(own, row.values.get(own.name))
            style = self.pen.marked(style) if own.number in marked else style
            most = self._count(own, content, most)
            parts.append(f"{own.start}{number}{cell_open(style)}{cell_end(content)}")
        origin, least = self._origin((row.form, row.unit, row.period, row.origin.file, row.origin.sheet))
        line = parse_address(row.origin.cell)[0] if row.origin.cell else 0
        return self._row(str(number), max(most, least), "".join(parts), origin, line)

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

    def _row(self, number: str, lines: int, cells: str, origin: str, line: int) -> str:
        told = origin.replace(_NUMBER, number).replace(_LINE, f"><v>{line}</v></c>" if line else "/>")
        return f'<row r="{number}" ht="{self.pen.height(lines):g}" customHeight="1">{cells}{told}</row>'

    def _origin(self, whose: Whose) -> tuple[str, int]:
        """Return the cells that say where a record came from, and how many lines they take."""
        if whose not in self._origins:
            _, unit, period, file, sheet = whose
            stamp = self.received.get(file)
            moment = _moment(stamp) if stamp else None
            told = (unit, period, file, sheet, _LINE, moment, CARRIED if unit in self.carried else None)
            columns = self.columns[len(self._own) :]
            letters = letters_of(len(self.columns))[len(self._own) :]
            cells = "".join(
                f'<c r="{letter}{_NUMBER}{cell_open(column.style)}' + (_LINE if content == _LINE else cell_end(content))
                for letter, column, content in zip(letters, columns, told, strict=True)
            )
            lines = max(_lines(column, content) for column, content in zip(columns, told, strict=True))
            self._origins[whose] = cells, lines
        return self._origins[whose]


def _follows(row: Row, first: PackedRow, after: int) -> bool:
    """Whether *row* stands so many places after *first* in its block."""
    return isinstance(row, PackedRow) and row.block is first.block and row.place == first.place + after


def _lines(column: Column, content: Content) -> int:
    """Return how many lines *content* takes in its column."""
    if isinstance(content, str) and 2 * len(content) > column.width - 1:
        return screen.lines(content, column.width)
    return 1


def _moment(stamp: datetime) -> Decimal:
    """Return a time as Excel counts days, to the minute."""
    minutes = Decimal(stamp.hour * 60 + stamp.minute) / 1440
    return live.serial(stamp.date()) + minutes.quantize(Decimal("1e-9"))
