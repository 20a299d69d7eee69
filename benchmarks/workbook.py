"""What a large data sheet costs, against xlsxwriter's constant-memory writing of the same cells in the same run.

``python benchmarks/workbook.py [ROWS]`` writes ROWS (200,000) records of twenty columns both ways, each in a process
of its own. Promised: at most 1.3 times the time, and memory that does not grow with the records beyond what they hold.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

ROWS, COLUMNS = 200_000, 13  # of the form; seven more say where a record came from
ZONE = timezone(timedelta(hours=8))
TEXTS = ("示例企业有限公司", "推进中", "县发改局", "已完成前期手续，正在办理用地预审")


def values(row: int) -> list[str | Decimal]:
    """The cells of a record: texts and numbers by turns."""
    return [TEXTS[(row + c) % 4] + str(row % 997) if c % 2 else Decimal(row * 7 + c) / 100 for c in range(COLUMNS)]


def ours(path: Path, rows: int) -> tuple[float, int]:
    """Write the records as 汇总表 does; return the seconds and the kilobytes that writing added."""
    from reportgen.edges.workbook import write_workbook
    from reportgen.model.outcome import MergedForm, Outcome
    from reportgen.model.period import Period
    from reportgen.model.plan import Field, Form, Header, Plan
    from reportgen.model.records import Row
    from reportgen.model.values import Origin, Value

    fields = tuple(
        Field(name=f"字段{c}", type="文本" if c % 2 else "小数", unit="" if c % 2 else "万元", width=14)
        for c in range(COLUMNS)
    )
    form = Form(
        number="XX01", name="大表", title="大表", purpose="台账", rhythms=("月",), owners=("县发改局",), fields=fields
    )
    header = Header(
        name="方案", year=2025, region="县", city="市", office="专班办", office_unit="县发改局", publisher="专班办", brief_name="简报",
        form_prefix="XX", sheet_note="",
    )  # fmt: skip
    found = []
    for number in range(rows):
        origin = Origin("inputs/2025-10/表.xlsx", "大表", f"B{number + 5}")
        told = {f.name: Value(v, str(v), origin) for f, v in zip(fields, values(number), strict=True)}
        found.append(Row("大表", "县发改局", "2025-10", str(number), told, origin))
    plan = Plan(header=replace(header), forms=(form,))
    outcome = Outcome("方案", 2025, "0" * 64, Period.parse("2025-10"), datetime(2025, 11, 6, 18, tzinfo=ZONE),
                      forms={"大表": MergedForm("大表", tuple(found))})  # fmt: skip
    before, start = peak(), time.perf_counter()
    write_workbook(plan, outcome, path)
    return time.perf_counter() - start, peak() - before


def theirs(path: Path, rows: int) -> tuple[float, int]:
    """Write the same cells with xlsxwriter in constant memory."""
    import xlsxwriter

    before, start = peak(), time.perf_counter()
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet, text, number = (
            book.add_worksheet(),
            book.add_format({"border": 1}),
            book.add_format({"num_format": "#,##0.00"}),
        )
        for row in range(rows):
            for col, value in enumerate(values(row)):
                if isinstance(value, str):
                    sheet.write_string(row, col, value, text)
                else:
                    sheet.write_number(row, col, value, number)
            told = (
                "县发改局",
                "2025-10",
                "inputs/2025-10/表.xlsx",
                "大表",
                row + 5,
                date(2025, 11, 1).isoformat(),
                "沿用",
            )
            for col, item in enumerate(told, COLUMNS):
                if isinstance(item, int):
                    sheet.write_number(row, col, item, number)
                else:
                    sheet.write_string(row, col, item, text)
    return time.perf_counter() - start, peak() - before


def peak() -> int:
    """The most memory that this process has had, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(arguments: list[str]) -> None:
    """Print seconds and memory of both ways, and the ratio of the times."""
    if arguments[:1] == ["--one"]:
        write = {"ours": ours, "theirs": theirs}[arguments[1]]
        print(json.dumps(write(Path(arguments[2]), int(arguments[3]))))
        return
    rows = int(arguments[0]) if arguments else ROWS
    told = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("ours", "theirs"):
            path = Path(folder) / f"{name}.xlsx"
            command = [sys.executable, __file__, "--one", name, str(path), str(rows)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            told[name] = json.loads(done.stdout)
            seconds, memory = told[name]
            print(f"{name:7} {seconds:6.1f} s  {memory / 1024:7.1f} MB more  {path.stat().st_size / 1e6:6.1f} MB file")
    print(f"ratio {told['ours'][0] / told['theirs'][0]:.2f} (promised: at most 1.3)")


if __name__ == "__main__":
    main(sys.argv[1:])
