"""核实登记.xlsx: what the office decided about findings, kept beside the returns. Staff may edit it by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reportgen.edges import books
from reportgen.edges.workspace import DECISIONS, Workspace
from reportgen.filing.answers.codes import DECISION_UNCLEAR
from reportgen.model.answers import (
    CHOOSE,
    DECISION,
    DECISION_WORDS,
    DIFFERENT,
    JOIN,
    NUMBER,
    REASON,
    SAME,
    TARGET,
    VALUE,
    Decision,
)
from reportgen.model.errors import InputError
from reportgen.model.finding import Finding
from reportgen.model.period import Period
from reportgen.model.sheet import Cell, Sheet
from reportgen.model.values import Origin
from reportgen.reading.words import clean, loose

UNIT, FORM, KEY, OTHER, FIELD, MESSAGE, OWN = "单位", "表", "对象", "另一对象", "字段", "问题", "程序记录"
HEADINGS = (NUMBER, UNIT, FORM, KEY, OTHER, FIELD, VALUE, MESSAGE, DECISION, TARGET, REASON, OWN)
"""The columns of the register, in the order in which a new one is written; found again by name."""

_WORDS = {loose(word): code for code, word in DECISION_WORDS.items()}
_HEAD_ROWS = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet that carries 编号 and 决定: texts by heading, with the cells that hold them."""

    sheet: str
    row: int
    cells: Mapping[str, Cell]

    def text(self, heading: str) -> str:
        """Return the text under *heading*, "" where there is none."""
        cell = self.cells.get(heading)
        return clean(cell.raw) if cell else ""


def read_decisions(workspace: Workspace, period: Period) -> tuple[tuple[Decision, ...], tuple[Finding, ...]]:
    """Return the office's decisions of *period* and what is wrong with lines that do not count.

    Lines without a decision count for nothing; of two about one number the lower one holds. Raises
    `InputError` where the register cannot be read or has lost its headings.
    """
    path = workspace.register(period, DECISIONS)
    if not path.is_file():
        return (), ()
    place = workspace.relative(path)
    decisions: list[Decision] = []
    findings: list[Finding] = []
    for line in register_lines(path, place):
        found = _decision(line, place, period)
        if isinstance(found, Finding):
            findings.append(found)
        elif found is not None:
            decisions.append(found)
    return tuple(decisions), tuple(findings)


def register_lines(path: Path, place: str) -> tuple[Line, ...]:
    """Return the lines of the register at *path*; raises as `read_decisions` does."""
    try:
        book = books.open_book(path, place)
    except books.Unreadable as error:
        what = "；".join(f.message for f in error.findings)
        raise InputError(f"{place} 无法读取：{what}请用备份恢复，或移走后重新登记决定。") from error
    found = [lines for sheet in book.sheets if (lines := lines_of(sheet)) is not None]
    if not found:
        raise InputError(f"{place} 里没有找到“{NUMBER}”“{DECISION}”两列。请恢复表头（{'、'.join(HEADINGS[:-1])}）。")
    return found[0]


def lines_of(sheet: Sheet) -> tuple[Line, ...] | None:
    """Return the lines below a sheet's headings, None where it has no columns 编号 and 决定."""
    rows = sheet.rows
    head = next((r for r in list(rows)[:_HEAD_ROWS] if {NUMBER, DECISION} <= {clean(c.raw) for c in rows[r]}), None)
    if head is None:
        return None
    names = {c.col: clean(c.raw) for c in rows[head]}
    return tuple(
        Line(sheet.name, row, {names[c.col]: c for c in cells if c.col in names})
        for row, cells in rows.items()
        if row > head
    )


def _decision(line: Line, place: str, period: Period) -> Decision | Finding | None:
    if not line.text(DECISION):
        return None
    fault = line_fault({heading: line.text(heading) for heading in HEADINGS})
    if fault is not None:
        heading, expected = fault
        cell = line.cells.get(heading, line.cells[DECISION])
        where = {"file": place, "sheet": line.sheet, "cell": cell.address, "field": heading}
        return DECISION_UNCLEAR.make(
            value=line.text(heading), expected=expected, unit=line.text(UNIT), form=line.text(FORM), **where
        )
    return Decision(
        number=line.text(NUMBER).upper(),
        word=_WORDS[loose(line.text(DECISION))],
        place=Origin(place, line.sheet, line.cells[DECISION].address),
        period=period.id,
        value=line.cells[VALUE].raw if VALUE in line.cells else "",
        target=line.text(TARGET),
        reason=line.text(REASON),
        unit=line.text(UNIT),
        form=line.text(FORM),
        key=line.text(KEY),
        other=line.text(OTHER),
        field=line.text(FIELD),
    )


def line_fault(texts: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the heading under which a decision cannot be used, and what is expected there; None if it can."""
    word = _WORDS.get(loose(texts[DECISION]))
    if word is None:
        return DECISION, f"应为{'、'.join(DECISION_WORDS.values())}之一"
    if word in (CHOOSE, JOIN) and not texts[TARGET]:
        return TARGET, "应写明采用哪个单位的数" if word == CHOOSE else "应写明并入哪件事项的编号"
    if word in (SAME, DIFFERENT) and not (texts[KEY] and texts[OTHER]):
        return OTHER, f"应写明“{KEY}”和“{OTHER}”"
    if word == JOIN and not (texts[NUMBER] or texts[KEY]):
        return KEY, "应写明被并入的事项编号"
    if word not in (SAME, DIFFERENT, JOIN) and not texts[NUMBER]:
        return NUMBER, "应写明问题的编号"
    return None
