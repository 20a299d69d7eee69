"""The real plan's forms, filled at random and recalculated by LibreOffice, show cell by cell what the merge finds."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reportgen import layout
from reportgen.edges.books import open_book
from reportgen.edges.plan_store import load
from reportgen.edges.template_writer import Owed, write_issue
from reportgen.model.period import Period, time_zone
from reportgen.model.plan import Field, FieldType, Form, Plan
from reportgen.reading import understand
from reportgen.rules import check_return
from tests import office
from tests.edges.test_live_checks import MISSING
from tests.fill import uscc

REPOSITORY = Path(__file__).resolve().parents[2]
OCTOBER = Period.parse("2025-10")
DUE = datetime(2025, 11, 5, 18, 0, tzinfo=time_zone("+08:00"))
SEED, ROWS = 20251105, 5
_NAMES = ("firm", "name")
_REGISTERS = ("单位", "指标", "节点")

pytestmark = [pytest.mark.libreoffice, pytest.mark.skipif(not office.available(), reason=office.MISSING)]


def typed(rng: random.Random, plan: Plan, field: Field) -> Any:
    """What a clerk may type, sound or not, but as the template wants it: numbers as numbers, dates as dates."""
    kind = FieldType(field.type)
    if field.role not in ("code", *_NAMES) and rng.random() < 0.25:
        return None
    if field.role == "raiser":
        return plan.header.office_unit
    plainly = kind is FieldType.YESNO or field.zero_words or field.role in ("code", *_NAMES) or field.list in _REGISTERS
    if rng.random() < 0.1 and not plainly:
        return rng.choice(["无", "/", "-"])
    if field.list in _REGISTERS:
        return {"单位": plan.units, "指标": plan.indicators, "节点": plan.milestones}[field.list][rng.randrange(5)].name
    if field.list:
        options = plan.options(field.list)
        assert options is not None
        return rng.choice([*(o.value for o in options.options), *(["胡写"] if rng.random() < 0.2 else [])])
    number = rng.choice([0, 1, 50, 300, 4500.5, 100000, -3, 2.5])
    return {
        FieldType.TEXT: rng.choice(["甲", "乙丙丁戊己庚辛壬癸子丑", "1—10月", "示例项目"]),
        FieldType.INTEGER: rng.choice([0, 1, 12, 2.5, -1, 3000]),
        FieldType.DATE: datetime(rng.choice([2025, 2025, 2027]), rng.randrange(1, 13), rng.randrange(1, 28)),
        FieldType.USCC: rng.choice([uscc(7), uscc(8), uscc(9)[:17] + "I"]),
        FieldType.PROJECT_CODE: rng.choice(["2503-000000-04-01-123456", "2503-430624-04-01-000002", "2503"]),
        FieldType.INDUSTRY: rng.choice(["C3484 零件", "A34", "制造业", "5212", "R9"]),
        FieldType.PHONE: "0730-1234567",
        FieldType.YESNO: rng.choice(["是", "否", "也许"]),
    }.get(kind, number)


def fill(plan: Plan, form: Form, sheet: Any, rng: random.Random) -> None:
    head = next(r for r in range(1, 30) if sheet.cell(r, 1).value == layout.SERIAL)
    places = layout.arrange(plan, form, 1)
    for row in range(head + 1, head + 1 + ROWS):
        for field in places.columns:
            cell = sheet.cell(row, places.column_of(field.name))
            if isinstance(sheet.cell(row, 1).value, int | float) and not cell.protection.locked:
                cell.value = typed(rng, plan, field)


@pytest.mark.parametrize("seed", [SEED])
def test_every_form_of_the_plan__counts_what_the_merge_finds(seed: int, tmp_path: Path) -> None:
    plan, rng = load(REPOSITORY / "templates"), random.Random(seed)
    unit = next(u for u in plan.units if u.name == plan.header.office_unit)
    path = tmp_path / "全部表.xlsx"
    write_issue(plan, unit, OCTOBER, [Owed(form, OCTOBER, DUE) for form in plan.forms], {}, {}, path)
    book = openpyxl.load_workbook(path)
    for form in plan.forms:
        fill(plan, form, book[form.name], rng)
    book.save(path)
    computed = openpyxl.load_workbook(office.recalculated(path, tmp_path), data_only=True)
    reading = understand(plan, open_book(path, "inputs/2025-10/全部表.xlsx"), "0" * 64, OCTOBER)
    assert {ret.form for ret in reading.returns} == {form.name for form in plan.forms}
    differences = {
        ret.form: (told - found, found - told)
        for ret in reading.returns
        if (told := shown(plan, computed[ret.form])) != (found := merged(plan, ret))
    }
    assert differences == {}


def shown(plan: Plan, sheet: Any) -> Counter[str]:
    """The kinds and cells of a table's checks that failed, as the sheet shows them."""
    head = next(r for r in range(1, 30) if sheet.cell(r, 1).value == layout.SERIAL)
    col = next(c.column for c in sheet[head] if c.value == layout.CHECK_CODE)
    codes: Counter[str] = Counter()
    for row in range(head + 1, sheet.max_row + 1):
        for code in filter(None, str(sheet.cell(row, col).value or "").split(";")):
            codes[f"{code[0]} {sheet.cell(row, int(code[1:3])).coordinate}"] += 1
    return codes


def merged(plan: Plan, ret: Any) -> Counter[str]:
    """The kinds and cells of what the merge finds in a table."""
    rows = {row.origin.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for row in ret.rows}
    return Counter(
        f"{'m' if f.code in MISSING else f.severity[0]} {f.cell}"
        for f in check_return(plan, ret).findings
        if f.severity != "notice" and f.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") in rows
    )
