"""The command line as its users meet it: help, exit statuses, messages, nothing lost when something fails."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pytest

from reportgen import cli
from reportgen.cli.commands import cli as group
from tests.fill import fill

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "other_county" / "templates"
PERIOD = "2027-03"
LATER = "2030-01-01"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.run([str(a) for a in arguments])
    told = capsys.readouterr()
    assert "Traceback" not in told.out + told.err
    return status, told.out, told.err


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one period of returns, made once."""
    from reportgen.app.issue import issue
    from reportgen.edges import plan_store
    from reportgen.edges.word_writer import make_templates
    from reportgen.edges.workspace import Workspace
    from reportgen.model.period import Period

    root = tmp_path_factory.mktemp("filled") / "w"
    shutil.copytree(HERE, root / "templates")
    make_templates(root / "templates" / "word")
    (root / "outputs").mkdir()
    (root / "inputs" / PERIOD).mkdir(parents=True)
    plan = plan_store.load(root / "templates")
    for name in issue(Workspace(root), PERIOD).files:
        path = root / name
        fill(path, root / "inputs" / PERIOD / path.name, plan, Period.parse(PERIOD), path.stem)
    return root


@pytest.fixture
def workspace(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "w"))


@pytest.mark.parametrize("name", [*group.commands, "plan check", "plan convert", "plan show"])
def test_help__is_chinese(name: str, capsys: pytest.CaptureFixture[str]):
    status, out, _ = run(capsys, *name.split(), "--help")
    assert status == 0
    assert out.startswith("用法：reportgen " + name)
    for english in ("Usage", "Options", "Show this", "OPTIONS", "Commands"):
        assert english not in out


def test_unknown_command__names_the_nearest(capsys: pytest.CaptureFixture[str]):
    assert run(capsys, "merg")[0] == 2
    assert "是不是“merge”" in run(capsys, "merg")[2]


def test_unknown_option_or_missing_argument__is_2(capsys: pytest.CaptureFixture[str]):
    assert run(capsys, "merge", "--foo")[0] == 2
    assert run(capsys, "issue")[0] == 2
    assert run(capsys, "brief", "--kind", "诗歌")[0] == 2


def test_no_workspace__says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    status, _, err = run(capsys, "merge", "--workspace", tmp_path)
    assert status == 4
    assert "reportgen init" in err


def test_empty_inputs__say_what_to_do(workspace: Path, capsys: pytest.CaptureFixture[str]):
    shutil.rmtree(workspace / "inputs")
    (workspace / "inputs").mkdir()
    status, _, err = run(capsys, "merge", "--workspace", workspace)
    assert status == 4
    assert "inputs" in err
    assert "放进去" in err or "放进" in err
    assert "发表" in run(capsys, "--workspace", workspace)[1]


def test_plan_faults__all_at_once_and_3(workspace: Path, capsys: pytest.CaptureFixture[str]):
    plan = workspace / "templates" / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("year: 2027", "year: 明年", 1) + "\nfoo: []\n", encoding="utf-8")
    status, _, err = run(capsys, "plan", "check", "--workspace", workspace)
    assert status == 3
    assert "明年" in err
    assert "foo" in err
    assert "行" in err


def test_merge__and_strict(workspace: Path, capsys: pytest.CaptureFixture[str]):
    status, out, _ = run(capsys, "merge", "--workspace", workspace, "--as-of", LATER)
    assert status == 0
    assert "丢失 0" in out
    assert (workspace / "outputs" / PERIOD / "汇总表.xlsx").is_file()
    assert run(capsys, "merge", "--workspace", workspace, "--as-of", LATER, "--strict")[0] == 0
    next((workspace / "inputs" / PERIOD).glob("*.xlsx")).unlink()
    assert run(capsys, "merge", "--workspace", workspace, "--as-of", LATER, "--strict")[0] == 1


def test_odd_files_among_good_ones__are_findings(workspace: Path, capsys: pytest.CaptureFixture[str]):
    folder = workspace / "inputs" / PERIOD
    (folder / "坏的.xlsx").write_bytes(b"PK\x03\x04 broken")
    (folder / "空的.xlsx").write_bytes(b"")
    (folder / "说明.txt").write_text("不是表", encoding="utf-8")
    assert run(capsys, "merge", "--workspace", workspace, "--as-of", LATER)[0] == 0
    told = json.loads((workspace / "outputs" / PERIOD / "result.json").read_text(encoding="utf-8"))
    refused = {f["path"].rsplit("/", 1)[-1]: f for f in told["files"] if f["verdict"] == "refused"}
    assert refused.keys() >= {"坏的.xlsx", "空的.xlsx", "说明.txt"}
    assert all(f["reason"] for f in refused.values())


def test_output_that_cannot_be_replaced__leaves_all_as_it_was(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    run(capsys, "merge", "--workspace", workspace, "--as-of", LATER)
    before = _contents(workspace)
    replace = os.replace

    def busy(self: Path, target: Path) -> None:
        if Path(target).name == "简报.docx":
            raise PermissionError(errno.EACCES, "open in Word")
        replace(self, target)

    monkeypatch.setattr(Path, "replace", busy)
    monkeypatch.setattr("os.replace", busy)
    status, _, err = run(capsys, "merge", "--workspace", workspace, "--as-of", "2030-01-02")
    assert status == 4
    assert "简报.docx" in err
    monkeypatch.undo()
    assert _contents(workspace) == before


def test_full_disk_and_interrupt__leave_all_as_it_was(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    run(capsys, "merge", "--workspace", workspace, "--as-of", LATER)
    before = _contents(workspace)
    for fault, expected in ((OSError(errno.ENOSPC, "full"), 4), (KeyboardInterrupt(), 130)):

        def fail(*_: object, fault: BaseException = fault, **__: object) -> None:
            raise fault

        monkeypatch.setattr("reportgen.edges.word_writer.write_letter", fail)
        status, _, err = run(capsys, "merge", "--workspace", workspace, "--as-of", "2030-01-02")
        monkeypatch.undo()
        assert status == expected
        assert err.strip()
        assert _contents(workspace) == before


def _contents(workspace: Path) -> dict[str, bytes]:
    folder = workspace / "outputs" / PERIOD
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_brief_edited_by_hand__is_not_overwritten(workspace: Path, capsys: pytest.CaptureFixture[str]):
    run(capsys, "merge", "--workspace", workspace, "--as-of", LATER)
    brief = workspace / "outputs" / PERIOD / "简报.docx"
    brief.write_bytes(brief.read_bytes() + b"edited")
    edited = brief.read_bytes()
    _, out, _ = run(capsys, "merge", "--workspace", workspace, "--as-of", LATER)
    assert brief.read_bytes() == edited
    assert brief.with_name("简报（新）.docx").is_file()
    assert "简报（新）.docx" in out


def test_diff_replay__tell_what_changed_and_the_years_course(workspace: Path, capsys: pytest.CaptureFixture[str]):
    place = ("--workspace", workspace, "--as-of", LATER)
    told = json.loads(run(capsys, "replay", *place, "--json")[1])
    assert [step["period"] for step in told] == [PERIOD]
    assert told[0]["lost"] == 0 < told[0]["submissions"]["on_time"]
    assert f"{PERIOD}" in run(capsys, "replay", *place)[1]
    status, _, err = run(capsys, "diff", PERIOD, PERIOD, *place)
    assert status == 2 and "两个期别相同" in err
    status, _, err = run(capsys, "diff", "2027-02", PERIOD, *place)
    assert status == 2 and "2027年2月" in err
    facts = json.loads(run(capsys, "--workspace", workspace, "--json")[1])
    assert facts["period"] == PERIOD and facts["states"]


def test_status_check_trace__speak_json_too(workspace: Path, capsys: pytest.CaptureFixture[str]):
    place = ("--workspace", workspace, "--as-of", LATER)
    lines = json.loads(run(capsys, "status", *place, "--json")[1])
    assert {line["state"] for line in lines} <= {"on_time", "late", "missing", "returned", "nil", "exempt", "not_due"}
    assert json.loads(run(capsys, "status", *place, "--json")[1]) == lines  # from what was kept
    file = next((workspace / "inputs" / PERIOD).glob("*.xlsx"))
    told = json.loads(run(capsys, "check", str(file), "--workspace", workspace, "--json")[1])
    assert told[0]["cells"]["lost"] == 0
    figure = json.loads(run(capsys, "trace", "reporting.due", *place, "--json")[1])
    assert figure["id"] == "reporting.due"
    assert "口径" in run(capsys, "trace", "reporting.due", *place)[1]
    status, _, err = run(capsys, "trace", "没有这个数", *place)
    assert status == 2
    assert "没有找到" in err


def test_check__faulty_file_is_1(workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    bad = tmp_path / "坏的.xlsx"
    bad.write_bytes(b"not a workbook")
    status, out, _ = run(capsys, "check", bad, "--workspace", workspace)
    assert status == 1
    assert "【强制】" in out


def test_unknown_unit__names_the_nearest(workspace: Path, capsys: pytest.CaptureFixture[str]):
    from reportgen.edges import plan_store

    name = plan_store.load(workspace / "templates").units[0].name
    status, _, err = run(capsys, "issue", "--period", PERIOD, "--unit", name[:-1] + "处", "--workspace", workspace)
    assert status == 2
    assert "方案里没有" in err


def test_brief_and_remind(workspace: Path, capsys: pytest.CaptureFixture[str]):
    status, out, _ = run(capsys, "brief", "--workspace", workspace, "--as-of", LATER)
    assert status == 0
    assert ".docx" in out
    assert run(capsys, "remind", "--workspace", workspace, "--as-of", LATER)[0] == 0


def test_init__makes_a_workspace_that_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = tmp_path / "新"
    assert run(capsys, "init", folder)[0] == 0
    assert (folder / "开始.bat").read_bytes().isascii()
    assert b"\r\n" in (folder / "开始.bat").read_bytes()
    assert run(capsys, "plan", "check", "--workspace", folder)[0] == 0
    assert run(capsys, "issue", "--period", "2026-03", "--workspace", folder)[0] == 0
    assert run(capsys, "init", folder)[0] == 4


def test_convert__there_and_back(workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    source, sheet, back = HERE / "plan.yaml", tmp_path / "plan.xlsx", tmp_path / "plan.yaml"
    assert run(capsys, "plan", "convert", source, sheet)[0] == 0
    assert run(capsys, "plan", "convert", sheet, back)[0] == 0
    shutil.copy(back, workspace / "templates" / "plan.yaml")
    assert run(capsys, "plan", "check", "--workspace", workspace)[0] == 0
