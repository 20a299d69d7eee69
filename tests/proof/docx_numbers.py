"""The words and numbers of a Word document with their places, read from its XML alone."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from python_calamine import CalamineWorkbook

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?", re.ASCII)
_HEADING = re.compile(r"^[一二三四五六七八九十]+、(.+)$")

Span = tuple[int, int]


@dataclass
class Passage:
    """A paragraph, or a row of a table with its headings; *section* is the heading above it."""

    text: str
    section: str = ""
    before: tuple[str, ...] = ()  # the paragraphs of the section above it, the nearest last
    heads: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    rows: int = 0  # of its table, the head apart
    pages: tuple[Span, ...] = ()  # where page numbers stand, which Word works out
    proved: list[Span] = field(default_factory=list)

    def numbers(self) -> Iterator[re.Match[str]]:
        return NUMBER.finditer(self.text)

    def unproved(self) -> list[str]:
        """The numbers of which some digit lies in nothing that was proved."""
        known = {i for start, end in (*self.proved, *self.pages) for i in range(start, end)}
        return [m[0] for m in self.numbers() if not known.issuperset(range(*m.span()))]


def passages(path: Path) -> list[Passage]:
    """Return every paragraph and table row of the body, headers and footers of a document, in order."""
    found: list[Passage] = []
    with zipfile.ZipFile(path) as package:
        for name in sorted(package.namelist()):
            if re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml", name):
                _walk(ElementTree.fromstring(package.read(name)), found)
    return found


def _walk(parent: ElementTree.Element, found: list[Passage], section: str = "") -> str:
    above: list[str] = []
    for child in parent:
        if child.tag == f"{_W}p":
            text, pages = _text(child)
            if not text:
                continue
            heading = _HEADING.match(text)
            if heading:
                section, above = heading[1], []
            found.append(Passage(text, section, tuple(above), pages=pages))
            above.append(text)
        elif child.tag == f"{_W}tbl":
            _table(child, found, section, tuple(above))
        else:
            section = _walk(child, found, section)
    return section


def _table(table: ElementTree.Element, found: list[Passage], section: str, above: tuple[str, ...]) -> None:
    lines = [
        tuple("".join(_text(p)[0] for p in cell.iter(f"{_W}p")) for cell in row.findall(f"{_W}tc"))
        for row in table.findall(f"{_W}tr")
    ]
    heads = lines[0] if len(lines) > 1 else ()
    for cells in lines:
        text = "\t".join(cells)
        found.append(Passage(text, section, above, () if cells is lines[0] else heads, cells, len(lines) - 1))


def _text(paragraph: ElementTree.Element) -> tuple[str, tuple[Span, ...]]:
    """The text that a reader sees, tabs as such, and where in it the results of fields of page numbers stand."""
    text, pages = "", []
    instruction, start = "", 0
    for item in paragraph.iter():
        if item.tag == f"{_W}t":
            text += item.text or ""
        elif item.tag in (f"{_W}tab", f"{_W}br"):
            text += "\t"
        elif item.tag == f"{_W}instrText":
            instruction += item.text or ""
        elif item.tag == f"{_W}fldChar":
            kind = item.get(f"{_W}fldCharType")
            if kind == "separate":
                start = len(text)
            elif kind == "end" and instruction.split()[:1] in (["PAGE"], ["PAGEREF"]):
                pages.append((start, len(text)))
            instruction = "" if kind in ("begin", "end") else instruction
    return text.rstrip(), tuple(pages)


@dataclass(frozen=True)
class Chart:
    """A chart: its series as name, categories and values, and the table that Word opens to edit it."""

    series: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    table: list[list[object]]


def charts(path: Path) -> list[Chart]:
    """Return the charts of a document as their XML caches them."""
    found = []
    with zipfile.ZipFile(path) as package:
        for name in sorted(package.namelist()):
            if re.fullmatch(r"word/charts/chart\d+\.xml", name):
                root = ElementTree.fromstring(package.read(name))
                book = io.BytesIO(package.read(f"word/embeddings/{Path(name).stem}.xlsx"))
                table = CalamineWorkbook.from_filelike(book).get_sheet_by_index(0).to_python()
                found.append(Chart(tuple(_series(ser) for ser in root.iter(f"{_C}ser")), table))
    return found


def _series(ser: ElementTree.Element) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    def points(tag: str) -> tuple[str, ...]:
        return tuple(v.text or "" for part in ser.findall(f"{_C}{tag}") for v in part.iter(f"{_C}v"))

    return "".join(points("tx")), points("cat"), points("val")
