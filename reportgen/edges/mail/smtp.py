"""Sending over SMTP: encrypted, one connection for all messages, tried again where the server asks for it."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from reportgen.edges.mail.imap import why_not
from reportgen.edges.mail.place import Place, forget_password, tls
from reportgen.model.errors import InputError

TIMEOUT = 60
WAITS = (2.0, 10.0, 30.0)
"""Seconds before each further try of a message that the server cannot take just now (4xx)."""


class PostError(InputError):
    """The server cannot be reached or does not let us in; nothing was sent by this attempt."""


class Refused(Exception):
    """The server did not take this message; says what it answered."""


class Unsure(Exception):
    """The connection broke while the message was under way: it may have been sent."""


class Post:
    """A connection to a server for sending, as a context; opened with the first message."""

    def __init__(
        self,
        place: Place,
        password: Callable[[], str],
        waits: Sequence[float] = WAITS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.place = place
        self._password, self._waits, self._sleep = password, waits, sleep
        self._client: smtplib.SMTP | None = None

    def send(self, message: bytes, sender: str, recipients: Sequence[str]) -> dict[str, str]:
        """Send to all *recipients*; return those whom the server refused, each with its answer.

        Raises `Refused` if the message was not taken at all, `Unsure` if that is not known.
        """
        for wait in (*self._waits, None):
            try:
                refused = self._ready().sendmail(sender, list(recipients), message)
                return {address: _answer(code, text) for address, (code, text) in refused.items()}
            except smtplib.SMTPRecipientsRefused as error:
                codes = [code for code, _ in error.recipients.values()]
                told = "；".join(f"{a} {_answer(c, t)}" for a, (c, t) in error.recipients.items())
                later = all(400 <= code < 500 for code in codes)
            except smtplib.SMTPResponseException as error:
                told, later = _answer(error.smtp_code, error.smtp_error), 400 <= error.smtp_code < 500
            except (smtplib.SMTPServerDisconnected, OSError) as error:
                self.close()
                raise Unsure from error
            if not later or wait is None:
                raise Refused(told)
            self._sleep(wait)
        raise AssertionError("the last wait is None")

    def _ready(self) -> smtplib.SMTP:
        if self._client is None:
            self._client = _connect(self.place, self._password)
        return self._client

    def close(self) -> None:
        if self._client is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._client.quit()
            self._client = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _connect(place: Place, password: Callable[[], str]) -> smtplib.SMTP:
    try:
        if place.encrypted:
            client: smtplib.SMTP = smtplib.SMTP_SSL(place.host, place.port, timeout=TIMEOUT, context=tls())
        else:
            client = smtplib.SMTP(place.host, place.port, timeout=TIMEOUT)
        try:
            _enter(client, place, password)
        except BaseException:
            client.close()
            raise
        return client
    except smtplib.SMTPAuthenticationError as error:
        forget_password(place)
        raise PostError(f"发信服务器 {place.shown} 不让登录：用户名或密码不对，或没有开通客户端发信。") from _plain(
            error
        )
    except (smtplib.SMTPException, OSError) as error:
        raise PostError(
            f"连不上发信服务器 {place.shown}（{why_not(error)}）。请核对服务器名、端口和网络。"
        ) from _plain(error)


def _enter(client: smtplib.SMTP, place: Place, password: Callable[[], str]) -> None:
    """Say who we are, over an encrypted connection; in the clear only on this machine."""
    client.ehlo()
    if not place.encrypted:
        if client.has_extn("starttls"):
            client.starttls(context=tls())
            client.ehlo()
        elif not place.local:
            raise PostError(f"发信服务器 {place.shown} 不支持加密连接，没有发。请改用 smtps://。")
    if client.has_extn("auth"):
        client.login(place.user, password())


def _plain(error: Exception) -> Exception:
    """The error without the server's words: they may quote what was sent to it."""
    return smtplib.SMTPException("…") if isinstance(error, smtplib.SMTPException) else error


def _answer(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())[:120]}"
