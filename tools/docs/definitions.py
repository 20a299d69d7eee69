"""docs/口径.md: what every number means, from the plan and from what the program itself says of its figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from reportgen.measures import judge, numbers
from reportgen.model.figure import Figure, Ledger
from reportgen.model.outcome import MergedForm
from reportgen.model.period import Period, time_zone
from reportgen.model.plan import Light, Measure, Milestone, Plan, Quota, Target, WarningRule
from reportgen.model.records import Return
from reportgen.model.values import Origin, plain
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
            "算出来的数",
            "上面各项另有下列各数，算法相同，各举一项为例。",
            md.table(("数", "单位", "小数位", "算法"), _computed(plan, figures)),
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
    office = "（专班办设定）" if milestone.set_by == "office" else ""
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


def _computed(plan: Plan, figures: Ledger) -> Iterator[tuple[str, ...]]:
    """The figures that are worked out from others: one target's, one quota's, one milestone's, and the totals."""
    growth = [t for t in plan.targets if t.measure == "增速"]
    examples = (("targets", growth or plan.targets), ("quotas", plan.quotas), ("milestones", plan.milestones))
    prefixes = [f"{section}.{items[0].id}." for section, items in examples if items]
    prefixes += ["quotas.total.", "projects.", "matters.total.", "reporting."]
    for figure in figures:
        if figure.inputs and any(figure.id.startswith(p) for p in prefixes) and not _of_one_unit(figure):
            yield figure.name, figure.unit, _decimals(plan, figure.unit) if figure.unit else "", _said(figure.how)


def _of_one_unit(figure: Figure) -> bool:
    return figure.id.startswith(("reporting.forms.", "reporting.units."))


def _figures(plan: Plan) -> Ledger:
    """The figures of the year's last month if every unit sent every form and had nothing to tell."""
    period = Period.month(plan.header.year, 12)
    forms = {
        form.name: MergedForm(
            form.name,
            (),
            tuple(
                Return("", "", form.name, unit, period.id, nil=True, title=Origin("", "", "A2"))
                for unit in plan.members(form.owners)
            ),
        )
        for form in plan.forms
    }
    told = datetime(plan.header.year, 12, 31, 18, tzinfo=time_zone(plan.header.time_zone))
    return judge(plan, period, told, forms, {}, ()).figures
