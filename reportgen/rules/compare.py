"""与上期比较: what a unit now says otherwise than in the period before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from reportgen.layout import unit_of
from reportgen.model.finding import Code, Finding
from reportgen.model.outcome import MergedForm, Revision
from reportgen.model.period import Period
from reportgen.model.plan import Field, FieldType, Form, Plan
from reportgen.model.records import Row
from reportgen.model.values import PlanDate, plain
from reportgen.reading.words import key_text
from reportgen.rules import codes
from reportgen.rules.copied import copied
from reportgen.rules.cross import same
from reportgen.rules.likeness import names_alike
from reportgen.rules.place import at_row, at_title

_STABLE = frozenset(
    (
        "code",
        "firm",
        "name",
        "category",
        "total",
        "year_plan",
        "planned_signing",
        "planned_landing",
        "planned_start",
        "planned_listing",
        "planned_counting",
        "planned_finish",
        "title",
        "raiser",
        "lead",
        "raised",
        "due",
    )
)
"""Roles of facts that are told once and then stay."""
_FINISHED = frozenset({"closed", "removed", "done", "stopped"})
_HALTS = frozenset({"removed", "stopped"})
_STATES = frozenset({"status", "stage", "state"})
"""Roles of states whose options stand in the order in which things go."""
_SLIPS = (10, 100, 1000, 10000)
_NEAR = (Decimal("0.8"), Decimal("1.25"))

Changes = tuple[tuple[Revision, ...], tuple[Finding, ...]]


def compare(
    plan: Plan,
    now: Mapping[str, MergedForm],
    before: Mapping[str, MergedForm],
    standing: Mapping[str, MergedForm] | None = None,
) -> Changes:
    """Return what units changed against *before*, and the findings that ask them about it.

    *standing* is what stood right before this period, where that is not *before*: a matter that was closed
    in a week between two months has not vanished. Rows that were carried over, because nothing was due or nothing came, tell nothing new.
    """
    revisions: list[Revision] = []
    findings: list[Finding] = []
    for form in plan.forms:
        if form.name not in now or form.name not in before:
            continue
        last = (standing or before).get(form.name, before[form.name])
        for revision, finding in _form_changes(plan, form, now[form.name], before[form.name], last):
            revisions.append(revision)
            findings.append(finding)
        findings += copied(form, now[form.name], before[form.name])
    return tuple(revisions), tuple(sorted(findings, key=Finding.sort_key))


@dataclass(frozen=True, slots=True)
class _Pair:
    """A record now and in the period before."""

    form: Form
    now: Row
    before: Row

    def change(self, code: Code, field: Field, kind: str, **words: object) -> tuple[Revision, Finding]:
        unit = unit_of(field)
        old, new = _text(self.before, field), _text(self.now, field)
        revision = Revision(self.form.name, self.now.unit, self.now.key, field.name, old, new, kind)
        shown = {"before": _shown(old, unit), "after": _shown(new, unit), "period_before": _label(self.before)}
        return revision, at_row(code, self.now, field.name, **{**shown, **words})


def _form_changes(
    plan: Plan, form: Form, now: MergedForm, before: MergedForm, standing: MergedForm
) -> Iterator[tuple[Revision, Finding]]:
    told = [row for row in now.rows if row.unit not in now.carried]
    old = {(row.unit, row.key): row for row in before.rows if row.key}
    matched: set[tuple[str, str]] = set()
    new: list[Row] = []
    for row in told:
        known = old.get((row.unit, row.key)) or _by_code(form, row, before.rows)
        if known is None or not row.key:
            new.append(row)
            continue
        matched.add((known.unit, known.key))
        if known.period != row.period:
            yield from _row_changes(plan, form, _Pair(form, row, known))
    if form.carry:
        stood = {(row.unit, row.key) for row in standing.rows}
        gone = [r for k, r in old.items() if k not in matched and k in stood]
        renamed = dict(_renamed(form, gone, new))
        for was, row in renamed.items():
            old_row = old[was]
            revision = Revision(form.name, row.unit, row.key, "", old_row.key, row.key, "changed")
            words = {"before": old_row.key, "after": row.key, "period_before": _label(old_row)}
            yield revision, at_row(codes.RENAMED, row, **words)
        yield from _vanished(plan, form, now, [r for r in gone if (r.unit, r.key) not in renamed])


def _renamed(form: Form, gone: list[Row], new: list[Row]) -> Iterator[tuple[tuple[str, str], Row]]:
    """Yield ((unit, key) of the record before, record now) where a record may only have been renamed."""
    field = form.role("firm") or form.role("name") or form.role("title")
    if field is None:
        return
    left = [row for row in new if row.get(field.name)]
    for row in gone:
        name = plain(row.get(field.name))
        twin = next((n for n in left if n.unit == row.unit and names_alike(name, plain(n.get(field.name)))), None)
        if twin is not None:
            left.remove(twin)
            yield (row.unit, row.key), twin


def _by_code(form: Form, row: Row, rows: tuple[Row, ...]) -> Row | None:
    """Return the unit's earlier record with the same code, where the key was retyped."""
    field = form.role("code")
    code = row.get(field.name) if field else None
    if field is None or code is None:
        return None
    return next((r for r in rows if r.unit == row.unit and r.key and r.get(field.name) == code), None)


def _row_changes(plan: Plan, form: Form, pair: _Pair) -> Iterator[tuple[Revision, Finding]]:
    span = _same_span(form, pair)
    told = [(field, new) for field in form.columns() if (new := pair.now.get(field.name)) is not None]
    earlier = [pair.before.get(field.name) for field, _ in told]  # one row after the other: each is unpacked once
    for (field, new), old in zip(told, earlier, strict=True):
        if old is None:
            continue
        if isinstance(old, Decimal) and isinstance(new, Decimal):
            yield from _number_changes(pair, field, old, new, span)
        elif field.role == "promised" and isinstance(old, PlanDate) and isinstance(new, PlanDate):
            if not same(old, new):
                yield pair.change(codes.RE_PROMISED, field, "re_promised")
        elif (ranks := _ranks(plan, field)) and _went_back(ranks, plain(old), plain(new)):
            yield pair.change(codes.STAGE_BACK, field, "changed")
        elif field.role == "basis" and not same(old, new):
            yield pair.change(codes.BASIS_CHANGED, field, "changed")
        elif (field.role in _STABLE or field.key) and not same(old, new):
            yield pair.change(codes.FACT_CHANGED, field, "changed")


def _ranks(plan: Plan, field: Field) -> Mapping[str, int]:
    """How far each option of a state has come; options that end or halt a thing have no rank."""
    options = plan.options(field.list)
    if options is None or field.role not in _STATES:
        return {}
    return {o.value: n for n, o in enumerate(options.options) if o.meaning not in _HALTS}


def _went_back(ranks: Mapping[str, int], old: str, new: str) -> bool:
    return old in ranks and new in ranks and ranks[new] < ranks[old]


def _number_changes(
    pair: _Pair, field: Field, old: Decimal, new: Decimal, span: str
) -> Iterator[tuple[Revision, Finding]]:
    if old == new:
        return
    if (times := _slip(field, old, new)) is not None:
        yield pair.change(codes.UNIT_SLIP, field, "unit_slip", times=times)
    elif span and field.role in ("amount", "growth", "value"):
        yield pair.change(codes.BACK_REVISION, field, "back_revision", span=span)
    elif field.cumulative and new < old and _same_year(pair):
        yield pair.change(codes.CUMULATIVE_DROP, field, "cumulative_drop")
    elif field.role in _STABLE:
        yield pair.change(codes.FACT_CHANGED, field, "changed")


def _slip(field: Field, old: Decimal, new: Decimal) -> int | None:
    """Return by how many times a number changed if that looks like a wrong unit or decimal point.

    Ten times counts only if exact, and never of whole numbers: 1家 and 10家 are both likely.
    """
    if not old or not new or (old < 0) != (new < 0):
        return None
    large, small = max(abs(old), abs(new)), min(abs(old), abs(new))
    whole = FieldType(field.type) is FieldType.INTEGER
    for times in _SLIPS:
        ratio = large / small / times
        if ratio == 1 and not (whole and times == 10):
            return times
        if times >= 1000 and _NEAR[0] <= ratio <= _NEAR[1]:
            return times
    return None


def _same_span(form: Form, pair: _Pair) -> str:
    """Return the data period (1—9月) where both rows tell that of the same, "" otherwise."""
    field = form.role("data_period")
    old, new = (plain(row.get(field.name)) for row in (pair.before, pair.now)) if field else ("", "")
    return new if new and key_text(old) == key_text(new) else ""


def _same_year(pair: _Pair) -> bool:
    return Period.parse(pair.now.period).plan_year == Period.parse(pair.before.period).plan_year


def _vanished(plan: Plan, form: Form, now: MergedForm, rows: list[Row]) -> Iterator[tuple[Revision, Finding]]:
    """Yield what a unit listed before, did not finish, and does not list in the return it sent now."""
    returns = {ret.unit: ret for ret in now.returns}
    for row in rows:
        ret = returns.get(row.unit)
        if ret is None or row.unit in now.carried or ret.period == row.period or _finished(plan, form, row):
            continue
        revision = Revision(form.name, row.unit, row.key, "", row.key, "", "vanished")
        yield revision, at_title(codes.VANISHED, ret, key=row.key, period_before=_label(row))


def _finished(plan: Plan, form: Form, row: Row) -> bool:
    """Whether one of a record's options means that it has come to an end."""
    lists = ((field, plan.options(field.list)) for field in form.columns() if field.list)
    return any(options.meaning(plain(row.get(field.name))) in _FINISHED for field, options in lists if options)


def _text(row: Row, field: Field) -> str:
    return plain(row.get(field.name))


def _shown(text: str, unit: str) -> str:
    return f"{text}{unit}" if unit else f"“{text}”"


def _label(row: Row) -> str:
    return Period.parse(row.period).label
