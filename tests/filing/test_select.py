"""Which return counts; verdicts of files, states of obligations, conservation of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.filing.merge import merge_forms
from reportgen.filing.select import Filed, choose
from reportgen.model.finding import Finding
from reportgen.model.outcome import MergedForm, Submission
from reportgen.model.period import Period
from reportgen.model.records import CellCount, Reading
from tests.filing.small import (
    CHANGES,
    DEKAD,
    INDICATORS,
    LEDGER,
    MATTERS,
    MONTHLY,
    QUARTERLY,
    at,
    plan,
    reading,
    receipt,
    returned,
    whole,
)

OCTOBER = Period.parse("2025-10")
CLOSE = at("2025-11-10T18:00")
IN_TIME, LATER, LATE = "2025-11-03T09:00", "2025-11-04T09:00", "2025-11-07T09:00"
ONE = {"名称": "一号", "数量": whole(1)}
TWO = {"名称": "二号", "数量": whole(2)}


def judged(*arrived: tuple[Reading, str], the_plan=None, period=OCTOBER, as_of=CLOSE, **more) -> Filed:
    receipts = {r.path: receipt(r.path, moment, r.sha256) for r, moment in arrived}
    return choose(the_plan or plan(), period, as_of, [r for r, _ in arrived], receipts, **more)


def verdicts(filed: Filed) -> dict[str, str]:
    return {f.receipt.path: f.verdict for f in filed.files}


def states(filed: Filed) -> dict[str, str]:
    return {s.obligation.unit: s.state for s in filed.submissions}


def codes(filed: Filed) -> set[str]:
    return {f.code for f in filed.findings}


def balanced(filed: Filed) -> bool:
    return filed.cells.lost == 0 and filed.cells.merged >= 0 and filed.cells.explained >= 0


# ---------------------------------------------------------------- states


def test_state__on_time_late_missing():
    filed = judged(
        (reading("a.xlsx", returned("甲局", ONE)), IN_TIME), (reading("b.xlsx", returned("乙局", TWO)), LATE)
    )
    late = filed.submissions[1]
    assert states(filed) == {"甲局": "on_time", "乙局": "late"}
    assert (late.workdays_late, late.received_at, late.file) == (2, at(LATE), "b.xlsx")
    assert verdicts(filed) == {"a.xlsx": "accepted", "b.xlsx": "accepted"}
    assert filed.files[0].reason == ""
    assert [r.unit for r in filed.returns] == ["甲局", "乙局"]
    assert balanced(filed)


def test_state__nothing_came():
    assert set(states(judged(as_of=at("2025-11-05T18:00"))).values()) == {"not_due"}
    assert set(states(judged(as_of=at("2025-11-05T18:00:01"))).values()) == {"missing"}


def test_state__exempt_unless_something_came():
    the_plan = plan(replace(LEDGER, exempt_months=("10",)))
    filed = judged((reading("a.xlsx", returned("甲局", ONE)), IN_TIME), the_plan=the_plan)
    assert states(filed) == {"甲局": "on_time", "乙局": "exempt"}


def test_state__nil_says_so():
    filed = judged((reading("a.xlsx", returned("甲局", nil=True)), IN_TIME))
    assert states(filed)["甲局"] == "nil"
    assert filed.files[0].verdict == "accepted"


def test_state__empty_sheet_is_no_nil_return():
    filed = judged((reading("a.xlsx", returned("甲局")), IN_TIME))
    assert states(filed)["甲局"] == "missing"
    assert verdicts(filed) == {"a.xlsx": "refused"}
    assert "empty_sheet" in codes(filed)
    assert balanced(filed)


def test_state__blank_that_should_be_filled_does_not_make_a_return_of_an_empty_sheet():
    blank = Finding("rules.required_head", "error", "必填。", unit="甲局", form="台账", field="填报人", cell="B20")
    filed = judged((reading("a.xlsx", replace(returned("甲局"), findings=(blank,))), IN_TIME))
    assert states(filed)["甲局"] == "missing"


def test_state__sheet_that_could_not_be_read_goes_back():
    lost = Finding("header_missing", "error", "找不到表头。", unit="甲局", form="台账", cell="A2")
    filed = judged((reading("a.xlsx", replace(returned("甲局"), findings=(lost,))), IN_TIME))
    assert states(filed)["甲局"] == "returned"
    assert "header_missing" in codes(filed)


def test_state__fixed_rows_left_as_printed_are_no_return():
    form = replace(LEDGER, rows_from="指标", owners=("甲局",))
    the_plan = plan(form, indicators=(replace(INDICATORS[0], form="台账"),))
    filed = judged((reading("a.xlsx", returned("甲局", {"名称": "总产值"})), IN_TIME), the_plan=the_plan)
    assert states(filed) == {"甲局": "missing"}
    assert "empty_sheet" in codes(filed)
    assert balanced(filed)


def test_state__empty_sheet_of_a_form_on_change_says_nothing():
    ret = replace(returned("丙镇", form=CHANGES), cells=CellCount(3, 0, 3))
    filed = judged((reading("a.xlsx", ret), IN_TIME), the_plan=plan(CHANGES))
    assert states(filed) == {"丙镇": "not_due"}
    assert filed.findings == ()


def test_state__on_change_waits_without_end():
    filed = judged(the_plan=plan(LEDGER, CHANGES), as_of=at("2026-01-01T00:00"))
    assert filed.submissions[-1].state == "not_due"


def test_state__returned_with_its_findings():
    ret = returned("甲局", ONE, faulty="C8", file="a.xlsx")
    filed = judged((reading("a.xlsx", ret), IN_TIME))
    assert states(filed)["甲局"] == "returned"
    assert filed.files[0].verdict == "returned"
    assert "“台账”有错误" in filed.files[0].reason
    assert "bad_number" in codes(filed)
    assert filed.cells.merged == 1  # the wrong number is explained, the name is merged
    assert balanced(filed)


# ---------------------------------------------------------------- versions


def test_versions__newest_accepted_counts():
    old, new = reading("b.xlsx", returned("甲局", ONE)), reading("a.xlsx", returned("甲局", TWO))
    filed = judged((old, IN_TIME), (new, LATER))
    assert verdicts(filed) == {"a.xlsx": "accepted", "b.xlsx": "superseded"}
    assert filed.returns[0].rows[0].key == "二号"
    assert filed.submissions[0].file == "a.xlsx"
    (told,) = [f for f in filed.findings if f.code == "superseded_sheet"]
    assert (told.file, told.unit, told.form) == ("b.xlsx", "甲局", "台账")
    assert balanced(filed)


def test_versions__newer_faulty_one_goes_back_and_the_accepted_one_stays():
    good, bad = returned("甲局", ONE), returned("甲局", TWO, faulty="C8", file="b.xlsx")
    filed = judged((reading("a.xlsx", good), IN_TIME), (reading("b.xlsx", bad), LATER))
    assert verdicts(filed) == {"a.xlsx": "accepted", "b.xlsx": "returned"}
    assert states(filed)["甲局"] == "on_time"
    assert [r.file for r in filed.returns] == ["a.xlsx"]
    assert {"newer_faulty", "bad_number"} <= codes(filed)
    assert balanced(filed)


def test_versions__faulty_one_mended():
    bad, good = returned("甲局", TWO, faulty="C8"), returned("甲局", ONE)
    filed = judged((reading("a.xlsx", bad), IN_TIME), (reading("b.xlsx", good), LATER))
    assert verdicts(filed) == {"a.xlsx": "superseded", "b.xlsx": "accepted"}
    assert "bad_number" not in codes(filed)
    assert filed.submissions[0].received_at == at(LATER)


def test_versions__amended_after_the_time_limit_is_not_late():
    filed = judged(
        (reading("a.xlsx", returned("甲局", ONE)), IN_TIME), (reading("b.xlsx", returned("甲局", TWO)), LATE)
    )
    own = filed.submissions[0]
    assert (own.state, own.received_at, own.file) == ("on_time", at(IN_TIME), "b.xlsx")


def test_clocks__first_receipt_and_accepted_receipt_are_two():
    faulty, mended = returned("甲局", ONE, faulty="C8"), returned("甲局", TWO)
    filed = judged((reading("a.xlsx", faulty), IN_TIME), (reading("b.xlsx", mended), LATE))
    own = filed.submissions[0]
    assert (own.first_received_at, own.accepted_at, own.first_pass) == (at(IN_TIME), at(LATE), False)
    assert (own.state, own.workdays_late) == ("late", 2)
    assert own.title is not None and own.title.file == "b.xlsx"


def test_clocks__accepted_at_once_passes_and_returned_has_no_accepted_receipt():
    filed = judged(
        (reading("a.xlsx", returned("甲局", ONE)), IN_TIME),
        (reading("b.xlsx", returned("乙局", TWO, faulty="C8")), LATE),
    )
    assert [(s.first_pass, s.accepted_at) for s in filed.submissions] == [(True, at(IN_TIME)), (False, None)]


def test_versions__two_faulty_ones():
    first, second = (returned("甲局", x, faulty="C8") for x in (ONE, TWO))
    filed = judged((reading("a.xlsx", first), IN_TIME), (reading("b.xlsx", second), LATER))
    assert verdicts(filed) == {"a.xlsx": "superseded", "b.xlsx": "returned"}


def test_versions__two_sheets_of_one_file():
    filed = judged(
        (reading("a.xlsx", returned("甲局", ONE, TWO, sheet="台账"), returned("甲局", ONE, sheet="副本")), IN_TIME)
    )
    assert verdicts(filed) == {"a.xlsx": "accepted"}
    (told,) = [f for f in filed.findings if f.code == "same_file_twice"]
    assert told.sheet == "副本"
    assert balanced(filed)


def test_versions__empty_sheet_does_not_replace_a_filled_one():
    filed = judged((reading("a.xlsx", returned("甲局", ONE)), IN_TIME), (reading("b.xlsx", returned("甲局")), LATER))
    assert states(filed)["甲局"] == "on_time"
    assert filed.returns[0].file == "a.xlsx"
    assert "empty_beside" in codes(filed)


def test_versions__older_date_on_a_later_file_is_doubtful():
    new, old = returned("甲局", ONE, filled_on="2025-11-03"), returned("甲局", TWO, filled_on="2025-11-01")
    filed = judged((reading("a.xlsx", new), IN_TIME), (reading("b.xlsx", old), LATER))
    (told,) = [f for f in filed.findings if f.code == "older_filling"]
    assert (told.file, told.cell, told.value, told.severity) == ("b.xlsx", "B20", "2025-11-01", "query")


# ---------------------------------------------------------------- duplicates and old files


def test_duplicate__same_content_counts_once():
    ret = returned("甲局", ONE)
    filed = judged((reading("a.xlsx", ret, sha256="s"), IN_TIME), (reading("b.xlsx", ret, sha256="s"), LATER))
    assert verdicts(filed) == {"a.xlsx": "accepted", "b.xlsx": "duplicate"}
    assert "duplicate_file" in codes(filed)
    assert len(filed.returns) == 1
    assert balanced(filed)


def test_duplicate__old_version_forwarded_again():
    old, new = returned("甲局", ONE), returned("甲局", TWO)
    filed = judged(
        (reading("a.xlsx", old, sha256="s"), IN_TIME),
        (reading("b.xlsx", new), LATER),
        (reading("c.xlsx", old, sha256="s"), LATE),
    )
    assert verdicts(filed) == {"a.xlsx": "superseded", "b.xlsx": "accepted", "c.xlsx": "duplicate"}
    (told,) = [f for f in filed.findings if f.code == "forwarded_old"]
    assert (told.file, told.severity) == ("c.xlsx", "query")


def test_earlier_content__refused():
    filed = judged(
        (reading("a.xlsx", returned("甲局", ONE), sha256="s"), IN_TIME), earlier={"s": "inputs/2025-09/a.xlsx"}
    )
    assert verdicts(filed) == {"a.xlsx": "refused"}
    assert states(filed)["甲局"] == "missing"
    assert "earlier_content" in codes(filed)


def test_earlier_content__beside_a_good_file_asks_nothing():
    old = (reading("旧.xlsx", returned("甲局", ONE), sha256="s"), IN_TIME)
    good = (reading("新.xlsx", returned("甲局", ONE), sha256="n"), IN_TIME)
    filed = judged(old, good, earlier={"s": "inputs/2025-09/a.xlsx"})
    assert verdicts(filed) == {"旧.xlsx": "refused", "新.xlsx": "accepted"}
    (said,) = [f for f in filed.findings if f.code.startswith("earlier_")]
    assert (said.code, said.severity) == ("earlier_beside", "notice")
    assert "新.xlsx" in said.message
    assert "重报" not in said.message


def test_after_as_of__ignored():
    filed = judged((reading("a.xlsx", returned("甲局", ONE)), LATER), as_of=at("2025-11-04T08:00"))
    assert (filed.files[0].verdict, filed.files[0].reason) == ("ignored", "晚于统计时点")
    assert states(filed)["甲局"] == "not_due"
    assert filed.cells == filed.cells.all_explained()


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize("period", ["2025-09", "2025-11", "2025-Q3"])
def test_other_period__refused_and_named(period: str):
    filed = judged((reading("a.xlsx", returned("甲局", ONE, period=period)), IN_TIME))
    (told,) = [f for f in filed.findings if f.code == "other_period"]
    assert filed.files[0].verdict == "refused"
    assert filed.files[0].reason == f"期别为{period}，应放入 inputs/{period}"
    assert f"期别为{period}" in told.message and "2025-10" in told.message
    assert filed.returns == ()
    assert balanced(filed)


def test_other_period__only_that_sheet_is_left_out():
    wrong = returned("甲局", ONE, form=QUARTERLY, period="2025-Q2")
    filed = judged((reading("a.xlsx", returned("甲局", ONE), wrong), IN_TIME), the_plan=plan(LEDGER, QUARTERLY))
    assert verdicts(filed) == {"a.xlsx": "accepted"}
    assert [r.form for r in filed.returns] == ["台账"]
    assert balanced(filed)


@pytest.mark.parametrize(
    ("unit", "period", "code"), [("", "2025-10", "unit_not_known"), ("甲局", "", "period_not_known")]
)
def test_unknown__refused(unit: str, period: str, code: str):
    filed = judged((reading("a.xlsx", returned(unit, ONE, period=period)), IN_TIME))
    assert verdicts(filed) == {"a.xlsx": "refused"}
    assert code in codes(filed)


def test_unknown_unit__the_readers_words_are_passed_on():
    words = Finding("unit_missing", "error", "没有填报单位。", form="台账", file="a.xlsx", cell="A2")
    ret = replace(returned("", ONE, faulty="C8"), findings=(words, Finding("x", "error", "不是数。", field="数量")))
    filed = judged((reading("a.xlsx", ret), IN_TIME))
    assert codes(filed) == {"unit_missing"}
    assert balanced(filed)


def test_no_form__refused_with_the_readers_reason():
    locked = Finding("locked", "error", "文件设有密码。", file="a.xlsx")
    filed = judged((reading("a.xlsx", findings=(locked,)), IN_TIME), (reading("b.xlsx"), IN_TIME))
    assert next(f.reason for f in filed.files) == "文件设有密码。"
    assert {"locked", "no_form_in_file"} <= codes(filed)
    assert set(verdicts(filed).values()) == {"refused"}


# ---------------------------------------------------------------- who owes, settings, other periods


def test_not_owed__asked_and_merged():
    filed = judged((reading("a.xlsx", returned("丙镇", ONE)), IN_TIME))
    (told,) = [f for f in filed.findings if f.code == "not_owed"]
    assert told.severity == "query"
    assert [r.unit for r in filed.returns] == ["丙镇"]


def test_not_owed__unit_not_active_yet():
    filed = judged((reading("a.xlsx", returned("丁公司", ONE)), IN_TIME))
    assert "inactive_unit" in codes(filed)


def test_not_owed__partner_of_a_matter_may_tell_its_side():
    ret = returned("甲局", {"编号": "SL05-U3-202509-01", "协办意见": "同意"}, form=MATTERS)
    filed = judged((reading("a.xlsx", ret), IN_TIME), the_plan=plan(MATTERS))
    assert "not_owed" not in codes(filed)
    assert [r.unit for r in filed.returns] == ["甲局"]


def test_late_counts_no__late_return_is_told_but_not_used():
    the_plan = plan(settings={"late_counts": "no"})
    filed = judged((reading("a.xlsx", returned("甲局", ONE)), LATE), the_plan=the_plan)
    assert verdicts(filed) == {"a.xlsx": "ignored"}
    assert states(filed)["甲局"] == "late"
    assert filed.returns == ()
    assert balanced(filed)


def test_settled__return_of_a_shorter_rhythm_in_its_own_folder():
    the_plan = plan(DEKAD)
    own = Period.parse("2025-10-D3")
    path = "inputs/2025-10-D3/b.xlsx"
    ret = returned("乙局", ONE, form=DEKAD, period=own.id, file=path)
    first = judged((reading(path, ret), "2025-11-03T09:00"), the_plan=the_plan, period=own)
    settled: dict[tuple[str, str, str], Submission] = {("乙局", "旬表", own.id): first.submissions[0]}
    month = judged(the_plan=the_plan, settled=settled)
    assert (month.submissions[0].state, month.submissions[0].file) == ("on_time", path)
    before = merge_forms(the_plan, own, first.returns, {})
    merged = merge_forms(the_plan, OCTOBER, month.returns, before)["旬表"]
    assert [r.key for r in merged.rows] == ["一号"]
    assert not merged.carried
    assert [r.period for r in merged.returns] == [own.id]


def test_two_periods_at_once__longer_one_is_used():
    form = replace(DEKAD, rhythms=("旬", "月"), owners=("甲局",), deadlines=(*DEKAD.deadlines, MONTHLY))
    short = returned("甲局", ONE, form=form, period="2025-10-D3")
    long = returned("甲局", TWO, form=form, period="2025-10")
    filed = judged((reading("a.xlsx", short), IN_TIME), (reading("b.xlsx", long), IN_TIME), the_plan=plan(form))
    assert [r.period for r in filed.returns] == ["2025-10"]
    assert [s.state for s in filed.submissions] == ["on_time", "on_time"]
    assert "longer_period" in codes(filed)
    assert verdicts(filed) == {"a.xlsx": "accepted", "b.xlsx": "accepted"}
    assert balanced(filed)


def test_unchanged__without_anything_before_is_asked():
    filed = judged((reading("a.xlsx", returned("甲局", unchanged=True)), IN_TIME))
    assert states(filed)["甲局"] == "on_time"
    assert "unchanged_unknown" in codes(filed)
    before = {"台账": MergedForm("台账", returned("甲局", ONE, period="2025-09").rows)}
    again = judged((reading("a.xlsx", returned("甲局", unchanged=True)), IN_TIME), before=before)
    assert "unchanged_unknown" not in codes(again)


def test_calendar__year_without_entries_is_said():
    filed = judged(period=Period.parse("2025-12"), as_of=at("2026-01-30T18:00"))
    assert next(f.message for f in filed.findings if f.code == "calendar_unknown").startswith("2026年放假安排未录入")
    assert "calendar_unknown" not in codes(judged())


def test_calendar__form_can_be_left_out_or_joined_to_the_next_on_a_holiday():
    for word in ("停报", "并入下期"):
        form = replace(LEDGER, deadlines=(replace(MONTHLY, on_holiday=word),))
        filed = judged(the_plan=plan(form), period=Period.parse("2025-09"), as_of=at("2025-10-30T18:00"))
        (exempt,) = {(s.state, s.obligation.exempt) for s in filed.submissions}  # 5 October is a holiday
        assert exempt == ("exempt", f"时限逢休息日，按方案{word}")
        assert set(states(judged(the_plan=plan(form))).values()) == {"missing"}


def test_setting__late_ones_not_counted_are_said_at_their_sheet():
    filed = judged((reading("a.xlsx", returned("甲局", ONE)), LATE), the_plan=plan(settings={"late_counts": "no"}))
    (told,) = [f for f in filed.findings if f.code == "late_not_counted"]
    assert (told.unit, told.file, told.severity) == ("甲局", "a.xlsx", "notice")
    assert "2025-11-07 09:00" in told.message and "2025-11-05 18:00" in told.message
    assert filed.returns == ()
    assert balanced(filed)


def test_on_change__can_never_be_missing_and_says_so():
    filed = judged(the_plan=plan(LEDGER, CHANGES))
    told = {(s.obligation.form, s.obligation.on_change, s.state) for s in filed.submissions}
    assert told == {("台账", False, "missing"), (CHANGES.name, True, "not_due")}


# ---------------------------------------------------------------- what must not matter

FILES = (
    ("a.xlsx", returned("甲局", ONE), IN_TIME),
    ("b.xlsx", returned("甲局", TWO, faulty="C8"), LATER),
    ("c.xlsx", returned("乙局", TWO), LATE),
    ("d.xlsx", returned("丙镇", ONE), IN_TIME),
    ("e.xlsx", returned("甲局", ONE, period="2025-09"), IN_TIME),
    ("f.xlsx", returned("乙局"), IN_TIME),
    ("g.xlsx", returned("", ONE), IN_TIME),
    ("h.xlsx", returned("乙局", ONE), "2025-11-12T09:00"),
)


def told(order: Sequence[int]) -> Filed:
    return judged(*((reading(FILES[i][0], FILES[i][1]), FILES[i][2]) for i in order))


@given(st.permutations(range(len(FILES))))
def test_order_of_files__does_not_matter(order: list[int]):
    assert told(order) == told(range(len(FILES)))


@given(st.sets(st.integers(0, len(FILES) - 1)))
def test_cells__never_lost_whatever_came(chosen: set[int]):
    filed = told(sorted(chosen))
    assert balanced(filed)
    assert filed.cells.filled == sum(FILES[i][1].cells.filled for i in chosen)
    assert len(filed.files) == len(chosen)


@given(st.integers(0, 6), st.integers(1, 48))
def test_duplicates__change_neither_states_nor_values(index: int, hours: int):
    once = told(range(7))
    path, ret, moment = FILES[index]
    copy = reading(f"z/{path}", ret, sha256=f"sha of {path}")
    later = (at(moment) + timedelta(hours=hours)).replace(tzinfo=None).isoformat()
    twice = judged(*((reading(p, r), m) for p, r, m in FILES[:7]), (copy, later))
    assert twice.submissions == once.submissions
    assert twice.returns == once.returns
    assert verdicts(twice)[copy.path] == "duplicate"
    assert balanced(twice)


def test_splitting__two_forms_in_one_file_or_in_two():
    the_plan = plan(LEDGER, MATTERS)
    rows = {"编号": "SL05-U3-202510-01", "提出单位": "甲局"}
    both = [returned("甲局", ONE), returned("甲局", rows, form=MATTERS)]
    together = judged((reading("a.xlsx", *both), IN_TIME), the_plan=the_plan)
    apart = judged(*((reading(f"{i}.xlsx", r), IN_TIME) for i, r in enumerate(both)), the_plan=the_plan)
    assert [(s.state, s.received_at) for s in together.submissions] == [
        (s.state, s.received_at) for s in apart.submissions
    ]
    assert [(r.form, r.unit, [x.key for x in r.rows]) for r in together.returns] == [
        (r.form, r.unit, [x.key for x in r.rows]) for r in apart.returns
    ]
    assert together.cells == apart.cells
