"""Outputs are whole or as they were, and what people edited is kept."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from reportgen.edges import atomic
from reportgen.edges.atomic import OutputSet, replacing, write_text
from reportgen.edges.workspace import Workspace
from reportgen.model.errors import OutputBusy, OutputError
from reportgen.model.period import Period

OCTOBER = Period.parse("2025-10")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def run(workspace: Workspace, files: dict[str, str], *, partial: bool = False) -> OutputSet:
    with OutputSet(workspace, OCTOBER, partial=partial) as outputs:
        for name, text in files.items():
            outputs.path(name).write_text(text, encoding="utf-8")
    return outputs


def there(workspace: Workspace) -> dict[str, str]:
    folder = workspace.output_folder(OCTOBER)
    files = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in files}


def edit(workspace: Workspace, name: str, text: str = "手改") -> None:
    (workspace.output_folder(OCTOBER) / name).write_text(text, encoding="utf-8")


def locked(monkeypatch: pytest.MonkeyPatch, name: str, number: int = errno.EACCES) -> None:
    """Have replacing a file called *name* fail, as Windows does while Excel shows it."""
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        if Path(target).name == name:
            raise OSError(number, "no", str(target))
        real(source, target)

    monkeypatch.setattr(atomic.os, "replace", replace)


# ---------------------------------------------------------------- one file


def test_replacing__puts_the_file_in_place_and_leaves_nothing_else(tmp_path: Path):
    path = tmp_path / "新" / "汇总表.xlsx"
    with replacing(path) as temporary:
        assert temporary.parent == path.parent
        assert temporary.suffix == ".xlsx"
        temporary.write_bytes(b"new")
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def test_replacing__failure_leaves_the_old_one(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(ValueError), replacing(path) as temporary:
        temporary.write_bytes(b"half")
        raise ValueError
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_replacing__open_in_excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "汇总表.xlsx"
    path.write_bytes(b"old")
    locked(monkeypatch, path.name)
    with pytest.raises(OutputBusy, match=r"“汇总表.xlsx”正被打开.*请关闭后重试"), replacing(path) as temporary:
        temporary.write_bytes(b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_replacing__disk_full(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with pytest.raises(OutputError, match="磁盘空间不足"), replacing(path) as temporary:
        temporary.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "full")
    assert list(tmp_path.iterdir()) == []


def test_replacing__folder_cannot_be_made(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError), replacing(tmp_path / "file" / "a.txt") as temporary:
        temporary.write_text("")


def test_replacing__error_about_another_file_is_not_ours(tmp_path: Path):
    with pytest.raises(FileNotFoundError), replacing(tmp_path / "a.txt"):
        (tmp_path / "template").read_bytes()


def test_write_text__same_bytes_on_every_system(tmp_path: Path):
    write_text(tmp_path / "a.txt", "甲\n\ud83d")
    assert (tmp_path / "a.txt").read_bytes() == "甲\n?".encode()


# ---------------------------------------------------------------- all of a run


def test_outputs__written_and_named(workspace: Workspace):
    outputs = run(workspace, {"简报.docx": "1", "督办/甲局.docx": "2", "result.json": "3"})
    assert there(workspace) == {"简报.docx": "1", "督办/甲局.docx": "2", "result.json": "3"}
    assert sorted(outputs.written) == [
        "outputs/2025-10/result.json", "outputs/2025-10/督办/甲局.docx", "outputs/2025-10/简报.docx",
    ]  # fmt: skip
    assert outputs.beside == outputs.removed == outputs.kept == []
    assert [p.name for p in workspace.cache.iterdir()] == ["written.json"]


def test_outputs__failure_changes_nothing(workspace: Workspace):
    run(workspace, {"简报.docx": "1"})
    with pytest.raises(ZeroDivisionError), OutputSet(workspace, OCTOBER) as outputs:
        outputs.path("简报.docx").write_text("2")
        raise ZeroDivisionError
    assert there(workspace) == {"简报.docx": "1"}
    assert [p.name for p in workspace.cache.iterdir()] == ["written.json"]


def test_outputs__one_that_is_open_leaves_all_as_they_were(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    before = {"汇总表.xlsx": "1", "简报.docx": "1", "退回/a.xlsx": "1", "result.json": "1"}
    run(workspace, before)
    locked(monkeypatch, "简报.docx")
    with pytest.raises(OutputBusy, match=r"“简报.docx”正被打开"):
        run(workspace, {"一页纸.docx": "2", "汇总表.xlsx": "2", "简报.docx": "2", "result.json": "2"})
    assert there(workspace) == before


def test_outputs__disk_full_while_replacing_puts_back(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    run(workspace, {"a.txt": "1", "b.txt": "1"})
    locked(monkeypatch, "b.txt", errno.ENOSPC)
    with pytest.raises(OutputError, match="磁盘空间不足"):
        run(workspace, {"a.txt": "2", "b.txt": "2"})
    assert there(workspace) == {"a.txt": "1", "b.txt": "1"}


def test_outputs__disk_full_while_writing(workspace: Workspace):
    with pytest.raises(OutputError, match="磁盘空间不足"), OutputSet(workspace, OCTOBER):
        raise OSError(errno.ENOSPC, "full")


def test_outputs__what_is_no_longer_written_is_removed(workspace: Workspace):
    run(workspace, {"督办/甲局.docx": "1", "退回/a.xlsx": "1", "催报/甲局.eml": "1", "周调度.docx": "1"})
    outputs = run(workspace, {"催报/乙局.eml": "2"})
    assert there(workspace) == {"催报/乙局.eml": "2", "周调度.docx": "1"}
    assert len(outputs.removed) == 3
    assert not (workspace.output_folder(OCTOBER) / "督办").exists()


def test_outputs__partial_run_removes_nothing(workspace: Workspace):
    run(workspace, {"催报/甲局.eml": "1"})
    run(workspace, {"周调度.docx": "2"}, partial=True)
    assert there(workspace) == {"催报/甲局.eml": "1", "周调度.docx": "2"}


def test_outputs__file_that_somebody_put_there_stays(workspace: Workspace):
    run(workspace, {"催报/甲局.eml": "1"})
    edit(workspace, "催报/说明.txt")
    run(workspace, {})
    assert there(workspace) == {"催报/说明.txt": "手改"}


# ---------------------------------------------------------------- edited by hand


def test_edited__new_one_goes_beside(workspace: Workspace):
    run(workspace, {"简报.docx": "1"})
    edit(workspace, "简报.docx")
    outputs = run(workspace, {"简报.docx": "2"})
    assert there(workspace) == {"简报.docx": "手改", "简报（新）.docx": "2"}
    assert outputs.beside == ["outputs/2025-10/简报（新）.docx"]


def test_edited__stays_known_as_edited(workspace: Workspace):
    run(workspace, {"简报.docx": "1"})
    edit(workspace, "简报.docx")
    for text in ("2", "3"):
        run(workspace, {"简报.docx": text})
    assert there(workspace) == {"简报.docx": "手改", "简报（新）.docx": "3"}


def test_edited__so_is_the_new_one_beside_it(workspace: Workspace):
    run(workspace, {"简报.docx": "1"})
    edit(workspace, "简报.docx")
    run(workspace, {"简报.docx": "2"})
    edit(workspace, "简报（新）.docx", "也改了")
    run(workspace, {"简报.docx": "3"})
    assert there(workspace) == {"简报.docx": "手改", "简报（新）.docx": "也改了", "简报（新2）.docx": "3"}


def test_edited__taken_away_the_place_is_free_again(workspace: Workspace):
    run(workspace, {"简报.docx": "1"})
    edit(workspace, "简报.docx")
    run(workspace, {"简报.docx": "2"})
    (workspace.output_folder(OCTOBER) / "简报.docx").unlink()
    run(workspace, {"简报.docx": "3"})
    assert there(workspace) == {"简报.docx": "3"}


def test_edited__stale_one_is_kept_and_told(workspace: Workspace):
    run(workspace, {"督办/甲局.docx": "1"})
    edit(workspace, "督办/甲局.docx")
    outputs = run(workspace, {})
    assert there(workspace) == {"督办/甲局.docx": "手改"}
    assert outputs.kept == ["outputs/2025-10/督办/甲局.docx"]


def test_edited__result_is_data_and_always_new(workspace: Workspace):
    run(workspace, {"result.json": "1"})
    edit(workspace, "result.json")
    run(workspace, {"result.json": "2"})
    assert there(workspace) == {"result.json": "2"}


def test_edited__without_the_record_a_document_is_not_overwritten(workspace: Workspace):
    run(workspace, {"简报.docx": "1", "汇总表.xlsx": "1"})
    (workspace.cache / "written.json").unlink()
    run(workspace, {"简报.docx": "2", "汇总表.xlsx": "2"})
    assert there(workspace) == {"简报.docx": "1", "简报（新）.docx": "2", "汇总表.xlsx": "2"}


def test_edited__without_the_record_the_same_document_is_ours(workspace: Workspace):
    run(workspace, {"简报.docx": "1"})
    (workspace.cache / "written.json").write_text("damaged")
    assert run(workspace, {"简报.docx": "1"}).beside == []
    run(workspace, {"简报.docx": "2"})
    assert there(workspace) == {"简报.docx": "2"}


def test_outputs__of_a_run_killed_before_its_record_are_still_ours(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    """Between replacing the outputs and noting them: the next run must not take its own document for edited."""
    run(workspace, {"简报.docx": "一"})
    with monkeypatch.context() as killed:
        killed.setattr(atomic.Record, "note", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(workspace, {"简报.docx": "二"})
    assert there(workspace) == {"简报.docx": "二"}
    outputs = run(workspace, {"简报.docx": "三"})
    assert (there(workspace), outputs.beside) == ({"简报.docx": "三"}, [])
    edit(workspace, "简报.docx")
    assert run(workspace, {"简报.docx": "四"}).beside == ["outputs/2025-10/简报（新）.docx"]


def test_outputs__a_run_that_failed_leaves_the_old_document_ours(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    run(workspace, {"简报.docx": "一"})
    with monkeypatch.context() as busy:
        locked(busy, "简报.docx")
        with pytest.raises(OutputError):
            run(workspace, {"简报.docx": "二"})
    assert run(workspace, {"简报.docx": "三"}).beside == []
