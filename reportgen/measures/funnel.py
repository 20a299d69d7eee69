"""The course of a project (签约→落地→开工→纳统→报数→竣工): what it has reached, since when, what is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportgen.measures.case import Case, Record
from reportgen.model.values import Value

STAGES = {
    "signing": "签约", "landing": "落地", "start": "开工", "listing": "纳统", "counting": "报数", "finish": "竣工",
}  # fmt: skip
"""Stages by the roles ``planned_…`` and ``actual_…``, in their order."""


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of one project."""

    stage: str
    planned: date | None  # the last day that the plan can mean
    reached: date | None
    cells: tuple[Value, ...]

    def late(self, today: date) -> bool:
        """Whether its planned day has passed without it."""
        return self.reached is None and self.planned is not None and self.planned < today


def steps(records: Sequence[Record], today: date) -> tuple[Step, ...]:
    """Return the stages that the rows of one project tell of, in order; a day still to come is not reached."""
    found = []
    for stage in STAGES:
        planned = next((d for r in records if (d := r.date(f"planned_{stage}"))), None)
        actual = next((d for r in records if (d := r.date(f"actual_{stage}")) and d.start <= today), None)
        cells = tuple(c for r in records for c in r.cells(f"planned_{stage}", f"actual_{stage}"))
        if cells:
            found.append(Step(stage, planned.end if planned else None, actual.start if actual else None, cells))
    return tuple(found)


def last_reached(course: Sequence[Step]) -> Step | None:
    """Return the last stage that a project has reached."""
    return next((step for step in reversed(course) if step.reached is not None), None)


def count_funnel(case: Case, key: str, noun: str, courses: Sequence[Sequence[Step]], forms: Sequence[str]) -> None:
    """Put on record how many projects have reached each stage, stand in it, and are late for it."""
    today = case.today
    told = {step.stage for course in courses for step in course}
    for stage, word in STAGES.items():
        if stage not in told:
            continue
        own = [(course, step) for course in courses for step in course if step.stage == stage]
        reached = [step for _, step in own if step.reached]
        standing = [step for course, step in own if last_reached(course) is step]
        late = [step for _, step in own if step.late(today)]
        for part, name, how, hits in (
            (stage, f"已{word}个数", f"实际{word}日期已填且不晚于{today}", reached),
            (f"{stage}.standing", f"停在{word}个数", f"已{word}而后面各环节都还没有到", standing),
            (f"{stage}.late", f"应{word}未{word}个数", f"计划{word}日期已过{today}而没有{word}", late),
        ):
            cells = tuple(c for step in hits for c in step.cells)
            sources = () if cells else case.titles(*forms)
            case.add(f"{key}.funnel.{part}", f"{noun}{name}", len(hits), "个", f"{how}的{noun}，按项目各计一次",
                     cells=cells, sources=sources)  # fmt: skip
