"""A row's values kept as bytes: a merge of thousands of files holds millions of values.

A packed row takes a fifth of the memory of its `Value` objects, passes between processes and into the
cache as it is, and gives the same values, made when they are asked for.
"""

from __future__ import annotations

import marshal
from abc import abstractmethod
from collections.abc import Collection, ItemsView, Iterator, Mapping, ValuesView
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from reportgen.model.sheet import Cell, column_letters, parse_address
from reportgen.model.values import Origin, PlanDate, Understood, Value


@dataclass(frozen=True, slots=True)
class Shape:
    """What rows of one sheet have in common: the fields filled, in order, and the column of each (1-based)."""

    file: str
    sheet: str
    names: tuple[str, ...]
    columns: tuple[int, ...]
    index: Mapping[str, int] = field(init=False, compare=False)
    letters: tuple[str, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", {name: number for number, name in enumerate(self.names)})
        object.__setattr__(self, "letters", tuple(column_letters(c) for c in self.columns))


class RowValues(Mapping[str, Value]):
    """The values of a row by field name, in their order, as a `dict` of them would be; made when asked for."""

    __slots__ = ()

    @abstractmethod
    def understood(self, name: str) -> Understood:
        """Return the understood value of a field, None where it is blank."""


class ReadValues(RowValues):
    """The values of a row that was just read: of each field its cell, the understood value and the words left over."""

    __slots__ = ("_file", "_sheet", "_told")

    def __init__(self, file: str, sheet: str, told: Mapping[str, tuple[Cell, Understood, str]]) -> None:
        self._file = file
        self._sheet = sheet
        self._told = told

    def understood(self, name: str) -> Understood:
        told = self._told.get(name)
        return told[1] if told else None

    def __getitem__(self, name: str) -> Value:
        cell, meant, note = self._told[name]
        return Value(meant, cell.raw, Origin(self._file, self._sheet, cell.address), note)

    def __contains__(self, name: object) -> bool:
        return name in self._told

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)

    def __repr__(self) -> str:
        return repr(dict(self))

    @property
    def cells(self) -> Collection[tuple[Cell, Understood, str]]:
        """Of each field its cell, the understood value and the words left over."""
        return self._told.values()


class PackedValues(RowValues):
    """The values of a row that was read before, as bytes."""

    __slots__ = ("_bytes", "_shape")
    _last: tuple[bytes, list[Any]] = (b"", [])
    """The row last looked into: its values are mostly asked for one after the other."""

    def __init__(self, shape: Shape, packed: bytes) -> None:
        self._shape = shape
        self._bytes = packed

    def _items(self) -> list[Any]:
        known, items = PackedValues._last
        if known is not self._bytes:
            items = marshal.loads(self._bytes)
            PackedValues._last = (self._bytes, items)
        return items

    @property
    def shape(self) -> Shape:
        """The fields that are filled, and where."""
        return self._shape

    def items_in_order(self) -> list[Any]:
        """Return the row's number and then, for each field of `shape`, what `_item` made of its value."""
        return self._items()

    def __getitem__(self, name: str) -> Value:
        number = self._shape.index[name]
        items = self._items()
        return self._value(number, items[number + 1], items[0])

    def understood(self, name: str) -> Understood:
        number = self._shape.index.get(name)
        if number is None:
            return None
        item = self._items()[number + 1]
        return item if isinstance(item, str) else _meant(item)

    def get(self, name: str, default: Any = None) -> Any:
        number = self._shape.index.get(name)
        if number is None:
            return default
        items = self._items()
        return self._value(number, items[number + 1], items[0])

    def _value(self, number: int, item: Any, row: int) -> Value:
        shape = self._shape
        if isinstance(item, str):
            return Value(item, item, Origin(shape.file, shape.sheet, f"{shape.letters[number]}{row}"))
        note, where = (item[2], item[3]) if len(item) > 2 else ("", None)
        cell = where if isinstance(where, str) else f"{shape.letters[number]}{row}"
        origin = Origin(*where) if isinstance(where, tuple) else Origin(shape.file, shape.sheet, cell)
        return Value(_meant(item), item[0], origin, note)

    def _plain(self) -> dict[str, Value]:
        row, *items = self._items()
        return {name: self._value(n, items[n], row) for n, name in enumerate(self._shape.names)}

    def __contains__(self, name: object) -> bool:
        return name in self._shape.index

    def __iter__(self) -> Iterator[str]:
        return iter(self._shape.names)

    def __len__(self) -> int:
        return len(self._shape.names)

    def items(self) -> ItemsView[str, Value]:
        return self._plain().items()

    def values(self) -> ValuesView[Value]:
        return self._plain().values()

    def __repr__(self) -> str:
        return repr(self._plain())

    @property
    def parts(self) -> tuple[Shape, bytes]:
        """What `__init__` takes."""
        return self._shape, self._bytes


def pack_values(shapes: dict[tuple[str, ...], Shape], values: Mapping[str, Value], at: Origin) -> PackedValues:
    """Return *values* of a row that begins *at*, packed; *shapes* of its sheet, by fields, is added to."""
    if isinstance(values, PackedValues):
        return values
    row = parse_address(at.cell)[0]
    names = tuple(values)
    shape = shapes.get(names)
    if isinstance(values, ReadValues):
        if shape is None:
            shape = shapes[names] = Shape(at.file, at.sheet, names, tuple(cell.col for cell, _, _ in values.cells))
        read = [
            _item(cell.raw, meant, note, None if cell.row == row and cell.col == col else cell.address)
            for (cell, meant, note), col in zip(values.cells, shape.columns, strict=True)
        ]
        return PackedValues(shape, marshal.dumps([row, *read], 2))
    if shape is None:
        columns = tuple(parse_address(v.origin.cell)[1] for v in values.values())
        shape = shapes[names] = Shape(at.file, at.sheet, names, columns)
    items = [
        _item(v.raw, v.value, v.note, _elsewhere(v.origin, shape, f"{letters}{row}"))
        for v, letters in zip(values.values(), shape.letters, strict=True)
    ]
    return PackedValues(shape, marshal.dumps([row, *items], 2))


def _elsewhere(origin: Origin, shape: Shape, usual: str) -> Any:
    """Where a value came from, if not from the cell that its place in the row names: another cell or another sheet."""
    if origin.file != shape.file or origin.sheet != shape.sheet:
        return origin.file, origin.sheet, origin.cell
    return origin.cell if origin.cell != usual else None


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


def _meant(item: Any) -> Understood:
    if len(item) == 1:
        return Decimal(item[0])
    packed = item[1]
    if isinstance(packed, tuple):
        return Decimal(packed[1]) if packed[0] == "d" else PlanDate.from_iso(packed[1])
    meant: Understood = packed
    return meant
