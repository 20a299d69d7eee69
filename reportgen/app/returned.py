"""退回: marked copies of returns, of a period's merge and of single files that are looked at beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from reportgen.app.course import Progress, silent
from reportgen.edges import contents
from reportgen.edges.atomic import OutputSet, replacing
from reportgen.edges.reading_job import Copy, Task, make_copy
from reportgen.edges.workspace import Workspace
from reportgen.filing.answers import numbered
from reportgen.model.errors import RequestError
from reportgen.model.finding import NOTICE, Finding
from reportgen.model.outcome import Outcome
from reportgen.model.period import time_zone
from reportgen.model.plan import Plan
from reportgen.model.records import Reading


@contextmanager
def returns_written(
    workspace: Workspace, plan: Plan, outcome: Outcome, outputs: OutputSet, progress: Progress = silent
) -> Iterator[Callable[[], Mapping[str, Path]]]:
    """Have each return with something to mend or to explain copied and marked while the block runs.

    It gets a function that waits for all copies and returns where each stands for now.
    """
    from reportgen.edges.reading_pool import copying
    from reportgen.edges.return_copy import marked_findings, returned_path

    folder = workspace.relative(workspace.period_folder(outcome.period))
    jobs = [
        Copy(
            contents.path_of(workspace, name).absolute(), name, findings,
            outputs.path(f"退回/{returned_path(name, folder)}").absolute(), outcome.as_of, plan.header.office,
        )
        for name, findings in marked_findings(outcome).items()
    ]  # fmt: skip
    with copying(Task.of(plan, outcome.period), jobs, progress) as wait:

        def written() -> Mapping[str, Path]:
            wait()
            return {job.name: job.target for job in jobs}

        yield written


def write_marked(
    workspace: Workspace, plan: Plan, checked: Iterable[tuple[Path, str, Reading, tuple[Finding, ...]]], folder: Path
) -> tuple[Path, ...]:
    """Write marked copies into *folder* of the files that have something to mend or to explain; return their paths.

    *checked* are files, the folder that each was found below, their readings and findings. The numbers on the copies
    are those of the merge, so that what is explained there counts. `RequestError` where a copy would stand among
    what agencies sent.
    """
    from reportgen.edges.return_copy import returned_path

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
            make_copy(plan, Copy(path, reading.path, told, temporary, saved, plan.header.office))
        written.append(target)
    return tuple(written)
