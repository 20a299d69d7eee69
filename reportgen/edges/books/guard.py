"""What is refused: limits of untrusted workbooks, and the exception that carries the findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reportgen.edges import codes
from reportgen.model.finding import Code, Finding
from reportgen.model.plan import Plan


class Unreadable(Exception):
    """A file that cannot be read as a workbook; ``findings`` say why and what to send instead."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("；".join(f.message for f in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of an untrusted file is read before it is refused. Bytes, counts, seconds."""

    file_bytes: int = 64 << 20
    members: int = 10_000  # of the zip container
    inflated_bytes: int = 1 << 30  # of all parts that are read, streamed ones included
    part_bytes: int = 128 << 20  # of a part that is held in memory (shared strings, styles)
    ratio: int = 200  # inflated to stored, of a part that is held in memory, beyond its first MiB
    cells: int = 1_000_000  # filled cells of the whole book
    text_chars: int = 128 << 20  # characters of all filled cells and shared strings
    worker_bytes: int = 1 << 30  # address space of a process that reads files
    worker_seconds: int = 10  # of the process that takes a .xls apart
    reading_seconds: int = 120  # of reading, understanding and checking one file

    @classmethod
    def of(cls, plan: Plan) -> Limits:
        """Return the limits that a plan's settings ask for."""
        return cls(
            file_bytes=int(plan.setting("reading_file_megabytes")) << 20,
            cells=int(plan.setting("reading_cells")),
            worker_bytes=int(plan.setting("reading_megabytes")) << 20,
            reading_seconds=int(plan.setting("reading_seconds")),
        )


DEFAULT = Limits()


def refuse(code: Code, **params: Any) -> Unreadable:
    """Return the exception for one finding of *code*; the file's name is added by `open_book`."""
    return Unreadable(code.make(**params))


def damaged(what: str) -> Unreadable:
    return refuse(codes.FILE_DAMAGED, what=what)


def too_large(what: str, limit: str) -> Unreadable:
    return refuse(codes.FILE_TOO_LARGE, what=what, limit=limit)


def size(count: int) -> str:
    """Return a number of bytes as people read it: 64 MB, 512 KB."""
    return f"{count >> 20} MB" if count >= 1 << 20 else f"{count >> 10} KB" if count >= 1 << 10 else f"{count} 字节"


class Budget:
    """Counts filled cells and their characters over a whole book; raises `Unreadable` beyond the limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._cells = 0
        self._chars = 0

    def spend(self, cells: int, chars: int) -> None:
        self._cells += cells
        self._chars += chars
        if self._cells > self._limits.cells:
            raise too_large("填有内容的单元格过多", f"{self._limits.cells} 个")
        if self._chars > self._limits.text_chars:
            raise too_large("文字总量过大", f"{self._limits.text_chars} 字")
