"""核对关系: the conditions that the plan states, over the rows of a return and over all that was merged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from reportgen.formula import Formula, compile_formula
from reportgen.formula.tree import row_values, whole_columns
from reportgen.layout import outside_fields, unit_of
from reportgen.model.finding import Finding
from reportgen.model.outcome import MergedForm
from reportgen.model.period import Period
from reportgen.model.plan import Form, Plan, Rule
from reportgen.model.records import Return, Row
from reportgen.model.values import Origin, Understood, plain
from reportgen.rules import codes
from reportgen.rules.place import at_row, at_title, at_value
from reportgen.rules.scope import TableScope, WideScope, within_return

_MOST_VALUES = 4
"""Values of so many fields are told beside a message; of a longer formula only the marked field's."""
_LONGEST_VALUE = 20
_NO_ROW = Row("", "", "", "", {}, Origin("", "", ""))
"""Stands for the sheet where only its head is judged."""


def check(plan: Plan, form: Form, ret: Return) -> Iterator[Finding]:
    """Yield a finding for each row, or once for the sheet, where a rule of the plan is FALSE."""
    outside = {f.name for f in outside_fields(plan, form)}
    scope = TableScope(form, ret.period, ret.rows, ret.head)
    once = TableScope(form, ret.period, (_NO_ROW,), ret.head)
    for rule, formula in rules_of(plan, form, ret.period):
        if not within_return(formula.tree, form.name):
            continue
        if formula.fields and formula.fields <= outside:
            if formula.over(once)[0] is False:
                yield _of_rule(rule, _in_head(plan, form, rule, formula, ret))
            continue
        results = formula.over(scope)
        if of_sheet(formula):
            if results and results[0] is False:
                yield _of_rule(rule, at_title(codes.RULE_BROKEN, ret, field=rule.field, **_words(rule, "")))
            continue
        for row, result in zip(ret.rows, results, strict=True):
            if result is False:
                told = _told(plan, form, rule, formula, {**_values(ret.head), **_values(row.values)}.get)
                yield _of_rule(rule, at_value(codes.RULE_BROKEN, ret, row, rule.field, **_words(rule, told)))


def rules_of(plan: Plan, form: Form, period: str) -> Iterator[tuple[Rule, Formula]]:
    """Yield the rules of *form* that hold in *period*, compiled."""
    end = Period.parse(period).end if period else None
    for rule in plan.rules:
        if rule.form == form.name and not (rule.since and end and rule.since > end):
            yield rule, compile_formula(rule.condition)


def of_sheet(formula: Formula) -> bool:
    """Whether a formula judges the sheet as a whole: it names nothing of a single row."""
    return not any(True for _ in row_values(formula.tree)) and any(True for _ in whole_columns(formula.tree))


def check_merged(plan: Plan, now: Mapping[str, MergedForm], before: Mapping[str, MergedForm]) -> Iterator[Finding]:
    """Yield what rules find that look beyond a return: other forms, units, periods, the plan's registers.

    Rows that were carried over, because nothing was due or nothing came, are not judged again.
    """
    for form in plan.forms:
        merged = now.get(form.name)
        if not any(rule.form == form.name and _looks_beyond(form, rule) for rule in plan.rules):
            continue
        rows = [row for row in merged.rows if row.unit not in merged.carried] if merged else []
        by_unit: dict[str, list[Row]] = {}
        for row in rows:
            by_unit.setdefault(row.unit, []).append(row)
        for unit, own in by_unit.items():
            scope = WideScope(plan, form, unit, own, now, before)
            for rule, formula in rules_of(plan, form, own[0].period):
                if _looks_beyond(form, rule):
                    yield from _judged(plan, form, rule, formula, scope, own)


def _looks_beyond(form: Form, rule: Rule) -> bool:
    """Whether a rule of *form* names what a return alone does not tell."""
    return not _within(rule.condition, form.name)


@lru_cache(maxsize=4096)
def _within(condition: str, form: str) -> bool:
    return within_return(compile_formula(condition).tree, form)


def _judged(
    plan: Plan, form: Form, rule: Rule, formula: Formula, scope: WideScope, rows: list[Row]
) -> Iterator[Finding]:
    results = formula.over(scope)
    for row, result in zip(rows, results, strict=True):
        if result is not False:
            continue
        told = _told(plan, form, rule, formula, row.get)
        for ref in row_values(formula.tree):
            if ref.path:
                value = scope.row_values(ref)[rows.index(row)]
                told += f"，{'.'.join(ref.path)}{_shown(plan, form, ref.name, value)}"  # type: ignore[arg-type]
        yield _of_rule(rule, at_row(codes.RULE_BROKEN, row, rule.field, **_words(rule, told.strip("，"))))
        if of_sheet(formula):
            return


def _values(values: Mapping[str, object]) -> dict[str, Understood]:
    return {name: getattr(value, "value", None) for name, value in values.items()}


def _told(plan: Plan, form: Form, rule: Rule, formula: Formula, value_of: Callable[[str], Understood]) -> str:
    """Return the values that a rule compared, e.g. 支付资金 600万元，下达资金 500万元."""
    names = list(dict.fromkeys(ref.name for ref in row_values(formula.tree) if not ref.path))
    if len(names) > _MOST_VALUES:
        names = [name for name in names if name == rule.field]
    shown = [(name, value_of(name)) for name in names]
    return "，".join(_shown(plan, form, name, value) for name, value in shown if value is not None)


def _shown(plan: Plan, form: Form, name: str, value: Understood) -> str:
    field = next((f for f in (*form.fields, *plan.foot) if f.name == name), None)
    text = plain(value) if value is not None else "空"
    text = text if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + "…"
    return f"{name} {text}{unit_of(field) if field and value is not None else ''}"


def _words(rule: Rule, told: str) -> dict[str, str]:
    return {
        "message": rule.message.rstrip("。") + (f"（{told}）" if told else ""),
        "remedy": (rule.remedy or codes.RULE_REMEDY).rstrip("。"),
    }


def _in_head(plan: Plan, form: Form, rule: Rule, formula: Formula, ret: Return) -> Finding:
    told = _told(plan, form, rule, formula, _values(ret.head).get)
    finding = at_title(codes.RULE_BROKEN, ret, field=rule.field, **_words(rule, told))
    value = ret.head.get(rule.field)
    return finding.placed(value.origin, value=value.raw) if value else finding


def _of_rule(rule: Rule, finding: Finding) -> Finding:
    """Return the finding with the rule's own severity and its number in the code."""
    return replace(finding, code=f"{finding.code}.{rule.id}", severity=rule.severity)
