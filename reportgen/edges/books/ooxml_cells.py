"""Cells of an OOXML sheet, from what the file stores to what `model.sheet` holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportgen.edges.books.guard import Budget, damaged
from reportgen.edges.books.values import GENERAL, Typed, boolean, iso_cell, parse_number, unescape
from reportgen.model.sheet import Cell, CellKind, parse_address

MAX_ROW, MAX_COL = 1_048_576, 16_384
TRUE_WORDS = frozenset({"1", "true", "on"})
_UNCALCULATED: Typed = (CellKind.UNCALCULATED, "", "")


@dataclass(frozen=True, slots=True)
class Context:
    """What cells of all sheets of a book refer to."""

    strings: Sequence[str]
    formats: Sequence[str]
    since_1904: bool
    budget: Budget


class CellStore:
    """Gathers the filled cells of one sheet, whichever way its rows are read."""

    def __init__(self, comments: Mapping[tuple[int, int], str], context: Context) -> None:
        self.cells: dict[tuple[int, int], Cell] = {}
        self.hidden_rows: list[int] = []
        self._comments = comments
        self._context = context
        self._columns: dict[str, int] = {}
        self._texts: dict[str, Typed] = {}
        self._formats: dict[str | None, str] = {None: context.formats[0] if context.formats else GENERAL}
        self._counted = self._chars = 0

    def column(self, letters: str) -> int:
        """Return the number of a column; `Unreadable` where the sheet has none such."""
        col = self._columns.get(letters)
        if col is None:
            col = self.place(f"{letters}1")[1]
            self._columns[letters] = col
        return col

    def place(self, ref: str) -> tuple[int, int]:
        """Return (row, column) of the address *ref*; `Unreadable` where the sheet has none such."""
        try:
            row, col = parse_address(ref)
        except ValueError as error:
            raise damaged(f"单元格位置“{ref[:20]}”无法识别") from error
        if not (1 <= row <= MAX_ROW and 1 <= col <= MAX_COL):
            raise damaged(f"单元格位置“{ref[:20]}”超出工作表范围")
        return row, col

    def add(
        self, row: int, col: int, style: str | None, kind: str, value: str | None, formula: str | None, inline: str = ""
    ) -> None:
        """Keep one cell unless it turns out to be empty; *kind* is its ``t``, *formula* starts with ``=``."""
        number_format = self._formats.get(style)
        if number_format is None:
            number_format = self._formats[style] = self._format(style)
        typed, shown, raw = self._typed(kind, value, formula, inline, number_format)
        if not raw and formula is None:
            return
        self._counted += 1
        self._chars += len(raw)
        place = (row, col)
        self.cells[place] = Cell(row, col, typed, shown, raw, number_format, formula, self._comments.get(place))

    def settle(self) -> None:
        """Count the cells kept since the last time against the limits; to be called now and then."""
        self._context.budget.spend(self._counted, self._chars)
        self._counted = self._chars = 0

    def _format(self, style: str | None) -> str:
        formats = self._context.formats
        index = int(style) if style and style.isdecimal() else len(formats)
        return formats[index] if index < len(formats) else GENERAL

    def _typed(self, kind: str, value: str | None, formula: str | None, inline: str, number_format: str) -> Typed:
        if kind == "inlineStr" and inline:
            return _text(inline)
        if not value:
            if formula is not None and not (kind == "str" and value is not None):
                return _UNCALCULATED
            return _text(inline)
        if kind == "n":
            return parse_number(value, number_format, self._context.since_1904)
        if kind == "s":
            known = self._texts.get(value)
            if known is None:
                known = self._texts[value] = self._shared(value)
            return known
        if kind == "b":
            return boolean(value.strip() in TRUE_WORDS)
        if kind == "e":
            return CellKind.ERROR, value, value
        if kind == "d":
            return iso_cell(value)
        return _text(value)

    def _shared(self, index: str) -> Typed:
        strings = self._context.strings
        number = int(index) if index.strip().isdecimal() else len(strings)
        if number >= len(strings):
            raise damaged("单元格指向的文字不存在")
        text = strings[number]
        return CellKind.TEXT, text, text


def _text(text: str) -> Typed:
    text = unescape(text)
    return CellKind.TEXT, text, text
