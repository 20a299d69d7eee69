"""Native charts: Chinese fonts, patterns that tell series apart without colour, units and sources, alternative texts."""

from __future__ import annotations

from typing import Any

from reportgen.edges.workbook.page import Page
from reportgen.edges.workbook.style import DEEP, INK, MARK

_FONT = {"name": "宋体", "size": 9, "color": "#333333"}
_TITLE = {"name": "黑体", "size": 11, "color": INK, "bold": False}
_ROWS_OF_CHART = 14


def quotas(page: Page, first: int, last: int) -> None:
    """Bars of what is approved against what the year asks for, with the pace as a mark."""
    chart = _bars(page, "完成率与序时进度（%）　来源：本页上表")
    names = [page.name, first, 1, last, 1]
    chart.add_series(
        {"name": "完成率", "categories": names, "values": [page.name, first, 5, last, 5], "gap": 60,
         "fill": {"color": DEEP}, "border": {"color": INK}, "data_labels": {"value": True, "num_format": "0.0", "font": _FONT}}
    )  # fmt: skip
    chart.add_series(
        {"name": "序时进度", "categories": names, "values": [page.name, first, 6, last, 6],
         "pattern": {"pattern": "wide_upward_diagonal", "fg_color": MARK, "bg_color": "#FFFFFF"}, "border": {"color": MARK}}
    )  # fmt: skip
    _place(page, chart, "各项数量任务的完成率（实心）和序时进度（斜线），数见上表")


def rates(page: Page, first: int, last: int, columns: tuple[int, int], names: tuple[str, str], pace: str) -> None:
    """Bars of two rates of groups of projects."""
    chart = _bars(page, f"{names[0]}和{names[1]}（%）{pace}　来源：本页上表")
    categories = [page.name, first, 0, last, 0]
    for name, col, look in (
        (names[0], columns[0], {"fill": {"color": DEEP}, "border": {"color": INK}}),
        (names[1], columns[1], {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": MARK, "bg_color": "#FFFFFF"},
                                "border": {"color": MARK}}),
    ):  # fmt: skip
        label = {"value": True, "num_format": "0.0", "font": _FONT}
        chart.add_series({"name": name, "categories": categories, "values": [page.name, first, col, last, col],
                          "gap": 60, "data_labels": label, **look})  # fmt: skip
    _place(page, chart, f"各类项目的{names[0]}（实心）和{names[1]}（斜线），数见上表")


def _bars(page: Page, title: str) -> Any:
    chart = page.pen.book.add_chart({"type": "column"})
    chart.set_title({"name": title, "name_font": _TITLE, "overlay": False})
    chart.set_x_axis({"num_font": _FONT, "line": {"color": "#808080"}})
    chart.set_y_axis({"num_font": _FONT, "min": 0, "num_format": "0", "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}},
                      "name": "%", "name_font": {**_FONT, "rotation": 360}})  # fmt: skip
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
        "bar_color": "#9DB8D2",
        "bar_solid": True,
        "min_type": "num",
        "min_value": 0,
        "bar_border_color": DEEP,
    }
    page.sheet.conditional_format(first, col, last, col, look)
