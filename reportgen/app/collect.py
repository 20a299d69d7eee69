"""收表: files, folders and archives into ``inputs/<period>/``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportgen.app import course as courses
from reportgen.edges import intake, receipts
from reportgen.edges.workspace import Workspace


def collect(workspace: Workspace, sources: Sequence[Path], period_text: str) -> str:
    """Take *sources* in and return what to tell the user."""
    period = courses.chosen_period(workspace, period_text)
    taken, known = intake.take_in(workspace, sources, period)
    offset = courses.load_plan(workspace).header.time_zone
    receipts.receipts_for(workspace, period, workspace.input_files(period), offset=offset)
    lines = [f"已收下 {name}" for name in taken]
    if known:
        lines.append(f"{len(known)} 份已经收过（内容相同），没有重复收：{'、'.join(known)}")
    if not taken and not known:
        lines.append("来源里没有文件，什么也没有收下。")
    register = workspace.relative(workspace.period_folder(period) / receipts.REGISTER)
    lines.append(f"收到时间记在 {register}，如有出入请在表中改正。")
    return "\n".join(lines)
