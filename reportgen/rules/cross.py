"""表间核对: one fact told by two units, or listed twice; the authority's value counts, nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from reportgen.layout import unit_of
from reportgen.model.finding import Finding
from reportgen.model.outcome import Conflict, MergedForm
from reportgen.model.plan import Field, Form, Plan, Verification
from reportgen.model.records import Row
from reportgen.model.values import PlanDate, Understood, Value, plain
from reportgen.reading.numbers import convert
from reportgen.reading.words import key_text
from reportgen.rules import codes
from reportgen.rules.likeness import alike
from reportgen.rules.once import repeated
from reportgen.rules.place import at_row, shown
from reportgen.rules.twins import doubtful_twins

Found = tuple[tuple[Conflict, ...], tuple[Finding, ...]]
_JOINS = ("code", "firm", "indicator", "milestone", "requirement", "matter", "name")
"""Roles by which rows of two forms are the same thing, the surest first."""


def cross_check(plan: Plan, forms: Mapping[str, MergedForm]) -> Found:
    """Return the facts that are told in two ways, and what has to be said of them and of double listings.

    Matters (事项) are one row per number already, each field from its own side, and are left out.
    """
    conflicts: list[Conflict] = []
    findings: list[Finding] = []
    for form in plan.forms:
        merged = forms.get(form.name)
        if merged is None or form.purpose == "事项":
            continue
        for key, rows in _told_again(merged.rows).items():
            findings += _listed_twice(form, rows)
            found, said = _told_by_several(form, key, rows)
            conflicts += found
            findings += said
        findings += _twins_of_units(form, merged.rows)
    for verification in plan.verifications:
        found, said = _verify(plan, verification, forms)
        conflicts += found
        findings += said
    findings += alike(plan, forms)
    return tuple(conflicts), tuple(sorted(findings, key=Finding.sort_key))


# ---------------------------------------------------------------- within a form


def _told_again(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return by key the rows whose key another row has too."""
    again = repeated(row.key for row in rows)
    groups: dict[str, list[Row]] = {}
    for row in rows if again else ():
        if hash(row.key) in again and row.key:
            groups.setdefault(row.key, []).append(row)
    return {key: told for key, told in groups.items() if len(told) > 1}


def _listed_twice(form: Form, rows: list[Row]) -> Iterator[Finding]:
    """Yield a finding for a record that one unit lists on two sheets; twice on one sheet is an error there."""
    first: dict[str, Row] = {}
    for row in rows:
        known = first.setdefault(row.unit, row)
        if (known.origin.file, known.origin.sheet) != (row.origin.file, row.origin.sheet):
            other = f"{known.origin.file} {known.origin.sheet} {known.origin.cell}"
            yield at_row(codes.LISTED_TWICE, row, next(f.name for f in form.columns() if f.key), other=other)


def _told_by_several(form: Form, key: str, rows: list[Row]) -> tuple[list[Conflict], list[Finding]]:
    by_unit = {row.unit: row for row in reversed(rows)}
    by_unit = {row.unit: by_unit[row.unit] for row in rows}
    if len(by_unit) < 2:
        return [], []
    conflicts: list[Conflict] = []
    findings: list[Finding] = []
    for field in form.columns():
        told = {unit: row.values[field.name] for unit, row in by_unit.items() if _tells(row, field)}
        if field.key or _all_same([value.value for value in told.values()]):
            continue
        chosen = form.authority if form.authority in told else ""
        why = f"方案规定以{chosen}为准" if chosen else "没有规定以谁为准，待核对"
        conflicts.append(Conflict(form.name, key, field.name, tuple(told.items()), chosen, why))
        words = shown({unit: f"{value.text}（{_place(value)}）" for unit, value in told.items()})
        findings += [
            at_row(
                codes.TOLD_DIFFERENTLY, by_unit[unit], field.name, told=words, chosen=why, units="、".join(told)
            )
            for unit in told
            if unit != chosen
        ]  # fmt: skip
    if not conflicts:
        name = next(f.name for f in form.columns() if f.key)
        last = list(by_unit.values())[-1]
        findings.append(at_row(codes.TOLD_TWICE, last, name, units="、".join(by_unit)))
    return conflicts, findings


def _place(value: Value) -> str:
    """Where a value stands, as both units find it: sheet and cell."""
    return f"工作表“{value.origin.sheet}”{value.origin.cell}"


def _tells(row: Row, field: Field) -> bool:
    return row.get(field.name) is not None


def _all_same(values: list[Understood]) -> bool:
    return all(same(values[0], other) for other in values[1:])


def same(one: Understood, other: Understood) -> bool:
    """Whether two values tell the same: equal numbers, names alike but for spelling, dates that can be one day."""
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one == other
    if isinstance(one, PlanDate) and isinstance(other, PlanDate):
        return one.start <= other.end and other.start <= one.end
    return key_text(plain(one)) == key_text(plain(other))


def _twins_of_units(form: Form, rows: tuple[Row, ...]) -> Iterator[Finding]:
    """Yield doubts about one thing under two names or codes where two returns tell it."""
    found = tuple(doubtful_twins(form, rows, at_row))
    if not found:
        return
    by_unit: dict[str, list[Row]] = {}
    for row in rows:
        by_unit.setdefault(row.unit, []).append(row)
    own = {
        (f.code, f.file, f.sheet, f.cell)
        for unit in sorted(by_unit)
        for f in doubtful_twins(form, by_unit[unit], at_row)
    }
    for finding in found:
        if (finding.code, finding.file, finding.sheet, finding.cell) not in own:
            yield finding


# ---------------------------------------------------------------- between forms


def _verify(
    plan: Plan, verification: Verification, forms: Mapping[str, MergedForm]
) -> tuple[list[Conflict], list[Finding]]:
    form, authority = plan.form(verification.form), plan.form(verification.authority_form)
    told, sure = forms.get(form.name), forms.get(authority.name)
    field, sure_field = form.field(verification.field), authority.field(verification.authority_field)
    if told is None or sure is None or field is None or sure_field is None:
        return [], []
    join = _join(form, authority)
    known = {text: row for row in reversed(sure.rows) if (text := _join_text(authority, row, join))}
    conflicts: list[Conflict] = []
    findings: list[Finding] = []
    for row in told.rows:
        other = known.get(_join_text(form, row, join))
        value, right = row.values.get(field.name), other.values.get(sure_field.name) if other else None
        if other is None or value is None or right is None or value.value is None or right.value is None:
            continue
        if other.unit == row.unit and form is authority:
            continue
        if same(value.value, _in_unit(right, sure_field, field)):
            continue
        values = ((row.unit, value), (other.unit, right))
        conflicts.append(Conflict(form.name, row.key, field.name, values, other.unit, verification.why))
        findings.append(
            at_row(
                codes.VERIFIED_OTHERWISE, row, field.name,
                other=other.unit, authority=authority.name, other_value=right.text, place=_place(right),
                why=verification.why or "方案规定以核实单位为准",
            )
        )  # fmt: skip
    return conflicts, findings


def _join(form: Form, authority: Form) -> str:
    """Return the role by which rows of two forms are joined, "" for their keys."""
    return next((role for role in _JOINS if form.role(role) and authority.role(role)), "")


def _join_text(form: Form, row: Row, role: str) -> str:
    field = form.role(role) if role else None
    return key_text(plain(row.get(field.name))) if field else row.key


def _in_unit(value: Value, given: Field, wanted: Field) -> Understood:
    """Return the authority's value in the unit of the field that it is compared with."""
    if not isinstance(value.value, Decimal):
        return value.value
    converted = convert(value.value, unit_of(given), unit_of(wanted))
    return value.value if converted is None else converted
