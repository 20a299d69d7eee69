"""数量任务（入规）: how many firms are approved, where the others stand, and whose they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from reportgen.edges.workbook import charts
from reportgen.edges.workbook.live import UNIT, Live, Records, Test, minus, percentage
from reportgen.edges.workbook.page import Cell, Page, center, figure, light, live, text
from reportgen.edges.workbook.style import Pen
from reportgen.model.figure import Figure
from reportgen.model.outcome import Forecast, Outcome, QuotaResult
from reportgen.model.plan import Form, Quota

REVIEW, LIBRARY = "入库审核", "培育库"
_HEADS = (
    ("编号", 8), ("数量任务", 24), ("类别", 10), ("全年任务", 9), ("审批通过", 9), ("完成率（%）", 9), ("序时（%）", 9),
    ("比序时（个百分点）", 10), ("还差", 8), ("剩余各月平均需", 10), ("上期", 8), ("本期新增", 8), ("退库", 8), ("在审", 8),
    ("部门自报通过", 9), ("预计全年", 15), ("灯", 6), ("理由", 26), ("培育责任单位", 14), ("核实单位", 12),
)  # fmt: skip
_TARGET, _ACTUAL, _RATE, _PACE, _PREVIOUS = 3, 4, 5, 6, 10


def write(pen: Pen, outcome: Outcome, records: Mapping[str, Records], name: str) -> None:
    """Write the sheet *name*: quotas, the funnel of the library by category, and the library by unit."""
    title = f"{name}（{outcome.period.label}）"
    note = "“审批通过”以核实单位的审核表为准，按企业去重；“部门自报”来自培育库，只作参考，不计入完成数。"
    page = Page(pen, name, [w for _, w in _HEADS], title, note, "A3")
    page.sheet.freeze_panes(2, 2)
    if not outcome.quotas:
        page.note("方案没有列数量任务。")
        page.close()
        return
    page.section("一、完成情况")
    page.heads([h for h, _ in _HEADS], 44)
    first = page.row
    for item in outcome.quotas:
        _line(page, outcome, records, item)
    _totals(page, outcome, first)
    last = first + len(outcome.quotas) - 1
    page.skip()
    charts.quotas(page, first, last)
    library = _of_purpose(pen, records, LIBRARY)
    if library is not None and library.form.role("status") is not None:
        _funnel(page, outcome, library)
        _by_unit(page, library)
    page.close()


def _of_purpose(pen: Pen, records: Mapping[str, Records], purpose: str) -> Records | None:
    """The records of the one form of *purpose*; None where there are several or none."""
    forms = [f for f in pen.plan.forms if f.purpose == purpose]
    return records.get(forms[0].name) if len(forms) == 1 else None


def _line(page: Page, outcome: Outcome, records: Mapping[str, Records], item: QuotaResult) -> None:
    quota: Quota = page.pen.plan.find("quotas", item.id)

    def of(part: str) -> Figure | None:
        return outcome.figures.get(f"quotas.{item.id}.{part}")

    def value(part: str) -> Decimal | None:
        found = of(part)
        return found.value if found is not None and isinstance(found.value, Decimal) else None

    def apart(part: str, a: int, first: str, b: int, second: str) -> Cell:
        return figure(of(part), minus(page.at(a), value(first), page.at(b), value(second)))

    rate = percentage(page.at(_ACTUAL), value("actual"), page.at(_TARGET), value("target"))
    forecast = item.forecast
    page.line(
        (
            center(item.id), text(item.name), center(quota.category), figure(of("target")),
            figure(of("actual"), _approved(page, outcome, records, quota)), figure(of("rate"), rate), figure(of("pace")),
            apart("pace_gap", _RATE, "rate", _PACE, "pace"), apart("gap", _TARGET, "target", _ACTUAL, "actual"),
            figure(of("needed_per_month")), figure(of("previous")), apart("added", _ACTUAL, "actual", _PREVIOUS, "previous"),
            figure(of("removed")), figure(of("in_review")), figure(of("claimed")),
            center(_range(forecast)), light("quotas", item.light),
            text(item.light_why), center(item.owner), center(quota.verifier),
        ),
        least=22,
    )  # fmt: skip
    if forecast:
        page.sheet.write_comment(
            page.row - 1,
            15,
            f"假设：{forecast.assumption}。曾差：年内以前的范围比本期最多少算的数",
            {"x_scale": 2, "font_name": "宋体"},
        )


def _range(forecast: Forecast | None) -> str:
    """A forecast with what it was out by: an early range knows only the firms found so far."""
    if forecast is None:
        return ""
    return f"{forecast.low}—{forecast.high}" + (f"（曾差{forecast.moved}）" if forecast.moved else "")


def _approved(page: Page, outcome: Outcome, records: Mapping[str, Records], quota: Quota) -> Live | None:
    """Return the formula that counts the approved firms of *quota* on the verifier's sheet, None without one."""
    told = _of_purpose(page.pen, records, REVIEW)
    if told is None:
        return None
    form = told.form
    status, approved = form.role("status"), form.role("approved")
    category = form.field(quota.category) or form.role("cross") if quota.cross else form.role("category")
    if status is None or approved is None or category is None:
        return None
    options = page.pen.plan.options(status.list)
    words = [o.value for o in options.options if o.meaning in ("approved", "removed")] if options else []
    year = page.pen.plan.header.year
    limit = min(outcome.period.end, outcome.as_of.date())
    belongs = Test(category.name, "=", "是") if quota.cross else Test(category.name, "*", quota.category, page.at(2))
    since = Test(approved.name, ">=", day=limit.replace(year=year, month=1, day=1))
    until = Test(approved.name, "<=", day=limit)
    parts = [told.count(Test(status.name, "=", word), belongs, since, until) for word in words]
    known = [p for p in parts if p is not None and p.value]  # a state that nobody is in adds nothing to read
    return (
        Live("+".join(p.formula for p in known), sum((p.value or Decimal(0) for p in known), Decimal(0)))
        if known
        else None
    )


def _totals(page: Page, outcome: Outcome, first: int) -> None:
    """The sums: each category's firms, and each firm once."""
    last = page.row - 1
    get = outcome.figures.get

    def summed(col: int, part: str) -> Cell:
        found = get(f"quotas.total.{part}")
        value = found.value if found is not None and isinstance(found.value, Decimal) else None
        return figure(found, Live(f"SUM({page.at(col, first)}:{page.at(col, last)})", value), bold=True)

    rate = get("quotas.total.rate")
    made = None
    if rate is not None and isinstance(rate.value, Decimal):
        made = Live(f"{page.at(_ACTUAL)}/{page.at(_TARGET)}*100", rate.value)
    blank = [text("", "total") for _ in range(len(_HEADS) - 6)]
    page.line((text("", "total"), text("合计（各类相加）", "total", align="left"), text("", "total"),
               summed(_TARGET, "target"), summed(_ACTUAL, "actual"), figure(rate, made, bold=True), *blank))  # fmt: skip
    if any(q.cross for q in page.pen.plan.quotas):
        page.line((text("", "total"), text("合计（每家只计一次）", "total", align="left"), text("", "total"),
                   figure(get("quotas.total.target_distinct"), bold=True), figure(get("quotas.total.distinct"), bold=True),
                   text("", "total"), *blank))  # fmt: skip


def _states(page: Page, form: Form) -> Sequence[str]:
    status = form.role("status")
    options = page.pen.plan.options(status.list) if status else None
    return [o.value for o in options.options] if options else []


def _funnel(page: Page, outcome: Outcome, library: Records) -> None:
    """The firms of the library by state and quota, with a bar for all."""
    form = library.form
    status, category, states = form.role("status"), form.role("category"), _states(page, form)
    assert status is not None  # asked by `write`
    quotas = page.pen.plan.quotas
    if len(quotas) > len(_HEADS) - 4:
        quotas = quotas[: len(_HEADS) - 4]
    page.section(f"二、{form.name}：各状态企业数（部门自报）")
    page.heads(["状态", "合计", *(q.name for q in quotas)], 44, start=1)
    first = page.row
    for state in states:
        mine = Test(status.name, "=", state, page.at(1))
        cells = [text(state), live(library.count(mine), "")]
        for quota in quotas:
            item = form.field(quota.category) or form.role("cross") if quota.cross else category
            belongs = (
                Test(item.name, "=" if quota.cross else "*", "是" if quota.cross else quota.category) if item else None
            )
            claimed = outcome.figures.get(f"quotas.{quota.id}.claims.{state}")
            cells.append(figure(claimed, library.count(mine, belongs) if belongs else None))
        page.line(cells, start=1)
    if states:
        charts.bars(page, first, page.row - 1, 2)
    page.skip()


def _by_unit(page: Page, library: Records) -> None:
    """The firms of the library by the unit that tells of them."""
    form = library.form
    status, states = form.role("status"), _states(page, form)[: len(_HEADS) - 3]
    assert status is not None  # asked by `write`
    page.section(f"三、{form.name}：按填报单位")
    page.heads(["单位", "合计", *states], 32, start=1)
    for unit in dict.fromkeys(row.unit for row in library.rows):
        own = Test(UNIT, "=", unit, page.at(1))
        counts = [live(library.count(own, Test(status.name, "=", state))) for state in states]
        page.line([text(unit), live(library.count(own)), *counts], start=1)
