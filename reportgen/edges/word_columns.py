"""Widths of the columns of a table in a document, in twentieths of a point."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from unicodedata import east_asian_width

from reportgen.model import screen
from reportgen.model.text import Table, printed

CELL_MARGIN = 57
_CHAR = 105
"""Half a 五号 character, in twentieths of a point."""
_SHORT = 9
"""A cell of at most so many half characters is not broken, if the table has room for that."""


def column_widths(table: Table, width: int) -> list[int]:
    """Return widths of the columns that fill *width*, by the table's own shares or by what stands in them.

    Every column is at least as wide as its longest number or word, so that none is broken, and where
    there is room as its longest short cell and half its heading, which may break once.
    """
    columns = len(table.header)
    texts = [
        [printed(table.header[c])] + [printed(r[c].spans) for r in table.rows if c < len(r)] for c in range(columns)
    ]
    whole = [
        [_half(head), *(text for text in (head, *cells) if screen.width(text) <= _SHORT)] for head, *cells in texts
    ]
    floors = _floors([[*_all_words(column), *short] for column, short in zip(texts, whole, strict=True)], _CHAR)
    if sum(floors) > width:
        floors = _floors([_all_words(column) for column in texts], _CHAR)
    if sum(floors) > width:
        return _scaled(floors, width)
    shares = list(table.widths)
    if len(shares) != columns:
        shares = [_share(*column) for column in texts]
    free = width - sum(floors)
    wanted = [max(0, share * width // sum(shares) - floor) for share, floor in zip(shares, floors, strict=True)]
    extra = _scaled(wanted, free) if sum(wanted) else _scaled([1] * columns, free)
    return [floor + more for floor, more in zip(floors, extra, strict=True)]


def _half(head: str) -> str:
    return head[: -(-len(head) // 2)]


def _share(head: str, *cells: str) -> int:
    """Return what a column asks for: its fullest cell counts, up to a limit, and of the heading, which may break, half."""
    most = max(map(screen.width, (_half(head), *cells)))
    return min(most, 30) + max(0, min(most, 90) - 30) // 2 + 2


def _floors(pieces: Sequence[Sequence[str]], char: int) -> list[int]:
    return [max(map(_room, column), default=2) * char + 2 * CELL_MARGIN + 20 for column in pieces]


def _all_words(column: Sequence[str]) -> list[str]:
    return [word for text in column for word in _words(text)]


def _scaled(parts: Sequence[int], whole: int) -> list[int]:
    """Return *parts* scaled to integers that sum up to *whole*."""
    total = sum(parts)
    scaled = [part * whole // total for part in parts]
    scaled[scaled.index(max(scaled))] += whole - sum(scaled)
    return scaled


def _words(text: str) -> Iterable[str]:
    """Split *text* into pieces that should not be broken: runs of narrow characters, pairs of Chinese ones."""
    piece = ""
    for char in text:
        if east_asian_width(char) in "WF" or char.isspace():
            yield from filter(None, (piece, char * 2))
            piece = ""
        else:
            piece += char
    if piece:
        yield piece


def _room(text: str) -> int:
    """Return the width of *text* with the gaps that some programs put between Chinese and digits."""
    wide = [east_asian_width(c) in "WFA" for c in text]
    return screen.width(text) + (sum(a != b for a, b in pairwise(wide)) + 1) // 2
