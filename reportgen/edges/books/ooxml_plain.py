"""Rows written the plain way that all office programs write them, read by regular expressions.

This is only a quicker way to the same cells: a run of rows that is not wholly of this form, to the
last byte, is left to the XML parser.
"""

from __future__ import annotations

import re

from reportgen.edges.books.ooxml_cells import MAX_ROW, CellStore
from reportgen.model.sheet import Cell, resolved

_ROW = r'<row r="(\d{1,7})"((?: [\w:]+="[^"<>&]*")*)'
_CELL = (
    r'<c r="([A-Z]{1,3})(\d{1,7})"(?: s="(\d{1,5})")?(?: t="(\w+)")?(?:/>|>'
    r'(<f(?: [\w:]+="[^"<>&]*")*(?:/>|>([^<]*)</f>))?'
    r'(?:(<v/?>)(?:(?<=<v>)([^<]*)</v>)?|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
)
_PLAIN_RUN = re.compile(rf"(?:{_ROW}(?:/>|>(?:{_CELL})*+</row>))*+", re.ASCII)
_TOKEN = re.compile(rf"{_ROW}|{_CELL}", re.ASCII)
_HIDDEN = re.compile(r' hidden="(?:1|true|on)"')
_OTHER_MARK = re.compile(r"&(?!(?:lt|gt|amp|quot|apos|#10);)")
"""What only the XML parser resolves, line ends aside."""


def take_plain_rows(run: str, store: CellStore) -> bool:
    """Add the cells of *run*, a run of whole rows, to *store*; False and nothing done if it is not plain.

    The loop does what `CellStore.add` does, with nothing called that can be looked up: it runs once for each
    cell of a county.
    """
    if _PLAIN_RUN.fullmatch(run) is None or "\r" in run or _OTHER_MARK.search(run):
        return False
    cells, columns, texts, numbers, comments = store.cells, store.columns, store.texts, store.numbers, store.comments
    new = tuple.__new__  # what `Cell` itself calls
    row, row_text = 0, ""
    count = chars = 0
    for (
        number,
        attributes,
        letters,
        digits,
        style,
        kind,
        has_formula,
        formula,
        has_value,
        value,
        inline,
    ) in _TOKEN.findall(run):
        if number:
            row, row_text = int(number), number
            if row > MAX_ROW or not row:
                store.place(f"A{number}")
            if _HIDDEN.search(attributes):
                store.hidden_rows.append(row)
            continue
        if not value and not has_formula and not inline:
            continue
        at = row if digits == row_text else store.place(letters + digits)[0]
        col = columns.get(letters) or store.column(letters)
        known = numbers.get(style) or store.of_style(style)
        if kind == "s" and value:
            typed = texts.get(value) or store.shared(value)
        elif value and (kind == "n" or not kind) and "&" not in value:
            typed = known.typed.get(value) or known.read(value)
        else:
            typed = store.typed(
                kind or "n", resolved(value) if has_value else None, bool(has_formula), resolved(inline), known
            )
        raw = typed[2]
        if not raw and not has_formula:
            store.blank += 1
            continue
        count += 1
        chars += len(raw)
        place = (at, col)
        told = f"={formula}" if has_formula else None
        cells[place] = new(Cell, (at, col, *typed, known.format, told, comments.get(place) if comments else None))
    store.count(count, chars)
    return True


_PLAIN_STRINGS = re.compile(
    r'(?:<\?xml version="1\.0" encoding="(?:UTF|utf)-8"[^<>]*\?>\s*)?<sst(?: [\w:]+="[^"<>&]*")*>'
    r'((?:<si><t(?: xml:space="preserve")?>[^<]*</t></si>)*+)</sst>\s*'
)
_STRING = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')


def plain_strings(part: bytes) -> list[str] | None:
    """Return the shared texts of a part that holds nothing but plain ones; None where it is written otherwise."""
    try:
        text = part.decode()
    except UnicodeDecodeError:
        return None
    match = _PLAIN_STRINGS.fullmatch(text)
    if match is None or "\r" in text or _OTHER_MARK.search(text):
        return None
    return [resolved(string) for string in _STRING.findall(match[1])]
