"""Received workbooks, whatever they are named: type by content, within limits, cell by cell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from reportgen.edges import codes
from reportgen.edges.books import kinds
from reportgen.edges.books.guard import DEFAULT, Limits, Unreadable, refuse, size, too_large
from reportgen.model.sheet import Book

__all__ = ["DEFAULT", "Limits", "Unreadable", "open_book", "read_book"]


def open_book(path: Path, name: str, limits: Limits = DEFAULT) -> Book:
    """Return the workbook at *path*; ``Book.path`` and findings carry *name* (relative to the workspace).

    Raises `Unreadable` with Chinese findings for whatever is no workbook, is locked, broken or
    beyond *limits*; no other exception comes of a file's content.
    """
    try:
        if path.stat().st_size > limits.file_bytes:
            raise too_large("文件过大", size(limits.file_bytes))
        data = path.read_bytes()
    except OSError as error:
        raise _placed(refuse(codes.FILE_UNOPENABLE, what=error.strerror or str(error)), name) from error
    except Unreadable as refusal:
        raise _placed(refusal, name) from refusal
    return read_book(data, name, limits)


def read_book(data: bytes, name: str, limits: Limits = DEFAULT) -> Book:
    """Return the workbook whose bytes are *data*; otherwise as `open_book`."""
    try:
        return _read(data, name, limits)
    except Unreadable as refusal:
        raise _placed(refusal, name) from refusal


def _placed(refusal: Unreadable, name: str) -> Unreadable:
    return Unreadable(*(replace(finding, file=name) for finding in refusal.findings))


def _read(data: bytes, name: str, limits: Limits) -> Book:
    """Choose the reader by content; readers are imported when a file needs them."""
    if kinds.is_zip(data):
        from reportgen.edges.books.package import Package

        package = Package(data, limits)
        kind = kinds.zip_kind(package)
        if kind == "ods":
            from reportgen.edges.books import ods

            return ods.read_book(package, name, limits)
        if kind == "xlsb":
            from reportgen.edges.books import xlsb

            return xlsb.read_book(package, name, limits)
        from reportgen.edges.books import ooxml

        return ooxml.read_book(package, name, kind, limits)
    if data.startswith(kinds.OLE) or kinds.is_bare_biff(data):
        from reportgen.edges.books import xls

        return xls.read_book(data, name, limits)
    raise kinds.other(data)
