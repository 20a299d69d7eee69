"""The rows of a sheet kept as bytes, column by column: a merge of thousands of files holds millions of values.

A `Block` takes a small part of the memory of its rows' `Value` objects, passes between processes and into the cache
as it is, and is opened when one of its rows is looked into. The blocks looked into last stay open, for rows are mostly
looked into one after the other.
"""

from __future__ import annotations

import marshal
import zlib
from abc import abstractmethod
from collections.abc import ItemsView, Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, Protocol

from reportgen.model.sheet import Cell, column_letters, parse_address
from reportgen.model.values import Origin, PlanDate, Understood, Value

MOST_ROWS = 128
"""Rows of a block: what is opened at once when one of them is asked for."""
MOST_OPEN = 32
"""Blocks that stay open."""
MOST_UNPACKED = 24 << 20
"""Bytes of blocks that this process keeps as they are, for speed; those beyond stay compressed until looked into."""
_MARSHAL = 2
"""What is written depends on values alone, not on which objects happen to be shared."""
Whose = tuple[str, str, str, str, str]
"""Form, unit, period, file and sheet of rows."""


class RowValues(Mapping[str, Value]):
    """The values of a row by field name, in their order, as a `dict` of them would be; made when asked for."""

    __slots__ = ()

    @abstractmethod
    def understood(self, name: str) -> Understood:
        """Return the understood value of a field, None where it is blank."""


class ReadValues(RowValues):
    """The values of a row that was just read: of each field its cell, the understood value and the words left over."""

    __slots__ = ("_file", "_sheet", "told")

    def __init__(self, file: str, sheet: str, told: Mapping[str, tuple[Cell, Understood, str]]) -> None:
        self._file = file
        self._sheet = sheet
        self.told = told

    def understood(self, name: str) -> Understood:
        told = self.told.get(name)
        return told[1] if told else None

    def __getitem__(self, name: str) -> Value:
        cell, meant, note = self.told[name]
        return Value(meant, cell.raw, Origin(self._file, self._sheet, cell.address), note)

    def __contains__(self, name: object) -> bool:
        return name in self.told

    def __iter__(self) -> Iterator[str]:
        return iter(self.told)

    def __len__(self) -> int:
        return len(self.told)

    def __repr__(self) -> str:
        return repr(dict(self))


class _Rowlike(Protocol):
    """What a block keeps of a row, and who tells it."""

    @property
    def key(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Value]: ...
    @property
    def origin(self) -> Origin: ...
    @property
    def explanation(self) -> Value | None: ...


@dataclass(frozen=True, slots=True)
class Opened:
    """What a block holds: a list with one item a row of each thing that it keeps, a column's when it is asked for."""

    lines: Sequence[int]  # number of the row on its sheet, 0 where it has none
    firsts: Sequence[int | str]  # column (1-based) of the row's first cell; its address where it is on another line
    keys: Sequence[str]
    packed: Mapping[str, bytes]  # the values by field
    letters: Mapping[str, str]  # of the column that a field stands in
    explanations: Mapping[int, Any]  # by place in the block
    columns: dict[str, Sequence[Any]] = field(default_factory=dict)  # those asked for

    @classmethod
    def of(cls, rows: Sequence[_Rowlike], whose: Whose, names: Sequence[str]) -> Opened:
        """Return what there is to keep of *rows*, told by *whose*; *names* are their fields in order."""
        places = [_first(row.origin.cell) for row in rows]
        columns: dict[str, list[Any]] = {name: [None] * len(rows) for name in names}
        numbers: dict[str, int] = {}
        for place, row in enumerate(rows):
            line, values = places[place][0], row.values
            if isinstance(values, ReadValues):
                for name, (cell, meant, note) in values.told.items():
                    usual = cell[1] == numbers.setdefault(name, cell[1]) and cell[0] == line
                    columns[name][place] = _item(cell[4], meant, note, None if usual else cell.address)
                continue
            for name, value in values.items():
                at, col = parse_address(value.origin.cell)
                usual = col == numbers.setdefault(name, col) and at == line
                where = _elsewhere(value.origin, whose, usual=usual)
                columns[name][place] = _item(value.raw, value.value, value.note, where)
        explained = ((place, row.explanation) for place, row in enumerate(rows))
        return cls(
            [line for line, _ in places], [first for _, first in places], [row.key for row in rows],
            {name: marshal.dumps(column, _MARSHAL) for name, column in columns.items()},
            {name: column_letters(number) for name, number in numbers.items()},
            {place: _item(v.raw, v.value, v.note, _place(v.origin)) for place, v in explained if v is not None},
        )  # fmt: skip

    def column(self, name: str | None) -> Sequence[Any] | None:
        """Return the values of a field, each an item of `_item`, None where it is blank in a row; None for no column."""
        if name is None:
            return None
        found = self.columns.get(name)
        if found is None and name in self.packed:
            found = self.columns[name] = marshal.loads(self.packed[name])
        return found

    def cell(self, place: int) -> str:
        """Return the address of a row's first cell."""
        first = self.firsts[place]
        return first if isinstance(first, str) else f"{column_letters(first)}{self.lines[place]}"

    def told(self) -> tuple[Any, ...]:
        """What the constructor takes, of plain types."""
        return self.lines, self.firsts, self.keys, self.packed, self.letters, self.explanations


class Block:
    """Some rows of one unit's form, in bytes; ``len()`` is their number."""

    __slots__ = ("_bytes", "_compressed", "_count", "whose")
    _open: ClassVar[dict[Block, Opened]] = {}
    _unpacked: ClassVar[int] = 0
    last: ClassVar[tuple[Block | None, Opened]] = (None, Opened((), (), (), {}, {}, {}))
    """The block looked into last, opened."""

    def __init__(self, whose: Whose, count: int, compressed: bytes) -> None:
        self.whose = whose
        self._count = count
        self._compressed = Block._unpacked > MOST_UNPACKED
        self._bytes = compressed if self._compressed else zlib.decompress(compressed)
        Block._unpacked += 0 if self._compressed else len(self._bytes)

    @classmethod
    def of(cls, rows: Sequence[_Rowlike], whose: Whose, names: Sequence[str]) -> Block:
        """Return *rows*, at most `MOST_ROWS`, as a block; *names* are their fields in order."""
        return cls(whose, len(rows), zlib.compress(marshal.dumps(Opened.of(rows, whose, names).told(), _MARSHAL), 1))

    def __del__(self) -> None:
        if not self._compressed:
            Block._unpacked -= len(self._bytes)

    def __len__(self) -> int:
        return self._count

    def opened(self) -> Opened:
        """Return what the block holds."""
        known, opened = Block.last
        if known is self:
            return opened
        found = Block._open.get(self)
        if found is None:
            found = Opened(*marshal.loads(zlib.decompress(self._bytes) if self._compressed else self._bytes))
            while len(Block._open) >= MOST_OPEN:
                del Block._open[next(iter(Block._open))]
            Block._open[self] = found
        Block.last = (self, found)
        return found

    @property
    def compressed(self) -> bytes:
        """What `__init__` takes."""
        return self._bytes if self._compressed else zlib.compress(self._bytes, 1)


class PackedValues(RowValues):
    """The values of one row of a block."""

    __slots__ = ("_block", "_place")

    def __init__(self, block: Block, place: int) -> None:
        self._block = block
        self._place = place

    def understood(self, name: str) -> Understood:
        column = self._block.opened().column(name)
        item = column[self._place] if column else None
        return item if item.__class__ is str else meaning(item)

    def __getitem__(self, name: str) -> Value:
        found: Value | None = self.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def get(self, name: str, default: Any = None) -> Any:
        opened = self._block.opened()
        column = opened.column(name)
        item = column[self._place] if column else None
        return default if item is None else self._value(opened, name, item)

    def _value(self, opened: Opened, name: str, item: Any) -> Value:
        _, _, _, file, sheet = self._block.whose
        where = item[3] if item.__class__ is tuple and len(item) > 2 else None
        if where is None:
            where = f"{opened.letters[name]}{opened.lines[self._place]}"
        return _value(item, file, sheet, where)

    def _plain(self) -> dict[str, Value]:
        opened, place = self._block.opened(), self._place
        items = ((name, opened.column(name)[place]) for name in opened.packed)  # type: ignore[index]  # there
        return {name: self._value(opened, name, item) for name, item in items if item is not None}

    def __contains__(self, name: object) -> bool:
        column = self._block.opened().column(name) if isinstance(name, str) else None
        return column is not None and column[self._place] is not None

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._block.opened().packed if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def items(self) -> ItemsView[str, Value]:
        return self._plain().items()

    def values(self) -> ValuesView[Value]:
        return self._plain().values()

    def __repr__(self) -> str:
        return repr(self._plain())


def explanation_of(block: Block, place: int) -> Value | None:
    """Return what the unit says beside a row of *block*."""
    item = block.opened().explanations.get(place)
    return None if item is None else _value(item, "", "", item[3])


def in_order(known: Sequence[str], names: Sequence[str]) -> tuple[str, ...] | None:
    """Return *known* with the *names* that it lacks put in, so that both keep their order; None where they cannot."""
    found = list(known)
    at = 0
    for name in names:
        if name not in found:
            found.insert(at, name)
        place = found.index(name)
        if place < at:
            return None
        at = place + 1
    return tuple(found)


# ---------------------------------------------------------------- values as plain ones


def _first(cell: str) -> tuple[int, int | str]:
    """Return the line of a row whose first cell is *cell*, and that cell: its column."""
    if not cell:
        return 0, cell
    line, col = parse_address(cell)
    return line, col


def _place(origin: Origin) -> tuple[str, str, str]:
    return origin.file, origin.sheet, origin.cell


def _elsewhere(origin: Origin, whose: Whose, *, usual: bool) -> Any:
    """Where a value came from, if not from the cell that its place names: another cell or another sheet."""
    if (origin.file, origin.sheet) != whose[3:]:
        return _place(origin)
    return None if usual else origin.cell


def _item(raw: str, meant: Understood, note: str, where: Any) -> Any:
    """A text read as it stands is itself, a number as typed (its text,), else (raw, meaning, note, place)."""
    if where is not None or note:
        return raw, _packed(meant), note, where
    if isinstance(meant, str) and meant == raw:
        return raw
    if isinstance(meant, Decimal) and str(meant) == raw:
        return (raw,)
    return raw, _packed(meant)


def _packed(meant: Understood) -> Any:
    if isinstance(meant, Decimal):
        return ("d", str(meant))
    if isinstance(meant, PlanDate):
        return ("t", meant.iso())
    return meant


def meaning(item: Any) -> Understood:
    """Return the understood value of an item of a block's column."""
    if item.__class__ is not tuple:
        return item  # type: ignore[no-any-return]  # a text, or None for a blank
    if len(item) == 1:
        return Decimal(item[0])
    packed = item[1]
    if packed.__class__ is tuple:
        return Decimal(packed[1]) if packed[0] == "d" else PlanDate.from_iso(packed[1])
    return packed  # type: ignore[no-any-return]


def _value(item: Any, file: str, sheet: str, where: Any) -> Value:
    origin = Origin(*where) if where.__class__ is tuple else Origin(file, sheet, where)
    if item.__class__ is str:
        return Value(item, item, origin)
    return Value(meaning(item), item[0], origin, item[2] if len(item) > 2 else "")
