"""Every form of the plan, issued, filled and saved by another office program in five ways: the same values, cell by cell."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from reportgen.app.course import load_plan
from reportgen.app.issue import issue
from reportgen.edges.books import open_book
from reportgen.filing.obligations import owed
from reportgen.model.period import Period
from reportgen.model.plan import Plan
from reportgen.model.records import Return
from reportgen.reading import understand
from tests import circle
from tests.fill import fill

pytestmark = pytest.mark.libreoffice
PERIOD = "2025-12"  # months, quarters, years and changes are all owed
_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
"""Comma, quotes, UTF-8, cells as stored, every sheet a file."""


@dataclass(frozen=True)
class Trip:
    """The filled workbooks and what LibreOffice made of them, by format."""

    folder: Path
    plan: Plan
    names: tuple[str, ...]

    def returns(self, kind: str) -> dict[tuple[str, str], Return]:
        """What the files of a kind tell: (unit, form) → its return."""
        found: dict[tuple[str, str], Return] = {}
        for path in sorted((self.folder / kind).iterdir()):
            name = f"inputs/{PERIOD}/{path.name}"
            reading = understand(self.plan, open_book(path, name), "0" * 64, Period.parse(PERIOD))
            assert reading.cells.lost == 0
            for ret in reading.returns:
                found.setdefault((ret.unit, ret.form), ret)
        return found


@pytest.fixture(scope="module")
def trip(tmp_path_factory: pytest.TempPathFactory) -> Trip:
    root = tmp_path_factory.mktemp("trips")
    workspace = circle.make_workspace(root / "w", circle.REPOSITORY / "templates")
    plan = load_plan(workspace)
    units = _units(plan)
    for unit in units:
        for name in issue(workspace, PERIOD, unit).files:
            target = root / "filled" / f"{unit}.xlsx"
            target.parent.mkdir(exist_ok=True)
            fill(workspace.root / name, target, plan, Period.parse(PERIOD), unit)
    files = sorted((root / "filled").iterdir())
    _copy_sheets(files, root / "plain")
    for kind, source, form in (
        ("xlsx", "filled", "xlsx"), ("xls", "filled", "xls"), ("ods", "filled", "ods"), ("csv", "filled", _CSV),
        ("copied", "plain", "xlsx"),
    ):  # fmt: skip
        command = ["soffice", f"-env:UserInstallation=file://{root}/profile", "--headless", "--convert-to", form]
        subprocess.run(
            [*command, "--outdir", str(root / kind), *(str(root / source / f.name) for f in files)],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
    return Trip(root, plan, units)


def _units(plan: Plan) -> tuple[str, ...]:
    """A few units that owe every form between them."""
    forms: dict[str, set[str]] = {}
    for o in owed(plan, Period.parse(PERIOD)):
        forms.setdefault(o.unit, set()).add(o.form)
    missing = set().union(*forms.values())
    chosen: list[str] = []
    while missing:
        chosen.append(max(forms, key=lambda unit: (len(forms[unit] & missing), unit)))
        missing -= forms[chosen[-1]]
    return tuple(chosen)


def _copy_sheets(files: list[Path], folder: Path) -> None:
    """Copy each sheet's cells and merges into another workbook: names, properties and hidden sheets stay behind."""
    folder.mkdir()
    for file in files:
        other = Workbook()
        other.worksheets[0].title = "别的表"
        for sheet in load_workbook(file).worksheets:
            if sheet.sheet_state == "visible":
                target = other.create_sheet(sheet.title)
                for row in sheet.iter_rows():
                    for cell in row:
                        if cell.value is not None:
                            copy = target.cell(cell.row, cell.column, cell.value)
                            copy.number_format = cell.number_format
                for area in sheet.merged_cells.ranges:
                    target.merge_cells(str(area))
        other.save(folder / file.name)


def told(ret: Return) -> dict[str, tuple[str, str]]:
    """Each value of a return: its cell → field and value."""
    values = [*((n, v) for row in ret.rows for n, v in row.values.items()), *ret.head.items()]
    return {v.origin.cell: (name, v.text) for name, v in values}


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "csv", "copied"])
def test_round_trip__every_form_comes_back_with_the_same_values(trip: Trip, kind: str) -> None:
    before, after = trip.returns("filled"), trip.returns(kind)
    assert {form for _, form in before} == {form.name for form in trip.plan.forms}
    assert set(after) == set(before)
    for key, ret in before.items():
        assert told(after[key]) == told(ret), key
        assert after[key].period == ret.period
