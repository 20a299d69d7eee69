"""Formats of 汇总表.xlsx and the few ways in which cells are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from reportgen.edges.workbook.live import Live
from reportgen.model import screen
from reportgen.model.figure import Figure
from reportgen.model.plan import Plan
from reportgen.model.values import PlanDate

DASH = "—"
LIGHT_FILLS = {"green": "#BFE0CF", "yellow": "#FFE08A", "red": "#F0A08C", "grey": "#E4E4E4"}
"""Fills that stay apart in greyscale and for colour-blind readers; the word is always printed too."""
INK, DEEP, PALE, MARK = "#1F3A5F", "#3E6A9E", "#D6E2EF", "#B5482F"
"""Text of titles, bars, heads, and the mark of the pace: apart in greyscale as well."""
PALE_BAR = "#9DB8D2"
PAPER = {"A4": 9, "A3": 8}
MOST_HEIGHT = 409
"""Height of a row in points: Excel's limit."""

FORMULA_STARTS = "=+-@\t\r"
"""Text that begins so is taken for a formula when its cell is edited."""

_FONT = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter"}
_STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"font_name": "黑体", "font_size": 16, "font_color": INK, "border": 0},
    "subtitle": {"font_size": 10, "font_color": "#444444", "border": 0},
    "section": {
        "font_name": "黑体",
        "font_size": 12,
        "font_color": INK,
        "bottom": 2,
        "bottom_color": DEEP,
        "border": 0,
    },
    "head": {"font_name": "黑体", "bg_color": PALE, "align": "center", "text_wrap": True},
    "text": {"text_wrap": True, "align": "left"},
    "center": {"align": "center", "text_wrap": True},
    "number": {"align": "right", "indent": 1},
    "total": {"align": "right", "bold": True, "bg_color": "#EEF2F7"},
    "code": {"num_format": "@", "align": "left", "quote_prefix": True},
    "note": {"font_size": 9, "font_color": "#555555", "valign": "top", "border": 0},
    "link": {"font_color": "#1F4E79", "underline": 1, "border": 0},
    "date": {"num_format": "yyyy-mm-dd", "align": "center"},
    "time": {"num_format": "yyyy-mm-dd hh:mm", "align": "center"},
}
_BORDER = "#8C8C8C"
_QUERIED = "#FFF2CC"


@dataclass
class Pen:
    """One workbook being written: its formats, made on demand, and where each figure stands."""

    book: Any  # xlsxwriter.Workbook
    plan: Plan
    figure_rows: Mapping[str, int]  # figure id → 1-based row on the sheet 口径
    definitions: str = "口径"
    homes: dict[str, str] = field(default_factory=dict)  # figure id → its cell on an analysis sheet, for formulas
    courses: dict[str, str] = field(default_factory=dict)  # figure id → the cells of its values by period
    tables: dict[str, tuple[int, int]] = field(
        default_factory=dict
    )  # sheet → first and last row of its main table, 0-based
    _asked: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    _formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)
    _made: dict[int, Mapping[str, Any]] = field(default_factory=dict)  # id of a format → its properties

    def format(self, style: str, **more: Any) -> Any:
        """Return the format *style* with *more* properties, the same object for the same request."""
        asked = (style, *more.items())
        if asked not in self._asked:
            base = {**_FONT, "border": 1, "border_color": _BORDER, **_STYLES.get(style, {}), **more}
            self._asked[asked] = self._format(base)
        return self._asked[asked]

    def _format(self, properties: Mapping[str, Any]) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            made = self._formats[key] = self.book.add_format(dict(properties))
            self._made[id(made)] = properties
        return self._formats[key]

    def marked(self, style: Any) -> Any:
        """Return *style* filled as a cell that a finding names."""
        return self._format({**self._made[id(style)], "bg_color": _QUERIED})

    def guarded(self, style: Any) -> Any:
        """Return *style* for text that Excel would take for a formula when the cell is edited."""
        return self._format({**self._made[id(style)], "quote_prefix": True})

    def bold(self, style: Any) -> Any:
        """Return *style* as totals have it."""
        return self._format({**self._made[id(style)], "bold": True, "bg_color": "#EEF2F7"})

    def number_format(self, unit: str) -> str:
        """Return the number format of a unit: the plan's decimals, thousands separated, one decimal for rates."""
        decimals = self.plan.decimals(unit)
        if decimals is None:
            return "#,##0.0" if unit in ("%", "个百分点") else "#,##0.######" if unit else "General"
        return "#,##0" + ("." + "0" * decimals if decimals else "")

    def date_format(self, day: PlanDate) -> Any:
        """Return the format that shows a date as precisely as it was given."""
        return self.format("date", num_format=_date_format(day))

    def fit(self, sheet: Any, row: int, cells: Iterable[tuple[str, float]], least: float = 18) -> float:
        """Make a row as high as its fullest cell, and return its height; *cells* are (text, width of its column)."""
        height = self.height(max((screen.lines(text, width) for text, width in cells), default=1), least)
        sheet.set_row(row, height)
        return height

    def height(self, lines: int, least: float = 18) -> float:
        """Return the height in points of a row with so many lines of text."""
        return min(MOST_HEIGHT, max(least, 14 * lines + 4))

    def style_of(self, text: str, style: Any) -> Any:
        """Return *style* as *text* must have it so that no program takes it for a formula."""
        return self.guarded(style) if text and text[0] in FORMULA_STARTS else style

    def text(self, sheet: Any, row: int, col: int, text: str, style: str = "text", **more: Any) -> None:
        """Write *text* so that no program can take it for a formula."""
        if text and text[0] in FORMULA_STARTS:
            more = {**more, "quote_prefix": True}
        if text:
            sheet.write_string(row, col, text[:32767], self.format(style, **more))
        else:
            sheet.write_blank(row, col, None, self.format(style, **more))

    def number(self, sheet: Any, row: int, col: int, number: Decimal | int | None, unit: str = "", **more: Any) -> None:
        """Write a number that is no figure; a dash where there is none."""
        if number is None:
            self.text(sheet, row, col, DASH, "center", **more)
        else:
            shape = more.pop("num_format", self.number_format(unit))
            sheet.write_number(row, col, number, self.format("center", num_format=shape, **more))

    def figure(
        self, sheet: Any, row: int, col: int, figure: Figure | None, blank: str = DASH, formula: str = "", **more: Any
    ) -> None:
        """Write a figure as a number that links to its definition; *blank* where it has no value.

        With *formula* the cell computes the number; its cached value is the figure's.
        """
        if figure is None or figure.value is None:
            self.text(sheet, row, col, blank, "center", **more)
            return
        self.link_figure(sheet, row, col, figure)
        if not isinstance(figure.value, Decimal):
            self.text(sheet, row, col, figure.text, "center", **more)
            return
        more.setdefault("num_format", self.number_format(figure.unit))
        style = self.format("center", **more)
        if formula:
            sheet.write_formula(row, col, f"={formula}", style, float(figure.value))
        else:
            sheet.write_number(row, col, figure.value, style)

    def link_figure(self, sheet: Any, row: int, col: int, figure: Figure) -> None:
        """Link a cell to the figure's line on 口径; what the cell shows is written afterwards."""
        where = self.figure_rows.get(figure.id)
        if where:
            link = f"internal:'{self.definitions}'!A{where}"
            tip = f"{figure.name}：查看口径和来源"
            sheet.write_url(row, col, link, self.format("center"), figure.text[:200], tip[:250])

    def live(self, sheet: Any, row: int, col: int, made: Live, unit: str, **more: Any) -> None:
        """Write a formula with its value."""
        more.setdefault("num_format", self.number_format(unit))
        value = DASH if made.value is None else float(made.value)
        sheet.write_formula(row, col, f"={made.formula}", self.format("center", **more), value)

    def light(self, sheet: Any, row: int, col: int, applies_to: str, light: str, why: str = "", **more: Any) -> None:
        """Write a light as its word on its fill, the reason as a comment."""
        word = light_word(self.plan, applies_to, light)
        self.text(sheet, row, col, word, "center", bg_color=LIGHT_FILLS[light], **more)
        if why:
            sheet.write_comment(row, col, why, {"x_scale": 2, "font_name": "宋体", "font_size": 9})

    def day(self, sheet: Any, row: int, col: int, day: date | None, **more: Any) -> None:
        """Write a date, or a dash where there is none."""
        if day is None:
            self.text(sheet, row, col, DASH, "center", **more)
        else:
            sheet.write_datetime(row, col, datetime.combine(day, time()), self.format("date", **more))


def _date_format(day: PlanDate) -> str:
    """Return the number format of a date: a month shows as 2025年10月, its cell holds the first day."""
    if day.precision == "day":
        return "yyyy-mm-dd"
    tail = day.label.split("年", 1)[1]
    if day.precision == "month":
        return 'yyyy"年"m"月"'
    if day.precision == "dekad":
        return f'yyyy"年"m"月{tail[-2:]}"'
    return f'yyyy"年{tail}"'


def same(figure: Figure, made: Live) -> bool:
    """Whether a formula gives the figure's value, but for what rounding to ten decimals takes."""
    value = figure.value
    if not isinstance(value, Decimal) or made.value is None:
        return value is None and made.value is None
    return abs(value - made.value) <= Decimal("1e-9") * max(Decimal(1), abs(value))


def light_word(plan: Plan, applies_to: str, light: str) -> str:
    """Return the word that the plan prints beside a light."""
    return next((x.word for x in plan.lights if x.applies_to == applies_to and x.light == light), _WORDS[light])


_WORDS = {"green": "绿", "yellow": "黄", "red": "红", "grey": "灰"}
