from __future__ import annotations

import marshal
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.edges import own_source, reading_cache
from reportgen.model.finding import Finding
from reportgen.model.records import CellCount, Reading, Return, Row
from reportgen.model.values import PRECISIONS, Origin, PlanDate, Value


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
    reading_cache.store(path, reading_cache.pack(_reading()))
    assert reading_cache.load(path) == _reading()
    assert reading_cache.pack(_reading()) == reading_cache.pack(_reading())


def test_cache__nothing_kept(tmp_path: Path):
    assert reading_cache.load(tmp_path / "x.json") is None


def test_cache__damaged_entry_is_not_believed(tmp_path: Path):
    path = reading_cache.entry_path(tmp_path, "a.xlsx", "ab", "plan", "2025-10")
    reading_cache.store(path, reading_cache.pack(_reading()))
    content = path.read_bytes()
    path.write_bytes(content.replace("甲局".encode(), "乙局".encode()))
    assert reading_cache.load(path) is None
    path.write_bytes(content[:-3])
    assert reading_cache.load(path) is None
    path.write_bytes(b"\xff\xfe")
    assert reading_cache.load(path) is None


def test_cache__another_reader_is_another_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    before = reading_cache.entry_path(tmp_path, "n", "a", "p", "1")
    monkeypatch.setattr(own_source, "digest", lambda parts: "changed")
    assert reading_cache.entry_path(tmp_path, "n", "a", "p", "1") != before


def test_own_source__covers_the_reader_and_the_rules():
    root = Path(own_source.__file__).parents[1]
    assert all((root / part).exists() for part in own_source.JUDGING)
    assert own_source.digest(own_source.READING) != own_source.digest(("layout.py",))


def test_cache__another_name_content_plan_or_period_is_another_entry(tmp_path: Path):
    keys = [
        ("n", "a", "p", "1"),
        ("m", "a", "p", "1"),
        ("n", "b", "p", "1"),
        ("n", "a", "q", "1"),
        ("n", "a", "p", "2"),
    ]
    assert len({reading_cache.entry_path(tmp_path, *key) for key in keys}) == len(keys)


def test_cache__rightly_sealed_content_of_another_form_is_not_believed(tmp_path: Path):
    for body in (b"", b"i", marshal.dumps([1, 2]), marshal.dumps(None), marshal.dumps({"a": []})):
        reading_cache.store(tmp_path / "x", body)
        assert reading_cache.load(tmp_path / "x") is None


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
PLACES = st.builds(Origin, st.just("a.xlsx"), st.sampled_from(["表一", "表二"]), st.sampled_from(["B7", "C7", "AB8"]))
MEANT = st.one_of(
    st.none(),
    st.booleans(),
    TEXTS,
    st.decimals(allow_nan=False, allow_infinity=False),
    st.builds(
        PlanDate, st.dates(date(1900, 1, 1)).map(lambda d: d.replace(month=1, day=1)), st.sampled_from(PRECISIONS)
    ),
)
VALUES = st.builds(Value, MEANT, TEXTS, PLACES, TEXTS) | TEXTS.flatmap(
    lambda t: st.builds(Value, st.just(t), st.just(t), PLACES)
)
ROWS = st.builds(
    Row,
    TEXTS,
    TEXTS,
    TEXTS,
    TEXTS,
    st.dictionaries(st.sampled_from("甲乙丙丁"), VALUES, max_size=4),
    PLACES,
    st.none() | VALUES,
)


@given(st.lists(ROWS, max_size=4))
def test_cache__any_rows_come_back_the_same(rows: list[Row]):
    ret = Return("a.xlsx", "表一", "表一", "甲局", "2025-10", tuple(rows))
    kept = reading_cache.unpack(reading_cache.pack(Reading("a.xlsx", "ab", returns=(ret,))))
    assert kept.returns[0].rows == ret.rows
    for old, new in zip(rows, kept.returns[0].rows, strict=True):
        assert list(new.values.items()) == list(old.values.items())
        assert list(new.values.values()) == list(old.values.values())
        assert [new.get(name) for name in "甲乙丙丁"] == [old.get(name) for name in "甲乙丙丁"]
        assert [name in new.values for name in "甲乙丙丁"] == [name in old.values for name in "甲乙丙丁"]
        assert {name: new.values[name] for name in new.values} == old.values
