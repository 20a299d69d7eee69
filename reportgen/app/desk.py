"""What the office adds to a period's documents: signed issues, its own text, figures that changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from reportgen.app import course as courses
from reportgen.app.judge import outcome_for
from reportgen.edges import issue_register, office_text
from reportgen.edges.issue_register import Kept
from reportgen.edges.workspace import SUPPLEMENT, Workspace
from reportgen.model.figure import Figure
from reportgen.model.office import Correction, Desk, Issued
from reportgen.model.outcome import Outcome
from reportgen.model.period import Period
from reportgen.model.plan import Plan


def desk_of(workspace: Workspace, plan: Plan, outcome: Outcome, progress: courses.Progress = courses.silent) -> Desk:
    """Return what the office adds to the documents of *outcome*'s period, with the corrections of issued figures."""
    headings = [p.heading for d in plan.documents for p in d.passages if p.heading]
    desk = Desk(
        issue_register.read_issues(workspace),
        office_text.read_supplements(workspace.register(outcome.period, SUPPLEMENT), headings),
    )
    kept = issue_register.read_figures(workspace, _until(workspace, plan, outcome.period))
    desk = replace(desk, issued=_issued(plan, outcome.period.previous, kept))
    return replace(desk, corrections=_corrections(workspace, plan, outcome, desk, kept, progress))


def _until(workspace: Workspace, plan: Plan, period: Period) -> list[Period]:
    """The periods of the plan's year up to *period* that have a folder."""
    return [p for p in workspace.periods() if p.plan_year == plan.header.year and p.sort_key() <= period.sort_key()]


def _issued(plan: Plan, period: Period, kept: Iterable[Kept]) -> tuple[Issued, ...]:
    """Return the values that the documents of *period*, the one before, were issued with."""
    return tuple(
        Issued(record.kind, _label(plan, record), f.id, Decimal(f.value), f.span, f.text, record.path)
        for record in kept
        if record.period == period.id and not record.unit
        for f in record.figures
        if f.value and f.span
    )


def _corrections(
    workspace: Workspace, plan: Plan, outcome: Outcome, desk: Desk, kept: tuple[Kept, ...], progress: courses.Progress
) -> tuple[Correction, ...]:
    """Return the issued figures that now have another text, in the order of issue, each id once a document."""
    now: dict[str, Mapping[str, Figure]] = {}
    found: list[Correction] = []
    for record in kept:
        key = f"{record.period}/{record.kind}"
        if key not in now:
            now[key] = _figures_now(workspace, plan, outcome, desk, record, progress)
        label = _label(plan, record)
        for told in record.figures:
            figure = now[key].get(told.id)
            if figure is None or told.text not in figure.texts:
                now_text = figure.text if figure else ""
                found.append(Correction(label, told.id, told.name, told.text, now_text, record.path))
    return tuple(found)


def _figures_now(
    workspace: Workspace, plan: Plan, outcome: Outcome, desk: Desk, record: Kept, progress: courses.Progress
) -> Mapping[str, Figure]:
    from reportgen.brief import compose_kind

    if record.period != outcome.period.id:
        course, outcome = outcome_for(workspace, plan, Period.parse(record.period), None, progress)
        plan = course.plan
    if plan.find("documents", record.kind) is not None:
        compose_kind(plan, record.kind, outcome, desk)  # adds what the document counts and quotes
    return {figure.id: figure for figure in outcome.figures}


def _label(plan: Plan, record: Kept) -> str:
    document = plan.find("documents", record.kind)
    return f"{Period.parse(record.period).label}{document.name if document else record.kind}{record.unit}"
