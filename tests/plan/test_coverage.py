"""Coverage: each sentence leads to items, forms, owners and places in documents, or says what is missing."""

from __future__ import annotations

from reportgen.plan.coverage import coverage, item_coverage
from reportgen.plan.show import show, show_coverage
from tests.plan.sample import sample, sample_text, understood


def test_covered_sentence__names_forms_owners_and_places() -> None:
    line = coverage(sample())[1]
    assert line.missing == ""
    assert line.forms == ("指标表", "入库表")
    assert line.owners == ("发改局", "统计局", "各局")
    assert line.places == ("月度·指标", "月度·说明", "月度·入规")


def test_heading_and_answered_doubt__need_no_form() -> None:
    line = coverage(sample())[0]
    assert (line.missing, line.forms) == ("", ())


def test_form_in_no_document__is_missing_there() -> None:
    plan = understood(sample_text().replace("block: 句子, text: '新入规{通过数}，户均{均值}。'", "block: 报送"))[0]
    missing = {i.id: i.missing for i in item_coverage(plan)}
    assert missing["Q01"] == missing["G01"] == missing["D01"] == "没有文稿位置"
    assert missing["M01"] == missing["T01"] == missing["一1"] == ""
    assert coverage(plan)[1].missing == "Q01 没有文稿位置；G01 没有文稿位置；D01 没有文稿位置"


def test_ratio__places_the_forms_of_its_parts() -> None:
    plan = understood(sample_text().replace("新入规{通过数}，", ""))[0]
    assert coverage(plan)[1].missing == ""


def test_sentence_without_items_or_with_unknown_ones__says_so() -> None:
    plan = understood(sample_text().replace("covers: [标题, A01]", "covers: [标题, T99]"))[0]
    assert "没有编号为“T99”的项目" in coverage(plan)[0].missing


def test_show__tells_demands_forms_and_what_the_office_set() -> None:
    text = show(sample())
    for words in (
        "稳增长方案（2025年）",
        "增速≥6.5%",
        "18家",
        "2025-10-31",
        "一1 抓增长",
        "WZZ02",
        "期末后3个工作日 18:00",
    ):
        assert words in text
    assert "A01 close_time = 17:30【由专班办确定】" in text
    assert "grace_workdays = 3（默认" in text
    assert "每行 6 格，另填 1 格" in text
    (rule,) = (line.split() for line in text.splitlines() if "产值不应为负" in line)
    assert rule[:6] == ["R1", "入库表", "核实", "产值不应为负", "模板、汇总", "一直"]


def test_show_coverage__has_a_line_a_sentence_and_the_total() -> None:
    lines = show_coverage(sample()).splitlines()
    assert [line.split()[:2] for line in lines[1:3]] == [["✓", "S01"], ["✓", "S02"]]
    assert lines[-1] == "共 2 句，全部落实到项目、表、单位和文稿。"
