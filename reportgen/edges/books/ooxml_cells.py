"""Cells of an OOXML sheet, from what the file stores to what `model.sheet` holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reportgen.edges.books.guard import Budget, damaged
from reportgen.edges.books.values import GENERAL, Typed, boolean, iso_cell, parse_number, unescape
from reportgen.model.finding import Finding
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
    unseen: list[Finding] = field(default_factory=list)  # sheets of which fewer cells were read than counted


@dataclass(frozen=True, slots=True)
class Style:
    """What the numbers of a cell style mean; those met are remembered."""

    format: str
    since_1904: bool
    typed: dict[str, Typed] = field(default_factory=dict)

    def read(self, stored: str) -> Typed:
        """Return the cell of a number that is stored as *stored*."""
        found = self.typed[stored] = parse_number(stored, self.format, self.since_1904)
        return found


class CellStore:
    """Gathers the filled cells of one sheet, whichever way its rows are read."""

    def __init__(self, comments: Mapping[tuple[int, int], str], context: Context) -> None:
        self.cells: dict[tuple[int, int], Cell] = {}
        self.hidden_rows: list[int] = []
        self.blank = 0  # cells with content that turned out to be empty text
        self.comments = comments
        self.columns: dict[str, int] = {}  # letters → number
        self.texts: dict[str, Typed] = {}  # number of a shared text → its cell
        self.numbers: dict[str, Style] = {}  # style → what it makes of numbers
        self._context = context
        self._counted = self._chars = 0

    def column(self, letters: str) -> int:
        """Return the number of a column; `Unreadable` where the sheet has none such."""
        col = self.columns.get(letters)
        if col is None:
            col = self.place(f"{letters}1")[1]
            self.columns[letters] = col
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
        known = self.of_style(style or "")
        typed = self.typed(kind, value, formula is not None, inline, known)
        if not typed[2] and formula is None:
            self.blank += 1
            return
        self._counted += 1
        self._chars += len(typed[2])
        place = (row, col)
        self.cells[place] = Cell(row, col, *typed, known.format, formula, self.comments.get(place))

    def count(self, cells: int, chars: int) -> None:
        """Count cells kept otherwise against the limits."""
        self._context.budget.spend(cells, chars)

    def settle(self) -> None:
        """Count the cells kept since the last time against the limits; to be called now and then."""
        self.count(self._counted, self._chars)
        self._counted = self._chars = 0

    def of_style(self, style: str) -> Style:
        """Return what a cell's ``s`` means ("" where it has none)."""
        known = self.numbers.get(style)
        if known is None:
            formats = self._context.formats
            index = int(style or "0") if style.isdecimal() or not style else len(formats)
            shown = formats[index] if index < len(formats) else GENERAL
            known = self.numbers[style] = Style(shown, self._context.since_1904)
        return known

    def typed(self, kind: str, value: str | None, calculated: bool, inline: str, style: Style) -> Typed:
        """Return what a cell of a kind (``t``) holds; *calculated* says that it has a formula."""
        if kind == "inlineStr" and inline:
            return _text(inline)
        if not value:
            if calculated and not (kind == "str" and value is not None):
                return _UNCALCULATED
            return _text(inline)
        if kind == "n":
            return style.typed.get(value) or style.read(value)
        if kind == "s":
            return self.texts.get(value) or self.shared(value)
        if kind == "b":
            return boolean(value.strip() in TRUE_WORDS)
        if kind == "e":
            return CellKind.ERROR, value, value
        if kind == "d":
            return iso_cell(value)
        return _text(value)

    def shared(self, index: str) -> Typed:
        """Return the cell of a shared text; `Unreadable` where there is none of that number."""
        strings = self._context.strings
        number = int(index) if index.strip().isdecimal() else len(strings)
        if number >= len(strings):
            raise damaged("单元格指向的文字不存在")
        text = strings[number]
        found = self.texts[index] = (CellKind.TEXT, text, text)
        return found


def _text(text: str) -> Typed:
    text = unescape(text)
    return CellKind.TEXT, text, text
