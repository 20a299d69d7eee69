"""The menu behind “开始”: the steps of a month as numbered lines, for those who never use a terminal.

Each step opens its result; the window stays until Enter.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.edges.files import reason
from reportgen.edges.workspace import Workspace
from reportgen.model.errors import ReportgenError, RequestError
from reportgen.model.period import Period, Rhythm

if TYPE_CHECKING:
    from reportgen.app.collect import Evidence

STEPS = ("发表", "收表", "看进度", "汇总", "写简报", "催报", "登记决定")
QUIT = "0"
MOST_PERIODS = 8


def run_menu(folder: Path, dropped: Sequence[Path]) -> int:
    """Show the menu until the user leaves; files given at the start are taken in first."""
    workspace = Workspace(folder)
    workspace.check()
    if dropped:
        _guarded(partial(_collect, workspace, list(dropped)))
    while True:
        click.echo("\n请选择要做的事，输入数字后按回车：")
        for number, step in enumerate(STEPS, start=1):
            click.echo(f"  {number}  {step}")
        click.echo(f"  {QUIT}  退出（也可把文件、文件夹或压缩包的路径粘贴在这里，直接收表）")
        answer = _ask("> ")
        if answer in (QUIT, ""):
            return 0
        if answer.isdecimal() and 1 <= int(answer) <= len(STEPS):
            _guarded(partial(_run, workspace, STEPS[int(answer) - 1]))
        elif _all_exist(paths := _pasted(answer)):
            _guarded(partial(_collect, workspace, paths))
        else:
            click.echo("没有这一项，也没有这个文件。请重新输入。")
            continue
        _ask("按回车键返回菜单。")


def _ask(prompt: str) -> str:
    """Return what the user typed; the end of input counts as leaving."""
    try:
        return input(prompt).strip()
    except EOFError:
        return ""


def _guarded(step: Callable[[], None]) -> None:
    """Run one step; a fault is told and the menu goes on."""
    try:
        step()
    except ReportgenError as error:
        click.echo(str(error))
    except OSError as error:
        click.echo(f"读写文件时出错：{reason(error)}。原有文件没有改动，请处理后重试。")


def _pasted(text: str) -> list[Path]:
    """The paths that a terminal pastes for dropped files: quoted, or with escaped blanks, one or several."""
    whole = Path(text.strip().strip("'\""))
    if whole.exists():
        return [whole]
    try:
        parts = shlex.split(text, posix=os.name == "posix")
    except ValueError:  # a quote that is never closed
        return [whole]
    return [Path(part.strip("'\"")) for part in parts] or [whole]


def _all_exist(paths: Sequence[Path]) -> bool:
    return all(path.exists() for path in paths)


def _run(workspace: Workspace, step: str) -> None:
    if step == "收表":
        answer = _ask("请把文件、文件夹或压缩包拖到这里（或粘贴路径），按回车：")
        if not answer:
            return
        _collect(workspace, _pasted(answer))
        return
    period = _pick_period(workspace, new=step == "发表", ahead=step == "发表")
    if period is None:
        return
    _STEPS[step](workspace, period)


def _collect(workspace: Workspace, sources: list[Path]) -> None:
    from reportgen.app.collect import collect

    missing = [str(p) for p in sources if not p.exists()]
    if missing:
        click.echo(f"没有找到 {'、'.join(missing)}。")
        return
    click.echo(f"收表：{'、'.join(p.name for p in sources)}")
    period = _pick_period(workspace, new=True)
    if period is not None:
        click.echo(collect(workspace, sources, period.id, evidence=partial(_who_and_when, workspace)))
        _open(workspace.period_folder(period))


def _who_and_when(workspace: Workspace) -> Evidence:
    """Ask who sent files from chats or USB sticks, and when; a time that cannot be read is asked for again."""
    from reportgen.app.collect import evidence_of
    from reportgen.app.course import load_plan

    click.echo("这些文件只有文件自己的时间（聊天、U 盘收到的，不是邮件）。")
    sender = _ask("是谁发来的？（不清楚或不止一家，直接回车）：")
    while True:
        received = _ask("什么时候收到的？如 2025-11-03 09:30（直接回车按文件时间）：")
        try:
            return evidence_of(load_plan(workspace), sender, received)
        except RequestError as error:
            click.echo(error.message)


def _pick_period(workspace: Workspace, new: bool, ahead: bool = False) -> Period | None:
    """Let the user pick a period from a list: those in inputs/, and with *new* the ones that come next.

    The one taken by Enter is the newest in inputs/; with *new*, the month whose returns are being sent
    these days, with *ahead* the next where that one is issued already.
    """
    from reportgen.app.course import load_plan
    from reportgen.edges import clock

    plan = load_plan(workspace)
    known = [p for p in workspace.periods() if p.plan_year == plan.header.year]
    choices = known[-MOST_PERIODS:]
    likely = choices[-1] if choices else None
    if new:
        likely = _current_month(plan.header.year, clock.now(plan.header.time_zone).date(), known)
        if ahead and workspace.issued_folder(likely).is_dir() and likely.next.plan_year == plan.header.year:
            likely = likely.next
        rhythms = {Rhythm(word) for form in plan.forms for word in form.rhythms} & {Rhythm.DEKAD, Rhythm.WEEK}
        offered = [likely, likely.next, *(Period.of(likely.end, kind) for kind in rhythms)]
        offered = [p for p in offered if p.plan_year == plan.header.year]
        choices = sorted({p.id: p for p in (*choices, *offered)}.values(), key=Period.sort_key)
    if likely is None:
        click.echo("inputs 里还没有任何一期。请先“发表”，再“收表”。")
        return None
    click.echo("哪一期？")
    for number, period in enumerate(choices, start=1):
        click.echo(f"  {number}  {period.label}（{period.id}）")
    default = choices.index(likely) + 1
    answer = _ask(f"输入数字，直接回车为 {default}（{likely.label}）：") or str(default)
    if answer.isdecimal() and 1 <= int(answer) <= len(choices):
        return choices[int(answer) - 1]
    click.echo("没有这一项。")
    return None


def _current_month(year: int, today: date, known: Sequence[Period]) -> Period:
    """The month whose returns are being sent *today*: till the 20th the month before.

    Outside the plan's *year* it is the newest month in inputs/, else the year's first.
    """
    month = Period.of(today - timedelta(days=20), Rhythm.MONTH)
    if month.plan_year == year:
        return month
    months = [p for p in known if p.kind is Rhythm.MONTH]
    return months[-1] if months else Period.parse(f"{year}-01")


def _issue(workspace: Workspace, period: Period) -> None:
    from reportgen.app.issue import issue

    click.echo(issue(workspace, period.id, None, lambda name: click.echo(f"  {name}")).message)
    _open(workspace.issued_folder(period))


def _status(workspace: Workspace, period: Period) -> None:
    from reportgen.app.screens import status

    click.echo(status(workspace, period.id))


def _merge(workspace: Workspace, period: Period) -> None:
    from reportgen.app.merge import WORKBOOK, merge, summary

    click.echo("正在汇总，请稍候……")
    click.echo(summary(merge(workspace, period.id)))
    _open(workspace.output_folder(period) / WORKBOOK)


def _brief(workspace: Workspace, period: Period) -> None:
    from reportgen.app.course import load_plan
    from reportgen.app.documents import write_documents

    kinds = [d.kind for d in load_plan(workspace).documents]
    click.echo("哪一种文稿？")
    for number, kind in enumerate(kinds, start=1):
        click.echo(f"  {number}  {kind}")
    answer = _ask("输入数字，直接回车为 1：") or "1"
    if not (answer.isdecimal() and 1 <= int(answer) <= len(kinds)):
        click.echo("没有这一项。")
        return
    click.echo(write_documents(workspace, kinds[int(answer) - 1], period.id))
    _open(workspace.output_folder(period))


def _remind(workspace: Workspace, period: Period) -> None:
    from reportgen.app.remind import remind

    click.echo(remind(workspace, period.id))
    _open(workspace.output_folder(period) / "催报")


def _decide(workspace: Workspace, period: Period) -> None:
    from reportgen.app.decide import decide

    click.echo(decide(workspace, period.id))


_STEPS: dict[str, Callable[[Workspace, Period], None]] = {
    "发表": _issue,
    "看进度": _status,
    "汇总": _merge,
    "写简报": _brief,
    "催报": _remind,
    "登记决定": _decide,
}


def _open(path: Path) -> None:
    """Open a result as a double click would; where nothing can open it, its place is told."""
    if not path.exists():
        return
    if sys.platform == "win32":
        os.startfile(path)
        return
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    try:
        subprocess.Popen([opener, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        click.echo(f"结果在 {path}")
