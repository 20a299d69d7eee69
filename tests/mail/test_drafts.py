"""Messages as written: what mail programs, old ones too, make of their parts, names and HTML."""

from __future__ import annotations

import email
import re
from datetime import datetime
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.policy import default
from html.parser import HTMLParser

import pytest

from reportgen.edges.mail.drafts import Block, Draft, Enclosure
from reportgen.edges.mail.message import read_mail
from tests.filing.small import at

NAMES = [
    "表.xlsx", "退回_县商务粮食局10月报表.xlsx", "县发改局2025年10月重点项目清单和资金支付情况表（最终版）—𠮷\"引号'.xlsx", "a.xlsx", "说明.docx", "x.bin",
]  # fmt: skip
BLOCKS = (Block("县住建局：\n截至今日"), Block("未报的表：", ("表一<script>", "表二"), ("“A”&B",)), Block("专班办公室"))
MOMENT: datetime = at("2025-11-06T18:00")


def draft(names: list[str] = NAMES, *, to: tuple[str, ...] = ("a@b.example",)) -> Draft:
    enclosed = tuple(Enclosure(name, name.encode() * 100) for name in names)
    return Draft("县住建局", "催报", "d", "关于催报《报表》的通知" * 9, BLOCKS, to, ("c@d.example",), enclosed)


def written(**how: bool) -> bytes:
    return draft().message(MOMENT, "wzz@office.example", "专班办公室，某县", **how)


def outline(part: Message) -> list[object]:
    inner = part.get_payload() if part.is_multipart() else []
    assert isinstance(inner, list)
    return [part.get_content_type(), *(outline(child) for child in inner if isinstance(child, Message))]


def test_structure__text_and_html_are_one_part_the_files_stand_beside_it():
    found = outline(email.message_from_bytes(written()))
    assert found[:2] == ["multipart/mixed", ["multipart/alternative", ["text/plain"], ["text/html"]]]
    assert len(found) == 2 + len(NAMES)


def test_lines__are_ascii_end_alike_and_none_is_too_long():
    message = written()
    assert message.isascii()
    assert message.count(b"\r\n") == message.count(b"\n") == message.count(b"\r")
    assert max(map(len, message.split(b"\r\n"))) <= 100


def test_fields__of_a_draft():
    message = email.message_from_bytes(written(unsent=True), policy=default)
    assert message["X-Unsent"] == "1"
    assert [message[field] for field in ("To", "Cc")] == ["a@b.example", "c@d.example"]
    assert message["From"].addresses[0].display_name == "专班办公室，某县"
    assert message["Subject"] == "关于催报《报表》的通知" * 9
    assert "X-Unsent" not in email.message_from_bytes(written())


def test_fields__nobody_to_write_to_yet_is_no_empty_field():
    fields = draft(to=()).message(MOMENT, unsent=True).partition(b"\r\n\r\n")[0]
    assert re.search(rb"(?m)^(To|From): *\r?$", fields) is None


def files(message: bytes) -> list[Message]:
    return list(email.message_from_bytes(message).get_payload())[1:]  # type: ignore[arg-type]


def test_names__by_rfc_2231_in_content_disposition():
    told = [email.message_from_bytes(written(), policy=default)]
    assert isinstance(told[0], EmailMessage)
    assert [part.get_filename() for part in told[0].iter_attachments()] == NAMES


@pytest.mark.parametrize("number", [n for n, name in enumerate(NAMES) if not name.isascii()])
def test_names__by_rfc_2047_in_content_type_for_older_programs(number: int):
    part = files(written())[number]
    words = str(part.get_param("name"))
    assert words.isascii()
    assert str(make_header(decode_header(re.sub(r"\r?\n", "", words)))) == NAMES[number]
    kind = part.get_content_type()
    assert re.fullmatch(r"application/[a-z.-]+", kind)


def test_names__read_as_we_read_what_others_send():
    mail = read_mail(written())
    assert [(a.name, a.content) for a in mail.attachments] == [(n, n.encode() * 100) for n in NAMES]
    assert (mail.sender, mail.subject) == ("wzz@office.example", "关于催报《报表》的通知" * 9)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [str(value) for name, value in attrs if name in ("src", "href", "background")]

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(data)


def test_html__says_what_the_text_says_and_fetches_nothing():
    found = _Words()
    found.feed(draft().html())
    said = re.sub(r"(?m)^(\d+\. |  · )|\s", "", draft().text())
    assert "".join(found.words[1:]).replace("\n", "") == said  # the first is the title
    assert found.links == []
    assert "script" not in found.tags
    assert found.tags.index("td") < found.tags.index("p")  # the style stands on a table's cell


def test_html__the_first_line_is_not_lost_without_a_body():
    """Mail in a browser takes only what is inside the body."""
    inner = draft().html().partition("<body>")[2]
    assert inner.startswith("<table")
    assert "font-size" in inner.partition("县住建局")[0]
