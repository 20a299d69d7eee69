"""An office with a mailbox and an address book, for tests that send."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from openpyxl import load_workbook

from reportgen.app.course import load_plan
from reportgen.edges.mail.address_book import write_blank
from reportgen.edges.workspace import SENT, Workspace
from tests.mail import servers

OFFICE, LEADER = "wzz@office.example", "leader@office.example"


@dataclass(frozen=True)
class Office:
    imap: servers.Imap
    smtp: servers.Smtp


@contextlib.contextmanager
def office() -> Iterator[Office]:
    """Start both servers."""
    root = Path(tempfile.mkdtemp(prefix="reportgen-mail-"))
    root.chmod(0o755)
    try:
        with servers.dovecot(root / "d") as imap, servers.smtp(imap) as smtp:
            yield Office(imap, smtp)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def introduce(workspace: Workspace, servers_: Office) -> Mapping[str, str]:
    """Fill in the address book; return unit → address."""
    plan = load_plan(workspace)
    path = write_blank(workspace, plan)
    book = load_workbook(path)
    people, settings = book.worksheets
    addresses = {}
    for number, row in enumerate(people.iter_rows(min_row=2), start=1):
        addresses[str(row[0].value)] = f"u{number:02}@unit.example"
        row[3].value = addresses[str(row[0].value)]
    told = {
        "发件地址": OFFICE, "发件名称": "专班办公室", "发信服务器": servers_.smtp.url, "收信邮箱": servers_.imap.url("wzz"), "抄送领导": LEADER,
    }  # fmt: skip
    for row in settings.iter_rows(min_row=2):
        row[1].value = told.get(str(row[0].value))
    book.save(path)
    return addresses


def letters_to(servers_: Office, address: str) -> list[EmailMessage]:
    """What the SMTP server took for *address*."""
    found = []
    for recipients, message in servers_.smtp.taken:
        if address in recipients:
            parsed = message_from_bytes(message, policy=default)
            assert isinstance(parsed, EmailMessage)
            found.append(parsed)
    return found


def ledger(workspace: Workspace, period: str) -> list[dict[str, str]]:
    """The lines of 发件登记.xlsx by heading."""
    sheet = load_workbook(workspace.inputs / period / SENT).worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), map(str, row), strict=True)) for row in rows]
