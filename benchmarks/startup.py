"""How fast reportgen answers, against a bare click program in the same run, on a copy of the repository's workspace."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks.clock import ROOT

BARE = """
import click
@click.group()
def cli(): "Bare."
@cli.command()
def one(): "One."
cli()
"""


def seconds(*command: str) -> float:
    """Return how long *command* takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def medians(rounds: int) -> Mapping[str, float]:
    """Return the median time of each command over alternating rounds, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        bare = work / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        for name in ("templates", "inputs"):
            shutil.copytree(ROOT / name, work / "w" / name)
        ours = (sys.executable, "-m", "reportgen")
        commands = {
            "bare click --help": (sys.executable, str(bare), "--help"),
            "reportgen --help": (*ours, "--help"),
            "reportgen status": (*ours, "status", "--workspace", str(work / "w")),
        }
        for command in commands.values():  # the first status reads every return; later ones know where it stands
            seconds(*command)
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                times[name].append(seconds(*command))
        return {name: statistics.median(taken) for name, taken in times.items()}
