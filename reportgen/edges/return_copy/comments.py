"""Comments on marked cells: added to those that a sheet has, in the comments part and in its drawing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from reportgen.edges.return_copy.opc import (
    Parts,
    Unmarkable,
    elements,
    local,
    namespace,
    parse,
    relation_base,
    serialised,
    storable,
)
from reportgen.edges.return_copy.sheet import set_legacy_drawing
from reportgen.model import screen
from reportgen.model.finding import SEVERITY_WORDS
from reportgen.model.sheet import parse_address

_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_VML_SPACES = {
    "v": "urn:schemas-microsoft-com:vml", "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}  # fmt: skip
_BLOCK = 1024  # shape ids of a drawing begin with a multiple of this
_SHAPE_IDS = re.compile(rb"_x0000_s(\d+)")
_BLOCKS = re.compile(rb"idmap\b[^>]*?\bdata=[\"']([\d,\s]+)[\"']")
_OURS = re.compile(rf"【(?:{'|'.join(SEVERITY_WORDS.values())})】[^\n]*\n?")
_LETTERS_PER_LINE = 38
_BOX_WIDTH = 42.0  # letters, as columns are measured
_LINE_HEIGHT, _MOST_HEIGHT = 13.5, 400.0  # points


def add_comments(parts: Parts, sheet: str, root: Any, texts: Mapping[str, str], author: str) -> None:
    """Put *texts* (address → words) on cells of the sheet part *sheet*, whose parsed *root* is changed too.

    A comment that stands on a cell keeps its words, apart from ours of an earlier return; ours follow. A
    cell with a conversation (threaded comments) is left alone: the list of problems tells what is wrong.
    """
    talked = _conversations(parts, sheet)
    wanted = {cell: words for cell, words in texts.items() if cell not in talked}
    if not wanted:
        return
    base = relation_base(root)
    name = parts.related(sheet, "comments")
    if name is None or name not in parts:
        name = parts.add("xl/comments{}.xml", _empty(namespace(root)), _COMMENTS)
        parts.relate(sheet, f"{base}/comments", name)
    comments = parse(parts.read(name))
    new = _write_texts(comments, wanted, author)
    parts.write(name, serialised(comments))
    if new:
        _add_shapes(parts, sheet, root, base, {cell: wanted[cell] for cell in new})


def _conversations(parts: Parts, sheet: str) -> frozenset[str]:
    name = parts.related(sheet, "threadedComment")
    if name is None or name not in parts:
        return frozenset()
    return frozenset(e.get("ref", "") for e in parse(parts.read(name)) if isinstance(e.tag, str))


def _empty(space: str) -> bytes:
    return f'<comments xmlns="{space}"><authors/><commentList/></comments>'.encode()


def _write_texts(root: Any, texts: Mapping[str, str], author: str) -> list[str]:
    """Write *texts* into the comments part; return the cells that had no comment before."""
    space = namespace(root)
    authors, listed = root.find(f"{{{space}}}authors"), root.find(f"{{{space}}}commentList")
    if authors is None or listed is None:
        raise Unmarkable("comments without list")
    names = [e.text or "" for e in elements(authors)]
    if author not in names:
        etree.SubElement(authors, f"{{{space}}}author").text = storable(author)
        names.append(author)
    known = {e.get("ref"): e for e in listed if local(e) == "comment"}
    new = []
    for cell, words in texts.items():
        comment = known.get(cell)
        if comment is None:
            comment = etree.SubElement(listed, f"{{{space}}}comment", ref=cell, authorId=str(names.index(author)))
            etree.SubElement(comment, f"{{{space}}}text")
            new.append(cell)
        _append_words(comment, space, words)
    return new


def _append_words(comment: Any, space: str, words: str) -> None:
    text = comment.find(f"{{{space}}}text")
    if text is None:
        text = etree.SubElement(comment, f"{{{space}}}text")
    without_ours(comment)
    stood = "".join(piece.text or "" for piece in text.iter(f"{{{space}}}t"))
    run = etree.Element(f"{{{space}}}r")
    piece = etree.SubElement(run, f"{{{space}}}t")
    piece.text = ("\n" if stood and not stood.endswith("\n") else "") + storable(words)
    piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    last = [e for e in text if local(e) in ("t", "r")]
    if last:
        last[-1].addnext(run)
    else:
        text.insert(0, run)


def without_ours(comment: Any) -> bool:
    """Take our words of an earlier return out of a comment; return whether there were any."""
    found = False
    for piece in comment.iter(f"{{{namespace(comment)}}}t"):
        words = _OURS.sub("", piece.text or "")
        found = found or words != (piece.text or "")
        piece.text = words
    return found


# ---------------------------------------------------------------- the boxes


def _add_shapes(parts: Parts, sheet: str, root: Any, base: str, texts: Mapping[str, str]) -> None:
    legacy = root.find(f"{{{namespace(root)}}}legacyDrawing")
    if legacy is None:
        block = _free_block(parts)
        sizes = _Sizes(root)
        head = "".join(f' xmlns:{p}="{uri}"' for p, uri in _VML_SPACES.items())
        shapes = "".join(_shape(block * _BLOCK + i, *item, sizes) for i, item in enumerate(texts.items(), start=1))
        drawing = (
            f'<xml{head}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/></o:shapelayout>'
            f"{_SHAPE_TYPE}{shapes}</xml>"
        )
        name = parts.add("xl/drawings/vmlDrawing{}.vml", drawing.encode(), _VML)
        set_legacy_drawing(root, parts.relate(sheet, f"{base}/vmlDrawing", name), base)
        return
    relation = legacy.get(f"{{{base}}}id")
    known = next((target for own, _, target in parts.relations(sheet) if own == relation), "")
    if known not in parts:
        raise Unmarkable("drawing missing")
    content = parts.read(known)
    end = content.rfind(b"</xml>")
    if end < 0:
        raise Unmarkable("drawing without end")
    first = max((int(n) for n in _SHAPE_IDS.findall(content)), default=_BLOCK) + 1
    spaces = "".join(f' xmlns:{p}="{uri}"' for p, uri in _VML_SPACES.items())
    sizes = _Sizes(root)
    shapes = "".join(_shape(first + i, *item, sizes, spaces=spaces) for i, item in enumerate(texts.items()))
    kind = "" if b"_x0000_t202" in content else _SHAPE_TYPE.replace("<v:shapetype", f"<v:shapetype{spaces}", 1)
    parts.write(known, content[:end] + (kind + shapes).encode() + content[end:])


def _free_block(parts: Parts) -> int:
    taken = [0]
    for name in parts.named(".vml"):
        for data in _BLOCKS.findall(parts.read(name)):
            taken += [int(n) for n in data.replace(b",", b" ").split()]
    return max(taken) + 1


_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)


class _Sizes:
    """The sizes of a sheet's rows and columns, by 1-based number."""

    def __init__(self, root: Any) -> None:
        space = f"{{{namespace(root)}}}"
        plain = root.find(f"{space}sheetFormatPr")
        self._height = float(plain.get("defaultRowHeight", "15")) if plain is not None else 15.0
        self._width = float(plain.get("defaultColWidth", "8.43")) if plain is not None else 8.43
        rows = root.iterfind(f"{space}sheetData/{space}row[@ht]")
        self._heights = {int(row.get("r")): float(row.get("ht")) for row in rows if row.get("r")}
        columns = root.iterfind(f"{space}cols/{space}col[@width]")
        self._columns = [(int(c.get("min", "1")), int(c.get("max", "1")), float(c.get("width"))) for c in columns]

    def rows_for(self, first: int, height: float) -> int:
        """Return how many rows from *first* on are at least *height* points high."""
        count = 0
        while height > 0:
            height -= max(6.0, self._heights.get(first + count, self._height))
            count += 1
        return count

    def columns_for(self, first: int, width: float) -> int:
        """Return how many columns from *first* on are at least *width* letters wide."""
        count = 0
        while width > 0:
            col = first + count
            width -= max(2.0, next((w for low, high, w in self._columns if low <= col <= high), self._width))
            count += 1
        return count


def _shape(number: int, cell: str, words: str, sizes: _Sizes, *, spaces: str = "") -> str:
    row, col = parse_address(cell)
    lines = sum(max(1, -(-screen.width(line) // _LETTERS_PER_LINE)) for line in words.split("\n"))
    top = max(1, row - 1)
    high = sizes.rows_for(top, min(_MOST_HEIGHT, (lines + 1) * _LINE_HEIGHT))
    wide = sizes.columns_for(col + 1, _BOX_WIDTH)
    anchor = f"{col}, 15, {top - 1}, 4, {col + wide}, 4, {top - 1 + high}, 4"
    return (
        f'<v:shape{spaces} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
        f'</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{escape(anchor)}'
        f"</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{col - 1}</x:Column></x:ClientData>"
        "</v:shape>"
    )
