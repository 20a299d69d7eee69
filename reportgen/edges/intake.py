"""Taking files into ``inputs/<period>/``: single files, folders and packages."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from reportgen.edges import files, unpack
from reportgen.edges.atomic import replacing
from reportgen.edges.books import Unreadable
from reportgen.edges.files import reason, sha256_of
from reportgen.edges.workspace import Ignored, Workspace, is_office_file, why_unwanted
from reportgen.model.errors import InputError
from reportgen.model.period import Period

_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


@dataclass
class Taken:
    """What became of the files that were given."""

    new: list[str] = field(default_factory=list)  # relative to the workspace
    known: list[str] = field(default_factory=list)  # names of those whose content is there already
    ignored: list[Ignored] = field(default_factory=list)  # those that can be no returns, each with its reason


@dataclass(frozen=True, slots=True)
class _Given:
    """One file that was given: its names (folders first), content and time."""

    parts: tuple[str, ...]
    content: bytes
    mtime_ns: int


def take_in(workspace: Workspace, sources: Sequence[Path], period: Period) -> Taken:
    """Copy every file of *sources* into the period's folder, with its own time; all of them or none.

    Nothing is overwritten: a name that is taken by other content gets a number. Raises `InputError` for
    a file that cannot be read and for a damaged or oversized archive, `OutputError` if the folder cannot
    be written.
    """
    folder = workspace.period_folder(period)
    present = {sha256_of(p) for p in folder.rglob("*") if p.is_file()}
    taken = Taken()
    try:
        for given in _given(sources):
            name = given.parts[-1]
            why = "办公室自己的登记，不是报表" if is_office_file(name) else why_unwanted(given.parts)
            digest = hashlib.sha256(given.content).hexdigest()
            if why:
                taken.ignored.append(Ignored("/".join(given.parts), why))
            elif digest in present:
                taken.known.append(name)
            else:
                target = _free_name(folder, safe_name(name))
                _write(target, given)
                present.add(digest)
                taken.new.append(workspace.relative(target))
    except BaseException:
        for written in taken.new:
            with suppress(OSError):
                (workspace.root / written).unlink()
        raise
    return taken


def _write(target: Path, given: _Given) -> None:
    """Write a file whole; its time is kept, for it may be all that tells when the file came."""
    with replacing(target) as temporary:
        temporary.write_bytes(given.content)
        os.utime(temporary, ns=(given.mtime_ns, given.mtime_ns))


def _given(sources: Sequence[Path]) -> Iterator[_Given]:
    for source in sources:
        files = sorted(p for p in source.rglob("*") if p.is_file()) if source.is_dir() else [source]
        for file in files:
            parts = file.relative_to(source).parts if source.is_dir() else (file.name,)
            try:
                time, content = file.stat().st_mtime_ns, file.read_bytes()
            except OSError as error:
                raise InputError(
                    f"“{file.name}”无法读取（{reason(error)}），没有收下任何文件。请处理后重试。"
                ) from error
            if not why_unwanted(parts) and unpack.is_package(file.name, content):
                yield from _members(file.name, content, time)
            else:
                yield _Given(parts, content, time)


def _members(name: str, content: bytes, time: int) -> Iterator[_Given]:
    """The files of a package, at its own time; a package in it that stays shut is taken as it is."""
    place = name
    try:
        for member in unpack.unpack(name, content):
            if member.fault is not None and not member.content:
                place = f"{name}/{member.place}"
                raise member.fault
            yield _Given(member.parts, member.content, time)
    except Unreadable as fault:
        raise InputError(f"“{place}”打不开，同时给出的文件一份也没有收下。{fault}") from fault


def safe_name(name: str) -> str:
    """Return *name* as a file name that Windows allows, never a path, no device, not too long."""
    name = files.safe_name(name.replace("\\", "/").rsplit("/", 1)[-1].strip(" ."))
    return f"_{name}" if _DEVICES.match(name) else _short(name)


def _short(name: str, most: int = 120) -> str:
    """Cut a long name in its stem, never in what tells its kind."""
    path = PurePosixPath(name)
    return name if len(name) <= most else path.stem[: most - len(path.suffix)] + path.suffix[:most]


def _free_name(folder: Path, name: str) -> Path:
    target = folder / name
    stem, suffix = Path(name).stem, Path(name).suffix
    number = 2
    while target.exists():
        target = folder / f"{stem}（{number}）{suffix}"
        number += 1
    return target
