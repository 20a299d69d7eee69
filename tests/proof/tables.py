"""Rows of tables: each is worked out whole and compared cell by cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from tests.proof.claims import Case
from tests.proof.merged import LATE, MISSING, RETURNED, TIMELY, WAITING
from tests.proof.plan_facts import label
from tests.proof.printing import day, moment, rounded, short
from tests.proof.received import Row
from tests.proof.say_reporting import drafts, owed
from tests.proof.say_standing import headline, progress, red_items, requests
from tests.proof.standing import Milestone, Quota, Target

DASH = "—"
Lines = list[tuple[str, ...]]


def prove_tables(case: Case) -> list[str]:
    """Compare every row of every known table with our own and return the faults."""
    faults: list[str] = []
    for passage in case.passages:
        if not passage.heads:
            continue
        lines = expected(case, passage.heads)
        if lines is None:
            continue
        if passage.rows != len(lines):
            faults.append(f"表“{passage.heads[0]}”有{passage.rows}行，重新计算为{len(lines)}行")
        if passage.cells in lines:
            passage.proved.append((0, len(passage.text)))
        else:
            near = max(
                lines, key=lambda line: sum(a == b for a, b in zip(line, passage.cells, strict=False)), default=()
            )
            faults.append(f"表中一行{passage.cells}，重新计算为{near}")
    return faults


def expected(case: Case, heads: tuple[str, ...]) -> Lines | None:
    """The rows that a table with *heads* must have, None for a table that is not known."""
    known: dict[tuple[str, str], Callable[[Case], Lines]] = {
        ("指标", "年度目标"): lambda case: [_target(case, t) for t in headline(case)],
        ("类别", "年度任务"): _quotas,
        ("节点", "时限"): lambda case: [_milestone(m) for m in case.county.milestones],
        ("单位", "应报"): _reporting,
        ("表号", "表名"): _own_forms,
        ("文稿", "单位"): _drafts,
        ("事项", "主办单位"): _resolutions,
    }
    told = known.get((heads[0], heads[1]))
    return told(case) if told else _listing(case, heads)


# ---------------------------------------------------------------- targets, quotas, milestones


def _target(case: Case, target: Target) -> tuple[str, ...]:
    plan, slack = target.plan, Decimal(case.plan.settings["about_tolerance"])
    by_rank, value = plan["measure"] == "位次", plan.get("value")
    if by_rank:
        demanded = f"全市前{value}位"
    elif plan.get("peer"):
        demanded = "高于全市平均" if plan["operator"] == ">" else "达到全市平均"
    else:
        demanded = f"{value}%左右" if plan["operator"] == "≈" else f"{plan['operator']}{value}%"
    gap = "已达到" if by_rank and target.met(slack) else _signed(target.gap)
    growth = target.row is not None and target.row.text("位次口径") == "按增速"
    rank = f"{short(target.rank)}/{short(target.rank_of)}" if target.rank and target.rank_of else DASH
    return (
        plan["name"],
        demanded,
        target.span,
        f"{target.actual}位" if by_rank else _signed(target.actual),
        gap,
        _signed(target.peer),
        rank if by_rank or growth else DASH,
        target.light(slack),
    )


def _signed(number: Decimal | None) -> str:
    return DASH if number is None else f"{rounded(number, 1)}"


def _quotas(case: Case) -> Lines:
    quotas = case.county.quotas
    own = [q for q in quotas if not q.plan.get("cross")]
    firms = {firm for q in quotas for firm in q.firms}
    actual, target = sum(q.actual for q in quotas), sum(q.target for q in quotas)
    rest = (DASH,) * 5
    return [
        *map(_quota, quotas),
        ("合计（不重复计）", f"{sum(q.target for q in own)}", f"{len(firms)}", *rest),
        ("合计（重复计）", f"{target}", f"{actual}", f"{rounded(Decimal(100 * actual) / target, 1)}%", *rest[1:]),
    ]


def _quota(quota: Quota) -> tuple[str, ...]:
    pace, ahead = quota.pace, quota.ahead
    return (
        quota.plan["name"],
        f"{quota.target}",
        f"{quota.actual}",
        f"{rounded(quota.rate * 100, 1)}%",
        DASH if pace is None else f"{rounded(pace * 100, 1)}%",
        DASH if ahead is None else f"{rounded(ahead * 100, 1)}",
        f"{quota.target - quota.actual}",
        quota.light,
    )


_WORDS = {"推进": "按期推进", "有风险": "有风险", "达到": "已达到"}


def _milestone(milestone: Milestone) -> tuple[str, ...]:
    number, unit = progress(milestone.progress), milestone.plan.get("unit", "")
    if unit == "%" and milestone.progress is not None:
        number = f"{rounded(milestone.progress, 1)}"
    left = {"逾期": f"逾期{-milestone.days}天", "有风险": f"有风险，还有{milestone.days}天"}
    return (
        milestone.plan["name"],
        day(milestone.due) + ("＊" if milestone.by_office else ""),
        DASH if number is None else f"{number}{unit}",
        left.get(milestone.state, _WORDS.get(milestone.state, milestone.state)),
        milestone.plan["owner"],
        milestone.light,
    )


# ---------------------------------------------------------------- reporting


def _reporting(case: Case) -> Lines:
    lines = []
    for unit in (u for u, told in case.plan.units.items() if not told.get("verifier")):
        states = [o.state for o in owed(case) if o.unit == unit]
        if states.count(TIMELY) < len(states):
            numbers = [states.count(s) for s in (TIMELY, LATE, RETURNED, MISSING)]
            lines.append((unit, f"{len(states)}", *(f"{n}" if n else DASH for n in numbers)))
    return lines


_STATE_WORDS = {MISSING: "未报", WAITING: "待报", RETURNED: "退回"}


def _own_forms(case: Case) -> Lines:
    wanted = (WAITING,) if case.kind == "提醒函" else (MISSING, RETURNED)
    own = [o for o in case.month.owed if o.unit == case.unit and o.state in wanted]
    return [
        (case.plan.forms[o.form]["number"], o.form, label(o.period), moment(o.due), _STATE_WORDS[o.state]) for o in own
    ]  # fmt: skip


def _drafts(case: Case) -> Lines:
    def line(name: str, unit: str) -> tuple[str, ...]:
        if not unit:
            return name, DASH, DASH, "通报", "待审定"
        return name, unit, f"{len(red_items(case, unit))}项", case.plan.units[unit].get("letter", "通知"), "待审定"

    return [line(*draft) for draft in drafts(case)]


def _resolutions(case: Case) -> Lines:
    return [(m.title, m.lead, "", day(m.due) if m.due and m.due >= case.month.today else DASH) for m in requests(case)]


# ---------------------------------------------------------------- lists of a form's rows


_LISTS: dict[str, Callable[[Row], bool]] = {
    "要素保障堵点清单": lambda r: r.text("当前状态") in ("", "在办"),
    "形象进度和资金支付": lambda r: r.text("是否滞后") == "是",
    "县市区指标对比": lambda r: True,
    "预警和建议": lambda r: r.text("是否解除") == "否",
    "重点任务推进台账": lambda r: r.text("完成情况") == "滞后",
}
_POLICIES = {"惠及对象": "惠企便民", "文号": "对接政策"}


def _listing(case: Case, heads: tuple[str, ...]) -> Lines | None:
    """A list of rows as units told them: the form is the one that has all the headings as fields."""
    bare = [re.sub(r"（(?:万元|亿元|%|亩)）$", "", h) for h in heads if h != "填报单位"]
    for form in case.plan.forms:
        names = [f["name"] for f in case.plan.fields(form)]
        if set(bare) <= set(names):
            rows = [r for r in case.month.rows(form) if _listed(form, bare, r)]
            with_unit = ("填报单位",) if "填报单位" in heads else ()
            return [(*(_cell(case, form, r, n) for n in bare), *(r.unit for _ in with_unit)) for r in rows]
    return None


def _listed(form: str, heads: Sequence[str], row: Row) -> bool:
    if form == "政策清单":
        kind = next(word for head, word in _POLICIES.items() if head in heads)
        return kind in row.text("政策类型").split("、") and row.text("政策状态") != "失效"
    return _LISTS[form](row)


def _cell(case: Case, form: str, row: Row, name: str) -> str:
    item = next(f for f in case.plan.fields(form) if f["name"] == name)
    number = row.number(name)
    if number is not None:
        return f"{rounded(number, item['decimals'])}" if "decimals" in item else short(number)
    return _cut(row.text(name).rstrip("。；")) or DASH


def _cut(text: str) -> str:
    """Of a long text the first part, up to a stop, and ……."""
    if len(text) <= 60:
        return text
    kept = text[:60]
    return kept[: max(kept.rfind(mark) for mark in "，；。、")] + "……"


def prove_totals(case: Case) -> list[str]:
    """The line below a list: as many as the table above it has rows."""
    faults, rows = [], 0
    for passage in case.passages:
        rows = passage.rows if passage.cells else rows
        match = re.fullmatch(r"共(\d+)项。", passage.text)
        if match and match[1] == f"{rows}":
            passage.proved.append(match.span(1))
        elif match:
            faults.append(f"表下写“{match[0]}”，表中有{rows}行")
    return faults


def reply_slip(case: Case) -> list[str]:
    """The reply slip's first column: the unit's red items, numbered."""
    faults = []
    for passage in case.passages:
        if passage.heads[:1] != ("督办事项",):
            continue
        name = re.sub(r"^（[一二三四五六七八九十]+）", "", passage.cells[0])
        items = red_items(case, case.unit)
        if any(name in names for names in items) and passage.rows == len(items):
            passage.proved.append((0, len(passage.cells[0])))
        else:
            faults.append(f"反馈单“{passage.cells[0]}”不是应督办的事项，或项数不符")
    return faults
