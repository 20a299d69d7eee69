"""The plan (方案): every kind of item that a plan file can hold, as frozen dataclasses.

This is the one definition of the plan's schema. Each attribute is a column made by `col`: its
Chinese heading, its kind and what it refers to. The YAML keys, the workbook's sheets and
headings, `plan check`, the drop-downs of ``plan.xlsx`` and the schema page of the manual all
follow from here. Items refer to each other by the names that people use (unit and form names,
ids such as T01), never by position.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any


class ColumnKind(Enum):
    """What a column of the plan holds, and the Python type it becomes."""

    TEXT = "文本"  # str
    INTEGER = "整数"  # int | None
    NUMBER = "小数"  # Decimal | None
    YESNO = "是否"  # bool
    DATE = "日期"  # date | None
    TIME = "时刻"  # str "18:00"
    CHOICE = "选项"  # str, one of `choices`
    TEXTS = "多项"  # tuple[str, ...]; in a workbook cell joined by 、
    REF = "引用"  # str, the key of an item of a section named in `to`
    REFS = "多项引用"  # tuple[str, ...]
    FORMULA = "公式"  # str, in the language of reportgen.formula
    NESTED = "下级"  # tuple of items of `item`; in the workbook a sheet of its own


@dataclass(frozen=True, slots=True)
class Column:
    """What `col` says of one attribute."""

    heading: str
    kind: ColumnKind = ColumnKind.TEXT
    required: bool = False
    to: tuple[str, ...] = ()  # section attributes of `Plan`, e.g. ("units", "groups")
    choices: tuple[str, ...] = ()
    help: str = ""
    item: type | None = None
    sheet: str = ""  # for NESTED: the Chinese name of its sheet


_EMPTY: dict[ColumnKind, object] = {
    ColumnKind.INTEGER: None,
    ColumnKind.NUMBER: None,
    ColumnKind.DATE: None,
    ColumnKind.YESNO: False,
    ColumnKind.TEXTS: (),
    ColumnKind.REFS: (),
    ColumnKind.NESTED: (),
}


def col(
    heading: str,
    kind: ColumnKind = ColumnKind.TEXT,
    *,
    required: bool = False,
    to: tuple[str, ...] = (),
    choices: tuple[str, ...] = (),
    help: str = "",
    item: type | None = None,
    sheet: str = "",
    default: object = None,
) -> Any:
    """Declare one column of a kind of item (dataclass field with its `Column` as metadata)."""
    column = Column(heading, kind, required, to, choices, help, item, sheet)
    empty = _EMPTY.get(kind, "") if default is None else default
    return field(default=empty, metadata={"column": column})


_K = ColumnKind
LINEAR = "线性"
"""What `Milestone.curve` says for progress day by day from the year's first day to the time limit."""
RHYTHMS = ("周", "旬", "月", "季", "年", "变动")


class FieldType(Enum):
    """What a field of a form holds (字段类型). The value is the word used in plans."""

    TEXT = "文本"
    INTEGER = "整数"
    NUMBER = "小数"
    PERCENT = "百分比"  # 6.5 means 6.5 %, a cell shown as 6.5% (0.065) is understood as 6.5
    WAN = "万元"
    YI = "亿元"
    DATE = "日期"  # with its precision (day, 旬, month, quarter, half-year, year)
    CHOICE = "选项"  # one value of `list`
    CHOICES = "多选"  # several values of `list`, joined by 、
    USCC = "信用代码"  # 统一社会信用代码, GB 32100-2015
    PROJECT_CODE = "项目代码"  # 发改投资〔2020〕1439号
    INDUSTRY = "行业代码"  # GB/T 4754-2017: letter and two to four digits, a name may follow
    PHONE = "电话"
    YESNO = "是否"

    @property
    def numeric(self) -> bool:
        return self in _NUMERIC

    @property
    def coded(self) -> bool:
        """Whether it is a code that a national standard defines."""
        return self in (FieldType.USCC, FieldType.PROJECT_CODE, FieldType.INDUSTRY)

    @classmethod
    def of(cls, word: str) -> FieldType:
        """Return the type of a plan's *word*, as ``FieldType(word)`` does, but quickly: it is asked for every cell."""
        return _TYPES.get(word) or cls(word)


_TYPES = {t.value: t for t in FieldType}
_NUMERIC = frozenset({FieldType.INTEGER, FieldType.NUMBER, FieldType.PERCENT, FieldType.WAN, FieldType.YI})

PLACES = ("表头", "表格", "表尾")
SIDES = ("填报", "提出", "主办", "协办", "办公室")
"""Who fills a field (填写方). 填报 = whoever sends the form; the others are roles in a matter."""

PURPOSES: Mapping[str, tuple[str, ...]] = {
    # purpose → roles that its fields must fill (see ROLES)
    "指标": ("indicator",),
    "任务": ("requirement", "progress"),
    "入库审核": ("firm", "code", "category", "status", "approved"),
    "培育库": ("firm", "code", "category", "status"),
    "项目": ("name", "code"),
    "节点": ("milestone", "stage"),
    "事项": ("matter", "title", "raiser", "lead", "due", "state"),
    "任务分解": ("name", "year_task", "month_plan"),
    "台账": (),
}
SHARED_ROLES = frozenset({"month_plan"})
"""Roles that several fields of a form may play; their order counts."""
"""What a form is for. The code knows purposes and roles, never a form's or a field's name."""

ROLES: Mapping[str, str] = {
    "indicator": "指标名称",
    "family": "指标类别",
    "data_period": "数据时段（如 1—9月）",
    "amount": "总量",
    "growth": "增速（%）",
    "value": "数值（占比、亩均税收等）",
    "peer": "全市平均（与 growth 或 value 同口径）",
    "peer_period": "全市数的时段",
    "rank": "位次",
    "rank_field": "参与排位的个数",
    "released": "发布时间",
    "grade": "数据性质（快报、初步核算、最终）",
    "requirement": "任务要求编号",
    "progress": "进展（文字或百分比）",
    "problem": "存在问题",
    "cause": "填报单位所述原因",
    "next_step": "下一步措施",
    "firm": "企业名称",
    "code": "统一社会信用代码或项目代码",
    "category": "拟入规类别",
    "status": "当前状态",
    "approved": "审批通过月份",
    "expected": "预计申报或入规月份",
    "batch": "申报批次（所属年度由此定，没有的按审批通过月份）",
    "removed": "退库月份",
    "cross": "是否文化产业（交叉类别）",
    "name": "名称",
    "labels": "清单标签",
    "year_plan": "本年计划投资",
    "year_done": "本年完成投资",
    "year_task": "全年任务（任务分解）",
    "month_plan": "分月计划，一月到十二月各一个字段，依次排列",
    "person": "责任人",
    "total": "总投资",
    "total_done": "累计完成投资",
    "fund_issued": "下达资金",
    "fund_day": "资金下达日期，支付的序时从此起算",
    "fund_paid": "支付资金",
    "planned_signing": "计划签约日期",
    "actual_signing": "实际签约日期",
    "planned_landing": "计划落地日期",
    "actual_landing": "实际落地日期",
    "planned_start": "计划开工日期",
    "actual_start": "实际开工日期",
    "planned_listing": "计划纳统日期",
    "actual_listing": "实际纳统日期",
    "planned_counting": "计划报数日期",
    "actual_counting": "实际报数日期",
    "planned_finish": "计划竣工日期",
    "actual_finish": "实际竣工日期",
    "basis": "口径（首次填报后不变）",
    "milestone": "节点编号",
    "stage": "节点状态",
    "reached": "实际达到日期",
    "promised": "承诺（预计）日期",
    "measured": "当前进度或数量（与节点阈值同单位）",
    "matter": "事项编号",
    "title": "事项内容",
    "raiser": "提出单位",
    "raised": "提出日期",
    "lead": "主办单位",
    "partners": "协办单位",
    "due": "办理时限",
    "extended": "延期至",
    "state": "办理状态",
    "closed": "销号日期",
    "agreed": "销号意见（有此字段的表，同意后才算销号）",
    "result": "办理结果",
    "warning": "所答复的预警的编号（汇总表“预警”页所列）",
    "note": "备注",
    "filler": "填报人",
    "reviewer": "审核人",
    "phone": "联系电话",
    "filled_on": "填报日期",
}


# ---------------------------------------------------------------- 基本信息 and settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """基本信息: one mapping in YAML, a two-column sheet in the workbook."""

    name: str = col("方案名称", required=True)
    year: int = col("年度", _K.INTEGER, required=True)
    region: str = col("县（市、区）", required=True)
    city: str = col("所属市", required=True)
    office: str = col("专班办公室名称", required=True)
    office_unit: str = col("专班办公室所在单位", _K.REF, required=True, to=("units",))
    publisher: str = col("编发单位", required=True)
    task_force: str = col("专班名称", help="须审定的文稿以专班名义发出时的署名，留空用编发单位")
    brief_name: str = col("简报名称", required=True, help="如：稳增长工作简报")
    form_prefix: str = col("表号前缀", required=True, help="两到四个大写字母，如：WZZ")
    sheet_note: str = col("表式说明", required=True, help="印在每张表上，如：工作调度表，非统计调查表")
    confidentiality: str = col("密级或内部标识", help="如：内部资料 注意保存")
    send_to: tuple[str, ...] = col("报送对象", _K.TEXTS, help="简报报尾“报”")
    copy_to: tuple[str, ...] = col("抄送对象", _K.TEXTS, help="简报报尾“送”，没有的留空，该行不印")
    issue_to: tuple[str, ...] = col("发至对象", _K.TEXTS, help="简报报尾“发”，没有的留空，该行不印")
    copies: int | None = col("印发份数", _K.INTEGER, help="没有的留空，该行不印")
    signatory: str = col("签发人", help="召集人姓名，没有的留空")
    time_zone: str = col("时区", required=True, default="+08:00")
    source: str = col("依据")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """设置: a value that the plan leaves open or that the office chose (疑义的处理)."""

    key: str = col("设置", required=True, help="程序使用的名称，见手册；仅作说明的设置可自拟")
    value: str = col("取值", required=True)
    default: str = col("默认值")
    set_by: str = col("由谁确定", _K.CHOICE, choices=("plan", "office"), default="office")
    ambiguity: str = col("疑义编号")
    where: str = col("出处")
    question: str = col("疑义")
    handling: str = col("处理")


LETTERS = ("通知", "函", "便笺")
"""How the office writes to a unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """单位."""

    id: str = col("编号", required=True)
    name: str = col("名称", required=True)
    full_name: str = col("全称")
    aliases: tuple[str, ...] = col("其他叫法", _K.TEXTS)
    kind: str = col(
        "性质",
        _K.CHOICE,
        choices=("成员单位", "乡镇街道", "项目单位", "外部来源", "领导机关", "其他"),
        default="成员单位",
    )
    reports: bool = col("是否报送", _K.YESNO)
    verifier: bool = col("是否仅作核实", _K.YESNO, help="数据来源和核实单位，不作为任务承担单位评价")
    letter: str = col(
        "行文方式", _K.CHOICE, choices=LETTERS, default="通知",
        help="督办等文稿发给该单位时用什么文种：党委部门、政府办、垂直管理单位用函，专班办所在单位用便笺",
    )  # fmt: skip
    valid_from: date | None = col("启用日期", _K.DATE)
    valid_to: date | None = col("停用日期", _K.DATE)
    replaced_by: str = col("由何单位接替", _K.REF, to=("units",))
    note: str = col("备注")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """单位组: a name for several units, e.g. 各乡镇（街道）."""

    name: str = col("名称", required=True)
    members: tuple[str, ...] = col("单位", _K.REFS, to=("units",))
    note: str = col("备注")


# ---------------------------------------------------------------- what the plan demands


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """任务要求: one sentence of a task; its full id is ``<task id>/<id>``."""

    id: str = col("编号", required=True, help="如 r1")
    text: str = col("原文", required=True)
    yields: str = col("产出")
    owners: tuple[str, ...] = col("责任单位", _K.REFS, required=True, to=("units", "groups"))
    narrative: bool = col("是否列入任务台账", _K.YESNO)
    forms: tuple[str, ...] = col("由哪些表反映", _K.REFS, required=True, to=("forms",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """重点任务."""

    id: str = col("编号", required=True, help="如 二（一）1")
    group: str = col("所属部分")
    name: str = col("名称", required=True)
    lead: str = col("牵头单位", _K.REF, required=True, to=("units",))
    lead_set_by: str = col("牵头由谁确定", _K.CHOICE, choices=("plan", "office"), default="plan")
    partners: tuple[str, ...] = col("配合单位", _K.REFS, to=("units", "groups"))
    open_set: bool = col("单位是否带“等”", _K.YESNO)
    requirements: tuple[Requirement, ...] = col("任务要求", _K.NESTED, item=Requirement, sheet="任务要求")


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """指标: a series that some unit supplies in a form of purpose 指标."""

    name: str = col("名称", required=True)
    family: str = col(
        "指标类别", _K.CHOICE, choices=("年度计划", "实物量", "高质量发展绩效评价", "园区", "共享数据"), required=True
    )
    aliases: tuple[str, ...] = col("其他叫法", _K.TEXTS)
    unit: str = col("总量单位", help="亿元、万千瓦时等；只报增速的留空")
    growth: bool = col("是否报增速", _K.YESNO)
    rank: bool = col("是否报位次", _K.YESNO)
    supplier: str = col("数据提供单位", _K.REF, required=True, to=("units",))
    form: str = col("所在表", _K.REF, required=True, to=("forms",))
    rhythm: str = col("频率", _K.CHOICE, choices=RHYTHMS, default="月")
    basis: str = col("口径", help="价格口径、分子分母、统计范围")
    note: str = col("备注")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """目标: an indicator's demanded growth, value or rank (T and P items)."""

    id: str = col("编号", required=True)
    name: str = col("名称", required=True)
    indicator: str = col("指标", _K.REF, required=True, to=("indicators",))
    measure: str = col("考核什么", _K.CHOICE, choices=("增速", "数值", "总量", "位次"), required=True)
    operator: str = col("关系", _K.CHOICE, choices=("≥", "≤", ">", "<", "≈", "="), required=True)
    value: Decimal | None = col("目标值", _K.NUMBER, help="与全市平均比较的留空")
    peer: bool = col("是否与全市平均比", _K.YESNO)
    unit: str = col("单位", required=True, help="%、位、万元/亩")
    text: str = col("原文", required=True)
    strength: str = col("约束用词", help="力争、确保等，原文没有的留空")
    owner: str = col("责任单位", _K.REF, required=True, to=("units",))
    requirement: str = col("任务要求", _K.REF, to=("requirements",))
    headline: bool = col("是否列入首页", _K.YESNO, default=True)
    note: str = col("备注")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """指标任务（数量）: so many firms of a category within the year (Q items)."""

    id: str = col("编号", required=True)
    name: str = col("名称", required=True)
    category: str = col("类别", required=True, help="“入库审核”表类别字段的选项；交叉类别填交叉字段的名称")
    cross: bool = col("是否交叉类别", _K.YESNO, help="与其他类别重复计数，不计入合计")
    value: int = col("任务数", _K.INTEGER, required=True)
    unit: str = col("单位", default="家")
    owner: str = col("培育责任单位", _K.REF, required=True, to=("units",))
    verifier: str = col("核实单位", _K.REF, required=True, to=("units",))
    pace: str = col("序时口径", _K.CHOICE, choices=("按月均分", "按批次", "不计序时"), default="按月均分")
    requirement: str = col("任务要求", _K.REF, required=True, to=("requirements",))
    text: str = col("原文", required=True)
    strength: str = col("约束用词")
    note: str = col("备注")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """审批批次: by *by*, so much of each quota is expected (for pace 按批次)."""

    quota: str = col("指标任务", _K.REF, required=True, to=("quotas",))
    by: date | None = col("截止日期", _K.DATE, required=True)
    share: Decimal | None = col("应完成比例", _K.NUMBER, required=True, help="0—1，累计")
    note: str = col("备注")


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """节点 (M items)."""

    id: str = col("编号", required=True)
    name: str = col("名称", required=True)
    due: date | None = col("时限", _K.DATE, required=True)
    due_text: str = col("时限原文")
    set_by: str = col(
        "时限由谁确定", _K.CHOICE, choices=("plan", "office"), default="plan", help="office 印“办公室设定”，不作逾期"
    )
    kind: str = col("类型", _K.CHOICE, choices=("进度", "完工", "开工", "数量", "投运", "比率"), required=True)
    threshold: Decimal | None = col("阈值", _K.NUMBER)
    unit: str = col("单位")
    owner: str = col("填报单位", _K.REF, required=True, to=("units",))
    owner_set_by: str = col("单位由谁确定", _K.CHOICE, choices=("plan", "office"), default="office")
    requirement: str = col("任务要求", _K.REF, required=True, to=("requirements",))
    form: str = col("所在表", _K.REF, required=True, to=("forms",))
    text: str = col("原文", required=True)
    strength: str = col("约束用词")
    basis: str = col("口径", help="进度按实物量还是投资、入驻率按面积还是企业数")
    aliases: tuple[str, ...] = col("其他叫法", _K.TEXTS)
    curve: tuple[str, ...] = col(
        "进度曲线",
        _K.TEXTS,
        help="各时点应达到的进度，如 2025-06-30=40、2025-09-30=60；写 线性 为年初到时限按日均分；留空不比",
    )
    note: str = col("备注")


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """其他有时限或可计量的要求."""

    id: str = col("编号", required=True)
    text: str = col("原文", required=True)
    measure: str = col("如何计量", required=True)
    requirement: str = col("任务要求", _K.REF, to=("requirements",))
    forms: tuple[str, ...] = col("由哪些表反映", _K.REFS, required=True, to=("forms",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequency:
    """频率用词 (F items)."""

    id: str = col("编号", required=True)
    words: str = col("用词", required=True)
    where: str = col("出处")
    meaning: str = col("含义", required=True)
    rhythm: str = col("频率", _K.CHOICE, choices=RHYTHMS)
    forms: tuple[str, ...] = col("由哪些表反映", _K.REFS, required=True, to=("forms",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mechanism:
    """机制、清单、库、会议、活动 (G items); each is served by forms."""

    id: str = col("编号", required=True)
    name: str = col("名称", required=True)
    kind: str = col("种类", _K.CHOICE, choices=("清单", "机制", "库", "会议", "活动", "机构"), required=True)
    requirement: str = col("任务要求", _K.REF, required=True, to=("requirements",))
    rhythm_text: str = col("频率原文")
    owner: str = col("责任单位", _K.REF, required=True, to=("units", "groups"))
    owner_text: str = col("责任单位原文")
    forms: tuple[str, ...] = col("由哪些表服务", _K.REFS, required=True, to=("forms",))
    how: str = col("如何服务", required=True)


# ---------------------------------------------------------------- forms


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """字段."""

    name: str = col("字段", required=True)
    place: str = col("位置", _K.CHOICE, choices=PLACES, default="表格")
    group: str = col("分组表头")
    type: str = col("类型", _K.CHOICE, choices=tuple(t.value for t in FieldType), default="文本")
    unit: str = col("单位", help="印在表头；万元、亿元、百分比不必再填")
    decimals: int | None = col("小数位", _K.INTEGER)
    required: bool = col("必填", _K.YESNO)
    required_if: str = col("何时必填", _K.FORMULA, help='如 [当前状态]="已办结"')
    list: str = col("选项表", _K.REF, to=("lists", "registers"), help="选项表名称，或 单位、指标、节点")
    key: bool = col("是否主键", _K.YESNO)
    carry: bool = col("是否结转", _K.YESNO, help="下期预填上期报的值")
    sensitive: bool = col("是否敏感", _K.YESNO)
    cumulative: bool = col("是否年内累计数", _K.YESNO, help="年内各期不应下降")
    role: str = col("用途", _K.CHOICE, choices=tuple(ROLES))
    side: str = col("填写方", _K.CHOICE, choices=SIDES, default="填报")
    minimum: Decimal | None = col("最小值", _K.NUMBER)
    maximum: Decimal | None = col("最大值", _K.NUMBER)
    help: str = col("填报说明")
    example: str = col("示例")
    aliases: tuple[str, ...] = col("其他叫法", _K.TEXTS)
    width: int | None = col("列宽", _K.INTEGER, help="字符数")
    zero_words: bool = col("“无”是否指零", _K.YESNO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """报送时限: *days* after the period's last day (negative: before it)."""

    rhythm: str = col("频率", _K.CHOICE, choices=RHYTHMS, required=True)
    days: int = col("期末后第几日", _K.INTEGER, required=True)
    basis: str = col("计日方式", _K.CHOICE, choices=("自然日", "工作日"), default="自然日")
    time: str = col("时刻", _K.TIME, default="18:00")
    on_holiday: str = col(
        "遇节假日",
        _K.CHOICE,
        choices=("顺延", "提前", "不变", "停报", "并入下期"),
        default="顺延",
        help="停报、并入下期：时限那天休息的，这一期免报；并入下期的，内容在下一期一并报",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """报表."""

    number: str = col("表号", required=True, help="前缀加两位数字，如 WZZ01")
    name: str = col("名称", required=True, help="不超过 25 个字，用作工作表名")
    title: str = col("标题", required=True)
    purpose: str = col("用途", _K.CHOICE, choices=tuple(PURPOSES), required=True)
    rhythms: tuple[str, ...] = col("频率", _K.TEXTS, required=True)
    owners: tuple[str, ...] = col("填报单位", _K.REFS, required=True, to=("units", "groups"))
    rows_from: str = col(
        "固定行", _K.CHOICE, choices=("", "指标", "节点", "任务要求"), help="按登记逐行预印，只留填报单位自己的"
    )
    paper: str = col("纸张", _K.CHOICE, choices=("A4", "A3"), default="A4")
    carry: bool = col("是否结转", _K.YESNO, help="按上期已接收的行预填")
    nil_allowed: bool = col("可报本期无", _K.YESNO)
    unchanged_allowed: bool = col("可报较上期无变化", _K.YESNO)
    empty_rows: int = col("空行数", _K.INTEGER, default=15)
    sensitive: bool = col("是否敏感", _K.YESNO)
    public: bool = col("是否可公开", _K.YESNO)
    scan: bool = col("须附盖章扫描件", _K.YESNO, help="与表格一起报送的 PDF 或图片，没有收到的列为核实")
    exempt_months: tuple[str, ...] = col("免报月份", _K.TEXTS, help="如 1")
    authority: str = col("重复时以谁为准", _K.REF, to=("units",))
    instructions: str = col("填表说明")
    deadlines: tuple[Deadline, ...] = col("报送时限", _K.NESTED, item=Deadline, sheet="报送时限")
    fields: tuple[Field, ...] = col("字段", _K.NESTED, item=Field, sheet="字段")

    def columns(self) -> tuple[Field, ...]:
        """The fields of the table, in order."""
        return tuple(f for f in self.fields if f.place == "表格")

    def keys(self) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.key)

    def field(self, name: str) -> Field | None:
        return next((f for f in self.fields if f.name == name), None)

    def role(self, role: str) -> Field | None:
        """The field that plays *role*, or None."""
        return next((f for f in self.fields if f.role == role), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """选项."""

    value: str = col("选项", required=True)
    aliases: tuple[str, ...] = col("其他写法", _K.TEXTS)
    meaning: str = col("程序含义", help="如 done、open、closed、approved、removed、started；见手册")
    note: str = col("说明")


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionList:
    """选项表. ``Option.meaning`` is how code asks "is this state closed?" without knowing words."""

    name: str = col("名称", required=True)
    options: tuple[Option, ...] = col("选项", _K.NESTED, item=Option, sheet="选项")

    def meaning(self, value: str) -> str:
        return next((o.meaning for o in self.options if o.value == value), "")


MEANINGS: Mapping[str, str] = {
    "approved": "审批通过（计入新入规）",
    "removed": "退库",
    "rejected": "审核未通过",
    "ready": "达标而尚未申报",
    "open": "在办",
    "closed": "已销号",
    "agreed": "同意销号",
    "settled": "已办结待销号",
    "started": "已开工",
    "not_started": "未开工",
    "done": "已完成（达到节点）",
    "stopped": "停工或终止",
}
"""What `Option.meaning` may say, and nothing else."""


# ---------------------------------------------------------------- judging and printing


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """核对关系: a condition that each row (or the head) of a form must meet."""

    id: str = col("编号", required=True)
    form: str = col("表", _K.REF, required=True, to=("forms",))
    condition: str = col("应满足", _K.FORMULA, required=True, help="如 [支付资金]<=[下达资金]；有空值时不判")
    severity: str = col(
        "程度",
        _K.CHOICE,
        choices=("error", "query", "notice"),
        default="query",
        help="error 强制，query 核实，notice 只提示专班办，不印进模板和退回",
    )
    field: str = col("标在哪个字段", required=True)
    message: str = col("提示", required=True, help="哪里不对；涉及的数自动附在后面")
    remedy: str = col("怎么办", help="不填的为：有误的请改正，确实如此的请说明原因")
    why: str = col("理由")
    source: str = col("依据", help="方案条款、制度或专班办的决定")
    since: date | None = col("启用日期", _K.DATE, help="期末早于这一天的期不判；不填为一直有效")
    passes: str = col("成立的例子", help="如 支付资金=300；下达资金=500，plan check 代入验算")
    fails: str = col("不成立的例子", help="如 支付资金=600；下达资金=500")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """核实关系: the same fact told by two units; where they differ the authority's is used."""

    id: str = col("编号", required=True)
    form: str = col("表", _K.REF, required=True, to=("forms",))
    field: str = col("字段", required=True)
    authority_form: str = col("核实表", _K.REF, required=True, to=("forms",))
    authority_field: str = col("核实字段", required=True)
    why: str = col("理由", required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """工作日历: days off and make-up working days that weekdays alone do not tell."""

    first: date | None = col("起", _K.DATE, required=True)
    last: date | None = col("止", _K.DATE, required=True)
    kind: str = col("安排", _K.CHOICE, choices=("休息", "上班"), required=True)
    name: str = col("名称")
    source: str = col("依据")


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """亮灯规则: the first rule of its kind whose condition holds gives the light."""

    applies_to: str = col(
        "对象", _K.CHOICE, choices=("quotas", "targets", "milestones", "matters", "projects"), required=True
    )
    light: str = col("灯", _K.CHOICE, choices=("green", "yellow", "red", "grey"), required=True)
    when: str = col("条件", _K.FORMULA, required=True)
    word: str = col("灯字", required=True, help="印在灯旁：红、黄、绿、灰")
    why: str = col("说明", required=True)


LIGHT_VARIABLES: Mapping[str, Mapping[str, str]] = {
    "quotas": {
        "任务数": "全年任务数",
        "完成数": "审批通过数",
        "完成率": "完成数占任务数，%",
        "序时进度": "按序时口径应完成的比例，%；不计序时或批次未到时为空",
        "差序时": "完成率减序时进度，百分点",
        "在审数": "已申报、正在审核的企业数",
    },
    "targets": {
        "目标值": "目标值；与全市平均比较的，为同期全市数",
        "完成值": "最近一期完成值",
        "差值": "完成值与目标值之差，按好的方向为正（位次越小越好）",
        "容差": "“左右”的容差，其他关系为 0",
        "上期值": "上一期完成值",
        "达到": "是否满足目标所写的关系（左右按容差）",
    },
    "milestones": {
        "状态": "done、done_late、on_track、at_risk、overdue、not_reported",
        "剩余天数": "距时限的天数，过期为负",
        "进度": "当前进度或数量",
        "阈值": "要求的进度或数量",
        "办定": "时限是否由办公室设定",
        "改期次数": "年内承诺日期推后的次数",
        "本期改期": "本期承诺日期是否比上期推后",
    },
    "matters": {
        "状态": "open、settled、closed",
        "剩余天数": "距办理时限的天数，过期为负；无时限为空",
    },
    "projects": {
        "投资完成率": "本年完成投资占本年计划，%",
        "支付率": "支付资金占下达资金，%",
        "序时进度": "按月均分的应完成比例，%",
        "投资差序时": "投资完成率减序时进度，百分点",
        "支付差序时": "支付率减支付序时进度（自资金下达起算，没有下达日期的自年初起算），百分点",
        "应开工未开工": "计划开工日期已过而未开工",
    },
}
"""What the conditions of lights may name, by what they apply to. A name without data is blank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningRule:
    """预警规则: a tendency over figures and their history that has to be raised at once (苗头性、倾向性问题)."""

    id: str = col("编号", required=True, help="如 增速连续回落；不含斜线")
    applies_to: str = col(
        "对象", _K.CHOICE, choices=("quotas", "targets", "milestones", "projects", "matters", "forms", "returns"),
        required=True,
    )  # fmt: skip
    light: str = col("灯", _K.CHOICE, choices=("yellow", "red"), default="yellow")
    when: str = col("条件", _K.FORMULA, required=True, help="如 [下降期数]>=2；有空值时不判")
    why: str = col("说明", required=True)


WARNING_VARIABLES: Mapping[str, Mapping[str, str]] = {
    "targets": {
        "下降期数": "完成值连续变差的期数（同一数据时段只算一次；位次变大为变差）",
        "差值": "完成值与目标值之差，按好的方向为正",
        "未发布期数": "连续没有数据的期数，含本期",
    },
    "quotas": {
        "任务数": "全年任务数",
        "完成数": "审批通过数",
        "差序时": "完成率减序时进度，百分点；不计序时或批次未到时为空",
        "本期新增": "本期完成数减上期完成数",
        "上期新增": "上期的本期新增",
        "最快可达": "完成数加年内最快一期新增乘剩余期数；按月均分的任务才有",
        "预计低值": "按企业阶段和预计月份，年底可达的低值",
        "预计高值": "按企业阶段和预计月份，年底可达的高值",
    },
    "milestones": {
        "状态": "done、done_late、on_track、at_risk、overdue、not_reported",
        "剩余天数": "距时限的天数，过期为负",
        "推后次数": "年内承诺日期推后的次数",
        "推后天数": "承诺日期晚于时限的天数，早于为负",
        "未变期数": "所报进度连续没有变化的期数",
        "差曲线": "当前进度减进度曲线应达到的，按进度的单位",
    },
    "projects": {
        "未变期数": "所报阶段、投资、支付连续没有变化的期数",
        "支付超进度": "支付率减投资完成率，百分点",
        "超总投资": "累计完成投资是否大于总投资",
        "应纳统未纳统": "计划纳统日期已过或已报投资而没有纳统",
        "应开工未开工": "计划开工日期已过而未开工",
        "阶段天数": "在当前环节已停留的天数；已报数、已竣工的为空",
    },
    "matters": {
        "超期天数": "超过办理时限的天数，未超期为 0",
        "在办天数": "提出以来的天数，已办结、已销号的为空",
        "重开次数": "年内办结或销号后又在办的次数",
    },
    "forms": {
        "应报数": "应报此表的单位数",
        "未报数": "未报的单位数",
        "逾期数": "逾期报送的单位数",
        "退回数": "退回尚未改正的单位数",
        "未按时比例": "没有在时限内报送的单位占应报单位，%",
    },
    "returns": {
        "未报期数": "一个单位的一张表连续未报的期数，含本期",
        "逾期期数": "一个单位的一张表连续逾期或未报的期数，含本期",
    },
}
"""What the conditions of warnings may name, by what they apply to. A name without data is blank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounding:
    """进位: decimals of printed numbers by unit (四舍五入, half up)."""

    unit: str = col("单位", required=True)
    decimals: int = col("小数位", _K.INTEGER, required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """统计口径: a number taken from the rows of a form; documents print it by its id."""

    id: str = col("编号", required=True, help="如 堵点在办数；不含数字和花括号")
    name: str = col("名称", required=True)
    form: str = col("表", _K.REF, to=("forms",))
    function: str = col("算法", _K.CHOICE, choices=("计数", "求和", "去重计数", "比率"), required=True)
    field: str = col("字段", help="求和、去重计数用")
    where: str = col("条件", _K.FORMULA)
    numerator: str = col("分子", _K.REF, to=("measures",))
    denominator: str = col("分母", _K.REF, to=("measures",))
    unit: str = col("单位", required=True)
    note: str = col("口径说明")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """措辞: a sentence pattern by key; its {names} are filled with figures and names."""

    key: str = col("措辞", required=True)
    text: str = col("句式", required=True)
    note: str = col("何时用")


BLOCKS: Mapping[str, str] = {
    "总体": "一句话总体情况",
    "目标表": "主要指标完成情况表",
    "指标图": "主要增速的目标、本期和全市平均（图）",
    "目标述": "逐项说明指标",
    "指标任务表": "数量任务与序时表",
    "任务图": "数量任务年内各期的完成数（图）",
    "指标任务述": "逐项说明数量任务",
    "节点表": "节点进度表",
    "节点述": "逐项说明节点",
    "落后": "落后事项及责任单位",
    "报送": "报送情况",
    "句子": "按句式逐句写，数取自统计口径",
    "清单": "列出某表的行（rows_where 选行，fields 选字段）",
    "矛盾": "各单位数据不一致的事项",
    "督办": "某单位的红灯事项",
    "提请": "需要县级研究决定的事项",
    "预警": "预警规则发现的苗头性、倾向性问题",
    "事项": "某些事项表本期新增、解决、在办、超期的事项",
    "报送表": "逾期、退回和未报的单位及张数",
    "反馈单": "督办事项的反馈单，由收文单位填写",
    "议定": "提请事项的议定结果表，会后填写",
    "建议": "有依据的建议：单位、时限、可衡量的结果",
    "下期": "下一期内到期的节点",
    "拟办": "待召集人审定的文稿清单",
    "更正": "已发文稿中后来变动的数",
    "说明": "资料来源、口径、未报和未发布的说明",
}
"""What a section of a document can be made of. Each block is one module in `reportgen.brief`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """文稿段落: one section of a document."""

    id: str = col("编号", required=True)
    heading: str = col("标题", help="留空则不另起标题")
    block: str = col("内容", _K.CHOICE, choices=tuple(BLOCKS), required=True)
    forms: tuple[str, ...] = col("涉及表", _K.REFS, to=("forms",))
    text: str = col("句式", help="内容为“句子”时用；{统计口径编号}处填数；多句换行")
    no_data: str = col("无数据时写", help="如 本期未报送")
    fields: tuple[str, ...] = col("列出字段", _K.TEXTS, help="“落后”填哪几类：指标、任务、节点、项目、事项")
    where: str = col("选行条件", _K.FORMULA)
    limit: int | None = col(
        "最多行数",
        _K.INTEGER,
        help="“落后”为各类合计最多几项，“报送”为每种情况最多几家，“督办”为逐项写的项数，其余列表",
    )
    landscape: bool = col("横排附表", _K.YESNO, help="列多的清单放到文末横排页上")
    attachment: bool = col("作为附件", _K.YESNO, help="排在落款之后另起一页，正文末写附件说明")
    short: bool = col("从简", _K.YESNO, help="“落后”不写原因，“提请”不写提出单位，“预警”合写一段")
    join: bool = col("连成一段", _K.YESNO, help="各句接成一段，省篇幅")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """文稿: a kind of Word document, its template and its passages."""

    kind: str = col("种类", required=True, help="brief --kind 的取值")
    name: str = col("名称", required=True)
    template: str = col("Word 模板", required=True, help="templates/word/ 下的文件名")
    period_kind: str = col("适用周期", _K.CHOICE, choices=RHYTHMS, default="月")
    masthead: str = col("刊名", help="报头上的名称，各有期号的简报各有刊名；留空用“简报名称”")
    title: str = col("标题句式", required=True)
    per_unit: bool = col("每单位一份", _K.YESNO)
    approval: bool = col("是否须审定", _K.YESNO, help="须专班召集人审定后才发出：列入拟办清单，审定前标明拟稿")
    contents: bool = col("是否列要目", _K.YESNO, help="长文稿正文之前列出各部分的小标题和页码")
    addressee: str = col("主送", help="不是每单位一份的公文主送谁，如 {县}人民政府")
    annotation: str = col("附注", help="落款之下括号里的话，如 联系单位：{专班办公室}")
    letter_template: str = col("函的模板", help="发给行文方式为“函”的单位时用，留空则不分文种")
    letter_title: str = col("函的标题")
    note_template: str = col("便笺的模板", help="发给行文方式为“便笺”的单位时用")
    note_title: str = col("便笺的标题")
    passages: tuple[Passage, ...] = col("段落", _K.NESTED, item=Passage, sheet="文稿段落")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """原文句: every sentence of the plan's text and the items that it led to."""

    id: str = col("编号", required=True)
    line: int | None = col("行", _K.INTEGER)
    text: str = col("起首", required=True)
    covers: tuple[str, ...] = col("对应", _K.TEXTS, required=True, help="项目编号（T01、二（一）1/r1、A03），或 标题")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """变更: from *since*, one attribute of one item has another value."""

    section: str = col("类别", required=True, help="如 targets")
    item: str = col("编号", required=True)
    attribute: str = col("属性", required=True)
    since: date | None = col("自何日起", _K.DATE, required=True)
    value: str = col("新值", required=True)
    set_by: str = col("由谁确定", _K.CHOICE, choices=("plan", "office"), default="office")
    reason: str = col("依据", required=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item's attribute stands in the plan file; for YAML *cell* is 第n行."""

    file: str
    sheet: str
    cell: str
    raw: str = ""


@dataclass(frozen=True)
class Plan:
    """The whole plan. Sections keep the order of the file."""

    header: Header = field(metadata={"sheet": "基本信息", "item": Header})
    settings: tuple[Setting, ...] = field(default=(), metadata={"sheet": "设置", "item": Setting, "key": "key"})
    units: tuple[Unit, ...] = field(default=(), metadata={"sheet": "单位", "item": Unit, "key": "name"})
    groups: tuple[Group, ...] = field(default=(), metadata={"sheet": "单位组", "item": Group, "key": "name"})
    tasks: tuple[Task, ...] = field(default=(), metadata={"sheet": "重点任务", "item": Task, "key": "id"})
    indicators: tuple[Indicator, ...] = field(default=(), metadata={"sheet": "指标", "item": Indicator, "key": "name"})
    targets: tuple[Target, ...] = field(default=(), metadata={"sheet": "目标", "item": Target, "key": "id"})
    quotas: tuple[Quota, ...] = field(default=(), metadata={"sheet": "指标任务", "item": Quota, "key": "id"})
    batches: tuple[Batch, ...] = field(default=(), metadata={"sheet": "审批批次", "item": Batch, "key": ""})
    milestones: tuple[Milestone, ...] = field(default=(), metadata={"sheet": "节点", "item": Milestone, "key": "id"})
    demands: tuple[Demand, ...] = field(default=(), metadata={"sheet": "其他要求", "item": Demand, "key": "id"})
    frequencies: tuple[Frequency, ...] = field(
        default=(), metadata={"sheet": "频率用词", "item": Frequency, "key": "id"}
    )
    mechanisms: tuple[Mechanism, ...] = field(
        default=(), metadata={"sheet": "机制清单", "item": Mechanism, "key": "id"}
    )
    forms: tuple[Form, ...] = field(default=(), metadata={"sheet": "报表", "item": Form, "key": "name"})
    foot: tuple[Field, ...] = field(default=(), metadata={"sheet": "表尾字段", "item": Field, "key": "name"})
    lists: tuple[OptionList, ...] = field(default=(), metadata={"sheet": "选项表", "item": OptionList, "key": "name"})
    rules: tuple[Rule, ...] = field(default=(), metadata={"sheet": "核对关系", "item": Rule, "key": "id"})
    verifications: tuple[Verification, ...] = field(
        default=(), metadata={"sheet": "核实关系", "item": Verification, "key": "id"}
    )
    calendar: tuple[CalendarDay, ...] = field(
        default=(), metadata={"sheet": "工作日历", "item": CalendarDay, "key": ""}
    )
    lights: tuple[Light, ...] = field(default=(), metadata={"sheet": "亮灯规则", "item": Light, "key": ""})
    warnings: tuple[WarningRule, ...] = field(
        default=(), metadata={"sheet": "预警规则", "item": WarningRule, "key": "id"}
    )
    roundings: tuple[Rounding, ...] = field(default=(), metadata={"sheet": "进位", "item": Rounding, "key": "unit"})
    measures: tuple[Measure, ...] = field(default=(), metadata={"sheet": "统计口径", "item": Measure, "key": "id"})
    wordings: tuple[Wording, ...] = field(default=(), metadata={"sheet": "措辞", "item": Wording, "key": "key"})
    documents: tuple[Document, ...] = field(default=(), metadata={"sheet": "文稿", "item": Document, "key": "kind"})
    sentences: tuple[Sentence, ...] = field(default=(), metadata={"sheet": "原文对照", "item": Sentence, "key": "id"})
    changes: tuple[Change, ...] = field(default=(), metadata={"sheet": "变更", "item": Change, "key": ""})
    fingerprint: str = ""  # sha256 of the canonical content
    places: Mapping[str, Place] = field(default_factory=dict, repr=False, compare=False)
    # places: "targets/T01/value" → where that value stands; nested "forms/项目清单/fields/项目名称/type"

    @cached_property
    def _index(self) -> dict[str, dict[str, Any]]:
        return {
            f.name: {getattr(item, f.metadata["key"]): item for item in getattr(self, f.name)}
            for f in dataclasses.fields(self)
            if f.metadata.get("key")
        }

    def find(self, section: str, key: str) -> Any:
        """Return the item of *section* (attribute name) with *key*, or None."""
        return self._index[section].get(key)

    def form(self, name: str) -> Form:
        item: Form = self._index["forms"][name]
        return item

    def unit(self, name: str) -> Unit | None:
        """Return the unit by its name, or None; aliases are resolved by `reading.names`."""
        return self._index["units"].get(name)

    def options(self, name: str) -> OptionList | None:
        return self._index["lists"].get(name)

    def members(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Expand unit and group *names* into unit names, in order, each once."""
        seen: dict[str, None] = {}
        for name in names:
            group = self._index["groups"].get(name)
            for member in group.members if group else (name,):
                seen.setdefault(member)
        return tuple(seen)

    def setting(self, key: str) -> str:
        """Return the value of a setting; a key of `SETTINGS` that the plan omits has its default."""
        item = self._index["settings"].get(key)
        return item.value if item else SETTINGS[key][0]

    def requirements(self) -> Iterator[tuple[str, Task, Requirement]]:
        """Yield (full id such as 二（一）1/r1, task, requirement) in order."""
        for task in self.tasks:
            for requirement in task.requirements:
                yield f"{task.id}/{requirement.id}", task, requirement

    def wording(self, key: str) -> str:
        """Return the pattern of a wording; `KeyError` names a key that plan check requires."""
        text: str = self._index["wordings"][key].text
        return text

    def decimals(self, unit: str) -> int | None:
        item = self._index["roundings"].get(unit)
        return item.decimals if item else None

    def place(self, *path: str) -> Place | None:
        """Return where an attribute stands, e.g. ``plan.place("targets", "T01", "value")``."""
        return self.places.get("/".join(path))


SETTINGS: Mapping[str, tuple[str, str]] = {
    # key → (default, meaning in Chinese); these the code reads, others are for the record
    "reading_seconds": ("120", "读取并核对一份文件最多用多少秒，超过的中断并退回"),
    "reading_megabytes": ("1024", "读取一份文件最多用多少内存，单位 MB"),
    "reading_cells": ("1000000", "一份文件最多读多少个填有内容的单元格"),
    "reading_file_megabytes": ("64", "一份文件最大多少 MB，超过的不读"),
    "package_depth": ("5", "压缩包里套压缩包最多几层"),
    "package_files": ("2000", "一个压缩包里最多多少个文件"),
    "package_megabytes": ("500", "一个压缩包解开后最多多少 MB"),
    "package_ratio": ("200", "压缩包解开后最多是原来的多少倍（头 10 MB 不算）"),
    "grace_workdays": ("3", "报送窗口在最迟时限后延续的工作日数，窗口关闭时刻即补跑旧期的默认时点"),
    "close_time": ("18:00", "报送窗口关闭的时刻"),
    "about_tolerance": ("0.5", "“左右”的容差，个百分点"),
    "milestone_soon_days": ("30", "节点临近天数，临近而未达到的列为有风险"),
    "cross_total": ("both", "交叉类别合计的口径：both 同时列出重复计与不重复计"),
    "quota_remind_round": ("ceiling", "序时应完成数取整：ceiling 进一，none 不取整"),
    "review_days": ("7", "退回后重报的自然日数"),
    "remind_ahead_workdays": ("2", "时限前几个工作日起，还没有报的列入提醒邮件"),
    "second_reminder_workdays": ("2", "催报邮件发出几个工作日后仍未报的，再催时为二次催报并抄送领导"),
    "open_passwords": (
        "",
        "约定的打开密码，多个用顿号分开；加密的报表依次试用。密码在方案里是明文，只用来防误传，不要与别处的密码相同",
    ),
    "answer_tolerance": (
        "0",
        "说明过、认可过的数变动不超过百分之几的，不再追问；与当时说明的那个数比，不与上期比，所以不会一点一点变远。0 是一变就问",
    ),
    "late_counts": ("yes", "逾期收到的表是否计入数据：yes/no"),
    "sheet_quotas": ("数量任务", "汇总表里数量任务那张表的名称"),
    "sheet_matters": ("事项", "汇总表里事项那张表的名称"),
    "late_batch_days": ("0", "年末之后多少日内审批通过、而申报批次属本年的仍计入本年的数量任务"),
    "calendar_missing": ("warn", "放假安排没有录入的年份怎么办：warn 按周末推算并提示，refuse 不推算、停止运行"),
}
"""The settings that the code reads: key → (default, what it means)."""


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """One section of the plan, as loaders, writers and checks see it."""

    attribute: str
    sheet: str
    item: type
    key: str  # attribute that names an item, "" if items have no name


def sections() -> tuple[SectionSpec, ...]:
    """All sections in file order, 基本信息 first."""
    return tuple(
        SectionSpec(f.name, f.metadata["sheet"], f.metadata["item"], f.metadata.get("key", ""))
        for f in dataclasses.fields(Plan)
        if "sheet" in f.metadata
    )


def columns(item: type) -> tuple[tuple[str, Column], ...]:
    """(attribute, Column) of a kind of item, in order."""
    return tuple((f.name, f.metadata["column"]) for f in dataclasses.fields(item))
