"""Real and hostile workbooks: each is read or refused with findings, nothing else comes of it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from reportgen.edges.books import Unreadable, open_book

CORPUS = (
    Path(os.environ.get("REPORTGEN_CORPUS", Path(__file__).parents[2].parent / "shared" / "corpus")) / "spreadsheets"
)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of workbooks is not on this machine")
def test_corpus__every_file_is_read_or_refused_in_time():
    slow: list[tuple[str, float]] = []
    read = refused = 0
    for path in sorted(CORPUS.iterdir()):
        start = time.perf_counter()
        try:
            read += bool(open_book(path, path.name).sheets)
        except Unreadable as refusal:
            assert all(f.file == path.name and f.message for f in refusal.findings)
            refused += 1
        seconds = time.perf_counter() - start
        if seconds > 10:
            slow.append((path.name, seconds))
    assert slow == []
    assert read >= 140
    assert refused >= 50
