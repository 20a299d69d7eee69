"""Which sheets and headings plan.xlsx has: its writer and its reader share this page.

A sheet per section with a heading per attribute in row 1; nested items have a sheet of their own whose
first column names the parent. 基本信息 has two columns, 项目 and 内容.
"""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.layout import REQUIRED_MARK
from reportgen.model.plan import Column, ColumnKind, Header, SectionSpec, columns, sections

README_SHEET, LISTS_SHEET = "阅读说明", "下拉来源"
OWN_SHEETS = frozenset({README_SHEET, LISTS_SHEET})
"""Sheets that hold no plan content."""
HEADER_HEADINGS = ("项目", "内容", "说明")


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One sheet of plan.xlsx; ``attribute`` is that of the section, or of the parent's nested items."""

    name: str
    attribute: str
    item: type
    section: SectionSpec  # the section itself, or the parent's
    nested: bool = False

    @property
    def parent_heading(self) -> str:
        """The heading of the first column of a nested sheet, e.g. 所属报表."""
        return f"所属{self.section.sheet}" if self.nested else ""

    @property
    def columns(self) -> tuple[tuple[str, Column], ...]:
        """(attribute, column) of the sheet, in order, without nested ones and the parent's."""
        return tuple((n, c) for n, c in columns(self.item) if c.kind is not ColumnKind.NESTED)

    @property
    def headings(self) -> tuple[str, ...]:
        own = tuple(c.heading for _, c in self.columns)
        return (self.parent_heading, *own) if self.nested else own


def sheets() -> tuple[SheetSpec, ...]:
    """All sheets in order, each section's nested ones right after it; 基本信息 first."""
    found = []
    for section in sections():
        found.append(SheetSpec(section.sheet, section.attribute, section.item, section))
        for name, column in columns(section.item):
            if column.kind is ColumnKind.NESTED and column.item is not None:
                found.append(SheetSpec(column.sheet, name, column.item, section, nested=True))
    return tuple(found)


def is_header(spec: SheetSpec) -> bool:
    return spec.item is Header


def marked(column: Column) -> str:
    """Return a heading as printed: required ones are marked."""
    return column.heading + (REQUIRED_MARK if column.required else "")


def unmarked(heading: str) -> str:
    """Return the heading that a cell means, without mark, blanks and line breaks."""
    return "".join(heading.split()).rstrip("*＊")
