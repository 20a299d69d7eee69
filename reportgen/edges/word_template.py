"""The Word templates that we ship: made once by `make_templates`, then edited in Word by staff."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reportgen.edges.packages import settle
from reportgen.edges.word_parts import BODY, HEADINGS, TYPE_AREA, node, run
from reportgen.edges.word_styles import (
    FOOT_STYLE,
    HEI,
    ISSUE_STYLE,
    KAI,
    NAME_STYLE,
    SIGN_STYLE,
    TITLE_STYLE,
    TO_STYLE,
    blank_document,
    set_fonts,
)

Element = Any  # lxml's elements carry no types
_MADE = datetime(2025, 1, 1, tzinfo=UTC)  # any fixed day: the same templates give the same bytes


def make_templates(folder: Path) -> tuple[Path, ...]:
    """Write the shipped Word templates into *folder* and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, build in _TEMPLATES.items():
        document = blank_document()
        build(document)
        path = folder / name
        document.save(str(path))
        settle(path, _MADE)
        paths.append(path)
    return tuple(paths)


# ---------------------------------------------------------------- the templates


def _bulletin(document: Any) -> None:
    """简报: head with the red name and rule, foot with whom it goes to."""
    _line(document, "{标识}", style=TO_STYLE, font=HEI)
    _line(document, "{简报名称}", style=NAME_STYLE)
    _line(document, "{期号}", style=ISSUE_STYLE)
    head = _line(document, "{编发单位}\t{日期}", style=TO_STYLE, size=14)
    _right_tab(head)
    _rule(head, "bottom", 18)
    _line(document, "{标题}", style=TITLE_STYLE)
    _line(document, "{正文}", style=BODY)
    _foot(document, ("　报：{报送对象}", "　送：{抄送对象}", "　发：{发至对象}", "\t（共印{份数}份）　"))
    last = document.add_paragraph(style=FOOT_STYLE)  # a frame stands on the page of what follows it
    last._p.get_or_add_pPr().append(node("w:spacing", line="20", lineRule="exact"))


def _notice(document: Any) -> None:
    """督办通知: number, title, whom, items, signature."""
    number = _line(document, "编号：{编号}\t{拟稿}", style=TO_STYLE)
    _right_tab(number)
    _rule(number, "bottom", 12)
    _line(document, "{标题}", style=TITLE_STYLE)
    _line(document, "{全称}：", style=TO_STYLE)
    _line(document, "{正文}", style=BODY)
    _sign(document)


def _letter(document: Any) -> None:
    """函: the sender in red above a double rule, another at the foot of the first page, which has no number."""
    name = _line(document, "{署名}", style=NAME_STYLE, size=20)
    _rule(name, "bottom", 24, "thickThinSmallGap")
    head = _line(document, "\t{编号}{拟稿}", style=TO_STYLE)
    _right_tab(head)
    _line(document, "{标题}", style=TITLE_STYLE)
    _line(document, "{全称}：", style=TO_STYLE)
    _line(document, "{正文}", style=BODY)
    _sign(document)
    section = document.sections[0]
    section.different_first_page_header_footer = True
    foot = section.first_page_footer.paragraphs[0]
    foot.style = document.styles["Normal"]
    _rule(foot._p, "bottom", 24, "thinThickSmallGap")


def _note(document: Any) -> None:
    """便笺: within the office's own bureau; title, whom, text, signature, no red head."""
    _line(document, "{拟稿}", style=TO_STYLE)
    _line(document, "{标题}", style=TITLE_STYLE)
    _line(document, "{全称}：", style=TO_STYLE)
    _line(document, "{正文}", style=BODY)
    _sign(document)


def _minutes(document: Any) -> None:
    """纪要: the red name above a rule, number and day, title, text."""
    _line(document, "会议纪要", style=NAME_STYLE)
    head = _line(document, "{编发单位}\t{日期}", style=TO_STYLE, size=14)
    _right_tab(head)
    _rule(head, "bottom", 18)
    _line(document, "{标题}", style=TITLE_STYLE)
    _line(document, "{正文}", style=BODY)


def _report(document: Any) -> None:
    """通用: mark, title, who and when, body. For reports, lists and material for meetings."""
    _line(document, "{标识}", style=TO_STYLE, font=HEI)
    _line(document, "{拟稿}", style=TO_STYLE)
    _line(document, "{标题}", style=TITLE_STYLE)
    _line(document, "{编发单位}　{日期}", style=ISSUE_STYLE, font=KAI, size=14)
    _line(document, "{正文}", style=BODY)


def _order(document: Any) -> None:
    """公文: downward; the sender in red, number, red rule, title, whom, text, signature, note, 版记."""
    _official(document, upward=False)


def _request(document: Any) -> None:
    """上行文: as 公文, with the number at the left and who signed it out (签发人) at the right."""
    _official(document, upward=True)


def _official(document: Any, *, upward: bool) -> None:
    _line(document, "{标识}", style=TO_STYLE, font=HEI)
    _line(document, "{拟稿}", style=TO_STYLE)
    name = _line(document, "{署名}", style=NAME_STYLE, size=20)
    name.get_or_add_pPr().insert_element_before(
        node("w:spacing", before="1100", after="400", line="700", lineRule="exact"), "w:ind", "w:jc", "w:rPr"
    )
    if upward:
        number = _line(document, "　{编号}\t签发人：", style=TO_STYLE)
        signer = run("{签发人}　")
        set_fonts(signer.get_or_add_rPr(), KAI)
        number.append(signer)
        _right_tab(number)
    else:
        number = _line(document, "{编号}", style=ISSUE_STYLE)
    _rule(number, "bottom", 12)
    _line(document, "{标题}", style=TITLE_STYLE)
    _line(document, "{主送}：", style=TO_STYLE)
    _line(document, "{正文}", style=BODY)
    _sign(document)
    _line(document, "（{附注}）", style=BODY)
    _foot(document, ("　抄送：{抄送对象}。", "　{编发单位}\t{日期}印发"), size=13)  # a long name and the date
    last = document.add_paragraph(style=FOOT_STYLE)
    last._p.get_or_add_pPr().append(node("w:spacing", line="20", lineRule="exact"))


def _one_page(document: Any) -> None:
    """一页纸: as 通用, set smaller so that it stays on one page."""
    for name in ("Normal", BODY, HEADINGS[0], HEADINGS[1], TO_STYLE, ISSUE_STYLE):
        fmt = document.styles[name].paragraph_format
        document.styles[name].font.size, fmt.line_spacing = Pt(12), Pt(17)
        shape = document.styles[name].element.pPr
        if shape.find(qn("w:snapToGrid")) is None:
            shape.insert_element_before(
                node("w:snapToGrid", val="0"), "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl"
            )
    section = document.sections[0]
    section.top_margin, section.bottom_margin, section.footer_distance = Mm(22), Mm(22), Mm(12)
    document.styles[BODY].element.pPr.find(qn("w:ind")).set(qn("w:firstLine"), "480")
    _report(document)


_TEMPLATES: dict[str, Callable[[Any], None]] = {
    "简报.docx": _bulletin,
    "督办通知.docx": _notice,
    "函.docx": _letter,
    "便笺.docx": _note,
    "纪要.docx": _minutes,
    "公文.docx": _order,
    "上行文.docx": _request,
    "通用.docx": _report,
    "一页纸.docx": _one_page,
}


# ---------------------------------------------------------------- parts of a template


def _line(document: Any, text: str, *, style: str, font: str = "", size: float | None = None) -> Element:
    """Add a paragraph; return its element."""
    paragraph = document.add_paragraph(style=style)
    paragraph._p.append(run_with_tabs(text))
    for piece in paragraph.runs:
        if font:
            set_fonts(piece._r.get_or_add_rPr(), font)
        if size:
            piece.font.size = Pt(size)
    return paragraph._p


def run_with_tabs(text: str) -> Element:
    """Return a run in which tab characters are Word's tabs."""
    element = run("")
    for old in element.findall(qn("w:t")):
        element.remove(old)
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
    _line(document, "{署名}", style=SIGN_STYLE)
    _line(document, "{日期}", style=SIGN_STYLE)


def _foot(document: Any, lines: Sequence[str], size: float | None = None) -> None:
    """Add the 版记 at the foot of the page on which the text ends: lines between rules as wide as the type area.

    A frame and not a table: LibreOffice floats no table that is as wide as the page.
    """
    for text in lines:
        properties = _line(document, text, style=FOOT_STYLE, size=size).get_or_add_pPr()
        frame = node(
            "w:framePr", w=str(TYPE_AREA), wrap="notBeside", vAnchor="margin", hAnchor="margin", xAlign="left",
            yAlign="bottom",
        )  # fmt: skip
        borders = OxmlElement("w:pBdr")
        for side in ("top", "bottom"):  # drawn around all lines; a rule between makes LibreOffice drop the frame
            borders.append(node(f"w:{side}", val="single", sz="8", space="3", color="000000"))
        properties.extend([frame, borders])
        if "\t" in text:
            tabs = OxmlElement("w:tabs")
            tabs.append(node("w:tab", val="right", pos=str(TYPE_AREA)))
            properties.append(tabs)


def _rule(paragraph: Element, side: str, eighths: int, kind: str = "single") -> None:
    """Draw a red rule above or below a paragraph, *eighths* of a point thick."""
    borders = OxmlElement("w:pBdr")
    borders.append(node(f"w:{side}", val=kind, sz=str(eighths), space="4", color="FF0000"))
    properties = paragraph.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _right_tab(paragraph: Element) -> None:
    """Set a right tab at the edge of the type area."""
    tabs = OxmlElement("w:tabs")
    tabs.append(node("w:tab", val="right", pos=str(TYPE_AREA)))
    paragraph.get_or_add_pPr().insert_element_before(tabs, "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")
