"""result.json says everything, in the shape that scripts rely on."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reportgen.edges.result_json import as_mapping, number, write_result
from reportgen.model.figure import Figure, Ledger, Source
from reportgen.model.finding import Finding
from reportgen.model.outcome import (
    Conflict,
    FiledReturn,
    Matter,
    MergedForm,
    MilestoneResult,
    Obligation,
    Outcome,
    ProjectResult,
    QuotaResult,
    Revision,
    Submission,
    TargetResult,
)
from reportgen.model.period import Period
from reportgen.model.records import CellCount
from reportgen.model.values import Origin, Value
from tests.filing.small import LEDGER, QUARTERLY, at, plan, receipt, returned, whole

OCTOBER = Period.parse("2025-10")
A, B = Source("a.xlsx", "台账", "C8", "13", "13"), Source("b.xlsx", "台账", "C9", "5", "5")


def outcome() -> Outcome:
    ledger = Ledger()
    ledger.add(Figure("quotas.Q01.actual", "完成数", Decimal("13"), "家", "13家", "按信用代码计数", (A,)))
    ledger.add(Figure("x", "其他", Decimal("5.00"), "家", "5家", "计数", (B, A)))
    ledger.add(
        Figure("quotas.Q01.gap", "差", Decimal("-0.3"), "百分点", "0.3个百分点", "相减", (),
               ("x", "quotas.Q01.actual"), ("-0.3",))
    )  # fmt: skip
    rows = returned("甲局", {"名称": "一号"}, {"名称": "二号"}).rows
    value = Value(whole(5), "5家", Origin("b.xlsx", "台账", "C9"))
    row = rows[0]
    return Outcome(
        "示例方案",
        2025,
        "f" * 64,
        OCTOBER,
        at("2025-11-06T18:00"),
        files=(FiledReturn(receipt("a.xlsx", "2025-11-03T09:00"), "甲局", ("台账",), "accepted", ""),),
        submissions=(
            Submission(Obligation("甲局", "台账", OCTOBER, at("2025-11-05T18:00")), "on_time", at("2025-11-03T09:00"), 0, "a.xlsx"),
            Submission(Obligation("乙局", "台账", OCTOBER, at("2025-11-05T18:00")), "missing"),
        ),
        findings=(Finding("bad", "error", "不是数。", "甲局", "台账", "2025-10", "a.xlsx", "台账", "D7", "数量", "约5"),),
        forms={"季表": MergedForm("季表", ()), "台账": MergedForm("台账", rows)},
        quotas=(
            QuotaResult("Q01", "工业", 18, 13, Decimal("0.72222"), Decimal("0.83333"), 5, Decimal("2.5"), "red", "慢", "乙局", "quotas.Q01.actual"),
            QuotaResult("Q02", "建筑", 1, None, None, None, None, None, "grey", "尚无数据", "乙局", ""),
        ),
        targets=(
            TargetResult("T01", "增加值", Decimal("7.5"), Decimal("7.2"), Decimal("-0.3"), Decimal("6.9"), Decimal("6.8"), None, "yellow", "低", "乙局", "甲局", "1—9月", "x"),
        ),
        milestones=(
            MilestoneResult("M01", "开工", date(2025, 10, 31), date(2025, 9, 30), None, None, "overdue", -6, "red", "过期", "乙局", "plan", "x"),
        ),
        matters=(Matter("1", "事项", "修路", "丙镇", "乙局", ("甲局",), date(2025, 11, 1), "open", 5, "red", row),),
        conflicts=(Conflict("台账", "一号", "数量", (("乙局", value),), "", "无核实单位"),),
        revisions=(Revision("台账", "甲局", "一号", "数量", "6", "5", "cumulative_drop"),),
        projects=(ProjectResult("P", "桥", "乙局", ("省重点",), Decimal("0.5"), None, Decimal("0.83333"), "red", "慢", row),),
        figures=ledger,
        cells=CellCount(10, 7, 3),
    )  # fmt: skip


@pytest.fixture
def told() -> dict[str, Any]:
    return as_mapping(plan(LEDGER, QUARTERLY), outcome())


def test_result__head(told: dict[str, Any]):
    assert told["schema"] == "reportgen.result/1"
    assert told["plan"] == {"name": "示例方案", "year": 2025, "fingerprint": "f" * 64}
    assert (told["period"], told["as_of"]) == ("2025-10", "2025-11-06T18:00:00+08:00")
    assert told["cells"] == {"filled": 10, "merged": 7, "explained": 3, "lost": 0}


def test_result__every_key_of_the_interface(told: dict[str, Any]):
    expected = {
        "files": "path sha256 unit forms received_at evidence verdict reason",
        "submissions": "unit form state due_at received_at workdays_late file",
        "findings": "code severity unit form file sheet cell field value message answered",
        "quotas": "id name target actual rate pace gap needed_per_month forecast light figure",
        "targets": "id name target actual gap_points previous peer rank light figure",
        "milestones": "id name due baseline_due promised_due progress state days light figure",
        "conflicts": "form key field values chosen why",
        "revisions": "form unit key field before after kind",
    }
    for section, keys in expected.items():
        assert set(keys.split()) <= set(told[section][0]), section
    assert set(told["conflicts"][0]["values"][0]) == {"unit", "value", "file", "sheet", "cell"}
    assert set(told["figures"]["x"]["sources"][0]) == {"file", "sheet", "cell", "raw", "value"}


def test_result__submissions(told: dict[str, Any]):
    missing = told["submissions"][1]
    assert (missing["state"], missing["due_at"]) == ("missing", "2025-11-05T18:00:00+08:00")
    assert (missing["received_at"], missing["file"]) == (None, None)


def test_result__numbers_are_numbers_and_fractions_have_four_decimals(told: dict[str, Any]):
    quota, empty = told["quotas"]
    assert (quota["rate"], quota["pace"], quota["needed_per_month"]) == (0.7222, 0.8333, 2.5)
    assert all(empty[key] is None for key in ("actual", "rate", "pace", "gap", "needed_per_month", "forecast"))
    assert (told["targets"][0]["gap_points"], told["milestones"][0]["days"]) == (-0.3, -6)
    assert told["conflicts"][0]["values"][0]["value"] == "5"


def test_result__forms_in_plan_order_with_records_and_units(told: dict[str, Any]):
    assert list(told["forms"].items()) == [("台账", {"records": 2, "units": 1}), ("季表", {"records": 0, "units": 0})]


def test_result__sources_are_complete_through_inputs(told: dict[str, Any]):
    figure = told["figures"]["quotas.Q01.gap"]
    assert [s["cell"] for s in figure["sources"]] == ["C9", "C8"]
    assert (figure["value"], figure["text"], figure["texts"]) == (-0.3, "0.3个百分点", ["0.3个百分点", "-0.3"])
    assert told["figures"]["x"]["value"] == 5


def test_result__whole_numbers_and_wide_ones():
    assert [number(Decimal(x)) for x in ("5.00", "1E+3", "-0.30", "7.2")] == [5, 1000, -0.3, 7.2]
    assert isinstance(number(Decimal("5.0")), int)
    assert number(None) is None


def test_write__same_bytes_utf8_one_space_newline_at_the_end(tmp_path: Path):
    for name in ("a.json", "b.json"):
        write_result(plan(LEDGER, QUARTERLY), outcome(), tmp_path / name)
    first = (tmp_path / "a.json").read_bytes()
    assert first == (tmp_path / "b.json").read_bytes()
    assert first.startswith('{\n "schema": "reportgen.result/1",\n "plan": {\n  "name": "示例方案"'.encode())
    assert first.endswith(b"}\n") and b"\r" not in first
    assert json.loads(first) == as_mapping(plan(LEDGER, QUARTERLY), outcome())
