"""Sentences about targets, quotas, milestones, projects and matters."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from tests.proof.affairs import Matter, Project
from tests.proof.claims import DAY, FULL, MOMENT, Case, N, Rule, Told, named, one_of
from tests.proof.docx_numbers import Passage
from tests.proof.plan_facts import Plan
from tests.proof.printing import day, full_day, moment, rounded, short
from tests.proof.standing import RED, YELLOW, Quota, Target

_SPAN = r"(前三季度|上半年|一季度|全年|\d{1,2}—\d{1,2}月|\d{1,2}月)"
_UNIT = r"([^，。；（）“”]+?)"
QUOTED = 24
"""Characters of a matter's title that a list quotes at most."""


@functools.cache
def rules(plan: Plan) -> list[Rule]:
    targets = one_of([t["name"] for t in plan.raw["targets"]])
    quotas = one_of([q["name"] for q in plan.raw["quotas"]])
    milestones = one_of([m["name"] for m in plan.raw["milestones"]])
    return [
        *_overall(),
        Rule(rf"{_SPAN}，{targets}(?:同比增长{N}%|同比下降{N}%|为{N}%|居全市第{N}位（共{N}个）)", _target, "指标"),
        Rule(
            rf"，{targets}(?:同比增长|同比下降|为)[\d.]+%(?:，比上期(加快|回落|提高|降低){N}个百分点)?"
            rf"(?:，(低于|高于)年度目标{N}个百分点)?(，在“左右”的幅度之内)?(?:，(高于|低于)全市平均{N}个百分点)?",
            _compared,
        ),
        Rule(rf"{targets}居全市第[\d.]+位（共\d+个），(达到|未达到)保持前{N}位的目标", _kept_rank),
        Rule(rf"{quotas}尚未实现零的突破，年度任务{N}家", _zero_quota, "入规"),
        Rule(rf"于{DAY}前{quotas}再增加{N}家，达到年度任务{N}家", _more_firms),
        Rule(
            rf"{milestones}应于{DAY}前实现，(?:截至{MOMENT})?尚未实现，已逾期{N}天(?:，填报单位承诺{FULL}实现)?",
            _late_milestone,
            "节点",
        ),
        Rule(rf"{milestones}尚未实现(?:，当前进度{N}(?:%|家))?，距时限{DAY}还有{N}天", _soon_milestone, "节点"),
        Rule(rf"{milestones}(?:应于|尚未).*?据{_UNIT}反映：([^；]+)。$", _reason),
        Rule(f"^另有{N}项建议未列出", _more_advice),
        Rule(rf"{milestones}已逾期{N}天，建议由{_UNIT}于{DAY}前报出", _milestone_advice),
        Rule(
            rf"([^。；：，]+)（{_UNIT}）[：，](?:投资完成率{N}%)?(?:，慢于序时进度{N}个百分点)?"
            rf"(?:，?资金支付率{N}%)?(?:，慢于序时进度{N}个百分点)?(?:，?计划开工日期已过{N}天尚未开工)?(?=；|。)",
            _project,
            "项目",
        ),
        Rule(
            rf"^投资完成率{N}%(?:，慢于序时进度{N}个百分点)?(?:，资金支付率{N}%)?(?:，慢于序时进度{N}个百分点)?。$",
            _own_project,
        ),
        Rule(
            rf"“([^”]+)”(?:，{_UNIT}提出)?，{_UNIT}主办(?:，{_UNIT}协办)?(?:，办理时限{DAY})?(?:，已超期{N}天)?(?=。|；)",
            _matter,
            "堵点和问题",
        ),
        Rule(rf"“([^”]+)”已超期{N}天，建议由{_UNIT}于{DAY}前办结", _matter_advice),
        Rule(rf"^“([^”]+)”(?:（{_UNIT}提出）)?，主办单位{_UNIT}，办理时限{DAY}(?:，已超期{N}天)?。(.*?)。?(?:另有.*)?$", _request),
        Rule(rf"另有{N}项见汇总表“(指标|入规|节点|项目|堵点和问题)”", _left_out),
        Rule(r"^（[一二三四五六七八九十]+）([^：]+)$", _red_item),
        Rule(rf"办结时限：{FULL}。", lambda case, p, m: [f"{case.plan.year}年12月31日"]),
        Rule(
            r"《[^》]+》“([^”]+)”",
            lambda case, p, m: [m[1] if any(m[1] in text for text in case.plan.texts) else "方案中没有这句话"],
        ),
    ]  # fmt: skip


# ---------------------------------------------------------------- 总体


def _overall() -> list[Rule]:
    def targets(met: bool | None, word: str) -> Rule:
        return Rule(f"{N}项{word}", lambda case, p, m: [f"{sum(t.met(_slack(case)) is met for t in headline(case))}"])

    def quotas(word: str, *kinds: str) -> Rule:
        return Rule(f"{N}项{word}", lambda case, p, m: [f"{sum(_kind(q) in kinds for q in case.county.quotas)}"])

    def milestones(state: str, word: str) -> Rule:
        return Rule(f"{N}个{word}", lambda case, p, m: [f"{sum(s.state == state for s in case.county.milestones)}"])

    return [
        Rule(f"{N}项主要指标中", lambda case, p, m: [f"{len(headline(case))}"]),
        targets(True, "达到目标"),
        targets(False, "未达到目标"),
        Rule(f"{N}项新入规任务中", lambda case, p, m: [f"{len(case.county.quotas)}"]),
        quotas("达到序时进度", "ahead"),
        quotas("不计序时、尚未完成", "none"),
        Rule(f"{N}个节点中", lambda case, p, m: [f"{len(case.county.milestones)}"]),
        milestones("推进", "按期推进"),
        milestones("有风险", "有风险"),
        milestones("逾期", "已逾期"),
        Rule(f"在办事项{N}件", lambda case, p, m: [f"{sum(x.open for x in case.county.matters)}"]),
        Rule(f"其中超过办理时限{N}件", lambda case, p, m: [f"{len(_overdue(case))}"]),
    ]


def _slack(case: Case) -> Decimal:
    return Decimal(case.plan.settings["about_tolerance"])


def headline(case: Case) -> list[Target]:
    return [t for t in case.county.targets if t.plan.get("headline", True)]


def _kind(quota: Quota) -> str:
    rate, ahead = quota.rate, quota.ahead
    return "done" if rate >= 1 else "none" if ahead is None else "ahead" if ahead >= 0 else "behind"


def _overdue(case: Case) -> list[Matter]:
    return [m for m in case.county.matters if m.overdue]


# ---------------------------------------------------------------- targets and quotas


def _target(case: Case, passage: Passage, match: re.Match[str]) -> Told:
    target = named(case.county.targets, match[2])
    value = target.actual
    by_rank = target.plan["measure"] == "位次"
    growth = None if by_rank or target.plan["measure"] != "增速" else f"{rounded(abs(value), 1)}"
    return [
        target.span,
        match[2],
        growth if value > 0 else None,
        growth if value < 0 else None,
        None if by_rank or growth else f"{rounded(value, 1)}",
        short(value) if by_rank else None,
        short(target.rank_of) if by_rank else None,
    ]


def _compared(case: Case, passage: Passage, match: re.Match[str]) -> Told:
    target = named(case.county.targets, match[1])
    peer_gap = None if target.peer is None else target.actual - target.peer
    gap, growth = target.gap, target.plan["measure"] == "增速"
    words = ("加快", "回落") if growth else ("提高", "降低")
    return [
        match[1],
        *_apart(target.change, *words),
        *_apart(gap, "高于", "低于"),
        "，在“左右”的幅度之内" if gap is not None and gap < 0 and target.met(_slack(case)) else None,
        *_apart(peer_gap, "高于", "低于"),
    ]


def _apart(number: Decimal | None, more: str, less: str) -> tuple[str | None, str | None]:
    return (None, None) if not number else (more if number > 0 else less, f"{rounded(abs(number), 1)}")


def _kept_rank(case: Case, passage: Passage, match: re.Match[str]) -> Told:
    target = named(case.county.targets, match[1])
    return [match[1], "达到" if target.met(_slack(case)) else "未达到", f"{target.plan['value']}"]


def _zero_quota(case: Case, passage: Passage, match: re.Match[str]) -> Told:
    quota = named(case.county.quotas, match[1])
    return [match[1] if quota.actual == 0 else f"{match[1]}已有{quota.actual}家", f"{quota.target}"]


def _more_firms(case: Case, passage: Passage, match: re.Match[str]) -> Told:
    quota = named(case.county.quotas, match[2])
    return ["12月31日", match[2], f"{quota.target - quota.actual}", f"{quota.target}"]


# ---------------------------------------------------------------- milestones


def _late_milestone(case: Case, passage: Passage, match: re.Match[str]) -> Told:
    milestone = named(case.county.milestones, match[1])
    promised = milestone.promised
    late = f"{-milestone.days}"
    return [match[1], day(milestone.due), moment(case.month.as_of), late, promised and full_day(promised[1])]


def _soon_milestone(case: Case, passage: Passage, match: re.Match[str]) -> Told:
    milestone = named(case.county.milestones, match[1])
    return [match[1], progress(milestone.progress), day(milestone.due), f"{milestone.days}"]


def progress(number: Decimal | None) -> str | None:
    return None if number is None else short(number)


def _reason(case: Case, passage: Passage, match: re.Match[str]) -> Told:
    row = named(case.county.milestones, match[1]).row
    told = row.text("原因（填报单位所述）") or row.text("存在问题")
    return [match[1], row.unit, told]


def _milestone_advice(case: Case, passage: Passage, match: re.Match[str]) -> Told:
    milestone = named(case.county.milestones, match[1])
    return [match[1], f"{-milestone.days}", milestone.plan["owner"], day(answer_by(case))]


def _more_advice(case: Case, passage: Passage, match: re.Match[str]) -> Told:
    """All that is late or behind and has somebody to ask, but for the six that are listed."""
    late = [m.plan["owner"] for m in case.county.milestones if m.state == "逾期"]
    late += [q.plan["owner"] for q in case.county.quotas if q.behind]
    late += [m.lead for m in _overdue(case)]
    units = case.plan.units
    return [f"{sum(unit in units and not units[unit].get('verifier') for unit in late) - 6}"]


def answer_by(case: Case) -> dt.date:
    """The day by which a unit is asked to answer."""
    return case.month.today + dt.timedelta(days=int(case.plan.settings["review_days"]))


# ---------------------------------------------------------------- projects


def _rates(project: Project) -> Sequence[str | None]:
    def late(gap: Fraction) -> str | None:
        return f"{rounded(gap * 100, 1)}" if gap > 0 else None

    lines = [(project.invest, project.invest_behind), (project.pay, project.pay_behind)]
    return [t for rate, gap in lines for t in (None if rate is None else f"{rounded(rate * 100, 1)}", late(gap))]


def _project(case: Case, passage: Passage, match: re.Match[str]) -> Told | None:
    project = next((p for p in case.county.projects if p.name == match[1]), None)
    return None if project is None else [match[1], project.unit, *_rates(project), _days_unstarted(case, project)]


def _days_unstarted(case: Case, project: Project) -> str | None:
    return f"{(case.month.today - project.start).days}" if project.unstarted and project.start else None


def _own_project(case: Case, passage: Passage, match: re.Match[str]) -> list[Told]:
    return [list(_rates(p)) for p in case.county.projects if p.unit == case.unit and p.light == RED]


# ---------------------------------------------------------------- matters


def titles(case: Case, matter: Matter) -> set[str]:
    """The ways in which a document names a matter; those of firms are not quoted."""
    if case.plan.forms[matter.row.form].get("sensitive"):
        return {f"{matter.raiser}提出的{matter.row.form}", f"{matter.row.form}{matter.id}"}
    text = matter.title
    return {text, f"{text[:QUOTED]}……"} | {f"{text[:i]}……" for i, c in enumerate(text[:QUOTED]) if c in "，；。、"}


def _called(case: Case, name: str) -> list[Matter]:
    return [m for m in case.county.matters if name in titles(case, m)]


def _late(matter: Matter) -> str | None:
    return f"{matter.overdue}" if matter.overdue else None


def _matter(case: Case, passage: Passage, match: re.Match[str]) -> list[Told] | None:
    return [
        [match[1], m.raiser, m.lead, m.partners, m.due and day(m.due), _late(m)] for m in _called(case, match[1])
    ] or None  # fmt: skip


def _matter_advice(case: Case, passage: Passage, match: re.Match[str]) -> list[Told] | None:
    by = day(answer_by(case))
    return [[match[1], _late(m), m.lead, by] for m in _called(case, match[1])] or None


def requests(case: Case) -> list[Matter]:
    """The matters that wait for the county's decision."""
    return [
        m
        for m in case.county.matters
        if m.open
        and "是" in (m.row.text("是否提请县政府研究"), m.row.text("是否需县级协调"))
        and not m.row.text("县政府研究结果")
    ]


def _request(case: Case, passage: Passage, match: re.Match[str]) -> list[Told] | None:
    known = [m for m in requests(case) if m.title == match[1]]
    return [
        [m.title, m.raiser, m.lead, m.due and day(m.due), _late(m), _details(case, m)] for m in known
    ] or None  # fmt: skip


def _details(case: Case, matter: Matter) -> str:
    """The further fields that the document's plan asks for, as the units told them."""
    document = next(d for d in case.plan.raw["documents"] if d["kind"] == case.kind)
    wanted = next(p.get("fields", ()) for p in document["passages"] if p["block"] == "提请")
    return "；".join(f"{name}：{matter.row.text(name)}" for name in wanted if matter.row.text(name))


# ---------------------------------------------------------------- lists cut short


def _left_out(case: Case, passage: Passage, match: re.Match[str]) -> Told:
    kind, before = match[2], passage.text[: match.start()]
    if re.match(r"^(指标|入规|节点|项目|事项)方面。", passage.text):
        told = sum(len(r.found.findall(before)) for r in rules(case.plan) if r.kind == kind)
        whole = len(behind(case)[kind])
    elif kind == "指标":
        whole = len(case.county.targets)
        told = sum(bool(re.search(r"年度目标|保持前", text)) for text in passage.before)
    else:
        whole = len(requests(case))
        told = sum(text.startswith("“") for text in (*passage.before, before))
    return [f"{whole - told}", kind]


def behind(case: Case) -> dict[str, list[object]]:
    county = case.county
    return {
        "指标": [t for t in county.targets if t.met(_slack(case)) is False],
        "入规": [q for q in county.quotas if q.behind],
        "节点": [m for m in county.milestones if m.state in ("有风险", "逾期", "过办定时间")],
        "项目": [p for p in county.projects if p.light in (RED, YELLOW)],
        "堵点和问题": list(_overdue(case)),
    }


# ---------------------------------------------------------------- 督办


def red_items(case: Case, unit: str) -> list[set[str]]:
    """The names of a unit's red items, each in the ways in which it may be called."""
    county = case.county
    found = [titles(case, m) for m in _overdue(case) if m.lead == unit]
    found += [{m.plan["name"]} for m in county.milestones if m.light == RED and m.plan["owner"] == unit]
    found += [{t.plan["name"]} for t in county.targets if t.light(_slack(case)) == RED and t.plan["owner"] == unit]
    found += [{q.plan["name"]} for q in county.quotas if q.light == RED and q.plan["owner"] == unit]
    return found + [{p.name} for p in county.projects if p.light == RED and p.unit == unit]


def _red_item(case: Case, passage: Passage, match: re.Match[str]) -> Told | None:
    if not case.unit or passage.cells:
        return None
    items = red_items(case, case.unit)
    return [match[1] if any(match[1] in names for names in items) else "没有这一督办事项"]
