"""汇总表.xlsx: the consolidated workbook that leaders open and staff work in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from reportgen.edges.packages import finish
from reportgen.edges.workbook import (
    contents,
    data,
    filing,
    matters,
    milestones,
    notes,
    overview,
    projects,
    proof,
    quotas,
    stats,
    targets,
    units,
    warnings,
)
from reportgen.edges.workbook.stream import StreamedSheet
from reportgen.edges.workbook.style import Pen
from reportgen.model.outcome import Outcome
from reportgen.model.plan import Plan


def write_workbook(plan: Plan, outcome: Outcome, path: Path, left_out: Sequence[str] = ()) -> None:
    """Write 汇总表.xlsx for *outcome* to *path*; the same outcome gives the same bytes.

    *left_out* says what a copy for wider circulation (`edges.public`) does not show; such a copy has no sheet 核实.

    Every number on the pages before the data sheets is a figure that links to its line on 口径, or a formula over
    the data sheets with its true value.
    """
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    made = outcome.as_of.replace(tzinfo=None)
    book.set_properties(
        {
            "title": f"{outcome.plan_name} {outcome.period.label}汇总表",
            "author": plan.header.publisher,
            "comments": f"统计时点 {outcome.as_of.isoformat()}",
            "created": datetime(made.year, made.month, made.day, made.hour, made.minute, made.second),
        }
    )
    pen = Pen(book, plan, notes.definition_rows(outcome), contents.DEFINITIONS)
    parts = data.parts_of(plan, outcome)
    analysis = list(contents.analysis(plan))
    for name in analysis:
        book.add_worksheet(name)
    for part in parts:
        book.add_worksheet(part.sheet, StreamedSheet)
    proved = [name for name in contents.proof() if not (left_out and name == contents.FINDINGS)]
    for name in proved:
        book.add_worksheet(name, StreamedSheet if name == contents.DEFINITIONS else None)
    records = data.records(outcome, parts)
    targets.write(pen, outcome, records)
    quotas.write(pen, outcome, records, contents.quotas_name(plan))
    milestones.write(pen, outcome)
    projects.write(pen, outcome, records)
    matters.write(pen, outcome, records, contents.matters_name(plan))
    filing.write(pen, outcome)
    units.write(pen, outcome)
    warnings.write(pen, outcome)
    proof.conflicts(pen, outcome)
    proof.revisions(pen, outcome)
    stats.write(pen, outcome, records)
    for part in parts:
        data.write(pen, outcome, part)
    if not left_out:
        proof.findings(pen, outcome)
    notes.definitions(pen, outcome)
    notes.notes(pen, outcome, [part.note for part in parts if part.note], left_out)
    others = (*analysis[1:], *proved, *(part.sheet for part in parts))
    overview.write(pen, outcome, [(name, name) for name in others])
    finish(book)
