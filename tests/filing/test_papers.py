"""Scans and documents: kept beside a table, refused alone, asked for where the form demands one; old tables noticed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from reportgen.filing.codes import PAPER
from reportgen.filing.select import Filed
from reportgen.model.outcome import MergedForm
from reportgen.model.records import Reading
from tests.filing.small import LEDGER, MATTERS, at, plan, receipt, returned
from tests.filing.test_select import CLOSE, IN_TIME, LATER, OCTOBER, choose, codes, judged, reading, verdicts, whole

ONE = {"名称": "一号", "数量": whole(1), "说明": "好"}
TWO = {"名称": "二号", "数量": whole(2), "说明": "好"}
ROOT = "inputs/2025-10/"


def paper(path: str) -> Reading:
    return reading(ROOT + path, findings=(PAPER.make(value="PDF 文件"),))


def table(path: str = "甲局.xlsx", *rows: dict[str, object], form=LEDGER, unit: str = "甲局") -> Reading:
    return reading(ROOT + path, returned(unit, *(rows or (ONE,)), form=form))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scan", "sent"),
    [
        ("包.zip/盖章页.pdf", "包.zip/表.xlsx"),
        ("甲/盖章页.pdf", "甲/表.xlsx"),
        ("报表.pdf", "报表.xlsx"),
        ("甲局盖章.pdf", "十月.xlsx"),
    ],
)
def test_paper__beside_a_table_is_kept(scan: str, sent: str):
    filed = judged((paper(scan), IN_TIME), (table(sent), IN_TIME))
    assert verdicts(filed)[ROOT + scan] == "accepted"
    assert codes(filed) == {"paper_kept"}
    told = next(f for f in filed.files if f.receipt.path == ROOT + scan)
    assert (told.unit, told.forms) == ("甲局", ())
    assert f"随“{ROOT}{sent}”留存" in told.reason


@pytest.mark.parametrize(
    ("scan", "sent", "moment"),
    [
        ("盖章页.pdf", "十月.xlsx", IN_TIME),
        ("乙局盖章.pdf", "十月.xlsx", IN_TIME),
        ("甲局盖章.pdf", "十月.xlsx", LATER),
    ],
)
def test_paper__alone_is_refused_with_what_to_send(scan: str, sent: str, moment: str):
    filed = judged((paper(scan), moment), (table(sent), IN_TIME))
    assert verdicts(filed)[ROOT + scan] == "refused"
    (finding,) = filed.findings
    assert finding.code == "paper_alone"
    assert "另存为 .xlsx 报送" in finding.message


def test_paper__of_the_same_message_is_kept():
    readings = [paper("scan1.pdf"), table("十月.xlsx")]
    receipts = {r.path: replace(receipt(r.path, IN_TIME, r.sha256), sender="a@b") for r in readings}
    assert set(verdicts(choose(plan(), OCTOBER, CLOSE, readings, receipts)).values()) == {"accepted"}
    receipts[readings[0].path] = replace(receipts[readings[0].path], received_at=at(LATER))
    assert "refused" in verdicts(choose(plan(), OCTOBER, CLOSE, readings, receipts)).values()


def demanded(*sent: tuple[Reading, str]) -> Filed:
    return judged(*sent, the_plan=plan(replace(LEDGER, scan=True)))


def test_paper__that_a_form_demands_is_asked_for():
    (finding,) = demanded((table(), IN_TIME)).findings
    assert (finding.code, finding.severity, finding.unit, finding.cell) == ("paper_missing", "query", "甲局", "A2")
    assert codes(demanded((table(), IN_TIME), (paper("甲局盖章.pdf"), LATER))) == {"paper_kept"}
    nil = reading(f"{ROOT}甲局.xlsx", returned("甲局", nil=True))
    assert codes(demanded((nil, IN_TIME))) == set()


# ---------------------------------------------------------------- last period's table sent again


GROWING = replace(
    LEDGER, purpose="指标", fields=(LEDGER.fields[0], replace(LEDGER.fields[1], cumulative=True), LEDGER.fields[2])
)


def said_before(
    rows: list[dict[str, object]], earlier: list[dict[str, object]], form=GROWING, **more: object
) -> set[str]:
    before = {form.name: MergedForm(form.name, returned("甲局", *earlier, form=form, period="2025-09").rows)}  # type: ignore[arg-type]
    sent = reading(f"{ROOT}甲局.xlsx", returned("甲局", *rows, form=form, **more))  # type: ignore[arg-type]
    return codes(judged((sent, IN_TIME), the_plan=plan(form), before=before))


def test_said_before__a_table_that_repeats_the_last_one_is_asked_about():
    assert said_before([ONE, TWO], [ONE, TWO]) == {"said_before"}


@pytest.mark.parametrize(
    "rows", [[ONE], [ONE, {**TWO, "数量": Decimal(3)}], [ONE, TWO, ONE], [TWO, ONE]]
)  # fmt: skip
def test_said_before__any_change_is_a_new_table(rows: list[dict[str, object]]):
    assert "said_before" not in said_before(rows, [ONE, TWO])


def test_said_before__a_tick_says_it_and_registers_and_matters_stand_still():
    assert said_before([ONE, TWO], [ONE, TWO], unchanged=True) == set()
    assert "said_before" not in said_before([ONE, TWO], [ONE, TWO], LEDGER)
    matter = {
        "编号": "SL05-U1-202510-01",
        "事项内容": "用地",
        "提出单位": "甲局",
        "主办": "乙局",
        "进展": "无",
        "状态": "在办",
    }
    assert "said_before" not in said_before([matter], [matter], MATTERS)
