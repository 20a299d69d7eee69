"""Workbooks as people leave them: cells overtyped, rows and columns put in or taken out, sheets renamed.

Each seed spoils every unit's workbook in another way. Whatever they did, the merge ends well, loses no
cell, and every number still rests on the cells that it names.
"""

from __future__ import annotations

import datetime as dt
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from reportgen.edges.workspace import Workspace
from tests import circle, independent
from tests.conftest import SECOND, SECOND_TIME, Merged

TYPED: tuple[object, ...] = (
    "无", "同上", "—", "１２", "1,234.5", "3.5%", "约3", "5万", "1.2亿元", "=1/0", "=B3+1", "#N/A", "本期无", "√", "\n",
    "2027.4.30", "4月底", "20270430", "明年3月", "不是", "东坪街道、西坪街道", "91" * 9, "很长" * 500, "😀", "合计", "1e3", "1E400",
    "-0", "（3）", "∞", "NaN", "12-34", "<b>", "{正文}", "[a]", "100%以上", "2027-02-30", "9999-12-31", 0, -1, 1e300, 1e-10,
    0.1 + 0.2, 10**20, True, dt.datetime(2027, 4, 30), dt.time(12, 0), None,
)  # fmt: skip
TITLES = (None, "表号：QJ01", "期别：2027-03", "表号:QJ04 期别:2027-04 填报单位:松澜城投")


def _spoil(sheet: Any, chance: random.Random) -> None:
    row, column = chance.randint(1, sheet.max_row), chance.randint(1, sheet.max_column)
    deed = chance.choices(
        ("type", "row in", "row out", "column in", "column out", "rename", "copy", "hide", "note", "title"),
        (12, 2, 2, 2, 1, 1, 1, 1, 1, 1),
    )[0]
    if deed == "type":
        cell = sheet.cell(row, column)
        if cell.__class__.__name__ == "MergedCell":
            return
        cell.value = chance.choice(TYPED)
        if isinstance(cell.value, str) and cell.value.startswith("=") and chance.random() < 0.5:
            cell.data_type = "s"
    elif deed == "row in":
        sheet.insert_rows(row)
    elif deed == "row out":
        sheet.delete_rows(row)
    elif deed == "column in":
        sheet.insert_cols(column)
    elif deed == "column out":
        sheet.delete_cols(column)
    elif deed == "rename":
        sheet.title = chance.choice(("Sheet", "表", "a'b")) + str(chance.randint(1, 9))
    elif deed == "copy":
        sheet.parent.copy_worksheet(sheet).title = f"备份{len(sheet.parent.sheetnames)}"
    elif deed == "hide":
        sheet.row_dimensions[row].hidden = True
    elif deed == "note":
        sheet.cell(row, 1).comment = Comment("已与局长核对", "某人")
    else:
        sheet["A2"].value = chance.choice(TITLES)


@pytest.mark.parametrize("seed", [3, 16, 27, 50])
def test_merge__of_spoilt_workbooks(county: Merged, tmp_path: Path, seed: int):
    workspace = Workspace(tmp_path / "w")
    shutil.copytree(county.workspace.root, workspace.root, ignore=shutil.ignore_patterns("outputs", "坏文件*"))
    chance = random.Random(seed)
    for path in sorted((workspace.inputs / SECOND).glob("*.xlsx")):
        if path.name.startswith(("收件登记", "~$")):
            continue
        book = load_workbook(path)
        for sheet in [s for s in book.worksheets if s.title != "_meta"]:
            for _ in range(chance.randrange(8)):
                _spoil(sheet, chance)
        book.save(path)
        circle.arrived(path, "2027-05-03 09:00")
    merged = Merged.by(workspace, SECOND, SECOND_TIME)
    cells = merged.result["cells"]
    assert cells["lost"] == 0
    assert cells["filled"] == cells["merged"] + cells["explained"]
    _sources_hold(merged)
    for path in merged.folder.rglob("*.xlsx"):
        assert load_workbook(path).sheetnames


def _sources_hold(merged: Merged) -> None:
    for id, figure in merged.result["figures"].items():
        for source in figure["sources"]:
            if not source["file"].startswith("inputs/"):
                continue
            stored = independent.raw(merged.workspace.root / source["file"], source["sheet"], source["cell"])
            # openpyxl hides what stands under merged cells, which its own insert_cols leaves behind
            assert stored in (source["raw"], "None") or float(stored) == float(source["raw"]), (id, source)
