"""How much of a message is read, and what is said of one that holds more."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.model.errors import ReportgenError

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class MailLimits:
    """Bounds of one message; each is far above what an office's mail has."""

    message_bytes: int = 100 * MB
    attachment_bytes: int = 50 * MB
    attachments: int = 200
    parts: int = 1_000
    depth: int = 12  # messages in messages, multiparts in multiparts
    header_bytes: int = 64 * 1024  # one header field
    worker_bytes: int = 384 * MB  # memory of the process that takes .msg and winmail.dat apart
    worker_seconds: int = 20


class MailFault(ReportgenError):
    """A message that is not taken in; says why, in Chinese. It stops that message only, never a run."""
