"""照抄上期: a return whose cells asked anew all say what they said in the period before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reportgen.model.finding import Finding
from reportgen.model.outcome import MergedForm
from reportgen.model.period import Period
from reportgen.model.plan import Field, FieldType, Form
from reportgen.model.records import Return, Row
from reportgen.rules import codes
from reportgen.rules.cross import same
from reportgen.rules.place import at_title

_LEAST = 6
"""Fewer cells can be the same by chance."""
_TOLD_ONCE = frozenset(
    ("code", "firm", "name", "category", "total", "year_plan", "planned_start", "title", "raiser", "lead", "note")
)
"""Roles of what stays the same for good reason."""


def copied(form: Form, now: MergedForm, before: MergedForm) -> Iterator[Finding]:
    """Yield a query for each unit that sent last period's cells again."""
    known = {(row.unit, row.key): row for row in before.rows if row.key}
    columns = [f for f in form.columns() if _is_asked_anew(form, f)]
    for ret in now.returns:
        if ret.unchanged or ret.unit in now.carried:
            continue
        period = next((known[at].period for row in ret.rows if (at := (ret.unit, row.key)) in known), ret.period)
        count = 0 if period == ret.period else _told_again(ret, known, columns)
        if count >= _LEAST:
            yield at_title(codes.COPIED, ret, count=count, period_before=Period.parse(period).label)


def _told_again(ret: Return, known: Mapping[tuple[str, str], Row], columns: Sequence[Field]) -> int:
    """Return how many cells of *ret* say what they said before; 0 as soon as one does not."""
    count = 0
    for row in ret.rows:
        told = [(f.name, value) for f in columns if (value := row.get(f.name)) is not None]
        earlier = known.get((ret.unit, row.key))
        for name, value in told:
            if earlier is None or not same(value, earlier.get(name)):
                return 0
        count += len(told)
    return count


def _is_asked_anew(form: Form, field: Field) -> bool:
    """Whether a cell should differ from last period's; in a register (台账) only numbers should."""
    if field.carry or field.key or field.role in _TOLD_ONCE:
        return False
    return not form.carry or FieldType(field.type).numeric
