"""督办: the red items of one unit, each with figure, time limit and the plan's own words as basis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reportgen.brief import matters, milestones, projects, quotas, readings
from reportgen.brief.context import Context
from reportgen.brief.fill import Spans
from reportgen.brief.numbers import chinese_numeral
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Day, Heading, Paragraph, Text

RED = "red"
BLOCK, SLIP = "督办", "反馈单"


@dataclass(frozen=True, slots=True)
class _Item:
    """A red item: the id of its figure, its name, the sentences on it, its time limit and the plan's words for it."""

    figure: str
    name: Spans
    told: Spans
    due: Day | None = None
    basis: Spans = ()


def _items(ctx: Context) -> tuple[_Item, ...]:
    return (*_matters(ctx), *_milestones(ctx), *_targets(ctx), *_quotas(ctx), *_projects(ctx))


def item_count(ctx: Context) -> int:
    """Return how many red items the letter's unit has."""
    return len(_items(ctx))


def listed(ctx: Context) -> tuple[Spans, ...]:
    """Return the red items for the reply slip, numbered as in the text; those beyond its limit with what is said of them."""
    limit = next((p.limit for p in ctx.document.passages if p.block == BLOCK), None)
    return tuple(
        (
            Text(f"（{chinese_numeral(number)}）"),
            *item.name,
            *((Text("："), *item.told[:-1]) if limit and number > limit else ()),  # a cell ends without a stop
        )
        for number, item in enumerate(_items(ctx), 1)
    )


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    """Return the items one by one; where there is a reply slip, those beyond the passage's limit are told there."""
    items = _items(ctx)
    if not items:
        return (Paragraph(ctx.say("督办_无")),) if not passage.no_data else ()
    has_slip = any(p.block == SLIP for p in ctx.document.passages)
    limit = passage.limit if passage.limit and has_slip else len(items)
    blocks = tuple(block for item in items[:limit] for block in _whole(ctx, item))
    rest = items[limit:]
    if not rest:
        return blocks
    number = ctx.count(f"{passage.id}.rest", len(rest), "项", "列在反馈单里的督办事项", [item.figure for item in rest])
    return (*blocks, Paragraph(ctx.say("督办_其余", 数=number)))


def _whole(ctx: Context, item: _Item) -> tuple[Block, ...]:
    due = ctx.say("督办_时限", 时限=item.due) if item.due else ()
    return Heading(item.name, level=2), Paragraph((*item.told, *due, *item.basis))


def red_units(ctx: Context) -> tuple[str, ...]:
    """Return the units that have red items, in the plan's order; verifying units are never pressed."""
    found = ctx.outcome
    owners = {r.owner for r in found.targets if r.light == RED}
    owners |= {r.owner for r in found.quotas if r.light == RED}
    owners |= {r.owner for r in found.milestones if r.light == RED}
    owners |= {r.unit for r in found.projects if r.light == RED}
    owners |= {m.lead for m in found.matters if m.light == RED and m.state == "open"}
    return tuple(u.name for u in ctx.plan.units if u.name in owners and not u.verifier)


def _sentences(*told: Spans) -> Spans:
    """Return sentences one after another, each with its stop."""
    return tuple(span for spans in told if spans for span in (*spans, Text("。")))


def _basis(ctx: Context, section: str, id: str, text: str) -> Spans:
    """Return the plan's words that the item rests on."""
    plan = ctx.name(ctx.plan.header.name, "header", "name")
    return ctx.say("督办_依据", 方案=plan, 原文=ctx.name(text.rstrip("。；"), section, id, "text"))


def _year_end(ctx: Context) -> Day:
    return Day.of(date(ctx.plan.header.year, 12, 31))


def _targets(ctx: Context) -> list[_Item]:
    red = [r for r in ctx.outcome.targets if r.light == RED and r.owner == ctx.unit]
    return [
        _Item(
            r.figure,
            ctx.name(r.name, "targets", r.id, "name"),
            _sentences(readings.target_sentence(ctx, r)),
            _year_end(ctx),
            _basis(ctx, "targets", r.id, readings.target_of(ctx, r).text),
        )
        for r in red
    ]


def _quotas(ctx: Context) -> list[_Item]:
    red = [r for r in ctx.outcome.quotas if r.light == RED and r.owner == ctx.unit]
    items = []
    for r in red:
        expected, monthly = quotas.expected_number(ctx, r), quotas.monthly_number(ctx, r)
        told = _sentences(
            quotas.quota_sentence(ctx, r),
            ctx.say("任务_应完成", 应完成=expected) if expected else (),
            ctx.say("任务_月均", 月均=monthly) if monthly else (),
        )
        basis = _basis(ctx, "quotas", r.id, quotas.quota_of(ctx, r).text)
        items.append(_Item(r.figure, ctx.name(r.name, "quotas", r.id, "name"), told, _year_end(ctx), basis))
    return items


def _milestones(ctx: Context) -> list[_Item]:
    red = [r for r in ctx.outcome.milestones if r.light == RED and r.owner == ctx.unit]
    return [
        _Item(
            r.figure,
            milestones.name_of(ctx, r),
            _sentences(milestones.milestone_sentence(ctx, r)),
            basis=_basis(ctx, "milestones", r.id, milestones.milestone_of(ctx, r).text),
        )
        for r in red
    ]


def _projects(ctx: Context) -> list[_Item]:
    """Return the unit's projects, the one farthest behind first."""
    red = [r for r in ctx.outcome.projects if r.light == RED and r.unit == ctx.unit]
    return [
        _Item(
            r.figure,
            projects.name_of(ctx, r) or ctx.form_name(r.row.form),
            _sentences(projects.project_sentence(ctx, r, bare=True)),
        )
        for r in sorted(red, key=lambda r: -projects.behind_by(r))
    ]


def _matters(ctx: Context) -> list[_Item]:
    red = [m for m in ctx.outcome.matters if m.light == RED and m.lead == ctx.unit and m.state == "open"]
    return [
        _Item(m.figure, matters.title_of(ctx, m, matters.QUOTED), _sentences(matters.matter_sentence(ctx, m)))
        for m in sorted(red, key=lambda m: -m.overdue_days)
    ]
