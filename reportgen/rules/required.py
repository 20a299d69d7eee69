"""必填: fields that every row, or a row under a condition, or the sheet as a whole must fill."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.formula import compile_formula
from reportgen.layout import outside_fields
from reportgen.model.finding import Finding
from reportgen.model.plan import Field, FieldType, Form, Plan
from reportgen.model.records import Return, Row
from reportgen.model.values import Understood, plain
from reportgen.reading.words import plainly
from reportgen.rules import codes
from reportgen.rules.place import at_title, at_value, is_unread, row_number, unread

_SAYS_NONE = frozenset(("无", "暂无", "没有", "未开展", "未发生", "不涉及"))
_STROKES = "-/\\"


def check(plan: Plan, form: Form, ret: Return) -> Iterator[Finding]:
    """Yield a finding for each field that should be filled and is not."""
    known = unread(ret)
    demanded = [f for f in form.columns() if f.required or f.required_if or (f.key and form.keys())]
    for row in ret.rows:
        blank = [f for f in demanded if row.get(f.name) in (None, "") and not _says_none(f, row)]
        sides = _sides(plan, form, ret, row) if blank else frozenset()
        for field in blank:
            if field.side not in sides or is_unread(known, ret, row, field.name):
                continue
            if ret.columns and field.name not in ret.columns:
                continue  # the whole column is missing, which has been said
            if ret.unchanged and not field.carry:
                continue  # under 较上期无变化 stand the rows as the template carried them on
            if field.required or (field.key and form.keys()):
                yield at_value(codes.REQUIRED, ret, row, field.name, row=row_number(row))
            elif _holds(field.required_if, row):
                yield at_value(
                    codes.REQUIRED_IF, ret, row, field.name, row=row_number(row), condition=field.required_if
                )
    if not (ret.rows or ret.head or ret.nil or ret.unchanged):
        return  # an empty sheet is spoken of as a whole
    said = {field for _, _, field in known}
    for field in outside_fields(plan, form):
        if field.required and field.name not in ret.head and field.name not in said:
            yield at_title(codes.REQUIRED_HEAD, ret, field=field.name)


def _says_none(field: Field, row: Row) -> bool:
    """Whether what is read as nothing answers a demand: a text field may say 无; a stroke says nothing."""
    value = row.values.get(field.name)
    if value is None or value.value is not None:
        return False
    return FieldType(field.type) is FieldType.TEXT and not field.key and plainly(value.raw) in _SAYS_NONE


def _holds(condition: str, row: Row) -> bool:
    values: dict[str, Understood] = {name: value.value for name, value in row.values.items()}
    return compile_formula(condition).evaluate(values) is True


def _sides(plan: Plan, form: Form, ret: Return, row: Row) -> frozenset[str]:
    """Which sides of a matter the reporting unit fills; of any other form all of them."""
    if form.purpose != "事项":
        return frozenset(field.side for field in form.fields)
    raiser, lead, partners = (_units(form, row, role) for role in ("raiser", "lead", "partners"))
    sides = set()
    if ret.unit in raiser or not raiser:
        sides |= {"填报", "提出"}
    if ret.unit in lead:
        sides.add("主办")
    if ret.unit in partners:
        sides.add("协办")
    if ret.unit == plan.header.office_unit:
        sides.add("办公室")
    return frozenset(sides)


def _units(form: Form, row: Row, role: str) -> tuple[str, ...]:
    field = form.role(role)
    text = plain(row.get(field.name)) if field else ""
    return tuple(part for part in text.split("、") if part)
