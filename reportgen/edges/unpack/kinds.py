"""The kinds of packages. To add one: a module that yields its `Inner` files, and a line of `KINDS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reportgen.edges.unpack import child, messages, tars, zips
from reportgen.edges.unpack.budget import Inner, Meter

Opener = Callable[[bytes, Meter], Iterator[Inner]]
"""Yields the files of a package; raises `Unreadable` where it cannot. Counts what it inflates with the meter."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of package: its name in messages, how it is known, and its opener.

    ``hint`` judges by a file's name and first `HEAD` bytes; where that is not enough, ``fits`` by all of them.
    """

    name: str
    hint: Callable[[str, bytes], bool]
    open: Opener
    fits: Callable[[str, bytes], bool] = lambda name, content: True


HEAD = 4096


def _begins(*marks: bytes) -> Callable[[str, bytes], bool]:
    return lambda _, content: content.startswith(marks)


KINDS = (
    Kind("zip", zips.could_be_zip, zips.members, zips.is_zip),
    Kind("7z", _begins(b"7z\xbc\xaf\x27\x1c"), child.opener("7z")),
    Kind("rar", _begins(b"Rar!\x1a\x07"), child.opener("rar")),
    Kind("tar", tars.is_tar, tars.members),
    Kind("gz", _begins(b"\x1f\x8b\x08"), tars.opener("gz")),
    Kind("bz2", _begins(*(b"BZh" + bytes([n]) for n in b"123456789")), tars.opener("bz2")),
    Kind("xz", _begins(b"\xfd7zXZ\x00"), tars.opener("xz")),
    Kind("邮件", messages.could_be_message, messages.members, messages.is_message),
)


def could_be_package(name: str, head: bytes) -> bool:
    """Whether a file may be a package, by its name and first `HEAD` bytes; what may not be is none."""
    return any(kind.hint(name, head) for kind in KINDS)


def kind_of(name: str, content: bytes) -> Kind | None:
    """Return the kind of package that a file is, None if it is none."""
    head = content[:HEAD]
    return next((kind for kind in KINDS if kind.hint(name, head) and kind.fits(name, content)), None)
