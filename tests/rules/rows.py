"""Returns and rows from plain texts, for the tests of rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from reportgen.model.outcome import MergedForm
from reportgen.model.plan import FieldType, Form, Plan
from reportgen.model.records import Return, Row
from reportgen.model.values import Origin, PlanDate, Understood, Value
from reportgen.reading.records import record_key


def value(form: Form, name: str, text: str, cell: str, file: str) -> Value:
    field = form.field(name)
    return Value(_understood(FieldType(field.type) if field else FieldType.TEXT, text), text, Origin(file, "表", cell))


def _understood(type: FieldType, text: str) -> Understood:
    if text == "无":
        return None
    if type is FieldType.DATE:
        return PlanDate.from_iso(text)
    try:
        return Decimal(text) if type.numeric else text
    except InvalidOperation:
        return text


def row(form: Form, unit: str, texts: Mapping[str, str], period: str = "2025-10", number: int = 3) -> Row:
    file = f"inputs/{period}/{unit}.xlsx"
    columns = [f.name for f in form.columns()]
    values = {n: value(form, n, t, f"{chr(66 + columns.index(n))}{number}", file) for n, t in texts.items()}
    return Row(form.name, unit, period, record_key(form, values), values, next(iter(values.values())).origin)


def told(form: Form, unit: str, *rows: Mapping[str, str], period: str = "2025-10", **more: object) -> Return:
    """A return of *rows* with every field of the foot filled."""
    made = tuple(row(form, unit, texts, period, number) for number, texts in enumerate(rows, start=3))
    file = f"inputs/{period}/{unit}.xlsx"
    ret = Return(
        file, "表", form.name, unit, period, made, title=Origin(file, "表", "A2"), title_raw=f"表号：{form.number}"
    )
    head = {"填报人": Value("张三", "张三", Origin(file, "表", "B9"))}
    columns = {f.name: chr(66 + index) for index, f in enumerate(form.columns())}
    return replace(ret, **{"head": head, "columns": columns, **more})  # type: ignore[arg-type]


def merged(form: Form, *returns: Return, carried: Iterable[str] = ()) -> dict[str, MergedForm]:
    rows = tuple(r for ret in returns for r in ret.rows)
    return {form.name: MergedForm(form.name, rows, returns, frozenset(carried))}


def with_form(plan: Plan, form: Form) -> Plan:
    """The plan with *form* in the place of the form of its name."""
    return replace(plan, forms=tuple(form if f.name == form.name else f for f in plan.forms))
