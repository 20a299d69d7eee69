"""What documents say, situation by situation: sentence, short form, item, advice. Read as a leader would read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from reportgen.brief import compose_kind, milestones, quotas, readings
from reportgen.brief.blocks import (
    advice,
    behind,
    coming,
    events,
    listing,
    milestone_table,
    reporting,
    reporting_table,
    target_lines,
    warnings,
)
from reportgen.brief.context import Context, _cut
from reportgen.model.figure import Figure
from reportgen.model.office import Desk, Issued
from reportgen.model.outcome import EarlyWarning, MilestoneResult, QuotaResult, TargetResult
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Num, Paragraph, Table, Text, printed
from tests.brief.county import STATS, october
from tests.brief.four import SITUATIONS, situation
from tests.brief.scene import Scene, county_plan
from tests.brief.small import PROOF, context, milestone, quota, target
from tests.brief.test_compose import KINDS, text_of

PASSAGE = Passage(id="甲", block="落后")

TARGETS = [
    (target("G", "7.4", previous="7.5", peer="7.5"), "1—9月，工业增加值同比增长7.4%，比上期回落0.1个百分点，低于年度目标0.1个百分点，低于全市平均0.1个百分点", "1—9月，工业增加值同比增长7.4%，低于年度目标0.1个百分点"),
    (target("G", "7.5", previous="7.5", peer="7.5"), "1—9月，工业增加值同比增长7.5%，与上期持平，与年度目标持平，与全市平均持平", "1—9月，工业增加值同比增长7.5%，与年度目标持平"),
    (target("G", "7.6", previous="7.5", peer="7.5"), "1—9月，工业增加值同比增长7.6%，比上期加快0.1个百分点，高于年度目标0.1个百分点，高于全市平均0.1个百分点", "1—9月，工业增加值同比增长7.6%，高于年度目标0.1个百分点"),
    (target("G", "-7.5", previous="7.5", peer="7.5"), "1—9月，工业增加值同比下降7.5%，比上期回落15.0个百分点，低于年度目标15.0个百分点，低于全市平均15.0个百分点", "1—9月，工业增加值同比下降7.5%，低于年度目标15.0个百分点"),
    (target("G", "0.05", previous="7.5", peer="7.5"), "1—9月，工业增加值同比增长0.1%，比上期回落7.5个百分点，低于年度目标7.5个百分点，低于全市平均7.5个百分点", "1—9月，工业增加值同比增长0.1%，低于年度目标7.5个百分点"),
    (target("G", "15", previous="7.5", peer="7.5"), "1—9月，工业增加值同比增长15.0%，比上期加快7.5个百分点，高于年度目标7.5个百分点，高于全市平均7.5个百分点", "1—9月，工业增加值同比增长15.0%，高于年度目标7.5个百分点"),
    (target("R", "1", previous="2"), "1—9月，经济总量居全市第1位，比上期上升1位，达到保持前2位的目标", "1—9月，经济总量居全市第1位，达到保持前2位的目标"),
    (target("R", "2", previous="2"), "1—9月，经济总量居全市第2位，与上期持平，达到保持前2位的目标", "1—9月，经济总量居全市第2位，达到保持前2位的目标"),
    (target("R", "13", previous="2"), "1—9月，经济总量居全市第13位，比上期下降11位，未达到保持前2位的目标", "1—9月，经济总量居全市第13位，未达到保持前2位的目标"),
    (target("A", "0.5"), "1—9月，财政收入同比增长0.5%，低于年度目标0.5个百分点，在“左右”的幅度之内", "1—9月，财政收入同比增长0.5%，低于年度目标0.5个百分点，在“左右”的幅度之内"),
    (target("A", "0.49"), "1—9月，财政收入同比增长0.5%，低于年度目标0.5个百分点", "1—9月，财政收入同比增长0.5%，低于年度目标0.5个百分点"),
    (target("A", "1"), "1—9月，财政收入同比增长1.0%，与年度目标持平", "1—9月，财政收入同比增长1.0%，与年度目标持平"),
    (target("A", "1.5"), "1—9月，财政收入同比增长1.5%，高于年度目标0.5个百分点", "1—9月，财政收入同比增长1.5%，高于年度目标0.5个百分点"),
    (target("A", "-0.5"), "1—9月，财政收入同比下降0.5%，低于年度目标1.5个百分点", "1—9月，财政收入同比下降0.5%，低于年度目标1.5个百分点"),
    (target("V", "70", previous="70"), "1—9月，占比为70.0%，与上期持平，与年度目标持平", "1—9月，占比为70.0%，与年度目标持平"),
    (target("V", "100", previous="70"), "1—9月，占比为100.0%，比上期提高30.0个百分点，高于年度目标30.0个百分点", "1—9月，占比为100.0%，高于年度目标30.0个百分点"),
    (target("V", "0", previous="70"), "1—9月，占比为0.0%，比上期降低70.0个百分点，低于年度目标70.0个百分点", "1—9月，占比为0.0%，低于年度目标70.0个百分点"),
    (target("L", "3", previous="3"), "1—9月，能耗为3吨，与上期持平，与年度目标持平", "1—9月，能耗为3吨，与年度目标持平"),
    (target("L", "2.9", previous="3"), "1—9月，能耗为2.9吨，比上期降低0.1吨，低于年度目标0.1吨", "1—9月，能耗为2.9吨，低于年度目标0.1吨"),
    (target("L", "3.05", previous="3"), "1—9月，能耗为3.05吨，比上期提高0.05吨，高于年度目标0.05吨", "1—9月，能耗为3.05吨，高于年度目标0.05吨"),
    (target("P", "5.8", bar="5.9", peer="5.9", previous="5.8"), "1—9月，产值同比增长5.8%，与上期持平，低于全市平均0.1个百分点", "1—9月，产值同比增长5.8%，低于全市平均0.1个百分点"),
    (target("P", "-1", bar="5.9", peer="5.9", previous="5.8"), "1—9月，产值同比下降1.0%，比上期回落6.8个百分点，低于全市平均6.9个百分点", "1—9月，产值同比下降1.0%，低于全市平均6.9个百分点"),
]  # fmt: skip


QUOTAS = [
    (quota(1), "新增企业1家，完成年度任务18家的5.6%，慢于序时进度77.8个百分点，距年度任务还差17家", "入规方面。新增企业1家，完成年度任务18家的5.6%，慢于序时进度77.8个百分点，距年度任务还差17家（责任单位：综合所）。", "建议由综合所牵头加强培育和服务，于12月31日前新增企业再增加17家，达到年度任务18家。"),
    (quota(9), "新增企业9家，完成年度任务18家的50.0%，慢于序时进度33.3个百分点，距年度任务还差9家", "入规方面。新增企业9家，完成年度任务18家的50.0%，慢于序时进度33.3个百分点，距年度任务还差9家（责任单位：综合所）。", "建议由综合所牵头加强培育和服务，于12月31日前新增企业再增加9家，达到年度任务18家。"),
    (quota(14), "新增企业14家，完成年度任务18家的77.8%，慢于序时进度5.6个百分点，距年度任务还差4家", "入规方面。新增企业14家，完成年度任务18家的77.8%，慢于序时进度5.6个百分点，距年度任务还差4家（责任单位：综合所）。", "建议由综合所牵头加强培育和服务，于12月31日前新增企业再增加4家，达到年度任务18家。"),
    (quota(36), "新增企业36家，为年度任务18家的200.0%，超额完成18家", "各项指标、任务、节点和事项没有落后的。", ""),
    (quota(27), "新增企业27家，为年度任务18家的150.0%，超额完成9家", "各项指标、任务、节点和事项没有落后的。", ""),
    (quota(2, target=1, pace=None), "新增企业2家，为年度任务1家的200.0%，超额完成1家", "各项指标、任务、节点和事项没有落后的。", ""),
    (quota(0, pace="0.0833"), "新增企业尚未实现零的突破，年度任务18家", "入规方面。新增企业尚未实现零的突破，年度任务18家（责任单位：综合所）。", "建议由综合所牵头加强培育和服务，于12月31日前新增企业再增加18家，达到年度任务18家。"),
    (quota(2, pace="0.0833"), "新增企业2家，完成年度任务18家的11.1%，快于序时进度2.8个百分点，距年度任务还差16家", "各项指标、任务、节点和事项没有落后的。", ""),
    (quota(1, target=2, pace="0.5"), "新增企业1家，完成年度任务2家的50.0%，与序时进度持平，距年度任务还差1家", "各项指标、任务、节点和事项没有落后的。", ""),
    (quota(5, target=6), "新增企业5家，完成年度任务6家的83.3%，与序时进度持平，距年度任务还差1家", "各项指标、任务、节点和事项没有落后的。", ""),
]  # fmt: skip


MILESTONES = [
    (milestone("overdue", -1), "大道开工应于10月31日前实现，截至2025年11月6日18时尚未实现，已逾期1天", "逾期1天", "节点方面。大道开工应于10月31日前实现，尚未实现，已逾期1天（责任单位：第3工区）。", "大道开工已逾期1天，建议由第3工区于11月13日前报出实现的日期和措施。", "下一期内没有到期的节点。"),
    (milestone("overdue", -400), "大道开工应于10月31日前实现，截至2025年11月6日18时尚未实现，已逾期400天", "逾期400天", "节点方面。大道开工应于10月31日前实现，尚未实现，已逾期400天（责任单位：第3工区）。", "大道开工已逾期400天，建议由第3工区于11月13日前报出实现的日期和措施。", "下一期内没有到期的节点。"),
    (milestone("at_risk", 1, progress=Decimal(0)), "大道开工尚未实现，距时限10月31日还有1天", "有风险，还有1天", "节点方面。大道开工尚未实现，距时限10月31日还有1天（责任单位：第3工区）。", "", "下一期内没有到期的节点。"),
    (milestone("at_risk", 30, promised_due=date(2025, 11, 15)), "大道开工尚未实现，距时限10月31日还有30天，填报单位承诺11月15日实现", "有风险，还有30天", "节点方面。大道开工尚未实现，距时限10月31日还有30天，填报单位承诺11月15日实现（责任单位：第3工区）。", "", "下一期内没有到期的节点。"),
    (milestone("on_track", 55, id="N", progress=Decimal(100)), "60万吨基地投运按期推进，当前进度100.0%，距时限12月31日还有55天", "按期推进", "各项指标、任务、节点和事项没有落后的。", "", "下一期内没有到期的节点。"),
    (milestone("done_late", -6, promised_due=date(2025, 11, 1)), "大道开工已达到要求，晚于时限10月31日", "已达到（晚于时限）", "各项指标、任务、节点和事项没有落后的。", "", "下一期内没有到期的节点。"),
    (milestone("not_reported", 0), "大道开工本期未报进展，时限10月31日", "未报进展", "节点方面。大道开工本期未报进展，时限10月31日（责任单位：第3工区）。", "", "下一期内没有到期的节点。"),
    (milestone("overdue", -6, id="N", progress=Decimal("59.96")), "60万吨基地投运应于12月31日前实现，截至2025年11月6日18时尚未实现，当前进度60.0%，已逾期6天", "逾期6天", "节点方面。60万吨基地投运应于12月31日前实现，尚未实现，当前进度60.0%，已逾期6天（责任单位：综合所）。", "60万吨基地投运已逾期6天，建议由综合所于11月13日前报出实现的日期和措施。", "下一期内没有到期的节点。"),
    (milestone("at_risk", -6, set_by="office", progress=Decimal(30)), "大道开工由专班办设定于10月31日前实现，截至2025年11月6日18时尚未实现，当前进度30，已过设定时间6天", "已过设定时间6天", "节点方面。大道开工由专班办设定于10月31日前实现，尚未实现，当前进度30，已过设定时间6天（责任单位：第3工区）。", "", "下一期内没有到期的节点。"),
    (milestone("on_track", 25, due=date(2025, 11, 30)), "大道开工按期推进，距时限11月30日还有25天", "按期推进", "各项指标、任务、节点和事项没有落后的。", "", "下一期内到期的节点：大道开工（11月30日，第3工区）。"),
]  # fmt: skip


def said(blocks: Iterable[Block]) -> str:
    """The first block in words, "" where there is none."""
    first = next(iter(blocks), None)
    return first.lead + printed(first.spans) if isinstance(first, Paragraph) else ""


@pytest.mark.parametrize(("result", "whole", "short"), TARGETS)
def test_target__says(result: TargetResult, whole: str, short: str) -> None:
    assert printed(readings.target_sentence(context(targets=(result,)), result)) == whole
    assert printed(readings.target_sentence(context(targets=(result,)), result, brief=True)) == short


@pytest.mark.parametrize(("result", "whole", "item", "advised"), QUOTAS)
def test_quota__says(result: QuotaResult, whole: str, item: str, advised: str) -> None:
    assert printed(quotas.quota_sentence(context(quotas=(result,)), result)) == whole
    assert said(behind.write(context(quotas=(result,)), PASSAGE)) == item
    assert said(advice.write(context(quotas=(result,)), PASSAGE)) == advised


@pytest.mark.parametrize(("result", "whole", "state", "item", "advised", "next_up"), MILESTONES)
def test_milestone__says(
    result: MilestoneResult, whole: str, state: str, item: str, advised: str, next_up: str
) -> None:
    def ctx() -> Context:
        return context(milestones=(result,))

    assert printed(milestones.milestone_sentence(ctx(), result)) == whole
    (table,) = milestone_table.write(ctx(), PASSAGE)
    assert isinstance(table, Table)
    assert printed(table.rows[0][3].spans) == state
    assert said(behind.write(ctx(), PASSAGE)) == item
    assert said(advice.write(ctx(), PASSAGE)) == advised
    assert said(coming.write(ctx(), PASSAGE)) == next_up


@pytest.mark.parametrize(
    ("span", "issued", "expected"),
    [
        ("1—8月", "6.5", "比上期加快0.7个百分点"),  # what was read last time, not what is known of it now
        ("1—8月", "7.2", "与上期持平"),
        ("1—8月", "6.9", "比上期加快0.3个百分点"),  # as issued
        ("1—6月", "6.5", "比上期加快0.3个百分点"),  # issued for another data period
    ],
)
def test_trend__is_measured_from_what_the_last_issue_printed(span: str, issued: str, expected: str) -> None:
    result = target("G", "7.2", previous="6.9")
    ctx = context(targets=(result,))
    ctx.figures.add(Figure("targets.G.previous_period", "上期数据时段", "1—8月", "", "1—8月", "填报值", PROOF))
    told = Issued(
        "月报",
        "2025年9月月报",
        "targets.G.actual",
        Decimal(issued),
        span,
        f"{issued}%",
        "inputs/2025-09/定稿/月报.json",
    )
    sentence = readings.target_sentence(replace(ctx, desk=Desk(issued=(told,))), result)
    assert expected in printed(sentence)
    resting = {s.file for n in sentence if isinstance(n, Num) for s in ctx.figures.all_sources(n.figure.id)}
    assert (told.file in resting) == ("0.7" in expected)


def test_targets__those_not_yet_published_are_named_in_one_sentence() -> None:
    """Five lines that say the same of five indicators are worth one; an agency's own missing value is told apart."""
    results = (target("G", "7.2"), target("R", None), target("V", None), target("L", None))
    blocks = target_lines.write(context(targets=results), replace(PASSAGE, block="目标述"))
    assert [printed(b.spans) for b in blocks if isinstance(b, Paragraph)][1:] == [
        "占比数据综合所尚未报送。",
        "经济总量、能耗数据尚未发布。",
    ]


@pytest.mark.parametrize(
    ("place", "before", "expected"),
    [
        ("2", "2", "经济总量居全市第2位（共13个），与上期持平，达到保持前2位的目标"),  # tied for the last good place
        ("2", "3", "经济总量居全市第2位（共13个），比上期上升1位，达到保持前2位的目标"),
        ("3", "2", "经济总量居全市第3位（共13个），比上期下降1位，未达到保持前2位的目标"),
    ],
)
def test_rank__names_among_how_many(place: str, before: str, expected: str) -> None:
    result = target("R", place, previous=before)
    ctx = context(targets=(result,))
    ctx.figures.add(Figure("targets.R.rank_field", "参与排位个数", Decimal(13), "个", "13个", "填报值", PROOF))
    assert printed(readings.target_sentence(ctx, result)).endswith(expected)


def test_rank__ties_share_the_place_that_was_reported() -> None:
    """Two counties at one place are both printed at it: nobody is ranked anew and no 并列 is claimed."""
    scene = Scene(county_plan())
    scene.report("县市区指标对比", STATS, *(
        {"指标名称": "地区生产总值", "县市区": county, "同比增速": growth, "增速位次": place, "参与排位个数": 13,
         "数据时段": "1—9月", "数据性质": "初步核算"}
        for county, growth, place in (("湘阴县", 6.4, 4), ("平江县", 6.4, 4), ("岳阳县", 6.3, 6))
    ))  # fmt: skip
    passage = replace(PASSAGE, block="清单", forms=("县市区指标对比",), fields=("县市区", "同比增速", "增速位次"))
    (table,) = listing.write(Context(county_plan(), county_plan().documents[0], scene.outcome()), passage)
    assert isinstance(table, Table)
    told = [[printed(c.spans) for c in row] for row in table.rows]
    assert told == [["湘阴县", "6.4", "4"], ["平江县", "6.4", "4"], ["岳阳县", "6.3", "6"]]


# ---------------------------------------------------------------- reporting


def scene_of(**states: str) -> Context:
    """A month in which the units named in *states* sent 意见建议 as told there (unit=state)."""
    scene = Scene(county_plan())
    for unit, state in states.items():
        scene.submit("意见建议", unit, state=state, late=1 if state == "late" else 0)
    return Context(county_plan(), county_plan().documents[0], scene.outcome())


REPORTING = [
    ({}, "本期没有应报的表。"),
    ({"樟树镇": "on_time"}, "本期1家应报调度表1份，全部按时报送。"),
    ({"樟树镇": "nil"}, "本期1家应报调度表1份，全部按时报送。"),
    ({"樟树镇": "missing"}, "本期1家应报调度表1份；未报1份：樟树镇（意见建议）。"),
    ({"樟树镇": "late"}, "本期1家应报调度表1份，逾期报送1份：樟树镇（意见建议）。"),
    ({"樟树镇": "returned"}, "本期1家应报调度表1份；退回尚未重报1份：樟树镇（意见建议）。"),
    ({"樟树镇": "exempt"}, "本期没有应报的表。"),
    ({"樟树镇": "not_due"}, "本期没有应报的表。"),
    ({"樟树镇": "late", "金龙镇": "late"}, "本期2家应报调度表2份，逾期报送2份：樟树镇（意见建议）、金龙镇（意见建议）。"),
    ({"樟树镇": "on_time", "金龙镇": "missing"}, "本期2家应报调度表2份，按时报送1份；未报1份：金龙镇（意见建议）。"),
    ({"樟树镇": "nil", "金龙镇": "missing"},
     "本期2家应报调度表2份，按时报送1份（其中报“本期无”1份）；未报1份：金龙镇（意见建议）。"),
    ({"县统计局": "missing"}, "本期1家应报调度表1份。另有核实单位资料1份待数据发布后提供（意见建议）。"),
    ({"县统计局": "late"}, "本期1家应报调度表1份。另有核实单位资料1份已在数据发布后提供（意见建议）。"),
]  # fmt: skip


@pytest.mark.parametrize(("states", "expected"), REPORTING)
def test_reporting__says(states: Mapping[str, str], expected: str) -> None:
    assert said(reporting.write(scene_of(**states), PASSAGE)) == expected


def test_reporting__all_late_and_cut_short_names_units_alone_with_the_true_count() -> None:
    units = [u.name for u in county_plan().units if u.kind == "乡镇街道"]
    ctx = scene_of(**dict.fromkeys(units, "late"))
    told = said(reporting.write(ctx, replace(PASSAGE, limit=3)))
    assert told == f"本期15家应报调度表15份，逾期报送15份：{'、'.join(units[:3])}等15家。"


def test_reporting_table__good_units_in_a_sentence_the_others_with_counts() -> None:
    ctx = scene_of(樟树镇="on_time", 金龙镇="late", 静河镇="missing", 县统计局="missing")
    blocks = reporting_table.write(ctx, PASSAGE)
    assert said(blocks) == "全部按时报送的单位：樟树镇。"
    (table,) = [b for b in blocks if isinstance(b, Table)]
    rows = [[printed(c.spans) for c in row] for row in table.rows]
    assert rows == [["静河镇", "1", "—", "—", "—", "1"], ["金龙镇", "1", "—", "1", "—", "—"]]


# ---------------------------------------------------------------- matters and warnings


def test_events__new_solved_overdue_and_soon_due_are_counted_and_named() -> None:
    scene = october()
    scene.report("要素保障堵点清单", "县发改局", {
        "事项编号": "WZZ10-U03-202510-09", "项目名称": "示例项目九期", "堵点类别": "用林", "具体问题": "林地未批",
        "提出单位": "县发改局", "提出日期": date(2025, 10, 27), "牵头解决单位": "县林业局", "完成时限": date(2025, 11, 8),
        "当前状态": "在办",
    })  # fmt: skip
    ctx = Context(county_plan(), county_plan().documents[0], scene.outcome())
    blocks = events.write(ctx, replace(PASSAGE, forms=("要素保障堵点清单",)))
    assert said(blocks) == "在办3件，本期新增1件，本期解决1件，超过时限1件，临近时限1件。"
    leads = [b.lead for b in blocks[1:] if isinstance(b, Paragraph)]
    assert leads == ["本期新增。", "本期解决。", "超过时限。", "临近时限。"]


def test_events__nothing_open_and_nothing_solved_is_one_sentence() -> None:
    ctx = Context(county_plan(), county_plan().documents[0], Scene(county_plan()).outcome())
    assert said(events.write(ctx, replace(PASSAGE, forms=("要素保障堵点清单",)))) == (
        "没有在办的事项，本期也没有新增和解决的事项。"
    )


def warning(**more: Any) -> EarlyWarning:
    made = EarlyWarning(
        "增速连续回落/targets.G", "增速连续回落", "targets.G", "工业增加值", "yellow", "连续两个数据时段比上一时段回落",
        "综合所", "new", "2025-10", date(2025, 11, 6), 1, ("targets.G.actual",),
    )  # fmt: skip
    return replace(made, **more)


WARNINGS = [
    ((warning(),), ["现有预警1项，本期新出现1项。", "工业增加值：连续两个数据时段比上一时段回落（工业增加值有）（责任单位：综合所）。"]),
    ((warning(state="cleared"),), ["没有需要预警的苗头性、倾向性问题。"]),
    ((warning(state="standing", light="red", periods=3, owner="统计所", figures=()),),
     ["现有预警1项，其中红色1项。", "工业增加值：连续两个数据时段比上一时段回落，已持续3期。"]),
    ((warning(), warning(id="乙", name="产值", light="red")),
     ["现有预警2项，其中红色1项，本期新出现2项。", "产值：连续两个数据时段比上一时段回落（工业增加值有）（责任单位：综合所）。",
      "工业增加值：连续两个数据时段比上一时段回落（工业增加值有）（责任单位：综合所）。"]),
]  # fmt: skip


@pytest.mark.parametrize(("found", "expected"), WARNINGS)
def test_warnings__say(found: tuple[EarlyWarning, ...], expected: list[str]) -> None:
    ctx = context(targets=(target("G", "7.2"),), warnings=found)
    assert [said([b]) for b in warnings.write(ctx, PASSAGE)] == expected


# ---------------------------------------------------------------- cutting and importance


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("用地指标不足", None, "用地指标不足"),
        ("用地指标不足", 6, "用地指标不足"),
        ("用地指标不足，需县级统筹", 8, "用地指标不足……"),
        ("项目用地缺口四十五亩需要县里统筹", 8, "项目用地缺口四十……"),
        ("缺口12.5公顷待批复", 5, "缺口……"),
        ("投资1,200万元未到位", 6, "投资……"),
    ],
)
def test_quotation__is_cut_at_a_stop_and_never_within_a_number(text: str, most: int | None, expected: str) -> None:
    assert _cut(text, most) == expected


@pytest.mark.parametrize(
    ("sizes", "reds", "limit", "shown"),
    [
        ([3, 2, 1], [0, 0, 0], None, [3, 2, 1]),
        ([3, 2, 1], [0, 0, 0], 3, [1, 1, 1]),
        ([3, 2, 0], [2, 0, 0], 3, [2, 1, 0]),
        ([5, 5, 5], [5, 0, 1], 6, [4, 1, 1]),
        ([0, 0, 0], [0, 0, 0], 3, [0, 0, 0]),
        ([1, 1, 1], [1, 1, 1], 2, [1, 1, 0]),
    ],
)
def test_behind__shows_one_of_each_then_the_red_then_the_rest(
    sizes: list[int], reds: list[int], limit: int | None, shown: list[int]
) -> None:
    assert behind._most_important(sizes, reds, limit) == shown


@pytest.mark.parametrize("name", SITUATIONS)
def test_every_kind__in_every_situation_is_clean(name: str) -> None:
    """No doubled or dangling punctuation, nothing left unfilled, nobody blamed who must not be, no empty adjectives."""
    for kind in KINDS:
        for letter in compose_kind(county_plan(), kind, situation(name)):
            text = text_of(letter)
            for wrong in ("，，", "，。", "。。", "；。", "（）", "：。", "{", "}", "None", "[", "]"):
                assert wrong not in text, (kind, wrong, text)
            assert "责任单位：县统计局" not in text
            for empty in ("显著", "明显", "有所", "高度重视", "可喜"):
                assert empty not in text, (kind, empty)


def test_text__refuses_a_number_that_no_figure_proves() -> None:
    make: Callable[[str], Text] = Text
    with pytest.raises(ValueError, match="digits"):
        make("完成3家")
