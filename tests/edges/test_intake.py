from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from reportgen.edges import intake
from reportgen.edges.shelves import Shelves
from reportgen.edges.workspace import Ignored, Workspace
from reportgen.model.errors import InputError
from reportgen.model.period import Period

OCTOBER = Period.parse("2025-10")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    root = tmp_path / "w"
    for name in ("templates", "inputs", "outputs"):
        (root / name).mkdir(parents=True)
    return Workspace(root)


@dataclass
class Taken:
    new: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)


def take_in(workspace: Workspace, sources: Sequence[Path], period: Period) -> Taken:
    """Open *sources* and put their files on the period's shelf."""
    opener, shelves, taken = intake.Opener(), Shelves(workspace), Taken()
    taken.ignored = opener.ignored
    for given in opener.paths(sources):
        if shelves.find(period, given.content):
            taken.known.append(given.name)
        else:
            name = intake.safe_name(given.name)
            taken.new.append(shelves.put(period, name, given.content, given.moment, undo=True))
    return taken


def test_take_in__same_content_once(workspace: Workspace, tmp_path: Path):
    source = tmp_path / "表.xlsx"
    source.write_bytes(b"one")
    assert take_in(workspace, [source], OCTOBER).new == ["inputs/2025-10/表.xlsx"]
    again = take_in(workspace, [source], OCTOBER)
    assert (again.new, again.known) == ([], ["表.xlsx"])


def test_take_in__another_file_of_the_same_name_is_kept_beside(workspace: Workspace, tmp_path: Path):
    source = tmp_path / "表.xlsx"
    source.write_bytes(b"one")
    take_in(workspace, [source], OCTOBER)
    source.write_bytes(b"two")
    assert take_in(workspace, [source], OCTOBER).new == ["inputs/2025-10/表（2）.xlsx"]
    assert (workspace.root / "inputs/2025-10/表.xlsx").read_bytes() == b"one"


def test_take_in__files_keep_their_time(workspace: Workspace, tmp_path: Path):
    """The time at which a chat or a browser saved a file may be all that tells when it came."""
    source = tmp_path / "表.xlsx"
    source.write_bytes(b"one")
    os.utime(source, (1_762_400_000, 1_762_400_000))
    take_in(workspace, [source], OCTOBER)
    assert (workspace.root / "inputs/2025-10/表.xlsx").stat().st_mtime == 1_762_400_000


def test_take_in__leaves_what_can_be_no_return(workspace: Workspace, tmp_path: Path):
    folder = tmp_path / "桌面"
    (folder / ".隐藏").mkdir(parents=True)
    for name in ("~$表.xlsx", "Thumbs.db", ".隐藏/表.xlsx", "收件登记.xlsx", "表.xlsx"):
        (folder / name).write_bytes(name.encode())
    with zipfile.ZipFile(folder / "苹果.zip", "w") as archive:
        archive.writestr("__MACOSX/._报表.xlsx", b"x")
        archive.writestr("报表.xlsx", b"y")
    taken = take_in(workspace, [folder], OCTOBER)
    assert sorted(taken.new) == ["inputs/2025-10/报表.xlsx", "inputs/2025-10/表.xlsx"]
    assert {item.path for item in taken.ignored} == {
        "~$表.xlsx",
        "Thumbs.db",
        ".隐藏/表.xlsx",
        "收件登记.xlsx",
        "__MACOSX/._报表.xlsx",
    }
    assert all(item.why for item in taken.ignored)


def test_take_in__zip_with_a_path_that_climbs_out(workspace: Workspace, tmp_path: Path):
    source = tmp_path / "a.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("../../外面.xlsx", b"x")
        archive.writestr("夹/CON.xlsx", b"y")
        archive.writestr("D:\\桌面\\里面.xlsx", b"z")
    taken = take_in(workspace, [source], OCTOBER).new
    assert taken == ["inputs/2025-10/外面.xlsx", "inputs/2025-10/_CON.xlsx", "inputs/2025-10/里面.xlsx"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_take_in__names_as_windows_and_macos_zip_them(workspace: Workspace, tmp_path: Path, encoding: str):
    source, name = tmp_path / "a.zip", "报表汇总".encode(encoding)
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("A" * len(name) + ".xlsx", b"x")
    source.write_bytes(source.read_bytes().replace(b"A" * len(name), name))
    assert take_in(workspace, [source], OCTOBER).new == ["inputs/2025-10/报表汇总.xlsx"]


def test_take_in__damaged_zip_takes_nothing_at_all(workspace: Workspace, tmp_path: Path):
    good, source = tmp_path / "好的.xlsx", tmp_path / "a.zip"
    good.write_bytes(b"good")
    source.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(InputError, match=r"a\.zip.*打不开.*没有收下"):
        take_in(workspace, [good, source], OCTOBER)


def test_take_in__zip_damaged_inside(workspace: Workspace, tmp_path: Path):
    source = tmp_path / "a.zip"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("一.xlsx", b"one" * 1000)
        archive.writestr("二.xlsx", bytes(range(256)) * 50)
    data = bytearray(source.read_bytes())
    middle = data.rindex(b"PK\x03\x04") + 60
    data[middle : middle + 40] = b"\xff" * 40
    source.write_bytes(data)
    with pytest.raises(InputError, match=r"a\.zip.*打不开.*没有收下"):
        take_in(workspace, [source], OCTOBER)


def test_safe_name__long_names_keep_their_kind():
    assert intake.safe_name("表" * 200 + ".xlsx") == "表" * 115 + ".xlsx"


def test_shelves__a_half_written_file_is_not_taken_for_the_whole(workspace: Workspace, tmp_path: Path):
    """A run that was killed leaves a file with the right content under a name that nobody reads."""
    folder = workspace.period_folder(OCTOBER)
    folder.mkdir()
    (folder / ".new-1-1.xlsx").write_bytes(b"one")
    (folder / ".new-1-2.xlsx").write_bytes(b"old")
    os.utime(folder / ".new-1-2.xlsx", (0, 0))
    source = tmp_path / "表.xlsx"
    source.write_bytes(b"one")
    assert take_in(workspace, [source], OCTOBER).new == ["inputs/2025-10/表.xlsx"]
    assert sorted(p.name for p in folder.iterdir()) == [".new-1-1.xlsx", "表.xlsx"]
