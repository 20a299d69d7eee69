"""溯源一份文稿: every number of a Word document with its figure; which are none, which no longer match."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from reportgen.app import course as courses
from reportgen.app.desk import desk_of
from reportgen.app.judge import outcome_for
from reportgen.edges import word_reader
from reportgen.edges.word_parts import figure_mark
from reportgen.edges.word_reader import Told
from reportgen.edges.workspace import Workspace
from reportgen.model.errors import RequestError
from reportgen.model.figure import Figure
from reportgen.model.period import Period

_SPAN = ".data_period"
_CONTEXT = 30
"""Characters of a paragraph that are shown for a number that is no figure."""


@dataclass(frozen=True, slots=True)
class Traced:
    """The numbers of a document: each figure's with its figure as it stands now, None where there is no such one."""

    period: Period
    kind: str
    unit: str
    as_of: str
    figures: tuple[tuple[Told, Figure | None], ...]
    strangers: tuple[Told, ...]  # numbers that are no figure, no date and nobody's by their place
    by_place: dict[str, int]  # day, template, office → how many
    spans: Mapping[str, str]  # by figure: the data period that it is for

    @property
    def changed(self) -> tuple[tuple[Told, Figure | None], ...]:
        """The figures whose printed text is none of those that they have now."""
        return tuple((t, f) for t, f in self.figures if f is None or t.text not in f.texts)

    @property
    def proved(self) -> bool:
        return not self.strangers and not self.changed


def trace_document(workspace: Workspace, path: Path, progress: courses.Progress = courses.silent) -> Traced:
    """Return the numbers of the document at *path*, compared with what its period tells now, as of its own time.

    Raises `RequestError` for a document that we did not write, `InputError` for one that cannot be read.
    """
    from reportgen.brief import compose_kind, with_sources

    document = word_reader.read_document(path)
    about = document.about
    if not about.get("期别"):
        raise RequestError(
            f"“{path.name}”不是本工具写出的文稿，查不了数字的来源。请用 outputs 里的文稿，或由它改成的稿子。"
        )
    plan = courses.load_plan(workspace)
    period = courses.chosen_period(workspace, about["期别"])
    course, outcome = outcome_for(workspace, plan, period, about.get("时点") or None, progress)

    if course.plan.find("documents", about.get("文稿", "")) is not None:  # adds what the document counts and quotes
        desk = desk_of(workspace, course.plan, outcome, progress)
        for letter in compose_kind(course.plan, about["文稿"], outcome, desk):
            with_sources(course.plan, letter, outcome)
    known = {figure_mark(figure.id): figure for figure in outcome.figures}
    numbers = document.numbers
    places = (word_reader.DAY, word_reader.TEMPLATE, word_reader.OFFICE)
    return Traced(
        period,
        about.get("文稿", ""),
        about.get("单位", ""),
        about.get("时点", ""),
        tuple((told, known.get(told.mark)) for told in numbers if told.kind == word_reader.FIGURE),
        tuple(told for told in numbers if told.kind == word_reader.NONE),
        {place: sum(told.kind == place for told in numbers) for place in places},
        _spans(outcome.figures),
    )


def _spans(figures: Iterable[Figure]) -> Mapping[str, str]:
    """Return the data periods of values by the values' ids."""
    told = ((figure, figure.id.removesuffix(_SPAN)) for figure in figures if figure.id.endswith(_SPAN))
    return {f"{stem}.actual": figure.text for figure, stem in told if figure.value is not None}


def report(name: str, traced: Traced) -> str:
    """Return what `trace` tells of a document: what does not hold first, then every number with its figure."""
    by = traced.by_place
    lines = [
        f"{name}　{traced.period.label}　{traced.kind}{f'　{traced.unit}' if traced.unit else ''}",
        f"数字 {len(traced.figures)} 处，日期和期号 {by[word_reader.DAY]} 处，版头版尾 {by[word_reader.TEMPLATE]} 处，"
        f"办公室自加 {by[word_reader.OFFICE]} 处。",
    ]
    lines += _section("没有出处的数字", [f"“{t.text}”　在“{_around(t)}”" for t in traced.strangers])
    lines += _section("与现在的数不符", [_changed(told, figure) for told, figure in traced.changed])
    if traced.proved:
        lines.append("每个数字都有出处，与现在的数一致。")
    lines.append("各数字：")
    lines += [f"  {told.text}　{figure.name}（{figure.id}）" for told, figure in traced.figures if figure]
    return "\n".join(lines)


def _section(title: str, items: list[str]) -> list[str]:
    return [f"{title} {len(items)} 处：", *(f"  {item}" for item in items)] if items else []


def _changed(told: Told, figure: Figure | None) -> str:
    if figure is None:
        return f"“{told.text}”　在“{_around(told)}”，所据的数现在已没有"
    return f"“{told.text}”　{figure.name}现为 {figure.text}（{figure.id}）"


def _around(told: Told) -> str:
    at = max(told.paragraph.find(told.text) - _CONTEXT // 2, 0)
    return told.paragraph[at : at + _CONTEXT + len(told.text)]
