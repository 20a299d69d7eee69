"""What changed between two periods, and the year's course, on the sample and on a made-up county."""

from __future__ import annotations

import json

import pytest

from reportgen.app.compared import changes_of, diff
from reportgen.app.replay import _spans, replay
from reportgen.app.trace import trace
from tests.conftest import FIRST, SECOND, SECOND_TIME, Merged


def test_diff__lists_every_kind_of_change_with_both_sides(county: Merged):
    told = json.loads(diff(county.workspace, SECOND, FIRST, SECOND_TIME, as_json=True))  # in any order
    assert (told["from"], told["to"]) == (FIRST, SECOND)
    sections = {c["section"] for c in told["changes"]}
    assert {"matters", "reporting"} <= sections
    assert all(c["before"] != c["after"] for c in told["changes"])
    missing = next(c for c in told["changes"] if c["section"] == "reporting" and c["id"] == "missing")
    assert int(missing["after"].removesuffix("份")) > int(missing["before"].removesuffix("份"))


def test_diff__of_an_outcome_with_itself_is_nothing(county: Merged):
    assert changes_of(county.plan, county.outcome, county.outcome) == ()


def test_replay__every_folder_in_order_each_at_its_own_close(county: Merged):
    steps = json.loads(replay(county.workspace, as_of=SECOND_TIME, as_json=True))
    assert [s["period"] for s in steps] == [FIRST, SECOND]
    assert [s["as_of"][:7] for s in steps] == ["2027-04", "2027-05"]
    assert all(s["lost"] == 0 for s in steps)
    assert steps[-1]["quotas"][0]["actual"] == county.outcome.quotas[0].actual
    assert "各期回放（2 期" in replay(county.workspace, as_of=SECOND_TIME)


@pytest.mark.parametrize(
    ("course", "spans"),
    [
        ([("1", "new"), ("2", "standing")], [("1", "仍在")]),
        ([("1", "new"), ("2", "cleared"), ("4", "new")], [("1", "2"), ("4", "仍在")]),
    ],
)
def test_replay__warnings_from_when_to_when(course: list[tuple[str, str]], spans: list[tuple[str, str]]):
    assert _spans(course) == spans


def test_trace__draws_a_tree_down_to_the_cells(county: Merged):
    lines = trace(county.workspace, "reporting.on_time_rate", SECOND, SECOND_TIME).splitlines()
    assert lines[0].startswith("按时率：")
    assert lines[1].startswith("│  口径：")
    assert any(line.startswith("├─ ") for line in lines) and any(line.startswith("└─ ") for line in lines)
    assert all(line.startswith(("│", "├", "└", "   ")) for line in lines[1:])
    assert any("inputs/" in line for line in lines)
