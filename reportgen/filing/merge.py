"""The units' tables as one table per form: rows that count, those kept from before, matters by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from reportgen.filing.matters import merge_matters
from reportgen.filing.obligations import exemption, form_periods
from reportgen.model.finding import ERROR
from reportgen.model.outcome import MergedForm
from reportgen.model.period import Period, Rhythm
from reportgen.model.plan import Form, Plan
from reportgen.model.records import Return, Row

_PRINTED_ROLES = frozenset({"indicator", "family", "milestone", "requirement", "matter"})
"""Roles whose cells the template fills, so that they say nothing new."""


def merge_forms(
    plan: Plan,
    period: Period,
    returns: Sequence[Return],
    before: Mapping[str, MergedForm],
    elsewhere: Set[str] = frozenset(),
) -> dict[str, MergedForm]:
    """Return every form of the plan merged over its units, in plan order.

    *returns* are those that count (see `select.choose`), *before* the merge before this one; *elsewhere* names
    longer periods with folders of their own, for which nothing is due here. Values
    that an error names are left out; units come in plan order, their rows in the order reported.
    """
    merged: dict[str, MergedForm] = {}
    for form in plan.forms:
        own = tuple(r for r in returns if r.form == form.name)
        earlier = before.get(form.name, MergedForm(form.name, ()))
        if form.purpose == "事项":
            merged[form.name] = merge_matters(plan, form, period, own, _rows_told(form, own, earlier.rows), earlier)
        else:
            merged[form.name] = _merge_units(plan, form, period, own, earlier, elsewhere)
    return merged


def error_cells(ret: Return) -> frozenset[tuple[str, str]]:
    """The (sheet, cell) that errors name: their values are not used."""
    named: set[tuple[str, str]] = set()
    for finding in ret.findings:
        if finding.severity == ERROR:
            named.update((finding.sheet, cell) for cell in (finding.cell, *finding.cells) if cell)
    return frozenset(named)


def good_rows(ret: Return) -> tuple[Row, ...]:
    """The rows of a return without the values that errors name; rows that lose everything are left out."""
    bad = error_cells(ret)
    if not bad:
        return ret.rows
    cleaned = (_without(row, bad) for row in ret.rows)
    return tuple(row for row in cleaned if row.values)


def _without(row: Row, bad: Set[tuple[str, str]]) -> Row:
    good = {k: v for k, v in row.values.items() if (v.origin.sheet, v.origin.cell) not in bad}
    return row if len(good) == len(row.values) else row.holding(good, row.explanation)


def dropped_values(ret: Return) -> int:
    """How many understood values of a return are not used because an error names them."""
    bad = error_cells(ret)
    if not bad:
        return 0
    values = [*ret.head.values(), *(v for row in ret.rows for v in row.values.values())]
    return sum((v.origin.sheet, v.origin.cell) in bad for v in values)


def printed_fields(form: Form) -> frozenset[str]:
    """The fields of a form with fixed rows that the template fills; none of any other form."""
    if not form.rows_from:
        return frozenset()
    return frozenset(f.name for f in form.fields if f.key or f.role in _PRINTED_ROLES)


def tells_nothing_new(form: Form, ret: Return, kept: Sequence[Row]) -> bool:
    """Whether 较上期无变化 is ticked and the rows hold only what the template printed or *kept* says too."""
    if not ret.unchanged:
        return False
    printed = {f.name for f in form.fields if f.role in _PRINTED_ROLES}
    known = {row.key: row.values for row in kept}
    return all(
        name in printed or (row.key in known and name in known[row.key] and known[row.key][name].text == value.text)
        for row in ret.rows
        for name, value in row.values.items()
    )


def _merge_units(
    plan: Plan, form: Form, period: Period, returns: tuple[Return, ...], earlier: MergedForm, elsewhere: Set[str]
) -> MergedForm:
    told = {r.unit: r for r in returns}
    kept = _rows_by_unit(earlier.rows)
    rows: list[Row] = []
    carried: set[str] = set()
    for unit in _unit_order(plan, (*told, *kept)):
        ret = told.get(unit)
        if ret is None:
            stays = kept.get(unit, ()) if _keeps(plan, form, period, kept.get(unit, ()), elsewhere) else ()
        elif tells_nothing_new(form, ret, kept.get(unit, ())):
            stays = kept.get(unit, ())
        else:
            rows += good_rows(ret)
            continue
        rows += stays
        if stays and not _of_this_period(form, period, stays):
            carried.add(unit)
    settled = tuple(r for r in earlier.returns if r.unit not in told and r.period in _own_ids(form, period))
    return MergedForm(form.name, tuple(rows), (*settled, *returns), frozenset(carried))


def _keeps(plan: Plan, form: Form, period: Period, rows: Sequence[Row], elsewhere: Set[str]) -> bool:
    """Whether a unit's earlier rows stand although it sent nothing now.

    They do if nothing is due from it now, if the form carries its rows on, or if they are this period's
    own, filed in a folder of their own (旬, 周). Otherwise what is missing stays missing.
    """
    return form.carry or not _is_due(plan, form, period, elsewhere) or _of_this_period(form, period, rows)


def _is_due(plan: Plan, form: Form, period: Period, elsewhere: Set[str]) -> bool:
    owed = ((p, r) for p, r in form_periods(form, period) if p.id not in elsewhere)
    return any(r is not Rhythm.ON_CHANGE and not exemption(plan, form, p, r) for p, r in owed)


def _own_ids(form: Form, period: Period) -> frozenset[str]:
    return frozenset(p.id for p, _ in form_periods(form, period))


def _of_this_period(form: Form, period: Period, rows: Sequence[Row]) -> bool:
    return all(row.period in _own_ids(form, period) for row in rows)


def _rows_told(form: Form, returns: Iterable[Return], kept: Sequence[Row]) -> tuple[Row, ...]:
    return tuple(row for ret in returns if not tells_nothing_new(form, ret, kept) for row in good_rows(ret))


def _rows_by_unit(rows: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.unit, []).append(row)
    return {unit: tuple(own) for unit, own in found.items()}


def _unit_order(plan: Plan, units: Iterable[str]) -> tuple[str, ...]:
    """*units*, each once, in the order of the plan; any that it does not know come last by name."""
    places = {unit.name: index for index, unit in enumerate(plan.units)}
    return tuple(sorted(dict.fromkeys(units), key=lambda u: (places.get(u, len(places)), u)))
