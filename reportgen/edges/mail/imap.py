"""Mailboxes over IMAP, read as they are: nothing is deleted, moved or marked unless asked.

The standard library's client is enough: what a library would add that is needed here (IDLE, names of
folders in Chinese) is a few lines, and a bare install can read a mailbox.
"""

from __future__ import annotations

import base64
import imaplib
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any, Self

from reportgen.edges.mail.limits import MB
from reportgen.edges.mail.message import LIMITS
from reportgen.edges.mail.place import Place, tls
from reportgen.model.errors import InputError

TIMEOUT = 60
_BATCH_MESSAGES, _BATCH_BYTES = 50, 8 * MB
_SIZES = 500  # messages whose sizes are asked for at once
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FAULTS = (imaplib.IMAP4.error, OSError, EOFError, ValueError)
_UID, _SIZE = re.compile(rb"UID (\d+)"), re.compile(rb"RFC822\.SIZE (\d+)")
imaplib.Commands.setdefault("ID", ("AUTH", "SELECTED"))


class MailboxError(InputError):
    """A mailbox that cannot be reached, entered or read."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message as the server keeps it; ``data`` is None where it is larger than what is read."""

    uid: int
    arrived: datetime | None  # when the server received it
    data: bytes | None


class Mailbox:
    """A folder on a server, as a context. ``validity`` (UIDVALIDITY) and a uid name a message for good."""

    def __init__(self, place: Place, password: str, *, change: bool = False) -> None:
        self.place = place
        self._client = _connect(place)
        self._entered = self._idle = False
        try:
            self._enter(password)
            self.validity = self._select(not change)
        except _FAULTS as error:
            entered = self._entered
            self.close()
            what = f"打不开文件夹“{place.folder}”，请核对名称" if entered else "用户名或密码不对，或没有开通客户端收信"
            raise MailboxError(f"邮箱 {place.shown} {what}。") from _plain(error)

    def _enter(self, password: str) -> None:
        self._client.login(_quoted(self.place.user), password)
        self._entered = True
        if "ID" in self._client.capabilities:  # 163 and QQ let no client in that does not say who it is
            with suppress(imaplib.IMAP4.error):
                self._client._simple_command("ID", '("name" "reportgen" "version" "1")')

    def _select(self, readonly: bool) -> int:
        kind, _ = self._client.select(_quoted(folder_name(self.place.folder)), readonly)
        if kind != "OK":
            raise imaplib.IMAP4.error("select")
        _, told = self._client.response("UIDVALIDITY")
        return int(told[0] or 0) if told and told[0] else 0

    def uids(self, since: date | None = None, above: int = 0) -> list[int]:
        """The messages that the server received on *since* or later, oldest first, of uids beyond *above* only."""
        criterion = f"SINCE {since.day}-{_MONTHS[since.month - 1]}-{since.year}" if since else "ALL"
        found = (int(uid) for uid in self._uid("SEARCH", f"UID {above + 1}:* {criterion}")[0].split())
        return sorted(uid for uid in found if uid > above)  # “n:*” names the last message even where n is beyond it

    def holds(self, message_id: str) -> bool:
        """Whether a message with this Message-ID lies here."""
        return bool(self._uid("SEARCH", "HEADER", "Message-ID", _quoted(message_id))[0].split())

    def fetch(self, uids: Sequence[int]) -> Iterator[Fetched]:
        """Yield the messages in order; those that are gone meanwhile are left out."""
        for start in range(0, len(uids), _SIZES):
            some = uids[start : start + _SIZES]
            sizes = dict(self._sizes(some))
            batch: list[int] = []
            weight = 0
            for uid in some:
                size = sizes.get(uid)
                if size is None:
                    continue
                if size > LIMITS.message_bytes:
                    yield from self._bodies(batch)
                    yield Fetched(uid, None, None)
                    batch, weight = [], 0
                    continue
                if batch and (weight + size > _BATCH_BYTES or len(batch) >= _BATCH_MESSAGES):
                    yield from self._bodies(batch)
                    batch, weight = [], 0
                batch.append(uid)
                weight += size
            yield from self._bodies(batch)

    def _sizes(self, uids: Sequence[int]) -> Iterator[tuple[int, int]]:
        for line in self._uid("FETCH", _numbers(uids), "(UID RFC822.SIZE)"):
            text = line if isinstance(line, bytes) else line[0]
            uid, size = _UID.search(text), _SIZE.search(text)
            if uid and size:
                yield int(uid[1]), int(size[1])

    def _bodies(self, uids: Sequence[int]) -> Iterator[Fetched]:
        if not uids:
            return
        found: dict[int, Fetched] = {}
        answer = self._uid("FETCH", _numbers(uids), "(UID INTERNALDATE BODY.PEEK[])")
        for number, item in enumerate(answer):
            if isinstance(item, tuple):
                after = answer[number + 1] if number + 1 < len(answer) else b""
                told = item[0] + b" " + (after if isinstance(after, bytes) else b"")
                if (uid := _UID.search(told)) is not None:
                    found[int(uid[1])] = Fetched(int(uid[1]), _arrival(told), item[1])
        yield from (found[uid] for uid in uids if uid in found)

    def mark_seen(self, uids: Sequence[int]) -> None:
        if uids:
            self._uid("STORE", _numbers(uids), "+FLAGS.SILENT", r"(\Seen)")

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Move messages to *folder* of the same server."""
        if not uids:
            return
        target = _quoted(folder_name(folder))
        if "MOVE" in self._client.capabilities:
            self._uid("MOVE", _numbers(uids), target)
            return
        self._uid("COPY", _numbers(uids), target)
        self._uid("STORE", _numbers(uids), "+FLAGS.SILENT", r"(\Deleted)")
        self._uid("EXPUNGE", _numbers(uids)) if "UIDPLUS" in self._client.capabilities else self._client.expunge()

    def _uid(self, command: str, *words: str) -> list[Any]:
        try:
            kind, answer = self._client.uid(command, *words)
        except _FAULTS as error:
            raise MailboxError(f"邮箱 {self.place.shown} 的连接断了，已收下的都在，请再运行一次。") from _plain(error)
        if kind != "OK":
            raise MailboxError(f"邮箱 {self.place.shown} 不让做这一步（{command}）。请核对文件夹名称和权限。")
        return [item for item in answer if item is not None] or [b""]

    def wait(self, seconds: float) -> None:
        """Wait till something new comes (IDLE), at most *seconds*; the mailbox is of no use afterwards."""
        if "IDLE" not in self._client.capabilities:
            time.sleep(seconds)
            return
        until = time.monotonic() + seconds
        with suppress(*_FAULTS):
            self._idle = True
            self._client.send(b"RGIDLE IDLE\r\n")
            while (left := until - time.monotonic()) > 0:
                self._client.sock.settimeout(left)
                line = self._client.readline()
                if not line or b"EXISTS" in line or b"RECENT" in line:
                    return

    def close(self) -> None:
        with suppress(*_FAULTS):
            if not self._idle:
                self._client.logout()
        with suppress(*_FAULTS):
            self._client.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _connect(place: Place) -> imaplib.IMAP4:
    """Return a connection that is encrypted and whose certificate holds; in the clear only to this machine."""
    try:
        if place.encrypted:
            return imaplib.IMAP4_SSL(place.host, place.port, ssl_context=tls(), timeout=TIMEOUT)
        client = imaplib.IMAP4(place.host, place.port, timeout=TIMEOUT)
        if "STARTTLS" in client.capabilities and not place.local:
            client.starttls(tls())
        elif not place.local:
            client.shutdown()
            raise MailboxError(f"邮箱 {place.shown} 不支持加密连接，没有登录。请改用 imaps://。")
        return client
    except _FAULTS as error:
        if isinstance(error, MailboxError):
            raise
        raise MailboxError(f"连不上邮箱 {place.shown}（{why_not(error)}）。请核对服务器名、端口和网络。") from _plain(
            error
        )


def why_not(error: BaseException) -> str:
    """Why no connection came about, in words for staff."""
    import ssl

    if isinstance(error, ssl.SSLCertVerificationError):
        return "服务器的证书不可信"
    if isinstance(error, ssl.SSLError):
        return "加密连接没有建立"
    if isinstance(error, TimeoutError):
        return "没有回应"
    return "连接被拒绝" if isinstance(error, ConnectionRefusedError) else "网络或服务器名有误"


def _plain(error: BaseException) -> BaseException:
    """The error without what the server or the library quoted: a login command may be in it."""
    return type(error)("…") if isinstance(error, imaplib.IMAP4.error) else error


def _numbers(uids: Sequence[int]) -> str:
    return ",".join(map(str, uids))


def _arrival(told: bytes) -> datetime | None:
    moment = imaplib.Internaldate2tuple(told)
    return datetime.fromtimestamp(time.mktime(moment), UTC) if moment else None


def _quoted(text: str) -> str:
    return '"' + re.sub(r"[\r\n\x00]", "", text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def folder_name(text: str) -> str:
    """Return the name of a folder as IMAP writes it: 已发送 is ``&XfJT0ZAB-`` (RFC 3501, 5.1.3)."""

    def coded(match: re.Match[str]) -> str:
        letters = base64.b64encode(match[0].encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
        return f"&{letters.decode()}-"

    return re.sub(r"[^\x20-\x7e]+", coded, text.replace("&", "&-"))
