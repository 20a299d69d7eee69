"""Every Excel and Word file that we write, held against Microsoft's own validator."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from reportgen.app.issue import issue
from reportgen.edges.workspace import Workspace
from reportgen.model.period import Period
from tests import validator
from tests.conftest import Merged

NEXT = "2025-11"
pytestmark = pytest.mark.skipif(not validator.available(), reason=validator.MISSING)


def test_files_that_we_write__are_valid_to_microsofts_validator(sample: Merged, county: Merged, tmp_path: Path):
    """All that a merge of the sample and of the other county writes, and the sample's issued workbooks."""
    workspace = Workspace(tmp_path / "w")
    shutil.copytree(sample.workspace.root, workspace.root)
    issue(workspace, NEXT)
    folders = (
        workspace.output_folder(sample.outcome.period),
        workspace.issued_folder(Period.parse(NEXT)),
        county.folder,
    )
    files = sorted(p for folder in folders for p in folder.rglob("*") if p.suffix in (".xlsx", ".docx"))
    assert len(files) > 60
    assert validator.problems(files) == []


def test_validator__sees_a_fault(county: Merged, tmp_path: Path):
    """An element in the wrong place is told with its part and path, so a silent validator is no pass."""
    broken = tmp_path / "坏.xlsx"
    with zipfile.ZipFile(county.folder / "汇总表.xlsx") as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"<sheetData>", b"<pageSetup/><sheetData>", 1)
            target.writestr(name, content)
    (line, *_) = validator.problems([broken])
    assert line.startswith("坏.xlsx /xl/worksheets/sheet1.xml /x:worksheet[1]")
