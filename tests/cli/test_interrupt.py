"""Ctrl-C as a terminal sends it, to a real merge and its readers: over, nothing half-written, nobody left.

How soon it is over is a benchmark (``python -m benchmarks --only interruption``).
"""

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

from reportgen.edges.workspace import Workspace
from tests import circle
from tests.app.test_determinism import outputs
from tests.conftest import SECOND

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
_PATIENCE = 60  # seconds to wait for the moment and for the end; only an idle machine is fast


def _group(leader: int) -> list[int]:
    """The processes of the group that *leader* began, itself included."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            told = (entry / "stat").read_text().rpartition(")")[2].split() if entry.name.isdigit() else []
        except OSError:
            continue  # it ended while we looked
        if told and int(told[2]) == leader and told[0] != "Z":
            found.append(int(entry.name))
    return found


def _reading(root: Path, process: int) -> bool:
    return len(_group(process)) > 1 and any((root / "outputs" / ".cache" / "readings").glob("*"))


def _writing(root: Path, process: int) -> bool:
    return any((root / "outputs" / ".cache").glob("new-*/**/*.xlsx"))


@pytest.mark.parametrize("moment", [_reading, _writing])
def test_merge__stopped_by_a_signal(copy_of_county: Workspace, moment: Callable[[Path, int], bool]):
    workspace = copy_of_county.root
    shutil.rmtree(copy_of_county.cache)
    before = outputs(workspace / "outputs" / SECOND)
    assert before
    process = subprocess.Popen(
        [sys.executable, "-m", "reportgen", "merge", "--workspace", str(workspace), "--period", SECOND],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(circle.REPOSITORY)},
    )  # fmt: skip
    begun = time.monotonic()
    while not moment(workspace, process.pid):
        assert process.poll() is None and time.monotonic() - begun < _PATIENCE
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=_PATIENCE)
    assert process.returncode in (130, -signal.SIGINT)  # a shell shows both as 130
    assert told.decode().strip().splitlines()[-1] == "已停止，原有文件没有改动。"
    assert "Traceback" not in told.decode()
    assert _group(process.pid) == []
    assert outputs(workspace / "outputs" / SECOND) == before
    assert not list((workspace / "outputs" / ".cache").glob("new-*"))
