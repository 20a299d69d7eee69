"""The Word templates that we ship: pages and styles by GB/T 9704-2012, made once, then edited in Word.

A4, type area 156 × 225 mm, 22 lines of 28 characters: body in 三号仿宋 with exact lines of 28.95 pt,
spacing −0.25 pt (28 characters of 16 pt are wider than 156 mm), a grid of lines only (LibreOffice
cannot lay out a grid of characters). Names of fonts are those of Word on Windows; the font table
names what to take where one is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reportgen.edges.packages import settle
from reportgen.edges.word_parts import (
    BODY,
    HEADINGS,
    TABLE_CELL,
    TABLE_HEAD,
    TABLE_NOTE,
    TABLE_TITLE,
    TABLE_UNIT,
    run,
)

Element = Any  # lxml's elements carry no types

FANG, HEI, KAI, SONG, TITLE = "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "方正小标宋简体"
LATIN = "Times New Roman"
_ALTERNATIVES = {FANG: "仿宋", KAI: "楷体", TITLE: "华文中宋", HEI: "SimHei", SONG: "SimSun"}
_RED = RGBColor(0xFF, 0, 0)
_LINE = 28.95
_MADE = datetime(2025, 1, 1, tzinfo=UTC)  # any fixed day: the same templates give the same bytes

NAME_STYLE, ISSUE_STYLE, TITLE_STYLE, TO_STYLE, SIGN_STYLE, FOOT_STYLE = (
    "简报名称", "期号", "公文标题", "主送", "落款", "版记",
)  # fmt: skip


def make_templates(folder: Path) -> tuple[Path, ...]:
    """Write the shipped Word templates into *folder* and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, build in _TEMPLATES.items():
        document = _blank()
        build(document)
        path = folder / name
        document.save(str(path))
        settle(path, _MADE)
        paths.append(path)
    return tuple(paths)


# ---------------------------------------------------------------- the four templates


def _bulletin(document: Any) -> None:
    """简报: head with the red name and rule, foot with whom it goes to."""
    _line(document, "{标识}", style=TO_STYLE, font=HEI)
    _line(document, "{简报名称}", style=NAME_STYLE)
    _line(document, "{期号}", style=ISSUE_STYLE)
    head = _line(document, "{编发单位}\t{日期}", style=TO_STYLE)
    _right_tab(head)
    _rule(head, "bottom", "FF0000", 18)
    _line(document, "{标题}", style=TITLE_STYLE)
    _line(document, "{正文}", style=BODY)
    _foot(document, ("报：{报送对象}", "送：", "发：", "\t（共印　　份）"))


def _notice(document: Any) -> None:
    """督办通知: number, title, whom, items, signature."""
    number = _line(document, "编号：{编号}\t{拟稿}", style=TO_STYLE)
    _right_tab(number)
    _rule(number, "bottom", "FF0000", 12)
    _line(document, "{标题}", style=TITLE_STYLE)
    _line(document, "{全称}：", style=TO_STYLE)
    _line(document, "{正文}", style=BODY)
    _sign(document)


def _letter(document: Any) -> None:
    """函: the sender in red above a double rule, then as a notice."""
    _line(document, "{编发单位}", style=NAME_STYLE, size=30)
    head = _line(document, "\t{拟稿}", style=TO_STYLE)
    _right_tab(head)
    _rule(head, "top", "FF0000", 24, "thickThinSmallGap")
    _line(document, "{标题}", style=TITLE_STYLE)
    _line(document, "{全称}：", style=TO_STYLE)
    _line(document, "{正文}", style=BODY)
    _sign(document)


def _report(document: Any) -> None:
    """通用: mark, title, who and when, body. For reports, lists and material for meetings."""
    _line(document, "{标识}", style=TO_STYLE, font=HEI)
    _line(document, "{标题}", style=TITLE_STYLE)
    _line(document, "{编发单位}　{日期}", style=ISSUE_STYLE, font=KAI)
    _line(document, "{正文}", style=BODY)


_TEMPLATES: dict[str, Callable[[Any], None]] = {
    "简报.docx": _bulletin,
    "督办通知.docx": _notice,
    "函.docx": _letter,
    "通用.docx": _report,
}


# ---------------------------------------------------------------- parts of a template


def _line(document: Any, text: str, *, style: str, font: str = "", size: float | None = None) -> Element:
    """Add a paragraph; return its element."""
    paragraph = document.add_paragraph(style=style)
    paragraph._p.append(run_with_tabs(text))
    for piece in paragraph.runs:
        if font:
            _set_fonts(piece._r.get_or_add_rPr(), font)
        if size:
            piece.font.size = Pt(size)
    return paragraph._p


def run_with_tabs(text: str) -> Element:
    """Return a run in which tab characters are Word's tabs."""
    element = run("")
    for node in element.findall(qn("w:t")):
        element.remove(node)
    for index, part in enumerate(text.split("\t")):
        if index:
            element.append(OxmlElement("w:tab"))
        if part:
            words = OxmlElement("w:t")
            words.text = part
            words.set(qn("xml:space"), "preserve")
            element.append(words)
    return element


def _sign(document: Any) -> None:
    document.add_paragraph(style=SIGN_STYLE)
    _line(document, "{编发单位}", style=SIGN_STYLE)
    _line(document, "{日期}", style=SIGN_STYLE)


def _foot(document: Any, lines: Sequence[str]) -> None:
    """Add the 版记: a frame at the bottom of the type area, with rules above and below."""
    for index, text in enumerate(lines):
        element = _line(document, text, style=FOOT_STYLE)
        if "\t" in text:
            _right_tab(element)
        if index == 0:
            _rule(element, "top", "000000", 8)
        if index == len(lines) - 1:
            _rule(element, "top", "000000", 6, also=("bottom", 8))
        properties = element.get_or_add_pPr()
        frame = _element(
            "w:framePr", w="8844", hSpace="0", wrap="notBeside", vAnchor="margin", hAnchor="margin",
            xAlign="left", yAlign="bottom",
        )  # fmt: skip
        properties.insert(1, frame)


def _rule(
    paragraph: Element, side: str, color: str, eighths: int, kind: str = "single", also: tuple[str, int] | None = None
) -> None:
    """Draw a rule above or below a paragraph, *eighths* of a point thick."""
    borders = OxmlElement("w:pBdr")
    for name, size in ((side, eighths), *((also,) if also else ())):
        borders.append(_element(f"w:{name}", val=kind, sz=str(size), space="4", color=color))
    properties = paragraph.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _right_tab(paragraph: Element) -> None:
    """Set a right tab at the edge of the type area."""
    tabs = OxmlElement("w:tabs")
    tabs.append(_element("w:tab", val="right", pos="8844"))
    paragraph.get_or_add_pPr().insert_element_before(tabs, "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _element(tag: str, **attributes: str) -> Element:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


# ---------------------------------------------------------------- page and styles


def _blank() -> Any:
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
        for name in [key for key in fonts.keys() if key.endswith("Theme")]:  # noqa: SIM118 - an lxml element
            del fonts.attrib[name]
    defaults = styles.find(qn("w:docDefaults"))
    for spacing in defaults.iter(qn("w:spacing")):
        spacing.getparent().remove(spacing)
    for lang in defaults.iter(qn("w:lang")):
        lang.set(qn("w:eastAsia"), "zh-CN")
    run_properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _set_fonts(run_properties, FANG)


def _set_styles(document: Any) -> None:
    _style(document, "Normal", FANG, 16, line=_LINE, squeeze=True)
    _style(document, BODY, FANG, 16, line=_LINE, indent=2, squeeze=True)
    _style(document, HEADINGS[0], HEI, 16, line=_LINE, indent=2, keep=True, squeeze=True)
    _style(document, HEADINGS[1], KAI, 16, line=_LINE, indent=2, keep=True, squeeze=True)
    _style(document, NAME_STYLE, TITLE, 48, line=66, align="center", color=_RED, before=30, after=6)
    _style(document, ISSUE_STYLE, FANG, 16, line=_LINE, align="center", after=6)
    _style(document, TITLE_STYLE, TITLE, 22, line=34, align="center", before=26, after=14, keep=True)
    _style(document, TO_STYLE, FANG, 16, line=_LINE)
    _style(document, SIGN_STYLE, FANG, 16, line=_LINE, align="right", right_indent=2, keep=True)
    _style(document, FOOT_STYLE, FANG, 14, line=24, right_indent=1, left_indent=1)
    _style(document, TABLE_TITLE, HEI, 14, line=24, align="center", before=10, keep=True)
    _style(document, TABLE_UNIT, FANG, 10.5, line=16, align="right", keep=True)
    _style(document, TABLE_HEAD, HEI, 10.5, line=16, align="center", before=2, after=2)
    _style(document, TABLE_CELL, FANG, 10.5, line=16, align="center", before=2, after=2)
    _style(document, TABLE_NOTE, FANG, 10.5, line=16, after=8)


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
    _set_fonts(properties, font)
    spacing = properties.find(qn("w:spacing"))
    if spacing is not None:
        properties.remove(spacing)
    properties.insert_element_before(
        _element("w:spacing", val="-5" if squeeze else "0"), "w:w", "w:kern", "w:position", "w:sz", "w:szCs"
    )
    fmt = style.paragraph_format
    fmt.line_spacing, fmt.space_before, fmt.space_after = Pt(line), Pt(before), Pt(after)
    fmt.keep_with_next, fmt.widow_control = keep, False
    shape = style.element.get_or_add_pPr()
    for tag in ("w:ind", "w:jc", "w:snapToGrid"):
        for old in shape.findall(qn(tag)):
            shape.remove(old)
    if line != _LINE:
        shape.insert_element_before(_element("w:snapToGrid", val="0"), "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
    shape.insert_element_before(
        _indents(size, indent, left_indent, right_indent), "w:contextualSpacing", "w:jc", "w:outlineLvl"
    )
    if align:
        shape.insert_element_before(_element("w:jc", val=align), "w:outlineLvl")


def _indents(size: float, first: int, left: int, right: int) -> Element:
    """Return the indents; Word goes by characters, LibreOffice by the twentieths of a point beside them."""
    return _element(
        "w:ind",
        leftChars=str(left * 100), left=str(int(left * size * 20)),
        rightChars=str(right * 100), right=str(int(right * size * 20)),
        firstLineChars=str(first * 100), firstLine=str(int(first * size * 20)),
    )  # fmt: skip


def _set_fonts(properties: Element, font: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(1 if properties.find(qn("w:rStyle")) is not None else 0, fonts)
    for name in list(fonts.keys()):
        if name.endswith("Theme"):
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
        properties.append(_element("w:ind", **{f"{side}Chars": "100", side: "280"}))
        properties.append(_element("w:jc", val=align))
        for piece in ("— ", ("begin", " PAGE ", "separate", "1", "end"), " —"):
            for element in [_page_run(piece)] if isinstance(piece, str) else _field(piece):
                paragraph._p.append(element)


def _page_run(text: str) -> Element:
    element = run(text) if text else run("")
    properties = element.find(qn("w:rPr"))
    fonts = properties.find(qn("w:rFonts"))
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), SONG)
    properties.append(_element("w:sz", val="28"))
    properties.append(_element("w:szCs", val="28"))
    return element


def _field(parts: Sequence[str]) -> list[Element]:
    """Return the runs of a complex field: begin, instruction, separate, shown text, end."""
    begin, instruction, separate, shown, end = parts
    runs = []
    for kind in (begin, instruction, separate, shown, end):
        element = _page_run(shown if kind == shown else "")
        if kind != shown:
            for node in element.findall(qn("w:t")):
                element.remove(node)
            if kind == instruction:
                words = OxmlElement("w:instrText")
                words.text = instruction
                words.set(qn("xml:space"), "preserve")
                element.append(words)
            else:
                element.append(_element("w:fldChar", fldCharType=kind))
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
