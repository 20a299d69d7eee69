"""The formula language of checks, conditions and lights: Excel's, written over the names of fields.

``[字段]`` or a bare name is a value of the row; texts stand in double quotes; functions are written as in
Excel; full-width punctuation is read like half-width. Paths lead further: ``上期[字段]`` the last accepted
period, ``本表[字段]`` the whole column, ``某表[字段]`` another form of the unit, ``各单位.某表[字段]`` all units,
``登记.节点[时限]`` a register of the plan; ``COUNTIF([字段], 本行)`` counts what this row says.

Excel's own semantics hold: numbers are compared by 15 digits, texts without case, dates are serials (a
date that is told to the month is its last day), texts that look like numbers calculate, errors spread.
What is deliberately otherwise, in the evaluator and in what the template gets alike:

- a blank operand makes the result blank (不判), not 0 or "": what was not told is not judged. ISBLANK,
  ``=""``, SUM, COUNT, COUNTA, AVERAGE, MIN and MAX treat blanks as Excel does. AND is FALSE as soon as
  one part is FALSE and OR TRUE as soon as one is TRUE, whatever is blank;
- TODAY is refused: the same file gives the same result on any day; ``期初`` and ``期末`` are the period's days;
- the percent sign is refused: a percentage field holds 6.5 for 6.5%;
- wildcards in COUNTIF are refused: a code or name means itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from reportgen.formula.columns import Evaluate, Scope, build
from reportgen.formula.functions import FUNCTIONS
from reportgen.formula.parser import parse
from reportgen.formula.tokens import FormulaError
from reportgen.formula.tree import Node, Ref, row_values, whole_columns
from reportgen.formula.values import ERROR, Result
from reportgen.model.values import Understood

__all__ = ["FUNCTIONS", "Formula", "FormulaError", "Scope", "compile_formula"]

Values = Mapping[str, Understood]


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled formula. ``fields`` are the names that it takes from its own row."""

    text: str
    tree: Node = field(repr=False)
    fields: frozenset[str]
    _evaluate: Evaluate = field(repr=False, compare=False)

    @property
    def refs(self) -> tuple[Ref, ...]:
        """Every reference, those to whole columns last."""
        return (*row_values(self.tree), *whole_columns(self.tree))

    def evaluate(self, values: Values) -> Understood:
        """Return the result for one row's *values*; a missing name is blank, None is "not judged"."""
        (result,) = self._evaluate(_OneRow(values))
        return None if result is ERROR else result

    def holds(self, values: Values) -> bool:
        """Return whether the condition is TRUE for *values* (neither FALSE nor blank)."""
        return self.evaluate(values) is True

    def over(self, scope: Scope) -> Sequence[Result]:
        """Return one result a row of *scope*: None is "not judged", `values.ERROR` what Excel calls an error."""
        return self._evaluate(scope)


@dataclass(frozen=True, slots=True)
class _OneRow:
    values: Values
    size: int = 1

    def row_values(self, ref: Ref) -> Sequence[Result]:
        value = None if ref.path else self.values.get(ref.name)
        return (None if value == "" else value,)

    def column(self, ref: Ref) -> Sequence[Result]:
        return self.row_values(Ref((), ref.name))


@lru_cache(maxsize=4096)
def compile_formula(text: str) -> Formula:
    """Return *text* compiled; `FormulaError` says in Chinese what is wrong and where."""
    tree = parse(text)
    fields = frozenset(ref.name for ref in row_values(tree) if not ref.path)
    return Formula(text, tree, fields, build(tree))
