"""The same inputs give the same bytes: in another folder, under another hash seed, zone and language."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SECOND_TIME, Merged


@pytest.mark.parametrize("name", ["county", "sample"])
def test_merge__same_bytes_elsewhere(name: str, request: pytest.FixtureRequest, tmp_path: Path):
    merged: Merged = request.getfixturevalue(name)
    other = tmp_path / "别处 的文件夹"
    shutil.copytree(merged.workspace.root, other, ignore=shutil.ignore_patterns("outputs"))
    done = _run(other, "merge", merged.period, *(["--as-of", SECOND_TIME] if name == "county" else []))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    here, there = outputs(merged.folder), outputs(other / "outputs" / merged.period)
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []


def test_merge__same_bytes_from_the_cache(county: Merged, copy_of_county):
    before = outputs(county.folder)
    shutil.rmtree(copy_of_county.outputs / county.period)
    Merged.by(copy_of_county, county.period, SECOND_TIME)
    assert outputs(copy_of_county.outputs / county.period) == before


def test_issue__same_bytes_elsewhere(county: Merged, tmp_path: Path):
    other = tmp_path / "w"
    shutil.copytree(county.workspace.root, other, ignore=shutil.ignore_patterns("outputs", "issued"))
    done = _run(other, "issue", county.period)
    assert done.returncode == 0, done.stderr
    place = Path("templates", "issued", county.period)
    assert outputs(other / place) == outputs(county.workspace.root / place)


def _run(workspace: Path, command: str, period: str, *more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/New_York", "LC_ALL": "C"}
    line = [sys.executable, "-m", "reportgen", command, "--workspace", str(workspace), "--period", period, *more]
    return subprocess.run(line, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def outputs(folder: Path) -> dict[str, bytes]:
    """Every output of a period by its name."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
