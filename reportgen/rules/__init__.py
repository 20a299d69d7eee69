"""Checks of rows, between forms and between periods. Each rule is one module, listed in `RULES`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from reportgen.model.finding import Finding
from reportgen.model.plan import Form, Plan
from reportgen.model.records import Return
from reportgen.rules import formulas, keys, plausible, printed_rows, ranges, required, ticks, twins
from reportgen.rules.compare import compare
from reportgen.rules.cross import cross_check
from reportgen.rules.formulas import check_merged
from reportgen.rules.history import Series, check_jumps
from reportgen.rules.once import told_once

__all__ = ["RULES", "Series", "check_jumps", "check_merged", "check_return", "compare", "cross_check", "told_once"]

RULES: tuple[Callable[[Plan, Form, Return], Iterable[Finding]], ...] = (
    ticks.check,
    printed_rows.check,
    required.check,
    keys.check,
    twins.check,
    ranges.check,
    plausible.check,
    formulas.check,
)
"""The rules that a return is checked by, one after the other."""


def check_return(plan: Plan, ret: Return) -> Return:
    """Return the same return with the findings of every rule added, in a stable order."""
    form = plan.form(ret.form)
    found = [finding for rule in RULES for finding in rule(plan, form, ret)]
    return replace(ret, findings=tuple(sorted((*ret.findings, *found), key=Finding.sort_key)))
