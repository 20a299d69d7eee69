"""句子: sentences that the plan writes, with the figures of its measures.

One line of the passage's text is one paragraph; ``# `` starts a sub-heading, ``【…】`` a bold lead. A
line whose figures outside brackets have no data is left out, and what it lacks is said at the end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.brief.context import Context
from reportgen.brief.fill import Filling
from reportgen.model.figure import Figure
from reportgen.model.plan import Measure, Passage
from reportgen.model.text import Block, Heading, Num, Paragraph
from reportgen.model.wordings import COMMON, parse_pattern, pattern_names

_SUB_HEADING = "# "
_LEAD = re.compile(r"【(?P<lead>[^【】]*)】\s*")


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    parts = [_part(ctx, passage, lines) for lines in _parts(passage.text)]
    if passage.no_data and not any(part.said for part in parts):
        return ()
    return tuple(block for part in parts for block in part.blocks(ctx))


@dataclass(frozen=True, slots=True)
class _Part:
    """The sentences under one sub-heading, and the forms that others would have needed."""

    heading: Heading | None
    said: tuple[Block, ...]
    lacking: tuple[str, ...]

    def blocks(self, ctx: Context) -> tuple[Block, ...]:
        blocks = list(self.said)
        if self.lacking:
            names = ctx.names_of([ctx.form_name(f) for f in self.lacking])
            blocks.append(Paragraph(ctx.say("说明_无数据表", 名称=names)))
        return (self.heading, *blocks) if self.heading and blocks else tuple(blocks)


def _parts(text: str) -> list[list[str]]:
    """Return the lines of each sub-heading, the heading's own line first; before the first one there is none."""
    parts: list[list[str]] = [[]]
    for line in filter(None, (x.strip() for x in text.splitlines())):
        if line.startswith(_SUB_HEADING):
            parts.append([])
        parts[-1].append(line)
    return [part for part in parts if part]


def _part(ctx: Context, passage: Passage, lines: Sequence[str]) -> _Part:
    place = ctx.passage_place(passage, "text")
    heading: Heading | None = None
    said: list[Block] = []
    lacking: dict[str, None] = {}
    for line in lines:
        if line.startswith(_SUB_HEADING):
            heading = Heading(ctx.pattern(line.removeprefix(_SUB_HEADING), ctx.common(), *place), level=2)
            continue
        lead = _LEAD.match(line)
        text = line[lead.end() :] if lead else line
        missing = _lacking_forms(ctx, text)
        if missing is None:
            spans = ctx.pattern(text, _values(ctx, text), *place)
            if spans:
                said.append(Paragraph(spans, lead=lead["lead"] if lead else ""))
        else:
            lacking.update(dict.fromkeys(missing))
    return _Part(heading, tuple(said), tuple(lacking))


def _values(ctx: Context, text: str) -> dict[str, Filling]:
    common = ctx.common()
    names = [n for n in pattern_names(text) if n not in COMMON]
    large = any(ctx.is_large(f) for n in names if (f := figure_of(ctx, n)))
    return {**common, **{name: _shown(ctx, name, in_yi=large) for name in names}}


def figure_of(ctx: Context, name: str) -> Figure | None:
    """Return the figure that a name in a sentence stands for: a measure's, or one by its whole id."""
    return ctx.figures.get(f"measures.{name}") or ctx.figures.get(name)


def _shown(ctx: Context, name: str, *, in_yi: bool = False) -> Num | None:
    figure = figure_of(ctx, name)
    return ctx.spoken(figure, in_yi=in_yi) if figure is not None and _has_data(ctx, name) else None


def _lacking_forms(ctx: Context, text: str) -> tuple[str, ...] | None:
    """Return the forms whose data a line lacks; None if all its figures outside brackets are there."""
    needed = [n for s in parse_pattern(text) if not s.optional for n in s.names if n not in COMMON]
    absent = [n for n in needed if _shown(ctx, n) is None]
    if not absent:
        return None
    return tuple(dict.fromkeys(form for name in absent for form in _forms_behind(ctx, name)))


def _forms_behind(ctx: Context, name: str) -> tuple[str, ...]:
    """Return the forms that a name rests on: a measure's, or the one in ``forms.<form>.records``."""
    measure = ctx.plan.find("measures", name)
    if measure is not None:
        return _forms_of(ctx, measure)
    form = ".".join(name.split(".")[1:-1])
    return (form,) if ctx.plan.find("forms", form) else ()


def _forms_of(ctx: Context, measure: Measure) -> tuple[str, ...]:
    """Return the forms that a measure counts in; a ratio's are those of its parts."""
    if measure.form:
        return (measure.form,)
    parts = filter(None, (ctx.plan.find("measures", n) for n in (measure.numerator, measure.denominator) if n))
    return tuple(form for part in parts for form in _forms_of(ctx, part))


def _has_data(ctx: Context, name: str) -> bool:
    """Whether the forms of a measure were reported at all; a count of nothing reported is no zero."""
    measure = ctx.plan.find("measures", name)
    return measure is None or all(is_reported(ctx, form) for form in _forms_of(ctx, measure))


def is_reported(ctx: Context, form: str) -> bool:
    merged = ctx.outcome.forms.get(form)
    return merged is not None and bool(merged.rows or merged.returns)
