"""定稿: a signed document kept with its figures, and its line in 发文登记."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

from reportgen.app import course as courses
from reportgen.app.trace_document import Traced, trace_document
from reportgen.edges import clock, issue_register
from reportgen.edges.atomic import replacing
from reportgen.edges.files import reason
from reportgen.edges.issue_register import Printed
from reportgen.edges.packages import rewrite
from reportgen.edges.word_reader import Told
from reportgen.edges.workspace import Workspace
from reportgen.model.errors import InputError, RequestError
from reportgen.model.figure import Figure
from reportgen.model.office import Desk, Issue
from reportgen.model.plan import Plan


def finalize(
    workspace: Workspace,
    path: Path,
    number: str = "",
    signatory: str = "",
    signed_on: str = "",
    progress: courses.Progress = courses.silent,
) -> str:
    """Keep the signed document at *path* with its figures, enter it in 发文登记, and return what to tell the user.

    *number* is the number of the issue (10) or a reference (湘稳专〔2025〕3号); by default the number is the next
    of the year, the signatory is the plan's, the date today. Raises `RequestError` for a document that we did not
    write, a wrong date, or where another document is already kept under the same name.
    """
    traced = trace_document(workspace, path, progress)
    plan = courses.load_plan(workspace)
    day = _day(plan, signed_on)
    folder = issue_register.final_folder(workspace, traced.period)
    name = f"{traced.kind}-{traced.unit}.docx" if traced.unit else path.name
    kept = folder / name
    _keep(path, kept, plan.wording("拟稿"))
    figures = dict.fromkeys(_printed(traced, told, f) for told, f in traced.figures if f is not None)
    issue_register.write_figures(kept.with_suffix(".json"), traced.kind, traced.period.id, traced.unit, tuple(figures))
    issue = _issue(plan, workspace, traced, number, signatory, day, workspace.relative(kept))
    issue_register.append_issue(workspace, issue)
    return _told(workspace, traced, issue)


def _printed(traced: Traced, told: Told, figure: Figure) -> Printed:
    """Return a figure as printed; its value only where the text is still the figure's own."""
    exact = isinstance(figure.value, Decimal) and told.text in figure.texts
    value = str(figure.value) if exact else ""
    return Printed(figure.id, figure.name, told.text, value, traced.spans.get(figure.id, "") if exact else "")


def _day(plan: Plan, text: str) -> date:
    offset = plan.header.time_zone
    try:
        return (clock.parse_time(text, offset) if text else clock.now(offset)).date()
    except ValueError as error:
        raise RequestError(f"签发日期“{text}”写法不对。请写成 2025-11-12。") from error


def _keep(source: Path, target: Path, draft: str) -> None:
    """Copy the signed document, without the mark of a draft; an older one of other content stays and is an error."""
    try:
        content = source.read_bytes()
    except OSError as error:
        raise InputError(f"“{source.name}”读不了：{reason(error)}。") from error
    if target.is_file() and source.resolve() == target.resolve():
        return
    with replacing(target) as temporary:
        temporary.write_bytes(content)
        rewrite(temporary, lambda name, data: _signed(data, draft) if name == "word/document.xml" else data)
        if target.is_file() and target.read_bytes() != temporary.read_bytes():
            raise RequestError(
                f"{target.parent.name} 里已有内容不同的“{target.name}”。确要换成这一份的，请先把原来的移走，再定稿。"
            )


def _signed(content: bytes, draft: str) -> bytes:
    return content.replace(draft.encode(), b"") if draft else content


def _issue(
    plan: Plan, workspace: Workspace, traced: Traced, number: str, signatory: str, day: date, file: str
) -> Issue:
    plain = re.fullmatch(r"第?\s*(\d+)\s*期?", number.strip())
    issues = issue_register.read_issues(workspace)
    given: int | None
    if not number and not traced.unit:
        from reportgen.brief.context import ordinal

        known = Desk(issues).issue_of(traced.kind, traced.period.id)
        following = Desk(issues).next_number(traced.kind, traced.period.plan_year)
        given = known.number if known and known.number else following or ordinal(traced.period)
    else:
        given = int(plain[1]) if plain else None
    reference = "" if plain else number.strip()
    who = signatory.strip() or plan.header.signatory
    return Issue(traced.kind, traced.period.id, traced.unit, given, reference, who, day, file)


def _told(workspace: Workspace, traced: Traced, issue: Issue) -> str:
    what = f"第{issue.number}期" if issue.number else issue.reference
    lines = [
        f"已定稿：{issue.file}{f'（{what}）' if what else ''}",
        f"已登记：{workspace.relative(issue_register.register_path(workspace))}",
    ]
    if traced.strangers:
        lines.append(
            f"请注意：稿中有 {len(traced.strangers)} 个数字没有出处：{'、'.join(t.text for t in traced.strangers)}。"
        )
    if traced.changed:
        lines.append(f"请注意：稿中有 {len(traced.changed)} 个数字与现在的汇总不符，详见 reportgen trace。")
    return "\n".join(lines)
