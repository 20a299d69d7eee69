"""A small plan for the tests of reading and rules; its names are made up."""

from __future__ import annotations

from decimal import Decimal

from reportgen.model.plan import (
    Field,
    Form,
    Group,
    Header,
    Indicator,
    Option,
    OptionList,
    Plan,
    Unit,
)

HEADER = Header(
    name="试验方案",
    year=2025,
    region="南湖县",
    city="北山市",
    office="专班办公室",
    office_unit="县计划局",
    publisher="南湖县专班办公室",
    brief_name="工作简报",
    form_prefix="ABC",
    sheet_note="工作调度表，非统计调查表",
)
UNITS = (
    Unit(id="U01", name="县计划局", full_name="南湖县计划和改革局", aliases=("计划", "计改局"), reports=True),
    Unit(id="U02", name="县工业局", full_name="南湖县工业和信息化局", reports=True),
    Unit(id="U03", name="高新区（管委会）", reports=True),
    Unit(id="U04", name="县水务局", reports=True),
)
STATES = OptionList(
    name="状态",
    options=(
        Option(value="未开工", meaning="not_started"),
        Option(value="已开工", aliases=("开工", "在建"), meaning="started"),
        Option(value="已完成", aliases=("完工",), meaning="done"),
        Option(value="在办", meaning="open"),
        Option(value="已销号", meaning="closed"),
    ),
)
KINDS = OptionList(name="类别", options=(Option(value="用地"), Option(value="用林"), Option(value="用能")))
FOOT = (
    Field(name="填报人", place="表尾", role="filler", required=True),
    Field(name="审核人", place="表尾", role="reviewer"),
    Field(name="联系电话", place="表尾", type="电话", role="phone"),
    Field(name="填报日期", place="表尾", type="日期", role="filled_on"),
)
PROJECTS = Form(
    number="ABC01",
    name="项目表",
    title="项目进度表",
    purpose="项目",
    rhythms=("月",),
    owners=("县计划局", "县工业局"),
    carry=True,
    nil_allowed=True,
    unchanged_allowed=True,
    instructions="一、按月填报。\n二、金额填万元。",
    fields=(
        Field(name="项目名称", required=True, key=True, role="name"),
        Field(name="项目代码", type="项目代码", role="code"),
        Field(name="总投资", type="万元", required=True, role="total", minimum=Decimal(0)),
        Field(name="本年计划投资", type="万元", role="year_plan", group="投资"),
        Field(name="本年完成投资", type="万元", cumulative=True, role="year_done", group="投资", zero_words=True),
        Field(name="支付率", type="百分比", maximum=Decimal(100)),
        Field(name="计划开工日期", type="日期", role="planned_start"),
        Field(name="状态", type="选项", list="状态", required=True),
        Field(name="堵点类别", type="多选", list="类别"),
        Field(name="用工数", type="整数", unit="人", aliases=("务工人数",)),
        Field(name="是否纳统", type="是否"),
        Field(name="责任单位", type="选项", list="单位"),
        Field(name="备注"),
    ),
)
FIRMS = Form(
    number="ABC02",
    name="企业表",
    title="企业名单",
    purpose="台账",
    rhythms=("季",),
    owners=("县工业局",),
    fields=(
        Field(name="企业名称", required=True, role="firm"),
        Field(name="信用代码", type="信用代码", required=True, key=True, role="code"),
        Field(name="联系方式", type="电话"),
    ),
)
FIGURES = Form(
    number="ABC03",
    name="指标表",
    title="主要指标",
    purpose="指标",
    rhythms=("月",),
    owners=("县计划局",),
    rows_from="指标",
    fields=(
        Field(name="指标名称", required=True, key=True, role="indicator", list="指标"),
        Field(name="数据时段", role="data_period"),
        Field(name="总量", type="小数", role="amount", cumulative=True),
        Field(name="增速", type="百分比", required=True, role="growth"),
    ),
)
MATTERS = Form(
    number="ABC04",
    name="事项表",
    title="协调事项",
    purpose="事项",
    rhythms=("周", "变动"),
    owners=("县计划局", "县工业局"),
    fields=(
        Field(name="编号", required=True, key=True, role="matter", side="提出"),
        Field(name="内容", required=True, role="title", side="提出"),
        Field(name="提出单位", type="选项", list="单位", role="raiser", side="提出"),
        Field(name="主办单位", type="选项", list="单位", role="lead", side="提出"),
        Field(name="时限", type="日期", role="due", side="提出"),
        Field(name="办理情况", required=True, role="result", side="主办"),
        Field(name="办理状态", type="选项", list="状态", role="state", side="主办"),
    ),
)
PLAN = Plan(
    header=HEADER,
    units=UNITS,
    groups=(Group(name="各乡镇"),),
    indicators=(
        Indicator(name="工业增加值", family="年度计划", supplier="县计划局", form="指标表", aliases=("工业",)),
        Indicator(name="其中：制造业", family="年度计划", supplier="县计划局", form="指标表"),
    ),
    forms=(PROJECTS, FIRMS, FIGURES, MATTERS),
    foot=FOOT,
    lists=(STATES, KINDS),
)
