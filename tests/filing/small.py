"""A small plan and returns made by hand, for the tests of filing and of the edges around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from reportgen.model.finding import Finding
from reportgen.model.outcome import Receipt
from reportgen.model.plan import (
    CalendarDay,
    Deadline,
    Field,
    Form,
    Group,
    Header,
    Indicator,
    Milestone,
    Option,
    OptionList,
    Plan,
    Requirement,
    Setting,
    Task,
    Unit,
)
from reportgen.model.records import CellCount, Reading, Return, Row
from reportgen.model.values import Origin, PlanDate, Understood, Value, plain

CN = timezone(timedelta(hours=8))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CN)


def off(first: str, last: str) -> CalendarDay:
    return CalendarDay(first=date.fromisoformat(first), last=date.fromisoformat(last), kind="休息")


def on(day: str) -> CalendarDay:
    return CalendarDay(first=date.fromisoformat(day), last=date.fromisoformat(day), kind="上班")


CALENDAR_2025 = (
    off("2025-01-01", "2025-01-01"),
    off("2025-01-28", "2025-02-04"),
    off("2025-04-04", "2025-04-06"),
    off("2025-05-01", "2025-05-05"),
    off("2025-05-31", "2025-06-02"),
    off("2025-10-01", "2025-10-08"),
    *(on(day) for day in ("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11")),
)

HEADER = Header(
    name="示例方案",
    year=2025,
    region="示例县",
    city="示例市",
    office="专班办公室",
    office_unit="甲局",
    publisher="示例县专班办公室",
    brief_name="工作简报",
    form_prefix="SL",
    sheet_note="工作调度表，非统计调查表",
)
UNITS = (
    Unit(id="U1", name="甲局", reports=True),
    Unit(id="U2", name="乙局", reports=True),
    Unit(id="U3", name="丙镇", reports=True, kind="乡镇街道"),
    Unit(id="U4", name="丁公司", reports=True, valid_from=date(2025, 11, 1)),
    Unit(id="U5", name="外部机构", kind="外部来源"),
)
MONTHLY = Deadline(rhythm="月", days=5)
LEDGER = Form(
    number="SL01",
    name="台账",
    title="台账",
    purpose="台账",
    rhythms=("月",),
    owners=("全体",),
    nil_allowed=True,
    unchanged_allowed=True,
    deadlines=(MONTHLY,),
    fields=(Field(name="名称", key=True), Field(name="数量", type="整数"), Field(name="说明")),
)
QUARTERLY = Form(
    number="SL02",
    name="季表",
    title="季表",
    purpose="台账",
    rhythms=("季",),
    owners=("甲局",),
    deadlines=(Deadline(rhythm="季", days=20),),
    fields=(Field(name="名称", key=True), Field(name="数量", type="整数")),
)
DEKAD = Form(
    number="SL03",
    name="旬表",
    title="旬表",
    purpose="台账",
    rhythms=("旬",),
    owners=("乙局",),
    deadlines=(Deadline(rhythm="旬", days=1),),
    fields=(Field(name="名称", key=True), Field(name="数量", type="整数")),
)
CHANGES = Form(
    number="SL04",
    name="变动表",
    title="变动表",
    purpose="台账",
    rhythms=("变动",),
    owners=("丙镇",),
    fields=(Field(name="名称", key=True), Field(name="数量", type="整数")),
)
MATTERS = Form(
    number="SL05",
    name="事项",
    title="事项",
    purpose="事项",
    rhythms=("月",),
    owners=("丙镇",),
    nil_allowed=True,
    deadlines=(MONTHLY,),
    fields=(
        Field(name="编号", key=True, role="matter", side="提出"),
        Field(name="事项内容", role="title", side="提出"),
        Field(name="提出单位", role="raiser", side="提出", list="单位"),
        Field(name="主办", role="lead", side="提出", list="单位"),
        Field(name="协办", role="partners", side="提出", list="单位", type="多选"),
        Field(name="进展", role="progress", side="主办"),
        Field(name="协办意见", side="协办"),
        Field(name="状态", role="state", side="办公室", type="选项", list="办理状态"),
    ),
)
FOOT = (Field(name="填报人", place="表尾", role="filler"), Field(name="填报日期", place="表尾", role="filled_on"))
LISTS = (
    OptionList(
        name="办理状态", options=(Option(value="在办", meaning="open"), Option(value="已销号", meaning="closed"))
    ),
)


def plan(*forms: Form, **more: Any) -> Plan:
    settings = tuple(Setting(key=k, value=v) for k, v in more.pop("settings", {}).items())
    return Plan(
        header=HEADER,
        settings=settings,
        units=more.pop("units", UNITS),
        groups=(Group(name="全体", members=("甲局", "乙局", "丁公司")),),
        forms=forms or (LEDGER,),
        foot=FOOT,
        lists=LISTS,
        calendar=more.pop("calendar", CALENDAR_2025),
        **more,
    )


def values(file: str, sheet: str, row: int, told: Mapping[str, Understood]) -> dict[str, Value]:
    letters = "BCDEFGHIJKLM"
    return {
        name: Value(value, plain(value), Origin(file, sheet, f"{letters[index]}{row}"))
        for index, (name, value) in enumerate(told.items())
        if value is not None
    }


def returned(
    unit: str,
    *rows: Mapping[str, Understood],
    form: Form = LEDGER,
    period: str = "2025-10",
    file: str = "",
    faulty: str = "",
    filled_on: str = "",
    sheet: str = "",
    **more: Any,
) -> Return:
    """A return; *faulty* names the cell of an error (B8 is the first row's first field)."""
    file = file or f"inputs/{period}/{unit}.xlsx"
    sheet = sheet or form.name
    key = form.keys()[0].name
    made = tuple(
        Row(
            form.name,
            unit,
            period,
            plain(told.get(key)),
            values(file, sheet, 8 + index, told),
            Origin(file, sheet, f"B{8 + index}"),
        )
        for index, told in enumerate(rows)
    )
    where = {"unit": unit, "form": form.name, "file": file, "sheet": sheet}
    findings = (Finding("bad_number", "error", "不是数。", cell=faulty, value="约5", **where),) if faulty else ()
    head = {}
    if filled_on:
        head["填报日期"] = Value(PlanDate(date.fromisoformat(filled_on)), filled_on, Origin(file, sheet, "B20"))
    filled = sum(len(row.values) for row in made) + 1
    return Return(
        file,
        sheet,
        form.name,
        unit,
        period,
        made,
        head=head,
        findings=findings,
        cells=CellCount(filled, filled - 1, 1),
        title=Origin(file, sheet, "A2"),
        **more,
    )


def reading(path: str, *returns: Return, sha256: str = "", **more: Any) -> Reading:
    total = CellCount()
    for ret in returns:
        total += ret.cells
    unit = returns[0].unit if returns else ""
    return moved(Reading("", sha256 or f"sha of {path}", "xlsx", unit, returns, cells=total, **more), path)


def receipt(path: str, moment: str, sha256: str = "") -> Receipt:
    return Receipt(path, sha256 or f"sha of {path}", at(moment), "register")


def whole(value: int) -> Decimal:
    return Decimal(value)


INDICATORS = (Indicator(name="总产值", family="年度计划", supplier="甲局", form="指标表"),)
MILESTONES = (
    Milestone(
        id="M1",
        name="开工",
        due=date(2025, 10, 31),
        kind="开工",
        owner="乙局",
        requirement="一/r1",
        form="节点表",
        text="开工",
    ),
)
TASKS = (
    Task(
        id="一",
        name="任务",
        lead="甲局",
        requirements=(
            Requirement(id="r1", text="做好", owners=("乙局", "甲局"), narrative=True, forms=("任务表",)),
            Requirement(id="r2", text="办好", owners=("甲局",), forms=("任务表",)),
        ),
    ),
)


def moved(reading: Reading, path: str) -> Reading:
    """The same reading with every place in the file *path*."""

    def there(origin: Origin) -> Origin:
        return replace(origin, file=path)

    def values(told: Mapping[str, Value]) -> dict[str, Value]:
        return {k: replace(v, origin=there(v.origin)) for k, v in told.items()}

    returns = tuple(
        replace(
            ret,
            file=path,
            rows=tuple(
                Row(r.form, r.unit, r.period, r.key, values(r.values), there(r.origin), r.explanation) for r in ret.rows
            ),
            head=values(ret.head),
            findings=tuple(replace(f, file=path) for f in ret.findings),
            title=there(ret.title),
        )
        for ret in reading.returns
    )
    findings = tuple(replace(f, file=path) for f in reading.findings)
    return replace(reading, path=path, returns=returns, findings=findings)
