"""What a new year opens with (年度结转): what last year's folders leave standing, without last year's amounts."""

from __future__ import annotations

from collections.abc import Mapping

from reportgen.filing.obligations import is_closed
from reportgen.model.outcome import MergedForm
from reportgen.model.plan import Form, Plan
from reportgen.model.records import Row


def opening(plan: Plan, forms: Mapping[str, MergedForm]) -> dict[str, MergedForm]:
    """Return the state that *plan*'s year opens with, from the merged *forms* of the year before.

    Open matters (事项) stay whole. Of forms that carry on (结转) each row keeps its key and the fields that the
    plan carries on: an amount of the old year is not one of the new. All else begins anew.
    """
    opened: dict[str, MergedForm] = {}
    for form in plan.forms:
        merged = forms.get(form.name)
        if merged is None:
            continue
        if form.purpose == "事项":
            rows = tuple(row for row in merged.rows if not is_closed(plan, form, row))
        elif form.carry:
            rows = tuple(row for row in (_lasting(form, row) for row in merged.rows) if row.values)
        else:
            continue
        opened[form.name] = MergedForm(form.name, rows, carried=frozenset(row.unit for row in rows))
    return opened


def _lasting(form: Form, row: Row) -> Row:
    """The row with what holds beyond its year."""
    kept = {field.name for field in form.fields if field.key or field.carry}
    return row.holding({name: value for name, value in row.values.items() if name in kept}, row.explanation)
