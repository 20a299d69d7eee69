"""A file is what its content says, and what is no workbook is refused with what to send instead."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path

import docx
import pytest

from reportgen.edges.books import Limits, Unreadable, open_book, read_book
from tests.edges.parts import ods, xls, xls_text, xlsx, zipped

ROW = '<row r="1"><c r="A1" t="str"><v>甲</v></c></row>'


def refused(data: bytes, name: str = "inputs/2025-10/回.xlsx", limits: Limits | None = None) -> tuple[str, str]:
    """Return code and message of the one finding with which *data* is refused."""
    with pytest.raises(Unreadable) as raised:
        read_book(data, name, limits or Limits())
    (finding,) = raised.value.findings
    assert finding.file == name
    assert finding.severity == "error"
    assert finding.message.endswith("。")
    return finding.code, finding.message


def ole(*streams: str) -> bytes:
    """Return a compound file with empty streams of these names."""
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *([0xFFFFFFFF] * 126))
    directory = b""
    for index, (name, kind) in enumerate([("Root Entry", 5), *((s, 2) for s in streams)]):
        raw = name.encode("utf-16-le")
        right = index + 1 if 0 < index < len(streams) else 0xFFFFFFFF
        child = 1 if index == 0 else 0xFFFFFFFF
        entry = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, kind, 1)
        entry += struct.pack("<III", 0xFFFFFFFF, right, child) + bytes(36) + struct.pack("<IQ", 0xFFFFFFFE, 0)
        directory += entry
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += (
        struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * 432
    )
    return header + fat + directory.ljust(512, b"\0")


def word() -> bytes:
    out = BytesIO()
    docx.Document().save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "file.empty", "空文件不是" and "长度为 0"),
        (b"%PDF-1.7\n...", "paper_alone", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "paper_alone", "图片"),
        (b"\xff\xd8\xff\xe0", "paper_alone", "图片"),
        (b"Rar!\x1a\x07\x01\x00", "file.archive", "rar"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "file.archive", "7z"),
        (zipped({"县发改局.xlsx": b"..."}), "file.archive", "zip"),
        (zipped({}), "file.damaged", "压缩结构"),
        (word(), "paper_alone", "Word"),
        (ole("EncryptedPackage", "EncryptionInfo"), "file.encrypted", "打开密码"),
        (ole("WordDocument"), "paper_alone", "Word"),
        (ole("PowerPoint Document"), "paper_alone", "演示"),
        (ole("Other"), "file.other_kind", "复合文档"),
        (b"<html><p>1</p></html>", "file.no_sheet", "工作表"),
        (b"<?xml version='1.0'?><a/>", "file.other_kind", "XML"),
        (b"TABLE\r\n0,1\r\n", "file.plain_table", "DIF"),
        (b"ID;PWXL;N;E\n", "file.plain_table", "SYLK"),
        (bytes(range(256)), "file.other_kind", "无法识别"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 10, "file.damaged", "复合文档"),
        (b"PK\x03\x04 cut off", "file.damaged", "压缩结构"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "paper_alone", "OpenDocument"),
        (
            ods(
                "",
                extra={
                    "META-INF/manifest.xml": "<x><file-entry full-path='content.xml'><encryption-data/></file-entry></x>"
                },
            ),
            "file.encrypted",
            "打开密码",
        ),
    ],
)
def test_read_book__refuses_what_is_no_workbook(data: bytes, code: str, words: str):
    found, message = refused(data)
    assert found == code
    assert words in message


@pytest.mark.parametrize("name", ["回.xls", "回.et", "回.pdf", "回"])
def test_read_book__takes_the_type_from_the_content(name: str):
    assert read_book(xlsx(ROW), name).container == "xlsx"


def test_read_book__says_et_of_an_old_workbook_of_that_name():
    data = xls(xls_text(1, 1, "甲"))
    assert read_book(data, "回.et").container == "et"
    assert read_book(data, "回.xlsx").container == "xls"


def test_open_book__says_why_a_file_cannot_be_opened(tmp_path: Path):
    with pytest.raises(Unreadable) as raised:
        open_book(tmp_path / "没有.xlsx", "没有.xlsx")
    assert raised.value.findings[0].code == "file.unopenable"


def test_open_book__reads_from_disk_under_the_given_name(tmp_path: Path):
    path = tmp_path / "a.bin"
    path.write_bytes(xlsx(ROW))
    book = open_book(path, "inputs/2025-10/甲.xlsx")
    assert book.path == "inputs/2025-10/甲.xlsx"
    assert book.sheets[0].text(1, 1) == "甲"


# ---------------------------------------------------------------- limits


def test_limits__of_the_file(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx(ROW))
    with pytest.raises(Unreadable, match="文件过大"):
        open_book(path, "a.xlsx", Limits(file_bytes=10))


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(members=3), "部件过多"),
        (Limits(inflated_bytes=100), "解压后内容过大"),
        (Limits(cells=2), "2 个"),
        (Limits(text_chars=3), "文字总量"),
        (Limits(part_bytes=300), "解压后过大"),
    ],
)
def test_limits__of_a_package_name_the_limit(limits: Limits, words: str):
    cells = "".join(f'<c r="{c}1" t="str"><v>甲乙</v></c>' for c in "ABC")
    data = xlsx(f'<row r="1">{cells}</row>', strings="<si><t>" + "长" * 300 + "</t></si>")
    code, message = refused(data, limits=limits)
    assert code == "file.too_large"
    assert words in message


def test_limits__of_the_ratio_stop_a_bomb_of_shared_strings():
    data = xlsx(ROW, strings="<si><t>" + "0" * (3 << 20) + "</t></si>")
    assert "压缩比" in refused(data)[1]


def test_limits__announced_members_are_refused_before_the_directory_is_read():
    data = bytearray(xlsx(ROW))
    at = data.rfind(b"PK\x05\x06")
    data[at + 10 : at + 12] = struct.pack("<H", 60_000)
    assert "部件过多" in refused(bytes(data))[1]
