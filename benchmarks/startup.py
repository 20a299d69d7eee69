"""How fast reportgen answers, against a bare click program in the same run: ``python benchmarks/startup.py``.

Medians of alternating rounds on a copy of the repository's workspace. Promised: ``--help`` at most twice
and ``status`` at most three times the bare program's time.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 15
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


def main() -> None:
    """Print a table of medians and their ratio to the bare program."""
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
        for _ in range(ROUNDS):
            for name, command in commands.items():
                times[name].append(seconds(*command))
        base = statistics.median(times["bare click --help"])
        print(f"{'command':<20}{'median ms':>10}{'ratio':>8}")
        for name, taken in times.items():
            median = statistics.median(taken)
            print(f"{name:<20}{median * 1000:>10.0f}{median / base:>8.2f}")


if __name__ == "__main__":
    main()
