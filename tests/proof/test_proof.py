"""All numbers of all kinds of documents are equal to what other code reckons from the received files; and it can fail."""

from __future__ import annotations

import ast
import csv
import datetime as dt
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests import circle
from tests.proof import docx_numbers
from tests.proof.claims import Case
from tests.proof.conftest import known
from tests.proof.docx_numbers import Passage
from tests.proof.papers import KINDS, MONTHS, WEEKS, Papers, faults, rules
from tests.proof.printing import rounded
from tests.proof.say_warnings import OVER_THREE_MONTHS, RECKONED

NO_TABLE = {"reading.file_foreign", "paper_alone"}
PAGES_AT_MOST = 0.06
"""The share of numbers that are exempt: page numbers, which Word works out, told apart by their fields."""


def _numbers(case: Case) -> int:
    return sum(len(list(p.numbers())) for p in case.passages)


# ---------------------------------------------------------------- all equal


@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_documents__every_number_is_reckoned_anew(papers: Papers, kind: str, month: str) -> None:
    paths = papers.files(month, kind)
    assert paths or (kind, month) == ("催报函", "2025-09")  # nobody was missing in September
    for path in paths:
        case = papers.case(month, kind, path)
        assert _numbers(case) > 2
        assert faults(case) == [], path.name


def test_week__its_own_document_too(weekly: Papers) -> None:
    """周调度 of a week with a folder of its own: who owes what, what is new and overdue, are those of the week."""
    week = max(WEEKS)
    case = weekly.case(week, "周调度", _of_week(weekly, week))
    assert faults(case) == []
    assert _numbers(case) > 30


def _of_week(weekly: Papers, week: str) -> Path:
    return weekly.root / "outputs" / week / "简报.docx"  # in its own folder it is the period's brief


def test_kinds__all_that_the_plan_knows(papers: Papers) -> None:
    plan = papers.counties[MONTHS[0]].plan
    assert {d["kind"] for d in plan.raw["documents"]} == set(KINDS)


def test_files__each_document_that_was_written_is_proved(papers: Papers) -> None:
    for month in MONTHS:
        written = set((papers.root / "outputs" / month).rglob("*.docx"))
        assert {p for p in written if "退回" not in p.parts} == {p for k in KINDS for p in papers.files(month, k)}


def test_exempt__page_numbers_alone_and_few(papers: Papers) -> None:
    cases = [papers.case(m, k, p) for m in MONTHS for k in KINDS for p in papers.files(m, k)]
    pages = sum(len(p.pages) for case in cases for p in case.passages)
    assert pages < PAGES_AT_MOST * sum(map(_numbers, cases))


def test_rules__each_proves_something(papers: Papers, weekly: Papers) -> None:
    used: set[str] = set()
    for month in MONTHS:
        for kind in KINDS:
            for path in papers.files(month, kind):
                faults(papers.case(month, kind, path), used)
    week = max(WEEKS)
    faults(weekly.case(week, "周调度", _of_week(weekly, week)), used)
    assert {r.pattern for r in rules(papers.counties[MONTHS[0]].plan)} == used


def test_warnings__each_rule_is_reckoned_or_named_as_one_that_is_not(papers: Papers) -> None:
    known_rules = [w["id"] for w in papers.counties[MONTHS[0]].plan.raw["warnings"]]
    assert sorted(known_rules) == sorted((*RECKONED, *OVER_THREE_MONTHS))
    assert len(OVER_THREE_MONTHS) <= 7


def test_returned__the_planted_mistakes_are_of_kinds_that_are_judged_anew() -> None:
    """What sends a table back is judged without the plan's formulas; the sample's mistakes need none."""
    with (circle.REPOSITORY / "tests/samples/planted.csv").open(encoding="utf-8-sig") as stream:
        codes = {line["code"] for line in csv.DictReader(stream) if line["severity"] == "error"}
    assert codes - NO_TABLE == {
        "rules.required", "rules.key_repeated", "reading.choice_unknown", "reading.uscc_digits_lost"
    }  # fmt: skip


@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("kind", ("季度讲评", "会议材料"))
def test_charts__show_what_was_received(papers: Papers, kind: str, month: str) -> None:
    (path,) = papers.files(month, kind)
    shown = [t for t in papers.counties[month].targets if t.plan["unit"] == "%" and "value" in t.plan]
    shown = [t for t in shown if t.plan["measure"] == "增速"]
    columns = {
        "年度目标": [t.bar for t in shown],
        "本期": [t.actual for t in shown],
        "全市平均": [t.peer for t in shown],
    }
    (chart,) = docx_numbers.charts(path)
    names = tuple(t.plan["name"] for t in shown)
    assert [(name, cats) for name, cats, _ in chart.series] == [(column, names) for column in columns]
    for name, _, values in chart.series:
        assert [rounded(Decimal(v), 1) for v in values] == [rounded(v, 1) for v in columns[name] if v is not None]
    drawn = [[float(v) for v in values] for _, _, values in chart.series]
    assert chart.table == [["", *columns], *([name, *line] for name, *line in zip(names, *drawn, strict=True))]


# ---------------------------------------------------------------- independent, and able to fail


def test_modules__import_nothing_of_reportgen() -> None:
    for path in Path(__file__).parent.glob("*.py"):
        if path.name not in ("conftest.py", "test_proof.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            froms = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
            names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
            assert not any(name.partition(".")[0] == "reportgen" for name in froms | names), path.name
            assert all(name.startswith("tests.proof") for name in froms if name.startswith("tests")), path.name


@pytest.mark.parametrize("kind", KINDS)
def test_number__any_that_is_changed_is_caught(papers: Papers, kind: str) -> None:
    """Each number of a document in turn has its last digit changed; the rest of the document stays as it is."""
    for path in papers.files(MONTHS[1], kind):
        case = papers.case(MONTHS[1], kind, path)
        for index, passage in enumerate(case.passages):
            above = [Passage("", cells=p.cells, rows=p.rows) for p in case.passages[max(0, index - 1) : index]]
            assert not faults(replace(case, passages=[*above, replace(passage, proved=[])]))
            for match in passage.numbers():
                if all(not start <= match.start() < end for start, end in passage.pages):
                    changed = _changed(passage, match.end() - 1)
                    assert faults(replace(case, passages=[*above, changed])), (match[0], passage.text)


def _changed(passage: Passage, place: int) -> Passage:
    digit = (int(passage.text[place]) + 1) % 10
    text = f"{passage.text[:place]}{digit}{passage.text[place + 1 :]}"
    return replace(passage, text=text, cells=tuple(text.split("\t")) if passage.cells else (), proved=[])


def test_document__a_digit_changed_in_its_file_is_caught(papers: Papers, tmp_path: Path) -> None:
    (path,) = papers.files(MONTHS[1], "月度")
    copy = tmp_path / path.name
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                assert data.count(b">87.4%<") == 1
                data = data.replace(b">87.4%<", b">87.5%<")
            new.writestr(name, data)
    assert [f for f in faults(papers.case(MONTHS[1], "月度", copy)) if "87.5" in f]


def _cell(sheet: Worksheet, heading: str, row: int) -> object:
    return sheet.cell(circle.header_row(sheet) + row, circle.column(sheet, heading))


def _put(heading: str, row: int, value: object) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        cell = _cell(sheet, heading, row)
        assert cell.value != value
        cell.value = value

    return change


@pytest.mark.parametrize(
    ("file", "form", "change", "kinds"),
    [
        ("县统计局10月报表.xlsx", "主要经济指标（月）", _put("同比增速（%）", 1, 6.4), ("月度", "一页纸", "会议材料")),
        ("县统计局10月报表.xlsx", "入库审核情况", _put("审批通过月份", 1, None), ("月度", "季度讲评")),
        (
            "县临港产业开发事务中心10月报表.xlsx",
            "形象进度和资金支付",
            _put("本年完成投资（万元）", 1, 1),
            ("月度", "旬报"),
        ),
        ("县商务粮食局10月报表.xlsx", "招商引资情况", _put("签约金额（亿元）", 3, 5.7), ("月度", "通报")),
        ("县商务粮食局10月报表.xlsx", "临港节点进度", _put("当前进度或数量", 1, 2), ("旬报", "季度讲评")),
        (
            "乡镇/金龙镇10月.xlsx",
            "意见建议",
            _put("办理时限", 1, dt.date(2025, 10, 20)),
            ("提请研究", "周调度", "月度"),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_input__a_cell_changed_without_a_merge_is_caught(
    papers: Papers, tmp_path: Path, file: str, form: str, change: Callable[[Worksheet], None], kinds: tuple[str, ...]
) -> None:
    room = _copy(papers, tmp_path)
    path = room / "inputs" / MONTHS[1] / file
    book = load_workbook(path)
    change(book[form])
    book.save(path)
    _caught(papers, room, kinds)


def test_input__a_file_that_is_gone_is_caught(papers: Papers, tmp_path: Path) -> None:
    room = _copy(papers, tmp_path)
    (room / "inputs" / MONTHS[1] / "静河10月.xlsx").unlink()
    _caught(papers, room, ("月度", "通报", "周调度"))


def test_input__a_time_of_receipt_that_is_changed_is_caught(papers: Papers, tmp_path: Path) -> None:
    room = _copy(papers, tmp_path)
    path = room / "inputs" / MONTHS[1] / "收件登记.xlsx"
    book = load_workbook(path)
    line = next(row for row in book.active.iter_rows(min_row=2) if row[0].value == "静河10月.xlsx")
    line[2].value = "2025-11-06 09:00:00"
    book.save(path)
    _caught(papers, room, ("月度", "通报", "周调度"))


def _copy(papers: Papers, tmp_path: Path) -> Path:
    for name in ("templates", "inputs"):
        shutil.copytree(papers.root / name, tmp_path / name)
    return tmp_path


def _caught(papers: Papers, room: Path, kinds: tuple[str, ...]) -> None:
    county = known(room, MONTHS[1])
    for kind in kinds:
        (path,) = papers.files(MONTHS[1], kind)
        assert faults(papers.case(MONTHS[1], kind, path, county)), kind
