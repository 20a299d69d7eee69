"""A small made-up plan with a form of every kind, and the workbook issued for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from reportgen.edges.template_writer import Owed, write_issue
from reportgen.model.period import Period
from reportgen.model.plan import (
    Field,
    Form,
    Header,
    Indicator,
    Milestone,
    Option,
    OptionList,
    Plan,
    Requirement,
    Rounding,
    Task,
    Unit,
)
from reportgen.model.records import Row
from reportgen.model.values import Origin, Understood, Value, plain

OCTOBER = Period.parse("2025-10")
DUE = datetime(2025, 11, 5, 18, 0, tzinfo=timezone(timedelta(hours=8)))
assert DUE.astimezone(UTC).hour == 10

STATES = OptionList(
    name="办理状态",
    options=(
        Option(value="在办", meaning="open"),
        Option(value="已办结", meaning="settled"),
        Option(value="已销号", meaning="closed"),
    ),
)
LEVELS = OptionList(name="建设性质", options=tuple(Option(value=v) for v in ("新建", "续建", "改扩建")))

PROJECTS = Form(
    number="ABC01", name="项目清单", title="重点项目清单和资金支付情况表", purpose="项目", rhythms=("月",), owners=("县发改局",),
    carry=True, nil_allowed=True, unchanged_allowed=True, empty_rows=5,
    instructions="1．本表由项目责任单位填报，一个项目一行。\n2．累计数自开工之日起算，本年数自 1 月 1 日起算；支付资金不得大于下达资金，确有大于的请在备注中说明原因和依据。\n3．=不是公式",
    fields=(
        Field(name="填报范围", place="表头", type="选项", list="建设性质"),
        Field(name="项目名称", required=True, key=True, carry=True, role="name", help="与批复文件一致", example="临港产业园标准厂房"),
        Field(name="项目代码", type="项目代码", required=True, carry=True, role="code"),
        Field(name="统一社会信用代码", type="信用代码", carry=True),
        Field(name="建设性质", type="选项", list="建设性质", carry=True),
        Field(name="总投资", group="投资", type="万元", required=True, carry=True, role="total", minimum=Decimal(0)),
        Field(name="本年完成投资", group="投资", type="亿元", role="year_done"),
        Field(name="支付率", group="资金", type="百分比", minimum=Decimal(0), maximum=Decimal(100)),
        Field(name="用工", type="整数", unit="人", carry=True),
        Field(name="计划开工日期", type="日期", carry=True, role="planned_start"),
        Field(name="是否纳统", type="是否", carry=True),
        Field(name="要素", type="多选", list="建设性质"),
        Field(name="责任单位", type="选项", list="单位", carry=True),
        Field(name="联系电话（项目）", type="电话"),
        Field(name="形象进度", help="写到具体部位", carry=True),
    ),
)  # fmt: skip
INDICATORS = Form(
    number="ABC02", name="主要指标", title="主要经济指标完成情况表", purpose="指标", rhythms=("月",), owners=("县发改局",),
    rows_from="指标", carry=True,
    fields=(
        Field(name="指标名称", role="indicator", key=True, required=True), Field(name="数据时段", role="data_period", required=True),
        Field(name="总量", type="小数", role="amount", unit="见指标"), Field(name="增速", type="百分比", role="growth", decimals=1),
        Field(name="位次", type="整数", role="rank", minimum=Decimal(1)), Field(name="备注", role="note"),
    ),
)  # fmt: skip
MATTERS = Form(
    number="ABC03", name="堵点清单", title="要素保障堵点清单", purpose="事项", rhythms=("月", "旬"), owners=("县发改局",), empty_rows=4,
    nil_allowed=True,
    fields=(
        Field(name="编号", role="matter", key=True), Field(name="事项内容", role="title", side="提出", required=True),
        Field(name="提出单位", role="raiser", side="提出", type="选项", list="单位"),
        Field(name="主办单位", role="lead", side="提出", type="选项", list="单位"),
        Field(name="协办单位", role="partners", side="提出", type="多选", list="单位"),
        Field(name="办理时限", role="due", side="提出", type="日期"),
        Field(name="办理情况", role="result", side="主办"), Field(name="协办意见", side="协办"),
        Field(name="办理状态", role="state", side="办公室", type="选项", list="办理状态"),
    ),
)  # fmt: skip
MILESTONES = Form(
    number="ABC04", name="节点进度", title="节点进度表", purpose="节点", rhythms=("月",), owners=("县发改局",), rows_from="节点",
    fields=(
        Field(name="节点编号", role="milestone", key=True, list="节点"), Field(name="节点名称", role="title"),
        Field(name="时限", role="due", type="日期"), Field(name="节点状态", role="stage", type="选项", list="办理状态", required=True),
    ),
)  # fmt: skip
TASKS = Form(
    number="ABC05", name="任务台账", title="重点任务推进台账", purpose="任务", rhythms=("月",), owners=("县发改局",), rows_from="任务要求",
    fields=(
        Field(name="编号", role="requirement", key=True), Field(name="任务要求", role="title", width=40),
        Field(name="进展", role="progress", required=True, width=40),
    ),
)  # fmt: skip

PLAN = Plan(
    header=Header(
        name="担当好稳增长的责任实施方案", year=2025, region="某县", city="某市", office="专班办公室", office_unit="县府办", publisher="某县专班办公室",
        brief_name="工作简报", form_prefix="ABC", sheet_note="工作调度表，非统计调查表",
    ),
    units=(
        Unit(id="U01", name="县发改局", reports=True), Unit(id="U02", name="县财政局", reports=True), Unit(id="U03", name="县府办", reports=True),
    ),
    tasks=(
        Task(
            id="一1", name="扩大投资", lead="县发改局",
            requirements=(
                Requirement(id="r1", text="=加快推进重大项目建设，推动一批项目早开工、早投产，形成更多实物工作量。", owners=("县发改局", "县财政局"), narrative=True, forms=("任务台账",)),
                Requirement(id="r2", text="由财政局牵头的一句。", owners=("县财政局",), narrative=True, forms=("任务台账",)),
            ),
        ),
    ),
    indicators=(
        Indicator(name="固定资产投资", family="年度计划", supplier="县发改局", form="主要指标", growth=True, rank=True),
        Indicator(name="用电量", family="实物量", unit="万千瓦时", supplier="县发改局", form="主要指标", growth=True),
        Indicator(name="税收", family="实物量", unit="亿元", supplier="县财政局", form="主要指标", growth=True),
    ),
    milestones=(
        Milestone(id="M01", name="沿江大道开工", due=date(2025, 10, 31), kind="开工", owner="县发改局", requirement="一1/r1", form="节点进度", text="10月底前开工"),
    ),
    forms=(PROJECTS, INDICATORS, MATTERS, MILESTONES, TASKS),
    foot=(
        Field(name="填报人", required=True, role="filler"), Field(name="审核人", required=True, role="reviewer"),
        Field(name="联系电话", required=True, type="电话", role="phone"), Field(name="填报日期", required=True, type="日期", role="filled_on"),
    ),
    lists=(STATES, LEVELS),
    roundings=(Rounding(unit="亿元", decimals=2),),
    fingerprint="f" * 64,
)  # fmt: skip
UNIT = PLAN.units[0]


def row(form: Form, unit: str = "县发改局", **values: Understood) -> Row:
    """Return a row of *form* as merged before; keywords are field names."""
    origin = Origin("inputs/2025-09/回.xlsx", form.name, "B7")
    held = {name: Value(value, plain(value), origin) for name, value in values.items()}
    return Row(form.name, unit, "2025-09", "", held, origin)


def issue(
    path: Path,
    forms: Sequence[Form] = PLAN.forms,
    carried: Mapping[str, Sequence[Row]] | None = None,
    matters: Mapping[str, Sequence[Row]] | None = None,
    unit: Unit = UNIT,
) -> Path:
    """Write the workbook of *unit* for October to *path*."""
    owed = [Owed(form, OCTOBER, DUE) for form in forms]
    write_issue(PLAN, unit, OCTOBER, owed, carried or {}, matters or {}, path)
    return path
