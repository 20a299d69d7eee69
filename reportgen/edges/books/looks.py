"""A look at what a workbook carries besides cells: macros, links to other files, DDE. Nothing of it is run or read.

And whether all cells were seen that were counted.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import unquote

from reportgen.edges import codes
from reportgen.edges.books.guard import Unreadable
from reportgen.edges.books.package import Package
from reportgen.model.finding import Finding
from reportgen.model.sheet import Sheet

_TARGET = re.compile(rb'Target="([^"]+)"[^>]*TargetMode="External"|TargetMode="External"[^>]*Target="([^"]+)"')
_DDE = re.compile(r"\bDDE\(")
_OUTSIDE = re.compile(r"'file:[^'#]*?([^'#/\\]+)'#|\[([^\[\]]+\.(?:xls[xmb]?|et|csv|ods))\]", re.IGNORECASE)
_SUPBOOK, _EOF, _OWN_LENGTH = 0x01AE, 0x000A, 4
_ENCODED, _DOWN = "\x01", "\x03"
_SHOWN = 3


def remarks(package: Package, name: str) -> tuple[Finding, ...]:
    """Return a notice for each such thing in *package*, the file *name*."""
    names = package.names
    found: list[Finding] = []
    if any(n.endswith("vbaproject.bin") or n.startswith(("xl/macrosheets/", "basic/", "scripts/")) for n in names):
        found.append(codes.FILE_MACROS.make(file=name))
    links = sorted(n for n in names if n.startswith("xl/externallinks/") and n.endswith((".xml", ".bin")))
    if not links:
        return tuple(found)
    parts = [_part(package, link) for link in links]
    if any(b"ddeLink" in part for part in parts):
        found.append(codes.FILE_DDE.make(file=name))
    relations = sorted(n for n in names if n.startswith("xl/externallinks/_rels/"))
    return (*found, *_links((t for r in relations for t in _targets(_part(package, r))), name))


def unseen(counted: int, sheets: Iterable[Sheet], name: str) -> tuple[Finding, ...]:
    """Return what has to be said where the *sheets* of a file have fewer cells than were *counted* (`census`)."""
    return too_few(counted, sum(len(sheet.cells) for sheet in sheets), file=name)


def too_few(counted: int, read: int, **where: str) -> tuple[Finding, ...]:
    """Return what has to be said of the file or sheet *where* fewer cells were *read* than *counted*."""
    return (codes.FILE_CELLS_UNSEEN.make(**where, counted=counted, read=read),) if read < counted else ()


def biff_remarks(streams: Collection[str], stream: bytes, name: str) -> tuple[Finding, ...]:
    """Return the same for a .xls: the names of its streams and storages, and its workbook stream ([MS-XLS] 2.4.271)."""
    found: list[Finding] = []
    if any("vba" in s for s in streams):
        found.append(codes.FILE_MACROS.make(file=name))
    paths = list(_supporting(stream))
    if any(not path.startswith(_ENCODED) and _DOWN in path for path in paths):  # service and topic
        found.append(codes.FILE_DDE.make(file=name))
    files = (re.split(r"[\x01-\x08\\/]", path)[-1].strip("[]") for path in paths if path.startswith(_ENCODED))
    return (*found, *_links(files, name))


def formula_remarks(formulas: Iterable[str], name: str) -> tuple[Finding, ...]:
    """Return the same for formulas that spell out what they refer to: OpenDocument's and those of the XML of 2003."""
    outside = [f for f in formulas if "file:" in f or "[" in f or "DDE(" in f]
    dde = (codes.FILE_DDE.make(file=name),) if any(_DDE.search(f) for f in outside) else ()
    return (*dde, *_links((unquote(m[1] or m[2]) for f in outside for m in _OUTSIDE.finditer(f)), name))


def _supporting(stream: bytes) -> Iterator[str]:
    """Yield the paths of a workbook's supporting books, its own left out; nothing behind its globals."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        content = stream[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == _EOF:
            return
        if kind == _SUPBOOK and len(content) > _OWN_LENGTH:
            count, wide = struct.unpack_from("<HB", content, 2)
            text = content[5 : 5 + (count * 2 if wide & 1 else count)]
            yield text.decode("utf-16-le" if wide & 1 else "latin-1", "replace")


def _links(targets: Iterable[str], name: str) -> tuple[Finding, ...]:
    """The notice of links to *targets*, none where there are none."""
    files = list(dict.fromkeys(t for t in targets if t))
    if not files:
        return ()
    shown = "、".join(files[:_SHOWN]) + ("等" if len(files) > _SHOWN else "")
    return (codes.FILE_LINKS.make(file=name, targets=f"（{shown}）"),)


def _part(package: Package, name: str) -> bytes:
    """A small part; one that is damaged or too large tells nothing, and holds no cells."""
    try:
        return package.whole(name)
    except Unreadable:
        return b""


def _targets(part: bytes) -> list[str]:
    """The names, without folders, of the files that a part of relations points to."""
    found = [unquote((a or b).decode("utf-8", "replace")) for a, b in _TARGET.findall(part)]
    return [re.split(r"[\\/]", target)[-1] or target for target in found]
