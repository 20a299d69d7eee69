"""Which form, unit and period a sheet is: by several marks, the more visible ones first.

The marks and their order come from trials of what survives saving, copying and retyping: the title
line, the defined name, the document's properties, the hidden sheet, the headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from reportgen import layout
from reportgen.model.finding import Code
from reportgen.model.period import Period, Rhythm
from reportgen.model.plan import Form
from reportgen.model.sheet import Book, Cell, CellKind, Sheet, parse_address
from reportgen.reading import codes
from reportgen.reading.dates import read_period
from reportgen.reading.lexicon import Lexicon
from reportgen.reading.table import Grid, fingerprint
from reportgen.reading.words import clean, loose

_TOP_ROWS = 12
_LABELS = r"表\s*号|期\s*别|填\s*报\s*单\s*位|填\s*报\s*(?:日\s*期|人|时\s*间)|联\s*系|审\s*核|单\s*位\s*[:：]|计\s*量"
_PERIOD = re.compile(rf"期\s*别\s*[:：]\s*(.*?)\s*(?=(?:{_LABELS})|$)")
_UNIT = re.compile(rf"填\s*报\s*单\s*位\s*(?:[(（]\s*(?:盖章|公章|章)\s*[)）])?\s*[:：]\s*(.*?)\s*(?=(?:{_LABELS})|$)")
_SEAL = re.compile(r"[(（]\s*(?:盖\s*章|公\s*章|章|签\s*章)\s*[)）]")
_UNIT_LINE = "填报单位行"
_TITLE_WORDS = re.compile(r"表\s*号|期\s*别|填\s*报\s*单\s*位")
_LENGTH = (Rhythm.WEEK, Rhythm.DEKAD, Rhythm.MONTH, Rhythm.QUARTER, Rhythm.YEAR)


@dataclass(frozen=True, slots=True)
class Said:
    """Something to report about a cell, before unit, form and period are known."""

    code: Code
    cell: Cell | None
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Identity:
    """What a sheet is taken for. ``title`` is the cell that shows the 表号; ``cells`` are those that identify."""

    form: Form | None
    unit: str = ""
    period: Period | None = None
    title: Cell | None = None
    cells: frozenset[tuple[int, int]] = frozenset()
    said: tuple[Said, ...] = ()
    unit_told: bool = False  # whether the sheet itself names the unit
    continued: bool = False  # whether it is a further part of a table that is known already


@dataclass(frozen=True, slots=True)
class _Mark:
    where: str
    text: str


@dataclass
class _Marks:
    """Everything found, the stronger marks first."""

    forms: list[tuple[_Mark, Form]] = field(default_factory=list)
    units: list[_Mark] = field(default_factory=list)
    periods: list[_Mark] = field(default_factory=list)
    title: Cell | None = None
    cells: set[tuple[int, int]] = field(default_factory=set)


def identify(lexicon: Lexicon, book: Book, sheet: Sheet, period: Period | None, *, whole: bool = True) -> Identity:
    """Return what *sheet* is; ``form`` is None if it is no form of the plan.

    *period* is that of the folder, used where the sheet names none. A part of a sheet (not *whole*) is not
    known by marks that name the sheet.
    """
    marks = _Marks()
    _read_title(lexicon, sheet, marks)
    _read_defined_names(lexicon, book, sheet, marks, whole)
    _read_properties(book, marks)
    _read_meta(lexicon, book, sheet, marks, whole)
    said: list[Said] = []
    form = _form(lexicon, sheet, marks, said)
    if form is None:
        return Identity(None, title=marks.title)
    own = _period(form, marks, period, said)
    unit = _unit(lexicon, book, marks, own, said)
    told = any(mark.where == _UNIT_LINE for mark in marks.units)
    return Identity(form, unit, own, marks.title, frozenset(marks.cells), tuple(said), told)


# ---------------------------------------------------------------- finding the marks


def _read_title(lexicon: Lexicon, sheet: Sheet, marks: _Marks) -> None:
    for row in _top(sheet):
        line = "　".join(clean(c.raw) for c in row)
        if not _TITLE_WORDS.search(line):
            continue
        found = layout.read_title_line(line)
        form = lexicon.forms_by_number.get(found[0]) if found else None
        if form is not None and marks.title is None:
            marks.title = next((c for c in row if form.number in loose(c.raw).upper()), row[0])
            marks.forms.append((_Mark("表号", form.number), form))
        if (match := _PERIOD.search(line)) and match[1]:
            marks.periods.append(_Mark("期别行", match[1]))
        if (match := _UNIT.search(line)) and match[1]:
            marks.units.append(_Mark(_UNIT_LINE, match[1]))
        told = {loose(m.text) for m in (*marks.periods, *marks.units)} | {loose(found[0])} if found else set()
        marks.cells |= {(c.row, c.col) for c in row if _TITLE_WORDS.match(clean(c.raw)) or loose(c.raw) in told}


def _top(sheet: Sheet) -> Iterator[list[Cell]]:
    last = next(iter(sheet.rows), 1) + _TOP_ROWS - 1
    for _, row in takewhile(lambda item: item[0] <= last, sheet.rows.items()):
        cells = [c for c in row if c.kind is not CellKind.ERROR]
        if cells:
            yield cells


def _read_defined_names(lexicon: Lexicon, book: Book, sheet: Sheet, marks: _Marks, whole: bool) -> None:
    for name, (target, place) in sorted(book.names.items()):
        if not whole and not _within(place, sheet):
            continue  # it points into another part of the sheet
        number = name.upper().rpartition("!")[2].removeprefix(layout.NAME_PREFIX)
        form = lexicon.forms_by_number.get(number)
        if target == sheet.name and form is not None and name.upper().rpartition("!")[2] != number:
            marks.forms.append((_Mark("名称标记", form.number), form))


def _within(place: str, sheet: Sheet) -> bool:
    try:
        row = parse_address(place)[0]
    except ValueError:
        return False
    return min(r for r, _ in sheet.cells) <= row <= max(r for r, _ in sheet.cells)


def _read_properties(book: Book, marks: _Marks) -> None:
    if unit := clean(book.properties.get("rg_unit", "")):
        marks.units.append(_Mark("文件属性", unit))
    if period := clean(book.properties.get("rg_period", "")):
        marks.periods.append(_Mark("文件属性", period))


def _read_meta(lexicon: Lexicon, book: Book, sheet: Sheet, marks: _Marks, whole: bool) -> None:
    """Read the hidden sheet: lines of a name (rg_unit, rg_period or a sheet's name) and a value."""
    meta = next((s for s in book.sheets if s.name == layout.META_SHEET), None)
    if meta is None:
        return
    for row in sorted({r for r, _ in meta.cells}):
        name, value = clean(meta.text(row, 1)), clean(meta.text(row, 2))
        if name == "rg_unit" and value:
            marks.units.append(_Mark("隐藏标识", value))
        elif name == "rg_period" and value:
            marks.periods.append(_Mark("隐藏标识", value))
        elif whole and name == sheet.name and (form := lexicon.forms_by_number.get(value.upper())) is not None:
            marks.forms.append((_Mark("隐藏标识", form.number), form))


# ---------------------------------------------------------------- deciding


def _form(lexicon: Lexicon, sheet: Sheet, marks: _Marks, said: list[Said]) -> Form | None:
    if not marks.forms:
        form = fingerprint(lexicon, Grid.of(sheet))
        if form is not None:
            said.append(Said(codes.FORM_BY_HEADINGS, None, {}))
        return form
    first = marks.forms[0][1]
    by_headings = fingerprint(lexicon, Grid.of(sheet), first)
    if by_headings is not None and by_headings is not first:
        marks.forms.append((_Mark("表头", by_headings.number), by_headings))
    told = [(mark.where, f"{form.number} {form.name}") for mark, form in marks.forms]
    _disagree("表号", told, marks.title, said)
    return first


def _disagree(what: str, told: list[tuple[str, str]], cell: Cell | None, said: list[Said]) -> None:
    if len({text for _, text in told}) > 1:
        shown = "、".join(f"{where}为“{text}”" for where, text in told)
        said.append(Said(codes.MARKS_DISAGREE, cell, {"what": what, "marks": shown, "chosen": told[0][1]}))


def _period(form: Form, marks: _Marks, folder: Period | None, said: list[Said]) -> Period | None:
    found = [(mark.where, period) for mark in marks.periods if (period := read_period(mark.text)) is not None]
    own = [(where, period) for where, period in found if _fits(form, period)]
    if own:
        # The file as a whole was issued for one period, a quarter's form in it for another: only like kinds disagree
        like = [(where, p.id) for where, p in own if p.kind is own[0][1].kind]
        _disagree("期别", like, marks.title, said)
        return own[0][1]
    lined = [period for where, period in found if where == "期别行"]
    if lined:
        rhythms = "、".join(form.rhythms)
        said.append(Said(codes.PERIOD_KIND, marks.title, {"value": lined[0].id, "rhythms": rhythms}))
        return lined[0]
    base = folder or (found[0][1] if found else None)
    if base is None:
        said.append(Said(codes.PERIOD_MISSING, marks.title, {}))
        return None
    assumed = _form_period(form, base)
    said.append(Said(codes.PERIOD_ASSUMED, marks.title, {"assumed": assumed.id}))
    return assumed


def _fits(form: Form, period: Period) -> bool:
    return period.kind.value in form.rhythms or Rhythm.ON_CHANGE.value in form.rhythms


def _form_period(form: Form, folder: Period) -> Period:
    """Return the period of *form* that a folder's period stands for: the one that closes in it, else its own."""
    rhythms = [Rhythm(word) for word in form.rhythms]
    for rhythm in rhythms:
        if rhythm is Rhythm.ON_CHANGE:
            continue
        if _LENGTH.index(rhythm) < _LENGTH.index(folder.kind):
            last = Period.of(folder.end, rhythm)
            return last if last.end <= folder.end else last.previous
        if (closing := folder.closing_in(rhythm)) is not None:
            return closing
    if Rhythm.ON_CHANGE in rhythms or not rhythms:
        return folder
    return Period.of(folder.end, rhythms[0])


def _unit(lexicon: Lexicon, book: Book, marks: _Marks, period: Period | None, said: list[Said]) -> str:
    told: list[tuple[str, str]] = []
    for mark in marks.units:
        text = _SEAL.sub("", mark.text).strip()
        match = lexicon.units.find(text)
        if match.name:
            told.append((mark.where, match.name))
        elif loose(text):
            nearest = f"（相近的有：{'、'.join(match.nearest)}）" if match.nearest else ""
            said.append(Said(codes.UNIT_UNKNOWN, marks.title, {"value": text, "nearest": nearest}))
    if told:
        _disagree("填报单位", told, marks.title, said)
        return _successor(lexicon, told[0][1], period, marks.title, said)
    for part in reversed(book.path.rsplit(".", 1)[0].split("/")):
        if name := lexicon.units.within(part):
            said.append(Said(codes.UNIT_FROM_PATH, marks.title, {"unit": name}))
            return _successor(lexicon, name, period, marks.title, said)
    said.append(Said(codes.UNIT_MISSING, marks.title, {}))
    return ""


def _successor(lexicon: Lexicon, name: str, period: Period | None, cell: Cell | None, said: list[Said]) -> str:
    """Return who reports for a unit in *period*: itself, or the unit that took its place."""
    unit = lexicon.plan.unit(name)
    if unit is None or period is None or not unit.replaced_by or not unit.valid_to or unit.valid_to >= period.end:
        return name
    day = f"{unit.valid_to:%Y-%m-%d}"
    said.append(Said(codes.UNIT_SUCCEEDED, cell, {"before": name, "unit": unit.replaced_by, "day": day}))
    return unit.replaced_by


def anchor(book: Book, sheet: Sheet, form: Form) -> Cell | None:
    """Return the cell that the form's defined name points to on *sheet*, if it is filled."""
    for name, (target, cell) in sorted(book.names.items()):
        if target == sheet.name and name.upper().endswith(layout.NAME_PREFIX + form.number.upper()):
            try:
                return sheet.cells.get(parse_address(cell))
            except ValueError:
                return None
    return None
