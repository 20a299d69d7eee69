"""Faults of formulas: what they name, whether kinds and units go together, whether Excel can carry them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from reportgen.formula import FormulaError, compile_formula, excel
from reportgen.formula.functions import Kind
from reportgen.formula.kinds import ANYTHING, Described, kind_faults, kind_of
from reportgen.formula.tree import Constant, Node, Operation, Ref, row_values, walk, whole_columns
from reportgen.layout import outside_fields, unit_of
from reportgen.model.plan import ColumnKind, Field, Form, Plan, Rule
from reportgen.plan.examples import example_faults
from reportgen.plan.names import fault
from reportgen.plan.parse import nearest
from reportgen.plan.paths import Reach, Target, resolve
from reportgen.plan.raw import Fault

_MOST_IN_EXCEL = 2000
"""Characters that one rule may take in a cell's formula: four of them fit into Excel's 8192."""
_NONE = "无"
_OF_COLUMN: Mapping[ColumnKind, Kind] = {
    ColumnKind.INTEGER: Kind.NUMBER,
    ColumnKind.NUMBER: Kind.NUMBER,
    ColumnKind.DATE: Kind.DATE,
    ColumnKind.YESNO: Kind.TRUTH,
}


def condition_faults(
    plan: Plan, path: str, text: str, known: Iterable[str] | Iterable[Field], what: str
) -> Iterator[Fault]:
    """Yield what is wrong with a formula at *path* that names nothing but *known*: names, or fields of a row."""
    if not text:
        return
    try:
        formula = compile_formula(text)
    except FormulaError as error:
        yield fault(plan, path, str(error))
        return
    fields = {k.name if isinstance(k, Field) else k: k for k in known}
    unknown = sorted(formula.fields - set(fields))
    for name in unknown:
        yield fault(plan, path, f"公式里的“{name}”不是{what}{nearest(name, fields)}")
    for ref in formula.refs:
        if ref.path:
            yield fault(plan, path, f"“{ref}”只能写在“核对关系”里，这里只能用{what}")
    if unknown or any(ref.path for ref in formula.refs):
        return

    def described(ref: Ref) -> Described:
        told = fields[ref.name]
        return describe(plan, told) if isinstance(told, Field) else ANYTHING

    for message in kind_faults(formula.tree, described):
        yield fault(plan, path, f"公式“{text}”：{message}")


def describe(plan: Plan, field: Field) -> Described:
    """Return what a formula has to know of *field*."""
    options = plan.options(field.list)
    return Described(kind_of(field), unit_of(field), tuple(o.value for o in options.options) if options else ())


def rule_faults(plan: Plan) -> Iterator[Fault]:
    """Yield the faults of the rules (核对关系)."""
    for rule in plan.rules:
        form = plan.find("forms", rule.form)
        if form is not None:
            yield from _rule(plan, form, rule)


def _rule(plan: Plan, form: Form, rule: Rule) -> Iterator[Fault]:
    path = f"rules/{rule.id}"
    names = [f.name for f in (*form.fields, *plan.foot)]
    if rule.field and rule.field not in names:
        message = f"“{rule.field}”不是“{form.name}”的字段{nearest(rule.field, names)}"
        yield fault(plan, f"{path}/field", message)
    try:
        formula = compile_formula(rule.condition)
    except FormulaError as error:
        yield fault(plan, f"{path}/condition", str(error))
        return
    targets = {
        ref: resolve(plan, form, ref, whole=whole)
        for whole, refs in ((False, row_values(formula.tree)), (True, whole_columns(formula.tree)))
        for ref in refs
    }
    wrong = [target for target in targets.values() if isinstance(target, str)]
    for message in dict.fromkeys(wrong):
        yield fault(plan, f"{path}/condition", message)
    if wrong:
        return
    yield from _sense(plan, form, rule, {r: t for r, t in targets.items() if isinstance(t, Target)})
    if not wrong:
        yield from (fault(plan, f"{path}/{attribute}", text) for attribute, text in example_faults(plan, form, rule))


def _sense(plan: Plan, form: Form, rule: Rule, targets: Mapping[Ref, Target]) -> Iterator[Fault]:
    """Yield what is wrong with a rule whose names are all known."""
    path = f"rules/{rule.id}/condition"
    tree = compile_formula(rule.condition).tree
    if not targets:
        yield fault(plan, path, f"公式“{rule.condition}”没有用到字段，判断不了任何内容")
        return
    for message in kind_faults(tree, _describer(plan, targets)):
        yield fault(plan, path, f"公式“{rule.condition}”：{message}")
    for name in _compared_with_nothing(tree, targets):
        message = f"{name}填“{_NONE}”读进来就是空，不会等于也不会不等于“{_NONE}”，请改用 ISBLANK"
        yield fault(plan, path, f"公式“{rule.condition}”：{message}")
    if excel.longest_text(tree) > excel.LONGEST_TEXT:
        yield fault(plan, path, f"公式里的一段文字超过 {excel.LONGEST_TEXT} 个字，Excel 不接受，请缩短")
    wide = [str(r) for r, t in targets.items() if not t.reach.within_return and t.reach is not Reach.REGISTER]
    if wide and rule.severity == "error":
        message = f"用到“{wide[0]}”，合并时才能判，不能退回已收的表；程度应为 query 或 notice"
        yield fault(plan, f"rules/{rule.id}/severity", message)
    outside = {f.name for f in outside_fields(plan, form)}
    places = _Widest(targets, outside)
    if excel.carried(tree, places):
        length = len(excel.condition(tree, places).broken)
        if length > _MOST_IN_EXCEL:
            message = f"公式写成 Excel 公式有 {length} 个字符，超过 {_MOST_IN_EXCEL}，放不进模板，请拆成几条"
            yield fault(plan, path, message)


def _compared_with_nothing(tree: Node, targets: Mapping[Ref, Target]) -> Iterator[str]:
    """Yield the texts (not the choices) that a formula compares with 无: they are blank where someone wrote it."""
    for node in walk(tree):
        if not isinstance(node, Operation):
            continue
        for ref, word in ((node.left, node.right), (node.right, node.left)):
            if not isinstance(ref, Ref) or not isinstance(word, Constant) or word.value != _NONE:
                continue
            field = targets[ref].field
            if field is not None and kind_of(field) is Kind.TEXT and not field.list:
                yield str(ref)


def _describer(plan: Plan, targets: Mapping[Ref, Target]) -> Callable[[Ref], Described]:
    def described(ref: Ref) -> Described:
        target = targets[ref]
        if target.reach is Reach.DAY:
            return Described(Kind.DATE)
        if target.column is not None:
            return Described(_OF_COLUMN.get(target.column.kind, Kind.TEXT))
        return describe(plan, target.field) if target.field else ANYTHING

    return described


class _Widest:
    """Places with the longest addresses that a template can have."""

    def __init__(self, targets: Mapping[Ref, Target], outside: set[str]) -> None:
        self._targets, self._outside = targets, outside

    def value(self, ref: Ref) -> excel.Located | None:
        target = self._targets.get(ref) or next((t for r, t in self._targets.items() if r.name == ref.name), None)
        if target is None or not target.reach.within_return:
            return None
        return excel.Located("$AA9999", kind_of(target.field) if target.field else Kind.DATE)

    def column(self, ref: Ref) -> excel.Located | None:
        target = self._targets[ref]
        if target.field is None or not target.reach.within_return:
            return None
        return excel.Located("$AA$1000:$AA$9999", kind_of(target.field))
