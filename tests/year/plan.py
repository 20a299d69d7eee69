"""The plan of the made-up year: small, but with every rhythm and purpose that is judged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportgen.edges.plan_store import load
from reportgen.model.plan import (
    Deadline,
    Field,
    Form,
    Group,
    Header,
    Indicator,
    Light,
    Milestone,
    Option,
    OptionList,
    Plan,
    Quota,
    Requirement,
    Setting,
    Target,
    Task,
    Unit,
    Verification,
    WarningRule,
)

YEAR = 2025
OFFICE, STATISTICS, INDUSTRY, TRADE, ROADS, TRAFFIC, FIRST, SECOND = (
    "发展局", "统计局", "工业局", "商务局", "路桥局", "交通局", "甲公司", "乙公司",
)  # fmt: skip
SERIES, REVIEW, LIBRARY, NODES, MATTERS, VISITS, WORKS = (
    "指标月报", "审核表", "培育表", "节点表", "堵点表", "走访表", "进度表",
)  # fmt: skip
TARGETS = {"T1": ("工业", "≥", Decimal("7.5")), "T2": ("投资", "≈", Decimal("6.5"))}
QUOTAS = {"Q1": ("工业", 18), "Q2": ("贸易", 6), "Q3": ("建筑", 1)}
MILESTONES = {"M1": ("大道通车", date(YEAR, 10, 31), None), "M2": ("铁路进度", date(YEAR, 12, 31), Decimal(80))}
MILESTONE_OWNERS = {"M1": OFFICE, "M2": INDUSTRY}
NUMBERS = {
    SERIES: "YS01",
    REVIEW: "YS02",
    LIBRARY: "YS03",
    NODES: "YS04",
    MATTERS: "YS05",
    VISITS: "YS06",
    WORKS: "YS07",
}
DUE = {SERIES: 10, REVIEW: 5, LIBRARY: 5, NODES: 5, VISITS: 5, WORKS: 1, MATTERS: -2}
"""Days after the period's end."""
OWNERS = {
    SERIES: (STATISTICS,), REVIEW: (STATISTICS,), LIBRARY: (INDUSTRY, TRADE), NODES: (OFFICE, INDUSTRY),
    MATTERS: (INDUSTRY, TRADE), VISITS: (INDUSTRY, TRADE, ROADS, TRAFFIC), WORKS: (FIRST, SECOND),
}  # fmt: skip
FIELDS = {
    SERIES: ("指标", "时段", "增速", "性质", "发布"),
    REVIEW: ("企业", "代码", "类别", "状态", "通过月份"),
    LIBRARY: ("企业", "代码", "类别", "状态", "预计月份"),
    NODES: ("节点", "状态", "进度", "达到", "承诺"),
    MATTERS: ("编号", "事项", "提出", "提出日期", "主办", "时限", "办理状态"),
    VISITS: ("企业", "走访次数"),
    WORKS: ("项目", "项目代码", "总投资", "年计划", "年完成", "下达", "支付", "计划开工", "开工", "计划纳统", "纳统"),
}
"""The fields of each table, in their order."""


def field(name: str, role: str = "", type: str = "文本", **more: Any) -> Field:
    return Field(name=name, role=role, type=type, **more)


def _fields(form: str) -> tuple[Field, ...]:
    kinds = {
        "指标": {"role": "indicator", "key": True, "list": "指标", "type": "选项", "required": True},
        "时段": {"role": "data_period"}, "增速": {"role": "growth", "type": "百分比"}, "性质": {"role": "grade"},
        "发布": {"role": "released", "type": "日期"},
        "企业": {"role": "firm", "required": True, "key": form in (REVIEW, LIBRARY, VISITS)},
        "代码": {"role": "code"}, "类别": {"role": "category"},
        "状态": {"role": "stage" if form == NODES else "status", "type": "选项", "required": True,
               "list": "节点状态" if form == NODES else "企业状态"},
        "通过月份": {"role": "approved", "type": "日期"}, "预计月份": {"role": "expected", "type": "日期"},
        "节点": {"role": "milestone", "key": True, "list": "节点", "type": "选项", "required": True},
        "进度": {"role": "measured", "type": "小数"}, "达到": {"role": "reached", "type": "日期"},
        "承诺": {"role": "promised", "type": "日期"},
        "编号": {"role": "matter", "key": True, "side": "提出", "required": True},
        "事项": {"role": "title", "side": "提出"}, "提出": {"role": "raiser", "side": "提出"},
        "提出日期": {"role": "raised", "type": "日期", "side": "提出"}, "主办": {"role": "lead", "side": "提出"},
        "时限": {"role": "due", "type": "日期", "side": "提出"},
        "办理状态": {"role": "state", "type": "选项", "list": "办理状态", "side": "提出"},
        "走访次数": {"type": "整数", "cumulative": True},
        "项目": {"role": "name"}, "项目代码": {"role": "code", "key": True, "required": True},
        "总投资": {"role": "total", "type": "万元"}, "年计划": {"role": "year_plan", "type": "万元"},
        "年完成": {"role": "year_done", "type": "万元", "cumulative": True},
        "下达": {"role": "fund_issued", "type": "万元"},
        "支付": {"role": "fund_paid", "type": "万元", "cumulative": True},
        "计划开工": {"role": "planned_start", "type": "日期"}, "开工": {"role": "actual_start", "type": "日期"},
        "计划纳统": {"role": "planned_listing", "type": "日期"}, "纳统": {"role": "actual_listing", "type": "日期"},
    }  # fmt: skip
    return tuple(field(name, **kinds[name]) for name in FIELDS[form])


def _form(name: str, purpose: str, rhythm: str, **more: Any) -> Form:
    holiday = "提前" if rhythm == "周" else "顺延"
    deadline = Deadline(rhythm=rhythm, days=DUE[name], on_holiday=holiday)
    return Form(
        number=NUMBERS[name], name=name, title=name, purpose=purpose, rhythms=(rhythm,), owners=OWNERS[name],
        deadlines=(deadline,), fields=_fields(name), **more,
    )  # fmt: skip


def _options(name: str, **meanings: str) -> OptionList:
    return OptionList(name=name, options=tuple(Option(value=v, meaning=m) for v, m in meanings.items()))


def _light(applies_to: str, light: str, when: str) -> Light:
    return Light(applies_to=applies_to, light=light, when=when, word=light, why="规定")


def make_plan(templates: Path) -> Plan:
    """Return the plan; its working calendar and wordings are those of the plan in *templates*."""
    other = load(templates)
    requirement = Requirement(id="r1", text="全部", owners=(OFFICE,), forms=tuple(NUMBERS))
    return Plan(
        header=Header(name="一年方案", year=YEAR, region="某县", city="某市", office="办公室", office_unit=OFFICE,
                      publisher="办公室", brief_name="简报", form_prefix="YS", sheet_note="调度表"),
        settings=(Setting(key="grace_workdays", value="3"),),
        units=(
            Unit(id="U1", name=OFFICE, reports=True), Unit(id="U2", name=STATISTICS, reports=True, verifier=True),
            Unit(id="U3", name=INDUSTRY, reports=True), Unit(id="U4", name=TRADE, reports=True),
            Unit(id="U5", name=ROADS, reports=True, valid_to=date(YEAR, 6, 30), replaced_by=TRAFFIC),
            Unit(id="U6", name=TRAFFIC, reports=True, valid_from=date(YEAR, 7, 1)),
            Unit(id="U7", name=FIRST, reports=True, kind="项目单位"), Unit(id="U8", name=SECOND, reports=True, kind="项目单位"),
        ),
        groups=(Group(name="全体", members=(OFFICE,)),),
        tasks=(Task(id="一", name="全部", lead=OFFICE, requirements=(requirement,)),),
        indicators=tuple(
            Indicator(name=name, family="年度计划", growth=True, supplier=STATISTICS, form=SERIES) for name, _, _ in TARGETS.values()
        ),
        targets=tuple(
            Target(id=id, name=name, indicator=name, measure="增速", operator=op, value=value, unit="%", text=f"{name}目标", owner=INDUSTRY)
            for id, (name, op, value) in TARGETS.items()
        ),
        quotas=tuple(
            Quota(id=id, name=f"新增{kind}企业", category=kind, value=number, owner=INDUSTRY, verifier=STATISTICS,
                  requirement="一/r1", text=kind)
            for id, (kind, number) in QUOTAS.items()
        ),
        milestones=tuple(
            Milestone(id=id, name=name, due=due, kind="完工" if threshold is None else "进度", threshold=threshold,
                      unit="" if threshold is None else "%", owner=MILESTONE_OWNERS[id], requirement="一/r1", form=NODES, text=name)
            for id, (name, due, threshold) in MILESTONES.items()
        ),
        forms=(
            _form(SERIES, "指标", "月", rows_from="指标"), _form(REVIEW, "入库审核", "月", carry=True, nil_allowed=True),
            _form(LIBRARY, "培育库", "月", carry=True), _form(NODES, "节点", "月", rows_from="节点"),
            _form(MATTERS, "事项", "周", carry=True, nil_allowed=True),
            _form(VISITS, "台账", "月", nil_allowed=True), _form(WORKS, "项目", "旬", carry=True),
        ),
        foot=(field("填报人", "filler", place="表尾"),),
        lists=(
            _options("企业状态", 摸排="", 申报="open", 通过="approved", 退件="rejected"),
            _options("节点状态", 推进中="started", 已完成="done", 停工="stopped"),
            _options("办理状态", 在办="open", 办结="settled", 销号="closed"),
        ),
        verifications=(
            Verification(id="H1", form=LIBRARY, field="类别", authority_form=REVIEW, authority_field="类别", why="以审核为准"),
        ),
        calendar=other.calendar,
        lights=(
            _light("quotas", "green", "[差序时]>=0"), _light("quotas", "yellow", "[差序时]>=-10"),
            _light("quotas", "red", "[差序时]<-10"),
            _light("targets", "green", "[达到]=TRUE"), _light("targets", "yellow", "[差值]>=-0.5"),
            _light("targets", "red", "[差值]<-0.5"),
            _light("milestones", "green", 'OR([状态]="done",[状态]="done_late",[状态]="on_track")'),
            _light("milestones", "red", '[状态]="overdue"'), _light("milestones", "yellow", '[状态]="at_risk"'),
            _light("matters", "red", "[剩余天数]<0"), _light("matters", "green", "[剩余天数]>=0"),
            _light("projects", "red", "[应开工未开工]=TRUE"),
            _light("projects", "red", "[投资差序时]<-10"), _light("projects", "green", "[投资差序时]>=-10"),
        ),
        warnings=(
            WarningRule(id="连续回落", applies_to="targets", when="[下降期数]>=2", why="回落"),
            WarningRule(id="一再改期", applies_to="milestones", when="[推后次数]>=2", why="改期"),
            WarningRule(id="没有变化", applies_to="projects", when="[未变期数]>=2", why="没有变化"),
            WarningRule(id="未开工", applies_to="projects", when="[应开工未开工]=TRUE", why="未开工"),
            WarningRule(id="未纳统", applies_to="projects", when="[应纳统未纳统]=TRUE", why="未纳统"),
            WarningRule(id="重开", applies_to="matters", when="[重开次数]>=1", why="重开"),
            WarningRule(id="连续未报", applies_to="returns", when="[未报期数]>=2", why="未报"),
        ),
        wordings=other.wordings,
    )  # fmt: skip
