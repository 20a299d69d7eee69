"""Ctrl-C by a real signal, to a real merge and its processes, as a terminal sends it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PERIOD = "2025-10"
PATIENCE = 30  # seconds, for machines with much to do; on a quiet one it takes a tenth of one

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes in /proc")


def reads(process: int, outputs: Path) -> bool:
    return any(b"reading_worker" in command for command in family(process).values())


def writes(process: int, outputs: Path) -> bool:
    return any(path.is_file() for path in outputs.rglob("*") if ".cache" not in path.parts)


@pytest.mark.parametrize("moment", [reads, writes])
def test_ctrl_c__ends_all_and_leaves_nothing_half_written(tmp_path: Path, moment: Callable[[int, Path], bool]) -> None:
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    shutil.copytree(ROOT / "inputs" / PERIOD, tmp_path / "inputs" / PERIOD)
    command = [sys.executable, "-m", "reportgen", "merge", "--workspace", str(tmp_path), "--period", PERIOD]
    merge = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, cwd=ROOT, encoding="utf-8"
    )
    deadline = time.monotonic() + PATIENCE
    while not moment(merge.pid, tmp_path / "outputs"):
        assert merge.poll() is None and time.monotonic() < deadline
        time.sleep(0.005)
    os.killpg(merge.pid, signal.SIGINT)
    _, said = merge.communicate(timeout=PATIENCE)
    assert merge.returncode == 130
    assert said.splitlines()[-1] == "已停止，原有文件没有改动。"
    assert "Traceback" not in said
    assert not members(merge.pid)
    assert not [path for path in (tmp_path / "outputs").rglob("*") if path.is_file() and ".cache" not in path.parts]


def family(parent: int) -> dict[int, bytes]:
    """The command lines of the processes that *parent* started."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if int(entry.joinpath("stat").read_text().rpartition(")")[2].split()[1]) == parent:
                    found[int(entry.name)] = entry.joinpath("cmdline").read_bytes()
            except (OSError, IndexError):
                continue  # it ended meanwhile
    return found


def members(group: int) -> list[int]:
    """The processes that are left of a group, those that ended and wait to be fetched aside."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                state, _, of = entry.joinpath("stat").read_text().rpartition(")")[2].split()[:3]
            except (OSError, ValueError):
                continue
            if int(of) == group and state != "Z":
                found.append(int(entry.name))
    return found
