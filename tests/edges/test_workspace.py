"""What a workspace holds and what in its inputs is a return."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reportgen.edges.workspace import Workspace
from reportgen.model.errors import InputError
from reportgen.model.period import Period

OCTOBER = Period.parse("2025-10")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def put(workspace: Workspace, *names: str) -> None:
    for name in names:
        path = workspace.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode("utf-8", "surrogateescape"))


def test_check__plan_makes_a_workspace(workspace: Workspace):
    put(workspace, "templates/plan.yaml")
    workspace.check()


def test_check__otherwise_says_what_is_missing_and_what_to_do(workspace: Workspace):
    with pytest.raises(InputError, match=r"不是工作文件夹：应有 templates/plan.xlsx.*reportgen init"):
        workspace.check()
    with pytest.raises(InputError, match="没有找到文件夹"):
        Workspace(workspace.root / "nowhere").check()


def test_periods__folders_that_are_periods_in_order(workspace: Workspace):
    put(
        workspace,
        *(f"inputs/{name}/a.xlsx" for name in ("2025-10", "2025-09", "2025-Q3", "2025-10-D3", "资料", "2025-1")),
    )
    put(workspace, "inputs/2025-11", "inputs/发文登记.xlsx")
    assert [p.id for p in workspace.periods()] == ["2025-09", "2025-Q3", "2025-10-D3", "2025-10"]


def test_newest_period__last_that_holds_a_return(workspace: Workspace):
    assert workspace.newest_period() is None
    put(workspace, "inputs/2025-10/a.xlsx", "inputs/2025-11/收件登记.xlsx")
    assert workspace.newest_period() == OCTOBER


def test_input_files__any_depth_sorted_with_slashes(workspace: Workspace):
    put(workspace, "inputs/2025-10/乙/b.xlsx", "inputs/2025-10/a.xlsx", "inputs/2025-10/乙/丙/c.et")
    assert workspace.input_files(OCTOBER) == (
        "inputs/2025-10/a.xlsx",
        "inputs/2025-10/乙/b.xlsx",
        "inputs/2025-10/乙/丙/c.et",
    )
    assert workspace.input_files(Period.parse("2025-11")) == ()


def test_input_files__without_what_the_office_keeps_there(workspace: Workspace):
    own = ("收件登记.xlsx", "核实登记.xlsx", "发件登记.xlsx", "文稿补充.docx", "定稿/简报.docx")
    put(workspace, *(f"inputs/2025-10/{name}" for name in own))
    assert workspace.input_files(OCTOBER) == ()
    assert workspace.ignored_files(OCTOBER) == ()


def test_input_files__a_units_file_of_such_a_name_deeper_down_is_a_return(workspace: Workspace):
    put(workspace, "inputs/2025-10/乙局/收件登记.xlsx")
    assert len(workspace.input_files(OCTOBER)) == 1


def test_ignored_files__system_files_are_listed_with_the_reason(workspace: Workspace):
    names = ("~$a.xlsx", ".DS_Store", "Thumbs.db", "__MACOSX/._a.xlsx", ".hidden/a.xlsx", ".~lock.a.xlsx#")
    put(workspace, "inputs/2025-10/a.xlsx", *(f"inputs/2025-10/{name}" for name in names))
    assert workspace.input_files(OCTOBER) == ("inputs/2025-10/a.xlsx",)
    ignored = workspace.ignored_files(OCTOBER)
    assert {i.path for i in ignored} == {f"inputs/2025-10/{name}" for name in names}
    assert all(i.why for i in ignored)


@pytest.mark.skipif(os.name == "nt", reason="links need a right that Windows users lack")
def test_ignored_files__links_are_not_followed(workspace: Workspace, tmp_path: Path):
    put(workspace, "elsewhere/secret.xlsx", "inputs/2025-10/a.xlsx")
    (tmp_path / "inputs/2025-10/b.xlsx").symlink_to(tmp_path / "elsewhere/secret.xlsx")
    (tmp_path / "inputs/2025-10/folder").symlink_to(tmp_path / "elsewhere")
    assert workspace.input_files(OCTOBER) == ("inputs/2025-10/a.xlsx",)
    assert [i.why for i in workspace.ignored_files(OCTOBER)] == ["是链接或快捷方式，请放入文件本身"] * 2


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_ignored_files__name_of_unknown_encoding(workspace: Workspace):
    put(workspace, os.fsdecode(b"inputs/2025-10/" + "附件😀".encode("gb18030") + b".xlsx"))
    (only,) = workspace.ignored_files(OCTOBER)
    assert "请改名" in only.why
    only.path.encode("utf-8")


def test_relative__inside_and_outside(workspace: Workspace):
    assert workspace.relative(workspace.cache / "x") == "outputs/.cache/x"
    assert workspace.relative(Path("/elsewhere/x")) == "/elsewhere/x"
