"""The {tags} of a Word template: found even where Word has split them over runs, and filled in place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from docx.oxml.ns import qn

Element = Any  # lxml's elements carry no types
_TAG = re.compile(r"\{([^{}\s]{1,30})\}")
_PLACES = {"body": "正文", "hdr": "页眉", "ftr": "页脚"}


def paragraphs(root: Element) -> Iterator[Element]:
    """Yield every paragraph of a part, those of tables and text boxes too."""
    yield from root.iter(qn("w:p"))


def text_of(paragraph: Element) -> str:
    return "".join(node.text or "" for node in _texts(paragraph))


def tags_of(paragraph: Element) -> list[str]:
    """Return the names in the {tags} of a paragraph."""
    return _TAG.findall(text_of(paragraph))


def without_tags(text: str) -> str:
    """Return *text* with every well-formed tag taken out."""
    return _TAG.sub("", text)


def drop_if_silent(paragraph: Element, values: Mapping[str, str]) -> bool:
    """Remove a paragraph all of whose tags have nothing to say (送：{抄送对象}); return whether it was removed.

    The last paragraph of a cell, header or footer stays, as Word demands one, and so does one that ends a section.
    """
    tags = tags_of(paragraph)
    if not tags or any(values.get(tag, tag) for tag in tags) or paragraph.find(f".//{qn('w:sectPr')}") is not None:
        return False
    parent = paragraph.getparent()
    if len(parent.findall(qn("w:p"))) < 2:
        return False
    parent.remove(paragraph)
    return True


def fill(paragraph: Element, values: Mapping[str, str]) -> None:
    """Replace the tags that *values* knows; each keeps the looks of the run in which it begins."""
    nodes = _texts(paragraph)
    for match in reversed(list(_TAG.finditer(text_of(paragraph)))):
        if match[1] in values:
            _replace(nodes, match.start(), match.end(), values[match[1]])


def _replace(nodes: list[Element], start: int, end: int, new: str) -> None:
    """Put *new* in place of the characters from *start* to *end*, counted over all *nodes*."""
    at, inserted = 0, False
    for node in nodes:
        text = node.text or ""
        first, last = max(start - at, 0), min(end - at, len(text))
        at += len(text)
        if first >= last:
            continue
        node.text = text[:first] + ("" if inserted else new) + text[last:]
        node.set(qn("xml:space"), "preserve")
        inserted = True


def _texts(paragraph: Element) -> list[Element]:
    """Return the text nodes of a paragraph, without those of paragraphs inside it (text boxes)."""
    return [node for node in paragraph.iter(qn("w:t")) if next(node.iterancestors(qn("w:p"))) is paragraph]


def fault(tag: str, paragraph: Element, file: str, known: list[str]) -> str:
    """Return the Chinese message on a tag that nobody knows: place, tag, nearest name, what to do."""
    kind = paragraph.getroottree().getroot().tag.rpartition("}")[2]
    place = _PLACES.get(kind, "正文")
    words = text_of(paragraph).strip()
    near = difflib.get_close_matches(tag, known, 1, 0.3)
    hint = f"是否为“{{{near[0]}}}”？" if near else ""
    return (
        f"Word 模板“{file}”{place}“{words[:40]}”中的“{{{tag}}}”不认识。{hint}"
        f"可用的有：{'、'.join(known)}。请在 Word 中改好后重试。"
    )
