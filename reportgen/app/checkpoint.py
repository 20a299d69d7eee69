"""Where the year stands after a folder, and how it is kept, so that a later merge begins there and not in January.

A checkpoint is named after the digest of everything that it rests on, as all that is kept of earlier periods;
what is missing or damaged is followed anew from the files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reportgen.app.found import Memory
from reportgen.edges import history_cache
from reportgen.edges.workspace import Workspace
from reportgen.filing.answers import Answers, Chronicle
from reportgen.model.outcome import MergedForm, Submission
from reportgen.model.period import Period
from reportgen.model.records import Reading
from reportgen.rules import Series

Forms = Mapping[str, MergedForm]
Key = tuple[str, str, str]


@dataclass(slots=True)
class Standing:
    """What the folders so far told, as the next one needs it."""

    state: Forms
    memory: Memory
    latest: dict[str, Forms] = field(default_factory=dict)  # of the newest folder of each rhythm
    settled: dict[Key, Submission] = field(default_factory=dict)  # by unit, form and period
    received: dict[str, dict[str, str]] = field(default_factory=dict)  # by rhythm: content → path

    def settle(self, submissions: Sequence[Submission]) -> tuple[Submission, ...]:
        """Take in what became of a period's obligations; return that of all so far."""
        self.settled |= _by_obligation(submissions)
        return tuple(self.settled.values())

    def sent_before(self, period: Period) -> dict[str, str]:
        """The contents received for earlier periods of the same rhythm, with their paths."""
        return self.received.setdefault(period.kind.value, {})

    def passed(self, period: Period, forms: Forms, memory: Memory, readings: Sequence[Reading]) -> None:
        """Take in the rest of what *period* told: the next one builds on it."""
        sent = self.sent_before(period)
        for reading in readings:
            sent.setdefault(reading.sha256, reading.path)
        self.state = self.latest[period.kind.value] = forms
        self.memory = memory


def _by_obligation(submissions: Sequence[Submission]) -> dict[Key, Submission]:
    return {(s.obligation.unit, s.obligation.form, s.obligation.period.id): s for s in submissions}


@dataclass(frozen=True, slots=True)
class _Kept:
    """A `Standing` as it is kept; its state are the forms of *rhythm*."""

    rhythm: str
    latest: Mapping[str, Mapping[str, MergedForm]]
    settled: tuple[Submission, ...]
    received: Mapping[str, Mapping[str, str]]
    answers: Answers
    chronicle: Chronicle
    series: Mapping[str, str]


def keep(workspace: Workspace, digest: str, period: Period, standing: Standing) -> None:
    """Keep where the year stands after *period*."""
    memory = standing.memory
    kept = _Kept(
        period.kind.value, standing.latest, tuple(standing.settled.values()), standing.received,
        memory.answers, memory.chronicle, memory.series.told,
    )  # fmt: skip
    history_cache.store_checkpoint(workspace.cache, digest, kept)


def recall(workspace: Workspace, digest: str) -> Standing | None:
    """Return where the year stood under *digest*, None where nothing is kept that can be believed."""
    kept = history_cache.load_checkpoint(workspace.cache, digest, _Kept)
    if kept is None:
        return None
    return Standing(
        kept.latest[kept.rhythm],
        Memory(kept.answers, kept.chronicle, Series(kept.series)),
        dict(kept.latest),
        _by_obligation(kept.settled),
        {rhythm: dict(sent) for rhythm, sent in kept.received.items()},
    )
