"""矛盾: the same fact told differently by two units; both are shown and which one counts."""

from __future__ import annotations

from reportgen.brief.context import Context
from reportgen.brief.fill import Spans
from reportgen.model.outcome import Conflict
from reportgen.model.plan import Field, Form, Passage
from reportgen.model.text import Block, Paragraph, Text

_SHOWN = 8


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    found = ctx.outcome.conflicts
    shown = found[: passage.limit or _SHOWN]
    blocks = [Paragraph(_sentence(ctx, c)) for c in shown]
    if not found:
        return (Paragraph(ctx.say("矛盾_无")),) if not passage.no_data else ()
    if len(shown) < len(found):
        forms = [f"forms.{c.form}.records" for c in found[len(shown) :]]
        rest = ctx.count(f"{passage.id}.rest", len(found) - len(shown), "处", "未列出的不一致", forms)
        blocks.append(Paragraph(ctx.say("矛盾_其余", 数=rest)))
    return tuple(blocks)


def _sentence(ctx: Context, conflict: Conflict) -> Spans:
    form = ctx.plan.form(conflict.form)
    field = form.field(conflict.field)
    return ctx.say(
        "矛盾_句",
        表=ctx.form_name(form.name),
        对象=_key(ctx, form, conflict),
        字段=ctx.name(conflict.field, "forms", form.name, "fields", conflict.field, "name"),
        说法=_told(ctx, form, field, conflict),
        采用=_chosen(ctx, conflict),
    )


def _key(ctx: Context, form: Form, conflict: Conflict) -> Spans:
    """Return what the fact is about, quoted from the row of one of the tellers; of a sensitive form nothing."""
    if form.sensitive:
        return ()
    merged = ctx.outcome.forms.get(form.name)
    row = next((r for r in (merged.rows if merged else ()) if r.key == conflict.key), None)
    if row is None:
        return ctx.name(conflict.key, "forms", form.name, conflict.key)
    for role in ("firm", "name", "title", "indicator", "milestone"):
        told = ctx.role_cell(form, row, role)
        if told:
            return told
    keys = [ctx.cell(row, f) for f in form.fields if f.key]
    return ctx.names_of([k for k in keys if k])


def _told(ctx: Context, form: Form, field: Field | None, conflict: Conflict) -> Spans:
    units = ctx.names_of([ctx.unit_name(unit) for unit, _ in conflict.values])
    if field is None or field.sensitive or form.sensitive:
        return ctx.say("矛盾_不列数", 单位=units)
    spans: Spans = ()
    for unit, value in conflict.values:
        told = ctx.quote(value, field, unit=True) or ctx.say("空格")
        spans = (*spans, *((Text("，"),) if spans else ()), *ctx.say("矛盾_说法", 单位=ctx.unit_name(unit), 数值=told))
    return spans


def _chosen(ctx: Context, conflict: Conflict) -> Spans:
    return ctx.say("矛盾_采用", 单位=ctx.unit_name(conflict.chosen)) if conflict.chosen else ctx.say("矛盾_未定")
