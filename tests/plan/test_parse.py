"""From raw values to a plan: what is understood and that every fault is told, at its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from reportgen.edges.plan_yaml import read_yaml_text
from reportgen.plan.parse import join_texts, parse, parse_plan, split_texts
from reportgen.plan.raw import PlanFaults
from tests.plan.sample import TEXT, broken, sample, sample_text


def test_sample__is_understood() -> None:
    plan = sample()
    assert plan.header.year == 2025
    assert plan.targets[0].value == Decimal("6.5")
    assert plan.milestones[0].due == date(2025, 10, 31)
    assert plan.units[0].aliases == ("发改", "县发改")
    assert plan.targets[0].headline, "a value left out has its default"
    assert plan.form("入库表").fields[0].name == "企业"


def test_places__name_every_value_by_item_and_attribute() -> None:
    plan = sample()
    line = next(n for n, text in enumerate(TEXT.splitlines(), 1) if "id: T01" in text)
    place = plan.place("targets", "T01", "value")
    assert place is not None
    assert place.cell.startswith(f"第{line}行")
    assert place.raw == "6.5"
    assert plan.place("forms", "入库表", "fields", "类别", "type") is not None
    assert plan.place("header", "name") is not None
    assert plan.place("lights", "1", "when") is not None


def test_fingerprint__follows_the_content_only() -> None:
    plan = sample()
    spaced = sample_text().replace("value: 6.5,", "value:   6.50,").replace("# 本县方案\n", "")
    assert parse_plan(read_yaml_text(spaced)).fingerprint == plan.fingerprint
    changed = parse_plan(read_yaml_text(sample_text().replace("value: 6.5,", "value: 6.6,")))
    assert changed.fingerprint != plan.fingerprint


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("groups:", "grups:", ["没有名为“grups”的类别，是否为“groups”"]),
        ("lead: 发改局", "leed: 发改局", ["“leed”", "是否为“lead”", "必填的“牵头单位”"]),
        ("value: 6.5,", "value: 六,", ["“目标值”（value）应为数字", "六"]),
        ("value: 18,", "value: 1.5,", ["应为整数"]),
        ("due: 2025-10-31", "due: 2025-10-32", ["应为日期，如 2025-10-31"]),
        ("verifier: true", "verifier: maybe", ["应为“是”或“否”"]),
        ("measure: 增速", "measure: 增长", ["应为增速、数值、总量、位次之一", "是否为“增速”"]),
        ("name: 统计局, reports", "name: 发改局, reports", ["“单位”中“发改局”重复", "前一处在第16行"]),
        ("year: 2025", "year:", ["必填的“年度”（year）没有填"]),
        ("year: 2025", "year: 2025\n  year: 2026", ["“year”重复"]),
        ("groups:\n  - {name: 各局, members: [发改局, 统计局]}", "groups: 各局", ["“单位组”应为列表"]),
        ("  - {name: 各局, members: [发改局, 统计局]}", "  - 各局", ["每一项应为“名称: 内容”"]),
        ("city: 乙市", "city: [乙市]", ["应为一个值"]),
        ("members: [发改局, 统计局]", "members: {发改局: 1}", ["应为若干名称的列表"]),
        ("city: 乙市", 'city: "乙\\x07市"', ["控制字符（U+0007）"]),
        ("days: 18}", "days: 18, time: 25:00}", ["应为时刻，如 18:00"]),
    ],
)
def test_faulty_value__is_told_with_what_was_expected(old: str, new: str, words: list[str]) -> None:
    faults = broken(old, new)
    text = "\n".join(map(str, faults))
    assert all(word in text for word in words), text
    assert all(f.file == "plan.yaml" and f.cell.startswith("第") for f in faults), text


def test_many_faults__are_told_together_with_those_of_content() -> None:
    text = sample_text().replace("value: 6.5,", "value: 六,").replace("lead: 发改局", "lead: 发政局")
    plan, faults = parse(read_yaml_text(text.replace("days: 18", "days: 多")))
    assert len(faults) == 2
    assert plan.tasks[0].lead == "发政局", "the rest is understood, so that checking can go on"


@pytest.mark.parametrize("end", ["\\r\\n", "\\r", "\\v", "\\u2028", "\\x85"])
def test_any_line_end__becomes_the_plain_one(end: str) -> None:
    text = sample_text().replace("publisher: 甲县专班办", f'publisher: "甲县{end}专班办"')
    assert parse_plan(read_yaml_text(text)).header.publisher == "甲县\n专班办"


def test_missing_header__is_one_fault_and_no_crash() -> None:
    with pytest.raises(PlanFaults) as refusal:
        parse_plan(read_yaml_text("units: []"))
    assert ["基本信息" in f.message for f in refusal.value.faults] == [True]


@pytest.mark.parametrize("text", ["", "# 只有注释", "~"])
def test_empty_file__is_a_fault(text: str) -> None:
    with pytest.raises(PlanFaults):
        parse_plan(read_yaml_text(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [1", "YAML 写法有误"),
        ("a:\n\t- b", "YAML 写法有误"),
        ("- a", "文件最外层"),
        ("a: &x 1\nb: *x", "锚点"),
        ("a: 1\n---\nb: 1", "第二份文档"),
        ("[a]: 1", "名称应为一个词"),
        ("[" * 50 + "]" * 50, "层次太深"),
        ("a: \x00", "YAML"),
    ],
)
def test_text_that_is_no_plan_yaml__is_refused_with_its_line(text: str, words: str) -> None:
    with pytest.raises(PlanFaults) as refusal:
        read_yaml_text(text)
    (fault,) = refusal.value.faults
    assert words in fault.message


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ("甲、乙", ["甲", "乙"]),
        ("甲；乙，丙", ["甲", "乙", "丙"]),
        ("甲\n乙、丙", ["甲", "乙、丙"]),
        ("甲、乙\n", ["甲、乙"]),
        (" 甲 ", ["甲"]),
        ("、", []),
    ],
)
def test_cell_of_several_texts__splits_by_marks_or_by_lines(cell: str, texts: list[str]) -> None:
    assert split_texts(cell) == texts
    assert split_texts(join_texts(texts)) == texts
