"""Where a period stands: which form of which unit is in which state, kept so that asking again is quick.

What is kept under ``outputs/.cache/`` names everything it was worked out from (the plan's and the inputs'
files with size and time, the time asked for) and holds only until the next deadline, receipt or close of
a window. Anything else is worked out anew from the inputs.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from reportgen import __version__
from reportgen.edges import clock
from reportgen.edges.workspace import PLAN_FILES, Workspace

_SCHEMA = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One obligation and its state, as texts; times are ISO 8601 in the plan's zone."""

    unit: str
    form: str
    period: str
    due_at: str
    state: str
    received_at: str | None
    workdays_late: int
    file: str | None
    on_change: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A period's obligations at a time."""

    plan: str
    period: str
    label: str
    offset: str  # the plan's time zone
    as_of: str
    close: str  # of the reporting window
    lines: tuple[Line, ...]

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.as_of)

    @property
    def closes(self) -> datetime:
        return datetime.fromisoformat(self.close)


def standing(workspace: Workspace, period_text: str | None = None, as_of: str | None = None) -> Standing:
    """Return where a period stands; raises as `course.follow` does."""
    period = period_text or _newest(workspace)
    key = _key(workspace, period, as_of)
    kept = _kept(_path(workspace, period), key, as_of)
    if kept is not None:
        return kept
    return _worked_out(workspace, period_text, as_of)


def _newest(workspace: Workspace) -> str:
    newest = workspace.newest_period()
    return newest.id if newest else ""


def _worked_out(workspace: Workspace, period_text: str | None, as_of: str | None) -> Standing:
    from reportgen.app import course as courses

    plan = courses.load_plan(workspace)
    period = courses.chosen_period(workspace, period_text)
    course = courses.follow(workspace, plan, period, as_of)
    lines = tuple(
        Line(
            s.obligation.unit, s.obligation.form, s.obligation.period.id, s.obligation.due_at.isoformat(), s.state,
            s.received_at.isoformat() if s.received_at else None, s.workdays_late, s.file, s.obligation.on_change,
        )
        for s in course.filed.submissions
    )  # fmt: skip
    found = Standing(
        plan.header.name,
        period.id,
        period.label,
        plan.header.time_zone,
        course.as_of.isoformat(),
        course.close.isoformat(),
        lines,
    )
    times = [s.obligation.due_at for s in course.filed.submissions]
    times += [course.close, *(f.receipt.received_at for f in course.filed.files)]
    until = min((t for t in times if t > course.as_of), default=None)
    _keep(_path(workspace, period.id), _key(workspace, period.id, as_of), found, until)
    return found


def _path(workspace: Workspace, period: str) -> Path:
    return workspace.cache / f"standing-{period}.json"


def _key(workspace: Workspace, period: str, as_of: str | None) -> str:
    """A digest of what a standing depends on; reading the folders costs a few milliseconds."""
    parts = [str(_SCHEMA), __version__, period, as_of or ""]
    for path in [workspace.templates / name for name in PLAN_FILES]:
        with suppress(OSError):
            parts.append(_stamp(path.name, path.stat()))
    parts += sorted(_stamps(str(workspace.inputs), ""))
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _stamps(folder: str, prefix: str) -> Iterator[str]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            name = f"{prefix}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _stamps(entry.path, name)
            else:
                yield _stamp(name, entry.stat())


def _stamp(name: str, stat: os.stat_result) -> str:
    return f"{name}|{stat.st_size}|{stat.st_mtime_ns}"


def _kept(path: Path, key: str, as_of: str | None) -> Standing | None:
    try:
        packed: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if packed["key"] != key or packed["checksum"] != _checksum(packed["standing"]):
            return None
        told = packed["standing"]
        found = Standing(**{**told, "lines": tuple(Line(*line) for line in told["lines"])})
        if as_of is not None or found.moment >= found.closes:
            return found
        now = clock.now(found.offset)
        if now < found.moment or (packed["until"] and now >= datetime.fromisoformat(packed["until"])):
            return None
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return dataclasses.replace(found, as_of=now.isoformat())


def _keep(path: Path, key: str, found: Standing, until: datetime | None) -> None:
    """Keep *found*; a cache that cannot be written is no fault."""
    told = {f.name: getattr(found, f.name) for f in dataclasses.fields(found)}
    told["lines"] = [list(_values(line)) for line in found.lines]
    packed = {"key": key, "checksum": _checksum(told), "until": until.isoformat() if until else None, "standing": told}
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(packed, ensure_ascii=False), encoding="utf-8")
        temporary.replace(path)


def _values(line: Line) -> Iterator[Any]:
    return (getattr(line, f.name) for f in dataclasses.fields(line))


def _checksum(told: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
