"""Write letters as Word files: the template's {tags} filled, its {正文} replaced by the blocks."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Length

from reportgen.edges import word_sections, word_tags
from reportgen.edges.atomic import replacing
from reportgen.edges.packages import settle
from reportgen.edges.word_charts import Charts
from reportgen.edges.word_check import KNOWN, open_template, roots
from reportgen.edges.word_parts import (
    ABOUT,
    HEADINGS,
    TABLE_NOTE,
    TEMPLATE_MARK,
    TYPE_AREA,
    Bookmarks,
    Renderer,
    keep_with_next,
)
from reportgen.edges.word_template import make_templates
from reportgen.model.errors import PlanError
from reportgen.model.text import Letter, printed
from reportgen.model.wordings import BODY_MARK, has_digit

__all__ = ["make_templates", "write_letter"]

Element = Any  # lxml's elements carry no types


def write_letter(letter: Letter, templates_word: Path, path: Path, as_of: datetime) -> None:
    """Write *letter* to *path* by its template; *as_of* dates the document, so the bytes are always the same.

    Raises `PlanError` if the template is missing, cannot be opened or holds a tag that nobody knows.
    """
    document = _open(templates_word / letter.template)
    values = {name: printed(spans) for name, spans in letter.marks}
    _check_tags(document, letter.template)
    marks = Bookmarks()
    for root in roots(document):
        for paragraph in list(word_tags.paragraphs(root)):
            if not word_tags.drop_if_silent(paragraph, values):
                word_tags.fill(paragraph, values)
                _mark_digits(paragraph, marks)
    charts = Charts(document, as_of)
    _insert_blocks(document, letter, templates_word / letter.template, marks, charts)
    _attach(document, letter, marks, charts)
    if letter.appendix:
        word_sections.append_landscape(document, letter.appendix, _styles(document), marks, charts)
    _set_properties(document, letter, values)
    with replacing(path) as temporary:
        document.save(str(temporary))
        settle(temporary, as_of)
    _release(document)


def _release(document: Any) -> None:
    """Let go of a document's parts at once: python-docx has them refer to each other, and there may be thousands."""
    for part in list(document.part.package.iter_parts()):
        vars(part).clear()


def _mark_digits(paragraph: Element, marks: Bookmarks) -> None:
    """Put a bookmark around each run of the template that holds digits: they are told by their place."""
    for element in list(paragraph.iterchildren(qn("w:r"))):
        if has_digit("".join(t.text or "" for t in element.findall(qn("w:t")))):
            start, _, end = marks.around(element, TEMPLATE_MARK)
            element.addprevious(start)
            element.addnext(end)


def _open(path: Path) -> Any:
    if not path.is_file():
        raise PlanError(f"没有找到 Word 模板 {path.name}。请放到 templates/word 文件夹，或在方案“文稿”中改模板名称。")
    document = open_template(path)
    if document is None:
        raise PlanError(f"Word 模板 {path.name} 打不开，可能不是 .docx 或已损坏。请用 Word 另存为 .docx 后重试。")
    return document


def _check_tags(document: Any, file: str) -> None:
    known = list(KNOWN)
    for root in roots(document):
        for paragraph in word_tags.paragraphs(root):
            for tag in word_tags.tags_of(paragraph):
                if tag not in known:
                    raise PlanError(word_tags.fault(tag, paragraph, file, known))


_SHORT = 250
"""Characters of a paragraph that may move to the next page as a whole; a longer one would leave a gap."""


def _insert_blocks(document: Any, letter: Letter, template: Path, marks: Bookmarks, charts: Charts) -> None:
    """Put the blocks where the paragraph {正文} stands; it must stand alone in a paragraph of the body."""
    body = document.element.body
    marked = [p for p in body.iterchildren(qn("w:p")) if BODY_MARK in word_tags.tags_of(p)]
    if len(marked) != 1 or word_tags.text_of(marked[0]).strip() != f"{{{BODY_MARK}}}":
        raise PlanError(
            f"Word 模板 {template.name} 应有且只有一段“{{{BODY_MARK}}}”单独成段，作为正文的位置。请在 Word 中改好后重试。"
        )
    elements = Renderer(_styles(document), _text_width(document), marks, charts).render(
        letter.blocks, _above(document, marked[0])
    )
    for element in elements:
        marked[0].addprevious(element)
    _hold_together(elements, _styles(document), followed=marked[0].getnext().tag == qn("w:p"))
    below = list(marked[0].itersiblings(qn("w:p")))
    if not letter.attachments and any(map(_is_framed, below)):
        for paragraph in itertools.takewhile(lambda p: not _is_framed(p), below):
            keep_with_next(paragraph)  # signature and note with the 版记
    body.remove(marked[0])


def _hold_together(elements: Sequence[Element], styles: Mapping[str, str], *, followed: bool) -> None:
    """Keep the last paragraph of the text with what follows it: no note, no signature and no 版记 alone on a page.

    *followed*: the template goes on below the text. 附件说明 stand between text and signature, notes below the text.
    """
    small = {styles.get(name) for name in (TABLE_NOTE, *HEADINGS)}
    for number, element in enumerate(reversed(elements)):
        text = word_tags.text_of(element)
        if element.tag != qn("w:p") or len(text) > _SHORT:
            return
        element.get_or_add_pPr().keepLines_val = True
        if number or followed:
            keep_with_next(element)
        listed = element.pPr.find(qn("w:ind")) is not None
        if text and not listed and element.style not in small:
            return


def _is_framed(paragraph: Element) -> bool:
    """Whether a paragraph stands at the foot of a page, as the 版记 does."""
    return paragraph.pPr is not None and paragraph.pPr.find(qn("w:framePr")) is not None


def _attach(document: Any, letter: Letter, marks: Bookmarks, charts: Charts) -> None:
    """Put the attachments after the signature, before what stands at the foot of the last page (版记)."""
    body = document.element.body
    place = next(filter(_is_framed, body.iterchildren(qn("w:p"))), None)
    place = body.find(qn("w:sectPr")) if place is None else place
    several = len(letter.attachments) > 1
    for number, attachment in enumerate(letter.attachments, 1):
        renderer = Renderer(_styles(document), _text_width(document), marks, charts)
        for element in renderer.attachment(attachment, number if several else None):
            place.addprevious(element)


def _above(document: Any, element: Element) -> float:
    """Return how high the paragraphs before *element* are, in points, each one line of its style."""
    formats = {
        style.style_id: style.paragraph_format for style in document.styles if hasattr(style, "paragraph_format")
    }
    found = 0.0
    for paragraph in element.itersiblings(qn("w:p"), preceding=True):
        fmt = formats.get(paragraph.style)
        parts = (fmt.line_spacing, fmt.space_before, fmt.space_after) if fmt is not None else ()
        found += sum(part.pt for part in parts if isinstance(part, Length))
    return found


def _styles(document: Any) -> dict[str, str]:
    """Return the ids of the template's styles by name; Word writes heading 1 where its menus say Heading 1."""
    found = {}
    for style in document.styles.element.iterchildren(qn("w:style")):
        name = style.find(qn("w:name")).get(qn("w:val"))
        found[name.capitalize() if name.startswith("heading ") else name] = style.get(qn("w:styleId"))
    return found


def _text_width(document: Any) -> int:
    """Return the width between the margins of the template's last section, in twentieths of a point."""
    section = document.sections[-1]
    if None in (section.page_width, section.left_margin, section.right_margin):
        return TYPE_AREA
    emu = section.page_width - section.left_margin - section.right_margin
    return int(emu // 635)


def _set_properties(document: Any, letter: Letter, values: Mapping[str, str]) -> None:
    properties = document.core_properties
    properties.title = values.get("标题", "")
    properties.author = properties.last_modified_by = values.get("编发单位", "")
    properties.category = letter.kind
    properties.subject = values.get("报告期", "")
    properties.keywords = ABOUT + "；".join(f"{name}={value}" for name, value in letter.about) if letter.about else ""
    properties.revision = 1
    properties.comments = ""
