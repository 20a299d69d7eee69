"""Comments on marked cells: added to those that a sheet has, in the comments part and in its drawing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from reportgen.edges.return_copy import boxes
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
from reportgen.model.finding import SEVERITY_WORDS

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
    new, grown = _write_texts(comments, wanted, author)
    parts.write(name, serialised(comments))
    sizes = boxes.Sizes(root)
    if grown:
        _grow_shapes(parts, sheet, root, base, grown, sizes)
    if new:
        _add_shapes(parts, sheet, root, base, {cell: wanted[cell] for cell in new}, sizes)


def _conversations(parts: Parts, sheet: str) -> frozenset[str]:
    name = parts.related(sheet, "threadedComment")
    if name is None or name not in parts:
        return frozenset()
    return frozenset(e.get("ref", "") for e in parse(parts.read(name)) if isinstance(e.tag, str))


def _empty(space: str) -> bytes:
    return f'<comments xmlns="{space}"><authors/><commentList/></comments>'.encode()


def _write_texts(root: Any, texts: Mapping[str, str], author: str) -> tuple[list[str], dict[str, str]]:
    """Write *texts* into the comments part; return the cells that had no comment before, and all words of the others."""
    space = namespace(root)
    authors, listed = root.find(f"{{{space}}}authors"), root.find(f"{{{space}}}commentList")
    if authors is None or listed is None:
        raise Unmarkable("comments without list")
    names = [e.text or "" for e in elements(authors)]
    if author not in names:
        etree.SubElement(authors, f"{{{space}}}author").text = storable(author)
        names.append(author)
    known = {e.get("ref"): e for e in listed if local(e) == "comment"}
    new: list[str] = []
    grown: dict[str, str] = {}
    for cell, words in texts.items():
        comment = known.get(cell)
        if comment is None:
            comment = etree.SubElement(listed, f"{{{space}}}comment", ref=cell, authorId=str(names.index(author)))
            etree.SubElement(comment, f"{{{space}}}text")
            new.append(cell)
        _append_words(comment, space, words)
        if cell in known:
            grown[cell] = "".join(piece.text or "" for piece in comment.iter(f"{{{space}}}t"))
    return new, grown


def _append_words(comment: Any, space: str, words: str) -> None:
    text = comment.find(f"{{{space}}}text")
    if text is None:
        text = etree.SubElement(comment, f"{{{space}}}text")
    without_ours(comment)
    stood = "".join(piece.text or "" for piece in text.iter(f"{{{space}}}t"))
    run = etree.Element(f"{{{space}}}r")
    font = etree.SubElement(run, f"{{{space}}}rPr")
    etree.SubElement(font, f"{{{space}}}sz", val=str(boxes.FONT_SIZE))
    etree.SubElement(font, f"{{{space}}}rFont", val=boxes.FONT)
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


def _grow_shapes(parts: Parts, sheet: str, root: Any, base: str, texts: Mapping[str, str], sizes: boxes.Sizes) -> None:
    """Let the boxes of comments that stood there show what was added to them."""
    name = _drawing(parts, sheet, root, base)
    if name in parts:
        content = parts.read(name)
        for cell, words in texts.items():
            content = boxes.grown(content, cell, words, sizes)
        parts.write(name, content)


def _drawing(parts: Parts, sheet: str, root: Any, base: str) -> str:
    """The part that a sheet names as the drawing of its comments, "" if it names none."""
    legacy = root.find(f"{{{namespace(root)}}}legacyDrawing")
    relation = legacy.get(f"{{{base}}}id") if legacy is not None else None
    return next((target for own, _, target in parts.relations(sheet) if own == relation), "")


def _add_shapes(parts: Parts, sheet: str, root: Any, base: str, texts: Mapping[str, str], sizes: boxes.Sizes) -> None:
    if root.find(f"{{{namespace(root)}}}legacyDrawing") is None:
        block = _free_block(parts)
        head = "".join(f' xmlns:{p}="{uri}"' for p, uri in _VML_SPACES.items())
        shapes = "".join(boxes.shape(block * _BLOCK + i, *item, sizes) for i, item in enumerate(texts.items(), start=1))
        drawing = (
            f'<xml{head}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/></o:shapelayout>'
            f"{_SHAPE_TYPE}{shapes}</xml>"
        )
        name = parts.add("xl/drawings/vmlDrawing{}.vml", drawing.encode(), _VML)
        set_legacy_drawing(root, parts.relate(sheet, f"{base}/vmlDrawing", name), base)
        return
    known = _drawing(parts, sheet, root, base)
    if known not in parts:
        raise Unmarkable("drawing missing")
    content = parts.read(known)
    end = content.rfind(b"</xml>")
    if end < 0:
        raise Unmarkable("drawing without end")
    first = max((int(n) for n in _SHAPE_IDS.findall(content)), default=_BLOCK) + 1
    spaces = "".join(f' xmlns:{p}="{uri}"' for p, uri in _VML_SPACES.items())
    shapes = "".join(boxes.shape(first + i, *item, sizes, spaces=spaces) for i, item in enumerate(texts.items()))
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
