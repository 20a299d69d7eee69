"""A throw-away copy of the repository's workspace, in which pages run commands and code for real."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tools.docs.load import ROOT


def has_returns() -> bool:
    """Whether the repository holds sample returns."""
    from reportgen.edges.workspace import Workspace

    return Workspace(ROOT).newest_period() is not None


@contextlib.contextmanager
def sample_workspace() -> Iterator[Path]:
    """Give a copy of templates/ and inputs/ as the current folder; what is written there is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in ("templates", "inputs"):
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("issued"))
        with contextlib.chdir(place):
            yield place
