"""Messages as Outlook saves them (.msg), written for tests: a compound file of properties, as [MS-OXMSG] and [MS-CFB] say."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Union

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STRING, _BINARY, _NUMBER, _TIME, _OBJECT = 0x001F, 0x0102, 0x0003, 0x0040, 0x000D
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
Tree = Mapping[str, Union[bytes, "Tree"]]


def msg(
    files: Sequence[tuple[str, bytes]],
    *,
    subject: str = "报表",
    sender: str = "",
    received: datetime | None = None,
    text: str = "见附件。",
    inside: Sequence[Tree] = (),
) -> bytes:
    """Return a message with *files* attached and the messages *inside* (of `letter`) embedded."""
    return compound(letter(files, subject=subject, sender=sender, received=received, text=text, inside=inside, head=32))


def letter(
    files: Sequence[tuple[str, bytes]],
    *,
    subject: str = "报表",
    sender: str = "",
    received: datetime | None = None,
    text: str = "见附件。",
    inside: Sequence[Tree] = (),
    head: int = 24,
) -> Tree:
    """Return the storage of a message; the properties of the outermost begin after 32 bytes, of others after 24."""
    found = _Properties()
    found.text(0x001A, "IPM.Note")
    found.text(0x0037, subject)
    found.text(0x1000, text)
    if sender:
        found.text(0x0C1F, sender)
        found.text(0x5D01, sender)
    if received:
        found.fixed(0x0E06, _TIME, round((received - _EPOCH).total_seconds() * 10_000_000))
    found.fixed(0x340D, _NUMBER, 0x00040000)  # strings are UTF-16
    count = len(files) + len(inside)
    for number, (name, content) in enumerate(files):
        found.members[f"__attach_version1.0_#{number:08X}"] = _attached(name, content)
    for number, item in enumerate(inside, start=len(files)):
        found.members[f"__attach_version1.0_#{number:08X}"] = _embedded(item)
    return found.tree(struct.pack("<8x4I", 0, count, 0, count).ljust(head, b"\0"))


def _attached(name: str, content: bytes) -> Tree:
    found = _Properties()
    found.text(0x3707, name)
    found.stream(0x3701, _BINARY, content)
    found.fixed(0x3705, _NUMBER, 1)  # by value
    return found.tree(bytes(8))


def _embedded(item: Tree) -> Tree:
    found = _Properties()
    found.text(0x3001, "转发的邮件")
    found.fixed(0x3705, _NUMBER, 5)  # a message
    found.fixed(0x3701, _OBJECT, 0xFFFFFFFF)
    found.members[f"__substg1.0_3701{_OBJECT:04X}"] = item
    return found.tree(bytes(8))


@dataclass
class _Properties:
    """The properties of one object: the short ones in a table, the others as streams beside it."""

    lines: list[bytes] = field(default_factory=list)
    members: dict[str, bytes | Tree] = field(default_factory=dict)

    def fixed(self, tag: int, kind: int, value: int) -> None:
        self.lines.append(struct.pack("<HHIQ", kind, tag, 6, value))

    def text(self, tag: int, value: str) -> None:
        self.stream(tag, _STRING, value.encode("utf-16-le"))

    def stream(self, tag: int, kind: int, content: bytes) -> None:
        self.fixed(tag, kind, len(content) + (2 if kind == _STRING else 0))
        self.members[f"__substg1.0_{tag:04X}{kind:04X}"] = content

    def tree(self, head: bytes) -> Tree:
        return {**self.members, "__properties_version1.0": head + b"".join(self.lines)}


# ---------------------------------------------------------------- the compound file


@dataclass
class _Entry:
    """A line of the directory."""

    name: str
    content: bytes | None  # None for a storage
    kids: list[int] = field(default_factory=list)
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    start: int = _END
    size: int = 0

    def line(self, kind: int) -> bytes:
        name = self.name.encode("utf-16-le")
        return (
            name.ljust(64, b"\0") + struct.pack("<HBB3I", len(name) + 2, kind, 1, self.left, self.right, self.child)
            + bytes(36) + struct.pack("<IQ", self.start, self.size)
        )  # fmt: skip


def compound(tree: Tree) -> bytes:
    """Return *tree* (names → contents, or trees again) as a compound file of version 3."""
    entries = [_Entry("Root Entry", None)]
    _add(entries, 0, tree)
    sectors: list[bytes] = []
    chains: list[int] = []  # sector → the next one

    def store(content: bytes) -> int:
        return _chain(content, _SECTOR, sectors, chains)

    minis: list[bytes] = []
    mini_chains: list[int] = []
    for entry in entries[1:]:
        if entry.content:
            entry.size = len(entry.content)
            if entry.size < _CUTOFF:
                entry.start = _chain(entry.content, _MINI, minis, mini_chains)
            else:
                entry.start = store(entry.content)
    root = entries[0]
    root.content = b"".join(minis)
    root.start, root.size = store(root.content), len(root.content)
    mini_fat = store(_numbers(mini_chains))
    kinds = [5, *(1 if e.content is None else 2 for e in entries[1:])]
    lines = b"".join(e.line(kind) for e, kind in zip(entries, kinds, strict=True))
    blank = bytes(66) + struct.pack("<BB3I", 0, 0, _NONE, _NONE, _NONE) + bytes(48)
    directory = store(lines + blank * (-len(entries) % 4))
    return _with_fat(sectors, chains, directory, mini_fat, -(-len(mini_chains) * 4 // _SECTOR))


def _add(entries: list[_Entry], parent: int, tree: Tree) -> None:
    """Put *tree* below *parent*: siblings are a search tree by length and letters of their names."""
    numbers = []
    for name in sorted(tree, key=lambda n: (len(n), n.upper())):
        item = tree[name]
        numbers.append(len(entries))
        entries.append(_Entry(name, item if isinstance(item, bytes) else None))
        if not isinstance(item, bytes):
            _add(entries, numbers[-1], item)
    entries[parent].child = _search_tree(entries, numbers)


def _search_tree(entries: list[_Entry], numbers: Sequence[int]) -> int:
    if not numbers:
        return _NONE
    middle = len(numbers) // 2
    top = entries[numbers[middle]]
    top.left = _search_tree(entries, numbers[:middle])
    top.right = _search_tree(entries, numbers[middle + 1 :])
    return numbers[middle]


def _chain(content: bytes, size: int, sectors: list[bytes], chains: list[int]) -> int:
    """Store *content* in sectors of *size*; return the first."""
    first = len(sectors)
    pieces = list(_pieces(content, size))
    sectors += pieces
    chains += [*range(first + 1, first + len(pieces)), _END] if pieces else []
    return first if pieces else _END


def _pieces(content: bytes, size: int) -> Iterator[bytes]:
    for at in range(0, len(content), size):
        yield content[at : at + size].ljust(size, b"\0")


def _numbers(chains: Sequence[int]) -> bytes:
    return b"".join(struct.pack("<I", n) for n in chains) + struct.pack("<I", _FREE) * (-len(chains) % 128)


def _with_fat(sectors: list[bytes], chains: list[int], directory: int, mini_fat: int, minis: int) -> bytes:
    """Return the file: its header lists the sectors of the table that says which sector follows which."""
    count = 1
    while count * 128 < len(sectors) + count:
        count += 1
    if count > 109:
        raise ValueError("more than 6.8 MB")  # the header holds 109 sectors of the table
    first = len(sectors)
    table = _numbers([*chains, *[_FAT] * count])
    places = [*range(first, first + count), *[_FREE] * (109 - count)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, count, directory, 0, _CUTOFF, mini_fat, minis, _END, 0)
    return header + b"".join(struct.pack("<I", n) for n in places) + b"".join(sectors) + table


__all__ = ["Tree", "compound", "letter", "msg"]
