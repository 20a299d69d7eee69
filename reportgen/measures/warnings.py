"""Early warnings (苗头性、倾向性问题): the plan's rules over figures and their history.

A rule names variables (`WARNING_VARIABLES`); each subject tells each of them once, with the figures that
it rests on. A warning that is raised puts these on record, and the variable itself, so that a document
can print both. What became of a warning is worked out from the periods before, never remembered elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from reportgen.filing.answers import warning_number
from reportgen.formula import compile_formula
from reportgen.measures.case import Case
from reportgen.measures.history import Point, recall
from reportgen.model.figure import Source
from reportgen.model.outcome import EarlyWarning
from reportgen.model.plan import WARNING_VARIABLES, WarningRule
from reportgen.model.values import Understood
from reportgen.reading.words import key_text


class Signal(NamedTuple):
    """What a subject says of one variable: its value, unit, and the figures or cells that it rests on."""

    value: Understood
    unit: str = ""
    course: tuple[Point, ...] = ()
    figures: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What a warning can be about."""

    key: str  # targets.T05
    name: str
    owner: str
    signals: Mapping[str, Signal] = field(default_factory=dict)


Subjects = Mapping[str, Sequence[Subject]]
"""By what the rules apply to."""


def raise_warnings(case: Case, subjects: Subjects) -> tuple[EarlyWarning, ...]:
    """Return the warnings that stand, and those that stood the period before, in the order of the plan's rules."""
    standing = {w.id: w for w in case.history[-1].warnings if w.state != "cleared"} if case.history else {}
    found: list[EarlyWarning] = []
    for rule in case.plan.warnings:
        formula = compile_formula(rule.when)
        for subject in subjects.get(rule.applies_to, ()):
            truth = formula.evaluate({name: signal.value for name, signal in subject.signals.items()})
            before = standing.pop(f"{rule.id}/{subject.key}", None)
            if truth is True or before is not None:
                state = _state(truth, before)
                names = [name for name in WARNING_VARIABLES[rule.applies_to] if name in formula.fields]
                found.append(_warning(case, rule, subject, before, state, names))
    gone = [_gone(w) for w in standing.values()]
    told = _answered(case, (*found, *gone))
    _count(case, told)
    return told


def _answered(case: Case, warnings: Sequence[EarlyWarning]) -> tuple[EarlyWarning, ...]:
    """Return the *warnings* with their numbers and with what units wrote under these, in forms with such a field."""
    answers: dict[str, list[str]] = {}
    for form in (f for f in case.plan.forms if f.role("warning")):
        for record in case.records_of(form.name):
            said = "；".join(text for role in ("next_step", "result") if (text := record.text(role)))
            answers.setdefault(key_text(record.text("warning")).upper(), []).append(f"{record.row.unit}：{said}")
    numbers = {w.id: warning_number(w.id) for w in warnings}
    return tuple(replace(w, number=numbers[w.id], answer="\n".join(answers.get(numbers[w.id], ()))) for w in warnings)


def _state(truth: Understood, before: EarlyWarning | None) -> str:
    if truth is True:
        return "standing" if before else "new"
    return "unknown" if truth is None else "cleared"


def _warning(
    case: Case, rule: WarningRule, subject: Subject, before: EarlyWarning | None, state: str, names: Sequence[str]
) -> EarlyWarning:
    id = f"{rule.id}/{subject.key}"
    figures = tuple(dict.fromkeys(f for name in names for f in _evidence(case, id, rule, subject, name)))
    return EarlyWarning(
        id=id,
        rule=rule.id,
        subject=subject.key,
        name=subject.name,
        light=rule.light,
        why=rule.why,
        owner=subject.owner,
        state=state,
        raised=before.raised if before else case.period.id,
        raised_on=before.raised_on if before else case.today,
        periods=(before.periods if before else 0) + (state != "cleared"),
        figures=figures,
    )


def _evidence(case: Case, id: str, rule: WarningRule, subject: Subject, name: str) -> tuple[str, ...]:
    """Put a variable on record with what it rests on; return the ids, what it rests on first."""
    signal = subject.signals.get(name, Signal(None))
    beneath = (*recall(case, signal.course), *signal.figures)
    told = [case.figures[f].value for f in beneath]
    if not isinstance(signal.value, Decimal) or told == [signal.value]:
        return beneath
    how = WARNING_VARIABLES[rule.applies_to][name]
    own = case.add(f"warnings.{id}.{name}", f"{subject.name}{name}", signal.value, signal.unit, how,
                   inputs=beneath, sources=signal.sources, ordinal=False)  # fmt: skip
    return (*beneath, own.id)


def _gone(before: EarlyWarning) -> EarlyWarning:
    """A warning whose subject is not told of any more: a project finished, a matter closed, a rule dropped."""
    return EarlyWarning(
        before.id, before.rule, before.subject, before.name, before.light, before.why, before.owner, "cleared",
        before.raised, before.raised_on, before.periods, (),
    )  # fmt: skip


def _count(case: Case, found: Sequence[EarlyWarning]) -> None:
    """Put on record how many warnings are new, stand, and are cleared."""
    if not case.plan.warnings:
        return
    inputs = tuple(dict.fromkeys(f for w in found for f in w.figures))
    for part, word, states in (
        ("count", "预警", ("new", "standing", "unknown")), ("new", "新出现的预警", ("new",)),
        ("cleared", "已解除的预警", ("cleared",)),
    ):  # fmt: skip
        number = sum(w.state in states for w in found)
        case.add(f"warnings.{part}", f"{word}数", number, "条", f"方案规定的预警规则下{word}", inputs=inputs)
