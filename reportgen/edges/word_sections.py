"""Landscape pages at the end of a document, for tables that are wider than the type area."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from reportgen.edges.word_charts import Charts
from reportgen.edges.word_parts import Bookmarks, Renderer
from reportgen.model.text import Block

LANDSCAPE_WIDTH = 12756
"""Width of the type area of a landscape page (225 mm) in twentieths of a point."""
_TURNED = {"top": "left", "right": "top", "bottom": "right", "left": "bottom"}
"""Each margin of a landscape page and the margin of the upright page that it is, bound at the top."""


def append_landscape(
    document: Any, blocks: Sequence[Block], styles: dict[str, str], marks: Bookmarks, charts: Charts
) -> None:
    """Put *blocks* on landscape pages after everything else; page numbers go on."""
    body = document.element.body
    last = body.find(qn("w:sectPr"))
    upright = OxmlElement("w:p")
    upright.get_or_add_pPr().append(deepcopy(last))
    spacing = OxmlElement("w:spacing")
    for name, value in (("before", "0"), ("after", "0"), ("line", "20"), ("lineRule", "exact")):
        spacing.set(qn(f"w:{name}"), value)
    upright.pPr.insert(0, spacing)
    last.addprevious(upright)
    for element in Renderer(styles, LANDSCAPE_WIDTH, marks, charts).render(blocks):
        last.addprevious(element)
    _turn(last)


def _turn(section: Any) -> None:
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    width, height = size.get(qn("w:w")), size.get(qn("w:h"))
    size.set(qn("w:w"), height)
    size.set(qn("w:h"), width)
    size.set(qn("w:orient"), "landscape")
    old = {side: margins.get(qn(f"w:{side}")) for side in _TURNED}
    for side, was in _TURNED.items():
        margins.set(qn(f"w:{side}"), old[was])
