"""Compose documents: a plan's document and an outcome become a letter of blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from reportgen.brief.blocks import (
    behind,
    conflicts,
    listing,
    milestone_lines,
    milestone_table,
    overall,
    quota_lines,
    quota_table,
    remarks,
    reporting,
    requests,
    sentences,
    supervision,
    target_lines,
    target_table,
)
from reportgen.brief.context import Context
from reportgen.brief.fill import Spans, as_spans
from reportgen.model.outcome import Outcome
from reportgen.model.plan import Document, Passage, Plan
from reportgen.model.text import Block, Day, Heading, Letter, Paragraph

Writer = Callable[[Context, Passage], tuple[Block, ...]]

WRITERS: Mapping[str, Writer] = {
    "总体": overall.write,
    "目标表": target_table.write,
    "目标述": target_lines.write,
    "指标任务表": quota_table.write,
    "指标任务述": quota_lines.write,
    "节点表": milestone_table.write,
    "节点述": milestone_lines.write,
    "落后": behind.write,
    "报送": reporting.write,
    "句子": sentences.write,
    "清单": listing.write,
    "矛盾": conflicts.write,
    "督办": supervision.write,
    "提请": requests.write,
    "说明": remarks.write,
}
"""The writer of every block of `model.plan.BLOCKS`."""

SUPERVISION, REPORTING, LISTING = "督办", "报送", "清单"
BRIEF_FILE = "简报.docx"
NOTICE_FOLDER = "督办"


def compose(plan: Plan, document: Document, outcome: Outcome, unit: str = "") -> Letter:
    """Return *document* for *outcome*; *unit* is whom it goes to, for documents of one per unit.

    Quoted names and numbers counted here are added to ``outcome.figures``.
    """
    ctx = Context(plan, document, outcome, unit)
    about = (
        ("期别", outcome.period.id), ("文稿", document.kind), ("单位", unit), ("时点", outcome.as_of.isoformat()),
    )  # fmt: skip
    return Letter(document.kind, document.template, _file_name(ctx), _marks(ctx), _blocks(ctx), about=about)


def compose_all(plan: Plan, outcome: Outcome) -> tuple[Letter, ...]:
    """Return what a merge writes: the period's brief and a notice for every unit with red items."""
    letters = []
    brief = brief_document(plan, outcome)
    if brief is not None:
        letters.append(compose(plan, brief, outcome))
    notice = notice_document(plan)
    if notice is not None:
        letters += [compose(plan, notice, outcome, unit) for unit in recipients(plan, notice, outcome)]
    return tuple(letters)


def compose_kind(plan: Plan, kind: str, outcome: Outcome) -> tuple[Letter, ...]:
    """Return the documents of one kind: one, or one per unit that it concerns; `KeyError` for no such kind."""
    document: Document | None = plan.find("documents", kind)
    if document is None:
        raise KeyError(kind)
    return tuple(compose(plan, document, outcome, unit) for unit in recipients(plan, document, outcome))


def brief_document(plan: Plan, outcome: Outcome) -> Document | None:
    """Return the brief of a period: the first document of its kind of period, else the plan's first."""
    general = [d for d in plan.documents if not d.per_unit]
    kind = outcome.period.kind.value
    return next((d for d in general if d.period_kind == kind), general[0] if general else None)


def notice_document(plan: Plan) -> Document | None:
    """Return the notice of supervision: the document per unit that holds a 督办 block."""
    return next((d for d in plan.documents if d.per_unit and _holds(d, SUPERVISION)), None)


def recipients(plan: Plan, document: Document, outcome: Outcome) -> tuple[str, ...]:
    """Return the units to which a document of one per unit goes, in the plan's order.

    A unit gets it when one of its blocks 督办, 报送 or 清单 has something on that unit. Documents
    that are not per unit go to nobody in particular: ("",).
    """
    if not document.per_unit:
        return ("",)
    return tuple(
        u.name
        for u in plan.units
        if any(_concerns(Context(plan, document, outcome, u.name), passage) for passage in document.passages)
    )


def _concerns(ctx: Context, passage: Passage) -> bool:
    if passage.block == SUPERVISION:
        return ctx.unit in supervision.red_units(ctx)
    if passage.block == REPORTING:
        unit = ctx.plan.unit(ctx.unit)
        return unit is not None and not unit.verifier and bool(reporting.own_submissions(ctx, passage))
    if passage.block == LISTING:
        return any(listing.chosen_rows(ctx, passage, ctx.plan.form(name)) for name in passage.forms)
    return False


def _holds(document: Document, block: str) -> bool:
    return any(p.block == block for p in document.passages)


def _blocks(ctx: Context) -> tuple[Block, ...]:
    """Return the blocks of all passages; a heading stands before the first passage under it that says anything."""
    blocks: list[Block] = []
    pending: Heading | None = None
    for passage in ctx.document.passages:
        if passage.heading:
            place = ctx.passage_place(passage, "heading")
            pending = Heading(ctx.pattern(passage.heading, ctx.common(), *place))
        body = _body(ctx, passage)
        if body and pending is not None:
            blocks.append(pending)
            pending = None
        blocks += body
    return tuple(blocks)


def _body(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    body = WRITERS[passage.block](ctx, passage)
    if passage.join:
        body = _joined(body)
    if body or not passage.no_data:
        return body
    return (Paragraph(ctx.pattern(passage.no_data, ctx.common(), *ctx.passage_place(passage, "no_data"))),)


def _joined(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return *blocks* with neighbouring paragraphs without lead made one."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if isinstance(block, Paragraph) and isinstance(last, Paragraph) and not block.lead and block.note == last.note:
            joined[-1] = replace(last, spans=(*last.spans, *block.spans))
        else:
            joined.append(block)
    return tuple(joined)


def _marks(ctx: Context) -> tuple[tuple[str, Spans], ...]:
    """Return the values of the marks of `model.wordings.MARKS`."""
    header = ctx.plan.header
    unit = ctx.plan.unit(ctx.unit)
    full = (unit.full_name or unit.name) if unit else ""
    marks: dict[str, Spans] = {
        **{name: as_spans(value) for name, value in ctx.common().items()},
        "标题": ctx.pattern(ctx.document.title, ctx.common(), "documents", ctx.document.kind, "title"),
        "标识": ctx.name(header.confidentiality, "header", "confidentiality"),
        "报送对象": _listed(ctx, header.send_to, "send_to"),
        "抄送对象": _listed(ctx, header.copy_to, "copy_to"),
        "发至对象": _listed(ctx, header.issue_to, "issue_to"),
        "份数": (Day(str(header.copies)),) if header.copies else (),
        "签发人": ctx.name(header.signatory, "header", "signatory"),
        "全称": ctx.name(full, "units", ctx.unit, "full_name"),
        "拟稿": ctx.say("拟稿"),
    }
    return tuple(marks.items())


def _listed(ctx: Context, names: Sequence[str], attribute: str) -> Spans:
    return ctx.names_of([ctx.name(name, "header", attribute) for name in names])


def _file_name(ctx: Context) -> str:
    document = ctx.document
    if ctx.unit:
        folder = NOTICE_FOLDER if document == notice_document(ctx.plan) else document.name
        return f"{folder}/{ctx.unit}.docx"
    return BRIEF_FILE if document == brief_document(ctx.plan, ctx.outcome) else f"{document.name}.docx"
