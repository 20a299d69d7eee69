"""A document described: blocks made of spans. Digits can enter only through a `Num`, `Quote` or `Day`.

`Text` refuses digits when it is built, so a number that no figure proves cannot be printed.
Renderers (``edges.word_writer``, ``edges.workbook_writer``, plain text) walk these values.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportgen.model.figure import Figure


@dataclass(frozen=True, slots=True)
class Text:
    """Words without any digit."""

    text: str

    def __post_init__(self) -> None:
        if any(unicodedata.category(c) == "Nd" for c in self.text):
            raise ValueError(f"digits outside a figure: {self.text}")


@dataclass(frozen=True, slots=True)
class Num:
    """A figure as printed; ``text`` must be one of the figure's texts."""

    figure: Figure
    text: str = ""

    def __post_init__(self) -> None:
        if self.text and self.text not in self.figure.texts:
            raise ValueError(f"{self.text} is no text of figure {self.figure.id}")

    @property
    def printed(self) -> str:
        return self.text or self.figure.text


@dataclass(frozen=True, slots=True)
class Day:
    """A date, a year, a span of months or an issue number (第×期), printed as given."""

    text: str

    @classmethod
    def of(cls, day: date) -> Day:
        return cls(f"{day.year}年{day.month}月{day.day}日")


@dataclass(frozen=True, slots=True)
class Own:
    """The office's own words (文稿补充); their numbers are the office's to answer for, and are marked so."""

    text: str


Span = Text | Num | Day | Own


def printed(spans: Sequence[Span]) -> str:
    """The plain text of *spans*."""
    return "".join(s.printed if isinstance(s, Num) else s.text for s in spans)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 一、 (numbered by the renderer), 2 （一）."""

    spans: tuple[Span, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: tuple[Span, ...]
    lead: str = ""  # words set bold at the start, e.g. 规模工业。
    note: bool = False  # set small: sources, periods of data, what is missing


@dataclass(frozen=True, slots=True)
class TableCell:
    spans: tuple[Span, ...]
    light: str = ""  # green | yellow | red | grey: shaded, the word is in the spans
    align: str = "center"  # center | left | right


@dataclass(frozen=True, slots=True)
class Table:
    title: tuple[Span, ...]
    header: tuple[tuple[Span, ...], ...]
    rows: tuple[tuple[TableCell, ...], ...]
    widths: tuple[int, ...] = ()  # relative
    unit_note: str = ""  # 单位：亿元、%
    notes: tuple[tuple[Span, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """One run of values of a chart, one a category; None where there is none. Each is printed without unit."""

    name: str
    values: tuple[Num | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    title: tuple[Span, ...]
    categories: tuple[tuple[Span, ...], ...]
    series: tuple[Series, ...]
    kind: str = "bar"  # bar | line
    alt: str = ""  # what it shows, for those who cannot see it
    notes: tuple[tuple[Span, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """目录: the headings of level 1 with the pages on which they stand; *title* stands above."""

    title: str


@dataclass(frozen=True, slots=True)
class Enclosures:
    """附件说明: the titles of what is attached, in order, at the end of the text."""

    titles: tuple[tuple[Span, ...], ...]


Block = Heading | Paragraph | Table | Chart | Contents | Enclosures


def spans_of(block: Block) -> list[Span]:
    """Return the spans of a block in reading order."""
    if isinstance(block, Table):
        cells = [cell.spans for row in block.rows for cell in row]
        return [span for group in (block.title, *block.header, *cells, *block.notes) for span in group]
    if isinstance(block, Chart):
        values = [value for series in block.series for value in series.values if value is not None]
        return [*(span for group in (block.title, *block.categories, *block.notes) for span in group), *values]
    if isinstance(block, Enclosures):
        return [span for title in block.titles for span in title]
    return [] if isinstance(block, Contents) else list(block.spans)


@dataclass(frozen=True, slots=True)
class Attachment:
    """附件: what stands on pages of its own after the signature."""

    title: tuple[Span, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One document ready to render: ``marks`` fill the template's {tags}, ``blocks`` its {正文}."""

    kind: str  # Document.kind
    template: str  # file name under templates/word/
    file_name: str  # e.g. 简报.docx, 督办/县工信局.docx
    marks: tuple[tuple[str, tuple[Span, ...]], ...]
    blocks: tuple[Block, ...]
    attachments: tuple[Attachment, ...] = ()  # after the signature, a page of its own each
    appendix: tuple[Block, ...] = ()  # on landscape pages after all else
    about: tuple[tuple[str, str], ...] = ()  # what it is, for the file's properties: 期别, 文稿, 单位, 时点
