"""Encrypted workbooks open with a password of the plan; macros and links to other files are noticed, nothing is run."""

from __future__ import annotations

import base64
import hashlib
import struct
import zipfile
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook

from reportgen import api
from reportgen.edges.books import DEFAULT, Unreadable, locked_odf, looks, open_book, passwords_of, read_book
from reportgen.model.plan import Setting
from tests import circle
from tests.edges.parts import ods, xlsx, zipped
from tests.edges.test_books_corpus import CORPUS
from tests.reading.plans import PLAN

ROW = '<row r="1"><c r="A1" t="str"><v>甲</v></c></row>'


def encrypted(data: bytes, password: str) -> bytes:
    out = BytesIO()
    OOXMLFile(BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def workbook() -> bytes:
    out = BytesIO()
    book = Workbook()
    book.worksheets[0]["A1"] = "甲"
    book.save(out)
    return out.getvalue()


LOCKED = encrypted(workbook(), "湘阴2025")


def test_read_book__opens_with_one_of_the_passwords_and_says_so():
    book = read_book(LOCKED, "表.xlsx", passwords=("旧密码", "湘阴2025"))
    assert book.sheets[0].text(1, 1) == "甲"
    assert [r.code for r in book.remarks] == ["file.decrypted"]
    assert "湘阴2025" not in book.remarks[0].message


@pytest.mark.parametrize(("passwords", "words"), [((), "密码，无法"), (("错",), "方案里的密码打不开它")])
def test_read_book__stays_shut_otherwise(passwords: tuple[str, ...], words: str):
    with pytest.raises(Unreadable) as raised:
        read_book(LOCKED, "表.xlsx", passwords=passwords)
    (finding,) = raised.value.findings
    assert (finding.code, finding.file) == ("file.encrypted", "表.xlsx")
    assert words in finding.message


def test_read_book__does_not_work_at_a_key_for_minutes():
    slow = LOCKED.replace(b'spinCount="100000"', b'spinCount="99999999"')
    assert slow != LOCKED
    with pytest.raises(Unreadable, match="加密参数"):
        read_book(slow, "表.xlsx", passwords=("x",))


def test_read_return__with_the_callers_password(tmp_path: Path):
    workspace = circle.make_workspace(tmp_path / "w")
    (tmp_path / "表.xlsx").write_bytes(LOCKED)
    shut = api.read_return(workspace, tmp_path / "表.xlsx")
    assert [f.code for f in shut.findings] == ["file.encrypted"]
    opened = api.read_return(workspace, tmp_path / "表.xlsx", passwords=("湘阴2025",))
    assert "file.decrypted" in {f.code for f in opened.findings}
    assert opened.cells.filled == 1


# ---------------------------------------------------------------- OpenDocument

_OPEN = '<table:table table:name="表"><table:table-row><table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell></table:table-row></table:table>'  # fmt: skip
_ODF = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def locked_ods(password: str, rounds: int = 1024, part: str = "content.xml") -> bytes:
    """An .ods as LibreOffice encrypts it, *part* alone locked."""
    with zipfile.ZipFile(BytesIO(ods(_OPEN))) as package:
        parts = {n: package.read(n) for n in package.namelist()}
    deflater = zlib.compressobj(wbits=-15)
    plain = deflater.compress(parts.get(part, b"macro")) + deflater.flush()
    salt, vector = bytes(range(16)), bytes(range(16, 32))
    key = hashlib.pbkdf2_hmac("sha1", hashlib.sha256(password.encode()).digest(), salt, rounds, 32)
    cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    padding = 16 - len(plain) % 16
    parts[part] = cipher.update(plain + bytes(padding - 1) + bytes([padding])) + cipher.finalize()
    coded = {k: base64.b64encode(v).decode() for k, v in {
        "salt": salt, "iv": vector, "sum": hashlib.sha256(plain[:1024]).digest()}.items()}  # fmt: skip
    parts["META-INF/manifest.xml"] = (
        f'<m:manifest xmlns:m="{_ODF}"><m:file-entry m:full-path="{part}"><m:encryption-data'
        f' m:checksum-type="{_ODF}#sha256-1k" m:checksum="{coded["sum"]}"><m:algorithm'
        f' m:algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc" m:initialisation-vector="{coded["iv"]}"/>'
        f'<m:key-derivation m:key-size="32" m:iteration-count="{rounds}" m:salt="{coded["salt"]}"/>'
        "</m:encryption-data></m:file-entry></m:manifest>"
    ).encode()
    return zipped(parts)


def test_ods__opens_with_one_of_the_passwords_and_says_so():
    book = read_book(locked_ods("湘阴2025"), "表.ods", passwords=("旧密码", "湘阴2025"))
    assert book.sheets[0].text(1, 1) == "甲"
    assert [r.code for r in book.remarks] == ["file.decrypted"]


@pytest.mark.parametrize(
    ("data", "passwords", "words"),
    [
        (locked_ods("湘阴2025"), (), "密码，无法"),
        (locked_ods("湘阴2025"), ("错",), "方案里的密码打不开它"),
    ],
)
def test_ods__stays_shut_otherwise(data: bytes, passwords: tuple[str, ...], words: str):
    with pytest.raises(Unreadable, match=words):
        read_book(data, "表.ods", passwords=passwords)


def test_ods__a_strange_manifest_stays_shut():
    with pytest.raises(Unreadable, match="打不开它"):
        locked_odf.opened(_with_rounds("x"), ("x",), DEFAULT)


def test_ods__does_not_work_at_a_key_for_minutes():
    with pytest.raises(Unreadable, match="加密参数"):
        locked_odf.opened(_with_rounds("99999999"), ("x",), DEFAULT)


def _with_rounds(rounds: str) -> bytes:
    with zipfile.ZipFile(BytesIO(locked_ods("x"))) as package:
        parts = {n: package.read(n) for n in package.namelist()}
    manifest = parts["META-INF/manifest.xml"]
    return zipped({**parts, "META-INF/manifest.xml": manifest.replace(b'-count="1024"', f'-count="{rounds}"'.encode())})


def test_ods__of_which_only_a_macro_library_is_locked_is_read():
    book = read_book(locked_ods("x", part="Basic/Eigenes/Modul.xml"), "表.ods")
    assert book.sheets[0].text(1, 1) == "甲"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real files is not on this machine")
@pytest.mark.parametrize(
    ("name", "cells"), [("lo__password.ods", 0), ("lo__passwordOld.ods", 1), ("lo__passwordWrongSHA.ods", 0)]
)
def test_ods__of_every_generation_of_libreoffice(name: str, cells: int):
    book = open_book(CORPUS / "spreadsheets" / name, name, passwords=("test",))
    assert sum(len(s.cells) for s in book.sheets) == cells


def test_passwords_of__the_plans_setting():
    assert passwords_of(PLAN) == ()
    plan = replace(PLAN, settings=(Setting(key="open_passwords", value="湘阴2025、 abc"),))
    assert passwords_of(plan) == ("湘阴2025", "abc")


def with_parts(parts: dict[str, str]) -> bytes:
    with zipfile.ZipFile(BytesIO(xlsx(ROW))) as package:
        return zipped({**{n: package.read(n) for n in package.namelist()}, **parts})


LINK = '<Relationship Id="rId1" Type="x" Target="file:///D:\\报表\\%E5%8E%BF.xlsx" TargetMode="External"/>'


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"xl/vbaProject.bin": "x"}, {"file.macros": "没有运行"}),
        ({"xl/macrosheets/sheet1.xml": "<x/>"}, {"file.macros": "没有运行"}),
        (
            {"xl/externalLinks/externalLink1.xml": "<externalBook/>", "xl/externalLinks/_rels/externalLink1.xml.rels": LINK},
            {"file.links": "（县.xlsx）"},
        ),
        ({"xl/externalLinks/externalLink1.xml": '<ddeLink ddeService="cmd"/>'}, {"file.dde": "没有执行"}),
        ({}, {}),
    ],
)  # fmt: skip
def test_read_book__notices_what_is_not_run(parts: dict[str, str], expected: dict[str, str]):
    book = read_book(with_parts(parts), "表.xlsx")
    assert book.sheets[0].text(1, 1) == "甲"
    assert {r.code: any(words in r.message for words in expected.values()) for r in book.remarks} == dict.fromkeys(
        expected, True
    )


def supporting(path: str, *, wide: bool = True, sheets: int = 1) -> bytes:
    """A SUPBOOK record of a .xls."""
    text = path.encode("utf-16-le" if wide else "latin-1")
    content = struct.pack("<HHB", sheets, len(path), wide) + text
    return struct.pack("<HH", 0x01AE, len(content)) + content


OWN = struct.pack("<HHHH", 0x01AE, 4, 1, 0x0401)
END = struct.pack("<HH", 0x000A, 0)


@pytest.mark.parametrize(
    ("streams", "records", "expected"),
    [
        (("workbook",), OWN + END, {}),
        (("workbook", "_vba_project_cur"), OWN, {"file.macros": "没有运行"}),
        (("workbook",), OWN + supporting("\x01\x01D报表\x03县汇总.xls") + END, {"file.links": "（县汇总.xls）"}),
        (("workbook",), supporting("\x01\x02a\x03b.xls", wide=False), {"file.links": "（b.xls）"}),
        (("workbook",), supporting("cmd\x03 /C calc", sheets=0), {"file.dde": "没有执行"}),
        (("workbook",), END + supporting("\x01a.xls"), {}),
        (("workbook",), supporting("\x01a.xls")[:7], {}),
    ],
)  # fmt: skip
def test_biff_remarks__tell_what_a_xls_refers_to(streams: tuple[str, ...], records: bytes, expected: dict[str, str]):
    found = {f.code: f.message for f in looks.biff_remarks(streams, records, "表.xls")}
    assert found.keys() == expected.keys()
    assert all(words in found[code] for code, words in expected.items())


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("of:='file:///D:/%E6%8A%A5/县.ods'#$表.A1", {"file.links": "（县.ods）"}),
        ("of:=DDE(&quot;cmd&quot;;&quot;/C calc&quot;;&quot;x&quot;)", {"file.dde": "没有执行"}),
        ("of:=[表2.A123]+[.B2]", {}),
    ],
)
def test_ods__tells_what_its_formulas_refer_to(formula: str, expected: dict[str, str]):
    cell = f'<table:table-cell table:formula="{formula}" office:value-type="float" office:value="1"/>'
    book = read_book(
        ods(f'<table:table table:name="表"><table:table-row>{cell}</table:table-row></table:table>'), "表.ods"
    )
    found = {f.code: f.message for f in book.remarks}
    assert found.keys() == expected.keys()
    assert all(words in found[code] for code, words in expected.items())


def test_xml2003__tells_what_its_formulas_refer_to():
    (finding,) = looks.formula_remarks(["='[县汇总.xls]表'!R1C1", "=R[-1]C[2]"], "表.xls")
    assert (finding.code, "（县汇总.xls）" in finding.message) == ("file.links", True)
