"""Where targets, quotas and milestones stand, worked out from the rows that stand."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.proof.merged import Month
from tests.proof.received import Row

GREEN, YELLOW, RED, GREY = "绿", "黄", "红", "灰"

# ---------------------------------------------------------------- targets


@dataclass(frozen=True)
class Target:
    plan: dict[str, Any]
    row: Row | None
    actual: Decimal | None
    bar: Decimal | None
    peer: Decimal | None
    rank: Decimal | None
    rank_of: Decimal | None
    change: Decimal | None  # less the value of the data period before

    @property
    def span(self) -> str:
        return self.row.text("数据时段") if self.row else ""

    @property
    def gap(self) -> Decimal | None:
        return None if self.actual is None or self.bar is None else self.actual - self.bar

    def met(self, tolerance: Decimal) -> bool | None:
        gap, operator = self.gap, self.plan["operator"]
        if gap is None:
            return None
        about = gap >= -tolerance
        return {"≥": gap >= 0, "≤": gap <= 0, ">": gap > 0, "<": gap < 0, "=": gap == 0, "≈": about}[operator]

    def light(self, tolerance: Decimal) -> str:
        met, gap = self.met(tolerance), self.gap
        if met is None or gap is None:
            return GREY
        worse = gap if self.plan["operator"] in ("≤", "<") else -gap
        return GREEN if met else YELLOW if worse <= Decimal("0.5") else RED


_FIELD = {"增速": "同比增速", "数值": "数值", "总量": "总量", "位次": "位次"}


def targets(month: Month) -> list[Target]:
    return [_target(month, plan) for plan in month.plan.raw["targets"]]


def _target(month: Month, plan: dict[str, Any]) -> Target:
    name = _FIELD[plan["measure"]]
    own = _published(month, month, plan, name)
    if own is None:
        waits = any(not _is_out(month, r) for r in _rows(month, plan))
        own = _published(month, month.before, plan, name) if waits and month.before else None
    row = own or next(iter(_rows(month, plan)), None)
    actual = own.number(name) if own else None
    peer = own.number("全市平均") if own and plan["measure"] in ("增速", "数值") else None
    same = own is not None and _span(own.text("全市数时段")) == _span(own.text("数据时段"))
    earlier = _published(month, month.before, plan, name, own.text("数据时段")) if own and month.before else None
    before = earlier.number(name) if earlier else None
    return Target(
        plan,
        row,
        actual,
        (peer if same else None) if plan.get("peer") else Decimal(str(plan["value"])),
        peer if same else None,
        own.number("位次") if own else None,
        own.number("参与排位个数") if own else None,
        actual - before if actual is not None and before is not None else None,
    )


def _rows(month: Month, plan: dict[str, Any]) -> list[Row]:
    indicator = next(i for i in month.plan.raw["indicators"] if i["name"] == plan["indicator"])
    names = {indicator["name"], *indicator.get("aliases", ())}
    rows = [r for r in month.rows(indicator["form"]) if r.text("指标名称") in names]
    return sorted(rows, key=lambda r: r.unit != indicator["supplier"])


def _published(now: Month, month: Month | None, plan: dict[str, Any], name: str, other_than: str = "") -> Row | None:
    rows = _rows(month, plan) if month else []
    told = (r for r in rows if r.number(name) is not None and _is_out(now, r))
    return next((r for r in told if not other_than or _span(r.text("数据时段")) != _span(other_than)), None)


def _is_out(month: Month, row: Row) -> bool:
    released = row.day(next((n for n in ("发布时间", "取数日期", "提供日期") if n in row.values), ""))
    return row.text("数据性质") != "尚未发布" and (released is None or released[0] <= month.today)


def _span(text: str) -> str:
    return re.sub("[—–~至]", "-", {"前三季度": "1—9月", "上半年": "1—6月", "一季度": "1—3月"}.get(text, text))


# ---------------------------------------------------------------- quotas


@dataclass(frozen=True)
class Quota:
    plan: dict[str, Any]
    firms: frozenset[str]  # approved within the year
    pace: Fraction | None
    high: int | None  # what it may come to by the year's end

    @property
    def target(self) -> int:
        return int(self.plan["value"])

    @property
    def actual(self) -> int:
        return len(self.firms)

    @property
    def rate(self) -> Fraction:
        return Fraction(self.actual, self.target)

    @property
    def ahead(self) -> Fraction | None:
        return None if self.pace is None else self.rate - self.pace

    @property
    def light(self) -> str:
        if self.rate >= 1:
            return GREEN
        if self.ahead is None:
            return GREY
        return GREEN if self.ahead >= 0 else YELLOW if self.ahead >= Fraction(-1, 10) else RED

    @property
    def behind(self) -> bool:
        return self.light in (YELLOW, RED) or (self.actual == 0 and self.ahead is None)


_OPEN = ("申报", "县审", "市审", "省审")
_DECIDED = (*_OPEN, "审批通过", "在库", "退库", "审核退回")


def quotas(month: Month) -> list[Quota]:
    return [_quota(month, plan) for plan in month.plan.raw["quotas"]]


def _quota(month: Month, plan: dict[str, Any]) -> Quota:
    limit, year = min(month.last, month.today), month.plan.year
    listed = [r for r in month.rows("入库审核情况") if r.unit == plan["verifier"] and _belongs(r, plan, "类别")]
    library = [r for r in month.rows("四上企业培育库") if _belongs(r, plan, "拟入规类别")]

    def approved(row: Row) -> bool:
        day, batch = row.day("审批通过月份"), row.day("申报批次")
        if day is None or row.text("审核状态") not in ("审批通过", "在库", "退库"):
            return False
        return (batch or day)[0].year == year and day[0] <= limit

    firms = frozenset(_firm(r) for r in listed if approved(r))
    pace = None
    if plan["pace"] == "按批次":
        reached = [b["share"] for b in month.plan.raw["batches"] if b["quota"] == plan["id"] and b["by"] <= month.last]
        pace = Fraction(str(max(reached)))
    return Quota(plan, firms, pace, _high(firms, listed, library, limit, year) if plan["value"] > 1 else None)


def _belongs(row: Row, plan: dict[str, Any], field: str) -> bool:
    return row.text("是否文化企业") == "是" if plan.get("cross") else row.text(field) == plan["category"]


def _firm(row: Row) -> str:
    return row.text("统一社会信用代码") or row.text("企业名称")


def _high(firms: frozenset[str], listed: list[Row], library: list[Row], limit: dt.date, year: int) -> int:
    """Approved, all under review, and those expected to apply within the year; of each firm the verifier's word first."""
    states: dict[str, str] = {}
    months: dict[str, tuple[dt.date, dt.date]] = {}
    for row in (*listed, *library):
        states.setdefault(_firm(row), row.text("审核状态") or row.text("当前状态"))
        expected = row.day("预计申报月份")
        if expected:
            months.setdefault(_firm(row), expected)
    found = len(firms)
    for firm, state in states.items():
        expected = months.get(firm)
        if firm in firms or (expected and expected[0].year > year):
            continue
        hopeful = state not in _DECIDED and expected is not None and expected[1] >= limit
        found += state in _OPEN or hopeful
    return found


# ---------------------------------------------------------------- milestones


@dataclass(frozen=True)
class Milestone:
    plan: dict[str, Any]
    row: Row | None
    state: str
    days: int  # to the time limit, negative when past
    moved: bool  # promised later than the month before

    @property
    def due(self) -> dt.date:
        due: dt.date = self.plan["due"]
        return due

    @property
    def by_office(self) -> bool:
        return self.plan.get("set_by") == "office"

    @property
    def promised(self) -> tuple[dt.date, dt.date] | None:
        return self.row.day("预计达到日期") if self.row else None

    @property
    def progress(self) -> Decimal | None:
        return self.row.number("当前进度或数量") if self.row else None

    @property
    def light(self) -> str:
        if self.state in ("达到", "晚达到"):
            return GREEN
        if self.state == "逾期":
            return RED
        if self.state in ("有风险", "过办定时间") or (self.moved and self.row):
            return YELLOW
        return GREEN if self.state == "推进" else GREY


def milestones(month: Month) -> list[Milestone]:
    return [_milestone(month, plan) for plan in month.plan.raw["milestones"]]


def _told(month: Month | None, plan: dict[str, Any]) -> Row | None:
    rows = [r for r in month.rows(plan["form"]) if r.text("节点编号") == plan["id"]] if month else []
    rows = [
        r for r in rows if any(n in r.values for n in ("当前状态", "当前进度或数量", "预计达到日期", "实际达到日期"))
    ]
    return next(iter(sorted(rows, key=lambda r: r.unit != plan["owner"])), None)


def _milestone(month: Month, plan: dict[str, Any]) -> Milestone:
    row, before = _told(month, plan), _told(month.before, plan)
    days = (plan["due"] - month.today).days
    now, then = (r.day("预计达到日期") if r else None for r in (row, before))
    moved = bool(now and then and now[1] > then[1])
    return Milestone(plan, row, _milestone_state(month, plan, row, days), days, moved)


def _milestone_state(month: Month, plan: dict[str, Any], row: Row | None, days: int) -> str:
    if row is None:
        return "未报"
    measured, stage = row.number("当前进度或数量"), row.text("当前状态")
    by_number = plan["kind"] in ("进度", "数量", "比率") and measured is not None
    enough = by_number and measured is not None and measured >= plan["threshold"]
    done = stage in ("已完成", "已签约") or (plan["kind"] == "开工" and stage in ("已开工", "推进中"))
    if enough if by_number else done:
        reached = row.day("实际达到日期")
        late = reached is not None and reached[0] > plan["due"] and plan.get("set_by") != "office"
        return "晚达到" if late else "达到"
    if days < 0:
        return "过办定时间" if plan.get("set_by") == "office" else "逾期"
    promised = row.day("预计达到日期")
    soon = days <= int(month.plan.settings["milestone_soon_days"])
    return "有风险" if soon or stage == "停工" or (promised and promised[1] > plan["due"]) else "推进"
