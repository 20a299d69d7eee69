"""Encrypted workbooks open with a password of the plan; macros and links to other files are noticed, nothing is run."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook

from reportgen.edges.books import Unreadable, passwords_of, read_book
from reportgen.model.plan import Setting
from tests.edges.parts import xlsx, zipped
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
