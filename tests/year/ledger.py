"""The script: what every unit truthfully has to tell in each period of the year, and how it goes wrong.

Plain Python; nothing of reportgen is used. Mistakes are planted by name, so that each can be looked for.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.year.plan import (
    FIRST,
    INDUSTRY,
    LIBRARY,
    MATTERS,
    MILESTONE_OWNERS,
    NODES,
    OFFICE,
    REVIEW,
    ROADS,
    SECOND,
    SERIES,
    STATISTICS,
    TRADE,
    TRAFFIC,
    VISITS,
    WORKS,
    YEAR,
)

Row = dict[str, object]
DAY = timedelta(days=1)


@dataclass
class Sending:
    """One file that one unit sends for one period."""

    period: str
    unit: str
    arrives: datetime
    sheets: dict[str, list[Row]]  # form → rows; None in `nil` for what is ticked
    nil: set[str] = field(default_factory=set)
    name: str = ""
    planted: str = ""
    counts: bool = True  # whether its values are those that count in the end


@dataclass
class Year:
    """Everything that was sent, in any order, and the periods."""

    sendings: list[Sending] = field(default_factory=list)

    def of(self, period: str) -> list[Sending]:
        return [s for s in self.sendings if s.period == period]


def months() -> list[str]:
    return [f"{YEAR}-{m:02d}" for m in range(1, 13)]


def dekads() -> list[str]:
    return [f"{YEAR}-{m:02d}-D{d}" for m in range(1, 13) for d in (1, 2, 3)]


def weeks() -> list[str]:
    return [f"{YEAR}-W{w:02d}" for w in range(1, 53)]


def month_end(month: int) -> date:
    return date(YEAR + month // 12, month % 12 + 1, 1) - DAY


def last_day(period: str) -> date:
    if "W" in period:
        return date.fromisocalendar(YEAR, int(period[-2:]), 7)
    month = int(period[5:7])
    if "D" in period:
        return date(YEAR, month, {"1": 10, "2": 20}.get(period[-1], month_end(month).day))
    return month_end(month)


def in_time(form: str, period: str) -> datetime:
    """A moment safely before the time limit of *form*."""
    day = last_day(period) - DAY * (6 if form == MATTERS else 0)  # a holiday may bring Friday forward to Monday
    return datetime(day.year, day.month, day.day, 9, 30)


# ---------------------------------------------------------------- the facts

GROWTH = {  # by month of the data, told a month later; the first two months of a year are told as one
    "工业": ["8.0", "7.9", "7.9", "8.1", "7.7", "7.4", "7.6", "7.6", "7.3", "7.5", "7.6"],
    "投资": ["6.2", "6.3", "6.4", "6.5", "6.5", "6.6", "6.5", "6.4", "6.1", "5.8", "5.6"],
}
CLEAN_GROWTH = {"工业": ["7.8"] * 11, "投资": ["6.6"] * 11}
EMBARGOED = ("投资", 7)
"""What is sent before it is published, in the year gone wrong."""
PROGRESS = (5, 12, 18, 27, 35, 41, 48, 56, 63, 71, 78, 84)
PROMISED = {1: "2025-10", 2: "2025-10", 6: "2025-11-20", 9: "2025-12-15"}
NAMES = [
    "精密机械",
    "棉麻纺织",
    "粮油食品",
    "新型建材",
    "港口物流",
    "冷链仓储",
    "水产加工",
    "竹木家具",
    "医疗器材",
    "环保设备",
    "汽车配件",
    "电子元件",
    "五金工具",
    "包装印刷",
    "日用化工",
    "稻谷种业",
    "茶叶精制",
    "畜禽养殖",
    "钢构制造",
    "玻璃制品",
    "塑胶模具",
    "光伏组件",
    "船舶维修",
    "矿山机电",
    "电线电缆",
    "陶瓷卫浴",
    "服装鞋帽",
    "图书文具",
    "软件开发",
    "广告传媒",
    "酒店管理",
    "旅游开发",
]
CODES = [f"91430624MA4L{n:05d}" for n in range(100)]


def firms(clean: bool) -> Iterator[dict[str, object]]:
    """Each firm's way: when it is found, applied for, decided."""
    chance = random.Random(7)
    for n in range(32):
        kind = ("工业", "工业", "贸易", "工业", "建筑")[n % 5] if n < 30 else "工业"
        found = 1 + n % 6
        applied = found + 1 + chance.randrange(4)
        decided = applied + 1 + chance.randrange(2)
        rejected = not clean and n in (11, 20)
        yield {"n": n, "name": f"样品{NAMES[n]}公司", "code": CODES[n], "kind": kind,
               "agency": TRADE if kind == "贸易" else INDUSTRY, "found": found, "applied": applied, "decided": decided,
               "rejected": rejected}  # fmt: skip


def firm_rows(month: int, clean: bool) -> tuple[list[Row], dict[str, list[Row]]]:
    """What the verifier and the agencies list at a month's end."""
    review: list[Row] = []
    library: dict[str, list[Row]] = {INDUSTRY: [], TRADE: []}
    for firm in firms(clean):
        if firm["found"] > month:  # type: ignore[operator]
            continue
        told = {"企业": firm["name"], "代码": firm["code"], "类别": firm["kind"]}
        if firm["applied"] <= month:  # type: ignore[operator]
            decided = firm["decided"] <= month  # type: ignore[operator]
            state = ("退件" if firm["rejected"] else "通过") if decided else "申报"
            passed = {"通过月份": f"{YEAR}-{firm['decided']:02d}"} if state == "通过" else {}
            review.append({**told, "状态": state, **passed})
        else:
            state = "摸排"
        expected = int(firm["applied"]) + 1  # type: ignore[call-overload]
        month_text = f"{YEAR}-{expected:02d}" if expected <= 12 else f"{YEAR + 1}-01"
        library[str(firm["agency"])].append({**told, "状态": state, "预计月份": month_text})
    return review, library


def nodes(month: int, clean: bool) -> dict[str, list[Row]]:
    promised = "2025-10" if clean else next(PROMISED[m] for m in sorted(PROMISED, reverse=True) if m <= month)
    done = clean and month >= 9
    first: Row = {"节点": "M1", "状态": "已完成" if done else "推进中", "承诺": promised}
    if done:
        first["达到"] = "2025-09-18"
    second: Row = {"节点": "M2", "状态": "推进中", "进度": PROGRESS[month - 1]}
    return {MILESTONE_OWNERS["M1"]: [first], MILESTONE_OWNERS["M2"]: [second]}


MATTER_STORIES = {
    # number: (raiser, lead, week raised, time limit, {week: state})
    "堵-01": (INDUSTRY, TRADE, 3, date(YEAR, 2, 28), {3: "在办", 7: "办结", 9: "销号"}),
    "堵-02": (TRADE, INDUSTRY, 10, date(YEAR, 4, 15), {10: "在办", 15: "办结", 16: "销号"}),
    "堵-03": (INDUSTRY, TRADE, 20, date(YEAR, 12, 31), {20: "在办", 40: "办结", 43: "销号"}),
}
WRONG_STORIES = {
    "堵-04": (INDUSTRY, TRADE, 12, date(YEAR, 5, 10), {12: "在办"}),  # overdue to the year's end
    "堵-05": (
        TRADE,
        INDUSTRY,
        14,
        date(YEAR, 9, 30),
        {14: "在办", 20: "办结", 26: "在办", 33: "办结", 35: "销号"},
    ),  # re-opened
}


def matters(week: int, clean: bool) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {INDUSTRY: [], TRADE: []}
    for number, (raiser, lead, since, due, states) in (MATTER_STORIES | ({} if clean else WRONG_STORIES)).items():
        if week < since:
            continue
        state = states[max(w for w in states if w <= week)]
        if state == "销号" and max(w for w in states if w <= week) < week:
            continue
        raised = date.fromisocalendar(YEAR, since, 2)
        found[raiser].append({"编号": number, "事项": f"事项{number}", "提出": raiser, "提出日期": raised.isoformat(),
                              "主办": lead, "时限": due.isoformat(), "办理状态": state})  # fmt: skip
    return found


PROJECTS = {FIRST: ("2501-430624-04-01-000001", 12000, 9000), SECOND: ("2501-430624-04-01-000002", 20000, 15000)}


def works(index: int, unit: str, clean: bool) -> Row:
    """The *index*-th dekad (from 0) of one project."""
    code, total, planned = PROJECTS[unit]
    done, paid = planned * (index + 1) // 36, planned * (index + 1) // 45
    if not clean and unit == SECOND and 18 <= index <= 21:
        done, paid = planned * 19 // 36, planned * 19 // 45  # nothing moves for four dekads
    if not clean and unit == FIRST and index == 21:
        done -= 1500  # the cumulative falls
    if not clean and unit == SECOND and index == 25:
        done *= 10000  # typed in yuan
    return {"项目": f"{unit}项目", "项目代码": code, "总投资": total, "年计划": planned, "年完成": done,
            "下达": planned, "支付": paid, **_stages(index, unit, clean)}  # fmt: skip


def _stages(index: int, unit: str, clean: bool) -> Row:
    """What is planned, and what was reached by the end of the *index*-th dekad."""
    late = unit == FIRST and not clean
    days = {"计划开工": "2025-02-28", "开工": "2025-03-12", "计划纳统": "2025-05-31", "纳统": "2025-06-18"} if late else {
            "计划开工": "2025-01-31", "开工": "2025-01-06", "计划纳统": "2025-04-30", "纳统": "2025-04-16"}  # fmt: skip
    end = last_day(dekads()[index]).isoformat()
    return {name: day for name, day in days.items() if name.startswith("计划") or day <= end}


def series(month: int, clean: bool) -> list[Row]:
    rows: list[Row] = []
    for name, values in (CLEAN_GROWTH if clean else GROWTH).items():
        if month == 1:
            rows.append({"指标": name, "时段": "1月", "性质": "尚未发布"})
            continue
        told, span = values[month - 2], f"1—{month}月"
        if not clean and month == 11 and name == "工业":
            told, span = "7.2", "1—10月"  # not a new period: the old one revised
        published = month_end(month) + DAY * (25 if (name, month) == EMBARGOED and not clean else 1)
        rows.append({"指标": name, "时段": span, "增速": Decimal(told), "性质": "最终", "发布": published.isoformat()})
    return rows


# ---------------------------------------------------------------- the returns


def make(clean: bool = False) -> Year:
    """Return the year's sendings; with *clean* nothing goes wrong."""
    year = Year()
    for month in range(1, 13):
        _month(year, month, clean)
    for index, period in enumerate(dekads()):
        for unit in (FIRST, SECOND):
            _send(year, period, unit, {WORKS: [works(index, unit, clean)]})
    for week, period in enumerate(weeks(), 1):
        for unit, rows in matters(week, clean).items():
            _send(year, period, unit, {MATTERS: rows}, nil=set() if rows else {MATTERS})
    if not clean:
        _disarray(year)
    return year


def _month(year: Year, month: int, clean: bool) -> None:
    period = f"{YEAR}-{month:02d}"
    review, library = firm_rows(month, clean)
    if not clean:
        library[TRADE] += _lookalikes(month)
        if month >= 8:
            next(r for r in library[INDUSTRY] if r["代码"] == CODES[0])["类别"] = "贸易"  # the verifier says otherwise
        if month == 10:
            library[INDUSTRY] = [r for r in library[INDUSTRY] if r["代码"] != CODES[3]]  # vanished
    node = nodes(month, clean)
    visits = {INDUSTRY: 3 * month, TRADE: 2 * month, (ROADS if month <= 6 else TRAFFIC): month}
    _send(year, period, STATISTICS, {REVIEW: review, SERIES: series(month, clean)}, nil=set() if review else {REVIEW})
    _send(year, period, OFFICE, {NODES: node[OFFICE]})
    for unit, count in visits.items():
        sheets: dict[str, list[Row]] = {VISITS: [{"企业": f"{unit}走访", "走访次数": count}]}
        if unit in library:
            sheets[LIBRARY] = library[unit]
        if unit in node:
            sheets[NODES] = node[unit]
        nil = set()
        if month == 2 and unit == TRADE:
            sheets[VISITS], nil = [], {VISITS}
        _send(year, period, unit, sheets, nil=nil)


def _lookalikes(month: int) -> list[Row]:
    """A firm that the industry's list has under another name, with its code."""
    if month < 5:
        return []
    return [{"企业": "样品精密机械有限责任公司", "类别": "工业", "状态": "摸排", "预计月份": f"{YEAR}-12"}]


def _send(year: Year, period: str, unit: str, sheets: dict[str, list[Row]], nil: set[str] | None = None) -> None:
    moment = min(in_time(form, period) for form in sheets)
    year.sendings.append(Sending(period, unit, moment, sheets, nil or set(), f"{unit}{period}.xlsx"))


def _one(year: Year, period: str, unit: str) -> Sending:
    return next(s for s in year.of(period) if s.unit == unit)


def _disarray(year: Year) -> None:
    """Late, missing, corrected, superseded, doubled."""
    late = _one(year, "2025-03", TRADE)
    late.arrives, late.planted = datetime(2025, 4, 9, 10), "late"
    for period, unit in (("2025-05-D2", FIRST), ("2025-07", TRAFFIC), ("2025-08", TRAFFIC)):
        year.sendings.remove(_one(year, period, unit))
    right = _one(year, "2025-04", STATISTICS)  # first without a required field, mended the day after
    wrong = Sending("2025-04", STATISTICS, right.arrives, {
        REVIEW: [{k: v for k, v in r.items() if k != "状态" or i} for i, r in enumerate(right.sheets[REVIEW])],
        SERIES: right.sheets[SERIES],
    }, name="审核表初稿.xlsx", planted="faulty", counts=False)  # fmt: skip
    right.arrives, right.planted = right.arrives + DAY * 2, "corrected"
    old = _one(year, "2025-06", INDUSTRY)
    older = Sending("2025-06", INDUSTRY, old.arrives - DAY, {LIBRARY: old.sheets[LIBRARY][:-1]}, name="培育表旧.xlsx",
                    planted="superseded", counts=False)  # fmt: skip
    again = _one(year, "2025-09", OFFICE)
    twin = Sending(
        "2025-09", OFFICE, again.arrives + DAY, again.sheets, name="再发.xlsx", planted="duplicate", counts=False
    )
    after = _one(year, "2025-11-D1", SECOND)  # faulty, never mended
    broken = {**after.sheets[WORKS][0], "年计划": "约一点五亿左右吧"}
    after.sheets, after.planted = {WORKS: [broken]}, "returned"
    year.sendings += [wrong, older, twin]
