"""The written documents, and the proof of one of them."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.proof import say_counts, say_reporting, say_standing, say_warnings, tables
from tests.proof.claims import Case, County, Rule, prove
from tests.proof.docx_numbers import Passage, passages
from tests.proof.plan_facts import Plan

MONTHS = ("2025-09", "2025-10")
WEEKS = {"2025-W39": "2025-09", "2025-W43": "2025-10"}
"""Weeks whose tables lie in the months' folders."""
KINDS = {
    "月度": "简报.docx", "周调度": "要素保障周调度.docx", "旬报": "旬报.docx", "季度讲评": "季度讲评材料.docx",
    "一页纸": "一页纸.docx", "通报": "报送情况通报.docx", "督办": "督办/*.docx", "预警专报": "预警专报.docx",
    "提请研究": "提请研究事项.docx", "会议材料": "会议材料.docx", "会议通知": "会议通知.docx", "会议纪要": "会议纪要.docx",
    "政策清单": "政策清单.docx", "提醒函": "提醒函/*.docx", "催报函": "催报函/*.docx", "拟办清单": "督办/拟办清单.docx",
}  # fmt: skip
"""The kinds of documents and where they lie. 函 and 便笺 are 督办 to units of other ranks."""


@dataclass(frozen=True)
class Papers:
    """A workspace with its documents."""

    root: Path
    counties: Mapping[str, County]

    def files(self, month: str, kind: str) -> list[Path]:
        found = sorted((self.root / "outputs" / month).glob(KINDS[kind]))
        return [p for p in found if kind == "拟办清单" or p.stem != "拟办清单"]

    def case(self, month: str, kind: str, path: Path, county: County | None = None) -> Case:
        return case_of(county or self.counties[month], kind, path, passages(path))


def case_of(county: County, kind: str, path: Path, found: Sequence[Passage]) -> Case:
    return Case(county, kind, path.stem if "/*" in KINDS[kind] else "", found)


@functools.cache
def rules(plan: Plan) -> list[Rule]:
    return [*say_standing.rules(plan), *say_counts.rules(), *say_reporting.rules(), *say_warnings.rules(plan)]


def faults(case: Case, used: set[str] | None = None) -> list[str]:
    """Everything in a document that is not as we reckon, and every number that nothing proves."""
    found, patterns = prove(rules(case.plan), case)
    found += tables.prove_tables(case)
    found += tables.prove_totals(case)
    found += tables.reply_slip(case)
    found += [f"没有证明的数{p.unproved()}：{p.text[:60]}" for p in case.passages if p.unproved()]
    if used is not None:
        used |= patterns
    return found
