"""Lint, format, types and import layers in one command: ``python -m tools.lint``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PATHS = ("reportgen", "tests", "tools", "benchmarks")
CHECKS = (
    ("ruff", "check", *PATHS),
    ("ruff", "format", "--check", *PATHS),
    ("mypy",),
    ("lint-imports",),
)


def main() -> int:
    """Run every check, tell which failed, and return 1 if any did."""
    folder = Path(sys.executable).parent
    failed = []
    for command in CHECKS:
        found = subprocess.run([str(folder / command[0]), *command[1:]], check=False)
        if found.returncode:
            failed.append(" ".join(command))
    if failed:
        print("failed: " + "; ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
