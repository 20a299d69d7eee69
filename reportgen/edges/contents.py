"""What there is to read: files as they lie in a folder, and the files in packages that lie there.

A file in a package is named after both: ``inputs/2025-10/包.zip/里面.xlsx``. Its bytes are copied out to
the cache (again by every run, so what lies there is never believed), where `path_of` finds them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from reportgen.edges import codes, unpack
from reportgen.edges.atomic import replacing
from reportgen.edges.books.guard import Unreadable, refuse
from reportgen.edges.files import reason
from reportgen.edges.workspace import Ignored, Workspace, why_unwanted
from reportgen.model.errors import InputError
from reportgen.model.finding import Finding
from reportgen.model.outcome import Receipt


@dataclass(frozen=True, slots=True)
class Content:
    """One file to read, or (with ``fault``) one that cannot be: ``path`` holds the bytes of the file *name*."""

    name: str
    path: Path
    sha256: str = ""  # "" for a file that lies there itself
    fault: tuple[Finding, ...] = ()
    member: unpack.Member | None = None  # the file in the package, None for a file that lies there itself


@dataclass(frozen=True, slots=True)
class Contents:
    """A folder's files with those in its packages. ``receipts`` are of all that was received, by name."""

    receipts: Mapping[str, Receipt]
    readable: tuple[str, ...]
    faults: Mapping[str, tuple[Finding, ...]]  # why a package, or a file in one, stays shut
    ignored: tuple[Ignored, ...]
    said: tuple[Finding, ...] = ()  # of what messages hold and no file is: links to net disks, pictures left aside


def contents_of(
    workspace: Workspace, arrived: Mapping[str, Receipt], limits: unpack.Limits = unpack.DEFAULT, server: str = ""
) -> Contents:
    """Return what lies in the received files *arrived*; a file of a package came when the package came.

    *server* is the office's own mail server, whose word on the sender of a message counts.
    """
    receipts: dict[str, Receipt] = {}
    readable: list[str] = []
    faults: dict[str, tuple[Finding, ...]] = {}
    ignored: list[Ignored] = []
    said: list[Finding] = []
    for name, receipt in arrived.items():
        for item in open_up(workspace.root / name, name, workspace.cache, limits, server):
            if isinstance(item, Ignored):
                ignored.append(item)
                continue
            if isinstance(item, Finding):
                said.append(item)
                continue
            receipts[item.name] = _receipt(receipt, item)
            if item.fault:
                faults[item.name] = item.fault
            else:
                readable.append(item.name)
    return Contents(receipts, tuple(readable), faults, tuple(ignored), tuple(said))


def _receipt(receipt: Receipt, item: Content) -> Receipt:
    member = item.member
    if member is None:
        return receipt
    note = "；".join(filter(None, (receipt.note, member.note)))
    own = replace(receipt, path=item.name, sha256=item.sha256, note=note)
    if member.arrived is None or receipt.evidence == "register":
        return replace(own, sender=receipt.sender or member.sender)
    return replace(own, received_at=member.arrived, evidence="mail", sender=member.sender or receipt.sender)


def path_of(workspace: Workspace, name: str) -> Path:
    """Return where the bytes of the received file *name* are, after `contents_of` has seen it."""
    path = workspace.root / name
    return path if path.is_file() else _copy_path(workspace.cache, name)


def open_up(
    path: Path, name: str, cache: Path, limits: unpack.Limits = unpack.DEFAULT, server: str = ""
) -> Iterator[Content | Ignored | Finding]:
    """Yield the file at *path*, called *name*; if it is a package, the files in it, copied out below *cache*.

    What messages hold that is no file is a finding.
    """
    try:
        with path.open("rb") as stream:
            opened = unpack.could_be_package(name, stream.read(unpack.HEAD))
        most = max(limits.inflated_bytes, unpack.DEFAULT.inflated_bytes)
        data = path.read_bytes() if opened and path.stat().st_size <= most else b""
    except OSError:
        opened, data = False, b""  # the reader says why
    if not opened or not unpack.is_package(name, data):
        yield Content(name, path)
        return
    try:
        found = list(_members(name, data, cache, limits, server))
    except Unreadable as fault:
        yield Content(name, path, fault=fault.findings)
        return
    if not any(isinstance(item, Content) for item in found):
        yield Content(name, path, fault=refuse(codes.FILE_ARCHIVE_EMPTY).findings)
    yield from found


def _members(
    name: str, data: bytes, cache: Path, limits: unpack.Limits, server: str
) -> Iterator[Content | Ignored | Finding]:
    for member in unpack.unpack(name, data, limits, server=server):
        if member.remark:
            yield codes.FILE_MESSAGE.make(said=member.remark, file="/".join((name, *member.parts)))
            continue
        own = f"{name}/{member.place}"
        why = why_unwanted(member.parts)
        if why:
            yield Ignored(own, why)
            continue
        digest = hashlib.sha256(member.content).hexdigest()
        bare = replace(member, content=b"")
        if member.fault is not None:
            yield Content(own, cache, digest, member.fault.findings, bare)
            continue
        path = _copy_path(cache, own)
        _write(path, member.content, name)
        yield Content(own, path, digest, (), bare)


def _copy_path(cache: Path, name: str) -> Path:
    """Where the file *name* of a package is copied to: a name of its own that keeps what tells its kind."""
    suffix = PurePosixPath(name).suffix
    kept = suffix.lower() if suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) < 8 else ""
    return cache / "unpacked" / f"{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:40]}{kept}"


def _write(path: Path, content: bytes, package: str) -> None:
    try:
        if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temporary:
            temporary.write_bytes(content)
    except OSError as error:
        raise InputError(f"“{package}”拆开后的文件写不进 outputs/.cache（{reason(error)}）。请检查后重试。") from error
