"""What a reference in a rule's formula means: a field of the row, a whole column, another period, a register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from reportgen.formula import compile_formula
from reportgen.formula.tree import BEFORE, EVERYWHERE, REGISTER, TABLE, Ref, row_values, whole_columns
from reportgen.model.finding import NOTICE
from reportgen.model.plan import Column, ColumnKind, Field, Form, Plan, Rule, columns, sections
from reportgen.plan.parse import nearest

FIRST_DAY, LAST_DAY = "期初", "期末"
PERIOD_DAYS = (FIRST_DAY, LAST_DAY)
"""Names that every rule may use: the first and the last day of the period."""
ROLE_OF_REGISTER: Mapping[str, str] = {"指标": "indicator", "节点": "milestone", "单位": ""}
"""Registers whose item belongs to a row, and the role of the field that names it ("": the reporting unit)."""


class Reach(Enum):
    """How far a reference looks."""

    ROW = "本行"
    DAY = "期初期末"
    TABLE = "本表整列"
    UNIT = "本单位另一张表"
    BEFORE = "上期"
    EVERYWHERE = "各单位"
    REGISTER = "方案登记"

    @property
    def within_return(self) -> bool:
        """Whether the sheet itself tells it, so that it can be judged when the sheet is read."""
        return self in (Reach.ROW, Reach.DAY, Reach.TABLE)


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference leads to. ``section`` and ``column`` are told for registers only."""

    reach: Reach
    form: Form | None = None
    field: Field | None = None
    section: str = ""
    attribute: str = ""
    column: Column | None = None


def resolve(plan: Plan, form: Form, ref: Ref, *, whole: bool) -> Target | str:
    """Return what *ref* means in a rule of *form*, or in Chinese what is wrong with it.

    *whole*: it stands where a whole column is wanted.
    """
    first, rest = (ref.path[0], ref.path[1:]) if ref.path else ("", ())
    if not first:
        if ref.name in PERIOD_DAYS and _field(plan, form, ref.name) is None:
            return Target(Reach.DAY)
        return _in_form(plan, form, ref, Reach.TABLE if whole else Reach.ROW)
    if first == TABLE and not rest:
        return _in_form(plan, form, ref, Reach.TABLE) if whole else _needs_many(ref)
    if first == BEFORE:
        return _elsewhere(plan, form, ref, rest, Reach.BEFORE, single=not rest, whole=whole)
    if first == EVERYWHERE:
        return _elsewhere(plan, form, ref, rest, Reach.EVERYWHERE, single=False, whole=whole)
    if first == REGISTER:
        return _register(plan, form, ref, rest, whole)
    if rest:
        known = (BEFORE, EVERYWHERE, REGISTER, TABLE)
        return f"“{ref}”的“{first}”应为{'、'.join(known)}之一{nearest(first, known)}"
    if first == form.name:
        return _in_form(plan, form, ref, Reach.TABLE if whole else Reach.ROW)
    return _elsewhere(plan, form, ref, ref.path, Reach.UNIT, single=False, whole=whole)


def judged_where(plan: Plan, form: Form, rule: Rule) -> str:
    """Return in Chinese where a sound rule is judged: in the template too, or what it looks at that only a merge knows."""
    if rule.severity == NOTICE:
        return "汇总，只告诉专班办"
    tree = compile_formula(rule.condition).tree
    targets = [
        *(resolve(plan, form, ref, whole=False) for ref in row_values(tree)),
        *(resolve(plan, form, ref, whole=True) for ref in whole_columns(tree)),
    ]
    wide = [t.reach.value for t in targets if isinstance(t, Target) and not t.reach.within_return]
    return f"汇总（{'、'.join(dict.fromkeys(wide))}）" if wide else "模板、汇总"


def _elsewhere(
    plan: Plan, form: Form, ref: Ref, names: tuple[str, ...], reach: Reach, *, single: bool, whole: bool
) -> Target | str:
    """A field of another form, period or unit; *single*: it has one value for the row."""
    if len(names) > 1:
        return f"“{ref}”写得太长，应为 {reach.value}.表名[字段]"
    other = plan.find("forms", names[0]) if names else form
    if other is None:
        return f"“{ref}”的“{names[0]}”不是报表{nearest(names[0], [f.name for f in plan.forms])}"
    return _in_form(plan, other, ref, reach) if whole or single else _needs_many(ref)


def _needs_many(ref: Ref) -> str:
    return f"“{ref}”有很多行，请放在 SUM、COUNT、MAX 等函数里"


def _in_form(plan: Plan, form: Form, ref: Ref, reach: Reach) -> Target | str:
    field = _field(plan, form, ref.name)
    if field is None:
        known = [*(f.name for f in (*form.fields, *plan.foot)), *(PERIOD_DAYS if reach is Reach.ROW else ())]
        return f"公式里的“{ref.name}”不是“{form.name}”的字段{nearest(ref.name, known)}"
    if reach is not Reach.ROW and field.place != "表格":
        return f"“{ref}”不在表格里，没有整列"
    return Target(reach, form, field)


def _field(plan: Plan, form: Form, name: str) -> Field | None:
    return next((f for f in (*form.fields, *plan.foot) if f.name == name), None)


def _register(plan: Plan, form: Form, ref: Ref, rest: tuple[str, ...], whole: bool) -> Target | str:
    known = {s.sheet: s for s in sections() if s.key}
    if len(rest) != 1 or rest[0] not in known:
        word = rest[0] if rest else ""
        return f"“{ref}”应写作 登记.指标[名称] 的样子；“{word}”不是方案的登记{nearest(word, known)}"
    section = known[rest[0]]
    told = {c.heading: (a, c) for a, c in columns(section.item) if c.kind is not ColumnKind.NESTED}
    if ref.name not in told:
        return f"“{ref.name}”不是“{rest[0]}”的栏目{nearest(ref.name, told)}"
    if not whole and (rest[0] not in ROLE_OF_REGISTER or _no_role(form, rest[0])):
        return _needs_many(ref)
    attribute, column = told[ref.name]
    return Target(Reach.REGISTER, section=section.attribute, attribute=attribute, column=column)


def _no_role(form: Form, register: str) -> bool:
    role = ROLE_OF_REGISTER[register]
    return bool(role) and form.role(role) is None
