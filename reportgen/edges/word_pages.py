"""On which page each heading of a document will stand, for the contents of a document that no program has laid out yet.

An estimate by the sizes of `edges.word_styles`, in points; Word and LibreOffice bring the numbers up to date on opening.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil

from reportgen.edges.word_charts import height
from reportgen.model import screen
from reportgen.model.text import Block, Chart, Contents, Heading, Paragraph, Span, Table, printed

PAGE = 637.0
"""22 lines."""
_LINE, _SMALL, _CONTENTS, _TITLE = 28.95, 15.0, 16.0, 23.0
_CHARS, _SMALL_CHARS = 56, 84
"""Half characters on a line of text and of a note."""
_INDENT, _CELL = 4, 2.0
_WHOLE = 210.0
"""A dozen rows of one line: what is higher would leave half a page empty."""
_EMU_PER_POINT = 12700
_HALF, _CELL_MARGINS = 105, 134
"""Half a 五号 character and the margins of a cell, in twentieths of a point."""

Widths = Callable[[Table], Sequence[int]]


def stays_whole(table: Table, widths: Sequence[int]) -> bool:
    """Whether a table is so low that it goes to the next page as a whole rather than being cut."""
    return sum(_rows(table, widths)) <= _WHOLE


def heading_pages(blocks: Sequence[Block], start: float, widths: Widths) -> list[int]:
    """Return the page of each heading of level 1; *start* is how far down its page the first block begins.

    *widths* gives the columns' widths of a table.
    """
    page, at, held = 1, start, 0.0
    found: list[int] = []
    waiting = 0
    for block in blocks:
        if isinstance(block, Heading):
            held += _LINE
            waiting += block.level == 1
            continue
        for unit in _units(block, blocks, widths):
            if at + held + unit > PAGE:
                page, at = page + 1, 0.0
            found += [page] * waiting
            at, held, waiting = at + held + unit, 0.0, 0
    return found + [page] * waiting


def _units(block: Block, blocks: Sequence[Block], widths: Widths) -> Iterator[float]:
    """Yield the heights of the parts of a block between which a page may end."""
    if isinstance(block, Contents):
        lines = sum(isinstance(b, Heading) and b.level == 1 for b in blocks)
        yield _TITLE
        yield from [_CONTENTS] * lines
    elif isinstance(block, Paragraph):
        text = block.lead + printed(block.spans)
        if block.note:
            yield from [_SMALL] * _lines(text, _SMALL_CHARS)
        else:
            yield from [_LINE] * _lines(text, _CHARS, _INDENT)
    elif isinstance(block, Chart):
        yield _TITLE + height(block) / _EMU_PER_POINT + _notes(block.notes)
    elif isinstance(block, Table):
        yield from _table(block, widths(block))


def _table(table: Table, widths: Sequence[int]) -> Iterator[float]:
    above = (
        (_TITLE if table.title else 0)
        + (_SMALL if table.unit_note else 0)
        + _row([printed(h) for h in table.header], widths)
    )
    rows = _rows(table, widths)
    first = _SMALL if table.notes else 0.0  # of the notes, a line stays with the table
    if stays_whole(table, widths):
        yield above + sum(rows) + first
    else:
        yield above + sum(rows[:2])
        yield from rows[2:-2]
        yield sum(rows[-2:]) + first
    yield _notes(table.notes) - first


def _rows(table: Table, widths: Sequence[int]) -> list[float]:
    return [_row([printed(cell.spans) for cell in row], widths) for row in table.rows]


def _row(texts: Sequence[str], widths: Sequence[int]) -> float:
    room = (max(1, (width - _CELL_MARGINS) // _HALF) for width in widths)
    return max((_lines(text, chars) for text, chars in zip(texts, room, strict=False)), default=1) * _SMALL + _CELL


def _notes(notes: Sequence[Sequence[Span]]) -> float:
    return sum(_lines(printed(note), _SMALL_CHARS) * _SMALL + 4 for note in notes)


def _lines(text: str, chars: int, indent: int = 0) -> int:
    return max(1, ceil((screen.width(text) + indent) / chars))
