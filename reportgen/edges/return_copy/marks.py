"""The agency's own package marked in place."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from reportgen.edges.return_copy import comments, words_of
from reportgen.edges.return_copy.earlier import unmark
from reportgen.edges.return_copy.opc import Parts, Unmarkable, local, namespace, parse, relation_base, serialised
from reportgen.edges.return_copy.problem_list import add_list
from reportgen.edges.return_copy.sheet import corners, fill_cells
from reportgen.edges.return_copy.styles import Styles
from reportgen.layout import RETURN_LIST_SHEET
from reportgen.model.finding import ERROR, QUERY, Finding
from reportgen.model.sheet import parse_address


def mark(
    package: zipfile.ZipFile, findings: Sequence[Finding], path: Path, office: str, notes: Sequence[str] = ()
) -> None:
    """Write *package* to *path* with the cells of *findings* filled and commented, and their list in front.

    Raises `Unmarkable` or one of `packages.DAMAGED` or lxml's `SyntaxError` where the package cannot be changed in place; nothing that
    could be taken for a copy is then at *path*.
    """
    parts = Parts(package)
    workbook = next((t for _, type_, t in parts.relations("") if type_.endswith("/officeDocument")), "")
    if workbook not in parts:
        raise Unmarkable("no workbook")
    sheets = _worksheets(parts, workbook)
    styles = Styles(parts, workbook)
    if RETURN_LIST_SHEET in sheets:
        for part in sheets.values():
            root = parse(parts.read(part))
            if unmark(parts, part, root, styles):
                parts.write(part, serialised(root))
    for name in dict.fromkeys(f.sheet for f in findings if f.sheet in sheets):
        _mark_sheet(parts, sheets[name], [f for f in findings if f.sheet == name], styles, office)
    add_list(parts, workbook, findings, frozenset(sheets), styles, notes)
    styles.save()
    parts.save(path)


def _worksheets(parts: Parts, workbook: str) -> dict[str, str]:
    """Return sheet name → part of the worksheets; sheets that are charts alone have no cells."""
    root = parse(parts.read(workbook))
    base = relation_base(root)
    targets = {own: (type_, target) for own, type_, target in parts.relations(workbook)}
    found = {}
    for element in root.iterfind(f"{{{namespace(root)}}}sheets/{{{namespace(root)}}}sheet"):
        type_, target = targets.get(element.get(f"{{{base}}}id", ""), ("", ""))
        if type_.endswith("/worksheet") and target in parts:
            found[element.get("name", "")] = target
    return found


def _mark_sheet(parts: Parts, part: str, findings: Sequence[Finding], styles: Styles, office: str) -> None:
    root = parse(parts.read(part))
    if local(root) != "worksheet":
        raise Unmarkable("no worksheet")
    shown = corners(root, dict.fromkeys(cell for f in findings for cell in _cells(f)))
    said: dict[str, list[Finding]] = {}
    for finding in findings:
        for cell in dict.fromkeys(shown[cell] for cell in _cells(finding)):
            said.setdefault(cell, []).append(finding)
    if not said:
        return
    worst = {cell: ERROR if any(f.severity == ERROR for f in found) else QUERY for cell, found in said.items()}
    fill_cells(root, worst, styles)
    in_order = sorted(said, key=parse_address)
    comments.add_comments(parts, part, root, {cell: words_of(said[cell]) for cell in in_order}, office)
    parts.write(part, serialised(root))


def _cells(finding: Finding) -> Iterable[str]:
    return dict.fromkeys(cell for cell in (finding.cell, *finding.cells) if cell)
