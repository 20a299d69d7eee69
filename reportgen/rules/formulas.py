"""核对关系: the conditions that the plan states for rows or for the sheet's head."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from reportgen.formula import compile_formula
from reportgen.layout import outside_fields
from reportgen.model.finding import Finding
from reportgen.model.plan import Form, Plan, Rule
from reportgen.model.records import Return
from reportgen.model.values import Understood, Value
from reportgen.rules import codes
from reportgen.rules.place import at_title, at_value


def check(plan: Plan, form: Form, ret: Return) -> Iterator[Finding]:
    """Yield a finding for each row, or once for the head, where a rule of the plan is FALSE."""
    outside = {f.name for f in outside_fields(plan, form)}
    rows = [(row, _understood(form, {**ret.head, **row.values})) for row in ret.rows]
    for rule in plan.rules:
        if rule.form != form.name:
            continue
        formula = compile_formula(rule.condition)
        if formula.fields and formula.fields <= outside:
            if formula.evaluate(_understood(form, ret.head)) is False:
                yield _of_rule(rule, _in_head(rule, ret))
            continue
        for row, values in rows:
            if formula.evaluate(values) is False:
                finding = at_value(codes.RULE_BROKEN, ret, row, rule.field, **_words(rule))
                yield _of_rule(rule, finding)


def _understood(form: Form, values: Mapping[str, Value]) -> dict[str, Understood]:
    """Return the values by field, blank fields included, so that ISBLANK can see them."""
    found: dict[str, Understood] = {field.name: None for field in form.fields}
    found.update((name, value.value) for name, value in values.items())
    return found


def _words(rule: Rule) -> dict[str, str]:
    return {"message": rule.message.rstrip("。")}


def _in_head(rule: Rule, ret: Return) -> Finding:
    finding = at_title(codes.RULE_BROKEN, ret, field=rule.field, **_words(rule))
    value = ret.head.get(rule.field)
    return finding.placed(value.origin, value=value.raw) if value else finding


def _of_rule(rule: Rule, finding: Finding) -> Finding:
    """Return the finding with the rule's own severity and its number in the code."""
    return replace(finding, code=f"{finding.code}.{rule.id}", severity=rule.severity)
