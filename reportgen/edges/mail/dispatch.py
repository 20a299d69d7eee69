"""Messages sent once each: the register is written before and after, and asked what an interrupted run did."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from reportgen.edges.mail.address_book import AddressBook
from reportgen.edges.mail.drafts import Draft
from reportgen.edges.mail.imap import Mailbox, MailboxError
from reportgen.edges.mail.ledger import DONE, FAILED, PREPARED, Sent, SentLedger
from reportgen.edges.mail.place import Place, password_for, read_place
from reportgen.edges.mail.smtp import Post, Refused, Unsure

SENT, KEPT, FAULTY, DOUBTFUL = "已发送", "不重发", "未发出", "待核对"
_LOOKS = (0.0, 2.0, 5.0)
"""Seconds before each look into the mailbox: what was sent takes a moment to come back."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one message."""

    unit: str
    kind: str
    state: str
    note: str = ""


class Dispatch:
    """One sending run, as a context: one connection, every message in the register."""

    def __init__(
        self, book: AddressBook, ledger: SentLedger, moment: datetime, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._book, self._ledger, self._moment, self._sleep = book, ledger, moment, sleep
        place = read_place(book.setting("发信服务器"), ("smtp", "smtps"))
        self._post = Post(place, lambda: password_for(place), sleep=sleep)
        self._own = book.setting("发件地址").lower()

    def send(self, draft: Draft, *, again: bool = False) -> Result:
        """Send *draft* unless that state was told to the unit before; *again* sends it once more."""
        if not draft.to:
            return Result(draft.unit, draft.kind, FAULTY, "：通讯录里没有邮箱，请补填")
        before = self._ledger.about(draft.unit, draft.kind, draft.digest)
        last = before[-1] if before else None
        number = max(len(before), 1)
        if last is not None and last.state == PREPARED:  # an earlier run died, or was cut off, at this message
            went = self._went_out(last.message_id)
            if went is None and not again:
                note = "：上次发送中断，查不到是否已发出，请到邮箱核对；没有发出的，加 --again 重发"
                return Result(draft.unit, draft.kind, DOUBTFUL, note)
            if went:
                self._ledger.settle(last, DONE, "上次发送中断，已在邮箱中查到")
                last = self._ledger.line(last.message_id)
        if last is not None and last.state == DONE:
            if not again:
                return Result(draft.unit, draft.kind, KEPT, f"：{last.moment} 已发过，情况没有变化")
            number = len(before) + 1
        return self._send(draft, number)

    def _send(self, draft: Draft, number: int) -> Result:
        recipients = (*draft.to, *draft.copies)
        line = Sent(
            f"{self._moment:%Y-%m-%d %H:%M:%S}", draft.unit, draft.kind, "、".join(draft.to), "、".join(draft.copies),
            draft.subject, PREPARED, "", draft.message_id(number), draft.digest,
        )  # fmt: skip
        message = draft.message(self._moment, self._own, self._book.setting("发件名称"), number)
        self._ledger.put(line)
        try:
            refused = self._post.send(message, self._own, (*recipients, self._own))
        except Refused as error:
            self._ledger.settle(line, FAILED, f"服务器拒收：{error}")
            return Result(draft.unit, draft.kind, FAULTY, f"：服务器拒收（{error}）")
        except Unsure:
            if not self._went_out(line.message_id):
                return Result(draft.unit, draft.kind, DOUBTFUL, "：发送中连接断开，下次运行时再核对")
            refused = {}
        if all(address in refused for address in draft.to):
            self._ledger.settle(line, FAILED, f"收件人被拒：{'；'.join(refused.values())}")
            return Result(draft.unit, draft.kind, FAULTY, f"：收件人被拒（{'；'.join(refused.values())}）")
        note = f"未送达：{'、'.join(refused)}" if refused else ""
        self._ledger.settle(line, DONE, note)
        return Result(draft.unit, draft.kind, SENT, f"：{line.to}{f'，{note}' if note else ''}")

    def _went_out(self, message_id: str) -> bool | None:
        """Whether a message lies in the office's mailbox (each keeps a copy there); None where that is not known."""
        inbox = self._book.setting("收信邮箱")
        if not inbox:
            return None
        place = read_place(inbox)
        folders = dict.fromkeys([place.folder, *filter(None, [self._book.setting("已发送")])])
        looked = False
        for wait in _LOOKS:
            self._sleep(wait)
            for folder in folders:
                try:
                    with Mailbox(
                        Place(place.scheme, place.user, place.host, place.port, folder), password_for(place)
                    ) as box:
                        looked = True
                        if box.holds(message_id):
                            return True
                except MailboxError:
                    continue
        return False if looked else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._post.close()
