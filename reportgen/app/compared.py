"""两期对比: what changed from one period to another, item by item."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from reportgen.app import course as courses
from reportgen.app.judge import year
from reportgen.edges.workspace import Workspace
from reportgen.measures.lights import WORDS
from reportgen.model import screen
from reportgen.model.errors import RequestError
from reportgen.model.outcome import Matter, Outcome
from reportgen.model.period import Period
from reportgen.model.plan import Plan
from reportgen.model.states import MILESTONE_WORDS, SUBMISSION_WORDS, WARNING_WORDS
from reportgen.rules import compare

_MATTERS = {"open": "在办", "settled": "已办结", "closed": "已销号"}
_SECTIONS = {
    "targets": "指标",
    "quotas": "数量任务",
    "milestones": "节点",
    "projects": "项目",
    "matters": "事项",
    "reporting": "报送",
    "warnings": "预警",
    "revisions": "改动",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise in the later period; texts as people read them."""

    section: str  # a key of `_SECTIONS`
    id: str
    name: str
    before: str
    after: str
    owner: str = ""


def diff(workspace: Workspace, earlier: str, later: str, as_of: str | None = None, as_json: bool = False) -> str:
    """Return what changed from one period to the other; raises `RequestError` if they are not two of one year."""
    plan = courses.load_plan(workspace)
    one, other = sorted((courses.chosen_period(workspace, t) for t in (earlier, later)), key=Period.sort_key)
    if one == other:
        raise RequestError("两个期别相同，没有可比的。请写两个不同的期别，如 reportgen diff 2025-09 2025-10。")
    told: dict[Period, Outcome] = {}
    dated = plan
    for course, outcome in year(workspace, plan, other, as_of):
        if course.period in (one, other):
            told[course.period], dated = outcome, course.plan
    if one not in told:
        raise RequestError(f"inputs 里没有{one.label}（{one.id}）的文件夹，无从比较。")
    changes = changes_of(dated, told[one], told[other])
    if as_json:
        return json.dumps({"from": one.id, "to": other.id, "changes": [asdict(c) for c in changes]},
                          ensure_ascii=False, indent=1)  # fmt: skip
    return _shown(one, other, changes)


def changes_of(plan: Plan, before: Outcome, after: Outcome) -> tuple[Change, ...]:
    """Return every difference between two outcomes, in the order of the sections and of the plan."""
    return tuple(
        change
        for made in (_judged(before, after), _matters(before, after), _reporting(before, after), _told(plan, before, after))
        for change in made
        if change.before != change.after
    )  # fmt: skip


def _judged(before: Outcome, after: Outcome) -> Iterable[Change]:
    """Targets, quotas, milestones and projects, each with its number and light."""
    for section, part in (("targets", "actual"), ("quotas", "actual")):
        old = {r.id: r for r in getattr(before, section)}
        for now in getattr(after, section):
            was = old.get(now.id)
            yield Change(section, now.id, now.name, _figure(before, f"{section}.{now.id}.{part}", was),
                         _figure(after, f"{section}.{now.id}.{part}", now), now.owner)  # fmt: skip
    milestones = {m.id: m for m in before.milestones}
    for m in after.milestones:
        old_m = milestones.get(m.id)
        yield Change("milestones", m.id, m.name, _milestone(before, m.id, old_m), _milestone(after, m.id, m), m.owner)
    projects = {p.id: p for p in before.projects}
    for p in after.projects:
        old_p = projects.get(p.id)
        yield Change("projects", p.id, p.name, _figure(before, old_p.figure if old_p else "", old_p),
                     _figure(after, p.figure, p), p.unit)  # fmt: skip


def _figure(outcome: Outcome, id: str, result: Any) -> str:
    if result is None:
        return "—"
    figure = outcome.figures.get(id)
    return f"{figure.text if figure else '—'} {WORDS[result.light]}"


def _milestone(outcome: Outcome, id: str, result: Any) -> str:
    if result is None:
        return "—"
    progress = outcome.figures.get(f"milestones.{id}.progress")
    promised = f"承诺{result.promised_due}" if result.promised_due else ""
    told = (MILESTONE_WORDS[result.state], progress.text if progress and progress.value is not None else "", promised)
    return f"{' '.join(filter(None, told))} {WORDS[result.light]}"


def _matters(before: Outcome, after: Outcome) -> Iterable[Change]:
    old = {(m.form, m.id): _matter(m) for m in before.matters}
    for m in after.matters:
        yield Change("matters", m.id, m.title or m.id, old.get((m.form, m.id), "—"), _matter(m), m.lead or m.raiser)


def _matter(matter: Matter) -> str:
    return _MATTERS[matter.state] + ("，已超期" if matter.overdue_days else "")


def _reporting(before: Outcome, after: Outcome) -> Iterable[Change]:
    counts = [Counter(s.state for s in outcome.submissions) for outcome in (before, after)]
    for state, word in SUBMISSION_WORDS.items():
        yield Change("reporting", state, word, *(f"{c[state]}份" for c in counts))


def _told(plan: Plan, before: Outcome, after: Outcome) -> Iterable[Change]:
    """Warnings that are new or cleared, and what units say otherwise."""
    old = {w.id: w for w in before.warnings if w.state != "cleared"}
    for w in after.warnings:
        if w.id in old or w.state != "cleared":
            was = WARNING_WORDS["standing"] if w.id in old else "—"
            now = "standing" if w.state == "new" and w.id in old else w.state
            yield Change("warnings", w.id, f"{w.name}：{w.why}", was, WARNING_WORDS[now], w.owner)
    revisions, _ = compare(plan, after.forms, before.forms)
    for r in revisions:
        yield Change("revisions", f"{r.form}/{r.key}/{r.field}", f"《{r.form}》{r.key} {r.field}".rstrip(), r.before, r.after or "—", r.unit)  # fmt: skip


def _shown(one: Period, other: Period, changes: Sequence[Change]) -> str:
    lines = [f"{one.label} → {other.label}：{len(changes)} 处不同。"]
    groups: Mapping[str, list[Change]] = {
        section: [c for c in changes if c.section == section] for section in _SECTIONS
    }
    for section, found in groups.items():
        if found:
            rows = [("项目", one.id, other.id, "单位")]
            rows += [
                (screen.cut(c.name, 44), screen.cut(c.before, 40), screen.cut(c.after, 40), c.owner) for c in found
            ]
            lines += [f"{_SECTIONS[section]}（{len(found)}）", screen.table(rows)]
    return "\n".join(lines)
