"""The office's own text in a document: under its headings, marked as the office's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.brief.context import Context
from reportgen.model.office import Supplement
from reportgen.model.text import Block, Heading, Own, Paragraph, printed


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading of level 1, or before the first one."""

    heading: Heading | None
    blocks: tuple[Block, ...]


def supplemented(ctx: Context, sections: Sequence[Section], *, own_sections: bool) -> tuple[Section, ...]:
    """Return *sections* with the office's text at the end of each.

    Text under a heading that the document does not have becomes a section of its own before the closing notes,
    if *own_sections*; otherwise it belongs to another document.
    """
    texts = {s.heading: s for s in ctx.desk.supplements}
    done = [_with(ctx, section, texts.pop(_key(section), None)) for section in sections]
    if own_sections:
        done = _before_notes(done, [_own_section(ctx, s) for s in texts.values()])
    return tuple(s for s in done if s.blocks)


def _key(section: Section) -> str:
    return re.sub(r"\s", "", printed(section.heading.spans)) if section.heading else ""


def _with(ctx: Context, section: Section, supplement: Supplement | None) -> Section:
    if supplement is None:
        return section
    return Section(section.heading, (*section.blocks, *_paragraphs(ctx, supplement)))


def _own_section(ctx: Context, supplement: Supplement) -> Section:
    heading = Heading((Own(supplement.heading),)) if supplement.heading else None
    return Section(heading, _paragraphs(ctx, supplement))


def _paragraphs(ctx: Context, supplement: Supplement) -> tuple[Paragraph, ...]:
    lead = printed(ctx.say("补充_段首", 专班办公室=ctx.name(ctx.plan.header.office, "header", "office")))
    return tuple(Paragraph((Own(text),), lead=lead) for text in supplement.paragraphs)


def _before_notes(sections: list[Section], more: list[Section]) -> list[Section]:
    """Return *sections* with *more* before the small notes that close the last one."""
    if not more or not sections:
        return [*sections, *more]
    last = sections[-1]
    at = len(last.blocks)
    while at and isinstance(block := last.blocks[at - 1], Paragraph) and block.note:
        at -= 1
    notes = [Section(None, last.blocks[at:])]
    return [*sections[:-1], Section(last.heading, last.blocks[:at]), *more, *notes]
