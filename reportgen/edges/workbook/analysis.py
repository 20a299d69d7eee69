"""指标, 数量任务, 节点, 事项, 报送: what the office judges from, one sheet each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportgen.edges.workbook.style import LIGHT_FILLS, Pen
from reportgen.measures.milestones import OFFICE
from reportgen.model.outcome import Outcome
from reportgen.model.states import MILESTONE_WORDS, SUBMISSION_WORDS

TARGETS, QUOTAS, MILESTONES, MATTERS, FILING = SHEETS = ("指标", "数量任务", "节点", "事项", "报送")

STATE_LIGHTS = {"on_time": "green", "nil": "green", "late": "yellow", "returned": "yellow", "missing": "red"}
_MATTER_WORDS = {"open": "在办", "settled": "已办结待销号", "closed": "已销号"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell to write: how, and its text where that may need several lines."""

    write: Callable[[Any, int, int], None]
    text: str = ""


def write(pen: Pen, outcome: Outcome) -> None:
    """Write the five analysis sheets, each with a head row, a filter and the reasons of its lights."""
    _write(pen, TARGETS, _TARGET_HEADS, _target_rows(pen, outcome))
    _write(pen, QUOTAS, _QUOTA_HEADS, _quota_rows(pen, outcome))
    _write(pen, MILESTONES, _MILESTONE_HEADS, _milestone_rows(pen, outcome))
    _write(pen, MATTERS, _MATTER_HEADS, _matter_rows(pen, outcome))
    _filing(pen, outcome)


Head = tuple[str, int]


def _write(pen: Pen, name: str, heads: Sequence[Head], rows: Iterable[Sequence[Cell]]) -> None:
    sheet = new_sheet(pen, name, heads)
    row = 0
    for row, cells in enumerate(rows, start=1):
        for col, cell in enumerate(cells):
            cell.write(sheet, row, col)
        pen.fit(sheet, row, ((cell.text, head[1]) for cell, head in zip(cells, heads, strict=True)))
    if row:
        sheet.autofilter(0, 0, row, len(heads) - 1)
    else:
        pen.text(sheet, 1, 0, "本期没有此类内容。", "note")


def new_sheet(pen: Pen, name: str, heads: Sequence[Head]) -> Any:
    """Return a new sheet with frozen, repeated heads, set up for A4 landscape."""
    sheet = pen.book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 1)
    sheet.set_footer(f"&L{name}&R第 &P 页 共 &N 页")
    for col, (head, width) in enumerate(heads):
        sheet.set_column(col, col, width)
        pen.text(sheet, 0, col, head, "head")
    sheet.set_row(0, 32)
    return sheet


def _text(pen: Pen, text: str, style: str = "text") -> Cell:
    return Cell(lambda sheet, row, col: pen.text(sheet, row, col, text, style), text)


def _figure(pen: Pen, outcome: Outcome, id: str) -> Cell:
    return Cell(lambda sheet, row, col: pen.figure(sheet, row, col, outcome.figures.get(id)))


def _light(pen: Pen, applies_to: str, light: str) -> Cell:
    return Cell(lambda sheet, row, col: pen.light(sheet, row, col, applies_to, light))


def _day(pen: Pen, day: date | None) -> Cell:
    return Cell(lambda sheet, row, col: pen.day(sheet, row, col, day))


_TARGET_HEADS = (
    ("编号", 8), ("指标", 24), ("目标", 16), ("本期", 11), ("距目标", 11), ("上期", 11), ("全市平均", 11), ("位次", 9),
    ("数据时段", 13), ("责任单位", 16), ("数据提供单位", 16), ("灯", 7), ("理由", 36), ("原文", 34),
)  # fmt: skip


def _target_rows(pen: Pen, outcome: Outcome) -> Iterable[Sequence[Cell]]:
    for t in outcome.targets:
        plan_item = pen.plan.find("targets", t.id)
        target = outcome.figures.get(f"targets.{t.id}.target")
        parts = (_figure(pen, outcome, f"targets.{t.id}.{p}") for p in ("actual", "gap", "previous", "peer", "rank"))
        yield (
            _text(pen, t.id, "center"), _text(pen, t.name), _text(pen, target.text if target else "—", "center"), *parts,
            _text(pen, t.data_period, "center"), _text(pen, t.owner, "center"), _text(pen, t.supplier, "center"),
            _light(pen, "targets", t.light), _text(pen, t.light_why), _text(pen, plan_item.text),
        )  # fmt: skip


_QUOTA_HEADS = (
    ("编号", 8), ("数量任务", 24), ("全年任务", 10), ("审批通过", 10), ("完成率（%）", 10), ("序时（%）", 10), ("还差", 8),
    ("剩余各月需", 11), ("上期", 8), ("培育责任单位", 16), ("核实单位", 14), ("灯", 7), ("理由", 36), ("原文", 40),
)  # fmt: skip


def _quota_rows(pen: Pen, outcome: Outcome) -> Iterable[Sequence[Cell]]:
    ids = ("target", "actual", "rate", "pace", "gap", "needed_per_month", "previous")
    for q in outcome.quotas:
        plan_item = pen.plan.find("quotas", q.id)
        yield (
            _text(pen, q.id, "center"), _text(pen, q.name), *(_figure(pen, outcome, f"quotas.{q.id}.{p}") for p in ids),
            _text(pen, q.owner, "center"), _text(pen, plan_item.verifier, "center"), _light(pen, "quotas", q.light),
            _text(pen, q.light_why), _text(pen, plan_item.text),
        )  # fmt: skip


_MILESTONE_HEADS = (
    ("编号", 8), ("节点", 32), ("原定时限", 12), ("现行时限", 12), ("时限依据", 12), ("承诺日期", 12), ("当前进度", 11),
    ("剩余天数", 10), ("状态", 11), ("填报单位", 18), ("灯", 7), ("理由", 36), ("约束用词", 10), ("原文", 40),
)  # fmt: skip


def _milestone_rows(pen: Pen, outcome: Outcome) -> Iterable[Sequence[Cell]]:
    for m in outcome.milestones:
        plan_item = pen.plan.find("milestones", m.id)
        yield (
            _text(pen, m.id, "center"), _text(pen, m.name), _day(pen, m.baseline_due), _day(pen, m.due),
            _text(pen, OFFICE if m.set_by == "office" else "方案", "center"), _day(pen, m.promised_due),
            _figure(pen, outcome, f"milestones.{m.id}.progress"), _figure(pen, outcome, f"milestones.{m.id}.days"),
            _text(pen, MILESTONE_WORDS[m.state], "center"), _text(pen, m.owner, "center"),
            _light(pen, "milestones", m.light), _text(pen, m.light_why), _text(pen, plan_item.strength, "center"),
            _text(pen, plan_item.text),
        )  # fmt: skip


_MATTER_HEADS = (
    ("编号", 26), ("事项", 40), ("所在表", 20), ("提出单位", 16), ("主办单位", 16), ("协办单位", 18), ("办理时限", 12),
    ("状态", 13), ("超期天数", 10), ("灯", 7),
)  # fmt: skip


def _matter_rows(pen: Pen, outcome: Outcome) -> Iterable[Sequence[Cell]]:
    def days(count: int) -> Cell:
        if count <= 0:
            return _text(pen, "—", "center")
        return Cell(lambda sheet, row, col: sheet.write_number(row, col, count, pen.format("center")))

    for m in outcome.matters:
        yield (
            _text(pen, m.id), _text(pen, m.title), _text(pen, m.form, "center"), _text(pen, m.raiser, "center"),
            _text(pen, m.lead or "（未定）", "center"), _text(pen, "、".join(m.partners)), _day(pen, m.due),
            _text(pen, _MATTER_WORDS.get(m.state, m.state), "center"), days(m.overdue_days),
            _light(pen, "matters", m.light),
        )  # fmt: skip


def _filing(pen: Pen, outcome: Outcome) -> None:
    """报送: a row a unit, a column a form, the state as its word on its fill."""
    units = list(dict.fromkeys(s.obligation.unit for s in outcome.submissions))
    forms = list(dict.fromkeys(s.obligation.form for s in outcome.submissions))
    heads = (("单位", 24), *((form, 9) for form in forms), ("应报", 7), ("未报", 7), ("逾期", 7), ("退回", 7))
    sheet = new_sheet(pen, FILING, heads)
    sheet.set_paper(8)
    sheet.set_row(0, 78)
    states = {(s.obligation.unit, s.obligation.form): s for s in outcome.submissions}
    for row, unit in enumerate(units, start=1):
        pen.text(sheet, row, 0, unit)
        own = []
        for col, form in enumerate(forms, start=1):
            item = states.get((unit, form))
            if item is None:
                pen.text(sheet, row, col, "", "center")
                continue
            own.append(item.state)
            fill = LIGHT_FILLS[STATE_LIGHTS.get(item.state, "grey")]
            pen.text(sheet, row, col, SUBMISSION_WORDS[item.state], "center", bg_color=fill)
            note = f"时限 {item.obligation.due_at:%Y-%m-%d %H:%M}"
            if item.received_at:
                note += f"\n收到 {item.received_at:%Y-%m-%d %H:%M}"
            if item.workdays_late:
                note += f"\n逾期 {item.workdays_late} 个工作日"
            sheet.write_comment(row, col, note, {"font_size": 9})
        due = sum(state not in ("exempt", "not_due") for state in own)
        for offset, count in enumerate((due, own.count("missing"), own.count("late"), own.count("returned"))):
            sheet.write_number(row, len(forms) + 1 + offset, count, pen.format("center"))
    if not units:
        pen.text(sheet, 1, 0, "本期没有应报的表。", "note")
