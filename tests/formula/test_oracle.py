"""The evaluator and LibreOffice, recalculating what the template would carry, agree on made-up formulas and rows.

Deliberately different, and therefore not made up here: TODAY, percent signs and wildcards (refused when the
plan is read, see `reportgen.formula`); results that binary fractions spoil by cancellation (1000000-0.05-1000000
times a number), where the evaluator computes exact decimals and no comparison of 15 digits can tell.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from reportgen.formula import compile_formula
from reportgen.formula.functions import FUNCTIONS
from reportgen.formula.tree import COMPARISON_SIGNS, Operation, walk
from tests import office
from tests.formula.oracle import disagreements, formulas, rows

SEED, FORMULAS, ROWS = 20251031, 360, 30


@pytest.mark.libreoffice
@pytest.mark.skipif(not office.available(), reason=office.MISSING)
def test_evaluator_and_libreoffice__agree_on_ten_thousand_cases(tmp_path: Path) -> None:
    rng = random.Random(SEED)
    asked = formulas(rng, FORMULAS)
    assert len(asked) * ROWS >= 10_000
    assert all(any(f"{name}(" in text for text in asked) for name in FUNCTIONS)
    nodes = (node for text in asked for node in walk(compile_formula(text).tree))
    assert {node.sign for node in nodes if isinstance(node, Operation)} == {*COMPARISON_SIGNS, *"+-*/&"}
    assert disagreements(asked, rows(rng, ROWS), tmp_path) == []
