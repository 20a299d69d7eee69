"""报送表: the units that were wholly in time in a sentence; those late, returned or missing in a table, with counts."""

from __future__ import annotations

from reportgen.brief.context import Context
from reportgen.brief.tables import cell, header
from reportgen.measures.reporting import is_owed, is_timely
from reportgen.model.outcome import Submission
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Num, Paragraph, Table, TableCell

_WIDTHS = (60, 20, 20, 20, 20, 20)
_NAMED = 12


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    by_unit: dict[str, list[Submission]] = {}
    for submission in ctx.outcome.submissions:
        unit = ctx.plan.unit(submission.obligation.unit)
        if is_owed(submission) and unit is not None:
            by_unit.setdefault(unit.name, []).append(submission)
    order = [u.name for u in ctx.plan.units if u.name in by_unit]
    good = [u for u in order if all(is_timely(s) for s in by_unit[u])]
    pressed = [u.name for u in ctx.plan.units if u.name in by_unit and u.name not in good and not u.verifier]
    blocks: list[Block] = []
    if good:
        inputs = [f"reporting.units.{u}.due" for u in good] + ["reporting.due"]
        number = ctx.count(f"{passage.id}.good", len(good), "家", "全部按时报送的单位数", inputs)
        names = ctx.names_of([ctx.unit_name(u) for u in good], _NAMED, inputs, "家")
        blocks.append(Paragraph(ctx.say("报送表_先进", 数=number, 名单=names)))
    rows = tuple(_row(ctx, unit, by_unit[unit]) for unit in pressed)
    if rows:
        blocks.append(Table((), header(ctx, "表头_报送表"), rows, _WIDTHS))
    return tuple(blocks)


def _row(ctx: Context, unit: str, own: list[Submission]) -> tuple[TableCell, ...]:
    timely = [s for s in own if is_timely(s)]
    late = [s for s in own if s not in timely and s.state in ("late", "nil")]
    parts = {
        "due": own, "timely": timely, "late": late,
        "returned": [s for s in own if s.state == "returned"], "missing": [s for s in own if s.state == "missing"],
    }  # fmt: skip
    return (
        cell(ctx, ctx.unit_name(unit), "left"),
        *(cell(ctx, _number(ctx, unit, part, len(found))) for part, found in parts.items()),
    )


def _number(ctx: Context, unit: str, part: str, value: int) -> Num | None:
    if not value:
        return None
    inputs = [f"reporting.units.{unit}.due", "reporting.due"]
    return ctx.count(f"units.{unit}.{part}", value, "", "该单位表数", inputs)
