from decimal import Decimal
from typing import Any

from tests.measures.builders import merged, places, plan, run, when


def project(code: str, **cells: Any) -> dict[str, Any]:
    return {"项目": f"项目{code}", "项目代码": code, **{k: Decimal(v) if isinstance(v, str) and v.isdigit() else v for k, v in cells.items()}}  # fmt: skip


def test_project__rates_against_the_year() -> None:
    done = run(
        plan(),
        [merged("项目表", project("A", 年计划="1000", 年完成="700", 下达="500", 支付="450", 标签="专项债、国债"))],
    )
    (result,) = done.projects
    assert (result.id, result.invest_rate, result.pay_rate, result.pace) == (
        "A",
        Decimal("0.7"),
        Decimal("0.9"),
        Decimal("0.8333"),
    )
    assert (result.light, result.labels, result.name) == ("red", ("专项债", "国债"), "项目A")
    assert done.figures["projects.A.invest_rate"].text == "70.0%"
    assert places(done, "projects.A.invest_rate") == {"E6", "F6"}
    values = {
        p: done.figures[f"projects.{p}"].value
        for p in ("total", "invest_rate", "pay_rate", "invest_behind", "pay_behind", "count", "专项债.total")
    }
    assert values == {
        "total": 1,
        "invest_rate": 70,
        "pay_rate": 90,
        "invest_behind": 1,
        "pay_behind": 0,
        "count": 1,
        "专项债.total": 1,
    }


def test_project__payment_is_due_from_the_day_on_which_funds_were_issued() -> None:
    days = {"A": "2025-10-01", "B": "2025-07-01", "C": "2024-11-30", "D": "2025-11-20"}
    rows = [project(code, 下达="500", 支付="200", 下达日=when(day)) for code, day in days.items()]
    done = run(plan(), [merged("项目表", *rows)])
    paces = {p.id: p.pay_pace for p in done.projects}
    assert paces == {"A": Decimal("0.3333"), "B": Decimal("0.6667"), "C": Decimal("0.8333"), "D": Decimal(0)}
    assert done.figures["projects.pay_behind"].value == 2
    assert done.figures["projects.A.pay_pace"].text == "33.3%"
    assert [p.light for p in done.projects if p.id in "AD"] == ["green", "green"]


def test_project__told_in_two_forms_is_one_in_one_unit() -> None:
    forms = [
        merged("项目表", project("A", 年计划="1000", 年完成="900")),
        merged("拨付表", project("ａ", 下达="2", 支付="1")),
    ]
    done = run(plan(), forms)
    (result,) = done.projects
    assert (result.invest_rate, result.pay_rate) == (Decimal("0.9"), Decimal("0.5"))
    assert done.figures["projects.fund_issued"].text == "20,000.00万元"
    assert "2.00亿元" in done.figures["projects.fund_issued"].texts


def test_project__planned_start_passed() -> None:
    rows = [project("A", 计划开工=when("2025-09")), project("B", 计划开工=when("2025-09"), 实际开工=when("2025-09-30")),
            project("C", 计划开工=when("2025-12"))]  # fmt: skip
    done = run(plan(), [merged("项目表", *rows)])
    (late,) = done.projects
    assert (late.id, late.start_overdue, late.light, late.invest_rate) == ("A", True, "red", None)
    assert done.figures[late.figure].text == "37天"
    values = [done.figures[f"projects.{p}"].value for p in ("should_start", "not_started", "started", "start_rate")]
    assert values == [2, 1, 1, 50]


def test_project__plan_of_zero_and_over_100_percent() -> None:
    done = run(plan(), [merged("项目表", project("A", 年计划="0", 年完成="5"), project("B", 年计划="10", 年完成="15"))])
    assert [(p.id, p.invest_rate, p.light) for p in done.projects] == [("B", Decimal("1.5"), "green")]


def test_projects__nothing_sent_and_nothing_judged() -> None:
    assert run(plan()).figures["projects.total"].value is None
    done = run(plan(), [merged("项目表", project("A"))])
    assert done.projects == ()
    assert done.figures["projects.total"].value == 1
    assert done.figures["projects.invest_rate"].text == "—"
