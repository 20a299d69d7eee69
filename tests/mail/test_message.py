"""Messages taken apart: what is kept, what is left aside and said so, and that nothing hostile gets through."""

from __future__ import annotations

import csv
import random
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reportgen.edges.mail.limits import MailFault, MailLimits
from reportgen.edges.mail.message import is_box, is_message, read_mail, split_box
from tests.edges.parts import zipped
from tests.mail import outlook
from tests.mail.letters import forwarded, letter

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "mail"
XLSX = zipped({"xl/workbook.xml": b"<x/>"})
SENT = datetime(2025, 11, 3, 1, 0, tzinfo=UTC)


def received(message: bytes, *stamps: str) -> bytes:
    fields = "".join(f"Received: from a by mx.office.cn with ESMTP;\r\n {stamp}\r\n" for stamp in stamps)
    return fields.encode() + message


def test_time__the_receiving_servers_not_the_senders_clock():
    message = letter([("表.xlsx", XLSX)], moment=SENT)
    mail = read_mail(received(message, "Tue, 4 Nov 2025 09:30:00 +0800", "Mon, 3 Nov 2025 08:00:00 +0800"))
    assert (mail.received_at, mail.by_sender) == (datetime(2025, 11, 4, 1, 30, tzinfo=UTC), False)
    alone = read_mail(message)
    assert (alone.received_at, alone.by_sender) == (SENT, True)
    boxed = read_mail(message, arrived=datetime(2025, 11, 5, tzinfo=UTC))
    assert (boxed.received_at, boxed.by_sender) == (datetime(2025, 11, 5, tzinfo=UTC), False)


@pytest.mark.parametrize("date", ["yesterday", "Mon, 99 Foo 2025", "", "Thu, 1 Jan 1900 00:00:00 +0000", "1" * 5000])
def test_time__dates_that_are_none(date: str):
    assert read_mail(f"Date: {date}\r\nSubject: x\r\n\r\n".encode()).received_at is None


def test_forwarded__attached_message_and_who_wrote_it():
    inner = letter([("原表.xlsx", XLSX)], sender="fgj@x.cn", subject="发改局10月报表")
    mail = read_mail(forwarded(inner, sender="wzz@x.cn"))
    (attachment,) = mail.attachments
    assert (attachment.name, attachment.trail) == ("原表.xlsx", ("发改局10月报表",))
    assert mail.sender == "wzz@x.cn"
    assert any("原发件人fgj@x.cn" in remark for remark in mail.remarks)


def test_forwarded__as_text_names_the_first_sender():
    text = "请查收\n\n------------------ 原始邮件 ------------------\n发件人: 张三 <zs@x.cn>\n发送时间: 2025年11月3日\n"
    mail = read_mail(letter([("表.xlsx", XLSX)], text=text))
    assert "正文转发了别人的邮件，原发件人张三 <zs@x.cn>" in mail.remarks


def test_forwarded__as_an_eml_file():
    inner = letter([("里.xlsx", XLSX)], sender="a@b.cn")
    mail = read_mail(letter([("转发.eml", inner)]))
    assert [(a.name, a.trail) for a in mail.attachments] == [("里.xlsx", ("转发.eml",))]


def test_outlook__files_sender_and_time():
    data = outlook.msg(
        [("湘阴县10月.xlsx", XLSX * 40), ("小.xlsx", b"x")], subject="报表", sender="A@b.cn", received=SENT
    )
    mail = read_mail(data)
    assert [(a.name, a.content) for a in mail.attachments] == [("湘阴县10月.xlsx", XLSX * 40), ("小.xlsx", b"x")]
    assert (mail.sender, mail.subject, mail.received_at) == ("a@b.cn", "报表", SENT)
    assert mail.remarks == ()


def test_outlook__messages_within_messages():
    deepest = outlook.letter([("里.xlsx", XLSX)], subject="发改局报表", sender="first@b.cn", text="pan.baidu.com/s/1")
    middle = outlook.letter([], subject="转：报表", inside=[deepest])
    mail = read_mail(outlook.msg([("外.xlsx", b"x")], inside=[middle], sender="wzz@b.cn"))
    assert [(a.name, a.trail) for a in mail.attachments] == [("外.xlsx", ()), ("里.xlsx", ("转：报表", "发改局报表"))]
    assert any("原发件人<first@b.cn>" in remark for remark in mail.remarks)
    assert any("网盘" in remark for remark in mail.remarks)


def test_outlook__messages_within_messages_without_end():
    inner = outlook.letter([("里.xlsx", XLSX)])
    for _ in range(20):
        inner = outlook.letter([], inside=[inner])
    mail = read_mail(outlook.msg([], inside=[inner]))
    assert mail.attachments == ()
    assert any("请打开后另存再收" in remark for remark in mail.remarks)


@pytest.mark.parametrize(
    "link",
    [
        "https://pan.baidu.com/s/1abc 提取码 1234",
        "链接：http://wx.mail.qq.com/ftn/download?func=3",
        "https://www.alipan.com/s/xx",
        "https://mail.163.com/large-attachment-download/index.html?p=X",
    ],
)
def test_net_disk__not_attached_and_said_so(link: str):
    (remark,) = read_mail(letter([], text=f"报表太大，见 {link}")).remarks
    assert "文件不在邮件里" in remark


def test_pictures__of_signatures_are_left_aside_and_named():
    mail = read_mail(letter([("image001.png", b"\x89PNG" * 9), ("表.xlsx", XLSX)], kind="image/png"))
    assert "“image001.png”没有收：正文或签名里的图片" in mail.remarks


def test_photo__of_a_return_is_kept_so_that_the_merge_speaks_of_it():
    mail = read_mail(letter([("报表拍照.jpg", b"\xff\xd8" + bytes(60_000))], kind="image/jpeg"))
    assert [a.name for a in mail.attachments] == ["报表拍照.jpg"]


def test_damaged_attachment__raises_nothing():
    whole = letter([("表.xlsx", XLSX)])
    for cut in range(0, len(whole), 37):
        read_mail(whole[:cut])


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\nContent-Type: text/x\r\n\r\n\r\n" * 2_500,
            "段落超过",
        ),
        (letter([("x.bin", b"x")]) + b"x" * 2_000_000, "超过"),
    ],
)
def test_limits__too_much_is_refused_in_words(message: bytes, words: str):
    with pytest.raises(MailFault, match=words):
        read_mail(message, limits=MailLimits(message_bytes=1_000_000))


def test_limits__messages_in_messages():
    message = letter([("表.xlsx", XLSX)])
    for _ in range(40):
        message = forwarded(message)
    with pytest.raises(MailFault, match="嵌套"):
        read_mail(message)


def test_limits__attachments_by_number_and_size():
    limits = MailLimits(attachments=3, attachment_bytes=1000)
    mail = read_mail(letter([(f"{n}.xlsx", b"x") for n in range(5)] + [("大.xlsx", bytes(2000))]), limits=limits)
    assert len(mail.attachments) == 3
    assert any("附件超过 3 个" in r for r in mail.remarks)
    assert any("大.xlsx" in r and "没有收" in r for r in mail.remarks)


def test_header__endless_fields_are_cut():
    mail = read_mail(b"Subject: " + b"=?utf-8?B?6KGo?= " * 60_000 + b"\r\n\r\n")
    assert len(mail.subject) < 70_000


def test_subject_and_sender__no_line_breaks():
    mail = read_mail(b"Subject: =?utf-8?B?YQ0KQmNjOiB4QHkuY24=?=\r\nFrom: =?utf-8?B?Cgo=?= <a@b.cn>\r\n\r\n")
    assert mail.subject == "a Bcc: x@y.cn"
    assert mail.sender == "a@b.cn"


def test_sender__forged_and_proved():
    head = b"Authentication-Results: mx.office.cn; spf=fail; dmarc=fail\r\n"
    assert read_mail(head + letter([]), "mx.office.cn").standing == "未通过（dmarc=fail、spf=fail）"
    assert read_mail(head.replace(b"fail", b"pass") + letter([]), "mx.office.cn").standing == "已验证"
    assert read_mail(head + letter([]), "mx.other.cn").standing == ""


def test_box__every_message():
    message = letter([("表.xlsx", XLSX)]).replace(b"\r\n", b"\n")
    box = b"From a@b Mon Nov  3 09:00:00 2025\n" + message + b"\nFrom a@b Mon Nov  3 09:00:00 2025\n" + message
    assert is_box(box)
    assert [len(read_mail(m).attachments) for m in split_box(box)] == [1, 1]


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (letter([]), "x", True),
        (b"a,b,c\n1,2,3\n", "x.csv", False),
        (b"Name: x\nvalue: y\n", "x.txt", False),
        (XLSX, "x.eml.xlsx", False),
        (b"", "x", False),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "x.xls", False),
    ],
)
def test_is_message__by_content(data: bytes, name: str, told: bool):
    assert is_message(data, name) is told


def corpus() -> list[Path]:
    return sorted(p for p in CORPUS.iterdir() if p.name != "MANIFEST.csv") if CORPUS.is_dir() else []


needs_corpus = pytest.mark.skipif(not corpus(), reason="the corpus of messages is not here")


@needs_corpus
def test_corpus__every_file_has_a_verdict_in_time():
    slow, verdicts = [], {}
    for path in corpus():
        data, start = path.read_bytes(), time.monotonic()
        for message in split_box(data) if is_box(data) else [data]:
            try:
                verdicts[path.name] = f"{len(read_mail(message).attachments)} kept"
            except MailFault as fault:
                assert "请" in fault.message
                verdicts[path.name] = "refused"
        if time.monotonic() - start > 60:  # the process that is held to 20 s, on a busy machine
            slow.append(path.name)
    with (CORPUS / "MANIFEST.csv").open(encoding="utf-8") as stream:
        assert {row["file"] for row in csv.DictReader(stream)} == set(verdicts)
    assert not slow
    assert sum(v == "refused" for v in verdicts.values()) <= 3


@needs_corpus
def test_corpus__mutants_raise_nothing_else():
    from tools.mail_mutants import try_mutants

    tried, refused = try_mutants(corpus(), 400, random.Random(7))
    assert tried == 400
    assert refused < tried


@pytest.mark.parametrize("encoding", [b"8bit", b"base64", b"quoted-printable", b"x-uuencode", b"\x00"])
def test_label__of_bytes_that_are_no_label(encoding: bytes):
    message = (
        b'Content-Type: text/plain; charset="ut\x00f"\r\nContent-Transfer-Encoding: '
        + encoding
        + b"\r\n\r\nh\xe4i pan.baidu.com/s/1"
    )
    assert read_mail(message).attachments == ()
    attached = message.replace(b"text/plain;", b'application/x; name="a.xlsx";')
    assert [a.name for a in read_mail(attached).attachments] in (["a.xlsx"], [])
