"""Warning lights (亮灯): the plan's conditions decide, never the code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from reportgen.formula import compile_formula
from reportgen.measures.case import Case
from reportgen.model.plan import Plan
from reportgen.model.values import Understood

LIGHTS = ("green", "yellow", "red", "grey")
WORDS = {"green": "绿", "yellow": "黄", "red": "红", "grey": "灰"}
NO_DATA = "尚无数据"


class Lit(NamedTuple):
    """A light, the word printed beside it and the reason."""

    light: str
    word: str
    why: str


def word_of(plan: Plan, applies_to: str, light: str) -> str:
    """Return the word that the plan prints beside a light of its kind."""
    return next((x.word for x in plan.lights if x.applies_to == applies_to and x.light == light), WORDS[light])


def shine(plan: Plan, applies_to: str, values: Mapping[str, Understood], otherwise: str = NO_DATA) -> Lit:
    """Return the first light of its kind whose condition holds for *values*; none → grey, *otherwise*."""
    for rule in plan.lights:
        if rule.applies_to == applies_to and compile_formula(rule.when).evaluate(values) is True:
            return Lit(rule.light, rule.word, rule.why)
    return grey(plan, applies_to, otherwise)


def grey(plan: Plan, applies_to: str, why: str) -> Lit:
    """Return the light of what cannot be judged."""
    return Lit("grey", word_of(plan, applies_to, "grey"), why)


class Judged(Protocol):
    """A result that carries a light and the id of the figure it rests on."""

    @property
    def light(self) -> str: ...
    @property
    def figure(self) -> str: ...


def count_lights(case: Case, kind: str, noun: str, results: Sequence[Judged]) -> None:
    """Put on record how many *results* of *kind* there are and how many show each light."""
    inputs = tuple(r.figure for r in results if r.figure)
    case.add(f"{kind}.count", f"{noun}个数", len(results), "个", f"本期评价的{noun}", inputs=inputs)
    for light in LIGHTS:
        word = word_of(case.plan, kind, light)
        number = sum(r.light == light for r in results)
        how = f"按亮灯规则亮{word}灯的{noun}"
        case.add(f"{kind}.lights.{light}", f"亮{word}灯的{noun}", number, "个", how, inputs=inputs)
