"""Tar archives, plain or compressed, and single files compressed with gzip, bzip2 or xz."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any, cast

from reportgen.edges.packages import DAMAGED_STREAM
from reportgen.edges.unpack.budget import Inner, Meter, shut

_MAGIC, _MAGIC_AT = b"ustar", 257
_HEAD = 512
_FAULTS = (tarfile.TarError, *DAMAGED_STREAM, OSError)  # the archive itself is in memory
_STREAMS: dict[str, Any] = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open}
_CHUNK = 1 << 18


class _Metered:
    """A stream that counts what is read of it and can give its first bytes twice."""

    def __init__(self, stream: IO[bytes], meter: Meter) -> None:
        self._stream, self._meter = stream, meter
        self._ahead = b""

    def read(self, count: int) -> bytes:
        ahead, self._ahead = self._ahead[:count], self._ahead[count:]
        if len(ahead) == count:
            return ahead
        chunk = self._stream.read(count - len(ahead))
        self._meter.spend(len(chunk))
        return ahead + chunk

    def peek(self, count: int) -> bytes:
        self._ahead = self.read(count)
        return self._ahead


def is_tar(_: str, content: bytes) -> bool:
    """Whether a file is an uncompressed tar archive."""
    return content[_MAGIC_AT : _MAGIC_AT + len(_MAGIC)] == _MAGIC


def members(content: bytes, meter: Meter) -> Iterator[Inner]:
    """Yield the files of a plain tar archive."""
    yield from _files(_Metered(BytesIO(content), meter), "tar", meter)
    if content[-_HEAD:].strip(b"\0"):
        raise shut("tar", "已损坏，或没有传完")


def opener(kind: str) -> Any:
    """Return the opener of what is compressed as *kind*: a tar archive's files, else the one file."""

    def open_it(content: bytes, meter: Meter) -> Iterator[Inner]:
        try:
            stream = _Metered(_STREAMS[kind](BytesIO(content)), meter)
            packed = is_tar("", stream.peek(_HEAD))
        except _FAULTS as error:
            raise shut(kind, "已损坏，或没有传完") from error
        if packed:
            yield from _files(stream, f"tar.{kind}", meter)
        else:
            meter.member()
            yield Inner(_own_name(kind, content), _whole(stream, kind))

    return open_it


def _whole(stream: _Metered, kind: str) -> bytes:
    pieces: list[bytes] = []
    try:
        while chunk := stream.read(_CHUNK):
            pieces.append(chunk)
    except _FAULTS as error:
        raise shut(kind, "已损坏，或没有传完") from error
    return b"".join(pieces)


def _files(stream: _Metered, kind: str, meter: Meter) -> Iterator[Inner]:
    """Yield the regular files of a tar stream; links and devices have no content of their own."""
    try:
        with tarfile.open(fileobj=cast(Any, stream), mode="r|", errors="surrogateescape") as archive:
            for info in archive:
                if not info.isfile():
                    continue
                meter.member()
                file = archive.extractfile(info)
                yield Inner(_name(info.name), file.read() if file else b"")
    except _FAULTS as error:
        raise shut(kind, "已损坏，或没有传完") from error


def _name(name: str) -> str:
    stored = name.encode("utf-8", "surrogateescape")
    try:
        return stored.decode("utf-8")
    except UnicodeDecodeError:
        return stored.decode("gb18030", "replace")


def _own_name(kind: str, content: bytes) -> str:
    """The name that gzip keeps of the file; bzip2 and xz keep none."""
    if kind == "gz" and content[3] & 0x1C == 0x08:
        name = content[10 : content.find(b"\0", 10)]
        try:
            return name.decode("utf-8")
        except UnicodeDecodeError:
            return name.decode("gb18030", "replace")
    return "里面的文件"
