"""docs/口径.md: what every number means, from the plan and from what the program itself says of its figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from reportgen.filing.obligations import owed as owed_in
from reportgen.measures import judge, look_back, numbers
from reportgen.model.figure import Figure, Ledger
from reportgen.model.outcome import MergedForm, Submission
from reportgen.model.period import Period, time_zone
from reportgen.model.plan import (
    Field,
    FieldType,
    Form,
    Light,
    Measure,
    Milestone,
    Plan,
    Quota,
    Target,
    WarningRule,
)
from reportgen.model.records import Return, Row
from reportgen.model.values import Origin, PlanDate, Understood, Value, plain
from tools.docs import markdown as md
from tools.docs.plan_fields import SUBJECTS

_LIGHT_WORDS = {"green": "绿", "yellow": "黄", "red": "红", "grey": "灰"}


def definitions_page(plan: Plan) -> str:
    """Return the page for *plan*."""
    figures = _figures(plan)
    return md.page(
        "口径",
        f"{plan.header.name}（{plan.header.year}年）里每个数的口径。有数据时，汇总表“口径”表列出每个数的来源单元格，"
        "`reportgen trace` 也能查到。“小数位”是印出时的位数，一律四舍五入；计算用原数，不用印出的数。",
        md.section("目标", md.table(_TARGET, (_target(plan, figures, t) for t in plan.targets))),
        md.section("数量任务", md.table(_QUOTA, (_quota(plan, figures, q) for q in plan.quotas))),
        md.section("节点", md.table(_MILESTONE, (_milestone(plan, m) for m in plan.milestones))),
        md.section(
            "统计口径",
            "文稿里的句子用这些数；编号写在花括号里。",
            md.table(_MEASURE, (_measure(plan, figures, m) for m in plan.measures)),
        ),
        md.section(
            "全部的数",
            "汇总表“口径”表、result.json 和文稿里的每一种数。编号里的〈…〉换成具体的编号、表、单位、项目或事项；"
            "预警另有编号以 `warnings.` 开头的数，是条件里各名称的值。",
            md.table(_PARTS, _every(plan, figures)),
        ),
        md.section(
            "亮灯规则",
            "同一对象从上到下，先符合的先亮；都不符合的亮灰灯，写明原因。",
            md.table(("对象", "灯", "条件", "说明"), map(_light, plan.lights)),
        ),
        md.section(
            "预警规则",
            "每条规则各自判断；列出的预警附依据、责任单位、首次列出的日期，下期写明仍存在还是已解除。",
            md.table(("编号", "对象", "灯", "条件", "说明"), map(_warning, plan.warnings)),
        ),
        md.section(
            "小数位",
            md.table(("单位", "小数位"), ((r.unit, str(r.decimals)) for r in plan.roundings)),
        ),
    )


_TARGET = ("编号", "名称", "口径", "目标", "单位", "小数位", "表", "责任单位", "数据提供单位")
_QUOTA = ("编号", "名称", "口径", "任务数", "单位", "小数位", "序时", "培育责任单位", "核实单位")
_MILESTONE = ("编号", "名称", "口径", "要求", "单位", "小数位", "时限", "表", "填报单位")
_MEASURE = ("编号", "口径", "单位", "小数位", "表", "填报单位")


def _target(plan: Plan, figures: Ledger, target: Target) -> tuple[str, ...]:
    indicator = plan.find("indicators", target.indicator)
    demanded = "全市平均" if target.peer else f"{plain(target.value)}{target.unit}"
    return (
        target.id,
        target.name,
        _said(figures[f"targets.{target.id}.actual"].how, indicator.basis, target.note),
        f"{target.measure}{target.operator}{demanded}",
        target.unit,
        _decimals(plan, target.unit),
        indicator.form,
        target.owner,
        indicator.supplier,
    )


def _quota(plan: Plan, figures: Ledger, quota: Quota) -> tuple[str, ...]:
    return (
        quota.id,
        quota.name,
        _said(figures[f"quotas.{quota.id}.actual"].how, quota.note),
        str(quota.value),
        quota.unit,
        _decimals(plan, quota.unit),
        quota.pace,
        quota.owner,
        quota.verifier,
    )


def _milestone(plan: Plan, milestone: Milestone) -> tuple[str, ...]:
    office = "（办公室设定）" if milestone.set_by == "office" else ""
    return (
        milestone.id,
        milestone.name,
        _said(f"{milestone.owner}“{milestone.form}”所报", milestone.basis, milestone.note),
        f"{milestone.kind}{plain(milestone.threshold)}{milestone.unit}",
        milestone.unit,
        _decimals(plan, milestone.unit) if milestone.unit else "",
        f"{plain(milestone.due)}{office}",
        milestone.form,
        milestone.owner,
    )


def _measure(plan: Plan, figures: Ledger, measure: Measure) -> tuple[str, ...]:
    form = plan.find("forms", measure.form)
    return (
        measure.id,
        _said(figures[f"measures.{measure.id}"].how),
        measure.unit,
        _decimals(plan, measure.unit),
        measure.form or "见分子、分母",
        "、".join(form.owners) if form else "",
    )


def _light(light: Light) -> tuple[str, ...]:
    return (
        SUBJECTS[light.applies_to],
        _LIGHT_WORDS[light.light],
        md.code(light.when),
        light.why,
    )


def _warning(rule: WarningRule) -> tuple[str, ...]:
    return rule.id, SUBJECTS[rule.applies_to], _LIGHT_WORDS[rule.light], md.code(rule.when), rule.why


def _said(*parts: str) -> str:
    """Join definitions; what the program adds about missing data (after a semicolon) is left out."""
    told = [parts[0].partition("；")[0], *parts[1:]]
    return "；".join(dict.fromkeys(filter(None, told)))


def _decimals(plan: Plan, unit: str) -> str:
    return str(numbers.places_of(Decimal("0.123456"), unit, plan))


_PARTS = ("编号", "例", "口径", "单位", "小数位", "表", "责任单位")
_OFFICE = "程序计算，办公室负责"


def _every(plan: Plan, figures: Ledger) -> Iterator[tuple[str, ...]]:
    """Every kind of figure once: what differs from item to item only is shown as 〈…〉."""
    seen: set[str] = set()
    growth = {f"targets.{t.id}." for t in plan.targets if t.measure == "增速" and not t.peer}
    for figure in sorted(figures, key=lambda f: not f.id.startswith(tuple(growth))):
        kind = _kind(plan, figure.id)
        if kind in seen or "@" in kind or figure.id.startswith("measures."):
            continue
        seen.add(kind)
        forms, owner = _whence(plan, figures, figure)
        unit = figure.unit
        yield (
            md.code(kind), figure.name, figure.how if "forecast" in kind else _said(figure.how), unit, _decimals(plan, unit) if unit else "", forms, owner,
        )  # fmt: skip


def _kind(plan: Plan, id: str) -> str:
    """A figure's id with the names of items, forms, units and records left out."""
    section, _, rest = id.partition(".")
    item, dot, part = rest.partition(".")
    if section in ("targets", "quotas", "milestones") and plan.find(section, item):
        return f"{section}.〈编号〉.{_claim(part)}"
    if section == "projects" and dot:
        return id if item == "lights" or item == "funnel" else f"projects.〈项目或标签〉.{part}"
    if section == "matters" and dot and item != "total":
        return f"matters.〈表或事项〉.{rest.rpartition('.')[2]}" if item not in ("lights",) else id
    if section == "reporting":
        return _reporting_kind(id)
    if section == "forms":
        return f"forms.〈表〉.{rest.rpartition('.')[2]}"
    return id


def _claim(part: str) -> str:
    return "claims.〈状态〉" if part.startswith("claims.") else part


def _reporting_kind(id: str) -> str:
    for word, shown in (("forms", "〈表〉"), ("units", "〈单位〉"), ("rhythms", "〈频率〉")):
        head, found, tail = id.partition(f".{word}.")
        if found:
            return f"{head}.{word}.{shown}.{tail.rpartition('.')[2]}"
    return id


_PURPOSES = {
    "quotas": ("入库审核", "培育库"), "projects": ("项目",), "matters": ("事项",), "milestones": ("节点",), "targets": ("指标",),
}  # fmt: skip


def _whence(plan: Plan, figures: Ledger, figure: Figure) -> tuple[str, str]:
    """The forms that a figure's cells stand in, and who answers for what it says."""
    section, _, rest = figure.id.partition(".")
    item = rest.partition(".")[0]
    sheets = {s.sheet for s in figures.all_sources(figure.id)}
    forms = [f for f in plan.forms if f.name in sheets or f.purpose in _PURPOSES.get(section, ())]
    found = plan.find(section, item) if section in ("targets", "quotas", "milestones") else None
    if section == "reporting":
        return "全部报表", _OFFICE
    if found is not None:
        forms = [f for f in forms if f.name in sheets] or forms
        return "、".join(f.name for f in forms), f"各项的责任单位（如{found.owner}）"
    return "、".join(f.name for f in forms) or "—", "各表的填报单位" if forms else _OFFICE


def _figures(plan: Plan) -> Ledger:
    """The figures of the year's last month if every unit sent one row of every form."""
    period = Period.month(plan.header.year, 12)
    forms = {form.name: _told(plan, form, period) for form in plan.forms}
    told = datetime(plan.header.year, 12, 31, 18, tzinfo=time_zone(plan.header.time_zone))
    owed = owed_in(plan, period)
    filed = tuple(Submission(o, "on_time", told, 0, "", told, True) for o in owed)
    past = judge(plan, period.previous, told, forms, {}, ())
    history = (look_back(period.previous, past.figures, past.warnings),)
    return judge(plan, period, told, forms, forms, filed, history, filed).figures


def _told(plan: Plan, form: Form, period: Period) -> MergedForm:
    units = plan.members(form.owners)
    rows = tuple(row for unit in units[:1] for row in _rows(plan, form, unit, period))
    returns = tuple(
        Return("", form.name, form.name, unit, period.id, title=Origin("", form.name, "A2")) for unit in units
    )
    return MergedForm(form.name, rows, returns)


def _rows(plan: Plan, form: Form, unit: str, period: Period) -> Iterator[Row]:
    """A row, or one for each item that is printed."""
    printed = {
        "指标": [("indicator", i.name, i.supplier) for i in plan.indicators if i.form == form.name],
        "节点": [("milestone", m.id, m.owner) for m in plan.milestones if m.form == form.name],
    }.get(form.rows_from, [])
    for role, name, owner in printed or [("", "", unit)]:
        values = {}
        for number, field in enumerate(form.columns()):
            value = name if role and field.role == role else _value(plan, field, unit, period)
            values[field.name] = Value(value, plain(value), Origin("", form.name, f"{chr(66 + number % 25)}6"))
        yield Row(form.name, owner, period.id, name or form.name, values, Origin("", form.name, "B6"))


def _value(plan: Plan, field: Field, unit: str, period: Period) -> Understood:
    kind = FieldType(field.type)
    if kind.numeric:
        return Decimal(1)
    if kind is FieldType.DATE:
        return PlanDate(period.start)
    if kind is FieldType.YESNO:
        return True
    if field.list == "单位":
        return unit
    options = plan.options(field.list) if field.list else None
    if options is None:
        return field.name
    wanted = ("approved", "started", "open", "agreed")
    return min(options.options, key=lambda o: wanted.index(o.meaning) if o.meaning in wanted else len(wanted)).value
