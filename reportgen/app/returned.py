"""退回: marked copies of returns, of a period's merge and of single files that are looked at beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from reportgen.edges import books, contents
from reportgen.edges.atomic import OutputSet, replacing
from reportgen.edges.workspace import Workspace
from reportgen.filing.answers import numbered
from reportgen.model.errors import RequestError
from reportgen.model.finding import NOTICE, Finding
from reportgen.model.outcome import Outcome
from reportgen.model.period import time_zone
from reportgen.model.plan import Plan
from reportgen.model.records import Reading
from reportgen.model.sheet import Book


def write_returns(workspace: Workspace, plan: Plan, outcome: Outcome, outputs: OutputSet) -> Mapping[str, Path]:
    """Write the marked copy of each return with something to mend or to explain; return where each stands for now."""
    from reportgen.edges.return_copy import marked_findings, returned_path, write_returned

    written = {}
    folder = workspace.relative(workspace.period_folder(outcome.period))
    for name, findings in marked_findings(outcome).items():
        source = contents.path_of(workspace, name)
        target = outputs.path(f"退回/{returned_path(name, folder)}")
        grid = partial(_grid, source, name, plan)
        write_returned(source, grid, findings, target, outcome.as_of, plan.header.office)
        written[name] = target
    return written


def write_marked(
    workspace: Workspace, plan: Plan, checked: Iterable[tuple[Path, str, Reading, tuple[Finding, ...]]], folder: Path
) -> tuple[Path, ...]:
    """Write marked copies into *folder* of the files that have something to mend or to explain; return their paths.

    *checked* are files, the folder that each was found below, their readings and findings. The numbers on the copies
    are those of the merge, so that what is explained there counts. `RequestError` where a copy would stand among
    what agencies sent.
    """
    from reportgen.edges.return_copy import returned_path, write_returned

    if folder.resolve().is_relative_to(workspace.inputs.resolve()):
        raise RequestError("标注的文件不能放进 inputs：那里只放单位报来的原件。请换一个文件夹。")
    written = []
    for path, base, reading, found in checked:
        told = tuple(f for f in numbered(found, reading.returns) if f.severity != NOTICE)
        if not told:
            continue
        target = folder / returned_path(reading.path, base)
        if target.exists() and target.samefile(path):
            raise RequestError(f"{path.name} 的标注文件会盖掉原件。请换一个文件夹。")
        target.parent.mkdir(parents=True, exist_ok=True)
        saved = datetime.fromtimestamp(path.stat().st_mtime, time_zone(plan.header.time_zone))
        with replacing(target) as temporary:
            write_returned(path, partial(_grid, path, reading.path, plan), told, temporary, saved, plan.header.office)
        written.append(target)
    return tuple(written)


def _grid(source: Path, name: str, plan: Plan) -> Book | None:
    """The cells of a received file, None where it cannot be read."""
    try:
        return books.open_book(source, name, passwords=books.passwords_of(plan))
    except books.Unreadable:
        return None
