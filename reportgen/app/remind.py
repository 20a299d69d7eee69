"""催报: the reminders of a period written, and sent when asked."""

from __future__ import annotations

from reportgen.app import course as courses
from reportgen.app import post
from reportgen.app.documents import judged, told
from reportgen.app.issue import issue
from reportgen.app.returned import returns_written
from reportgen.edges import clock
from reportgen.edges.atomic import OutputSet
from reportgen.edges.mail.reminders import drafts, reminders, write_reminders
from reportgen.edges.workspace import Workspace
from reportgen.model.outcome import Outcome
from reportgen.model.plan import Plan


def remind(
    workspace: Workspace,
    period_text: str | None = None,
    as_of: str | None = None,
    progress: courses.Progress = courses.silent,
    *,
    send: bool = False,
    again: bool = False,
    dry_run: bool = False,
) -> str:
    """Write the reminders of a period, send them if asked, and return what to tell the user.

    *again* sends what was sent before about the same state; *dry_run* only shows what would be sent.
    """
    plan, outcome = judged(workspace, period_text, as_of, progress)
    if send and not dry_run:
        post.demand_book(workspace, plan)
    if not reminders(plan, outcome):
        return f"{outcome.period.label}没有需要催报的单位。"
    moment = clock.now(plan.header.time_zone) if send and as_of is None else outcome.as_of
    _issue_missing(workspace, plan, outcome, progress)
    with OutputSet(workspace, outcome.period, partial=True) as outputs:
        with returns_written(workspace, plan, outcome, outputs, progress) as copies:
            mail = post.post_of(workspace, plan, outcome, copies(), moment)
        write_reminders(plan, outcome, outputs.path("催报"), mail)
        letters = tuple(drafts(plan, outcome, mail)) if send or dry_run else ()
    if dry_run:
        return post.preview(letters)
    if send:
        return post.told(
            post.send_all(workspace, plan, outcome.period, letters, moment, again=again, progress=progress)
        )
    return told(outputs)


def _issue_missing(workspace: Workspace, plan: Plan, outcome: Outcome, progress: courses.Progress) -> None:
    """Write the blank workbooks that go with the reminders and were never issued."""
    for reminder in reminders(plan, outcome):
        blank = workspace.issued_folder(outcome.period) / f"{reminder.unit}.xlsx"
        if (reminder.missing or reminder.ahead) and not blank.is_file():
            issue(workspace, outcome.period.id, reminder.unit, progress)
