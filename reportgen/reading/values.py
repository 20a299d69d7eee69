"""One cell's value by its field's type, with everything that has to be said about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as part
from datetime import time
from decimal import Decimal
from typing import Any, NamedTuple

from reportgen import layout
from reportgen.model.finding import ERROR, Code
from reportgen.model.plan import Field, FieldType
from reportgen.model.sheet import Cell, CellKind
from reportgen.model.values import Understood, plain
from reportgen.reading import codes, dates, identifiers, numbers
from reportgen.reading.lexicon import Lexicon
from reportgen.reading.names import NameIndex
from reportgen.reading.words import clean, half_width, loose, means_nothing, plainly

_YES = frozenset(("是", "√", "✓", "✔", "☑", "有", "对", "y", "yes", "true", "v", "已"))
_NO = frozenset(("否", "×", "✗", "✘", "☒", "x", "无", "没有", "未", "不是", "n", "no", "false"))
_MOST_SHOWN = Decimal(2)  # 200 %: a larger number under a % format was hardly meant as shown
_MANY_OPTIONS = 12
_OLD_CODES = {9: "（9 位是旧的组织机构代码）", 15: "（15 位是旧的注册号或税号）"}
_EXCEL_DIGITS = 15
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?e\+?[0-9]{1,2}")
_PLAIN_USCC = re.compile(r"[0-9A-DF-Z]{18}")
"""A credit code as it ought to be typed, without the E that scientific notation has too."""
_NUMBER_OF_PHONE = re.compile(r"1[0-9]{10}|[2-9][0-9]{6,7}|[0-9]{3,6}")
"""A phone number that a number can hold: mobile, local without area code, short."""
_NONE = "无"
_ROMAN = str.maketrans("", "", "- \u00b7")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say about a value; its place and the record's key are added later."""

    code: Code
    params: Mapping[str, Any]


class Taken(NamedTuple):
    """What a cell gives: a value (None = deliberately blank), the words left over, and remarks."""

    value: Understood = None
    note: str = ""
    remarks: tuple[Remark, ...] = ()

    @property
    def usable(self) -> bool:
        return not self.remarks or all(r.code.severity != ERROR for r in self.remarks)


_TOO_LARGE = Decimal(10) ** 15
"""Excel keeps 15 digits: from here on a number is none that anybody reports."""


def _whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def _said(code: Code, value: Understood = None, note: str = "", /, **params: Any) -> Taken:
    return Taken(value, note, (Remark(code, params),))


@dataclass(frozen=True, slots=True)
class FieldReader:
    """Reads the cells of one field. ``unit`` is what the column's numbers are in, ``year`` completes dates."""

    lexicon: Lexicon
    field: Field
    unit: str
    year: int | None
    type: FieldType = part(init=False)
    options: NameIndex | None = part(init=False)
    name: str = part(init=False)
    texts: dict[str, Taken] = part(init=False, default_factory=dict)
    """What texts of the column gave: the same text gives the same."""
    _days: dict[tuple[str, str], Taken] = part(init=False, default_factory=dict)
    _formats: dict[str, bool] = part(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.field.name)
        object.__setattr__(self, "type", FieldType.of(self.field.type))
        object.__setattr__(self, "options", self.lexicon.options(self.field))

    def tells_plainly(self, cell: Cell) -> bool:
        """Whether *cell* is a number in the field's own unit of which `take` would say nothing and change nothing."""
        if cell.kind is not CellKind.NUMBER:
            return False
        plainly = self._formats.get(cell.number_format)
        if plainly is None:
            plainly = self._formats[cell.number_format] = self._shows_plainly(cell.number_format)
        raw = cell.raw
        if not plainly or len(raw) > _EXCEL_DIGITS or "e" in raw or "E" in raw:
            return False
        return self.type is not FieldType.INTEGER or "." not in raw

    def _shows_plainly(self, number_format: str) -> bool:
        same = self.unit == layout.unit_of(self.field)
        shown = "%" in number_format or numbers.shown_otherwise(number_format, self.unit)
        return self.type.numeric and self.options is None and same and not shown

    def take(self, cell: Cell) -> Taken:
        """Return what *cell* gives. Never raises: a cell that cannot be read has an error among its remarks."""
        if cell.kind is CellKind.ERROR:
            return _said(codes.CELL_ERROR)
        if cell.kind is CellKind.UNCALCULATED:
            return _said(codes.CELL_UNCALCULATED)
        if cell.kind is CellKind.DATE and self.type is FieldType.DATE:
            known = self._days.get((cell.raw, cell.number_format))
            if known is None:
                known = self._days[cell.raw, cell.number_format] = self._date(cell)
            return known
        own, options = self.type, self.options
        if options is not None:
            return self._choices(cell, options) if own is FieldType.CHOICES else self._choice(cell, options)
        if cell.kind is CellKind.TEXT and own is not FieldType.YESNO and means_nothing(cell.raw):
            return self._nothing(cell)
        return _READERS[own](self, cell)

    def _nothing(self, cell: Cell) -> Taken:
        if self.type is FieldType.TEXT and plainly(cell.raw) == _NONE:
            return Taken()  # what forms ask for (没有的填“无”)
        if self.field.zero_words and self.type.numeric:
            return _said(codes.WORD_ZERO, Decimal(0))
        return _said(codes.WORD_BLANK if self.type.numeric else codes.WORD_NONE)

    # ------------------------------------------------------------ texts

    def _text(self, cell: Cell) -> Taken:
        if cell.kind is CellKind.DATE:
            return _said(codes.TEXT_DATE, cell.raw)
        text = clean(cell.raw)
        value = "".join(text.splitlines()) if self.field.key else text
        if cell.kind is CellKind.NUMBER and _has_lost_digits(cell.raw):
            return _said(codes.TEXT_DIGITS, value)
        return Taken(value) if value == cell.raw or "\n" in text else _said(codes.TEXT_CLEANED, value)

    def _phone(self, cell: Cell) -> Taken:
        if _SCIENTIFIC.fullmatch(plainly(cell.raw)) or (
            cell.kind is CellKind.NUMBER and not _NUMBER_OF_PHONE.fullmatch(cell.raw)
        ):
            return _said(codes.TEXT_DIGITS, clean(cell.raw))
        return self._text(cell)

    def _project_code(self, cell: Cell) -> Taken:
        text = plainly(cell.raw).upper()
        if identifiers.is_project_code(text):
            return Taken(text)
        return _said(codes.PROJECT_CODE, text)

    def _industry(self, cell: Cell) -> Taken:
        text = clean(cell.raw)
        code, why = identifiers.read_industry(half_width(text))
        if why:
            return _said(codes.INDUSTRY_CODE, text, why=why)
        return Taken(code) if code == text else _said(codes.INDUSTRY_READ, code, meant=code)

    def _uscc(self, cell: Cell) -> Taken:
        if cell.kind is CellKind.TEXT and _PLAIN_USCC.fullmatch(cell.raw):
            return self._checked_uscc(cell.raw, ())
        code = plainly(cell.raw).upper().translate(_ROMAN)
        if _SCIENTIFIC.fullmatch(plainly(cell.raw)) or (cell.kind is CellKind.NUMBER and _has_lost_digits(cell.raw)):
            return _said(codes.USCC_DIGITS_LOST)
        if len(code) != identifiers.USCC_LENGTH:
            return _said(codes.USCC_LENGTH, length=len(code), hint=_OLD_CODES.get(len(code), ""))
        remarks: tuple[Remark, ...] = ()
        if code != clean(cell.raw):
            remarks = (Remark(codes.USCC_READ, {"meant": code}),)
        return self._checked_uscc(code, remarks)

    def _checked_uscc(self, code: str, remarks: tuple[Remark, ...]) -> Taken:
        if fault := identifiers.uscc_fault(code):
            remarks = (*remarks, Remark(codes.USCC_CHECK, {"why": fault}))
        return Taken(code, "", remarks)

    # ------------------------------------------------------------ numbers

    def _number(self, cell: Cell) -> Taken:
        wanted = layout.unit_of(self.field)
        if cell.kind is CellKind.NUMBER and isinstance(cell.value, Decimal):
            taken = self._stored_number(cell.value, cell, wanted)
        elif cell.kind is CellKind.TEXT:
            taken = self._typed_number(cell.raw, wanted)
        else:
            what = "日期" if cell.kind is CellKind.DATE else "是非值"
            return _said(codes.VALUE_TYPE, what=what, expected="数字")
        if not isinstance(taken.value, Decimal):
            return taken
        if abs(taken.value) >= _TOO_LARGE:
            return _said(codes.NUMBER_TOO_LARGE)
        if self.type is FieldType.INTEGER and not _whole(taken.value):
            return Taken(taken.value, taken.note, (*taken.remarks, Remark(codes.NUMBER_WHOLE, {})))
        return taken

    def _stored_number(self, stored: Decimal, cell: Cell, wanted: str) -> Taken:
        if abs(stored) >= _TOO_LARGE:
            return _said(codes.NUMBER_TOO_LARGE)
        value = numbers.tidy(stored) if len(cell.raw) > _EXCEL_DIGITS else stored
        if "%" in cell.number_format and wanted == "%":
            if abs(value) > _MOST_SHOWN:
                return _said(codes.PERCENT_STORED, value, shown=plain(value * 100), meant=plain(value))
            return _said(codes.PERCENT_FORMAT, value * 100, meant=plain(value * 100))
        converted = numbers.convert(value, self.unit, wanted)
        value = value if converted is None else converted
        if "%" in cell.number_format:
            return _said(codes.PERCENT_PLAIN, value, meant=plain(value))
        if numbers.shown_otherwise(cell.number_format, self.unit):
            return _said(codes.NUMBER_SHOWN, value, format=cell.number_format, meant=plain(value) + wanted)
        return Taken(value)

    def _typed_number(self, text: str, wanted: str) -> Taken:
        found = numbers.read_number(text, self.unit, wanted)
        if isinstance(found, numbers.NoNumber):
            return self._no_number(found, wanted)
        meant = plain(found.value) + wanted
        if found.doubt:
            return _said(codes.NUMBER_ABOUT, found.value, found.doubt, meant=meant, doubt=found.doubt)
        if found.note == numbers.BRACKETS:
            return _said(codes.NUMBER_BRACKETS, found.value, meant=meant)
        if found.note:
            return _said(codes.NUMBER_NOTE, found.value, found.note, meant=meant, note=found.note)
        return _said(codes.NUMBER_READ, found.value, meant=meant)

    def _no_number(self, found: numbers.NoNumber, wanted: str) -> Taken:
        if found.reason == "range":
            return _said(codes.NUMBER_RANGE)
        if found.reason == "unit" and numbers.is_unit(found.unit):
            return _said(codes.NUMBER_UNIT, unit_typed=found.unit, expected=wanted or "无单位")
        return _said(codes.NUMBER_UNREADABLE, expected=f"（{wanted}）" if wanted else "")

    # ------------------------------------------------------------ dates

    def _date(self, cell: Cell) -> Taken:
        found: dates.Day | dates.NoDay
        if cell.kind is CellKind.NUMBER and isinstance(cell.value, Decimal):
            found = dates.read_day_number(cell.value)
        elif cell.kind is CellKind.DATE and not isinstance(cell.value, str | Decimal | bool | time):
            found = dates.read_day_cell(cell.value, cell.number_format)
        else:
            found = dates.read_day(cell.raw, self.year)
        if isinstance(found, dates.NoDay):
            return _said(_NO_DAY[found.reason])
        said = next((code for word, code in _DAY_REMARKS.items() if word in found.remarks), None)
        if said is None:
            return Taken(found.value, found.note)
        usual = plainly(cell.raw).upper() in (found.value.label, found.value.iso())
        if said is codes.DATE_READ and usual and cell.kind is not CellKind.NUMBER:
            return Taken(found.value, found.note)
        return _said(said, found.value, found.note, meant=found.value.label)

    # ------------------------------------------------------------ choices

    def _free(self, cell: Cell) -> Taken:
        """A choice without a list to choose from is a text."""
        return self._text(cell)

    def _choice(self, cell: Cell, options: NameIndex) -> Taken:
        name, note, remarks = _option(cell.raw, options)
        if name:
            return Taken(name, note, remarks)
        if means_nothing(cell.raw):
            return _said(codes.WORD_NONE)
        return _said(codes.CHOICE_UNKNOWN, **_allowed(cell.raw, options))

    def _choices(self, cell: Cell, options: NameIndex) -> Taken:
        name, _, remarks = _option(cell.raw, options)
        if name:
            return Taken(name, "", remarks)
        if means_nothing(cell.raw):
            return _said(codes.WORD_NONE)
        parts = [p for p in _split(cell.raw) if p]
        found = [_option(part, options) for part in parts]
        wrong = next((p for p, (name, _, _) in zip(parts, found, strict=True) if not name), None)
        if wrong is not None or not parts:
            return _said(codes.CHOICE_UNKNOWN, **_allowed(wrong or cell.raw, options))
        value = "、".join(dict.fromkeys(name for name, _, _ in found))
        note = "；".join(note for _, note, _ in found if note)
        return Taken(value, note) if value == clean(cell.raw) else _said(codes.CHOICE_READ, value, note, meant=value)

    def _yesno(self, cell: Cell) -> Taken:
        if isinstance(cell.value, bool):
            return Taken(cell.value)
        text = plainly(cell.raw)
        if text in ("是", "否"):
            return Taken(text == "是")
        if text in _YES or text in _NO:
            value = text in _YES
            return _said(codes.CHOICE_READ, value, meant="是" if value else "否")
        if means_nothing(cell.raw):
            return _said(codes.WORD_NONE)
        return _said(codes.CHOICE_UNKNOWN, nearest="", options="是、否")


def _has_lost_digits(stored: str) -> bool:
    """Whether a stored number has more digits than Excel keeps, so that it was hardly meant as a number."""
    return "E" in stored or len(stored.replace(".", "").lstrip("-0")) > _EXCEL_DIGITS


def _option(text: str, options: NameIndex) -> tuple[str, str, tuple[Remark, ...]]:
    """Return (option, words in brackets left over, remarks); option is "" if *text* is none."""
    name = options.find(text, nearest=False).name
    if name:
        same = clean(text) == name
        return name, "", () if same else (Remark(codes.CHOICE_READ, {"meant": name}),)
    bare, notes = numbers.take_brackets(plainly(text))
    name = options.find(bare, nearest=False).name if notes else ""
    return name, "；".join(notes) if name else "", (Remark(codes.CHOICE_READ, {"meant": name}),) if name else ()


def _split(text: str) -> list[str]:
    for mark in "，,;；/／|\n":
        text = text.replace(mark, "、")
    return [part.strip() for part in clean(text).split("、")]


def _allowed(text: str, options: NameIndex) -> dict[str, object]:
    near = options.nearest(text)
    shown = "、".join(options.all[:_MANY_OPTIONS]) + ("等" if len(options.all) > _MANY_OPTIONS else "")
    return {"nearest": f"（是不是“{near[0]}”？）" if near and loose(text) else "", "options": shown}


_NO_DAY = {
    "unreadable": codes.DATE_UNREADABLE,
    "impossible": codes.DATE_IMPOSSIBLE,
    "ambiguous": codes.DATE_AMBIGUOUS,
}
_DAY_REMARKS = {  # the graver first
    "serial": codes.DATE_SERIAL,
    "about": codes.DATE_ABOUT,
    "year": codes.DATE_YEAR,
    "converted": codes.DATE_READ,
}
_READERS: Mapping[FieldType, Callable[[FieldReader, Cell], Taken]] = {
    FieldType.TEXT: FieldReader._text,
    FieldType.INTEGER: FieldReader._number,
    FieldType.NUMBER: FieldReader._number,
    FieldType.PERCENT: FieldReader._number,
    FieldType.WAN: FieldReader._number,
    FieldType.YI: FieldReader._number,
    FieldType.DATE: FieldReader._date,
    FieldType.CHOICE: FieldReader._free,
    FieldType.CHOICES: FieldReader._free,
    FieldType.USCC: FieldReader._uscc,
    FieldType.PROJECT_CODE: FieldReader._project_code,
    FieldType.INDUSTRY: FieldReader._industry,
    FieldType.PHONE: FieldReader._phone,
    FieldType.YESNO: FieldReader._yesno,
}
