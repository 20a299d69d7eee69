"""Messages as mail programs write them, for tests: a name of an attachment in any of the encodings that occur."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable, Sequence
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

NAMES: dict[str, Callable[[str], tuple[bytes, bytes]]] = {}
"""How a client writes a name: → (parameters of Content-Type, parameters of Content-Disposition)."""


def _way(name: str) -> Callable[[Callable[[str], tuple[bytes, bytes]]], Callable[[str], tuple[bytes, bytes]]]:
    def keep(way: Callable[[str], tuple[bytes, bytes]]) -> Callable[[str], tuple[bytes, bytes]]:
        NAMES[name] = way
        return way

    return keep


def _b(data: bytes, charset: str) -> bytes:
    return b"=?" + charset.encode() + b"?B?" + base64.b64encode(data) + b"?="


def _q(data: bytes, charset: str) -> bytes:
    return (
        b"=?" + charset.encode() + b"?Q?" + quopri.encodestring(data, header=True).replace(b"=\n", b"").strip() + b"?="
    )


@_way("RFC 2231")
def _rfc2231(name: str) -> tuple[bytes, bytes]:
    return b"", b"; filename*=UTF-8''" + quote(name).encode()


@_way("RFC 2231 in pieces")
def _rfc2231_pieces(name: str) -> tuple[bytes, bytes]:
    told = quote(name)
    cut = [told[i : i + 40] for i in range(0, len(told), 40)]
    pieces = [f";\r\n filename*{n}*={'UTF-8' + chr(39) * 2 if n == 0 else ''}{part}" for n, part in enumerate(cut)]
    return b"", "".join(pieces).encode()


@_way("RFC 2231 in GBK")
def _rfc2231_gbk(name: str) -> tuple[bytes, bytes]:
    return b"", b"; filename*=gb2312'zh-cn'" + quote(name.encode("gb18030")).encode()


@_way("RFC 2231 pieces that hold RFC 2047")
def _rfc2231_words(name: str) -> tuple[bytes, bytes]:
    word = _b(name.encode(), "utf-8")
    half = len(word) // 2
    return b"", b'; filename*0="' + word[:half] + b'";\r\n filename*1="' + word[half:] + b'"'


@_way("RFC 2047 in quotes, UTF-8")
def _quoted_b(name: str) -> tuple[bytes, bytes]:
    word = b'"' + _b(name.encode(), "UTF-8") + b'"'
    return b"; name=" + word, b"; filename=" + word


@_way("RFC 2047 in quotes, gb2312 that is GBK")
def _quoted_gbk(name: str) -> tuple[bytes, bytes]:
    return b"", b'; filename="' + _b(name.encode("gb18030"), "gb2312") + b'"'


@_way("RFC 2047 without quotes")
def _bare(name: str) -> tuple[bytes, bytes]:
    return b"", b"; filename=" + _b(name.encode("gb18030"), "GBK")


@_way("RFC 2047 quoted-printable")
def _quoted_q(name: str) -> tuple[bytes, bytes]:
    return b"", b'; filename="' + _q(name.encode(), "utf-8") + b'"'


@_way("RFC 2047 cut within a letter, folded")
def _cut(name: str) -> tuple[bytes, bytes]:
    data = name.encode()
    words = [_b(data[i : i + 10], "utf-8") for i in range(0, len(data), 10)]
    return b"", b'; filename="' + b"\r\n ".join(words) + b'"'


@_way("raw UTF-8")
def _raw(name: str) -> tuple[bytes, bytes]:
    return b"", b'; filename="' + name.encode() + b'"'


@_way("raw GBK")
def _raw_gbk(name: str) -> tuple[bytes, bytes]:
    return b"", b'; filename="' + name.encode("gb18030") + b'"'


@_way("percent signs")
def _percent(name: str) -> tuple[bytes, bytes]:
    return b"", b'; filename="' + quote(name).encode() + b'"'


@_way("in Content-Type only, with a wrong label")
def _type_only(name: str) -> tuple[bytes, bytes]:
    return b'; name="' + _b(name.encode("gb18030"), "iso-8859-1") + b'"', b""


def letter(
    files: Sequence[tuple[str, bytes]],
    *,
    way: str = "RFC 2231",
    subject: str = "报表",
    sender: str = "",
    message_id: str = "",
    moment: datetime | None = None,
    text: str = "见附件。",
    kind: str = "application/octet-stream",
) -> bytes:
    """Return a message with *files* attached; their names are written as *way* says."""
    head = [b"MIME-Version: 1.0", b"Subject: " + _b(subject.encode(), "utf-8")]
    head += [f"From: <{sender}>".encode()] if sender else []
    head += [f"Message-ID: <{message_id}>".encode()] if message_id else []
    head += [f"Date: {format_datetime(moment)}".encode()] if moment else []
    head.append(b'Content-Type: multipart/mixed; boundary="=_b"')
    parts = [
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(text.encode())
    ]
    for name, content in files:
        told, disposed = NAMES[way](name)
        parts.append(
            b"Content-Type: " + kind.encode() + told + b"\r\nContent-Disposition: attachment" + disposed
            + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(content)
        )  # fmt: skip
    body = b"".join(b"--=_b\r\n" + part + b"\r\n" for part in parts)
    return b"\r\n".join(head) + b"\r\n\r\n" + body + b"--=_b--\r\n"


def forwarded(inner: bytes, *, subject: str = "转发", sender: str = "", moment: datetime | None = None) -> bytes:
    """Return a message that forwards *inner* as an attached message."""
    head = [b"MIME-Version: 1.0", b"Subject: " + _b(subject.encode(), "utf-8"), f"From: <{sender}>".encode()]
    head += [f"Date: {format_datetime(moment)}".encode()] if moment else []
    mark = b"=_f" + str(len(inner)).encode()
    head.append(b'Content-Type: multipart/mixed; boundary="' + mark + b'"')
    body = b"--" + mark + b"\r\nContent-Type: text/plain\r\n\r\nfyi\r\n--" + mark
    body += b"\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--" + mark + b"--\r\n"
    return b"\r\n".join(head) + b"\r\n\r\n" + body
