"""One milestone in words. A date that the office set is named as such and is never 逾期."""

from __future__ import annotations

from reportgen.brief.context import Context, moment, short_day
from reportgen.brief.fill import Filling, Spans
from reportgen.model.outcome import MilestoneResult
from reportgen.model.plan import Form, Milestone
from reportgen.model.records import Row
from reportgen.model.text import Num

DONE = ("done", "done_late")
OFFICE = "office"
_DAY_UNIT = "天"


def milestone_of(ctx: Context, result: MilestoneResult) -> Milestone:
    """Return the plan's milestone that *result* judges; `KeyError` for a result of another plan."""
    milestone: Milestone | None = ctx.plan.find("milestones", result.id)
    if milestone is None:
        raise KeyError(result.id)
    return milestone


def name_of(ctx: Context, result: MilestoneResult) -> Spans:
    return ctx.name(result.name, "milestones", result.id, "name")


def days_number(ctx: Context, result: MilestoneResult) -> Num:
    """Return the days left or gone, without sign."""
    return ctx.number(
        f"milestones.{result.id}.days",
        result.days,
        _DAY_UNIT,
        name=f"{result.name}距时限",
        how="时限减汇总日期",
        inputs=(result.figure,),
        place=("milestones", result.id, "due"),
        absolute=True,
    )


def progress_number(ctx: Context, result: MilestoneResult) -> Num | None:
    """Return the progress or count as reported, None where none was."""
    if result.progress is None:
        return None
    unit = milestone_of(ctx, result).unit
    id = f"milestones.{result.id}.progress"
    return ctx.number(id, result.progress, unit, name=f"{result.name}当前进度", inputs=(result.figure,))


def is_past_office_date(result: MilestoneResult) -> bool:
    return result.set_by == OFFICE and result.days < 0 and result.state not in (*DONE, "not_reported")


def is_behind(result: MilestoneResult) -> bool:
    """Whether leaders should see it: past its date, at risk of missing it, or not reported."""
    return result.state in ("overdue", "at_risk", "not_reported")


def due_words(ctx: Context, result: MilestoneResult) -> Filling:
    """Return the time limit; one that the office set says so."""
    due = short_day(result.due)
    return ctx.say("节点_办定", 时限=due) if result.set_by == OFFICE else due


def milestone_sentence(ctx: Context, result: MilestoneResult, *, brief: bool = False) -> Spans:
    """Return the whole sentence on one milestone, in *brief* without the time of the merge."""
    name, due = name_of(ctx, result), due_words(ctx, result)
    if result.state in DONE:
        return ctx.say("节点_达到" if result.state == "done" else "节点_晚达到", 名称=name, 时限=due)
    days = days_number(ctx, result)
    if result.state == "not_reported":
        return ctx.say("节点_未报", 名称=name, 时限=due, 天数=days if result.days > 0 else None)
    progress = progress_number(ctx, result)
    promised = _promised(ctx, result)
    if is_past_office_date(result) or result.state == "overdue":
        key = "节点_过办定时间" if is_past_office_date(result) else "节点_逾期"
        due, until = short_day(result.due), None if brief else moment(ctx.outcome.as_of)
        return ctx.say(key, 名称=name, 时限=due, 截至=until, 进度=progress, 天数=days, 承诺=promised)
    key = "节点_有风险" if result.state == "at_risk" else "节点_推进"
    return ctx.say(key, 名称=name, 时限=due, 进度=progress, 天数=days, 承诺=promised)


def _promised(ctx: Context, result: MilestoneResult) -> Filling:
    """Return the day that the unit promises, in its own precision, where it is not the time limit."""
    if result.promised_due is None or result.promised_due == result.due:
        return None
    return ctx.existing(f"milestones.{result.id}.promised") or short_day(result.promised_due)


def state_words(ctx: Context, result: MilestoneResult) -> Spans:
    return ctx.say("节点_状态past" if is_past_office_date(result) else f"节点_状态{result.state}")


def milestone_row(ctx: Context, result: MilestoneResult) -> tuple[Form, Row] | None:
    """Return the form and the row in which the milestone was reported, None where it was not."""
    milestone = milestone_of(ctx, result)
    form = ctx.plan.form(milestone.form)
    field, merged = form.role("milestone"), ctx.outcome.forms.get(milestone.form)
    if field is None or merged is None:
        return None
    row = next((r for r in merged.rows if r.get(field.name) in (milestone.id, milestone.name)), None)
    return (form, row) if row else None
