"""Taking files into ``inputs/<period>/``: single files, folders and .zip archives."""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from reportgen.edges import files
from reportgen.edges.atomic import replacing
from reportgen.edges.files import reason, sha256_of
from reportgen.edges.workspace import Ignored, Workspace, is_office_file, why_unwanted
from reportgen.model.errors import InputError
from reportgen.model.period import Period

MOST_MEMBERS = 2_000
MOST_BYTES = 500 * 1024 * 1024
_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_DAMAGED = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError)


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
                time = file.stat().st_mtime_ns
                if file.suffix.lower() == ".zip" and not why_unwanted(parts):
                    yield from _members(file, time)
                else:
                    yield _Given(parts, file.read_bytes(), time)
            except OSError as error:
                raise InputError(
                    f"“{file.name}”无法读取（{reason(error)}），没有收下任何文件。请处理后重试。"
                ) from error


def _members(path: Path, time: int) -> Iterator[_Given]:
    """The files of an archive, at the archive's own time."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > MOST_BYTES:
                raise InputError(
                    f"压缩包“{path.name}”过大（超过 {MOST_MEMBERS} 个文件或 {MOST_BYTES // 1024 // 1024} MB），没有收下。请分开压缩后再收。"
                )
            for member in members:
                names = _member_name(member).replace("\\", "/").split("/")
                parts = tuple(n for n in names if n not in ("", ".", ".."))
                yield _Given(parts or ("",), archive.read(member), time)
    except _DAMAGED as error:
        raise InputError(
            f"压缩包“{path.name}”打不开，可能已损坏或加了密码，没有收下任何文件。请让单位重新发送，或解压后再收。"
        ) from error


def _member_name(member: zipfile.ZipInfo) -> str:
    """A member's name: UTF-8 where it says so or reads so (macOS), else GB18030, as Windows writes it."""
    if member.flag_bits & 0x800:
        return member.filename
    stored = member.filename.encode("cp437", "replace")
    try:
        return stored.decode("utf-8")
    except UnicodeDecodeError:
        return stored.decode("gb18030", "replace")


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
