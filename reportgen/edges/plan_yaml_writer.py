"""plan.yaml written for engineers: short items on one line, and the comments of the file that is replaced.

Where the file exists, its items are changed in place: what stays the same keeps its order, its quotes
and its comments. A plan's values are texts whatever they look like, so nothing is quoted but what YAML
would misread as structure or as nothing.
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reportgen.edges.atomic import write_text
from reportgen.edges.plan_yaml import NULLS, read_yaml
from reportgen.model.plan import Column, ColumnKind, Header, Plan, columns, sections
from reportgen.model.values import plain
from reportgen.plan.parse import key_attribute, parse
from reportgen.plan.raw import PlanFaults

_LINE = 100_000
"""Lines are never folded: a folded line would change in places where nobody edited it."""
_INDICATORS = tuple("?-:,[]{}#&*!|>'\"%@`=")
_FLOW_MOST = 110
"""An item whose attributes make a longer line is written one attribute a line."""


def write_yaml(plan: Plan, path: Path) -> None:
    """Write *plan* at *path*, whole or not at all; comments of a sound file that stands there are kept."""
    yaml = _yaml()
    document = _existing(path, plan, yaml) or _fresh(plan)
    stream = io.StringIO()
    yaml.dump(document, stream)
    write_text(path, stream.getvalue())


def _yaml() -> Any:
    """A round-trip YAML that takes every plain scalar for text, but for those that say "nothing"."""
    from ruamel.yaml import YAML
    from ruamel.yaml.nodes import ScalarNode
    from ruamel.yaml.resolver import VersionedResolver

    class TextsOnly(VersionedResolver):  # type: ignore[misc,unused-ignore]
        def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
            if kind is ScalarNode and implicit[0]:
                return self.yaml_tag("null" if value in NULLS else "str")
            return super().resolve(kind, value, implicit)

        @staticmethod
        def yaml_tag(name: str) -> Any:
            from ruamel.yaml.tag import Tag

            return Tag(suffix=f"tag:yaml.org,2002:{name}")

    yaml = YAML()
    yaml.Resolver = TextsOnly
    yaml.allow_unicode = True
    yaml.preserve_quotes = True
    yaml.width = _LINE
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


# ---------------------------------------------------------------- a new file


def _fresh(plan: Plan) -> Any:
    from ruamel.yaml.comments import CommentedMap

    document = CommentedMap()
    for section in sections():
        content = getattr(plan, section.attribute)
        if section.item is Header:
            document[section.attribute] = _node(content, flow=False)
        elif content:
            document[section.attribute] = _nodes(content)
        if section.attribute in document:
            before = section.sheet if len(document) == 1 else f"\n{section.sheet}"
            document.yaml_set_comment_before_after_key(section.attribute, before=before)
    return document


def _nodes(items: tuple[Any, ...]) -> Any:
    from ruamel.yaml.comments import CommentedSeq

    return CommentedSeq([_node(item) for item in items])


def _node(item: Any, *, flow: bool = True) -> Any:
    """Return an item as a mapping of what differs from the defaults; in one line where that is short."""
    from ruamel.yaml.comments import CommentedMap

    node = CommentedMap()
    for name, column in columns(type(item)):
        value = getattr(item, name)
        if value != _default(item, name):
            node[name] = _value(value, column)
    simple = all(c.kind is not ColumnKind.NESTED or n not in node for n, c in columns(type(item)))
    if flow and simple and _is_short(node):
        node.fa.set_flow_style()
    return node


def _value(value: Any, column: Column) -> Any:
    from ruamel.yaml.comments import CommentedSeq
    from ruamel.yaml.scalarstring import LiteralScalarString

    if column.kind is ColumnKind.NESTED:
        return _nodes(value)
    if isinstance(value, tuple):
        texts = CommentedSeq(map(_scalar, value))
        texts.fa.set_flow_style()
        return texts
    if column.kind is ColumnKind.YESNO:
        return "true" if value else "false"
    text = plain(value)
    literal = "\n" in text and all(c.isprintable() or c == "\n" for c in text)
    return LiteralScalarString(text) if literal else _scalar(text)


def _scalar(text: str) -> str:
    """Quote what starts like structure; the writer itself leaves some of it plain (``?0`` within braces)."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    return DoubleQuotedScalarString(text) if text.startswith(_INDICATORS) else text


def _is_short(node: Any) -> bool:
    texts = [f"{k}: {v if isinstance(v, str) else ', '.join(v)}" for k, v in node.items()]
    return sum(2 if ord(c) > 255 else 1 for t in texts for c in t + ", ") <= _FLOW_MOST and "\n" not in "".join(texts)


def _default(item: Any, name: str) -> object:
    return next(f.default for f in dataclasses.fields(item) if f.name == name)


# ---------------------------------------------------------------- a file that exists


def _existing(path: Path, plan: Plan, yaml: Any) -> Any:
    """Return the document at *path* changed to say what *plan* says; None if there is no sound one."""
    try:
        old, faults = parse(read_yaml(path))
    except (FileNotFoundError, PlanFaults):
        return None
    if faults:
        return None
    document = yaml.load(path.read_text(encoding="utf-8-sig"))
    for section in sections():
        name = section.attribute
        before, after = getattr(old, name), getattr(plan, name)
        if before == after:
            continue
        if section.item is Header:
            _update(document[name], before, after)
        elif not after:
            del document[name]
        elif not isinstance(document.get(name), list):
            document[name] = _nodes(after)
        else:
            _update_all(document[name], before, after, _namer(section.key))
    return document


def _update(node: Any, before: Any, after: Any) -> None:
    """Change the attributes of one item that differ."""
    for name, column in columns(type(after)):
        value = getattr(after, name)
        if getattr(before, name) == value:
            continue
        if column.kind is ColumnKind.NESTED and value and isinstance(node.get(name), list) and column.item is not None:
            _update_all(node[name], getattr(before, name), value, _namer(key_attribute(column.item)))
        elif value == _default(after, name):
            node.pop(name, None)
        else:
            node[name] = _value(value, column)


def _update_all(nodes: Any, before: tuple[Any, ...], after: tuple[Any, ...], name: Callable[[Any], object]) -> None:
    """Change the items of a list; those that stay keep their nodes, wherever they now stand."""
    old: dict[object, list[tuple[int, Any]]] = {}
    for index, item in enumerate(before):
        old.setdefault(name(item), []).append((index, item))
    changed, comments = [], {}
    for item in after:
        if not old.get(name(item)):
            changed.append(_node(item))
            continue
        index, previous = old[name(item)].pop(0)
        if index in nodes.ca.items:
            comments[len(changed)] = nodes.ca.items[index]
        _update(nodes[index], previous, item)
        changed.append(nodes[index])
    nodes.clear()
    nodes.ca.items.clear()
    nodes.extend(changed)
    nodes.ca.items.update(comments)


def _namer(key: str) -> Callable[[Any], object]:
    """Return what tells items apart: their key, or all of them where they have none."""
    return (lambda item: getattr(item, key)) if key else (lambda item: item)
