"""From a course to everything that a run found (`Outcome`): what was found, and the measures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from reportgen.app import course as courses
from reportgen.app.course import Course
from reportgen.edges import history_cache
from reportgen.edges.workspace import Workspace
from reportgen.filing import release
from reportgen.filing.answers import numbered
from reportgen.measures import Judgement, look_back
from reportgen.measures import judge as measure
from reportgen.model.finding import Finding
from reportgen.model.outcome import Outcome, Past
from reportgen.model.period import Period, Rhythm, time_zone
from reportgen.model.plan import Plan


def outcome_for(
    workspace: Workspace,
    plan: Plan,
    period: Period,
    as_of: str | None = None,
    progress: courses.Progress = courses.silent,
) -> tuple[Course, Outcome]:
    """Return *period*'s course and what it tells, earlier periods of its kind judged too; raises as `courses.walk`."""
    *_, last = year(workspace, plan, period, as_of, progress, kinds_only=True)
    return last


def year(
    workspace: Workspace,
    plan: Plan,
    period: Period,
    as_of: str | None = None,
    progress: courses.Progress = courses.silent,
    *,
    kinds_only: bool = False,
) -> Iterator[tuple[Course, Outcome]]:
    """Yield each of the year's courses up to *period* with what it tells, in order.

    With *kinds_only* the earlier ones are looked back on, not yielded: only *period* itself is.
    """
    pasts: dict[Rhythm, list[Past]] = {}

    def known(past: courses.Past) -> bool:
        return past[0].kind is not period.kind or history_cache.load(workspace.cache, past[1]) is not None

    for course in courses.walk(workspace, plan, period, as_of, progress, known if kinds_only else None):
        pasts.setdefault(period.kind, []).extend(_recalled(workspace, course, period.kind))
        own = pasts.setdefault(course.period.kind, [])
        if course.period == period:
            yield course, outcome_of(course, own)
        elif not kinds_only:
            outcome = outcome_of(replace(course, as_of=_then(course)), own)
            own.append(look_back(course.period, outcome.figures, outcome.warnings))
            yield course, outcome
        elif course.period.kind is period.kind:
            own.append(_past(workspace, course, own))


def _recalled(workspace: Workspace, course: Course, kind: Rhythm) -> Iterator[Past]:
    """Yield what is known of the periods of *kind* that were not followed again."""
    for period, digest in course.skipped:
        past = history_cache.load(workspace.cache, digest) if period.kind is kind else None
        if past is not None:
            yield past


def _then(course: Course) -> datetime:
    """When an earlier period is looked at: the close of its window, or the time asked for if that is sooner."""
    return min(course.as_of, course.close)


def _past(workspace: Workspace, course: Course, history: Sequence[Past]) -> Past:
    """Return what later periods need of an earlier one, from the cache where nothing beneath it changed."""
    kept = history_cache.load(workspace.cache, course.digest)
    if kept is not None:
        return kept
    judged = _judged(_published(replace(course, as_of=_then(course))), history)
    past = look_back(course.period, judged.figures, judged.warnings)
    history_cache.store(workspace.cache, course.digest, past)
    return past


def _today(course: Course) -> date:
    """The day of the time to which it is told, in the plan's zone."""
    return course.as_of.astimezone(time_zone(course.plan.header.time_zone)).date()


def _published(course: Course) -> Course:
    """Return *course* without what is not published at its time."""
    today = _today(course)
    forms, before = (release.published(course.plan, told, today) for told in (course.forms, course.before))
    return replace(course, forms=forms, before=before)


def _judged(course: Course, history: Sequence[Past]) -> Judgement:
    answers = course.found.memory.answers
    return measure(
        course.plan, course.period, course.as_of, course.forms, course.before, course.filed.submissions, history,
        course.submissions, answers.same(), answers.joins(),
    )  # fmt: skip


def outcome_of(course: Course, history: Sequence[Past] = ()) -> Outcome:
    """Return what the period tells; *history* are the year's earlier periods of its kind, oldest first."""
    plan, told, today = course.plan, course.forms, _today(course)
    course = _published(course)
    judgement = _judged(course, history)
    found = course.found
    waiting = numbered(release.waiting(plan, told, today), course.filed.returns)
    return Outcome(
        plan_name=plan.header.name,
        plan_year=plan.header.year,
        plan_fingerprint=plan.fingerprint,
        period=course.period,
        as_of=course.as_of,
        files=course.filed.files,
        submissions=course.filed.submissions,
        findings=tuple(sorted((*found.findings, *waiting), key=Finding.sort_key)) if waiting else found.findings,
        forms=course.forms,
        quotas=judgement.quotas,
        targets=judgement.targets,
        milestones=judgement.milestones,
        matters=judgement.matters,
        conflicts=release.conflicts_told(plan, told, found.conflicts, today),
        revisions=release.revisions_told(plan, told, found.revisions, today),
        figures=judgement.figures,
        cells=course.filed.cells,
        projects=judgement.projects,
        breakdown=judgement.breakdown,
        decisions=found.decisions,
        warnings=judgement.warnings,
        history=found.memory.chronicle.told(),
        pasts=tuple(history),
    )
