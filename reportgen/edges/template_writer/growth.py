"""What xlsxwriter writes otherwise than the template needs it: heights of rows, results of formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from reportgen.edges.packages import rewrite
from reportgen.edges.template_writer.style import MARK, ROW

_ROW = re.compile(rb'<row r="(\d+)"[^>]*>')
_FIXED = b' customHeight="1"'
_MARKED = re.compile(rb"(?<=<f>)" + re.escape(MARK).encode() + rb"(\d+)\.(\d+)(?=</f>)")
_ROW_MARK = ROW.encode()
_NO_RESULT = b"</f><v>0</v>"


def finish_sheets(path: Path, rows: Mapping[int, range], patterns: Iterable[str]) -> None:
    """Make the heights of *rows* (sheet number → its table rows, 1-based) mere beginnings; complete formulas.

    *patterns* are those of `Pen.patterns`, in order.

    xlsxwriter marks every height that it is given as fixed, and Excel then cuts off what users add.
    Without the mark Excel shows the height and fits it anew when a cell of the row is edited. It also
    gives every formula the result 0; without one, each program computes it on opening.
    """
    texts = [escape(pattern).encode() for pattern in patterns]
    parts = {f"xl/worksheets/sheet{number}.xml": span for number, span in rows.items()}
    rewrite(path, lambda name, content: _finished(content, parts[name], texts) if name in parts else content)


def _finished(content: bytes, rows: range, texts: Sequence[bytes]) -> bytes:
    content = content.replace(_NO_RESULT, b"</f>")
    content = _MARKED.sub(lambda m: texts[int(m[1])].replace(_ROW_MARK, m[2]), content)
    return _ROW.sub(lambda m: m[0].replace(_FIXED, b"") if int(m[1]) in rows else m[0], content)
