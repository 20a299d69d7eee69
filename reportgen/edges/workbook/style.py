"""Formats of 汇总表.xlsx and the few ways in which cells are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from reportgen.model import screen
from reportgen.model.figure import Figure
from reportgen.model.plan import Plan
from reportgen.model.values import PlanDate, Value

LIGHT_FILLS = {"green": "#C6E0B4", "yellow": "#FFE699", "red": "#F4B6AE", "grey": "#E4E4E4"}
"""Fills that stay apart in greyscale and for colour-blind readers; the word is always printed too."""

_FONT = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter"}
_STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"font_name": "黑体", "font_size": 18, "align": "center", "border": 0},
    "subtitle": {"font_size": 10, "align": "center", "font_color": "#444444", "border": 0},
    "section": {"font_name": "黑体", "font_size": 12, "bottom": 2, "border": 0},
    "head": {"font_name": "黑体", "bg_color": "#D9E2EC", "align": "center", "text_wrap": True},
    "text": {"text_wrap": True, "align": "left"},
    "center": {"align": "center", "text_wrap": True},
    "code": {"num_format": "@", "align": "left", "quote_prefix": True},
    "note": {"font_size": 9, "font_color": "#555555", "text_wrap": True, "valign": "top", "border": 0},
    "link": {"font_color": "#1F4E79", "underline": 1, "border": 0},
    "date": {"num_format": "yyyy-mm-dd", "align": "center"},
    "time": {"num_format": "yyyy-mm-dd hh:mm", "align": "center"},
}


@dataclass
class Pen:
    """One workbook being written: its formats, made on demand, and where each figure is explained."""

    book: Any  # xlsxwriter.Workbook
    plan: Plan
    figure_rows: Mapping[str, int]  # figure id → 1-based row on the sheet 口径
    definitions: str = "口径"
    _formats: dict[tuple[str, tuple[tuple[str, Any], ...]], Any] = field(default_factory=dict)

    def format(self, style: str, **more: Any) -> Any:
        """Return the format *style* with *more* properties, the same object for the same request."""
        key = (style, tuple(sorted(more.items())))
        if key not in self._formats:
            base = {**_FONT, "border": 1, **_STYLES.get(style, {}), **more}
            self._formats[key] = self.book.add_format(base)
        return self._formats[key]

    def number_format(self, unit: str) -> str:
        """Return the number format of a unit: the plan's decimals, thousands separated."""
        decimals = self.plan.decimals(unit)
        if decimals is None:
            return "#,##0.######" if unit else "General"
        return "#,##0" + ("." + "0" * decimals if decimals else "")

    def fit(self, sheet: Any, row: int, cells: Iterable[tuple[str, float]]) -> None:
        """Make a row as high as its fullest cell; *cells* are (text, width of its column)."""
        lines = max((_lines(text, width) for text, width in cells), default=1)
        sheet.set_row(row, min(_MOST_HEIGHT, max(18, 14 * lines + 4)))

    def text(self, sheet: Any, row: int, col: int, text: str, style: str = "text", **more: Any) -> None:
        """Write *text* so that no program can take it for a formula."""
        if text and text[0] in "=+-@\t\r":
            more = {**more, "quote_prefix": True}
        if text:
            sheet.write_string(row, col, text[:32767], self.format(style, **more))
        else:
            sheet.write_blank(row, col, None, self.format(style, **more))

    def figure(self, sheet: Any, row: int, col: int, figure: Figure | None, blank: str = "—") -> None:
        """Write a figure as a number that links to its definition; *blank* where it has no value."""
        if figure is None or figure.value is None:
            self.text(sheet, row, col, blank, "center")
            return
        where = self.figure_rows.get(figure.id)
        if where:
            link = f"internal:'{self.definitions}'!A{where}"
            sheet.write_url(row, col, link, self.format("center"), figure.text, f"{figure.name}：查看口径和来源")
        if isinstance(figure.value, Decimal):
            number_format = self.number_format(figure.unit)
            sheet.write_number(row, col, figure.value, self.format("center", num_format=number_format))
        else:
            self.text(sheet, row, col, figure.text, "center")

    def light(self, sheet: Any, row: int, col: int, applies_to: str, light: str, why: str = "") -> None:
        """Write a light as its word on its fill, the reason as a comment."""
        self.text(sheet, row, col, light_word(self.plan, applies_to, light), "center", bg_color=LIGHT_FILLS[light])
        if why:
            sheet.write_comment(row, col, why, {"x_scale": 2, "font_size": 9})

    def day(self, sheet: Any, row: int, col: int, day: date | None) -> None:
        """Write a date, or a dash where there is none."""
        if day is None:
            self.text(sheet, row, col, "—", "center")
        else:
            sheet.write_datetime(row, col, datetime.combine(day, time()), self.format("date"))

    def value(self, sheet: Any, row: int, col: int, value: Value | None, number_format: str = "") -> None:
        """Write a record's value by its type; blank cells keep their border."""
        inner = value.value if value else None
        if inner is None:
            sheet.write_blank(row, col, None, self.format("text"))
        elif isinstance(inner, bool):
            self.text(sheet, row, col, "是" if inner else "否", "center")
        elif isinstance(inner, Decimal):
            if len(inner.as_tuple().digits) > 15:  # Excel keeps 15 digits: more must stay text
                self.text(sheet, row, col, format(inner, "f"), "code")
            else:
                sheet.write_number(row, col, inner, self.format("center", num_format=number_format or "General"))
        elif isinstance(inner, PlanDate):
            if inner.precision == "day":
                self.day(sheet, row, col, inner.start)
            else:
                self.text(sheet, row, col, inner.label, "center")
        else:
            self.text(sheet, row, col, inner)


def light_word(plan: Plan, applies_to: str, light: str) -> str:
    """Return the word that the plan prints beside a light."""
    return next((x.word for x in plan.lights if x.applies_to == applies_to and x.light == light), _WORDS[light])


_MOST_HEIGHT = 409  # of a row, in points: Excel's limit


def _lines(text: str, width: float) -> int:
    """How many lines *text* takes in a column of *width* characters."""
    room = max(2, int(width) - 1)
    return sum(max(1, -(-screen.width(line) // room)) for line in text.split("\n"))


_WORDS = {"green": "绿", "yellow": "黄", "red": "红", "grey": "灰"}
