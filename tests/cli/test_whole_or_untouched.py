"""Whatever fails, whenever: outputs are all new or all as they were, and the message says what to do."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportgen import cli
from reportgen.edges.workspace import Workspace
from tests.app.test_determinism import outputs
from tests.conftest import SECOND, SECOND_TIME, THIRD

ANOTHER_TIME = "2027-05-21 09:00"  # one at which every output differs from those that stand there

FAULTS: dict[str, tuple[Callable[[], BaseException], int, str]] = {
    "disk full": (lambda: OSError(errno.ENOSPC, "No space left on device"), 4, "磁盘空间不足"),
    "open elsewhere": (lambda: PermissionError(errno.EACCES, "Permission denied"), 4, "请关闭后重试"),
    "network drive gone": (lambda: OSError(errno.EIO, "Input/output error"), 4, "磁盘或网络盘出错"),
    "Ctrl+C": (KeyboardInterrupt, 130, "已停止"),
}


def _merge(workspace: Workspace) -> int:
    place = ["--workspace", str(workspace.root), "--period", SECOND]
    return cli.run(["merge", *place, "--as-of", ANOTHER_TIME])


def _outputs(workspace: Workspace) -> dict[str, bytes]:
    return outputs(workspace.outputs / SECOND)


def _nothing_left_behind(workspace: Workspace) -> bool:
    return not [p for p in workspace.root.rglob("*") if p.name.startswith((".new-", "new-")) or p.suffix == ".tmp"]


@pytest.mark.parametrize(("fault", "nth"), [*((fault, 6) for fault in FAULTS), ("Ctrl+C", 1), ("disk full", 12)])
def test_merge__stopped_while_outputs_are_put_in_place(
    copy_of_county: Workspace,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    nth: int,
):
    make, status, words = FAULTS[fault]
    before = _outputs(copy_of_county)
    replace, done = os.replace, 0

    def failing(source: Any, target: Any, **more: Any) -> None:
        nonlocal done
        if Path(target).is_relative_to(copy_of_county.outputs / SECOND):
            done += 1
            if done == nth:
                raise make()
        replace(source, target, **more)

    monkeypatch.setattr("os.replace", failing)
    assert _merge(copy_of_county) == status
    assert words in capsys.readouterr().err
    assert done >= nth
    monkeypatch.undo()
    assert _outputs(copy_of_county) == before
    assert _nothing_left_behind(copy_of_county)
    if nth == 1:  # nothing of the failure stands in the way of the next run
        assert _merge(copy_of_county) == 0
        assert _outputs(copy_of_county) != before
        assert not list((copy_of_county.outputs / SECOND).glob("*（新）*"))


@pytest.mark.parametrize(
    "writer",
    [
        "xlsxwriter.workbook.Workbook._store_workbook",
        "reportgen.edges.reading_pool.raise_told",
        "docx.document.Document.save",
        "reportgen.edges.mail.reminders.write_text",
        "reportgen.edges.result_json.replacing",
    ],
)
def test_merge__stopped_inside_a_writer(
    copy_of_county: Workspace,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    writer: str,
):
    make, status, words = FAULTS["disk full"]
    before = _outputs(copy_of_county)

    def failing(*_: object, **__: object) -> None:
        raise make()

    monkeypatch.setattr(writer, failing)
    assert _merge(copy_of_county) == status
    assert words in capsys.readouterr().err
    monkeypatch.undo()
    assert _outputs(copy_of_county) == before
    assert _nothing_left_behind(copy_of_county)


@pytest.mark.parametrize("fault", ["disk full", "Ctrl+C"])
def test_issue__stopped_before_the_last_unit_writes_none(
    copy_of_county: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, fault: str
):
    from xlsxwriter.workbook import Workbook

    make, status, words = FAULTS[fault]
    store, done = Workbook._store_workbook, 0

    def failing(self: Any) -> None:
        nonlocal done
        done += 1
        if done == 4:
            raise make()
        store(self)

    monkeypatch.setattr(Workbook, "_store_workbook", failing)
    line = ["issue", "--workspace", str(copy_of_county.root), "--period", THIRD]
    assert cli.run(line) == status
    assert words in capsys.readouterr().err
    assert list((copy_of_county.templates / "issued" / THIRD).glob("*")) == []
    monkeypatch.undo()
    assert cli.run(line) == 0


@pytest.mark.parametrize("name", ["督办/区交建局.docx", "result.json"])
def test_merge__a_folder_stands_where_an_output_goes(
    copy_of_county: Workspace, capsys: pytest.CaptureFixture[str], name: str
):
    path = copy_of_county.outputs / SECOND / name
    path.unlink()
    path.mkdir()
    before = _outputs(copy_of_county)
    assert _merge(copy_of_county) == 4
    assert f"“{path.name}”写不进去" in capsys.readouterr().err
    assert _outputs(copy_of_county) == before


def test_outputs_is_no_folder__status_and_check_still_work(
    copy_of_county: Workspace, capsys: pytest.CaptureFixture[str]
):
    shutil.rmtree(copy_of_county.outputs)
    copy_of_county.outputs.write_text("x", encoding="utf-8")
    place = ["--workspace", str(copy_of_county.root)]
    assert _merge(copy_of_county) == 4
    assert "outputs" in capsys.readouterr().err
    assert cli.run(["status", *place]) == 0
    assert cli.run(["check", str(copy_of_county.inputs / SECOND / "松澜城投.xlsx"), *place]) == 0


def test_cache__damaged_or_foreign_is_never_believed(copy_of_county: Workspace, capsys: pytest.CaptureFixture[str]):
    before = _outputs(copy_of_county)
    for path in copy_of_county.cache.rglob("*.json"):
        if path.name != "written.json":
            path.write_text('{"garbage": [', encoding="utf-8")
    line = ["merge", "--workspace", str(copy_of_county.root), "--period", SECOND, "--as-of", SECOND_TIME]
    assert cli.run(line) == 0
    assert _outputs(copy_of_county) == before
