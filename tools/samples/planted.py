"""The table of planted mistakes: what stands where, and what the tool must say of it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from reportgen.model.finding import Code

STATE, VERDICT, SILENT = "submission.", "verdict.", "nothing"
"""Codes that are no finding's: a submission's state, a file's verdict, and that nothing may be said."""


@dataclass(frozen=True, slots=True, order=True)
class Planted:
    """One mistake (or habit that must be borne in silence) and its consequence; ``file`` is below the period's folder."""

    period: str
    unit: str
    file: str
    sheet: str
    cell: str
    code: str
    severity: str
    what: str


def finding(period: str, unit: str, file: str, sheet: str, cell: str, code: Code, what: str) -> Planted:
    return Planted(period, unit, file, sheet, cell, code.id, code.severity, what)


def write(path: Path, planted: Iterable[Planted]) -> None:
    """Write the table, sorted, as UTF-8 with a mark that lets Excel open it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(f.name for f in fields(Planted))
        table.writerows(astuple(p) for p in sorted(planted))


def read(path: Path) -> list[Planted]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [Planted(**row) for row in csv.DictReader(file)]
