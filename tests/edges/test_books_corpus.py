"""Real and hostile files: each gets the verdict and the cells that the table of witnesses says (tests/corpus).

``python -m tools.witnesses CORPUS`` makes the table: who counts how many filled cells, and why where they differ.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tools import witnesses

CORPUS = Path(os.environ.get("REPORTGEN_CORPUS", Path(__file__).parents[2].parent / "shared" / "corpus"))
"""The folder of ``spreadsheets`` and ``mail``."""
_OWN_PROCESS = (".msg", ".tnef", ".dat")
_SHARE = 6
_TOLD = ("file", "verdict", "cells", "attachments", "said")
corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real files is not on this machine")


def _told(lines: list[witnesses.Line], without: frozenset[str] = frozenset()) -> list[witnesses.Line]:
    return [{k: v for k, v in line.items() if k in _TOLD} for line in lines if line["file"] not in without]


def _slow() -> frozenset[str]:
    """Messages that are read in a process each: every sixth of them is read here, all by the tool."""
    own = [line["file"] for line in witnesses.read_table("mail") if line["file"].endswith(_OWN_PROCESS)]
    return frozenset(own) - set(own[::_SHARE])


@corpus
def test_corpus__every_workbook_gets_its_verdict_and_its_cells():
    assert _told(witnesses.spreadsheets(CORPUS)) == _told(witnesses.read_table("spreadsheets"))


@corpus
def test_corpus__every_message_gets_its_verdict_and_its_attachments():
    slow = _slow()
    assert _told(witnesses.mail(CORPUS, slow)) == _told(witnesses.read_table("mail"), slow)


@pytest.mark.parametrize("name", ["spreadsheets", "mail"])
def test_table__says_why_wherever_somebody_counts_otherwise_and_nowhere_else(name: str):
    lines = witnesses.read_table(name)
    assert [line["file"] for line in lines if bool(line["why"]) != bool(witnesses.differs(line))] == []


def test_table__a_refusal_says_in_chinese_what_to_do():
    refused = [line for line in witnesses.read_table("spreadsheets") if "." in line["verdict"]]
    assert len(refused) > 50
    assert [line["file"] for line in refused if "请" not in line["said"] or not line["said"].endswith("。")] == []


def test_differs__sees_a_lost_cell():
    line = next(line for line in witnesses.read_table("spreadsheets") if line["openpyxl"] and not line["why"])
    assert witnesses.differs(line) == []
    assert "openpyxl" in witnesses.differs({**line, "cells": str(int(line["cells"]) - 1)})
