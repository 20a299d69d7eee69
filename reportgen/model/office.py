"""What the office itself adds to documents: what was issued, its own text, figures that changed since they were issued."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

_Line = TypeVar("_Line")


@dataclass(frozen=True, slots=True)
class Issue:
    """One line of 发文登记: a document that was signed. Texts are "" and dates None where the line leaves them open."""

    kind: str  # Document.kind
    period: str
    unit: str = ""
    number: int | None = None  # 期号, running by year
    reference: str = ""  # 文号
    signatory: str = ""
    signed_on: date | None = None
    file: str = ""  # relative to the workspace


@dataclass(frozen=True, slots=True)
class Supplement:
    """The office's own text under one heading of a brief; without heading it stands before the first one."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure that was issued with one text and now has another."""

    document: str  # as issued, e.g. 2025年9月月度简报
    id: str
    name: str
    issued: str
    now: str  # "" where there is no such figure any more
    file: str  # the record of the issued document's figures, relative to the workspace


@dataclass(frozen=True, slots=True)
class Issued:
    """A figure as the issue before this one printed it: what this one's "previous" is."""

    kind: str  # Document.kind
    document: str  # as issued, e.g. 2025年9月月度简报
    id: str
    value: Decimal  # exact, as it was when the document was kept
    span: str  # the data period that it was for
    text: str
    file: str  # the record of the issued document's figures, relative to the workspace


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that the office adds to the documents of one period."""

    issues: tuple[Issue, ...] = ()
    supplements: tuple[Supplement, ...] = ()
    corrections: tuple[Correction, ...] = ()
    issued: tuple[Issued, ...] = ()  # of the period before

    def issued_before(self, kind: str, id: str, span: str) -> Issued | None:
        """Return what the last issue of a kind told of a figure for the data period *span*, None where it did not."""
        return _last(i for i in self.issued if (i.kind, i.id, i.span) == (kind, id, span))

    def issue_of(self, kind: str, period: str, unit: str = "") -> Issue | None:
        """Return the line of a signed document, the last one where there are several."""
        return _last(i for i in self.issues if (i.kind, i.period, i.unit) == (kind, period, unit))

    def next_number(self, kind: str, year: int) -> int | None:
        """Return the number after the highest that a kind had in *year*; None where none was ever issued."""
        prefix = str(year)
        given = [i.number for i in self.issues if i.kind == kind and i.period.startswith(prefix) and i.number]
        return max(given) + 1 if given else None


def _last(issues: Iterable[_Line]) -> _Line | None:
    found: _Line | None = None
    for found in issues:  # noqa: B007 - the last one is wanted
        pass
    return found
