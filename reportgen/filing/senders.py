"""Who sent a file, held against the unit that it speaks for: asked about, never refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from reportgen.filing.codes import SENDER_OTHER, SENDER_UNVERIFIED
from reportgen.model.finding import Finding
from reportgen.model.outcome import Receipt
from reportgen.model.records import Reading

UNVERIFIED = "发件人未通过"
"""How the register's note says that the office's own server found the sender forged."""

SpeaksFor = Callable[[str, date], tuple[str, ...]]
"""The units that an address speaks for on a day; none for an address that nobody entered."""


def sender_queries(
    readings: Sequence[Reading], receipts: Mapping[str, Receipt], speaks_for: SpeaksFor
) -> Iterator[Finding]:
    """Yield what must be asked about the senders of the files that were read; *receipts* are by path."""
    for reading in readings:
        receipt = receipts.get(reading.path)
        if receipt is None or not receipt.sender or not reading.unit:
            continue
        where = {"unit": reading.unit, "file": reading.path}
        if UNVERIFIED in receipt.note:
            yield SENDER_UNVERIFIED.make(value=receipt.sender, **where)
        units = speaks_for(address_in(receipt.sender), receipt.received_at.date())
        if units and reading.unit not in units:
            yield SENDER_OTHER.make(value=receipt.sender, others="、".join(units), **where)


def address_in(sender: str) -> str:
    """The address in a sender as the register writes it: 名字 <address>, or the address alone."""
    return sender.rpartition("<")[2].rstrip("> ").lower()
