"""The catalogue of findings (问题目录): every kind of finding that a run can make, where it is made."""

from __future__ import annotations

from collections.abc import Mapping

from reportgen.edges import codes as edges_codes
from reportgen.filing import codes as filing_codes
from reportgen.filing.answers import codes as answer_codes
from reportgen.model.finding import Code
from reportgen.reading import codes as reading_codes
from reportgen.rules import codes as rules_codes

STAGES: Mapping[str, tuple[Code, ...]] = {
    "打开文件": edges_codes.CODES,
    "读表": reading_codes.CODES,
    "收表和采用": filing_codes.CODES,
    "核对": rules_codes.CODES,
    "登记决定": answer_codes.CODES,
}
"""The codes by the step that makes them, in the order in which a file goes through the steps."""

CODES: tuple[Code, ...] = tuple(code for codes in STAGES.values() for code in codes)
