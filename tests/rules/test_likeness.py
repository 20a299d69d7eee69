"""Firms and projects that may be one are asked about, never joined."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.model.finding import Finding
from reportgen.rules import cross_check
from reportgen.rules.likeness import core, names_alike
from tests.fill import uscc
from tests.reading.plans import FIRMS, PLAN, PROJECTS
from tests.rules.rows import merged, told

GOOD, FAR = uscc(1), uscc(2)
NEAR = GOOD[:9] + ("1" if GOOD[9] != "1" else "2") + GOOD[10:]


def asked(*firms: tuple[str, str]) -> list[Finding]:
    """The questions about firms (name, code), each told by a unit of its own."""
    units = ("县计划局", "县工业局", "县统计局")
    rows = [{"企业名称": name, **({"信用代码": code} if code else {})} for name, code in firms]
    forms = merged(FIRMS, *(told(FIRMS, unit, row) for unit, row in zip(units, rows, strict=False)))
    return [f for f in cross_check(PLAN, forms)[1] if f.code == "rules.may_be_same"]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("示例机械有限公司", "示例机械有限责任公司", "公司类型"),
        ("示例机械（湖南）有限公司", "示例机械(湖南)有限责任公司", "括号"),
        ("湖南示例机械有限公司", "示例机械有限公司", "地名"),
        ("示例机械（湖南）有限公司", "示例机械有限公司", "地名"),
        ("示例机械（精密）有限公司", "示例机械有限公司", "括号里的字"),
        ("新名科技有限公司（原示例机械有限公司）", "示例机械有限公司", "曾用名"),
        ("示例精密机械有限公司", "示例精蜜机械有限公司", "一个字"),
        ("示例精密机械有限公司", "示例精密机有限公司", "一个字"),
        ("示例精密机械有限公司", "示例密精机械有限公司", "一个字"),
    ],
)
def test_firm__under_two_names_one_without_code(one: str, other: str, why: str):
    (finding,) = asked((one, GOOD), (other, ""))
    assert why in finding.message
    assert one in finding.message and other in finding.message
    assert "inputs/2025-10/县计划局.xlsx B3" in finding.message  # both places
    assert (finding.file, finding.cell) == ("inputs/2025-10/县工业局.xlsx", "B3")
    assert {finding.key, finding.other} == {other, GOOD}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("示例一期厂房项目", "示例二期厂房项目"),
        ("示例机械有限公司", "样品纺织有限公司"),
        ("示例东路改造工程", "示例西路改造工程"),
        ("示例厂房项目（一期）", "示例厂房项目（二期）"),
        ("甲厂", "乙厂"),
        ("示例机械1号有限公司", "示例机械2号有限公司"),
    ],
)
def test_firm__of_a_series_or_another_name_is_not_asked_about(one: str, other: str):
    assert asked((one, GOOD), (other, "")) == []


def test_firm__two_codes_far_apart_are_two_firms():
    assert asked(("示例机械有限公司", GOOD), ("示例机械有限责任公司", FAR)) == []


def test_firm__two_codes_one_character_apart_are_asked_about():
    assert len(asked(("示例机械有限公司", GOOD), ("示例机械有限责任公司", NEAR))) == 1


def test_firm__same_name_without_code_is_the_same_firm():
    assert asked(("示例机械有限公司", GOOD), ("示例机械有限公司", "")) == []


def test_projects__within_one_list():
    rows = [{"项目名称": "示例产业园标准厂房", "总投资": "1"}, {"项目名称": "示例产业园标准广房", "总投资": "1"}]
    forms = merged(PROJECTS, told(PROJECTS, "县计划局", *rows))
    assert [f.key for f in cross_check(PLAN, forms)[1] if f.code == "rules.may_be_same"] == ["示例产业园标准广房"]


def test_core__never_empties_a_name():
    assert core("公司") == "公司"
    assert core("湖南公司") == "湖南"
    assert core("湖南省示例（河北）公司") == "示例"


@given(
    st.text("甲乙示例机械（）湖南有限责任公司厂", min_size=1, max_size=14),
    st.text("甲乙示例机械（）湖南", min_size=1, max_size=10),
)
def test_alike__is_mutual(one: str, other: str):
    assert bool(names_alike(one, other)) == bool(names_alike(other, one))
