"""目标述: one sentence for each indicator."""

from __future__ import annotations

from reportgen.brief.context import Context
from reportgen.brief.readings import target_sentence
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Paragraph, Text


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    results = ctx.outcome.targets[: passage.limit]
    return tuple(Paragraph((*target_sentence(ctx, r), Text("。"))) for r in results)
