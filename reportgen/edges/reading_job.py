"""What worker processes do with a received file: read it whole (opened, understood and checked), mark a copy of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from reportgen.edges import books
from reportgen.edges.books.guard import Limits
from reportgen.model.finding import Finding
from reportgen.model.period import Period
from reportgen.model.plan import Plan
from reportgen.model.records import Reading
from reportgen.model.sheet import Book
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
class Copy:
    """A marked copy (退回) to write: of which file, for what, where to, and how it is signed."""

    path: Path
    name: str
    findings: tuple[Finding, ...]
    target: Path
    when: datetime
    office: str


@dataclass(frozen=True, slots=True)
class Task:
    """What all jobs have in common; sent before them."""

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


def make_copy(plan: Plan, job: Copy, *, touch: bool = True) -> None:
    """Write a marked copy; a source that is not to be touched again gives one with the list of problems alone."""
    from reportgen.edges.return_copy import write_returned

    read = partial(grid, plan, job.path, job.name) if touch else None
    write_returned(job.path, read, job.findings, job.target, job.when, job.office)


def grid(plan: Plan, path: Path, name: str) -> Book | None:
    """Return the cells of a received file, None where it cannot be read."""
    try:
        return books.open_book(path, name, Limits.of(plan), books.passwords_of(plan))
    except books.Unreadable:
        return None


def copied(task: Task, job: Copy) -> bytes:
    """Write a marked copy; return b"", or what the system said where it could not be written: see `raise_told`."""
    try:
        make_copy(task.plan, job)
    except OSError as error:
        return json.dumps([error.errno, error.strerror, str(error.filename or job.target)]).encode()
    return b""


def raise_told(body: bytes) -> None:
    """Raise the `OSError` that `copied` told of, if it did."""
    if body:
        raise OSError(*json.loads(body))
