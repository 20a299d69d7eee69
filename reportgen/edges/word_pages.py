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
_EMU_PER_POINT = 12700
_HALF, _CELL_MARGINS = 105, 134
"""Half a 五号 character and the margins of a cell, in twentieths of a point."""

Widths = Callable[[Table], Sequence[int]]


def heading_pages(blocks: Sequence[Block], start: float, widths: Widths, keep_whole: int) -> list[int]:
    """Return the page of each heading of level 1; *start* is how far down its page the first block begins.

    *widths* gives the columns' widths of a table; one of at most *keep_whole* rows stays on one page.
    """
    page, at, held = 1, start, 0.0
    found: list[int] = []
    waiting = 0
    for block in blocks:
        if isinstance(block, Heading):
            held += _LINE
            waiting += block.level == 1
            continue
        for unit in _units(block, blocks, widths, keep_whole):
            if at + held + unit > PAGE:
                page, at = page + 1, 0.0
            found += [page] * waiting
            at, held, waiting = at + held + unit, 0.0, 0
    return found + [page] * waiting


def _units(block: Block, blocks: Sequence[Block], widths: Widths, keep_whole: int) -> Iterator[float]:
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
        yield from _table(block, widths(block), keep_whole)


def _table(table: Table, widths: Sequence[int], keep_whole: int) -> Iterator[float]:
    above = (
        (_TITLE if table.title else 0)
        + (_SMALL if table.unit_note else 0)
        + _row([printed(h) for h in table.header], widths)
    )
    rows = [_row([printed(cell.spans) for cell in row], widths) for row in table.rows]
    below = _notes(table.notes)
    if len(rows) <= keep_whole:
        yield above + sum(rows) + below
        return
    yield above + sum(rows[:2])
    yield from rows[2:-2]
    yield sum(rows[-2:]) + below


def _row(texts: Sequence[str], widths: Sequence[int]) -> float:
    room = (max(1, (width - _CELL_MARGINS) // _HALF) for width in widths)
    return max((_lines(text, chars) for text, chars in zip(texts, room, strict=False)), default=1) * _SMALL + _CELL


def _notes(notes: Sequence[Sequence[Span]]) -> float:
    return sum(_lines(printed(note), _SMALL_CHARS) * _SMALL + 4 for note in notes)


def _lines(text: str, chars: int, indent: int = 0) -> int:
    return max(1, ceil((screen.width(text) + indent) / chars))
