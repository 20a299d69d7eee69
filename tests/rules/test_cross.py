"""Facts told in two ways."""

from __future__ import annotations

from dataclasses import replace

from reportgen.model.finding import Finding
from reportgen.model.outcome import MergedForm
from reportgen.model.plan import Field, Form, Verification
from reportgen.rules import cross_check
from tests.reading.plans import FIRMS, MATTERS, PLAN, PROJECTS
from tests.rules.rows import merged, told, with_form

JIA = {"项目名称": "甲", "总投资": "12", "状态": "已开工"}


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [f.code.removeprefix("rules.") for f in findings]


def test_one_unit_each__nothing() -> None:
    forms = merged(PROJECTS, told(PROJECTS, "县计划局", JIA), told(PROJECTS, "县工业局", {**JIA, "项目名称": "乙"}))
    assert cross_check(PLAN, forms) == ((), ())


def test_two_units_alike__is_told() -> None:
    forms = merged(PROJECTS, told(PROJECTS, "县计划局", JIA), told(PROJECTS, "县工业局", JIA))
    conflicts, findings = cross_check(PLAN, forms)
    assert conflicts == ()
    assert codes(findings) == ["told_twice"]


def test_two_units_differ__without_authority_is_open() -> None:
    forms = merged(PROJECTS, told(PROJECTS, "县计划局", JIA), told(PROJECTS, "县工业局", {**JIA, "总投资": "13"}))
    (conflict,), findings = cross_check(PLAN, forms)
    assert (conflict.key, conflict.field, conflict.chosen) == ("甲", "总投资", "")
    assert [(unit, value.text) for unit, value in conflict.values] == [("县计划局", "12"), ("县工业局", "13")]
    assert codes(findings) == ["told_differently"] * 2
    assert {f.unit for f in findings} == {"县计划局", "县工业局"}
    for finding in findings:  # each reads both values, where they stand, and that nothing is chosen
        for unit, value in conflict.values:
            assert f"{unit}报 {value.text}（工作表“{value.origin.sheet}”{value.origin.cell}）" in finding.message
        assert "没有规定以谁为准" in finding.message


def test_two_units_differ__authority_decides() -> None:
    plan = with_form(PLAN, replace(PROJECTS, authority="县工业局"))
    forms = merged(PROJECTS, told(PROJECTS, "县计划局", JIA), told(PROJECTS, "县工业局", {**JIA, "总投资": "13"}))
    (conflict,), findings = cross_check(plan, forms)
    assert conflict.chosen == "县工业局"
    assert [f.unit for f in findings] == ["县计划局"]
    assert "方案规定以县工业局为准" in findings[0].message


def test_two_units__dates_of_other_precision_agree() -> None:
    one, other = ({**JIA, "计划开工日期": d} for d in ("2025-10", "2025-10-20"))
    conflicts, _ = cross_check(
        PLAN, merged(PROJECTS, told(PROJECTS, "县计划局", one), told(PROJECTS, "县工业局", other))
    )
    assert conflicts == ()


def test_two_units__one_code_under_two_names() -> None:
    one = {**JIA, "项目代码": "2020-430624-47-03-012345"}
    forms = merged(PROJECTS, told(PROJECTS, "县计划局", one), told(PROJECTS, "县工业局", {**one, "项目名称": "乙"}))
    assert codes(cross_check(PLAN, forms)[1]) == ["same_code"]


def test_one_unit__two_sheets() -> None:
    one, again = told(PROJECTS, "县计划局", JIA), told(PROJECTS, "县计划局", JIA, period="2025-09")
    assert codes(cross_check(PLAN, merged(PROJECTS, one, again))[1]) == ["listed_twice"]


def test_matters__are_left_out() -> None:
    told_by = [told(MATTERS, unit, {"编号": "1", "内容": unit}) for unit in ("县计划局", "县工业局")]
    assert cross_check(PLAN, merged(MATTERS, *told_by)) == ((), ())


CHECKED = Form(
    number="ABC08", name="核实表", title="核实", purpose="台账", rhythms=("月",), owners=("县水务局",),
    fields=(Field(name="企业", role="firm"), Field(name="代码", type="信用代码", key=True, role="code"), Field(name="电话")),
)  # fmt: skip
VERIFIED = replace(
    PLAN,
    forms=(*PLAN.forms, CHECKED),
    verifications=(
        Verification(
            id="V1",
            form="企业表",
            field="联系方式",
            authority_form="核实表",
            authority_field="电话",
            why="以水务局为准",
        ),
    ),
)
FIRM = {"企业名称": "甲公司", "信用代码": "91430600MA00T02240", "联系方式": "1"}


def _verified(phone: str) -> tuple[int, list[str]]:
    firms = told(FIRMS, "县工业局", FIRM)
    checked = told(CHECKED, "县水务局", {"企业": "甲", "代码": "91430600MA00T02240", "电话": phone})
    conflicts, findings = cross_check(VERIFIED, {**merged(FIRMS, firms), **merged(CHECKED, checked)})
    assert all(c.chosen == "县水务局" and c.why == "以水务局为准" for c in conflicts)
    for finding in findings:
        value = conflicts[0].values[1][1]
        assert (
            f"工作表“{value.origin.sheet}”{value.origin.cell}" in finding.message and "以水务局为准" in finding.message
        )
    return len(conflicts), codes(findings)


def test_verification__by_code_whatever_the_name() -> None:
    assert _verified("1") == (0, [])
    assert _verified("2") == (1, ["verified_otherwise"])


def test_verification__missing_form_is_no_conflict() -> None:
    assert cross_check(VERIFIED, merged(FIRMS, told(FIRMS, "县工业局", FIRM))) == ((), ())
    assert cross_check(VERIFIED, {"核实表": MergedForm("核实表", ())}) == ((), ())
