"""Conservation at the reader (不丢格): filled cells counted another way than they are read, in every workbook.

Each count is a lower bound that knows nothing of the reader: a plain search of the stored bytes. Fewer cells read
than counted is a finding about the sheet or the file. Not counted are delimited texts with quotes.
"""

from __future__ import annotations

import re
import struct
import sys
from collections.abc import Iterator
from typing import AnyStr

_FILLED = rb"""(?:f[\s/>]|v(?:\s[^>]*)?>\s*[^<\s]|is>(?:<(?!/(?:\w+:)?is>)[^>]*>)*+\s*[^<\s])"""
_CELL = re.compile(rb"<c(?=[\s>])[^>]*(?<!/)>\s*<" + _FILLED)
_PREFIXED = re.compile(rb"<(\w+:)c(?=[\s>])[^>]*(?<!/)>\s*<\1" + _FILLED)
_ROOT = re.compile(rb"<(\w+:)?worksheet[\s>]")
_TWO_BYTES = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_LONGEST_HEAD = 1 << 16
_CONTENT = b"</"
_ODF_CELL = re.compile(
    rb'<table:table-cell(?: [\w:-]+="[^"]*")*? office:value-type="'
    rb'(?:(?:float|percentage|currency|date|time|boolean)"|string"[^>]*(?<!/)>\s*<text:p(?: [^>]*)?(?<!/)>[^<\s])'
)
_XML2003_CELL = re.compile(rb"<(?:\w+:)?Data(?=[\s>])[^>]*(?<!/)>\s*[^<\s]")
_HTML_CELL = re.compile(r"<t[dh](?:\s[^<>]*)?>\s*[^<\s&]", re.IGNORECASE)
_BOF, _EOF = 0x0809, 0x000A
_WORKSHEET = 0x0010
_BIFF_NUMBERS = frozenset((0x0203, 0x027E, 0x0205))  # NUMBER, RK, BOOLERR
_BIFF_MULRK, _BIFF_FORMULA = 0x00BD, 0x0006
_BIFF12_HEAD = re.compile(rb"([\x80-\xff]?[\x00-\x7f])([\x80-\xff]{0,3}[\x00-\x7f])")
_BIFF12_LONGEST_HEAD = 6
_BIFF12_CELLS = frozenset(
    bytes((kind,)) for kind in (*range(2, 12), 62)
)  # all that hold something, BrtCellRk to BrtCellRString


class SheetCensus:
    """Counts the filled cells of one OOXML sheet while its bytes pass on to the reader."""

    def __init__(self) -> None:
        self.cells = 0
        self._pattern: re.Pattern[bytes] | None = _CELL
        self._start = b"<c"
        self._rest = b""
        self._begun = False

    def through(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield *chunks* as they are; afterwards ``cells`` is the count (0 for encodings of two bytes)."""
        for chunk in chunks:
            self._count(chunk)
            yield chunk
        self._close()

    def _looked(self, head: bytes) -> bool:
        """Learn from the beginning of the part how it is written; False where more of it is needed."""
        if head.startswith(_TWO_BYTES):
            self._pattern = None
            return True
        root = _ROOT.search(head)
        if root is not None and root[1]:
            self._pattern, self._start = _PREFIXED, b"<" + root[1] + b"c"
        return root is not None or len(head) > _LONGEST_HEAD

    def _count(self, chunk: bytes) -> None:
        """Count up to the last cell that begins in what came; the rest waits for what follows."""
        whole = self._rest + chunk
        if not self._begun:
            self._begun = self._looked(whole)
        if self._pattern is None or not self._begun:
            self._rest = b"" if self._pattern is None else whole
            return
        cut = max(whole.rfind(self._start + b" "), whole.rfind(self._start + b">"))
        if cut < 0:
            self._rest = whole[-len(self._start) :]
            return
        self._rest = whole[cut:]
        if _CONTENT in whole:  # in a run of formatted cells none has content
            self.cells += len(self._pattern.findall(whole, 0, cut))

    def _close(self) -> None:
        if self._pattern is not None:
            self.cells += len(self._pattern.findall(self._rest))
            self._rest = b""


class BinaryCensus:
    """Counts the cells with content of one .xlsb sheet while its bytes pass on ([MS-XLSB] 2.1.4); texts may be empty."""

    def __init__(self) -> None:
        self.cells = 0
        self._rest = b""
        self._skip = 0  # bytes of a record's content that are still to come

    def through(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield *chunks* as they are; afterwards ``cells`` is the count."""
        for chunk in chunks:
            self._count(self._rest + chunk)
            yield chunk

    def _count(self, data: bytes) -> None:
        at = self._skip
        while at < len(data) and (head := _BIFF12_HEAD.match(data, at)):
            self.cells += head[1] in _BIFF12_CELLS
            at = head.end() + sum((byte & 0x7F) << 7 * place for place, byte in enumerate(head[2]))
        self._rest, self._skip = data[at:], max(0, at - len(data))
        if len(self._rest) > _BIFF12_LONGEST_HEAD:  # no record begins here: the part is broken, as the reader will say
            self._rest, self._skip = b"", sys.maxsize


def odf_cells(content: Iterator[bytes], census: list[int]) -> Iterator[bytes]:
    """Yield the pieces of a content.xml as they are; *census* then holds how many filled cells a search finds."""
    rest = b""
    count = 0
    for chunk in content:
        whole = rest + chunk
        cut = whole.rfind(b"<table:table-cell")
        count += len(_ODF_CELL.findall(whole, 0, max(cut, 0)))
        rest = whole[max(cut, 0) :]
        yield chunk
    census.append(count + len(_ODF_CELL.findall(rest)))


def xml2003_cells(data: bytes) -> int:
    """Return how many cells of Excel's XML of 2003 hold plain content; comments, which hold the same elements, aside."""
    for opening, closing in ((b"<!--", b"-->"), (b"<Comment", b"</Comment>"), (b"<ss:Comment", b"</ss:Comment>")):
        data = b"".join(_outside(data, opening, closing))
    return len(_XML2003_CELL.findall(data))


def html_cells(page: str) -> int:
    """Return how many cells of a page's tables begin with a letter or digit; scripts, styles and comments aside."""
    for opening, closing in (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"), ("<xml", "</xml")):
        page = "".join(_outside(page, opening, closing))
    return len(_HTML_CELL.findall(page))


def delimited_cells(text: str, delimiter: str) -> int:
    """Return how many fields of a text are filled, 0 where quotes make that a matter of parsing."""
    if '"' in text:
        return 0
    return sum(1 for line in re.split(r"[\r\n]", text) for field in line.split(delimiter) if field)


def _outside(data: AnyStr, opening: AnyStr, closing: AnyStr) -> Iterator[AnyStr]:
    """Yield what stands outside of *opening* … *closing*, in one pass, whatever is left open."""
    at = 0
    while (start := data.find(opening, at)) >= 0 and (end := data.find(closing, start)) >= 0:
        yield data[at:start]
        at = end + len(closing)
    yield data[at:]


def biff_numbers(stream: bytes) -> int:
    """Return how many numbers, truth values and errors the worksheets of a BIFF 8 stream hold ([MS-XLS] 2.4)."""
    at = depth = count = 0
    sheet = False
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        if kind == _BOF and size >= 4:
            depth += 1
            if depth == 1:
                sheet = struct.unpack_from("<H", stream, at + 2)[0] == _WORKSHEET
        elif kind == _EOF:
            depth -= 1
        elif sheet and depth == 1:
            if kind in _BIFF_NUMBERS:
                count += 1
            elif kind == _BIFF_MULRK:
                count += max(0, size - 6) // 6
            elif kind == _BIFF_FORMULA and size >= 14:
                text = stream[at + 12 : at + 14] == b"\xff\xff" and stream[at + 6] in (0, 3)
                count += not text
        at += size
    return count
