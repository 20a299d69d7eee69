"""Names of units and options: exact, by other name, by spelling; never by likeness alone."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reportgen.model.plan import Plan
from reportgen.reading.words import clean, loose


@dataclass(frozen=True, slots=True)
class Match:
    """What a text was taken for: ``name`` ("" if nothing), and the names nearest to it if nothing."""

    name: str
    nearest: tuple[str, ...] = ()


class NameIndex:
    """An index of names. Its own name of a thing goes before another's alias; a doubtful alias is no name."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        """*names*: the name of each thing → its other names."""
        self._names = {name: tuple(others) for name, others in names.items()}
        self.all = tuple(names)
        self._by_text = {loose(name): name for name in reversed(self.all)}
        own = frozenset(self._by_text)
        doubtful: set[str] = set()
        for name, others in self._names.items():
            for other in others:
                text = loose(other)
                if text and text not in own and self._by_text.setdefault(text, name) != name:
                    doubtful.add(text)
        for text in doubtful:
            del self._by_text[text]

    def extended(self, names: Mapping[str, Iterable[str]]) -> NameIndex:
        """Return an index of these names and *names*."""
        return NameIndex({**names, **self._names})

    def find(self, text: str, *, nearest: bool = True) -> Match:
        """Return what *text* names, tolerant of blanks, widths, brackets, quotes and case."""
        name = self._by_text.get(loose(text), "")
        return Match(name, self.nearest(text) if nearest and not name else ())

    def nearest(self, text: str, count: int = 3) -> tuple[str, ...]:
        """Return up to *count* names that look like *text*, the most alike first."""
        close = difflib.get_close_matches(loose(text), sorted(self._by_text), count * 2, 0.5)
        return tuple(dict.fromkeys(self._by_text[c] for c in close))[:count]

    def within(self, text: str) -> str:
        """Return the one name told somewhere in *text* (of a file or folder), "" if none or several."""
        bare = loose(text)
        hits = sorted((t for t in self._by_text if len(t) > 1 and t in bare), key=lambda t: (-len(t), t))
        if not hits:
            return ""
        rest = bare.replace(hits[0], "\0")
        found = {self._by_text[hits[0]]} | {self._by_text[t] for t in hits if t in rest}
        return found.pop() if len(found) == 1 else ""


class Names:
    """The names of a plan's units: full names, other names, with and without the county's name."""

    def __init__(self, plan: Plan) -> None:
        region = clean(plan.header.region)
        names = {}
        for unit in plan.units:
            others = [unit.full_name, *unit.aliases]
            stem = unit.name.removeprefix(region[-1:])
            if region and stem != unit.name and len(stem) > 1:  # 县发改局: 发改局, and with the county's name before it
                others += [stem, region + stem, region[:-1] + stem]
            names[unit.name] = [other for other in others if other]
        self.units = NameIndex(names)

    def unit(self, text: str) -> tuple[str, str]:
        """Return the unit that *text* names ("" if none) and, if none, the name nearest to it."""
        match = self.units.find(text)
        return match.name, next(iter(match.nearest), "")
