"""A plan's content as plain texts, lists and mappings: what files hold and what the fingerprint proves.

Values that equal their column's default are left out, so that both file forms, and a later version of
the program with more columns, tell the same fingerprint for the same content.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from reportgen.model.plan import ColumnKind, Plan, columns, sections
from reportgen.model.values import plain

Tree = dict[str, Any]
"""Texts, lists of texts, and lists of mappings, by attribute name."""


def as_tree(plan: Plan) -> Tree:
    """Return the content of *plan* by section, empty sections and default values left out."""
    tree: Tree = {}
    for section in sections():
        content = getattr(plan, section.attribute)
        if section.attribute == "header":
            tree["header"] = item_tree(content)
        elif content:
            tree[section.attribute] = [item_tree(item) for item in content]
    return tree


def item_tree(item: Any) -> Tree:
    """Return one item's attributes as texts (`plain`), lists and nested mappings, defaults left out."""
    defaults = {f.name: f.default for f in dataclasses.fields(item)}
    tree: Tree = {}
    for name, column in columns(type(item)):
        value = getattr(item, name)
        if value == defaults[name]:
            continue
        if column.kind is ColumnKind.NESTED:
            tree[name] = [item_tree(child) for child in value]
        else:
            tree[name] = list(value) if isinstance(value, tuple) else plain(value)
    return tree


def fingerprint(plan: Plan) -> str:
    """Return the sha256 (hex) of the content of *plan*, the same for its YAML and its workbook."""
    text = json.dumps(as_tree(plan), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """One attribute or item that two plans tell differently; texts are as files hold them, "" = nothing."""

    path: str
    one: str
    other: str


def differences(one: Plan, other: Plan) -> tuple[Difference, ...]:
    """Return where two plans differ, in the order of the sections; () if their content is the same."""
    return tuple(_differences("", as_tree(one), as_tree(other)))


def _differences(path: str, one: Any, other: Any) -> Iterator[Difference]:
    if one == other:
        return
    if isinstance(one, dict) and isinstance(other, dict):
        for name in dict.fromkeys([*one, *other]):
            yield from _differences(f"{path}/{name}".lstrip("/"), one.get(name), other.get(name))
        return
    key = _keys().get(path.rpartition("/")[2], "")
    mine, theirs = _by_name(one, key), _by_name(other, key)
    if mine is None or theirs is None or (mine == theirs and list(mine) != list(theirs)):
        yield Difference(path, _words(one), _words(other))
        return
    for name in dict.fromkeys([*mine, *theirs]):
        yield from _differences(f"{path}/{name}", mine.get(name), theirs.get(name))


@cache
def _keys() -> dict[str, str]:
    """The attribute that names the items of each list: of sections, and the first one of nested items."""
    keys = {s.attribute: s.key for s in sections()}
    for section in sections():
        nested = {n: c.item for n, c in columns(section.item) if c.kind is ColumnKind.NESTED and c.item}
        keys |= {name: columns(item)[0][0] for name, item in nested.items()}
    return keys


def _by_name(content: Any, key: str) -> dict[str, Tree] | None:
    """Items of a list by their name, or by their place where they have none; None for other values."""
    if content is None:
        return {}
    if not isinstance(content, list) or not all(isinstance(i, dict) for i in content):
        return None
    return {item.get(key) or str(number): item for number, item in enumerate(content, 1)}


def _words(content: Any) -> str:
    if isinstance(content, str | None):
        return content or ""
    if isinstance(content, dict):
        return "、".join(f"{k}={_words(v)}" for k, v in content.items())
    return "、".join(map(_words, content))
