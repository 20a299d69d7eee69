"""取值范围: numbers within the minimum and maximum that the plan states."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from reportgen.layout import unit_of
from reportgen.model.finding import Finding
from reportgen.model.plan import Form, Plan
from reportgen.model.records import Return
from reportgen.model.values import plain
from reportgen.rules import codes
from reportgen.rules.place import at_value


def check(plan: Plan, form: Form, ret: Return) -> Iterator[Finding]:
    """Yield a finding for each number outside its field's range."""
    fields = [f for f in form.columns() if f.minimum is not None or f.maximum is not None]
    for row in ret.rows:
        for field in fields:
            value = row.get(field.name)
            if not isinstance(value, Decimal):
                continue
            if field.minimum is not None and value < field.minimum:
                text, limit = plain(value) + unit_of(field), plain(field.minimum)
                yield at_value(codes.BELOW_MINIMUM, ret, row, field.name, value=text, limit=limit)
            if field.maximum is not None and value > field.maximum:
                text, limit = plain(value) + unit_of(field), plain(field.maximum)
                yield at_value(codes.ABOVE_MAXIMUM, ret, row, field.name, value=text, limit=limit)
