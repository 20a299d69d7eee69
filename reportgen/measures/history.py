"""Looking back: what earlier periods of the same kind told, and how their figures enter this one's proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reportgen.measures.case import Case
from reportgen.model.figure import Figure, Ledger
from reportgen.model.outcome import EarlyWarning, Past
from reportgen.model.period import Period

_KEPT = {
    "targets": frozenset({"actual", "data_period"}),
    "quotas": frozenset({"actual", "added", "forecast_low", "forecast_high"}),
    "milestones": frozenset({"promised", "progress", "stage"}),
    "projects": frozenset({"stage", "year_done", "total_done", "fund_paid"}),
    "matters": frozenset({"state"}),
}
"""The last parts of the ids of the figures that later periods ask for, by section."""


def look_back(period: Period, figures: Ledger, warnings: Sequence[EarlyWarning]) -> Past:
    """Return what later periods need of a judged one; each figure carries all the cells beneath it."""
    kept = {
        figure.id: replace(figure, sources=figures.all_sources(figure.id), inputs=())
        for figure in figures
        if figure.id.rpartition(".")[2] in _KEPT.get(figure.id.partition(".")[0], ())
    }
    return Past(period.id, kept, tuple(warnings))


@dataclass(frozen=True, slots=True)
class Point:
    """A figure as a period told it; ``period`` is "" for the period that is judged."""

    period: str
    figure: Figure

    @property
    def number(self) -> Decimal | None:
        return self.figure.value if isinstance(self.figure.value, Decimal) else None

    @property
    def text(self) -> str:
        return self.figure.value if isinstance(self.figure.value, str) else ""


def points(case: Case, id: str) -> tuple[Point, ...]:
    """Return a figure's course over the year, oldest first, this period last; periods without it are left out."""
    course = [Point(past.period, past.figures[id]) for past in case.history if id in past.figures]
    now = case.figures.get(id)
    return (*course, Point("", now)) if now is not None else tuple(course)


def recall(case: Case, course: Sequence[Point]) -> tuple[str, ...]:
    """Put what earlier periods told on record as ``<id>@<period>`` and return the ids of all *course*."""
    ids = []
    for point in course:
        figure = point.figure
        if point.period:
            name = f"{Period.parse(point.period).label}{figure.name}"
            figure = case.figures.add(replace(figure, id=f"{figure.id}@{point.period}", name=name))
        ids.append(figure.id)
    return tuple(ids)


def tellings(course: Sequence[Point]) -> tuple[Point, ...]:
    """Return the points that were told anew: one that only kept an earlier return's cells is left out."""
    told: list[Point] = []
    for point in course:
        if told and told[-1].figure.sources and set(point.figure.sources) == set(told[-1].figure.sources):
            told.pop()
        told.append(point)
    return tuple(told)


def unchanged(courses: Sequence[tuple[Point, ...]]) -> int | None:
    """Return how many returns in a row, up to the newest, left all of several figures as they were.

    None where none is told now. What was not there before counts as changed.
    """
    now = [course for course in courses if course and not course[-1].period and course[-1].figure.value is not None]
    if not now:
        return None
    return min(_steady(tellings(course)) for course in now)


def _steady(course: tuple[Point, ...]) -> int:
    steady = 0
    for point in reversed(course[:-1]):
        if point.figure.value != course[-1].figure.value:
            break
        steady += 1
    return steady
