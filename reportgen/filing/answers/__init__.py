"""Answers to findings: numbered so that they are found again, remembered while the value fits, and their history.

The memory of a year is worked out from ``inputs/`` alone, period after period (`app.course`):
`Answers` holds what units explained and the office decided, `Chronicle` what became of each finding.
"""

from reportgen.filing.answers.history import Chronicle
from reportgen.filing.answers.identity import conflict_number, fits, numbered, warning_number
from reportgen.filing.answers.memory import Answers, Told

__all__ = ["Answers", "Chronicle", "Told", "conflict_number", "fits", "numbered", "warning_number"]
