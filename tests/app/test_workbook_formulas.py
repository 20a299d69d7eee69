"""The formulas of 汇总表.xlsx: LibreOffice computes each as we wrote it, and they follow when a record is mended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests import office
from tests.conftest import Merged

pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(not office.available(), reason=office.MISSING),
]
NAME = "汇总表.xlsx"


def _formulas(path: Path) -> dict[tuple[str, str], Any]:
    """Every formula of a workbook with its cached value, by sheet and cell."""
    formulas, values = load_workbook(path), load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): values[sheet.title][cell.coordinate].value
        for sheet in formulas.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def _differences(ours: dict[tuple[str, str], Any], theirs: Any) -> list[tuple[object, ...]]:
    found = []
    for (sheet, cell), value in ours.items():
        computed = theirs[sheet][cell].value
        equal = computed == value or (
            isinstance(value, int | float)
            and isinstance(computed, int | float)
            and abs(value - computed) <= 1e-9 * max(1, abs(value))
        )
        if not equal:
            found.append((sheet, cell, value, computed))
    return found


@pytest.mark.parametrize("name", ["sample", "county"])
def test_formulas__have_the_values_that_libreoffice_computes(name: str, request: pytest.FixtureRequest, tmp_path: Path):
    merged: Merged = request.getfixturevalue(name)
    source = merged.folder / NAME
    ours = _formulas(source)
    computed = load_workbook(office.recalculated(source, tmp_path), data_only=True)
    assert len(ours) > 100
    assert _differences(ours, computed) == []
