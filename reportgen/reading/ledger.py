"""Conservation (不丢格): what became of every filled cell of a sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from reportgen.model.finding import ERROR, NOTICE, Code, Finding
from reportgen.model.records import CellCount
from reportgen.model.sheet import Cell, Sheet

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Place:
    """Where and about what findings of one sheet are made."""

    file: str
    sheet: str
    unit: str
    form: str
    period: str


@dataclass
class Ledger:
    """Collects a sheet's findings and the cells that were merged, printed by us or named."""

    sheet: Sheet
    place: Place
    merged: set[tuple[int, int]] = field(default_factory=set)
    printed: set[tuple[int, int]] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    _named: set[tuple[int, int]] = field(default_factory=set)
    _groups: dict[tuple[str, str], list[Finding]] = field(default_factory=dict)

    def say(self, code: Code, cell: Cell | None = None, cells: Iterable[Cell] = (), **params: Any) -> None:
        """Add a finding at *cell* that names *cells* too; notices of one field are gathered into one."""
        p = self.place
        named = tuple(dict.fromkeys([*([cell] if cell else []), *cells]))
        at = cell or (named[0] if named else None)
        params.setdefault("value", at.raw if at else "")
        finding = code.make(
            unit=p.unit, form=p.form, period=p.period, file=p.file, sheet=p.sheet,
            cell=at.address if at else "", **params,
        )  # fmt: skip
        if len(named) > 1:
            finding = replace(finding, cells=tuple(c.address for c in named))
        self._named.update((c.row, c.col) for c in named)
        if code.severity == NOTICE and finding.field and len(named) == 1:
            self._groups.setdefault((code.id, finding.field), []).append(finding)
        else:
            self.findings.append(finding)

    def left(self) -> tuple[Cell, ...]:
        """The filled cells that nothing has been said of, row by row."""
        done = self.merged | self.printed | self._named
        return tuple(self.sheet.cells[place] for place in sorted(self.sheet.cells.keys() - done))

    def all_findings(self) -> tuple[Finding, ...]:
        """Every finding, those of a group as one that names all its cells."""
        return (*self.findings, *(_as_one(group) for group in self._groups.values()))

    def count(self) -> CellCount:
        """Count the cells from what is known of each; nothing is subtracted, so what is lost shows."""
        filled = self.sheet.cells.keys()
        explained = (self.printed | self._named) - self.merged
        return CellCount(len(filled), len(self.merged & filled), len(explained & filled))

    @property
    def faulty(self) -> bool:
        return any(f.severity == ERROR for f in self.findings)


def _as_one(group: list[Finding]) -> Finding:
    first = group[0]
    if len(group) == 1:
        return first
    others = [f.cell for f in group[1:]]
    shown = "、".join(others[:_SHOWN]) + ("等" if len(others) > _SHOWN else "")
    message = f"{first.message}同列另有 {len(others)} 格（{shown}）同样处理。"
    return replace(first, message=message, cells=tuple(f.cell for f in group))
