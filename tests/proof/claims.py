"""What sentences claim: patterns over a document's words, each with what it must say by our own reckoning.

A rule that matches proves what its groups say; a group that says something else is a fault, and a number in no
proved place is one too. Rules look for clauses, so a document may put them together as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.proof import affairs, standing
from tests.proof.docx_numbers import Passage
from tests.proof.merged import Month
from tests.proof.plan_facts import Plan

N = r"(-?\d[\d,]*(?:\.\d+)?)"
DAY = r"(\d{1,2}月\d{1,2}日)"
FULL = r"(\d{4}年\d{1,2}月\d{1,2}日)"
MOMENT = r"(\d{4}年\d{1,2}月\d{1,2}日\d{1,2}时(?:\d{1,2}分)?)"


@dataclass(frozen=True)
class County:
    """All that is known of a month, reckoned once."""

    month: Month

    @property
    def plan(self) -> Plan:
        return self.month.plan

    @cached_property
    def targets(self) -> list[standing.Target]:
        return standing.targets(self.month)

    @cached_property
    def quotas(self) -> list[standing.Quota]:
        return standing.quotas(self.month)

    @cached_property
    def milestones(self) -> list[standing.Milestone]:
        return standing.milestones(self.month)

    @cached_property
    def matters(self) -> list[affairs.Matter]:
        return affairs.matters(self.month)

    @cached_property
    def projects(self) -> list[affairs.Project]:
        return affairs.projects(self.month)


@dataclass(frozen=True)
class Case:
    """One document: its kind, and the unit that it goes to, "" for none."""

    county: County
    kind: str
    unit: str
    passages: Sequence[Passage]

    @property
    def month(self) -> Month:
        return self.county.month

    @property
    def plan(self) -> Plan:
        return self.county.plan


Told = Sequence[str | None]
Expect = Callable[[Case, Passage, re.Match[str]], Told | list[Told] | None]


@dataclass(frozen=True)
class Rule:
    """A clause and what its groups must say; several candidates where several things go by one name."""

    pattern: str
    expect: Expect
    kind: str = ""  # of the item that it tells, for counting what a list leaves out

    @cached_property
    def found(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.ASCII)


Checked = tuple[int, int, str, str]
"""Where it stands, what is said, what it should be."""


def check(rule: Rule, case: Case, passage: Passage) -> Iterator[tuple[re.Match[str], list[Checked]]]:
    """Yield what *rule* says of every clause that it knows in *passage*."""
    for match in rule.found.finditer(passage.text):
        told = rule.expect(case, passage, match)
        if told is None:
            continue
        candidates: list[Told] = told if told and isinstance(told[0], list | tuple) else [told]
        tried = [_compare(match, candidate) for candidate in candidates]
        yield match, min(tried, key=lambda found: sum(said != right for _, _, said, right in found))


def _compare(match: re.Match[str], told: Told) -> list[Checked]:
    assert len(told) == match.re.groups, (match.re.pattern, told)
    return [
        (*match.span(g), match[g], "" if right is None else right)
        for g, right in enumerate(told, 1)
        if match[g] is not None
    ]


def prove(rules: Sequence[Rule], case: Case) -> tuple[list[str], set[str]]:
    """Return the faults of a document, and the patterns that proved something; passages learn what is proved."""
    faults: list[str] = []
    used: set[str] = set()
    for passage in case.passages:
        for rule in rules:
            for match, found in check(rule, case, passage):
                used.add(rule.pattern)
                for start, end, said, right in found:
                    if said == right:
                        passage.proved.append((start, end))
                    else:
                        faults.append(f"“{match[0][:60]}”：文稿写“{said}”，重新计算为“{right}”")
    return faults, used


def one_of(names: Sequence[str]) -> str:
    """A group that matches any of *names*, the longest first."""
    return "(" + "|".join(map(re.escape, sorted(set(names), key=len, reverse=True))) + ")"


def named(items: Sequence[Any], name: str) -> Any:
    return next(i for i in items if i.plan["name"] == name)
