"""Spoilt files: a fixed tenth of the mutants that `python -m tools.mutants 10000` tries."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.app.course import load_plan
from reportgen.edges.workspace import Workspace
from tests.edges.test_books_corpus import CORPUS
from tools.mutants import ROOT, bases, mutant, trial

_EACH = 250


@pytest.mark.parametrize("first", range(0, 4 * _EACH, _EACH))
def test_mutants__are_read_or_refused_and_lose_no_cell(first: int):
    files = bases(CORPUS / "spreadsheets" if CORPUS.is_dir() else None)
    plan = load_plan(Workspace(ROOT))
    faults = {number: fault for number in range(first, first + _EACH) if (fault := trial(plan, number, files))}
    assert faults == {}


def test_mutant__is_told_by_its_number_alone():
    files = bases()
    assert [mutant(n, files) for n in range(20)] == [mutant(n, files) for n in range(20)]


def test_trial__sees_a_reader_that_loses_cells(monkeypatch: pytest.MonkeyPatch):
    """The trial can fail: a reader that forgets a row, and one that raises, are found out."""
    from dataclasses import replace

    from tools import mutants

    plan, files = load_plan(Workspace(ROOT)), [p for p in bases() if p.suffix == ".xlsx"][:3]
    whole = mutants.read_book

    def forgetful(data: bytes, name: str):
        book = whole(data, name)
        sheets = tuple(replace(s, cells=dict(list(s.cells.items())[3:])) for s in book.sheets)
        return replace(book, sheets=sheets)

    monkeypatch.setattr(mutants, "mutant", lambda number, files: (files[0].name, Path(files[0]).read_bytes()))
    assert trial(plan, 0, files) == ""
    monkeypatch.setattr(mutants, "read_book", forgetful)
    assert "counted" in trial(plan, 0, files)
    monkeypatch.setattr(mutants, "read_book", lambda data, name: 1 / 0)
    assert "ZeroDivisionError" in trial(plan, 0, files)
