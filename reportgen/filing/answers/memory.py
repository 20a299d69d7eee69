"""What units explained and the office decided, and which findings that answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from reportgen.filing.answers import codes
from reportgen.filing.answers.identity import conflict_number, fits
from reportgen.model.answers import (
    ACCEPT,
    CHOOSE,
    CORRECT,
    DECISION,
    DECISION_WORDS,
    DIFFERENT,
    JOIN,
    SAME,
    TARGET,
    Decision,
)
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
    tolerance: Decimal = Decimal(0)  # percent by which a number may move and still be the one that was answered
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

    def same(self) -> dict[str, str]:
        """Return which records the office said to be one: a finding's key → its other."""
        told = {d.key: d.other for d in self.decisions if d.word == SAME and d.other}
        return {key: other for key, other in told.items() if self.likeness(key, other) == SAME}

    def joined(self, matter: str) -> str:
        """Return the number of the matter into which the office joined *matter*, "" if none."""
        decided = (d for d in reversed(self.decisions) if d.word == JOIN and key_text(d.key) == key_text(matter))
        return next((d.target for d in decided), "")

    def joins(self) -> dict[str, str]:
        """Return the matters that the office joined into others: number → the other's number."""
        return {d.key: target for d in self.decisions if d.word == JOIN and (target := self.joined(d.key))}

    def chosen(self, conflict: Conflict) -> Conflict:
        """Return *conflict* with its number, and with the unit that the office chose while its value fits.

        The office may have decided about the conflict itself or about one of the queries that it made.
        """
        number = conflict_number(conflict)
        d = next((d for d in reversed(self.decisions) if _chooses(d, conflict, number)), None)
        if d is not None and _fits_conflict(d, conflict, number):
            why = f"办公室决定以{d.target}为准" + (f"：{d.reason}" if d.reason else "")
            return replace(conflict, number=number, chosen=d.target, why=why)
        return replace(conflict, number=number)

    def bound(self, findings: Iterable[Finding]) -> Answers:
        """Return these answers, decisions without 原填 (typed by hand) bound to the value that their finding has now."""
        now = {f.number: f.value for f in findings}
        bound = (replace(d, value=now[d.number]) if not d.value and d.number in now else d for d in self.decisions)
        return replace(self, decisions=tuple(bound))

    def decision_on(self, finding: Finding) -> Decision | None:
        """Return the newest decision about a finding that still fits its value, None if there is none."""
        own = (d for d in reversed(self.decisions) if d.number == finding.number)
        return next((d for d in own if fits(d.value, finding.value, self.tolerance)), None)

    # ------------------------------------------------------------ what that answers

    def marked(
        self, findings: Iterable[Finding], conflicts: Iterable[Conflict] = (), asking: frozenset[str] = frozenset()
    ) -> tuple[Finding, ...]:
        """Return the findings, in the same order, those that are answered marked as such.

        Only queries can be answered: an error needs a correction. The office's decision goes before the
        unit's explanation; 要求更正 keeps a query open whatever the unit explained. *asking* are the codes
        of queries that *conflicts* (with their numbers) make: the office's choice answers the chosen unit's.
        """
        settled = {(c.form, key_text(c.key), c.field): c for c in conflicts if self._chose(c)}
        told = []
        for finding in findings:
            about = (finding.form, key_text(finding.key), finding.field)
            conflict = settled.get(about) if finding.code in asking else None
            told.append(self._marked(finding, conflict) if finding.severity == QUERY else finding)
        return tuple(told)

    def _chose(self, conflict: Conflict) -> bool:
        newest = next((d for d in reversed(self.decisions) if _chooses(d, conflict, conflict.number)), None)
        return newest is not None and newest.target == conflict.chosen

    def _marked(self, finding: Finding, conflict: Conflict | None) -> Finding:
        decision = self.decision_on(finding)
        explained = self._explained.get(finding.number)
        if conflict is not None:
            return replace(finding, answered=finding.unit == conflict.chosen, answer=conflict.why)
        if decision is not None and decision.word == CORRECT:
            return replace(finding, answer=_words(decision))
        if decision is not None and decision.word in (ACCEPT, SAME, DIFFERENT, JOIN):
            return replace(finding, answered=True, answer=_words(decision))
        likeness = self.likeness(finding.key, finding.other) if finding.other else None
        if likeness is not None:
            return replace(finding, answered=True, answer=f"办公室已定：{DECISION_WORDS[likeness]}")
        if explained is not None and fits(explained.value, finding.value, self.tolerance):
            return replace(finding, answered=True, answer=explained.told.explanation.text)
        return finding

    def faults(
        self,
        period: str,
        findings: Iterable[Finding],
        conflicts: Iterable[Conflict],
        known: frozenset[str],
        matters: frozenset[str] = frozenset(),
    ) -> list[Finding]:
        """Return what is wrong with the decisions of *period*, seen beside its findings and conflicts.

        *known* are the numbers of the year's findings and conflicts, this period's included; *matters* are
        the numbers of the matters.
        """
        now = {f.number: f for f in findings}
        disputed = {c.number: c for c in conflicts}
        found = []
        for d in (d for d in self.decisions if d.period == period):
            finding = now.get(d.number)
            words = {"value": d.number, "decision": DECISION_WORDS[d.word], "unit": d.unit, "form": d.form}
            if d.word == JOIN and not {d.key, d.target} <= matters:
                strange = d.target if d.key in matters else d.key
                more = {**words, "value": strange, "expected": "没有这个编号的事项"}
                found.append(codes.DECISION_UNCLEAR.at(d.place, **more, field=TARGET))
            elif d.number not in known and not (not d.number and d.word in (SAME, DIFFERENT, JOIN)):
                found.append(codes.DECISION_ORPHAN.at(d.place, **words))
            elif finding is not None and finding.severity != QUERY and d.word == ACCEPT:
                found.append(codes.DECISION_ON_ERROR.at(d.place, **words))
            elif finding is not None and not fits(d.value, finding.value, self.tolerance):
                shown = {"before": d.value or "空", "after": finding.value or "空"}
                found.append(codes.DECISION_OUTDATED.at(d.place, **words, **shown))
            elif d.number in disputed:
                found += _conflict_faults(d, disputed[d.number], words)
        return found


def _chooses(d: Decision, conflict: Conflict, number: str) -> bool:
    if d.word != CHOOSE:
        return False
    about = (d.form, key_text(d.key), d.field)
    return d.number == number or about == (conflict.form, key_text(conflict.key), conflict.field)


def _fits_conflict(d: Decision, conflict: Conflict, number: str) -> bool:
    """Whether the chosen unit is one of the conflict's, and the value that was decided about still stands."""
    values = dict(conflict.values)
    told = values.get(d.target if d.number == number else d.unit)
    return (
        d.target in values and told is not None and (not d.value or fits(d.value, told.text) or fits(d.value, told.raw))
    )


def _conflict_faults(d: Decision, conflict: Conflict, words: dict[str, str]) -> list[Finding]:
    values = {unit: value.text for unit, value in conflict.values}
    if d.word != CHOOSE:
        expected = f"这是各单位说法不一，应选“{DECISION_WORDS[CHOOSE]}”"
        return [
            codes.DECISION_UNCLEAR.at(
                d.place, **{**words, "value": DECISION_WORDS[d.word]}, field=DECISION, expected=expected
            )
        ]
    if d.target not in values:
        expected = f"应为{'、'.join(values)}之一"
        return [codes.DECISION_UNCLEAR.at(d.place, **{**words, "value": d.target}, field=TARGET, expected=expected)]
    if not _fits_conflict(d, conflict, d.number):
        return [codes.DECISION_OUTDATED.at(d.place, **words, before=d.value, after=values[d.target])]
    return []


def _row(cell: str) -> int:
    return parse_address(cell)[0]


def _words(decision: Decision) -> str:
    word = DECISION_WORDS[decision.word]
    return f"办公室{word}" + (f"：{decision.reason}" if decision.reason else "")
