"""What a received file is, told by its content, never by its name."""

from __future__ import annotations

from reportgen.edges import codes
from reportgen.edges.books.guard import Unreadable, damaged, refuse
from reportgen.edges.books.locked_odf import encrypted_parts
from reportgen.edges.books.ole import OleFile
from reportgen.edges.books.ooxml import main_part
from reportgen.edges.books.package import Package
from reportgen.edges.books.texts import is_text
from reportgen.filing.codes import PAPER

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ARCHIVES = (
    (b"Rar!\x1a\x07", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b", "gz"), (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
)  # fmt: skip
_SHOWN_PARTS = frozenset({"content.xml", "encrypted-package"})  # a locked library of macros hides no cell
_NO_TABLE = "不是表格文件"
_PAPERS = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片（PNG）"),
    (b"\xff\xd8\xff", "图片（JPG）"),
    (b"GIF8", "图片（GIF）"),
    (b"BM", "图片（BMP）"),
    (b"II*\x00", "图片（TIFF）"),
    (b"MM\x00*", "图片（TIFF）"),
    (b"{\\rtf", "RTF 文档"),
)
_OTHERS = ((b"MZ", "程序文件"),)  # fmt: skip
_OLE_STREAMS = (
    ("worddocument", "Word（或 WPS 文字）文档"), ("powerpoint document", "演示文稿"), ("visiodocument", "Visio 图"),
    ("__properties_version1.0", "Outlook 邮件"),
)  # fmt: skip
_OLE_PAPERS = frozenset({"worddocument", "powerpoint document"})
_BIFF_OPENINGS = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
_MARKUP = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", "xml2003"), (b"<?mso-application progid=\"excel", "xml2003"),
    (b"opendocument.spreadsheet", "fods"), (b"<office:spreadsheet", "fods"), (b"<html", "html"),
    (b"<!doctype html", "html"), (b"<table", "html"), (b"<tr", "html"), (b"<body", "html"), (b"<meta", "html"),
)  # fmt: skip
_MESSAGE = (b"mime-version:", b"from:", b"content-type:", b"content-location:")


def zip_kind(package: Package) -> str:
    """Return xlsx, xlsm, xlsb or ods for a zip container; `Unreadable` says what else it is."""
    names = package.names
    if not names:
        raise damaged("压缩结构是空的")
    if not _SHOWN_PARTS.isdisjoint(encrypted_parts(package)):
        raise refuse(codes.FILE_ENCRYPTED, tried="")
    mimetype = _part(package, "mimetype")[:200]
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    if b"opendocument" in mimetype or b"sun.xml" in mimetype:
        raise refuse(PAPER, value="OpenDocument 或旧版 OpenOffice 文档")
    if "buildversionhistory.plist" in names or any(name.endswith(".iwa") for name in names):
        raise refuse(codes.FILE_OTHER_KIND, what="苹果 iWork 文件（Numbers 等）")
    if "ofd.xml" in names:
        raise refuse(PAPER, value="OFD 文件")
    part = main_part(package).lower() or ("xl/workbook.xml" if "xl/workbook.xml" in names else "")
    if not part:
        if "[content_types].xml" in names:
            raise damaged("找不到工作簿部件")
        if package.locked:
            raise refuse(codes.FILE_ENCRYPTED, tried="")
        raise refuse(codes.FILE_ARCHIVE, what="zip", why=_NO_TABLE)
    return _ooxml_kind(package, part)


def _ooxml_kind(package: Package, part: str) -> str:
    if part.endswith(".bin"):
        return "xlsb"
    if part.startswith("word/") or part.endswith("document.xml"):
        raise refuse(PAPER, value="Word（或 WPS 文字）文档")
    if part.startswith("ppt/") or part.endswith("presentation.xml"):
        raise refuse(PAPER, value="演示文稿")
    return "xlsm" if b"sheet.macroEnabled" in _part(package, "[Content_Types].xml") else "xlsx"


def _part(package: Package, name: str) -> bytes:
    return package.whole(name) if name in package else b""


def ole_refusal(ole: OleFile) -> Unreadable | None:
    """Return why an OLE2 container is no workbook, None if it holds one."""
    streams = ole.streams()
    if "encryptedpackage" in streams:
        return refuse(codes.FILE_ENCRYPTED, tried="")
    if "workbook" in streams or "book" in streams:
        return None
    for name, what in _OLE_STREAMS:
        if name in streams:
            return refuse(PAPER, value=what) if name in _OLE_PAPERS else refuse(codes.FILE_OTHER_KIND, what=what)
    return refuse(codes.FILE_OTHER_KIND, what="其他 Office 复合文档")


def is_zip(data: bytes) -> bool:
    return data[:4] in _ZIP


def is_bare_biff(data: bytes) -> bool:
    """Whether *data* is an Excel 2–5 stream without container."""
    return data[:4] in _BIFF_OPENINGS


def other(data: bytes) -> Unreadable:
    """Return what a file is that is neither a zip nor an OLE2 container."""
    if not data.strip(b"\0"):
        return refuse(codes.FILE_EMPTY) if not data else damaged("内容全为空字节")
    for mark, what in _ARCHIVES:
        if data.startswith(mark):
            return refuse(codes.FILE_ARCHIVE, what=what, why=_NO_TABLE)
    for mark, what in _PAPERS:
        if _begins(data, mark):
            return refuse(PAPER, value=what)
    for mark, what in _OTHERS:
        if _begins(data, mark):
            return refuse(codes.FILE_OTHER_KIND, what=what)
    opening = _opening(data)
    if opening.startswith(b"id;p"):
        return refuse(codes.FILE_PLAIN_TABLE, what="SYLK 表格")
    if opening.startswith((b"table\r\n0,1", b"table\n0,1")):
        return refuse(codes.FILE_PLAIN_TABLE, what="DIF 表格")
    if opening.startswith(b"<?xml"):
        return refuse(codes.FILE_OTHER_KIND, what="XML 文件")
    return refuse(codes.FILE_OTHER_KIND, what="标记文本" if opening.startswith(b"<") else "无法识别的文件")


def text_kind(data: bytes) -> str:
    """Return html, xml2003, fods or csv for a file of text that can be read as a table, "" for any other."""
    if any(_begins(data, mark) for mark, _ in (*_ARCHIVES, *_PAPERS, *_OTHERS)) or not data.strip(b"\0"):
        return ""
    opening = _opening(data)
    if opening.startswith(b"<"):
        return next((kind for mark, kind in _MARKUP if mark in opening), "")
    if opening.startswith(_MESSAGE) and b"text/html" in opening and b"multipart/related" in opening:
        return "html"
    if opening.startswith((b"id;p", b"table\r\n0,1", b"table\n0,1", *_MESSAGE)):
        return ""
    return "csv" if is_text(data) else ""


def _begins(data: bytes, mark: bytes) -> bool:
    """Whether *data* begins with a mark; marks of two letters, which a text may begin with, not without zero bytes."""
    return data.startswith(mark) and (len(mark) > 2 or b"\0" in data[:64])


def _opening(data: bytes) -> bytes:
    """The first letters of a text, small and one byte each, whatever its encoding."""
    return data[:8192].replace(b"\0", b"").lower().lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
