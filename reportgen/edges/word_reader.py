"""Read a document that we wrote, perhaps edited by hand since: its numbers and by which bookmark each stands."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from reportgen.edges.files import reason
from reportgen.edges.packages import DAMAGED_OFFICE
from reportgen.edges.word_chart_reader import chart_values
from reportgen.edges.word_parts import ABOUT, DAY_MARK, FIGURE_MARK, OFFICE_MARK, TEMPLATE_MARK, figure_mark
from reportgen.model.errors import InputError

Element = Any  # lxml's elements carry no types

FIGURE, DAY, TEMPLATE, OFFICE, NONE = "figure", "day", "template", "office", "none"
_KINDS = {FIGURE_MARK: FIGURE, DAY_MARK: DAY, TEMPLATE_MARK: TEMPLATE, OFFICE_MARK: OFFICE}
_NUMBER = re.compile(r"\d+(?:[.,．，]\d+)*")
_KEYWORDS = re.compile(r"<cp:keywords>(?P<words>[^<]*)</cp:keywords>")
_PARTS = re.compile(r"word/(document|header\d*|footer\d*)\.xml")


@dataclass(frozen=True, slots=True)
class Told:
    """One number of a document, or the whole text of a figure's bookmark, in the order of the document."""

    kind: str  # figure | day | template | office | none
    text: str
    mark: str  # what the bookmarks of the figure begin with, "" for other kinds
    paragraph: str  # the text of the paragraph it stands in


@dataclass(frozen=True, slots=True)
class Document:
    """What a document says of itself (期别, 文稿, 单位, 时点; empty if we did not write it) and its numbers."""

    about: dict[str, str]
    numbers: tuple[Told, ...]


def read_document(path: Path) -> Document:
    """Return the numbers of the Word document at *path*; raises `InputError` if it cannot be read as one."""
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
            names = package.namelist()
            core = package.read("docProps/core.xml").decode() if "docProps/core.xml" in names else ""
            parts = sorted((n for n in names if _PARTS.fullmatch(n)), key=lambda n: (not n.startswith("word/doc"), n))
            roots = [_parse(package.read(n)) for n in parts]
            charted = tuple(
                Told(FIGURE if id else NONE, text, figure_mark(id) if id else "", place)
                for text, id, place in chart_values(package, _parse)
            )
    except OSError as error:
        raise InputError(f"“{path.name}”读不了：{reason(error)}。") from error
    except DAMAGED_OFFICE as error:
        raise InputError(f"“{path.name}”不是能读的 Word 文件（.docx）。请用 Word 另存为 .docx 后重试。") from error
    numbers = tuple(told for root in roots for p in root.iter(qn("w:p")) for told in _numbers(p))
    return Document(_about(core), (*numbers, *charted))


def _parse(content: bytes) -> Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _about(core: str) -> dict[str, str]:
    match = _KEYWORDS.search(core)
    words = match["words"] if match else ""
    if not words.startswith(ABOUT):
        return {}
    pairs = (part.partition("=") for part in words.removeprefix(ABOUT).split("；"))
    return {name: value for name, _, value in pairs}


@dataclass(frozen=True, slots=True)
class _Span:
    kind: str
    mark: str
    start: int
    end: int


def _numbers(paragraph: Element) -> Iterator[Told]:
    """Yield the figures' texts and every other number of a paragraph, from left to right."""
    text, spans = _text_and_spans(paragraph)
    found = [(s.start, Told(FIGURE, text[s.start : s.end], s.mark, text)) for s in spans if s.kind == FIGURE]
    for match in _NUMBER.finditer(text):
        around = next((s for s in spans if s.start <= match.start() and match.end() <= s.end), None)
        if around is None or around.kind != FIGURE:
            found.append((match.start(), Told(around.kind if around else NONE, match.group(), "", text)))
    yield from (told for _, told in sorted(found, key=lambda item: item[0]))


def _text_and_spans(paragraph: Element) -> tuple[str, list[_Span]]:
    """Return a paragraph's text (deleted text and page numbers left out) and our bookmarks in it."""
    text, spans = "", []
    opened: dict[str, tuple[str, int]] = {}
    in_field = False
    for element in paragraph.iter():
        if element.tag == qn("w:bookmarkStart"):
            opened[element.get(qn("w:id"))] = (element.get(qn("w:name")) or "", len(text))
        elif element.tag == qn("w:bookmarkEnd"):
            name, start = opened.pop(element.get(qn("w:id")), ("", 0))
            spans += _span(name, start, len(text))
        elif element.tag == qn("w:fldChar"):
            in_field = element.get(qn("w:fldCharType")) != "end"
        elif element.tag == qn("w:t") and not in_field and _own(element, paragraph):
            text += element.text or ""
    for name, start in opened.values():  # its end was dragged into another paragraph
        spans += _span(name, start, len(text))
    return text, spans


def _own(element: Element, paragraph: Element) -> bool:
    """Whether a text node belongs to *paragraph* itself and not to one of a text box in it."""
    return next(element.iterancestors(qn("w:p"))) is paragraph


def _span(name: str, start: int, end: int) -> list[_Span]:
    kind = next((kind for prefix, kind in _KINDS.items() if name.startswith(prefix)), "")
    if not kind or start == end:
        return []
    return [_Span(kind, name.rpartition("_")[0] if kind == FIGURE else "", start, end)]
