"""From a plan file's raw values to a `Plan`, or to every fault at once.

A blank value means the column's default, so that staff may leave out what is usual. Texts are kept
without outer blanks; decimals without trailing zeros.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from reportgen.model.plan import Column, ColumnKind, Header, Place, Plan, columns, sections
from reportgen.model.values import plain
from reportgen.plan.canonical import fingerprint
from reportgen.plan.raw import Fault, PlanFaults, Raw, RawList, RawMap, RawPlan, RawText

_K = ColumnKind
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]00:00(?::00)?)?")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::00)?")
_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
"""What ends a line besides ``\\n``: old systems, Word's soft break, Unicode's separators."""
_SEPARATORS = re.compile(r"[、，,；;]")
_MOST_CHARACTERS = 32_000
"""A cell of a workbook holds no more."""
_TRUE, _FALSE = ("是", "true", "yes", "√", "1"), ("否", "false", "no", "0")


class _Wrong(ValueError):
    """A value that its column cannot hold; the message says what was expected."""


def parse_plan(raw: RawPlan) -> Plan:
    """Return the plan of *raw*; raises `PlanFaults` with all faults of form (references: `check`)."""
    plan, faults = parse(raw)
    if faults:
        raise PlanFaults(faults)
    return plan


def parse(raw: RawPlan) -> tuple[Plan, tuple[Fault, ...]]:
    """Return the plan as far as it can be understood, faulty values left at their defaults, and the faults."""
    reader = _Reader(list(raw.faults))
    content = reader.plan(raw.root)
    plan = Plan(**content, places=reader.places)
    return dataclasses.replace(plan, fingerprint=fingerprint(plan)), tuple(reader.faults)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return 「，是否为“…”」 with the known name most like *word*, or ""."""
    near = difflib.get_close_matches(word, list(known), 1, 0.5)
    return f"，是否为“{near[0]}”" if near else ""


def key_attribute(item: type) -> str:
    """Return the attribute that names an item of a nested kind: its first column."""
    return columns(item)[0][0]


class _Reader:
    """One pass over the raw tree; collects faults and the places of all values."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        self.places: dict[str, Place] = {}

    def plan(self, root: RawMap) -> dict[str, Any]:
        known = {s.attribute: s for s in sections()}
        given = self._pairs(root, known, "类别")
        content: dict[str, Any] = {}
        for name, section in known.items():
            if section.item is Header:
                content[name] = self._header(given.get(name), root.place)
            elif name in given:
                content[name] = self._items(given[name], section.item, section.key, name, section.sheet)
        return content

    def _header(self, raw: Raw | None, place: Place) -> Any:
        if raw is None:
            self._fault(place, "缺少“基本信息”（header），请补上方案名称、年度等")
        if not isinstance(raw, RawMap):
            if raw is not None:
                self._fault(raw.place, "“基本信息”应为逐项的“名称: 内容”")
            return _blank(Header)
        return self._item(raw, Header, "header")

    def _items(self, raw: Raw, item: type, key: str, path: str, sheet: str) -> tuple[Any, ...]:
        if isinstance(raw, RawText) and not raw.text:
            return ()
        if not isinstance(raw, RawList):
            self._fault(raw.place, f"“{sheet}”应为列表，每项以“- ”开头")
            return ()
        items, seen = [], dict[str, Place]()
        for number, entry in enumerate(raw.items, 1):
            if not isinstance(entry, RawMap):
                self._fault(entry.place, f"“{sheet}”的每一项应为“名称: 内容”，这里是“{_shown(entry)}”")
                continue
            name = _text_of(entry, key) or str(number)
            if key and name in seen:
                self._fault(entry.place, f"“{sheet}”中“{name}”重复，前一处在{_short(seen[name])}；请删去一处或改名")
            seen.setdefault(name, entry.place)
            items.append(self._item(entry, item, f"{path}/{name}"))
        return tuple(items)

    def _item(self, raw: RawMap, item: type, path: str) -> Any:
        known = dict(columns(item))
        given = self._pairs(raw, known, "项目")
        self.places[path] = raw.place
        content: dict[str, Any] = {}
        for name, column in known.items():
            here = f"{path}/{name}"
            value = given.get(name)
            if isinstance(value, RawText) and not value.text.strip():
                value = None
            if value is None:
                if column.required and _default(item, name) in ("", None, ()):
                    place = given[name].place if name in given else raw.place
                    self._fault(place, f"必填的“{column.heading}”（{name}）没有填")
                    content[name] = _filler(column)
                continue
            self.places[here] = value.place
            if column.kind is _K.NESTED and column.item is not None:
                content[name] = self._items(value, column.item, key_attribute(column.item), here, column.sheet)
                continue
            try:
                content[name] = _understand(value, column)
            except _Wrong as wrong:
                self._fault(value.place, f"“{column.heading}”（{name}）{wrong}")
                if column.required:
                    content[name] = _filler(column)
        return item(**content)

    def _pairs(self, raw: RawMap, known: Mapping[str, object], what: str) -> dict[str, Raw]:
        given: dict[str, Raw] = {}
        for key, value in raw.pairs:
            if key.text not in known:
                self._fault(key.place, f"没有名为“{key.text}”的{what}{nearest(key.text, known)}")
            elif key.text in given:
                self._fault(key.place, f"“{key.text}”重复，请删去一处")
            else:
                given[key.text] = value
        return given

    def _fault(self, place: Place, message: str) -> None:
        self.faults.append(Fault.at(place, message))


# ---------------------------------------------------------------- one value


def _understand(raw: Raw, column: Column) -> object:
    """Return the Python value of *raw*, which is not blank, in *column*; `_Wrong` if it can be none."""
    if column.kind in (_K.TEXTS, _K.REFS):
        return _several(raw)
    if not isinstance(raw, RawText):
        raise _Wrong("应为一个值，不是列表")
    return _SCALARS[column.kind](raw.text, column)


def _several(raw: Raw) -> tuple[str, ...]:
    """A list, or one text whose parts are joined by 、 or stand in lines of their own."""
    if isinstance(raw, RawText):
        return tuple(split_texts(_checked(raw.text)))
    if isinstance(raw, RawMap) or not all(isinstance(i, RawText) for i in raw.items):
        raise _Wrong("应为若干名称的列表")
    texts = [_checked(i.text).strip() for i in raw.items if isinstance(i, RawText)]
    if any("\n" in t for t in texts):
        raise _Wrong("多项中每一项应在一行内")
    return tuple(t for t in texts if t)


def split_texts(text: str) -> list[str]:
    """Return the parts of a cell that holds several texts; line breaks, where present, rule alone."""
    parts = text.split("\n") if "\n" in text else _SEPARATORS.split(text)
    return [p for p in map(str.strip, parts) if p]


def join_texts(texts: Iterable[str]) -> str:
    """Return the cell that `split_texts` splits into *texts* again."""
    parts = list(texts)
    if any(_SEPARATORS.search(p) for p in parts):
        return "\n".join(parts) + ("\n" if len(parts) == 1 else "")
    return "、".join(parts)


def _checked(text: str) -> str:
    """Return *text* with its line ends unified; `_Wrong` for what no workbook can hold."""
    text = _LINE_ENDS.sub("\n", text)
    if len(text) > _MOST_CHARACTERS:
        raise _Wrong(f"太长，最多 {_MOST_CHARACTERS} 个字")
    for char in text:
        if (unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t") or char in "\ufffe\uffff":
            raise _Wrong(f"含有看不见的控制字符（U+{ord(char):04X}），请删去")
    return text


def _text(text: str, column: Column) -> str:
    return _checked(text).strip()


def _formula(text: str, column: Column) -> str:
    return " ".join(_checked(text).split("\n")).strip()


def _integer(text: str, column: Column) -> int:
    number = _decimal(text)
    if number is None or number != number.to_integral_value():
        raise _Wrong(f"应为整数，现为“{text}”")
    return int(number)


def _number(text: str, column: Column) -> Decimal:
    number = _decimal(text)
    if number is None:
        raise _Wrong(f"应为数字（不带单位），现为“{text}”")
    return Decimal(plain(number))


def _decimal(text: str) -> Decimal | None:
    half = unicodedata.normalize("NFKC", text).strip()
    return Decimal(half.replace(",", "")) if _NUMBER.fullmatch(half) and len(half) < 40 else None


def _yes_no(text: str, column: Column) -> bool:
    word = text.strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise _Wrong(f"应为“是”或“否”，现为“{text}”")


def _date(text: str, column: Column) -> date:
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match:
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            pass
    raise _Wrong(f"应为日期，如 2025-10-31，现为“{text}”")


def _time(text: str, column: Column) -> str:
    match = _TIME.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        raise _Wrong(f"应为时刻，如 18:00，现为“{text}”")
    return f"{int(match[1]):02d}:{match[2]}"


def _choice(text: str, column: Column) -> str:
    word = text.strip()
    if word in column.choices:
        return word
    choices = "、".join(c for c in column.choices if c)
    raise _Wrong(f"应为{choices}之一，现为“{word}”{nearest(word, column.choices)}")


def value_of(text: str, column: Column) -> object:
    """Return the value that *text* has in *column*; `ValueError` says in Chinese what was expected."""
    return _understand(RawText(Place("", "", ""), text), column)


_SCALARS: Mapping[ColumnKind, Callable[[str, Column], object]] = {
    _K.TEXT: _text,
    _K.REF: _text,
    _K.FORMULA: _formula,
    _K.INTEGER: _integer,
    _K.NUMBER: _number,
    _K.YESNO: _yes_no,
    _K.DATE: _date,
    _K.TIME: _time,
    _K.CHOICE: _choice,
}


# ---------------------------------------------------------------- defaults and names


def _default(item: type, attribute: str) -> object:
    return next(f.default for f in dataclasses.fields(item) if f.name == attribute)


def _filler(column: Column) -> object:
    """What stands in for a required value that is missing or wrong, so that checking can go on."""
    fillers: dict[ColumnKind, object] = {
        _K.INTEGER: 0,
        _K.NUMBER: Decimal(0),
        _K.DATE: None,
        _K.YESNO: False,
        _K.TEXTS: (),
        _K.REFS: (),
        _K.NESTED: (),
    }
    return fillers.get(column.kind, "")


def _blank(item: type) -> Any:
    return item(**{name: _filler(column) for name, column in columns(item) if column.required})


def _text_of(raw: RawMap, attribute: str) -> str:
    return next((v.text.strip() for k, v in raw.pairs if k.text == attribute and isinstance(v, RawText)), "")


def _shown(raw: Raw) -> str:
    return raw.text if isinstance(raw, RawText) else "列表"


def _short(place: Place) -> str:
    return f"{place.sheet}{place.cell}"
