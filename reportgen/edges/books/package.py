"""Parts of a zip container (OOXML, ODF), inflated piece by piece within limits."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree as ET
from xml.parsers import expat

from reportgen.edges import codes
from reportgen.edges.books.guard import Limits, Unreadable, damaged, refuse, size, too_large
from reportgen.edges.packages import DAMAGED

_CHUNK = 1 << 18
_END_RECORD = b"PK\x05\x06"
_FAULTS = (*DAMAGED, OSError)  # the package itself is in memory


class Package:
    """A zip container of an office file. A name not found as it is is found without regard to case or slashes."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        self._inflated = 0
        if _announced_members(data) > limits.members:
            raise too_large("包内部件过多", f"{limits.members} 个")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _FAULTS as error:
            raise damaged("压缩结构不完整") from error
        infos = self._zip.infolist()
        if len(infos) > limits.members:
            raise too_large("包内部件过多", f"{limits.members} 个")
        self._exact = {info.filename: info for info in infos}
        self._infos = {_plain(info.filename): info for info in reversed(infos)}

    @property
    def names(self) -> frozenset[str]:
        """Lower-case names of all parts, with ``/``, without a leading one."""
        return frozenset(self._infos)

    @property
    def locked(self) -> bool:
        """Whether any member is encrypted with a zip password."""
        return any(info.flag_bits & 1 for info in self._infos.values())

    def __contains__(self, name: str) -> bool:
        return self._find(name) is not None

    def _find(self, name: str) -> zipfile.ZipInfo | None:
        return self._exact.get(name) or self._infos.get(_plain(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the part *name* inflated in pieces; `Unreadable` where it is missing, broken or endless."""
        info = self._find(name)
        if info is None:
            raise damaged(f"缺少部件 {name}")
        if info.flag_bits & 1:
            raise refuse(codes.FILE_ENCRYPTED, tried="")
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    self._inflated += len(chunk)
                    if self._inflated > self._limits.inflated_bytes:
                        raise too_large("解压后内容过大", size(self._limits.inflated_bytes))
                    yield chunk
        except _FAULTS as error:
            raise damaged(f"部件 {name} 无法解压") from error

    def whole(self, name: str) -> bytes:
        """Return the part *name*, inflated; also held to the limits of parts kept in memory."""
        info = self._find(name)
        stored = info.compress_size if info else 0
        pieces: list[bytes] = []
        total = 0
        for chunk in self.chunks(name):
            pieces.append(chunk)
            total += len(chunk)
            if total > self._limits.part_bytes:
                raise too_large(f"部件 {name} 解压后过大", size(self._limits.part_bytes))
            if total > 1 << 20 and total > self._limits.ratio * max(stored, 1):
                raise too_large(f"部件 {name} 压缩比异常", f"{self._limits.ratio} 倍")
        return b"".join(pieces)

    def tree(self, name: str) -> ET.Element:
        """Return the root of the small XML part *name*, its tags without namespaces."""
        return tree(self.whole(name), name)


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _announced_members(data: bytes) -> int:
    """The number of members that the end record announces: checked before the directory is read."""
    at = data.rfind(_END_RECORD)
    if at < 0 or at + 12 > len(data):
        return 0
    count: int = struct.unpack_from("<H", data, at + 10)[0]
    return 0 if count == 0xFFFF else count


def tree(data: bytes, name: str) -> ET.Element:
    """Parse *data*; tags and attributes lose their namespaces. `Unreadable` for DTDs and broken XML."""
    builder = ET.TreeBuilder()
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > 200:
            raise damaged(f"部件 {name} 嵌套过深")
        builder.start(local(tag), {local(key): value for key, value in attributes.items()})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(local(tag))

    parser = xml_parser(name)
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    feed(parser, (data,), name)
    return builder.close()


def local(tag: str) -> str:
    """Return *tag* without its prefix."""
    return tag.rpartition(":")[2]


def xml_parser(name: str) -> expat.XMLParserType:
    """Return an expat parser that refuses any document type (no entities, nothing fetched)."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def doctype(*_: object) -> None:
        raise damaged(f"部件 {name} 带有不允许的文档类型声明")

    parser.StartDoctypeDeclHandler = doctype
    return parser


def feed(parser: expat.XMLParserType, chunks: Iterator[bytes] | tuple[bytes, ...], name: str) -> None:
    """Run *parser* over *chunks*; broken XML becomes `Unreadable`."""
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except Unreadable:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged(f"部件 {name} 的内容不完整或不合格式") from error
