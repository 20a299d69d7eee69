"""From a course to everything that a run found (`Outcome`): checks between forms, comparison, measures."""

from __future__ import annotations

from reportgen.app.course import Course
from reportgen.measures import judge as measure
from reportgen.model.finding import Finding
from reportgen.model.outcome import Outcome
from reportgen.rules import compare, cross_check


def outcome_of(course: Course) -> Outcome:
    """Return what the period tells."""
    plan = course.plan
    conflicts, between = cross_check(plan, course.forms)
    revisions, changed = compare(plan, course.forms, course.before)
    judgement = measure(plan, course.period, course.as_of, course.forms, course.before, course.filed.submissions)
    merging = (f for form in course.forms.values() for f in form.findings)
    findings = (*course.filed.findings, *course.register_faults, *merging, *between, *changed)
    return Outcome(
        plan_name=plan.header.name,
        plan_year=plan.header.year,
        plan_fingerprint=plan.fingerprint,
        period=course.period,
        as_of=course.as_of,
        files=course.filed.files,
        submissions=course.filed.submissions,
        findings=tuple(sorted(dict.fromkeys(findings), key=Finding.sort_key)),
        forms=course.forms,
        quotas=judgement.quotas,
        targets=judgement.targets,
        milestones=judgement.milestones,
        matters=judgement.matters,
        conflicts=conflicts,
        revisions=revisions,
        figures=judgement.figures,
        cells=course.filed.cells,
        projects=judgement.projects,
    )
