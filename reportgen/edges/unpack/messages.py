"""Messages (.eml, .mbox, .msg, winmail.dat) as packages: their attachments are the files in them."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.edges.files import safe_name
from reportgen.edges.unpack.budget import Inner, Meter, shut

_NAME = "邮件"


def could_be_message(name: str, head: bytes) -> bool:
    """Whether a file may be a message, by its name and its beginning."""
    from reportgen.edges.mail.message import is_message

    return head.startswith(b"\xd0\xcf\x11\xe0") or is_message(head, name)


def is_message(name: str, content: bytes) -> bool:
    from reportgen.edges.mail import message

    return message.is_message(content, name)


def members(content: bytes, meter: Meter) -> Iterator[Inner]:
    """Yield the attachments that may be returns, with the message's time and sender, and what was left aside."""
    from reportgen.edges.mail.limits import MailFault
    from reportgen.edges.mail.message import is_box, read_mail, split_box

    for data in split_box(content) if is_box(content) else (content,):
        try:
            mail = read_mail(data)
        except MailFault as fault:
            raise shut(_NAME, fault.message.partition("。")[0]) from fault
        if mail.remarks:
            about = f"邮件“{mail.subject[:60]}”（{mail.sender or '发件人不明'}）"
            said = f"{about}：{'；'.join(mail.remarks)}"
            yield Inner("", b"", None, mail.received_at, mail.sender, said)
        for item in mail.attachments:
            meter.member()
            meter.spend(len(item.content))
            name = "/".join(safe_name(part) for part in (*item.trail, item.name))
            yield Inner(name, item.content, None, mail.received_at, mail.sender)
