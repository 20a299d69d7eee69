"""Read the charts of a document that we wrote: the values that they show, and the figures that their workbooks name."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from docx.oxml.ns import qn

from reportgen.edges.word_charts import FIGURES_SHEET

Element = Any  # lxml's elements carry no types

_CHART = re.compile(r"word/charts/[^/]+\.xml")
_PACKAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/package"


def chart_values(package: zipfile.ZipFile, parse: Callable[[bytes], Element]) -> Iterator[tuple[str, str, str]]:
    """Yield each value of the charts as shown, the id of its figure ("" where none is named) and its place in words."""
    for name in sorted(filter(_CHART.fullmatch, package.namelist())):
        root = parse(package.read(name))
        ids = _figures(package, name, parse)
        for column, series in enumerate(root.iter(qn("c:ser")), 2):
            title = "".join(v.text or "" for v in series.find(qn("c:tx")).iter(qn("c:v")))
            for point in series.find(qn("c:val")).iter(qn("c:pt")):
                place = (int(point.get("idx")) + 2, column)
                yield "".join(v.text or "" for v in point.iter(qn("c:v"))), ids.get(place, ""), f"图“{title}”"


def _figures(package: zipfile.ZipFile, chart: str, parse: Callable[[bytes], Element]) -> dict[tuple[int, int], str]:
    """Return the figures' ids by row and column of the workbook behind a chart; none where it is gone."""
    folder, name = posixpath.split(chart)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in package.namelist():
        return {}
    targets = [r.get("Target") for r in parse(package.read(relations)) if r.get("Type") == _PACKAGE]
    book = posixpath.normpath(posixpath.join(folder, targets[0])).lstrip("/") if targets else ""
    return _cells(package.read(book)) if book in package.namelist() else {}


def _cells(content: bytes) -> dict[tuple[int, int], str]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True)
    if FIGURES_SHEET not in book.sheetnames:
        return {}
    rows = book[FIGURES_SHEET].iter_rows(min_row=2, values_only=True)
    return {
        (row, column): str(value)
        for row, cells in enumerate(rows, 2)
        for column, value in enumerate(cells, 1)
        if value and column > 1
    }
