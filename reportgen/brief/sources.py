"""数字来源: an appendix that lists every number of a letter with its definition and its cells."""

from __future__ import annotations

from dataclasses import replace

from reportgen.brief.context import Context
from reportgen.brief.tables import header
from reportgen.model.figure import Figure
from reportgen.model.outcome import Outcome
from reportgen.model.plan import Document, Plan
from reportgen.model.text import Day, Letter, Num, Span, Table, TableCell, spans_of

_WIDTHS = (16, 60, 94)
_CELLS_SHOWN = 12


def with_sources(plan: Plan, letter: Letter, outcome: Outcome) -> Letter:
    """Return *letter* with the list of its numbers as an appendix; one without numbers as it is."""
    figures = {n.figure.id: n for block in letter.blocks for n in spans_of(block) if isinstance(n, Num)}
    if not figures:
        return letter
    document: Document = plan.find("documents", letter.kind)
    ctx = Context(plan, document, outcome)
    rows = tuple(_row(ctx, number) for number in figures.values())
    table = Table(ctx.say("来源_表名"), header(ctx, "表头_来源"), rows, _WIDTHS)
    return replace(letter, appendix=(*letter.appendix, table))


def _row(ctx: Context, number: Num) -> tuple[TableCell, ...]:
    figure = number.figure
    definition = figure.how if figure.how.startswith(figure.name) else f"{figure.name}：{figure.how}"
    return (
        TableCell((number,)),
        TableCell(_words(definition), align="left"),
        TableCell(_places(ctx, figure) or ctx.say("空格"), align="left"),
    )


def _places(ctx: Context, figure: Figure) -> tuple[Span, ...]:
    """Return the cells beneath a figure, sheet by sheet; of many the first and the true count."""
    sources = ctx.figures.all_sources(figure.id) if figure.id in ctx.figures else figure.sources
    sheets: dict[tuple[str, str], list[str]] = {}
    for source in sources[:_CELLS_SHOWN]:
        sheets.setdefault((source.file, source.sheet), []).append(source.cell)
    told = "；".join(f"{file} {sheet} {'、'.join(cells)}" for (file, sheet), cells in sheets.items())
    if len(sources) <= _CELLS_SHOWN:
        return _words(told)
    number = ctx.count("sources", len(sources), "个", "来源单元格数", [figure.id], unique=True)
    return (*_words(told), *ctx.say("报送_等", 数=number))


def _words(text: str) -> tuple[Span, ...]:
    """Return names of files and cells, or a definition: digits in them are places, not numbers."""
    return (Day(text),) if text else ()
