"""Commands timed, with the memory of all their processes, and medians of alternating rounds."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_LOOK = 0.05  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Run:
    """How long a command took, in seconds, and the most memory that it and its children held together, in MB."""

    seconds: float
    megabytes: float


def run(*command: str, well: tuple[int, ...] = (0,)) -> Run:
    """Run a command; raises `CalledProcessError` with its words where its status is none of *well*."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    most = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, most))
    watcher.start()
    said = process.communicate()[0]
    seconds = time.perf_counter() - start
    watcher.join()
    if process.returncode not in well:
        raise subprocess.CalledProcessError(process.returncode, command, said.decode(errors="replace"))
    return Run(seconds, most[0])


def reportgen(*arguments: str) -> Run:
    """Run the command line of this repository."""
    return run(sys.executable, "-m", "reportgen", *arguments, well=(0, 1))  # 1: it found something


def alternating(rounds: int, **acts: Callable[[], float]) -> Mapping[str, float]:
    """Return the median of what each of *acts* gives, all of them done in every round."""
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            taken[name].append(act())
    return {name: statistics.median(values) for name, values in taken.items()}


def timed(act: Callable[[], object]) -> float:
    """Return the processor time that *act* takes in this process, in seconds."""
    start = time.process_time()
    act()
    return time.process_time() - start


def _watch(process: subprocess.Popen[bytes], most: list[float]) -> None:
    """Keep the largest sum of what the process and all below it hold, shared pages counted once (Linux)."""
    while process.poll() is None:
        most[0] = max(most[0], sum(_held(pid) for pid in _family(process.pid)) / 1024)
        time.sleep(_LOOK)


def _family(pid: int) -> list[int]:
    parents: dict[int, int] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            try:
                parents[int(entry.name)] = int(Path(entry.path, "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue  # it ended meanwhile
    family = [pid]
    for known in family:
        family += [child for child, parent in parents.items() if parent == known]
    return family


def _held(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
