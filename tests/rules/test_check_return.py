"""The rules of a single return, one by one: what passes and what is found."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from reportgen.model.finding import Finding
from reportgen.model.plan import Field, Form, Plan, Requirement, Rule, Task
from reportgen.model.records import Return
from reportgen.reading import codes as reading_codes
from reportgen.rules import check_return
from tests.reading.plans import FIGURES, FIRMS, MATTERS, PLAN, PROJECTS
from tests.rules.rows import told, with_form

GOOD = {"项目名称": "甲", "总投资": "12", "状态": "已开工"}


def found(ret: Return, plan: Plan = PLAN) -> list[Finding]:
    return list(check_return(plan, ret).findings)


def codes(ret: Return, plan: Plan = PLAN) -> list[str]:
    return [f.code.removeprefix("rules.") for f in found(ret, plan)]


def test_good_return__ok() -> None:
    assert codes(told(PROJECTS, "县计划局", GOOD)) == []


def test_required__finding() -> None:
    (finding,) = found(told(PROJECTS, "县计划局", {"项目名称": "甲", "总投资": "12"}))
    assert (finding.code, finding.field, finding.cell, finding.key) == ("rules.required", "状态", "I3", "甲")
    assert finding.severity == "error"


def test_required__never_names_the_cell_of_another_value() -> None:
    ret = told(PROJECTS, "县计划局", {"项目名称": "甲", "总投资": "12"}, columns={"状态": "B"})
    assert [f.cell for f in found(ret)] == [""]


def test_required__missing_column_is_said_once_by_reading() -> None:
    assert codes(told(PROJECTS, "县计划局", {"项目名称": "甲", "总投资": "12"}, columns={"项目名称": "B"})) == []


def test_required__empty_sheet_is_spoken_of_as_a_whole() -> None:
    assert codes(told(PROJECTS, "县计划局", head={})) == ["empty_table"]


def test_required__none_is_an_answer_in_texts_only() -> None:
    form = replace(PROJECTS, fields=(*PROJECTS.fields, Field(name="问题", required=True)))
    plan = with_form(PLAN, form)
    assert codes(told(form, "县计划局", {**GOOD, "问题": "无"}), plan) == []
    assert codes(told(form, "县计划局", {**GOOD, "问题": "有"}), plan) == []
    assert codes(told(form, "县计划局", {**GOOD, "总投资": "无", "问题": "无"}), plan) == ["required"]


def test_required__key_is_required_too() -> None:
    assert codes(told(FIRMS, "县工业局", {"企业名称": "甲公司"}, period="2025-Q3")) == ["required"]


def test_required__unreadable_cell_is_not_missing_too() -> None:
    ret = told(PROJECTS, "县计划局", {"项目名称": "甲", "状态": "已开工"})
    fault = reading_codes.NUMBER_RANGE.make(field="总投资", cell="D3", file=ret.file, sheet="表")
    assert codes(replace(ret, findings=(fault,))) == ["reading.number_range"]


def test_required_if() -> None:
    field = Field(name="原因", required_if='[状态]="未开工"')
    form = replace(PROJECTS, fields=(*PROJECTS.fields, field))
    plan = with_form(PLAN, form)
    assert codes(told(form, "县计划局", GOOD), plan) == []
    assert codes(told(form, "县计划局", {**GOOD, "状态": "未开工"}), plan) == ["required_if"]
    assert codes(told(form, "县计划局", {**GOOD, "状态": "未开工", "原因": "征地"}), plan) == []


def test_required__foot() -> None:
    (finding,) = found(told(PROJECTS, "县计划局", GOOD, head={}))
    assert (finding.code, finding.field, finding.cell) == ("rules.required_head", "填报人", "A2")


def test_required__sides_of_a_matter() -> None:
    raised = {"编号": "ABC04-U01-2025W43-01", "内容": "修路", "提出单位": "县计划局", "主办单位": "县工业局"}
    assert codes(told(MATTERS, "县计划局", raised, period="2025-W43")) == []
    assert codes(told(MATTERS, "县工业局", raised, period="2025-W43")) == ["required"]
    assert codes(told(MATTERS, "县工业局", {**raised, "办理情况": "已勘查"}, period="2025-W43")) == []


def test_ranges() -> None:
    assert codes(told(PROJECTS, "县计划局", {**GOOD, "支付率": "100"})) == []
    (finding,) = found(told(PROJECTS, "县计划局", {**GOOD, "支付率": "101"}))
    assert (finding.code, finding.cell, finding.value) == ("rules.above_maximum", "G3", "101%")
    assert codes(told(PROJECTS, "县计划局", {**GOOD, "总投资": "-1"})) == ["below_minimum"]


def test_keys__same_record_twice() -> None:
    (finding,) = found(told(PROJECTS, "县计划局", GOOD, {**GOOD, "总投资": "13"}))
    assert (finding.code, finding.cell) == ("rules.key_repeated", "B4")
    assert finding.cells == ("B4", "D4", "I4")
    assert "B3" in finding.message


def test_twins__one_code_two_names() -> None:
    one = {"项目名称": "甲", "项目代码": "2020-430624-47-03-012345", "总投资": "1", "状态": "已开工"}
    assert codes(told(PROJECTS, "县计划局", one, {**one, "项目名称": "乙"})) == ["same_code"]
    form = replace(FIRMS, fields=tuple(replace(f, key=f.role == "firm") for f in FIRMS.fields))
    firm = {"企业名称": "甲公司", "信用代码": "91430600MA00T02240"}
    pair = told(form, "县工业局", firm, {"企业名称": "甲（公司）", "信用代码": "12100000400000624D"}, period="2025-Q3")
    assert codes(pair, with_form(PLAN, form)) == []


def test_twins__one_name_two_codes() -> None:
    firm = {"企业名称": "甲公司(湖南)", "信用代码": "91430600MA00T02240"}
    other = {"企业名称": "甲公司（湖南）", "信用代码": "12100000400000624D"}
    assert codes(told(FIRMS, "县工业局", firm, other, period="2025-Q3")) == ["same_name"]


def _ruled(condition: str, severity: str = "query", field: str = "支付率") -> Plan:
    rule = Rule(
        id="K01", form="项目表", condition=condition, severity=severity, field=field, message="支付率不应过高。"
    )
    return replace(PLAN, rules=(rule,))


def test_formulas__rows() -> None:
    plan = _ruled("[支付率]<=50")
    assert codes(told(PROJECTS, "县计划局", GOOD), plan) == []  # blank: not judged
    assert codes(told(PROJECTS, "县计划局", {**GOOD, "支付率": "50"}), plan) == []
    (finding,) = found(told(PROJECTS, "县计划局", {**GOOD, "支付率": "51"}), plan)
    assert (finding.code, finding.severity, finding.cell) == ("rules.formula.K01", "query", "G3")
    assert "支付率不应过高" in finding.message
    (finding,) = found(told(PROJECTS, "县计划局", {**GOOD, "支付率": "51"}), _ruled("[支付率]<=50", "error"))
    assert finding.severity == "error"


def test_formulas__see_blanks() -> None:
    plan = _ruled("NOT(ISBLANK([备注]))", field="备注")
    (finding,) = found(told(PROJECTS, "县计划局", GOOD), plan)
    assert finding.cell == "N3"


def test_formulas__head_is_judged_once() -> None:
    plan = _ruled("LEN([填报人])>2", field="填报人")
    (finding,) = found(told(PROJECTS, "县计划局", GOOD, {**GOOD, "项目名称": "乙"}), plan)
    assert (finding.cell, finding.value) == ("B9", "张三")


def test_printed_rows() -> None:
    both = ({"指标名称": "工业增加值", "增速": "7"}, {"指标名称": "其中：制造业", "增速": "8"})
    assert codes(told(FIGURES, "县计划局", *both)) == []
    (finding,) = found(told(FIGURES, "县计划局", both[0]))
    assert (finding.code, finding.key) == ("rules.row_gone", "其中：制造业")
    assert codes(told(FIGURES, "县工业局", both[0])) == ["row_not_yours"]


def test_printed_rows__requirements() -> None:
    form = Form(
        number="ABC09", name="任务表", title="任务", purpose="任务", rhythms=("月",), owners=("县工业局",),
        rows_from="任务要求", fields=(Field(name="任务", key=True, role="requirement"), Field(name="进展", role="progress")),
    )  # fmt: skip
    wanted = Requirement(id="r1", text="做", owners=("县工业局",), narrative=True, forms=("任务表",))
    task = Task(id="二1", name="任务", lead="县工业局", requirements=(wanted, replace(wanted, id="r2")))
    plan = replace(PLAN, forms=(*PLAN.forms, form), tasks=(task,))
    assert codes(told(form, "县工业局", {"任务": "二1/r1", "进展": "好"}), plan) == ["row_gone"]


def test_ticks__empty_table() -> None:
    assert codes(told(PROJECTS, "县计划局")) == ["empty_table"]
    assert codes(told(PROJECTS, "县计划局", nil=True)) == []
    assert codes(told(PROJECTS, "县计划局", unchanged=True)) == []
    assert codes(told(MATTERS, "县计划局", period="2025-W43")) == []  # 变动: nothing to tell is in order


def test_ticks__contradictions() -> None:
    assert codes(told(PROJECTS, "县计划局", GOOD, nil=True)) == ["nil_with_rows"]
    assert codes(told(PROJECTS, "县计划局", nil=True, unchanged=True)) == ["both_ticked"]
    assert codes(told(FIRMS, "县工业局", nil=True, period="2025-Q3")) == ["nil_not_allowed"]


def test_check_return__keeps_what_reading_found_and_is_stable() -> None:
    said = reading_codes.OUTSIDE.make(cell="A9", count=1, texts="甲")
    ret = told(PROJECTS, "县计划局", {**GOOD, "总投资": "-1", "支付率": "101"}, findings=(said,))
    checked = check_return(PLAN, ret)
    assert said in checked.findings
    assert checked.findings == tuple(sorted(checked.findings, key=Finding.sort_key))
    assert checked.rows == ret.rows
    assert Decimal(-1) == checked.rows[0].get("总投资")
