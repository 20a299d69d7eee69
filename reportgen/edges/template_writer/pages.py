"""What stands in the table of a form's sheet: printed, carried and empty rows, and who may fill which cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from reportgen import layout
from reportgen.layout import Layout
from reportgen.model.period import Period
from reportgen.model.plan import Field, Form, Plan, Unit
from reportgen.model.records import Row
from reportgen.model.values import PlanDate, Understood, plain
from reportgen.rules.printed_rows import owners_of_rows

_PRINTED_ROLES = {"指标": "indicator", "节点": "milestone", "任务要求": "requirement"}
_RAISER_SIDES = frozenset({"填报", "提出"})


@dataclass(frozen=True, slots=True)
class Owed:
    """One form that the unit owes, for the form's own period."""

    form: Form
    period: Period
    due_at: datetime  # aware
    note: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of the table: values by field name, and the fields that the unit must not change."""

    values: Mapping[str, Understood]
    locked: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset()  # fields that another side of the matter fills


@dataclass(frozen=True, slots=True)
class Page:
    """One form's sheet, decided but not yet drawn."""

    owed: Owed
    unit: Unit
    sheet: str
    rows: tuple[TableRow, ...]
    layout: Layout

    @property
    def form(self) -> Form:
        return self.owed.form

    @property
    def told_rows(self) -> tuple[TableRow, ...]:
        """The rows that stand there already: printed, carried, or matters."""
        return tuple(row for row in self.rows if _has_more_than_number(self.form, row))

    def required(self, row: TableRow) -> tuple[Field, ...]:
        """The required fields of *row* that the unit fills."""
        return tuple(f for f in self.layout.columns if f.required and f.name not in row.locked)


def _has_more_than_number(form: Form, row: TableRow) -> bool:
    number = form.role("matter") if form.purpose == "事项" else None
    return any(name != (number.name if number else "") for name in row.values)


def sheet_names(owed: Sequence[Owed]) -> tuple[str, ...]:
    """Name the sheets: the form's name, with the period where a form is owed more than once."""
    names: list[str] = []
    for item in owed:
        name = item.form.name
        names.append(name if name not in names else f"{name[:18]}（{item.period.id}）")
    return tuple(names)


def page_of(plan: Plan, unit: Unit, owed: Owed, sheet: str, carried: Sequence[Row], matters: Sequence[Row]) -> Page:
    """Decide what stands on the sheet of one form."""
    form = owed.form
    if form.purpose == "事项":
        rows = tuple(_matter_rows(plan, unit, owed, matters))
    elif form.rows_from:
        rows = tuple(_printed_rows(plan, unit, form, carried))
    else:
        told = (TableRow(_carried_values(form, row)) for row in carried)
        rows = (*(row for row in told if row.values), *(TableRow({}) for _ in range(form.empty_rows)))
    rows = rows or (TableRow({}),)
    return Page(owed, unit, sheet, rows, layout.arrange(plan, form, len(rows)))


def _carried_values(form: Form, row: Row) -> dict[str, Understood]:
    """The values of a row told before that are filled in again: keys and carried fields."""
    return {
        f.name: row.values[f.name].value
        for f in form.columns()
        if (f.carry or f.key) and f.name in row.values and row.values[f.name].value is not None
    }


# ---------------------------------------------------------------- 固定行


def _printed_rows(plan: Plan, unit: Unit, form: Form, carried: Sequence[Row]) -> Iterator[TableRow]:
    """One row for each indicator, milestone or requirement of the unit, its fixed columns locked."""
    told = {_printed_key(form, row): row for row in carried}
    for key, owner in owners_of_rows(plan, form).items():
        if owner != unit.name:
            continue
        roles = _fixed(plan, form.rows_from, key)
        fixed = {f.name: roles[f.role] for f in form.columns() if f.role in roles}
        before = told.get(key)
        values = {**(_carried_values(form, before) if before else {}), **fixed}
        yield TableRow(values, frozenset(fixed) | (_unasked(plan, form, key) - values.keys()))


def _printed_key(form: Form, row: Row) -> str:
    return _name(form, row, _PRINTED_ROLES[form.rows_from])


def _unasked(plan: Plan, form: Form, key: str) -> frozenset[str]:
    """Fields of an indicator's row that it does not have: an amount, a growth rate, a rank."""
    if form.rows_from != "指标":
        return frozenset()
    indicator = plan.find("indicators", key)
    roles = {
        *(() if indicator.unit else ("amount",)),
        *(() if indicator.growth else ("growth",)),
        *(() if indicator.rank else ("rank", "rank_field")),
    }
    return frozenset(f.name for f in form.columns() if f.role in roles)


def _fixed(plan: Plan, rows_from: str, key: str) -> Mapping[str, Understood]:
    """The fixed columns of a printed row, by role."""
    if rows_from == "指标":
        indicator = plan.find("indicators", key)
        return {"indicator": key, "family": indicator.family}
    if rows_from == "节点":
        milestone = plan.find("milestones", key)
        due = {"due": PlanDate(milestone.due)} if milestone.due else {}
        return {"milestone": key, "name": milestone.name, "title": milestone.name, **due}
    task, requirement = next((task, r) for full, task, r in plan.requirements() if full == key)
    return {"requirement": key, "name": task.name, "title": requirement.text}


# ---------------------------------------------------------------- 事项


def _matter_rows(plan: Plan, unit: Unit, owed: Owed, matters: Sequence[Row]) -> Iterator[TableRow]:
    """The open matters, only the unit's own side open, then empty numbered rows if the unit may raise any."""
    form = owed.form
    number = form.role("matter")
    used: set[str] = set()
    for row in matters:
        used.add(plain(row.get(number.name)) if number else "")
        sides = _sides(plan, form, row, unit.name)
        locked = frozenset(f.name for f in form.columns() if f.side not in sides or f is number)
        yield TableRow({name: v.value for name, v in row.values.items() if v.value is not None}, locked)
    if unit.name not in plan.members(form.owners):
        return
    office = unit.name == plan.header.office_unit
    others = frozenset(f.name for f in form.columns() if f.side not in _RAISER_SIDES)
    closed = frozenset(f.name for f in form.columns() if f.side == "办公室" and not office)
    numbers = (layout.matter_number(form, unit.id, owed.period, i) for i in range(1, form.empty_rows + len(used) + 1))
    free = [text for text in numbers if text not in used][: form.empty_rows]
    for text in free:
        if number is None:
            yield TableRow({}, closed, others)
        else:
            yield TableRow({number.name: text}, closed | {number.name}, others)


def _sides(plan: Plan, form: Form, row: Row, unit: str) -> frozenset[str]:
    """The sides that *unit* takes in a matter."""
    sides: set[str] = set()
    if unit == row.unit or unit == _name(form, row, "raiser"):
        sides |= _RAISER_SIDES
    if unit == _name(form, row, "lead"):
        sides.add("主办")
    if unit in _name(form, row, "partners").split("、"):
        sides.add("协办")
    if unit == plan.header.office_unit:
        sides.add("办公室")
    return frozenset(sides)


def _name(form: Form, row: Row, role: str) -> str:
    field = form.role(role)
    return plain(row.get(field.name)) if field else ""
