"""节点述: one sentence for each milestone, in one paragraph."""

from __future__ import annotations

from reportgen.brief.context import Context
from reportgen.brief.fill import join
from reportgen.brief.milestones import milestone_sentence
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Paragraph, Text


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    sentences = [milestone_sentence(ctx, r) for r in ctx.outcome.milestones[: passage.limit]]
    return (Paragraph((*join(sentences), Text("。"))),) if sentences else ()
