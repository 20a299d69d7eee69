"""项目: the lists by label, the stages, the money, and what lags."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from reportgen.edges.workbook import charts
from reportgen.edges.workbook.contents import PROJECTS
from reportgen.edges.workbook.live import Live, Records, Test, percentage, plus
from reportgen.edges.workbook.page import Cell, Page, center, figure, light, live, number, text
from reportgen.edges.workbook.style import Pen
from reportgen.model.figure import Figure
from reportgen.model.outcome import Outcome, ProjectResult

PURPOSE = "项目"
_HEADS = (
    ("类别", 30), ("个数", 9), ("应开工", 9), ("已开工", 9), ("应开工未开工", 9), ("开工率（%）", 9), ("本年计划投资（万元）", 13),
    ("本年完成投资（万元）", 13), ("投资完成率（%）", 10), ("下达资金（万元）", 13), ("支付资金（万元）", 13), ("支付率（%）", 10),
    ("投资慢于序时", 9), ("支付慢于序时", 9),
)  # fmt: skip
_LAG = (
    "项目",
    "编号",
    "责任单位",
    "",
    "标签",
    "",
    "投资完成率（%）",
    "支付率（%）",
    "序时（%）",
    "灯",
    "理由",
    "",
    "",
    "",
)
_LATE = ("red", "yellow")


def write(pen: Pen, outcome: Outcome, records: Mapping[str, Records]) -> None:
    """Write the sheet; the amounts are formulas over the lists where each project stands there once."""
    note = "项目按代码去重；金额只计计划和完成（下达和支付）都填了的项目。完成率、支付率为公式，序时按月均分。"
    page = Page(pen, PROJECTS, [w for _, w in _HEADS], f"项目进展（{outcome.period.label}）", note)
    page.sheet.freeze_panes(2, 1)
    told = [records[f.name] for f in pen.plan.forms if f.purpose == PURPOSE and f.name in records]
    if not told or not any(r.rows for r in told):
        page.note("本期没有项目记录。")
        page.close()
        return
    page.section("各类项目")
    page.heads([h for h, _ in _HEADS], 44)
    first = page.row
    _group(page, outcome, told, "projects", "全部项目", "")
    for label in _labels(outcome):
        _group(page, outcome, told, f"projects.{label}", label, label)
    pen.tables[PROJECTS] = (first, page.row - 1)
    page.skip()
    pace = outcome.projects[0].pace if outcome.projects else None
    said = f"；序时 {pace * 100:.1f}%" if pace is not None else ""
    charts.rates(page, first, page.row - 2, (8, 11), ("投资完成率", "支付率"), said)
    _stages(page, told)
    _lagging(page, outcome)
    _measures(page, outcome, {r.form.name for r in told})
    page.close()


def _labels(outcome: Outcome) -> list[str]:
    """The labels that figures tell of, in their order."""
    ids = (f.id for f in outcome.figures)
    return [
        id.split(".", 2)[1] for id in ids if id.startswith("projects.") and id.endswith(".total") and id.count(".") == 2
    ]


def _group(page: Page, outcome: Outcome, told: list[Records], key: str, name: str, label: str) -> None:
    def of(part: str) -> Figure | None:
        return outcome.figures.get(f"{key}.{part}")

    def value(part: str) -> Decimal | None:
        found = of(part)
        return found.value if found is not None and isinstance(found.value, Decimal) else None

    def amount(part: str, role: str, other: str) -> Cell:
        return figure(of(part), _sum(page, told, role, other, label))

    def rate(part: str, a: int, first: str, b: int, second: str) -> Cell:
        return figure(of(part), percentage(page.at(a), value(first), page.at(b), value(second)))

    page.line(
        (
            text(name), figure(of("total"), _count(page, told, label)), figure(of("should_start")), figure(of("started")),
            figure(of("not_started")), figure(of("start_rate")),
            amount("year_plan", "year_plan", "year_done"), amount("year_done", "year_done", "year_plan"),
            rate("invest_rate", 7, "year_done", 6, "year_plan"),
            amount("fund_issued", "fund_issued", "fund_paid"), amount("fund_paid", "fund_paid", "fund_issued"),
            rate("pay_rate", 10, "fund_paid", 9, "fund_issued"), figure(of("invest_behind")), figure(of("pay_behind")),
        )
    )  # fmt: skip


def _tests(page: Page, told: Records, label: str) -> list[Test] | None:
    """The condition that a record carries *label*; None where its form has no labels."""
    if not label:
        return []
    item = told.form.role("labels")
    return [Test(item.name, "*", label, page.at(0))] if item else None


def _count(page: Page, told: list[Records], label: str) -> Live | None:
    """Count the projects of the first list that has labels; the figure counts a project of two lists once."""
    for records in told:
        tests = _tests(page, records, label)
        if tests is not None and records.rows and records.form.role("labels"):
            return records.count(*tests)
    return None


def _sum(page: Page, told: list[Records], role: str, other: str, label: str) -> Live | None:
    """Add the amounts in the field of *role* over the lists, of records that tell *other* too."""
    parts = []
    for records in told:
        item, beside = records.form.role(role), records.form.role(other)
        if item is None or beside is None or not records.rows:
            continue
        tests = _tests(page, records, label)
        if tests is None:
            return None
        parts.append(records.total(item.name, *tests, Test(beside.name, "?")))
    return plus(parts)


def _stages(page: Page, told: list[Records]) -> None:
    """How many projects of each list are in which stage."""
    for records in told:
        stage = records.form.role("stage")
        options = page.pen.plan.options(stage.list) if stage and stage.list else None
        if stage is None or options is None or not records.rows:
            continue
        page.section(f"{records.form.name}：各阶段个数")
        page.heads([stage.name, "个数"], 20)
        first = page.row
        for option in options.options:
            page.line((text(option.value), live(records.count(Test(stage.name, "=", option.value, page.at(0))))))
        charts.bars(page, first, page.row - 1, 1)
        page.skip()


def _lagging(page: Page, outcome: Outcome) -> None:
    late = [p for p in outcome.projects if p.light in _LATE or _evidence(p)]
    late.sort(key=lambda p: (*_LATE, "grey", "green").index(p.light))
    page.section("进度滞后或需留意的项目")
    if not late:
        page.note("没有进度滞后或需留意的项目。")
        page.skip()
        return
    page.heads(_LAG, 32)
    for item in late:
        _late(page, outcome, item)
    page.skip()


def _late(page: Page, outcome: Outcome, item: ProjectResult) -> None:
    get = outcome.figures.get
    pace = get(f"projects.{item.id}.pay_pace")
    since = [f"支付序时自资金下达起算，为{pace.text}"] if pace else []
    page.line(
        (
            text(item.name), text(item.id, font_size=9), *page.wide(item.unit, 2, 2), *page.wide("、".join(item.labels), 4, 2),
            figure(get(f"projects.{item.id}.invest_rate")), figure(get(f"projects.{item.id}.pay_rate")),
            number(item.pace * 100, "%"), light("projects", item.light), *page.wide("；".join((item.light_why, *since, *_evidence(item))), 10, 4),
        ),
        least=32,
    )  # fmt: skip


def _evidence(item: ProjectResult) -> list[str]:
    """What else is seen of a project, in words; nothing is judged that was not reported."""
    said = []
    if item.late_stages:
        said.append(f"未按计划{'、'.join(item.late_stages)}")
    if item.still_periods:
        said.append(f"{item.still_periods} 期没有变化")
    if item.paid_ahead is not None:
        said.append(f"支付快于投资 {item.paid_ahead * 100:.1f} 个百分点")
    if item.over_total:
        said.append("累计投资超过总投资")
    if item.unlisted:
        said.append("已开工未纳统")
    return said


def _measures(page: Page, outcome: Outcome, forms: set[str]) -> None:
    """The plan's own counts of these lists, three beside each other."""
    found = [m for m in page.pen.plan.measures if m.form in forms]
    if not found:
        return
    page.section("统计口径")
    page.heads(["名称", "数值", "单位"], 20)
    for measure in found:
        page.line((text(measure.name), figure(outcome.figures.get(f"measures.{measure.id}")), center(measure.unit)))
