"""Answers: findings keep their number, explanations and decisions hold while the value fits, histories are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.filing.answers import Answers, Chronicle, Told, conflict_number, fits, numbered
from reportgen.filing.answers.history import Step
from reportgen.model.answers import (
    ACCEPT,
    ACCEPTED,
    CHOOSE,
    CORRECT,
    DEMANDED,
    DIFFERENT,
    EXPLAINED,
    JOIN,
    RAISED,
    RECURRED,
    SAME,
    SETTLED,
    Decision,
)
from reportgen.model.finding import ERROR, QUERY, Finding
from reportgen.model.outcome import Conflict, FiledReturn, Receipt
from reportgen.model.records import Explanation, Return, Row
from reportgen.model.values import Origin, Value

NOON = datetime(2027, 5, 3, 12, 0, tzinfo=timezone(timedelta(hours=8)))
FILE, SHEET = "inputs/2027-04/甲局.xlsx", "项目"


def query(value: str = "100", cell: str = "C7", **more: Any) -> Finding:
    words = {"code": "rules.formula.R1", "severity": QUERY, "message": "支付大于到位。", "unit": "甲局", "form": "项目"}
    words |= {"file": FILE, "sheet": SHEET, "cell": cell, "field": "支付", "value": value, "key": "一号路"} | more
    return Finding(**words)


def one(finding: Finding) -> Finding:
    return numbered([finding], ())[0]


def decision(finding: Finding, word: str, **more: Any) -> Decision:
    own = {"number": finding.number, "value": finding.value, "unit": finding.unit, "form": finding.form}
    place = Origin("inputs/2027-04/核实登记.xlsx", "核实登记", "I2")
    return Decision(**({"word": word, "place": place, "period": "2027-04"} | own | more))


def listed(finding: Finding, text: str = "已核对，合同约定预付。", **more: Any) -> Told:
    told = Explanation(text, Origin(FILE, "退回问题清单", "I4"), finding.number, finding.value)
    return Told(replace(told, **more), finding.unit, NOON)


# ---------------------------------------------------------------- numbers


def test_number__same_when_value_row_or_file_change():
    first = one(query())
    assert len(first.number) == 8
    assert one(query("250", "C99", file="inputs/2027-05/改.xlsx", period="2027-05")).number == first.number


@pytest.mark.parametrize(
    "other", [{"key": "二号路"}, {"field": "到位"}, {"unit": "乙局"}, {"code": "rules.formula.R2"}]
)
def test_number__differs_with_record_field_unit_and_rule(other: dict[str, str]):
    assert one(query(**other)).number != one(query()).number


def test_number__record_is_that_of_the_row_where_the_finding_names_none():
    row = Row("项目", "甲局", "2027-04", "一号路", {}, Origin(FILE, SHEET, "B7"))
    ret = Return(FILE, SHEET, "项目", "甲局", "2027-04", (row,))
    (told,) = numbered([query(key="")], [ret])
    assert (told.key, told.number) == ("一号路", one(query()).number)


def test_number__of_alike_findings_counts_on():
    numbers = [f.number for f in numbered([query(), query(), query()], ())]
    assert len(set(numbers)) == 3
    assert numbers == [f.number for f in numbered([query("9"), query("8"), query("7")], ())]


@given(st.text(max_size=30), st.text(max_size=30))
def test_number__is_typed_without_doubt(unit: str, key: str):
    number = one(query(unit=unit, key=key)).number
    assert not set(number) & set("01IO")


@pytest.mark.parametrize(("told", "now"), [("1,200", "1200.0"), ("示范 路", "示范路"), ("", ""), ("１２", "12")])
def test_fits__written_otherwise(told: str, now: str):
    assert fits(told, now)


@given(st.decimals(allow_nan=False, allow_infinity=False), st.decimals(allow_nan=False, allow_infinity=False))
def test_fits__numbers_only_when_equal(one_number: Decimal, other: Decimal):
    assert fits(str(one_number), str(other)) == (one_number == other)


@pytest.mark.parametrize(
    ("now", "silent"), [("100", True), ("104.9", True), ("95", True), ("105.1", False), ("94", False), ("一百", False)]
)
def test_fits__within_the_percentage_that_the_plan_allows(now: str, silent: bool):
    assert fits("100", now, Decimal(5)) == silent
    first = one(query())
    explained = Answers(tolerance=Decimal(5)).explained([listed(first)], [first])
    accepted = Answers(tolerance=Decimal(5)).decided([decision(first, ACCEPT)])
    for answers in (explained, accepted):
        assert answers.marked([one(query(now))])[0].answered == silent


def test_fits__drift_is_measured_from_the_value_that_was_answered():
    first = one(query())
    answers = Answers(tolerance=Decimal(5)).explained([listed(first)], [first])
    told = []
    for value in ("104", "108", "103"):
        moved = one(query(value))
        answers = answers.explained([], [moved])
        told.append(answers.marked([moved])[0].answered)
    assert told == [True, False, True]


# ---------------------------------------------------------------- explanations


def test_explanation__answers_its_query_while_the_value_fits():
    first = one(query())
    answers = Answers().explained([listed(first)], [first])
    (told,) = answers.marked([first])
    assert (told.answered, told.answer) == (True, "已核对，合同约定预付。")
    assert answers.marked([one(query("100.0", "C9"))])[0].answered
    assert not answers.marked([one(query("120"))])[0].answered


def test_explanation__of_another_value_than_listed_beside_it_does_not_count():
    first, moved = one(query()), one(query("120"))
    assert not Answers().explained([listed(first)], [moved]).marked([moved])[0].answered


def test_explanation__of_another_unit_does_not_count():
    first = one(query())
    told = replace(listed(first), unit="乙局")
    assert not Answers().explained([told], [first]).marked([first])[0].answered


def test_explanation__beside_a_row_answers_every_query_of_that_row_alone():
    same, below = one(query(field="到位")), one(query(cell="C8", key="二号路"))
    told = Told(Explanation("预付款。", Origin(FILE, SHEET, "K7")), "甲局", NOON)
    marked = Answers().explained([told], [one(query()), same, below]).marked([one(query()), same, below])
    assert [f.answered for f in marked] == [True, True, False]


def test_error__is_not_answered_by_words():
    error = one(query(severity=ERROR))
    answers = Answers().explained([listed(error)], [error]).decided([decision(error, ACCEPT)])
    assert not answers.marked([error])[0].answered
    (fault,) = answers.faults("2027-04", [error], [], frozenset([error.number]))
    assert fault.code == "answers.decision_on_error"


# ---------------------------------------------------------------- decisions


def test_accepted__is_answered_until_the_value_moves():
    first, moved = one(query()), one(query("120"))
    accepted = decision(first, ACCEPT, reason="合同已核")
    answers = Answers().decided([accepted])
    assert answers.marked([first])[0].answer == "办公室认可说明：合同已核"
    assert not answers.marked([moved])[0].answered
    (said,) = answers.faults("2027-04", [moved], [], frozenset([moved.number]))
    assert (said.code, said.file, said.cell) == ("answers.decision_outdated", accepted.place.file, "I2")


def test_correction_demanded__keeps_an_explained_query_open():
    first = one(query())
    answers = Answers().explained([listed(first)], [first]).decided([decision(first, CORRECT, reason="无合同")])
    (told,) = answers.marked([first])
    assert (told.answered, told.answer) == (False, "办公室要求更正：无合同")


def test_decision__of_no_finding_is_told():
    stray = decision(one(query()), ACCEPT)
    (fault,) = Answers().decided([stray]).faults("2027-04", [], [], frozenset())
    assert fault.code == "answers.decision_orphan"


def test_likeness__newest_decision_whatever_the_order():
    pair = {"key": "甲公司", "other": "甲有限公司"}
    first = decision(one(query()), SAME, **pair)
    answers = Answers().decided([first])
    assert answers.likeness("甲有限公司", "甲 公司") == "same"
    assert answers.likeness("甲公司", "乙公司") is None
    assert answers.decided([replace(first, word=DIFFERENT)]).likeness("甲公司", "甲有限公司") == "different"
    assert Answers().decided([replace(first, number="")]).faults("2027-04", [], [], frozenset()) == []


def test_likeness__decided_answers_the_query_whichever_way_it_is_put():
    asked = one(query(key="甲公司", other="甲有限公司", value=""))
    turned = one(query(key="甲有限公司", other="甲公司", value="", cell="C9"))
    told = decision(asked, DIFFERENT, key="甲公司", other="甲有限公司")
    answers = Answers().decided([told])
    assert [f.answered for f in answers.marked([asked, turned])] == [True, True]
    assert answers.marked([turned])[0].answer == "办公室已定：不是同一对象"


def conflict() -> Conflict:
    told = tuple(
        (unit, Value(Decimal(number), number, Origin(f"{unit}.xlsx", SHEET, "C7")))
        for unit, number in (("甲局", "100"), ("乙局", "90"))
    )
    return Conflict("项目", "一号路", "支付", told, "", "没有规定以谁为准")


def test_conflict__the_office_chooses_while_the_value_fits():
    number = conflict_number(conflict())
    choice = decision(one(query()), CHOOSE, number=number, value="90", target="乙局", reason="有凭证")
    chosen = Answers().decided([choice]).chosen(conflict())
    assert (chosen.chosen, chosen.why, chosen.number) == ("乙局", "办公室决定以乙局为准：有凭证", number)
    assert Answers().decided([replace(choice, value="91")]).chosen(conflict()).chosen == ""
    own = [one(query(unit=unit)) for unit in ("甲局", "乙局")]
    asking = frozenset((own[0].code,))
    marked = Answers().decided([choice]).marked(own, [chosen], asking)
    assert [f.answered for f in marked] == [False, True]
    assert marked[0].answer == chosen.why
    other = replace(one(query(unit="乙局")), code="rules.jump")
    assert not Answers().decided([choice]).marked([other], [chosen], asking)[0].answered


def test_conflict__chosen_in_the_query_that_it_made():
    asked = one(query("100"))
    choice = decision(asked, CHOOSE, key="一号路", field="支付", target="乙局")
    assert Answers().decided([choice]).chosen(conflict()).chosen == "乙局"
    assert Answers().decided([replace(choice, value="101")]).chosen(conflict()).chosen == ""
    assert Answers().decided([replace(choice, key="二号路")]).chosen(conflict()).chosen == ""


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        ({"target": "丙局"}, "answers.decision_unclear", "应为甲局、乙局之一"),
        ({"word": ACCEPT}, "answers.decision_unclear", "应选“采用所选单位”"),
        ({"value": "91"}, "answers.decision_outdated", "“91”，现在是“90”"),
    ],
)
def test_conflict__a_choice_that_cannot_be_used_is_told(more: dict[str, str], code: str, words: str):
    known = replace(conflict(), number=conflict_number(conflict()))
    choice = decision(one(query()), CHOOSE, number=known.number, value="90", target="乙局")
    choice = replace(choice, **more)
    (fault,) = Answers().decided([choice]).faults("2027-04", [], [known], frozenset([known.number]))
    assert fault.code == code
    assert words in fault.message


def test_decision__typed_by_hand_without_the_value_holds_for_the_one_of_its_period():
    first, moved = one(query()), one(query("120"))
    answers = Answers().decided([decision(first, ACCEPT, value="")]).bound([first])
    assert answers.marked([first])[0].answered
    assert not answers.bound([moved]).marked([moved])[0].answered


def test_matter__joined_into_the_one_the_office_named():
    joined = decision(one(query()), JOIN, key="QJ06-U01-01", target="QJ06-U02-01")
    answers = Answers().decided([joined])
    assert answers.joined("QJ06-U01-01") == "QJ06-U02-01"
    assert Answers().joined("QJ06-U01-01") == ""
    assert answers.joins() == {joined.key: joined.target}
    matters = frozenset((joined.key, joined.target))
    assert [f.code for f in answers.faults("2027-04", [], [], frozenset([joined.number]), matters)] == []
    (fault,) = answers.faults("2027-04", [], [], frozenset([joined.number]), matters - {joined.target})
    assert (fault.code, fault.value) == ("answers.decision_unclear", joined.target)


# ---------------------------------------------------------------- history


def step(period: str, *findings: Finding, **more: Any) -> Step:
    ret = Return(FILE, SHEET, "项目", "甲局", period)
    filed = FiledReturn(Receipt(FILE, "0", NOON, "mail"), "甲局", ("项目",), "accepted", "")
    return Step(period, tuple(findings), **({"returns": (ret,), "files": (filed,)} | more))


def words(chronicle: Chronicle) -> list[list[str]]:
    return [[e.what for e in case.events] for case in chronicle.told()]


def test_history__raised_explained_accepted_settled_recurred():
    first = one(query())
    chronicle = Chronicle().after(step("2027-04", first))
    assert words(chronicle) == [[RAISED]]
    explained = replace(first, answered=True)
    chronicle = chronicle.after(step("2027-05", explained, told=(listed(first),)))
    chronicle = chronicle.after(step("2027-06", explained, told=(listed(first),), decisions=(decision(first, ACCEPT),)))
    assert words(chronicle) == [[RAISED, EXPLAINED, ACCEPTED]]
    chronicle = chronicle.after(step("2027-07"))
    chronicle = chronicle.after(step("2027-08", one(query("120"))))
    assert words(chronicle) == [[RAISED, EXPLAINED, ACCEPTED, SETTLED, RECURRED]]
    (case,) = chronicle.told()
    assert (case.value, case.events[0].origin.cell, case.events[3].moment) == ("120", "C7", NOON)


def test_history__corrected_within_the_period():
    error = one(query(severity=ERROR))
    chronicle = Chronicle().after(step("2027-04", replaced=(error,)))
    assert words(chronicle) == [[RAISED, SETTLED]]


def test_history__stays_open_while_the_unit_sends_nothing():
    chronicle = Chronicle().after(step("2027-04", one(query()))).after(step("2027-05", returns=(), files=()))
    assert words(chronicle) == [[RAISED]]


def test_history__demanded_stays_so_and_a_moved_value_recurs():
    first = one(query())
    demanded = Chronicle().after(step("2027-04", first, decisions=(decision(first, CORRECT),)))
    assert words(demanded.after(step("2027-05", first))) == [[RAISED, DEMANDED]]
    accepted = Chronicle().after(step("2027-04", replace(first, answered=True), decisions=(decision(first, ACCEPT),)))
    assert words(accepted.after(step("2027-05", one(query("120"))))) == [[RAISED, ACCEPTED, RECURRED]]
