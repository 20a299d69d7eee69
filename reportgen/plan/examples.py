"""The examples of a rule: a row that passes and one that fails, written as 字段=值；字段=值."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from reportgen.formula import compile_formula
from reportgen.formula.functions import Kind
from reportgen.formula.kinds import kind_of
from reportgen.formula.tree import Ref
from reportgen.model.plan import Form, Plan, Rule
from reportgen.model.values import PlanDate, Understood
from reportgen.plan.paths import PERIOD_DAYS, Target, resolve

_MANY = "｜"


class ExampleError(ValueError):
    """A text that is no example; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Example:
    """The values of an example by what the formula calls them; a column's values stand behind one another."""

    told: Mapping[str, tuple[Understood, ...]]
    size: int = 1

    def row_values(self, ref: Ref) -> Sequence[Understood]:
        return (*self.told.get(str(Ref(ref.path, ref.name)), ()), None)[:1]

    def column(self, ref: Ref) -> Sequence[Understood]:
        return self.told.get(str(ref), self.told.get(f"本表[{ref.name}]", ()))


def example_faults(plan: Plan, form: Form, rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield (attribute, what is wrong) of a rule's examples: the one must pass, the other fail."""
    for attribute, text, wanted in (("passes", rule.passes, True), ("fails", rule.fails, False)):
        if not text:
            continue
        try:
            (result,) = compile_formula(rule.condition).over(read_example(plan, form, text))
        except ExampleError as error:
            yield attribute, str(error)
            continue
        if result is not wanted:
            told = {True: "成立", False: "不成立"}.get(result, "不判（有空值）")  # type: ignore[arg-type]
            yield attribute, f"例子“{text}”代入公式{told}，应{'成立' if wanted else '不成立'}"


def read_example(plan: Plan, form: Form, text: str) -> Example:
    """Return the values that *text* tells; raises `ExampleError`."""
    told: dict[str, tuple[Understood, ...]] = {}
    for part in filter(None, (p.strip() for p in re.split("[;；]", text))):
        name, sign, value = part.partition("=")
        if not sign:
            raise ExampleError(f"例子“{part}”应写作 字段=值，几个字段用分号隔开")
        ref = _ref(name.strip())
        target = resolve(plan, form, ref, whole=_MANY in value or bool(ref.path))
        if isinstance(target, str):
            raise ExampleError(target)
        told[str(ref)] = tuple(_value(_kind(ref, target), v.strip()) for v in value.split(_MANY))
    return Example(told)


def _ref(name: str) -> Ref:
    tree = compile_formula(name if "[" in name else f"[{name}]").tree
    if not isinstance(tree, Ref):
        raise ExampleError(f"例子里的“{name}”不是字段")
    return Ref(tree.path, tree.name)


def _kind(ref: Ref, target: Target) -> Kind:
    if ref.name in PERIOD_DAYS or (target.column is not None and target.column.kind.value == "日期"):
        return Kind.DATE
    return kind_of(target.field) if target.field else Kind.TEXT


def _value(kind: Kind, text: str) -> Understood:
    if not text:
        return None
    try:
        if kind is Kind.NUMBER:
            return Decimal(text)
        if kind is Kind.DATE:
            return PlanDate.from_iso(text) if "-" in text else PlanDate(date.fromisoformat(text))
    except (InvalidOperation, ValueError) as error:
        raise ExampleError(f"例子里的“{text}”应为{kind.value}") from error
    return text == "是" if kind is Kind.TRUTH else text
