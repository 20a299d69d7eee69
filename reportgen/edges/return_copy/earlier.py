"""Marks of an earlier return, taken off before a file is marked anew: what was mended must not stay red."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from reportgen.edges.return_copy.comments import without_ours
from reportgen.edges.return_copy.opc import Parts, elements, local, namespace, parse, serialised
from reportgen.edges.return_copy.styles import Styles
from reportgen.model.sheet import parse_address

_SHAPE = re.compile(rb"<v:shape\b(?:(?!</v:shape>).)*</v:shape>", re.DOTALL)
_MENDED = "（上次退回时指出的问题已更正。）"


def unmark(parts: Parts, sheet: str, root: Any, styles: Styles) -> bool:
    """Take our marks off the sheet part *sheet*, its parsed *root* changed too; return whether there were any.

    A comment of ours goes, words of ours in the agency's own comment too. Cells in the colours of our marks
    that carried such a comment become plain; what colour they had before nobody knows any more.
    """
    name = parts.related(sheet, "comments")
    if name is None or name not in parts:
        return False
    comments = parse(parts.read(name))
    cells = []
    emptied = []
    for comment in [e for e in comments.iter(f"{{{namespace(comments)}}}comment") if without_ours(e)]:
        cells.append(comment.get("ref", ""))
        if not "".join(comment.itertext()).strip():
            emptied.append(comment)
    if not cells:
        return False
    gone = _drop_shapes(parts, sheet, root, {comment.get("ref", "") for comment in emptied})
    for comment in emptied:
        if comment.get("ref", "") in gone:
            comment.getparent().remove(comment)
        else:
            next(comment.iter(f"{{{namespace(comments)}}}t")).text = _MENDED
    parts.write(name, serialised(comments))
    _unfill(root, frozenset(cells), styles)
    return True


def _drop_shapes(parts: Parts, sheet: str, root: Any, cells: Collection[str]) -> frozenset[str]:
    """Take the boxes of the comments on *cells* out of the sheet's drawing; return the cells whose box was found."""
    legacy = root.find(f"{{{namespace(root)}}}legacyDrawing")
    relation = (
        next((value for key, value in legacy.attrib.items() if key.endswith("}id")), "") if legacy is not None else ""
    )
    drawing = next((target for own, _, target in parts.relations(sheet) if own == relation), "")
    if drawing not in parts:
        return frozenset()
    gone = set()
    places = {_place(cell): cell for cell in cells}

    def dropped(match: re.Match[bytes]) -> bytes:
        shape = match[0]
        row, col = (re.search(rb"<x:%s>\s*(\d+)\s*</x:%s>" % (w, w), shape) for w in (b"Row", b"Column"))
        if b'ObjectType="Note"' not in shape or row is None or col is None:
            return shape
        cell = places.get((int(row[1]), int(col[1])))
        if cell is None:
            return shape
        gone.add(cell)
        return b""

    content = parts.read(drawing)
    changed = _SHAPE.sub(dropped, content)
    if gone:
        parts.write(drawing, changed)
    return frozenset(gone)


def _place(cell: str) -> tuple[int, int]:
    row, col = parse_address(cell)
    return row - 1, col - 1


def _unfill(root: Any, cells: Collection[str], styles: Styles) -> None:
    data = root.find(f"{{{namespace(root)}}}sheetData")
    for row in elements(data) if data is not None else ():
        for cell in elements(row):
            if local(cell) == "c" and cell.get("r") in cells and cell.get("s"):
                cell.set("s", str(styles.unmarked(int(cell.get("s")))))
