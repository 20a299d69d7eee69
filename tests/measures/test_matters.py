from dataclasses import replace
from datetime import date
from decimal import Decimal

from reportgen.measures import judge
from reportgen.model.plan import Option, OptionList
from tests.measures.builders import (
    FORMS,
    NOVEMBER_6,
    OCTOBER,
    STAGES,
    STATES,
    STATUSES,
    FieldType,
    field,
    history_of,
    make_row,
    merged,
    places,
    plan,
    run,
    together,
    when,
)

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


def test_matters__ages_and_the_years_done_rate() -> None:
    course = [
        {
            "堵点表": merged(
                "堵点表", {"编号": "甲", "办理状态": "在办理"}, {"编号": "乙", "办理状态": "办结"}, file="8.xlsx"
            )
        },
        {
            "堵点表": merged(
                "堵点表", {"编号": "甲", "办理状态": "销号"}, {"编号": "乙", "办理状态": "在办理"}, file="9.xlsx"
            )
        },
    ]
    rows = (
        {"编号": "乙", "提出日期": when("2025-10-07"), "办理状态": "在办理"},
        {"编号": "丙", "提出日期": when("2025-10-27"), "办理状态": "在办理"},
        {"编号": "丁", "办理状态": "办结"},
    )
    now = {"堵点表": merged("堵点表", *rows)}
    done = judge(plan(), OCTOBER, NOVEMBER_6, now, course[-1], (), history_of(plan(), course, OCTOBER))
    assert [(m.id, m.age_days, m.reopened) for m in done.matters] == [("乙", 30, 1), ("丙", 10, 0), ("丁", None, 0)]
    values = {
        part: done.figures[f"matters.堵点表.{part}"].value
        for part in ("known", "done", "done_rate", "age_mean", "age_most", "reopened")
    }
    assert values == {"known": 4, "done": 2, "done_rate": 50, "age_mean": 20, "age_most": 30, "reopened": 1}
    assert {s.file for s in done.figures.all_sources("matters.堵点表.done")} == {"9.xlsx", "a.xlsx"}


def test_matters__joined_by_the_office_are_counted_once() -> None:
    rows = ({"编号": "甲", "办理状态": "在办理"}, {"编号": "乙", "办理状态": "在办理"})
    done = judge(plan(), OCTOBER, NOVEMBER_6, {"堵点表": merged("堵点表", *rows)}, {}, (), joined={"乙": "甲"})
    assert [(m.id, m.joined) for m in done.matters] == [("甲", ""), ("乙", "甲")]
    assert {done.figures[f"matters.堵点表.{part}"].value for part in ("open", "known")} == {Decimal(1)}


def test_matters__closed_only_when_the_asker_agrees() -> None:
    form = next(f for f in FORMS if f.name == "堵点表")
    form = replace(form, fields=(*form.fields, field("销号意见", "agreed", FieldType.CHOICE, list="意见")))
    opinions = OptionList(name="意见", options=(Option(value="同意", meaning="agreed"), Option(value="继续办")))
    the_plan = plan(forms=(form,), lists=(STATUSES, STAGES, STATES, opinions))
    found = {}
    for said in ("同意", "继续办", None):
        row = make_row(form, "路桥所", "a.xlsx", 6, {"编号": "甲", "办理状态": "销号", "销号意见": said})
        told = replace(merged("堵点表"), rows=(row,))
        found[said] = judge(the_plan, OCTOBER, NOVEMBER_6, {"堵点表": told}, {}, ()).matters[0].state
    assert found == {"同意": "closed", "继续办": "settled", None: "settled"}
