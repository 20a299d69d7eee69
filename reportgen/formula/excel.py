"""A formula translated into Excel's own, with names turned into cells.

A blank operand means "not judged" here, which Excel does not know. A condition therefore becomes two
formulas, one that is TRUE where the condition surely holds and one that is TRUE where it surely does not;
where something needed is blank, both are FALSE. An error of Excel's stands for an error of the evaluator.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from reportgen.formula.columns import criterion
from reportgen.formula.functions import OF_MANY, Kind
from reportgen.formula.tree import (
    COMPARISON_SIGNS,
    Call,
    Constant,
    Here,
    Node,
    Operation,
    Ref,
    row_values,
    walk,
    whole_columns,
)
from reportgen.formula.values import Result
from reportgen.model.values import plain

LONGEST_FORMULA, LONGEST_CONDITION, LONGEST_TEXT = 8192, 255, 255
"""What Excel allows in a cell's formula, in a validation's or conditional format's, and of a text in either."""


@dataclass(frozen=True, slots=True)
class Located:
    """Where a value stands: a cell, a range for whole columns, or any expression."""

    text: str
    kind: Kind
    may_be_blank: bool = True
    filled: str = ""  # the condition that it holds what its field asks for; "" for what the kind asks for


class Cells(Protocol):
    """Turns names into places of a workbook; None where the workbook does not hold them."""

    def value(self, ref: Ref) -> Located | None: ...

    def column(self, ref: Ref) -> Located | None: ...


@dataclass(frozen=True, slots=True)
class Condition:
    """Excel formulas (without =) that are TRUE where a condition surely holds, and where it surely does not."""

    holds: str
    broken: str


def carried(tree: Node, cells: Cells) -> bool:
    """Whether all that *tree* names stands in the workbook, so that a template can judge it."""
    return all(cells.value(r) for r in row_values(tree)) and all(cells.column(r) for r in whole_columns(tree))


def condition(tree: Node, cells: Cells) -> Condition:
    """Return *tree* as conditions of Excel; it must be `carried`."""
    return Condition(*_Translator(cells).truth(tree))


def value(tree: Node, cells: Cells) -> tuple[str, str]:
    """Return (formula of the value, formula that is TRUE where the value is not blank)."""
    part = _Translator(cells).part(tree)
    return part.text, _all(part.sure)


@dataclass(frozen=True, slots=True)
class _Part:
    """``text`` is the value wherever all of ``sure`` hold; ``binding`` says what needs no brackets."""

    text: str
    sure: tuple[str, ...] = ()
    binding: int = 9


Truth = tuple[str, str]
_BINDING = {**dict.fromkeys(COMPARISON_SIGNS, 1), "&": 2, "+": 3, "-": 3, "*": 4, "/": 4}
_OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


class _Translator:
    def __init__(self, cells: Cells) -> None:
        self._cells = cells

    # ------------------------------------------------------------ values

    def part(self, node: Node) -> _Part:
        if isinstance(node, Constant):
            return _Part(_constant(node.value))
        if isinstance(node, Ref):
            return self._ref(node)
        if isinstance(node, Operation) and node.sign not in COMPARISON_SIGNS:
            left, right = self.part(node.left), self.part(node.right)
            return _Part(_joined(node.sign, left, right), _union(left, right), _BINDING[node.sign])
        if isinstance(node, Call) and node.name not in _TRUTHS:
            return self._call(node)
        holds, broken = self.truth(node)
        return _Part(holds, () if _always_judged(node) else (f"OR({holds},{broken})",), 1)

    def _ref(self, ref: Ref) -> _Part:
        place = self._place(ref)
        text, binding = (f'{place.text}&""', 2) if place.kind in (Kind.TEXT, Kind.TRUTH) else (place.text, 9)
        return _Part(text, (_filled(place),) if place.may_be_blank else (), binding)

    def _place(self, ref: Ref) -> Located:
        place = self._cells.value(ref)
        assert place is not None, ref
        return place

    def _range(self, ref: Ref) -> Located:
        place = self._cells.column(ref)
        assert place is not None, ref
        return place

    def _call(self, node: Call) -> _Part:
        if node.name in OF_MANY:
            return self._aggregate(node)
        special: dict[str, Callable[[Call], _Part]] = {
            "COUNTIF": self._count_if,
            "IF": self._if,
            "IFERROR": self._if_error,
        }
        if node.name in special:
            return special[node.name](node)
        parts = [self.part(argument) for argument in node.arguments]
        texts = [p.text for p in parts]
        if node.name == "ROUND" and len(texts) == 1:
            texts.append("0")
        if node.name == "DATE" and not isinstance(node.arguments[0], Constant):
            texts[0] = f"{_bracketed(parts[0], 3)}+IF({texts[0]}<1900,NA(),0)"
        return _Part(f"{node.name}({','.join(texts)})", _union(*parts))

    def _if(self, node: Call) -> _Part:
        holds, broken = self.truth(node.arguments[0])
        then = self.part(node.arguments[1])
        otherwise = self.part(node.arguments[2]) if len(node.arguments) > 2 else _Part("FALSE")
        sure = f"IF({holds},{_all(then.sure)},IF({broken},{_all(otherwise.sure)},FALSE))"
        return _Part(f"IF({holds},{then.text},{otherwise.text})", (sure,))

    def _if_error(self, node: Call) -> _Part:
        first, instead = (self.part(a) for a in node.arguments)
        sure = tuple(f"IFERROR({s},TRUE)" if s.startswith(("IF(", "OR(")) else s for s in first.sure)
        if instead.sure:
            sure = (*sure, f"IF(ISERROR({first.text}),{_all(instead.sure)},TRUE)")
        return _Part(f"IFERROR({first.text},{instead.text})", sure)

    # ------------------------------------------------------------ of many values

    def _aggregate(self, node: Call) -> _Part:
        places: list[Located] = []
        parts: list[_Part] = []
        for argument in node.arguments:
            if isinstance(argument, Ref):
                places.append(self._range(argument) if argument.path else self._place(argument))
            else:
                parts.append(self.part(argument))
        texts = [*(p.text for p in places), *(p.text for p in parts)]
        sure = _union(*parts)
        if node.name in ("MIN", "MAX") and not parts:
            sure = (*sure, f"COUNT({','.join(texts)})>0")
        if node.name == "COUNTA":
            return _Part(_count_filled(places, parts), sure, 3)
        return _Part(f"{node.name}({','.join(texts)})", sure)

    def _count_if(self, node: Call) -> _Part:
        column, wanted = node.arguments
        assert isinstance(column, Ref)
        cells = self._range(column)
        if isinstance(wanted, Constant) and (told := criterion(wanted)) is not None:
            return _Part(_counted(cells.text, *told))
        if isinstance(wanted, Here):
            place = self._place(Ref((), column.name))
            return _Part(_alike(cells.text, place.text), (_filled(place),))
        part = self.part(wanted)
        return _Part(_alike(cells.text, _bracketed(part, 2)), part.sure)

    # ------------------------------------------------------------ conditions

    def truth(self, node: Node) -> Truth:
        """Return the formulas of "surely true" and "surely false"."""
        if isinstance(node, Constant):
            return ("TRUE", "FALSE") if node.value else ("FALSE", "TRUE")
        if isinstance(node, Ref) and self._place(node).kind is Kind.TRUTH:
            cell = self._place(node).text
            return f'{cell}="是"', f'{cell}="否"'
        if isinstance(node, Operation) and node.sign in COMPARISON_SIGNS:
            return self._comparison(node)
        if isinstance(node, Call) and node.name in _TRUTHS:
            return self._truth_of_call(node)
        if isinstance(node, Call) and node.name == "IF":
            (holds, broken), (then, not_then) = (self.truth(a) for a in node.arguments[:2])
            otherwise, not_otherwise = self.truth(node.arguments[2]) if len(node.arguments) > 2 else ("FALSE", "TRUE")
            return (
                f"IF({holds},{then},IF({broken},{otherwise},FALSE))",
                f"IF({holds},{not_then},IF({broken},{not_otherwise},FALSE))",
            )
        if isinstance(node, Call) and node.name == "IFERROR":
            (holds, broken), (instead, not_instead) = (self.truth(a) for a in node.arguments)
            return f"IFERROR({holds},{instead})", f"IFERROR({broken},{not_instead})"
        part = self.part(node)
        number = _bracketed(part, 2)
        return _guarded(part.sure, f"{number}<>0"), _guarded(part.sure, f"{number}=0")

    def _comparison(self, node: Operation) -> Truth:
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(one, Constant) and isinstance(one.value, bool) and node.sign in ("=", "<>"):
                holds, broken = self.truth(other)
                return (holds, broken) if one.value == (node.sign == "=") else (broken, holds)
        left, right = self.part(node.left), self.part(node.right)
        sure = _union(left, right)
        return (
            _guarded(sure, _joined(node.sign, left, right)),
            _guarded(sure, _joined(_OPPOSITE[node.sign], left, right)),
        )

    def _truth_of_call(self, node: Call) -> Truth:
        if node.name in ("AND", "OR"):
            pairs = [self.truth(argument) for argument in node.arguments]
            holds, broken = ([p[i] for p in pairs] for i in (0, 1))
            other = "OR" if node.name == "AND" else "AND"
            return _call_of(node.name, holds), _call_of(other, broken)
        if node.name == "NOT":
            holds_, broken_ = self.truth(node.arguments[0])
            return broken_, holds_
        parts = [self.part(argument) for argument in node.arguments]
        sure = _union(*parts)
        if node.name == "ISBLANK":
            return self._blank(node.arguments[0], sure)
        text = {
            "ISNUMBER": lambda: f"ISNUMBER({parts[0].text})",
            "ISTEXT": lambda: f"ISTEXT({parts[0].text})",
            "EXACT": lambda: f"EXACT({parts[0].text},{parts[1].text})",
            "CONTAINS": lambda: _contains(parts[0], parts[1]),
        }[node.name]()
        if node.name.startswith("IS"):  # blanks are seen, and are neither
            return _guarded(sure, text), f"NOT({_guarded(sure, text)})"
        return _guarded(sure, text), _guarded(sure, f"NOT({text})")

    def _blank(self, node: Node, sure: Sequence[str]) -> Truth:
        if isinstance(node, Ref):
            filled = _filled(self._place(node))
            empty = filled.replace('<>""', '=""') if filled.endswith('<>""') else f"NOT({filled})"
            return empty, filled
        return f"NOT({_all(sure)})", _all(sure)


_TRUTHS = frozenset({"AND", "OR", "NOT", "ISBLANK", "ISNUMBER", "ISTEXT", "EXACT", "CONTAINS"})


def _always_judged(node: Node) -> bool:
    return isinstance(node, Call) and node.name in ("ISBLANK", "ISNUMBER", "ISTEXT")


def _filled(place: Located) -> str:
    """The condition that a place is filled with what its kind asks for; numbers typed as texts are not."""
    if place.filled:
        return place.filled
    return f"ISNUMBER({place.text})" if place.kind in (Kind.NUMBER, Kind.DATE) else f'{place.text}<>""'


def _constant(told: Decimal | str | bool) -> str:
    if isinstance(told, bool):
        return "TRUE" if told else "FALSE"
    if isinstance(told, str):
        return '"' + told.replace('"', '""') + '"'
    return plain(told)


def _joined(sign: str, left: _Part, right: _Part) -> str:
    binding = _BINDING[sign]
    return f"{_bracketed(left, binding)}{sign}{_bracketed(right, binding + 1)}"


def _bracketed(part: _Part, least: int) -> str:
    return part.text if part.binding >= least else f"({part.text})"


def _union(*parts: _Part) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s for part in parts for s in part.sure))


def _all(conditions: Sequence[str]) -> str:
    if not conditions:
        return "TRUE"
    return conditions[0] if len(conditions) == 1 else f"AND({','.join(conditions)})"


def _guarded(sure: Sequence[str], text: str) -> str:
    return f"IF({_all(sure)},{text},FALSE)" if sure else text


def _call_of(name: str, parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{name}({','.join(parts)})"


def _contains(whole: _Part, part: _Part) -> str:
    """Whether a text stands in another, without case and wildcards; FIND always finds, errors spread."""
    inner, outer = f"LOWER({part.text})", f"LOWER({whole.text})"
    found = f"FIND({inner},{outer}&{inner})<=LEN({whole.text})-LEN({part.text})+1"
    return found if part.text.startswith('"') else f"IF(LEN({part.text})=0,TRUE,{found})"


def _count_filled(places: Sequence[Located], parts: Sequence[_Part]) -> str:
    numbers = [p.text for p in places if p.kind in (Kind.NUMBER, Kind.DATE)]
    others = [*(p.text for p in places if p.kind not in (Kind.NUMBER, Kind.DATE)), *(p.text for p in parts)]
    counts = [f"{name}({','.join(texts)})" for name, texts in (("COUNT", numbers), ("COUNTA", others)) if texts]
    return "+".join(counts)


def _alike(cells: str, wanted: str) -> str:
    """How many cells say *wanted*; an empty cell equals 0 in Excel and says nothing."""
    return f'SUMPRODUCT(--({cells}={wanted}),--({cells}<>""))'


def _counted(cells: str, sign: str, wanted: Result) -> str:
    assert isinstance(wanted, Decimal | str)
    alike = {"<>": f'{cells}<>""'}.get(sign) or f"{'ISNUMBER' if isinstance(wanted, Decimal) else 'ISTEXT'}({cells})"
    return f"SUMPRODUCT(--({alike}),--({cells}{sign}{_constant(wanted)}))"


def longest_text(tree: Node) -> int:
    """Return the length of the longest text that stands in a formula."""
    return max((len(n.value) for n in walk(tree) if isinstance(n, Constant) and isinstance(n.value, str)), default=0)
