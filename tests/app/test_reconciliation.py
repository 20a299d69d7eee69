"""汇总表.xlsx against the received files, read again by other means: no number is added, lost or changed on the way."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests import independent
from tests.conftest import Merged

_MARKS = re.compile(r"[\s*＊]")
_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?%?")


@pytest.fixture(params=["sample", "county"], scope="module")
def merged(request: pytest.FixtureRequest) -> Merged:
    found: Merged = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def book(merged: Merged) -> Any:
    return load_workbook(merged.folder / "汇总表.xlsx", data_only=True)


def _records(sheet: Any) -> list[dict[str, Any]]:
    """The records of a data sheet by heading, without the line of totals."""
    lines = [[c.value for c in row] for row in sheet.iter_rows()]
    heads = [str(h) for h in lines[0]]
    return [line for values in lines[1:] if (line := dict(zip(heads, values, strict=True))).get("文件")]


def _received(root: Path, file: str, sheet: str, headings: list[str]) -> dict[str, str]:
    """The letters of the columns under *headings* of a received sheet, by heading; its head is looked for anew."""
    source = independent.opened(root / file)[sheet]
    wanted = {_MARKS.sub("", h): h for h in headings}
    best: dict[str, str] = {}
    for row in source.iter_rows(max_row=30):
        found = {wanted[t]: c.column_letter for c in row if (t := _MARKS.sub("", str(c.value or ""))) in wanted}
        best = max(best, found, key=len)
    return best


def test_numbers_of_the_data_sheets__are_those_of_the_received_cells(merged: Merged, book: Any):
    """Sums by column over all records, told twice: as the data sheets show them and as the files hold them."""
    named = {(f["file"], f["sheet"], f["cell"]) for f in merged.result["findings"]}
    ours: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    theirs: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    compared = 0
    columns: dict[tuple[str, str], dict[str, str]] = {}
    for form in merged.plan.forms:
        name = next(n for n in book.sheetnames if n.endswith(form.name))
        for record in _records(book[name]):
            file, sheet = record["文件"], record["工作表"]
            if not file.endswith((".xlsx", ".xlsm")):
                continue
            if (file, sheet) not in columns:
                columns[file, sheet] = _received(merged.workspace.root, file, sheet, list(record))
            for heading, letter in columns[file, sheet].items():
                value, cell = record[heading], f"{letter}{record['行']}"
                if not isinstance(value, int | float) or (file, sheet, cell) in named:
                    continue
                raw = independent.raw(merged.workspace.root / file, sheet, cell)
                if not _NUMBER.fullmatch(raw):
                    continue  # 约1200, 六家: what was typed is understood, not copied
                compared += 1
                ours[form.name, heading] += Decimal(str(value))
                theirs[form.name, heading] += Decimal(raw.replace(",", "").rstrip("%"))
    assert compared > 40
    assert {k: (v, theirs[k]) for k, v in ours.items() if v != theirs[k]} == {}


def test_counts_of_records__are_those_of_result_json_and_of_the_sheet_of_counts(merged: Merged, book: Any):
    lines = [[c.value for c in row] for row in book["统计"].iter_rows(min_row=4)]
    counts = {line[0]: line[2] for line in lines if line[1] == f"{line[0]}记录数"}
    for form in merged.plan.forms:
        name = next(n for n in book.sheetnames if n.endswith(form.name))
        found = len(_records(book[name]))
        assert found == merged.result["forms"][form.name]["records"]
        if counts.get(form.name) not in (None, "—"):
            assert counts[form.name] == found


def test_matrix_of_reports__counts_what_result_json_tells(merged: Merged, book: Any):
    states = Counter(s["state"] for s in merged.result["submissions"])
    nil_late = sum(s["state"] == "nil" and s["workdays_late"] > 0 for s in merged.result["submissions"])
    states += Counter(on_time=states["nil"] - nil_late, late=nil_late)
    pairs = Counter((s["unit"], s["form"]) for s in merged.result["submissions"])
    sheet = book["报送"]
    heads = {str(c.value): c.column for c in sheet[3]}
    last = sheet.max_row
    twice = sum(n - 1 for n in pairs.values())
    for word, state in (
        ("按时", "on_time"),
        ("逾期", "late"),
        ("退回", "returned"),
        ("未报", "missing"),
        ("本期无", "nil"),
    ):
        assert states[state] - twice <= sheet.cell(last, heads[word]).value <= states[state]


def test_money_of_projects__is_the_sum_over_the_lists(merged: Merged, book: Any):
    """The first line of 项目 against plain sums over the data sheets, projects that tell both numbers only."""
    sheet = book["项目"]
    row = next((r for r in range(1, 12) if sheet.cell(r, 1).value == "全部项目"), 0)
    heads = {str(sheet.cell(row - 1, c).value): c for c in range(1, 15)} if row else {}
    for whole, part in (("year_plan", "year_done"), ("fund_issued", "fund_paid")):
        sums, seen = [Decimal(0), Decimal(0)], set()
        for form in merged.plan.forms:
            fields = form.role(whole), form.role(part), form.role("code")
            if form.purpose != "项目" or fields[0] is None or fields[1] is None or fields[2] is None:
                continue
            name = next(n for n in book.sheetnames if n.endswith(form.name))
            for record in _records(book[name]):
                told = [next(v for h, v in record.items() if h.startswith(f.name)) for f in fields if f]
                if None in told[:2] or told[2] in seen:
                    continue
                seen.add(told[2])
                factor = [10000 if f is not None and f.type == "亿元" else 1 for f in fields[:2]]
                sums = [s + Decimal(str(v)) * f for s, v, f in zip(sums, told[:2], factor, strict=True)]
        if seen and row:
            word = "本年计划投资（万元）" if whole == "year_plan" else "下达资金（万元）"
            other = "本年完成投资（万元）" if whole == "year_plan" else "支付资金（万元）"
            assert [sheet.cell(row, heads[word]).value, sheet.cell(row, heads[other]).value] == pytest.approx(
                [float(s) for s in sums]
            )
