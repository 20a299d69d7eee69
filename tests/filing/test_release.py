"""发布时间: what is not yet published is told nowhere."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from reportgen.filing import release
from reportgen.model.outcome import Conflict, MergedForm, Revision
from reportgen.model.plan import Field, FieldType, Form, Header, Plan
from reportgen.model.records import Row
from reportgen.model.values import Origin, PlanDate, Understood, Value, plain

FORM = Form(
    number="A1",
    name="发布表",
    title="发布表",
    purpose="台账",
    fields=(
        Field(name="指标", key=True),
        Field(name="增速", type=FieldType.PERCENT.value),
        Field(name="个数", type=FieldType.INTEGER.value, carry=True),
        Field(name="发布时间", type=FieldType.DATE.value, role="released"),
        Field(name="数据性质", role="grade"),
        Field(name="备注", role="note"),
    ),
)
PLAN = Plan(header=Header(name="方案", year=2025), forms=(FORM,))
NAMES = tuple(f.name for f in FORM.fields)
DAY = date(2025, 10, 24)
BEFORE = date(2025, 10, 23)


def row(*values: Understood) -> Row:
    told = {
        name: Value(v, plain(v), Origin("f.xlsx", "发布表", f"{chr(65 + i)}5"))
        for i, (name, v) in enumerate(zip(NAMES, values, strict=True))
        if v is not None
    }
    return Row("发布表", "统计所", "2025-10", str(values[0]), told, Origin("f.xlsx", "发布表", "A5"))


def forms(*rows: Row) -> dict[str, MergedForm]:
    return {"发布表": MergedForm("发布表", rows)}


TOLD = forms(
    row("用电量", Decimal(7), Decimal(3), PlanDate(DAY), "最终", "调整口径"),
    row("产值", Decimal(5), Decimal(3), PlanDate(BEFORE), "最终", None),
)


def test_published__numbers_of_a_day_to_come_are_put_aside_and_the_rest_stays():
    first, second = release.published(PLAN, TOLD, BEFORE)["发布表"].rows
    assert list(first.values) == ["指标", "个数", "发布时间", "数据性质", "备注"]
    assert second is TOLD["发布表"].rows[1]


def test_published__on_the_day_itself_all_is_told():
    assert release.published(PLAN, TOLD, DAY) == TOLD
    assert list(release.waiting(PLAN, TOLD, DAY)) == []


def test_waiting__each_row_is_named_with_its_day_and_fields():
    (finding,) = release.waiting(PLAN, TOLD, BEFORE)
    assert (finding.code, finding.severity, finding.cell, finding.key) == ("not_released", "notice", "D5", "用电量")
    assert "2025年10月23日" in finding.message and "增速" in finding.message


def test_waiting__numbers_beside_the_word_unpublished_are_put_aside_too():
    told = forms(row("用电量", Decimal(7), Decimal(3), None, "尚未发布", None))
    (finding,) = release.waiting(PLAN, told, DAY)
    assert (finding.field, finding.value) == ("数据性质", "尚未发布")
    assert "增速" not in release.published(PLAN, told, DAY)["发布表"].rows[0].values


def test_conflicts_and_revisions__none_quotes_what_is_put_aside():
    value = TOLD["发布表"].rows[0].values["增速"]
    conflict = Conflict("发布表", "用电量", "增速", (("统计所", value), ("乙局", value)), "", "")
    revision = Revision("发布表", "统计所", "用电量", "增速", "6", "7", "changed")
    assert release.conflicts_told(PLAN, TOLD, [conflict], BEFORE) == ()
    assert release.conflicts_told(PLAN, TOLD, [conflict], DAY) == (conflict,)
    assert release.revisions_told(PLAN, TOLD, [revision], BEFORE) == ()
    assert release.revisions_told(PLAN, TOLD, [revision], DAY) == (revision,)
