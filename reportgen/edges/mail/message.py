"""One message taken apart: who sent it, when the office's server received it, and what is attached.

Only what may be a return is kept; everything else that was attached is named in a remark with the
reason. HTML is never rendered, nothing is fetched, no name from a message is ever a path.
"""

from __future__ import annotations

import binascii
import email
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any

from reportgen.edges.mail import headers, isolated
from reportgen.edges.mail.limits import MB, MailFault, MailLimits

LIMITS = MailLimits()
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TNEF = b"\x78\x9f\x3e\x22"
_MSG_MARK = "__substg1.0_".encode("utf-16-le")
_MESSAGE = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:From [^\n]{1,200}\n)?[A-Za-z][A-Za-z0-9-]{0,60}[ \t]*:")
_MAIL_FIELD = re.compile(
    rb"(?im)^(?:from|received|return-path|message-id|date|subject|to|mime-version|content-type)[ \t]*:"
)
_NET_DISK = re.compile(
    r"(?i)\b(?:pan\.baidu\.com|yun\.baidu\.com|cloud\.189\.cn|(?:www\.)?alipan\.com|aliyundrive\.com|pan\.quark\.cn|"
    r"weiyun\.com|kdocs\.cn|docs\.qq\.com|[\w.]*lanzou\w*\.com|115\.com/s|yun\.139\.com|caiyun\.139\.com|"
    r"wx\.mail\.qq\.com/ftn|mail\.qq\.com/cgi-bin/ftn|(?:mail|dashi|fs)\.163\.com/(?:large|dashi|filehub)\S*|\w+\.mail\.163\.com/large)"
)
_FORWARD = re.compile(
    r"(?:原始邮件|转发(?:的)?邮件|Original Message|Forwarded message|以下是转发)[^\n]*\n(?:[^\n]*\n){0,4}?[>\s*]*(?:发件人|寄件者|From)[\s*]*[:：]\s*([^\n]{1,200})",
    re.IGNORECASE,
)
_SIGNATURE_PICTURE = re.compile(
    r"(?i)\A(?:image\d{2,4}|outlook-[\w-]+|logo\w*|signature\w*|emz?\d*)?\.?(?:png|jpe?g|gif|bmp|emz|wmz)?\Z"
)
_SMALL_PICTURE = 20 * 1024
_ASIDE = {
    "application/pgp-signature": "数字签名", "application/pkcs7-signature": "数字签名", "application/x-pkcs7-signature": "数字签名",
    "application/pgp-keys": "公钥", "text/calendar": "日程", "text/vcard": "名片", "text/x-vcard": "名片",
    "message/delivery-status": "退信回执", "message/disposition-notification": "阅读回执", "message/feedback-report": "投诉报告",
    "message/partial": "被拆成几封的邮件的一段，请对方整封重发", "message/external-body": "只有链接，附件不在邮件里",
    "text/rfc822-headers": "退信附的信头", "application/pgp-encrypted": "加密标记",
}  # fmt: skip
"""What is no return whatever it holds, and why."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attached file. ``trail`` names the messages and archives it lay in, outermost first."""

    name: str
    content: bytes
    trail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as taken in. ``received_at`` is None where no server and no clock tells it."""

    message_id: str
    subject: str
    sender: str  # the address, lower case
    sender_name: str
    received_at: datetime | None
    by_sender: bool  # whether ``received_at`` is only the sender's clock
    checks: tuple[tuple[str, str], ...]  # spf, dkim, dmarc as the office's own server found them
    attachments: tuple[Attachment, ...]
    remarks: tuple[str, ...]  # what was left aside, and why

    @property
    def standing(self) -> str:
        """What the office's own server says of the sender: 已验证, 未通过（…）, "" where it says nothing."""
        results = dict(self.checks)
        if results.get("dmarc") == "pass" or (not results.get("dmarc") and results.get("dkim") == "pass"):
            return "已验证"
        bad = [f"{method}={result}" for method, result in self.checks if result in ("fail", "softfail", "permerror")]
        return f"未通过（{'、'.join(bad)}）" if bad else ""


def is_message(data: bytes, name: str) -> bool:
    """Whether *data* is a message of any kind that `read_mail` takes: by content, the name only hints."""
    if data.startswith(_TNEF) or is_outlook(data):
        return True
    if name.lower().endswith((".eml", ".mht", ".mhtml")):
        return True
    start = data[:8192]
    return _MESSAGE.match(start) is not None and len({m.lower() for m in _MAIL_FIELD.findall(start)}) >= 3


def is_outlook(data: bytes) -> bool:
    """Whether *data* is an Outlook message: its container is that of .xls too, its directory tells them apart."""
    return data.startswith(_OLE) and _MSG_MARK in data


def read_mail(data: bytes, server: str = "", limits: MailLimits = LIMITS, arrived: datetime | None = None) -> Mail:
    """Return the message in *data*: RFC 5322, .msg or winmail.dat; `MailFault` says why it is not taken in.

    *server* is the office's own mail server, whose check of the sender alone counts; *arrived* is the
    mailbox's time for messages without a Received field.
    """
    if len(data) > limits.message_bytes:
        raise MailFault(f"邮件超过 {limits.message_bytes // MB} MB，没有读取。请对方分开发送。")
    walk = _Walk(limits)
    try:
        if data.startswith(_TNEF):
            walk.tnef(data, ())
            return Mail("", "", "", "", arrived, False, (), tuple(walk.attachments), tuple(walk.remarks))
        if is_outlook(data):
            return _outlook(data, walk, server, arrived)
        return _plain(data, walk, server, arrived)
    except RecursionError as error:
        raise MailFault("邮件层层嵌套过深，没有读取。请对方把报表直接作为附件重发。") from error


def _plain(data: bytes, walk: _Walk, server: str, arrived: datetime | None) -> Mail:
    message = _parse(data, walk.limits)
    fields = _fields(message, walk.limits)
    walk.part(message, (), 0)
    return _mail(fields, walk, server, arrived)


def _parse(data: bytes, limits: MailLimits) -> Message:
    """Return *data* parsed as raw parts; raises `MailFault` before a message of endless parts is built."""
    data = re.sub(rb"\AFrom [^\n]*\n", b"", data.removeprefix(b"\xef\xbb\xbf"))
    boundaries = data.count(b"\nContent-Type:") + data.count(b"\ncontent-type:")
    if boundaries > limits.parts * 2:
        raise MailFault(f"邮件的段落超过 {limits.parts} 个，没有读取。请对方把报表直接作为附件重发。")
    return email.message_from_bytes(data)


def _fields(message: Message, limits: MailLimits) -> tuple[tuple[str, str], ...]:
    """The raw fields; one that is longer than any mail program writes is cut."""
    return tuple((key, str(value)[: limits.header_bytes]) for key, value in message.raw_items())


def _mail(fields: Sequence[tuple[str, str]], walk: _Walk, server: str, arrived: datetime | None) -> Mail:
    sender, name = headers.address_of(headers.first(fields, "from") or headers.first(fields, "sender"))
    by_server = _received(headers.every(fields, "received")) or arrived
    by_sender = _date(headers.first(fields, "date")) if by_server is None else None
    checks = headers.authentication(headers.every(fields, "authentication-results"), server)
    return Mail(
        headers.one_line(headers.first(fields, "message-id")).strip("<> ")[:250],
        headers.decode_field(headers.first(fields, "subject")),
        sender,
        name,
        by_server or by_sender,
        by_server is None,
        tuple(sorted(checks.items())),
        tuple(walk.attachments),
        tuple(dict.fromkeys(walk.remarks)),
    )


def _received(fields: Sequence[str]) -> datetime | None:
    """When the receiving server took the message: the topmost Received field, behind its last ``;``."""
    return _date(headers.one_line(fields[0]).rpartition(";")[2]) if fields else None


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(headers.one_line(text))
        if moment.tzinfo is None:  # “-0000”: the zone is not told
            moment = moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC) if 1990 < moment.year < 2200 else None
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def _outlook(data: bytes, walk: _Walk, server: str, arrived: datetime | None) -> Mail:
    told, parts = isolated.take_apart("msg", data, walk.limits)
    fields = list(email.message_from_string(told["headers"]).raw_items())
    fields = [(key, str(value)[: walk.limits.header_bytes]) for key, value in fields]
    walk.outlook(told, parts, ())
    own = {
        "from": f"{told['sender']} <{told['address']}>" if told["address"] else told["sender"],
        "subject": told["subject"],
        "message-id": told["message_id"],
    }
    fields += [(key, value) for key, value in own.items() if value and not headers.first(fields, key)]
    delivered = datetime.fromisoformat(told["received"]) if told["received"] else None
    return _mail(fields, walk, server, arrived or (delivered.astimezone(UTC) if delivered else None))


@dataclass
class _Walk:
    """The way through the parts of one message, within its limits."""

    limits: MailLimits
    attachments: list[Attachment] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    parts: int = 0

    def part(self, part: Message, trail: tuple[str, ...], depth: int) -> None:
        self.parts += 1
        if self.parts > self.limits.parts:
            raise MailFault(f"邮件的段落超过 {self.limits.parts} 个，没有读取。请对方把报表直接作为附件重发。")
        if depth > self.limits.depth:
            raise MailFault(f"邮件嵌套超过 {self.limits.depth} 层，没有读取。请对方把报表直接作为附件重发。")
        kind = part.get_content_type()
        if kind == "multipart/encrypted":
            self.remarks.append("邮件加了密，附件读不出来，请对方不加密重发")
            return
        if kind == "message/rfc822" or (part.is_multipart() and not kind.startswith("multipart/")):
            self.message(part, trail, depth)
        elif part.is_multipart():
            for child in _children(part):
                if isinstance(child, Message):
                    self.part(child, trail, depth + 1)
        else:
            self.leaf(part, kind, trail, depth)

    def message(self, part: Message, trail: tuple[str, ...], depth: int) -> None:
        """A message within the message: forwarded as an attachment, or a bounce."""
        if (why := _ASIDE.get(part.get_content_type())) is not None:
            self.remarks.append(f"附件里的{why}没有收")
            return
        for inner in _children(part):
            if isinstance(inner, Message):
                subject = headers.decode_field(headers.first(_fields(inner, self.limits), "subject")) or "转发的邮件"
                self.forwarded(inner)
                self.part(inner, (*trail, subject), depth + 1)

    def forwarded(self, inner: Message) -> None:
        sender, name = headers.address_of(headers.first(_fields(inner, self.limits), "from"))
        if sender or name:
            self.remarks.append(f"转发的邮件，原发件人{name or sender}{f'（{sender}）' if name and sender else ''}")

    def leaf(self, part: Message, kind: str, trail: tuple[str, ...], depth: int) -> None:
        fields = _fields(part, self.limits)
        disposition = headers.first(fields, "content-disposition")
        name = headers.file_name(
            disposition, headers.first(fields, "content-type"), headers.first(fields, "content-description")
        )
        attached = disposition.strip().lower().startswith("attachment")
        if kind.startswith("text/") and not name and not attached and kind not in _ASIDE:
            self.text(_content(part), headers.parameters(headers.first(fields, "content-type")).get("charset", ""))
            return
        content = _content(part)
        self.file(name, content, kind, trail, depth, inline=not attached and bool(headers.first(fields, "content-id")))

    def text(self, content: bytes, label: str) -> None:
        """The words of the message: read for links to net disks and for whom a forwarded mail came from."""
        words = headers.decode_bytes(content[: 2 * MB], label)
        if (found := _NET_DISK.search(words)) is not None:
            self.remarks.append(
                f"正文里有网盘或超大附件的链接（{found[0]}），文件不在邮件里，没有收到，请对方作为附件重发"
            )
        plain = re.sub(r"<br\s*/?>|</(?:p|div|tr)>", "\n", words)
        if (told := _FORWARD.search(re.sub(r"<[^@<>]*>|&nbsp;", "", plain))) is not None:
            self.remarks.append(f"正文转发了别人的邮件，原发件人{headers.one_line(told[1])[:80]}")

    def file(
        self, name: str, content: bytes, kind: str, trail: tuple[str, ...], depth: int, *, inline: bool = False
    ) -> None:
        shown = name or "（无文件名）"
        if content.startswith(_TNEF):
            self.tnef(content, trail)
        elif kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
            self.remarks.append("邮件加了密或整封签名（S/MIME），附件读不出来，请对方以普通邮件重发")
        elif (why := _ASIDE.get(kind)) is not None:
            self.remarks.append(f"“{shown}”没有收：{why}")
        elif kind.startswith("image/") and (inline or len(content) < _SMALL_PICTURE or _SIGNATURE_PICTURE.match(name)):
            self.remarks.append(f"“{shown}”没有收：正文或签名里的图片")
        elif kind in ("text/plain", "text/html") and (not name or re.match(r"(?i)att\d+\.(txt|html?)$", name)):
            self.text(content, "")
        elif not content:
            self.remarks.append(f"附件“{shown}”是空的，没有收，请对方重发")
        elif len(content) > self.limits.attachment_bytes:
            self.remarks.append(f"附件“{shown}”超过 {self.limits.attachment_bytes // MB} MB，没有收，请对方分开发送")
        elif (
            is_outlook(content)
            or kind == "message/rfc822"
            or (name.lower().endswith(".eml") and is_message(content, name))
        ):
            self.nested(content, shown, trail, depth)
        else:
            self.keep(Attachment(_base(name) or _default_name(kind), content, trail))

    def keep(self, attachment: Attachment) -> None:
        if len(self.attachments) >= self.limits.attachments:
            self.remarks.append(f"附件超过 {self.limits.attachments} 个，其余没有收，请对方分开发送")
            return
        self.attachments.append(attachment)

    def nested(self, content: bytes, name: str, trail: tuple[str, ...], depth: int) -> None:
        """A message attached as a file: .eml, .msg. One that cannot be read is named, the rest goes on."""
        if depth >= self.limits.depth:
            raise MailFault(f"邮件嵌套超过 {self.limits.depth} 层，没有读取。请对方把报表直接作为附件重发。")
        try:
            if is_outlook(content):
                told, parts = isolated.take_apart("msg", content, self.limits)
                self.outlook(told, parts, (*trail, name))
            else:
                inner = _parse(content, self.limits)
                self.forwarded(inner)
                self.part(inner, (*trail, name), depth + 1)
        except MailFault as fault:
            self.remarks.append(f"附件里的邮件“{name}”没有读：{fault}")

    def outlook(self, told: dict[str, Any], parts: Sequence[tuple[str, bytes]], trail: tuple[str, ...]) -> None:
        self.text(str(told.get("body", "")).encode("utf-8", "replace"), "utf-8")
        for inner in told.get("inner", ()):
            if inner["sender"]:
                self.remarks.append(f"转发的邮件，原发件人{headers.one_line(inner['sender'])[:80]}")
            self.text(str(inner["body"]).encode("utf-8", "replace"), "utf-8")
        trails = told.get("trails") or [()] * len(parts)
        for (name, content), inner_trail in zip(parts, trails, strict=True):
            kind = "image/png" if _is_picture(name) else "application/octet-stream"
            own = (*trail, *map(headers.one_line, inner_trail))
            self.file(headers.one_line(name), content, kind, own, len(own))
        self.remarks += [
            f"“{headers.one_line(name) or '（无文件名）'}”没有收：嵌在 Outlook 邮件里的链接或别的程序的对象，请打开后另存再收"
            for name in told.get("linked", ())
        ]

    def tnef(self, content: bytes, trail: tuple[str, ...]) -> None:
        try:
            told, parts = isolated.take_apart("tnef", content, self.limits)
        except MailFault as fault:
            if not trail and not self.parts:  # the file itself is one
                raise
            self.remarks.append(str(fault))
            return
        self.outlook(told, parts, (*trail, "winmail.dat"))


def _base(name: str) -> str:
    """The last part of a name: no sender says in which folder a file goes."""
    return name.replace("\\", "/").rpartition("/")[2].strip()


def _children(part: Message) -> list[object]:
    """The parts of a part; a leaf's content is never asked for here: its label may be any bytes."""
    payload = part.get_payload() if part.is_multipart() else []
    return list(payload) if isinstance(payload, list) else []


def _is_picture(name: str) -> bool:
    return name.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emz", ".wmz"))


def _default_name(kind: str) -> str:
    return {"application/pdf": "附件.pdf", "application/zip": "附件.zip"}.get(
        kind, "附件.xlsx" if "sheet" in kind or "excel" in kind else "附件.dat"
    )


def _content(part: Message) -> bytes:
    """The bytes of a part as far as they can be decoded; damaged base64 or quoted text raises nothing."""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, binascii.Error, LookupError):
        content = None
    return content if isinstance(content, bytes) else b""


def split_box(data: bytes) -> Iterator[bytes]:
    """Yield the messages of an mbox file: a ``From `` line begins one where fields follow it."""
    starts = [m.start() for m in re.finditer(rb"(?:\A|(?<=\n))From [^\n]*\n(?=[A-Za-z][A-Za-z0-9-]*:|>?From )", data)]
    starts = starts or [0]
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        yield re.sub(rb"(?m)^>(>*From )", rb"\1", data[start:end])


def is_box(data: bytes) -> bool:
    """Whether *data* is an mbox of several messages."""
    return data.startswith(b"From ") and _MESSAGE.match(data[:1024]) is not None
