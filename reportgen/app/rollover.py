"""年度结转: next year's workspace, with the plan to be brought up to date and what is still open."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from reportgen.app import course as courses
from reportgen.edges import plan_store
from reportgen.edges.workspace import DECISIONS, PLAN_FILES, RECEIPTS, Workspace
from reportgen.filing.opening import opening
from reportgen.model.errors import InputError, OutputError, RequestError
from reportgen.model.outcome import MergedForm
from reportgen.model.period import Period
from reportgen.model.plan import Plan

ADDRESS_BOOK = "通讯录.xlsx"


@dataclass(frozen=True, slots=True)
class RolledOver:
    """The new workspace and what to tell the user."""

    folder: Path
    message: str


def roll_over(
    workspace: Workspace, year: int, folder: Path | None = None, progress: courses.Progress = courses.silent
) -> RolledOver:
    """Make next year's workspace in *folder* (default: named by the year, inside this one).

    It holds the plan with the new year, the Word templates, and the returns that what is still open
    rests on, in their own periods' folders. Raises `RequestError` for any year but the next, `InputError`
    without returns, `OutputError` where the folder holds something.
    """
    plan = courses.load_plan(workspace)
    if year != plan.header.year + 1:
        raise RequestError(
            f"本方案年度为{plan.header.year}年，只能结转到{plan.header.year + 1}年，不能结转到{year}年。"
        )
    if not any(p.plan_year == plan.header.year for p in workspace.periods()):
        raise InputError(f"inputs 里没有{plan.header.year}年的报表，没有可以结转的内容。")
    folder = folder or workspace.root.resolve() / str(year)
    if folder.exists() and any(folder.iterdir()):
        raise OutputError(f"“{folder}”里已有内容，没有改动。请先移走，或用 --to 另选一个文件夹。")
    forms = opening(plan, courses.state_before(workspace, plan, Period.parse(f"{year}-01"), progress))
    fresh = Path(f"{folder}.new")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        _templates(workspace, plan, year, fresh / "templates")
        _inputs(workspace, forms.values(), Workspace(fresh).opening.inputs)
        (fresh / "outputs").mkdir()
        if folder.exists():
            folder.rmdir()
        fresh.rename(folder)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise OutputError(f"“{folder}”写不进去，请核对文件夹权限和磁盘空间。原有文件没有改动。") from error
    return RolledOver(folder, _message(plan, year, folder, forms.values()))


def _templates(workspace: Workspace, plan: Plan, year: int, templates: Path) -> None:
    """Copy what staff keep, the plan with the new *year* in place of the old."""
    templates.mkdir(parents=True)
    if workspace.word_templates.is_dir():
        shutil.copytree(workspace.word_templates, templates / "word")
    if (workspace.templates / ADDRESS_BOOK).is_file():
        shutil.copy2(workspace.templates / ADDRESS_BOOK, templates / ADDRESS_BOOK)
    source = f"由{plan.header.year}年方案结转，目标、任务、节点和时限须按{year}年方案核对；{plan.header.source}"
    renewed = replace(plan, header=replace(plan.header, year=year, source=source))
    for name in PLAN_FILES:
        if (workspace.templates / name).is_file():
            shutil.copyfile(workspace.templates / name, templates / name)  # its comments are kept
            (plan_store.write_yaml if name.endswith(".yaml") else plan_store.write_workbook)(renewed, templates / name)


def _inputs(workspace: Workspace, forms: Iterable[MergedForm], inputs: Path) -> None:
    """Copy the returns that rows in *forms* rest on, and the office's registers of their periods, to *inputs*."""
    names = {value.origin.file for form in forms for row in form.rows for value in row.values.values()}
    inputs.mkdir(parents=True)
    for source in sorted({_outermost(workspace.root / name) for name in names}):
        earlier = workspace.opening.inputs
        received = earlier if source.is_relative_to(earlier) else workspace.inputs
        place = source.relative_to(received)
        for part in (place, *(Path(place.parts[0]) / office for office in (RECEIPTS, DECISIONS))):
            _copy(received / part, inputs / part)
    for period in workspace.periods():  # what the office decided holds on, whatever it was about
        _copy(workspace.register(period, DECISIONS), inputs / period.id / DECISIONS)


def _copy(source: Path, target: Path) -> None:
    if source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)


def _outermost(path: Path) -> Path:
    """The file on the disk that holds *path*, which may lie in an archive."""
    return next((p for p in (path, *path.parents) if p.is_file()), path)


def _message(plan: Plan, year: int, folder: Path, forms: Iterable[MergedForm]) -> str:
    carried = [f"  {form.form}：{len(form.rows)} 行" for form in forms if form.rows]
    return "\n".join(
        (
            f"已建立{year}年工作区：{folder}",
            "结转的内容（未办结事项全部，台账只结转主键和方案注明结转的栏，上年数额不结转）：",
            *(carried or ["  没有"]),
            f"下一步，在 {folder / 'templates'} 里核对方案：",
            f"  1. {len(plan.targets)} 项目标、{len(plan.quotas)} 项数量任务的目标值仍是{plan.header.year}年的，请按{year}年方案改；",
            f"  2. {len(plan.milestones)} 个节点、分批比例和各项日期仍是{plan.header.year}年的，请改或删去；",
            f"  3. {year}年的节假日和调休，请按国务院办公厅通知填入；",
            "  4. 运行 reportgen plan check，没有错误后运行 reportgen issue 发表。",
        )
    )
