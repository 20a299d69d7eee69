"""Workspaces that several tests look at. They are merged once a run; tests that change one take a copy."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reportgen import api
from reportgen.edges.workspace import Workspace
from reportgen.model.outcome import Outcome
from reportgen.model.plan import Plan
from tests import circle

FIRST, SECOND, THIRD = "2027-03", "2027-04", "2027-05"
FIRST_TIME, SECOND_TIME = "2027-04-20 18:00", "2027-05-20 18:00"
SAMPLE = "2025-10"


@dataclass(frozen=True)
class Merged:
    """A workspace after a merge, and what the merge told. Not to be changed."""

    workspace: Workspace
    period: str
    plan: Plan
    outcome: Outcome
    result: dict[str, Any]

    @property
    def folder(self) -> Path:
        return self.workspace.outputs / self.period

    @classmethod
    def by(cls, workspace: Workspace, period: str, as_of: str | None) -> Merged:
        """Merge *period* and return what came of it."""
        done = api.merge(workspace, period, as_of)
        told = json.loads((workspace.outputs / period / "result.json").read_text(encoding="utf-8"))
        return cls(workspace, period, done.plan, done.outcome, told)


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Merged:
    """Two months of another county, the second merged: a matter raised and closed, faults, a silent unit."""
    workspace = circle.make_workspace(tmp_path_factory.mktemp("county") / "w")
    raised = {"反映单位": "东坪街道", "承办单位": "松澜城投", "会办单位": "区交建局"}
    circle.send_back(workspace, FIRST, "2027-04-02 09:00", answers={"东坪街道": raised})
    api.merge(workspace, FIRST, FIRST_TIME)
    circle.send_back(
        workspace,
        SECOND,
        "2027-05-03 09:00",
        answers={"松澜城投": {"进度": "已关闭", "办理结果": "已经协调解决"}},
        silent=frozenset({"区税务分局"}),
    )
    folder = workspace.inputs / SECOND
    circle.retype(folder / "区交建局.xlsx", _mistakes, "QJ04")
    (folder / "坏文件.xlsx").write_bytes(b"PK\x03\x04 cut off")
    (folder / "~$区交建局.xlsx").write_bytes(b"lock")
    for path in folder.iterdir():
        circle.arrived(path, "2027-05-03 09:00")
    shutil.copy2(folder / "区经信局.xlsx", folder / "经信局（更正）.xlsx")
    circle.retype(folder / "经信局（更正）.xlsx", _correction, "QJ03", "2027-05-04 09:00")
    return Merged.by(workspace, SECOND, SECOND_TIME)


def _correction(sheet: Any) -> None:
    sheet.cell(circle.header_row(sheet) + 1, circle.column(sheet, "企业全名")).value = "松澜精工（更名）"


def _mistakes(sheet: Any) -> None:
    """What 区交建局 typed wrongly into its list of projects: a formula's look, a word for a number, a vague date."""
    row = circle.header_row(sheet) + 1
    name = sheet.cell(row, circle.column(sheet, "工程名称"))
    name.value, name.data_type = "=三标段", "s"
    sheet.cell(row, circle.column(sheet, "年度完成")).value = "正在推进"
    sheet.cell(row + 1, circle.column(sheet, "开工日")).value = "去年底"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Merged:
    """The repository's own workspace, its newest month merged."""
    root = tmp_path_factory.mktemp("sample") / "w"
    for name in ("templates", "inputs"):
        shutil.copytree(circle.REPOSITORY / name, root / name)
    return Merged.by(Workspace(root), SAMPLE, None)


@pytest.fixture
def copy_of_county(county: Merged, tmp_path: Path) -> Workspace:
    """The other county's workspace with its outputs, for a test to change."""
    root = tmp_path / "w"
    shutil.copytree(county.workspace.root, root)
    return Workspace(root)
