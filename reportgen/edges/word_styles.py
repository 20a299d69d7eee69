"""Page and styles of the Word templates by GB/T 9704-2012.

A4, type area 156 × 225 mm, 22 lines of 28 characters: body in 三号仿宋 with exact lines of 28.95 pt,
spacing −0.25 pt (28 characters of 16 pt are wider than 156 mm), a grid of lines only (LibreOffice
cannot lay out a grid of characters). Names of fonts are those of Word on Windows; the font table
names what to take where one is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reportgen.edges.word_parts import (
    ATTACHMENT,
    BODY,
    CONTENTS_LINE,
    DOCUMENT_TITLE,
    HEADINGS,
    TABLE_CELL,
    TABLE_HEAD,
    TABLE_NOTE,
    TABLE_TITLE,
    TABLE_UNIT,
    node,
    run,
)

Element = Any  # lxml's elements carry no types

FANG, HEI, KAI, SONG, TITLE = "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "方正小标宋简体"
LATIN = "Times New Roman"
_ALTERNATIVES = {FANG: "仿宋", KAI: "楷体", TITLE: "华文中宋", HEI: "SimHei", SONG: "SimSun"}
_RED = RGBColor(0xFF, 0, 0)
_LINE = 28.95

NAME_STYLE, ISSUE_STYLE, TITLE_STYLE, TO_STYLE, SIGN_STYLE, FOOT_STYLE = (
    "简报名称", "期号", DOCUMENT_TITLE, "主送", "落款", "版记",
)  # fmt: skip


def blank_document() -> Any:
    """Return an empty document with our page, styles and footers."""
    document = docx.Document()
    for child in list(document.element.body):
        if child.tag != qn("w:sectPr"):
            document.element.body.remove(child)
    _set_page(document)
    _set_defaults(document)
    _set_styles(document)
    _set_footers(document)
    _name_alternatives(document)
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", "", ""
    properties.language = "zh-CN"
    return document


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(25)
    grid = section._sectPr.find(qn("w:docGrid"))
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), "579")


def _set_defaults(document: Any) -> None:
    """Remove theme fonts and the default's spacing; Chinese as the language of East Asian text."""
    styles = document.styles.element
    for fonts in styles.iter(qn("w:rFonts")):
        for name in [key for key in fonts.keys() if key.lower().endswith("theme")]:  # noqa: SIM118 - an lxml element
            del fonts.attrib[name]
    defaults = styles.find(qn("w:docDefaults"))
    for spacing in defaults.iter(qn("w:spacing")):
        spacing.getparent().remove(spacing)
    for lang in defaults.iter(qn("w:lang")):
        lang.set(qn("w:eastAsia"), "zh-CN")
    run_properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    set_fonts(run_properties, FANG)


def _set_styles(document: Any) -> None:
    _style(document, "Normal", FANG, 16, line=_LINE, squeeze=True)
    _style(document, BODY, FANG, 16, line=_LINE, align="both", indent=2, squeeze=True)
    _style(document, HEADINGS[0], HEI, 16, line=_LINE - 1, indent=2, keep=True, squeeze=True)
    _style(document, HEADINGS[1], KAI, 16, line=_LINE - 1, indent=2, keep=True, squeeze=True)
    _style(document, NAME_STYLE, TITLE, 48, line=56, align="center", color=_RED, before=4, after=2, squeeze=True)
    _style(document, ISSUE_STYLE, FANG, 16, line=_LINE, align="center")
    _style(document, TITLE_STYLE, TITLE, 22, line=32, align="center", before=10, after=4, keep=True)
    _style(document, TO_STYLE, FANG, 16, line=_LINE)
    _style(document, SIGN_STYLE, FANG, 16, line=_LINE, align="right", right_indent=2, keep=True)
    _style(document, FOOT_STYLE, FANG, 14, line=24)
    _style(document, ATTACHMENT, HEI, 16, line=_LINE)
    _style(document, CONTENTS_LINE, FANG, 12, line=16)
    _style(document, TABLE_TITLE, HEI, 14, line=20, align="center", before=3, keep=True)
    _style(document, TABLE_UNIT, FANG, 10.5, line=15, align="right", keep=True)
    _style(document, TABLE_HEAD, HEI, 10.5, line=15, align="center", before=1, after=1)
    _style(document, TABLE_CELL, FANG, 10.5, line=15, align="center", before=1, after=1)
    _style(document, TABLE_NOTE, FANG, 10.5, line=15, after=4)


def _style(
    document: Any,
    name: str,
    font: str,
    size: float,
    *,
    line: float,
    align: str = "",
    indent: int = 0,
    left_indent: int = 0,
    right_indent: int = 0,
    before: float = 0,
    after: float = 0,
    keep: bool = False,
    squeeze: bool = False,
    color: RGBColor | None = None,
) -> None:
    """Define a style of paragraphs; indents are in characters, *squeeze* fits 28 characters on a line."""
    known = [s.name for s in document.styles]
    style = document.styles[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if name not in ("Normal", *HEADINGS):
        style.base_style = document.styles["Normal"]
    style.hidden, style.quick_style = False, True
    style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
    style.font.color.rgb = color or RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    set_fonts(properties, font)
    spacing = properties.find(qn("w:spacing"))
    if spacing is not None:
        properties.remove(spacing)
    properties.insert_element_before(
        node("w:spacing", val="-5" if squeeze else "0"), "w:w", "w:kern", "w:position", "w:sz", "w:szCs"
    )
    fmt = style.paragraph_format
    fmt.line_spacing, fmt.space_before, fmt.space_after = Pt(line), Pt(before), Pt(after)
    fmt.keep_with_next, fmt.widow_control = keep, False  # official documents fill their 22 lines
    shape = style.element.get_or_add_pPr()
    for tag in ("w:ind", "w:jc", "w:snapToGrid", "w:autoSpaceDE", "w:autoSpaceDN"):
        for old in shape.findall(qn(tag)):
            shape.remove(old)
    for tag in ("w:autoSpaceDE", "w:autoSpaceDN"):  # no gaps between Chinese and digits: 2025年10月
        shape.insert_element_before(
            node(tag, val="0"), "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl"
        )
    if line != _LINE:
        shape.insert_element_before(node("w:snapToGrid", val="0"), "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
    shape.insert_element_before(
        _indents(size, indent, left_indent, right_indent), "w:contextualSpacing", "w:jc", "w:outlineLvl"
    )
    if align:
        shape.insert_element_before(node("w:jc", val=align), "w:outlineLvl")


def _indents(size: float, first: int, left: int, right: int) -> Element:
    """Return the indents; Word goes by characters, LibreOffice by the twentieths of a point beside them."""
    return node(
        "w:ind",
        leftChars=str(left * 100), left=str(int(left * size * 20)),
        rightChars=str(right * 100), right=str(int(right * size * 20)),
        firstLineChars=str(first * 100), firstLine=str(int(first * size * 20)),
    )  # fmt: skip


def set_fonts(properties: Element, font: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(1 if properties.find(qn("w:rStyle")) is not None else 0, fonts)
    for name in list(fonts.keys()):
        if name.lower().endswith("theme"):
            del fonts.attrib[name]
    for name, value in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", font)):
        fonts.set(qn(f"w:{name}"), value)


def _set_footers(document: Any) -> None:
    """Page numbers — 1 —: 四号宋体, odd pages right, even pages left, one character in."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles["Normal"]
        properties = paragraph._p.get_or_add_pPr()
        side = "right" if align == "right" else "left"
        properties.append(node("w:ind", **{f"{side}Chars": "100", side: "280"}))
        properties.append(node("w:jc", val=align))
        for piece in ("— ", ("begin", " PAGE ", "separate", "1", "end"), " —"):
            for element in [_page_run(piece)] if isinstance(piece, str) else _field(piece):
                paragraph._p.append(element)


def _page_run(text: str) -> Element:
    element = run(text) if text else run("")
    properties = element.find(qn("w:rPr"))
    fonts = properties.find(qn("w:rFonts"))
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), SONG)
    properties.append(node("w:sz", val="28"))
    properties.append(node("w:szCs", val="28"))
    return element


def _field(parts: Sequence[str]) -> list[Element]:
    """Return the runs of a complex field: begin, instruction, separate, shown text, end."""
    begin, instruction, separate, shown, end = parts
    runs = []
    for kind in (begin, instruction, separate, shown, end):
        element = _page_run(shown if kind == shown else "")
        if kind != shown:
            for old in element.findall(qn("w:t")):
                element.remove(old)
            if kind == instruction:
                words = OxmlElement("w:instrText")
                words.text = instruction
                words.set(qn("xml:space"), "preserve")
                element.append(words)
            else:
                element.append(node("w:fldChar", fldCharType=kind))
        runs.append(element)
    return runs


def _name_alternatives(document: Any) -> None:
    """Name in the font table what to take where a font is missing."""
    part: Part | None = next(
        (p for p in document.part.package.iter_parts() if str(p.partname) == "/word/fontTable.xml"), None
    )
    if part is None:
        return
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in _ALTERNATIVES.items()
    )
    part._blob = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'{fonts}<w:font w:name="{LATIN}"><w:charset w:val="00"/></w:font></w:fonts>'
    ).encode()
