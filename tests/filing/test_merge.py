"""The units' tables as one: what counts, what is kept from before, matters by side."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reportgen.filing.merge import dropped_values, good_rows, merge_forms
from reportgen.model.outcome import MergedForm
from reportgen.model.period import Period
from reportgen.model.plan import Form
from reportgen.model.records import Return
from tests.filing.small import CHANGES, LEDGER, MATTERS, QUARTERLY, plan, returned, whole

SEPTEMBER, OCTOBER, NOVEMBER = (Period.parse(f"2025-{month}") for month in ("09", "10", "11"))
ONE = {"名称": "一号", "数量": whole(1)}
TWO = {"名称": "二号", "数量": whole(2)}


def merged(form: Form, *returns: Return, before: MergedForm | None = None, period: Period = OCTOBER) -> MergedForm:
    earlier = {form.name: before} if before else {}
    return merge_forms(plan(form), period, returns, earlier)[form.name]


def september(form: Form, *rows: dict[str, object], unit: str = "甲局", period: str = "2025-09") -> MergedForm:
    return merged(form, returned(unit, *rows, form=form, period=period), period=Period.parse(period))  # type: ignore[arg-type]


def told(form: MergedForm) -> list[tuple[str, str]]:
    return [(row.unit, row.key) for row in form.rows]


def test_merge__units_in_plan_order_rows_as_reported():
    form = merged(LEDGER, returned("乙局", ONE), returned("甲局", TWO, ONE))
    assert told(form) == [("甲局", "二号"), ("甲局", "一号"), ("乙局", "一号")]
    assert form.carried == frozenset()


def test_merge__every_form_of_the_plan_is_there():
    assert list(merge_forms(plan(LEDGER, QUARTERLY), OCTOBER, (), {})) == ["台账", "季表"]


def test_merge__value_that_an_error_names_is_left_out():
    form = merged(LEDGER, returned("甲局", ONE, TWO, faulty="C8"))
    assert set(form.rows[0].values) == {"名称"}
    assert set(form.rows[1].values) == {"名称", "数量"}


def test_merge__error_on_another_sheet_with_the_same_address_does_not_count():
    ret = returned("甲局", ONE, faulty="C8")
    elsewhere = replace(ret, findings=(replace(ret.findings[0], sheet="其他"),))
    assert good_rows(elsewhere) == ret.rows
    assert dropped_values(elsewhere) == 0


def test_merge__missing_unit_is_not_papered_over():
    form = merged(LEDGER, returned("乙局", ONE), before=september(LEDGER, TWO))
    assert told(form) == [("乙局", "一号")]


def test_merge__form_that_carries_on_keeps_the_rows():
    carrying = replace(LEDGER, carry=True)
    form = merged(carrying, returned("乙局", ONE, form=carrying), before=september(carrying, TWO))
    assert told(form) == [("甲局", "二号"), ("乙局", "一号")]
    assert form.carried == {"甲局"}


def test_merge__month_with_a_folder_of_its_own_is_not_missing_in_its_last_dekad():
    dekad = Period.parse("2025-10-D3")
    forms, before = plan(LEDGER), {"台账": september(LEDGER, ONE)}
    assert told(merge_forms(forms, dekad, (), before, frozenset({"2025-10"}))["台账"]) == [("甲局", "一号")]
    assert told(merge_forms(forms, dekad, (), before)["台账"]) == []


def test_merge__form_not_due_keeps_its_newest_state():
    before = september(QUARTERLY, ONE, period="2025-Q3")
    form = merged(QUARTERLY, before=before)
    assert told(form) == [("甲局", "一号")]
    assert form.carried == {"甲局"}
    assert merged(QUARTERLY, before=form, period=NOVEMBER).carried == {"甲局"}


def test_merge__exempt_month_keeps_its_newest_state():
    exempt = replace(LEDGER, exempt_months=("10",))
    assert told(merged(exempt, before=september(exempt, ONE))) == [("甲局", "一号")]


def test_merge__form_on_change_stands_until_changed():
    before = september(CHANGES, ONE, unit="丙镇")
    assert merged(CHANGES, before=before).carried == {"丙镇"}
    assert told(merged(CHANGES, returned("丙镇", TWO, form=CHANGES), before=before)) == [("丙镇", "二号")]


def test_merge__nil_has_no_rows():
    assert merged(LEDGER, returned("甲局", nil=True), before=september(LEDGER, ONE)).rows == ()


def test_merge__unchanged_keeps_the_rows_of_before():
    before = september(LEDGER, ONE, TWO)
    form = merged(LEDGER, returned("甲局", unchanged=True), before=before)
    assert form.rows == before.rows
    assert form.carried == {"甲局"}


def test_merge__unchanged_with_the_printed_rows_only():
    before = september(LEDGER, ONE)
    form = merged(LEDGER, returned("甲局", {"名称": "一号"}, unchanged=True), before=before)
    assert form.rows == before.rows


def test_merge__unchanged_ticked_but_changed_uses_what_is_told():
    form = merged(LEDGER, returned("甲局", {**ONE, "数量": whole(9)}, unchanged=True), before=september(LEDGER, ONE))
    assert [row.get("数量") for row in form.rows] == [whole(9)]
    assert form.carried == frozenset()


@given(st.permutations(["甲局", "乙局", "丙镇"]))
def test_merge__order_of_returns_does_not_matter(units: list[str]):
    expected = merged(LEDGER, *(returned(u, ONE) for u in ("甲局", "乙局", "丙镇")))
    assert merged(LEDGER, *(returned(u, ONE) for u in units)).rows == expected.rows


# ---------------------------------------------------------------- matters

NUMBER = "SL05-U3-202509-01"
RAISED = {"编号": NUMBER, "事项内容": "修路", "提出单位": "丙镇", "主办": "乙局", "协办": "甲局", "状态": "在办"}


def raised(**more: str) -> MergedForm:
    return september(MATTERS, {**RAISED, **more}, unit="丙镇")


def of(unit: str, **told: str) -> Return:
    return returned(unit, {"编号": NUMBER, **told}, form=MATTERS)


def only(form: MergedForm) -> dict[str, str]:
    (row,) = form.rows
    return {name: value.text for name, value in row.values.items()}


def test_matter__each_side_fills_its_fields():
    lead, partner, office = of("乙局", 进展="已开工"), of("甲局", 协办意见="同意", 状态="已销号"), of("丙镇", **RAISED)
    form = merged(MATTERS, lead, partner, office, before=raised())
    assert only(form) == {**RAISED, "进展": "已开工", "协办意见": "同意", "状态": "已销号"}
    (row,) = form.rows
    assert (row.unit, row.period) == ("丙镇", "2025-10")
    assert row.values["进展"].origin.file == lead.file
    assert row.values["协办意见"].origin.file == partner.file
    assert form.findings == ()


def test_matter__stays_while_nobody_speaks():
    before = raised()
    form = merged(MATTERS, before=before)
    assert form.rows == before.rows
    assert form.carried == {"丙镇"}


def test_matter__side_that_is_silent_keeps_what_it_said():
    before = merged(MATTERS, of("乙局", 进展="已开工"), before=raised())
    assert only(merged(MATTERS, of("甲局", 协办意见="同意"), before=before, period=NOVEMBER))["进展"] == "已开工"


def test_matter__side_that_speaks_may_clear_its_field():
    before = merged(MATTERS, of("乙局", 进展="已开工"), before=raised())
    assert "进展" not in only(merged(MATTERS, of("乙局", 事项内容="修路"), before=before, period=NOVEMBER))


def test_matter__another_sides_field_is_not_taken_but_said():
    form = merged(MATTERS, of("乙局", 进展="已开工", 事项内容="不修路"), before=raised())
    assert only(form)["事项内容"] == "修路"
    (found,) = form.findings
    assert (found.unit, found.field, found.value, found.cell) == ("乙局", "事项内容", "不修路", "D8")
    assert found.code == "side_ignored"
    assert "应由丙镇填写" in found.message


def test_matter__what_nobody_with_authority_said_is_taken_from_whoever_did():
    form = merged(MATTERS, returned("丙镇", {**RAISED, "进展": "待定"}, form=MATTERS))
    assert only(form)["进展"] == "待定"
    assert form.findings == ()


def test_matter__closed_one_is_shown_once():
    before = merged(MATTERS, of("甲局", 状态="已销号"), before=raised())
    assert [row.period for row in before.rows] == ["2025-10"]
    again = merged(MATTERS, before=before)  # the same month once more, e.g. after its 旬
    assert len(again.rows) == 1
    assert merged(MATTERS, before=before, period=NOVEMBER).rows == ()


def test_matter__new_one_by_its_number_and_rows_without_number_are_kept():
    ret = returned("丙镇", {"编号": "SL05-U3-202510-01", "事项内容": "架桥"}, {"事项内容": "没有编号"}, form=MATTERS)
    form = merged(MATTERS, ret, before=raised())
    assert [row.values["事项内容"].text for row in form.rows] == ["没有编号", "修路", "架桥"]
    assert {row.unit for row in form.rows} == {"丙镇"}


def test_matter__same_number_twice_by_one_unit_loses_neither():
    ret = returned("丙镇", RAISED, {**RAISED, "事项内容": "另一件"}, form=MATTERS)
    assert len(merged(MATTERS, ret).rows) == 2


def test_matter__unchanged_and_nil_keep_open_matters():
    for ret in (returned("丙镇", form=MATTERS, unchanged=True), returned("丙镇", form=MATTERS, nil=True)):
        assert only(merged(MATTERS, ret, before=raised())) == RAISED


@given(st.permutations([0, 1, 2]))
def test_matter__order_of_returns_does_not_matter(order: list[int]):
    returns = [of("乙局", 进展="已开工"), of("甲局", 协办意见="同意"), of("丙镇", **RAISED)]
    expected = merged(MATTERS, *returns, before=raised())
    form = merged(MATTERS, *(returns[i] for i in order), before=raised())
    assert (form.rows, form.findings) == (expected.rows, expected.findings)
