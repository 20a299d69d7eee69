"""主键唯一: no record stands twice in a return."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reportgen.model.finding import Finding
from reportgen.model.plan import Form, Plan
from reportgen.model.records import Return, Row
from reportgen.rules import codes
from reportgen.rules.place import at_value


def check(plan: Plan, form: Form, ret: Return) -> Iterator[Finding]:
    """Yield a finding at each row whose key an earlier row has already."""
    first: dict[str, Row] = {}
    keys = [f.name for f in form.columns() if f.key]
    for row in ret.rows:
        if not row.key:
            continue
        known = first.setdefault(row.key, row)
        if known is not row:
            finding = at_value(codes.KEY_REPEATED, ret, row, keys[0], other=known.origin.cell)
            # a repeated row is left out as a whole
            yield replace(finding, cells=tuple(dict.fromkeys(v.origin.cell for v in row.values.values())))
