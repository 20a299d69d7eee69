"""事项: how some forms' matters moved in the period: new, solved, open, overdue, soon due; the named ones cut short."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.brief import matters
from reportgen.brief.context import Context
from reportgen.brief.fill import join
from reportgen.model import pages
from reportgen.model.outcome import Matter
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Num, Paragraph, Text
from reportgen.model.values import PlanDate

_SOON = 3
"""Days before its time limit from which a matter is told as soon due."""
_SHOWN = 5


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    found = [m for m in ctx.outcome.matters if m.form in passage.forms]
    kinds = {
        "新增": [m for m in found if _is_new(ctx, m)],
        "解决": [m for m in found if m.state != "open"],
        "超期": [m for m in found if matters.is_overdue(m)],
        "临期": [m for m in found if _is_soon(ctx, m)],
    }
    opened = [m for m in found if m.state == "open"]
    if not opened and not kinds["解决"]:
        return (Paragraph(ctx.say("事项_无")),) if not passage.no_data else ()
    counts = {name: _count(ctx, passage, name, chosen) for name, chosen in kinds.items()}
    told = ctx.say("事项_概况", 在办=_count(ctx, passage, "在办", opened), **counts)
    lists = (_listed(ctx, passage, name, chosen) for name, chosen in kinds.items() if chosen)
    return (Paragraph(told), *lists)


def _is_new(ctx: Context, matter: Matter) -> bool:
    """Whether it was raised within the period, by the date that its raiser gave."""
    field = ctx.plan.form(matter.form).role("raised")
    value = matter.row.get(field.name) if field else None
    period = ctx.outcome.period
    return isinstance(value, PlanDate) and period.start <= value.start <= period.end


def _is_soon(ctx: Context, matter: Matter) -> bool:
    if matter.due is None or matter.state != "open" or matter.overdue_days > 0:
        return False
    return (matter.due - ctx.as_of_day).days <= _SOON


def _count(ctx: Context, passage: Passage, name: str, chosen: Sequence[Matter]) -> Num | None:
    if not chosen:
        return None
    inputs = [m.figure for m in chosen] + [f"forms.{form}.records" for form in passage.forms]
    return ctx.count(f"{passage.id}.{name}", len(chosen), "件", f"{name}事项数", inputs)


def _listed(ctx: Context, passage: Passage, name: str, chosen: Sequence[Matter]) -> Paragraph:
    limit = passage.limit or _SHOWN

    items = [matters.matter_sentence(ctx, m, brief=True) for m in chosen[:limit]]
    rest = chosen[limit:]
    if rest:
        number = ctx.count(
            f"{passage.id}.{name}.rest", len(rest), "件", f"未列出的{name}事项", [m.figure for m in rest]
        )
        items.append(ctx.left_out(number, pages.matters_name(ctx.plan)))
    return Paragraph((*join(items), Text("。")), lead=ctx.word(f"事项_{name}"))
