"""Where matters and projects stand, worked out from the rows that stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tests.proof.merged import Month, meaning
from tests.proof.plan_facts import DAY, bounds, month_end
from tests.proof.received import Row
from tests.proof.standing import GREEN, RED, YELLOW

# ---------------------------------------------------------------- matters


@dataclass(frozen=True)
class Matter:
    row: Row
    id: str
    title: str
    raiser: str
    lead: str
    partners: str
    due: dt.date | None
    state: str
    overdue: int
    raised: dt.date | None

    @property
    def open(self) -> bool:
        return self.state == "open"


def matters(month: Month) -> list[Matter]:
    plan = month.plan
    forms = [f for f in plan.forms if plan.forms[f]["purpose"] == "事项"]
    return [_matter(month, form, row) for form in forms for row in month.rows(form)]


def _matter(month: Month, form: str, row: Row) -> Matter:
    def text(role: str) -> str:
        return row.text(month.plan.role(form, role))

    def day(role: str) -> tuple[dt.date, dt.date] | None:
        return row.day(month.plan.role(form, role))

    state, limit, raised = meaning(month.plan, row), day("extended") or day("due"), day("raised")
    state = state if state in ("settled", "closed") else "open"
    late = (month.today - limit[1]).days if limit and state == "open" else 0
    return Matter(
        row, text("matter"), text("title"), text("raiser") or row.unit, text("lead"), text("partners"),
        limit[1] if limit else None, state, max(0, late), raised[0] if raised else None,
    )  # fmt: skip


# ---------------------------------------------------------------- projects


@dataclass(frozen=True)
class Project:
    code: str
    name: str
    unit: str
    invest: Fraction | None
    invest_behind: Fraction  # behind the share of the year, negative when ahead
    pay: Fraction | None
    pay_behind: Fraction
    start: dt.date | None  # the last day that its planned start can mean
    unstarted: bool

    @property
    def light(self) -> str:
        worst = max(self.invest_behind, self.pay_behind)
        if worst > Fraction(1, 10):
            return RED
        return YELLOW if self.unstarted or worst > 0 else GREEN


def projects(month: Month) -> list[Project]:
    groups: dict[str, list[Row]] = {}
    for form in ("项目清单", "形象进度和资金支付"):
        for row in month.rows(form):
            groups.setdefault(row.text("项目代码") or row.text("项目名称"), []).append(row)
    return [_project(month, code, rows) for code, rows in groups.items()]


def _project(month: Month, code: str, rows: list[Row]) -> Project:
    def first(name: str) -> Decimal | None:
        return next((n for r in rows if (n := r.number(name)) is not None), None)

    def share(part: Decimal | None, whole: Decimal | None) -> Fraction | None:
        return Fraction(part) / Fraction(whole) if part is not None and whole else None

    day = next((d for r in rows if (d := r.day("资金下达日期"))), None)
    invest = share(first("本年完成投资"), first("本年计划投资"))
    pay = share(first("支付资金"), first("下达资金"))
    year = elapsed(month.last)
    start = next((d for r in rows if (d := r.day("计划开工日期"))), None)
    begun = any(r.text("当前阶段") in ("开工", "在建", "竣工", "投产") for r in rows)
    begun |= any((d := r.day("实际开工日期")) is not None and d[0] <= month.today for r in rows)
    told = [r for r in rows if "本年完成投资" in r.values or "支付资金" in r.values]
    named = next((t for r in rows if (t := r.text("责任单位")) in month.plan.units), "")
    return Project(
        code,
        next(t for r in rows if (t := r.text("项目名称"))),
        named or (told or rows)[0].unit,
        invest,
        Fraction(0) if invest is None else year - invest,
        pay,
        Fraction(0) if pay is None else _pay_share(month, day) - pay,
        start[1] if start else None,
        start is not None and start[1] < month.today and not begun,
    )


def elapsed(day: dt.date) -> Fraction:
    """The share of the year that is over at the end of *day*, months counted alike."""
    return (day.month - 1 + Fraction(day.day, month_end(day.year, day.month).day)) / 12


def _pay_share(month: Month, since: tuple[dt.date, dt.date] | None) -> Fraction:
    """The share of the time for payment that is over: from the day of 下达 within the year to the year's end."""
    now = elapsed(month.last)
    if since is None or since[0].year < month.plan.year or since[0] == bounds(str(month.plan.year) + "-01")[0]:
        return now
    before = elapsed(since[0] - DAY)
    return Fraction(0) if since[0] > month.last else (now - before) / (1 - before)
