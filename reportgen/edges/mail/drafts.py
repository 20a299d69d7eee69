"""A message to be sent: text and HTML of the same content, attachments, the same bytes for the same content."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.charset import BASE64, Charset
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from reportgen.edges.mail.headers import one_line

_TYPES = {
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
}

_UTF8 = Charset("utf-8")
_UTF8.header_encoding = BASE64
_AS_WRITTEN = SMTP.clone(refold_source="none")
"""The library's own folding would turn a long Content-Type into encoded words."""
_STYLE = "font-family:'Microsoft YaHei','PingFang SC','Noto Sans CJK SC',sans-serif;font-size:11pt;line-height:1.7;color:#222222"


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file to be attached."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a message: a paragraph, or a heading with numbered items and remarks below it."""

    text: str
    items: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it will be sent. ``kind`` is its tone (催报…), ``digest`` names the state it speaks of."""

    unit: str
    kind: str
    digest: str
    subject: str
    blocks: tuple[Block, ...]
    to: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()

    def text(self) -> str:
        """The content as plain text."""
        parts: list[str] = []
        for block in self.blocks:
            lines = [f"{number}. {item}" for number, item in enumerate(block.items, start=1)]
            parts.append("\n".join([block.text, *lines, *(f"  · {remark}" for remark in block.remarks)]))
        return "\n\n".join(parts) + "\n"

    def html(self) -> str:
        """The content as HTML: nothing in it is fetched, every text is escaped.

        The style stands on a table's cell: mail in a browser loses its body, Outlook and LibreOffice lay out only so.
        """
        body = "".join(_html(block) for block in self.blocks)
        return (
            '<!DOCTYPE html><html lang="zh-CN"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
            f"<title>{html.escape(one_line(self.subject))}</title></head><body>"
            f'<table role="presentation" width="100%" border="0" cellspacing="0" cellpadding="0"><tr><td style="{_STYLE}">'
            f"{body}</td></tr></table></body></html>\n"
        )

    def message_id(self, number: int = 1) -> str:
        """The name of the message, the same for the same state of the same unit; *number* tells repetitions."""
        seed = f"{self.unit}|{self.kind}|{self.digest}|{number}"
        return f"{hashlib.sha256(seed.encode()).hexdigest()[:32]}@reportgen.invalid"

    def message(
        self, moment: datetime, sender: str = "", sender_name: str = "", number: int = 1, *, unsent: bool = False
    ) -> bytes:
        """Return the message; *unsent* makes mail programs open it as a draft."""
        message = EmailMessage(policy=SMTP)
        if unsent:
            message["X-Unsent"] = "1"
        if sender:
            user, _, domain = sender.partition("@")
            message["From"] = Address(one_line(sender_name), user, domain)
        for field, addresses in (("To", self.to), ("Cc", self.copies)):
            if addresses:  # a field without an address is against the rules (RFC 5322, 3.6.3)
                message[field] = ", ".join(addresses)
        message["Subject"] = one_line(self.subject)
        message["Date"] = format_datetime(moment)
        message["Message-ID"] = f"<{self.message_id(number)}>"
        message.set_content(self.text(), charset="utf-8", cte="base64")
        message.add_alternative(self.html(), subtype="html", charset="utf-8", cte="base64")
        for item in self.enclosures:
            kind, subtype = _TYPES.get(item.name[item.name.rfind(".") :].lower(), ("application", "octet-stream"))
            name = one_line(item.name)
            message.add_attachment(item.content, maintype=kind, subtype=subtype, filename=name)
            if not name.isascii():
                _name_twice(message, f"{kind}/{subtype}", name)
        _fix_boundaries(message, f"{self.message_id(number)}")
        return message.as_bytes(policy=_AS_WRITTEN)


def _name_twice(message: EmailMessage, content_type: str, name: str) -> None:
    """Name the last attachment in Content-Type too, by RFC 2047: older programs do not read RFC 2231."""
    *_, part = message.iter_attachments()
    words = Header(name, _UTF8, maxlinelen=70).encode(linesep="\r\n")
    del part["Content-Type"]
    part.set_raw("Content-Type", f'{content_type};\r\n name="{words}"')


def _fix_boundaries(message: EmailMessage, seed: str) -> None:
    """Name the boundaries after the message: those of the library are random."""
    for number, part in enumerate(p for p in message.walk() if p.is_multipart()):
        part.set_boundary(f"=_{hashlib.sha256(f'{seed}|{number}'.encode()).hexdigest()[:24]}")


def _html(block: Block) -> str:
    if not block.items and not block.remarks:
        return "".join(f'<p style="margin:0 0 6px 0">{html.escape(line)}</p>' for line in block.text.split("\n"))
    text = html.escape(block.text).replace("\n", "<br>")
    items = "".join(f'<li style="margin:2px 0">{html.escape(item)}</li>' for item in block.items)
    remarks = "".join(f'<li style="margin:2px 0">{html.escape(remark)}</li>' for remark in block.remarks)
    listed = f'<ol style="margin:4px 0 10px 0">{items}</ol>' if items else ""
    listed += f'<ul style="margin:4px 0 10px 0;color:#444444">{remarks}</ul>' if remarks else ""
    return f'<p style="margin:14px 0 0 0;font-weight:bold">{text}</p>{listed}'


def state_digest(parts: Sequence[str]) -> str:
    """A name for a state of things: the same for the same *parts*."""
    return hashlib.sha256(
        "\n".join(re.sub(r"\s+", " ", part) for part in parts).encode("utf-8", "replace")
    ).hexdigest()[:16]
