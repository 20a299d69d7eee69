"""Outlook's own formats (.msg, winmail.dat), taken apart in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from reportgen.edges.mail.limits import MB, MailFault, MailLimits
from reportgen.edges.mail.worker import Parts, read_answer

_WORDS = {"msg": "Outlook 邮件（.msg）", "tnef": "Outlook 附件包（winmail.dat）"}
_DO = "请在 Outlook 里打开，把附件另存出来再收，或请对方以普通附件重发。"


def take_apart(kind: str, data: bytes, limits: MailLimits) -> tuple[dict[str, Any], Parts]:
    """Return what a file of *kind* (msg, tnef) says and its attachments; `MailFault` where that cannot be."""
    if len(data) > limits.message_bytes:
        raise MailFault(f"{_WORDS[kind]}超过 {limits.message_bytes // MB} MB，没有打开。{_DO}")
    command = [sys.executable, "-m", "reportgen.edges.mail.worker", kind, str(limits.worker_bytes)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=limits.worker_seconds, check=False)
        told, parts = read_answer(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:  # held to its limits, or gone
        raise MailFault(f"{_WORDS[kind]}已损坏（读取时耗尽时间或内存）。{_DO}") from error
    fault = told.get("fault")
    if fault == "library":
        raise MailFault(f"读{_WORDS[kind]}需要另装组件（pip install reportgen[mail]），现在没有装。{_DO}")
    if fault:
        raise MailFault(f"{_WORDS[kind]}已损坏，打不开。{_DO}")
    return told, parts
