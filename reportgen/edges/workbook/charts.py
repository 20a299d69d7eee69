"""Native charts: Chinese fonts, patterns that tell series apart without colour, units and sources, alternative texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reportgen.edges.workbook import contents
from reportgen.edges.workbook.page import Page
from reportgen.edges.workbook.style import DEEP, INK, MARK, PALE, PALE_BAR, Pen
from reportgen.model.outcome import Outcome, TargetResult

_FONT = {"name": "宋体", "size": 9, "color": "#333333"}
_TITLE = {"name": "黑体", "size": 11, "color": INK, "bold": False}
_ROWS_OF_CHART, _ROWS_ON_OVERVIEW = 14, 24
_SOLID = {"fill": {"color": DEEP}, "border": {"color": INK}}
_HATCHED = {
    "pattern": {"pattern": "wide_upward_diagonal", "fg_color": MARK, "bg_color": "#FFFFFF"},
    "border": {"color": MARK},
}
_LIGHT = {"fill": {"color": PALE}, "border": {"color": INK}}
"""Bars that are told apart without colour."""


def quotas(page: Page, first: int, last: int) -> None:
    """Bars of what is approved against what the year asks for, with the pace as a mark."""
    chart = _bars(page.pen, "完成率与序时进度（%）　来源：本页上表")
    _series(chart, page.name, "完成率", 5, (first, last), 1, _SOLID)
    _series(chart, page.name, "序时进度", 6, (first, last), 1, _HATCHED, labels=False)
    _place(page, chart, "各项数量任务的完成率（实心）和序时进度（斜线），数见上表")


def rates(page: Page, first: int, last: int, columns: tuple[int, int], names: tuple[str, str], pace: str) -> None:
    """Bars of two rates of groups of projects."""
    chart = _bars(page.pen, f"{names[0]}和{names[1]}（%）{pace}　来源：本页上表")
    for name, col, look in zip(names, columns, (_SOLID, _HATCHED), strict=True):
        _series(chart, page.name, name, col, (first, last), 0, look)
    _place(page, chart, f"各类项目的{names[0]}（实心）和{names[1]}（斜线），数见上表")


def _series(
    chart: Any,
    sheet: str,
    name: str,
    col: int,
    rows: tuple[int, int],
    names: int,
    look: Mapping[str, Any],
    *,
    labels: bool = True,
) -> None:
    """Add a column of a sheet as bars, their names in the column *names*."""
    first, last = rows
    told = {
        "name": name,
        "categories": [sheet, first, names, last, names],
        "values": [sheet, first, col, last, col],
        "gap": 60,
    }
    if labels:
        told["data_labels"] = {"value": True, "num_format": "0.0", "font": _FONT}
    chart.add_series({**told, **look})


def overview(pen: Pen, sheet: Any, row: int, outcome: Outcome) -> int:
    """Put two charts below what one screen of 总览 shows, for the rest of the page; return the last row that they cover."""
    made = [chart for chart in (_targets(pen, outcome), _projects(pen)) if chart]
    for number, (chart, words) in enumerate(made):
        chart.set_size({"width": 636, "height": _ROWS_ON_OVERVIEW * 17 - 6})
        place = {"description": words, "object_position": 1, "x_offset": 640 * number, "y_offset": 3}
        sheet.insert_chart(row, 0, chart, place)
    return row + _ROWS_ON_OVERVIEW if made else row


def _targets(pen: Pen, outcome: Outcome) -> tuple[Any, str] | None:
    """Targets of growth with what is reached and the city's, of the first unbroken run of them on 指标."""
    kept = [n for n, t in enumerate(outcome.targets) if _is_growth(pen, t)]
    if not kept:
        return None
    first, last = kept[0], kept[0]
    while last + 1 in kept:
        last += 1
    start = pen.tables[contents.TARGETS][0]
    rows = (start + first, start + last)
    chart = _bars(pen, f"主要增速：目标、本期、全市（%）　来源：“{contents.TARGETS}”", "bar")
    for name, col, look in (("目标", 4, _HATCHED), ("本期", 5, _SOLID), ("全市平均", 10, _LIGHT)):
        _series(chart, contents.TARGETS, name, col, rows, 1, look, labels=name == "本期")
    return chart, "主要增速的目标（斜线）、本期（深色）和全市平均（浅色），数见“指标”"


def _is_growth(pen: Pen, item: TargetResult) -> bool:
    target = pen.plan.find("targets", item.id)
    return bool(target.headline and target.measure == "增速" and target.unit == "%")


def _projects(pen: Pen) -> tuple[Any, str] | None:
    """The two rates of each group of projects."""
    rows = pen.tables.get(contents.PROJECTS)
    if rows is None:
        return None
    chart = _bars(pen, f"各类项目投资完成率、支付率（%）　来源：“{contents.PROJECTS}”")
    for name, col, look in (("投资完成率", 8, _SOLID), ("支付率", 11, _HATCHED)):
        _series(chart, contents.PROJECTS, name, col, rows, 0, look)
    return chart, "各类项目的投资完成率（实心）和支付率（斜线），数见“项目”"


def _bars(pen: Pen, title: str, kind: str = "column") -> Any:
    """A chart of upright bars, or with the kind ``bar`` of lying ones, the first on top, for long names."""
    chart = pen.book.add_chart({"type": kind})
    chart.set_title({"name": title, "name_font": _TITLE, "overlay": False})
    names = {"num_font": _FONT, "line": {"color": "#808080"}, "label_position": "low", "reverse": kind == "bar"}
    grid = {"visible": True, "line": {"color": "#DDDDDD"}}
    values = {
        "num_font": _FONT,
        "num_format": "0",
        "major_gridlines": grid,
        "name": "%",
        "name_font": {**_FONT, "rotation": 360},
    }
    if kind == "bar":  # there the names stand on the upright axis, which xlsxwriter calls y
        chart.set_y_axis(names)
        chart.set_x_axis(values)
    else:
        chart.set_x_axis(names)
        chart.set_y_axis(values)
    chart.set_legend({"position": "bottom", "font": _FONT})
    return chart


def _place(page: Page, chart: Any, words: str) -> None:
    """Put the chart below what is written, as wide as ten columns, with its alternative text."""
    height = _ROWS_OF_CHART * 20
    width = int(sum(page.widths[:11]) * 7.2)
    chart.set_size({"width": min(1000, width), "height": height - 8})
    page.sheet.insert_chart(
        page.row, 0, chart, {"description": words, "object_position": 1, "x_offset": 4, "y_offset": 4}
    )
    page.skip(_ROWS_OF_CHART + 1)


def bars(page: Page, first: int, last: int, col: int) -> None:
    """Draw the numbers of a column as bars in their cells."""
    look = {
        "type": "data_bar",
        "bar_color": PALE_BAR,
        "bar_solid": True,
        "min_type": "num",
        "min_value": 0,
        "bar_border_color": DEEP,
    }
    page.sheet.conditional_format(first, col, last, col, look)
