"""The process that takes one .msg or winmail.dat apart: ``python -m reportgen.edges.mail.worker KIND BYTES``.

Reads the file from standard input and answers with one line of JSON, then the contents of the
attachments in order. Crafted files make the libraries loop or ask for gigabytes: the caller holds this
process to a memory limit (BYTES) and a time limit.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, BinaryIO

from reportgen.edges.books.xls_worker import limit_memory

_DELIVERED = 0x0E06  # PidTagMessageDeliveryTime
_TRANSPORT = 0x007D  # PidTagTransportMessageHeaders
_MESSAGE_ID = 0x1035  # PidTagInternetMessageId
_SHORT_NAME = 0x3704  # PidTagAttachFilename
_SENDER_SMTP = 0x5D01  # PidTagSenderSmtpAddress
_EMBEDDED = "__substg1.0_3701000D"  # PidTagAttachDataObject
_DEPTH = 12  # messages in messages

Parts = list[tuple[str, bytes]]


def take_apart(kind: str, data: bytes) -> tuple[dict[str, Any], Parts]:
    """Return what *data* says of itself and its attachments (name, content); any exception means damage."""
    return _KINDS[kind](data)


def _msg(data: bytes) -> tuple[dict[str, Any], Parts]:
    from oxmsg import Message

    message = Message.load(data)
    text = message.properties.str_prop_value
    delivered = message.properties.date_prop_value(_DELIVERED)
    told = {
        "headers": text(_TRANSPORT) or "",
        "subject": message.subject,
        "sender": message.sender or "",
        "address": text(_SENDER_SMTP) or "",
        "message_id": text(_MESSAGE_ID) or "",
        "received": delivered.isoformat() if isinstance(delivered, datetime) else "",
        "body": message.body or "",
        "trails": [],
        "inner": [],
        "linked": [],
    }
    parts: Parts = []
    _gather(message, (), told, parts)
    return told, parts


def _gather(message: Any, trail: tuple[str, ...], told: dict[str, Any], parts: Parts) -> None:
    """Add the files of *message* and of the messages in it: to *parts*, and to *told* in which message each lay."""
    for item in message.attachments:
        name = item.file_name or item.properties.str_prop_value(_SHORT_NAME) or ""
        if item.file_bytes is not None:
            parts.append((name, item.file_bytes))
            told["trails"].append(trail)
        elif (inner := _embedded(item)) is not None and len(trail) < _DEPTH:
            told["inner"].append({"sender": inner.sender or "", "body": inner.body or ""})
            _gather(inner, (*trail, inner.subject or name), told, parts)
        else:  # a link, or an object of another program
            told["linked"].append(name)


def _embedded(item: Any) -> Any:
    """The message that is embedded as the attachment *item*, None where it is none."""
    from oxmsg import Message
    from oxmsg.properties import Properties

    storage = next((s for s in item._storage.storages if s.name == _EMBEDDED), None)
    if storage is None or all(s.name != "__properties_version1.0" for s in storage.streams):
        return None
    message = Message(storage)
    message.__dict__["_properties"] = Properties(storage, properties_header_offset=24)  # 32 only in the outermost
    return message


def _tnef(data: bytes) -> tuple[dict[str, Any], Parts]:
    from tnefparse import TNEF

    logging.disable(logging.CRITICAL)
    opened = TNEF(data, do_checksum=False)
    parts = [(_tnef_name(item), bytes(item.data)) for item in opened.attachments if item.data]
    return {"body": _tnef_body(opened)}, parts


def _tnef_name(item: Any) -> str:
    try:
        name = item.long_filename()
    except Exception:  # noqa: BLE001 - the library decodes names in ways that fail in many ways
        name = item.name
    return str(name) if isinstance(name, str) else bytes(name or b"").decode("gb18030", "replace")


def _tnef_body(opened: Any) -> str:
    body = getattr(opened, "body", None)
    return body if isinstance(body, str) else bytes(body or b"").decode("gb18030", "replace")


_KINDS: dict[str, Callable[[bytes], tuple[dict[str, Any], Parts]]] = {"msg": _msg, "tnef": _tnef}


def answer(kind: str, data: bytes, out: BinaryIO) -> None:
    """Write the answer about *data*: ``{"fault": …}`` where it cannot be taken apart."""
    try:
        told, parts = take_apart(kind, data)
    except MemoryError:
        raise
    except ImportError:
        told, parts = {"fault": "library"}, []
    except Exception:  # noqa: BLE001 - a broken file makes these libraries fail in any way
        told, parts = {"fault": "damaged"}, []
    told["parts"] = [(name, len(content)) for name, content in parts]
    out.write(json.dumps(told).encode() + b"\n")
    for _, content in parts:
        out.write(content)


def read_answer(stream: bytes) -> tuple[dict[str, Any], Parts]:
    """Return what `answer` wrote; `ValueError` if it is not whole."""
    head, _, rest = stream.partition(b"\n")
    told = json.loads(head)
    parts = list(_cut(told.pop("parts"), io.BytesIO(rest)))
    return told, parts


def _cut(sizes: list[tuple[str, int]], rest: BinaryIO) -> Iterator[tuple[str, bytes]]:
    for name, size in sizes:
        content = rest.read(size)
        if len(content) != size:
            raise ValueError("cut short")
        yield name, content


if __name__ == "__main__":
    limit_memory(int(sys.argv[2]))
    answer(sys.argv[1], sys.stdin.buffer.read(), sys.stdout.buffer)
