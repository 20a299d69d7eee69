"""Text files: in which of the encodings that offices use they are written, told without guessing."""

from __future__ import annotations

import codecs as encodings
import re

from reportgen.edges import codes
from reportgen.edges.books.guard import refuse

_BOMS = (
    (encodings.BOM_UTF32_LE, "utf-32-le", "UTF-32"), (encodings.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (encodings.BOM_UTF8, "utf-8", "UTF-8"), (encodings.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (encodings.BOM_UTF16_BE, "utf-16-be", "UTF-16"), (b"\x84\x31\x95\x33", "gb18030", "GB18030"),
)  # fmt: skip
_XML_ENCODING = re.compile(rb"""(\s*<\?xml[^>]*?encoding\s*=\s*["'])([A-Za-z0-9_\-]+)""")
_CHINESE = frozenset((b"gb2312", b"gbk", b"gb18030", b"x-gbk"))
_SAMPLE = 1 << 16
_MOST_STRANGE = 20  # one letter in so many may be of no script that offices use


def is_text(data: bytes) -> bool:
    """Whether *data* begins like a text in any encoding: few control characters once decoded."""
    if data.startswith(tuple(bom for bom, _, _ in _BOMS)):
        return True
    sample = data[: _SAMPLE // 4 * 4]
    encoding = _without_bom(sample, whole=len(sample) == len(data))
    if not encoding and b"\0" in sample:
        return False
    text = sample.decode(encoding or "latin-1", "replace")
    return sum(map(_is_control, text)) * 100 <= len(text)


def decode(data: bytes) -> tuple[str, str]:
    """Return (text, name of its encoding); `Unreadable` where it is in none that can be told for sure."""
    for bom, encoding, name in _BOMS:
        if data.startswith(bom):
            return _decoded(data[len(bom) :], encoding), name
    encoding = _without_bom(data, whole=True)
    if encoding:
        text = _decoded(data, encoding)
        if encoding != "gb18030" or sum(map(_is_strange, text)) * _MOST_STRANGE <= sum(c > "\x7f" for c in text):
            return text, encoding.upper().removesuffix("-LE").removesuffix("-BE")
    raise refuse(codes.FILE_ENCODING, what="编码不是 UTF-8、UTF-16、UTF-32 或 GB18030")


def as_utf8(data: bytes) -> bytes:
    """Return XML in UTF-8 where it names a Chinese encoding, which the parser does not know; else as it is."""
    match = _XML_ENCODING.match(data)
    if match is None or match[2].lower() not in _CHINESE:
        return data
    return match[1] + b"UTF-8" + _decoded(data[match.end() :], "gb18030").encode()


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        what = f"第 {error.start + 1} 个字节起不是 {encoding.upper()} 编码"
        raise refuse(codes.FILE_ENCODING, what=what) from error


def _without_bom(data: bytes, *, whole: bool) -> str:
    """The encoding of a text without a mark; *whole*: whether it may not break off within a character."""
    if b"\0" in data:
        return _wide(data)
    for encoding in ("utf-8", "gb18030"):
        decoder = encodings.getincrementaldecoder(encoding)()
        try:
            decoder.decode(data, final=whole)
        except UnicodeDecodeError:
            continue
        return encoding
    return ""


def _wide(data: bytes) -> str:
    """Two or four bytes a character: where the zero bytes of digits, commas and line ends stand."""
    if not any(data[2::4]) and not any(data[3::4]):
        return "utf-32-le"
    if not any(data[0::4]) and not any(data[1::4]):
        return "utf-32-be"
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if max(even, odd) * 50 < len(data) or min(even, odd) * 10 > max(even, odd):
        return ""  # zero bytes anywhere: no text
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    try:
        data[: len(data) // 2 * 2].decode(encoding)
    except UnicodeDecodeError:
        return ""
    return encoding


def _is_control(char: str) -> bool:
    return (char < " " and char not in "\t\n\r\f\x1a") or char == "\ufffd"


def _is_strange(char: str) -> bool:
    """Whether a character is of none of the scripts and signs that Chinese offices type."""
    if char <= "\x7f":
        return False
    code = ord(char)
    usual = 0x4E00 <= code <= 0x9FA5 or 0x3000 <= code <= 0x30FF or 0xFF00 <= code <= 0xFFEF or 0x2000 <= code <= 0x27BF
    return not (usual or code < 0x0500)
