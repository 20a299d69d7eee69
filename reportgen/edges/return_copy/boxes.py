"""The boxes of comments in a sheet's VML drawing: as large as their words, also where one stood there before."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape

from reportgen.edges.return_copy.opc import namespace
from reportgen.model import screen
from reportgen.model.sheet import parse_address

FONT = "宋体"
FONT_SIZE = 9
"""Points; stated in the comment, so that every program shows it in the size that its box is made for."""
_WIDTH = 42.0  # letters, as columns are measured
_LETTERS_PER_LINE = 38  # of nine points in such a box, its margins off
_LINE_HEIGHT, _MOST_HEIGHT = 13.5, 400.0  # points: a taller box leaves the screen, so it grows wider instead
_LAST_COLUMN = 16384
_SHAPE = re.compile(rb"<(?:\w+:)?shape\b.*?</(?:\w+:)?shape>", re.DOTALL)
_ANCHOR = re.compile(rb"(<(?:\w+:)?Anchor>)([\d\s,]+)(?=</)")


class Sizes:
    """The sizes of a sheet's rows and columns, by 1-based number; hidden ones have none."""

    def __init__(self, root: Any) -> None:
        space = f"{{{namespace(root)}}}"
        plain = root.find(f"{space}sheetFormatPr")
        self._height = float(plain.get("defaultRowHeight", "15")) if plain is not None else 15.0
        self._width = float(plain.get("defaultColWidth", "8.43")) if plain is not None else 8.43
        rows = [row for row in root.iterfind(f"{space}sheetData/{space}row") if row.get("r")]
        self._heights = {int(row.get("r")): float(row.get("ht")) for row in rows if row.get("ht")}
        self._heights |= {int(row.get("r")): 0.0 for row in rows if _hidden(row)}
        columns = root.iterfind(f"{space}cols/{space}col[@min][@max]")
        self._columns = [
            (int(c.get("min")), int(c.get("max")), 0.0 if _hidden(c) else float(c.get("width", self._width)))
            for c in columns
        ]

    def rows_for(self, first: int, height: float) -> int:
        """Return how many rows from *first* on are at least *height* points high."""
        count = 0
        while height > 0:
            height -= self._heights.get(first + count, self._height)
            count += 1
        return count

    def columns_for(self, first: int, width: float) -> int:
        """Return how many columns from *first* on are at least *width* letters wide, or reach the sheet's end."""
        count = 0
        while width > 0 and first + count <= _LAST_COLUMN:
            col = first + count
            width -= next((w for low, high, w in self._columns if low <= col <= high), self._width)
            count += 1
        return count


def _hidden(element: Any) -> bool:
    return element.get("hidden") in ("1", "true")


def shape(number: int, cell: str, words: str, sizes: Sizes, *, spaces: str = "") -> str:
    """Return the box of a new comment on *cell*, hidden until the cell is pointed at."""
    row, col = parse_address(cell)
    top = max(1, row - 1)
    wide, high = _extent(col + 1, top, words, sizes)
    anchor = f"{col}, 15, {top - 1}, 4, {col + wide}, 4, {top - 1 + high}, 4"
    return (
        f'<v:shape{spaces} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
        f'</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{escape(anchor)}'
        f"</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{col - 1}</x:Column></x:ClientData>"
        "</v:shape>"
    )


def grown(drawing: bytes, cell: str, words: str, sizes: Sizes) -> bytes:
    """Return *drawing* with the box of the comment on *cell* large enough for *words*; never smaller than it was."""
    row, col = parse_address(cell)
    own = re.compile(rb"<(?:\w+:)?Row>\s*%d\s*<.*?<(?:\w+:)?Column>\s*%d\s*<" % (row - 1, col - 1), re.DOTALL)

    def larger(found: re.Match[bytes]) -> bytes:
        numbers = [int(n) for n in found[2].split(b",")]
        if len(numbers) != 8:
            return found[0]
        left, _, top, _, right, _, bottom, _ = numbers
        wide, high = _extent(left + 1, top + 1, words, sizes)
        numbers[4], numbers[6] = max(right, left + wide), max(bottom, top + high)
        return found[1] + b", ".join(b"%d" % n for n in numbers)

    def box(found: re.Match[bytes]) -> bytes:
        return _ANCHOR.sub(larger, found[0]) if own.search(found[0]) else found[0]

    return _SHAPE.sub(box, drawing)


def _extent(first_column: int, first_row: int, words: str, sizes: Sizes) -> tuple[int, int]:
    """Return how many columns and rows a box for *words* spans."""
    times = 1
    while _height(words, times) > _MOST_HEIGHT and times < 4:
        times += 1
    high = sizes.rows_for(first_row, _height(words, times))
    return sizes.columns_for(first_column, _WIDTH * times), high


def _height(words: str, times: int) -> float:
    lines = sum(max(1, -(-screen.width(line) // (_LETTERS_PER_LINE * times))) for line in words.split("\n"))
    return (lines + 1) * _LINE_HEIGHT
