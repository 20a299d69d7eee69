"""What units sent: every sheet of the received workbooks, read with calamine, and its faults."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from tests.proof.plan_facts import Plan, month_end

Cell = str | Decimal | tuple[dt.date, dt.date]
"""Text, a number, or the first and last day of a date that may be a month."""

_TITLE = re.compile(r"表号：(\w+)\s*期别：([\w-]+)\s*填报单位：(\S+)")
_TICKS = ("√", "✓", "☑", "是")
_UNITS = {"亿元": Decimal(10000), "万元": Decimal(1)}
_FOOT = ("填报人", "联系电话", "负责人签字", "填表说明", "（盖章）")
_NUMBERS = ("整数", "小数", "百分比", "万元", "亿元")
_PRINTED = ("indicator", "family", "milestone", "requirement", "matter")
"""Roles of fields that the template fills in a new row."""


@dataclass
class Row:
    """A record as one unit told it."""

    unit: str
    form: str
    period: str
    values: dict[str, Cell]
    key: tuple[str, ...] = ()

    def text(self, name: str) -> str:
        """The value under a heading as documents write it; "" if there is none."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else str(value) if isinstance(value, Decimal) else written(value)

    def number(self, name: str) -> Decimal | None:
        value = self.values.get(name)
        return value if isinstance(value, Decimal) else None

    def day(self, name: str) -> tuple[dt.date, dt.date] | None:
        value = self.values.get(name)
        return value if isinstance(value, tuple) else None


@dataclass
class Sheet:
    """One unit's table of one form and period."""

    unit: str
    form: str
    period: str
    file: str
    at: dt.datetime
    nil: bool = False
    unchanged: bool = False
    faults: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not (self.rows or self.nil or self.unchanged)


def sheets(plan: Plan, folder: Path) -> list[Sheet]:
    """Return the sheets of all workbooks in a folder, in the order in which they came; the same file counts once."""
    came = _register(folder / "收件登记.xlsx")
    found: list[Sheet] = []
    seen: set[str] = set()
    for path in sorted((p for p in folder.rglob("*") if _is_return(p)), key=lambda p: came[_name(p, folder)]):
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        if digest not in seen:
            found += _sheets_of(plan, data, _name(path, folder), came[_name(path, folder)])
        seen.add(digest)
    return found


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _is_return(path: Path) -> bool:
    office = path.name.startswith("~$") or path.stem in ("收件登记", "核实登记", "发件登记")
    return path.suffix in (".xlsx", ".xls", ".ods", ".et") and not office


def _register(path: Path) -> dict[str, dt.datetime]:
    lines = _grids(path.read_bytes())[0][1]
    heads = [str(h) for h in lines[0]]
    name, came = heads.index("文件"), heads.index("收到时间")
    return {str(line[name]): dt.datetime.fromisoformat(str(line[came])) for line in lines[1:] if line[name]}


@cache
def _grids(data: bytes) -> list[tuple[str, list[list[Any]]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [(n, book.get_sheet_by_name(n).to_python(skip_empty_area=False)) for n in book.sheet_names]


def _sheets_of(plan: Plan, data: bytes, file: str, at: dt.datetime) -> list[Sheet]:
    found = []
    for _, grid in _grids(data):
        title = _TITLE.search(str(grid[1][0])) if len(grid) > 1 and grid[1] else None
        if title:
            sheet = Sheet(title[3], plan.by_number[title[1]]["name"], title[2], file, at)
            _fill(plan, sheet, grid)
            found.append(sheet)
    return found


def _fill(plan: Plan, sheet: Sheet, grid: list[list[Any]]) -> None:
    top = next(i for i, line in enumerate(grid) if line[0] == "序号")
    for line in grid[:top]:
        sheet.nil |= line[0] == "本期无" and line[1] in _TICKS
        sheet.unchanged |= len(line) > 3 and line[2] == "较上期无变化" and line[3] in _TICKS
    columns = _columns(plan, sheet.form, grid[top])
    taken: list[dict[str, Any]] = []
    for line in grid[top + 1 :]:
        if str(line[0]).startswith(_FOOT):
            break
        raw = {name: line[index] for name, (index, _) in columns.items() if line[index] not in ("", None)}
        if "合计" not in line[:2] and _says_something(plan, sheet.form, raw):
            taken.append(raw)
    for raw in taken:
        sheet.rows.append(_row(plan, sheet, raw, {name: factor for name, (_, factor) in columns.items()}))
    _repeated(sheet)


def _columns(plan: Plan, form: str, heads: list[Any]) -> dict[str, tuple[int, Decimal]]:
    """Where each field stands, and by what its numbers are multiplied for the unit in the heading."""
    found = {}
    for item in plan.fields(form):
        words = (item["name"], *item.get("aliases", ()))
        for index, head in enumerate(heads):
            bare = re.sub(r"\s*\*$", "", str(head))
            plain = re.sub(r"（[^（）]*）$", "", bare)
            if bare in words or (plain in words and item["name"] not in found):
                unit = bare[len(plain) :].strip("（）")
                factor = _UNITS[unit] / _UNITS[item["type"]] if {unit, item.get("type")} <= set(_UNITS) else Decimal(1)
                found[item["name"]] = (index, factor)
    return found


def _says_something(plan: Plan, form: str, raw: dict[str, Any]) -> bool:
    fixed = bool(plan.forms[form].get("rows_from"))
    printed = {
        f["name"]
        for f in plan.fields(form)
        if f.get("role") in _PRINTED or (fixed and (f.get("key") or f.get("carry")))
    }
    return any(name not in printed for name in raw)


def _row(plan: Plan, sheet: Sheet, raw: dict[str, Any], factors: dict[str, Decimal]) -> Row:
    """A record; a value with a fault is left out, and so the sheet is one to send back."""
    row = Row(sheet.unit, sheet.form, sheet.period, {})
    for item in plan.fields(sheet.form):
        name, kind = item["name"], item.get("type", "文字")
        if name not in raw:
            if item.get("required") and not sheet.unchanged:
                sheet.faults.append(f"{name}没有填")
            continue
        value = _value(plan, item, kind, raw[name], factors[name])
        if value is None:
            sheet.faults.append(f"{name}：{raw[name]}")
        else:
            row.values[name] = value
    row.key = tuple(row.text(f["name"]) for f in plan.fields(sheet.form) if f.get("key"))
    return row


def _value(plan: Plan, item: dict[str, Any], kind: str, raw: Any, factor: Decimal) -> Cell | None:
    if kind in _NUMBERS:
        return _number(raw, kind, factor)
    if kind == "日期":
        return day_of(raw, plan.year)
    if kind in ("信用代码", "项目代码") and not isinstance(raw, str):
        return None  # a number keeps fifteen digits
    text = _written(raw)
    options = plan.options.get(item.get("list", ""))
    if kind == "是否" and text not in ("是", "否"):
        return None
    if options is None:
        return text
    parts = text.split("、") if kind == "多选" else [text]
    return "、".join(options[p] for p in parts) if all(p in options for p in parts) else None


def _repeated(sheet: Sheet) -> None:
    """The same key twice in one table: one of both is wrong, so neither value of the key is used."""
    keys = [row.key for row in sheet.rows if all(row.key)]
    twice = {k for k in keys if keys.count(k) > 1}
    sheet.faults += [f"重复：{'、'.join(key)}" for key in twice]


def _written(raw: Any) -> str:
    if isinstance(raw, dt.date | dt.datetime):
        return raw.strftime("%Y-%m-%d")
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw).strip()


def _number(raw: Any, kind: str, factor: Decimal) -> Cell | None:
    if isinstance(raw, int | float):
        return plain(Decimal(repr(raw)) * factor)
    text = unicodedata.normalize("NFKC", str(raw)).replace(",", "").strip()
    match = re.fullmatch(r"约?(-?\d+(?:\.\d+)?)(亿元|万元|%)?(?:\(.*\))?", text)
    if match is None:
        return Decimal(0) if text in ("无", "没有", "—") else None
    own = _UNITS[match[2]] / _UNITS[kind] if match[2] in _UNITS and kind in _UNITS else factor
    return plain(Decimal(match[1]) * own)


def plain(number: Decimal) -> Decimal:
    return Decimal(format(number.normalize(), "f"))


def day_of(raw: Any, year: int) -> tuple[dt.date, dt.date] | None:
    """The first and last day that a cell may mean: a day, or a month."""
    if isinstance(raw, dt.datetime):
        raw = raw.date()
    if isinstance(raw, dt.date):
        return raw, raw
    parts = re.fullmatch(r"(?:(\d{4})[-.年/])?(\d{1,2})(?:月底?|(?:[-.月/](\d{1,2})日?)?)", str(raw).strip())
    if parts is None:
        return None
    in_year, month = int(parts[1] or year), int(parts[2])
    if parts[3]:
        day = dt.date(in_year, month, int(parts[3]))
        return day, day
    return dt.date(in_year, month, 1), month_end(in_year, month)


def written(day: tuple[dt.date, dt.date]) -> str:
    """A date as a brief writes it: without the year."""
    first, last = day
    return f"{first.month}月{first.day}日" if first == last else f"{first.year}年{first.month}月"
