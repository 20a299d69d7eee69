"""汇总表.xlsx: the consolidated workbook that leaders open and staff work in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from reportgen.edges.packages import finish
from reportgen.edges.workbook import analysis, data, overview, proof
from reportgen.edges.workbook.style import Pen
from reportgen.model.outcome import Outcome
from reportgen.model.plan import Plan


def write_workbook(plan: Plan, outcome: Outcome, path: Path) -> None:
    """Write 汇总表.xlsx for *outcome* to *path*; the same outcome gives the same bytes.

    Every number on the pages before the data sheets is a figure and links to its row on 口径.
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
    pen = Pen(book, plan, proof.definition_rows(outcome))
    names = data.sheet_names(plan, outcome)
    overview.write(pen, outcome, (*analysis.SHEETS, *names.values(), *proof.SHEETS))
    analysis.write(pen, outcome)
    for form, name in names.items():
        data.write(pen, outcome, form, name)
    proof.write(pen, outcome)
    finish(book)
