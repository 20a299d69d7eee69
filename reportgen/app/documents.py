"""写简报: the documents of a period, without the rest of the merge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reportgen.app import course as courses
from reportgen.app.desk import desk_of
from reportgen.app.judge import outcome_for
from reportgen.edges.atomic import OutputSet
from reportgen.edges.workspace import Workspace
from reportgen.model.errors import RequestError
from reportgen.model.outcome import Outcome
from reportgen.model.plan import Plan


def judged(
    workspace: Workspace, period_text: str | None, as_of: str | None, progress: courses.Progress
) -> tuple[Plan, Outcome]:
    """Return the plan as it stood and what the period tells; arguments as for `course.follow`."""
    plan = courses.load_plan(workspace)
    period = courses.chosen_period(workspace, period_text)
    course, outcome = outcome_for(workspace, plan, period, as_of, progress)
    return course.plan, outcome


def write_documents(
    workspace: Workspace,
    kind: str,
    period_text: str | None = None,
    as_of: str | None = None,
    progress: courses.Progress = courses.silent,
    *,
    sources: bool = False,
) -> str:
    """Write the documents of one kind, with the appendix of *sources* if asked, and return what to tell the user."""
    from reportgen.brief import compose_kind, with_sources
    from reportgen.edges.word_writer import write_letter

    plan, outcome = judged(workspace, period_text, as_of, progress)
    if plan.find("documents", kind) is None:
        known = "、".join(d.kind for d in plan.documents)
        raise RequestError(f"方案里没有“{kind}”这种文稿。方案现有：{known}。")
    letters = compose_kind(plan, kind, outcome, desk_of(workspace, plan, outcome, progress))
    if not letters:
        return f"{outcome.period.label}没有需要写“{kind}”的单位，没有写出文件。"
    if sources:
        letters = tuple(with_sources(plan, letter, outcome) for letter in letters)
    with OutputSet(workspace, outcome.period, partial=True) as outputs:
        for letter in letters:
            progress(letter.file_name)
            write_letter(letter, workspace.word_templates, outputs.path(letter.file_name), outcome.as_of)
    return told(outputs)


def written_lines(names: Sequence[str]) -> list[str]:
    """Return a line for each file at the top of a period's outputs, and one for each folder below it."""
    folders: Counter[str] = Counter()
    lines = []
    for name in names:
        parts = name.split("/")
        if len(parts) > 3:
            folders["/".join(parts[:3])] += 1
        else:
            lines.append(f"已写出 {name}")
    return lines + [f"已写出 {folder}（{count} 份）" for folder, count in folders.items()]


def told(outputs: OutputSet) -> str:
    """Return the sentences that name what was written."""
    lines = [f"已写出 {name}" for name in outputs.written]
    lines += [f"原文件有人改动过，没有覆盖；新文稿在 {name}" for name in outputs.beside]
    return "\n".join(lines)
