"""What the names in a plan may refer to, and where a fault of an attribute stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reportgen.model.plan import Column, ColumnKind, Header, Place, Plan, columns, sections
from reportgen.plan.parse import key_attribute, nearest
from reportgen.plan.raw import Fault

REGISTERS = ("单位", "指标", "节点")
"""Registers of the plan that a field may use as its list of options."""

SPECIAL_WORDS = {"requirements": "任务要求", "registers": "登记（单位、指标、节点）"}


def known_names(plan: Plan) -> Mapping[str, tuple[str, ...]]:
    """Return what each word of `Column.to` stands for: section attributes, requirements, registers."""
    names: dict[str, tuple[str, ...]] = {
        s.attribute: tuple(getattr(item, s.key) for item in getattr(plan, s.attribute)) for s in sections() if s.key
    }
    names["requirements"] = tuple(full for full, _, _ in plan.requirements())
    names["registers"] = REGISTERS
    return names


def items(plan: Plan) -> Iterator[tuple[str, Any]]:
    """Yield (path, item) of every item of the plan, nested ones after their parent.

    Paths are those of `Plan.places`: ``targets/T01``, ``forms/项目清单/fields/项目名称``.
    """
    for section in sections():
        content = getattr(plan, section.attribute)
        if section.item is Header:
            yield "header", content
        else:
            yield from _under(section.attribute, section.key, content)


def _under(path: str, key: str, content: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    for number, item in enumerate(content, 1):
        here = f"{path}/{(getattr(item, key) if key else '') or number}"
        yield here, item
        for name, column in columns(type(item)):
            if column.kind is ColumnKind.NESTED and column.item is not None:
                yield from _under(f"{here}/{name}", key_attribute(column.item), getattr(item, name))


def place_of(plan: Plan, path: str) -> Place | None:
    """Return where *path* stands, else the nearest item above it."""
    while path and path not in plan.places:
        path = path.rpartition("/")[0]
    return plan.places.get(path)


def fault(plan: Plan, path: str, message: str) -> Fault:
    """Return a fault at *path*; where the plan has no file, the path itself is named."""
    place = place_of(plan, path)
    return Fault.at(place, message) if place else Fault("", "", path, message)


def unknown(name: str, column: Column, known: Mapping[str, tuple[str, ...]]) -> str:
    """Return "" if *name* is what *column* may refer to, else what is wrong."""
    allowed = [n for to in column.to for n in known[to]]
    if not column.to or name in allowed:
        return ""
    sheets = {s.attribute: s.sheet for s in sections()}
    where = "、".join(SPECIAL_WORDS.get(to) or f"“{sheets[to]}”" for to in column.to)
    return f"“{column.heading}”所写的“{name}”不在{where}中{nearest(name, allowed)}"
