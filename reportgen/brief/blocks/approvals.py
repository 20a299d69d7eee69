"""拟办: the documents that go out only once the convener has approved them, and how far each is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reportgen.brief.blocks import supervision
from reportgen.brief.context import Context
from reportgen.brief.fill import Spans
from reportgen.brief.recipients import recipients
from reportgen.brief.tables import cell, header
from reportgen.model.plan import Document, Passage
from reportgen.model.text import Block, Day, Num, Paragraph, Table, TableCell, Text

_WIDTHS = (26, 40, 18, 14, 44)


@dataclass(frozen=True, slots=True)
class _Draft:
    document: Document
    ctx: Context  # of the document itself


def drafts(ctx: Context) -> tuple[_Draft, ...]:
    """Return the documents of the period that need approval, in the plan's order."""
    return tuple(
        _Draft(document, replace(ctx, document=document, unit=unit))
        for document in ctx.plan.documents
        if document.approval and document.period_kind == ctx.outcome.period.kind.value
        for unit in recipients(ctx.plan, document, ctx.outcome)
    )


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    found = drafts(ctx)
    if not found:
        return (Paragraph(ctx.say("拟办_无")),) if not passage.no_data else ()
    signed = [d for d in found if d.ctx.issue is not None]
    number = ctx.count("drafts", len(found), "件", "须审定的文稿数", ["reporting.due"])
    done = ctx.count("signed", len(signed), "件", "已签发的文稿数", ["reporting.due"]) if signed else None
    rows = tuple(_row(ctx, draft) for draft in found)
    return (
        Paragraph(ctx.say("拟办_说明", 数=number, 已签发=done)),
        Table((), header(ctx, "表头_拟办"), rows, _WIDTHS),
    )


def _row(ctx: Context, draft: _Draft) -> tuple[TableCell, ...]:
    unit = draft.ctx.unit
    return (
        cell(ctx, ctx.name(draft.document.name, "documents", draft.document.kind, "name")),
        cell(ctx, ctx.unit_name(unit) if unit else ()),
        cell(ctx, _items(draft)),
        cell(ctx, _genre(draft)),
        cell(ctx, _state(draft)),
    )


def _genre(draft: _Draft) -> Spans:
    """Return the kind of official document (文种): that of the unit's letter, else the document's own."""
    known = draft.ctx.plan.unit(draft.ctx.unit)
    return (Text(known.letter if known and draft.document.letter_template else draft.document.kind),)


def _items(draft: _Draft) -> Num | None:
    if not any(p.block == supervision.BLOCK for p in draft.document.passages):
        return None
    number = supervision.item_count(draft.ctx)
    return draft.ctx.count("items", number, "项", "督办事项数", ["reporting.due"]) if number else None


def _state(draft: _Draft) -> Spans:
    issue = draft.ctx.issue
    if issue is None:
        return draft.ctx.say("拟办_待审")
    signed = Day.of(issue.signed_on) if issue.signed_on else None
    who = Day(issue.signatory) if issue.signatory else None
    return draft.ctx.say("拟办_已签", 签发人=who, 日期=signed)
