"""Packages are known by their content and opened whole, or refused with the limit or fault named."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from io import BytesIO

import py7zr
import pytest

from reportgen.edges import unpack
from reportgen.edges.books import Unreadable
from reportgen.edges.unpack import Limits
from tests.edges.parts import xlsx, zipped

FILES = {"夹/表.xlsx": b"one", "二.xls": bytes(range(256)) * 20, "空.txt": b""}


def tarred(files: dict[str, bytes], encoding: str = "utf-8") -> bytes:
    out = BytesIO()
    with tarfile.open(fileobj=out, mode="w", encoding=encoding, format=tarfile.GNU_FORMAT) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, BytesIO(content))
    return out.getvalue()


def seven_zipped(files: dict[str, bytes], password: str | None = None) -> bytes:
    out = BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password) as archive:
        for name, content in files.items():
            archive.writestr(content, name)
    return out.getvalue()


def rarred(files: dict[str, bytes]) -> bytes:
    """A RAR 4 archive of stored files."""

    def block(kind: int, flags: int, body: bytes, content: bytes = b"") -> bytes:
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + content

    out = b"Rar!\x1a\x07\x00" + block(0x73, 0, bytes(6))
    for name, content in files.items():
        told = name.replace("/", "\\").encode("gb18030")
        sizes = struct.pack(
            "<IIBIIBBHI", len(content), len(content), 2, zlib.crc32(content), 0, 20, 0x30, len(told), 32
        )
        out += block(0x74, 0x8000, sizes + told, content)
    return out + block(0x7B, 0x4000, b"")


PACKED = {
    "zip": zipped(FILES),
    "7z": seven_zipped(FILES),
    "rar": rarred(FILES),
    "tar": tarred(FILES),
    "tar, names in GBK": tarred(FILES, "gb18030"),
    "tar.gz": gzip.compress(tarred(FILES), mtime=0),
    "tar.bz2": bz2.compress(tarred(FILES)),
    "tar.xz": lzma.compress(tarred(FILES)),
}


def opened(content: bytes, name: str = "附件", limits: Limits | None = None) -> dict[str, bytes]:
    return {m.place: m.content for m in unpack.unpack(name, content, limits or Limits())}


def refused(content: bytes, name: str = "附件", limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as raised:
        list(unpack.unpack(name, content, limits or Limits()))
    (finding,) = raised.value.findings
    assert finding.code == "file.archive"
    return finding.message


@pytest.mark.parametrize("kind", PACKED)
def test_unpack__files_of_every_kind_whatever_it_is_named(kind: str):
    assert opened(PACKED[kind], "表.xlsx") == FILES


@pytest.mark.parametrize(
    ("compress", "kind"), [(gzip.compress, "gz"), (bz2.compress, "bz2"), (lzma.compress, "xz")], ids=["gz", "bz2", "xz"]
)
def test_unpack__one_compressed_file(compress, kind: str):
    assert list(opened(compress(b"a,b\n1,2"), f"表.csv.{kind}").values()) == [b"a,b\n1,2"]


def test_unpack__gzip_keeps_the_name_of_its_file():
    out = BytesIO()
    with gzip.GzipFile("/桌面/report.csv", "wb", fileobj=out, mtime=0) as stream:
        stream.write(b"x")
    assert opened(out.getvalue()) == {"report.csv": b"x"}


@pytest.mark.parametrize(
    "content",
    [xlsx(""), b"%PDF-1.7", b"plain text", b"", zipped({"mimetype": b"x"})],
    ids=["xlsx", "pdf", "text", "empty", "ods"],
)
def test_unpack__what_is_no_package_yields_nothing(content: bytes):
    assert not unpack.is_package("a.xlsx", content)
    assert opened(content) == {}


def test_unpack__packages_in_packages():
    inside = seven_zipped({"表.xlsx": b"deep"})
    middle = gzip.compress(tarred({"中.7z": inside, "旁.xlsx": b"beside"}), mtime=0)
    assert opened(zipped({"外/内.tgz": middle})) == {
        "外/内.tgz/中.7z/表.xlsx": b"deep",
        "外/内.tgz/旁.xlsx": b"beside",
    }


def test_unpack__a_package_inside_that_stays_shut_does_not_spoil_the_others():
    locked = seven_zipped({"密.xlsx": b"x"}, "123")
    members = list(unpack.unpack("a", zipped({"密.7z": locked, "表.xlsx": b"y", "坏.zip": b"PK\x03\x04 cut"})))
    faults = {m.place: str(m.fault) for m in members if m.fault}
    assert set(faults) == {"密.7z", "坏.zip"}
    assert "密码" in faults["密.7z"]
    assert "损坏" in faults["坏.zip"]
    assert [m.place for m in members if not m.fault] == ["表.xlsx"]


def test_unpack__an_empty_package_inside_is_told():
    (member,) = unpack.unpack("a", zipped({"空.zip": zipped({})}))
    assert member.fault is not None
    assert member.fault.findings[0].code == "file.archive_empty"


def test_unpack__a_damaged_file_in_a_zip_has_its_fault_the_others_are_read():
    data = bytearray(zipped({"一.xlsx": b"one" * 1000, "二.xlsx": bytes(range(256)) * 50, "三.xlsx": b"3"}))
    start = data.index("二.xlsx".encode()) + 60
    data[start : start + 20] = b"\xff" * 20
    members = list(unpack.unpack("a", bytes(data)))
    assert [(m.place, bool(m.fault)) for m in members] == [("一.xlsx", False), ("二.xlsx", True), ("三.xlsx", False)]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unpack__every_compression_of_zip_may_be_damaged(method: int):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("表.xlsx", bytes(range(256)) * 400)
    whole = out.getvalue()
    start, end = 40, whole.index(b"PK\x01\x02")
    for at in range(start, end, max(1, (end - start) // 40)):
        (member,) = unpack.unpack("a.zip", whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        assert member.fault is None or member.content == b""


def test_unpack__names_never_lead_out_and_never_meet():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("../../外.xlsx", b"1")
        archive.writestr("C:\\桌面\\里.xlsx", b"2")
        archive.writestr("外.xlsx", b"3")
        archive.writestr("外.xlsx", b"4")
    assert opened(out.getvalue()) == {
        "外.xlsx": b"1", "C:/桌面/里.xlsx": b"2", "外（2）.xlsx": b"3", "外（3）.xlsx": b"4",
    }  # fmt: skip


# ---------------------------------------------------------------- faults and limits


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 cut off", "损坏"),
        (PACKED["7z"][:60], "损坏"),
        (PACKED["tar"][:700], "损坏"),
        (PACKED["tar"][:1536], "损坏"),
        (PACKED["tar.gz"][:80], "损坏"),
        (PACKED["tar.xz"][:80], "损坏"),
        (b"\x1f\x8b\x08 nothing", "损坏"),
        (seven_zipped(FILES, "123"), "密码"),
    ],
    ids=["zip", "7z", "tar", "tar at a border", "tar.gz", "tar.xz", "gz", "7z with a password"],
)
def test_unpack__says_why_a_package_stays_shut(content: bytes, words: str):
    assert words in refused(content, "包.zip")


def test_unpack__a_zip_with_a_password():
    data = bytearray(zipped({"表.xlsx": b"x"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    assert "密码" in refused(bytes(data))


@pytest.mark.parametrize("kind", PACKED)
def test_limits__number_of_files(kind: str):
    assert "2 个" in refused(PACKED[kind], limits=Limits(members=2))


@pytest.mark.parametrize("kind", PACKED)
def test_limits__inflated_bytes(kind: str):
    assert "1 KB" in refused(PACKED[kind], limits=Limits(inflated_bytes=1024))


@pytest.mark.parametrize(
    "pack", [lambda d: zipped({"a": d}), lambda d: gzip.compress(d, mtime=0), lzma.compress], ids=["zip", "gz", "xz"]
)
def test_limits__ratio_stops_a_bomb_before_it_is_inflated(pack):
    assert "压缩比" in refused(pack(bytes(30 << 20)))


def test_limits__count_over_the_packages_inside_too():
    inside = zipped({f"{n}.xlsx": b"x" for n in range(6)})
    assert "10 个" in refused(zipped({"一.zip": inside, "二.zip": inside}), limits=Limits(members=10))


def test_limits__depth():
    content = b"deep"
    for level in range(4):
        content = zipped({f"{level}.zip" if level else "表.xlsx": content})
    (member,) = unpack.unpack("a", content, Limits(depth=3))
    assert member.place == "3.zip/2.zip/1.zip"
    assert "3 层" in str(member.fault)
    assert list(opened(content)) == ["3.zip/2.zip/1.zip/表.xlsx"]


def test_limits__of_the_process_for_7z_and_rar():
    assert "内存或时间" in refused(PACKED["7z"], limits=Limits(worker_seconds=0))


def test_missing_library__is_said(monkeypatch: pytest.MonkeyPatch):
    from reportgen.edges.unpack import child

    def without(*_: object) -> str:
        raise ImportError

    monkeypatch.setitem(child._READERS, "7z", without)
    answers = BytesIO()
    child.serve("7z", PACKED["7z"], answers)
    assert answers.getvalue() == b"missing\n"
