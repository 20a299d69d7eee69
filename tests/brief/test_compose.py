"""Whole documents of the county's plan: every number proved, nothing sensitive, nobody blamed who must not be."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from reportgen.brief import (
    WRITERS,
    brief_document,
    compose,
    compose_all,
    compose_kind,
    notice_document,
    recipients,
)
from reportgen.brief.context import Context
from reportgen.brief.matters import title_of
from reportgen.brief.quotas import quota_sentence
from reportgen.model.period import Period
from reportgen.model.plan import BLOCKS
from reportgen.model.text import Contents, Day, Enclosures, Heading, Letter, Num, Paragraph, Table, printed, spans_of
from reportgen.model.values import PlanDate
from reportgen.model.wordings import MARKS
from tests.brief.county import october, october_outcome
from tests.brief.four import situation
from tests.brief.scene import Scene, county_plan

KINDS = (
    "周调度", "旬报", "月度", "季度讲评", "督办", "通报", "政策清单", "一页纸", "预警专报", "提请研究", "会议材料", "提醒函", "催报函", "拟办清单",
    "会议通知", "会议纪要",
)  # fmt: skip


def text_of(letter: Letter) -> str:
    parts = []
    for block in letter.blocks:
        lead = block.lead if isinstance(block, Paragraph) else ""
        parts.append(lead + printed(spans_of(block)))
    return "\n".join(parts)


def letters() -> list[Letter]:
    plan, outcome = county_plan(), october_outcome()
    return [letter for kind in KINDS for letter in compose_kind(plan, kind, outcome)]


def test_plan__has_every_kind_of_document_and_no_other() -> None:
    assert sorted(d.kind for d in county_plan().documents) == sorted(KINDS)


def test_writers__cover_every_block() -> None:
    assert set(WRITERS) == set(BLOCKS)


def test_every_kind__writes_something() -> None:
    plan, outcome = county_plan(), october_outcome()
    for kind in KINDS:
        assert compose_kind(plan, kind, outcome), kind


def test_unknown_kind__is_a_key_error() -> None:
    with pytest.raises(KeyError):
        compose_kind(county_plan(), "没有这种", october_outcome())


def test_numbers__are_figures_with_proof() -> None:
    outcome = october_outcome()
    for letter in letters():
        for block in letter.blocks:
            for span in spans_of(block):
                if isinstance(span, Num):
                    figure = outcome.figures[span.figure.id]
                    assert span.printed in figure.texts
                    assert figure.how, figure
                    assert outcome.figures.all_sources(figure.id) or not figure.value, figure


def test_digits__stand_in_figures_and_days_only() -> None:
    for letter in letters():
        for block in letter.blocks:
            rest = "".join(s.text for s in spans_of(block) if not isinstance(s, Num | Day))
            assert not re.search(r"\d", rest)


def test_marks__are_the_known_ones() -> None:
    letter = compose(county_plan(), county_plan().documents[0], october_outcome())
    assert set(dict(letter.marks)) == set(MARKS)


def test_compose__twice_gives_the_same() -> None:
    plan, outcome = county_plan(), october().outcome()
    assert compose_all(plan, outcome) == compose_all(plan, outcome)
    assert compose_all(plan, outcome) == compose_all(plan, october().outcome())


def test_monthly__page_one_says_the_whole_then_the_table_then_what_is_behind() -> None:
    letter = compose_all(county_plan(), october_outcome())[0]
    assert letter.file_name == "简报.docx"
    whole, table, heading, first = letter.blocks[:4]
    assert isinstance(whole, Paragraph)
    assert printed(whole.spans).startswith("按最新数据，9项主要指标中，5项达到目标，3项未达到目标，1项尚未发布")
    assert isinstance(table, Table)
    assert len(table.rows) <= 9
    assert isinstance(heading, Heading)
    assert isinstance(first, Paragraph)
    assert "公共预算收入同比下降2.0%，低于年度目标3.0个百分点" in printed(first.spans)


def test_monthly__cause_is_only_what_the_unit_reported() -> None:
    text = text_of(compose_all(county_plan(), october_outcome())[0])
    assert "据虞公港建投反映：用地报批尚差2宗" in text


def test_monthly__sums_quotas_with_and_without_double_counting() -> None:
    letter = compose_all(county_plan(), october_outcome())[0]
    table = next(b for b in letter.blocks if isinstance(b, Table) and "入规" in printed(b.title))
    sums = [[printed(c.spans) for c in row] for row in table.rows[-2:]]
    assert sums[0][:3] == ["合计（不重复计）", "49", "39"]
    assert sums[1][:3] == ["合计（重复计）", "55", "41"]


def test_monthly__money_is_told_in_one_unit_within_a_sentence() -> None:
    text = text_of(compose_all(county_plan(), october_outcome())[0])
    assert "下达1.20亿元，支付0.73亿元，支付率60.8%" in text


def test_reporting__verifying_unit_is_not_pressed() -> None:
    text = text_of(compose_kind(county_plan(), "通报", october_outcome())[0])
    assert "未报3份：虞公港建投（项目清单、形象进度和资金支付）、洋沙湖集团（项目清单）" in text
    assert "另有核实单位资料1份待数据发布后提供（部门共享数据）" in text
    assert "县统计局" not in text.partition("\n")[0]
    for kind in ("督办", "提醒函", "催报函"):
        document = county_plan().find("documents", kind)
        assert "县统计局" not in recipients(county_plan(), document, october_outcome())


def test_reporting__long_lists_are_cut_with_the_true_count() -> None:
    scene = Scene(county_plan())
    units = [u.name for u in county_plan().units if u.kind == "乡镇街道"]
    scene.submit("意见建议", *units, state="missing")
    text = text_of(compose_kind(county_plan(), "通报", scene.outcome())[0])
    assert f"未报{len(units)}份" in text
    assert f"等{len(units)}家" in text
    sentence = text.split("\n")[1]
    assert units[7] in sentence
    assert units[8] not in sentence


def test_notices__go_to_units_with_red_items_only() -> None:
    plan, outcome = county_plan(), october_outcome()
    notice = notice_document(plan)
    assert notice is not None
    owners = {r.owner for r in (*outcome.targets,) if r.light == "red"} | {"虞公港建投", "县自然资源局", "县发改局"}
    assert set(recipients(plan, notice, outcome)) == owners
    names = [x.file_name for x in compose_all(plan, outcome)[1:]]
    assert names == [*(f"督办/{u.name}.docx" for u in plan.units if u.name in owners), "督办/拟办清单.docx"]


def test_notice__has_number_due_basis_and_answer_date() -> None:
    letter = compose(county_plan(), notice_document(county_plan()), october_outcome(), "虞公港建投")  # type: ignore[arg-type]
    text = text_of(letter)
    assert "已逾期6天" in text
    assert "依据：《担当好稳增长挑大梁的责任实施方案》“沿江大道10月底前开工”" in text
    assert "请于2025年11月13日前" in text
    marks = dict(letter.marks)
    assert printed(marks["编号"]) == "督办　2025-10-U25"
    assert printed(marks["拟稿"]) == "（拟稿，待召集人审定）"


def test_sensitive__forms_and_fields_never_appear() -> None:
    scene = october()
    scene.report("企业走访和问题", "县工信局", {
        "事项编号": "WZZ15-U05-202510-01", "企业名称": "示例秘密企业", "有无问题": "有", "问题描述": "某企业现金流紧张",
        "责任单位": "县工信局", "走访单位": "县工信局", "办理时限": date(2025, 10, 10), "办理状态": "在办",
    })  # fmt: skip
    scene.report(
        "四上企业培育库", "县工信局", {"企业名称": "示例秘密企业", "当前状态": "摸排", "上年营业收入": 1234.56}
    )
    plan, outcome = county_plan(), scene.outcome()
    for kind in KINDS:
        for letter in compose_kind(plan, kind, outcome):
            text = text_of(letter)
            assert "示例秘密企业" not in text
            assert "现金流" not in text
            assert "1234" not in text.replace(",", "")
    notice = text_of(compose(plan, notice_document(plan), outcome, "县工信局"))  # type: ignore[arg-type]
    assert "WZZ15-U05-202510-01" in notice


def test_conflict__both_values_and_which_counts() -> None:
    text = text_of(compose_kind(county_plan(), "通报", october_outcome())[0])
    assert "“示例项目1期”的支付资金，县发改局报900万元，县财政局报2500万元，暂用县财政局数。" in text


def test_empty_period__says_openly_that_nothing_came() -> None:
    plan, outcome = county_plan(), Scene(county_plan()).outcome()
    for kind in KINDS:
        for letter in compose_kind(plan, kind, outcome):
            assert letter.blocks
    text = text_of(compose_all(plan, outcome)[0])
    assert "9项主要指标中，9项尚未发布、尚未报送或尚无法评价" in text
    assert "本期尚未报送，相关情况未列" in text
    assert not compose_kind(plan, "督办", outcome)


@pytest.mark.parametrize(
    ("period", "kind"), [("2025-10", "月度"), ("2025-Q3", "季度讲评"), ("2025-10-D1", "旬报"), ("2025-W43", "周调度"), ("2025", "月度")]
)  # fmt: skip
def test_brief__is_the_document_of_the_periods_kind(period: str, kind: str) -> None:
    outcome = replace(october_outcome(), period=Period.parse(period))
    document = brief_document(county_plan(), outcome)
    assert document is not None
    assert document.kind == kind


@pytest.mark.parametrize(
    ("period", "number"), [("2025-10", "第10期"), ("2025-Q3", "第3期"), ("2025-10-D2", "第29期"), ("2025-W43", "第43期"), ("2025", "第1期")]
)  # fmt: skip
def test_issue_number__counts_periods_of_the_year(period: str, number: str) -> None:
    outcome = replace(october_outcome(), period=Period.parse(period))
    letter = compose(county_plan(), county_plan().documents[0], outcome)
    assert printed(dict(letter.marks)["期号"]) == number


def test_quota__rate_is_rounded_once_from_the_exact_share() -> None:
    scene = Scene(county_plan())
    rows = [{"企业名称": f"企业{n}", "统一社会信用代码": f"代码{n}", "类别": "贸易业", "审核状态": "审批通过",
             "审批通过月份": PlanDate(date(2025, 9, 1), "month")} for n in range(6)]  # fmt: skip
    scene.report("入库审核情况", "县统计局", *rows)
    outcome = scene.outcome()
    text = printed(quota_sentence(Context(county_plan(), county_plan().documents[0], outcome), outcome.quotas[1]))
    assert "新入规贸易业企业6家，完成年度任务11家的54.5%" in text  # 54.545…, not 54.55 rounded again


def test_heading__of_a_section_that_says_nothing_is_not_printed_before_the_closing_notes() -> None:
    letter = compose_all(county_plan(), october_outcome())[0]
    headings = [printed(b.spans) for b in letter.blocks if isinstance(b, Heading)]
    assert "数据更正" not in headings
    assert isinstance(letter.blocks[-1], Paragraph)
    assert letter.blocks[-1].note


def test_wide_list__stands_in_the_appendix_with_its_heading_as_title() -> None:
    (letter,) = compose_kind(county_plan(), "政策清单", october_outcome())
    (table,) = letter.appendix
    assert isinstance(table, Table)
    assert printed(table.title) == "惠企便民政策"
    assert "惠企便民政策见文后附表。" in text_of(letter)


def test_wide_list__without_rows_says_so_in_its_place() -> None:
    (letter,) = compose_kind(county_plan(), "季度讲评", october_outcome())
    assert letter.appendix == ()
    assert "县市区指标对比尚未报送。" in text_of(letter)


def test_long_document__begins_with_its_contents_and_short_ones_have_none() -> None:
    (letter,) = compose_kind(county_plan(), "季度讲评", october_outcome())
    assert letter.blocks[0] == Contents("目　　录")
    (short,) = compose_kind(county_plan(), "月度", october_outcome())
    assert not any(isinstance(block, Contents) for block in short.blocks)


def test_notice__tells_the_first_items_whole_and_the_rest_in_the_attached_slip() -> None:
    letters = compose_kind(county_plan(), "督办", situation("多数落后"))
    letter = max(letters, key=lambda x: len(x.attachments[0].blocks[0].rows))  # type: ignore[union-attr]
    (slip,) = letter.attachments
    assert letter.blocks[-1] == Enclosures((slip.title,))
    (table,) = slip.blocks
    assert isinstance(table, Table)
    told = [b for b in letter.blocks if isinstance(b, Heading) and b.level == 2]
    assert len(told) == 8
    rest = len(table.rows) - len(told)
    assert f"其余{rest}项的情况列在所附反馈单里" in text_of(letter)
    lines = [printed(row[0].spans) for row in table.rows]
    assert lines[0].startswith("（一）")
    assert all("：" not in line for line in lines[:8])
    assert all("投资完成率" in line for line in lines[8:])


def test_notice__of_a_matter_without_a_title_names_who_raised_it() -> None:
    plan, outcome = county_plan(), october_outcome()
    matter = next(m for m in outcome.matters if not plan.form(m.form).sensitive)
    names = {f.name for f in plan.form(matter.form).fields if f.role in ("title", "problem", "name")}
    untitled = replace(
        matter, row=replace(matter.row, values={n: v for n, v in matter.row.values.items() if n not in names})
    )
    told = printed(title_of(Context(plan, plan.documents[0], outcome), untitled, 24))
    assert told == f"{matter.raiser}提出的{matter.form}"


def test_upward_document__names_whom_it_goes_to_and_whom_to_ask() -> None:
    (letter,) = compose_kind(county_plan(), "提请研究", october_outcome())
    marks = {name: printed(spans) for name, spans in letter.marks}
    assert (letter.template, marks["主送"], marks["附注"]) == ("上行文.docx", "湘阴县人民政府", "联系单位：专班办公室")
