"""The county that benchmarks measure with is one that the program merges whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import county, measures
from reportgen import api


@pytest.fixture(autouse=True)
def _from_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(county.ROOT)


def test_county__every_row_of_every_file_is_merged_and_every_tenth_file_goes_back(tmp_path: Path):
    workspace = county.make_workspace(tmp_path / "w", 10)
    outcome = api.judge(workspace, county.PERIOD.id, county.MOMENT)
    assert [f.verdict for f in outcome.files] == ["accepted"] * 9 + ["returned"]
    assert {name: len(form.rows) for name, form in outcome.forms.items()} == dict.fromkeys(county.FORMS, 600)
    assert outcome.cells.lost == 0
    assert len({row.get("信用代码") for form in outcome.forms.values() for row in form.rows}) == 1800
    assert {f.severity for f in outcome.findings} == {"error", "notice"}


def test_list__is_merged_whole(tmp_path: Path):
    workspace = measures._list_workspace(tmp_path / "w", 50, rules=3)
    outcome = api.judge(workspace, county.PERIOD.id, county.MOMENT)
    assert [len(form.rows) for form in outcome.forms.values()] == [50]
    assert not [f for f in outcome.findings if f.severity != "notice"]
