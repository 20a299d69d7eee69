"""What is kept is named after the source that made it."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.edges import history_cache, program, reading_cache


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "edges" / "books").mkdir(parents=True)
    (tmp_path / "layout.py").write_text("1", encoding="utf-8")
    (tmp_path / "edges" / "books" / "xls.py").write_text("2", encoding="utf-8")
    monkeypatch.setattr(program, "_ROOT", tmp_path)
    return tmp_path


def _digest() -> str:
    program._of.cache_clear()
    return program.digest("layout", "edges/books")


def test_digest__changes_with_any_line_of_its_parts_and_with_nothing_else(root: Path):
    before = _digest()
    (root / "other.py").write_text("3", encoding="utf-8")
    assert _digest() == before
    (root / "edges" / "books" / "xls.py").write_text("22", encoding="utf-8")
    changed = _digest()
    assert changed != before
    (root / "edges" / "books" / "new.py").write_text("", encoding="utf-8")
    assert _digest() not in (before, changed)


def test_entry_path__changes_with_the_reader(root: Path, monkeypatch: pytest.MonkeyPatch):
    def path() -> Path:
        program._of.cache_clear()
        return reading_cache.entry_path(root, "a.xlsx", "ab", "plan", "2025-10")

    before = path()
    (root / "layout.py").write_text("4", encoding="utf-8")
    assert path() != before


@pytest.mark.parametrize("part", [*reading_cache.READER, *history_cache.JUDGE])
def test_parts__are_there(part: str):
    package = Path(program.__file__).parents[1] / part
    assert package.is_dir() or package.with_suffix(".py").is_file()


@pytest.fixture(autouse=True)
def _forget():
    yield
    program._of.cache_clear()
