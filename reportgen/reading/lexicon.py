"""What the plan's words mean on a sheet: headings of forms, names of units, options of fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from reportgen import layout
from reportgen.model.plan import Field, Form, Plan
from reportgen.reading.names import NameIndex, Names
from reportgen.reading.words import loose

_ENOUGH = 3
_REMEMBERED = 20_000  # texts looked up among the headings of a form
_BRACKETED = re.compile(r"(.+?)\(([^()]+)\)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading as understood. ``unit`` is the text in brackets where it is not the template's."""

    field: Field
    unit: str = ""
    renamed: bool = False


class Headings:
    """Which column of one form a heading means."""

    def __init__(self, form: Form) -> None:
        self._known: dict[str, Heading] = {}
        self._found: dict[str, Heading | None] = {}
        for field in form.columns():
            for text in (layout.heading(field), field.name):
                self._known.setdefault(loose(text), Heading(field))
        for field in form.columns():
            for alias in field.aliases:
                self._known.setdefault(loose(alias), Heading(field, renamed=True))
        self._first = _Signs({known[:1] for known in self._known})
        self._last = _Signs({known[-1:] for known in self._known})
        self._beginnings = frozenset(known[:end] for known in self._known for end in range(len(known) + 1))
        self._endings = frozenset(known[start:] for known in self._known for start in range(len(known) + 1))
        columns = form.columns()
        required = frozenset(f.name for f in columns if f.required)
        self.required = required or frozenset(f.name for f in columns)
        """The columns that a table of the form has at least."""
        self.telling = required if len(required) >= _ENOUGH else frozenset(f.name for f in columns)
        """The columns that tell the form from others: the required ones, all where those are too few."""

    def find(self, text: str) -> Heading | None:
        """Return the column that *text* is the heading of, None if it is none of this form's."""
        if not self._first[text[:1]]:
            return None
        try:
            return self._found[text]
        except KeyError:
            if len(self._found) > _REMEMBERED:
                self._found.clear()
            found = self._found[text] = self._find(text)
            return found

    def may_begin(self, text: str) -> bool:
        """Whether *text* can be the first part of a heading that is told in two parts."""
        bare = loose(text)
        return bare in self._beginnings or "(" in bare

    def may_end(self, text: str) -> bool:
        """Whether *text* can be the second part of a heading that is told in two parts."""
        if not self._last[text[-1:]]:
            return False
        bare = loose(text)
        return bare in self._endings or ")" in bare

    def _find(self, text: str) -> Heading | None:
        bare = loose(text).replace("(必填)", "")
        known = self._known.get(bare)
        if known is not None:
            return known
        match = _BRACKETED.fullmatch(bare)
        known = self._known.get(match[1]) if match else None
        if match is None or known is None:
            return None
        unit = "" if match[2] == loose(layout.unit_of(known.field)) else match[2]
        return Heading(known.field, unit, known.renamed)


class _Signs(dict[str, bool]):
    """Whether a character can be the first (or last) of some headings: most texts begin with none such.

    What `loose` does not leave as it is can be any.
    """

    def __init__(self, letters: Set[str]) -> None:
        super().__init__()
        self._letters = letters

    def __missing__(self, char: str) -> bool:
        plain = "一" <= char <= "鿿" or (char.isascii() and char.isalnum())
        found = self[char] = not plain or char.lower() in self._letters
        return found


_latest: list[Lexicon] = []


def lexicon_of(plan: Plan) -> Lexicon:
    """Return the words of *plan*, those of the plan last asked for as they were."""
    if not _latest or _latest[0].plan is not plan:
        _latest[:] = [Lexicon(plan)]
    return _latest[0]


class Lexicon:
    """The words of one plan, each index made when it is first asked for."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._headings: dict[str, Headings] = {}
        self._options: dict[tuple[str, str], NameIndex | None] = {}
        self._printed: dict[str, frozenset[str]] = {}

    @cached_property
    def units(self) -> NameIndex:
        return Names(self.plan).units

    @cached_property
    def forms_by_number(self) -> Mapping[str, Form]:
        return {form.number.upper(): form for form in self.plan.forms}

    @cached_property
    def _telling(self) -> Mapping[str, tuple[str, ...]]:
        """The telling headings of all forms, as `loose` writes them → names of the forms they tell."""
        found: dict[str, tuple[str, ...]] = {}
        for form in self.plan.forms:
            telling = self.headings(form).telling
            for field in form.columns():
                if field.name in telling:
                    for text in {loose(t): None for t in (layout.heading(field), field.name, *field.aliases)}:
                        found[text] = (*found.get(text, ()), form.name)
        return found

    @cached_property
    def heading_letters(self) -> frozenset[str]:
        """The letters that a heading, as people type it, may begin with."""
        return frozenset(text[:1] for text in self._telling) | frozenset(text[:1].upper() for text in self._telling)

    def forms_told_by(self, text: str) -> tuple[str, ...]:
        """Return the forms that a cell's *text* is a telling heading of."""
        return self._telling.get(loose(text).replace("(必填)", ""), ())

    def headings(self, form: Form) -> Headings:
        if form.name not in self._headings:
            self._headings[form.name] = Headings(form)
        return self._headings[form.name]

    def printed(self, form: Form) -> frozenset[str]:
        """Return the words that the template prints on *form*'s sheet, as `loose` writes them."""
        if form.name not in self._printed:
            self._printed[form.name] = frozenset(loose(w) for w in layout.printed_words(self.plan, form))
        return self._printed[form.name]

    def options(self, field: Field) -> NameIndex | None:
        """Return the names that a field's value may have, None if any text may stand there.

        Roles that refer to the plan's registers are such lists whatever the field's type.
        """
        where = (field.list, field.role if field.role in _REGISTER_ROLES else "")
        if where not in self._options:
            self._options[where] = self._index(*where)
        return self._options[where]

    def _index(self, list_name: str, role: str) -> NameIndex | None:
        plan = self.plan
        if role == "indicator" or list_name == "指标":
            return NameIndex({i.name: i.aliases for i in plan.indicators})
        if role == "milestone":
            return NameIndex({m.id: (m.name, *m.aliases) for m in plan.milestones})
        if role == "requirement":
            return NameIndex({full: () for full, _, _ in plan.requirements()})
        if list_name == "节点":
            return NameIndex({m.name: (m.id, *m.aliases) for m in plan.milestones})
        if list_name == "单位":
            return self._units_and_groups()
        options = plan.options(list_name) if list_name else None
        return NameIndex({o.value: o.aliases for o in options.options}) if options else None

    def _units_and_groups(self) -> NameIndex:
        return self.units.extended({group.name: () for group in self.plan.groups})


_REGISTER_ROLES = frozenset({"indicator", "milestone", "requirement"})
