"""Header fields as they really arrive: names and subjects in any of the encodings that clients write.

Python's own policies decode about half of them. Here a field is bytes first: RFC 2231 in one or several
pieces, RFC 2047 in or out of quotes and cut within a character, raw GBK or UTF-8, percent signs, wrong
labels. Nothing is raised; what cannot be decoded keeps a replacement character.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote_to_bytes

OWN_DOMAIN = "reportgen.invalid"
"""Of the Message-IDs that we give: the office's mailbox keeps a copy of what went out, which is no return."""
_WORD = re.compile(rb"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(rb"\A[ \t\r\n]*\Z")
_SECTION = re.compile(rb"(?P<name>[^*]+)(?:\*(?P<number>\d{1,3}))?(?P<extended>\*)?\Z")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2}){2,}")
_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030", "936": "gb18030", "gb18030": "gb18030",
    "hz-gb-2312": "hz", "unicode-1-1-utf-7": "utf-7", "ansi_x3.4-1968": "us-ascii", "utf8": "utf-8",
}  # fmt: skip
"""Labels that mean more than they say, or that Python calls otherwise."""
_MARKS = frozenset("（）《》【】“”‘’、，。：；—…·　－")
_UNTOLD = frozenset({"", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252", "unknown", "unknown-8bit", "x-unknown", "default"})  # fmt: skip
"""Labels that clients put on bytes of any encoding."""


def raw(value: str) -> bytes:
    """The bytes of a field that the standard library's parser kept as text."""
    return value.encode("utf-8", "surrogateescape")


def decode_field(value: str) -> str:
    """Return an unstructured field (a subject, a display name) as one line of text."""
    return one_line(_decode_words(raw(value)))


def one_line(text: str) -> str:
    """Return *text* without line breaks, control characters and marks that turn the writing direction."""
    cleaned = "".join(
        " " if c in "\r\n\t" else c for c in text if c in "\r\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs")
    )
    return " ".join(cleaned.split())


def parameters(value: str) -> dict[str, str]:
    """Return the parameters of a structured field by lower-case name, pieces joined and decoded."""
    found: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, bytes]]] = {}
    for key, data in _pairs(raw(value)):
        section = _SECTION.match(key)
        if section is None:
            continue
        name = section["name"].decode("ascii", "replace").strip().lower()
        if section["number"] is None and not section["extended"]:
            found.setdefault(name, one_line(_decode_loose(data)))
        else:
            pieces.setdefault(name, {})[int(section["number"] or 0)] = (bool(section["extended"]), data)
    for name, numbered in pieces.items():
        found[name] = one_line(_joined([numbered[n] for n in sorted(numbered)]))  # what is extended goes first
    return found


def file_name(disposition: str, content_type: str, description: str = "") -> str:
    """Return the name of an attachment from its fields, "" where none tells one."""
    names = (parameters(disposition).get("filename", ""), parameters(content_type).get("name", ""))
    told = [n for n in names if n]
    clean = [n for n in told if "\ufffd" not in n]
    return next(iter([*clean, *told]), "") or (decode_field(description) if "." in description else "")


def decode_bytes(data: bytes, label: str = "") -> str:
    """Return *data* as text: as its label says if that reads as text, else as what it looks like."""
    label = label.strip().lower().partition("*")[0]
    label = _WIDER.get(label, label)
    if data.isascii():
        return (_try(data, label) if label not in _UNTOLD else None) or data.decode("ascii")
    if (text := _try(data, "utf-8")) is not None and not (label != "utf-8" and _rather_gbk(data, text)):
        return text
    if label not in _UNTOLD and (text := _try(data, label)) is not None:
        return text
    candidates = [text for encoding in ("gb18030", "big5") if (text := _try(data, encoding)) is not None]
    candidates += [data.decode("cp1252", "replace")] if label in _UNTOLD else [data.decode("utf-8", "replace")]
    return max(candidates, key=_plausible)  # the first of equals


def _rather_gbk(data: bytes, as_utf8: str) -> bool:
    """Whether bytes that happen to be UTF-8 (of foreign letters) are a word of Chinese in GBK: 联通."""
    words = _try(data, "gb18030") or ""
    hanzi = [c for c in words if c > "\x7f"]
    return len(hanzi) > 1 and all(_common(c) == 1.0 for c in hanzi) and _plausible(as_utf8) < 1.0


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (LookupError, ValueError):
        return None


def _plausible(text: str) -> float:
    """The share of letters in common use among what is not ASCII: garbled Chinese has mostly rare ones."""
    other = [c for c in text if c > "\x7f"]
    if not other:
        return 1.0
    return sum(_common(c) for c in other) / len(other)


def _common(letter: str) -> float:
    if letter in _MARKS:
        return 1.0
    try:
        stored = letter.encode("gb2312")
    except UnicodeEncodeError:
        return (
            0.1 if "\u4e00" <= letter <= "\u9fff" else 0.0 if letter == "\ufffd" else 0.3 if letter < "\u0250" else 0.5
        )
    if not "\u4e00" <= letter <= "\u9fff":
        return 0.5
    return 1.0 if stored[0] <= 0xD7 else 0.6  # up to D7, the first level: the 3,755 letters of daily use


def _pairs(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the parameters behind the first ``;``: quoted or not, quotes closed or not."""
    for piece in _split(data)[1:]:
        key, equals, value = piece.partition(b"=")
        if equals:
            yield key.strip(), _unquoted(value.strip())


def _split(data: bytes) -> list[bytes]:
    """Cut at ``;`` outside quotes; a quote that is never closed quotes nothing."""
    pieces, start, at, quoted = [], 0, 0, False
    while at < len(data):
        letter = data[at]
        if letter == 0x5C and quoted:  # a backslash: the next letter is as it is
            at += 1
        elif letter == 0x22:
            quoted = not quoted and b'"' in data[at + 1 :]
        elif letter == 0x3B and not quoted:
            pieces.append(data[start:at])
            start = at + 1
        at += 1
    return [*pieces, data[start:]]


def _unquoted(value: bytes) -> bytes:
    if value[:1] != b'"':
        return value
    inner = value[1:].rpartition(b'"')[0] if value.count(b'"') > 1 else value[1:]
    return re.sub(rb'\\(["\\])', rb"\1", inner)


def _joined(pieces: Iterable[tuple[bool, bytes]]) -> str:
    """Return the pieces of an RFC 2231 parameter as text; a piece that is not extended is taken as it is."""
    label, data, coded = "", b"", b""
    for number, (extended, piece) in enumerate(pieces):
        if extended and number == 0 and piece.count(b"'") >= 2:
            told, _, rest = piece.split(b"'", 2)
            label, piece = told.decode("ascii", "replace"), rest
        if extended:
            coded += piece  # some clients cut within a percent sign's digits
        else:
            data, coded = data + unquote_to_bytes(coded) + piece, b""
    data += unquote_to_bytes(coded)
    return _decode_words(data) if _WORD.search(data) else decode_bytes(data, label)


def _decode_loose(data: bytes) -> str:
    """A plain parameter: RFC 2047 words where none are allowed, raw bytes, or percent signs."""
    text = _decode_words(data)
    if _PERCENT.search(text):
        return decode_bytes(unquote_to_bytes(text)) if _is_percent_text(text) else text
    return text


def _is_percent_text(text: str) -> bool:
    """Whether the percent signs spell letters: 100%25.xlsx does not."""
    try:
        stored = unquote_to_bytes(text)
    except UnicodeEncodeError:
        return False
    return not stored.isascii() and _plausible(decode_bytes(stored)) > 0.5


def _decode_words(data: bytes) -> str:
    """Decode RFC 2047 words; neighbours of one charset are joined first, for some are cut within a letter."""
    text: list[str] = []
    held, held_label = b"", ""
    at = 0
    for match in _WORD.finditer(data):
        between = data[at : match.start()]
        label = match[1].decode("ascii", "replace").lower()
        joins = bool(held_label) and _BETWEEN.match(between) is not None
        if held_label and (not joins or label != held_label):
            text.append(decode_bytes(held, held_label))
            held = b""
        if not joins:
            text.append(decode_bytes(between))
        held, held_label = held + _word_bytes(match[2], match[3]), label
        at = match.end()
    if held_label:
        text.append(decode_bytes(held, held_label))
    text.append(decode_bytes(data[at:]))
    return "".join(text)


def _word_bytes(kind: bytes, data: bytes) -> bytes:
    if kind in b"bB":
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        try:
            return base64.b64decode(letters + b"=" * (-len(letters) % 4))
        except binascii.Error:  # one letter too many: a damaged word
            return base64.b64decode(letters[:-1] + b"=" * (-(len(letters) - 1) % 4))
    return binascii.a2b_qp(data.replace(b"_", b" "))


def first(items: Iterable[tuple[str, str]], name: str) -> str:
    """The first field called *name* of a message's raw fields, "" if there is none."""
    return next((value for key, value in items if key.lower() == name), "")


def every(items: Iterable[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(value for key, value in items if key.lower() == name)


_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}")


def address_of(value: str) -> tuple[str, str]:
    """Return (address in lower case, display name) of a From field; the address in <…> goes first."""
    text = _decode_words(raw(value))
    inside = re.findall(r"<([^<>]*)>", text)
    for part in (*reversed(inside), text):
        match = _ADDRESS.search(part)
        if match:
            name = one_line(text.partition("<")[0]).strip("\"' ") if inside else ""
            return match[0].lower(), name
    return "", one_line(text)


def authentication(fields: Iterable[str], server: str) -> Mapping[str, str]:
    """Return method → result (spf, dkim, dmarc) as the office's own *server* found them; others' do not count."""
    for value in fields:
        text = re.sub(r"\([^()]*\)", " ", one_line(value))
        who, _, rest = text.partition(";")
        if server and who.lower().split()[:1] == [server.lower()]:
            found: dict[str, str] = {}
            for method, result in re.findall(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]+)", rest.lower()):
                if found.get(method) != "pass":  # one of several DKIM signatures is enough
                    found[method] = result
            return found
    return {}
