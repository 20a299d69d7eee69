"""OLE2 compound files (.xls, encrypted .xlsx, .doc): which streams stand at the top, and their bytes."""

from __future__ import annotations

import struct
from functools import cached_property

from reportgen.edges.books.guard import damaged

_END = 0xFFFFFFFA  # larger numbers are marks, no sectors
_ENTRY = 128
_HEADER = 512


class OleFile:
    """A compound file in memory. Broken chains raise `Unreadable`; loops are cut by the file's own size."""

    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER:
            raise damaged("复合文档头不完整")
        self._data = data
        self._shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if self._shift not in (9, 12) or mini_shift != 6:
            raise damaged("复合文档头有误")
        self._directory_start, self._cutoff = struct.unpack_from("<I4xI", data, 48)
        self._mini_start = struct.unpack_from("<I", data, 60)[0]

    @cached_property
    def _fat(self) -> tuple[int, ...]:
        """Next sector of every sector, from the sectors that the header and its extensions list."""
        per_sector = (1 << self._shift) // 4
        listed = list(struct.unpack_from("<109I", self._data, 76))
        extension, seen = struct.unpack_from("<I", self._data, 68)[0], set[int]()
        while extension < _END and extension not in seen:
            seen.add(extension)
            numbers = struct.unpack(f"<{per_sector}I", self._sector(extension))
            listed += numbers[:-1]
            extension = numbers[-1]
        fat: list[int] = []
        for number in listed:
            if number < _END:
                fat += struct.unpack(f"<{per_sector}I", self._sector(number))
        return tuple(fat)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._shift
        sector = self._data[start : start + (1 << self._shift)]
        if not sector:
            raise damaged("复合文档的扇区缺失")
        return sector.ljust(1 << self._shift, b"\0")

    def _chain(self, start: int) -> bytes:
        pieces: list[bytes] = []
        seen: set[int] = set()
        while start < _END:
            if start in seen or start >= len(self._fat):
                raise damaged("复合文档的扇区链有误")
            seen.add(start)
            pieces.append(self._sector(start))
            start = self._fat[start]
        return b"".join(pieces)

    @cached_property
    def _entries(self) -> list[tuple[str, int, int, int, int, int, int]]:
        """(name, kind, left, right, child, start, size) of every directory entry."""
        directory = self._chain(self._directory_start)
        entries = []
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length = struct.unpack_from("<H", directory, at + 64)[0]
            name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            kind = directory[at + 66]
            left, right, child = struct.unpack_from("<III", directory, at + 68)
            start, size = struct.unpack_from("<II", directory, at + 116)
            entries.append((name, kind, left, right, child, start, size))
        if not entries:
            raise damaged("复合文档没有目录")
        return entries

    def streams(self) -> dict[str, tuple[int, int]]:
        """Lower-case names of the streams and storages at the top → (first sector, size)."""
        entries = self._entries
        waiting, seen = [entries[0][4]], set[int]()
        found: dict[str, tuple[int, int]] = {}
        while waiting:
            index = waiting.pop()
            if index >= len(entries) or index in seen:
                continue
            seen.add(index)
            name, _, left, right, _, start, size = entries[index]
            found.setdefault(name.lower(), (start, size))
            waiting += [left, right]
        return found

    def read(self, name: str) -> bytes:
        """Return the bytes of the top stream *name*, b"" if there is none."""
        place = self.streams().get(name.lower())
        if place is None:
            return b""
        start, size = place
        if size >= self._cutoff:
            return self._chain(start)[:size]
        return self._mini_chain(start)[:size]

    def _mini_chain(self, start: int) -> bytes:
        container = self._chain(self._entries[0][5])
        table = self._chain(self._mini_start)
        following = struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])
        pieces: list[bytes] = []
        seen: set[int] = set()
        while start < _END:
            if start in seen or start >= len(following):
                raise damaged("复合文档的扇区链有误")
            seen.add(start)
            pieces.append(container[start * 64 : start * 64 + 64])
            start = following[start]
        return b"".join(pieces)


def custom_properties(stream: bytes) -> dict[str, str]:
    """Return the texts among the user-defined properties of a DocumentSummaryInformation stream.

    The second section (format id D5CDD505-2E9C-101B-9397-08002B2CF9AE) names its properties in a
    dictionary, property 0; property 1 is the code page. Anything malformed gives no properties:
    they are one of several marks of a form.
    """
    try:
        return _section_properties(stream)
    except (struct.error, LookupError, UnicodeDecodeError):
        return {}


def _section_properties(stream: bytes) -> dict[str, str]:
    if struct.unpack_from("<I", stream, 24)[0] < 2:
        return {}
    base = struct.unpack_from("<I", stream, 64)[0]
    count = min(struct.unpack_from("<I", stream, base + 4)[0], 1000)
    places = dict(struct.unpack_from("<II", stream, base + 8 + 8 * i) for i in range(count))
    page = struct.unpack_from("<H", stream, base + places[1] + 4)[0] if 1 in places else 1252
    names = _dictionary(stream, base + places[0], page)
    values = {names[id]: _property_text(stream, base + at, page) for id, at in places.items() if id in names}
    return {name: value for name, value in values.items() if value is not None}


def _dictionary(stream: bytes, at: int, page: int) -> dict[int, str]:
    names: dict[int, str] = {}
    count = min(struct.unpack_from("<I", stream, at)[0], 1000)
    at += 4
    for _ in range(count):
        id, length = struct.unpack_from("<II", stream, at)
        size = length * 2 if page == 1200 else length
        names[id] = _decode(stream[at + 8 : at + 8 + size], page)
        at += 8 + (size + 3) // 4 * 4 if page == 1200 else 8 + size
    return names


def _property_text(stream: bytes, at: int, page: int) -> str | None:
    kind, length = struct.unpack_from("<II", stream, at)
    if kind == 30:
        size = length  # LPSTR counts bytes in every code page
        return _decode(stream[at + 8 : at + 8 + size], page)
    if kind == 31:
        return _decode(stream[at + 8 : at + 8 + length * 2], 1200)
    return None


def _decode(raw: bytes, page: int) -> str:
    encoding = {1200: "utf-16-le", 65001: "utf-8"}.get(page, f"cp{page}")
    return raw.decode(encoding).split("\0", 1)[0]
