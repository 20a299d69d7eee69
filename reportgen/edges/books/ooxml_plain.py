"""Rows written the plain way that all office programs write them, read by one regular expression.

This is only a quicker way to the same cells: a run of rows that is not wholly of this form, to the
last byte, is left to the XML parser.
"""

from __future__ import annotations

import re

from reportgen.edges.books.ooxml_cells import MAX_ROW, CellStore

_ROW = r'<row r="(\d{1,7})"((?: [\w:]+="[^"<>&]*")*)'
_CELL = (
    r'<c r="([A-Z]{1,3})(\d{1,7})"(?: s="(\d{1,5})")?(?: t="(\w+)")?(?:/>|>'
    r'(<f(?: [\w:]+="[^"<>&]*")*(?:/>|>([^<&]*)</f>))?'
    r'(?:<v>([^<&]*)</v>|<v/>|<is><t(?: xml:space="preserve")?>([^<&]*)</t></is>)?</c>)'
)
_PLAIN_RUN = re.compile(rf"(?:{_ROW}(?:/>|>(?:{_CELL})*+</row>))*+", re.ASCII)
_TOKEN = re.compile(rf"{_ROW}|{_CELL}", re.ASCII)
_HIDDEN = re.compile(r' hidden="(?:1|true|on)"')


def take_plain_rows(run: str, store: CellStore) -> bool:
    """Add the cells of *run*, a run of whole rows, to *store*; False and nothing done if it is not plain."""
    if _PLAIN_RUN.fullmatch(run) is None:
        return False
    add, column = store.add, store.column
    row, row_text = 0, ""
    for match in _TOKEN.finditer(run):
        number, attributes, letters, digits, style, kind, has_formula, formula, value, inline = match.groups()
        if number is not None:
            row, row_text = int(number), number
            if row > MAX_ROW or not row:
                store.place(f"A{number}")
            if _HIDDEN.search(attributes):
                store.hidden_rows.append(row)
        elif value or has_formula or inline:
            at = row if digits == row_text else store.place(letters + digits)[0]
            shown = "=" + (formula or "") if has_formula else None
            add(at, column(letters), style, kind or "n", value, shown, inline or "")
    store.settle()
    return True
