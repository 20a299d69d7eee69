"""What clerks do to a sheet: each mess is a small function that leaves one mistake and says what must follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from reportgen import layout
from reportgen.filing import codes as filing
from reportgen.model.finding import Code
from reportgen.model.plan import Plan
from reportgen.reading import codes as reading
from reportgen.rules import codes as rules
from tools.samples.fill import Page, titles
from tools.samples.numbers import credit_code, project_code
from tools.samples.planted import SILENT, STATE, Planted, finding
from tools.samples.story import MONTHS


@dataclass(frozen=True, slots=True)
class Desk:
    """One filled workbook before it is sent."""

    plan: Plan
    month: int
    unit: str
    name: str
    book: Any

    def page(self, number: str) -> Page:
        """The sheet of the form with a 表号."""
        title, form = next((t, f) for t, f in titles(self.plan, self.book).items() if f.number == number)
        return Page(self.plan, form, self.book[title])

    def said(self, page: Page, cell: str, code: Code | str, what: str) -> Planted:
        """What must be found; *code* is the number of a rule of the plan where it is a text."""
        if isinstance(code, str):
            rule = self.plan.find("rules", code)
            code = replace(rules.RULE_BROKEN, id=f"{rules.RULE_BROKEN.id}.{code}", severity=rule.severity)
        return finding(MONTHS[self.month], self.unit, self.name, page.sheet.title, cell, code, what)

    def borne(self, page: Page, what: str) -> Planted:
        """A habit of which nothing may be said."""
        return Planted(MONTHS[self.month], self.unit, self.name, page.sheet.title, "", SILENT, "", what)


Mess = Callable[[Desk], Iterator[Planted]]


def row_of(page: Page, text: str) -> int:
    """Return the row in which some cell holds *text*."""
    for row in range(page.header + 1, page.last + 1):
        if any(page.sheet.cell(row, col).value == text for col in page.columns.values()):
            return row
    raise KeyError(text)


def typed(number: str, row: str, field: str, text: object, code: Code | str, what: str) -> Mess:
    """*text* typed into the *field* of the row that holds *row*."""

    def mess(desk: Desk) -> Iterator[Planted]:
        page = desk.page(number)
        cell = page.cell(row_of(page, row), field)
        cell.value = text
        yield desk.said(page, cell.coordinate, code, what)

    return mess


def left_blank(number: str, row: str, field: str, what: str) -> Mess:
    """A required cell left blank."""

    def mess(desk: Desk) -> Iterator[Planted]:
        page = desk.page(number)
        cell = page.cell(row_of(page, row), field)
        cell.value = None
        yield desk.said(page, cell.coordinate, rules.REQUIRED, what)

    return mess


def foot_typed(number: str, role: str, text: str, code: Code, what: str) -> Mess:
    """*text* typed into a field of the foot."""

    def mess(desk: Desk) -> Iterator[Planted]:
        page = desk.page(number)
        known = next(f for f in layout.foot(desk.plan, page.form) if f.role == role)
        cell = page.label(layout.label(known))
        cell.value = text
        yield desk.said(page, cell.coordinate, code, what)

    return mess


def by_story(number: str, row: str, field: str, code: Code | str, what: str) -> Mess:
    """Something in the ledger itself that has to be asked about."""

    def mess(desk: Desk) -> Iterator[Planted]:
        page = desk.page(number)
        yield desk.said(page, page.cell(row_of(page, row), field).coordinate, code, what)

    return mess


def quietly(number: str, what: str) -> Mess:
    """A habit that the filling already has and of which nothing may be said."""

    def mess(desk: Desk) -> Iterator[Planted]:
        yield desk.borne(desk.page(number), what)

    return mess


# ---------------------------------------------------------------- columns, rows


def columns_swapped(number: str, one: str, other: str, what: str) -> Mess:
    """Two columns exchanged, headings and cells."""

    def mess(desk: Desk) -> Iterator[Planted]:
        page = desk.page(number)
        first, second = page.columns[one], page.columns[other]
        for row in range(page.header, page.last + 1):
            a, b = page.sheet.cell(row, first), page.sheet.cell(row, second)
            a.value, b.value = b.value, a.value
            a._style, b._style = copy(b._style), copy(a._style)
        yield desk.borne(page, what)

    return mess


def column_added(number: str, heading: str, row: str, text: str, what: str) -> Mess:
    """A column of the clerk's own behind the last one."""

    def mess(desk: Desk) -> Iterator[Planted]:
        page = desk.page(number)
        col = 1 + max(c.column for c in page.sheet[page.header] if c.value is not None)
        for at, value in ((page.header, heading), (row_of(page, row), text)):
            page.sheet.cell(at, col).value = value
            page.sheet.cell(at, col)._style = copy(page.sheet.cell(at, max(page.columns.values()))._style)
        yield desk.said(page, page.sheet.cell(page.header, col).coordinate, reading.COLUMN_ADDED, what)

    return mess


def heading_in(number: str, field: str, unit: str, row: str, value: float, what: str) -> Mess:
    """A column kept in another unit of money."""

    def mess(desk: Desk) -> Iterator[Planted]:
        page = desk.page(number)
        head = page.sheet.cell(page.header, page.columns[field])
        head.value = f"{field}（{unit}）{layout.REQUIRED_MARK}"
        page.cell(row_of(page, row), field).value = value
        yield desk.said(page, head.coordinate, reading.COLUMN_UNIT, what)

    return mess


def total_row(number: str, name: str, fields: tuple[str, ...], what: str) -> Mess:
    """A 合计 row below the last record."""

    def mess(desk: Desk) -> Iterator[Planted]:
        page = desk.page(number)
        free = page.find({})
        page.cell(free, name).value = "合计"
        for field in fields:
            told = (page.cell(r, field).value for r in range(page.header + 1, free))
            page.cell(free, field).value = sum(v for v in told if isinstance(v, int | float))
        yield desk.said(page, f"A{free}", reading.ROW_TOTAL, what)

    return mess


def row_added(number: str, values: dict[str, str], said: tuple[tuple[str, object, Code], ...], what: str) -> Mess:
    """One more record, some of its cells (field, content, code) with a mistake."""

    def mess(desk: Desk) -> Iterator[Planted]:
        page = desk.page(number)
        row = page.find(values)
        for field, text in values.items():
            page.put(row, field, text)
        for field, content, code in said:
            page.cell(row, field).value = content
            yield desk.said(page, page.cell(row, field).coordinate, code, what)

    return mess


def row_repeated(number: str, row: str, key: str, what: str) -> Mess:
    """A record listed twice."""

    def mess(desk: Desk) -> Iterator[Planted]:
        page = desk.page(number)
        known, free = row_of(page, row), page.find({})
        for col in page.columns.values():
            page.sheet.cell(free, col).value = page.sheet.cell(known, col).value
        yield desk.said(page, page.cell(free, key).coordinate, rules.KEY_REPEATED, what)

    return mess


def untouched(number: str, what: str) -> Mess:
    """A sheet sent back as issued: neither a row nor a tick."""

    def mess(desk: Desk) -> Iterator[Planted]:
        page = desk.page(number)
        for tick in (layout.NIL, layout.UNCHANGED):
            page.label(tick).value = None
        for known in layout.foot(desk.plan, page.form):
            page.label(layout.label(known)).value = None
        yield desk.said(page, "A2", filing.EMPTY, what)
        yield Planted(MONTHS[desk.month], desk.unit, "", page.form.name, "", STATE + "missing", "", what)

    return mess


# ---------------------------------------------------------------- who does what

_MONTH, _WEEK = "月", "周"
_TOLD_AGAIN = {
    "项目名称": "示例智能装备生产基地项目",
    "投资方": "示例智能装备集团有限公司",
    "招商方式": "行业招商",
    "引进单位": "县高新区",
    "产业定位": "一主",
    "产业方向": "先进装备制造业",
    "合同性质": "正式合同",
    "签约日期": "2025-01-18",
    "签约金额": "5.6",
    "项目代码": project_code(7),
    "当前阶段": "已开工",
    "推进情况": "主体车间封闭",
    "责任人": "示例庚",
}
_NEW_FIRM = {
    "产业链": "现代农业与绿色食品加工",
    "企业名称": "示例新粮油加工有限公司",
    "企业角色": "中游",
    "生产经营状态": "正常生产",
    "困难问题": "订单不足",
    "服务措施": "推荐参加展销会",
    "是否提请县政府研究": "否",
    "联系领导": "示例丁",
    "服务责任人": "示例戊",
}
_BROKEN_CODE = credit_code(40)[:-1] + ("0" if credit_code(40)[-1] != "0" else "1")
_SECOND_FIRM = {**_NEW_FIRM, "产业链": "先进装备制造业", "企业名称": "示例新装备有限公司", "服务责任人": "示例庚"}

_MESSES: dict[tuple[int, str, str], tuple[Mess, ...]] = {
    (0, "县统计局", _MONTH): (quietly("WZZ06", "企业多于空行数，填报人在表内插入了行"),),
    (0, "湘滨镇", _MONTH): (foot_typed("WZZ19", "filled_on", "2025.10.9", reading.DATE_READ, "填报日期写成2025.10.9"),),
    (0, "洋沙湖集团", _MONTH): (
        typed("WZZ08", "示例智造园厂房改造项目", "本年完成投资", "1,300", reading.NUMBER_READ, "数字带千位分隔符，存为文字"),
    ),
    (1, "县发改局", _MONTH): (
        typed(
            "WZZ07", "示例智造园厂房改造项目", "实际纳统日期", "2025.10.31", reading.DATE_READ, "日期写成2025.10.31"
        ),
        quietly("WZZ04", "文件名带附件号、“最终版(1)”"),
        quietly("WZZ09", "勾选“较上期无变化”，预填的行没有动"),
    ),
    (1, "县工信局", _MONTH): (
        columns_swapped("WZZ24", "改造内容", "所属产业", "“改造内容”“所属产业”两列对调"),
        typed(
            "WZZ05", "示例青山食品有限公司", "当前状态", "审批通过", rules.VERIFIED_OTHERWISE,
            "培育库写审批通过，县统计局为省审",
        ),
    ),
    (1, "金龙镇", _MONTH): (quietly("WZZ19", "文件放在子文件夹“乡镇”里"),),
    (1, "东塘镇", _MONTH): (quietly("WZZ19", "勾选“本期无”"),),
    (1, "县农业农村局", _MONTH): (
        row_added(
            "WZZ14", _NEW_FIRM, (("统一社会信用代码", _BROKEN_CODE, reading.USCC_CHECK),), "信用代码末位校验码抄错"
        ),
    ),
    (1, "县商务粮食局", _MONTH): (
        column_added("WZZ13", "联系人", "示例绿色食品加工项目", "示例己", "自行增加“联系人”列"),
        row_added("WZZ13", _TOLD_AGAIN, (), ""),
        row_repeated("WZZ05", "示例洋沙商贸有限公司", "统一社会信用代码", "同一企业列了两行"),
        typed("WZZ05", "示例樟树港农产有限公司", "预计申报月份", "10月底", reading.DATE_YEAR, "日期写成10月底"),
        by_story("WZZ11", "M10", "预计达到日期", rules.RE_PROMISED, "中储粮基地预计日期由12月10日改为12月28日"),
    ),
    (1, "县文旅广体局", _MONTH): (
        typed("WZZ05", "示例文庙演艺有限公司", "当前状态", "入培养库", reading.CHOICE_UNKNOWN, "选项写成“入培养库”"),
    ),
    (1, "县市场监管局", _MONTH): (untouched("WZZ19", "意见建议表空着，没有勾选本期无"),),
    (1, "县高新区", _MONTH): (
        typed(
            "WZZ13", "示例低空飞行器项目", "签约金额", "约3.5亿元", reading.NUMBER_ABOUT, "数字栏写成“约3.5亿元”"
        ),
        by_story(
            "WZZ13", "示例智能装备生产基地项目", "签约金额", rules.TOLD_DIFFERENTLY,
            "县商务粮食局报5.6亿元、县高新区报5.2亿元，以县商务粮食局为准",
        ),
        typed("WZZ08", "示例园区标准厂房项目", "支付资金", 9400, "WZZ08-1", "支付资金大于下达资金"),
        by_story("WZZ08", "示例园区标准厂房项目", "支付资金", "WZZ08-2", "支付资金大于到位资金"),
        row_added(
            "WZZ14", _SECOND_FIRM, (("统一社会信用代码", 9.14306240000012e17, reading.USCC_DIGITS_LOST),),
            "信用代码按数字录入，丢了末三位",
        ),
    ),
    (1, "县临港产业开发事务中心", _MONTH): (
        typed("WZZ08", "示例疏港道路项目", "累计完成投资", "13,100", reading.NUMBER_READ, "数字带千位分隔符，存为文字"),
        typed("WZZ13", "示例船机制造项目", "累计到位资金", 450, rules.CUMULATIVE_DROP, "累计到位资金由600降为450"),
    ),
    (1, "洞庭新实业集团", _MONTH): (
        total_row("WZZ08", "项目名称", ("总投资", "本年计划投资", "本年完成投资"), "表末自加合计行"),
    ),
    (1, "洋沙湖集团", _MONTH): (heading_in("WZZ08", "总投资", "亿元", "示例智造园厂房改造项目", 0.68, "总投资按亿元填"),),
    (1, "虞公港建投", _MONTH): (
        typed("WZZ08", "示例煤炭装卸扩能项目", "本年完成投资", "１１６００", reading.NUMBER_READ, "全角数字"),
        typed("WZZ08", "示例煤炭装卸扩能项目", "本旬完成投资", "120（含在建）", reading.NUMBER_NOTE, "数字后带括号说明"),
        by_story("WZZ11", "M04", "预计达到日期", rules.RE_PROMISED, "沿江大道预计开工由10月31日改为11月20日"),
        by_story("WZZ11", "M04", "预计达到日期", "WZZ11-1", "沿江大道预计日期晚于方案时限10月31日"),
    ),
    (1, "虞公港铁路公司", _MONTH): (left_blank("WZZ08", "示例铁路专用线配套项目", "形象进度", "必填的形象进度没有填"),),
    (1, "临港产投公司", _MONTH): (
        typed("WZZ08", "示例船舶配套产业园项目", "总投资", "5.2亿元", reading.NUMBER_READ, "万元栏写成5.2亿元"),
    ),
}  # fmt: skip


def messes_of(month: int, unit: str, kind: str) -> tuple[Mess, ...]:
    """Return what a unit does to its workbook of a month."""
    return _MESSES.get((month, unit, kind), ())
