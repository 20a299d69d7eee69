"""报送: who owed what and what came. In a letter to one unit, the table of its own forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportgen.brief.context import Context, moment
from reportgen.brief.fill import Spans
from reportgen.brief.tables import cell, header
from reportgen.formula import compile_formula
from reportgen.measures.reporting import is_owed, is_timely
from reportgen.model.outcome import Submission
from reportgen.model.plan import Passage
from reportgen.model.text import Block, Day, Num, Paragraph, Table, Text
from reportgen.model.values import Understood

_NAMES_SHOWN = 8
_WIDTHS = (14, 46, 26, 38, 18)
_SHEETS = "份"


def write(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    return own_forms(ctx, passage) if ctx.unit else _everyone(ctx, passage.limit)


# ---------------------------------------------------------------- all units


def _everyone(ctx: Context, limit: int | None) -> tuple[Block, ...]:
    """Return the sentence on all units; with *limit* it names so many units of each state, without their forms."""
    owed = [s for s in ctx.outcome.submissions if is_owed(s)]
    if not owed:
        return (Paragraph(ctx.say("报送_无应报")),)
    timely = [s for s in owed if is_timely(s)]
    nil = [s for s in timely if s.state == "nil"]
    rest = [s for s in owed if not is_timely(s)]
    pressed = [s for s in rest if not _is_verifier(ctx, s)]
    total = {
        "应报单位": _units(ctx, owed),
        "应报": _count(ctx, "due", owed, "应报表数"),
    }
    if not rest:
        return (Paragraph(ctx.say("报送_全部按时", **total)),)
    late = [s for s in pressed if s.state in ("late", "nil")]
    returned = [s for s in pressed if s.state == "returned"]
    missing = [s for s in pressed if s.state == "missing"]
    spans = ctx.say(
        "报送_句",
        **total,
        按时=_count(ctx, "timely", timely, "按时报送表数"),
        本期无=_count(ctx, "nil_timely", nil, "按时报本期无的表数"),
        逾期=_count(ctx, "late", late, "逾期报送表数"),
        逾期名单=_names(ctx, late, limit),
        退回=_count(ctx, "returned", returned, "退回未重报表数"),
        退回名单=_names(ctx, returned, limit),
        未报=_count(ctx, "missing", missing, "未报表数"),
        未报名单=_names(ctx, missing, limit),
    )
    return (Paragraph((*spans, *_of_verifiers(ctx, [s for s in rest if _is_verifier(ctx, s)]))),)


def _of_verifiers(ctx: Context, submissions: Sequence[Submission]) -> Spans:
    """Return what is said of statistics that came after their release or are still to come; nobody is pressed."""
    came = [s for s in submissions if s.state in ("late", "nil")]
    pending = [s for s in submissions if s not in came]
    spans: Spans = ()
    for key, id, part in (("报送_发布后提供", "released", came), ("报送_待发布", "pending", pending)):
        if part:
            number = _count(ctx, f"verifier_{id}", part, "核实单位资料数")
            spans = (*spans, *ctx.say(key, 数=number, 名单=_form_names(ctx, part)))
    return spans


def _units(ctx: Context, submissions: Sequence[Submission]) -> Num:
    units = dict.fromkeys(s.obligation.unit for s in submissions)
    known = ctx.figures.get("reporting.unit_lists.due.count")
    if known is not None and known.value == len(units):
        return Num(known)
    return ctx.count("reporting.units", len(units), "家", "应报单位数", _known(ctx, "reporting.due"))


def _is_verifier(ctx: Context, submission: Submission) -> bool:
    unit = ctx.plan.unit(submission.obligation.unit)
    return unit is not None and unit.verifier


def _known(ctx: Context, *ids: str) -> tuple[str, ...]:
    return tuple(i for i in ids if i in ctx.figures)


def _count(ctx: Context, state: str, submissions: Sequence[Submission], name: str) -> Num:
    """Return the number of sheets in a state; the run's own figure where it counts the same."""
    known = ctx.figures.get(f"reporting.{state}")
    if known is not None and known.value == len(submissions):
        return ctx.number(known.id, len(submissions), _SHEETS)
    return ctx.count(f"reporting.{state}", len(submissions), _SHEETS, name, _known(ctx, "reporting.due"))


def _names(ctx: Context, submissions: Sequence[Submission], limit: int | None) -> Spans:
    """Return the units, cut with 等 and the true count; without *limit* each with its forms in brackets."""
    forms: dict[str, list[Submission]] = {}
    for submission in submissions:
        forms.setdefault(submission.obligation.unit, []).append(submission)
    if limit is not None:
        groups = [ctx.unit_name(unit) for unit in forms]
    else:
        groups = [(*ctx.unit_name(unit), Text("（"), *_form_names(ctx, own), Text("）")) for unit, own in forms.items()]
    inputs = [f"reporting.units.{unit}.due" for unit in forms] + ["reporting.due"]
    return ctx.names_of(groups, limit or _NAMES_SHOWN, inputs, unit="家")


def _form_names(ctx: Context, submissions: Iterable[Submission]) -> Spans:
    names = dict.fromkeys(s.obligation.form for s in submissions)
    return ctx.names_of([ctx.form_name(name) for name in names])


# ---------------------------------------------------------------- one unit


def own_submissions(ctx: Context, passage: Passage) -> list[Submission]:
    """Return what the letter's unit owes; the passage's condition may name 状态, 表 and 期别."""
    condition = compile_formula(passage.where) if passage.where else None
    own = [s for s in ctx.outcome.submissions if s.obligation.unit == ctx.unit and s.state != "exempt"]
    return [s for s in own if condition is None or condition.evaluate(_values(s)) is True]


def _values(submission: Submission) -> dict[str, Understood]:
    owed = submission.obligation
    return {"状态": submission.state, "表": owed.form, "期别": owed.period.id}


def own_forms(ctx: Context, passage: Passage) -> tuple[Block, ...]:
    """Return the table of the unit's forms with time limits and states, nothing if it owes none."""
    owed = own_submissions(ctx, passage)
    if not owed:
        return ()
    rows = []
    for item in owed:
        form = ctx.plan.form(item.obligation.form)
        rows.append(
            (
                cell(ctx, ctx.name(form.number, "forms", form.name, "number")),
                cell(ctx, ctx.form_name(form.name), "left"),
                cell(ctx, Day(item.obligation.period.label)),
                cell(ctx, moment(item.obligation.due_at)),
                cell(ctx, ctx.say(f"报送_状态{item.state}")),
            )
        )
    return (Table(ctx.say("表_报送"), header(ctx, "表头_报送"), tuple(rows), _WIDTHS),)
