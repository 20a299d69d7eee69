from reportgen.model.plan import Place
from tests.measures.builders import Period, merged, places, plan, run, submission

SENT = [
    submission("路桥所", "走访表", "on_time"),
    submission("路桥所", "节点表", "late", 2),
    submission("工业所", "走访表", "nil"),
    submission("工业所", "堵点表", "missing"),
    submission("统计所", "审核表", "returned"),
    submission("统计所", "指标表", "exempt"),
    submission("综合所", "走访表", "not_due"),
    submission("国土所", "堵点表", "nil", 1),
]


def test_reporting__counts_every_state() -> None:
    done = run(plan(), submissions=SENT)
    values = {
        f.id.removeprefix("reporting."): f.value
        for f in done.figures
        if f.id.count(".") == 1 and f.id.startswith("reporting")
    }
    assert values == {"due": 6, "received": 5, "on_time": 1, "late": 2, "missing": 1, "returned": 1, "nil": 2, "exempt": 1,
                      "not_due": 1, "timely": 2, "on_time_rate": values["on_time_rate"],
                      "first_pass": 0, "first_pass_rate": None}  # fmt: skip
    assert done.figures["reporting.on_time_rate"].text == "33.3%"


def test_reporting__by_form_by_unit_and_by_name() -> None:
    done = run(plan(), submissions=SENT)
    assert done.figures["reporting.forms.走访表.due"].value == 2
    assert done.figures["reporting.units.路桥所.late"].text == "1份"
    lists = {
        p: done.figures[f"reporting.unit_lists.{p}.names"].text
        for p in ("complete", "timely", "late", "missing", "returned")
    }
    assert lists == {
        "complete": "路桥所、国土所",
        "timely": "—",
        "late": "路桥所、国土所",
        "missing": "工业所",
        "returned": "统计所",
    }
    assert done.figures["reporting.unit_lists.due.count"].text == "4家"


def test_reporting__received_sheets_prove_the_counts() -> None:
    placed = plan(places={"forms/走访表/owners": Place("templates/plan.xlsx", "报表", "F9", "路桥所、工业所")})
    done = run(placed, [merged("走访表", unit="路桥所")], submissions=SENT[:1])
    assert places(done, "reporting.on_time") == {"A2", "F9"}
    assert {s.cell for s in done.figures["reporting.on_time"].sources} == {"A2"}
    assert {s.cell for s in done.figures["reporting.due"].sources} == {"F9"}


def test_reporting__nothing_owed_has_no_rate() -> None:
    done = run(plan())
    assert done.figures["reporting.due"].value == 0
    assert done.figures["reporting.on_time_rate"].value is None


def test_reporting__each_period_of_a_form_counts() -> None:
    weekly = [submission("路桥所", "堵点表", "on_time", period=Period.parse(f"2025-W{w}")) for w in (41, 42)]
    assert run(plan(), submissions=weekly).figures["reporting.forms.堵点表.due"].value == 2
