"""What must not matter to the judgement: order, names, how a return is split, what it replaced, merging twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from reportgen.app import course as courses
from reportgen.app.judge import outcome_for
from reportgen.edges.workspace import Workspace
from reportgen.model.outcome import Outcome
from reportgen.model.period import Period
from tests.year import ledger
from tests.year.ledger import DAY, Row, Sending, Year
from tests.year.plan import INDUSTRY, LIBRARY, REVIEW, STATISTICS
from tests.year.test_year import workspace_with

PERIODS = ("2025-08", "2025-09")
OWN_FINDINGS = frozenset({"superseded_sheet", "duplicate_file"})
"""What is said of the change itself."""


def sent() -> list[Sending]:
    return [s for s in ledger.make().sendings if s.period in PERIODS]


def judged(sendings: list[Sending], root: Path) -> Outcome:
    return _judge(workspace_with(Year(sendings), root))


def _judge(workspace: Workspace) -> Outcome:
    return outcome_for(workspace, courses.load_plan(workspace), Period.parse(PERIODS[-1]))[1]


def judgement(outcome: Outcome) -> dict[str, object]:
    """Everything that is judged, without the names of files."""
    return {
        "quotas": outcome.quotas,
        "targets": outcome.targets,
        "milestones": outcome.milestones,
        "matters": [replace(m, row=None) for m in outcome.matters],  # type: ignore[arg-type]
        "projects": [replace(p, row=None) for p in outcome.projects],  # type: ignore[arg-type]
        "states": [(s.obligation, s.state, s.received_at, s.workdays_late) for s in outcome.submissions],
        "revisions": outcome.revisions,
        "conflicts": [(c.form, c.key, c.field, c.chosen) for c in outcome.conflicts],
        "warnings": [(w.id, w.state, w.raised, w.periods) for w in outcome.warnings],
        "figures": {f.id: f.value for f in outcome.figures},
        "findings": sorted((f.code, f.unit, f.form, f.cell, f.number) for f in outcome.findings if f.code not in OWN_FINDINGS),
    }  # fmt: skip


def reversed_order(sendings: list[Sending]) -> list[Sending]:
    return [replace(s, name=f"{999 - i:03d}{s.name}") for i, s in enumerate(sendings)]


def renamed(sendings: list[Sending]) -> list[Sending]:
    return [replace(s, name=f"附件{i}（最终版）({i}).xlsx") for i, s in enumerate(sendings)]


def in_folders(sendings: list[Sending]) -> list[Sending]:
    return [replace(s, name=f"{s.unit}/来件/{s.name}") for s in sendings]


def split(sendings: list[Sending]) -> list[Sending]:
    """Every form of every unit in a file of its own."""
    return [
        replace(s, sheets={form: rows}, nil=s.nil & {form}, name=f"{form}{s.name}")
        for s in sendings
        for form, rows in s.sheets.items()
    ]


def superseded(sendings: list[Sending]) -> list[Sending]:
    """An earlier version of two returns, itself in time, that is replaced by what counts."""
    more = [
        replace(s, arrives=s.arrives - DAY * 2, name=f"初稿{s.name}", sheets={f: _shorter(f, rows) for f, rows in s.sheets.items()})
        for s in sendings
        if s.unit in (STATISTICS, INDUSTRY) and s.period == PERIODS[-1] and not s.planted
    ]  # fmt: skip
    return [*sendings, *more]


def _shorter(form: str, rows: list[Row]) -> list[Row]:
    """A list without its last row; a table of fixed rows would be faulty without one."""
    return rows[:-1] or rows if form in (REVIEW, LIBRARY) else rows


def doubled(sendings: list[Sending]) -> list[Sending]:
    return [*sendings, *(replace(s, arrives=s.arrives + DAY, name=f"再发{s.name}") for s in sendings)]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, dict[str, object]]:
    workspace = workspace_with(Year(sent()), tmp_path_factory.mktemp("plain") / "year")
    return workspace, judgement(_judge(workspace))


@pytest.mark.parametrize("change", [reversed_order, renamed, in_folders, split])
def test_files__order_names_folders_and_splitting_do_not_matter(
    plain: tuple[Workspace, dict[str, object]], tmp_path: Path, change: Callable[[list[Sending]], list[Sending]]
):
    assert judgement(judged(change(sent()), tmp_path / "year")) == plain[1]


@pytest.mark.parametrize("change", [superseded, doubled])
def test_files__what_is_replaced_or_sent_again_changes_only_the_first_receipt(
    plain: tuple[Workspace, dict[str, object]], tmp_path: Path, change: Callable[[list[Sending]], list[Sending]]
):
    told, expected = judgement(judged(change(sent()), tmp_path / "year")), dict(plain[1])
    if change is superseded:  # it came earlier, so the obligation was met earlier
        states = [[(o, state, late) for o, state, _, late in part["states"]] for part in (told, expected)]  # type: ignore[attr-defined]
        assert states[0] == states[1]
        told.pop("states"), expected.pop("states")
    assert told == expected


def test_merging__twice_tells_the_same_also_from_a_damaged_cache(
    plain: tuple[Workspace, dict[str, object]], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(courses, "_FEW", 0)
    workspace, expected = plain
    assert judgement(_judge(workspace)) == expected
    history = sorted((workspace.cache / "history").iterdir())
    assert history
    for path in history:
        path.write_text("x\n[]", encoding="utf-8")
    assert judgement(_judge(workspace)) == expected
    assert sorted((workspace.cache / "history").iterdir()) == history


def test_merging__again_begins_after_the_last_closed_folder_and_follows_all_where_one_before_it_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(courses, "_FEW", 0)
    workspace = workspace_with(Year(sent()), tmp_path / "year")
    expected = judgement(_judge(workspace))
    assert _followed(workspace) == [PERIODS[1]]
    assert judgement(_judge(workspace)) == expected
    changed = next(workspace.inputs.glob(f"{PERIODS[0]}/{INDUSTRY}*"))
    changed.unlink()
    assert _followed(workspace) == [*PERIODS]


def _followed(workspace: Workspace) -> list[str]:
    """The folders whose files a merge looks into."""
    names: list[str] = []
    outcome_for(workspace, courses.load_plan(workspace), Period.parse(PERIODS[-1]), progress=names.append)
    return sorted({Path(name).parts[1] for name in names if name.startswith("inputs/")})
