"""What became of each error and query: raised, explained, accepted, settled, recurred."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from reportgen.filing.answers.memory import Told
from reportgen.model.answers import (
    ACCEPT,
    ACCEPTED,
    CORRECT,
    DECIDED,
    DEMANDED,
    EXPLAINED,
    RAISED,
    RECURRED,
    SETTLED,
    Case,
    Decision,
    Event,
)
from reportgen.model.finding import NOTICE, Finding
from reportgen.model.outcome import FiledReturn
from reportgen.model.records import Return
from reportgen.model.values import Origin

_DECIDED = {ACCEPT: ACCEPTED, CORRECT: DEMANDED}


@dataclass(frozen=True, slots=True)
class Step:
    """What one period adds: findings (numbered and marked), what was replaced, answers and files."""

    period: str
    findings: tuple[Finding, ...]
    replaced: tuple[Finding, ...] = ()  # of sheets that a later file replaced, numbered
    told: tuple[Told, ...] = ()
    decisions: tuple[Decision, ...] = ()
    returns: tuple[Return, ...] = ()  # those that count
    files: tuple[FiledReturn, ...] = ()


@dataclass(frozen=True, slots=True)
class Chronicle:
    """The cases of a year so far, by number."""

    cases: Mapping[str, Case] = field(default_factory=dict)

    @property
    def numbers(self) -> frozenset[str]:
        return frozenset(self.cases)

    def after(self, step: Step) -> Chronicle:
        """Return the chronicle with what one more period told.

        A case is settled when its finding is no longer made although the unit reported the form (for a
        finding about a file: any accepted file); until then it stays as it was.
        """
        return Chronicle(_Writer(step, dict(self.cases)).write())

    def told(self) -> tuple[Case, ...]:
        """Return all cases, by unit, form and number."""
        return tuple(sorted(self.cases.values(), key=lambda c: (c.unit, c.form, c.code, c.key, c.number)))


@dataclass
class _Writer:
    step: Step
    cases: dict[str, Case]

    def write(self) -> dict[str, Case]:
        self.moments = {f.receipt.path: f.receipt.received_at for f in self.step.files}
        self.reported = self._reported()
        open_now = {f.number: f for f in self.step.findings if f.severity != NOTICE}
        for finding in self.step.replaced:
            if finding.severity != NOTICE:
                self._found(finding)
        for finding in open_now.values():
            self._found(finding)
        for told in self.step.told:
            self._explained(told, open_now)
        for decision in self.step.decisions:
            self._decided(decision)
        for number, case in self.cases.items():
            if number not in open_now and case.state != SETTLED:
                self._settle(case)
        return self.cases

    def _found(self, finding: Finding) -> None:
        case = self.cases.get(finding.number)
        moment = self.moments.get(finding.file)
        origin = Origin(finding.file, finding.sheet, finding.cell)
        if case is None:
            event = Event(RAISED, self.step.period, finding.value, finding.unit, moment, origin)
            self.cases[finding.number] = Case(
                finding.number, finding.code, finding.severity, finding.unit, finding.form, finding.key, finding.field,
                finding.value, finding.message, (event,),
            )  # fmt: skip
            return
        again = case.state == SETTLED or (case.state in (EXPLAINED, ACCEPTED, DECIDED) and not finding.answered)
        if again:
            case = self._add(case, Event(RECURRED, self.step.period, finding.value, finding.unit, moment, origin))
        self.cases[finding.number] = replace(
            case, value=finding.value, message=finding.message, severity=finding.severity
        )

    def _explained(self, told: Told, open_now: Mapping[str, Finding]) -> None:
        e = told.explanation
        numbers = [e.number] if e.number else [n for n, f in open_now.items() if f.answered and told.answers(f)]
        for number in numbers:
            case = self.cases.get(number)
            if case is None or case.unit != told.unit:
                continue
            if any(x.what == EXPLAINED and x.text == e.text for x in case.events):
                continue  # the same list came again
            self._add(case, Event(EXPLAINED, self.step.period, e.text, told.unit, told.moment, e.origin))

    def _decided(self, decision: Decision) -> None:
        case = self.cases.get(decision.number)
        if case is not None:
            what = _DECIDED.get(decision.word, DECIDED)
            self._add(case, Event(what, self.step.period, decision.reason, "", None, decision.place))

    def _settle(self, case: Case) -> None:
        moment_and_file = self.reported.get((case.unit, case.form))
        if moment_and_file is not None:
            moment, file = moment_and_file
            self._add(case, Event(SETTLED, self.step.period, "", case.unit, moment, Origin(file, "", "")))

    def _add(self, case: Case, event: Event) -> Case:
        grown = replace(case, events=(*case.events, event))
        self.cases[case.number] = grown
        return grown

    def _reported(self) -> dict[tuple[str, str], tuple[datetime | None, str]]:
        """(unit, form) → when and by which file it was reported in this period; form "" by any accepted file."""
        found: dict[tuple[str, str], tuple[datetime | None, str]] = {}
        for ret in self.step.returns:
            found[ret.unit, ret.form] = (self.moments.get(ret.file), ret.file)
        accepted: Iterable[FiledReturn] = (f for f in self.step.files if f.verdict == "accepted")
        for filed in accepted:
            found[filed.unit, ""] = (filed.receipt.received_at, filed.receipt.path)
        return found
