"""任务分解到月到季到人: what is due and done of each amount, 以旬保月、以月保季、以季保年.

Amounts are 调度数, what units report for steering the works; they are no statistics.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from reportgen.measures import numbers
from reportgen.measures.case import Case, Record
from reportgen.measures.firms import plain_key
from reportgen.measures.history import Point, points, recall
from reportgen.measures.projects import WAN, Project, projects_of
from reportgen.model.outcome import TaskShare
from reportgen.model.period import Period, Rhythm
from reportgen.model.values import Value

PURPOSE = "任务分解"
_SPANS = {"month": "本月", "quarter": "本季", "year": "全年"}


@dataclass(frozen=True, slots=True)
class Amounts:
    """Planned and done of one span, in 万元; done is None where no form tells of it."""

    planned: Decimal
    done: Decimal | None


def judge_breakdown(case: Case) -> tuple[TaskShare, ...]:
    """Return each task of the breakdown; figures ``breakdown.<key>.…``, ``breakdown.units.<unit>.…``, ``breakdown.total.…``."""
    projects = {plain_key(p.id): p for p in projects_of(case)}
    shares = [
        _share(case, record, projects.get(plain_key(record.text("code"))) if record.text("code") else None)
        for record in case.records(PURPOSE)
        if record.number("year_task") is not None
    ]
    if case.of_purpose(PURPOSE):
        _sum(case, "breakdown.total", "任务分解合计", shares)
        for unit in dict.fromkeys(s.unit for s in shares):
            _sum(case, f"breakdown.units.{unit}", f"{unit}任务分解", [s for s in shares if s.unit == unit])
    return tuple(shares)


def _share(case: Case, record: Record, project: Project | None) -> TaskShare:
    key = f"breakdown.{record.row.unit}/{record.row.key}"
    name = record.text("name") or record.row.key
    plans = _month_plans(record)
    end = case.period.end
    first = {"month": end.month, "quarter": (end.month - 1) // 3 * 3 + 1, "year": 1}
    course = points(case, f"{project.key}.year_done") if project else ()
    told: dict[str, Amounts] = {}
    for span, start in first.items():
        last = {"month": start, "quarter": start + 2, "year": 12}[span]
        cells = [c for month, c in plans if start <= month <= last]
        planned = sum((_number(c) for c in cells), Decimal(0))
        case.add(f"{key}.{span}_plan", f"{name}{_SPANS[span]}计划（调度数）", planned, WAN,
                 f"“{record.form.name}”所报各月计划之和", cells=cells or record.anchor())  # fmt: skip
        told[span] = Amounts(planned, _done(case, key, name, span, course, start))
    due, cells = _due(plans, end)
    case.add(
        f"{key}.due",
        f"{name}应完成（调度数）",
        due,
        WAN,
        "已过各月计划之和，本月按已过天数折算",
        cells=cells or record.anchor(),
    )
    done = told["year"].done
    behind = None if done is None else done - due
    case.add(f"{key}.behind", f"{name}与应完成之差（调度数）", behind, WAN, "已完成减应完成，落后为负",
             inputs=(f"{key}.due", f"{key}.year_done"))  # fmt: skip
    return TaskShare(
        key=key,
        name=name,
        unit=record.row.unit,
        person=record.text("person"),
        year_task=record.number("year_task") or Decimal(0),
        month_plan=told["month"].planned,
        month_done=told["month"].done,
        quarter_plan=told["quarter"].planned,
        quarter_done=told["quarter"].done,
        due=due,
        done=done,
        row=record.row,
        figure=f"{key}.behind",
    )


def _month_plans(record: Record) -> list[tuple[int, Value]]:
    """The filled cells of the months' plans, each with its month: the fields of the role in their order."""
    fields = [f for f in record.form.columns() if f.role == "month_plan"]
    found = ((month, record.under(field)) for month, field in enumerate(fields, 1))
    return [(month, cell) for month, cell in found if cell is not None and isinstance(cell.value, Decimal)]


def _number(cell: Value) -> Decimal:
    return cell.value if isinstance(cell.value, Decimal) else Decimal(0)


def _due(plans: Iterable[tuple[int, Value]], end: date) -> tuple[Decimal, list[Value]]:
    """What is due by *end*: the months over, and the share of this one whose days have passed."""
    days = Period.of(end, Rhythm.MONTH).end.day
    total, cells = Fraction(0), []
    for month, cell in plans:
        if month <= end.month:
            total += Fraction(_number(cell)) * (Fraction(end.day, days) if month == end.month else 1)
            cells.append(cell)
    return numbers.decimal_of(total, 2), cells


def _done(case: Case, key: str, name: str, span: str, course: Sequence[Point], month: int) -> Decimal | None:
    """Put on record what was done since the first day of *month*: the year's total less that of the time before."""
    now = course[-1] if course and not course[-1].period else None
    start = date(case.plan.header.year, month, 1)
    earlier = [p for p in course if p.period and Period.parse(p.period).end < start]
    told = (earlier[-1], now) if earlier else (now,)
    value, why = None, "本年完成投资没有对应的项目或没有报送"
    if now is not None and now.number is not None:
        if month == 1:
            value, told, why = now.number, (now,), "本年完成投资"
        elif earlier and earlier[-1].number is not None and Period.parse(earlier[-1].period).end.month == month - 1:
            value, why = now.number - earlier[-1].number, "本期本年完成投资减该时段开始前一期的"
        else:
            why = "该时段开始前一期没有数，无从相减"
    case.add(f"{key}.{span}_done", f"{name}{_SPANS[span]}完成（调度数）", value, WAN, why,
             inputs=recall(case, [p for p in told if p is not None]))  # fmt: skip
    return value


def _sum(case: Case, key: str, noun: str, shares: Sequence[TaskShare]) -> None:
    """Put the sums on record: tasks without any amount done are in none of them."""
    known = [s for s in shares if s.done is not None]
    for part, word in (("due", "应完成"), ("year_done", "已完成")):
        amounts = [s.due if part == "due" else s.done or Decimal(0) for s in known]
        value = sum(amounts, Decimal(0)) if known else None
        how = f"有完成数的各项任务{word}之和" + ("" if known else "；没有任务报了完成数")
        case.add(f"{key}.{part}", f"{noun}{word}（调度数）", value, WAN, how, inputs=[f"{s.key}.{part}" for s in known])
    rate = None
    if known:
        share = numbers.share(sum(s.done or Decimal(0) for s in known), sum(s.due for s in known))
        rate = numbers.percent(share)
    case.add(
        f"{key}.rate", f"{noun}完成应完成的比例", rate, "%", "已完成占应完成", inputs=(f"{key}.year_done", f"{key}.due")
    )
    late = [s for s in known if s.done is not None and s.done < s.due]
    case.add(f"{key}.behind", f"{noun}落后的任务数", len(late), "项", "已完成少于应完成的任务",
             inputs=[f"{s.key}.behind" for s in known] or [f"{key}.due"])  # fmt: skip
