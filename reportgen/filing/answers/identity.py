"""The number (编号) of a finding: short, printed, the same whenever the same thing is found again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from reportgen.model.finding import Finding
from reportgen.model.outcome import Conflict
from reportgen.model.records import Return
from reportgen.model.sheet import parse_address
from reportgen.reading.words import key_text

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 that nobody mistakes for each other
_LENGTH = 8
_EQUAL = Decimal(0)
SAME_QUESTION = {"rules.part_slip": "rules.unit_slip", "rules.jump": "rules.unit_slip"}
"""Codes that ask what another asks (is this number in the right unit?) for another reason: they share its numbers, so that
an answer holds whatever the question rests on next time."""


def numbered(findings: Iterable[Finding], returns: Iterable[Return]) -> tuple[Finding, ...]:
    """Return the findings with their numbers, in the same order.

    A number follows from unit, form, code (with the rule's own id; see `SAME_QUESTION`), record and field, so it stays the same
    when the value, the row or the file's name changes. Where a finding names no record, that of its row
    in *returns* is taken, else its cell, else its file's name. Of several that are alike each counts on.
    """
    findings = tuple(findings)
    sheets = {(f.file, f.sheet) for f in findings if f.cell and not f.key}
    asked = (r for r in returns if (r.file, r.sheet) in sheets)
    keys = {(r.file, r.sheet, parse_address(row.origin.cell)[0]): row.key for r in asked for row in r.rows}
    seen: Counter[tuple[str, ...]] = Counter()
    told = []
    for finding in findings:
        key = finding.key or _key_of_row(finding, keys)
        where = key_text(key) or f"{finding.sheet}!{finding.cell}" if finding.cell else _file_name(finding.file)
        code = SAME_QUESTION.get(finding.code, finding.code)
        identity = (finding.unit, finding.form, code, where, finding.field, key_text(finding.other))
        count = seen[identity]
        seen[identity] += 1
        told.append(replace(finding, key=key, number=_number(*identity, *([str(count)] if count else []))))
    return tuple(told)


def conflict_number(conflict: Conflict) -> str:
    """Return the number of a conflict: the same while form, record and field are the same."""
    return _number("conflict", conflict.form, key_text(conflict.key), conflict.field)


def fits(told: str, now: str, tolerance: Decimal = _EQUAL) -> bool:
    """Whether a value is still the one that an answer was given for.

    Numbers must be equal, however they are written (1,200 and 1200.0), or within *tolerance* percent of the number
    that the answer was given for; other values equal but for blanks and width.
    """
    one, other = _as_number(told), _as_number(now)
    if one is not None and other is not None:
        return one == other or (tolerance > 0 and abs(one - other) <= abs(one) * tolerance / 100)
    return key_text(told) == key_text(now)


def _as_number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _key_of_row(finding: Finding, keys: dict[tuple[str, str, int], str]) -> str:
    if not finding.cell:
        return ""
    return keys.get((finding.file, finding.sheet, parse_address(finding.cell)[0]), "")


def _file_name(path: str) -> str:
    return path.rpartition("/")[2]


def _number(*parts: str) -> str:
    digest = int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:8], "big")
    letters = []
    for _ in range(_LENGTH):
        digest, rest = divmod(digest, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return "".join(letters)
