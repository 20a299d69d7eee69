"""What stands around the table: labels with their values (填报人：…), ticks, the template's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reportgen import layout
from reportgen.model.plan import Field, Form, Plan
from reportgen.model.sheet import Cell, CellKind
from reportgen.reading.lexicon import Lexicon
from reportgen.reading.words import clean, loose

_FOOT_WORDS = tuple(loose(w) for w in (layout.SIGNATURE, layout.SEAL, layout.INSTRUCTIONS))
_DEADLINE = re.compile(r"(?:报送|填报|上报)(?:时限|时间|截止)")
_OWN_UNIT = re.compile(r"(?:计量)?单位[:：](.+)")
_COUNTED = re.compile(rf"{layout.CHECK_WORDS} ?\d+ ?处，.*可报送 ?[是否]")
_LINKED = re.compile(rf"{layout.LINK_MARK}(?:第\d+行|表头表尾)")
_REACH = 3  # a label's value stands at most so many columns to its right
_TICKED = frozenset((*(loose(t) for t in layout.TICKS), "v", "☒", "true", "对", "打√"))
_NOT_TICKED = frozenset(("否", "×", "无", "/", "-", "□", "☐", "false", "x"))
_BOXES = str.maketrans("", "", "□☐")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A field outside the table, the cell of its value and the part of the cell's text that is the value."""

    field: Field
    cell: Cell
    text: str | None = None  # None: the whole cell
    before: str = ""  # text of the cell that stands before the label

    @property
    def value_cell(self) -> Cell:
        """The value as a cell of its own; place and stored text stay those of the received cell."""
        return (
            self.cell if self.text is None else self.cell._replace(kind=CellKind.TEXT, value=self.text, raw=self.text)
        )


class Labels:
    """Finds the labels of a form's head and foot in texts, whatever blanks and marks they have."""

    def __init__(self, plan: Plan, form: Form) -> None:
        self._fields: dict[str, Field] = {}
        for field in layout.outside_fields(plan, form):
            for text in (layout.heading(field), field.name, *field.aliases):
                self._fields.setdefault(loose(text), field)
        names = sorted(self._fields, key=lambda t: (-len(t), t))
        spelled = "|".join(r"\s*".join(_either(c) for c in name) for name in names) or r"(?!)"
        self._pattern = re.compile(rf"(?:^|(?<=[\s,，;；、。]))({spelled})\s*[*＊]?\s*[:：]", re.IGNORECASE)

    def split(self, text: str) -> tuple[str, list[tuple[Field, str]]]:
        """Return the text before the first label, and each label's field with the text behind it."""
        text = text.replace("\xa0", " ").replace("\u3000", " ")
        found = list(self._pattern.finditer(text))
        if not found:
            return text, []
        ends = [m.start() for m in found[1:]] + [len(text)]
        parts = [
            (self._fields[loose(m[1])], text[m.end() : end].strip(" \t\n,，;；、"))
            for m, end in zip(found, ends, strict=True)
        ]
        return text[: found[0].start()].strip(), parts

    def bare(self, text: str) -> Field | None:
        """Return the field whose label *text* is, without a colon."""
        return self._fields.get(loose(text))

    def starts(self, text: str) -> bool:
        before, parts = self.split(text)
        return bool(parts) and not before

    def is_foot(self, cells: tuple[Cell, ...]) -> bool:
        """Whether a row begins with a label, a signature, a seal or the 填表说明."""
        first = next((c for c in cells if clean(c.raw)), None)
        if first is None or first.kind is not CellKind.TEXT:
            return False
        return self.starts(clean(first.raw)) or loose(first.raw).startswith(_FOOT_WORDS)

    def read(self, rows: Iterable[tuple[Cell, ...]]) -> Iterator[Labelled]:
        """Yield every labelled value in *rows*: behind the label in its cell, or in the cell to its right."""
        for cells in rows:
            used: set[int] = set()
            for index, cell in enumerate(cells):
                if cell.col in used or cell.kind is not CellKind.TEXT:
                    continue
                before, parts = self.split(clean(cell.raw))
                bare = None if parts else self.bare(cell.raw)
                if bare is not None:
                    parts = [(bare, "")]
                for number, (field, text) in enumerate(parts):
                    if text:
                        yield Labelled(field, cell, text, before if number == 0 else "")
                    elif number == len(parts) - 1 and (value := self._beside(cells[index + 1 :], cell)) is not None:
                        used.add(value.col)
                        yield Labelled(field, value)

    def _beside(self, cells: tuple[Cell, ...], label: Cell) -> Cell | None:
        value = next((c for c in cells if clean(c.raw) or c.kind is CellKind.UNCALCULATED), None)
        if value is None or value.col > label.col + _REACH:
            return None
        text = clean(value.raw)
        taken = self.split(text)[1] or self.bare(text) or loose(text).startswith(_FOOT_WORDS)
        return None if taken else value

    def is_label(self, cell: Cell) -> bool:
        """Whether a cell holds nothing but labels, as the template prints them."""
        if cell.kind is not CellKind.TEXT:
            return False
        before, parts = self.split(clean(cell.raw))
        empty = bool(parts) and not before and all(not text for _, text in parts)
        return empty or self.bare(cell.raw) is not None


def _either(char: str) -> str:
    """A pattern for one character, narrow or full-width brackets alike."""
    return {"(": "[(（]", ")": "[)）]"}.get(char, re.escape(char))


@dataclass(frozen=True, slots=True)
class Tick:
    """What stands beside 本期无 or 较上期无变化."""

    label: str
    label_cell: Cell
    mark: Cell | None
    ticked: bool
    clear: bool = True


def read_ticks(rows: Iterable[tuple[Cell, ...]]) -> Iterator[Tick]:
    """Yield each tick label in *rows* and whether it is ticked, beside it or in its own cell."""
    for cells in rows:
        for index, cell in enumerate(cells):
            label, inside = _tick_label(cell)
            if not label:
                continue
            follower = cells[index + 1] if index + 1 < len(cells) else None
            if inside or follower is None or follower.col > cell.col + _REACH or _tick_label(follower)[0]:
                yield Tick(label, cell, None, inside)
                continue
            text = loose(follower.raw).translate(_BOXES)
            ticked = text in _TICKED or any(mark in text for mark in "√✓✔☑")
            yield Tick(label, cell, follower, ticked, ticked or not text or text in _NOT_TICKED)


def _tick_label(cell: Cell) -> tuple[str, bool]:
    """Return the tick label that a cell holds ("" if none) and whether the tick is in it."""
    if cell.kind is not CellKind.TEXT or len(cell.raw) > 20:
        return "", False
    text = loose(cell.raw)
    for label in (layout.NIL, layout.UNCHANGED):
        rest = text.replace(label, "", 1)
        if rest != text:
            mark = rest.translate(_BOXES).strip("():")
            if not mark or mark in _TICKED:
                return label, bool(mark)
    return "", False


def is_printed(lexicon: Lexicon, form: Form, cell: Cell) -> bool:
    """Whether the template itself printed a cell's text (title, note, labels, instructions)."""
    if cell.kind is not CellKind.TEXT:
        return False
    printed = lexicon.printed(form)
    text = loose(cell.raw)
    if not text or text in printed or form.name in clean(cell.raw) or text.startswith(loose(form.title)):
        return True
    note = loose(lexicon.plan.header.sheet_note)
    if (note and note in text) or _DEADLINE.match(text):
        return True
    lines = [loose(line) for line in clean(cell.raw).splitlines()]
    return bool(form.instructions) and all(
        not line or line in printed or line.removeprefix(loose(layout.INSTRUCTIONS)).strip(":") in printed
        for line in lines
    )


def is_check(cell: Cell) -> bool:
    """Whether a cell above the table is the template's own count of faults or one of its links."""
    if cell.kind is CellKind.UNCALCULATED:
        return any(mark in (cell.formula or "") for mark in (layout.CHECK_WORDS, "HYPERLINK("))
    text = clean(cell.raw)
    return cell.kind is CellKind.TEXT and bool(_COUNTED.match(text) or _LINKED.fullmatch(text))


def unit_line(rows: Iterable[tuple[Cell, ...]]) -> tuple[Cell, str] | None:
    """Return the cell and the unit of money that a line above the table (单位：亿元) tells, if it tells one."""
    for cells in rows:
        for cell in cells:
            match = _OWN_UNIT.fullmatch(loose(cell.raw).strip("()")) if cell.kind is CellKind.TEXT else None
            if match is None:
                continue
            money = [unit for unit in ("亿元", "万元", "元") if unit in re.split(r"[、,/;和及]", match[1])]
            if len(money) == 1:
                return cell, money[0]
    return None
