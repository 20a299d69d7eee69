from datetime import date

from tests.measures.builders import merged, places, plan, run, together, when

ROWS = (
    {"编号": "AB05-1", "事项": "用地", "提出": "路桥所", "提出日期": when("2025-10-09"), "主办": "国土所", "协办": "工业所、综合所",
     "时限": when("2025-10-31"), "办理状态": "在办理"},
    {"编号": "AB05-2", "事项": "用能", "提出日期": when("2025-09-09"), "时限": when("2025-10-31"), "延期": when("2025-11"), "办理状态": "在办理"},
    {"编号": "AB05-3", "事项": "环评", "时限": when("2025-10-20"), "办理状态": "销号"},
    {"编号": "AB05-4", "事项": "用工", "办理状态": "办结"},
    {"事项": "无号", "时限": when("2025-11-01")},
)  # fmt: skip


def test_matters__state_limit_and_days_overdue() -> None:
    done = run(plan(), [merged("堵点表", *ROWS)])
    land, power, review, labour, unnamed = done.matters
    assert (land.state, land.overdue_days, land.light, land.partners) == ("open", 6, "red", ("工业所", "综合所"))
    assert (power.due, power.overdue_days, power.light) == (date(2025, 11, 30), 0, "green")
    assert (review.state, review.overdue_days, review.raiser) == ("closed", 0, "路桥所")
    assert (labour.state, labour.due, labour.light, labour.light_why) == ("settled", None, "grey", "未定办理时限")
    assert (unnamed.state, unnamed.overdue_days) == ("open", 5)
    assert done.figures[land.figure].text == "-6天"
    assert places(done, land.figure) == {"H6", "J6"}
    assert unnamed.figure in done.figures


def test_matters__counts_by_form_and_in_total() -> None:
    old = merged("堵点表", {"编号": "AB05-3", "办理状态": "在办理"}, file="old.xlsx")
    done = run(plan(), [merged("堵点表", *ROWS)], [old])
    parts = ("count", "open", "settled", "closed", "new", "overdue")
    values = [done.figures[f"matters.堵点表.{part}"].value for part in parts]
    assert values == [5, 3, 1, 1, 3, 2]
    assert [done.figures[f"matters.total.{part}"].value for part in parts] == values
    assert places(done, "matters.total.overdue") == {"B6", "H6", "J6", "H10"}


def test_matters__same_number_twice_keeps_both() -> None:
    row = {"编号": "AB05-1", "时限": when("2025-10-31"), "办理状态": "在办理"}
    form = together(merged("堵点表", row), merged("堵点表", row, unit="工业所", file="b.xlsx"))
    done = run(plan(), [form])
    assert len({m.figure for m in done.matters}) == 2


def test_matters__nothing_sent_is_not_zero() -> None:
    done = run(plan())
    assert done.figures["matters.堵点表.open"].value is None
    assert done.figures["matters.total.open"].text == "—"
    nil = run(plan(), [merged("堵点表")])
    assert nil.figures["matters.total.open"].text == "0件"
    assert places(nil, "matters.total.open") == {"A2"}
