"""Taking files into ``inputs/<period>/``: single files, folders and .zip archives."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from reportgen.edges.files import sha256_of
from reportgen.edges.workspace import Workspace
from reportgen.model.errors import InputError
from reportgen.model.period import Period

MOST_MEMBERS = 2_000
MOST_BYTES = 500 * 1024 * 1024
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def take_in(workspace: Workspace, sources: Sequence[Path], period: Period) -> tuple[list[str], list[str]]:
    """Copy every file of *sources* into the period's folder.

    Returns (names taken in, names left because the same content is there). Nothing is overwritten: a
    name that is taken by other content gets a number. Raises `InputError` for a damaged or oversized
    archive.
    """
    folder = workspace.period_folder(period)
    folder.mkdir(parents=True, exist_ok=True)
    present = {sha256_of(p) for p in folder.rglob("*") if p.is_file()}
    taken, known = [], []
    for name, content in _contents(sources):
        target = _free_name(folder, safe_name(name))
        temporary = target.with_name(target.name + ".part")
        temporary.write_bytes(content)
        digest = sha256_of(temporary)
        if digest in present:
            temporary.unlink()
            known.append(name)
            continue
        temporary.replace(target)
        present.add(digest)
        taken.append(target.relative_to(workspace.root).as_posix())
    return taken, known


def _contents(sources: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    for source in sources:
        files = sorted(p for p in source.rglob("*") if p.is_file()) if source.is_dir() else [source]
        for file in files:
            if file.suffix.lower() == ".zip":
                yield from _members(file)
            else:
                yield file.name, file.read_bytes()


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    """The files of an archive; names that are not UTF-8 are read as GB18030, as Windows writes them."""
    try:
        with zipfile.ZipFile(path, metadata_encoding="gb18030") as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > MOST_BYTES:
                raise InputError(
                    f"压缩包“{path.name}”过大（超过 {MOST_MEMBERS} 个文件或 {MOST_BYTES // 1024 // 1024} MB），没有收下。请分开压缩后再收。"
                )
            for member in members:
                yield PurePosixPath(member.filename).name, archive.read(member)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise InputError(
            f"压缩包“{path.name}”打不开，可能已损坏或加了密码。请让单位重新发送，或解压后再收。"
        ) from error


def safe_name(name: str) -> str:
    """Return *name* as a file name that Windows allows, never a path."""
    name = _FORBIDDEN.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .") or "未命名"
    return f"_{name}" if _DEVICES.match(name) else name[:120]


def _free_name(folder: Path, name: str) -> Path:
    target = folder / name
    stem, suffix = Path(name).stem, Path(name).suffix
    number = 2
    while target.exists():
        target = folder / f"{stem}（{number}）{suffix}"
        number += 1
    return target
