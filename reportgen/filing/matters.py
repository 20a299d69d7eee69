"""Matters that cross units (事项): one row per number, each field from the unit whose side it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportgen.filing import codes
from reportgen.filing.obligations import is_closed
from reportgen.model.finding import Finding
from reportgen.model.outcome import MergedForm
from reportgen.model.period import Period, Rhythm
from reportgen.model.plan import Field, Form, Plan
from reportgen.model.records import Return, Row
from reportgen.model.values import Value, plain


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known of one matter: its row before, and what units say of it now, in plan order."""

    before: Row | None
    now: Mapping[str, Row]

    def first(self, field: Field) -> Value | None:
        """The value of whoever fills the field now, where nobody with authority does."""
        return next((row.values[field.name] for row in self.now.values() if field.name in row.values), None)


def merge_matters(
    plan: Plan, form: Form, period: Period, returns: tuple[Return, ...], rows: Sequence[Row], earlier: MergedForm
) -> MergedForm:
    """Return a 事项 form merged: *rows* are told now, *earlier* is the merge before this one.

    A matter stays until it is closed and is shown once more in the period in which it closes, and in the
    month to which that belongs. Rows
    without a number stand for themselves.
    """
    number = form.role("matter")
    places = {unit.name: index for index, unit in enumerate(plan.units)}
    ordered = sorted(rows, key=lambda row: places.get(row.unit, len(places)))
    now: dict[str, dict[str, Row]] = {}
    loose: list[Row] = []
    for row in ordered:
        key = plain(row.get(number.name)) if number else ""
        if not key or row.unit in now.get(key, {}):
            loose.append(row)  # no number, or the same number twice by one unit: neither row is lost
        else:
            now.setdefault(key, {})[row.unit] = row
    standing = (*(row for row in earlier.left if _within(row.period, period)), *earlier.rows)
    kept = {plain(row.get(number.name)): row for row in standing if number and row.get(number.name)}
    merged: list[Row] = list(loose)
    findings: list[Finding] = []
    untouched: set[str] = set()
    left = [row for row in earlier.left if row not in standing]
    for key in dict.fromkeys((*kept, *now)):
        told = _Told(kept.get(key), now.get(key, {}))
        if not told.now and told.before is not None:
            if _left(plan, form, period, told.before):
                left.append(told.before)
                continue
            merged.append(told.before)
            untouched.add(told.before.unit)
        else:
            row, found = _merge_matter(plan, form, key, told)
            merged.append(row)
            findings += found
    stayed = untouched - {r.unit for r in returns}
    settled = tuple(r for r in earlier.returns if _within(r.period, period) and r.unit not in {x.unit for x in returns})
    merged.sort(key=lambda row: places.get(row.unit, len(places)))
    month = Period.of(period.end, Rhythm.MONTH)
    still = tuple(row for row in left if _within(row.period, month))
    return MergedForm(form.name, tuple(merged), (*settled, *returns), frozenset(stayed), tuple(findings), still)


def _left(plan: Plan, form: Form, period: Period, row: Row) -> bool:
    """Whether a matter closed before this period and so is not shown any more."""
    return is_closed(plan, form, row) and not _within(row.period, period)


def _within(text: str, period: Period) -> bool:
    end = Period.parse(text).end
    return period.start <= end <= period.end


def _merge_matter(plan: Plan, form: Form, key: str, told: _Told) -> tuple[Row, tuple[Finding, ...]]:
    raiser = _raiser(plan, form, key, told)
    office = plan.header.office_unit
    columns = [f for f in form.fields if f.place == "表格"]
    values: dict[str, Value] = {}
    for field in columns:
        if field.side not in ("主办", "协办"):
            _put(values, field, told, (office,) if field.side == "办公室" else (raiser,))
    lead, partners = _units_of(form, values, "lead"), _units_of(form, values, "partners")
    for field in columns:
        if field.side in ("主办", "协办"):
            _put(values, field, told, lead if field.side == "主办" else partners)
    sides = {"主办": lead, "协办": partners, "办公室": (office,)}
    findings = tuple(
        _ignored(form, field, row, row.values[field.name], values.get(field.name), sides.get(field.side, (raiser,)))
        for field in columns
        for row in told.now.values()
        if field.name in row.values and _unused(field, row, values.get(field.name), told)
    )
    base = told.now.get(raiser) or told.before or next(iter(told.now.values()))
    newest = max(told.now.values(), key=lambda row: Period.parse(row.period).sort_key())
    ordered = {f.name: values[f.name] for f in columns if f.name in values}
    told_now = Row(base.form, raiser, newest.period, base.key, ordered, base.origin, base.explanation)
    return told_now, findings


def _put(values: dict[str, Value], field: Field, told: _Told, authority: Sequence[str]) -> None:
    """Choose a field's value: what its own side says now, else what stood before, else what anyone says."""
    speaking = [told.now[unit] for unit in authority if unit in told.now]
    said = next((row.values[field.name] for row in speaking if field.name in row.values), None)
    if said is None and not speaking:
        said = told.before.values.get(field.name) if told.before else None
        said = said or told.first(field)
    if said is not None:
        values[field.name] = said


def _unused(field: Field, row: Row, chosen: Value | None, told: _Told) -> bool:
    """Whether a unit's value was set aside; what the template printed for it, unaltered, does not count."""
    value = row.values[field.name]
    printed = told.before.values.get(field.name) if told.before else None
    return not any(v is not None and v.text == value.text for v in (chosen, printed))


def _ignored(form: Form, field: Field, row: Row, value: Value, chosen: Value | None, side: Sequence[str]) -> Finding:
    return codes.SIDE_IGNORED.at(
        value.origin,
        unit=row.unit,
        form=form.name,
        period=row.period,
        field=field.name,
        value=value.raw,
        key=row.key,
        other="、".join(side) or f"{field.side}单位",
        chosen=chosen.text if chosen else "空白",
    )


def _raiser(plan: Plan, form: Form, key: str, told: _Told) -> str:
    """Who raised a matter: as known before, as the rows say, as its number says, else who reports it first."""
    if told.before is not None:
        return told.before.unit
    field = form.role("raiser")
    for unit, row in told.now.items():
        if field and row.get(field.name) == unit:
            return unit
    numbered = next((u.name for u in plan.units if f"-{u.id}-" in key), "")
    named = (plain(row.get(field.name)) for row in told.now.values() if field)
    return numbered or next((name for name in named if plan.unit(name)), next(iter(told.now)))


def _units_of(form: Form, values: Mapping[str, Value], role: str) -> tuple[str, ...]:
    """The units that a matter's field of *role* names (several are joined by 、)."""
    field = form.role(role)
    value = values.get(field.name) if field else None
    return tuple(part.strip() for part in value.text.split("、") if part.strip()) if value else ()


def concerned(plan: Plan, form: Form, row: Row) -> tuple[str, ...]:
    """Return the units that a matter concerns: its raiser, lead and partners, and the office's own unit."""
    named = (unit for role in ("raiser", "lead", "partners") for unit in _units_of(form, row.values, role))
    return tuple(dict.fromkeys((row.unit, *named, plan.header.office_unit)))
