"""What documents say in each situation: zero, one, equal, negative, missing, over 100 %, late, office-set."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from reportgen.brief import milestones, quotas, readings
from reportgen.brief.blocks import behind, overall, target_table
from reportgen.model.outcome import MilestoneResult, QuotaResult, TargetResult
from reportgen.model.plan import Passage
from reportgen.model.text import Paragraph, Table, printed
from tests.brief.small import context, milestone, quota, target

PASSAGE = Passage(id="甲", block="总体")

TARGETS = [
    (target("G", "7.2"), "1—9月，工业增加值同比增长7.2%，低于年度目标0.3个百分点"),
    (target("G", "7.5"), "1—9月，工业增加值同比增长7.5%，与年度目标持平"),
    (target("G", "8.1"), "1—9月，工业增加值同比增长8.1%，高于年度目标0.6个百分点"),
    (target("G", "0"), "1—9月，工业增加值与上年同期持平，低于年度目标7.5个百分点"),
    (target("G", "-2"), "1—9月，工业增加值同比下降2.0%，低于年度目标9.5个百分点"),
    (target("G", "-0.04"), "1—9月，工业增加值同比下降0.04%，低于年度目标7.5个百分点"),
    (target("G", "7.46"), "1—9月，工业增加值同比增长7.5%，低于年度目标0.04个百分点"),
    (target("G", "7.25"), "1—9月，工业增加值同比增长7.3%，低于年度目标0.3个百分点"),
    (target("G", "112.5"), "1—9月，工业增加值同比增长112.5%，高于年度目标105.0个百分点"),
    (target("G", "7.2", previous="6.9"), "1—9月，工业增加值同比增长7.2%，比上期加快0.3个百分点，低于年度目标0.3个百分点"),
    (target("G", "7.2", previous="7.6"), "1—9月，工业增加值同比增长7.2%，比上期回落0.4个百分点，低于年度目标0.3个百分点"),
    (target("G", "7.2", previous="7.2"), "1—9月，工业增加值同比增长7.2%，与上期持平，低于年度目标0.3个百分点"),
    (target("G", "-1", previous="1"), "1—9月，工业增加值同比下降1.0%，比上期回落2.0个百分点，低于年度目标8.5个百分点"),
    (target("G", "7.2", peer="6.8"), "1—9月，工业增加值同比增长7.2%，低于年度目标0.3个百分点，高于全市平均0.4个百分点"),
    (target("G", "7.2", peer="7.2"), "1—9月，工业增加值同比增长7.2%，低于年度目标0.3个百分点，与全市平均持平"),
    (target("G", "7.2", peer="7.9"), "1—9月，工业增加值同比增长7.2%，低于年度目标0.3个百分点，低于全市平均0.7个百分点"),
    (target("G", "7.2", data_period=""), "工业增加值同比增长7.2%，低于年度目标0.3个百分点"),
    (target("G", None), "工业增加值数据尚未发布"),
    (target("V", None), "占比数据综合所尚未报送"),
    (target("V", "72.4"), "1—9月，占比为72.4%，高于年度目标2.4个百分点"),
    (target("V", "68", previous="69"), "1—9月，占比为68.0%，比上期降低1.0个百分点，低于年度目标2.0个百分点"),
    (target("L", "3.2"), "1—9月，能耗为3.2吨，高于年度目标0.2吨"),
    (target("A", "1.2"), "1—9月，财政收入同比增长1.2%，高于年度目标0.2个百分点"),
    (target("A", "0.6"), "1—9月，财政收入同比增长0.6%，低于年度目标0.4个百分点，在“左右”的幅度之内"),
    (target("A", "0.4"), "1—9月，财政收入同比增长0.4%，低于年度目标0.6个百分点"),
    (target("P", "6.3", bar="5.9", peer="5.9"), "1—9月，产值同比增长6.3%，高于全市平均0.4个百分点"),
    (target("P", "5.9", bar="5.9", peer="5.9"), "1—9月，产值同比增长5.9%，与全市平均持平"),
    (target("P", "6.3"), "1—9月，产值同比增长6.3%，同期全市数尚未发布，尚无法评价"),
    (target("R", "2"), "1—9月，经济总量居全市第2位，达到保持前2位的目标"),
    (target("R", "3"), "1—9月，经济总量居全市第3位，未达到保持前2位的目标"),
    (target("R", "1", previous="2"), "1—9月，经济总量居全市第1位，比上期上升1位，达到保持前2位的目标"),
    (target("R", "4", previous="3"), "1—9月，经济总量居全市第4位，比上期下降1位，未达到保持前2位的目标"),
]  # fmt: skip


@pytest.mark.parametrize(("result", "expected"), TARGETS)
def test_target_sentence__says(result: TargetResult, expected: str) -> None:
    assert printed(readings.target_sentence(context(targets=(result,)), result)) == expected


QUOTAS = [
    (quota(13), "新增企业13家，完成年度任务18家的72.2%，慢于序时进度11.1个百分点，距年度任务还差5家"),
    (quota(15), "新增企业15家，完成年度任务18家的83.3%，与序时进度持平，距年度任务还差3家"),
    (quota(17), "新增企业17家，完成年度任务18家的94.4%，快于序时进度11.1个百分点，距年度任务还差1家"),
    (quota(18), "新增企业18家，已完成年度任务18家"),
    (quota(20), "新增企业20家，为年度任务18家的111.1%，超额完成2家"),
    (quota(0), "新增企业尚未实现零的突破，年度任务18家"),
    (quota(None), "新增企业尚无核实数据"),
    (quota(0, target=1, pace=None), "新增企业尚未实现零的突破，年度任务1家"),
    (quota(1, target=1, pace=None), "新增企业1家，已完成年度任务1家"),
    (quota(1, target=3, pace=None), "新增企业1家，完成年度任务3家的33.3%，距年度任务还差2家"),
    (quota(6, pace="0.3333"), "新增企业6家，完成年度任务18家的33.3%，与序时进度持平，距年度任务还差12家"),
]


@pytest.mark.parametrize(("result", "expected"), QUOTAS)
def test_quota_sentence__says(result: QuotaResult, expected: str) -> None:
    assert printed(quotas.quota_sentence(context(quotas=(result,)), result)) == expected


@pytest.mark.parametrize(
    ("result", "behind_it"),
    [
        (quota(13), True), (quota(15), False), (quota(18), False), (quota(None), False),
        (quota(0, target=1, pace=None, light="grey"), True), (quota(1, target=3, pace=None, light="grey"), False),
    ],
)  # fmt: skip
def test_quota__is_behind(result: QuotaResult, behind_it: bool) -> None:
    assert quotas.is_behind(context(quotas=(result,)), result) is behind_it


def test_quota__at_zero_before_its_first_batch_is_not_behind() -> None:
    ctx = context(quotas=(result := quota(0, pace=None, light="grey"),))
    by_batch = replace(ctx.plan, quotas=tuple(replace(q, pace="按批次") for q in ctx.plan.quotas))
    assert quotas.is_behind(ctx, result)
    assert not quotas.is_behind(replace(ctx, plan=by_batch), result)


MILESTONES = [
    (milestone("done", -6), "大道开工已达到要求"),
    (milestone("done_late", -6), "大道开工已达到要求，晚于时限10月31日"),
    (milestone("on_track", 40), "大道开工按期推进，距时限10月31日还有40天"),
    (milestone("at_risk", 7), "大道开工尚未实现，距时限10月31日还有7天"),
    (milestone("at_risk", 0), "大道开工尚未实现，距时限10月31日还有0天"),
    (milestone("overdue", -6), "大道开工应于10月31日前实现，截至2025年11月6日18时尚未实现，已逾期6天"),
    (milestone("overdue", -6, promised_due=date(2025, 11, 30)),
     "大道开工应于10月31日前实现，截至2025年11月6日18时尚未实现，已逾期6天，填报单位承诺11月30日实现"),
    (milestone("at_risk", -6, set_by="office"),
     "大道开工由专班办设定于10月31日前实现，截至2025年11月6日18时尚未实现，已过设定时间6天"),
    (milestone("at_risk", 7, set_by="office"), "大道开工尚未实现，距时限10月31日（专班办设定）还有7天"),
    (milestone("not_reported", -6), "大道开工本期未报进展，时限10月31日"),
    (milestone("not_reported", 20), "大道开工本期未报进展，时限10月31日，还有20天"),
    (milestone("on_track", 55, id="N", progress=Decimal("72.5")),
     "60万吨基地投运按期推进，当前进度72.5%，距时限12月31日还有55天"),
]  # fmt: skip


@pytest.mark.parametrize(("result", "expected"), MILESTONES)
def test_milestone_sentence__says(result: MilestoneResult, expected: str) -> None:
    assert printed(milestones.milestone_sentence(context(milestones=(result,)), result)) == expected


def test_milestone__office_date_is_never_overdue() -> None:
    result = milestone("at_risk", -6, set_by="office")
    ctx = context(milestones=(result,))
    assert "逾期" not in printed(milestones.milestone_sentence(ctx, result))
    assert printed(milestones.state_words(ctx, result)) == "已过设定时间"


OVERALL = [
    ({"targets": (target("G", "8"), target("A", "1"))}, "按最新数据，2项主要指标全部达到目标。"),
    ({"targets": (target("G", "7"), target("A", "1"), target("P", None))},
     "按最新数据，3项主要指标中，1项达到目标，1项未达到目标，1项尚未发布、尚未报送或尚无法评价。"),
    ({"targets": (target("G", None),)}, "按最新数据，1项主要指标中，1项尚未发布、尚未报送或尚无法评价。"),
    ({"quotas": (quota(18),)}, "1项新入规任务全部完成。"),
    ({"quotas": (quota(13),)}, "1项新入规任务中，1项慢于序时进度。"),
    ({"quotas": (quota(None),)}, "1项新入规任务中，1项尚无核实数据。"),
    ({"milestones": (milestone("done", 3), milestone("overdue", -1, id="N"))}, "2个节点中，1个已达到，1个已逾期。"),
    ({"milestones": (milestone("at_risk", -1, set_by="office"),)}, "1个节点中，1个已过专班办设定时间。"),
    ({"milestones": (milestone("done", 3),)}, "1个节点全部达到。"),
]  # fmt: skip


@pytest.mark.parametrize(("results", "expected"), OVERALL)
def test_overall__says(results: dict[str, tuple[object, ...]], expected: str) -> None:
    (block,) = overall.write(context(**results), PASSAGE)
    assert isinstance(block, Paragraph)
    assert printed(block.spans) == expected


def test_overall__without_anything_says_nothing() -> None:
    assert overall.write(context(), PASSAGE) == ()


def test_behind__names_units_red_before_yellow_and_cuts_with_the_true_count() -> None:
    results = (
        replace(target("G", "7.2"), light="yellow"), target("V", "60"), target("A", "0"), target("R", "5"),
    )  # fmt: skip
    (block,) = behind.write(context(targets=results), Passage(id="乙", block="落后", limit=2))
    assert isinstance(block, Paragraph)
    text = printed(block.spans)
    assert text.startswith("1—9月，占比为60.0%")
    assert "工业增加值" not in text
    assert text.endswith("；另有2项见汇总表“指标”。")
    assert "（责任单位：综合所）" in text


def test_behind__nothing_behind_is_one_sentence() -> None:
    (block,) = behind.write(context(targets=(target("G", "8"),)), PASSAGE)
    assert isinstance(block, Paragraph)
    assert printed(block.spans) == "各项指标、任务、节点和事项没有落后的。"


def test_behind__never_blames_a_verifying_unit() -> None:
    (block,) = behind.write(context(targets=(target("G", "7", owner="统计所"),)), PASSAGE)
    assert isinstance(block, Paragraph)
    assert "统计所" not in printed(block.spans)


def test_behind__unit_name_with_digits_is_quoted() -> None:
    ctx = context(milestones=(milestone("overdue", -6),))
    (block,) = behind.write(ctx, PASSAGE)
    assert isinstance(block, Paragraph)
    assert "（责任单位：第3工区）" in printed(block.spans)
    assert any(f.text == "第3工区" and f.sources for f in ctx.figures)


CELLS = [
    (target("G", "7.2", peer="6.8", rank=4), ["工业增加值", "≥7.5%", "1—9月", "7.2", "-0.3", "6.8", "4", "红"]),
    (target("A", "-2"), ["财政收入", "1%左右", "1—9月", "-2.0", "-3.0", "—", "—", "红"]),
    (target("P", "6.3"), ["产值", "高于全市平均", "1—9月", "6.3", "—", "—", "—", "红"]),
    (target("R", "2", light="green"), ["经济总量", "全市前2位", "1—9月", "2位", "已达到", "—", "—", "绿"]),
    (target("L", "3.2"), ["能耗", "≤3吨", "1—9月", "3.2吨", "0.2吨", "—", "—", "红"]),
    (target("G", None, data_period=""), ["工业增加值", "≥7.5%", "—", "—", "—", "—", "—", "灰"]),
]  # fmt: skip


@pytest.mark.parametrize(("result", "expected"), CELLS)
def test_target_table__row(result: TargetResult, expected: list[str]) -> None:
    (table,) = target_table.write(context(targets=(result,)), PASSAGE)
    assert isinstance(table, Table)
    assert [printed(c.spans) for c in table.rows[0]] == expected
    assert table.rows[0][-1].light == result.light
