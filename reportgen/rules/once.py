"""What is told once only: of several findings about one slip (一处错只说一次), and of very many rows."""

from __future__ import annotations

from collections.abc import Iterable, Set
from itertools import pairwise

from reportgen.model.finding import Finding
from reportgen.rules import codes

TELLING = {code.id: rank for rank, code in enumerate((codes.UNIT_SLIP, codes.PART_SLIP, codes.JUMP))}
"""What a wrong unit or decimal point is found by, the most telling first: times so much as last period; so much as
its whole in the same row; outside the range of its own history."""


def told_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings in their order without those that a more telling one at the same cell makes needless."""
    findings = tuple(findings)
    best: dict[tuple[str, str, str], int] = {}
    for finding in findings:
        rank = TELLING.get(finding.code)
        if rank is not None and finding.cell:
            place = (finding.file, finding.sheet, finding.cell)
            best[place] = min(rank, best.get(place, rank))
    return tuple(
        f for f in findings if not f.cell or f.code not in TELLING or TELLING[f.code] == best[f.file, f.sheet, f.cell]
    )


def repeated(texts: Iterable[str]) -> Set[int]:
    """Return the hashes of the *texts* that occur more than once, and maybe of some that do not.

    Nearly all names and codes of a county occur once: so the few others are known before any rows are gathered.
    """
    return {one for one, other in pairwise(sorted(map(hash, texts))) if one == other}
