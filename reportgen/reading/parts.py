"""Several tables on one sheet: cut between two forms, and between one form's tables of two units or periods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from reportgen import layout
from reportgen.model.plan import Form
from reportgen.model.sheet import Cell, CellKind, Sheet
from reportgen.reading.lexicon import Lexicon
from reportgen.reading.words import clean

_LONGEST = 80  # a longer text is no heading
_TITLE_ROWS = 2  # so many rows above its 表号, or its headings, belong to a table if they show its title
_FINGERPRINT = 0.6


@dataclass
class _Row:
    """What one row shows of tables' beginnings."""

    title: tuple[str, str, str] | None = None
    headings: dict[str, int] = field(default_factory=dict)  # form → how many of its telling headings


def stacked(lexicon: Lexicon, sheet: Sheet) -> tuple[Sheet, ...]:
    """Return *sheet* in parts of one table each, top to bottom; itself alone where it shows one table.

    Each filled cell is in one part, at its own address. A heading row of the same form again starts no part:
    it is a page's repeated headings.
    """
    rows = _beginnings(lexicon, sheet)
    if len(rows) < 2:
        return (sheet,)
    starts = _starts(lexicon, rows)
    if not starts:
        return (sheet,)
    cuts = [0, *(_with_title(form, row, sheet.rows) for row, form in starts), max(sheet.rows) + 1]
    parts = [_between(sheet, first, end) for first, end in pairwise(cuts)]
    return tuple(part for part in parts if part.cells)


def _beginnings(lexicon: Lexicon, sheet: Sheet) -> dict[int, _Row]:
    """The rows that hold a 表号 or headings of any form."""
    found: dict[int, _Row] = {}
    first_letters = lexicon.heading_letters
    titled: dict[int, None] = {}
    for (row, _), cell in sheet.cells.items():
        if cell.kind is not CellKind.TEXT:
            continue
        text = cell.raw
        if "号" in text and "表" in text:
            titled[row] = None
        elif text.lstrip()[:1] in first_letters and len(text) < _LONGEST:
            for name in lexicon.forms_told_by(text):
                counts = found.setdefault(row, _Row()).headings
                counts[name] = counts.get(name, 0) + 1
    for row in titled:
        line = "　".join(clean(c.raw) for c in sheet.rows[row])
        if (told := layout.read_title_line(line)) is not None and told[0] in lexicon.forms_by_number:
            found.setdefault(row, _Row()).title = told
    return found


def _starts(lexicon: Lexicon, rows: Mapping[int, _Row]) -> list[tuple[int, Form]]:
    """The rows at which another table begins, after the first, with its form."""
    starts: list[tuple[int, Form]] = []
    current: Form | None = None
    title: tuple[str, str, str] | None = None
    has_table = False
    for row in sorted(rows):
        told = rows[row].title
        if told is not None:
            if has_table and told != title:
                starts.append((row, lexicon.forms_by_number[told[0]]))
                has_table = False
            title, current = told, lexicon.forms_by_number[told[0]]
            continue
        forms = _forms_of(lexicon, rows, row)
        if not forms:
            continue
        if has_table and current is not None and current not in forms:
            starts.append((row, forms[0]))
            current, title = forms[0], None
        elif current is None:
            current = forms[0]
        has_table = True
    return starts


def _forms_of(lexicon: Lexicon, rows: Mapping[int, _Row], row: int) -> list[Form]:
    """The forms whose headings stand in *row* (and the row below it), the fullest first."""
    counts = dict(rows[row].headings)
    for name, count in rows[row + 1].headings.items() if row + 1 in rows else ():
        counts[name] = counts.get(name, 0) + count
    shares: list[tuple[float, Form]] = []
    for form in lexicon.plan.forms:
        telling = len(lexicon.headings(form).telling)
        share = counts.get(form.name, 0) / telling if telling else 0.0
        if share >= _FINGERPRINT and counts[form.name] > 1:
            shares.append((share, form))
    return [form for _, form in sorted(shares, key=lambda s: -s[0])]


def _with_title(form: Form, row: int, rows: Mapping[int, Iterable[Cell]]) -> int:
    """The row in which the table that shows its 表号 or headings in *row* begins: that of its title."""
    first = row
    for above in range(row - 1, row - 1 - _TITLE_ROWS, -1):
        texts = [clean(c.raw) for c in rows.get(above, ())]
        if any(form.title in text or form.name in text for text in texts):
            first = above
    return first


def _between(sheet: Sheet, first: int, end: int) -> Sheet:
    cells = {place: cell for place, cell in sheet.cells.items() if first <= place[0] < end}
    merges = tuple(area for area in sheet.merges if first <= area[0] < end)
    return replace(sheet, cells=cells, merges=merges)
