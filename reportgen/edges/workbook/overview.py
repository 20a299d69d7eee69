"""总览: one screen (1366×768) and one A4 page. Every number on it is a figure and links to its definition.

The page stands on a grid of narrow columns. Cells that belong together are joined, so that the tables at the left,
those at the right and the strip of milestones have columns of their own. The bars of the quotas are cells of the grid,
filled by conditional formats: they follow the rate, and print alike in every program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from reportgen.edges.workbook import charts, contents, warnings
from reportgen.edges.workbook.style import DEEP, LIGHT_FILLS, MARK, PAPER, Pen, light_word
from reportgen.edges.workbook.targets import sparkline, trend
from reportgen.model import screen
from reportgen.model.figure import Figure
from reportgen.model.outcome import Outcome, TargetResult
from reportgen.model.states import MILESTONE_WORDS

MOST_DECISIONS = 5
_MOST_TARGETS, _MOST_QUOTAS, _MOST_TILES, _TILES_A_STRIP = 9, 9, 24, 12
_TREND, _BAR_COLUMNS = 40, 25
_PIXELS = (*[14] * _TREND, 56, *[14] * 4, 12, *[14] * 16, *[8] * _BAR_COLUMNS, *[14] * 12)
"""Widths of the columns: the left half, a gap, the right half with the cells of the bars."""
_LEFT_END = 45
_RIGHT = _LEFT_END + 1  # first column of the right half
_BAR = _RIGHT + 16  # first column of the bars
_AFTER = _BAR + _BAR_COLUMNS
_END = len(_PIXELS)
_SIZE = 9
_ROW = 12.75  # points; a screen of 768 lines shows about 29 of them below the ribbon
_TARGET_COLUMNS = (("主要指标", 10), ("目标", 6), ("本期", 4), ("距目标", 4), ("上期", 4), ("全市", 4), ("位次", 4), ("时段", 4), ("走势", 1),
                   ("灯", 4))  # fmt: skip
_REPORTING = (("应报", "due"), ("已收", "received"), ("按时", "timely"), ("本期无", "nil"), ("逾期", "late"), ("退回", "returned"),
              ("未报", "missing"), ("按时率%", "on_time_rate"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Grid:
    """The sheet with its ways of writing into joined cells."""

    pen: Pen
    sheet: Any
    outcome: Outcome

    def join(self, row: int, col: int, columns: int, style: Any) -> None:
        if columns > 1:
            self.sheet.merge_range(row, col, row, col + columns - 1, "", style)

    def text(self, row: int, col: int, columns: int, words: str, style: str = "text", **more: Any) -> None:
        """Write words over *columns* columns; a text too long for them gets smaller."""
        more = {"font_size": _SIZE, **more}
        if not more.get("text_wrap"):
            more = {"text_wrap": False, "shrink": True, **more}
        self.join(row, col, columns, self.pen.format(style, **more))
        self.pen.text(self.sheet, row, col, words, style, **more)

    def figure(self, row: int, col: int, columns: int, item: Figure | None, **more: Any) -> None:
        """Write a figure, as a reference to its cell on an analysis sheet where it stands on one."""
        more = {"font_size": _SIZE, "text_wrap": False, "shrink": True, **more}
        self.join(row, col, columns, self.pen.format("center", **more))
        home = self.pen.homes.get(item.id, "") if item is not None else ""
        self.pen.figure(self.sheet, row, col, item, formula=home, **more)

    def light(self, row: int, col: int, columns: int, applies: str, colour: str, why: str) -> None:
        more = {"font_size": _SIZE, "text_wrap": False}
        self.join(row, col, columns, self.pen.format("center", bg_color=LIGHT_FILLS[colour], **more))
        self.pen.light(self.sheet, row, col, applies, colour, why, **more)

    def section(self, row: int, col: int, end: int, title: str, target: str = "") -> None:
        """A section's heading over the columns up to *end*; with *target* it leads to that sheet."""
        more = {"font_size": 10.5, "bottom": 2}
        self.join(row, col, end - col, self.pen.format("section", **more))
        if target:
            style = self.pen.format("section", **more)
            self.sheet.write_url(row, col, f"internal:'{target}'!A1", style, title, f"打开“{target}”")
        else:
            self.pen.text(self.sheet, row, col, title, "section", **more)


def write(pen: Pen, outcome: Outcome, links: Sequence[tuple[str, str]]) -> None:
    """Write the sheet; *links* are all other sheets: name and the label of the link."""
    grid = _Grid(pen, pen.book.get_worksheet_by_name(contents.OVERVIEW), outcome)
    _set_up(grid)
    row = 2
    left = _targets(grid, row)
    right = _quotas(grid, row)
    row = _milestones(grid, max(left, right))
    row = max(_decisions(grid, row), _reporting(grid, row))
    row = _links(grid, row, links)
    row = charts.overview(pen, grid.sheet, row + 2, outcome)
    grid.sheet.print_area(0, 0, row, _END - 1)


def _set_up(grid: _Grid) -> None:
    sheet, outcome, pen = grid.sheet, grid.outcome, grid.pen
    sheet.hide_gridlines(2)
    sheet.hide_row_col_headers()
    sheet.set_landscape()
    sheet.set_paper(PAPER["A4"])
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
    sheet.set_margins(0.3, 0.3, 0.4, 0.5)
    sheet.set_footer(f"&L{pen.plan.header.publisher.replace('&', '&&')}&R第 &P 页 共 &N 页")
    sheet.set_default_row(_ROW)
    for col, width in enumerate(_PIXELS):
        sheet.set_column_pixels(col, col, width)
    sheet.set_row(0, 20)
    title = f"{outcome.plan_name}　{outcome.period.label}总览"
    grid.text(0, 0, _END, title, "title", align="center", font_size=15)
    mark = pen.plan.header.confidentiality
    stamp = f"统计时点 {outcome.as_of:%Y-%m-%d %H:%M}　数字点击可看口径和来源，标题点击可看明细" + (
        f"　{mark}" if mark else ""
    )
    grid.text(1, 0, _END, stamp, "subtitle", align="center")


def _targets(grid: _Grid, row: int) -> int:
    """The key indicators; return the row after them."""
    outcome, pen = grid.outcome, grid.pen
    shown = [t for t in outcome.targets if pen.plan.find("targets", t.id).headline][:_MOST_TARGETS]
    if not shown:
        return row
    rest = len(outcome.targets) - len(shown)
    grid.section(row, 0, _LEFT_END, "一、主要指标" + ("（其余见“指标”）" if rest else ""), contents.TARGETS)
    _heads(grid, row + 1, 0, _TARGET_COLUMNS)
    for at, item in enumerate(shown, start=row + 2):
        _target(grid, at, item)
    return row + 2 + len(shown)


def _heads(grid: _Grid, row: int, col: int, heads: Sequence[tuple[str, int]]) -> None:
    for name, columns in heads:
        grid.text(row, col, columns, name, "head")
        col += columns


def _target(grid: _Grid, row: int, item: TargetResult) -> None:
    get, pen = grid.outcome.figures.get, grid.pen
    target = pen.plan.find("targets", item.id)
    grid.text(row, 0, 10, item.name)
    bar = get(f"targets.{item.id}.target")
    shape = f'"{target.operator} "{pen.number_format(target.unit)}'
    grid.figure(row, 10, 6, bar, num_format=shape)
    col = 16
    for part in ("actual", "gap", "previous", "peer", "rank"):
        number = get(f"targets.{item.id}.{part}")
        strong = {"bold": True} if part == "actual" else {}
        signed = {"num_format": _signed(pen, target.unit)} if part == "gap" else {}
        grid.figure(row, col, 4, number, **strong, **signed)
        col += 4
    grid.text(row, col, 4, item.data_period or "—", "center")
    id = f"targets.{item.id}.actual"
    grid.text(row, _TREND, 1, "", "center")
    sparkline(pen, grid.sheet, row, _TREND, id, trend(grid.outcome, id))
    grid.light(row, _TREND + 1, 4, "targets", item.light, item.light_why)


def _signed(pen: Pen, unit: str) -> str:
    shape = pen.number_format(unit)
    return shape if shape == "General" else f"+{shape};-{shape};{shape}"


def _quotas(grid: _Grid, row: int) -> int:
    """The quotas as bars with a mark where the pace stands; return the row after them."""
    outcome, get = grid.outcome, grid.outcome.figures.get
    shown = outcome.quotas[:_MOST_QUOTAS]
    if not shown:
        return row
    name = contents.quotas_name(grid.pen.plan)
    title = f"二、数量任务（以核实单位审批通过数为准{'；其余见“' + name + '”' if len(outcome.quotas) > len(shown) else ''}）"
    grid.section(row, _RIGHT, _END, title, name)
    _heads(
        grid,
        row + 1,
        _RIGHT,
        (
            ("任务", 8),
            ("完成", 4),
            ("全年", 4),
            ("完成进度（竖条为序时）", _BAR_COLUMNS),
            ("完成率%", 4),
            ("序时%", 4),
            ("灯", 4),
        ),
    )
    for at, item in enumerate(shown, start=row + 2):
        grid.text(at, _RIGHT, 8, item.name)
        grid.figure(at, _RIGHT + 8, 4, get(f"quotas.{item.id}.actual"), bold=True)
        grid.figure(at, _RIGHT + 12, 4, get(f"quotas.{item.id}.target"))
        _bar(grid, at)
        grid.figure(at, _AFTER, 4, get(f"quotas.{item.id}.rate"))
        grid.figure(at, _AFTER + 4, 4, get(f"quotas.{item.id}.pace"))
        grid.light(at, _AFTER + 8, 4, "quotas", item.light, item.light_why)
    _fill_bars(grid, row + 2, row + 1 + len(shown))
    return row + 2 + len(shown)


def _bar(grid: _Grid, row: int) -> None:
    """The empty cells of a bar: a line above and below, closed at both ends."""
    edge = {
        "border": 0,
        "top": 1,
        "bottom": 1,
        "top_color": "#8C8C8C",
        "bottom_color": "#8C8C8C",
        "bg_color": "#F4F6F9",
    }
    for offset in range(_BAR_COLUMNS):
        ends = {"left": 1} if offset == 0 else {"right": 1} if offset == _BAR_COLUMNS - 1 else {}
        grid.sheet.write_blank(row, _BAR + offset, None, grid.pen.format("text", **edge, **ends))


def _fill_bars(grid: _Grid, first: int, last: int) -> None:
    """Fill the bars by their rates, mark the pace; the formats ask the cells beside the bars."""
    where = xl_range(first, _BAR, last, _AFTER - 1)
    rate = xl_rowcol_to_cell(first, _AFTER, col_abs=True)
    pace = xl_rowcol_to_cell(first, _AFTER + 4, col_abs=True)
    step = 100 // _BAR_COLUMNS
    here = f"(COLUMN()-{_BAR})*{step}"  # the share at which this cell ends
    book = grid.pen.book
    mark = book.add_format({"bg_color": MARK, "pattern": 1})
    full = book.add_format({"bg_color": DEEP, "pattern": 1})
    formula = f"=AND(ISNUMBER({pace}),{pace}>{here}-{step},{pace}<={here})"
    grid.sheet.conditional_format(where, {"type": "formula", "criteria": formula, "format": mark, "stop_if_true": True})
    formula = f"=AND(ISNUMBER({rate}),{rate}>{here}-{step / 2:g})"
    grid.sheet.conditional_format(where, {"type": "formula", "criteria": formula, "format": full})


def _milestones(grid: _Grid, row: int) -> int:
    """The milestones as tiles in a row: name, state, days; return the row after them."""
    shown = grid.outcome.milestones[:_MOST_TILES]
    if not shown:
        return row
    rest = "；其余见“节点”" if len(grid.outcome.milestones) > len(shown) else ""
    grid.section(row, 0, _END, f"三、节点（下行为时限和剩余天数，过期为负{rest}）", contents.MILESTONES)
    row += 1
    for start in range(0, len(shown), _TILES_A_STRIP):
        strip = shown[start : start + _TILES_A_STRIP]
        edges = _edges(len(strip) if len(shown) <= _TILES_A_STRIP else _TILES_A_STRIP)
        grid.sheet.set_row(row, 23)
        for item, (col, end) in zip(strip, edges, strict=False):
            days = grid.outcome.figures.get(f"milestones.{item.id}.days")
            grid.text(row, col, end - col, item.name, "center", text_wrap=True, font_size=8)
            word = f"{light_word(grid.pen.plan, 'milestones', item.light)}　{MILESTONE_WORDS[item.state]}"
            grid.text(row + 1, col, end - col, word, "center", bg_color=LIGHT_FILLS[item.light])
            shape = f'"{item.due.month}月{item.due.day}日  "0"天"'
            grid.figure(row + 2, col, end - col, days, num_format=f"{shape};{shape.replace('  ', '  -')}", font_size=8)
        row += 3
    return row


def _edges(count: int) -> list[tuple[int, int]]:
    """Return the columns of *count* tiles of about the same width: first, and one after the last."""
    reached = [0, *accumulate(_PIXELS)]
    ends = [
        min(range(len(reached)), key=lambda col: abs(reached[col] - reached[-1] * n / count)) for n in range(count + 1)
    ]
    return list(pairwise(ends))


Line = tuple[str, str, Figure | None, str]
"""Something to decide: the unit, the words, the figure beside it, the sheet that tells more."""


def _decisions(grid: _Grid, row: int) -> int:
    """At most five lines that need a decision, the gravest first; return the row after them."""
    lines = pressing(grid.pen, grid.outcome)
    more = f"（共 {len(lines)} 项，此处列前 {MOST_DECISIONS} 项）" if len(lines) > MOST_DECISIONS else ""
    grid.section(row, 0, _LEFT_END, f"四、需要决定的事项{more}")
    row += 1
    for unit, words, number, target in lines[:MOST_DECISIONS]:
        grid.text(row, 0, 8, unit, "center")
        style = grid.pen.format("text", font_size=_SIZE, shrink=True, text_wrap=False)
        grid.join(row, 8, _TREND - 8, style)
        grid.sheet.write_url(row, 8, f"internal:'{target}'!A1", style, words[:200], f"见“{target}”")
        shape = f'{grid.pen.number_format(number.unit)}"{number.unit}"' if number else ""
        grid.figure(row, _TREND, 5, number, num_format=shape)
        row += 1
    if not lines:
        grid.text(row, 0, _LEFT_END, "没有红灯事项和待决定的冲突。")
        row += 1
    return row


def pressing(pen: Pen, outcome: Outcome) -> list[Line]:
    """Return what needs a decision: conflicts without an authority, then red lights, then warnings."""
    get, plan = outcome.figures.get, pen.plan
    lines: list[Line] = [
        (c.values[0][0], f"{c.form}“{c.key}”的{c.field}各单位所报不同，请选定", None, contents.CONFLICTS)
        for c in outcome.conflicts
        if not c.chosen
    ]
    reds = sorted((m for m in outcome.milestones if m.light == "red"), key=lambda m: m.days)
    lines += [
        (
            m.owner,
            f"{m.name}：{MILESTONE_WORDS[m.state]}，{m.light_why}",
            get(f"milestones.{m.id}.days"),
            contents.MILESTONES,
        )
        for m in reds
    ]
    late = sorted((m for m in outcome.matters if m.light == "red"), key=lambda m: -m.overdue_days)
    name = contents.matters_name(plan)
    lines += [(m.lead or m.raiser, f"{m.title}：{m.light_why}", get(m.figure), name) for m in late]
    lines += [
        (t.owner, f"{t.name}：{t.light_why}", get(f"targets.{t.id}.gap"), contents.TARGETS)
        for t in outcome.targets
        if t.light == "red"
    ]
    lines += [
        (q.owner, f"{q.name}：{q.light_why}", get(f"quotas.{q.id}.pace_gap"), contents.quotas_name(plan))
        for q in outcome.quotas
        if q.light == "red"
    ]
    lines += [
        (p.unit, f"{p.name}：{p.light_why}", get(p.figure), contents.PROJECTS)
        for p in outcome.projects
        if p.light == "red"
    ]
    return lines + [(w.owner, f"{w.name}：{w.why}", None, contents.WARNINGS) for w in warnings.most_pressing(outcome)]


def _reporting(grid: _Grid, row: int) -> int:
    """Due, received, in time …; and who has not sent; return the row after it."""
    get = grid.outcome.figures.get
    grid.section(row, _RIGHT, _END, "五、报送（单位×表，份）", contents.FILING)
    edges = [(_RIGHT + 4 * n, 4) for n in range(4)] + [(_BAR, 8), (_BAR + 8, 8), (_BAR + 16, 9), (_AFTER, 12)]
    for (name, part), (col, columns) in zip(_REPORTING, edges, strict=True):
        grid.text(row + 1, col, columns, name, "head")
        grid.figure(row + 2, col, columns, get(f"reporting.{part}"), bold=True)
    at = row + 3
    for word, part in (("未报单位", "missing"), ("退回单位", "returned"), ("逾期单位", "late")):
        names = get(f"reporting.unit_lists.{part}.names")
        grid.text(at, _RIGHT, 8, word, "head")
        told = names.value if names is not None and isinstance(names.value, str) else "无"
        grid.text(at, _RIGHT + 8, _END - _RIGHT - 8, screen.cut(told, 70))
        at += 1
    return at


def _links(grid: _Grid, row: int, links: Sequence[tuple[str, str]]) -> int:
    """Links to all sheets, twelve a line; return the last row used."""
    grid.section(row, 0, _END, "六、本工作簿各表（点击打开）")
    edges = _edges(_TILES_A_STRIP)
    style = grid.pen.format("link", font_size=8, shrink=True, align="left")
    at = row
    for number, (name, label) in enumerate(links):
        at = row + 1 + number // _TILES_A_STRIP
        col, end = edges[number % _TILES_A_STRIP]
        grid.join(at, col, end - col, style)
        grid.sheet.write_url(at, col, f"internal:'{name}'!A1", style, label, f"打开“{name}”")
    return at
