"""事项（堵点和问题）: how many stand open by form, and each one with its lead and time limit."""

from __future__ import annotations

from collections.abc import Mapping

from reportgen.edges.workbook.live import Records, Test, plus
from reportgen.edges.workbook.page import Cell, Page, center, day, figure, light, number, text
from reportgen.edges.workbook.style import Pen
from reportgen.model.outcome import Matter, Outcome

PURPOSE = "事项"
_WORDS = {"open": "在办", "settled": "已办结待销号", "closed": "已销号"}
_HEADS = (
    ("编号", 25), ("事项", 38), ("所在表", 18), ("提出单位", 14), ("主办单位", 14), ("协办单位", 16), ("办理时限", 12), ("状态", 12),
    ("已办天数", 9), ("超期天数", 9), ("灯", 7), ("理由", 24),
)  # fmt: skip
_LIGHTS = ("red", "yellow", "grey", "green")


def write(pen: Pen, outcome: Outcome, records: Mapping[str, Records], name: str) -> None:
    """Write the sheet *name*: counts by form as formulas over the lists, then every matter, the late ones first."""
    note = "各表状态为公式，数据表改动后自动更新；逾期按统计时点计。办理情况见各数据表。"
    page = Page(pen, name, [w for _, w in _HEADS], f"{name}（{outcome.period.label}）", note)
    forms = [f for f in pen.plan.forms if f.purpose == PURPOSE and f.name in records]
    if not forms:
        page.note("方案没有事项类的表。")
        page.close()
        return
    page.section("一、各表件数")
    page.heads(["所在表", "", "事项数", "在办", "已办结待销号", "本期销号", "本期新增", "逾期"], 20)
    for form in forms:
        _counts(page, outcome, records[form.name], f"matters.{form.name}")
    _counts(page, outcome, None, "matters.total")
    page.skip()
    page.section("二、事项清单")
    head = page.row
    page.heads([h for h, _ in _HEADS], 20)
    for item in sorted(outcome.matters, key=_urgency):
        _line(page, item)
    if page.row > head + 1:
        page.sheet.autofilter(head, 0, page.row - 1, len(_HEADS) - 1)
    else:
        page.note("本期没有事项。")
    page.skip()
    _measures(page, outcome, {f.name for f in forms})
    page.close()


def _urgency(item: Matter) -> tuple[bool, int, int, str]:
    return item.state == "closed", _LIGHTS.index(item.light), -item.overdue_days, item.id


def _counts(page: Page, outcome: Outcome, told: Records | None, key: str) -> None:
    def of(part: str, *meanings: str) -> Cell:
        state = told.form.role("state") if told else None
        options = page.pen.plan.options(state.list) if state and state.list else None
        made = None
        if told is not None and state is not None and options is not None and meanings:
            words = [o.value for o in options.options if o.meaning in meanings]
            made = plus([told.count(Test(state.name, "=", w)) for w in words])
        return figure(outcome.figures.get(f"{key}.{part}"), made)

    name = told.form.name if told else "合计"
    page.line(
        (*page.wide(name, 0, 2), of("count", "open", "settled", "closed"), of("open", "open"), of("settled", "settled"),
         of("closed", "closed"), of("new"), of("overdue"))
    )  # fmt: skip


def _line(page: Page, item: Matter) -> None:
    late = center("") if item.overdue_days <= 0 else number(item.overdue_days, num_format="0")
    page.line(
        (
            text(item.id), text(item.title), text(item.form), center(item.raiser), center(item.lead or "（未定）"),
            text("、".join(item.partners)), day(item.due), center(_WORDS.get(item.state, item.state)),
            number(item.age_days, num_format="0"), late,
            light("matters", item.light), text(item.light_why),
        )
    )  # fmt: skip


def _measures(page: Page, outcome: Outcome, forms: set[str]) -> None:
    """The plan's own counts of these lists."""
    found = [m for m in page.pen.plan.measures if m.form in forms]
    if not found:
        return
    page.section("三、统计口径")
    page.heads(["所在表", "名称", "数值", "单位"], 20)
    for measure in found:
        shown = figure(outcome.figures.get(f"measures.{measure.id}"))
        page.line((text(measure.form), text(measure.name), shown, center(measure.unit)))
