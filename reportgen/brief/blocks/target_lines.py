"""目标述: one sentence for each indicator, those that do not meet their target first, one for all not yet published."""

from __future__ import annotations

from reportgen.brief.context import Context
from reportgen.brief.readings import is_met, spoken_name, target_sentence, unpublished
from reportgen.model import pages
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Paragraph, Text

_ORDER = {False: 0, True: 1, None: 2}


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    """Return the sentences; beyond the passage's limit, how many more 汇总表 has."""
    results = (
        sorted(ctx.outcome.targets, key=lambda r: _ORDER[is_met(ctx, r)]) if passage.limit else ctx.outcome.targets
    )
    waiting = [r for r in results if unpublished(ctx, r)]
    told = [r for r in results if r not in waiting]
    blocks = [Paragraph((*target_sentence(ctx, r), Text("。"))) for r in told[: passage.limit]]
    if waiting:
        names = list(dict.fromkeys(spoken_name(ctx, r) for r in waiting))
        blocks.append(Paragraph((*ctx.say("指标_未发布", 名称=ctx.names_of(names)), Text("。"))))
    rest = told[passage.limit :] if passage.limit else []
    if rest:
        number = ctx.count(f"{passage.id}.rest", len(rest), "项", "未逐项说明的指标", [r.figure for r in rest])
        blocks.append(Paragraph((*ctx.left_out(number, pages.TARGETS), Text("。"))))
    return tuple(blocks)
