"""The public Python API: read a return, merge a period, look at figures, hand tables to pandas.

>>> from reportgen import api
>>> workspace = api.open_workspace(".")
>>> outcome = api.judge(workspace, "2025-10")
>>> outcome.figures["quotas.Q01.actual"].text
>>> api.frames(outcome, api.load_plan(workspace))["项目清单"]

Everything returned is made of the frozen values of `reportgen.model`. Errors are
`reportgen.model.errors.ReportgenError` and its kinds, with Chinese messages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from reportgen.app import course as courses
from reportgen.app.check import all_findings
from reportgen.app.judge import outcome_for
from reportgen.app.merge import MergeDone, merge
from reportgen.edges.frames import frames
from reportgen.edges.workspace import Workspace
from reportgen.model.figure import Source
from reportgen.model.outcome import Outcome
from reportgen.model.plan import Plan, Setting
from reportgen.model.records import Reading

__all__ = [
    "MergeDone", "Outcome", "Plan", "Reading", "Source", "Workspace", "all_findings", "frames", "judge", "load_plan",
    "merge", "open_workspace", "read_return", "sources",
]  # fmt: skip


_OPEN_PASSWORDS = "open_passwords"


def open_workspace(folder: str | Path = ".") -> Workspace:
    """Return the workspace in *folder*; raises `InputError` if it is none."""
    workspace = Workspace(Path(folder))
    workspace.check()
    return workspace


def load_plan(workspace: Workspace) -> Plan:
    """Return the workspace's plan; raises `PlanFaults` with every fault at once."""
    return courses.load_plan(workspace)


def read_return(
    workspace: Workspace, path: str | Path, period: str | None = None, passwords: Sequence[str] = ()
) -> Reading:
    """Return one received file, understood and checked but not merged; `all_findings` lists its faults.

    *passwords* are tried on an encrypted file, beside those of the plan.
    """
    known = courses.chosen_period(workspace, period) if period else None
    file = Path(path)
    plan = _with_passwords(load_plan(workspace), passwords) if passwords else load_plan(workspace)
    return courses.read_paths(workspace, plan, [(file, file.as_posix())], known)[0]


def _with_passwords(plan: Plan, passwords: Sequence[str]) -> Plan:
    """The plan with more passwords; what is read with it is kept apart from what its own passwords open."""
    words = "、".join(filter(None, (plan.setting(_OPEN_PASSWORDS), *passwords)))
    others = (s for s in plan.settings if s.key != _OPEN_PASSWORDS)
    told = hashlib.sha256(f"{plan.fingerprint}|{words}".encode()).hexdigest()
    return replace(plan, settings=(*others, Setting(key=_OPEN_PASSWORDS, value=words)), fingerprint=told)


def judge(workspace: Workspace, period: str | None = None, as_of: str | None = None) -> Outcome:
    """Return everything that a period tells, writing nothing (``merge`` also writes the outputs)."""
    plan = load_plan(workspace)
    return outcome_for(workspace, plan, courses.chosen_period(workspace, period), as_of)[1]


def sources(outcome: Outcome, figure: str) -> tuple[Source, ...]:
    """Return every cell beneath a figure, through the figures that it is computed from."""
    return outcome.figures.all_sources(figure)
