"""Zip archives: names as Windows and macOS write them; office files, which are zips too, are none."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO

from reportgen.edges.books.guard import damaged
from reportgen.edges.packages import DAMAGED
from reportgen.edges.unpack.budget import Inner, Meter, shut

_OPENINGS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OFFICE = frozenset(
    ("[content_types].xml", "mimetype", "ofd.xml", "meta-inf/manifest.xml", "buildversionhistory.plist")
)
_FAULTS = (*DAMAGED, OSError)  # the archive itself is in memory
_OFFICE_FIRST = (b"[Content_Types].xml", b"_rels/.rels", b"mimetype")
_WORKS = frozenset(("xl/workbook.xml", "xl/workbook.bin", "word/document.xml", "ppt/presentation.xml"))
_CHUNK = 1 << 18


def could_be_zip(_: str, head: bytes) -> bool:
    """Whether a file begins like a zip archive and not like an office file."""
    return head.startswith(_OPENINGS) and not head[30:60].startswith(_OFFICE_FIRST)


def is_zip(name: str, content: bytes) -> bool:
    """Whether a file is a zip archive and no office file; a broken one is known by its name."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = {n.replace("\\", "/").lstrip("/").lower() for n in archive.namelist()}
    except _FAULTS:
        return name.lower().endswith(".zip")
    if not names:
        return name.lower().endswith(".zip")
    return not (names & _WORKS or names & _OFFICE or any(n.endswith(".iwa") for n in names))


def members(content: bytes, meter: Meter) -> Iterator[Inner]:
    """Yield the files of the archive; one that is damaged has its fault, the others are read all the same."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        infos = [info for info in archive.infolist() if not info.is_dir()]
    except _FAULTS as error:
        raise shut("zip", "已损坏，或没有传完") from error
    if any(info.flag_bits & 1 for info in infos):
        raise shut("zip", "设有密码")
    for info in infos:
        meter.member()
        yield _member(archive, info, meter)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, meter: Meter) -> Inner:
    pieces: list[bytes] = []
    name = member_name(info)
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                meter.spend(len(chunk))
                pieces.append(chunk)
    except _FAULTS:
        return Inner(name, b"", damaged("在压缩包里解压出错"))
    return Inner(name, b"".join(pieces))


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name: UTF-8 where it says so or reads so (macOS), else GB18030, as Windows writes it."""
    if info.flag_bits & 0x800:
        return info.filename
    stored = info.orig_filename.encode("cp437", "replace")
    try:
        return stored.decode("utf-8")
    except UnicodeDecodeError:
        return stored.decode("gb18030", "replace")
