from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.model.plan import Measure
from tests.measures.builders import merged, places, plan, run, submission, together


def measure(id: str, function: str = "计数", unit: str = "件", **more: Any) -> Measure:
    return Measure(id=id, name=id, form="走访表", function=function, unit=unit, **more)


MEASURES = (
    measure("办结率", "比率", "%", numerator="办结", denominator="问题"),
    measure("走访", unit="次"),
    measure("问题", "求和", field="问题数"),
    measure("办结", "求和", field="办结数"),
    measure("用地", where='[类别]="用地"'),
    measure("企业", "去重计数", "家", field="企业", where="[问题数]>0"),
)
PLAN = plan(measures=MEASURES)


def visit(
    firm: str, problems: int | None = None, settled: int | None = None, kind: str | None = None
) -> dict[str, Any]:
    cells = {"企业": firm, "问题数": problems, "办结数": settled, "类别": kind}
    return {k: Decimal(v) if isinstance(v, int) else v for k, v in cells.items()}


def values(done: Any) -> dict[str, Any]:
    return {m.id: done.figures[f"measures.{m.id}"].value for m in MEASURES}


def test_measures__count_sum_distinct_and_ratio() -> None:
    rows = [visit("甲", 3, 2, "用地"), visit("甲", 1, 1, "用能"), visit("乙", 0), visit("丙")]
    done = run(PLAN, [merged("走访表", *rows)])
    assert values(done) == {"办结率": 75, "走访": 4, "问题": 4, "办结": 3, "用地": 1, "企业": 1}
    assert done.figures["measures.办结率"].text == "75.0%"
    assert places(done, "measures.企业") == {"B6", "C6", "B7", "C7"}
    assert places(done, "measures.办结率") == {"C6", "C7", "C8", "D6", "D7"}
    assert done.figures["measures.用地"].how == '“走访表”中符合“[类别]="用地"”的记录计数'


def test_measures__not_sent_has_no_value() -> None:
    done = run(PLAN, [], submissions=[submission("工业所", "走访表", "missing")])
    assert set(values(done).values()) == {None}
    assert "“走访表”本期未报送" in done.figures["measures.走访"].how


def test_measures__nil_is_zero_and_its_ratio_has_no_value() -> None:
    done = run(PLAN, [merged("走访表")])
    assert values(done) == {"办结率": None, "走访": 0, "问题": 0, "办结": 0, "用地": 0, "企业": 0}
    assert places(done, "measures.问题") == {"A2"}


def test_measures__all_blank_is_no_sum() -> None:
    done = run(PLAN, [merged("走访表", visit("甲"))])
    assert values(done)["问题"] is None
    assert "“问题数”都没有填" in done.figures["measures.问题"].how


def test_measures__units_that_did_not_send_are_named() -> None:
    done = run(PLAN, [merged("走访表", visit("甲"))], submissions=[submission("路桥所", "走访表", "missing")])
    assert done.figures["measures.走访"].how.endswith("；路桥所未报送，未计入")


def test_measures__ratio_of_itself_has_no_value() -> None:
    loop = (
        measure("子", "比率", numerator="丑", denominator="丑"),
        measure("丑", "比率", numerator="子", denominator="子"),
    )
    done = run(plan(measures=loop), [merged("走访表", visit("甲"))])
    assert done.figures.all_sources("measures.子") == ()


def test_forms__records_and_units_are_proved_by_the_sheets() -> None:
    form = together(
        merged("走访表", visit("甲"), visit("乙")), merged("走访表", visit("丙"), unit="路桥所", file="b.xlsx")
    )
    done = run(PLAN, [form])
    assert done.figures["forms.走访表.records"].text == "3条"
    assert done.figures["forms.走访表.units"].text == "2个"
    assert {(s.file, s.cell) for s in done.figures["forms.走访表.units"].sources} == {
        ("a.xlsx", "A2"),
        ("b.xlsx", "A2"),
    }


VISITS = st.lists(
    st.builds(visit, st.sampled_from("甲乙丙"), st.none() | st.integers(0, 5), st.none() | st.integers(0, 5),
              st.sampled_from(["用地", "用能"])),
    max_size=10,
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(VISITS)
def test_measures__agree_with_an_independent_count(rows: list[dict[str, Any]]) -> None:
    done = run(PLAN, [merged("走访表", *rows)])
    numbers = [r["问题数"] for r in rows if r["问题数"] is not None]
    found = values(done)
    assert found["走访"] == len(rows)
    assert found["问题"] == (sum(numbers) if numbers or not rows else None)
    assert found["用地"] == sum(r["类别"] == "用地" for r in rows)
    assert found["企业"] == len({r["企业"] for r in rows if r["问题数"]})
    told = done.figures["measures.问题"]
    if numbers:
        assert sum(Decimal(s.value) for s in told.sources if s.cell.startswith("C")) == told.value
