"""落后: what is behind, by kind, each with its unit; causes only as the unit reported them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reportgen.brief import matters, milestones, projects, quotas, readings
from reportgen.brief.context import Context
from reportgen.brief.fill import Spans, join
from reportgen.brief.tables import LIGHT_ORDER, RED
from reportgen.model import pages
from reportgen.model.outcome import MilestoneResult, TargetResult
from reportgen.model.plan import Form, Passage
from reportgen.model.records import Row
from reportgen.model.text import Block, Paragraph, Text


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    groups = {
        "落后_指标": _targets(ctx, passage),
        "落后_任务": _quotas(ctx),
        "落后_节点": _milestones(ctx, passage),
        "落后_项目": _projects(ctx),
        "落后_事项": _matters(ctx),
    }
    if passage.fields:  # kinds, e.g. 节点, 项目
        groups = {key: items for key, items in groups.items() if key.removeprefix("落后_") in passage.fields}
    shown = _most_important([len(items) for items in groups.values()], _reds(groups.values()), passage.limit)
    blocks = tuple(
        _paragraph(ctx, key, items, number) for (key, items), number in zip(groups.items(), shown, strict=True) if items
    )
    if blocks or not (ctx.outcome.targets or ctx.outcome.quotas or ctx.outcome.milestones):
        return blocks
    return (Paragraph(ctx.say("落后_无")),)


@dataclass(frozen=True, slots=True)
class _Item:
    """What is said of an item, the id of the figure that it rests on, and its light."""

    spans: Spans
    figure: str
    light: str


def _reds(groups: Iterable[Sequence[_Item]]) -> list[int]:
    return [sum(item.light == RED for item in items) for items in groups]


def _most_important(sizes: Sequence[int], reds: Sequence[int], limit: int | None) -> list[int]:
    """Return how many items of each kind are told: the first of each, then the red ones, then the rest in turn."""
    if limit is None:
        return list(sizes)
    shown = [0] * len(sizes)
    for ceiling in ([min(1, size) for size in sizes], reds, sizes):
        while sum(shown) < limit and any(have < most for have, most in zip(shown, ceiling, strict=True)):
            for index, most in enumerate(ceiling):
                if shown[index] < most and sum(shown) < limit:
                    shown[index] += 1
    return shown


def _paragraph(ctx: Context, key: str, items: Sequence[_Item], number: int) -> Paragraph:
    told = [item.spans for item in items[:number]]
    rest = [item.figure for item in items[number:]]
    if rest:
        told.append(ctx.left_out(ctx.count(f"{key}.rest", len(rest), "项", "未列出的落后事项", rest), _sheet(ctx, key)))
    return Paragraph((*join(told), Text("。")), lead=ctx.word(key))


def _sheet(ctx: Context, key: str) -> str:
    """Return the sheet of 汇总表 that lists all of a kind."""
    own = {"落后_任务": pages.quotas_name(ctx.plan), "落后_事项": pages.matters_name(ctx.plan)}
    return {"落后_指标": pages.TARGETS, "落后_节点": pages.MILESTONES, "落后_项目": pages.PROJECTS, **own}[key]


QUOTED = 60
"""Characters of a unit's own words that a brief quotes at most."""


def owner_note(ctx: Context, unit: str) -> Spans:
    """Return the note on who answers for an item; a verifying unit (统计) answers for none."""
    known = ctx.plan.unit(unit)
    return () if known is None or known.verifier else ctx.say("落后_责任", 单位=ctx.unit_name(unit))


def cause_note(ctx: Context, form: Form, row: Row) -> Spans:
    """Return the cause in the reporting unit's own words, nothing where it gave none."""
    cause = ctx.role_cell(form, row, "cause", QUOTED) or ctx.role_cell(form, row, "problem", QUOTED)
    return ctx.say("落后_据反映", 单位=ctx.unit_name(row.unit), 原因=cause) if cause else ()


def _targets(ctx: Context, passage: Passage) -> list[_Item]:
    behind = [r for r in ctx.outcome.targets if readings.is_met(ctx, r) is False]
    return [
        _Item(_target(ctx, r, with_cause=not passage.short), r.figure, r.light)
        for r in sorted(behind, key=lambda r: LIGHT_ORDER[r.light])
    ]


def _target(ctx: Context, result: TargetResult, *, with_cause: bool) -> Spans:
    row = readings.indicator_row(ctx, result)
    cause = cause_note(ctx, ctx.plan.form(row.form), row) if row and with_cause else ()
    return (*readings.target_sentence(ctx, result, brief=True), *owner_note(ctx, result.owner), *cause)


def _quotas(ctx: Context) -> list[_Item]:
    behind = [r for r in ctx.outcome.quotas if quotas.is_behind(ctx, r)]
    ordered = sorted(behind, key=lambda r: LIGHT_ORDER[r.light])
    return [_Item((*quotas.quota_sentence(ctx, r), *owner_note(ctx, r.owner)), r.figure, r.light) for r in ordered]


def _milestones(ctx: Context, passage: Passage) -> list[_Item]:
    behind = [r for r in ctx.outcome.milestones if milestones.is_behind(r)]
    ordered = sorted(behind, key=lambda r: (LIGHT_ORDER[r.light], r.days))
    return [_Item(_milestone(ctx, r, with_cause=not passage.short), r.figure, r.light) for r in ordered]


def _milestone(ctx: Context, result: MilestoneResult, *, with_cause: bool) -> Spans:
    found = milestones.milestone_row(ctx, result)
    cause = cause_note(ctx, *found) if found and with_cause else ()
    return (*milestones.milestone_sentence(ctx, result, brief=True), *owner_note(ctx, result.owner), *cause)


def _projects(ctx: Context) -> list[_Item]:
    behind = [r for r in ctx.outcome.projects if r.light in projects.BEHIND and projects.name_of(ctx, r)]
    ordered = sorted(behind, key=lambda r: (LIGHT_ORDER[r.light], -projects.behind_by(r)))
    return [_Item(projects.project_sentence(ctx, r), r.figure, r.light) for r in ordered]


def _matters(ctx: Context) -> list[_Item]:
    late = sorted((m for m in ctx.outcome.matters if matters.is_overdue(m)), key=lambda m: -m.overdue_days)
    return [_Item(matters.matter_sentence(ctx, m, brief=True), m.figure, m.light) for m in late]
