"""发布时间: a figure that is not yet published stays out of everything that is written.

The row stays, with what names it; its numbers are put aside until the day on which they may be told, and the
office is told of each such row. What a unit sent is kept whole in its file and is told by a later merge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from reportgen.filing import codes
from reportgen.model.finding import Finding
from reportgen.model.outcome import Conflict, MergedForm, Revision
from reportgen.model.plan import Form, Plan
from reportgen.model.records import Row
from reportgen.model.values import PlanDate, Value

UNRELEASED = "尚未发布"
"""The word of the role 数据性质 (grade) for data that are not published."""


def unreleased(form: Form, row: Row, today: date) -> Value | None:
    """Return the cell that says that a row is not yet published: its word, or a day still to come; else None."""
    grade, day = _cell(form, row, "grade"), _cell(form, row, "released")
    if grade is not None and grade.value == UNRELEASED:
        return grade
    return day if day is not None and isinstance(day.value, PlanDate) and day.value.start > today else None


def published(plan: Plan, forms: Mapping[str, MergedForm], today: date) -> Mapping[str, MergedForm]:
    """Return *forms* without the values that are not published on *today*."""
    shown = dict(forms)
    bare: dict[str, dict[int, Row]] = {}  # form → row by its identity, without those values
    for form, row in _waiting(plan, forms, today):
        aside = _told(form, row)
        kept = {n: v for n, v in row.values.items() if n not in aside}
        bare.setdefault(form.name, {})[id(row)] = row.holding(kept, row.explanation)
    for name, rows in bare.items():
        shown[name] = replace(forms[name], rows=tuple(rows.get(id(row), row) for row in forms[name].rows))
    return shown


def waiting(plan: Plan, forms: Mapping[str, MergedForm], today: date) -> Iterator[Finding]:
    """Yield a notice for each row with values that are not published on *today*."""
    for form, row in _waiting(plan, forms, today):
        said = unreleased(form, row, today)
        if said is not None:
            role = "grade" if said.value == UNRELEASED else "released"
            item = form.role(role)
            yield codes.NOT_RELEASED.at(
                said.origin, unit=row.unit, form=form.name, period=row.period, key=row.key, value=said.raw,
                field=item.name if item else "", today=PlanDate(today).label, names="、".join(_told(form, row)),
            )  # fmt: skip


def conflicts_told(
    plan: Plan, forms: Mapping[str, MergedForm], conflicts: Iterable[Conflict], today: date
) -> tuple[Conflict, ...]:
    """Return the *conflicts* none of whose values is put aside."""
    aside = {row.values[n].origin for form, row in _waiting(plan, forms, today) for n in _told(form, row)}
    return tuple(c for c in conflicts if not any(value.origin in aside for _, value in c.values))


def revisions_told(
    plan: Plan, forms: Mapping[str, MergedForm], revisions: Iterable[Revision], today: date
) -> tuple[Revision, ...]:
    """Return the *revisions* that are not about a value that is put aside."""
    aside = {(form.name, row.unit, row.key, n) for form, row in _waiting(plan, forms, today) for n in _told(form, row)}
    return tuple(r for r in revisions if (r.form, r.unit, r.key, r.field) not in aside)


def _waiting(plan: Plan, forms: Mapping[str, MergedForm], today: date) -> Iterator[tuple[Form, Row]]:
    """Yield the rows with something to put aside, each with its form."""
    for form in plan.forms:
        if form.name in forms and (form.role("released") or form.role("grade")):
            for row in forms[form.name].rows:
                if unreleased(form, row, today) is not None and _told(form, row):
                    yield form, row


def _told(form: Form, row: Row) -> tuple[str, ...]:
    """The fields of a row that hold a number, beside keys and what is carried on from period to period."""
    standing = {f.name for f in form.fields if f.key or f.carry}
    return tuple(n for n, v in row.values.items() if isinstance(v.value, Decimal) and n not in standing)


def _cell(form: Form, row: Row, role: str) -> Value | None:
    item = form.role(role)
    return row.values.get(item.name) if item else None
