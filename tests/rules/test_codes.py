"""The catalogue of findings of reading and rules: every code is whole, and its patterns can be filled."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from reportgen import reading, rules
from reportgen.model.finding import SEVERITIES, Code
from reportgen.reading import codes as reading_codes
from reportgen.rules import codes as rules_codes

ALL = (*reading_codes.CODES, *rules_codes.CODES)


def test_ids__are_unique() -> None:
    assert [i for i, n in Counter(c.id for c in ALL).items() if n > 1] == []


@pytest.mark.parametrize("code", ALL, ids=lambda c: c.id)
def test_code__says_what_and_what_to_do(code: Code) -> None:
    assert code.severity in SEVERITIES
    assert code.title
    assert code.why.endswith("。")
    assert code.sentence.endswith(("。", "）"))
    assert code.remedy.endswith("。")


@pytest.mark.parametrize("package", [reading, rules])
def test_codes__are_all_used(package: object) -> None:
    folder = Path(str(package.__file__)).parent  # type: ignore[attr-defined]
    text = "\n".join(p.read_text("utf-8") for p in sorted(folder.glob("*.py")) if p.name != "codes.py")
    module = reading_codes if package is reading else rules_codes
    names = [n for n, v in vars(module).items() if isinstance(v, Code)]
    assert [n for n in names if not re.search(rf"\bcodes\.{n}\b", text)] == []
