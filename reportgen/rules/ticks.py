"""勾选: an empty sheet says that there is nothing, or it is no return; ticks and rows agree."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen import layout
from reportgen.model.finding import Finding
from reportgen.model.plan import Form, Plan
from reportgen.model.records import Return
from reportgen.rules import codes
from reportgen.rules.place import at_title

_ON_CHANGE = "变动"


def check(plan: Plan, form: Form, ret: Return) -> Iterator[Finding]:
    """Yield findings about 本期无, 较上期无变化 and empty tables."""
    told = any(f.place == "表头" and f.name in ret.head for f in form.fields)
    on_change = _ON_CHANGE in form.rhythms
    if not (ret.rows or ret.nil or ret.unchanged or told or on_change):
        yield at_title(codes.EMPTY_TABLE, ret)
    if ret.nil and ret.unchanged:
        yield at_title(codes.BOTH_TICKED, ret)
    if ret.nil and ret.rows:
        yield at_title(codes.NIL_WITH_ROWS, ret, count=len(ret.rows))
    if ret.nil and not form.nil_allowed and not on_change:
        yield at_title(codes.NIL_NOT_ALLOWED, ret, label=layout.NIL)
    if ret.unchanged and not form.unchanged_allowed and not on_change:
        yield at_title(codes.NIL_NOT_ALLOWED, ret, label=layout.UNCHANGED)
