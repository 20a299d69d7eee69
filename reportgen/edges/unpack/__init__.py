"""Packages (压缩包 and the like) opened to the files in them, by content, whatever they are named, within limits.

`unpack` opens one package and the packages in it. A kind of package is one line of `kinds.KINDS`: how its
content is known, and how it is opened to `Inner` files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from reportgen.edges import codes
from reportgen.edges.books.guard import Unreadable, refuse
from reportgen.edges.unpack.budget import DEFAULT, Budget, Exceeded, Inner, Keep, Limits, Meter, shut
from reportgen.edges.unpack.kinds import HEAD, Kind, could_be_package, kind_of

__all__ = [
    "DEFAULT", "HEAD", "Budget", "Exceeded", "Inner", "Limits", "Member", "Meter", "could_be_package", "is_package",
    "shut", "unpack",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """A file that lay in a package.

    ``parts`` are the names on the way to it, those of packages inside included: (里面.zip, 表.xlsx). ``fault``
    says why it is damaged (then ``content`` is empty) or, being a package itself, stays shut.
    ``arrived`` and ``sender`` are told by messages only. With ``remark`` it is no file, but what the message at
    ``parts`` (the package itself: none) holds that was not taken.
    """

    parts: tuple[str, ...]
    content: bytes
    fault: Unreadable | None = None
    arrived: datetime | None = None
    sender: str = ""
    remark: str = ""

    @property
    def place(self) -> str:
        return "/".join(self.parts)


def is_package(name: str, content: bytes) -> bool:
    """Whether *content* (of a file called *name*) is a package, however badly it may be damaged."""
    return kind_of(name, content) is not None


def unpack(
    name: str, content: bytes, limits: Limits = DEFAULT, *, keep: Keep = lambda name, content: False
) -> Iterator[Member]:
    """Yield every file in the package *content*, in its order, packages inside opened too unless *keep* says so.

    Raises `Unreadable` (a finding in Chinese) where the package cannot be opened, and where it or anything
    in it goes beyond *limits*: then nothing of it should be used. What is no package yields nothing.
    """
    kind = kind_of(name, content)
    if kind is not None:
        yield from _open(kind, content, Budget(limits, keep), 1, ())


def _open(kind: Kind, content: bytes, budget: Budget, depth: int, above: tuple[str, ...]) -> Iterator[Member]:
    meter = Meter(budget, kind.name, len(content))
    taken: set[tuple[str, ...]] = set()
    for inner in kind.open(content, meter):
        if inner.remark:
            yield Member(above, b"", None, inner.arrived, inner.sender, inner.remark)
            continue
        parts = _free((*above, *_parts(inner.name)), taken)
        taken.add(parts)
        yield from _member(inner, parts, budget, depth)


def _member(inner: Inner, parts: tuple[str, ...], budget: Budget, depth: int) -> Iterator[Member]:
    """Yield the file itself, or what lies in it if it is a package that opens."""
    closed = inner.fault or budget.keep(parts[-1], inner.content)
    kind = None if closed else kind_of(parts[-1], inner.content)
    if kind is None:
        yield Member(parts, inner.content, inner.fault, inner.arrived, inner.sender)
        return
    if depth >= budget.limits.depth:
        fault = shut(kind.name, f"套了 {depth} 层还有一层，超过上限 {budget.limits.depth} 层")
        yield Member(parts, inner.content, fault, inner.arrived, inner.sender)
        return
    try:
        inside = list(_open(kind, inner.content, budget, depth + 1, parts))
    except Exceeded:
        raise
    except Unreadable as fault:
        yield Member(parts, inner.content, fault, inner.arrived, inner.sender)
        return
    if all(m.remark for m in inside):
        yield Member(parts, inner.content, refuse(codes.FILE_ARCHIVE_EMPTY), inner.arrived, inner.sender)
    for m in inside:
        yield replace(m, arrived=m.arrived or inner.arrived, sender=m.sender or inner.sender)


def _parts(name: str) -> tuple[str, ...]:
    """The folders and the file of a name as a package tells it; never a way out of the package."""
    names = name.replace("\\", "/").replace("\0", "").split("/")
    return tuple(n for n in names if n.strip() not in ("", ".", "..")) or ("未命名",)


def _free(parts: tuple[str, ...], taken: set[tuple[str, ...]]) -> tuple[str, ...]:
    """*parts*, numbered where a package holds two files of one name."""
    stem, dot, suffix = parts[-1].rpartition(".")
    number, found = 2, parts
    while found in taken:
        found = (*parts[:-1], f"{stem or suffix}（{number}）{dot + suffix if stem else ''}")
        number += 1
    return found
