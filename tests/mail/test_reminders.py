"""Reminders: who is reminded of what, as a draft mail and as a text for a chat."""

from __future__ import annotations

import email
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from reportgen.edges.mail.reminders import reminders, write_reminders
from reportgen.model.finding import Finding
from reportgen.model.outcome import FiledReturn, Obligation, Outcome, Receipt, Submission
from reportgen.model.period import Period
from reportgen.model.plan import Plan, Wording
from reportgen.model.wordings import WORDINGS, pattern_faults
from tests.filing.small import LEDGER, QUARTERLY, UNITS, at, plan

OCTOBER = Period.parse("2025-10")
DUE = at("2025-11-05T18:00")
PATTERNS = {
    "催报_主题": "{报告期}提醒（{单位}）",
    "催报_开头": "{单位}：截至{截至}，应报{应报}张[，未报{未报}张][，退回{退回}张][，逾期{逾期}张][，核实{核实}处]。",
    "催报_未报": "未报：",
    "催报_未报项": "{表}（{表号}，{期别}），时限{时限}",
    "催报_退回": "退回，{反馈时限}前重报：",
    "催报_退回项": "{表}（{表号}）",
    "催报_逾期": "逾期：",
    "催报_逾期项": "{表}，收到{收到}，逾期{天数}个工作日",
    "催报_核实": "核实：",
    "催报_问题": "[{表}，]{位置}：{问题}",
    "催报_其余": "其余{数}处见退回件。",
    "催报_结尾": "{专班办公室} {日期}",
    "催报_短信": "{单位}[，未报：{未报名单}][；退回：{退回名单}][；逾期：{逾期名单}][；核实{核实}处]。",
    "催报_群通知": "截至{截至}，{应报单位}个单位应报{应报}张，已报{已报}张。[未报：{未报名单}。][退回：{退回名单}。]",
    "催报_名单项": "{单位}（{表名}）",
    "催报_提醒主题": "{报告期}将到期（{单位}）",
    "催报_提醒开头": "{单位}：将到期[，未报{未报}张]。",
    "催报_二次主题": "{报告期}再次催报（{单位}）",
    "催报_二次开头": "{单位}：仍未报{未报}张。",
    "催报_退回主题": "{报告期}退回（{单位}）",
    "催报_退回开头": "{单位}：退回{退回}张。",
    "催报_待报": "将到期：",
    "催报_附件": "附件：{附件名单}",
}


def the_plan() -> Plan:
    return plan(LEDGER, QUARTERLY, wordings=tuple(Wording(key=k, text=v) for k, v in PATTERNS.items()))


def submission(unit: str, state: str, form: str = "台账", **more: Any) -> Submission:
    return Submission(Obligation(unit, form, OCTOBER, DUE), state, **more)


def finding(unit: str, severity: str, message: str = "不是数。", **more: Any) -> Finding:
    where = {"form": "台账", "file": "inputs/2025-10/b.xlsx", "sheet": "台账", "cell": "D7", "field": "数量"}
    return Finding("bad", severity, message, unit, **(where | more))


def outcome(*submissions: Submission, findings: tuple[Finding, ...] = ()) -> Outcome:
    return Outcome(
        "示例方案", 2025, "f" * 64, OCTOBER, at("2025-11-06T18:00"), submissions=submissions, findings=findings
    )


def written(folder: Path, found: Outcome) -> dict[str, str]:
    write_reminders(the_plan(), found, folder)
    return {p.name: p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.txt"))}


def mail(folder: Path, unit: str) -> EmailMessage:
    message = email.message_from_bytes((folder / f"{unit}.eml").read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def body_of(folder: Path, unit: str) -> str:
    part = mail(folder, unit).get_body(("plain",))
    assert part is not None
    assert part.get_content_charset() == "utf-8"
    return str(part.get_content()).replace("\r\n", "\n")


def test_patterns__use_only_the_names_that_are_declared():
    assert set(PATTERNS) == {key for key in WORDINGS if key.startswith("催报_")}
    assert not [f for key, text in PATTERNS.items() for f in pattern_faults(text, WORDINGS[key].names)]


def test_missing__mail_and_chat_text(tmp_path: Path):
    texts = written(tmp_path, outcome(submission("甲局", "missing"), submission("乙局", "on_time")))
    assert texts["甲局.txt"] == "甲局，未报：台账。\n"
    assert list(texts) == ["甲局.txt", "群通知.txt"]
    message = mail(tmp_path, "甲局")
    assert (message["Subject"], message["To"], message["X-Unsent"]) == ("2025年10月提醒（甲局）", None, "1")
    assert message["Date"] == "Thu, 06 Nov 2025 18:00:00 +0800"
    assert body_of(tmp_path, "甲局") == (
        "甲局：截至2025年11月6日18:00，应报1张，未报1张。\n\n"
        "未报：\n1. 台账（SL01，2025年10月），时限11月5日18:00\n\n专班办公室 2025年11月6日\n"
    )


def test_returned__every_error_with_its_place_and_the_day_to_answer(tmp_path: Path):
    found = outcome(submission("乙局", "returned"), findings=(finding("乙局", "error"),))
    assert written(tmp_path, found)["乙局.txt"] == "乙局；退回：台账。\n"
    body = body_of(tmp_path, "乙局")
    assert "退回，11月13日18:00前重报：" in body
    assert "1. 台账（SL01）" in body
    assert "  · 台账，工作表“台账”D7（数量）：不是数。" in body


def test_returned__newer_faulty_return_beside_an_accepted_one(tmp_path: Path):
    found = outcome(submission("乙局", "on_time"), findings=(finding("乙局", "error"),))
    assert written(tmp_path, found)["乙局.txt"] == "乙局；退回：台账。\n"


def test_late__said_with_the_working_days(tmp_path: Path):
    written(tmp_path, outcome(submission("乙局", "late", received_at=at("2025-11-06T09:00"), workdays_late=1)))
    assert "1. 台账，收到11月6日09:00，逾期1个工作日" in body_of(tmp_path, "乙局")


def test_query__asked_until_answered(tmp_path: Path):
    query = finding("乙局", "query", "比上期少，请说明。")
    found = outcome(submission("乙局", "on_time"), findings=(query,))
    assert written(tmp_path, found)["乙局.txt"] == "乙局；核实1处。\n"
    assert "  · 台账，工作表“台账”D7（数量）：比上期少，请说明。" in body_of(tmp_path, "乙局")
    answered = outcome(submission("乙局", "on_time"), findings=(replace(query, answered=True),))
    assert reminders(the_plan(), answered) == ()


def test_problems__long_lists_are_cut_and_counted(tmp_path: Path):
    errors = tuple(finding("乙局", "error", f"第{n}处。", cell=f"D{n}") for n in range(8, 33))
    written(tmp_path, outcome(submission("乙局", "returned"), findings=errors))
    body = body_of(tmp_path, "乙局")
    assert body.count("工作表") == 20
    assert "其余5处见退回件。" in body


@pytest.mark.parametrize("state", ["on_time", "nil", "exempt", "not_due"])
def test_nobody__nothing_is_written(tmp_path: Path, state: str):
    notice = finding("乙局", "notice")
    assert write_reminders(the_plan(), outcome(submission("乙局", state), findings=(notice,)), tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_group_notice__counts_and_names(tmp_path: Path):
    found = outcome(
        submission("乙局", "missing"),
        submission("乙局", "missing", form="季表"),
        submission("甲局", "nil"),
        submission("丙镇", "returned"),
        submission("丁公司", "not_due"),
    )
    assert written(tmp_path, found)["群通知.txt"] == (
        "截至2025年11月6日18:00，3个单位应报4张，已报1张。未报：乙局（台账、季表）。退回：丙镇（台账）。\n"
    )


def test_units__in_plan_order_and_only_known_ones():
    found = outcome(submission("乙局", "missing"), submission("甲局", "missing"), findings=(finding("", "error"),))
    assert [r.unit for r in reminders(the_plan(), found)] == ["甲局", "乙局"]


def test_mail__same_bytes_for_the_same_outcome(tmp_path: Path):
    found = outcome(submission("甲局", "missing"))
    for name in ("a", "b"):
        write_reminders(the_plan(), found, tmp_path / name)
    first = (tmp_path / "a" / "甲局.eml").read_bytes()
    assert first == (tmp_path / "b" / "甲局.eml").read_bytes()
    assert first.isascii()


def test_file_name__unit_with_characters_that_windows_refuses(tmp_path: Path):
    units = (*UNITS, replace(UNITS[0], id="U9", name='甲/乙:"丙"'))
    odd = replace(the_plan(), units=units)
    paths = write_reminders(odd, outcome(submission('甲/乙:"丙"', "missing")), tmp_path)
    assert [p.name for p in paths] == ["甲_乙__丙_.eml", "甲_乙__丙_.txt", "群通知.txt"]


@pytest.mark.parametrize(("state", "reminded"), [("on_time", 0), ("not_due", 0), ("missing", 1)])
def test_reminders__an_old_file_beside_the_good_one_asks_nothing(state: str, reminded: int):
    """A unit that sent last month's file once more, and this month's too, owes nothing."""
    unit = UNITS[0].name
    wrong = finding(unit, "error", "与以前一期的内容相同。", form="", sheet="", cell="", field="")
    receipt = Receipt(wrong.file, "0" * 64, DUE, "mtime")
    told = replace(
        outcome(submission(unit, state), findings=(wrong,)),
        files=(FiledReturn(receipt, unit, (), "refused", "与以前一期的内容相同"),),
    )
    assert len(reminders(the_plan(), told)) == reminded


def test_write_reminders__questions_alone_need_no_notice_to_all(tmp_path: Path):
    unit = UNITS[0].name
    write_reminders(the_plan(), outcome(submission(unit, "on_time"), findings=(finding(unit, "query"),)), tmp_path)
    assert {p.suffix for p in tmp_path.iterdir()} == {".eml", ".txt"}
    assert not (tmp_path / "群通知.txt").exists()
