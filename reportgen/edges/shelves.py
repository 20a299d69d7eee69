"""inputs/ as a place to put files: each content once in a period's folder, nothing overwritten, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from reportgen.edges.atomic import replacing
from reportgen.edges.files import sha256_of
from reportgen.edges.workspace import Workspace
from reportgen.model.period import Period

_ABANDONED = 3600  # seconds after which a half-written file is nobody's


class Shelves:
    """The periods' folders with what lies in them, by content; each is looked at once, when first needed."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[str, dict[str, str]] = {}  # period → SHA-256 → path relative to the workspace
        self._new: list[Path] = []

    def find(self, period: Period, content: bytes) -> str:
        """The file in *period*'s folder that has this *content*, "" if there is none."""
        return self._of(period).get(hashlib.sha256(content).hexdigest(), "")

    def find_anywhere(self, content: bytes) -> tuple[str, Period | None]:
        """The file in any period's folder that has this *content*, and the period."""
        for period in self._workspace.periods():
            if path := self.find(period, content):
                return path, period
        return "", None

    def put(self, period: Period, name: str, content: bytes, moment: datetime, *, undo: bool) -> str:
        """Write a file as *name*, numbered where that is taken, with the time *moment*; return its path.

        With *undo*, `take_back` removes it again.
        """
        target = _free(self._workspace.period_folder(period), name)
        with replacing(target) as temporary:
            temporary.write_bytes(content)
            stamp = int(moment.timestamp() * 1_000_000_000)
            os.utime(temporary, ns=(stamp, stamp))
        path = self._workspace.relative(target)
        self._of(period)[hashlib.sha256(content).hexdigest()] = path
        if undo:
            self._new.append(target)
        return path

    def take_back(self) -> None:
        for path in self._new:
            with suppress(OSError):
                path.unlink()

    def _of(self, period: Period) -> dict[str, str]:
        known = self._known.get(period.id)
        if known is None:
            folder = self._workspace.period_folder(period)
            _clear(folder)
            known = self._known[period.id] = {}
            for path in self._workspace.input_files(period):  # a half-written file is none of them
                known.setdefault(sha256_of(self._workspace.root / path), path)
        return known


def _clear(folder: Path) -> None:
    """Remove what interrupted runs left half written; what is young may be another program's of now."""
    for path in folder.glob(".new-*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED:
                path.unlink()


def _free(folder: Path, name: str) -> Path:
    target = folder / name
    stem, suffix = Path(name).stem, Path(name).suffix
    number = 2
    while target.exists():
        target = folder / f"{stem}（{number}）{suffix}"
        number += 1
    return target
