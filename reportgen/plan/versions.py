"""The plan as it stood on a day: targets, dates and owners change within the year (变更)."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportgen.model.plan import Change, Column, ColumnKind, Header, Plan, SectionSpec, columns, sections
from reportgen.plan.canonical import fingerprint
from reportgen.plan.parse import nearest, value_of


@dataclass(frozen=True, slots=True)
class Target:
    """What a change changes, understood: the section, the item, its attribute and the new value."""

    section: SectionSpec
    item: str
    attribute: str
    column: Column
    value: Any


def resolve(plan: Plan, change: Change) -> Target | tuple[str, str]:
    """Return what *change* changes, or (attribute of the change that is wrong, what is wrong).

    Section and attribute may be written in English or as their Chinese headings.
    """
    named = [s for s in sections() if s.key and s.item is not Header]
    section = next((s for s in named if change.section in (s.attribute, s.sheet)), None)
    if section is None:
        words = [w for s in named for w in (s.attribute, s.sheet)]
        return "section", f"没有可变更的类别“{change.section}”{nearest(change.section, words)}"
    if plan.find(section.attribute, change.item) is None:
        keys = [getattr(i, section.key) for i in getattr(plan, section.attribute)]
        return "item", f"“{section.sheet}”里没有“{change.item}”{nearest(change.item, keys)}"
    known = [(n, c) for n, c in columns(section.item) if c.kind is not ColumnKind.NESTED and n != section.key]
    column = next(((n, c) for n, c in known if change.attribute in (n, c.heading)), None)
    if column is None:
        words = [w for n, c in known for w in (n, c.heading)]
        return "attribute", f"“{section.sheet}”没有可变更的属性“{change.attribute}”{nearest(change.attribute, words)}"
    try:
        value = value_of(change.value, column[1])
    except ValueError as wrong:
        return "value", f"新值“{column[1].heading}”{wrong}"
    return Target(section, change.item, column[0], column[1], value)


def as_of(plan: Plan, day: date) -> Plan:
    """Return *plan* with the changes that hold on *day* applied, the earlier ones first.

    The fingerprint of the result tells the changed content; places stay those of the file.
    """
    due = [c for c in plan.changes if c.since is not None and c.since <= day]
    changed = plan
    for change in sorted(due, key=lambda c: c.since or day):
        found = resolve(changed, change)
        if isinstance(found, Target):
            changed = _applied(changed, found)
    return dataclasses.replace(changed, fingerprint=fingerprint(changed)) if due else plan


def _applied(plan: Plan, change: Target) -> Plan:
    section = change.section
    content: Any = tuple(
        dataclasses.replace(item, **{change.attribute: change.value})
        if getattr(item, section.key) == change.item
        else item
        for item in getattr(plan, section.attribute)
    )
    changed: Any = {section.attribute: content}
    return dataclasses.replace(plan, **changed)
