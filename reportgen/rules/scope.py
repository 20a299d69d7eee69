"""Where the formulas of rules find their values: the rows of one return, and what the merge knows besides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from reportgen.formula.tree import BEFORE, EVERYWHERE, REGISTER, TABLE, Node, Ref, row_values, whole_columns
from reportgen.formula.values import Result
from reportgen.model.outcome import MergedForm
from reportgen.model.period import Period
from reportgen.model.plan import Form, Plan
from reportgen.model.records import Row, down
from reportgen.model.values import PlanDate, Understood, Value, plain
from reportgen.plan.paths import FIRST_DAY, LAST_DAY, ROLE_OF_REGISTER, resolve

Column = Sequence[Understood]


class TableScope:
    """The rows of one table and its head; every column is taken out once."""

    def __init__(self, form: Form, period: str, rows: Sequence[Row], head: Mapping[str, Value]) -> None:
        self._form, self._period, self._rows, self._head = form, period, rows, head
        self._columns: dict[str, Column] = {}

    @property
    def size(self) -> int:
        return len(self._rows)

    def row_values(self, ref: Ref) -> Column:
        return self._named(ref.name)

    def column(self, ref: Ref) -> Column:
        return self._named(ref.name)

    def _named(self, name: str) -> Column:
        if name not in self._columns:
            self._columns[name] = self._taken(name)
        return self._columns[name]

    def _taken(self, name: str) -> Column:
        if name in self._head:
            return [_filled(self._head[name].value)] * self.size
        field = self._form.field(name)
        if field is None and name in (FIRST_DAY, LAST_DAY):
            period = Period.parse(self._period)
            return [PlanDate(period.start if name == FIRST_DAY else period.end)] * self.size
        return column_of(self._rows, name)


def column_of(rows: Sequence[Row], name: str) -> list[Understood]:
    """Return a field's values down the *rows*."""
    return [_filled(value) for value in down(rows, name)]


def _filled(value: Understood) -> Understood:
    return None if value == "" else value


def within_return(tree: Node, form: str) -> bool:
    """Whether a return of *form* alone tells all that a formula names."""
    refs = (*row_values(tree), *whole_columns(tree))
    return all(not ref.path or ref.path in ((TABLE,), (form,)) for ref in refs)


class WideScope:
    """The merged rows of one unit in one form, with what other forms, units, periods and the plan tell."""

    def __init__(
        self,
        plan: Plan,
        form: Form,
        unit: str,
        rows: Sequence[Row],
        now: Mapping[str, MergedForm],
        before: Mapping[str, MergedForm],
    ) -> None:
        self._plan, self._form, self._unit, self._rows = plan, form, unit, rows
        self._now, self._before = now, before
        self._own = TableScope(form, rows[0].period if rows else "", rows, {})

    @property
    def size(self) -> int:
        return len(self._rows)

    def row_values(self, ref: Ref) -> Sequence[Result]:
        if not ref.path or ref.path == (self._form.name,):
            return self._own.row_values(ref)
        if ref.path[0] == BEFORE:
            known = {row.key: row for row in self._of_unit(self._before, self._form.name) if row.key}
            return [row.get(ref.name) if (row := known.get(key)) else None for key in (r.key for r in self._rows)]
        return self._of_register(ref)

    def column(self, ref: Ref) -> Sequence[Result]:
        first, last = ref.path[:1], ref.path[-1:]
        if not first or first == (TABLE,):
            return self._own.column(ref)
        if first == (REGISTER,):
            target = resolve(self._plan, self._form, ref, whole=True)
            assert not isinstance(target, str)
            return [_plan_value(getattr(item, target.attribute)) for item in getattr(self._plan, target.section)]
        name = last[0] if len(ref.path) > 1 or first[0] not in (BEFORE, EVERYWHERE) else self._form.name
        if first == (EVERYWHERE,):
            merged = self._now.get(name)
            return column_of(merged.rows if merged else (), ref.name)
        return column_of(self._of_unit(self._before if first == (BEFORE,) else self._now, name), ref.name)

    def _of_unit(self, forms: Mapping[str, MergedForm], name: str) -> list[Row]:
        merged = forms.get(name)
        return [row for row in merged.rows if row.unit == self._unit] if merged else []

    def _of_register(self, ref: Ref) -> Sequence[Result]:
        """The value of the register's item that each row is about."""
        target = resolve(self._plan, self._form, ref, whole=False)
        assert not isinstance(target, str)
        field = self._form.role(ROLE_OF_REGISTER[ref.path[1]])
        keys = [plain(row.get(field.name)) if field else self._unit for row in self._rows]
        found = (self._plan.find(target.section, key) for key in keys)
        return [_plan_value(getattr(item, target.attribute)) if item else None for item in found]


_AS_UNDERSTOOD: Mapping[type, Callable[..., Understood]] = {int: Decimal, date: PlanDate}


def _plan_value(value: object) -> Understood:
    """Return an attribute of the plan as a value: lists as their texts joined by 、."""
    if isinstance(value, tuple):
        return "、".join(value) or None
    convert = _AS_UNDERSTOOD.get(type(value))
    if convert is not None:
        return convert(value)
    return value if isinstance(value, str | Decimal | bool) and value != "" else None
