"""This program's own source as part of a cache's key: what another version understood or judged is never believed."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from reportgen import __version__

PLANNING = (
    "edges/plan_sheets.py",
    "edges/plan_workbook_reader.py",
    "edges/plan_yaml.py",
    "formula",
    "layout.py",
    "model",
    "plan",
)
"""What the reading of a plan rests on, in the package's folder."""
READING = (
    "edges/books", "edges/codes.py", "edges/reading_cache.py", "edges/reading_job.py",
    "formula", "layout.py", "model", "plan", "reading", "rules",
)  # fmt: skip
"""What the reading of a file rests on."""
JUDGING = ("app", "brief", "edges", "filing", "formula", "layout.py", "measures", "model", "plan", "reading", "rules")
"""What a period's judgement rests on."""


@cache
def digest(parts: tuple[str, ...]) -> str:
    """Return a digest of the version and of the source files in *parts*."""
    root = Path(__file__).resolve().parents[1]
    told = hashlib.sha256(__version__.encode())
    for part in parts:
        path = root / part
        for source in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            told.update(f"{source.relative_to(root).as_posix()}\n".encode())
            told.update(source.read_bytes())
    return told.hexdigest()
