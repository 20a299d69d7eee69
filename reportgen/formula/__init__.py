"""The formula language of checks, conditions and lights: the part of Excel's that a condition needs.

``[字段]`` names a value, texts stand in double quotes, functions are written as in Excel; full-width
punctuation is read like half-width. What differs from Excel, because a form's cell may be blank:

- a blank operand makes the result blank (not judged); only ``ISBLANK`` sees blanks;
- ``AND`` is FALSE as soon as one part is FALSE and ``OR`` TRUE as soon as one is TRUE, whatever is blank;
- a division by zero and an operation between kinds that do not go together are blank.

Numbers are exact decimals. Texts are compared without case, dates by the last day that they can
mean, and a yes/no value equals the texts 是 and 否.
"""

from __future__ import annotations

from reportgen.formula.functions import FUNCTIONS
from reportgen.formula.parser import Formula, compile_formula
from reportgen.formula.tokens import FormulaError

__all__ = ["FUNCTIONS", "Formula", "FormulaError", "compile_formula"]
