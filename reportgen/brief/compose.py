"""Compose documents: a plan's document and an outcome become a letter of blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from reportgen.brief.blocks import (
    advice,
    approvals,
    behind,
    coming,
    conflicts,
    corrections,
    events,
    listing,
    milestone_lines,
    milestone_table,
    overall,
    quota_chart,
    quota_lines,
    quota_table,
    remarks,
    reply,
    reporting,
    reporting_table,
    requests,
    resolutions,
    sentences,
    supervision,
    target_chart,
    target_lines,
    target_table,
    warnings,
)
from reportgen.brief.context import Context
from reportgen.brief.fill import Spans, as_spans
from reportgen.brief.office import Section, supplemented
from reportgen.brief.recipients import recipients
from reportgen.model.office import Desk
from reportgen.model.outcome import Outcome
from reportgen.model.plan import Document, Passage, Plan
from reportgen.model.text import Attachment, Block, Contents, Day, Enclosures, Heading, Letter, Paragraph, Table

Writer = Callable[[Context, Passage], tuple[Block, ...]]

WRITERS: Mapping[str, Writer] = {
    "总体": overall.write,
    "目标表": target_table.write,
    "指标图": target_chart.write,
    "目标述": target_lines.write,
    "指标任务表": quota_table.write,
    "任务图": quota_chart.write,
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
    "事项": events.write,
    "报送表": reporting_table.write,
    "反馈单": reply.write,
    "议定": resolutions.write,
    "建议": advice.write,
    "下期": coming.write,
    "预警": warnings.write,
    "拟办": approvals.write,
    "更正": corrections.write,
}
"""The writer of every block of `model.plan.BLOCKS`."""

SUPERVISION, APPROVALS = "督办", "拟办"
_EMPTY = Desk()
BRIEF_FILE = "简报.docx"
NOTICE_FOLDER = "督办"


def compose(plan: Plan, document: Document, outcome: Outcome, unit: str = "", desk: Desk = _EMPTY) -> Letter:
    """Return *document* for *outcome*; *unit* is whom it goes to, for documents of one per unit.

    *desk* is what the office adds: numbers of issues, its own text, corrections. Quoted names and numbers
    counted here are added to ``outcome.figures``.
    """
    ctx = Context(plan, document, outcome, unit, desk)
    template, title = _form_of(ctx)
    body, attachments, appendix = _blocks(ctx)
    about = (
        ("期别", outcome.period.id), ("文稿", document.kind), ("单位", unit), ("时点", outcome.as_of.isoformat()),
    )  # fmt: skip
    return Letter(document.kind, template, _file_name(ctx), _marks(ctx, title), body, attachments, appendix, about)


def _form_of(ctx: Context) -> tuple[str, Spans]:
    """Return the template and the title by the way in which the office writes to the letter's unit."""
    document, unit = ctx.document, ctx.plan.unit(ctx.unit)
    forms = {
        "函": (document.letter_template, document.letter_title, "letter_title"),
        "便笺": (document.note_template, document.note_title, "note_title"),
    }
    template, title, attribute = forms.get(unit.letter if unit else "", ("", "", ""))
    if not template:
        template, title, attribute = document.template, document.title, "title"
    place = ("documents", document.kind, attribute)
    return template, ctx.pattern(title or document.title, ctx.common(), *place)


def compose_all(plan: Plan, outcome: Outcome, desk: Desk = _EMPTY) -> tuple[Letter, ...]:
    """Return what a merge writes: the period's brief, a notice for every unit with red items, and 拟办清单."""
    letters = []
    brief = brief_document(plan, outcome)
    if brief is not None:
        letters.append(compose(plan, brief, outcome, desk=desk))
    notice = notice_document(plan)
    units = recipients(plan, notice, outcome) if notice is not None else ()
    letters += [compose(plan, notice, outcome, unit, desk) for unit in units if notice is not None]
    approvals = next((d for d in plan.documents if _holds(d, APPROVALS)), None)
    if approvals is not None and units:
        letters.append(compose(plan, approvals, outcome, desk=desk))
    return tuple(letters)


def compose_kind(plan: Plan, kind: str, outcome: Outcome, desk: Desk = _EMPTY) -> tuple[Letter, ...]:
    """Return the documents of one kind: one, or one per unit that it concerns; `KeyError` for no such kind."""
    document: Document | None = plan.find("documents", kind)
    if document is None:
        raise KeyError(kind)
    return tuple(compose(plan, document, outcome, unit, desk) for unit in recipients(plan, document, outcome))


def brief_document(plan: Plan, outcome: Outcome) -> Document | None:
    """Return the brief of a period: the first document of its kind of period, else the plan's first."""
    general = [d for d in plan.documents if not d.per_unit]
    kind = outcome.period.kind.value
    return next((d for d in general if d.period_kind == kind), general[0] if general else None)


def notice_document(plan: Plan) -> Document | None:
    """Return the notice of supervision: the document per unit that holds a 督办 block."""
    return next((d for d in plan.documents if d.per_unit and _holds(d, SUPERVISION)), None)


def _holds(document: Document, block: str) -> bool:
    return any(p.block == block for p in document.passages)


def _blocks(ctx: Context) -> tuple[tuple[Block, ...], tuple[Attachment, ...], tuple[Block, ...]]:
    """Return the blocks of all passages, the attachments and the blocks of the appendix.

    A heading stands before the first passage under it that says anything; the office's own text ends a section.
    """
    sections: list[Section] = [Section(None, ())]
    attachments: list[Attachment] = []
    appendix: list[Block] = []
    for passage in ctx.document.passages:
        body = _body(ctx, passage)
        if passage.attachment:
            attachments += [_attachment(ctx, passage, body)] if body else []
            continue
        if passage.landscape and any(isinstance(block, Table) for block in body):
            appendix += body
            body = (Paragraph(ctx.say("附表_见", 名称=_heading(ctx, passage).spans)),)
        if passage.heading:
            sections.append(Section(_heading(ctx, passage), body))
        elif not sections[-1].blocks and _are_notes(body):  # notes are no part of a section that says nothing
            sections.append(Section(None, body))
        else:
            sections[-1] = replace(sections[-1], blocks=(*sections[-1].blocks, *body))
    whole = not ctx.unit and ctx.document == brief_document(ctx.plan, ctx.outcome)
    if not ctx.unit:
        sections = list(supplemented(ctx, sections, own_sections=whole))
    told = tuple(b for s in sections if s.blocks for b in ((s.heading, *s.blocks) if s.heading else s.blocks))
    enclosed = (Enclosures(tuple(a.title for a in attachments)),) if attachments else ()
    return (*_contents(ctx, told), *told, *enclosed), tuple(attachments), tuple(appendix)


def _attachment(ctx: Context, passage: Passage, body: tuple[Block, ...]) -> Attachment:
    """Return what a passage says as an attachment, named by its heading or else by its table."""
    first = body[0]
    if passage.heading or not isinstance(first, Table):
        return Attachment(_heading(ctx, passage).spans, body)
    return Attachment(first.title, (replace(first, title=()), *body[1:]))


def _contents(ctx: Context, blocks: Sequence[Block]) -> tuple[Contents, ...]:
    """Return the list of headings where the plan wants one and there are enough."""
    headings = [b for b in blocks if isinstance(b, Heading) and b.level == 1]
    return (Contents(ctx.word("要目_段首")),) if ctx.document.contents and len(headings) > 1 else ()


def _heading(ctx: Context, passage: Passage) -> Heading:
    return Heading(ctx.pattern(passage.heading, ctx.common(), *ctx.passage_place(passage, "heading")))


def _are_notes(body: Sequence[Block]) -> bool:
    return all(isinstance(block, Paragraph) and block.note for block in body)


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


def _marks(ctx: Context, title: Spans) -> tuple[tuple[str, Spans], ...]:
    """Return the values of the marks of `model.wordings.MARKS`."""
    header, document = ctx.plan.header, ctx.document
    unit, signed = ctx.plan.unit(ctx.unit), ctx.issue
    full = (unit.full_name or unit.name) if unit else ""
    marks: dict[str, Spans] = {
        **{name: as_spans(value) for name, value in ctx.common().items()},
        "标题": title,
        "标识": ctx.name(header.confidentiality, "header", "confidentiality"),
        "报送对象": _listed(ctx, header.send_to, "send_to"),
        "抄送对象": _listed(ctx, header.copy_to, "copy_to"),
        "发至对象": _listed(ctx, header.issue_to, "issue_to"),
        "份数": (Day(str(header.copies)),) if header.copies else (),
        "签发人": (Day(signed.signatory),)
        if signed and signed.signatory
        else ctx.name(header.signatory, "header", "signatory"),
        "全称": ctx.name(full, "units", ctx.unit, "full_name"),
        "主送": ctx.pattern(document.addressee, ctx.common(), "documents", document.kind, "addressee"),
        "附注": ctx.pattern(document.annotation, ctx.common(), "documents", document.kind, "annotation"),
        "署名": _signature(ctx),
        "拟稿": ctx.say("拟稿") if document.approval and ctx.issue is None else (),
    }
    return tuple(marks.items())


def _signature(ctx: Context) -> Spans:
    """Return in whose name a document goes out: the task force's where the convener approves it."""
    header = ctx.plan.header
    if ctx.document.approval and header.task_force:
        return ctx.name(header.task_force, "header", "task_force")
    return ctx.name(header.publisher, "header", "publisher")


def _listed(ctx: Context, names: Sequence[str], attribute: str) -> Spans:
    return ctx.names_of([ctx.name(name, "header", attribute) for name in names])


def _file_name(ctx: Context) -> str:
    document = ctx.document
    if ctx.unit:
        folder = NOTICE_FOLDER if document == notice_document(ctx.plan) else document.name
        return f"{folder}/{ctx.unit}.docx"
    if _holds(document, APPROVALS):  # among the notices, so that it goes when they go
        return f"{NOTICE_FOLDER}/{document.name}.docx"
    return BRIEF_FILE if document == brief_document(ctx.plan, ctx.outcome) else f"{document.name}.docx"
