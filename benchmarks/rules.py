"""Checks against reading: 100 rules over the rows of one form, at most the time of reading the same rows.

``python -m benchmarks.rules`` prints both times and their growth. The rows are sound, so that rules are
judged and not told of; the form is the plan's with the most rules.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

from reportgen import layout
from reportgen.edges.books import open_book
from reportgen.edges.plan_store import load
from reportgen.formula.functions import Kind
from reportgen.formula.kinds import kind_of
from reportgen.model.period import Period
from reportgen.model.plan import Field, FieldType, Form, Plan
from reportgen.reading import understand
from reportgen.rules import formulas

RULES = 100
SIZES = (5_000, 10_000, 20_000)
PERIOD = Period.parse("2025-10-D3")


def ruled(plan: Plan) -> tuple[Plan, Form]:
    """Return the plan with the rules of its most ruled form repeated to `RULES`, and that form."""
    name = Counter(rule.form for rule in plan.rules).most_common(1)[0][0]
    own = [rule for rule in plan.rules if rule.form == name]
    many = tuple(replace(own[n % len(own)], id=f"B{n:03}") for n in range(RULES))
    return replace(plan, rules=many), plan.form(name)


def cell(plan: Plan, field: Field, row: int) -> object:
    """A sound value of the field's kind; amounts of parts stay below those of their wholes."""
    options = plan.options(field.list)
    if options:
        return options.options[0].value
    kind = kind_of(field)
    if kind is Kind.NUMBER:
        large = {"total": 9000, "total_done": 6000, "year_plan": 5000, "year_done": 4000, "fund_issued": 3000}
        return large.get(field.role, 10) + row % 7
    if kind is Kind.DATE:
        return date(2025, 10, 1 + row % 28).isoformat()
    if FieldType(field.type) is FieldType.PROJECT_CODE:
        return f"2503-000000-04-01-{row:06d}"
    return "否" if kind is Kind.TRUTH else f"{field.name}{row}"


def write(plan: Plan, form: Form, rows: int, path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet(form.name)
    sheet.write_string(1, 0, layout.title_line(form, PERIOD, plan.members(form.owners)[0]))
    columns = form.columns()
    sheet.write_row(2, 0, [layout.SERIAL, *(layout.heading(f) for f in columns)])
    for row in range(1, rows + 1):
        sheet.write_row(2 + row, 0, [row, *(cell(plan, f, row) for f in columns)])
    book.close()


def measure(plan: Plan, form: Form, rows: int, folder: Path) -> tuple[float, float, int]:
    """Return seconds of reading, seconds of judging and the number of findings."""
    path = folder / f"{rows}.xlsx"
    write(plan, form, rows, path)
    start = time.perf_counter()
    (ret,) = understand(plan, open_book(path, path.name), "0" * 64, PERIOD).returns
    read = time.perf_counter()
    found = sum(1 for _ in formulas.check(plan, form, ret))
    assert len(ret.rows) == rows
    return read - start, time.perf_counter() - read, found


def main() -> None:
    plan, form = ruled(load(Path("templates")))
    print(f"《{form.name}》 {len(form.columns())} columns, {RULES} rules")
    with tempfile.TemporaryDirectory() as folder:
        for rows in SIZES:
            reading, judging, found = measure(plan, form, rows, Path(folder))
            print(
                f"{rows:>7,} rows: read {reading:6.2f} s, judged {judging:6.2f} s ({judging / reading:.2f}), "
                f"{judging / rows / RULES * 1e6:.2f} µs a rule and row, {found} findings"
            )


if __name__ == "__main__":
    main()
