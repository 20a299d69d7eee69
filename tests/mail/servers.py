"""Real mail servers on the loopback for tests: Dovecot for reading, aiosmtpd for sending, one certificate for both."""

from __future__ import annotations

import contextlib
import grp
import itertools
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from reportgen.edges.mail.imap import folder_name

_numbers = itertools.count()  # of messages delivered
PASSWORD = "geheim-9f3"  # of every user of these servers
DOVECOT = shutil.which("dovecot") or "/usr/sbin/dovecot"
needs_dovecot = pytest.mark.skipif(not Path(DOVECOT).exists(), reason="Dovecot is not installed (.ci/run installs it)")

_CONFIG = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
disable_plaintext_auth = no
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{root}/mail/%u
namespace inbox {{
  inbox = yes
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/home/%u
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service stats {{
  chroot =
}}
"""


def folder(name: str) -> str:
    """The name of a folder of a Maildir."""
    return folder_name(name)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_certificate(root: Path) -> tuple[Path, Path]:
    """Return a new certificate for the loopback and its key."""
    cert, key = root / "cert.pem", root / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", str(key), "-out", str(cert), "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run(command, check=True, capture_output=True)
    return cert, key


@dataclass
class Imap:
    """A running Dovecot; every user's mail lies in a Maildir below ``root``."""

    root: Path
    port: int
    plain: int
    cert: Path
    key: Path

    def url(self, user: str, folder: str = "INBOX") -> str:
        return f"imaps://{user}@localhost:{self.port}/{folder}"

    def deliver(self, user: str, message: bytes, folder: str = "", moment: datetime | None = None) -> None:
        """Put *message* into a mailbox as its server would: with a Received field and the time."""
        moment = moment or datetime.now(UTC)
        received = f"Received: from unit.example by mx.office.example with ESMTP; {format_datetime(moment)}\r\n"
        box = self.root / "mail" / user / (f".{folder}" if folder else "")
        for name in ("new", "cur", "tmp"):
            if not (box / name).is_dir():
                (box / name).mkdir(parents=True, exist_ok=True)
                _give(self.root / "mail", box / name)
        path = box / "tmp" / f"{int(moment.timestamp())}.{next(_numbers):06}_{time.time_ns()}.localhost"
        path.write_bytes(received.encode() + message)
        _give(path, path)
        os.utime(path, (moment.timestamp(), moment.timestamp()))
        path.rename(box / "new" / path.name)

    def messages(self, user: str) -> list[bytes]:
        box = self.root / "mail" / user
        return [p.read_bytes() for name in ("new", "cur") for p in sorted((box / name).glob("*"))]


def _owner() -> pwd.struct_passwd:
    """Whose the mail is: Dovecot serves none of root's."""
    return pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam("nobody")


def _give(root: Path, path: Path) -> None:
    """Give *path* and the folders above it, up to *root*, to the owner of the mail."""
    if os.getuid() == 0:
        owner = _owner()
        while path != root.parent:
            os.chown(path, owner.pw_uid, owner.pw_gid)
            path = path.parent


@contextlib.contextmanager
def dovecot(root: Path) -> Iterator[Imap]:
    """Start Dovecot with a configuration of its own below *root*, as the user who runs the tests."""
    root.mkdir(parents=True, exist_ok=True)
    for name in ("run", "state", "home", "mail"):
        (root / name).mkdir(exist_ok=True)
    cert, key = make_certificate(root)
    for name in ("home", "mail"):
        _give(root / name, root / name)
    who = _owner()
    group = grp.getgrgid(who.pw_gid).gr_name
    plain, port = free_port(), free_port()
    config = root / "dovecot.conf"
    config.write_text(
        _CONFIG.format(
            root=root, cert=cert, key=key, user=who.pw_name, group=group, uid=who.pw_uid, gid=who.pw_gid,
            password=PASSWORD, port=port, plain=plain,
        )
    )  # fmt: skip
    server = subprocess.Popen([DOVECOT, "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait(port, server, root / "log")
        yield Imap(root, port, plain, cert, key)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(10)
        if server.stderr:
            server.stderr.close()


def _wait(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(100):
        if server.poll() is not None:
            raise RuntimeError(
                (server.stderr.read() if server.stderr else b"").decode() + (log.read_text() if log.exists() else "")
            )
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"no answer on {port}: {log.read_text() if log.exists() else ''}")


@dataclass
class Smtp:
    """A running SMTP server. ``taken`` are the messages that it took: (recipients, message)."""

    port: int
    taken: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)
    busy: int = 0  # so many messages are put off (451) before one is taken
    refuse: frozenset[str] = frozenset()  # recipients that do not exist
    imap: Imap | None = None  # where mail to its users goes

    @property
    def url(self) -> str:
        return f"smtps://wzz@localhost:{self.port}"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address in self.refuse:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.busy:
            self.busy -= 1
            return "451 later"
        self.taken.append((tuple(envelope.rcpt_tos), envelope.content))
        if self.imap is not None:
            for address in envelope.rcpt_tos:
                self.imap.deliver(address.partition("@")[0], envelope.content)
        return "250 OK"


@contextlib.contextmanager
def smtp(imap: Imap, deliver: bool = True) -> Iterator[Smtp]:
    """Start an SMTP server over TLS that asks for a password and delivers into the mailboxes of *imap*."""
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(imap.cert, imap.key)
    handler = Smtp(free_port(), imap=imap if deliver else None)

    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == PASSWORD.encode())

    controller = Controller(
        handler, "127.0.0.1", handler.port, ssl_context=context, authenticator=authenticate, auth_required=True,
        auth_require_tls=False, data_size_limit=200_000_000,
    )  # fmt: skip
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()
