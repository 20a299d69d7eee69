"""发表: a workbook per unit, pre-filled from what the unit last reported."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from reportgen.app import course as courses
from reportgen.edges import clock
from reportgen.edges.atomic import replacing
from reportgen.edges.template_writer import Owed, write_issue
from reportgen.edges.workspace import Workspace
from reportgen.filing import obligations
from reportgen.filing.matters import concerned
from reportgen.model.errors import RequestError
from reportgen.model.outcome import MergedForm, Obligation
from reportgen.model.plan import Plan
from reportgen.model.records import Row
from reportgen.plan import versions


@dataclass(frozen=True, slots=True)
class Issued:
    """What was written: paths relative to the workspace, and a sentence for the screen."""

    files: tuple[str, ...]
    message: str
    owed: tuple[Obligation, ...] = ()


def issue(
    workspace: Workspace, period_text: str, unit_text: str | None = None, progress: courses.Progress = courses.silent
) -> Issued:
    """Write ``templates/issued/<period>/<unit>.xlsx`` for every unit that owes something, or for one."""
    full = courses.load_plan(workspace)
    period = courses.chosen_period(workspace, period_text)
    courses.demand_plan_year(full, period)
    plan = versions.as_of(full, period.end)
    only = courses.unit_named(plan, unit_text) if unit_text else None
    before = courses.state_before(workspace, full, period)
    by_unit: dict[str, list[Obligation]] = {}
    for obligation in obligations.owed(plan, period, before):
        if not obligation.exempt:
            by_unit.setdefault(obligation.unit, []).append(obligation)
    files = []
    told: list[Obligation] = []
    with ExitStack() as together:  # all of them are put in place once the last is written, or none
        for name, owed in by_unit.items():
            if only and name != only:
                continue
            progress(name)
            unit = plan.unit(name)
            assert unit is not None  # obligations name units of the plan
            path = workspace.issued_folder(period) / f"{name}.xlsx"
            write_issue(
                plan, unit, period, [Owed(plan.form(o.form), o.period, o.due_at) for o in owed],
                carried_rows(plan, name, before), matter_rows(plan, name, before),
                together.enter_context(replacing(path)),
            )  # fmt: skip
            files.append(workspace.relative(path))
            told += owed
    if not files:
        raise RequestError(
            f"{unit_text or '各单位'}在{period.label}没有应报的表，没有写出文件。请核对期别和方案中各表的频率、填报单位。"
        )
    folder = workspace.relative(workspace.issued_folder(period))
    return Issued(tuple(files), f"已写出 {len(files)} 个单位的报表，在 {folder}。请发给各单位填报。", tuple(told))


def mail_out(
    workspace: Workspace, period_text: str, issued: Issued, *, again: bool, dry_run: bool, progress: courses.Progress
) -> str:
    """Send every unit its workbook (or, for *dry_run*, show the mails); return what to tell the user."""
    from reportgen.app import post
    from reportgen.edges.mail.address_book import load_book
    from reportgen.edges.mail.drafts import Enclosure
    from reportgen.edges.mail.reminders import issue_draft

    plan = courses.load_plan(workspace)
    period = courses.chosen_period(workspace, period_text)
    moment = clock.now(plan.header.time_zone)
    dated = versions.as_of(plan, period.end)
    book = load_book(workspace, plan) if dry_run else post.demand_book(workspace, plan)
    drafts = []
    for name in issued.files:
        path = workspace.root / name
        owed = [o for o in issued.owed if o.unit == path.stem]
        enclosure = Enclosure(f"{period.id}_{path.name}", path.read_bytes())
        drafts.append(issue_draft(dated, period, owed, enclosure, book, moment))
    if dry_run:
        return post.preview(drafts)
    return post.told(post.send_all(workspace, plan, period, drafts, moment, again=again, progress=progress))


def carried_rows(plan: Plan, unit: str, before: Mapping[str, MergedForm]) -> Mapping[str, tuple[Row, ...]]:
    """Return, for each form that carries forward, the unit's rows as last accepted."""
    return {
        form.name: tuple(row for row in before[form.name].rows if row.unit == unit)
        for form in plan.forms
        if form.carry and form.purpose != "事项" and form.name in before
    }


def matter_rows(plan: Plan, unit: str, before: Mapping[str, MergedForm]) -> Mapping[str, tuple[Row, ...]]:
    """Return, for each form of matters, the open ones that *unit* raised, leads, helps with or keeps."""
    return {
        form.name: tuple(
            row
            for row in before[form.name].rows
            if not obligations.is_closed(plan, form, row) and unit in concerned(plan, form, row)
        )
        for form in plan.forms
        if form.purpose == "事项" and form.name in before
    }
