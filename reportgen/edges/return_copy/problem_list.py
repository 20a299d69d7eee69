"""退回问题清单: the first sheet of a returned copy, every problem on a line with a link to its cell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from reportgen.edges.return_copy.opc import (
    Parts,
    Unmarkable,
    local,
    namespace,
    parse,
    relation_base,
    serialised,
    storable,
)
from reportgen.edges.return_copy.sheet import unselected
from reportgen.edges.return_copy.styles import FILLS, Styles
from reportgen.layout import LIST_EXPLANATION, LIST_NUMBER, LIST_VALUE, RETURN_LIST_SHEET
from reportgen.model import screen
from reportgen.model.finding import ERROR, QUERY, SEVERITY_WORDS, Finding
from reportgen.model.sheet import column_letters

_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_COLUMNS = (
    ("序号", 6), ("程度", 7), ("工作表", 20), ("单元格", 9), ("字段", 16), (LIST_VALUE, 18), ("问题和处理办法", 58),
    (LIST_EXPLANATION, 32), (LIST_NUMBER, 12), ("代码", 20),
)  # fmt: skip
_LINK, _EXPLANATION = 4, 8
_LINE_HEIGHT, _MOST_HEIGHT = 15, 409
_TO_MEND = "请在下列标色的单元格更正“强制”类问题后重报。“核实”类确实无误的，在“说明”列写明原因；不要改动“编号”列。"
_TO_EXPLAIN = "没有“强制”类问题，数照常采用。请核对下列标色的单元格：有误的更正，确实无误的在“说明”列写明原因，然后发回本文件；不要改动“编号”列。"


def add_list(
    parts: Parts,
    workbook: str,
    findings: Sequence[Finding],
    sheets: Collection[str],
    styles: Styles,
    notes: Sequence[str],
) -> None:
    """Add the list as the first sheet of the *workbook* part; an earlier list gives way to it.

    *sheets* are the names that links may lead to; *notes* are further lines at the top.
    """
    root = parse(parts.read(workbook))
    base = relation_base(root)
    content = _sheet(namespace(root), findings, sheets, styles, notes)
    listed = root.find(f"{{{namespace(root)}}}sheets")
    if listed is None:
        raise Unmarkable("workbook without sheets")
    order = [e for e in listed if local(e) == "sheet"]
    earlier = next((e for e in order if e.get("name") == RETURN_LIST_SHEET), None)
    targets = {own: target for own, _, target in parts.relations(workbook)}
    for element in order:
        name = targets.get(element.get(f"{{{base}}}id"), "")
        if name in parts:
            _deselect(parts, name)
    if earlier is None:
        name = parts.add("xl/worksheets/sheet{}.xml", content, _WORKSHEET)
        earlier = etree.Element(f"{{{namespace(root)}}}sheet", nsmap={"r": base}, name=RETURN_LIST_SHEET)
        earlier.set("sheetId", str(max((int(e.get("sheetId", "0")) for e in order), default=0) + 1))
        earlier.set(f"{{{base}}}id", parts.relate(workbook, f"{base}/worksheet", name))
    else:
        parts.write(targets[earlier.get(f"{{{base}}}id")], content)
        earlier.attrib.pop("state", None)
        listed.remove(earlier)
    listed.insert(0, earlier)
    _renumber(root, order, [e for e in listed if local(e) == "sheet"])
    parts.write(workbook, serialised(root))


def _deselect(parts: Parts, name: str) -> None:
    content = parts.read(name)
    plain = unselected(content)
    if plain != content:
        parts.write(name, plain)


def _renumber(root: Any, before: Sequence[Any], now: Sequence[Any]) -> None:
    """Keep what counts sheets by place: names that belong to a sheet, and the sheet that opens first."""
    places = {index: now.index(element) for index, element in enumerate(before)}
    for name in root.iterfind(f"{{{namespace(root)}}}definedNames/{{{namespace(root)}}}definedName"):
        local_id = name.get("localSheetId")
        if local_id is not None and local_id.isdigit() and int(local_id) in places:
            name.set("localSheetId", str(places[int(local_id)]))
    for view in root.iterfind(f"{{{namespace(root)}}}bookViews/{{{namespace(root)}}}workbookView"):
        view.set("activeTab", "0")
        view.set("firstSheet", "0")


# ---------------------------------------------------------------- the sheet


def _sheet(
    space: str, findings: Sequence[Finding], sheets: Collection[str], styles: Styles, notes: Sequence[str]
) -> bytes:
    mend = any(f.severity == ERROR for f in findings)
    lines = [_TO_MEND if mend else _TO_EXPLAIN, *notes]
    head_style, text_style = styles.own(bold=True, fill="FFD9E2EC"), styles.own(bold=True)
    rows = [_row(i, [(text, text_style)], 24) for i, text in enumerate(lines, start=1)]
    head = len(rows) + 1
    rows.append(_row(head, [(name, head_style) for name, _ in _COLUMNS], 22))
    links = []
    for number, finding in enumerate(findings, start=1):
        row = head + number
        linked = bool(finding.cell) and finding.sheet in sheets
        rows.append(_row(row, _line(number, finding, styles, linked), _height(finding)))
        if linked:
            quoted = finding.sheet.replace("'", "''")
            place = quoteattr(storable(f"'{quoted}'!{finding.cell}"))
            links.append(f'<hyperlink ref="{column_letters(_LINK)}{row}" location={place}/>')
    merged = "".join(f'<mergeCell ref="A{i}:{column_letters(len(_COLUMNS))}{i}"/>' for i in range(1, head))
    widths = "".join(
        f'<col min="{i}" max="{i}" width="{width}" customWidth="1"/>' for i, (_, width) in enumerate(_COLUMNS, start=1)
    )
    below = f'topLeftCell="A{head + 1}" activePane="bottomLeft" state="frozen"'
    first = f"{column_letters(_EXPLANATION)}{head + 1}"
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{space}"><sheetPr><tabColor rgb="FFC00000"/>'
        '<pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{column_letters(len(_COLUMNS))}{head + max(1, len(findings))}"/>'
        f'<sheetViews><sheetView tabSelected="1" workbookViewId="0"><pane ySplit="{head}" {below}/>'
        f'<selection pane="bottomLeft" activeCell="{first}" sqref="{first}"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>{"".join(rows)}</sheetData>'
        f'<mergeCells count="{head - 1}">{merged}</mergeCells>'
        + (f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "")
        + '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    ).encode()


def _line(number: int, f: Finding, styles: Styles, linked: bool) -> list[tuple[str, int]]:
    message = f"{f.message}（{f.answer}）" if f.answer else f.message
    texts = (str(number), SEVERITY_WORDS[f.severity], f.sheet, f.cell, f.field, f.value, message, "", f.number, f.code)
    cells = []
    for col, text in enumerate(texts, start=1):
        if col == _EXPLANATION:
            fill = styles.input_fill if f.severity == QUERY else ""
        else:
            fill = FILLS[f.severity] if col == 2 else ""
        quoted = text[:1] in ("=", "+", "-", "@", "\t", "\r")
        cells.append((text, styles.own(link=linked and col == _LINK, fill=fill, quoted=quoted)))
    return cells


def _height(f: Finding) -> int:
    widths = dict(zip(("sheet", "field", "value"), (20, 16, 18), strict=True))
    lines = [-(-screen.width(getattr(f, name)) // (width - 1)) for name, width in widths.items()]
    lines.append(-(-(screen.width(f.message) + screen.width(f.answer)) // 56))
    return min(_MOST_HEIGHT, max(1, *lines) * _LINE_HEIGHT + 4)


def _row(number: int, cells: Sequence[tuple[str, int]], height: int) -> str:
    told = "".join(_cell(f"{column_letters(col)}{number}", text, style) for col, (text, style) in enumerate(cells, 1))
    return f'<row r="{number}" ht="{height}" customHeight="1">{told}</row>'


def _cell(address: str, text: str, style: int) -> str:
    if not text:
        return f'<c r="{address}" s="{style}"/>'
    words = escape(storable(text[:32767]))
    return f'<c r="{address}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'
