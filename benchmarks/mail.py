"""A mailbox of 10,000 messages with 3,000 attachments: ``python -m benchmarks.mail [MESSAGES] [ATTACHMENTS]``.

Needs Dovecot. Prints seconds and peak memory of collecting it all, and of collecting it again. Promised: the
second run takes at most 5 % of the first.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from reportgen.app.issue import issue
from reportgen.edges.mail.place import PASSWORD_VARIABLE
from tests import circle
from tests.mail import servers
from tests.mail.letters import NAMES, letter

PERIOD = "2027-04"


def variant(data: bytes, number: int) -> bytes:
    """Return the workbook *data* with a member that makes its content another."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("customXml/number.txt", str(number))
    return out.getvalue()


_WATCHED = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A small process in between: a child's peak memory begins with that of the process that started it."""


def collected(root: Path, url: str, cert: Path) -> tuple[float, float]:
    """Collect in a process of its own; return seconds and its peak memory in MiB."""
    environment = {**os.environ, "SSL_CERT_FILE": str(cert), PASSWORD_VARIABLE: servers.PASSWORD}
    command = [sys.executable, "-m", "reportgen", "collect", url, "--period", PERIOD, "--workspace", str(root)]
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED, *command], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    seconds = time.perf_counter() - start
    status, peak = map(int, done.stdout.split())
    if status:
        raise SystemExit(f"collect ended with {status}")
    return seconds, peak / 1024


def main() -> None:
    messages, attachments = (int(n) for n in (*sys.argv[1:], *("10000", "3000")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        workspace = circle.make_workspace(root / "w")
        blanks = [(workspace.root / name).read_bytes() for name in issue(workspace, PERIOD).files]
        with servers.dovecot(root / "d") as imap:
            for number in range(messages):
                files = []
                if number * attachments // messages != (number + 1) * attachments // messages:
                    files = [(f"报表{number}.xlsx", variant(blanks[number % len(blanks)], number))]
                way = list(NAMES)[number % len(NAMES)]
                message = letter(
                    files, way=way, sender=f"u{number % 40}@unit.example", message_id=f"{number}@unit.example"
                )
                imap.deliver("office", message, moment=datetime(2027, 5, 3, 9, number % 60, tzinfo=UTC))
            print(f"{messages} messages, {attachments} attachments")
            first = collected(workspace.root, imap.url("office"), imap.cert)
            second = collected(workspace.root, imap.url("office"), imap.cert)
        count = len(list((workspace.inputs / PERIOD).iterdir())) - 1
        print(f"first run   {first[0]:8.1f} s  {first[1]:6.0f} MiB  {count} files")
        print(f"second run  {second[0]:8.1f} s  {second[1]:6.0f} MiB  {second[0] / first[0]:.1%} of the first")


if __name__ == "__main__":
    main()
