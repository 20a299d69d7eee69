"""节点: each milestone with its days, and the year by months."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reportgen.edges.workbook.contents import MILESTONES
from reportgen.edges.workbook.page import Cell, Page, center, day, end_table, figure, light, number, table_page, text
from reportgen.edges.workbook.style import Pen
from reportgen.measures.milestones import OFFICE
from reportgen.model.outcome import MilestoneResult, Outcome
from reportgen.model.states import MILESTONE_WORDS

_BEFORE = (
    ("编号", 6), ("节点", 30), ("阈值", 8), ("当前进度", 9), ("原定时限", 11), ("现行时限", 11), ("时限依据", 11), ("承诺日期", 11),
    ("达到日期", 11), ("剩余天数", 8), ("比时限（天）", 8), ("改期次数", 7), ("状态", 9), ("灯", 6),
)  # fmt: skip
_AFTER = (("理由", 26), ("约束用词", 9), ("填报单位", 16), ("原文", 36))
BASELINE, DUE, PROMISED, REACHED = "◇", "◆", "△", "●"
_LEGEND = f"图中：{BASELINE} 原定时限　{DUE} 现行时限　{PROMISED} 承诺日期　{REACHED} 达到　灰底为已过的月份，粗边为统计时点所在的月份。"
_SPAN = "#C9D6E5"
_MOST_MONTHS = 24


def write(pen: Pen, outcome: Outcome) -> None:
    """Write the sheet: the table with a column a month between days and reasons."""
    months = _months(outcome)
    heads = (*_BEFORE, *((_month_name(m, outcome.plan_year), 4.2) for m in months), *_AFTER)
    page = table_page(pen, MILESTONES, f"节点进度（{outcome.period.label}）", heads, _LEGEND, "A3", frozen=2)
    for item in outcome.milestones:
        _line(page, outcome, item, months)
    end_table(page, len(heads), "方案没有列节点。")


def _month_name(month: tuple[int, int], year: int) -> str:
    return f"{month[1]}月" if month[0] == year else f"{month[0] % 100}年{month[1]}月"


def _months(outcome: Outcome) -> list[tuple[int, int]]:
    """The months to draw: the plan's year, and those after it that a day falls into."""
    days = [d for m in outcome.milestones for d in (m.baseline_due, m.due, m.promised_due) if d]
    last = max([date(outcome.plan_year, 12, 1), *days])
    count = (last.year - outcome.plan_year) * 12 + last.month
    return [(outcome.plan_year + n // 12, n % 12 + 1) for n in range(min(count, _MOST_MONTHS))]


def _line(page: Page, outcome: Outcome, item: MilestoneResult, months: Sequence[tuple[int, int]]) -> None:
    plan_item = page.pen.plan.find("milestones", item.id)
    get = outcome.figures.get
    reached = get(f"milestones.{item.id}.reached")
    start = min([d for d in (item.baseline_due, item.due, item.promised_due) if d])
    end = max([d for d in (item.baseline_due, item.due, item.promised_due) if d])
    marks: dict[tuple[int, int], str] = {}
    for mark, when in ((BASELINE, item.baseline_due if item.baseline_due != item.due else None), (DUE, item.due),
                       (PROMISED, item.promised_due)):  # fmt: skip
        if when:
            marks[when.year, when.month] = marks.get((when.year, when.month), "") + mark
    told = reached.value if reached is not None and isinstance(reached.value, str) else ""
    if told[:7].count("-") == 1 and told[:4].isdigit():
        key = (int(told[:4]), int(told[5:7]))
        marks[key] = marks.get(key, "") + REACHED
    page.line(
        (
            center(item.id), text(item.name), figure(get(f"milestones.{item.id}.threshold")),
            figure(get(f"milestones.{item.id}.progress")), day(item.baseline_due), day(item.due),
            center(OFFICE if item.set_by == "office" else "方案"), day(item.promised_due), figure(reached),
            figure(get(f"milestones.{item.id}.days")), number(item.slip_days, num_format="+0;-0;0"),
            number(item.moved, num_format="0"), center(MILESTONE_WORDS[item.state]), light("milestones", item.light),
            *(_month(outcome, month, marks.get(month, ""), start, end) for month in months),
            text("；".join(dict.fromkeys((item.light_why, *item.reasons)))), center(plan_item.strength), center(item.owner), text(plan_item.text),
        ),
        least=24,
    )  # fmt: skip


def _month(outcome: Outcome, month: tuple[int, int], mark: str, start: date, end: date) -> Cell:
    """One month of the drawing: filled between the first and the last of the days, past months grey."""
    today = outcome.as_of.date()
    more: dict[str, object] = {"font_size": 9}
    if (start.year, start.month) <= month <= (end.year, end.month):
        more["bg_color"] = _SPAN
    elif month < (today.year, today.month):
        more["bg_color"] = "#F2F2F2"
    if month == (today.year, today.month):
        more |= {"left": 2, "right": 2}
    return text(mark, "center", **more)
