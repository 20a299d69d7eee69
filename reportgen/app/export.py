"""导出: a period for others than the office: a workbook without what is sensitive, and data files for analysts."""

from __future__ import annotations

from reportgen.app import course as courses
from reportgen.app.documents import judged, written_lines
from reportgen.edges.atomic import OutputSet
from reportgen.edges.workspace import Workspace
from reportgen.model.errors import RequestError

FOLDER = "导出"
PUBLIC = "汇总表（公开）.xlsx"


def export(
    workspace: Workspace,
    period_text: str | None = None,
    as_of: str | None = None,
    progress: courses.Progress = courses.silent,
    *,
    public: bool = False,
    csv: bool = False,
    parquet: bool = False,
) -> str:
    """Write what is asked for into ``outputs/<period>/导出/`` and return what to tell the user.

    *public* leaves out what is sensitive: alone it writes the workbook, with *csv* or *parquet* it holds for those too.
    """
    if not (public or csv or parquet):
        raise RequestError("请写明导出什么：--public（可扩大范围的汇总表）、--csv、--parquet，可以合用。")
    from reportgen.edges import frames
    from reportgen.edges.public import public as leave_out
    from reportgen.edges.workbook import write_workbook

    plan, outcome = judged(workspace, period_text, as_of, progress)
    left_out: tuple[str, ...] = ()
    if public:
        shown = leave_out(plan, outcome)
        plan, outcome, left_out = shown.plan, shown.outcome, shown.left_out
    with OutputSet(workspace, outcome.period, partial=True) as outputs:
        if public:
            progress(PUBLIC)
            write_workbook(plan, outcome, outputs.path(f"{FOLDER}/{PUBLIC}"), left_out)
        for kind, wanted, write in (("csv", csv, frames.write_csv), ("parquet", parquet, frames.write_parquet)):
            if wanted:
                progress(kind)
                write(plan, outcome, outputs.path(f"{FOLDER}/{kind}{'-公开' if public else ''}/x").parent)
    lines = written_lines(outputs.written)
    lines += [f"原文件有人改动过，没有覆盖；新文件在 {name}" for name in outputs.beside]
    return "\n".join(lines)
