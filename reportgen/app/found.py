"""What a period's merge finds: everything that is wrong or doubtful, numbered, with the answers to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from reportgen.filing.answers import Answers, Chronicle, Told, numbered
from reportgen.filing.answers.history import Step
from reportgen.filing.select import Filed
from reportgen.model.answers import Decision
from reportgen.model.finding import Finding
from reportgen.model.outcome import Between, Conflict, MergedForm, Revision
from reportgen.model.period import Period
from reportgen.model.plan import Plan
from reportgen.model.records import Explanation, Reading
from reportgen.rules import Series, check_jumps, check_merged, codes, compare, cross_check, told_once

_ASKED_BY_CONFLICTS = frozenset((codes.TOLD_DIFFERENTLY.id, codes.VERIFIED_OTHERWISE.id))
_UNHEARD = frozenset(("ignored", "duplicate", "refused"))
"""Verdicts of files whose explanations do not count."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of answers and findings after a period, handed to the next one."""

    answers: Answers = field(default_factory=Answers)
    chronicle: Chronicle = field(default_factory=Chronicle)
    series: Series = field(default_factory=Series)


@dataclass(frozen=True, slots=True)
class Found:
    """The findings of a period in their order, the conflicts and revisions, and the memory after it."""

    findings: tuple[Finding, ...]
    conflicts: tuple[Conflict, ...]
    revisions: tuple[Revision, ...]
    decisions: tuple[Decision, ...]  # of this period
    memory: Memory


def find_between(
    plan: Plan,
    forms: Mapping[str, MergedForm],
    before: Mapping[str, MergedForm],
    standing: Mapping[str, MergedForm],
    series: Series,
) -> Between:
    """Return what forms tell in two ways, what changed against *before*, and what rules over several returns find.

    *before* is the merge of the newest earlier period of the same kind, *standing* that of any kind; *series*
    are the numbers of all earlier ones.
    """
    conflicts, doubts = cross_check(plan, forms)
    revisions, changed = compare(plan, forms, before, standing)
    return Between(
        conflicts, revisions, (*doubts, *changed, *check_merged(plan, forms, before), *check_jumps(plan, forms, series))
    )


def find(
    plan: Plan,
    period: Period,
    filed: Filed,
    forms: Mapping[str, MergedForm],
    between: Between,
    *,
    readings: Sequence[Reading],
    decisions: Sequence[Decision],
    faults: Sequence[Finding],
    memory: Memory,
) -> Found:
    """Return what *period* found, answered by what *memory* holds and by this period's answers.

    *between* is what `find_between` found; *faults* are those of the registers. Nothing is asked twice while the value that was explained or
    accepted fits.
    """
    tolerance = Decimal(plan.setting("answer_tolerance"))
    answers = replace(memory.answers, tolerance=tolerance).decided(decisions)
    conflicts = tuple(answers.chosen(conflict) for conflict in between.conflicts)
    merging = (f for form in forms.values() for f in form.findings)
    said = told_once((*filed.findings, *faults, *merging, *between.findings))
    everything = sorted(dict.fromkeys(said), key=Finding.sort_key)
    findings = numbered(everything, filed.returns)
    told = tuple(_told(filed, readings))
    answers = answers.explained(told, findings).bound(findings)
    findings = answers.marked(findings, conflicts, _ASKED_BY_CONFLICTS)
    replaced = numbered((f for ret in filed.replaced for f in ret.findings), filed.replaced)
    step = Step(period.id, findings, replaced, told, tuple(decisions), filed.returns, filed.files)
    chronicle = memory.chronicle.after(step)
    known = chronicle.numbers | {c.number for c in conflicts} | {f.number for f in findings}
    unusable = numbered(answers.faults(period.id, findings, conflicts, known, _matters(plan, forms)), ())
    if unusable:
        findings = tuple(sorted((*findings, *unusable), key=Finding.sort_key))
    after = Memory(answers, chronicle, memory.series.after(plan, forms))
    return Found(findings, conflicts, between.revisions, tuple(decisions), after)


def _matters(plan: Plan, forms: Mapping[str, MergedForm]) -> frozenset[str]:
    names = (form.name for form in plan.forms if form.purpose == "事项" and form.name in forms)
    return frozenset(row.key for name in names for row in forms[name].rows)


def _told(filed: Filed, readings: Sequence[Reading]) -> Iterator[Told]:
    """Yield what units explained, the oldest file first: in lists of returned copies and beside rows."""
    files = {f.receipt.path: f for f in filed.files if f.verdict not in _UNHEARD}
    heard = sorted((r for r in readings if r.path in files), key=lambda r: (files[r.path].receipt.received_at, r.path))
    for reading in heard:
        moment = files[reading.path].receipt.received_at
        for explanation in reading.explanations:
            yield Told(explanation, files[reading.path].unit, moment)
        for ret in reading.returns:
            for row in ret.rows:
                if row.explanation is not None:
                    yield Told(Explanation(row.explanation.text, row.explanation.origin), ret.unit, moment)
