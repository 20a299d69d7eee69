"""Rows that grow with what is typed into them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from reportgen.edges.packages import rewrite

_ROW = re.compile(rb'<row r="(\d+)"[^>]*>')
_FIXED = b' customHeight="1"'


def let_rows_grow(path: Path, rows: Mapping[int, range]) -> None:
    """Make the heights of *rows* (sheet number → its table rows, 1-based) mere beginnings.

    xlsxwriter marks every height that it is given as fixed, and Excel then cuts off what users add.
    Without the mark Excel shows the height and fits it anew when a cell of the row is edited.
    """
    parts = {f"xl/worksheets/sheet{number}.xml": span for number, span in rows.items()}
    rewrite(path, lambda name, content: _unfixed(content, parts[name]) if name in parts else content)


def _unfixed(content: bytes, rows: range) -> bytes:
    return _ROW.sub(lambda m: m[0].replace(_FIXED, b"") if int(m[1]) in rows else m[0], content)
