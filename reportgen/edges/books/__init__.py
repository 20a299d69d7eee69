"""Received workbooks, whatever they are named: type by content, within limits, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from reportgen.edges import codes
from reportgen.edges.books import kinds
from reportgen.edges.books.guard import DEFAULT, Limits, Unreadable, refuse, size, too_large
from reportgen.edges.books.texts import as_utf8
from reportgen.model.plan import Plan
from reportgen.model.sheet import Book

__all__ = ["DEFAULT", "Limits", "Unreadable", "open_book", "passwords_of", "read_book"]


def passwords_of(plan: Plan) -> tuple[str, ...]:
    """Return the passwords that the plan names for encrypted returns (one or several with 、 between)."""
    return tuple(word for part in plan.setting("open_passwords").split("、") if (word := part.strip()))


def open_book(path: Path, name: str, limits: Limits = DEFAULT, passwords: Sequence[str] = ()) -> Book:
    """Return the workbook at *path*; ``Book.path`` and findings carry *name* (relative to the workspace).

    *passwords* are tried on an encrypted workbook. Raises `Unreadable` with Chinese findings for whatever
    is no workbook, is locked, broken or beyond *limits*; no other exception comes of a file's content.
    """
    try:
        if path.stat().st_size > limits.file_bytes:
            raise too_large("文件过大", size(limits.file_bytes))
        data = path.read_bytes()
    except OSError as error:
        raise _placed(refuse(codes.FILE_UNOPENABLE, what=error.strerror or str(error)), name) from error
    except Unreadable as refusal:
        raise _placed(refusal, name) from refusal
    return read_book(data, name, limits, passwords)


def read_book(data: bytes, name: str, limits: Limits = DEFAULT, passwords: Sequence[str] = ()) -> Book:
    """Return the workbook whose bytes are *data*; otherwise as `open_book`."""
    try:
        return _unlocked(data, name, limits, passwords)
    except Unreadable as refusal:
        raise _placed(refusal, name) from refusal


def _placed(refusal: Unreadable, name: str) -> Unreadable:
    return Unreadable(*(replace(finding, file=name) for finding in refusal.findings))


def _unlocked(data: bytes, name: str, limits: Limits, passwords: Sequence[str]) -> Book:
    """Read *data*; if it is encrypted and one of *passwords* opens it, what that gives."""
    try:
        return _read(data, name, limits)
    except Unreadable as refusal:
        if not passwords or all(f.code != codes.FILE_ENCRYPTED.id for f in refusal.findings):
            raise
        from reportgen.edges.books import locked

        book = _read(locked.opened(data, passwords, limits), name, limits)
    return replace(book, remarks=(*book.remarks, codes.FILE_DECRYPTED.make(file=name)))


def _read(data: bytes, name: str, limits: Limits) -> Book:
    """Choose the reader by content; readers are imported when a file needs them."""
    if kinds.is_zip(data):
        return _packaged(data, name, limits)
    if data.startswith(kinds.OLE) or kinds.is_bare_biff(data):
        from reportgen.edges.books import xls

        return xls.read_book(data, name, limits)
    return _text(data, name, limits)


def _packaged(data: bytes, name: str, limits: Limits) -> Book:
    from reportgen.edges.books.looks import remarks
    from reportgen.edges.books.package import Package

    package = Package(data, limits)
    found = remarks(package, name)  # before anything of it is parsed
    kind = kinds.zip_kind(package)
    if kind == "ods":
        from reportgen.edges.books import ods

        book = ods.read_book(package, name, limits)
    elif kind == "xlsb":
        from reportgen.edges.books import xlsb

        book = xlsb.read_book(package, name, limits)
    else:
        from reportgen.edges.books import ooxml

        book = ooxml.read_book(package, name, kind, limits)
    return replace(book, remarks=(*found, *book.remarks)) if found else book


def _text(data: bytes, name: str, limits: Limits) -> Book:
    kind = kinds.text_kind(data)
    if kind == "csv":
        from reportgen.edges.books import delimited

        return delimited.read_book(data, name, limits)
    if kind == "html":
        from reportgen.edges.books import html

        return html.read_book(data, name, limits)
    if kind == "xml2003":
        from reportgen.edges.books import xml2003

        return xml2003.read_book(as_utf8(data), name, limits)
    if kind == "fods":
        from reportgen.edges.books import ods

        return ods.read_flat(as_utf8(data), name, limits)
    raise kinds.other(data)
