"""Who reported, the remarks, and the frame of a document: dates, issue and reference numbers."""

from __future__ import annotations

import re

from tests.proof.claims import FULL, MOMENT, Case, N, Rule, Told
from tests.proof.docx_numbers import Passage
from tests.proof.merged import LATE, MISSING, RETURNED, TIMELY, WAITING, Owed
from tests.proof.plan_facts import label
from tests.proof.printing import fixed, full_day, moment
from tests.proof.say_standing import answer_by, red_items

_STATES = {"逾期报送": LATE, "退回尚未重报": RETURNED, "未报": MISSING}


def rules() -> list[Rule]:
    return [*_reporting(), *_remarks(), *_frame()]


def owed(case: Case) -> list[Owed]:
    return [o for o in case.month.owed if o.state != WAITING]


def pressed(case: Case, *states: str) -> list[Owed]:
    """What is named of the units: those that only verify are not."""
    return [o for o in owed(case) if o.state in states and not case.plan.units[o.unit].get("verifier")]


def _reporting() -> list[Rule]:
    found = [
        Rule(f"本期{N}家应报调度表{N}份", lambda case, p, m: [f"{_units(owed(case))}", f"{len(owed(case))}"]),
        Rule(f"按时报送{N}份", lambda case, p, m: [f"{sum(o.state == TIMELY for o in owed(case))}"]),
        Rule(
            f"（其中报“本期无”{N}份）",
            lambda case, p, m: [f"{sum(o.state == TIMELY and o.nil for o in owed(case))}"],
        ),
        Rule(f"全部按时报送的单位：.*?等{N}家", lambda case, p, m: [f"{len(_timely(case))}"]),
    ]
    words = "(" + "|".join(_STATES) + ")"
    found.append(Rule(f"{words}{N}份", lambda case, p, m: [m[1], f"{len(pressed(case, _STATES[m[1]]))}"]))
    found.append(
        Rule(f"{words}\\d+份：[^；。]*?等{N}家", lambda case, p, m: [m[1], f"{_units(pressed(case, _STATES[m[1]]))}"])
    )
    return found


def _units(found: list[Owed]) -> int:
    return len({o.unit for o in found})


def _timely(case: Case) -> set[str]:
    """The units that had all in time."""
    return {o.unit for o in owed(case)} - {o.unit for o in owed(case) if o.state != TIMELY}


def _remarks() -> list[Rule]:
    return [
        Rule(f"工作调度表，截至{MOMENT}；", lambda case, p, m: [moment(case.month.as_of)]),
        Rule(f"^截至{MOMENT}，你单位", lambda case, p, m: [moment(case.month.as_of)]),
        Rule(r"(?:^|。)([^。]*?)为(\d{1,2}—\d{1,2}月|\d{1,2}月)数。", _spans),
        Rule(f"沿用上期已报数的表：.*?等{N}张", lambda case, p, m: [f"{len(case.month.kept)}"]),
        Rule(f"于{FULL}前(?:补报|填写|报送)", lambda case, p, m: [full_day(answer_by(case))]),
        Rule(
            f"中“([^”]+)”的([^，]+)，([^，]+?)报{N}亿元，([^，]+?)报{N}亿元",
            _contradiction,
        ),
        Rule(f"^下列文稿共{N}件", lambda case, p, m: [f"{len(drafts(case))}"]),
    ]


def _spans(case: Case, passage: Passage, match: re.Match[str]) -> Told:
    return ["、".join(t.plan["name"] for t in case.county.targets if t.span == match[2]), match[2]]


def _contradiction(case: Case, passage: Passage, match: re.Match[str]) -> Told:
    """Two units tell a field of one thing in two ways; each value is looked up with its own unit."""
    form = passage.text[: match.start()].rpartition("。")[2]
    rows = [r for r in case.month.rows(form) if match[1] in r.key]

    def told(unit: str) -> str:
        number = next((r.number(match[2]) for r in rows if r.unit == unit), None)
        return "没有报" if number is None else fixed(case.plan, number, "亿元").removesuffix("亿元")

    return [match[1], match[2], match[3], told(match[3]), match[5], told(match[5])]


def drafts(case: Case) -> list[tuple[str, str]]:
    """The documents that need approval: a notice for every unit with red items, and the circular."""
    units = [u for u in case.plan.units if red_items(case, u) and not case.plan.units[u].get("verifier")]
    return [*(("督办通知", u) for u in units), ("报送情况通报", "")]


def _frame() -> list[Rule]:
    return [
        Rule(r"(\d{4}年\d{1,2}月)(?!\d)", lambda case, p, m: [label(case.month.period)]),
        Rule(
            r"^(\d{4}年\d{1,2}月\d{1,2}日—(?:\d{1,2}月)?\d{1,2}日)(?=重大项目)",
            lambda case, p, m: [label(case.month.period)],
        ),
        Rule(rf"(?:^|办公室[\t　]*){FULL}(?:印发)?$", lambda case, p, m: [full_day(case.month.today)]),
        Rule(r"^第(\d+)期$", _issue),
        Rule(r"(?:^|[\t　：])(\d{4}-\d{2})(?:-(\w+))?(?=$|\t)", _reference),
    ]


def _issue(case: Case, passage: Passage, match: re.Match[str]) -> Told:
    """As nothing is registered as issued: the number of the period in its year."""
    first = case.month.first
    return [f"{first.isocalendar().week if 'W' in case.month.period else first.month}"]


def _reference(case: Case, passage: Passage, match: re.Match[str]) -> Told:
    return [case.month.period, case.plan.units[case.unit]["id"] if case.unit else None]
