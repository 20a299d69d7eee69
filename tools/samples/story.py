"""The fictional ledger of facts: what every unit would truthfully report in two months.

``ledger/<表号>.txt`` holds one form each. The first line names the fields; ``【单位】`` opens a unit's (or
several units') rows, with a tick (本期无, 较上期无变化) or 不报 behind it. ``a→b`` is *a* in the first month and
*b* in the second. A field 期 says in which month a row begins (事项) or belongs (other forms).
``代码07`` and ``项目07`` become valid codes of firms and projects that do not exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportgen import layout
from reportgen.model.period import Period
from reportgen.model.plan import Form, Plan
from tools.samples.numbers import credit_code, project_code

MONTHS = ("2025-09", "2025-10")
NIL, UNCHANGED, SILENT = layout.NIL, layout.UNCHANGED, "不报"
_MONTH = "期"
_FOLDER = Path(__file__).parent / "ledger"
_CODE = re.compile(r"(代码|项目)(\d\d)")


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of one unit; ``values`` are the texts of each month. ``number`` is a matter's, "" elsewhere."""

    unit: str
    values: Mapping[str, tuple[str, str]]
    months: tuple[int, ...]  # those in which the row is told, 0 and 1
    number: str = ""

    def at(self, month: int) -> dict[str, str]:
        """The values of a month, blanks included."""
        return {name: told[month] for name, told in self.values.items()}


@dataclass(frozen=True, slots=True)
class Chapter:
    """The ledger of one form."""

    form: Form
    facts: tuple[Fact, ...]
    ticks: Mapping[str, tuple[str, str]]  # by unit, of each month

    def rows(self, unit: str, month: int) -> tuple[Fact, ...]:
        """The rows that *unit* itself tells in *month*."""
        return tuple(f for f in self.facts if f.unit == unit and month in f.months)

    def tick(self, unit: str, month: int) -> str:
        return self.ticks.get(unit, ("", ""))[month]


def read_ledger(plan: Plan) -> dict[str, Chapter]:
    """Return the ledger, by form name; `ValueError` for a field or unit that the plan does not know."""
    return {form.name: _chapter(plan, form, (_FOLDER / f"{form.number}.txt").read_text("utf-8")) for form in plan.forms}


def _chapter(plan: Plan, form: Form, text: str) -> Chapter:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    fields = _split(lines[0])
    unknown = [name for name in fields if name != _MONTH and form.field(name) is None]
    if unknown:
        raise ValueError(f"{form.number}: {unknown}")
    facts: list[Fact] = []
    ticks: dict[str, tuple[str, str]] = {}
    unit = ""
    for line in lines[1:]:
        if line.startswith("【"):
            names, _, tick = line[1:].partition("】")
            for unit in names.split("、"):
                if plan.unit(unit) is None:
                    raise ValueError(f"{form.number}: {unit}")
                if tick:
                    ticks[unit] = _both(tick)
        else:
            facts.append(_fact(plan, form, unit, dict(zip(fields, _split(line), strict=False)), facts))
    return Chapter(form, tuple(facts), ticks)


def _split(line: str) -> list[str]:
    return [part.strip() for part in line.split("|")]


def _both(text: str) -> tuple[str, str]:
    first, arrow, second = text.partition("→")
    return (first, second) if arrow else (first, first)


def _fact(plan: Plan, form: Form, unit: str, cells: Mapping[str, str], before: Sequence[Fact]) -> Fact:
    values = {name: _both(_CODE.sub(_code, text)) for name, text in cells.items() if name != _MONTH}
    begins = {"9": 0, "10": 1}.get(cells.get(_MONTH, ""))
    if form.purpose != "事项":
        return Fact(unit, values, (0, 1) if begins is None else (begins,))
    month = begins or 0
    known = plan.unit(unit)
    assert known is not None
    index = 1 + sum(f.unit == unit and f.months[0] == month for f in before)
    number = layout.matter_number(form, known.id, form_period(form, month), index)
    fixed = {"matter": number, "raiser": unit}
    values |= {f.name: (fixed[f.role], fixed[f.role]) for f in form.columns() if f.role in fixed}
    return Fact(unit, values, tuple(range(month, 2)), number)


def _code(match: re.Match[str]) -> str:
    number = int(match[2])
    return credit_code(number) if match[1] == "代码" else project_code(number)


def form_period(form: Form, month: int) -> Period:
    """Return the form's own period that belongs to a month's folder."""
    from reportgen.filing.obligations import form_periods

    folder = Period.parse(MONTHS[month])
    return next((own for own, _ in form_periods(form, folder)), folder)


def concerned(form: Form, fact: Fact, month: int) -> Iterator[tuple[str, str]]:
    """Yield (side, unit) of everybody who can fill a side of a matter in *month*."""
    yield "提出", fact.unit
    values = fact.at(month)
    for role, side in (("lead", "主办"), ("partners", "协办")):
        field = form.role(role)
        for unit in values.get(field.name, "").split("、") if field else ():
            yield side, unit
