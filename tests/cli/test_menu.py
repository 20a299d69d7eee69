"""The menu behind “开始”, driven as somebody would who never uses a terminal."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reportgen import cli
from reportgen.cli import menu
from reportgen.edges import clock
from reportgen.edges.workspace import Workspace
from reportgen.model.period import time_zone
from tests.conftest import FIRST, SECOND, THIRD
from tests.mail.letters import letter

Typed = Callable[..., tuple[int, str]]
PROMPT = "请选择要做的事"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The results that the menu opened, by name."""
    names: list[str] = []
    monkeypatch.setattr(menu, "_open", lambda path: names.append(path.name))
    return names


@pytest.fixture
def typed(
    copy_of_county: Workspace,
    opened: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Typed:
    """Run the menu in 2027, in the other county's workspace: lines as typed, then the window is closed."""
    monkeypatch.setattr(clock, "now", lambda offset: datetime(2027, 5, 20, 9, 0, tzinfo=time_zone(offset)))

    def run(*lines: str, dropped: tuple[str, ...] = ()) -> tuple[int, str]:
        left = list(lines)

        def answer(prompt: str = "") -> str:
            print(prompt, end="")  # noqa: T201 - as input() does
            if not left:
                raise EOFError
            return left.pop(0)

        monkeypatch.setattr("builtins.input", answer)
        status = cli.run(["menu", *dropped, "--workspace", str(copy_of_county.root)])
        told = capsys.readouterr()
        assert "Traceback" not in told.out + told.err
        assert left == []
        return status, told.out

    return run


@pytest.fixture
def workspace(copy_of_county: Workspace) -> Workspace:
    return copy_of_county


def test_leaving__by_nought_by_enter_and_by_closing_the_window(typed: Typed):
    for lines in (("0",), ("",), ()):
        status, out = typed(*lines)
        assert status == 0
        assert out.count(PROMPT) == 1


@pytest.mark.parametrize("wrong", ["8", "-1", "汇总", "４０", "a b c", "'不关的引号", "²"])
def test_wrong_choice__is_told_and_asked_again(typed: Typed, wrong: str):
    _, out = typed(wrong, "0")
    assert "没有这一项，也没有这个文件。请重新输入。" in out
    assert out.count(PROMPT) == 2


def test_issue__offers_the_month_that_comes_next(typed: Typed, opened: list[str], workspace: Workspace):
    _, out = typed("1", "", "")
    assert f"（{THIRD}）" in out
    assert opened == [THIRD]
    assert (workspace.templates / "issued" / THIRD / "松澜城投.xlsx").is_file()


def test_collect__takes_the_month_whose_returns_are_being_sent(
    typed: Typed, opened: list[str], workspace: Workspace, tmp_path: Path
):
    """On 20 May returns of April come in: Enter puts them there, not into May."""
    one, two = tmp_path / "报表 一.xlsx", tmp_path / "二.xlsx"
    one.write_bytes(b"1")
    two.write_bytes(b"2")
    typed("2", f"'{one}' '{two}'", "", "", "")
    assert opened == [SECOND]
    assert {"报表 一.xlsx", "二.xlsx"} <= {p.name for p in (workspace.inputs / SECOND).iterdir()}


@pytest.mark.parametrize("written", ["'{}'", '"{}"', "{}", "{escaped}", "  {}  "])
def test_collect__a_path_pasted_at_the_choice(typed: Typed, workspace: Workspace, tmp_path: Path, written: str):
    path = tmp_path / "新 报表.xlsx"
    path.write_bytes(b"new")
    typed(written.format(path, escaped=str(path).replace(" ", "\\ ")), "", "")
    assert (workspace.inputs / SECOND / "新 报表.xlsx").is_file()


def test_collect__files_dropped_on_the_icon(typed: Typed, workspace: Workspace, tmp_path: Path):
    folder = tmp_path / "微信文件"
    folder.mkdir()
    (folder / "新.xlsx").write_bytes(b"new")
    _, out = typed("", "", "", "0", dropped=(str(folder),))
    assert "收表：微信文件" in out
    assert (workspace.inputs / SECOND / "新.xlsx").is_file()
    assert "没有找到" in typed("0", dropped=(str(folder / "没有.xlsx"),))[1]


def test_collect__nothing_given_or_not_there(typed: Typed):
    assert typed("2", "", "")[0] == 0
    assert "没有找到 /nowhere/x.xlsx" in typed("2", "/nowhere/x.xlsx", "")[1]


def test_status__shows_every_unit(typed: Typed):
    _, out = typed("3", "", "")
    assert "2027年4月报送情况" in out
    assert "区税务分局" in out


def test_merge__opens_the_workbook(typed: Typed, opened: list[str]):
    _, out = typed("4", "2", "")
    assert "已写出 outputs/2027-04/简报.docx" in out
    assert opened == ["汇总表.xlsx"]


def test_brief__of_the_kinds_that_the_plan_has(typed: Typed, opened: list[str], workspace: Workspace):
    _, out = typed("5", "", "4", "")
    assert "4  通报" in out
    assert (workspace.outputs / SECOND / "报送情况通报.docx").is_file()
    assert "没有这一项" in typed("5", "", "99", "")[1]


def test_remind__opens_the_folder(typed: Typed, opened: list[str]):
    _, out = typed("6", "", "")
    assert "区税务分局.eml" in out
    assert opened == ["催报"]


def test_decide__tells_where_to_decide_when_nothing_was_decided(typed: Typed):
    _, out = typed("7", "", "")
    assert "请在“核实”“冲突”表的“决定”列选择" in out


def test_period__wrong_number_or_an_older_one(typed: Typed):
    assert "没有这一项。" in typed("3", "99", "")[1]
    assert "2027年3月报送情况" in typed("3", "1", "")[1]


def test_fault__is_told_and_the_menu_goes_on(typed: Typed, workspace: Workspace):
    (workspace.inputs / SECOND / "收件登记.xlsx").write_bytes(b"x")
    _, out = typed("4", "", "", "0")
    assert "收件登记.xlsx 已损坏" in out
    assert out.count(PROMPT) == 2


def test_new_workspace__says_what_comes_first(
    tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    assert cli.run(["init", str(tmp_path / "新")]) == 0
    lines = iter(["4", "", "1", "", "", "0"])
    monkeypatch.setattr("builtins.input", lambda _="": next(lines))
    assert cli.run(["menu", "--workspace", str(tmp_path / "新")]) == 0
    out = capsys.readouterr().out
    assert "请先“发表”" in out
    assert "已写出 6 个单位的报表" in out


def test_real_standard_input__closed_at_once(workspace: Workspace):
    command = [sys.executable, "-m", "reportgen", "menu", "--workspace", str(workspace.root)]
    done = subprocess.run(
        command, input="9\n3\n1\n\n", capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 0
    assert done.stderr == ""
    assert FIRST in done.stdout


def test_collect__asks_once_who_sent_files_and_when(typed: Typed, workspace: Workspace, tmp_path: Path):
    path = tmp_path / "聊天里的.xlsx"
    path.write_bytes(b"chat")
    typed("2", str(path), "", "区交建局张三", "2027-05-02 09:30", "")
    register = load_workbook(workspace.inputs / SECOND / "收件登记.xlsx").worksheets[0]
    lines = {row[0]: row for row in register.iter_rows(values_only=True)}
    assert lines["聊天里的.xlsx"][2:5] == ("2027-05-02 09:30:00", "人工登记", "区交建局张三")


def test_collect__a_time_that_cannot_be_read_is_asked_for_again(typed: Typed, workspace: Workspace, tmp_path: Path):
    path = tmp_path / "U盘里的.xlsx"
    path.write_bytes(b"stick")
    _, out = typed("2", str(path), "", "", "昨天", "2027-05-02 09:30", "")
    assert "收到时间“昨天”写法不对" in out
    register = load_workbook(workspace.inputs / SECOND / "收件登记.xlsx").worksheets[0]
    lines = {row[0]: row for row in register.iter_rows(values_only=True)}
    assert lines["U盘里的.xlsx"][2:4] == ("2027-05-02 09:30:00", "人工登记")


def test_collect__messages_tell_themselves_who_sent_them_and_when(typed: Typed, workspace: Workspace, tmp_path: Path):
    folder = tmp_path / "邮件"
    folder.mkdir()
    moment = datetime(2027, 5, 2, 9, 30, tzinfo=time_zone("+08:00"))
    (folder / "一").write_bytes(letter([("表.xlsx", b"mail")], sender="jj@qjj.example", moment=moment))
    _, out = typed("2", str(folder), "", "")
    assert "是谁发来的" not in out
    register = load_workbook(workspace.inputs / SECOND / "收件登记.xlsx").worksheets[0]
    (line,) = (row for row in register.iter_rows(values_only=True) if str(row[0]).endswith("表.xlsx"))
    assert line[2:5] == ("2027-05-02 09:30:00", "邮件", "jj@qjj.example")
