"""Kinds and units of a formula's parts: what does not go together is found when the plan is read."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from reportgen.formula.functions import FUNCTIONS, Kind
from reportgen.formula.tree import COMPARISON_SIGNS, ORDER_SIGNS, Call, Constant, Here, Node, Operation, Ref
from reportgen.model.plan import Field, FieldType

_SCALES = {"": 0, "十": 1, "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8}
_UNIT = re.compile(r"(百万|千万|[十百千万亿]?)(.+)")


@dataclass(frozen=True, slots=True)
class Described:
    """What the plan says of a value: its kind, its unit and, of a choice, its options."""

    kind: Kind
    unit: str = ""
    options: tuple[str, ...] = ()


ANYTHING = Described(Kind.ANY)
Describe = Callable[[Ref], Described]


def kind_of(field: Field) -> Kind:
    """Return what a field's values are in a formula."""
    told = FieldType(field.type)
    if told.numeric:
        return Kind.NUMBER
    return {FieldType.DATE: Kind.DATE, FieldType.YESNO: Kind.TRUTH}.get(told, Kind.TEXT)


def kind_faults(tree: Node, describe: Describe) -> Iterator[str]:
    """Yield in Chinese what does not go together in a condition."""
    judge = _Judge(describe)
    whole = judge.judge(tree)
    if whole.kind not in (Kind.TRUTH, Kind.ANY):
        judge.faults.append(f"结果是{whole.kind.value}，应为成立或不成立的条件")
    yield from dict.fromkeys(judge.faults)


class _Judge:
    def __init__(self, describe: Describe) -> None:
        self._describe = describe
        self.faults: list[str] = []

    def judge(self, node: Node) -> Described:
        """Return what *node* gives, noting what is wrong in it."""
        if isinstance(node, Constant):
            return Described(_of_constant(node))
        if isinstance(node, Ref):
            return self._describe(node)
        if isinstance(node, Operation):
            left, right = self.judge(node.left), self.judge(node.right)
            if node.sign in COMPARISON_SIGNS:
                self._comparison(node, left, right)
                return Described(Kind.TRUTH)
            return self._arithmetic(node, left, right)
        return self._call(node) if isinstance(node, Call) else ANYTHING

    # ------------------------------------------------------------ operators

    def _comparison(self, node: Operation, left: Described, right: Described) -> None:
        one, other = _named(node.left), _named(node.right)
        if not _comparable(left.kind, right.kind):
            self.faults.append(f"{one}是{left.kind.value}，{other}是{right.kind.value}，不能比较")
            return
        if node.sign in ORDER_SIGNS and Kind.TEXT in (left.kind, right.kind):
            self.faults.append(f"{one}与{other}是文字，只能比较是否相等（= 或 <>）")
        self._same_unit(node, left, right, "比较")
        for described, place, constant in ((left, one, node.right), (right, other, node.left)):
            self._option(described, place, constant)

    def _option(self, described: Described, place: str, constant: Node) -> None:
        """A text that a choice is compared with must be one of its options."""
        if not described.options or not isinstance(constant, Constant) or not isinstance(constant.value, str):
            return
        if constant.value not in described.options:
            near = difflib.get_close_matches(constant.value, described.options, 1, 0.3)
            hint = f"，是不是“{near[0]}”" if near else f"（{'、'.join(described.options[:8])}）"
            self.faults.append(f"“{constant.value}”不是{place}的选项{hint}")

    def _same_unit(self, node: Operation, left: Described, right: Described, what: str) -> None:
        power = _power_between(left.unit, right.unit)
        if power:
            larger, factor = (_named(node.left), power) if power > 0 else (_named(node.right), -power)
            self.faults.append(
                f"{_named(node.left)}的单位是{left.unit}，{_named(node.right)}的单位是{right.unit}，"
                f"不能直接{what}，请换算，如 {larger}*{10**factor}"
            )

    def _arithmetic(self, node: Operation, left: Described, right: Described) -> Described:
        if node.sign == "&":
            for side, described in ((node.left, left), (node.right, right)):
                if described.kind in (Kind.DATE, Kind.TRUTH):
                    self.faults.append(f"{_named(side)}是{described.kind.value}，不能用 & 连接")
            return Described(Kind.TEXT)
        for side, described in ((node.left, left), (node.right, right)):
            if described.kind in (Kind.TEXT, Kind.TRUTH):
                self.faults.append(f"{_named(side)}是{described.kind.value}，不能用 {node.sign} 计算")
        dates = (left.kind is Kind.DATE) + (right.kind is Kind.DATE)
        if node.sign in "+-":
            if dates == 2 and node.sign == "+":
                self.faults.append("两个日期不能相加")
            self._same_unit(node, left, right, "加减")
            if dates:
                return Described(Kind.NUMBER if dates == 2 else Kind.DATE)
            return Described(Kind.NUMBER, left.unit if left.unit == right.unit else "")
        if dates:
            self.faults.append(f"日期不能用 {node.sign} 计算")
        return Described(Kind.NUMBER)

    # ------------------------------------------------------------ functions

    def _call(self, node: Call) -> Described:
        found = [ANYTHING if isinstance(a, Here) else self.judge(a) for a in node.arguments]
        function = FUNCTIONS[node.name]
        for argument, described in zip(node.arguments, found, strict=True):
            if not _fits(described.kind, function.takes):
                self.faults.append(f"{node.name} 要{function.takes.value}，{_named(argument)}是{described.kind.value}")
        if node.name in ("MIN", "MAX", "SUM", "AVERAGE"):
            if any(d.kind in (Kind.TEXT, Kind.TRUTH) for d in found):
                self.faults.append(f"{node.name} 里有不是数字的内容")
            units = {d.unit for d, a in zip(found, node.arguments, strict=True) if not isinstance(a, Constant)}
            return Described(found[0].kind, units.pop() if len(units) == 1 else "")
        if node.name == "CONTAINS":
            self._contained(node, found[0])
        if node.name == "COUNTIF":
            self._option(found[0], _named(node.arguments[0]), node.arguments[1])
        if node.name in ("IF", "IFERROR"):
            return self._either(node, found)
        unit = found[0].unit if node.name in ("ABS", "ROUND", "INT") else ""
        return Described(function.gives, unit)

    def _either(self, node: Call, found: list[Described]) -> Described:
        results = found[1:] if node.name == "IF" else found
        if node.name == "IF" and found[0].kind not in (Kind.TRUTH, Kind.ANY):
            self.faults.append(f"IF 的第一个参数应为条件，{_named(node.arguments[0])}是{found[0].kind.value}")
        kinds = {d.kind for d in results}
        return results[0] if len(kinds) == 1 else ANYTHING

    def _contained(self, node: Call, whole: Described) -> None:
        part = node.arguments[1]
        if not whole.options or not isinstance(part, Constant) or not isinstance(part.value, str):
            return
        if not any(part.value in option for option in whole.options):
            self.faults.append(f"{_named(node.arguments[0])}的选项里都没有“{part.value}”")


def _of_constant(node: Constant) -> Kind:
    if isinstance(node.value, bool):
        return Kind.TRUTH
    return Kind.NUMBER if isinstance(node.value, Decimal) else Kind.TEXT


def _comparable(left: Kind, right: Kind) -> bool:
    pair = {left, right}
    return len(pair) == 1 or Kind.ANY in pair or pair == {Kind.TRUTH, Kind.TEXT}


def _fits(kind: Kind, wanted: Kind) -> bool:
    if Kind.ANY in (kind, wanted) or kind is wanted:
        return True
    return {Kind.TEXT: kind is Kind.NUMBER, Kind.DATE: kind is Kind.TEXT}.get(wanted, False)


def _power_between(one: str, other: str) -> int:
    """Return how many tens *one* is larger than *other* where both measure the same, else 0."""
    a, b = _UNIT.fullmatch(one), _UNIT.fullmatch(other)
    return _SCALES[a[1]] - _SCALES[b[1]] if a and b and a[2] == b[2] else 0


def _named(node: Node) -> str:
    if isinstance(node, Ref):
        return str(node)
    if isinstance(node, Constant):
        return f"“{node.value}”" if isinstance(node.value, str) else str(node.value)
    if isinstance(node, Call):
        return f"{node.name}(…)"
    return "算式"
