"""预印行: rows that the template printed for a unit come back, and no unit tells another's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reportgen.model.finding import Finding
from reportgen.model.plan import Form, Plan
from reportgen.model.records import Return
from reportgen.model.values import plain
from reportgen.rules import codes
from reportgen.rules.place import at_title, at_value

_ROLES = {"指标": "indicator", "节点": "milestone", "任务要求": "requirement"}


def check(plan: Plan, form: Form, ret: Return) -> Iterator[Finding]:
    """Yield a finding for each printed row of the unit that is gone, and for each row that is another unit's."""
    field = form.role(_ROLES[form.rows_from]) if form.rows_from else None
    if field is None or (not ret.rows and (ret.nil or ret.unchanged)):
        return
    owners = owners_of_rows(plan, form)
    told = {plain(row.get(field.name)) for row in ret.rows}
    for name, owner in owners.items():
        if owner == ret.unit and name not in told and ret.rows:
            yield at_title(codes.ROW_PRINTED_GONE, ret, field=field.name, key=name)
    for row in ret.rows:
        owner = owners.get(plain(row.get(field.name)), ret.unit)
        if owner != ret.unit and ret.unit != plan.header.office_unit:
            yield at_value(codes.ROW_NOT_YOURS, ret, row, field.name, other=owner)


def owners_of_rows(plan: Plan, form: Form) -> Mapping[str, str]:
    """Return which unit reports each printed row of *form*."""
    if form.rows_from == "指标":
        return {i.name: i.supplier for i in plan.indicators if i.form == form.name}
    if form.rows_from == "节点":
        return {m.id: m.owner for m in plan.milestones if m.form == form.name}
    return {
        full: next(iter(plan.members(requirement.owners)), "")
        for full, _, requirement in plan.requirements()
        if requirement.narrative
    }
