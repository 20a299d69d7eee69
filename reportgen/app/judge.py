"""From a course to everything that a run found (`Outcome`): what was found, and the measures."""

from __future__ import annotations

from reportgen.app.course import Course
from reportgen.measures import judge as measure
from reportgen.model.outcome import Outcome


def outcome_of(course: Course) -> Outcome:
    """Return what the period tells."""
    plan = course.plan
    judgement = measure(plan, course.period, course.as_of, course.forms, course.before, course.filed.submissions)
    found = course.found
    return Outcome(
        plan_name=plan.header.name,
        plan_year=plan.header.year,
        plan_fingerprint=plan.fingerprint,
        period=course.period,
        as_of=course.as_of,
        files=course.filed.files,
        submissions=course.filed.submissions,
        findings=found.findings,
        forms=course.forms,
        quotas=judgement.quotas,
        targets=judgement.targets,
        milestones=judgement.milestones,
        matters=judgement.matters,
        conflicts=found.conflicts,
        revisions=found.revisions,
        figures=judgement.figures,
        cells=course.filed.cells,
        projects=judgement.projects,
        history=found.memory.chronicle.told(),
    )
