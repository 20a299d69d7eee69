"""A command that is killed at its N-th step: ``python -m tests.mail.kill_child N ARGUMENTS…``; N = 0 counts the steps.

A step is a file put in place, a file written through to the disk, a request to a mailbox or a message
handed to a server; at odd N the process dies before it, at even N right after.
"""

from __future__ import annotations

import imaplib
import os
import signal
import smtplib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

STEPS: tuple[tuple[Any, str], ...] = (
    (os, "replace"),
    (os, "fsync"),
    (os, "utime"),
    (imaplib.IMAP4, "uid"),
    (smtplib.SMTP, "mail"),
    (smtplib.SMTP, "data"),
    (Path, "write_bytes"),
)


class Counter:
    def __init__(self, last: int) -> None:
        self.last, self.done = last, 0

    def wrap(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **kwargs: Any) -> Any:
            self.tick()
            result = call(*args, **kwargs)
            self.tick()
            return result

        return step

    def tick(self) -> None:
        self.done += 1
        if self.done == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> int:
    counter = Counter(int(sys.argv[1]))
    for owner, name in STEPS:
        setattr(owner, name, counter.wrap(getattr(owner, name)))
    from reportgen.cli import run

    status = run(sys.argv[2:])
    sys.stdout.write(f"steps {counter.done}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
