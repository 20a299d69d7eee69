"""Reporting (报送情况): how many forms were due, in time, late, missing or sent back, and by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from reportgen.measures import numbers
from reportgen.measures.case import Case
from reportgen.model.figure import Source, title_of
from reportgen.model.outcome import STATES, Submission
from reportgen.model.states import SUBMISSION_WORDS

_Titles = Mapping[tuple[str, str, str], Source]
_NOT_OWED = ("exempt", "not_due")
_OPEN = ("missing", "returned")
_BEHIND = ("late", "missing", "returned")
_LATE = "应报表中时限后收到的，含逾期报“本期无”的"


def count_reporting(case: Case) -> None:
    """Put on record ``reporting.…`` of all, of each form, unit and rhythm, of the year so far, and lists of names.

    The parts are ``reporting.forms.<form>.…``, ``reporting.units.<unit>.…``, ``reporting.rhythms.<rhythm>.…``
    and the same once more under ``reporting.year.…`` over all the year's obligations up to this period.
    """
    titles = _titles(case)
    _count_all(case, titles, "reporting", "", case.submissions, "本期", STATES)
    if case.filed:
        _count_all(case, titles, "reporting.year", "年内", case.filed, "年内截至本期", _BEHIND)
    _names(case, titles)


def _count_all(
    case: Case,
    titles: _Titles,
    key: str,
    word: str,
    submissions: Sequence[Submission],
    when: str,
    states: Sequence[str],
) -> None:
    _count(case, titles, key, word, submissions, when, states)
    for kind, name_of in (("forms", _form), ("units", _unit), ("rhythms", _rhythm)):
        for name, part in _groups(submissions, name_of).items():
            _count(case, titles, f"{key}.{kind}.{name}", f"{name}{word}", part, when, states)


def is_owed(submission: Submission) -> bool:
    """Whether the form had to be sent: neither exempt nor not yet due."""
    return submission.state not in _NOT_OWED


def is_timely(submission: Submission) -> bool:
    """Whether the form, or the word that there is nothing, came in time."""
    return submission.state == "on_time" or (submission.state == "nil" and submission.workdays_late <= 0)


def is_late(submission: Submission) -> bool:
    """Whether the form, or the word that there is nothing, came, and after its hour."""
    return submission.state == "late" or (submission.state == "nil" and submission.workdays_late > 0)


def _unit(submission: Submission) -> str:
    return submission.obligation.unit


def _form(submission: Submission) -> str:
    return submission.obligation.form


def _rhythm(submission: Submission) -> str:
    return f"{submission.obligation.period.kind.value}报"


def _groups(submissions: Sequence[Submission], name_of: Callable[[Submission], str]) -> dict[str, list[Submission]]:
    groups: dict[str, list[Submission]] = {}
    for submission in submissions:
        groups.setdefault(name_of(submission), []).append(submission)
    return groups


def _titles(case: Case) -> _Titles:
    """The 表号 cell of each received sheet by unit, form and period."""
    returns = (ret for merged in case.forms.values() for ret in merged.returns if ret.title.cell)
    return {(ret.unit, ret.form, ret.period): title_of(ret) for ret in returns}


def _proof(titles: _Titles, submissions: Sequence[Submission]) -> list[Source]:
    keyed = (((s.obligation.unit, s.obligation.form, s.obligation.period.id), s.title) for s in submissions)
    found = (titles.get(key) or title for key, title in keyed)
    return [source for source in found if source is not None]


def _count(
    case: Case,
    titles: _Titles,
    key: str,
    whose: str,
    submissions: Sequence[Submission],
    when: str,
    states: Sequence[str],
) -> None:
    owed = [s for s in submissions if is_owed(s)]
    places = {form: case.place("forms", form, "owners", value="、".join(case.plan.form(form).owners))
              for form in _groups(submissions, _form)}  # fmt: skip
    due_id = f"{key}.due"

    def add(part: str, word: str, hits: Sequence[Submission], how: str, inputs: Sequence[str] = ()) -> str:
        sources = _proof(titles, hits)
        name = f"{whose}{word}表数"
        return case.add(f"{key}.{part}", name, len(hits), "份", how, sources=sources, inputs=inputs).id

    how = f"方案规定{when}应报的表，不含免报和未到期的，一个单位一张表一期计一份"
    sources = [source for place in places.values() for source in place]
    case.add(due_id, f"{whose}应报表数", len(owed), "份", how, sources=sources)
    received_how = "应报表中已收到的（含逾期、退回和报“本期无”的）"
    received = add("received", "已收", [s for s in owed if s.state != "missing"], received_how, (due_id,))
    for state in states:
        hits = [s for s in submissions if (is_late(s) if state == "late" else s.state == state)]
        inputs = (due_id, received) if state in ("missing", *_NOT_OWED) else (due_id,)
        how = _LATE if state == "late" else f"应报表中状态为{SUBMISSION_WORDS[state]}的"
        add(state, SUBMISSION_WORDS[state], hits, how, inputs)
    timely = add(
        "timely", "时限内报送", [s for s in owed if is_timely(s)], "时限内收到的表，含时限内报“本期无”的", (due_id,)
    )
    share = numbers.share(int(case.figures[timely].value or 0), len(owed))
    case.add(f"{key}.on_time_rate", f"{whose}按时率", numbers.percent(share), "%", "时限内报送表数占应报表数",
             inputs=(timely, due_id))  # fmt: skip
    came = [s for s in owed if s.first_pass is not None]
    passed = add("first_pass", "一次合格", [s for s in came if s.first_pass], "首次收到就没有强制错误的表", (received,))
    share = numbers.share(int(case.figures[passed].value or 0), len(came))
    case.add(f"{key}.first_pass_rate", f"{whose}一次合格率", numbers.percent(share), "%", "一次合格表数占已收表数",
             inputs=(passed, received))  # fmt: skip


def _names(case: Case, titles: _Titles) -> None:
    """Put on record how many units stand how, and who they are; one unit can be in several lists."""
    groups = {u: [s for s in part if is_owed(s)] for u, part in _groups(case.submissions, _unit).items()}
    owing = {unit: part for unit, part in groups.items() if part}
    conditions: tuple[tuple[str, str, str, Callable[[list[Submission]], bool]], ...] = (
        ("due", "应报单位", "本期有应报表的单位", lambda part: True),
        (
            "complete",
            "报齐单位",
            "应报表都已收到且没有退回的单位",
            lambda part: not any(s.state in _OPEN for s in part),
        ),
        ("timely", "全部按时单位", "应报表都在时限内收到的单位", lambda part: all(map(is_timely, part))),
        ("late", "逾期单位", "有表逾期的单位", lambda part: any(map(is_late, part))),
        ("missing", "未报单位", "有表未报的单位", lambda part: any(s.state == "missing" for s in part)),
        ("returned", "退回单位", "有表被退回的单位", lambda part: any(s.state == "returned" for s in part)),
    )
    for part, word, how, holds in conditions:
        units = [unit for unit, owed in owing.items() if holds(owed)]
        inputs = [f"reporting.units.{unit}.due" for unit in units] or ["reporting.due"]
        sources = _proof(titles, [s for unit in units for s in owing[unit]])
        key = f"reporting.unit_lists.{part}"
        case.add(f"{key}.count", f"{word}数", len(units), "家", how, sources=sources, inputs=inputs)
        names = "、".join(units) or None
        case.add(f"{key}.names", f"{word}名单", names, "", how, sources=sources, inputs=inputs)
