"""To whom a document goes: to the units that it concerns, or to nobody in particular."""

from __future__ import annotations

from reportgen.brief.blocks import listing, reporting, supervision
from reportgen.brief.context import Context
from reportgen.model.outcome import Outcome
from reportgen.model.plan import Document, Passage, Plan

_REPORTING, _LISTING = "报送", "清单"


def recipients(plan: Plan, document: Document, outcome: Outcome) -> tuple[str, ...]:
    """Return the units to which a document of one per unit goes, in the plan's order.

    A unit gets it when one of its blocks 督办, 报送 or 清单 has something on that unit. Documents
    that are not per unit go to nobody in particular: ("",).
    """
    if not document.per_unit:
        return ("",)
    return tuple(
        u.name
        for u in plan.units
        if any(_concerns(Context(plan, document, outcome, u.name), passage) for passage in document.passages)
    )


def _concerns(ctx: Context, passage: Passage) -> bool:
    if passage.block == supervision.BLOCK:
        return ctx.unit in supervision.red_units(ctx)
    if passage.block == _REPORTING:
        unit = ctx.plan.unit(ctx.unit)
        return unit is not None and not unit.verifier and bool(reporting.own_submissions(ctx, passage))
    if passage.block == _LISTING:
        return any(listing.chosen_rows(ctx, passage, ctx.plan.form(name)) for name in passage.forms)
    return False
