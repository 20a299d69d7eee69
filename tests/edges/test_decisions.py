"""核实登记.xlsx: read by its headings; what cannot be used is a finding at its cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from reportgen.edges.decisions import HEADINGS, read_decisions
from reportgen.edges.workspace import DECISIONS, Workspace
from reportgen.model.errors import InputError
from reportgen.model.period import Period

PERIOD = Period.parse("2027-04")


def register(root: Path, *lines: dict[str, object], headings: tuple[str, ...] = HEADINGS) -> Workspace:
    """A workspace whose period has a register with *lines* by heading."""
    book = Workbook()
    sheet = book.active
    sheet.append(["专班办公室核实登记"])
    sheet.append(list(headings))
    for line in lines:
        sheet.append([line.get(heading) for heading in headings])
    workspace = Workspace(root)
    path = workspace.register(PERIOD, DECISIONS)
    path.parent.mkdir(parents=True)
    book.save(path)
    return workspace


def test_lines__by_heading_in_any_order(tmp_path: Path):
    line = {"编号": "ab23cd45", "决定": "认可说明 ", "原填": 1200, "单位": "甲局", "决定说明": "有凭证"}
    workspace = register(tmp_path, line, {"编号": "ZZ23CD45"}, headings=tuple(reversed(HEADINGS)))
    (decision,), faults = read_decisions(workspace, PERIOD)
    assert faults == ()
    assert (decision.number, decision.word, decision.value, decision.unit) == ("AB23CD45", "accept", "1200", "甲局")
    assert (decision.reason, decision.place.file, decision.place.cell) == (
        "有凭证",
        "inputs/2027-04/核实登记.xlsx",
        "D3",
    )


def test_lines__that_need_no_number(tmp_path: Path):
    joined = {"对象": "QJ06-U01-01", "决定": "并入所选事项", "决定对象": "QJ06-U02-01"}
    alike = {"对象": "甲公司", "另一对象": "甲有限公司", "决定": "同一对象"}
    decisions, faults = read_decisions(register(tmp_path, joined, alike), PERIOD)
    assert faults == ()
    assert [(d.word, d.key, d.target or d.other) for d in decisions] == [
        ("join", "QJ06-U01-01", "QJ06-U02-01"),
        ("same", "甲公司", "甲有限公司"),
    ]


def test_no_register__no_decisions(tmp_path: Path):
    assert read_decisions(Workspace(tmp_path), PERIOD) == ((), ())


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"编号": "AB23CD45", "决定": "同意"}, "决定"),
        ({"决定": "认可说明"}, "编号"),
        ({"编号": "AB23CD45", "决定": "采用所选单位"}, "决定对象"),
        ({"编号": "AB23CD45", "决定": "并入所选事项"}, "决定对象"),
        ({"编号": "AB23CD45", "决定": "同一对象", "对象": "甲公司"}, "另一对象"),
    ],
)
def test_unclear_line__is_a_finding_and_does_not_count(tmp_path: Path, line: dict[str, object], field: str):
    decisions, (fault,) = read_decisions(register(tmp_path, line), PERIOD)
    assert decisions == ()
    assert (fault.code, fault.field, fault.sheet) == ("answers.decision_unclear", field, "Sheet")
    assert fault.cell.endswith("3")


def test_register_without_its_headings__is_told(tmp_path: Path):
    with pytest.raises(InputError, match="编号"):
        read_decisions(register(tmp_path, headings=("甲", "乙")), PERIOD)


def test_damaged_register__is_told(tmp_path: Path):
    workspace = register(tmp_path)
    workspace.register(PERIOD, DECISIONS).write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(InputError, match="核实登记"):
        read_decisions(workspace, PERIOD)
