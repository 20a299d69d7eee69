"""What a template finds by itself, recalculated by LibreOffice, is what the merge finds in the same file."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reportgen import layout
from reportgen.edges.books import open_book
from reportgen.edges.template_writer import Owed, write_issue
from reportgen.edges.template_writer.checks import Check
from reportgen.edges.template_writer.inputs import entry_rule
from reportgen.edges.template_writer.style import ROW
from reportgen.model.finding import Finding
from reportgen.model.plan import Field, Form, Option, OptionList, Plan, Rule
from reportgen.reading import understand
from reportgen.rules import check_return
from tests import office
from tests.edges.issued import DUE, MATTERS, OCTOBER, PLAN, PROJECTS, TASKS, UNIT

MISSING = frozenset({"rules.required", "rules.required_if", "rules.required_head", "rules.empty_table"})
FUNDS = Form(
    number="ABC06", name="资金表", title="资金表", purpose="台账", rhythms=("月",), owners=("县发改局",), empty_rows=6, nil_allowed=True,
    fields=(
        Field(name="批次", place="表头", required=True), Field(name="项目", key=True, required=True, role="name"),
        Field(name="代码", type="信用代码", role="code"), Field(name="下达", type="万元", required=True, minimum=Decimal(0)),
        Field(name="支付", type="万元"), Field(name="比例", type="百分比", maximum=Decimal(100)), Field(name="户数", type="整数"),
        Field(name="状态", type="选项", list="办理状态"), Field(name="办结日期", type="日期", required_if='[状态]="已办结"'),
        Field(name="是否垫付", type="是否"), Field(name="备注"),
        Field(name="行业", type="行业代码"), Field(name="总投资", type="万元", role="total"),
        Field(name="累计完成", type="万元", role="total_done"), Field(name="有无问题", type="选项", list="有无", required=True),
    ),
)  # fmt: skip
RULES = (
    Rule(id="R1", form="资金表", condition="[支付]<=[下达]", severity="query", field="支付", message="支付大于下达"),
    Rule(id="R2", form="资金表", condition='OR([是否垫付]<>"是",[备注]<>"")', severity="error", field="备注", message="垫付的要说明"),
    Rule(id="R3", form="资金表", condition="SUM(本表[支付])<=1000", severity="query", field="支付", message="支付合计超过千万"),
    Rule(id="R4", form="资金表", condition="[支付]/[户数]<=100", severity="query", field="户数", message="户均过大"),
    Rule(id="R5", form="资金表", condition='CONTAINS([批次],"批")', severity="query", field="批次", message="批次应写第几批"),
    Rule(id="R6", form="资金表", condition="[办结日期]<=期末", severity="error", field="办结日期", message="日期在期末之后"),
    Rule(id="R7", form="资金表", condition="SUM(资金表[支付])<=SUM(项目清单[总投资])", field="支付", message="支付合计大于总投资合计"),
    Rule(id="R8", form="资金表", condition="[支付]>=上期[支付]", field="支付", message="累计不应下降"),
    Rule(id="R9", form="资金表", condition="[下达]<5000", severity="notice", field="下达", message="大额资金"),
)  # fmt: skip
YES_OR_NONE = OptionList(name="有无", options=(Option(value="有"), Option(value="无")))
LIVE: Plan = replace(PLAN, forms=(PROJECTS, MATTERS, TASKS, FUNDS), rules=RULES, lists=(*PLAN.lists, YES_OR_NONE))
WRONG_DIGIT = "91430600MA00T02241"
ROWS = [
    ["甲项目", WRONG_DIGIT, 500, 400, 80, 4, "在办", None, "否", None, "C3484 零件", 100, 1000, "无"],
    ["乙项目", None, 100, 900, 120, 2.5, "办完了", None, "是", None, "A3484", 100, 20000, "有"],
    ["甲项目", None, "很多", None, None, None, "已办结", None, None, None, "制造业", 100, 1001, "/"],
    [None, None, -5, 10, None, 0, None, datetime(2025, 11, 3), "也许", "说明", "o80", 0, 5, "无"],
    ["丁项目", "1234", 100, 20, "无", None, "已办结", datetime(2025, 10, 3), "否", None, "C34841", "无", 5, None],
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("live")
    path = folder / "回.xlsx"
    write_issue(LIVE, UNIT, OCTOBER, [Owed(form, OCTOBER, DUE) for form in LIVE.forms], {}, {}, path)
    book = openpyxl.load_workbook(path)
    sheet, place = book["资金表"], layout.arrange(LIVE, FUNDS, FUNDS.empty_rows)
    for offset, row in enumerate(ROWS):
        for col, value in enumerate(row, start=2):
            sheet.cell(place.first_row + offset, col).value = value
    sheet.cell(place.first_row + 1, place.explanation_col).value = "年初已垫付"
    sheet.cell(place.head[0].row, 2).value = "2025年第二期"
    sheet.cell(place.foot[0].row, 2).value = "张三"
    sheet.cell(place.nil[0], 2).value = layout.TICK  # type: ignore[index]
    projects = book["项目清单"]
    at = layout.arrange(LIVE, PROJECTS, PROJECTS.empty_rows).first_row
    projects.cell(at, 2).value = "某项目"
    projects.cell(at, 6).value = 300
    matters = book["堵点清单"]
    at = layout.arrange(LIVE, MATTERS, MATTERS.empty_rows).first_row
    matters.cell(at, 4).value = "县发改局"
    book.save(path)
    return office.recalculated(path, folder)


pytestmark = [pytest.mark.libreoffice, pytest.mark.skipif(not office.available(), reason=office.MISSING)]


def told(path: Path, name: str) -> tuple[str, Counter[str]]:
    """Return the count that a sheet shows, and its codes by kind and cell."""
    sheet = openpyxl.load_workbook(path, data_only=True)[name]
    form = LIVE.form(name)
    head = next(r for r in range(1, 30) if sheet.cell(r, 1).value == layout.SERIAL)
    col = layout.arrange(LIVE, form, 1).code_col
    codes: Counter[str] = Counter()
    for row in range(head + 1, sheet.max_row + 1):
        for code in filter(None, str(sheet.cell(row, col).value or "").split(";")):
            codes[f"{code[0]} {sheet.cell(row, int(code[1:3])).coordinate}"] += 1
    return str(sheet["A4"].value), codes


def found(path: Path, name: str) -> list[Finding]:
    """Return what the merge finds that is to be answered."""
    reading = understand(LIVE, open_book(path, "inputs/2025-10/回.xlsx"), "0" * 64, OCTOBER)
    assert reading.cells.lost == 0
    ret = check_return(LIVE, next(r for r in reading.returns if r.form == name))
    return [f for f in ret.findings if f.severity != "notice"]


def kind(finding: Finding) -> str:
    return "m" if finding.code in MISSING else finding.severity[0]


@pytest.mark.parametrize("name", [f.name for f in LIVE.forms])
def test_template__counts_what_the_merge_finds(filled: Path, name: str) -> None:
    line, codes = told(filled, name)
    findings = found(filled, name)
    counts = Counter(map(kind, findings))
    carried_sums = 1 if name == "资金表" else 0  # R7 needs the other sheet of the workbook: the merge tells it later
    asked = counts["q"] + carried_sums
    assert line.startswith(f"本表：待填 {counts['m']} 处，强制错误 {counts['e']} 处，核实 {asked} 处")
    assert line.endswith("可报送 " + ("否" if counts["m"] + counts["e"] else "是"))
    rows = {address for _, address in (c.split() for c in codes)}
    assert codes == Counter(f"{kind(f)} {f.cell}" for f in findings if f.cell in rows)


def test_template__shows_places_reasons_and_the_sum_of_all_sheets(filled: Path) -> None:
    book = openpyxl.load_workbook(filled, data_only=True)
    sheet, place = book["资金表"], layout.arrange(LIVE, FUNDS, FUNDS.empty_rows)
    assert "核实 12 处（已说明 3 处）" in sheet["A4"].value
    assert sheet.cell(place.links_row, 2).value == "▶表头表尾"
    assert sheet.cell(place.links_row, 3).value == f"▶第{place.first_row}行"
    reason = sheet.cell(place.first_row + 1, place.reason_col).value
    assert reason.startswith("【强制】比例不应大于 100；【强制】户数应为整数；【强制】状态不在下拉选项内；等 ")
    total = book[layout.COVER_SHEET]["A4"].value
    assert total.startswith("全部 4 张表：待填 ") and total.endswith("可报送 否")


def test_entry__is_refused_or_doubted_by_the_same_rules() -> None:
    """Each validation is the rule's own formula: 强制 of one cell stops, the rest warns, a notice is not there."""
    rules = validations()
    first = layout.arrange(LIVE, FUNDS, FUNDS.empty_rows).first_row
    stopped = {
        name: rule for name, rule in rules.items() if rule.errorStyle in ("stop", None) and rule.type == "custom"
    }
    assert set(stopped) == {"项目", "代码", "办结日期"}
    assert f"$I{first}>DATE(2025,10,31)" in stopped["办结日期"].formula1
    assert stopped["办结日期"].error == "日期在期末之后。请改正后再填。"
    assert "18 位" in stopped["代码"].error
    warned = rules["支付"]
    assert (warned.type, warned.errorStyle) == ("custom", "warning")
    assert "ISNUMBER" in warned.formula1 and "支付大于下达" in warned.error
    assert warned.error.endswith("确实要这样填的，点“是”。")
    assert rules["下达"].type == "decimal"  # R9 is told to the office alone
    assert rules["状态"].type == "list"
    assert (rules["批次"].type, rules["批次"].errorStyle) == ("custom", "warning")  # R5, above the table
    assert rules["批次"].error.startswith("批次应写第几批。")


def validations() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "表.xlsx"
        write_issue(LIVE, UNIT, OCTOBER, [Owed(form, OCTOBER, DUE) for form in LIVE.forms], {}, {}, path)
        sheet, place = openpyxl.load_workbook(path)["资金表"], layout.arrange(LIVE, FUNDS, FUNDS.empty_rows)
    cells = {f.name: sheet.cell(place.first_row, place.column_of(f.name)).coordinate for f in place.columns}
    cells |= {s.field.name: sheet.cell(s.row, s.value_col).coordinate for s in place.head}
    every = sheet.data_validations.dataValidation
    return {name: next(v for v in every if cell in v) for name, cell in cells.items()}


def test_entry__formula_is_never_longer_than_excel_allows() -> None:
    long = [
        Check(f"q02{n:02}", "原因" * 40, f'IF($B{ROW}="{"长" * 60}",TRUE,FALSE)', typed="doubted", of_plan=True)
        for n in range(9)
    ]
    rule = entry_rule(long, 1048576)
    assert 100 < len(rule["value"]) <= 256 and len(rule["error_message"]) <= 255
    assert entry_rule([replace(long[0], broken="A" * 300)], 9) == {}
