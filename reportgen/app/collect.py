"""收表: files, folders and archives into ``inputs/<period>/``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportgen.app import course as courses
from reportgen.edges import intake, receipts
from reportgen.edges.workspace import Workspace


def collect(workspace: Workspace, sources: Sequence[Path], period_text: str) -> str:
    """Take *sources* in and return what to tell the user."""
    plan = courses.load_plan(workspace)
    period = courses.chosen_period(workspace, period_text)
    courses.demand_plan_year(plan, period)
    taken = intake.take_in(workspace, sources, period)
    receipts.receipts_for(workspace, period, workspace.input_files(period), offset=plan.header.time_zone)
    lines = [f"已收下 {name}" for name in taken.new]
    if taken.known:
        lines.append(f"{len(taken.known)} 份已经收过（内容相同），没有重复收：{'、'.join(taken.known)}")
    lines += [f"没有收 {item.path}：{item.why}" for item in taken.ignored]
    if not taken.new and not taken.known:
        lines.append("来源里没有报表，什么也没有收下。")
        return "\n".join(lines)
    register = workspace.relative(workspace.period_folder(period) / receipts.REGISTER)
    lines.append(f"收到时间记在 {register}，如有出入请在表中改正。")
    return "\n".join(lines)
