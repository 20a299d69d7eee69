"""Workbooks in Office Open XML (.xlsx, .xlsm, whatever they are named): the book around its sheets."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from xml.etree import ElementTree as ET

from reportgen.edges import codes
from reportgen.edges.books.guard import Budget, Limits, refuse
from reportgen.edges.books.ooxml_cells import Context
from reportgen.edges.books.ooxml_plain import plain_strings
from reportgen.edges.books.ooxml_sheet import read_sheet
from reportgen.edges.books.package import Package, feed, local, tree, xml_parser
from reportgen.edges.books.values import BUILTIN_FORMATS, GENERAL, unescape
from reportgen.model.sheet import Book, Sheet, address, parse_address

_REFERENCE = re.compile(
    r"(?P<sheet>'(?:[^']|'')+'|[^!'\[\]]+)!(?P<cell>\$?[A-Za-z]{1,3}\$?\d+)(?::\$?[A-Za-z]{1,3}\$?\d+)?"
)


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of a part: what kind of part it leads to and that part's name in the package."""

    id: str
    kind: str  # last word of its type, the same in strict and transitional files: worksheet, styles
    target: str


def relations(package: Package, part: str) -> tuple[Relation, ...]:
    """Return the relations of *part* ("" for the package's own), external ones left out."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in package:
        return ()
    return tuple(
        Relation(item.get("Id", ""), item.get("Type", "").rpartition("/")[2], _resolve(folder, item.get("Target", "")))
        for item in package.tree(rels).iter("Relationship")
        if item.get("TargetMode") != "External"
    )


def _resolve(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))


def main_part(package: Package) -> str:
    """Return the name of the part that holds the document, "" if the package says none."""
    return next((r.target for r in relations(package, "") if r.kind == "officeDocument"), "")


def custom_properties(package: Package) -> dict[str, str]:
    """Return the custom document properties as text."""
    part = next((r.target for r in relations(package, "") if r.kind == "custom-properties"), "docProps/custom.xml")
    if part not in package:
        return {}
    return {item.get("name", ""): "".join(item.itertext()).strip() for item in package.tree(part).iter("property")}


def read_book(package: Package, name: str, container: str, limits: Limits) -> Book:
    """Return the workbook in *package*; `Unreadable` where a part is broken or a limit is passed."""
    part = main_part(package) or "xl/workbook.xml"
    root = package.tree(part)
    rels = relations(package, part)
    targets = {r.id: r for r in rels}
    budget = Budget(limits)
    properties = root.find("workbookPr")
    since_1904 = properties is not None and properties.get("date1904", "") in {"1", "true", "on"}
    strings = _shared_strings(package, part_of(rels, "sharedStrings"), budget)
    context = Context(strings, _formats(package, part_of(rels, "styles")), since_1904, budget)
    sheets: list[Sheet] = []
    titles: list[str] = []
    for item in root.findall("sheets/sheet"):
        title = unescape(item.get("name", ""))
        titles.append(title)
        relation = targets.get(item.get("id", ""))
        if relation is None or relation.kind != "worksheet":
            continue  # a chart sheet or a macro sheet holds no table
        comments = _comments(package, relation.target)
        sheets.append(read_sheet(package, relation.target, title, item.get("state", "visible"), comments, context))
    if not sheets:
        raise refuse(codes.FILE_NO_SHEET)
    names = defined_names((n.get("name", ""), "".join(n.itertext())) for n in _global_first(root))
    unseen = tuple(replace(finding, file=name) for finding in context.unseen)
    return Book(name, container, tuple(sheets), custom_properties(package), names, unseen)


def part_of(rels: Iterable[Relation], kind: str) -> str:
    """Return the part that a relation of *kind* leads to, "" if there is none."""
    return next((r.target for r in rels if r.kind == kind), "")


def _global_first(root: ET.Element) -> list[ET.Element]:
    """Defined names, those of the whole book before those of one sheet."""
    return sorted(root.findall("definedNames/definedName"), key=lambda item: item.get("localSheetId") is not None)


def defined_names(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Return name → (sheet, cell) for the names that point to a place in this book; the first of a name wins."""
    found: dict[str, tuple[str, str]] = {}
    for name, text in pairs:
        match = _REFERENCE.fullmatch(text.strip().lstrip("="))
        if match is None or name.startswith("_xlnm"):
            continue
        sheet = match["sheet"]
        if sheet.startswith("'"):
            sheet = sheet[1:-1].replace("''", "'")
        found.setdefault(name, (sheet, address(*parse_address(match["cell"]))))
    return found


def _formats(package: Package, part: str) -> tuple[str, ...]:
    """Return the number format of every cell style, in the order in which cells name them."""
    return _formats_in(package.whole(part), part) if part and part in package else ()


@lru_cache(maxsize=16)
def _formats_in(styles: bytes, part: str) -> tuple[str, ...]:
    """The same for the part itself: the files of one template have the same styles."""
    root = tree(styles, part)
    own = {item.get("numFmtId", ""): item.get("formatCode", GENERAL) for item in root.findall("numFmts/numFmt")}
    return tuple(_format(own, item.get("numFmtId", "0")) for item in root.findall("cellXfs/xf"))


def _format(own: Mapping[str, str], number: str) -> str:
    if number in own:
        return own[number]
    return BUILTIN_FORMATS.get(int(number), GENERAL) if number.isdecimal() else GENERAL


def _shared_strings(package: Package, part: str, budget: Budget) -> tuple[str, ...]:
    """Return the texts that cells name by number: runs joined, phonetic guides left out."""
    if not part or part not in package:
        return ()
    whole = package.whole(part)
    plain = plain_strings(whole)
    if plain is not None:
        budget.spend(0, sum(map(len, plain)))
        return tuple(unescape(text) if "_x" in text else text for text in plain)
    strings: list[str] = []
    pieces: list[str] = []
    text: list[str] = []
    inside = phonetic = 0

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal inside, phonetic
        tag = local(tag)
        if tag == "t":
            inside = 1
            text.clear()
        elif tag == "rPh":
            phonetic = 1

    def end(tag: str) -> None:
        nonlocal inside, phonetic
        tag = local(tag)
        if tag == "t":
            inside = 0
            if not phonetic:
                pieces.append("".join(text))
        elif tag == "rPh":
            phonetic = 0
        elif tag == "si":
            string = unescape("".join(pieces))
            pieces.clear()
            budget.spend(0, len(string))
            strings.append(string)

    def characters(data: str) -> None:
        if inside:
            text.append(data)

    parser = xml_parser(part)
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = characters
    feed(parser, (whole,), part)
    return tuple(strings)


def _comments(package: Package, sheet_part: str) -> dict[tuple[int, int], str]:
    """Return the comments of a sheet by cell."""
    part = part_of(relations(package, sheet_part), "comments")
    if not part or part not in package:
        return {}
    found: dict[tuple[int, int], str] = {}
    for item in package.tree(part).iter("comment"):
        try:
            place = parse_address(item.get("ref", ""))
        except ValueError:
            continue
        found[place] = unescape("".join(t.text or "" for t in item.findall("text/t") + item.findall("text/r/t")))
    return found
