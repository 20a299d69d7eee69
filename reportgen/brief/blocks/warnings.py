"""预警: tendencies that the plan's rules found in figures and their history, red ones first, each with its figures."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.brief.blocks.behind import owner_note
from reportgen.brief.context import Context
from reportgen.brief.fill import Spans, join
from reportgen.brief.tables import LIGHT_ORDER, RED
from reportgen.model import pages
from reportgen.model.figure import Figure
from reportgen.model.outcome import EarlyWarning
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Num, Paragraph, Text
from reportgen.model.wordings import has_digit

_STANDING = ("new", "standing")
_SHOWN = 30
_FIGURES_SHOWN = 3


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    found = [w for w in ctx.outcome.warnings if w.state in _STANDING]
    if not found:
        return (Paragraph(ctx.say("预警_无")),) if not passage.no_data else ()
    ordered = sorted(found, key=lambda w: (LIGHT_ORDER[w.light], w.state != "new", w.raised_on))
    limit = passage.limit or _SHOWN
    whole, rest = _whole(ctx, passage, found), _rest(ctx, passage, ordered[limit:])
    if passage.short:
        named = [ctx.say("预警_短句", 名称=_name(ctx, w), 数字=_figures(ctx, w, 1)) for w in ordered[:limit]]
        return (Paragraph((*whole, *join([*named, rest]), Text("。"))),)
    told = [*(_sentence(ctx, w) for w in ordered[:limit]), *([rest] if rest else [])]
    return (Paragraph(whole), *(Paragraph((*spans, Text("。"))) for spans in told))


def _rest(ctx: Context, passage: Passage, rest: Sequence[EarlyWarning]) -> Spans:
    if not rest:
        return ()
    number = ctx.count(f"{passage.id}.rest", len(rest), "项", "未列出的预警", [f for w in rest for f in w.figures])
    return ctx.left_out(number, pages.WARNINGS)


def _whole(ctx: Context, passage: Passage, found: Sequence[EarlyWarning]) -> Spans:
    red = [w for w in found if w.light == RED]
    new = [w for w in found if w.state == "new"]
    cleared = [w for w in ctx.outcome.warnings if w.state == "cleared"]
    return ctx.say(
        "预警_概况",
        总数=_count(ctx, passage, "all", found, "预警数"),
        红=_count(ctx, passage, "red", red, "红色预警数"),
        新增=_count(ctx, passage, "new", new, "本期新出现的预警数"),
        解除=_count(ctx, passage, "cleared", cleared, "本期解除的预警数"),
    )


def _count(ctx: Context, passage: Passage, id: str, found: Sequence[EarlyWarning], name: str) -> Num | None:
    inputs = [figure for w in found for figure in w.figures]
    return ctx.count(f"{passage.id}.{id}", len(found), "项", name, inputs) if found else None


def _sentence(ctx: Context, warning: EarlyWarning) -> Spans:
    periods = None
    if warning.periods > 1:
        periods = ctx.count(f"warnings.{warning.id}.periods", warning.periods, "期", "预警持续期数", warning.figures)
    return ctx.say(
        "预警_句",
        名称=_name(ctx, warning),
        说明=ctx.name(warning.why, "warnings", warning.rule, "why"),
        数字=_figures(ctx, warning),
        责任=owner_note(ctx, warning.owner),
        期数=periods,
    )


def _name(ctx: Context, warning: EarlyWarning) -> Spans:
    """Return what the warning is about; a name with digits is quoted, resting on the warning's figures."""
    if not has_digit(warning.name):
        return (Text(warning.name),)
    inputs = tuple(dict.fromkeys(f for f in warning.figures if f in ctx.figures))
    id = f"quoted.warnings.{warning.id}"
    return (Num(ctx.keep(Figure(id, warning.name, warning.name, "", warning.name, "预警对象的名称", (), inputs))),)


def _figures(ctx: Context, warning: EarlyWarning, most: int = _FIGURES_SHOWN) -> Spans:
    """Return the newest figures that the warning rests on, each with its name, without that of what is warned of."""
    known = [f for id in dict.fromkeys(warning.figures) if (f := ctx.figures.get(id)) is not None]
    told: list[Spans] = []
    for figure in known[-most:]:
        number = ctx.spoken(figure)
        if number is not None and not has_digit(figure.name):
            told.append((Text(figure.name.removeprefix(warning.name) or figure.name), number))
    return join(told, "，")
