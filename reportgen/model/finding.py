"""Findings (问题): faulty data is a result, never an exception.

Each kind of finding is a `Code` with a stable name and a Chinese sentence; the sentence says what is
wrong and what was expected, the remedy says what to do. The place (file, sheet, cell) is kept apart
and printed before the sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from reportgen.model.values import Origin

ERROR, QUERY, NOTICE = "error", "query", "notice"
SEVERITIES = (ERROR, QUERY, NOTICE)
SEVERITY_WORDS = {ERROR: "强制", QUERY: "核实", NOTICE: "提示"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, doubt or normalisation, at its place. ``message`` is whole: what, expected, remedy."""

    code: str
    severity: str
    message: str
    unit: str = ""
    form: str = ""
    period: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    field: str = ""
    value: str = ""
    key: str = ""  # the record's key, so that an answer is found again next period
    answered: bool = False
    cells: tuple[str, ...] = ()  # every cell it names, when it names more than ``cell`` (a whole row)
    other: str = ""  # the record that ``key`` may be the same as, written as a key (likeness)
    number: str = ""  # 编号, the same in every period: see `filing.answers.identity`
    answer: str = ""  # why it is answered, or why an explanation was not enough; "" if nothing was said

    def placed(self, origin: Origin, **where: Any) -> Finding:
        """Return the finding with the place *origin* and any of unit, form, period, field, key."""
        return replace(self, file=origin.file, sheet=origin.sheet, cell=origin.cell, **where)

    def sort_key(self) -> tuple[object, ...]:
        """Stable order: severity, unit, form, file, sheet, row, column, code."""
        digits = "".join(c for c in self.cell if c.isdigit())
        letters = self.cell[: len(self.cell) - len(digits)]
        return (
            SEVERITIES.index(self.severity),
            self.unit,
            self.form,
            self.file,
            self.sheet,
            int(digits or 0),
            len(letters),
            letters,
            self.code,
            self.message,
        )


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of the catalogue of findings (问题目录).

    ``sentence`` and ``remedy`` are Chinese patterns; ``make`` fills in the named values.
    ``why`` is the reason for the check, shown in the catalogue page.
    """

    id: str
    severity: str
    title: str
    sentence: str
    remedy: str
    why: str = ""

    def make(
        self,
        *,
        unit: str = "",
        form: str = "",
        period: str = "",
        file: str = "",
        sheet: str = "",
        cell: str = "",
        field: str = "",
        value: str = "",
        key: str = "",
        **params: object,
    ) -> Finding:
        """Return a finding of this code; *params* fill the patterns (with field and value)."""
        words = {"field": field, "value": value, "unit": unit, "form": form, "key": key, **params}
        message = self.sentence.format(**words) + self.remedy.format(**words)
        return Finding(self.id, self.severity, message, unit, form, period, file, sheet, cell, field, value, key)

    def at(self, origin: Origin, **params: Any) -> Finding:
        """Return a finding at *origin*; other arguments as for `make`."""
        return self.make(file=origin.file, sheet=origin.sheet, cell=origin.cell, **params)
