"""A received workbook as a grid of filled cells: what readers yield and `reading` understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache, cached_property
from typing import NamedTuple

from reportgen.model.finding import Finding

Scalar = str | Decimal | bool | date | datetime | time
"""What a cell can hold: text, a number as the exact shortest decimal, TRUE/FALSE, a date or time."""


class CellKind(Enum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOL = "bool"
    ERROR = "error"  # value is the text as Excel shows it, e.g. #REF!
    UNCALCULATED = "uncalculated"  # a formula without cached value; value is ""


@cache
def column_letters(col: int) -> str:
    """Return the letters of the 1-based column *col* (28 → AB)."""
    letters = ""
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, col: int) -> str:
    """Return the A1 address of the 1-based *row* and *col*."""
    return f"{column_letters(col)}{row}"


def escaped(text: str) -> str:
    """Return a formula as `Cell` keeps it."""
    return text.replace("&", "&amp;")


def resolved(text: str) -> str:
    """Return *text* with the entities that every XML file may use resolved, and line ends (``&#10;``)."""
    if "&" not in text:
        return text
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'")
    return text.replace("&#10;", "\n").replace("&amp;", "&")


def parse_address(text: str) -> tuple[int, int]:
    """Return (row, col), 1-based, of an A1 address ($ allowed); `ValueError` if it is none."""
    letters = text.replace("$", "").rstrip("0123456789")
    digits = text.replace("$", "")[len(letters) :]
    if not letters.isascii() or not letters.isalpha() or not digits:
        raise ValueError(text)
    col = 0
    for letter in letters.upper():
        col = col * 26 + ord(letter) - 64
    return int(digits), col


class Cell(NamedTuple):
    """One filled cell; a tuple, because there are millions of them.

    ``raw`` is the stored value as text by the rule of ``result.json``: text as it is, numbers as the
    shortest decimal that reads back the same, dates as ISO 8601, TRUE/FALSE, errors as Excel shows
    them, of a formula its cached value.
    """

    row: int
    col: int
    kind: CellKind
    value: Scalar
    raw: str
    number_format: str = "General"
    formula: str | None = None  # begins with =, marks as XML writes them (&lt;): see `formula_text`
    comment: str | None = None

    @property
    def formula_text(self) -> str:
        """The formula, "" where there is none. Resolved here, for formulas are long and hardly ever looked at."""
        return resolved(self.formula or "")

    @property
    def address(self) -> str:
        return address(self.row, self.col)


@dataclass(frozen=True)
class Sheet:
    """One worksheet: its filled cells by (row, col), 1-based, addresses as in the file."""

    name: str
    cells: Mapping[tuple[int, int], Cell]
    merges: tuple[tuple[int, int, int, int], ...] = ()  # (first row, first col, last row, last col)
    hidden_rows: frozenset[int] = frozenset()
    hidden_cols: frozenset[int] = frozenset()
    state: str = "visible"  # visible | hidden | veryHidden

    @cached_property
    def rows(self) -> Mapping[int, tuple[Cell, ...]]:
        """The filled cells of each row, top to bottom and left to right."""
        rows: dict[int, list[Cell]] = {}
        for _, cell in sorted(self.cells.items()):
            rows.setdefault(cell[0], []).append(cell)
        return {row: tuple(cells) for row, cells in rows.items()}

    def text(self, row: int, col: int) -> str:
        """Return the raw text of a cell, "" where it is empty."""
        cell = self.cells.get((row, col))
        return cell.raw if cell else ""


@dataclass(frozen=True, slots=True)
class Book:
    """One received workbook. ``path`` is relative to the workspace, with ``/``."""

    path: str
    container: str  # xlsx | xlsm | xls | xlsb | ods | et | csv | html | xml | fods
    sheets: tuple[Sheet, ...]
    properties: Mapping[str, str] = field(default_factory=dict)  # custom document properties
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # defined name → (sheet, cell)
    remarks: tuple[Finding, ...] = ()  # what the reader noticed about the file as such
