"""What stops a run. Faulty data never does; it becomes findings (`reportgen.model.finding`).

Messages are Chinese and whole: where, what, what was expected, what to do. The command line prints
them and picks the exit status.
"""

from __future__ import annotations


class ReportgenError(Exception):
    """A run that cannot go on; ``message`` is what the user reads."""

    exit_status = 4

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class PlanError(ReportgenError):
    """The plan is faulty."""

    exit_status = 3


class RequestError(ReportgenError):
    """What the user named does not exist or is written wrongly: a period, a time, a unit, a figure, a document."""

    exit_status = 2


class InputError(ReportgenError):
    """Something in ``inputs/`` or ``templates/``, or a file that the user named, cannot be read."""


class OutputError(ReportgenError):
    """An output cannot be written; what was there before is untouched."""


class OutputBusy(OutputError):
    """An output is open in another program."""
