"""更正: figures of documents that were issued and have changed since."""

from __future__ import annotations

from reportgen.brief.context import Context
from reportgen.brief.fill import Filling, Spans
from reportgen.model.figure import Figure, Source
from reportgen.model.office import Correction
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Day, Num, Paragraph, Span

_SHOWN = 5


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    found = ctx.desk.corrections
    shown = found[: passage.limit or _SHOWN]
    if not found:
        return ()
    spans: tuple[Span, ...] = tuple(span for correction in shown for span in _sentence(ctx, correction))
    rest = found[len(shown) :]
    if rest:
        number = ctx.count("corrections.rest", len(rest), "处", "未列出的更正", [c.id for c in rest])
        spans = (*spans, *ctx.say("更正_其余", 数=number))
    return (Paragraph(spans),)


def _sentence(ctx: Context, correction: Correction) -> Spans:
    issued = Figure(
        f"issued.{correction.file}.{correction.id}", correction.name, correction.issued, "", correction.issued,
        f"{correction.document}印发时的数", (Source(correction.file, "", correction.id, correction.issued, correction.issued),),
    )  # fmt: skip
    now = ctx.figures.get(correction.id)
    values: dict[str, Filling] = {
        "文稿": Day(correction.document),
        "名称": Day(correction.name),
        "原数": Num(ctx.figures.add(issued)),
    }
    if now is None or correction.now not in now.texts:
        return ctx.say("更正_没有", **values)
    return ctx.say("更正_句", **values, 现数=Num(now, correction.now))
