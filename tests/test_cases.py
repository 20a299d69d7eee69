"""One folder per bug that was found: what somebody did to a workbook, and what must be told of it.

``case.yaml`` holds ``bug`` (what went wrong), ``unit`` and ``form`` (whose workbook of the other county),
``cells`` (field → what is typed into its first row, or an address → what is typed there), ``codes``
(the findings that must be told, no others) and ``kept`` (field → what must be understood; null: nothing).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from reportgen import api
from reportgen.model.values import plain
from tests import circle
from tests.conftest import FIRST, Merged

CASES = sorted((Path(__file__).parent / "cases").glob("*/case.yaml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_case(path: Path, county: Merged, tmp_path: Path):
    case = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    name = f"{case['unit']}.xlsx"
    file = tmp_path / name
    file.write_bytes((county.workspace.inputs / FIRST / name).read_bytes())
    circle.retype(file, lambda sheet: _type(sheet, case["cells"]), case["form"])
    reading = api.read_return(county.workspace, file, FIRST)
    told = [finding.code for finding in api.all_findings(reading)]
    assert sorted(told) == sorted(case["codes"])
    assert reading.cells.lost == 0
    number = next(f.name for f in county.plan.forms if f.number == case["form"])
    row = next(r for ret in reading.returns if ret.form == number for r in ret.rows)
    for field, value in case.get("kept", {}).items():
        found = row.get(field)
        assert (None if found is None else plain(found)) == value


def _type(sheet: Any, cells: dict[str, object]) -> None:
    row = circle.header_row(sheet) + 1
    for place, value in cells.items():
        cell = sheet[place] if place.isascii() else sheet.cell(row, circle.column(sheet, place))
        cell.value = value
