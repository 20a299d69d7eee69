"""Header fields in every encoding that clients write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.edges.mail import headers
from reportgen.edges.mail.message import read_mail
from tests.mail.letters import NAMES, letter

LONG = "县发改局2025年10月重点项目清单和资金支付情况表（最终版）.xlsx"


def test_names__thirteen_ways():
    assert len(NAMES) == 13


@pytest.mark.parametrize("way", NAMES)
@pytest.mark.parametrize("name", [LONG, "表.xlsx", "临港产投10月.xlsx", "湘阴县“四上”企业培育库——㛃.xls"])
def test_file_name__every_way_that_clients_write_it(way: str, name: str):
    mail = read_mail(letter([(name, b"x")], way=way))
    assert [a.name for a in mail.attachments] == [name]


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ('attachment; filename="a;b.xlsx"', "a;b.xlsx"),
        ('attachment; filename="a.xlsx', "a.xlsx"),
        ("attachment; filename=a b.xlsx", "a b.xlsx"),
        ('attachment; filename="100%25.xlsx"', "100%25.xlsx"),
        ('attachment; filename="a\\"b.xlsx"', 'a"b.xlsx'),
        ("attachment; filename*0=a; filename*1=b.xlsx", "ab.xlsx"),
        ("attachment; filename*=''%E8%A1%A8.xlsx", "表.xlsx"),
        ("attachment; filename*=nonsense'x'%E8%A1%A8.xlsx", "表.xlsx"),
        ('attachment; filename="=?utf-8?B?6KGo?=.xlsx"', "表.xlsx"),
        ('attachment; filename="x\r\nBcc: a@b.xlsx"', "x Bcc: a@b.xlsx"),
        ('attachment; filename="\u202exslx.表"', "xslx.表"),
        ("attachment", ""),
        ("", ""),
    ],
)
def test_file_name__odd_fields(field: str, name: str):
    assert headers.file_name(field, "") == name


@pytest.mark.parametrize(
    ("data", "label", "text"),
    [
        ("联通".encode("gb18030"), "", "联通"),
        ("pièce".encode(), "", "pièce"),
        ("pièce".encode("latin-1"), "iso-8859-1", "pièce"),
        ("报表".encode("gb18030"), "utf-8", "报表"),
        ("报表".encode(), "gb2312", "报表"),
        ("報表".encode("big5"), "big5", "報表"),
        ("🎉表".encode(), "utf-8", "🎉表"),
        ("золото".encode(), "utf-8", "золото"),
        ("名称".encode("utf-7"), "utf-7", "名称"),
        (b"\xff\xfe\xff", "no-such", "\xff\xfe\xff"),
    ],
)
def test_decode_bytes__label_or_looks(data: bytes, label: str, text: str):
    if label == "no-such":
        assert headers.decode_bytes(data, label)
    else:
        assert headers.decode_bytes(data, label) == text


@pytest.mark.parametrize(
    ("field", "address", "name"),
    [
        ('"县发改局" <FGJ@x.gov.cn>', "fgj@x.gov.cn", "县发改局"),
        ("=?utf-8?B?5Y+R5pS55bGA?= <fgj@x.gov.cn>", "fgj@x.gov.cn", "发改局"),
        ("fgj@x.gov.cn", "fgj@x.gov.cn", ""),
        ('"wzz@office.cn" <evil@x.cn>', "evil@x.cn", "wzz@office.cn"),
        ("a@b.cn\r\nBcc: c@d.cn", "a@b.cn", ""),
        ("nobody", "", "nobody"),
    ],
)
def test_address_of__the_address_in_brackets_counts(field: str, address: str, name: str):
    found = headers.address_of(field)
    assert found[0] == address
    assert name in ("", found[1])


def test_authentication__only_the_own_server_counts():
    fields = ["mx.evil.cn; dmarc=pass", "mx.office.cn 1; spf=fail (x) smtp.mailfrom=a; dkim=none; dkim=pass"]
    assert headers.authentication(fields, "mx.office.cn") == {"spf": "fail", "dkim": "pass"}
    assert headers.authentication(fields, "mx.other.cn") == {}
    assert headers.authentication(fields, "") == {}


@given(st.binary(max_size=200))
def test_decode__any_bytes_give_one_line(data: bytes):
    text = headers.decode_field(data.decode("utf-8", "surrogateescape"))
    assert "\n" not in text
    assert "\r" not in text
    headers.parameters("attachment; filename*0*=x''" + data.decode("utf-8", "surrogateescape"))
