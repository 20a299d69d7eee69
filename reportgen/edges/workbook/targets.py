"""指标: each target with its value, and what it is measured against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from reportgen.edges.workbook.contents import TARGETS
from reportgen.edges.workbook.live import UNIT, Live, Records, Test, minus
from reportgen.edges.workbook.page import Cell, Page, center, end_table, figure, light, table_page, text, value
from reportgen.edges.workbook.style import DEEP, PALE_BAR, Pen
from reportgen.model.outcome import Outcome, TargetResult

_HEADS = (
    ("编号", 6), ("指标", 24), ("单位", 8), ("关系", 6), ("目标", 9), ("本期", 9), ("距目标", 9), ("上期", 9), ("较上期", 9),
    ("走势", 12), ("全市平均", 9), ("与全市差", 9), ("位次", 7), ("数据时段", 11), ("灯", 6), ("理由", 30), ("责任单位", 13),
    ("数据提供单位", 13), ("原文", 34),
)  # fmt: skip
_TARGET, _ACTUAL, _PREVIOUS, _TREND, _PEER = 4, 5, 7, 9, 10
_COURSE = 4
"""The column of the year's first period below the table."""
_ROLES = {"增速": "growth", "数值": "value", "总量": "amount", "位次": "rank"}


def write(pen: Pen, outcome: Outcome, records: Mapping[str, Records]) -> None:
    """Write the sheet; values that stand on a data sheet are looked up there."""
    title = f"主要指标完成情况（{outcome.period.label}）"
    note = "“本期”“全市平均”“位次”取自各指标表，差为公式；“上期”取自上期已采用的数。走势为年内各期。"
    page = table_page(pen, TARGETS, title, _HEADS, note, "A3", frozen=2)
    _place_courses(pen, outcome, first=len(outcome.targets) + 6)
    pen.tables[TARGETS] = (page.row, page.row + len(outcome.targets) - 1)
    for item in outcome.targets:
        _line(page, outcome, records, item)
    end_table(page, len(_HEADS), "方案没有列目标。")
    _courses(page, outcome)
    page.close()


def _place_courses(pen: Pen, outcome: Outcome, first: int) -> None:
    """Say where the values of each period will stand, for the lines drawn of them."""
    last = xl_col_to_name(_COURSE + len(outcome.pasts))
    for row, item in enumerate(outcome.targets, start=first):
        pen.courses[f"targets.{item.id}.actual"] = f"'{TARGETS}'!${xl_col_to_name(_COURSE)}${row}:${last}${row}"


def _courses(page: Page, outcome: Outcome) -> None:
    """The values of the year's periods, this one last: what the lines of 走势 are drawn from."""
    if not outcome.targets or not outcome.pasts:
        return
    page.skip()
    page.section("各期数值（走势所据；空格为该期没有数）")
    page.heads(["编号", "指标", "单位", "", *(p.period for p in outcome.pasts), outcome.period.id], 20)
    for item in outcome.targets:
        id = f"targets.{item.id}.actual"
        told = [p.figures.get(id) for p in outcome.pasts] + [outcome.figures.get(id)]
        cells = [value(f) if f is not None and f.value is not None else text("") for f in told]
        page.line(
            [center(item.id), text(item.name), center(page.pen.plan.find("targets", item.id).unit), text(""), *cells]
        )


def _line(page: Page, outcome: Outcome, records: Mapping[str, Records], item: TargetResult) -> None:
    plan_item = page.pen.plan.find("targets", item.id)
    get = outcome.figures.get
    key = f"targets.{item.id}"

    def value(part: str) -> Decimal | None:
        found = get(f"{key}.{part}")
        return found.value if found is not None and isinstance(found.value, Decimal) else None

    def told(part: str, role: str) -> Cell:
        return figure(get(f"{key}.{part}"), _looked_up(page.pen, outcome, records, f"{key}.{part}", role))

    def apart(part: str, first: int, second: int, a: str, b: str) -> Cell:
        made = minus(page.at(first), value(a), page.at(second), value(b))
        return figure(get(f"{key}.{part}"), made, num_format=_signed(page.pen, plan_item.unit))

    history = trend(outcome, f"{key}.actual")
    page.line(
        (
            center(item.id), text(item.name), center(plan_item.unit), center(plan_item.operator),
            figure(get(f"{key}.target")), told("actual", _ROLES[plan_item.measure]), apart("gap", _ACTUAL, _TARGET, "actual", "target"),
            figure(get(f"{key}.previous")), apart("change", _ACTUAL, _PREVIOUS, "actual", "previous"), center(" "),
            told("peer", "peer"), apart("peer_gap", _ACTUAL, _PEER, "actual", "peer"), told("rank", "rank"),
            center(item.data_period), light("targets", item.light), text(item.light_why), center(item.owner),
            center(item.supplier), text(plan_item.text),
        ),
        least=24,
    )  # fmt: skip
    sparkline(page.pen, page.sheet, page.row - 1, _TREND, f"{key}.actual", history)


def _signed(pen: Pen, unit: str) -> str:
    shape = pen.number_format(unit)
    return shape if shape == "General" else f"+{shape};-{shape};{shape}"


def _looked_up(pen: Pen, outcome: Outcome, records: Mapping[str, Records], id: str, role: str) -> Live | None:
    """Return the formula that finds a figure's one cell on its data sheet by the indicator's name and the unit."""
    found = outcome.figures.get(id)
    if found is None or not found.sources or found.value is None:
        return None
    places = {(s.file, s.sheet, s.cell) for s in found.sources}
    for told in records.values():
        item, name = told.form.role(role), told.form.role("indicator")
        if item is None or name is None:
            continue
        for row in told.rows:
            cell, named = row.values.get(item.name), row.values.get(name.name)
            if cell and named and (cell.origin.file, cell.origin.sheet, cell.origin.cell) in places:
                tests = (Test(name.name, "=", named.text), Test(UNIT, "=", row.unit))
                return told.only(item.name, *tests)
    return None


def trend(outcome: Outcome, id: str) -> list[Decimal]:
    """Return a figure's values over the year's periods, this one last; periods without a value are left out."""
    ids = [past.figures.get(id) for past in outcome.pasts] + [outcome.figures.get(id)]
    return [f.value for f in ids if f is not None and isinstance(f.value, Decimal)]


def sparkline(pen: Pen, sheet: Any, row: int, col: int, id: str, values: Sequence[Decimal]) -> None:
    """Draw a figure's course in a cell: a column a period, this one dark; the lowest stands above the ground.

    Columns rather than a line: every program draws them, in print too.
    """
    where = pen.courses.get(id)
    if not where or len(values) < 2:
        return
    low, spread = min(values), max(values) - min(values)
    told = {"range": where, "type": "column", "series_color": PALE_BAR, "last_point": True, "last_color": DEEP}
    if low > 0:
        told["min"] = float(low - (spread * 2 / 3 or low / 2))
    sheet.add_sparkline(row, col, told)
