"""提请: matters that need a decision of the county. The passage's condition says which ones."""

from __future__ import annotations

from datetime import date

from reportgen.brief import matters
from reportgen.brief.blocks.listing import chosen_rows
from reportgen.brief.context import Context, short_day
from reportgen.brief.fill import Spans, join
from reportgen.model import pages
from reportgen.model.outcome import Matter
from reportgen.model.plan import Form, Passage
from reportgen.model.records import Row
from reportgen.model.text import Block, Paragraph, Text
from reportgen.model.values import PlanDate

_SHOWN = 10
_TITLE, _DETAIL = 40, 80
"""Characters of a unit's own words that are quoted at most."""


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    found = laid_before(ctx, passage)
    if not found:
        return () if passage.no_data else (Paragraph(ctx.say("提请_无")),)
    limit = passage.limit or _SHOWN
    blocks = [Paragraph(_sentence(ctx, passage, form, row)) for form, row in found[:limit]]
    if len(found) > limit:
        rest = ctx.count(
            f"{passage.id}.rest",
            len(found) - limit,
            "项",
            "未列出的提请事项",
            [f"forms.{n}.records" for n in passage.forms],
        )
        last = blocks.pop()
        blocks.append(Paragraph((*last.spans, *ctx.left_out(rest, pages.matters_name(ctx.plan)), Text("。"))))
    return tuple(blocks)


def laid_before(ctx: Context, passage: Passage) -> list[tuple[Form, Row]]:
    """Return the rows that wait for a decision, overdue ones first."""
    forms = [ctx.plan.form(name) for name in passage.forms]
    found = [(form, row) for form in forms for row in chosen_rows(ctx, passage, form) if _open(ctx, row)]
    return sorted(found, key=lambda item: not _is_overdue(ctx, item[1]))


def _is_overdue(ctx: Context, row: Row) -> bool:
    matter = _matter(ctx, row)
    return matter is not None and matters.is_overdue(matter)


def title_of(ctx: Context, form: Form, row: Row) -> Spans:
    """Return what a row asks for: its title, its problem or its name, cut short."""
    return next(filter(None, (ctx.role_cell(form, row, role, _TITLE) for role in ("title", "problem", "name"))), ())


def due_day(ctx: Context, form: Form, row: Row) -> date | None:
    """Return the time limit of a row, with what was granted since where it is a matter."""
    matter = _matter(ctx, row)
    return matter.due if matter else _day(form, row)


def _sentence(ctx: Context, passage: Passage, form: Form, row: Row) -> Spans:
    matter = _matter(ctx, row)
    due = due_day(ctx, form, row)
    return ctx.say(
        "提请_句",
        事项=title_of(ctx, form, row),
        提出=() if passage.short else ctx.role_cell(form, row, "raiser") or ctx.unit_name(row.unit),
        主办=ctx.role_cell(form, row, "lead"),
        时限=short_day(due) if due else None,
        超期=matters.overdue_number(ctx, matter) if matter else None,
        详情=_details(ctx, passage, form, row),
    )


def _open(ctx: Context, row: Row) -> bool:
    """Whether a matter still waits: what its lead has settled needs no decision."""
    matter = _matter(ctx, row)
    return matter is None or matter.state == "open"


def _matter(ctx: Context, row: Row) -> Matter | None:
    return next((m for m in ctx.outcome.matters if m.form == row.form and m.row.origin == row.origin), None)


def _day(form: Form, row: Row) -> date | None:
    field = form.role("due")
    value = row.get(field.name) if field else None
    return value.end if isinstance(value, PlanDate) else None


def _details(ctx: Context, passage: Passage, form: Form, row: Row) -> Spans:
    """Return the further fields that the passage lists, each as 字段：内容."""
    told = []
    for name in passage.fields:
        field = form.field(name)
        content = ctx.cell(row, field, _DETAIL) if field is not None and not form.sensitive else ()
        if field is not None and content:
            label = ctx.name(field.name, "forms", form.name, "fields", field.name, "name")
            told.append((*label, Text("："), *content))
    return join(told)
