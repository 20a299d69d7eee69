from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from reportgen.model.outcome import MilestoneResult
from reportgen.model.plan import Change, Place
from tests.measures.builders import RAIL, ROAD, ZONE, light, merged, places, plan, run, submission, when


def at(day: int, month: int = 10) -> datetime:
    return datetime(2025, month, day, 18, tzinfo=ZONE)


def judged(milestone: Any, as_of: datetime, **cells: Any) -> MilestoneResult:
    row = {"节点": milestone.id, **cells}
    return run(plan(milestones=(milestone,)), [merged("节点表", row)], as_of=as_of).milestones[0]


@pytest.mark.parametrize(
    ("as_of", "cells", "state", "days", "light"),
    [
        (at(24), {"状态": "未动工"}, "at_risk", 7, "yellow"),
        (at(31), {"状态": "未动工"}, "at_risk", 0, "yellow"),
        (at(6, 11), {"状态": "未动工"}, "overdue", -6, "red"),
        (at(1, 9), {"状态": "未动工"}, "on_track", 60, "green"),
        (at(1, 9), {"状态": "未动工", "承诺": when("2025-11")}, "at_risk", 60, "yellow"),
        (at(1, 9), {"状态": "未动工", "承诺": when("2025-10")}, "on_track", 60, "green"),
        (at(1, 9), {"状态": "停下"}, "at_risk", 60, "yellow"),
        (at(6, 11), {"状态": "已动工"}, "done", -6, "green"),
        (at(6, 11), {"状态": "建成"}, "done", -6, "green"),
        (at(6, 11), {"状态": "已动工", "达到": when("2025-11-03")}, "done_late", -6, "yellow"),
        (at(6, 11), {"状态": "已动工", "达到": when("2025-10")}, "done", -6, "green"),
        (at(6, 11), {"达到": when("2025-10-30")}, "done", -6, "green"),
        (at(6, 11), {"达到": when("2025-11-30")}, "overdue", -6, "red"),
        (at(6, 11), {}, "not_reported", -6, "grey"),
    ],
)
def test_milestone__start(as_of: datetime, cells: dict[str, Any], state: str, days: int, light: str) -> None:
    result = judged(ROAD, as_of, **cells)
    assert (result.state, result.days, result.light) == (state, days, light)


@pytest.mark.parametrize(
    ("measured", "stage", "state"),
    [
        ("80", "推进中", "done"),
        ("79.9", "建成", "on_track"),
        ("92", None, "done"),
        ("0", "未动工", "on_track"),
        (None, "建成", "done"),
    ],
)
def test_milestone__threshold_is_decided_by_the_number(measured: str | None, stage: str | None, state: str) -> None:
    result = judged(RAIL, at(6, 11), 进度=Decimal(measured) if measured else None, 状态=stage)
    assert result.state == state
    assert result.progress == (Decimal(measured) if measured else None)


def test_milestone__started_is_not_finished() -> None:
    built = replace(ROAD, kind="完工")
    assert judged(built, at(6, 11), 状态="已动工").state == "overdue"


def test_milestone__set_by_the_office_is_never_overdue() -> None:
    office = replace(ROAD, set_by="office")
    result = judged(office, at(6, 11), 状态="未动工")
    assert (result.state, result.days, result.light) == ("at_risk", -6, "yellow")
    assert result.light_why.endswith("（时限由办公室设定）")
    assert judged(office, at(6, 11), 状态="已动工", 达到=when("2025-11-03")).state == "done"


def test_milestone__not_reported_says_who() -> None:
    done = run(plan(milestones=(ROAD,)), [])
    assert done.milestones[0].light_why == "路桥所尚未报送大道开工进展"
    assert done.figures["milestones.M1.days"].text == "-6天"


def test_milestone__figures_lead_to_their_cells() -> None:
    row = {"节点": "铁路进度", "状态": "推进中", "进度": Decimal(76), "承诺": when("2026-01")}
    before = {"节点": "M2", "状态": "推进中", "进度": Decimal(70), "承诺": when("2025-12")}
    done = run(plan(milestones=(RAIL,)), [merged("节点表", row)], [merged("节点表", before, file="old.xlsx")])
    (result,) = done.milestones
    assert result.figure == "milestones.M2.progress"
    assert (result.state, result.promised_due) == ("at_risk", date(2026, 1, 31))
    texts = {
        p: done.figures[f"milestones.M2.{p}"].text
        for p in ("progress", "threshold", "gap", "promised", "moved", "due", "days", "stage")
    }
    assert texts == {"progress": "76.0%", "threshold": "80.0%", "gap": "4.0个百分点", "promised": "2026年1月", "moved": "1次",
                     "due": "2025年12月31日", "days": "55天", "stage": "推进中"}  # fmt: skip
    assert places(done, "milestones.M2.progress") == {"D6"}
    assert {s.file for s in done.figures.all_sources("milestones.M2.moved")} == {"a.xlsx", "old.xlsx"}
    assert {"10月31日", "10月底前"} <= set(run(plan(milestones=(ROAD,))).figures["milestones.M1.due"].texts)


def test_milestone__counts_by_state() -> None:
    done = run(plan(milestones=(ROAD, RAIL)), [merged("节点表", {"节点": "大道", "状态": "未动工"})])
    values = {
        s: done.figures[f"milestones.{s}"].value for s in ("count", "overdue", "not_reported", "done", "lights.red")
    }
    assert values == {"count": 2, "overdue": 1, "not_reported": 1, "done": 0, "lights.red": 1}


def test_milestone__baseline_is_what_the_plan_first_said() -> None:
    change = Change(
        section="milestones", item="M1", attribute="due", since=date(2025, 9, 1), value="2025-11-30", reason="函"
    )
    moved = plan(milestones=(replace(ROAD, due=date(2025, 11, 30)),), changes=(change,),
                 places={"milestones/M1/due": Place("templates/plan.xlsx", "节点", "C2", "2025-10-31"),
                         "changes/1/value": Place("templates/plan.xlsx", "变更", "E2", "2025-11-30")})  # fmt: skip
    done = run(moved, [merged("节点表", {"节点": "M1", "状态": "未动工"})])
    (result,) = done.milestones
    assert places(done, "milestones.M1.due") == {"E2"}
    assert (result.due, result.baseline_due, result.state) == (date(2025, 11, 30), date(2025, 10, 31), "at_risk")


def test_milestone__conditions_may_ask_who_set_the_limit_and_how_often_it_moved() -> None:
    lights = (light("milestones", "red", "[办定]"), light("milestones", "yellow", "[改期次数]>0"))
    now, old = {"节点": "M1", "承诺": when("2025-12")}, {"节点": "M1", "承诺": when("2025-11")}
    done = run(plan(milestones=(ROAD,), lights=lights), [merged("节点表", now)], [merged("节点表", old)])
    assert done.milestones[0].light == "yellow"


def test_milestone__kept_row_of_a_silent_unit_says_so() -> None:
    form = merged("节点表", {"节点": "M1", "状态": "未动工"}, returns=(), carried=frozenset({"路桥所"}))
    done = run(plan(milestones=(ROAD,)), [form], submissions=[submission("路桥所", "节点表", "missing")])
    assert done.milestones[0].light_why.endswith("（本期未报送，沿用上期所报）")
