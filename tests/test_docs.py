"""The documents keep up with the program: pages are current, every command and finding has its place, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reportgen.catalogue import CODES
from reportgen.cli.commands import cli
from tools.make_docs import pages, stale

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_generated_pages__are_current():
    assert stale(pages()) == []


@pytest.mark.parametrize("command", [name for name, c in cli.commands.items() if not c.hidden])
def test_command__has_its_place_in_the_manual(command: str):
    assert f"reportgen {command}" in (ROOT / "docs" / "手册.md").read_text(encoding="utf-8")


def test_codes__are_unique_and_whole():
    ids = [code.id for code in CODES]
    assert len(ids) == len(set(ids))
    assert [c.id for c in CODES if not (c.title and c.sentence and c.remedy and c.why)] == []


def test_codes__stand_in_the_catalogue_page():
    page = (ROOT / "docs" / "问题目录.md").read_text(encoding="utf-8")
    assert [c.id for c in CODES if c.id not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links__lead_somewhere(page: Path):
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_pages__name_no_place_of_one_machine(page: Path):
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"/(root|home|work|tmp)/|C:\\Users", text)
