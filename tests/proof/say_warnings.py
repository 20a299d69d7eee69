"""Early warnings: which of the plan's rules hold, on which evidence, for how many months."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from tests.proof.claims import Case, County, N, Rule, Told, one_of
from tests.proof.docx_numbers import Passage
from tests.proof.merged import MISSING, TIMELY, WAITING, Month
from tests.proof.plan_facts import Plan
from tests.proof.printing import rounded

OVER_THREE_MONTHS = (
    "增速连续回落", "增速连续回落且低于目标", "一再改期", "进度没有变化", "项目没有变化",
    "按最快速度仍难完成", "慢于序时且放缓",
)  # fmt: skip
"""Rules that are not reckoned: they look at three months or more, or at quotas behind a pace by month.

Where one of them held, the documents would tell a warning more than we reckon.
"""
RECKONED = (
    "在审和在培不足", "承诺晚于时限", "事项久拖", "事项重开", "支付超前", "投资超总投资", "长期停在一个环节", "应纳统未纳统",
    "多单位未按时", "连续未报",
)  # fmt: skip


@dataclass(frozen=True)
class Held:
    rule: str
    name: str
    owner: str
    evidence: str


def standing_warnings(month: Month) -> set[Held]:
    """The warnings whose condition holds when *month* closes; rules over three months or more hold in none of two."""
    assert month.before is None or month.before.before is None, OVER_THREE_MONTHS
    county = County(month)
    return {
        *_quotas(county),
        *_milestones(county),
        *_matters(county),
        *_projects(county),
        *_forms(county),
        *_unsent(county),
    }


def _quotas(county: County) -> Iterator[Held]:
    for q in county.quotas:
        name = q.plan["name"]
        if q.high is not None and q.high < q.target:
            told = f"全年任务数{q.target}家，年底预计高值{q.high}家"
            yield Held("在审和在培不足", name, q.plan["owner"], told)


def _milestones(county: County) -> Iterator[Held]:
    for m in county.milestones:
        promised = m.promised
        if m.state not in ("达到", "晚达到") and promised and promised[1] > m.due:
            told = f"比时限推后天数{(promised[1] - m.due).days}天"
            yield Held("承诺晚于时限", m.plan["name"], m.plan["owner"], told)


def _matters(county: County) -> Iterator[Held]:
    for m in county.matters:
        if m.overdue > 30:
            yield Held("事项久拖", m.title, m.lead, f"{m.overdue}")
    before = County(county.month.before).matters if county.month.before else []
    done = {m.id for m in before if not m.open}
    for m in county.matters:
        if m.open and m.id in done:
            yield Held("事项重开", m.title, m.lead, "")


_STEPS = ("签约", "落地", "开工", "纳统", "报数", "竣工")


def _projects(county: County) -> Iterator[Held]:
    month = county.month
    for p in county.projects:
        if p.pay is not None and p.invest is not None and p.pay - p.invest > Fraction(1, 5):
            yield Held("支付超前", p.name, p.unit, "")
        rows = [r for f in ("项目清单", "形象进度和资金支付") for r in month.rows(f) if r.text("项目代码") == p.code]
        spent, whole = (
            next((n for r in rows if (n := r.number(f)) is not None), None) for f in ("累计完成投资", "总投资")
        )
        if spent is not None and whole is not None and spent > whole:
            yield Held("投资超总投资", p.name, p.unit, "")
        reached = {s: d[0] for s in _STEPS for r in rows if (d := r.day(f"实际{s}日期")) and d[0] <= month.today}
        planned = {s: d[1] for s in _STEPS for r in rows if (d := r.day(f"计划{s}日期"))}
        last = next((s for s in reversed(_STEPS) if s in reached), "")
        if last not in ("", "报数", "竣工") and (month.today - reached[last]).days > 180:
            yield Held("长期停在一个环节", p.name, p.unit, f"{(month.today - reached[last]).days}天")
        invested = any((r.number("本年完成投资") or 0) > 0 for r in rows)
        told = "纳统" in planned or "纳统" in reached
        overdue = planned["纳统"] < month.today if "纳统" in planned else "开工" in reached and invested
        if told and "纳统" not in reached and overdue:
            yield Held("应纳统未纳统", p.name, p.unit, "")


def _forms(county: County) -> Iterator[Held]:
    month = county.month
    for form in month.plan.forms:
        states = [o.state for o in month.owed if o.form == form and o.state != WAITING]
        late = Fraction(len(states) - states.count(TIMELY), len(states)) if states else Fraction(0)
        if len(states) >= 3 and late >= Fraction(3, 10):
            told = (
                f"应报表数{len(states)}份，时限内报送表数{states.count(TIMELY)}份，未按时比例{rounded(late * 100, 1)}%"
            )
            yield Held("多单位未按时", form, month.plan.header["office_unit"], told)


def _unsent(county: County) -> Iterator[Held]:
    month = county.month
    before = {(o.unit, o.form) for o in month.before.owed if o.state == MISSING} if month.before else set()
    for o in month.owed:
        if o.state == MISSING and (o.unit, o.form) in before:
            yield Held("连续未报", f"{o.unit}“{o.form}”", o.unit, "2期")


# ---------------------------------------------------------------- sentences


def rules(plan: Plan) -> list[Rule]:
    why = one_of([w["why"] for w in plan.raw["warnings"]])
    return [
        Rule(f"现有预警{N}项(?:，其中红色{N}项)?(?:，本期新出现{N}项)?(?:，本期解除{N}项)?", _whole),
        Rule(f"^现有预警[^。]*。((?:[^（）；。]+（[^（）]+）；?)+)(?:另有{N}项见汇总表“预警”)?。$", _short),
        Rule(f"^([^：。]+)：{why}（(.+?)）(?:（责任单位：([^）]+)）)?(?:，已持续{N}期)?。$", _warning),
    ]


def _same(one: Held, other: Held) -> bool:
    return (one.rule, one.name) == (other.rule, other.name)


def _before(month: Month) -> set[Held]:
    return standing_warnings(month.before) if month.before else set()


def _whole(case: Case, passage: Passage, match: re.Match[str]) -> Told:
    now, then = standing_warnings(case.month), _before(case.month)
    lights = {w["id"]: w["light"] for w in case.plan.raw["warnings"]}
    red = sum(lights[w.rule] == "red" for w in now)
    new = sum(not any(_same(w, x) for x in then) for w in now)
    gone = sum(not any(_same(w, x) for x in now) for w in then)
    return [f"{len(now)}", *(f"{n}" if n else None for n in (red, new, gone))]


def _short(case: Case, passage: Passage, match: re.Match[str]) -> Told:
    """The first of the warnings in one sentence: each as it stands, no other one before a red one."""
    found = standing_warnings(case.month)
    lights = {w["id"]: w["light"] for w in case.plan.raw["warnings"]}
    told = {f"{w.name}（{w.evidence.rpartition('，')[2]}）": lights[w.rule] == "red" for w in found}
    shown = match[1].removesuffix("；").split("；")
    red = [told.get(s) for s in shown]
    left = sum(told.values()) - red.count(True)
    right = None not in red and red == sorted(red, reverse=True) and (left == 0 or all(red))
    rest = len(found) - len(shown)
    return [match[1] if right else "；".join(told), f"{rest}" if rest else None]


def _warning(case: Case, passage: Passage, match: re.Match[str]) -> Told:
    whys = {w["id"]: w["why"] for w in case.plan.raw["warnings"]}
    found = next((w for w in standing_warnings(case.month) if (w.name, whys[w.rule]) == (match[1], match[2])), None)
    if found is None:
        return ["没有这项预警", None, None, None, None]
    periods = 1 + any(_same(found, x) for x in _before(case.month))
    return [found.name, match[2], found.evidence, found.owner, f"{periods}" if periods > 1 else None]
