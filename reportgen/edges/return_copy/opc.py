"""The parts of a received package, changed in place: what is not changed stays as it was, byte for byte."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from reportgen.edges.books.guard import DEFAULT
from reportgen.edges.packages import STAMP

CONTENT_TYPES = "[Content_Types].xml"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_STRICT = "http://purl.oclc.org/ooxml/"
_TRANSITIONAL_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_REL = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_CHUNK = 1 << 20


class Unmarkable(Exception):
    """A package that cannot be changed in place; the copy is then made from what was read."""


def parse(content: bytes) -> Any:
    """Return the root of an XML part; `Unmarkable` for one with a document type, which no Office program writes."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, strip_cdata=False)
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:
        raise Unmarkable("document type")
    return root


def serialised(root: Any) -> bytes:
    """Return an XML part as bytes, with the declaration that Office programs write."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def local(element: Any) -> str:
    """Return the name of an element without its namespace; "" for comments and the like."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def namespace(element: Any) -> str:
    return etree.QName(element).namespace or ""


def elements(parent: Any) -> list[Any]:
    """Return the children of an element, comments and the like left out."""
    return [e for e in parent if isinstance(e.tag, str)]


def relation_base(root: Any) -> str:
    """Return the namespace of relationships that goes with the part's own: transitional or strict."""
    return _STRICT_REL if namespace(root).startswith(_STRICT) else _TRANSITIONAL_REL


class Parts:
    """A package opened for changing. Parts are found whatever their case; ``/`` in front does not matter."""

    def __init__(self, source: zipfile.ZipFile) -> None:
        self._source = source
        infos = source.infolist()
        if sum(info.file_size for info in infos) > DEFAULT.inflated_bytes or len(infos) > DEFAULT.members:
            raise Unmarkable("too large")
        self._names = {_plain(info.filename): info.filename for info in reversed(infos)}
        self._changed: dict[str, bytes] = {}

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._names

    def named(self, suffix: str) -> tuple[str, ...]:
        """Return the names of the parts that end with *suffix*, sorted."""
        return tuple(sorted(own for plain, own in self._names.items() if plain.endswith(suffix)))

    def read(self, name: str) -> bytes:
        """Return a part as it is now; `KeyError` if there is none."""
        own = self._names[_plain(name)]
        return self._changed[own] if own in self._changed else self._source.read(own)

    def write(self, name: str, content: bytes) -> None:
        """Change a part, or add one."""
        self._changed[self._names.setdefault(_plain(name), name.lstrip("/"))] = content

    def add(self, pattern: str, content: bytes, content_type: str) -> str:
        """Add a part named by *pattern* with the first free number; return its name."""
        number = next(n for n in range(1, 100_000) if pattern.format(n) not in self)
        name = pattern.format(number)
        self.write(name, content)
        self._declare(name, content_type)
        return name

    def _declare(self, name: str, content_type: str) -> None:
        root = parse(self.read(CONTENT_TYPES))
        extension = name.rpartition(".")[2]
        if extension == "xml":
            etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=content_type)
        elif not any(e.get("Extension", "").lower() == extension for e in elements(root)):
            root.insert(0, etree.Element(f"{{{_TYPES}}}Default", Extension=extension, ContentType=content_type))
        else:
            return
        self.write(CONTENT_TYPES, serialised(root))

    # ------------------------------------------------------------ relationships

    def related(self, name: str, kind: str) -> str | None:
        """Return the part that *name* relates to by the first relationship whose type ends with *kind*."""
        return next((target for _, type_, target in self.relations(name) if type_.endswith(f"/{kind}")), None)

    def relations(self, name: str) -> Iterator[tuple[str, str, str]]:
        """Yield (id, type, part) for each relationship of *name* to a part of the package."""
        rels = rels_name(name)
        if rels in self:
            for item in elements(parse(self.read(rels))):
                if item.get("TargetMode") != "External" and item.get("Id"):
                    target = posixpath.join(posixpath.dirname(name), item.get("Target", ""))
                    yield item.get("Id"), item.get("Type", ""), posixpath.normpath(target).lstrip("/")

    def relate(self, name: str, type_: str, target: str) -> str:
        """Add a relationship from the part *name* to the part *target*; return its id."""
        rels = rels_name(name)
        if rels not in self:
            self._declare(rels, _RELS_TYPE)
        root = (
            parse(self.read(rels)) if rels in self else etree.Element(f"{{{_RELS}}}Relationships", nsmap={None: _RELS})
        )
        taken = {item.get("Id") for item in elements(root)}
        own = next(f"rId{n}" for n in range(1, 100_000) if f"rId{n}" not in taken)
        etree.SubElement(root, f"{{{_RELS}}}Relationship", Id=own, Type=type_, Target=f"/{target}")
        self.write(rels, serialised(root))
        return own

    # ------------------------------------------------------------ writing

    def save(self, path: Path) -> None:
        """Write the package: unchanged parts with their bytes, in their order, added ones behind."""
        left = dict(self._changed)
        written: set[str] = set()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for info in self._source.infolist():
                if info.filename in written:
                    continue  # a second member of one name: readers see the first
                written.add(info.filename)
                kept = _info(info.filename, info.compress_type)
                if info.filename in left:
                    target.writestr(kept, left.pop(info.filename))
                    continue
                with self._source.open(info) as stream, target.open(kept, "w") as out:
                    while chunk := stream.read(_CHUNK):
                        out.write(chunk)
            for name, content in left.items():
                target.writestr(_info(name, zipfile.ZIP_DEFLATED), content)


def _info(name: str, compression: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, STAMP)
    info.compress_type = compression if compression == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def rels_name(name: str) -> str:
    """Return the name of the part that holds the relationships of *name*."""
    folder, _, own = name.rpartition("/")
    return f"{folder}/_rels/{own}.rels".lstrip("/")


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def storable(text: str) -> str:
    """Return *text* as a cell stores it: what XML cannot hold becomes _xHHHH_, and text like that is kept apart."""
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return _UNSTORABLE.sub(lambda m: f"_x{ord(m[0]):04X}_" if ord(m[0]) < 0x20 else "\ufffd", text)
