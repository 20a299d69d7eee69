"""代码与名称: one code has one name and one name has one code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from reportgen.model.finding import Code, Finding
from reportgen.model.plan import Field, Form, Plan
from reportgen.model.records import Return, Row, down
from reportgen.model.values import plain
from reportgen.reading.words import key_text
from reportgen.rules import codes
from reportgen.rules.once import repeated
from reportgen.rules.place import at_value

Place = Callable[..., Finding]


def check(plan: Plan, form: Form, ret: Return) -> Iterator[Finding]:
    """Yield a finding where two rows of a return share a code but not the name, or the name but not the code."""

    def place(code: Code, row: Row, field: str, **params: Any) -> Finding:
        return at_value(code, ret, row, field, **params)

    yield from doubtful_twins(form, ret.rows, place)


def doubtful_twins(form: Form, rows: Sequence[Row], place: Place) -> Iterator[Finding]:
    """Yield findings, placed by *place*, about rows that may be one thing under two names or codes."""
    code_field = form.role("code")
    name_field = form.role("firm") or form.role("name")
    if code_field is None or name_field is None:
        return
    code_again = repeated(_texts(rows, code_field))
    name_again = repeated(map(key_text, _texts(rows, name_field)))
    by_code: dict[str, tuple[Row, str]] = {}
    by_name: dict[str, tuple[Row, str]] = {}
    for row, code, name in zip(rows, _texts(rows, code_field), _texts(rows, name_field), strict=True):
        key = key_text(name)
        if not code or not name or not (hash(code) in code_again or hash(key) in name_again):
            continue
        twin, other = by_code.setdefault(code, (row, name))
        if other != name and key_text(other) != key:
            where = _where(twin, row)
            yield place(
                codes.SAME_CODE, row, code_field.name, value=code, name=name, other=where, other_name=other
            )  # fmt: skip
        twin, other = by_name.setdefault(key, (row, code))
        if other != code:
            where = _where(twin, row)
            yield place(
                codes.SAME_NAME, row, code_field.name, value=code, name=name, other=where, other_value=other
            )  # fmt: skip


def _texts(rows: Sequence[Row], field: Field) -> Iterator[str]:
    return map(plain, down(rows, field.name))


def _where(row: Row, seen_from: Row) -> str:
    same = (row.origin.file, row.origin.sheet) == (seen_from.origin.file, seen_from.origin.sheet)
    return f"第 {row.origin.cell.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')} 行" if same else f"{row.unit}的表"
