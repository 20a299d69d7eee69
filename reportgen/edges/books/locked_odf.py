"""Encrypted OpenDocument workbooks (ODF 1.2 part 3, 3.4), opened with a password. Needs the extra ``passwords``.

The key of a part is PBKDF2 over a digest of the password; the part is AES-256 in CBC, before LibreOffice 3.5
Blowfish in CFB, over deflated bytes whose first 1,024 have a checksum.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

from reportgen.edges import codes
from reportgen.edges.books.guard import Limits, refuse, size, too_large
from reportgen.edges.books.package import Package, tree

_MANIFEST = "META-INF/manifest.xml"
_PARTS = ("content.xml", "meta.xml")
_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_DIGESTS = ("sha256", "sha1")  # of the password; files that name neither are met with both
_MOST_ROUNDS = 1_000_000  # LibreOffice asks for 100,000; more would make every password take seconds
_CHECKED = 1024


def encrypted_parts(package: Package) -> dict[str, Element]:
    """Return how each encrypted part of *package* is encrypted, by its name."""
    if _MANIFEST not in package:
        return {}
    whole = package.whole(_MANIFEST)
    if b"encryption-data" not in whole:
        return {}
    start = whole.find(b"<!DOCTYPE")  # written by old versions; no parser is let see it
    if start >= 0:
        whole = whole[:start] + whole[whole.find(b">", start) + 1 :]
    entries = tree(whole, _MANIFEST).iter("file-entry")
    return {e.get("full-path", ""): data for e in entries if (data := e.find("encryption-data")) is not None}


def opened(data: bytes, passwords: Sequence[str], limits: Limits) -> bytes:
    """Return the workbook that one of *passwords* opens, without encryption; `Unreadable` where none does."""
    package = Package(data, limits)
    locked = encrypted_parts(package)
    for password in passwords:
        parts = {name: _plain(package, name, locked.get(name), password, limits) for name in _PARTS if name in package}
        if parts.get("content.xml"):
            return _packed({name: part for name, part in parts.items() if part})
    raise refuse(codes.FILE_ENCRYPTED, tried="，方案里的密码打不开它")


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in {"mimetype": _MIMETYPE.encode(), **parts}.items():
            package.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def _plain(package: Package, name: str, locked: Element | None, password: str, limits: Limits) -> bytes:
    """Return a part, decrypted and inflated; b"" where the password does not open it."""
    stored = package.whole(name)
    if locked is None:
        return stored
    for start in _DIGESTS:
        try:
            deflated = _decrypted(stored, locked, hashlib.new(start, password.encode()).digest())
        except (ValueError, TypeError, AttributeError, binascii.Error):  # a field is missing or is no number
            return b""
        if _checksum(locked) in {_digest(locked, deflated), _digest(locked, deflated[: -deflated[-1] or None])}:
            return _inflated(deflated, limits)
    return b""


def _decrypted(stored: bytes, locked: Element, start: bytes) -> bytes:
    algorithm, derivation = _child(locked, "algorithm"), _child(locked, "key-derivation")
    rounds = int(derivation.get("iteration-count", ""))
    if not 0 < rounds <= _MOST_ROUNDS:
        raise refuse(codes.FILE_ENCRYPTED, tried="，加密参数异常")
    aes = algorithm.get("algorithm-name", "").endswith("aes256-cbc")
    key_size = 32 if aes else int(derivation.get("key-size", "16"))
    key = hashlib.pbkdf2_hmac("sha1", start, base64.b64decode(derivation.get("salt", "")), rounds, key_size)
    return _deciphered(stored, key, base64.b64decode(algorithm.get("initialisation-vector", "")), aes=aes)


def _deciphered(stored: bytes, key: bytes, vector: bytes, *, aes: bool) -> bytes:
    try:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        cipher: Cipher[Any]
        if aes:
            cipher = Cipher(algorithms.AES(key), modes.CBC(vector))
        else:
            from cryptography.hazmat.decrepit.ciphers import modes as old_modes
            from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish

            cipher = Cipher(Blowfish(key), old_modes.CFB(vector))
    except ImportError:
        raise refuse(codes.FILE_ENCRYPTED, tried="，而本机没有装解密组件（reportgen[passwords]）") from None
    work = cipher.decryptor()
    return work.update(stored) + work.finalize()


def _child(element: Element, name: str) -> Element:
    found = element.find(name)
    if found is None:
        raise ValueError(name)
    return found


def _checksum(locked: Element) -> bytes:
    return base64.b64decode(locked.get("checksum", ""))


def _digest(locked: Element, deflated: bytes) -> bytes:
    name = "sha256" if "sha256" in locked.get("checksum-type", "") else "sha1"
    return hashlib.new(name, deflated[:_CHECKED]).digest()


def _inflated(deflated: bytes, limits: Limits) -> bytes:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = inflater.decompress(deflated, limits.part_bytes + 1)
    except zlib.error:
        return b""
    if len(content) > limits.part_bytes:
        raise too_large("解压后内容过大", size(limits.part_bytes))
    return content
