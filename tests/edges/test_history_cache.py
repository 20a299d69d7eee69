"""What was found of earlier periods, kept and told again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from reportgen.edges import history_cache
from reportgen.model.finding import Finding
from reportgen.model.outcome import Between, Conflict, Revision
from reportgen.model.values import Origin, PlanDate, Value

DIGEST = "ab" * 32


def _between() -> Between:
    place = Origin("inputs/2025-10/a.xlsx", "表一", "B7")
    values = (
        ("甲局", Value(Decimal("1.50"), "1.5", place, note="约")),
        ("乙局", Value(PlanDate(date(2025, 10, 1), "month"), "2025年10月", place)),
    )
    conflict = Conflict("表一", "甲", "金额", values, "甲局", "方案规定以甲局为准")
    revision = Revision("表一", "甲局", "甲", "金额", "1", "2", "changed")
    return Between((conflict,), (revision,), (Finding("c", "query", "话", "甲局", cells=("B7", "C7"), other="乙"),))


def test_found__kept_and_told_again_whole(tmp_path: Path) -> None:
    history_cache.store_between(tmp_path, DIGEST, _between())
    assert history_cache.load_between(tmp_path, DIGEST) == _between()


def test_found__of_another_state_or_damaged_is_not_told(tmp_path: Path) -> None:
    history_cache.store_between(tmp_path, DIGEST, _between())
    assert history_cache.load_between(tmp_path, "cd" * 32) is None
    (entry,) = (tmp_path / "history").iterdir()
    entry.write_bytes(entry.read_bytes()[:-1])
    assert history_cache.load_between(tmp_path, DIGEST) is None
