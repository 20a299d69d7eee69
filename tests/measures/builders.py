"""A small plan and small forms for tests of measures: words differ from any real plan's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from reportgen.measures import Judgement, judge
from reportgen.measures.history import look_back
from reportgen.model.figure import Figure
from reportgen.model.outcome import MergedForm, Obligation, Past, Submission
from reportgen.model.period import Period
from reportgen.model.plan import (
    Field,
    FieldType,
    Form,
    Header,
    Indicator,
    Light,
    Milestone,
    Option,
    OptionList,
    Plan,
    Quota,
    Target,
)
from reportgen.model.records import Return, Row
from reportgen.model.values import Origin, PlanDate, Understood, Value, plain

ZONE = timezone(timedelta(hours=8))
OCTOBER = Period.parse("2025-10")
NOVEMBER_6 = datetime(2025, 11, 6, 18, tzinfo=ZONE)
STATISTICS = "统计所"


def when(text: str) -> PlanDate:
    return PlanDate.from_iso(text)


def field(name: str, role: str = "", type: FieldType = FieldType.TEXT, **more: Any) -> Field:
    return Field(name=name, role=role, type=type.value, **more)


STATUSES = OptionList(
    name="企业状态",
    options=(
        Option(value="摸排"),
        Option(value="市审", meaning="open"),
        Option(value="通过", meaning="approved"),
        Option(value="在库", meaning="approved"),
        Option(value="出库", meaning="removed"),
    ),
)
STAGES = OptionList(
    name="节点状态",
    options=(
        Option(value="未动工", meaning="not_started"),
        Option(value="已动工", meaning="started"),
        Option(value="建成", meaning="done"),
        Option(value="停下", meaning="stopped"),
        Option(value="推进中"),
    ),
)
STATES = OptionList(
    name="办理状态",
    options=(
        Option(value="在办理", meaning="open"),
        Option(value="办结", meaning="settled"),
        Option(value="销号", meaning="closed"),
    ),
)

FIRM_FIELDS = (
    field("企业", "firm"),
    field("代码", "code", FieldType.USCC, key=True),
    field("类别", "category"),
    field("是否文化", "cross", FieldType.YESNO),
    field("状态", "status", FieldType.CHOICE, list="企业状态"),
    field("通过月份", "approved", FieldType.DATE),
    field("出库月份", "removed", FieldType.DATE),
)
FORMS = (
    Form(number="AB01", name="审核表", title="审核表", purpose="入库审核", rhythms=("月",), owners=(STATISTICS,),
         fields=FIRM_FIELDS),
    Form(number="AB02", name="培育表", title="培育表", purpose="培育库", rhythms=("月",), owners=("工业所",),
         fields=FIRM_FIELDS),
    Form(
        number="AB03", name="指标表", title="指标表", purpose="指标", rhythms=("月",), owners=(STATISTICS,),
        fields=(
            field("指标", "indicator", key=True), field("时段", "data_period"), field("总量", "amount", FieldType.YI),
            field("增速", "growth", FieldType.PERCENT), field("数值", "value", FieldType.NUMBER),
            field("全市", "peer", FieldType.PERCENT), field("全市时段", "peer_period"),
            field("位次", "rank", FieldType.INTEGER), field("共几个", "rank_field", FieldType.INTEGER),
            field("性质", "grade"),
        ),
    ),
    Form(
        number="AB04", name="节点表", title="节点表", purpose="节点", rhythms=("月",), owners=("路桥所",),
        fields=(
            field("节点", "milestone", key=True), field("状态", "stage", FieldType.CHOICE, list="节点状态"),
            field("进度", "measured", FieldType.NUMBER), field("达到", "reached", FieldType.DATE),
            field("承诺", "promised", FieldType.DATE),
        ),
    ),
    Form(
        number="AB05", name="堵点表", title="堵点表", purpose="事项", rhythms=("周", "月"), owners=("路桥所", "工业所"),
        fields=(
            field("编号", "matter", key=True), field("事项", "title"), field("提出", "raiser"),
            field("提出日期", "raised", FieldType.DATE), field("主办", "lead"), field("协办", "partners"),
            field("时限", "due", FieldType.DATE), field("延期", "extended", FieldType.DATE),
            field("办理状态", "state", FieldType.CHOICE, list="办理状态"),
        ),
    ),
    Form(
        number="AB06", name="项目表", title="项目表", purpose="项目", rhythms=("月",), owners=("路桥所",),
        fields=(
            field("项目", "name"), field("项目代码", "code", key=True), field("标签", "labels", FieldType.CHOICES),
            field("年计划", "year_plan", FieldType.WAN), field("年完成", "year_done", FieldType.WAN),
            field("下达", "fund_issued", FieldType.WAN), field("支付", "fund_paid", FieldType.WAN), field("下达日", "fund_day", FieldType.DATE),
            field("计划开工", "planned_start", FieldType.DATE), field("实际开工", "actual_start", FieldType.DATE),
        ),
    ),
    Form(
        number="AB07", name="拨付表", title="拨付表", purpose="项目", rhythms=("月",), owners=("工业所",),
        fields=(
            field("项目", "name"), field("项目代码", "code", key=True),
            field("下达", "fund_issued", FieldType.YI), field("支付", "fund_paid", FieldType.YI),
        ),
    ),
    Form(
        number="AB09", name="建议表", title="建议表", purpose="台账", rhythms=("月",), owners=("工业所",),
        fields=(field("问题", key=True), field("编号", "warning"), field("建议", "next_step"), field("采纳", "result")),
    ),
    Form(
        number="AB08", name="走访表", title="走访表", purpose="台账", rhythms=("月",), owners=("工业所", "路桥所"),
        fields=(
            field("企业", key=True), field("问题数", type=FieldType.INTEGER), field("办结数", type=FieldType.INTEGER),
            field("类别"),
        ),
    ),
)  # fmt: skip

INDUSTRY = Quota(id="Q1", name="新增工业企业", category="工业", value=18, owner="工业所", verifier=STATISTICS,
                 requirement="一/r1", text="工业企业18家")  # fmt: skip
CULTURE = replace(INDUSTRY, id="Q9", name="新增文化企业", category="是否文化", cross=True, value=6, text="文化企业6家")
GROWTH = Target(id="T1", name="投资", indicator="投资", measure="增速", operator="≥", value=Decimal("6.5"), unit="%",
                text="投资增长6.5%", owner="工业所")  # fmt: skip
ROAD = Milestone(id="M1", name="大道开工", due=date(2025, 10, 31), due_text="10月底前", kind="开工", owner="路桥所",
                 requirement="一/r1", form="节点表", text="大道10月底前开工", aliases=("大道",))  # fmt: skip
RAIL = replace(ROAD, id="M2", name="铁路进度", due=date(2025, 12, 31), due_text="年内", kind="进度",
               threshold=Decimal(80), unit="%", text="铁路进度达80%", aliases=())  # fmt: skip


def light(applies_to: str, colour: str, when: str) -> Light:
    words = {"green": "绿", "yellow": "黄", "red": "红", "grey": "灰"}
    return Light(applies_to=applies_to, light=colour, when=when, word=words[colour], why=f"{when}成立")


LIGHTS = (
    light("quotas", "green", "[差序时]>=0"),
    light("quotas", "green", "[完成数]>=[任务数]"),
    light("quotas", "yellow", "[差序时]>=-10"),
    light("quotas", "red", "[差序时]<-10"),
    light("targets", "green", "[达到]"),
    light("targets", "yellow", "[差值]>=-1"),
    light("targets", "red", "[差值]<-1"),
    light("milestones", "green", 'OR([状态]="done",[状态]="on_track")'),
    light("milestones", "yellow", 'OR([状态]="at_risk",[状态]="done_late")'),
    light("milestones", "red", '[状态]="overdue"'),
    light("matters", "red", 'AND([状态]="open",[剩余天数]<0)'),
    light("matters", "green", "[剩余天数]>=0"),
    light("projects", "red", "OR([应开工未开工],[投资差序时]<-10,[支付差序时]<-10)"),
    light("projects", "green", "OR([投资差序时]>=0,[支付差序时]>=0)"),
)


def plan(**sections: Any) -> Plan:
    header = Header(name="方案", year=2025, region="某县", city="某市", office="办公室", office_unit="综合所",
                    publisher="综合所", brief_name="简报", form_prefix="AB", sheet_note="调度表")  # fmt: skip
    indicators = (Indicator(name="投资", family="年度计划", aliases=("固投",), supplier=STATISTICS, form="指标表"),)
    parts = {"forms": FORMS, "lists": (STATUSES, STAGES, STATES), "lights": LIGHTS, "indicators": indicators}
    return Plan(header=header, **{**parts, **sections})


def merged(form: str, *rows: Mapping[str, Understood], unit: str = "", file: str = "a.xlsx", **more: Any) -> MergedForm:
    """A form as one unit sent it: cells from row 6, column B on, title in A2."""
    spec = next(f for f in FORMS if f.name == form)
    sender = unit or spec.owners[0]
    made = tuple(make_row(spec, sender, file, 6 + index, row) for index, row in enumerate(rows))
    title = Origin(file, form, "A2")
    sent = Return(file, form, form, sender, "2025-10", made, title=title, title_raw=f"表号：{spec.number}")
    return MergedForm(**{"form": form, "rows": made, "returns": (sent,), **more})


def together(*parts: MergedForm) -> MergedForm:
    rows = tuple(row for part in parts for row in part.rows)
    return MergedForm(parts[0].form, rows, tuple(r for part in parts for r in part.returns))


def make_row(spec: Form, unit: str, file: str, number: int, cells: Mapping[str, Understood]) -> Row:
    values = {}
    for index, item in enumerate(spec.columns()):
        given = cells.get(item.name)
        if given is not None:
            cell = f"{chr(66 + index)}{number}"
            values[item.name] = Value(given, plain(given), Origin(file, spec.name, cell))
    key_fields = spec.keys()
    key = " / ".join(values[f.name].text for f in key_fields if f.name in values)
    first = next(iter(values.values())).origin if values else Origin(file, spec.name, f"B{number}")
    return Row(spec.name, unit, "2025-10", key, values, first)


def firm(
    code: str = "", status: str = "通过", month: str = "2025-05", category: str = "工业", **more: Any
) -> dict[str, Any]:
    cells: dict[str, Any] = {"代码": code or None, "企业": f"企业{code}", "类别": category, "状态": status}
    if month:
        cells["通过月份"] = when(month)
    return {**cells, **more}


def run(
    the_plan: Plan,
    forms: Sequence[MergedForm] = (),
    before: Sequence[MergedForm] = (),
    submissions: Sequence[Submission] = (),
    period: Period = OCTOBER,
    as_of: datetime = NOVEMBER_6,
) -> Judgement:
    """Judge, and check that every figure proves itself."""
    told = {m.form: m for m in forms}
    earlier = {m.form: m for m in before}
    history = history_of(the_plan, [earlier], period) if before else ()
    judgement = judge(the_plan, period, as_of, told, earlier, submissions, history)
    for figure in judgement.figures:
        check_proof(judgement, figure)
    return judgement


def history_of(the_plan: Plan, course: Sequence[Mapping[str, MergedForm]], period: Period) -> tuple[Past, ...]:
    """What the periods right before *period* told, each as its forms say, the newest last."""
    periods = [period]
    for _ in course:
        periods.insert(0, periods[0].previous)
    pasts: list[Past] = []
    earlier: Mapping[str, MergedForm] = {}
    for past, forms in zip(periods, course, strict=False):
        told = datetime.combine(past.end, time(18), ZONE)
        judged = judge(the_plan, past, told, forms, earlier, (), pasts)
        pasts.append(look_back(past, judged.figures, judged.warnings))
        earlier = forms
    return tuple(pasts)


def check_proof(judgement: Judgement, figure: Figure) -> None:
    assert figure.how, figure.id
    assert figure.sources or figure.inputs or "本期无" in figure.how or "方案规定" in figure.how, figure
    for source in figure.sources:
        assert source.file and source.sheet and source.cell, figure.id
    for other in figure.inputs:
        assert other in judgement.figures, (figure.id, other)
    if figure.value is None:
        assert figure.text == "—", figure.id


def submission(unit: str, form: str, state: str, late: int = 0, period: Period = OCTOBER) -> Submission:
    return Submission(Obligation(unit, form, period, NOVEMBER_6), state, None, late)


def places(judgement: Judgement, id: str) -> set[str]:
    """The cells beneath a figure."""
    return {source.cell for source in judgement.figures.all_sources(id)}
