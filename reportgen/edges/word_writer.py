"""Write letters as Word files: the template's {tags} filled, its {正文} replaced by the blocks."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from reportgen.edges import word_tags
from reportgen.edges.atomic import replacing
from reportgen.edges.packages import settle
from reportgen.edges.word_parts import TYPE_AREA, Renderer, keep_with_next
from reportgen.edges.word_template import make_templates
from reportgen.model.errors import PlanError
from reportgen.model.text import Letter, printed
from reportgen.model.wordings import BODY_MARK, MARKS

__all__ = ["make_templates", "write_letter"]

Element = Any  # lxml's elements carry no types


def write_letter(letter: Letter, templates_word: Path, path: Path, as_of: datetime) -> None:
    """Write *letter* to *path* by its template; *as_of* dates the document, so the bytes are always the same.

    Raises `PlanError` if the template is missing, cannot be opened or holds a tag that nobody knows.
    """
    document = _open(templates_word / letter.template)
    values = {name: printed(spans) for name, spans in letter.marks}
    _check_tags(document, letter.template)
    _insert_blocks(document, letter, templates_word / letter.template)
    for root in _roots(document):
        for paragraph in word_tags.paragraphs(root):
            word_tags.fill(paragraph, values)
    _set_properties(document, values.get("标题", ""), values.get("编发单位", ""))
    with replacing(path) as temporary:
        document.save(str(temporary))
        settle(temporary, as_of)


def _open(path: Path) -> Any:
    if not path.is_file():
        raise PlanError(f"没有找到 Word 模板 {path.name}。请放到 templates/word 文件夹，或在方案“文稿”中改模板名称。")
    try:
        return docx.Document(io.BytesIO(path.read_bytes()))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise PlanError(
            f"Word 模板 {path.name} 打不开，可能不是 .docx 或已损坏。请用 Word 另存为 .docx 后重试。"
        ) from error


def _roots(document: Any) -> list[Element]:
    """Return the body and every header and footer that the template has of its own."""
    roots = [document.element.body]
    for section in document.sections:
        parts = (
            section.header, section.footer, section.first_page_header, section.first_page_footer,
            section.even_page_header, section.even_page_footer,
        )  # fmt: skip
        roots += [part._element for part in parts if not part.is_linked_to_previous]
    return roots


def _check_tags(document: Any, file: str) -> None:
    known = [*MARKS, BODY_MARK]
    for root in _roots(document):
        for paragraph in word_tags.paragraphs(root):
            for tag in word_tags.tags_of(paragraph):
                if tag not in known:
                    raise PlanError(word_tags.fault(tag, paragraph, file, known))


_SHORT = 150
"""Characters of a paragraph that may move to the next page as a whole; a longer one would leave a gap."""


def _insert_blocks(document: Any, letter: Letter, template: Path) -> None:
    """Put the blocks where the paragraph {正文} stands; it must stand alone in a paragraph of the body."""
    body = document.element.body
    marked = [p for p in body.iterchildren(qn("w:p")) if BODY_MARK in word_tags.tags_of(p)]
    if len(marked) != 1 or word_tags.text_of(marked[0]).strip() != f"{{{BODY_MARK}}}":
        raise PlanError(
            f"Word 模板 {template.name} 应有且只有一段“{{{BODY_MARK}}}”单独成段，作为正文的位置。请在 Word 中改好后重试。"
        )
    styles = {style.name: style.style_id for style in document.styles}
    elements = Renderer(styles, _text_width(document)).render(letter.blocks)
    for element in elements:
        marked[0].addprevious(element)
    follows = marked[0].getnext().tag == qn("w:p")
    if elements and follows and len(word_tags.text_of(elements[-1])) <= _SHORT:  # no signature alone on a page
        keep_with_next(elements[-1])
    body.remove(marked[0])


def _text_width(document: Any) -> int:
    """Return the width between the margins of the template's last section, in twentieths of a point."""
    section = document.sections[-1]
    if None in (section.page_width, section.left_margin, section.right_margin):
        return TYPE_AREA
    emu = section.page_width - section.left_margin - section.right_margin
    return int(emu // 635)


def _set_properties(document: Any, title: str, author: str) -> None:
    properties = document.core_properties
    properties.title = title
    properties.author = author
    properties.last_modified_by = author
    properties.revision = 1
    properties.comments = ""
