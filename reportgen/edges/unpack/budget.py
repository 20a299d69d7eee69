"""What packages may hold at most, counted while they are opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from reportgen.edges import codes
from reportgen.edges.books.guard import Unreadable, size
from reportgen.model.plan import Plan

_UNWATCHED = 10 << 20  # bytes that may come of a package before their ratio to it is looked at


Keep = Callable[[str, bytes], bool]
"""Whether a file (name, content) in a package is to be left as it is, though it is a package itself."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much comes out of one package before it is refused, the packages in it included."""

    depth: int = 5  # packages in packages
    members: int = 2_000
    inflated_bytes: int = 500 << 20
    ratio: int = 200  # inflated to stored, of each package, beyond its first 10 MiB
    worker_bytes: int = 1 << 30  # address space of the process that opens .7z and .rar
    worker_seconds: int = 60

    @classmethod
    def of(cls, plan: Plan) -> Limits:
        """Return the limits that a plan's settings ask for."""
        return cls(
            depth=int(plan.setting("package_depth")),
            members=int(plan.setting("package_files")),
            inflated_bytes=int(plan.setting("package_megabytes")) << 20,
            ratio=int(plan.setting("package_ratio")),
        )


DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class Inner:
    """One file of a package as its kind's opener tells it: name with its folders, content, why it is damaged.

    With ``remark`` it is no file, but what a message says of what was left aside.
    """

    name: str
    content: bytes
    fault: Unreadable | None = None
    arrived: datetime | None = None
    sender: str = ""
    remark: str = ""
    note: str = ""  # what the office's own server says of the sender


class Exceeded(Unreadable):
    """A package holds more than `Limits` allow."""


def shut(kind: str, why: str) -> Unreadable:
    """Return the exception that says why a package of *kind* stays shut."""
    return Unreadable(codes.FILE_ARCHIVE.make(what=kind, why=why))


class Budget:
    """Counts files and bytes over a package and all that lie in it.

    ``keep`` names what stays shut in it, ``server`` is the office's own mail server, which checks senders.
    """

    def __init__(self, limits: Limits, keep: Keep, server: str) -> None:
        self.limits, self.keep, self.server = limits, keep, server
        self.members = 0
        self.inflated = 0


class Meter:
    """What one package spends of the budget; raises `Exceeded` at the limit, before more is inflated."""

    def __init__(self, budget: Budget, kind: str, stored: int) -> None:
        self.limits, self.server = budget.limits, budget.server
        self._budget, self._kind, self._stored = budget, kind, stored
        self._inflated = 0

    def member(self) -> None:
        """Count a file."""
        self._budget.members += 1
        if self._budget.members > self.limits.members:
            raise self._exceeded(f"里面的文件超过上限 {self.limits.members} 个")

    def spend(self, count: int) -> None:
        """Count *count* inflated bytes."""
        self._budget.inflated += count
        self._inflated += count
        if self._budget.inflated > self.limits.inflated_bytes:
            raise self._exceeded(f"解压后超过上限 {size(self.limits.inflated_bytes)}")
        if self._inflated > max(_UNWATCHED, self.limits.ratio * self._stored):
            raise self._exceeded(f"压缩比超过上限 {self.limits.ratio} 倍")

    def _exceeded(self, why: str) -> Exceeded:
        return Exceeded(codes.FILE_ARCHIVE.make(what=self._kind, why=why))
