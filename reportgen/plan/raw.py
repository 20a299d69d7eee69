"""A plan file as it was read, before it is understood: texts, lists and mappings, each with its place.

The YAML loader and the workbook loader both end here, so that one parser speaks for both. A value is
always the text that stands in the file; what it means follows from the column that it fills.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reportgen.model.errors import PlanError
from reportgen.model.plan import Place


@dataclass(frozen=True, slots=True)
class RawText:
    """One value as text; blank (an empty cell, ``null``) is ""."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class RawList:
    place: Place
    items: tuple[Raw, ...] = ()


@dataclass(frozen=True, slots=True)
class RawMap:
    """A mapping in file order; a key that stands twice is kept twice, for the parser to report."""

    place: Place
    pairs: tuple[tuple[RawText, Raw], ...] = ()


Raw = RawText | RawList | RawMap


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault of a plan file. ``message`` is Chinese: what is wrong, what was expected, what to do."""

    file: str
    sheet: str
    cell: str
    message: str

    @classmethod
    def at(cls, place: Place | None, message: str) -> Fault:
        return cls(place.file, place.sheet, place.cell, message) if place else cls("", "", "", message)

    @property
    def where(self) -> str:
        """The place as people read it: ``plan.xlsx“单位”表B3`` or ``plan.yaml第12行第5列``."""
        sheet = f"“{self.sheet}”表" if self.sheet else ""
        return f"{self.file}{sheet}{self.cell}"

    def __str__(self) -> str:
        return f"{self.where}：{self.message}" if self.where else self.message


@dataclass(frozen=True, slots=True)
class RawPlan:
    """A plan file's content with sections and attributes by their English names.

    ``faults`` are those that the loader found while reading (unknown sheets, rows without parent).
    """

    root: RawMap
    faults: tuple[Fault, ...] = ()


class PlanFaults(PlanError):
    """The plan cannot be used; ``faults`` holds every fault that was found, in file order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))
