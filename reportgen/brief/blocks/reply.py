"""反馈单: the slip that a unit fills in and sends back, a line for each of its items."""

from __future__ import annotations

from reportgen.brief.blocks import supervision
from reportgen.brief.context import Context
from reportgen.brief.tables import header
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Table, TableCell

_WIDTHS = (90, 38, 20, 18)


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    items = supervision.listed(ctx)
    if not items:
        return ()
    rows = tuple((TableCell(item, align="left"), TableCell(()), TableCell(()), TableCell(())) for item in items)
    return (Table(ctx.say("反馈单_表名"), header(ctx, "表头_反馈单"), rows, _WIDTHS, notes=(ctx.say("反馈单_签字"),)),)
