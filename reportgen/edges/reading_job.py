"""What has to be read, and the whole reading of one file: opened, understood and checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from reportgen.edges import books
from reportgen.edges.books.guard import Limits
from reportgen.model.period import Period
from reportgen.model.plan import Plan
from reportgen.model.records import Reading
from reportgen.reading.understand import understand, unreadable
from reportgen.rules import check_return


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read: where it lies, its name in findings, its SHA-256, and where the cache keeps it."""

    path: Path
    name: str
    content: str
    entry: Path


@dataclass(frozen=True, slots=True)
class Task:
    """What all files of a folder have in common; sent before the jobs."""

    plan: Plan
    period: Period | None
    limits: Limits

    @classmethod
    def of(cls, plan: Plan, period: Period | None) -> Task:
        """Return what *plan* asks for; where its values stand in the plan's file is not needed."""
        return cls(replace(plan, places={}), period, Limits.of(plan))


def read(task: Task, job: Job) -> Reading:
    """Return a file as read, understood and checked; its faults are findings."""
    try:
        book = books.open_book(job.path, job.name, task.limits, books.passwords_of(task.plan))
    except books.Unreadable as fault:
        return unreadable(job.name, job.content, fault.findings)
    reading = understand(task.plan, book, job.content, task.period)
    return replace(reading, returns=tuple(check_return(task.plan, ret) for ret in reading.returns))
