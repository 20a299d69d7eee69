"""Set up and run on a fresh machine, Linux or Windows.

``python3 tools/start.py`` installs reportgen into .venv and merges the sample returns;
``python3 tools/start.py test`` installs the development tools too and runs every check and test.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")


def main(arguments: list[str]) -> int:
    """Install, then run the main job or, with ``test``, the checks; return the exit status."""
    if sys.version_info < (3, 11):
        print("reportgen needs Python 3.11 or newer. 需要 Python 3.11 或更新版本。")
        return 2
    if importlib.util.find_spec("ensurepip") is None:
        print("Python's venv is missing; install it first: sudo apt-get install python3-venv")
        return 2
    testing = arguments[:1] == ["test"]
    install(".[dev]" if testing else ".", editable=testing)
    if not testing:
        return run(PYTHON, "-m", "reportgen", "merge", *arguments)
    return run(PYTHON, "-m", "tools.lint") or run(PYTHON, "-m", "pytest", "-n", "2", *arguments[1:])


def install(what: str, *, editable: bool) -> None:
    """Make .venv where there is none and install *what* into it; leaves with pip's status on failure."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", str(BIN.parent)], check=True)
    quiet = ("-q", "--disable-pip-version-check")
    status = run(PYTHON, "-m", "pip", "install", *quiet, *(("-e",) if editable else ()), what)
    if status:
        sys.exit(status)


def run(program: Path, *arguments: str) -> int:
    """Run *program* in the repository's folder with UTF-8 stated, and return its exit status."""
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run([str(program), *arguments], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
