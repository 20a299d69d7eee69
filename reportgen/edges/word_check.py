"""Faults of a Word template: tags that nobody knows, braces without a tag, no place for the text, styles gone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from reportgen.edges import word_tags
from reportgen.edges.packages import DAMAGED_OFFICE
from reportgen.edges.word_parts import STYLES
from reportgen.model.wordings import BODY_MARK, MARKS

Element = Any  # lxml's elements carry no types

KNOWN = (*MARKS, BODY_MARK)
_BRACES = re.compile(r"[{}｛｝]")
_SHOWN = 30


def open_template(path: Path) -> Any | None:
    """Return the template as python-docx opens it, None where it is no Word document."""
    try:
        return docx.Document(io.BytesIO(path.read_bytes()))
    except (OSError, PackageNotFoundError, *DAMAGED_OFFICE):
        return None


def roots(document: Any) -> list[Element]:
    """Return the body and every header and footer that the template has of its own."""
    found = [document.element.body]
    for section in document.sections:
        parts = (
            section.header, section.footer, section.first_page_header, section.first_page_footer,
            section.even_page_header, section.even_page_footer,
        )  # fmt: skip
        found += [part._element for part in parts if not part.is_linked_to_previous]
    return found


def template_faults(path: Path) -> list[str]:
    """Return what is wrong with the template at *path*, as Chinese sentences with the places."""
    document = open_template(path)
    if document is None:
        return [f"{path.name}：打不开，可能不是 .docx 或已损坏。请用 Word 另存为 .docx 后重试。"]
    faults = [fault for root in roots(document) for fault in _tag_faults(path.name, root)]
    faults += _body_faults(path.name, document)
    names = {style.name for style in document.styles}
    missing = [name for name in STYLES if name not in names]
    if missing:
        faults.append(f"{path.name}：缺少样式 {'、'.join(missing)}，这些内容会用正文样式。请从原模板复制样式。")
    return faults


def _tag_faults(file: str, root: Element) -> Iterator[str]:
    for number, paragraph in enumerate(word_tags.paragraphs(root), 1):
        for tag in word_tags.tags_of(paragraph):
            if tag not in KNOWN:
                yield f"第{number}段：{word_tags.fault(tag, paragraph, file, list(KNOWN))}"
        text = word_tags.text_of(paragraph)
        rest = word_tags.without_tags(text)
        if _BRACES.search(rest):
            yield (
                f"第{number}段：Word 模板“{file}”“{text.strip()[:_SHOWN]}”中的花括号不成标签。"
                "标签要用半角花括号，中间不留空格，如 {标题}；不作标签的请改用别的括号。"
            )


def _body_faults(file: str, document: Any) -> Iterator[str]:
    marked = [p for p in document.element.body.iterchildren(qn("w:p")) if BODY_MARK in word_tags.tags_of(p)]
    if len(marked) != 1 or word_tags.text_of(marked[0]).strip() != f"{{{BODY_MARK}}}":
        yield f"{file}：应有且只有一段“{{{BODY_MARK}}}”单独成段，作为正文的位置。请在 Word 中改好后重试。"
