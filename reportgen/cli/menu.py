"""The menu behind “开始”: six numbered lines, for those who never use a terminal.

Each step opens its result; the window stays until Enter.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import click

from reportgen.edges.workspace import Workspace
from reportgen.model.errors import ReportgenError
from reportgen.model.period import Period, Rhythm

STEPS = ("发表", "收表", "看进度", "汇总", "写简报", "催报")
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
        if answer.isdigit() and 1 <= int(answer) <= len(STEPS):
            _guarded(partial(_run, workspace, STEPS[int(answer) - 1]))
        elif (path := _pasted(answer)).exists():
            _guarded(partial(_collect, workspace, [path]))
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


def _pasted(text: str) -> Path:
    """A path as terminals paste it: quoted, or with escaped blanks."""
    return Path(text.strip().strip("'\"").replace("\\ ", " ") if os.name == "posix" else text.strip().strip('"'))


def _run(workspace: Workspace, step: str) -> None:
    if step == "收表":
        answer = _ask("请把文件、文件夹或压缩包拖到这里（或粘贴路径），按回车：")
        if not answer:
            return
        path = _pasted(answer)
        if not path.exists():
            click.echo(f"没有找到 {path}。")
            return
        _collect(workspace, [path])
        return
    period = _pick_period(workspace, new=step == "发表")
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
        click.echo(collect(workspace, sources, period.id))
        _open(workspace.period_folder(period))


def _pick_period(workspace: Workspace, new: bool) -> Period | None:
    """Let the user pick a period from a list: those in inputs/, and with *new* the ones that come next."""
    from reportgen.app.course import load_plan
    from reportgen.edges import clock

    plan = load_plan(workspace)
    known = sorted((p for p in workspace.periods() if p.plan_year == plan.header.year), key=Period.sort_key)
    choices = known[-MOST_PERIODS:]
    if new:
        today = clock.now(plan.header.time_zone).date()
        if today.year != plan.header.year:
            today = today.replace(year=plan.header.year, month=1, day=1) if not known else known[-1].end
        following = [Period.of(today, kind) for kind in (Rhythm.MONTH, Rhythm.DEKAD, Rhythm.WEEK)]
        months = [p for p in choices if p.kind is Rhythm.MONTH]
        if months and months[-1].next.plan_year == plan.header.year:
            following.append(months[-1].next)
        choices = sorted({p.id: p for p in (*choices, *following)}.values(), key=Period.sort_key)
    if not choices:
        click.echo("inputs 里还没有任何一期。请先“发表”，再“收表”。")
        return None
    click.echo("哪一期？")
    for number, period in enumerate(choices, start=1):
        click.echo(f"  {number}  {period.label}（{period.id}）")
    answer = _ask(f"输入数字，直接回车为 {len(choices)}：") or str(len(choices))
    if answer.isdigit() and 1 <= int(answer) <= len(choices):
        return choices[int(answer) - 1]
    click.echo("没有这一项。")
    return None


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
    if not (answer.isdigit() and 1 <= int(answer) <= len(kinds)):
        click.echo("没有这一项。")
        return
    click.echo(write_documents(workspace, kinds[int(answer) - 1], period.id))
    _open(workspace.output_folder(period))


def _remind(workspace: Workspace, period: Period) -> None:
    from reportgen.app.documents import write_reminders

    click.echo(write_reminders(workspace, period.id))
    _open(workspace.output_folder(period) / "催报")


_STEPS: dict[str, Callable[[Workspace, Period], None]] = {
    "发表": _issue,
    "看进度": _status,
    "汇总": _merge,
    "写简报": _brief,
    "催报": _remind,
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
