"""A period as it may be told more widely: without what the plan calls sensitive (敏感).

Records of sensitive forms and values of sensitive fields are left out, and so is every text that may quote them.
Counts and sums stay, but for those of a sensitive field that rest on fewer than `FEWEST` cells: they would tell what
one firm reported in confidence (统计法: 不得泄露能够识别单个对象的资料).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reportgen.model.figure import Figure, Ledger, Source
from reportgen.model.outcome import MergedForm, Outcome
from reportgen.model.plan import Form, Plan
from reportgen.model.records import Row

FEWEST = 3
HIDDEN = "（略）"
_TOLD = ("quotas", "targets", "milestones", "reporting", "measures", "forms", "matters", "projects")
"""The kinds of figures that stay; others quote single cells for documents."""


@dataclass(frozen=True, slots=True)
class Public:
    """The plan and the outcome without what is sensitive, and sentences on what was left out."""

    plan: Plan
    outcome: Outcome
    left_out: tuple[str, ...]


def public(plan: Plan, outcome: Outcome) -> Public:
    """Return what may be told of *outcome* more widely."""
    hidden = {form.name for form in plan.forms if form.sensitive}
    forms = tuple(_bare(form) for form in plan.forms)
    told = replace(
        outcome,
        forms={name: _merged(plan.form(name), merged) for name, merged in outcome.forms.items() if name not in hidden},
        findings=tuple(
            replace(f, message="", value="", answer="", cell="", cells=(), key="", other="") for f in outcome.findings
        ),
        matters=tuple(replace(m, title=HIDDEN, row=_empty(m.row)) if m.form in hidden else m for m in outcome.matters),
        conflicts=tuple(c for c in outcome.conflicts if not _secret(plan, c.form, c.field)),
        revisions=tuple(r for r in outcome.revisions if not _secret(plan, r.form, r.field)),
        figures=_figures(plan, outcome.figures),
        history=(),
        warnings=tuple(replace(w, answer="") for w in outcome.warnings),
    )
    return Public(replace(plan, forms=forms), told, tuple(_left_out(plan, outcome)))


def _secret(plan: Plan, form: str, field: str) -> bool:
    known = plan.find("forms", form)
    if known is None:
        return False
    item = known.field(field)
    return known.sensitive or (item is not None and item.sensitive)


def _bare(form: Form) -> Form:
    return replace(form, fields=tuple(f for f in form.fields if not f.sensitive))


def _merged(form: Form, merged: MergedForm) -> MergedForm:
    secret = {f.name for f in form.fields if f.sensitive}
    rows = merged.rows
    if secret:
        rows = tuple(r.holding({n: v for n, v in r.values.items() if n not in secret}) for r in rows)
    return replace(merged, rows=tuple(r.holding(r.values) for r in rows), returns=(), findings=())


def _empty(row: Row) -> Row:
    return row.holding({})


def _figures(plan: Plan, figures: Ledger) -> Ledger:
    kept = Ledger()
    secret = {
        f"measures.{m.id}"
        for m in plan.measures
        if m.form and m.field and _secret(plan, m.form, m.field) and m.function == "求和"
    }
    few = {f.id for f in figures if f.id in secret and len(set(f.sources)) < FEWEST}
    for figure in figures:
        if figure.id.partition(".")[0] not in _TOLD:
            continue
        if few & {figure.id, *figure.inputs}:
            figure = replace(
                figure, value=None, text=HIDDEN, how=f"{figure.how}；涉及对象少于 {FEWEST} 个，不列", others=()
            )
        kept.add(_sourced(figure))
    return kept


def _sourced(figure: Figure) -> Figure:
    """The figure with the places of its cells, without what stands in them."""
    return replace(
        figure, sources=tuple(dict.fromkeys(Source(s.file, s.sheet, s.cell, "", "") for s in figure.sources))
    )


def _left_out(plan: Plan, outcome: Outcome) -> Iterator[str]:
    yield f"本件供扩大范围使用，已略去方案标为“敏感”的内容；完整数据见{plan.header.office}内部的汇总表。"
    forms = [f.name for f in plan.forms if f.sensitive and f.name in outcome.forms]
    if forms:
        yield f"未列数据表：{'、'.join(forms)}（其计数和合计仍列在各分析表）。"
    for form in plan.forms:
        fields = [f.name for f in form.fields if f.sensitive]
        if fields and not form.sensitive:
            yield f"“{form.name}”略去：{'、'.join(fields)}。"
    yield "问题核实、批注和来源单元格的原文不列。"
