"""Workbooks made part by part, for what no library writes."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN, STRICT_REL = (
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_PACKAGE_REL = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip container of *parts*."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def rels(*items: tuple[str, str, str], base: str = REL) -> str:
    """Return a relationships part; *items* are (id, last word of the type, target)."""
    lines = "".join(f'<Relationship Id="{i}" Type="{base}/{kind}" Target="{target}"/>' for i, kind, target in items)
    return f'<Relationships xmlns="{_PACKAGE_REL}">{lines}</Relationships>'


def xlsx(
    rows: str,
    *,
    strings: str = "",
    formats: Iterable[str] = (),
    more: str = "",
    before: str = "",
    names: str = "",
    since_1904: bool = False,
    main: str = MAIN,
    rel: str = REL,
    sheet_target: str = "worksheets/sheet1.xml",
    sheet: str | bytes = "",
    extra: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """Return an .xlsx with one sheet 表; *rows* is the inside of its sheetData, *strings* that of the shared strings.

    Cell style n shows *formats*[n - 1], style 0 is General.
    """
    own = "".join(f'<numFmt numFmtId="{200 + i}" formatCode="{f}"/>' for i, f in enumerate(formats))
    styles = "".join(f'<xf numFmtId="{200 + i}"/>' for i, _ in enumerate(formats))
    date1904 = '<workbookPr date1904="1"/>' if since_1904 else ""
    return zipped(
        {
            "_rels/.rels": rels(("r1", "officeDocument", "xl/workbook.xml"), base=rel),
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}">{date1904}<sheets>'
            f'<sheet name="表" sheetId="1" r:id="r1"/></sheets><definedNames>{names}</definedNames></workbook>',
            "xl/_rels/workbook.xml.rels": rels(
                ("r1", "worksheet", sheet_target),
                ("r2", "sharedStrings", "sharedStrings.xml"),
                ("r3", "styles", "styles.xml"),
                base=rel,
            ),
            "xl/styles.xml": f'<styleSheet xmlns="{main}"><numFmts>{own}</numFmts><cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
            "xl/sharedStrings.xml": f'<sst xmlns="{main}">{strings}</sst>',
            "xl/worksheets/sheet1.xml": sheet
            or f'<worksheet xmlns="{main}">{before}<sheetData>{rows}</sheetData>{more}</worksheet>',
            **(extra or {}),
        }
    )


def ods(table: str, *, styles: str = "", after: str = "", extra: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return an .ods whose spreadsheet holds the table elements *table*."""
    spaces = " ".join(
        f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
        for p, n in (
            ("office", "office"),
            ("table", "table"),
            ("text", "text"),
            ("style", "style"),
            ("draw", "drawing"),
        )
    )
    content = (
        f'<office:document-content {spaces} xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{table}{after}</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content, **(extra or {})}
    )


# ---------------------------------------------------------------- BIFF8 (.xls) without its container


def _biff(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _unicode(text: str, wide_count: bool = True) -> bytes:
    return struct.pack("<HB" if wide_count else "<BB", len(text), 1) + text.encode("utf-16-le")


def xls(cells: bytes, formats: Iterable[str] = (), *, since_1904: bool = False) -> bytes:
    """Return the bare stream of an Excel 97 book with one sheet 表; cell style n shows *formats*[n - 1]."""
    formats = tuple(formats)
    font = _biff(0x31, struct.pack("<HHHHHBBBB", 200, 0, 8, 400, 0, 0, 0, 0, 0) + _unicode("宋体", False))
    xfs = [
        _biff(0xE0, struct.pack("<HHHBBBBIIH", 0, number, 1, 0, 0, 0, 0, 0, 0, 0))
        for number in (0, *range(164, 164 + len(formats)))
    ]
    named = [_biff(0x41E, struct.pack("<H", 164 + i) + _unicode(f)) for i, f in enumerate(formats)]
    opening = _biff(0x809, struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 1996, 0, 6))
    head = opening + _biff(0x42, struct.pack("<H", 1200)) + _biff(0x22, struct.pack("<H", since_1904)) + font * 4
    head += b"".join(named) + b"".join(xfs)
    title = struct.pack("<BB", 1, 1) + "表".encode("utf-16-le")
    start = len(head) + 4 + 6 + len(title) + 4
    head += _biff(0x85, struct.pack("<IBB", start, 0, 0) + title) + _biff(0x0A)
    return head + _biff(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 1996, 0, 6)) + cells + _biff(0x0A)


def xls_number(row: int, col: int, value: float, style: int = 0) -> bytes:
    return _biff(0x203, struct.pack("<HHHd", row - 1, col - 1, style, value))


def xls_text(row: int, col: int, text: str, style: int = 0) -> bytes:
    return _biff(0x204, struct.pack("<HHH", row - 1, col - 1, style) + _unicode(text))


def xls_bool_or_error(row: int, col: int, value: int, error: bool) -> bytes:
    return _biff(0x205, struct.pack("<HHHBB", row - 1, col - 1, 0, value, error))


# ---------------------------------------------------------------- BIFF12 (.xlsb)


def record(kind: int, content: bytes = b"") -> bytes:
    """Return one record of a part of an .xlsb."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(content)
    while length >= 0x80:
        head += bytes([length & 0x7F | 0x80])
        length >>= 7
    return head + bytes([length]) + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(cells: bytes, formats: Iterable[str] = (), strings: Iterable[str] = ()) -> bytes:
    """Return an .xlsb with one sheet 表, *cells* being the records of its first row."""
    formats = tuple(formats)
    styles = b"".join(record(44, struct.pack("<H", 164 + i) + wide(f)) for i, f in enumerate(formats))
    numbers = (0, *range(164, 164 + len(formats)))
    styles += record(617) + b"".join(record(47, struct.pack("<HHI", 0, n, 0) + bytes(8)) for n in numbers) + record(618)
    row = record(0, struct.pack("<I", 0) + bytes(13))
    return zipped(
        {
            "_rels/.rels": rels(("r1", "officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": record(156, struct.pack("<II", 1, 1) + wide("r1") + wide("表")),
            "xl/_rels/workbook.bin.rels": rels(
                ("r1", "worksheet", "worksheets/sheet1.bin"),
                ("r2", "sharedStrings", "sharedStrings.bin"),
                ("r3", "styles", "styles.bin"),
            ),
            "xl/styles.bin": styles,
            "xl/sharedStrings.bin": b"".join(record(19, b"\0" + wide(s)) for s in strings),
            "xl/worksheets/sheet1.bin": row + cells,
        }
    )


def xlsb_cell(kind: int, col: int, content: bytes, style: int = 0) -> bytes:
    return record(kind, struct.pack("<II", col - 1, style) + content)
