"""Plain text on a terminal, where a Chinese character takes two columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


class _Widths(dict[str, int]):
    """Character → the columns that it takes, each looked up once."""

    def __missing__(self, char: str) -> int:
        columns = self[char] = 2 if unicodedata.east_asian_width(char) in "WFA" else 1
        return columns


_WIDTHS = _Widths()


def width(text: str) -> int:
    """Return the columns that *text* takes: wide and full-width characters count two."""
    return sum(map(_WIDTHS.__getitem__, text))


def widest(text: str) -> int:
    """Return the columns that the widest line of *text* takes."""
    return max(map(width, text.split("\n")))


def pad(text: str, columns: int) -> str:
    """Return *text* filled with blanks up to *columns*."""
    return text + " " * max(0, columns - width(text))


def cut(text: str, columns: int) -> str:
    """Return *text*, ended by … where it would take more than *columns*."""
    if width(text) <= columns:
        return text
    kept = ""
    for c in text:
        if width(kept + c) > columns - 2:
            break
        kept += c
    return kept + "…"


def table(rows: Sequence[Sequence[str]], indent: str = "  ", most: int = 44) -> str:
    """Return *rows* (the first is the head) with columns aligned, none padded beyond *most*; nothing is cut."""
    widths = [min(most, max(width(row[i]) for row in rows)) for i in range(len(rows[0]))] if rows else []
    lines = (indent + "  ".join(pad(cell, w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines)


def lines(text: str, columns: float) -> int:
    """Return how many lines *text* takes in a spreadsheet's column of *columns* characters."""
    room = max(2, int(columns) - 1)
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    if "\n" not in text:
        return max(1, -(-(len(text) if text.isascii() else width(text)) // room))
    return sum(max(1, -(-width(line) // room)) for line in text.split("\n"))
