"""Native charts of Word documents: a DrawingML part and the workbook behind it, told apart without colour.

Word and WPS edit such a chart by 编辑数据. The workbook's second sheet names the figure of every value, in the same
cells, by which `edges.word_reader` proves them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from reportgen.model.text import Chart, Num, printed

Element = Any  # lxml's elements carry no types

DATA_SHEET, FIGURES_SHEET = "数据", "出处"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MM = 36000
"""EMU in a millimetre."""
_WIDTH, _HEIGHT, _PER_BAR, _AROUND = 156 * _MM, 75 * _MM, 3 * _MM, 20 * _MM
"""As wide as the type area; lines are 75 mm high, bars 3 mm each with 20 mm for scale and legend."""
_GRID = (
    '<c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D9D9D9"/></a:solidFill></a:ln></c:spPr>'
    "</c:majorGridlines>"
)
_INK = '<a:solidFill><a:srgbClr val="262626"/></a:solidFill>'
_LINE = f'<a:ln w="9525">{_INK}</a:ln>'
_FILLS = (
    '<a:pattFill prst="wdUpDiag"><a:fgClr><a:srgbClr val="262626"/></a:fgClr>'
    '<a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill>',
    '<a:solidFill><a:srgbClr val="404040"/></a:solidFill>',
    '<a:solidFill><a:srgbClr val="D9D9D9"/></a:solidFill>',
)
"""Bars: hatched, dark, pale; each with a dark border."""
_DASHES = ("solid", "sysDash", "dash", "sysDot", "lgDash", "dashDot")
_SYMBOLS = ("circle", "square", "triangle", "diamond", "x", "star")
_NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_TEXT = (
    '<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="900" b="0">'
    '<a:latin typeface="Times New Roman"/><a:ea typeface="宋体"/></a:defRPr></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
)


class Charts:
    """Puts charts into one document, numbered as they come."""

    def __init__(self, document: Any, when: datetime) -> None:
        self._part = document.part
        self._when = when
        self._count = 0

    def drawing(self, chart: Chart) -> Element:
        """Add the parts of *chart* to the document and return the run that shows it."""
        self._count += 1
        package = self._part.package
        book = Part(
            PackURI(f"/word/embeddings/chart{self._count}.xlsx"), _BOOK_TYPE, _workbook(chart, self._when), package
        )
        part = Part(PackURI(f"/word/charts/chart{self._count}.xml"), _CHART_TYPE, b"", package)
        part._blob = _chart_xml(chart, part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)).encode()
        return _run(self._part.relate_to(part, RELATIONSHIP_TYPE.CHART), self._count, chart)


def height(chart: Chart) -> int:
    """Return how high *chart* is, in EMU."""
    bars = sum(len(series.values) for series in chart.series) + len(chart.categories)
    return _AROUND + bars * _PER_BAR if chart.kind == "bar" else _HEIGHT


def _run(relation: str, number: int, chart: Chart) -> Element:
    title, alt = printed(chart.title), chart.alt
    return parse_xml(
        '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        f'{_NAMESPACES}><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{_WIDTH}" cy="{height(chart)}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{number}" name={quoteattr(f"图{number}")} descr={quoteattr(alt)} title={quoteattr(title)}/>'
        "<wp:cNvGraphicFramePr/><a:graphic>"
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def _workbook(chart: Chart, when: datetime) -> bytes:
    """Return the workbook behind a chart: names in the first column, a column a series; then its figures."""
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"created": when.replace(tzinfo=None, microsecond=0)})
    data, figures = book.add_worksheet(DATA_SHEET), book.add_worksheet(FIGURES_SHEET)
    data.set_column(0, 0, 28)
    for sheet in (data, figures):
        for column, series in enumerate(chart.series, 1):
            sheet.write_string(0, column, series.name)
        for row, name in enumerate(chart.categories, 1):
            sheet.write_string(row, 0, printed(name))
    for column, series in enumerate(chart.series, 1):
        for row, value in enumerate(series.values, 1):
            if value is not None:
                data.write_number(row, column, float(_number(value)))
                figures.write_string(row, column, value.figure.id)
    book.close()
    return stream.getvalue()


def _number(value: Num) -> str:
    """Return a value as its chart has it: as printed, without separators and unit."""
    return value.printed.replace(",", "")


def _chart_xml(chart: Chart, relation: str) -> str:
    across = chart.kind == "bar"  # names at the left, read from top to bottom, the scale below
    names = _axis("catAx", 101, 102, "l" if across else "b", orientation="maxMin" if across else "minMax", labels="low")
    scale = _axis("valAx", 102, 101, "b" if across else "l", grid=True, crosses="max" if across else "autoZero")
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace {_NAMESPACES}><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        f"{_bars(chart) if across else _lines(chart)}{names}{scale}</c:plotArea>"
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_TEXT}</c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f'<c:externalData r:id="{relation}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _axis(
    tag: str, id: int, other: int, side: str, *, orientation: str = "minMax", labels: str = "nextTo", grid: bool = False,
    crosses: str = "autoZero",
) -> str:  # fmt: skip
    return (
        f'<c:{tag}><c:axId val="{id}"/><c:scaling><c:orientation val="{orientation}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{side}"/>{_GRID if grid else ""}<c:numFmt formatCode="General" sourceLinked="0"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="{labels}"/>'
        f'<c:spPr>{_LINE}</c:spPr>{_TEXT}<c:crossAx val="{other}"/><c:crosses val="{crosses}"/></c:{tag}>'
    )


def _bars(chart: Chart) -> str:
    made = "".join(
        _series(chart, index, f'<c:spPr>{_FILLS[index % len(_FILLS)]}{_LINE}</c:spPr><c:invertIfNegative val="0"/>')
        for index in range(len(chart.series))
    )
    return (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>{made}'
        '<c:gapWidth val="60"/><c:axId val="101"/><c:axId val="102"/></c:barChart>'
    )


def _lines(chart: Chart) -> str:
    made = "".join(
        _series(
            chart,
            index,
            f'<c:spPr><a:ln w="19050">{_INK}<a:prstDash val="{_DASHES[index % len(_DASHES)]}"/></a:ln></c:spPr>'
            f'<c:marker><c:symbol val="{_SYMBOLS[index % len(_SYMBOLS)]}"/><c:size val="6"/><c:spPr>{_INK}{_LINE}</c:spPr></c:marker>',
            line=True,
        )
        for index in range(len(chart.series))
    )
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{made}<c:marker val="1"/>'
        '<c:axId val="101"/><c:axId val="102"/></c:lineChart>'
    )


def _series(chart: Chart, index: int, look: str, *, line: bool = False) -> str:
    series, column = chart.series[index], "BCDEFGHIJK"[index]
    last = len(chart.categories) + 1
    names = _points((printed(name) for name in chart.categories), len(chart.categories))
    values = _points((_number(v) if v is not None else None for v in series.values), len(series.values))
    labels = (
        f'<c:dLbls><c:numFmt formatCode="General" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>{_TEXT}'
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx><c:strRef><c:f>{DATA_SHEET}!${column}$1</c:f>'
        f"<c:strCache>{_points((series.name,), 1)}</c:strCache></c:strRef></c:tx>{look}{labels}"
        f"<c:cat><c:strRef><c:f>{DATA_SHEET}!$A$2:$A${last}</c:f><c:strCache>{names}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>{DATA_SHEET}!${column}$2:${column}${last}</c:f>"
        f"<c:numCache><c:formatCode>General</c:formatCode>{values}</c:numCache></c:numRef></c:val>"
        + ('<c:smooth val="0"/>' if line else "")
        + "</c:ser>"
    )


def _points(values: Iterator[str | None] | Sequence[str | None], count: int) -> str:
    told = "".join(
        f'<c:pt idx="{at}"><c:v>{escape(value)}</c:v></c:pt>' for at, value in enumerate(values) if value is not None
    )
    return f'<c:ptCount val="{count}"/>{told}'
