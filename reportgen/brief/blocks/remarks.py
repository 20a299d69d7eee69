"""说明: periods of the data, what is not yet published or reported, what is carried on, rounding."""

from __future__ import annotations

from reportgen.brief import readings
from reportgen.brief.context import Context, moment
from reportgen.brief.fill import Spans
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Day, Paragraph

_SHOWN = 6


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    sentences = (
        ctx.say("说明_来源", 截至=moment(ctx.outcome.as_of)),
        () if _shows_periods(ctx) else _data_periods(ctx),
        _unpublished(ctx),
        _unreported(ctx),
        _carried(ctx),
        ctx.say("说明_进位"),
    )
    return (Paragraph(tuple(span for sentence in sentences for span in sentence), note=True),)


def _shows_periods(ctx: Context) -> bool:
    """Whether a table of the same document tells the period of each indicator."""
    return any(p.block == "目标表" for p in ctx.document.passages)


def _data_periods(ctx: Context) -> Spans:
    by_period: dict[str, list[Spans]] = {}
    for r in ctx.outcome.targets:
        if r.actual is not None and r.data_period:
            name = ctx.name(r.name, "targets", r.id, "name")
            by_period.setdefault(r.data_period, []).append(name)
    spans: Spans = ()
    for period, names in by_period.items():
        spans = (*spans, *ctx.say("说明_时段", 时段=Day(period), 名称=ctx.names_of(names)))
    return spans


def _unpublished(ctx: Context) -> Spans:
    """Return which targets cannot be judged, by the reason."""
    reasons: dict[str, list[Spans]] = {"说明_未发布": [], "说明_未报数": [], "说明_无全市数": []}
    for r in ctx.outcome.targets:
        if readings.is_met(ctx, r) is None:
            told = (
                "说明_未发布"
                if readings.unpublished(ctx, r)
                else "说明_未报数"
                if r.actual is None
                else "说明_无全市数"
            )
            reasons[told].append(ctx.name(r.name, "targets", r.id, "name"))
    spans: Spans = ()
    for key, names in reasons.items():
        spans = (*spans, *(ctx.say(key, 名称=ctx.names_of(names)) if names else ()))
    return spans


def _unreported(ctx: Context) -> Spans:
    """Return the forms that nobody has sent at all."""
    states: dict[str, set[str]] = {}
    for s in ctx.outcome.submissions:
        unit = ctx.plan.unit(s.obligation.unit)
        if unit is not None and unit.verifier:
            continue
        states.setdefault(s.obligation.form, set()).add(s.state)
    names = [
        ctx.form_name(form) for form, told in states.items() if told <= {"missing", "exempt"} and "missing" in told
    ]
    return ctx.say("说明_未报送", 名称=ctx.names_of(names, _SHOWN, unit="张")) if names else ()


def _carried(ctx: Context) -> Spans:
    forms = [name for name, merged in ctx.outcome.forms.items() if merged.carried and merged.rows]
    names = [ctx.form_name(name) for name in forms]
    return (
        ctx.say("说明_沿用", 名称=ctx.names_of(names, _SHOWN, [f"forms.{n}.units" for n in forms], "张"))
        if names
        else ()
    )
