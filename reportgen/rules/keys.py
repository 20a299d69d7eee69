"""主键唯一: no record stands twice in a return."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reportgen.model.finding import Finding
from reportgen.model.plan import Form, Plan
from reportgen.model.records import Return, Row
from reportgen.model.sheet import parse_address
from reportgen.rules import codes
from reportgen.rules.place import at_value, row_number


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
            yield replace(finding, cells=_own_cells(row))  # a repeated row is left out as a whole


def _own_cells(row: Row) -> tuple[str, ...]:
    """The cells of a row, without those merged over several rows."""
    cells = dict.fromkeys(v.origin.cell for v in row.values.values())
    return tuple(cell for cell in cells if parse_address(cell)[0] == row_number(row))
