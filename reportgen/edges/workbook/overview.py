"""总览: the page to read first, one screen and one A4 page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportgen.edges.workbook.style import Pen
from reportgen.measures.milestones import OFFICE
from reportgen.model.outcome import Outcome
from reportgen.model.states import MILESTONE_WORDS

_WIDTHS = (28, 13, 11, 11, 11, 11, 11, 16, 8)
MOST_DECISIONS = 5


def write(pen: Pen, outcome: Outcome, other_sheets: Sequence[str]) -> None:
    """Write the first sheet: indicators, quotas, milestones, reporting, decisions, and links."""
    sheet = pen.book.add_worksheet("总览")
    sheet.hide_gridlines(2)
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.5, 0.5, 0.6, 0.6)
    sheet.set_footer("&C第 &P 页 共 &N 页")
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width)
    last = len(_WIDTHS) - 1
    sheet.merge_range(0, 0, 0, last, f"{outcome.plan_name}　{outcome.period.label}汇总", pen.format("title"))
    sheet.set_row(0, 32)
    stamp = f"统计时点：{outcome.as_of:%Y-%m-%d %H:%M}　数字均可点击查看口径和来源　{pen.plan.header.confidentiality}"
    sheet.merge_range(1, 0, 1, last, stamp, pen.format("subtitle"))
    row = 3
    row = _targets(pen, sheet, row, outcome)
    row = _quotas(pen, sheet, row, outcome)
    row = _milestones(pen, sheet, row, outcome)
    row = _reporting(pen, sheet, row, outcome)
    row = _decisions(pen, sheet, row, outcome)
    row = _links(pen, sheet, row, other_sheets)
    sheet.print_area(0, 0, row, last)


def _table(pen: Pen, sheet: Any, row: int, title: str, heads: tuple[str, ...]) -> int:
    """Write a section's title and its head row; return the first row below."""
    sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, title, pen.format("section"))
    for col, head in enumerate(heads):
        pen.text(sheet, row + 1, col, head, "head")
    return row + 2


def _targets(pen: Pen, sheet: Any, row: int, outcome: Outcome) -> int:
    if not outcome.targets:
        return row
    heads = ("主要指标", "年度目标", "本期", "距目标", "上期", "全市平均", "位次", "数据时段", "灯")
    row = _table(pen, sheet, row, "一、主要指标", heads)
    for item in outcome.targets:
        get = outcome.figures.get
        pen.text(sheet, row, 0, item.name)
        target = get(f"targets.{item.id}.target")
        pen.text(sheet, row, 1, target.text if target else "—", "center")
        for col, part in enumerate(("actual", "gap", "previous", "peer", "rank"), start=2):
            pen.figure(sheet, row, col, get(f"targets.{item.id}.{part}"))
        pen.text(sheet, row, 7, item.data_period or "—", "center")
        pen.light(sheet, row, 8, "targets", item.light, item.light_why)
        _fit(pen, sheet, row, item.name, item.data_period, target.text if target else "")
        row += 1
    return row + 1


def _fit(pen: Pen, sheet: Any, row: int, name: str, right: str, target: str = "") -> None:
    """Make a row high enough for its name, its target and the text of the last column but one."""
    pen.fit(sheet, row, ((name, _WIDTHS[0]), (target, _WIDTHS[1]), (right, _WIDTHS[7])))


def _quotas(pen: Pen, sheet: Any, row: int, outcome: Outcome) -> int:
    if not outcome.quotas:
        return row
    heads = ("数量任务", "全年任务", "审批通过", "完成率（%）", "序时（%）", "还差", "上期", "培育责任单位", "灯")
    row = _table(pen, sheet, row, "二、数量任务（以核实单位审批通过数为准）", heads)
    first = row
    for item in outcome.quotas:
        get = outcome.figures.get
        pen.text(sheet, row, 0, item.name)
        for col, part in enumerate(("target", "actual", "rate", "pace", "gap", "previous"), start=1):
            pen.figure(sheet, row, col, get(f"quotas.{item.id}.{part}"))
        pen.text(sheet, row, 7, item.owner, "center")
        pen.light(sheet, row, 8, "quotas", item.light, item.light_why)
        _fit(pen, sheet, row, item.name, item.owner)
        row += 1
    bar = {"type": "data_bar", "bar_color": "#9DB8D2", "bar_solid": True, "min_type": "num", "max_type": "num",
           "min_value": 0, "max_value": 100}  # fmt: skip
    sheet.conditional_format(first, 3, row - 1, 3, bar)
    return row + 1


def _milestones(pen: Pen, sheet: Any, row: int, outcome: Outcome) -> int:
    if not outcome.milestones:
        return row
    heads = ("节点", "时限", "承诺日期", "当前进度", "剩余天数", "状态", "时限依据", "填报单位", "灯")
    row = _table(pen, sheet, row, "三、节点", heads)
    for item in outcome.milestones:
        get = outcome.figures.get
        pen.text(sheet, row, 0, item.name)
        pen.day(sheet, row, 1, item.due)
        pen.day(sheet, row, 2, item.promised_due)
        pen.figure(sheet, row, 3, get(f"milestones.{item.id}.progress"))
        pen.figure(sheet, row, 4, get(f"milestones.{item.id}.days"))
        pen.text(sheet, row, 5, MILESTONE_WORDS[item.state], "center")
        pen.text(sheet, row, 6, OFFICE if item.set_by == "office" else "方案", "center")
        pen.text(sheet, row, 7, item.owner, "center")
        pen.light(sheet, row, 8, "milestones", item.light, item.light_why)
        _fit(pen, sheet, row, item.name, item.owner)
        row += 1
    return row + 1


def _reporting(pen: Pen, sheet: Any, row: int, outcome: Outcome) -> int:
    parts = (("应报", "due"), ("按时", "on_time"), ("逾期", "late"), ("未报", "missing"), ("退回", "returned"),
             ("本期无", "nil"), ("按时率（%）", "on_time_rate"))  # fmt: skip
    row = _table(pen, sheet, row, "四、报送（单位×表）", tuple(p[0] for p in parts))
    for col, (_, part) in enumerate(parts):
        pen.figure(sheet, row, col, outcome.figures.get(f"reporting.{part}"))
    return row + 2


def _decisions(pen: Pen, sheet: Any, row: int, outcome: Outcome) -> int:
    """At most five lines: what is red, most overdue first."""
    sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, "五、需要关注", pen.format("section"))
    lines = [f"{m.lead or m.raiser}：{m.title}" for m in sorted(outcome.matters, key=lambda m: -m.overdue_days)
             if m.light == "red"]  # fmt: skip
    lines += [f"{m.owner}：{m.name}（{MILESTONE_WORDS[m.state]}）" for m in outcome.milestones if m.light == "red"]
    lines += [f"{q.owner}：{q.name}慢于序时，建议加强培育服务" for q in outcome.quotas if q.light == "red"]
    for line in lines[:MOST_DECISIONS] or ["无红灯事项。"]:
        row += 1
        sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, "", pen.format("text", border=0))
        pen.text(sheet, row, 0, line, "text", border=0)
    if len(lines) > MOST_DECISIONS:
        row += 1
        pen.text(sheet, row, 0, "其余见“事项”“节点”“数量任务”各表。", "note")
    return row + 2


def _links(pen: Pen, sheet: Any, row: int, names: Sequence[str]) -> int:
    """Links to the other sheets, five a line; return the last row used."""
    sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, "六、本工作簿各表", pen.format("section"))
    places = (0, 1, 3, 5, 7)
    for index, name in enumerate(names):
        at = row + 1 + index // len(places)
        sheet.write_url(at, places[index % len(places)], f"internal:'{name}'!A1", pen.format("link"), name)
    return row + 1 + (len(names) - 1) // len(places)
