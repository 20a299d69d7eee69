"""What units explained and the office decided, and which findings that answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from reportgen.filing.answers import codes
from reportgen.filing.answers.identity import conflict_number, fits
from reportgen.model.answers import ACCEPT, CHOOSE, CORRECT, DECISION_WORDS, DIFFERENT, JOIN, SAME, Decision
from reportgen.model.finding import QUERY, Finding
from reportgen.model.outcome import Conflict
from reportgen.model.records import Explanation
from reportgen.model.sheet import parse_address
from reportgen.reading.words import key_text


@dataclass(frozen=True, slots=True)
class Told:
    """An explanation as it arrived: whose and when."""

    explanation: Explanation
    unit: str
    moment: datetime

    def answers(self, finding: Finding) -> bool:
        """Whether it is about *finding*: its number in a list of problems, or beside its row."""
        told = self.explanation
        if told.number:
            return (self.unit, told.number) == (finding.unit, finding.number)
        place = told.origin
        if (place.file, place.sheet) != (finding.file, finding.sheet):
            return False
        return any(_row(cell) == _row(place.cell) for cell in (finding.cell, *finding.cells) if cell)


@dataclass(frozen=True, slots=True)
class _Explained:
    """An explanation tied to a query: it holds while the query's value fits."""

    told: Told
    value: str


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of a year so far, newest last."""

    decisions: tuple[Decision, ...] = ()
    _explained: Mapping[str, _Explained] = field(default_factory=dict)  # by the query's number

    def decided(self, decisions: Sequence[Decision]) -> Answers:
        """Return these answers and the *decisions* of the next period."""
        return replace(self, decisions=(*self.decisions, *decisions))

    def explained(self, told: Iterable[Told], findings: Iterable[Finding]) -> Answers:
        """Return these answers and what units *told* about the queries among *findings*.

        An explanation from a list of problems answers the value that the list shows beside it; one from a
        row's own column answers what that row reports now.
        """
        known = dict(self._explained)
        told = tuple(told)
        for f in findings if told else ():
            for item in told if f.severity == QUERY else ():
                beside_row = not item.explanation.number
                if item.answers(f) and (beside_row or fits(item.explanation.value, f.value)):
                    known[f.number] = _Explained(item, f.value)
        return replace(self, _explained=known)

    # ------------------------------------------------------------ what the office decided

    def likeness(self, one: str, other: str) -> str | None:
        """Return ``same`` or ``different`` where the office decided about two records, else None.

        *one* and *other* are written as `Finding.key` and `Finding.other` of the finding that asked; their
        order does not matter. The newest decision holds.
        """
        pair = {key_text(one), key_text(other)}
        for d in reversed(self.decisions):
            if d.word in (SAME, DIFFERENT) and {key_text(d.key), key_text(d.other)} == pair:
                return d.word
        return None

    def joined(self, matter: str) -> str:
        """Return the number of the matter into which the office joined *matter*, "" if none."""
        decided = (d for d in reversed(self.decisions) if d.word == JOIN and key_text(d.key) == key_text(matter))
        return next((d.target for d in decided), "")

    def chosen(self, conflict: Conflict) -> Conflict:
        """Return *conflict* with its number, and with the unit that the office chose while its value fits."""
        number = conflict_number(conflict)
        values = {unit: value.text for unit, value in conflict.values}
        for d in reversed(self.decisions):
            if d.word == CHOOSE and d.number == number:
                if d.target in values and (not d.value or fits(d.value, values[d.target])):
                    why = f"办公室决定以{d.target}为准" + (f"：{d.reason}" if d.reason else "")
                    return replace(conflict, number=number, chosen=d.target, why=why)
                break
        return replace(conflict, number=number)

    def decision_on(self, finding: Finding) -> Decision | None:
        """Return the newest decision about a finding that still fits its value, None if there is none."""
        own = (d for d in reversed(self.decisions) if d.number == finding.number)
        return next((d for d in own if fits(d.value, finding.value)), None)

    # ------------------------------------------------------------ what that answers

    def marked(self, findings: Iterable[Finding], conflicts: Iterable[Conflict] = ()) -> tuple[Finding, ...]:
        """Return the findings, in the same order, those that are answered marked as such.

        Only queries can be answered: an error needs a correction. The office's decision goes before the
        unit's explanation; 要求更正 keeps a query open whatever the unit explained.
        """
        won = {(c.form, key_text(c.key), c.field, c.chosen) for c in conflicts if c.chosen}
        return tuple(self._marked(f, won) if f.severity == QUERY else f for f in findings)

    def _marked(self, finding: Finding, won: set[tuple[str, str, str, str]]) -> Finding:
        decision = self.decision_on(finding)
        explained = self._explained.get(finding.number)
        if decision is not None and decision.word == CORRECT:
            return replace(finding, answer=_words(decision))
        if decision is not None and decision.word in (ACCEPT, SAME, DIFFERENT, JOIN):
            return replace(finding, answered=True, answer=_words(decision))
        if decision is not None and decision.word == CHOOSE and decision.target == finding.unit:
            return replace(finding, answered=True, answer=_words(decision))
        if explained is not None and fits(explained.value, finding.value):
            return replace(finding, answered=True, answer=explained.told.explanation.text)
        if (finding.form, key_text(finding.key), finding.field, finding.unit) in won:
            return replace(finding, answered=True, answer=f"以{finding.unit}为准")
        return finding

    def faults(
        self, decisions: Iterable[Decision], findings: Iterable[Finding], known: frozenset[str]
    ) -> list[Finding]:
        """Return what is wrong with a period's *decisions*, seen beside its findings.

        *known* are the numbers of the year's findings and conflicts, this period's included.
        """
        now = {f.number: f for f in findings}
        found = []
        for d in decisions:
            finding = now.get(d.number)
            words = {"value": d.number, "decision": DECISION_WORDS[d.word], "unit": d.unit, "form": d.form}
            if d.number not in known and not (not d.number and d.word in (SAME, DIFFERENT)):
                found.append(codes.DECISION_ORPHAN.at(d.place, **words))
            elif finding is not None and finding.severity != QUERY and d.word == ACCEPT:
                found.append(codes.DECISION_ON_ERROR.at(d.place, **words))
            elif finding is not None and not fits(d.value, finding.value):
                shown = {"before": d.value or "空", "after": finding.value or "空"}
                found.append(codes.DECISION_OUTDATED.at(d.place, **words, **shown))
        return found


def _row(cell: str) -> int:
    return parse_address(cell)[0]


def _words(decision: Decision) -> str:
    word = DECISION_WORDS[decision.word]
    return f"办公室{word}" + (f"：{decision.reason}" if decision.reason else "")
