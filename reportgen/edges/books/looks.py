"""A look at what a workbook carries besides cells: macros, links to other files, DDE. Nothing of it is run or read."""

from __future__ import annotations

import re
from urllib.parse import unquote

from reportgen.edges import codes
from reportgen.edges.books.guard import Unreadable
from reportgen.edges.books.package import Package
from reportgen.model.finding import Finding

_TARGET = re.compile(rb'Target="([^"]+)"[^>]*TargetMode="External"|TargetMode="External"[^>]*Target="([^"]+)"')
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
    targets = dict.fromkeys(t for r in relations for t in _targets(_part(package, r)))
    if targets:
        shown = "、".join(list(targets)[:_SHOWN]) + ("等" if len(targets) > _SHOWN else "")
        found.append(codes.FILE_LINKS.make(file=name, targets=f"（{shown}）"))
    return tuple(found)


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
