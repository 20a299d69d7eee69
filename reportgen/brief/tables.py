"""What the tables of documents share: cells, lights with their words, heads, sources."""

from __future__ import annotations

from collections.abc import Iterable

from reportgen.brief.context import Context
from reportgen.brief.fill import Filling, Spans, as_spans
from reportgen.measures.lights import word_of
from reportgen.model.text import TableCell, Text

RED = "red"
LIGHT_ORDER = {"red": 0, "yellow": 1, "green": 2, "grey": 3}


def cell(ctx: Context, filling: Filling, align: str = "center") -> TableCell:
    """Return a table cell; the plan's sign for an empty one where there is nothing."""
    return TableCell(as_spans(filling) or ctx.say("空格"), align=align)


def light_cell(ctx: Context, applies_to: str, light: str) -> TableCell:
    """Return the cell of a light: shaded, and always with its word."""
    return TableCell((Text(word_of(ctx.plan, applies_to, light)),), light=light)


def header(ctx: Context, key: str) -> tuple[Spans, ...]:
    """Return the headings of a table's columns from a wording that lists them with 、."""
    return tuple((Text(word.strip()),) for word in ctx.word(key).split("、"))


def source_note(ctx: Context, units: Iterable[str]) -> tuple[Spans, ...]:
    """Return the line below a table that names who supplied its data."""
    names = [ctx.unit_name(u) for u in dict.fromkeys(units) if u]
    return (ctx.say("表_来源", 单位=ctx.names_of(names)),) if names else ()
