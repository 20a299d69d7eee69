"""Blocks as WordprocessingML: paragraphs, headings, tables. Styles are named, never set here.

The Word template says what a style looks like; staff change it there. Elements are built in the order
that the schema demands, as Word refuses files with others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from reportgen.brief.numbers import chinese_numeral
from reportgen.edges.word_charts import Charts
from reportgen.edges.word_columns import CELL_MARGIN, column_widths
from reportgen.edges.word_pages import heading_pages, stays_whole
from reportgen.model.text import (
    Attachment,
    Block,
    Chart,
    Contents,
    Day,
    Enclosures,
    Heading,
    Num,
    Own,
    Paragraph,
    Span,
    Table,
    TableCell,
    Text,
    printed,
)

BODY, HEADINGS = "公文正文", ("Heading 1", "Heading 2")
TABLE_TITLE, TABLE_UNIT, TABLE_HEAD, TABLE_CELL, TABLE_NOTE = "表名", "表单位", "表头", "表文", "表注"
CONTENTS_LINE, ATTACHMENT, DOCUMENT_TITLE = "目录行", "附件", "公文标题"
STYLES = (BODY, *HEADINGS, TABLE_TITLE, TABLE_UNIT, TABLE_HEAD, TABLE_CELL, TABLE_NOTE)
"""The styles that a template must have for the blocks."""

TYPE_AREA = 8844
"""Width of the type area (版心 156 mm) in twentieths of a point."""
_KEEP_ENDS = 2
"""Of a table that may be cut, so many rows at either end stay on one page."""
_SHADES = {"green": "C6E0B4", "yellow": "FFE699", "red": "F4B0A8", "grey": "D9D9D9"}
FIGURE_MARK, DAY_MARK, TEMPLATE_MARK, OFFICE_MARK = "_rg_", "_rd_", "_rt_", "_ro_"
"""What the names of our bookmarks begin with: a figure, a date or issue number, the template's, the office's own."""
ABOUT = "reportgen："
"""What the keywords of our documents begin with; then 期别, 文稿, 单位, 时点."""
_FIRST_HEADING, _FIRST_BOOKMARK = 9000, 10000  # a template's own bookmarks have smaller ids
_PAGE_MARK = "_rc_"
"""What the names of the bookmarks of headings begin with, for their page in the contents."""

Element = Any  # lxml's elements carry no types


def _keeps(table: Table, index: int) -> bool:
    """Whether the *index*-th row stays on the page of what follows it: the next row, after the last one the notes."""
    return index < len(table.rows) or bool(table.notes)


class Renderer:
    """Renders blocks one after another; headings are numbered 一、（一） as they come."""

    def __init__(self, styles: dict[str, str], width: int, marks: Bookmarks, charts: Charts) -> None:
        self._styles = styles  # name → id
        self._width = width
        self._marks = marks
        self._charts = charts
        self._first = self._second = 0
        self._numbered = True
        self._listed: list[Heading] = []
        self._pages: list[int] = []

    def render(self, blocks: Sequence[Block], start: float = 0) -> list[Element]:
        """Return the elements of *blocks*; a heading that is the only one of its document has no number.

        *start* is how far down its page the first of them stands (points), by which the contents tell pages.
        """
        if any(isinstance(b, Contents) for b in blocks):
            self._pages = heading_pages(blocks, start, lambda table: column_widths(table, self._width))
        self._listed = [b for b in blocks if isinstance(b, Heading) and b.level == 1]
        self._numbered = len(self._listed) > 1
        return [element for block in blocks for element in self._block(block)]

    def _block(self, block: Block) -> list[Element]:
        if isinstance(block, Heading):
            return [self._spacer(), self._heading(block)]
        if isinstance(block, Paragraph):
            return [self._paragraph(block)]
        if isinstance(block, Contents):
            return self._contents(block)
        if isinstance(block, Enclosures):
            return self._enclosures(block)
        return self._chart(block) if isinstance(block, Chart) else self._table(block)

    def _heading(self, heading: Heading) -> Element:
        if heading.level == 1:
            self._first, self._second = self._first + 1, 0
            number = f"{chinese_numeral(self._first)}、" if self._numbered else ""
        else:
            self._second += 1
            number = f"（{chinese_numeral(self._second)}）"
        spans = (Text(number), *heading.spans) if number else heading.spans
        element = self.paragraph(HEADINGS[min(heading.level, 2) - 1], spans, keep_next=True)
        if heading.level == 1:  # what the contents refer to
            element.insert(
                1, node("w:bookmarkStart", id=str(_FIRST_HEADING + self._first), name=f"{_PAGE_MARK}{self._first}")
            )
            element.append(node("w:bookmarkEnd", id=str(_FIRST_HEADING + self._first)))
        return element

    def _contents(self, contents: Contents) -> list[Element]:
        lines = [self.paragraph(TABLE_TITLE, (Text(contents.title),), keep_next=True)]
        for number, heading in enumerate(self._listed, 1):
            line = self.paragraph(CONTENTS_LINE, (Text(f"{chinese_numeral(number)}、"), *heading.spans))
            tabs = OxmlElement("w:tabs")
            tabs.append(node("w:tab", val="right", leader="middleDot", pos=str(self._width)))
            line.pPr.append(tabs)
            line.extend([_tab_run(), *_page_of(f"{_PAGE_MARK}{number}", self._pages[number - 1])])
            lines.append(line)
        return [*lines, self._spacer()]

    def _enclosures(self, enclosures: Enclosures) -> list[Element]:
        """附件说明: a line below the text, two characters in, further lines below the first title's beginning."""
        several = len(enclosures.titles) > 1
        lines = [self.paragraph(BODY)]
        for number, title in enumerate(enclosures.titles, 1):
            label = Text("附件：") if number == 1 else Text("")
            line = self.paragraph(BODY, (label, *((Day(f"{number}. "),) if several else ()), *title))
            left = 650 if several else 500
            line.pPr.append(_hanging(left, left - 200 if number == 1 else 150))
            lines.append(line)
        return lines

    def attachment(self, attachment: Attachment, number: int | None) -> list[Element]:
        """Return an attachment on a page of its own: 附件1, its title on the third line, what it says."""
        mark = self.paragraph(ATTACHMENT, (Text("附件"), *((Day(str(number)),) if number else ())))
        mark.pPr.append(OxmlElement("w:pageBreakBefore"))
        title = self.paragraph(DOCUMENT_TITLE, attachment.title)
        return [mark, title, *self.render(attachment.blocks)]

    def _paragraph(self, paragraph: Paragraph) -> Element:
        element = self.paragraph(TABLE_NOTE if paragraph.note else BODY)
        if paragraph.lead:
            element.append(run(paragraph.lead, bold=True))
        element.extend(self._marks.runs(paragraph.spans))
        return element

    def paragraph(self, style: str, spans: Sequence[Span] = (), *, align: str = "", keep_next: bool = False) -> Element:
        """Return a paragraph in a style of the template (Normal where the template lacks it)."""
        element = OxmlElement("w:p")
        properties = OxmlElement("w:pPr")
        if style in self._styles:
            properties.append(_valued("w:pStyle", self._styles[style]))
        if keep_next:
            properties.append(OxmlElement("w:keepNext"))
        if align:
            properties.append(_valued("w:jc", align))
        if len(properties):
            element.append(properties)
        element.extend(self._marks.runs(spans))
        return element

    def _chart(self, chart: Chart) -> list[Element]:
        shown = self.paragraph(TABLE_CELL, keep_next=bool(chart.notes))
        shown.pPr.append(node("w:spacing", line="240", lineRule="auto"))
        shown.append(self._charts.drawing(chart))
        title = self.paragraph(TABLE_TITLE, chart.title, keep_next=True)
        return [title, shown, *(self.paragraph(TABLE_NOTE, note) for note in chart.notes)]

    # ------------------------------------------------------------ tables

    def _table(self, table: Table) -> list[Element]:
        elements = []
        if table.title:
            elements.append(self.paragraph(TABLE_TITLE, table.title, keep_next=True))
        if table.unit_note:
            elements.append(self.paragraph(TABLE_UNIT, (Text(table.unit_note),), keep_next=True))
        elements.append(self._grid(table))
        elements += [self.paragraph(TABLE_NOTE, note) for note in table.notes]
        if not table.notes:
            elements.append(self._spacer())
        return elements

    def _spacer(self) -> Element:
        """Return a line of one point: without it LibreOffice may leave a heading alone at the foot of its page."""
        element = self.paragraph(TABLE_NOTE, keep_next=True)
        element.pPr.append(node("w:spacing", before="0", after="0", line="20", lineRule="exact"))
        return element

    def _grid(self, table: Table) -> Element:
        widths = column_widths(table, self._width)
        element = OxmlElement("w:tbl")
        element.append(_table_properties(sum(widths), printed(table.title)))
        grid = OxmlElement("w:tblGrid")
        for width in widths:
            grid.append(node("w:gridCol", w=str(width)))
        element.append(grid)
        head = [TableCell(spans) for spans in table.header]
        element.append(self._row(head, widths, TABLE_HEAD, keep_next=True, header=True))
        count, whole = len(table.rows), stays_whole(table, widths)
        for index, row in enumerate(table.rows, 1):
            inner = not whole and _KEEP_ENDS <= index <= count - _KEEP_ENDS
            element.append(self._row(row, widths, TABLE_CELL, keep_next=_keeps(table, index) and not inner))
        return element

    def _row(
        self, cells: Sequence[TableCell], widths: Sequence[int], style: str, *, keep_next: bool, header: bool = False
    ) -> Element:
        element = OxmlElement("w:tr")
        properties = OxmlElement("w:trPr")
        properties.append(OxmlElement("w:cantSplit"))
        if header:
            properties.append(OxmlElement("w:tblHeader"))
        element.append(properties)
        for cell, width in zip(cells, widths, strict=False):
            box = OxmlElement("w:tc")
            box.append(_cell_properties(width, _SHADES.get(cell.light, "")))
            box.append(self.paragraph(style, cell.spans, align=cell.align, keep_next=keep_next))
            element.append(box)
        return element


def _hanging(left: int, hanging: int) -> Element:
    """Return an indent in hundredths of a 三号 character, for Word, and in twentieths of a point, for LibreOffice."""
    return node(
        "w:ind",
        leftChars=str(left),
        left=str(left * 320 // 100),
        hangingChars=str(hanging),
        hanging=str(hanging * 320 // 100),
    )


def _tab_run() -> Element:
    element = run("")
    element.remove(element.find(qn("w:t")))
    element.append(OxmlElement("w:tab"))
    return element


def _page_of(mark: str, page: int) -> Iterator[Element]:
    """Yield the runs of a field that shows the page of a bookmark, *page* until a program brings it up to date."""
    for kind in ("begin", "", "separate", "text", "end"):
        element = run(str(page) if kind == "text" else "")
        if kind != "text":
            element.remove(element.find(qn("w:t")))
        if kind == "":
            words = OxmlElement("w:instrText")
            words.text = f" PAGEREF {mark} \\h "
            words.set(qn("xml:space"), "preserve")
            element.append(words)
        elif kind != "text":
            field = node("w:fldChar", fldCharType=kind)
            if kind == "begin":
                field.set(qn("w:dirty"), "true")
            element.append(field)
        yield element


def keep_with_next(paragraph: Element) -> None:
    """Keep a paragraph on the page of what follows it; anything else than a paragraph stays as it is."""
    if paragraph.tag == qn("w:p"):
        paragraph.get_or_add_pPr().keepNext_val = True


def run(text: str, *, bold: bool = False) -> Element:
    """Return a run; its quotation marks and dashes use the Chinese font, a line feed breaks the line."""
    element = OxmlElement("w:r")
    properties = OxmlElement("w:rPr")
    properties.append(node("w:rFonts", hint="eastAsia"))
    if bold:
        properties.append(OxmlElement("w:b"))
    element.append(properties)
    for index, line in enumerate(text.split("\n")):
        if index:
            element.append(OxmlElement("w:br"))
        words = OxmlElement("w:t")
        words.text = line
        words.set(qn("xml:space"), "preserve")
        element.append(words)
    return element


def figure_mark(id: str) -> str:
    """Return what the bookmarks of a figure begin with: told from its id alone, so that no list is needed."""
    return f"{FIGURE_MARK}{hashlib.sha256(id.encode()).hexdigest()[:16]}"


def _prefix(span: Span) -> str:
    if isinstance(span, Num):
        return figure_mark(span.figure.id)
    return OFFICE_MARK if isinstance(span, Own) else DAY_MARK


class Bookmarks:
    """Hidden bookmarks around what a document prints: each figure by its id, each date, each number of the template.

    They survive editing in Word and tell later which number is which (`edges.word_reader`).
    """

    def __init__(self) -> None:
        self._count = 0

    def runs(self, spans: Sequence[Span]) -> Iterator[Element]:
        """Yield the runs of *spans*, as few as can be, with bookmarks around figures and dates."""
        words = ""
        for span in spans:
            if isinstance(span, Text):
                words += span.text
                continue
            if words:
                yield run(words)
                words = ""
            yield from self.around(run(span.printed if isinstance(span, Num) else span.text), _prefix(span))
        if words:
            yield run(words)

    def around(self, element: Element, prefix: str) -> tuple[Element, Element, Element]:
        """Return *element* between the ends of a bookmark whose name begins with *prefix*."""
        self._count += 1
        id = str(_FIRST_BOOKMARK + self._count)
        start = node("w:bookmarkStart", id=id, name=f"{prefix}_{self._count}")
        return start, element, node("w:bookmarkEnd", id=id)


# ---------------------------------------------------------------- small elements


def _valued(tag: str, value: str) -> Element:
    return node(tag, val=value)


def node(tag: str, **attributes: str) -> Element:
    """Return an element with attributes of the namespace w."""
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _table_properties(width: int, title: str) -> Element:
    properties = OxmlElement("w:tblPr")
    properties.append(node("w:tblW", w=str(width), type="dxa"))
    properties.append(_valued("w:jc", "center"))
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(node(f"w:{side}", val="single", sz="4", space="0", color="000000"))
    properties.append(borders)
    properties.append(node("w:tblLayout", type="fixed"))
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(node(f"w:{side}", w=str(CELL_MARGIN), type="dxa"))
    properties.append(margins)
    if title:  # the alternative text
        properties.append(_valued("w:tblCaption", title))
    return properties


def _cell_properties(width: int, shade: str) -> Element:
    properties = OxmlElement("w:tcPr")
    properties.append(node("w:tcW", w=str(width), type="dxa"))
    if shade:
        properties.append(node("w:shd", val="clear", color="auto", fill=shade))
    properties.append(_valued("w:vAlign", "center"))
    return properties
