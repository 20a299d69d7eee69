"""清单: rows of a form as a table. Sensitive fields never appear, of a sensitive form only the count."""

from __future__ import annotations

from reportgen import layout
from reportgen.brief.context import Context
from reportgen.brief.fill import Spans
from reportgen.brief.tables import cell
from reportgen.formula import compile_formula
from reportgen.model.plan import Field, Form, Passage
from reportgen.model.records import Row
from reportgen.model.text import Block, Num, Paragraph, Table, TableCell

_NUMERIC_ALIGN = "right"
_QUOTED = 60
"""Characters of a unit's own words that a cell quotes at most."""


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    return tuple(block for name in passage.forms for block in _form(ctx, passage, ctx.plan.form(name)))


def chosen_rows(ctx: Context, passage: Passage, form: Form) -> list[Row]:
    """Return the rows that the passage's condition selects; in a letter to a unit, its own only."""
    merged = ctx.outcome.forms.get(form.name)
    condition = compile_formula(passage.where) if passage.where else None
    rows = [r for r in (merged.rows if merged else ()) if not ctx.unit or _concerns(ctx.unit, form, r)]
    if condition is None:
        return rows
    return [r for r in rows if condition.evaluate({f.name: r.get(f.name) for f in form.fields}) is True]


def _concerns(unit: str, form: Form, row: Row) -> bool:
    lead = form.role("lead")
    return row.unit == unit or (lead is not None and row.get(lead.name) == unit)


def _form(ctx: Context, passage: Passage, form: Form) -> tuple[Block, ...]:
    rows = chosen_rows(ctx, passage, form)
    if not rows:
        return ()
    total = _total(ctx, passage, form, len(rows))
    if form.sensitive:
        return (Paragraph(ctx.say("清单_不列", 表=ctx.form_name(form.name), 总数=total)),)
    fields = _columns(passage, form)
    with_unit = len({r.unit for r in rows}) > 1 and not any(f.role in ("raiser", "lead") for f in fields)
    shown = rows[: passage.limit]
    header = [ctx.name(layout.heading(f), "forms", form.name, "fields", f.name, "name") for f in fields]
    if with_unit:
        header.append(ctx.say("清单_填报单位"))
    if len(shown) < len(rows):
        listed = ctx.count(
            f"{passage.id}.{form.name}.shown", len(shown), "项", "列出行数", [f"forms.{form.name}.records"]
        )
        note = ctx.say("清单_只列", 列数=listed, 总数=total)
    else:
        note = ctx.say("清单_共", 总数=total)
    title = _title(ctx, passage, form)
    body = tuple(_row(ctx, r, fields, with_unit) for r in shown)
    return (Table(title, tuple(header), body, notes=(note,)),)


def _title(ctx: Context, passage: Passage, form: Form) -> Spans:
    """Return the table's title: none below a heading, the heading on a landscape page, else the form's."""
    if passage.heading and passage.landscape:
        return ctx.pattern(passage.heading, ctx.common(), *ctx.passage_place(passage, "heading"))
    return () if passage.heading else ctx.name(form.title, "forms", form.name, "title")


def _total(ctx: Context, passage: Passage, form: Form, count: int) -> Num:
    records = ctx.figures.get(f"forms.{form.name}.records")
    inputs = (records.id,) if records else ()
    return ctx.count(f"{passage.id}.{form.name}.total", count, "项", "行数", inputs)


def _columns(passage: Passage, form: Form) -> list[Field]:
    wanted = [f for n in passage.fields if (f := form.field(n))] if passage.fields else list(form.columns())
    return [f for f in wanted if not f.sensitive]


def _row(ctx: Context, row: Row, fields: list[Field], with_unit: bool) -> tuple[TableCell, ...]:
    cells = [cell(ctx, ctx.cell(row, f, _QUOTED), _align(ctx, row, f)) for f in fields]
    if with_unit:
        cells.append(cell(ctx, ctx.unit_name(row.unit)))
    return tuple(cells)


def _align(ctx: Context, row: Row, field: Field) -> str:
    spans: Spans = ctx.cell(row, field)
    if layout.unit_of(field):
        return _NUMERIC_ALIGN
    return "left" if sum(len(str(s)) for s in spans) and field.type == "文本" else "center"
