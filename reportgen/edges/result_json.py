"""result.json: everything that a run found, for scripts and for checks (schema ``reportgen.result/1``)."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from reportgen.edges.atomic import replacing
from reportgen.model.answers import Case
from reportgen.model.figure import Figure, Ledger, Source
from reportgen.model.finding import Finding
from reportgen.model.outcome import (
    Conflict,
    EarlyWarning,
    FiledReturn,
    Forecast,
    Matter,
    MilestoneResult,
    Outcome,
    ProjectResult,
    QuotaResult,
    Revision,
    Submission,
    TargetResult,
    TaskShare,
)
from reportgen.model.plan import Plan
from reportgen.model.values import Value

SCHEMA = "reportgen.result/1"
_FRACTION = Decimal("0.0001")


def write_result(plan: Plan, outcome: Outcome, path: Path) -> None:
    """Write *outcome* to *path*: UTF-8, keys in a fixed order, the same bytes for the same outcome."""
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", errors="replace", newline="\n") as stream:
        stream.writelines(_lines(_parts(plan, outcome)))


@dataclass(frozen=True, slots=True)
class _List:
    """A list, or a mapping, of which each item is made when it is written: there are very many figures."""

    items: Collection[Any]
    make: Callable[[Any], Any]
    name: Callable[[Any], str] | None = None  # what an item is called in a mapping

    def made(self) -> Any:
        """Return it whole."""
        if self.name is None:
            return [self.make(item) for item in self.items]
        return {self.name(item): self.make(item) for item in self.items}


def _lines(result: dict[str, Any]) -> Iterator[str]:
    """Yield *result* as JSON in lines, one for each file, finding, figure …, as they can be compared and searched."""
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    last = next(reversed(result))
    yield "{\n"
    for key, value in result.items():
        end = "\n" if key == last else ",\n"
        listed = _listed(value)
        if listed is None:
            yield f" {encode(key)}: {encode(value.made() if isinstance(value, _List) else value)}{end}"
            continue
        opened, closed = "[]" if listed.name is None else "{}"
        yield f" {encode(key)}: {opened}\n"
        for number, item in enumerate(listed.items, start=1):
            name = f"{encode(listed.name(item))}: " if listed.name is not None else ""
            yield f"  {name}{encode(listed.make(item))}{',' if number < len(listed.items) else ''}\n"
        yield f" {closed}{end}"
    yield "}\n"


def _listed(value: Any) -> _List | None:
    """Return what has a line for each of its items, None for what stands on one line."""
    if isinstance(value, dict) and value:
        return _List(value.items(), lambda item: item[1], lambda item: str(item[0]))
    return value if isinstance(value, _List) and value.items else None


def as_mapping(plan: Plan, outcome: Outcome) -> dict[str, Any]:
    """Return *outcome* as result.json holds it: only mappings, lists, texts, JSON numbers, null."""
    return {k: v.made() if isinstance(v, _List) else v for k, v in _parts(plan, outcome).items()}


def _parts(plan: Plan, outcome: Outcome) -> dict[str, Any]:
    """Return what result.json holds, in order; lists are made item by item."""
    return {
        "schema": SCHEMA,
        "plan": {"name": outcome.plan_name, "year": outcome.plan_year, "fingerprint": outcome.plan_fingerprint},
        "period": outcome.period.id,
        "as_of": _moment(outcome.as_of),
        "files": _List(outcome.files, _file),
        "submissions": _List(outcome.submissions, _submission),
        "findings": _List(outcome.findings, _finding),
        "forms": {
            form.name: {
                "records": len(outcome.forms[form.name].rows),
                "units": len({row.unit for row in outcome.forms[form.name].rows}),
            }
            for form in plan.forms
            if form.name in outcome.forms
        },
        "quotas": _List(outcome.quotas, _quota),
        "targets": _List(outcome.targets, _target),
        "milestones": _List(outcome.milestones, _milestone),
        "matters": _List(outcome.matters, _matter),
        "projects": _List(outcome.projects, _project),
        "breakdown": _List(outcome.breakdown, _share),
        "warnings": _List(outcome.warnings, _warning),
        "conflicts": _List(outcome.conflicts, _conflict),
        "revisions": _List(outcome.revisions, _revision),
        "history": _List(outcome.history, _case),
        "figures": _figures(outcome.figures),
        "cells": {
            "filled": outcome.cells.filled,
            "merged": outcome.cells.merged,
            "explained": outcome.cells.explained,
            "lost": outcome.cells.lost,
        },
    }


def number(value: Decimal | int | None) -> int | float | None:
    """Return an exact number as JSON writes it: whole ones without a point, others as the nearest double."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def _fraction(value: Decimal | None) -> int | float | None:
    return None if value is None else number(value.quantize(_FRACTION, ROUND_HALF_UP))


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment is not None else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _file(filed: FiledReturn) -> dict[str, Any]:
    return {
        "path": filed.receipt.path,
        "sha256": filed.receipt.sha256,
        "unit": filed.unit,
        "forms": list(filed.forms),
        "received_at": _moment(filed.receipt.received_at),
        "evidence": filed.receipt.evidence,
        "verdict": filed.verdict,
        "reason": filed.reason,
    }


def _submission(submission: Submission) -> dict[str, Any]:
    obligation = submission.obligation
    return {
        "unit": obligation.unit,
        "form": obligation.form,
        "period": obligation.period.id,
        "state": submission.state,
        "due_at": _moment(obligation.due_at),
        "on_change": obligation.on_change,
        "received_at": _moment(submission.received_at),
        "first_received_at": _moment(submission.first_received_at),
        "accepted_at": _moment(submission.accepted_at),
        "first_pass": submission.first_pass,
        "workdays_late": submission.workdays_late,
        "file": submission.file,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    told = {
        "code": finding.code,
        "severity": finding.severity,
        "unit": finding.unit,
        "form": finding.form,
        "period": finding.period,
        "file": finding.file,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "field": finding.field,
        "value": finding.value,
        "message": finding.message,
        "answered": finding.answered,
        "answer": finding.answer,
        "number": finding.number,
    }
    return told | ({"cells": list(finding.cells)} if finding.cells else {})


def _case(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "code": case.code,
        "severity": case.severity,
        "unit": case.unit,
        "form": case.form,
        "key": case.key,
        "field": case.field,
        "value": case.value,
        "state": case.state,
        "events": [
            {
                "what": e.what,
                "period": e.period,
                "text": e.text,
                "by": e.by,
                "at": _moment(e.moment),
                "file": e.origin.file,
                "sheet": e.origin.sheet,
                "cell": e.origin.cell,
            }
            for e in case.events
        ],
    }


def _quota(quota: QuotaResult) -> dict[str, Any]:
    return {
        "id": quota.id,
        "name": quota.name,
        "target": quota.target,
        "actual": quota.actual,
        "rate": _fraction(quota.rate),
        "pace": _fraction(quota.pace),
        "gap": quota.gap,
        "needed_per_month": number(quota.needed_per_month),
        "forecast": _forecast(quota.forecast),
        "in_review": quota.in_review,
        "ready": quota.ready,
        "previous": quota.previous,
        "light": quota.light,
        "light_why": quota.light_why,
        "owner": quota.owner,
        "figure": quota.figure,
    }


def _forecast(forecast: Forecast | None) -> dict[str, Any] | None:
    if forecast is None:
        return None
    return {
        "low": forecast.low,
        "high": forecast.high,
        "assumption": forecast.assumption,
        "moved": forecast.moved,
    }


def _target(target: TargetResult) -> dict[str, Any]:
    return {
        "id": target.id,
        "name": target.name,
        "target": number(target.target),
        "actual": number(target.actual),
        "gap_points": number(target.gap_points),
        "previous": number(target.previous),
        "peer": number(target.peer),
        "rank": target.rank,
        "data_period": target.data_period,
        "light": target.light,
        "light_why": target.light_why,
        "owner": target.owner,
        "supplier": target.supplier,
        "figure": target.figure,
    }


def _milestone(milestone: MilestoneResult) -> dict[str, Any]:
    return {
        "id": milestone.id,
        "name": milestone.name,
        "due": _day(milestone.due),
        "baseline_due": _day(milestone.baseline_due),
        "promised_due": _day(milestone.promised_due),
        "progress": number(milestone.progress),
        "state": milestone.state,
        "days": milestone.days,
        "light": milestone.light,
        "light_why": milestone.light_why,
        "owner": milestone.owner,
        "set_by": milestone.set_by,
        "strength": milestone.strength,
        "slip_days": milestone.slip_days,
        "moved": milestone.moved,
        "expected": number(milestone.expected),
        "reasons": list(milestone.reasons),
        "figure": milestone.figure,
    }


def _matter(matter: Matter) -> dict[str, Any]:
    return {
        "id": matter.id,
        "form": matter.form,
        "title": matter.title,
        "raiser": matter.raiser,
        "lead": matter.lead,
        "partners": list(matter.partners),
        "due": _day(matter.due),
        "state": matter.state,
        "overdue_days": matter.overdue_days,
        "light": matter.light,
        "light_why": matter.light_why,
        "raised": _day(matter.raised),
        "age_days": matter.age_days,
        "reopened": matter.reopened,
        "joined": matter.joined,
        "figure": matter.figure,
    }


def _project(project: ProjectResult) -> dict[str, Any]:
    return {
        "id": project.id,
        "name": project.name,
        "unit": project.unit,
        "labels": list(project.labels),
        "invest_rate": _fraction(project.invest_rate),
        "pay_rate": _fraction(project.pay_rate),
        "pace": _fraction(project.pace),
        "pay_pace": _fraction(project.pay_pace),
        "start_overdue": project.start_overdue,
        "stage": project.stage,
        "stage_days": project.stage_days,
        "late_stages": list(project.late_stages),
        "still_periods": project.still_periods,
        "paid_ahead": _fraction(project.paid_ahead),
        "over_total": project.over_total,
        "unlisted": project.unlisted,
        "light": project.light,
        "light_why": project.light_why,
        "figure": project.figure,
    }


def _share(share: TaskShare) -> dict[str, Any]:
    return {
        "name": share.name,
        "unit": share.unit,
        "person": share.person,
        "year_task": number(share.year_task),
        "month_plan": number(share.month_plan),
        "month_done": number(share.month_done),
        "quarter_plan": number(share.quarter_plan),
        "quarter_done": number(share.quarter_done),
        "due": number(share.due),
        "done": number(share.done),
        "figure": share.figure,
    }


def _warning(warning: EarlyWarning) -> dict[str, Any]:
    return {
        "id": warning.id,
        "rule": warning.rule,
        "subject": warning.subject,
        "name": warning.name,
        "light": warning.light,
        "why": warning.why,
        "owner": warning.owner,
        "state": warning.state,
        "raised": warning.raised,
        "raised_on": _day(warning.raised_on),
        "periods": warning.periods,
        "figures": list(warning.figures),
        "number": warning.number,
        "answer": warning.answer,
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "form": conflict.form,
        "key": conflict.key,
        "field": conflict.field,
        "values": [_told(unit, value) for unit, value in conflict.values],
        "chosen": conflict.chosen,
        "why": conflict.why,
        "number": conflict.number,
    }


def _told(unit: str, value: Value) -> dict[str, str]:
    origin = value.origin
    return {"unit": unit, "value": value.text, "file": origin.file, "sheet": origin.sheet, "cell": origin.cell}


def _revision(revision: Revision) -> dict[str, Any]:
    return {
        "form": revision.form,
        "unit": revision.unit,
        "key": revision.key,
        "field": revision.field,
        "before": revision.before,
        "after": revision.after,
        "kind": revision.kind,
    }


def _figures(ledger: Ledger) -> _List:
    beneath: dict[str, tuple[Source, ...]] = {}
    shared = frozenset(id for figure in ledger for id in figure.inputs)
    return _List(ledger, lambda f: _figure(f, _all_sources(ledger, f.id, beneath, shared)), lambda f: str(f.id))


def _all_sources(ledger: Ledger, id: str, known: dict[str, tuple[Source, ...]], shared: Set[str]) -> tuple[Source, ...]:
    """`Ledger.all_sources`, but those of the *shared* only once: sums rest on figures that others rest on too."""
    figure = ledger[id]
    if not figure.inputs:
        return tuple(dict.fromkeys(figure.sources))
    if id in known:
        return known[id]
    found = dict.fromkeys(figure.sources)
    for other in figure.inputs:
        found.update(dict.fromkeys(_all_sources(ledger, other, known, shared)))
    sources = tuple(found)
    if id in shared:
        known[id] = sources
    return sources


def _figure(figure: Figure, sources: Iterable[Source]) -> dict[str, Any]:
    value = figure.value
    return {
        "name": figure.name,
        "value": value if isinstance(value, str) else number(value),
        "unit": figure.unit,
        "text": figure.text,
        "texts": list(figure.texts),
        "how": figure.how,
        "inputs": list(figure.inputs),
        "sources": [
            {"file": s.file, "sheet": s.sheet, "cell": s.cell, "raw": s.raw, "value": s.value} for s in sources
        ],
    }
