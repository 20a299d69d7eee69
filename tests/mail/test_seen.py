"""What is remembered of a mailbox: only what is beyond it is asked for, and it is never more than a help."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from reportgen.edges.mail.place import read_place
from reportgen.edges.mail.seen import Seen
from reportgen.edges.workspace import Workspace

BOX = read_place("imaps://wzz@mail.example/INBOX")
OCTOBER, NOVEMBER = date(2025, 10, 1), date(2025, 11, 1)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def cache(workspace: Workspace) -> Path:
    (path,) = workspace.cache.glob("mail-*.json")
    return path


def test_highest__holds_for_the_same_day_and_later_ones(workspace: Workspace):
    Seen(workspace, BOX, 7, OCTOBER).add([3, 4, 9])
    assert Seen(workspace, BOX, 7, OCTOBER).highest == 9
    assert Seen(workspace, BOX, 7, NOVEMBER).highest == 9
    assert Seen(workspace, BOX, 7, NOVEMBER).uids == {3, 4, 9}


def test_highest__an_earlier_day_is_looked_through_anew(workspace: Workspace):
    Seen(workspace, BOX, 7, OCTOBER).add([3, 4])
    Seen(workspace, BOX, 7, NOVEMBER).add([9])
    assert Seen(workspace, BOX, 7, OCTOBER).highest == 4
    assert Seen(workspace, BOX, 7, date(2025, 9, 1)).highest == 0


def test_validity__of_a_mailbox_made_anew(workspace: Workspace):
    Seen(workspace, BOX, 7, OCTOBER).add([3])
    found = Seen(workspace, BOX, 8, OCTOBER)
    assert (found.highest, found.uids) == (0, set())


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"validity": 7}', '{"validity": 7, "uids": [[1, 2]], "highest": 3}'])
def test_cache__damaged_is_as_none(workspace: Workspace, text: str):
    Seen(workspace, BOX, 7, OCTOBER).add([3])
    cache(workspace).write_text(text, encoding="utf-8")
    found = Seen(workspace, BOX, 7, OCTOBER)
    assert found.highest == 0
    found.add([5])
    assert json.loads(cache(workspace).read_text(encoding="utf-8"))["highest"] == {"2025-10-01": 5}
