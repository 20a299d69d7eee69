from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from reportgen.edges import intake
from reportgen.edges.workspace import Workspace
from reportgen.model.errors import InputError
from reportgen.model.period import Period

OCTOBER = Period.parse("2025-10")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    root = tmp_path / "w"
    for name in ("templates", "inputs", "outputs"):
        (root / name).mkdir(parents=True)
    return Workspace(root)


def test_take_in__same_content_once(workspace: Workspace, tmp_path: Path):
    source = tmp_path / "表.xlsx"
    source.write_bytes(b"one")
    assert intake.take_in(workspace, [source], OCTOBER) == (["inputs/2025-10/表.xlsx"], [])
    assert intake.take_in(workspace, [source], OCTOBER) == ([], ["表.xlsx"])


def test_take_in__another_file_of_the_same_name_is_kept_beside(workspace: Workspace, tmp_path: Path):
    source = tmp_path / "表.xlsx"
    source.write_bytes(b"one")
    intake.take_in(workspace, [source], OCTOBER)
    source.write_bytes(b"two")
    assert intake.take_in(workspace, [source], OCTOBER)[0] == ["inputs/2025-10/表（2）.xlsx"]
    assert (workspace.root / "inputs/2025-10/表.xlsx").read_bytes() == b"one"


def test_take_in__zip_with_a_path_that_climbs_out(workspace: Workspace, tmp_path: Path):
    source = tmp_path / "a.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("../../外面.xlsx", b"x")
        archive.writestr("夹/CON.xlsx", b"y")
    taken, _ = intake.take_in(workspace, [source], OCTOBER)
    assert taken == ["inputs/2025-10/外面.xlsx", "inputs/2025-10/_CON.xlsx"]


def test_take_in__names_as_windows_zips_them(workspace: Workspace, tmp_path: Path):
    source = tmp_path / "a.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("AAAA.xlsx", b"x")
    data = source.read_bytes().replace(b"AAAA", "报表".encode("gb18030"))
    source.write_bytes(data)
    assert intake.take_in(workspace, [source], OCTOBER)[0] == ["inputs/2025-10/报表.xlsx"]


def test_take_in__damaged_zip(workspace: Workspace, tmp_path: Path):
    source = tmp_path / "a.zip"
    source.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(InputError, match=r"a\.zip.*打不开"):
        intake.take_in(workspace, [source], OCTOBER)
