"""落后: what is behind, by kind, each with its unit; causes only as the unit reported them."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.brief import matters, milestones, projects, quotas, readings
from reportgen.brief.context import Context
from reportgen.brief.fill import Spans, join
from reportgen.brief.tables import LIGHT_ORDER
from reportgen.model.outcome import MilestoneResult, TargetResult
from reportgen.model.plan import Form, Passage
from reportgen.model.records import Row
from reportgen.model.text import Block, Paragraph, Text


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    groups = (
        ("落后_指标", _targets(ctx)),
        ("落后_任务", _quotas(ctx)),
        ("落后_节点", _milestones(ctx)),
        ("落后_项目", _projects(ctx)),
        ("落后_事项", _matters(ctx)),
    )
    blocks = tuple(_paragraph(ctx, key, items, passage.limit) for key, items in groups if items)
    if blocks or not (ctx.outcome.targets or ctx.outcome.quotas or ctx.outcome.milestones):
        return blocks
    return (Paragraph(ctx.say("落后_无")),)


_Item = tuple[Spans, str]
"""What is said of an item, and the id of the figure that it rests on."""


def _paragraph(ctx: Context, key: str, items: Sequence[_Item], limit: int | None) -> Paragraph:
    shown = [spans for spans, _ in items[:limit]]
    rest = [figure for _, figure in items[len(shown) :]]
    if rest:
        shown.append(ctx.say("落后_其余", 数=ctx.count(f"{key}.rest", len(rest), "项", "未列出的落后事项", rest)))
    return Paragraph((*join(shown), Text("。")), lead=ctx.word(key))


def owner_note(ctx: Context, unit: str) -> Spans:
    """Return the note on who answers for an item; a verifying unit (统计) answers for none."""
    known = ctx.plan.unit(unit)
    return () if known is None or known.verifier else ctx.say("落后_责任", 单位=ctx.unit_name(unit))


def cause_note(ctx: Context, form: Form, row: Row) -> Spans:
    """Return the cause in the reporting unit's own words, nothing where it gave none."""
    cause = ctx.role_cell(form, row, "cause") or ctx.role_cell(form, row, "problem")
    return ctx.say("落后_据反映", 单位=ctx.unit_name(row.unit), 原因=cause) if cause else ()


def _targets(ctx: Context) -> list[_Item]:
    behind = [r for r in ctx.outcome.targets if readings.is_met(ctx, r) is False]
    return [(_target(ctx, r), r.figure) for r in sorted(behind, key=lambda r: LIGHT_ORDER[r.light])]


def _target(ctx: Context, result: TargetResult) -> Spans:
    row = readings.indicator_row(ctx, result)
    cause = cause_note(ctx, ctx.plan.form(row.form), row) if row else ()
    return (*readings.target_sentence(ctx, result), *owner_note(ctx, result.owner), *cause)


def _quotas(ctx: Context) -> list[_Item]:
    behind = [r for r in ctx.outcome.quotas if quotas.is_behind(r)]
    ordered = sorted(behind, key=lambda r: LIGHT_ORDER[r.light])
    return [((*quotas.quota_sentence(ctx, r), *owner_note(ctx, r.owner)), r.figure) for r in ordered]


def _milestones(ctx: Context) -> list[_Item]:
    behind = [r for r in ctx.outcome.milestones if milestones.is_behind(r)]
    ordered = sorted(behind, key=lambda r: (LIGHT_ORDER[r.light], r.days))
    return [(_milestone(ctx, r), r.figure) for r in ordered]


def _milestone(ctx: Context, result: MilestoneResult) -> Spans:
    found = milestones.milestone_row(ctx, result)
    cause = cause_note(ctx, *found) if found else ()
    return (*milestones.milestone_sentence(ctx, result), *owner_note(ctx, result.owner), *cause)


def _projects(ctx: Context) -> list[_Item]:
    behind = [r for r in ctx.outcome.projects if r.light in projects.BEHIND and projects.name_of(ctx, r)]
    return [(projects.project_sentence(ctx, r), r.figure) for r in sorted(behind, key=lambda r: LIGHT_ORDER[r.light])]


def _matters(ctx: Context) -> list[_Item]:
    late = sorted((m for m in ctx.outcome.matters if matters.is_overdue(m)), key=lambda m: -m.overdue_days)
    return [(matters.matter_sentence(ctx, m), m.figure) for m in late]
