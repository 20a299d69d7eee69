"""Firms of the two lists (入库审核, 培育库): who is who, and which firms count."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reportgen.measures.case import Record
from reportgen.model.plan import Plan, Quota
from reportgen.model.values import Value

EVIDENCE = ("code", "firm", "category", "cross", "status")
"""Roles whose cells prove that a firm belongs to a category and stands where it stands."""


@dataclass(frozen=True, slots=True)
class Firm:
    """One row about a firm; rows with the same ``key`` are about the same firm."""

    key: str
    record: Record
    meaning: str  # of its status
    status: str

    @property
    def evidence(self) -> tuple[Value, ...]:
        """The cells that prove who the firm is and where it stands; its name only where it has no code."""
        identity = ("firm",) if self.record.cell("code") is None else ("code",)
        return self.record.cells(*identity, *EVIDENCE[2:])

    def belongs(self, quota: Quota) -> bool:
        """Whether the firm is of the quota's category; a cross category asks the cross field."""
        if quota.cross:
            form = self.record.form
            value = self.record.under(form.field(quota.category) or form.role("cross"))
            return value is not None and value.text in ("是", quota.category)
        return quota.category in self.record.text("category").split("、")

    def happened(self, role: str, year: int, limit: date) -> bool:
        """Whether the date in the field of *role* lies in *year* and began by *limit*."""
        day = self.record.date(role)
        return day is not None and day.start.year == year and day.start <= limit

    def approved(self, year: int, limit: date) -> bool:
        """Whether it was approved for *year* by *limit*, taken off again or not: 新入规 is a gross count.

        The year is that of its batch, where that is told: a batch of December may be decided in January.
        """
        day, batch = self.record.date("approved"), self.record.date("batch")
        if self.meaning not in ("approved", "removed") or day is None:
            return False
        return (batch or day).start.year == year and day.start <= limit

    def claims_approval(self, year: int, limit: date) -> bool:
        """Whether its agency says that it was approved; a month, where given, must lie in *year*."""
        if self.record.cell("approved") is None:
            return self.meaning == "approved"
        return self.approved(year, limit)

    def removed(self, year: int, limit: date) -> bool:
        """Whether it was taken off (退库) within *year*; a removal without a date counts too."""
        if self.meaning != "removed":
            return False
        return self.record.cell("removed") is None or self.happened("removed", year, limit)

    def undated(self) -> bool:
        """Whether it is said to be approved, but not when."""
        return self.meaning == "approved" and self.record.date("approved") is None


def firms(plan: Plan, records: Sequence[Record], same: Mapping[str, str] | None = None) -> tuple[Firm, ...]:
    """Return the firms of *records*, in order.

    A firm is known by its code. A row without a code belongs to the firm that has a code under the
    same name, else to its name alone; *same* tells which of these the office said to be one (code or
    name → the other's). Where a form names an authority (重复时以谁为准), rows of
    others about a firm that the authority tells are left out.
    """
    codes: dict[str, str] = {}
    for record in records:
        if record.text("code"):
            codes.setdefault(plain_key(record.text("firm")), plain_key(record.text("code")))
    joined = {plain_key(one): plain_key(other) for one, other in (same or {}).items()}
    known = [
        Firm(_identity(r, codes, joined), r, r.meaning(plan, "status"), r.text("status"))
        for r in records
        if r.cells("code", "firm")
    ]
    told = {(f.record.form.name, f.key) for f in known if f.record.row.unit == f.record.form.authority}
    return tuple(
        f
        for f in known
        if (f.record.form.name, f.key) not in told or f.record.row.unit == f.record.form.authority
    )  # fmt: skip


def _identity(record: Record, codes: Mapping[str, str], joined: Mapping[str, str]) -> str:
    name = plain_key(record.text("firm"))
    key = plain_key(record.text("code")) or codes.get(name, name)
    seen = {key}
    while (other := joined.get(key, key)) not in seen:
        seen.add(key := other)
    return codes.get(key, key)


def plain_key(text: str) -> str:
    """Return *text* as it is compared: half-width, capitals, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


@dataclass(frozen=True, slots=True)
class Count:
    """Distinct firms with the cells that prove them."""

    keys: tuple[str, ...]
    cells: tuple[Value, ...]

    @property
    def number(self) -> int:
        return len(self.keys)


def count(found: Iterable[Firm], condition: Callable[[Firm], bool], *more: str) -> Count:
    """Count the firms that meet *condition*, each once; *more* are roles that prove it besides."""
    hits = [f for f in found if condition(f)]
    cells = (cell for f in hits for cell in (*f.evidence, *f.record.cells(*more)))
    return Count(tuple(dict.fromkeys(f.key for f in hits)), tuple(dict.fromkeys(cells)))
