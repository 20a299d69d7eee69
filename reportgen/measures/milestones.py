"""Milestones (节点): reached, on the way, at risk or overdue, by the day to which it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from reportgen.measures import lights, numbers
from reportgen.measures.case import Case, Forms, Record
from reportgen.measures.history import Point, points, recall
from reportgen.model.outcome import MilestoneResult
from reportgen.model.plan import LINEAR, Milestone
from reportgen.model.states import MILESTONE_WORDS
from reportgen.model.values import PlanDate, Understood

PURPOSE = "节点"
OFFICE = "办公室设定"
"""Printed beside a time limit that the plan does not set; such a milestone is never overdue (A18)."""

_TOLD = ("stage", "reached", "promised", "measured")
_DONE = ("done", "done_late")
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
    moved: tuple[Point, ...]  # the promises that were later than the one before, within the year
    expected: Decimal | None  # progress due by now on the plan's curve
    reasons: tuple[str, ...] = ()  # why it is at risk

    @property
    def slip(self) -> int | None:
        """Days from the due day to the day on which it was reached or is promised, negative if earlier."""
        told = self.reached if self.state in _DONE else self.promised
        return (told.end - self.due).days if told else None


def judge_milestones(case: Case) -> tuple[MilestoneResult, ...]:
    """Return how each milestone stands, in the plan's order; figures ``milestones.<id>.…``."""
    results = tuple(_judge(case, milestone) for milestone in case.plan.milestones)
    if results:
        _count(case, results)
        lights.count_lights(case, "milestones", "节点", results)
    return results


def _judge(case: Case, milestone: Milestone) -> MilestoneResult:
    status = _say(case, milestone, status_of(case, milestone))
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
        strength=milestone.strength,
        slip_days=status.slip,
        moved=len(status.moved),
        expected=status.expected,
        reasons=status.reasons,
    )


def status_of(case: Case, milestone: Milestone) -> Status:
    """Return what is told of *milestone* and how it stands on the day of the case."""
    record = _find(case, milestone, case.forms)
    due = milestone.due or date(case.plan.header.year, 12, 31)
    expected = expected_progress(case, milestone, due)
    state, reasons = _state(case, milestone, record, due, expected)
    return Status(
        record=record,
        state=state,
        days=(due - case.today).days,
        due=due,
        baseline=_baseline(case, milestone, due),
        promised=record.date("promised") if record else None,
        reached=record.date("reached") if record else None,
        progress=record.number("measured") if record else None,
        moved=(),
        expected=expected,
        reasons=reasons,
    )


def expected_progress(case: Case, milestone: Milestone, due: date) -> Decimal | None:
    """Return the progress due by today on the milestone's curve: None without one, or before its first point.

    线性 runs from nothing at the year's start to the threshold at the time limit.
    """
    if milestone.threshold is None or not milestone.curve:
        return None
    if LINEAR in milestone.curve:
        start = date(case.plan.header.year, 1, 1)
        share = Fraction((min(case.today, due) - start).days + 1, (due - start).days + 1)
        return numbers.decimal_of(Fraction(milestone.threshold) * max(share, Fraction(0)), 2)
    reached = [value for day, value in curve_points(milestone) if day <= case.today]
    return reached[-1] if reached else None


def curve_points(milestone: Milestone) -> tuple[tuple[date, Decimal], ...]:
    """Return the days of a milestone's curve with the progress due by them, in order."""
    pairs = (point.partition("=") for point in milestone.curve if point != LINEAR)
    return tuple(sorted((date.fromisoformat(day.strip()), Decimal(value.strip())) for day, _, value in pairs))


def re_promised(course: Sequence[Point]) -> tuple[Point, ...]:
    """Return the points of a promise's course that are later than the promise before them."""
    told = [(p, PlanDate.from_iso(p.text).end) for p in course if p.text]
    return tuple(p for (p, day), (_, before) in zip(told[1:], told, strict=False) if day > before)


def _find(case: Case, milestone: Milestone, forms: Forms) -> Record | None:
    """The row about *milestone* that says anything: of its own form and owner first."""
    names = {milestone.id, milestone.name, *milestone.aliases}
    found = [r for r in case.records(PURPOSE, forms) if r.text("milestone") in names and r.cells(*_TOLD)]
    found.sort(key=lambda r: (r.form.name != milestone.form, r.row.unit != milestone.owner))
    return found[0] if found else None


def _state(
    case: Case, milestone: Milestone, record: Record | None, due: date, expected: Decimal | None
) -> tuple[str, tuple[str, ...]]:
    """Return the state and, where it is at risk, the evidence in words."""
    if record is None:
        return "not_reported", ()
    office = milestone.set_by == "office"
    if _done(case, milestone, record):
        reached = record.date("reached")
        return ("done_late" if reached and reached.start > due and not office else "done"), ()
    days = (due - case.today).days
    if days < 0:
        return ("at_risk", (f"过了{OFFICE}的时限",)) if office else ("overdue", ())
    promised, measured = record.date("promised"), record.number("measured")
    evidence = {
        "临近时限": days <= int(case.plan.setting("milestone_soon_days")),
        "预计日期晚于时限": promised is not None and promised.end > due,
        "已停工": record.meaning(case.plan, "stage") == "stopped",
        "慢于进度曲线": expected is not None and measured is not None and measured < expected,
    }
    reasons = tuple(word for word, holds in evidence.items() if holds)
    return ("at_risk" if reasons else "on_track"), reasons


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
        "改期次数": Decimal(len(status.moved)),
        "本期改期": any(not point.period for point in status.moved),
    }
    silent = f"{milestone.owner}尚未报送{milestone.name}进展"
    otherwise = silent if status.state == "not_reported" else lights.NO_DATA
    lit = lights.shine(case.plan, "milestones", values, otherwise)
    remarks = [f"时限由{OFFICE}"] if office and status.days < 0 else []
    remarks += [kept] if (kept := case.kept(status.record)) else []
    return lit._replace(why=f"{lit.why}（{'；'.join(remarks)}）") if remarks else lit


def _say(case: Case, milestone: Milestone, status: Status) -> Status:
    """Put a milestone's days, progress and dates on record; return its status with the promises that moved."""
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
    course = points(case, f"{key}.promised")
    status = replace(status, moved=re_promised(course))
    told = recall(case, course)
    case.add(f"{key}.moved", f"{name}承诺日期推后次数", len(status.moved), "次", "年内各期所报承诺日期比前一期推后的各记一次",
             inputs=told)  # fmt: skip
    part = "reached" if status.state in _DONE else "promised"
    case.add(f"{key}.slip", f"{name}比时限推后天数", status.slip, "天", "实际达到（未达到的按承诺）日期减时限，提前为负",
             inputs=(f"{key}.{part}", f"{key}.due"))  # fmt: skip
    if milestone.curve:
        _say_curve(case, milestone, status)
    stage_cell = record.cell("stage") if record else None
    case.add(f"{key}.stage", f"{name}当前状态", stage_cell.text if stage_cell else None, "", f"{field}所报状态",
             cells=(stage_cell,) if stage_cell else ())  # fmt: skip
    return status


def _say_curve(case: Case, milestone: Milestone, status: Status) -> None:
    """Put on record the progress that the plan's curve asks for by now, and how far behind it is."""
    key, unit = f"milestones.{milestone.id}", milestone.unit
    said = "、".join(milestone.curve)
    case.add(f"{key}.expected", f"{milestone.name}应达到的进度", status.expected, unit, f"方案规定的进度曲线：{said}",
             sources=case.place("milestones", milestone.id, "curve", value=said))  # fmt: skip
    behind = None if None in (status.expected, status.progress) else (status.progress or 0) - (status.expected or 0)
    case.add(f"{key}.curve_gap", f"{milestone.name}与进度曲线之差", behind, numbers.difference_unit(unit),
             "当前进度减进度曲线应达到的", inputs=(f"{key}.progress", f"{key}.expected"))  # fmt: skip


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
