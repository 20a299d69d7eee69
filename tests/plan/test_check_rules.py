"""Faults of rules: names, paths, kinds, units, options, examples, lengths; each at its place, with the nearest name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shutil import copy2

import pytest
from openpyxl import load_workbook

from reportgen.edges.plan_store import load
from reportgen.formula import compile_formula
from reportgen.model.plan import Field, Form, Measure, Plan, Rule
from reportgen.plan.check import check
from reportgen.plan.examples import read_example
from reportgen.plan.paths import judged_where
from reportgen.plan.raw import PlanFaults
from tests.plan.sample import broken
from tests.reading.plans import PLAN, PROJECTS

REPOSITORY = Path(__file__).resolve().parents[2]
MONEY = Form(
    number="ABC09", name="资金（月）", title="资金", purpose="台账", rhythms=("变动",), owners=("县计划局",),
    fields=(
        Field(name="名称", key=True), Field(name="合同额", type="亿元"), Field(name="到位", type="万元"), Field(name="户数", type="整数", unit="户"),
        Field(name="签约日期", type="日期"), Field(name="状态", type="选项", list="状态"), Field(name="是否到位", type="是否"),
        Field(name="类别", type="多选", list="类别"),
    ),
)  # fmt: skip


def faults(condition: str, **more: object) -> list[str]:
    more = {"form": "资金（月）", "field": "到位", "message": "不符", **more}
    rule = Rule(id="K1", condition=condition, **more)  # type: ignore[arg-type]
    plan = replace(PLAN, forms=(*PLAN.forms, MONEY), rules=(rule,))
    return [f.message for f in check(plan) if f.where.startswith("rules/")]


SOUND = [
    "[到位]<=[合同额]*10000",
    "合同额>0",
    '[状态]="已开工"',
    '[是否到位]="是"',
    "[是否到位]=TRUE",
    "[签约日期]<=期末",
    "[签约日期]+30>=期初",
    'CONTAINS([类别],"用地")',
    "[到位]>=上期[到位]",
    "SUM(本表[到位])=SUM(项目表[总投资])",
    "COUNTIF(各单位.项目表[项目名称],[名称])=1",
    "COUNTIF([资金（月）][名称],本行)=1",
    "COUNTIF(登记.指标[名称],[名称])=1",
    "LEN([名称])>=2",
]


@pytest.mark.parametrize("condition", SOUND)
def test_rule__that_makes_sense_has_no_fault(condition: str) -> None:
    assert faults(condition) == []


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("[到为]>0", "“到为”不是“资金（月）”的字段，是否为“到位”"),
        ("到为>0", "是否为“到位”"),
        ("SUMM([到位])>0", "不认识函数“SUMM”，是否为 SUM"),
        ("[到位]<=", "没有写完"),
        ("上期.项目[总投资]>0", "“项目”不是报表，是否为“项目表”"),
        ("上期.项目表[总投资]>0", "有很多行，请放在 SUM"),
        ("项目表[总投资]>[到位]", "有很多行，请放在 SUM"),
        ("SUM(项目表[总头资])>0", "“总头资”不是“项目表”的字段，是否为“总投资”"),
        ("SUM(甲.项目表[总投资])>0", "“甲”应为上期、各单位、登记、本表之一"),
        ("COUNTIF(登记.指标项[名称],[名称])=1", "“指标项”不是方案的登记，是否为“指标”"),
        ("COUNTIF(登记.指标[名字],[名称])=1", "“名字”不是“指标”的栏目，是否为“名称”"),
        ("[到位]<=[合同额]", "请换算，如 [合同额]*10000"),
        ("[到位]+[合同额]>1", "不能直接加减"),
        ("[名称]>1", "[名称]是文字，1是数字，不能比较"),
        ("[名称]<[状态]", "只能比较是否相等"),
        ("[签约日期]<100", "不能比较"),
        ("[名称]*2>1", "[名称]是文字，不能用 * 计算"),
        ("[签约日期]*2>1", "日期不能用 * 计算"),
        ("[签约日期]+[签约日期]>1", "两个日期不能相加"),
        ("[签约日期]&[名称]=[名称]", "不能用 & 连接"),
        ("AND([到位],TRUE)", "AND 要是非，[到位]是数字"),
        ("IF([到位],TRUE,FALSE)", "IF 的第一个参数应为条件"),
        ("ABS([名称])>1", "ABS 要数字，[名称]是文字"),
        ("SUM([名称])>1", "不是数字的内容"),
        ("[到位]+1", "结果是数字，应为成立或不成立的条件"),
        ("1=1", "没有用到字段"),
        ('[状态]="已开公"', "“已开公”不是[状态]的选项，是不是“已开工”"),
        ('CONTAINS([类别],"用水")', "选项里都没有“用水”"),
        ('COUNTIF([状态],"已开公")=0', "不是[状态]的选项"),
        (f'[名称]<>"{"长" * 300}"', "超过 255 个字"),
        ("AND(" + ",".join(["OR([到位]>1,[户数]>2,[合同额]>3)"] * 18) + ")", "放不进模板"),
        ("1" + "+[到位]" * 200 + ">0", "公式太长"),
    ],
)  # fmt: skip
def test_rule__fault_says_what_is_wrong_and_what_was_meant(condition: str, words: str) -> None:
    assert any(words in message for message in faults(condition)), faults(condition)


@pytest.mark.parametrize(
    ("condition", "severity", "where"),
    [
        ("[到位]<=[合同额]*10000", "query", "模板、汇总"),
        ("SUM(本表[到位])>0", "query", "模板、汇总"),
        ("[到位]>0", "notice", "汇总，只告诉专班办"),
        ("[到位]>=上期[到位]", "query", "汇总（上期）"),
        ("SUM(本表[到位])=SUM(各单位.项目表[总投资])", "query", "汇总（各单位）"),
        ("COUNTIF(登记.指标[名称],[名称])+COUNTIF(项目表[项目名称],[名称])=1", "query", "汇总（方案登记、本单位另一张表）"),
    ],
)  # fmt: skip
def test_rule__says_where_it_is_judged(condition: str, severity: str, where: str) -> None:
    rule = Rule(id="K1", form=MONEY.name, condition=condition, severity=severity, field="到位", message="不符")
    assert judged_where(replace(PLAN, forms=(*PLAN.forms, MONEY)), MONEY, rule) == where


def test_rule__that_only_the_merge_can_judge_sends_nothing_back() -> None:
    (message,) = faults("[到位]>=上期[到位]", severity="error")
    assert "合并时才能判" in message


@pytest.mark.parametrize(
    ("passes", "fails", "words"),
    [
        ("到位=5；合同额=1", "到位=20000；合同额=1", ""),
        ("到位=20000；合同额=1", "", "代入公式不成立，应成立"),
        ("", "到位=5；合同额=1", "代入公式成立，应不成立"),
        ("到位=5", "", "不判（有空值）"),
        ("到位=很多；合同额=1", "", "应为数字"),
        ("到为=5", "", "是否为“到位”"),
        ("到位", "", "应写作 字段=值"),
    ],
)
def test_examples__are_worked_out(passes: str, fails: str, words: str) -> None:
    found = faults("[到位]<=[合同额]*10000", passes=passes, fails=fails)
    assert (found == []) if not words else (words in found[0])


def test_fault__stands_at_the_line_of_the_plan() -> None:
    start = "forms:\n  - number: WZZ01\n"
    rule = "rules:\n  - {id: K1, form: 入库表, condition: '[企业名]<>\"\"', field: 企业, message: 不符}\n"
    (found,) = [f for f in broken(start, rule + start) if "企业名" in f.message]
    assert "不是“入库表”的字段，是否为“企业" in found.message
    assert "第" in found.where and "行" in found.where


def test_required_if__that_asks_for_itself_is_a_fault() -> None:
    own = replace(PROJECTS.fields[-1], required_if='[备注]=""')
    form = replace(PROJECTS, fields=(*PROJECTS.fields[:-1], own))
    plan = replace(PLAN, forms=(form, *PLAN.forms[1:]))
    assert any("用到了“备注”自己" in f.message for f in check(plan))


def test_measures__that_lead_back_to_themselves_are_a_fault() -> None:
    def ratio(name: str, numerator: str, denominator: str) -> Measure:
        return Measure(
            id=name, name=name, function="比率", numerator=numerator, denominator=denominator, unit="%"
        )  # fmt: skip

    count = Measure(id="丙", name="丙", function="计数", form="项目表", unit="个")
    plan = replace(PLAN, measures=(ratio("甲", "乙", "丙"), ratio("乙", "丙", "甲"), count))
    assert any("甲 → 乙 → 甲" in f.message for f in check(plan))
    plan = replace(PLAN, measures=(ratio("甲", "乙", "丙"), ratio("乙", "丙", "丙"), count))
    assert not any("绕回" in f.message for f in check(plan))


# ---------------------------------------------------------------- the real plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load(REPOSITORY / "templates")


def test_plan__has_eighty_rules_each_with_reason_and_examples(plan: Plan) -> None:
    assert len(plan.rules) >= 80
    assert [r.id for r in plan.rules if not (r.why and r.source and r.since and r.passes and r.fails)] == []


def test_examples__of_the_plan_pass_and_fail(plan: Plan) -> None:
    for rule in plan.rules:
        form = plan.form(rule.form)
        formula = compile_formula(rule.condition)
        results = [formula.over(read_example(plan, form, text))[0] for text in (rule.passes, rule.fails)]
        assert results == [True, False], rule.id


_IN_WORKBOOK = {
    2: ('[数据性志]="快报"', "是否为“数据性质”"),
    3: ("SUMM([总量])>0", "是否为 SUM"),
    4: ("[数据性质]>1", "[数据性质]是文字，1是数字，不能比较"),
    5: ('[数据性质]="快抱"', "是不是“快报”"),
    6: ("1" + "+[总量]" * 400 + ">0", "公式太长"),
    7: ("[总量]<=", "没有写完"),
}
"""Row of 核对关系 → what someone wrote there, and what it is answered with."""


def test_faults_of_rules__name_sheet_and_cell_of_the_workbook(tmp_path: Path) -> None:
    copy2(REPOSITORY / "templates" / "plan.xlsx", tmp_path / "plan.xlsx")
    book = load_workbook(tmp_path / "plan.xlsx")
    sheet = book["核对关系"]
    (column,) = (c.column_letter for c in sheet[1] if c.value == "应满足 *")
    for row, (text, _) in _IN_WORKBOOK.items():
        sheet[f"{column}{row}"] = text
    book.save(tmp_path / "plan.xlsx")
    with pytest.raises(PlanFaults) as refusal:
        load(tmp_path)
    told = [f"{f.where}：{f.message}" for f in refusal.value.faults]
    for row, (_, words) in _IN_WORKBOOK.items():
        assert any(f"“核对关系”表{column}{row}：" in t and words in t for t in told), (row, told)


def test_thresholds_of_firms__are_notices_to_the_office_alone(plan: Plan) -> None:
    firms = {f.name for f in plan.forms if f.role("firm") and any("营业收入" in field.name for field in f.fields)}
    revenue = [r for r in plan.rules if r.form in firms and "门槛" in r.condition]
    assert revenue and all(r.severity == "notice" for r in revenue)
