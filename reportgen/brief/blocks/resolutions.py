"""议定: the matters laid before a meeting, with the space for what it decides."""

from __future__ import annotations

from reportgen.brief.blocks import requests
from reportgen.brief.context import Context, short_day
from reportgen.brief.tables import cell, header
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Table, TableCell

_WIDTHS = (60, 34, 46, 26)


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    found = requests.laid_before(ctx, passage)
    if not found:
        return ()
    rows = []
    for form, row in found:
        due = requests.due_day(ctx, form, row)
        lead = ctx.role_cell(form, row, "lead")
        rows.append(
            (
                cell(ctx, requests.title_of(ctx, form, row), "left"),
                cell(ctx, lead),
                TableCell(()),
                cell(ctx, short_day(due) if due and due >= ctx.as_of_day else None),  # a new one is to be agreed
            )
        )
    return (Table(ctx.say("议定_表名"), header(ctx, "表头_议定"), tuple(rows), _WIDTHS),)
