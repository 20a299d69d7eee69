"""The sample returns: every planted mistake is found where it stands, and nothing else is."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from reportgen.app import course
from reportgen.app.judge import outcome_for
from reportgen.edges import books
from reportgen.edges.workspace import RECEIPTS, Workspace
from reportgen.model.outcome import Outcome
from reportgen.model.period import Period
from tools import make_samples
from tools.samples import planted as table
from tools.samples.planted import SILENT, STATE, VERDICT, Planted
from tools.samples.story import MONTHS

PLANTED = table.read(make_samples.TABLE)
_WATCHED = ("late", "missing", "returned")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """Both months as merged in a copy of the workspace."""
    room = make_samples.copy_of(make_samples.ROOT, tmp_path_factory.mktemp("samples") / "workspace")
    for month in MONTHS:
        shutil.copytree(make_samples.ROOT / "inputs" / month, room / "inputs" / month)
    workspace = Workspace(room)
    plan = course.load_plan(workspace)
    return {month: outcome_for(workspace, plan, Period.parse(month))[1] for month in MONTHS}


def planted(month: str, kind: str = "") -> list[Planted]:
    """The lines of a month: those of findings, or those whose code begins with *kind*."""
    own = [p for p in PLANTED if p.period == month]
    if kind:
        return [p for p in own if p.code.startswith(kind)]
    return [p for p in own if not p.code.startswith((STATE, VERDICT, SILENT))]


@pytest.mark.parametrize("month", MONTHS)
def test_findings__those_planted_and_no_others(outcomes: dict[str, Outcome], month: str) -> None:
    found = Counter(
        (f.file.removeprefix(f"inputs/{month}/"), f.sheet, f.cell, f.code, f.severity) for f in outcomes[month].findings
    )
    assert found == Counter((p.file, p.sheet, p.cell, p.code, p.severity) for p in planted(month))


@pytest.mark.parametrize("month", MONTHS)
def test_submissions__late_missing_and_returned_as_planted(outcomes: dict[str, Outcome], month: str) -> None:
    found = {(s.obligation.unit, s.obligation.form, STATE + s.state) for s in outcomes[month].submissions}
    watched = {f for f in found if f[2].removeprefix(STATE) in _WATCHED}
    assert watched == {(p.unit, p.sheet, p.code) for p in planted(month, STATE)}


@pytest.mark.parametrize("month", MONTHS)
def test_files__accepted_but_for_those_planted(outcomes: dict[str, Outcome], month: str) -> None:
    found = {
        (f.receipt.path.removeprefix(f"inputs/{month}/"), VERDICT + f.verdict)
        for f in outcomes[month].files
        if f.verdict != "accepted"
    }
    assert found == {(p.file, p.code) for p in planted(month, VERDICT)}


@pytest.mark.parametrize("month", MONTHS)
def test_cells__none_is_lost_and_times_come_from_the_register(outcomes: dict[str, Outcome], month: str) -> None:
    outcome = outcomes[month]
    assert outcome.cells.lost == 0 < outcome.cells.merged
    assert {f.receipt.evidence for f in outcome.files} == {"mail", "register"}


@pytest.mark.libreoffice
def test_script__makes_the_committed_files_again(tmp_path: Path) -> None:
    room = make_samples.copy_of(make_samples.ROOT, tmp_path / "workspace")
    lines, converted = make_samples.make(room)
    assert sorted(lines) == PLANTED
    for month in MONTHS:
        assert names(room / "inputs" / month) == names(make_samples.ROOT / "inputs" / month)
    for path in sorted(p for p in (room / "inputs").rglob("*") if p.is_file()):
        name = path.relative_to(room).as_posix()
        committed = make_samples.ROOT / name
        if name in converted:
            assert cells(path, name) == cells(committed, name), name
        elif path.name == RECEIPTS:
            assert without_hashes(path) == without_hashes(committed)
        else:
            assert path.read_bytes() == committed.read_bytes(), name


def names(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def cells(path: Path, name: str) -> list[tuple[str, dict[tuple[int, int], str]]]:
    """The raw texts of a workbook's cells, by sheet."""
    return [(s.name, {place: c.raw for place, c in s.cells.items()}) for s in books.open_book(path, name).sheets]


def without_hashes(path: Path) -> list[tuple[str, str]]:
    """File and time of each line: the register also holds the hashes of what LibreOffice saved."""
    sheet = books.open_book(path, path.name).sheets[0]
    return [(sheet.text(row, 1), sheet.text(row, 3)) for row in sorted({row for row, _ in sheet.cells})]
