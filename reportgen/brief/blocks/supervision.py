"""督办: the red items of one unit, each with figure, time limit and the plan's own words as basis."""

from __future__ import annotations

from datetime import date

from reportgen.brief import matters, milestones, projects, quotas, readings
from reportgen.brief.context import Context
from reportgen.brief.fill import Filling, Spans
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Day, Heading, Paragraph, Text

RED = "red"
BLOCK = "督办"


def _items(ctx: Context) -> tuple[tuple[Block, ...], ...]:
    return (*_targets(ctx), *_quotas(ctx), *_milestones(ctx), *_projects(ctx), *_matters(ctx))


def item_count(ctx: Context) -> int:
    """Return how many red items the letter's unit has."""
    return len(_items(ctx))


def item_names(ctx: Context) -> tuple[Spans, ...]:
    """Return the names of the red items, as their headings have them."""
    return tuple(block.spans for item in _items(ctx) for block in item if isinstance(block, Heading))


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    items = _items(ctx)
    if not items:
        return (Paragraph(ctx.say("督办_无")),) if not passage.no_data else ()
    return tuple(block for item in items for block in item)


def red_units(ctx: Context) -> tuple[str, ...]:
    """Return the units that have red items, in the plan's order; verifying units are never pressed."""
    found = ctx.outcome
    owners = {r.owner for r in found.targets if r.light == RED}
    owners |= {r.owner for r in found.quotas if r.light == RED}
    owners |= {r.owner for r in found.milestones if r.light == RED}
    owners |= {r.unit for r in found.projects if r.light == RED}
    owners |= {m.lead for m in found.matters if m.light == RED and m.state == "open"}
    return tuple(u.name for u in ctx.plan.units if u.name in owners and not u.verifier)


def _item(
    ctx: Context, name: Spans, sentence: Spans, extra: list[Spans], due: Filling, basis: Spans
) -> tuple[Block, ...]:
    spans: list[Spans] = [(*sentence, Text("。")), *((*e, Text("。")) for e in extra if e)]
    if due:
        spans.append(ctx.say("督办_时限", 时限=due))
    if basis:
        spans.append(basis)
    return Heading(name, level=2), Paragraph(tuple(s for group in spans for s in group))


def _basis(ctx: Context, section: str, id: str, text: str) -> Spans:
    """Return the plan's words that the item rests on."""
    plan = ctx.name(ctx.plan.header.name, "header", "name")
    return ctx.say("督办_依据", 方案=plan, 原文=ctx.name(text.rstrip("。；"), section, id, "text"))


def _year_end(ctx: Context) -> Day:
    return Day.of(date(ctx.plan.header.year, 12, 31))


def _targets(ctx: Context) -> list[tuple[Block, ...]]:
    red = [r for r in ctx.outcome.targets if r.light == RED and r.owner == ctx.unit]
    items = []
    for r in red:
        basis = _basis(ctx, "targets", r.id, readings.target_of(ctx, r).text)
        name = ctx.name(r.name, "targets", r.id, "name")
        items.append(_item(ctx, name, readings.target_sentence(ctx, r), [], _year_end(ctx), basis))
    return items


def _quotas(ctx: Context) -> list[tuple[Block, ...]]:
    red = [r for r in ctx.outcome.quotas if r.light == RED and r.owner == ctx.unit]
    items = []
    for r in red:
        expected, monthly = quotas.expected_number(ctx, r), quotas.monthly_number(ctx, r)
        extra = [
            ctx.say("任务_应完成", 应完成=expected) if expected else (),
            ctx.say("任务_月均", 月均=monthly) if monthly else (),
        ]
        basis = _basis(ctx, "quotas", r.id, quotas.quota_of(ctx, r).text)
        name = ctx.name(r.name, "quotas", r.id, "name")
        items.append(_item(ctx, name, quotas.quota_sentence(ctx, r), extra, _year_end(ctx), basis))
    return items


def _milestones(ctx: Context) -> list[tuple[Block, ...]]:
    red = [r for r in ctx.outcome.milestones if r.light == RED and r.owner == ctx.unit]
    items = []
    for r in red:
        basis = _basis(ctx, "milestones", r.id, milestones.milestone_of(ctx, r).text)
        sentence = milestones.milestone_sentence(ctx, r)
        items.append(_item(ctx, milestones.name_of(ctx, r), sentence, [], None, basis))
    return items


def _projects(ctx: Context) -> list[tuple[Block, ...]]:
    red = [r for r in ctx.outcome.projects if r.light == RED and r.unit == ctx.unit]
    return [
        _item(
            ctx,
            projects.name_of(ctx, r) or ctx.form_name(r.row.form),
            projects.project_sentence(ctx, r, with_unit=False),
            [],
            None,
            (),
        )
        for r in red
    ]


def _matters(ctx: Context) -> list[tuple[Block, ...]]:
    red = [m for m in ctx.outcome.matters if m.light == RED and m.lead == ctx.unit and m.state == "open"]
    return [_item(ctx, ctx.form_name(m.form), matters.matter_sentence(ctx, m), [], None, ()) for m in red]
