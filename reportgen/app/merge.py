"""The main job: a period's returns merged, checked and written to ``outputs/<period>/``."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from reportgen.app import course as courses
from reportgen.app.desk import desk_of
from reportgen.app.documents import written_lines
from reportgen.app.judge import outcome_for
from reportgen.app.returned import returns_written
from reportgen.app.screens import counts
from reportgen.edges.atomic import OutputSet
from reportgen.edges.workspace import Ignored, Workspace
from reportgen.model.finding import ERROR, NOTICE, QUERY, SEVERITY_WORDS
from reportgen.model.office import Desk
from reportgen.model.outcome import Outcome
from reportgen.model.plan import Plan

WORKBOOK = "汇总表.xlsx"
RESULT = "result.json"


@dataclass(frozen=True, slots=True)
class MergeDone:
    """What a merge found and wrote."""

    outcome: Outcome
    plan: Plan
    as_of_default: bool
    written: tuple[str, ...]  # relative to the workspace
    beside: tuple[str, ...]  # written beside a document that someone edited by hand
    removed: tuple[str, ...]  # outputs of an earlier merge that this one no longer writes
    kept: tuple[str, ...]  # the same, but edited by hand since, so left in place
    ignored: tuple[Ignored, ...]
    desk: Desk = Desk()


def merge(
    workspace: Workspace,
    period_text: str | None = None,
    as_of: str | None = None,
    progress: courses.Progress = courses.silent,
) -> MergeDone:
    """Merge a period and write all of its outputs, or none of them."""
    plan = courses.load_plan(workspace)
    period = courses.chosen_period(workspace, period_text)
    course, outcome = outcome_for(workspace, plan, period, as_of, progress)
    desk = desk_of(workspace, course.plan, outcome, progress)
    with OutputSet(workspace, period) as outputs:
        write_all(workspace, course.plan, outcome, desk, outputs, progress)
    return MergeDone(
        outcome, course.plan, course.as_of_default, tuple(outputs.written), tuple(outputs.beside),
        tuple(outputs.removed), tuple(outputs.kept), course.ignored, desk,
    )  # fmt: skip


def write_all(
    workspace: Workspace, plan: Plan, outcome: Outcome, desk: Desk, outputs: OutputSet, progress: courses.Progress
) -> None:
    """Write every output of *outcome* into *outputs*."""
    from reportgen.app.post import post_of
    from reportgen.brief import compose_all
    from reportgen.edges.mail.reminders import write_reminders
    from reportgen.edges.result_json import write_result
    from reportgen.edges.word_writer import write_letter
    from reportgen.edges.workbook import write_workbook

    letters = compose_all(plan, outcome, desk)  # first: it adds the texts that documents quote to the figures
    with returns_written(workspace, plan, outcome, outputs, progress) as copies:  # by others, meanwhile
        write_result(plan, outcome, outputs.path(RESULT))
        for letter in letters:
            progress(letter.file_name)
            write_letter(letter, workspace.word_templates, outputs.path(letter.file_name), outcome.as_of)
        progress("退回")
        returned = copies()
    progress("催报")
    write_reminders(plan, outcome, outputs.path("催报"), post_of(workspace, plan, outcome, returned))
    progress(WORKBOOK)
    write_workbook(plan, outcome, outputs.path(WORKBOOK))  # last: it takes the most memory


def summary(done: MergeDone) -> str:
    """Return what a merge found and wrote, in a screenful."""
    outcome = done.outcome
    severities = Counter(f.severity for f in outcome.findings)
    verdicts = Counter(f.verdict for f in outcome.files)
    time_note = "（默认）" if done.as_of_default else ""
    returned = f"，退回 {verdicts['returned']} 份" if verdicts["returned"] else ""
    lines = [
        f"{outcome.plan_name}　{outcome.period.label}",
        f"统计时点{time_note}：{outcome.as_of:%Y-%m-%d %H:%M}",
        f"收到文件 {len(outcome.files)} 份，采用 {verdicts['accepted']} 份{returned}；{counts(outcome.submissions)}。",
        "发现问题：" + "，".join(f"{SEVERITY_WORDS[s]} {severities[s]} 条" for s in (ERROR, QUERY, NOTICE))
        + f"；数据矛盾 {len(outcome.conflicts)} 处，变化 {len(outcome.revisions)} 处。",
        f"单元格 {outcome.cells.filled} 个：汇总 {outcome.cells.merged}，说明去向 {outcome.cells.explained}，"
        f"丢失 {outcome.cells.lost}。",
    ]  # fmt: skip
    lines += written_lines(done.written)
    if done.desk.corrections:
        lines.append(f"更正：已发文稿中有 {len(done.desk.corrections)} 个数变了：")
        lines += [f"  {c.document}：{c.name}，原为{c.issued}，现为{c.now or '无'}" for c in done.desk.corrections]
    lines += [f"原文件有人改动过，没有覆盖；新文稿在 {name}" for name in done.beside]
    lines += [f"上次的 {name} 这次不再需要，已删去" for name in done.removed]
    lines += [f"上次的 {name} 这次不再需要，但有人改动过，没有删" for name in done.kept]
    lines += [f"没有读 {item.path}：{item.why}" for item in done.ignored]
    return "\n".join(lines)
