"""Milestones (节点): reached, on the way, at risk or overdue, by the day to which it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reportgen.measures import lights
from reportgen.measures.case import Case, Forms, Record
from reportgen.model.outcome import MilestoneResult
from reportgen.model.plan import Milestone
from reportgen.model.states import MILESTONE_WORDS
from reportgen.model.values import PlanDate, Understood

PURPOSE = "节点"
OFFICE = "专班办设定"
"""Printed beside a time limit that the plan does not set; such a milestone is never overdue (A18)."""

_TOLD = ("stage", "reached", "promised", "measured")
_START, _BY_NUMBER = "开工", ("进度", "数量", "比率")


@dataclass(frozen=True, slots=True)
class Status:
    """What the row about a milestone says, and how it stands."""

    record: Record | None
    state: str
    days: int  # to the due day, negative when past
    due: date
    baseline: date
    promised: PlanDate | None
    reached: PlanDate | None
    progress: Decimal | None
    moved: int  # times that the promise moved to a later day, against the period before


def judge_milestones(case: Case) -> tuple[MilestoneResult, ...]:
    """Return how each milestone stands, in the plan's order; figures ``milestones.<id>.…``."""
    results = tuple(_judge(case, milestone) for milestone in case.plan.milestones)
    if results:
        _count(case, results)
        lights.count_lights(case, "milestones", "节点", results)
    return results


def _judge(case: Case, milestone: Milestone) -> MilestoneResult:
    status = status_of(case, milestone)
    _say(case, milestone, status)
    lit = _light(case, milestone, status)
    part = "days" if status.progress is None else "progress"
    return MilestoneResult(
        id=milestone.id,
        name=milestone.name,
        due=status.due,
        baseline_due=status.baseline,
        promised_due=status.promised.end if status.promised else None,
        progress=status.progress,
        state=status.state,
        days=status.days,
        light=lit.light,
        light_why=lit.why,
        owner=milestone.owner,
        set_by=milestone.set_by,
        figure=f"milestones.{milestone.id}.{part}",
    )


def status_of(case: Case, milestone: Milestone) -> Status:
    """Return what is told of *milestone* and how it stands on the day of the case."""
    record = _find(case, milestone, case.forms)
    last = _find(case, milestone, case.before)
    due = milestone.due or date(case.plan.header.year, 12, 31)
    promised = record.date("promised") if record else None
    promised_before = last.date("promised") if last else None
    moved = int(bool(promised and promised_before and promised.end > promised_before.end))
    return Status(
        record=record,
        state=_state(case, milestone, record, due),
        days=(due - case.today).days,
        due=due,
        baseline=_baseline(case, milestone, due),
        promised=promised,
        reached=record.date("reached") if record else None,
        progress=record.number("measured") if record else None,
        moved=moved,
    )


def _find(case: Case, milestone: Milestone, forms: Forms) -> Record | None:
    """The row about *milestone* that says anything: of its own form and owner first."""
    names = {milestone.id, milestone.name, *milestone.aliases}
    found = [r for r in case.records(PURPOSE, forms) if r.text("milestone") in names and r.cells(*_TOLD)]
    found.sort(key=lambda r: (r.form.name != milestone.form, r.row.unit != milestone.owner))
    return found[0] if found else None


def _state(case: Case, milestone: Milestone, record: Record | None, due: date) -> str:
    if record is None:
        return "not_reported"
    office = milestone.set_by == "office"
    if _done(case, milestone, record):
        reached = record.date("reached")
        return "done_late" if reached and reached.start > due and not office else "done"
    days = (due - case.today).days
    if days < 0:
        return "at_risk" if office else "overdue"
    promised = record.date("promised")
    soon = days <= int(case.plan.setting("milestone_soon_days"))
    late = promised is not None and promised.end > due
    stopped = record.meaning(case.plan, "stage") == "stopped"
    return "at_risk" if soon or late or stopped else "on_track"


def _done(case: Case, milestone: Milestone, record: Record) -> bool:
    """Whether the milestone is reached: a number decides where one is demanded and told, else the stage.

    A day on which it was reached stands for a stage that is not filled; a day still to come does not.
    """
    measured = record.number("measured")
    if milestone.kind in _BY_NUMBER and milestone.threshold is not None and measured is not None:
        return measured >= milestone.threshold
    stage = record.meaning(case.plan, "stage")
    if record.cell("stage") is not None:
        return stage == "done" or (milestone.kind == _START and stage == "started")
    reached = record.date("reached")
    return reached is not None and reached.start <= case.today


def _baseline(case: Case, milestone: Milestone, due: date) -> date:
    """The due day as the plan first had it: what stands in its file, whatever a change has made of it."""
    place = case.plan.place("milestones", milestone.id, "due")
    try:
        return date.fromisoformat(place.raw[:10]) if place else due
    except ValueError:
        return due


def _light(case: Case, milestone: Milestone, status: Status) -> lights.Lit:
    office = milestone.set_by == "office"
    values: dict[str, Understood] = {
        "状态": status.state,
        "剩余天数": Decimal(status.days),
        "进度": status.progress,
        "阈值": milestone.threshold,
        "办定": office,
        "改期次数": Decimal(status.moved),
    }
    silent = f"{milestone.owner}尚未报送{milestone.name}进展"
    otherwise = silent if status.state == "not_reported" else lights.NO_DATA
    lit = lights.shine(case.plan, "milestones", values, otherwise)
    remarks = [f"时限由{OFFICE}"] if office and status.days < 0 else []
    remarks += [kept] if (kept := case.kept(status.record)) else []
    return lit._replace(why=f"{lit.why}（{'；'.join(remarks)}）") if remarks else lit


def _say(case: Case, milestone: Milestone, status: Status) -> None:
    """Put a milestone's days, progress and dates on record."""
    key, name, record = f"milestones.{milestone.id}", milestone.name, status.record
    set_by = "" if milestone.set_by == "plan" else f"（{OFFICE}）"
    _say_day(case, f"{key}.due", f"{name}时限", status.due, f"方案规定：{milestone.due_text or milestone.text}{set_by}",
             ("milestones", milestone.id, "due"), milestone.due_text if status.baseline == status.due else "")  # fmt: skip
    stage = record.cells("stage", "reached") if record else ()
    how = f"时限减{case.today}，过期为负" + ("" if record else f"；{milestone.owner}尚未报送")
    case.add(f"{key}.days", f"{name}剩余天数", status.days, "天", how, cells=stage, inputs=(f"{key}.due",))
    field = f"{milestone.owner}“{record.form.name}”" if record else f"{milestone.owner}尚未报送"
    cells = record.cells("measured") if record else ()
    case.add(
        f"{key}.progress", f"{name}当前进度", status.progress, milestone.unit, f"{field}所报进度或数量", cells=cells
    )
    if milestone.threshold is not None:
        case.constant(f"{key}.threshold", f"{name}要求", milestone.threshold, milestone.unit, milestone.text,
                      ("milestones", milestone.id, "threshold"))  # fmt: skip
        missing = None if status.progress is None else milestone.threshold - status.progress
        unit = "个百分点" if milestone.unit == "%" else milestone.unit
        inputs = (f"{key}.threshold", f"{key}.progress")
        case.add(f"{key}.gap", f"{name}距要求", missing, unit, "要求减当前进度，超过为负", inputs=inputs)
    for part, word, day in (("promised", "承诺日期", status.promised), ("reached", "实际达到日期", status.reached)):
        cells = record.cells(part) if record else ()
        case.add(f"{key}.{part}", f"{name}{word}", day.iso() if day else None, "", f"{field}所报{word}",
                 cells=cells, text=day.label if day else "")  # fmt: skip
    promises = record.cells("promised") if record else ()
    last = _find(case, milestone, case.before)
    earlier = last.cells("promised") if last else ()
    case.add(f"{key}.moved", f"{name}承诺日期推后次数", status.moved, "次", "本期承诺日期晚于上期的记一次",
             cells=(*promises, *earlier))  # fmt: skip
    told = record.cell("stage") if record else None
    case.add(f"{key}.stage", f"{name}当前状态", told.text if told else None, "", f"{field}所报状态",
             cells=(told,) if told else ())  # fmt: skip


def _say_day(case: Case, id: str, name: str, day: date, how: str, path: tuple[str, ...], wording: str) -> None:
    label, short = PlanDate(day).label, f"{day.month}月{day.day}日"
    sources = case.place(*path, value=day.isoformat())
    case.add(id, name, day.isoformat(), "", how, sources=sources, text=label, others=(short, wording))


def _count(case: Case, results: tuple[MilestoneResult, ...]) -> None:
    """Put on record how many milestones are in each state."""
    inputs = [r.figure for r in results]
    for state in MILESTONE_WORDS:
        number, word = sum(r.state == state for r in results), MILESTONE_WORDS[state]
        case.add(
            f"milestones.{state}", f"{word}的节点", number, "个", f"按各单位所报状态和时限，{word}的节点", inputs=inputs
        )
