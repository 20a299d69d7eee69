"""Addresses of servers as users write them (imaps://…, smtps://…), and the passwords that are never in them."""

from __future__ import annotations

import getpass
import importlib
import ipaddress
import os
import ssl
import sys
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from reportgen.model.errors import InputError, RequestError

PASSWORD_VARIABLE = "REPORTGEN_MAIL_PASSWORD"
KEYRING_SERVICE = "reportgen"
_PORTS = {"imaps": 993, "imap": 143, "smtps": 465, "smtp": 587}


@dataclass(frozen=True, slots=True)
class Place:
    """A server, a user on it, and (for mailboxes) a folder."""

    scheme: str
    user: str
    host: str
    port: int
    folder: str = "INBOX"

    @property
    def shown(self) -> str:
        """The place as it may be printed: it holds no password."""
        folder = f"/{self.folder}" if self.scheme.startswith("imap") else ""
        return f"{self.scheme}://{self.user}@{self.host}{folder}"

    @property
    def encrypted(self) -> bool:
        return self.scheme in ("imaps", "smtps")

    @property
    def local(self) -> bool:
        """Whether the server is this machine: only there may mail travel in the clear."""
        try:
            return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def is_place(text: str) -> bool:
    """Whether a source is a mailbox and no path."""
    return text.lower().startswith(("imap://", "imaps://"))


def read_place(text: str, schemes: tuple[str, ...] = ("imap", "imaps")) -> Place:
    """Return the place that *text* names; `RequestError` in Chinese, without the text if it holds a password."""
    scheme = text.partition("://")[0].lower()
    example = f"{schemes[-1]}://用户名@服务器" + ("/文件夹" if "imap" in schemes[-1] else "")
    if scheme not in schemes or "://" not in text:
        raise RequestError(f"服务器地址应以 {'、'.join(f'{s}://' for s in schemes)} 开头，如 {example}。")
    rest = text.partition("://")[2]
    authority, _, folder = rest.partition("/")
    user, at, host = authority.rpartition("@")
    if ":" in user:
        raise RequestError(
            f"服务器地址里不要写密码。请写成 {example}，密码放进系统的密码库或环境变量 {PASSWORD_VARIABLE}，或运行时输入。"
        )
    try:
        parsed = urlsplit(f"//{host}")
        port = parsed.port
    except ValueError:
        parsed, port = urlsplit("//"), None
    if not at or not user or not parsed.hostname or any(c.isspace() for c in user + host):
        raise RequestError(f"服务器地址写法不对。请写成 {example}。")
    return Place(scheme, unquote(user), parsed.hostname, port or _PORTS[scheme], unquote(folder) or "INBOX")


_typed: dict[str, str] = {}
"""Passwords typed in this run, by user and host: watching a mailbox asks once, not at every look."""


def forget_password(place: Place) -> None:
    """Have the password asked for again: the one that was typed is wrong."""
    _typed.pop(f"{place.user}@{place.host}", None)


def password_for(place: Place) -> str:
    """Return the password: from the environment, the system's keyring, or typed; `InputError` if there is none."""
    if told := os.environ.get(PASSWORD_VARIABLE):
        return told
    if kept := _from_keyring(place):
        return kept
    if sys.stdin is not None and sys.stdin.isatty():
        who = f"{place.user}@{place.host}"
        if who not in _typed:
            _typed[who] = getpass.getpass(f"{who} 的密码（输入时不显示）：")
        return _typed[who]
    raise InputError(
        f"没有 {place.user}@{place.host} 的密码。请存入系统的密码库（服务名 {KEYRING_SERVICE}），"
        f"或设环境变量 {PASSWORD_VARIABLE} 后重试。密码不要写在命令里。"
    )


def _from_keyring(place: Place) -> str:
    """What the system's keyring holds; "" where there is none or it is not installed."""
    try:
        keyring = importlib.import_module("keyring")
        errors = importlib.import_module("keyring.errors")
    except ImportError:
        return ""
    try:
        return keyring.get_password(KEYRING_SERVICE, f"{place.user}@{place.host}") or ""
    except (errors.KeyringError, RuntimeError, OSError):
        return ""


def tls() -> ssl.SSLContext:
    """The one way to make a connection safe: certificates and names are checked."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
