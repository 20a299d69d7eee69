from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from reportgen.edges import reading_cache
from reportgen.model.finding import Finding
from reportgen.model.records import CellCount, Reading, Return, Row
from reportgen.model.values import Origin, PlanDate, Value


def _reading() -> Reading:
    place = Origin("inputs/2025-10/a.xlsx", "表一", "B7")
    values = {
        "文本": Value("甲", "甲", place),
        "数": Value(Decimal("1.50"), "1.5", place, note="约"),
        "日期": Value(PlanDate(date(2025, 10, 1), "month"), "2025年10月", place),
        "是否": Value(True, "是", place),
        "空": Value(None, "/", place),
    }
    row = Row("表一", "甲局", "2025-10", "甲", values, place)
    finding = Finding("c", "query", "话", cell="B7", cells=("B7", "C7"))
    ret = Return("inputs/2025-10/a.xlsx", "表一", "表一", "甲局", "2025-10", (row,), {"填报人": values["文本"]},
                 findings=(finding,), cells=CellCount(9, 5, 4), title=place, title_raw="表号")  # fmt: skip
    return Reading("inputs/2025-10/a.xlsx", "ab" * 32, "xlsx", "甲局", (ret,), (finding,), CellCount(9, 5, 4), 123)


def test_cache__gives_back_what_was_kept(tmp_path: Path):
    path = reading_cache.entry_path(tmp_path, "a.xlsx", "ab", "plan", "2025-10")
    reading_cache.store(path, _reading())
    assert reading_cache.load(path) == _reading()


def test_cache__nothing_kept(tmp_path: Path):
    assert reading_cache.load(tmp_path / "x.json") is None


def test_cache__damaged_entry_is_not_believed(tmp_path: Path):
    path = reading_cache.entry_path(tmp_path, "a.xlsx", "ab", "plan", "2025-10")
    reading_cache.store(path, _reading())
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("甲局", "乙局"), encoding="utf-8")
    assert reading_cache.load(path) is None
    path.write_text(text[:-3], encoding="utf-8")
    assert reading_cache.load(path) is None
    path.write_bytes(b"\xff\xfe")
    assert reading_cache.load(path) is None


def test_cache__another_name_content_plan_or_period_is_another_entry(tmp_path: Path):
    keys = [
        ("n", "a", "p", "1"),
        ("m", "a", "p", "1"),
        ("n", "b", "p", "1"),
        ("n", "a", "q", "1"),
        ("n", "a", "p", "2"),
    ]
    assert len({reading_cache.entry_path(tmp_path, *key) for key in keys}) == len(keys)
