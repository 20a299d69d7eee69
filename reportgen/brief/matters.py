"""One matter that crosses units, in words: what, raised by, led by, due, how long overdue."""

from __future__ import annotations

from reportgen.brief.context import Context, short_day
from reportgen.brief.fill import Spans
from reportgen.model.outcome import Matter
from reportgen.model.text import Num

_DAY_UNIT = "天"


QUOTED = 24
"""Characters of a matter's title that a brief quotes at most."""


def title_of(ctx: Context, matter: Matter, most: int | None = None) -> Spans:
    """Return the matter's title, its problem or its name, quoted from the cell; where there is none, who raised it.

    Of a sensitive form nothing is quoted but the matter's number, and that only where there is no limit to keep.
    """
    form = ctx.plan.form(matter.form)
    field = form.role("matter")
    if form.sensitive and field is not None and not most:
        return (*ctx.form_name(form.name), *ctx.cell(matter.row, field))
    told = (ctx.role_cell(form, matter.row, role, most) for role in ("title", "problem", "name"))
    own = ctx.say("事项_无题", 提出=ctx.unit_name(matter.raiser), 表=ctx.form_name(form.name))
    return next(filter(None, told), own)


def overdue_number(ctx: Context, matter: Matter) -> Num | None:
    """Return the days past the time limit, None while it is not past."""
    if matter.overdue_days <= 0 or matter.state != "open":
        return None
    inputs = (matter.figure,)
    return ctx.number(
        f"matters.{matter.id}.overdue",
        matter.overdue_days,
        _DAY_UNIT,
        name="事项超期天数",
        how="汇总日期减办理时限",
        inputs=inputs,
        place=() if matter.figure in ctx.figures else ("forms", matter.form, "name"),
    )


def is_overdue(matter: Matter) -> bool:
    return matter.state == "open" and matter.overdue_days > 0


def matter_sentence(ctx: Context, matter: Matter, *, brief: bool = False) -> Spans:
    """Return one matter with its units, time limit and days overdue; in *brief* its lead alone."""
    return ctx.say(
        "事项_句",
        事项=title_of(ctx, matter, QUOTED if brief else None),
        提出=() if brief else ctx.unit_name(matter.raiser),
        主办=ctx.unit_name(matter.lead),
        协办=() if brief else ctx.names_of([ctx.unit_name(p) for p in matter.partners]),
        时限=short_day(matter.due) if matter.due else None,
        超期=overdue_number(ctx, matter),
    )
