"""Wordings (措辞): the sentence patterns that the code fills, and the small language they are in.

A pattern is Chinese text with ``{名称}`` where a figure or a name goes, and ``[…]`` around words
that are left out when one of the names inside has no value or is zero. The patterns themselves
stand in the plan; here stands which keys there must be and which names each may use.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_TOKEN = re.compile(r"\{(?P<name>[^{}\[\]]*)\}|(?P<mark>[\[\]{}])")


class PatternError(ValueError):
    """A pattern that cannot be read; the message is Chinese and says where."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A ``{名称}`` of a pattern."""

    name: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a pattern; an optional one is left out when a slot in it has nothing to say."""

    parts: tuple[str | Slot, ...]
    optional: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(p.name for p in self.parts if isinstance(p, Slot))


def parse_pattern(text: str) -> tuple[Segment, ...]:
    """Return the segments of a pattern; `PatternError` for brackets that do not match or nest."""
    segments: list[Segment] = []
    parts: list[str | Slot] = []
    optional = False
    at = 0
    for match in _TOKEN.finditer(text):
        if match.start() > at:
            parts.append(text[at : match.start()])
        at = match.end()
        if match["name"] is not None:
            parts.append(Slot(match["name"].strip()))
            continue
        if match["mark"] in "{}":
            raise PatternError(f"第{match.start() + 1}个字处的花括号不成对")
        if optional == (match["mark"] == "["):
            raise PatternError(f"第{match.start() + 1}个字处的方括号不成对（方括号内不能再套方括号）")
        segments.append(Segment(tuple(parts), optional))
        parts, optional = [], not optional
    if optional:
        raise PatternError("方括号没有合上")
    if at < len(text):
        parts.append(text[at:])
    segments.append(Segment(tuple(parts)))
    return tuple(s for s in segments if s.parts)


def has_digit(text: str) -> bool:
    """Whether *text* holds a decimal digit of any script (the same test as `model.text.Text`)."""
    return any(unicodedata.category(c) == "Nd" for c in text)


def pattern_names(text: str) -> tuple[str, ...]:
    """Return the names in a pattern, each once, in order."""
    return tuple(dict.fromkeys(name for segment in parse_pattern(text) for name in segment.names))


def pattern_faults(text: str, allowed: Iterable[str], *, digits: bool = False) -> list[str]:
    """Return what is wrong with a pattern, as Chinese sentences; an empty list if it is good.

    Names must be among *allowed*. Digits outside ``{}`` are refused unless *digits*: a number in a
    document must come from a cell or a calculation.
    """
    try:
        segments = parse_pattern(text)
    except PatternError as error:
        return [str(error)]
    known = tuple(allowed)
    faults = [
        f"不认识的名称“{name}”，可用：{'、'.join(known) or '无'}"
        for name in dict.fromkeys(n for s in segments for n in s.names)
        if name not in known
    ]
    literals = [p for s in segments for p in s.parts if isinstance(p, str)]
    if not digits:
        faults += [f"句式中不能直接写数字：“{p}”，请改用花括号里的名称" for p in literals if has_digit(p)]
    return faults


COMMON: Mapping[str, str] = {
    "报告期": "报告期，如某年某月",
    "截至": "汇总时点，到时",
    "日期": "汇总时点的日期",
    "年度": "方案年度",
    "期号": "第几期",
    "编号": "文书编号：期别加单位编号",
    "单位": "本件所致单位（每单位一份的文稿）",
    "方案": "方案名称",
    "县": "县（市、区）名",
    "简报名称": "简报名称",
    "编发单位": "编发单位",
    "专班办公室": "专班办公室名称",
    "反馈时限": "汇总日期加反馈日数后的日期",
}
"""Names that titles, headings and passages of every document may use."""

MARKS: Mapping[str, str] = {
    **COMMON,
    "标题": "文稿标题",
    "标识": "密级或内部标识",
    "报送对象": "报送对象，顿号分隔",
    "抄送对象": "抄送对象，顿号分隔",
    "发至对象": "发至对象，顿号分隔",
    "份数": "印发份数，没有的这一行不印",
    "签发人": "签发人",
    "署名": "须审定的文稿为专班名称，其他为编发单位",
    "全称": "本件所致单位的全称",
    "主送": "不是每单位一份的公文主送谁，方案“文稿”里写",
    "附注": "落款之下的附注，方案“文稿”里写，没有的这一行不印",
    "拟稿": "拟稿标记",
}
"""The {tags} that a Word template may hold, besides {正文} alone in a paragraph."""

BODY_MARK = "正文"


@dataclass(frozen=True, slots=True)
class WordingSpec:
    """Which names a wording's pattern may use, and when it is printed."""

    names: tuple[str, ...]
    note: str


def _spec(names: str, note: str) -> WordingSpec:
    return WordingSpec(tuple(names.split()), note)


_UNIT = "单位 报告期 截至 日期 反馈时限 专班办公室"
_COUNTS = "应报 未报 退回 逾期 核实 待报"
_ITEM = "表 表号 期别 时限"

WORDINGS: Mapping[str, WordingSpec] = {
    # 总体
    "总体_指标": _spec("报告期 总数 达到 未达到 无数据", "总体情况：指标"),
    "总体_指标全部达到": _spec("报告期 总数", "全部指标达到目标时"),
    "总体_任务": _spec("总数 完成 达到序时 慢于序时 不计序时 无数据", "总体情况：数量任务"),
    "总体_任务全部完成": _spec("总数", "全部数量任务完成时"),
    "总体_节点": _spec("总数 达到 推进 有风险 逾期 过办定时间 未报", "总体情况：节点"),
    "总体_节点全部达到": _spec("总数", "全部节点达到时"),
    "总体_事项": _spec("在办 超期", "总体情况：事项"),
    # 指标
    "指标_句": _spec("时段 名称 数值 变化 对目标 对平均", "一项指标的完整句"),
    "指标_增长": _spec("数值", "增速为正"),
    "指标_下降": _spec("数值", "增速为负，数值为绝对值"),
    "指标_持平": _spec("", "增速为零"),
    "指标_数值": _spec("数值", "占比、亩均等数值"),
    "指标_总量": _spec("数值", "总量"),
    "指标_位次": _spec("位次 个数", "位次，个数为参与排位的单位数"),
    "指标_加快": _spec("差", "增速比上期高"),
    "指标_回落": _spec("差", "增速比上期低"),
    "指标_提高": _spec("差", "数值比上期高"),
    "指标_降低": _spec("差", "数值比上期低"),
    "指标_与上期持平": _spec("", "与上期相同"),
    "指标_位次上升": _spec("差", "位次比上期靠前"),
    "指标_位次下降": _spec("差", "位次比上期靠后"),
    "指标_高于目标": _spec("差", "高于年度目标"),
    "指标_低于目标": _spec("差", "低于年度目标"),
    "指标_等于目标": _spec("", "与年度目标相同"),
    "指标_在左右内": _spec("差", "略低于“左右”的目标，仍在容差内"),
    "指标_位次达到": _spec("目标", "位次达到目标"),
    "指标_位次未达到": _spec("目标", "位次未达到目标"),
    "指标_高于平均": _spec("差", "高于全市平均"),
    "指标_低于平均": _spec("差", "低于全市平均"),
    "指标_等于平均": _spec("", "与全市平均相同"),
    "指标_无法评价": _spec("", "全市数等尚未发布，无法与目标比较"),
    "指标_未发布": _spec("名称", "由核实单位提供的数据尚未发布"),
    "指标_未报送": _spec("名称 单位", "其他单位提供的数据尚未报送"),
    "指标_目标至少": _spec("值", "表中目标：不低于"),
    "指标_目标至多": _spec("值", "表中目标：不高于"),
    "指标_目标高于": _spec("值", "表中目标：高于某值"),
    "指标_目标低于": _spec("值", "表中目标：低于某值"),
    "指标_目标左右": _spec("值", "表中目标：左右"),
    "指标_目标等于": _spec("值", "表中目标：等于"),
    "指标_目标高于平均": _spec("", "表中目标：高于全市平均"),
    "指标_目标达到平均": _spec("", "表中目标：不低于全市平均"),
    "指标_目标位次": _spec("值", "表中目标：位次"),
    "指标_表达到": _spec("", "表中距目标：位次已达到目标"),
    "指标_表位次": _spec("位次 个数", "表中位次"),
    # 数量任务
    "任务_句": _spec("名称 完成 任务 完成率 序时 尚差", "一项数量任务的完整句"),
    "任务_零": _spec("名称 任务", "完成数为零"),
    "任务_完成": _spec("名称 完成 任务", "恰好完成"),
    "任务_超额": _spec("名称 完成 任务 完成率 超额", "超过任务数"),
    "任务_快于序时": _spec("差", "快于序时进度"),
    "任务_等于序时": _spec("", "与序时进度相同"),
    "任务_慢于序时": _spec("差", "慢于序时进度"),
    "任务_尚差": _spec("差", "距年度任务"),
    "任务_无数据": _spec("名称", "核实单位的数据尚未提供"),
    "任务_应完成": _spec("应完成", "按序时进度应完成的数"),
    "任务_月均": _spec("月均", "剩余月份平均每月需完成的数"),
    "任务_合计不重复": _spec("", "合计行：交叉类别不重复计"),
    "任务_合计重复": _spec("", "合计行：交叉类别重复计"),
    "任务_合计": _spec("", "没有交叉类别时的合计行"),
    "任务_合计注": _spec("名称", "合计行的说明"),
    "任务_序时注": _spec("", "按审批批次定序时的说明"),
    # 节点
    "节点_达到": _spec("名称 时限", "已达到"),
    "节点_晚达到": _spec("名称 时限", "已达到，晚于时限"),
    "节点_推进": _spec("名称 时限 进度 天数 承诺", "未到时限"),
    "节点_有风险": _spec("名称 时限 进度 天数 承诺", "临近时限、承诺晚于时限或停工"),
    "节点_逾期": _spec("名称 时限 截至 进度 天数 承诺", "过了方案所定时限"),
    "节点_过办定时间": _spec("名称 时限 截至 进度 天数 承诺", "过了专班办设定的时间，不称逾期"),
    "节点_未报": _spec("名称 时限 天数", "本期未报进展"),
    "节点_办定": _spec("时限", "表中时限由专班办设定"),
    "节点_表办定": _spec("时限", "表中时限由专班办设定，附星号"),
    "节点_表办定注": _spec("", "表下对星号的说明"),
    "节点_改期": _spec("原时限", "时限改动过时附在时限后"),
    "节点_状态done": _spec("", "表中状态"),
    "节点_状态done_late": _spec("", "表中状态"),
    "节点_状态on_track": _spec("", "表中状态"),
    "节点_状态at_risk": _spec("", "表中状态"),
    "节点_状态overdue": _spec("", "表中状态"),
    "节点_状态past": _spec("", "表中状态：过了专班办设定的时间"),
    "节点_状态not_reported": _spec("", "表中状态"),
    "节点_剩余": _spec("天数", "表中：未到时限"),
    "节点_已过": _spec("天数", "表中：已过时限"),
    # 落后
    "落后_指标": _spec("", "段首词"),
    "落后_任务": _spec("", "段首词"),
    "落后_节点": _spec("", "段首词"),
    "落后_项目": _spec("", "段首词"),
    "落后_事项": _spec("", "段首词"),
    "落后_责任": _spec("单位", "附在每项之后"),
    "落后_据反映": _spec("单位 原因", "填报单位报了原因时"),
    "落后_其余": _spec("数 处", "列不完时；处为汇总表里列出全部的那张"),
    "落后_无": _spec("", "没有落后事项时"),
    # 事项
    "事项_无题": _spec("提出 表", "事项没有题目时"),
    "事项_句": _spec("事项 提出 主办 协办 时限 超期", "一件事项"),
    "提请_句": _spec("事项 提出 主办 时限 超期 详情", "一件提请研究的事项"),
    "提请_无": _spec("", "没有提请研究的事项时"),
    # 项目
    "项目_句": _spec("名称 单位 投资完成率 投资差 支付率 支付差 未开工", "一个进度滞后的项目"),
    # 报送
    "报送_句": _spec("应报单位 应报 按时 本期无 逾期 逾期名单 退回 退回名单 未报 未报名单", "报送情况"),
    "报送_全部按时": _spec("应报单位 应报", "全部按时报送时"),
    "报送_待发布": _spec("数 名单", "核实单位提供的数据尚未发布"),
    "报送_发布后提供": _spec("数 名单", "核实单位在数据发布后提供的资料"),
    "报送_等": _spec("数", "名单列不完时接在后面"),
    **{f"报送_状态{s}": _spec("", "表中状态") for s in
       ("on_time", "late", "missing", "returned", "nil", "exempt", "not_due")},
    "报送_无应报": _spec("", "本期没有应报的表时"),
    # 矛盾
    "矛盾_句": _spec("表 对象 字段 说法 采用", "一处数据不一致"),
    "矛盾_说法": _spec("单位 数值", "一个单位的说法"),
    "矛盾_采用": _spec("单位", "以核实单位为准"),
    "矛盾_未定": _spec("", "没有核实单位时"),
    "矛盾_不列数": _spec("单位", "敏感字段只说各报不同"),
    "矛盾_无": _spec("", "没有不一致时"),
    "矛盾_其余": _spec("数", "列不完时"),
    # 督办
    "督办_依据": _spec("方案 原文", "依据"),
    "督办_时限": _spec("时限", "督办事项的时限"),
    "督办_无": _spec("", "没有红灯事项时"),
    "督办_其余": _spec("数", "逐项写不完时，其余事项列在反馈单里"),
    # 清单
    "清单_只列": _spec("列数 总数", "行数超过上限时"),
    "清单_共": _spec("总数", "全部列出时"),
    "清单_不列": _spec("表 总数", "敏感表只写行数"),
    "清单_填报单位": _spec("", "列名"),
    # 说明
    "说明_来源": _spec("截至", "资料来源和截止时点"),
    "说明_时段": _spec("时段 名称", "某时段的指标"),
    "说明_未发布": _spec("名称", "尚未发布"),
    "说明_未报数": _spec("名称", "应报的单位尚未报数"),
    "说明_无全市数": _spec("名称", "目标与全市比，而同期全市数尚未发布"),
    "说明_未报送": _spec("名称", "尚未报送的表"),
    "说明_沿用": _spec("名称", "沿用上期数的表和单位"),
    "说明_进位": _spec("", "四舍五入"),
    "说明_无数据表": _spec("名称", "句子所据的表没有数据"),
    # 事项、报送、督办、建议
    "事项_概况": _spec("在办 新增 解决 超期 临期", "某些事项表的总体情况"),
    "事项_无": _spec("", "没有在办和解决的事项时"),
    "事项_新增": _spec("", "段首词"),
    "事项_解决": _spec("", "段首词"),
    "事项_超期": _spec("", "段首词"),
    "事项_临期": _spec("", "段首词"),
    "表头_报送表": _spec("", "各列名，顿号分隔：单位、应报、按时、逾期、退回、未报"),
    "报送表_先进": _spec("数 名单", "全部按时的单位"),
    "表头_反馈单": _spec("", "各列名，顿号分隔：事项、办理情况、完成时间、责任人"),
    "反馈单_表名": _spec("", "反馈单的表名"),
    "反馈单_签字": _spec("", "反馈单下的签字"),
    "表头_议定": _spec("", "各列名，顿号分隔：事项、主办、议定意见、办理时限"),
    "议定_表名": _spec("", "议定事项表的表名"),
    "建议_其余": _spec("数", "有没有列出的建议时"),
    "建议_任务": _spec("单位 时限 差 名称 任务", "数量任务落后时的建议"),
    "建议_节点": _spec("单位 名称 天数 时限", "节点逾期时的建议"),
    "建议_事项": _spec("单位 事项 超期 时限", "事项超期时的建议"),
    "下期_句": _spec("节点", "下一期内到期的节点"),
    "下期_项": _spec("名称 时限 单位", "一个到期的节点"),
    "下期_无": _spec("", "没有到期的节点时"),
    "要目_段首": _spec("", "长文稿之前列小标题和页码时，上面的一行"),
    "附表_见": _spec("名称", "宽表放在文末横排页上时，正文里的一句"),
    # 预警
    "预警_概况": _spec("总数 红 新增 解除", "预警的总体情况"),
    "预警_短句": _spec("名称 数字", "简短的一项预警"),
    "预警_句": _spec("名称 说明 数字 责任 期数", "一项预警"),
    "预警_无": _spec("", "没有预警时"),
    # 发文
    "补充_段首": _spec("专班办公室", "文稿补充的段首词"),
    "更正_句": _spec("文稿 名称 原数 现数", "已发文稿中的一个数变动了"),
    "更正_没有": _spec("文稿 名称 原数", "已发文稿中的一个数，现在已没有"),
    "更正_其余": _spec("数", "列不完时"),
    "拟办_说明": _spec("数 已签发", "拟办清单之前的一句"),
    "拟办_无": _spec("", "没有待审定的文稿时"),
    "拟办_待审": _spec("", "表中状态：待审定"),
    "拟办_已签": _spec("签发人 日期", "表中状态：已签发"),
    "表头_拟办": _spec("", "各列名，顿号分隔：文稿、单位、事项数、文种、状态"),
    # 来源
    "来源_表名": _spec("", "数字来源附件的表名"),
    "表头_来源": _spec("", "各列名，顿号分隔：数字、口径、来源"),
    # 表
    "表_指标": _spec("报告期", "指标表的表名"),
    "表_任务": _spec("报告期", "数量任务表的表名"),
    "表_节点": _spec("报告期", "节点表的表名"),
    "表_报送": _spec("", "某单位应报表的表名"),
    "表_来源": _spec("单位", "表下的资料来源"),
    "表_指标单位": _spec("", "指标表右上的单位"),
    "表_任务单位": _spec("", "数量任务表右上的单位"),
    "表头_指标": _spec("", "各列名，顿号分隔：指标、目标、时段、完成、距目标、全市平均、位次、灯"),
    "表头_任务": _spec("", "各列名，顿号分隔：类别、任务、完成、完成率、序时、差、尚差、灯"),
    "表头_节点": _spec("", "各列名，顿号分隔：节点、时限、进度、状态、单位、灯"),
    "表头_报送": _spec("", "各列名，顿号分隔：表号、表名、期别、时限、状态"),
    "图_指标": _spec("报告期", "指标图的图名"),
    "图_指标说明": _spec("", "指标图的替代文字，读屏时用"),
    "图例_指标": _spec("", "指标图的图例，顿号分隔：目标、本期、全市平均"),
    "图_任务": _spec("报告期", "任务图的图名"),
    "图_任务说明": _spec("", "任务图的替代文字，读屏时用"),
    # 催报（reportgen.edges.mail.reminders）
    **{f"催报_{tone}{part}": _spec(f"{_UNIT} {_COUNTS}", f"{note}的{what}")
       for tone, note in (("提醒", "时限未到"), ("", "已过时限"), ("二次", "再次催报"), ("退回", "只有退回和核实"))
       for part, what in (("主题", "邮件主题"), ("开头", "邮件首段：各有几张"))},
    "催报_未报": _spec(_UNIT, "未报的表之前"),
    "催报_未报项": _spec(_ITEM, "一张未报的表"),
    "催报_待报": _spec(_UNIT, "时限将到而未报的表之前"),
    "催报_退回": _spec(_UNIT, "退回的表之前"),
    "催报_退回项": _spec(_ITEM, "一张退回的表"),
    "催报_逾期": _spec(_UNIT, "逾期报送的表之前"),
    "催报_逾期项": _spec(f"{_ITEM} 收到 天数", "一张逾期报送的表"),
    "催报_核实": _spec(_UNIT, "需核实的内容之前"),
    "催报_问题": _spec("表 位置 问题", "一处错误或需核实的内容"),
    "催报_其余": _spec("数", "问题列不完时"),
    "催报_附件": _spec(f"{_UNIT} 附件名单", "随信附上的退回件和空白表"),
    "催报_结尾": _spec(_UNIT, "邮件末段和落款"),
    "发表_主题": _spec(_UNIT, "下发报表的邮件主题"),
    "发表_正文": _spec(f"{_UNIT} 应报", "下发报表的邮件"),
    "发表_项": _spec(_ITEM, "一张应报的表"),
    "催报_短信": _spec(f"{_UNIT} {_COUNTS} 未报名单 退回名单 逾期名单 待报名单", "发到聊天软件的短句"),
    "催报_群通知": _spec(
        "报告期 截至 日期 反馈时限 专班办公室 应报单位 应报 已报 未报名单 退回名单 逾期名单", "发到工作群的通知"
    ),
    "催报_名单项": _spec("单位 表名", "群通知里的一个单位"),
    # 其他
    "拟稿": _spec("", "未定稿文书的标记"),
    "空格": _spec("", "表中没有数的格"),
}  # fmt: skip
"""Every wording that the code needs: key → its names and when it is printed."""
