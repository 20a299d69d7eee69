"""`plan check`: each fault of content is found, at the line where it stands."""

from __future__ import annotations

import pytest

from reportgen.plan.check import check
from tests.plan.sample import TEXT, broken, sample, sample_text, understood


def test_sound_plan__has_no_fault() -> None:
    assert check(sample()) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("lead: 发改局", "lead: 发政局", "不在“单位”中，是否为“发改局”"),
        ("members: [发改局, 统计局]", "members: [发改局, 统计]", "不在“单位”中，是否为“统计局”"),
        ("owners: [各局]", "owners: [各局们]", "不在“单位”、“单位组”中，是否为“各局”"),
        (
            "verifier: 统计局, requirement: 一1/r1",
            "verifier: 统计局, requirement: 一1/r2",
            "不在任务要求中，是否为“一1/r1”",
        ),
        ("list: 类别", "list: 类型", "不在“选项表”、登记（单位、指标、节点）中"),
        ("office_unit: 发改局", "office_unit: 发政局", "“专班办公室所在单位”所写的“发政局”"),
        ("form_prefix: WZZ", "form_prefix: wz", "两到四个大写字母"),
        ("year: 2025", "year: 25", "四位年份"),
        ("sheet_note: 非统计调查表", "sheet_note: 非统计调查表\n  time_zone: 北京", "+08:00"),
        ('value: "17:30"', "value: 下班", "应为时刻，如 18:00，现为“下班”"),
        ("key: close_time", "key: close_tme", "不认识设置“close_tme”，是否为“close_time”"),
        ("id: U02", "id: U01", "编号“U01”与“发改局”相同"),
        ("aliases: [发改, 县发改]", "aliases: [统计局]", "两个单位不能同名"),
        ("name: 各局, members", "name: 县发改, members", "单位组请另取名"),
        ("category: 工业", "category: 工页", "不是“入库表”表类别字段的选项，是否为“工业”"),
        ("category: 工业,", "category: 文化, cross: true,", "交叉类别应填交叉字段的名称"),
        ("value: 18,", "value: 18, pace: 按批次,", "“审批批次”里却没有“Q01”"),
        ("kind: 开工", "kind: 进度", "要填阈值"),
        ("form: 节点表, text", "form: 入库表, text", "节点应在用途为“节点”的表里"),
        ("supplier: 统计局, form: 指标表", "supplier: 统计局, form: 节点表", "指标应在用途为“指标”的表里"),
        ("growth: true", "growth: false", "没有填“是否报增速”"),
        ("value: 6.5, ", "", "请在“是否与全市平均比”填“是”"),
        ("number: WZZ03", "number: WZZ3", "前缀加两位数字，如 WZZ01"),
        ("number: WZZ03", "number: WZZ02", "表号“WZZ02”与“入库表”相同"),
        ("rhythms: [月, 变动]", "rhythms: [月, 季]", "频率“季”没有报送时限"),
        ("rhythms: [月, 变动]", "rhythms: [月份]", "应为周、旬、月、季、年、变动之一，是否为“月”"),
        ("{rhythm: 月, days: 18}", "{rhythm: 季, days: 18}", "这张表没有频率“季”"),
        ("rows_from: 节点", "rows_from: 指标", "用途应为“指标”"),
        ("role: firm", "role: note", "要有一个字段的用途是 firm（企业名称）"),
        ("{name: 产值, type: 万元}", "{name: 产值, type: 万元, role: code}", "已由字段“代码”担任"),
        ("type: 选项, list: 类别", "type: 选项", "要填选项表"),
        ("{name: 产值, type: 万元}", "{name: 产值, type: 万元, minimum: 2, maximum: 1}", "最大值 1 小于最小值 2"),
        ("{name: 产值, type: 万元}", "{name: 产值, type: 万元, place: 表头, key: true}", "主键应是位置为“表格”的字段"),
        ("{name: 产值, type: 万元}", "{name: 产值, type: 万元, side: 主办}", "只有用途为“事项”的表分填写方"),
        ("{name: 指标, role: indicator, key: true}", "{name: 序号, role: indicator}", "字段不能叫“序号”"),
        (
            """required_if: '[状态]="通过"'""",
            """required_if: '[状况]="通过"'""",
            "公式里的“状况”不是“入库表”的字段，是否为“状态”",
        ),
        ("""required_if: '[状态]="通过"'""", """required_if: '[状态]="通过'""", "公式第6个字符处：文字没有结束的引号"),
        ("meaning: done", "meaning: finished", "程序含义“finished”应为"),
        ("meaning: approved", "note: 通过", "没有程序含义为 approved"),
        ("{value: 在审}", "{value: 在审, aliases: [通过]}", "两个选项不能同名"),
        ("condition: '[产值]>=0'", "condition: '[产量]>=0'", "公式里的“产量”不是“入库表”的字段"),
        ("field: 产值, message", "field: 产量, message", "“产量”不是“入库表”的字段，是否为“产值”"),
        ("authority_field: 状态", "authority_field: 状况", "“状况”不是“节点表”的字段，是否为“状态”"),
        ("[完成率]>=[序时进度]", "[完成]>=[序时进度]", "亮灯对象 quotas 可用的名称"),
        ("""where: '[状态]="通过"', unit""", """where: '[状]="通过"', unit""", "公式里的“状”不是“入库表”的字段"),
        ("function: 求和, field: 产值", "function: 求和, field: 企业", "不能求和"),
        ("function: 求和, field: 产值", "function: 求和", "要填字段"),
        ("numerator: 产值, ", "", "要填分子"),
        ("{id: 通过数, name", "{id: 通过1, name", "不能含数字"),
        ("title: '{县}稳增长简报'", "title: '{乡}稳增长简报'", "不认识的名称“乡”"),
        ("template: 简报.docx", "template: 简报.doc", ".docx 文件名"),
        ("户均{均值}", "户均{均数}", "句式里的“均数”不是统计口径"),
        ("户均{均值}", "户均{quotas.Q09.actual}", "句式里的“quotas.Q09.actual”不是统计口径"),
        ("block: 说明, forms: [指标表]", "block: 清单", "要填涉及表"),
        ("block: 说明, forms", "block: 清单, fields: [增], forms", "“增”不是涉及表的字段"),
        ("block: 说明, forms", "block: 督办, forms", "“督办”只用于每单位一份的文稿"),
        ("block: 说明, forms", "block: 清单, where: '[增]>1', forms", "公式里的“增”不是涉及表的字段"),
        ("covers: [T01, Q01", "covers: [T1, Q01", "“T1”不是方案中项目的编号，是否为“T01”"),
        ("section: targets", "section: target", "没有可变更的类别“target”，是否为“targets”"),
        ("item: T01", "item: T02", "“目标”里没有“T02”，是否为“T01”"),
        ("attribute: value", "attribute: 目标", "没有可变更的属性“目标”，是否为“目标值”"),
        ("value: 7,", "value: 七,", "新值“目标值”应为数字"),
        (
            "attribute: value, since: 2025-07-01, value: 7",
            "attribute: owner, since: 2025-07-01, value: 发政局",
            "“发政局”不在“单位”中",
        ),
    ],
)
def test_fault_of_content__is_found_at_its_line(old: str, new: str, words: str) -> None:
    faults = broken(old, new)
    text = "\n".join(map(str, faults))
    assert words in text
    assert all(f.cell.startswith("第") for f in faults), text


def test_long_or_unfit_form_name__is_no_sheet_name() -> None:
    for name in ("甲" * 26, '"甲/乙"', "_meta"):
        faults = understood(sample_text().replace("节点表", name))[1]
        assert any("工作表名" in f.message for f in faults), name


def test_missing_wordings__are_one_fault_that_lists_them() -> None:
    (fault,) = understood(TEXT)[1]
    assert "“措辞”缺少" in fault.message
    assert "指标_句" in fault.message


@pytest.mark.parametrize(
    ("text", "words"),
    [("'{数值}{乱}'", "不认识的名称“乱”"), ("'{数值'", "不成对"), ("增长3%", "不能直接写数字")],
)
def test_wording__may_use_its_own_names_only(text: str, words: str) -> None:
    faults = understood(sample_text().replace("text: 指标_增长}", f"text: {text}}}"))[1]
    assert any(words in f.message for f in faults)


def test_unknown_wording__is_told_with_the_nearest_key() -> None:
    faults = understood(sample_text() + "  - {key: 指标_增张, text: 甲}\n")[1]
    assert ["是否为“指标_增长”" in f.message for f in faults] == [True]


def test_batches_and_calendar__must_make_sense() -> None:
    text = sample_text() + (
        "batches:\n  - {quota: Q01, by: 2025-06-30, share: 50}\n"
        "calendar:\n  - {first: 2025-10-08, last: 2025-10-01, kind: 休息}\n"
        "roundings:\n  - {unit: 家, decimals: 10}\n"
    )
    messages = "\n".join(map(str, understood(text)[1]))
    assert "应在 0 与 1 之间" in messages
    assert "“止”早于“起”" in messages
    assert "小数位应在 0 与 8 之间" in messages


def test_faults_of_form_and_content__come_together() -> None:
    faults = understood(sample_text().replace("value: 6.5,", "value: 六,").replace("lead: 发改局", "lead: 发政局"))[1]
    assert {"应为数字" in f.message for f in faults} == {True, False}
