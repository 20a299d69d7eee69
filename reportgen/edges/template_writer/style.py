"""Formats of the issued workbooks and the ways in which their cells are written."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from reportgen.model import screen
from reportgen.model.plan import Field, FieldType, Plan
from reportgen.model.values import PlanDate, Understood, plain

ROW, MARK = "⁂", "RG."
"""What stands for the row's number in a pattern, and for a pattern until the sheet is finished."""
GREY, PALE, HEAD = "#E7E6E6", "#F6F6F6", "#D9E2EC"
_FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"font_name": "黑体", "font_size": 16, "align": "center"},
    "identity": {"align": "left", "bold": True},
    "note": {"align": "left", "font_size": 10, "font_color": "#444444"},
    "head": {"font_name": "黑体", "align": "center", "text_wrap": True, "border": 1, "bg_color": HEAD},
    "label": {"align": "right", "text_wrap": True},
    "plain": {"align": "left", "text_wrap": True},
    "cell": {"border": 1, "text_wrap": True},
    "blank": {"border": 1, "text_wrap": True, "locked": False},
    "tick": {"border": 1, "align": "center", "locked": False},
    "words": {"font_size": 10, "text_wrap": True, "valign": "top", "align": "left"},
    "check": {"align": "left", "bold": True, "border": 1, "text_wrap": True},
    "links": {"font_size": 10, "align": "center", "font_color": "#1F4E79", "underline": 1},
    "section": {"font_name": "黑体", "font_size": 12},
    "link": {"border": 1, "font_color": "#1F4E79", "underline": 1},
}
_AMOUNTS = frozenset({FieldType.WAN, FieldType.YI})


@dataclass
class Pen:
    """One workbook being written: its formats, made on demand."""

    book: Any  # xlsxwriter.Workbook
    plan: Plan
    patterns: dict[str, int] = field(default_factory=dict)
    """Formulas of rows, each written once with `ROW` for the row's number; see `growth.finish_sheets`."""
    _formats: dict[tuple[str, tuple[tuple[str, Any], ...]], Any] = field(default_factory=dict)

    def format(self, style: str, **more: Any) -> Any:
        """Return the format *style* with *more* properties, the same object for the same request."""
        key = (style, tuple(sorted(more.items())))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({**_FONT, **_STYLES[style], **more})
        return self._formats[key]

    def formula(self, sheet: Any, row: int, col: int, pattern: str, style: str, **more: Any) -> None:
        """Write a formula (without =) in which `ROW` stands for the row's number.

        The workbook's writer looks through the text of every formula at length, so it gets a mark instead.
        """
        number = self.patterns.setdefault(pattern, len(self.patterns))
        sheet.write_formula(row - 1, col - 1, f"={MARK}{number}.{row}", self.format(style, **more))

    def text(self, sheet: Any, row: int, col: int, text: str, style: str, **more: Any) -> None:
        """Write *text* (1-based place) so that no program can take it for a formula."""
        if text[:1] in ("=", "+", "-", "@", "\t", "\r"):
            more = {**more, "quote_prefix": True}
        if text:
            sheet.write_string(row - 1, col - 1, text[:32767], self.format(style, **more))
        else:
            sheet.write_blank(row - 1, col - 1, None, self.format(style, **more))

    def wide(self, sheet: Any, row: int, last_col: int, text: str, style: str, **more: Any) -> None:
        """Write *text* across columns A to *last_col*."""
        if last_col > 1:
            sheet.merge_range(row - 1, 0, row - 1, last_col - 1, "", self.format(style, **more))
        self.text(sheet, row, 1, text, style, **more)

    def value(self, sheet: Any, row: int, col: int, value: Understood, style: str, **more: Any) -> None:
        """Write a value with its type: numbers and days as such, less exact dates by their words."""
        if isinstance(value, Decimal):
            sheet.write_number(row - 1, col - 1, value, self.format(style, **more))
        elif isinstance(value, PlanDate) and value.precision == "day":
            day = datetime(value.start.year, value.start.month, value.start.day)
            sheet.write_datetime(row - 1, col - 1, day, self.format(style, **more))
        else:
            self.text(sheet, row, col, shown(value), style, **more)


def shown(value: Understood) -> str:
    """Return the text of a value that is no number: dates in words, 是/否."""
    return value.label if isinstance(value, PlanDate) else plain(value)


def input_format(plan: Plan, column: Field, unit: str) -> dict[str, Any]:
    """Return number format and alignment of a field's cells; *unit* is the unit printed in its heading.

    Percent values are plain numbers (6.5 with % in the heading): in a % format some type 6.5, some 0.065.
    """
    kind = FieldType(column.type)
    if kind.numeric:
        return {"num_format": _number_format(plan, column, kind, unit), "align": "right"}
    if kind is FieldType.DATE:
        return {"num_format": "yyyy-mm-dd", "align": "center"}
    short = kind in (FieldType.CHOICE, FieldType.YESNO, FieldType.PHONE)
    return {"num_format": "@", "align": "center" if short else "left"}


def _number_format(plan: Plan, column: Field, kind: FieldType, unit: str) -> str:
    money = kind in _AMOUNTS or unit.endswith("元")
    whole = "#,##0" if money else "0"
    if kind is FieldType.INTEGER:
        return whole
    decimals = column.decimals if column.decimals is not None else plan.decimals(unit)
    if decimals is None:
        decimals = 2 if money else None
    if decimals is None:
        return "General"
    return whole + ("." + "0" * decimals if decimals else "")


def lines_of(text: str, width: float) -> int:
    """Return how many lines *text* takes in a column of *width* half-width characters."""
    return sum(max(1, math.ceil(screen.width(line) / max(width, 1))) for line in text.split("\n"))
