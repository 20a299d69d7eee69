"""A formula as a tree: what the evaluator, the type check and the translation into Excel walk over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

BEFORE, EVERYWHERE, REGISTER, TABLE = "上期", "各单位", "登记", "本表"
"""First words of a path: the last accepted period, all units, a register of the plan, the sheet's own column."""
HERE = "本行"
"""Second argument of COUNTIF: what this row says itself."""


@dataclass(frozen=True, slots=True)
class Constant:
    value: Decimal | str | bool


@dataclass(frozen=True, slots=True)
class Ref:
    """A field. An empty ``path`` means this row; otherwise see `BEFORE` and its neighbours, or a form's name."""

    path: tuple[str, ...]
    name: str
    position: int = 1

    def __str__(self) -> str:
        return f"{'.'.join(self.path)}[{self.name}]"


@dataclass(frozen=True, slots=True)
class Here:
    position: int = 1


@dataclass(frozen=True, slots=True)
class Operation:
    sign: str
    left: Node
    right: Node
    position: int = 1


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple[Node, ...]
    position: int = 1


Node = Constant | Ref | Here | Operation | Call

AGGREGATES = frozenset({"SUM", "COUNT", "COUNTA", "MIN", "MAX", "AVERAGE"})
"""Functions that take a whole column where its name has a path."""
ORDER_SIGNS = frozenset({"<", "<=", ">", ">="})
COMPARISON_SIGNS = ORDER_SIGNS | {"=", "<>"}


def children(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Operation):
        return (node.left, node.right)
    return node.arguments if isinstance(node, Call) else ()


def walk(node: Node) -> Iterator[Node]:
    """Yield *node* and everything below it, from left to right."""
    yield node
    for child in children(node):
        yield from walk(child)


def whole_columns(node: Node) -> Iterator[Ref]:
    """Yield the references that mean a whole column: qualified ones in an aggregate, the first of COUNTIF."""
    for part in walk(node):
        if not isinstance(part, Call):
            continue
        if part.name in AGGREGATES:
            yield from (a for a in part.arguments if isinstance(a, Ref) and a.path)
        elif part.name == "COUNTIF" and isinstance(part.arguments[0], Ref):
            yield part.arguments[0]


def row_values(node: Node) -> Iterator[Ref]:
    """Yield the references that mean one value a row; for 本行 the field that it repeats."""
    whole = {id(ref) for ref in whole_columns(node)}
    for part in walk(node):
        if isinstance(part, Ref) and id(part) not in whole:
            yield part
        elif isinstance(part, Call) and part.name == "COUNTIF" and isinstance(part.arguments[1], Here):
            column = part.arguments[0]
            if isinstance(column, Ref):
                yield Ref((), column.name, column.position)
