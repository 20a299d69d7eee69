"""任务分解: what is due and done of each amount, by month, quarter and year."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from reportgen.measures import Judgement, judge
from reportgen.model.outcome import MergedForm, TaskShare
from reportgen.model.period import Period
from reportgen.model.plan import FieldType, Form
from reportgen.model.records import Return
from reportgen.model.values import Origin
from tests.measures.builders import FORMS, NOVEMBER_6, OCTOBER, check_proof, field, history_of, make_row, merged, plan

MONTHS = tuple(field(f"{m}月", "month_plan", FieldType.WAN) for m in range(1, 13))
TASKS = Form(
    number="AB09", name="分解表", title="分解表", purpose="任务分解", rhythms=("变动",), owners=("路桥所",),
    fields=(field("任务", "name", key=True), field("代码", "code"), field("责任人", "person"),
            field("全年", "year_task", FieldType.WAN), *MONTHS),
)  # fmt: skip
PLAN = plan(forms=(*FORMS, TASKS))


def tasks(*rows: dict[str, Any]) -> MergedForm:
    made = tuple(make_row(TASKS, "路桥所", "t.xlsx", 6 + i, row) for i, row in enumerate(rows))
    title = Origin("t.xlsx", "分解表", "A2")
    return MergedForm("分解表", made, (Return("t.xlsx", "分解表", "分解表", "路桥所", "2025-10", made, title=title),))


def task(code: str = "P1", monthly: int = 100) -> dict[str, Any]:
    months = {f"{m}月": Decimal(monthly) for m in range(1, 13)}
    return {"任务": f"任务{code}", "代码": code or None, "责任人": "张三", "全年": Decimal(12 * monthly), **months}


def run(done: Sequence[int | None], *rows: dict[str, Any], period: Period = OCTOBER) -> Judgement:
    """Judge; *done* is the year's amount as each period up to *period* told it."""
    course = [
        {"项目表": merged("项目表", {"项目": "路", "项目代码": "P1", "年计划": Decimal(1200), "年完成": Decimal(d)}, file=f"{i}.xlsx")}
        if d is not None else {} for i, d in enumerate(done)
    ]  # fmt: skip
    now = {**course[-1], "分解表": tasks(*rows)}
    judged = judge(PLAN, period, NOVEMBER_6, now, {}, (), history_of(PLAN, course[:-1], period))
    for figure in judged.figures:
        check_proof(judged, figure)
    return judged


def only(judged: Judgement) -> TaskShare:
    (share,) = judged.breakdown
    return share


def test_task__month_quarter_and_year_as_a_chain():
    share = only(run([600, 640, 690, 850], task()))  # July to October
    assert (share.month_plan, share.month_done) == (100, 850 - 690)
    assert (share.quarter_plan, share.quarter_done) == (300, 850 - 690)
    assert (share.due, share.done, share.year_task, share.person) == (1000, 850, 1200, "张三")


def test_task__behind_leads_to_the_cells_of_both_forms():
    judged = run([690, 850], task())
    behind = judged.figures["breakdown.路桥所/任务P1.behind"]
    assert (behind.value, behind.text) == (Decimal(-150), "-150.00万元")
    assert {s.file for s in judged.figures.all_sources(behind.id)} == {"t.xlsx", "1.xlsx"}


def test_task__without_the_period_before_the_month_is_not_told():
    share = only(run([None, 850], task()))
    assert (share.month_done, share.quarter_done, share.done) == (None, None, 850)


def test_task__january_counts_from_nothing():
    judged = run([None, 70], task(), period=Period.parse("2025-01"))
    assert (only(judged).month_done, only(judged).due) == (70, 100)


def test_task__dekad_owes_its_share_of_the_month():
    share = only(run([None, 850], task(), period=Period.parse("2025-10-D1")))
    assert share.due == Decimal("932.26")  # nine months and ten of thirty-one days


def test_task__without_a_project_has_no_amount_done_and_is_in_no_sum():
    judged = run([690, 850], task(), {**task("", 50), "任务": "其他"})
    assert [s.done for s in judged.breakdown] == [850, None]
    assert judged.figures["breakdown.total.due"].value == 1000
    assert judged.figures["breakdown.units.路桥所.rate"].value == 85
    assert judged.figures["breakdown.total.behind"].value == 1


def test_task__amounts_are_never_called_statistics():
    judged = run([690, 850], task())
    own = [f for f in judged.figures if f.id.startswith("breakdown.")]
    assert own and all("固定资产投资" not in f.name + f.how for f in own)
    assert all("调度数" in f.name for f in own if f.unit == "万元")
