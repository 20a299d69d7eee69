"""Where findings of a return stand, and what an error has already been said of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reportgen.model.finding import ERROR, Code, Finding
from reportgen.model.records import Return, Row
from reportgen.model.sheet import address, parse_address
from reportgen.model.values import Origin


def at_value(code: Code, ret: Return, row: Row, field_name: str, /, **params: Any) -> Finding:
    """Return a finding at the cell of a row's field, filled or blank."""
    value = row.values.get(field_name)
    params.setdefault("value", value.raw if value else "")
    params.setdefault("key", row.key)
    where = {"unit": ret.unit, "form": ret.form, "period": ret.period, "field": field_name}
    return code.at(value.origin if value else _blank(ret, row, field_name), **where, **params)


def _blank(ret: Return, row: Row, field_name: str) -> Origin:
    """Return the place of a row's blank field.

    It is never that of another value, which would then be taken for wrong; the cell is "" where the
    field's column is not known.
    """
    cell = _own_place(ret, row, field_name)
    taken = any(value.origin.cell == cell for value in row.values.values())
    return Origin(ret.file, row.origin.sheet, "" if taken else cell)


def _own_place(ret: Return, row: Row, field_name: str) -> str:
    """The cell of a row's field by the columns of the first table; shifted, where the row stands in one beside it."""
    letters = ret.columns.get(field_name, "")
    if not letters:
        return ""
    shift = 0
    for name, value in row.values.items():
        if name in ret.columns and parse_address(value.origin.cell)[0] == row_number(row):
            shift = parse_address(value.origin.cell)[1] - _column(ret.columns[name])
            break
    column = _column(letters) + shift
    return address(row_number(row), column) if column > 0 else ""


def _column(letters: str) -> int:
    return parse_address(f"{letters}1")[1]


def at_title(code: Code, ret: Return, **params: Any) -> Finding:
    """Return a finding about the sheet as a whole, at the cell that shows its 表号."""
    return code.at(ret.title, unit=ret.unit, form=ret.form, period=ret.period, **params)


def at_row(code: Code, row: Row, field_name: str = "", /, **params: Any) -> Finding:
    """Return a finding about a merged row, at the cell of *field_name* or its first."""
    value = row.values.get(field_name)
    params.setdefault("value", value.raw if value else "")
    params.setdefault("key", row.key)
    where = {"unit": row.unit, "form": row.form, "period": row.period, "field": field_name}
    return code.at(value.origin if value else row.origin, **where, **params)


def unread(ret: Return) -> frozenset[tuple[str, str, str]]:
    """The (sheet, cell, field) that are filled but could not be read, so that they are not "missing" too."""
    found: set[tuple[str, str, str]] = set()
    for finding in ret.findings:
        if finding.severity == ERROR and finding.field and finding.cell:
            found.update((finding.sheet, cell, finding.field) for cell in (finding.cell, *finding.cells))
    return frozenset(found)


def is_unread(known: frozenset[tuple[str, str, str]], ret: Return, row: Row, field_name: str) -> bool:
    """Whether a row's field is among those of `unread`."""
    return (row.origin.sheet, _own_place(ret, row, field_name), field_name) in known


def row_number(row: Row) -> int:
    return parse_address(row.origin.cell)[0]


def shown(values: Mapping[str, Any]) -> str:
    """Return names and values as Chinese messages list them."""
    return "，".join(f"{name}报 {text}" for name, text in values.items())
