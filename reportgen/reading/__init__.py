"""From a grid of cells to rows of a form. No files here: `edges.books` reads them."""

from __future__ import annotations

from reportgen.reading.understand import understand, unreadable

__all__ = ["understand", "unreadable"]
