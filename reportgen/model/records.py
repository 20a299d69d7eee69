"""What was received: rows of forms, the sheets that held them, and the files that held those."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportgen.model.finding import Finding
from reportgen.model.packed import MOST_ROWS, Block, PackedValues, RowValues, Whose, explanation_of, in_order, meaning
from reportgen.model.values import Origin, Understood, Value


@dataclass(frozen=True, eq=False)  # no slots: those of a `PackedRow` would stay empty
class Row:
    """One row of a form as one unit reported it. ``values`` by field name; blank cells are absent."""

    form: str
    unit: str
    period: str
    key: str  # the key fields' texts joined by " / ", "" if the form has no key
    values: Mapping[str, Value]
    origin: Origin  # the row's first filled cell
    explanation: Value | None = None  # 核实说明: what the unit says beside the row of what is queried

    def get(self, field_name: str | None) -> Understood:
        """The understood value of a field, None where it is blank."""
        values = self.values
        if isinstance(values, RowValues):
            return values.understood(field_name) if field_name else None
        value = values.get(field_name) if field_name else None
        return value.value if value else None

    def holding(self, values: Mapping[str, Value], explanation: Value | None = None) -> Row:
        """Return the same row with other values and another explanation."""
        return Row(self.form, self.unit, self.period, self.key, values, self.origin, explanation)

    def _parts(self) -> tuple[object, ...]:
        return self.form, self.unit, self.period, self.key, self.values, self.origin, self.explanation

    def __eq__(self, other: object) -> bool:
        return self._parts() == other._parts() if isinstance(other, Row) else NotImplemented

    __hash__ = object.__hash__


class PackedRow(Row):
    """A row that a block holds: it looks there for what it is asked for."""

    __slots__ = ("block", "place")
    block: Block
    place: int

    def __init__(self, block: Block, place: int) -> None:
        object.__setattr__(self, "block", block)
        object.__setattr__(self, "place", place)

    def get(self, field_name: str | None) -> Understood:
        column = self.block.opened().column(field_name)
        item = column[self.place] if column else None
        return item if item.__class__ is str else meaning(item)

    @property
    def form(self) -> str:
        return self.block.whose[0]

    @property
    def unit(self) -> str:
        return self.block.whose[1]

    @property
    def period(self) -> str:
        return self.block.whose[2]

    @property
    def key(self) -> str:
        return self.block.opened().keys[self.place]

    @property
    def values(self) -> PackedValues:
        return PackedValues(self.block, self.place)

    @property
    def origin(self) -> Origin:
        return Origin(*self.block.whose[3:], self.block.opened().cell(self.place))

    @property
    def explanation(self) -> Value | None:
        return explanation_of(self.block, self.place)

    def __repr__(self) -> str:
        return repr(self.holding(self.values, self.explanation))


def packed(rows: Sequence[Row]) -> Iterator[Block]:
    """Yield *rows* in blocks: of one unit, form, period, sheet and order of fields each."""
    number = 0
    while number < len(rows):
        block = _whole(rows, number) or _block(rows, number)
        yield block
        number += len(block)


def _block(rows: Sequence[Row], start: int) -> Block:
    """Return the rows from *start* on that a block can hold."""
    whose, names = _whose(rows[start]), tuple(rows[start].values)
    shapes = {names}
    end = start + 1
    for row in rows[end : start + MOST_ROWS]:
        if _whose(row) != whose or _whole(rows, end) is not None:
            break
        shape = tuple(row.values)
        if shape not in shapes:
            more = in_order(names, shape)
            if more is None:
                break
            names = more
            shapes.add(shape)
        end += 1
    return Block.of(rows[start:end], whose, names)


def _whose(row: Row) -> Whose:
    return row.form, row.unit, row.period, row.origin.file, row.origin.sheet


def _whole(rows: Sequence[Row], number: int) -> Block | None:
    """Return the block all of whose rows stand in *rows* from *number* on."""
    row = rows[number]
    if not isinstance(row, PackedRow) or row.place:
        return None
    block, end = row.block, number + len(row.block)
    own = (
        r.block is block and r.place == place for place, r in enumerate(rows[number:end]) if isinstance(r, PackedRow)
    )
    return block if len(rows) >= end and sum(own) == len(block) else None


def unpacked(blocks: Iterable[Block]) -> tuple[Row, ...]:
    """Return the rows of *blocks*."""
    return tuple(PackedRow(block, place) for block in blocks for place in range(len(block)))


def down(rows: Iterable[Row], name: str) -> Iterator[Understood]:
    """Yield the understood values of a field down the *rows*, None where it is blank."""
    block: Block | None = None
    column: Sequence[Any] | None = None
    for row in rows:
        if row.__class__ is not PackedRow:
            yield row.get(name)
            continue
        if row.block is not block:
            block = row.block
            column = block.opened().column(name)
        item = column[row.place] if column else None
        yield item if item.__class__ is str else meaning(item)


@dataclass(frozen=True, slots=True)
class CellCount:
    """Conservation: every filled cell is merged or explained (printed by us, or named by a finding)."""

    filled: int = 0
    merged: int = 0
    explained: int = 0

    @property
    def lost(self) -> int:
        return self.filled - self.merged - self.explained

    def __add__(self, other: CellCount) -> CellCount:
        return CellCount(self.filled + other.filled, self.merged + other.merged, self.explained + other.explained)

    def all_explained(self) -> CellCount:
        """The same cells when the sheet is not merged: a finding about the file explains them all."""
        return CellCount(self.filled, 0, self.filled)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a unit wrote to explain a query (说明), in the list of a returned copy or beside a row.

    ``number`` and ``value`` are those of the query as the returned copy listed it; both are "" for an
    explanation beside a row, which answers every query in that row.
    """

    text: str
    origin: Origin
    number: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """One sheet of a received workbook, understood as one form of one unit and period (回表)."""

    file: str
    sheet: str
    form: str
    unit: str  # "" if unknown; then the file is refused
    period: str  # the form's own period, e.g. 2025-10 or 2025-10-D3
    rows: tuple[Row, ...] = ()
    head: Mapping[str, Value] = field(default_factory=dict)  # fields of 表头 and 表尾
    nil: bool = False  # 本期无 is ticked
    unchanged: bool = False  # 较上期无变化 is ticked
    findings: tuple[Finding, ...] = ()
    cells: CellCount = CellCount()
    title: Origin = Origin("", "", "")  # the cell that shows the 表号: source of submission counts
    title_raw: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)  # letters of the column of each field of the table

    @property
    def faulty(self) -> bool:
        """Whether an error sends the form back (退回)."""
        return any(f.severity == "error" for f in self.findings)


@dataclass(frozen=True, slots=True)
class Reading:
    """One received file, read once. Cacheable: depends on content, plan and the reader's source only."""

    path: str
    sha256: str
    container: str = ""  # xlsx, xlsm, xls, xlsb, ods, et; "" where it could not be read
    unit: str = ""
    returns: tuple[Return, ...] = ()
    findings: tuple[Finding, ...] = ()  # about the file or about sheets that are no form
    cells: CellCount = CellCount()  # of the whole file, the returns' cells included
    size: int = 0
    explanations: tuple[Explanation, ...] = ()  # of queries, from the list of a returned copy
