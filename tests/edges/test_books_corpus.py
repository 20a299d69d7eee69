"""Real and hostile workbooks: each is read or refused with findings, nothing else comes of it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from reportgen.edges.books import Unreadable, open_book
from tools.witnesses import read_table, verdict

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
    assert read >= 130
    assert refused >= 60


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of workbooks is not on this machine")
def test_corpus__each_file_gets_the_verdict_and_the_cells_of_the_table():
    files = {p.name: p for p in CORPUS.iterdir() if p.name != "MANIFEST.csv"}
    found = {name: verdict(path) for name, path in files.items()}
    assert found == {line["file"]: (line["verdict"], int(line["cells"])) for line in read_table()}


def test_table__where_a_witness_sees_more_cells_it_says_why():
    short = [
        line["file"]
        for line in read_table()
        if not line["why"]
        and any(line[w] and int(line[w]) > int(line["cells"]) for w in ("openpyxl", "calamine", "libreoffice"))
    ]
    assert short == []


def test_table__where_nobody_sees_as_many_it_says_why():
    """More cells than any witness sees can be a mistake too."""
    strange = [
        line["file"]
        for line in read_table()
        if not line["why"]
        and any(line[w] for w in ("openpyxl", "calamine", "libreoffice"))
        and int(line["cells"]) > max(int(line[w] or 0) for w in ("openpyxl", "calamine", "libreoffice"))
    ]
    assert strange == []
