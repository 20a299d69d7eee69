"""收件登记.xlsx: filled by us, corrected by staff, believed next time."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from reportgen.edges.receipts import receipts_for, take_stock
from reportgen.edges.workspace import Workspace
from reportgen.model.errors import InputError, OutputBusy
from reportgen.model.outcome import Receipt
from reportgen.model.period import Period
from tests.filing.small import at

OCTOBER = Period.parse("2025-10")
HEAD = ["文件", "校验码", "收到时间", "依据", "发件人", "备注"]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def arrive(workspace: Workspace, name: str, content: str = "", moment: str = "2025-11-03T09:30:15") -> str:
    path = workspace.period_folder(OCTOBER) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content or name, encoding="utf-8")
    stamp = at(moment).timestamp()
    os.utime(path, (stamp, stamp))
    return workspace.relative(path)


def told(workspace: Workspace, **more: Any) -> dict[str, Receipt]:
    return receipts_for(workspace, OCTOBER, workspace.input_files(OCTOBER), **more)


def register(workspace: Workspace, *rows: list[object], head: list[str] | None = None) -> Path:
    book = Workbook()
    for row in (head or HEAD, *rows):
        book.worksheets[0].append(row)
    path = workspace.register(OCTOBER)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def cells(workspace: Workspace) -> list[list[object]]:
    return [[c.value for c in row] for row in load_workbook(workspace.register(OCTOBER)).worksheets[0].iter_rows()]


def correct(workspace: Workspace, cell: str, value: object) -> None:
    book = load_workbook(workspace.register(OCTOBER))
    book.worksheets[0][cell] = value
    book.save(workspace.register(OCTOBER))


def test_new_file__time_of_the_file_in_the_plans_zone(workspace: Workspace):
    path = arrive(workspace, "乙局/附件2.xlsx")
    own = told(workspace)[path]
    assert (own.received_at.isoformat(), own.evidence) == ("2025-11-03T09:30:15+08:00", "mtime")
    head, line = cells(workspace)
    assert head == [*HEAD, "程序记录"]
    assert line[:5] == ["乙局/附件2.xlsx", own.sha256, "2025-11-03 09:30:15", "文件时间", None]


def test_known_file__the_register_counts_not_the_file(workspace: Workspace):
    path = arrive(workspace, "a.xlsx")
    first = told(workspace)
    before = workspace.register(OCTOBER).read_bytes()
    arrive(workspace, "a.xlsx", moment="2025-12-24T00:00")  # a fresh clone has other file times
    assert told(workspace) == first
    assert first[path].received_at == at("2025-11-03T09:30:15")
    assert workspace.register(OCTOBER).read_bytes() == before


def test_known_from_mail__is_registered_as_such(workspace: Workspace):
    path = arrive(workspace, "a.xlsx")
    mail = Receipt(path, "", datetime(2025, 11, 2, 1, 2, 3, 4, UTC), "mail", "李四 <li@example.cn>", "主题：月报")
    expected = replace(mail, received_at=at("2025-11-02T09:02:03"))
    assert replace(told(workspace, known={path: mail})[path], sha256="") == expected
    assert replace(told(workspace)[path], sha256="") == expected


@pytest.mark.parametrize(
    "typed",
    [
        "2025-11-01 08:05",
        "2025/11/1 8:05:00",
        "２０２５．１１．１　８：０５",
        "2025年11月1日8时5分",
        "2025-11-01T08:05+08:00",
        datetime(2025, 11, 1, 8, 5),
    ],
)
def test_corrected_time__counts_as_entered_by_staff(workspace: Workspace, typed: object):
    path = arrive(workspace, "a.xlsx")
    told(workspace)
    correct(workspace, "C2", typed)
    own = told(workspace)[path]
    assert (own.received_at, own.evidence) == (at("2025-11-01T08:05"), "register")


def test_corrected_sender_or_evidence(workspace: Workspace):
    path = arrive(workspace, "a.xlsx")
    told(workspace)
    correct(workspace, "D2", "邮件")
    assert told(workspace)[path].evidence == "mail"
    correct(workspace, "E2", "张三")
    assert (told(workspace)[path].evidence, told(workspace)[path].sender) == ("register", "张三")


def test_line_of_staff__name_and_time_are_enough(workspace: Workspace):
    path = arrive(workspace, "乙局/a.xlsx")
    register(workspace, ["乙局\\a.xlsx", None, "2025-11-02", None, None, "送来U盘"])
    own = told(workspace)[path]
    assert (own.received_at, own.evidence, own.note) == (at("2025-11-02T00:00"), "register", "送来U盘")
    assert len(cells(workspace)) == 2


def test_file_replaced_under_the_same_name__arrives_anew(workspace: Workspace):
    arrive(workspace, "a.xlsx")
    told(workspace)
    path = arrive(workspace, "a.xlsx", "第二版", "2025-11-05T10:00")
    assert told(workspace)[path].received_at == at("2025-11-05T10:00")
    assert len(cells(workspace)) == 3


def test_file_renamed__keeps_its_time(workspace: Workspace):
    arrive(workspace, "a.xlsx", "内容")
    told(workspace)
    (workspace.period_folder(OCTOBER) / "a.xlsx").unlink()
    path = arrive(workspace, "乙局/a.xlsx", "内容", "2025-12-01T00:00")
    assert told(workspace)[path].received_at == at("2025-11-03T09:30:15")


def test_same_content_under_two_names__two_receipts(workspace: Workspace):
    arrive(workspace, "a.xlsx", "内容")
    told(workspace)
    arrive(workspace, "b.xlsx", "内容", "2025-11-04T09:00")
    assert [r.received_at for r in told(workspace).values()] == [at("2025-11-03T09:30:15"), at("2025-11-04T09:00")]


def test_register__staffs_columns_and_lines_survive(workspace: Workspace):
    arrive(workspace, "a.xlsx")
    register(
        workspace, ["说明", "2025-11-01"], ["", "", "只有备注"], head=["文件", "收到时间", "我的列", "依据", "校验码"]
    )
    told(workspace)
    rows = cells(workspace)
    assert rows[0][:5] == ["文件", "收到时间", "我的列", "依据", "校验码"]
    assert rows[1][:2] == ["说明", "2025-11-01"]
    assert rows[2][2] == "只有备注"
    assert rows[3][0] == "a.xlsx"


def test_register__names_do_not_become_formulas(workspace: Workspace):
    path = arrive(workspace, "=1+1.xlsx")
    first = told(workspace)
    cell = load_workbook(workspace.register(OCTOBER)).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1.xlsx", "s")
    assert told(workspace)[path] == first[path]


def test_register__same_bytes_for_the_same_receipts(workspace: Workspace):
    arrive(workspace, "a.xlsx")
    told(workspace)
    first = workspace.register(OCTOBER).read_bytes()
    workspace.register(OCTOBER).unlink()
    told(workspace)
    assert workspace.register(OCTOBER).read_bytes() == first


def test_register__bad_lines_are_said_at_their_cell(workspace: Workspace):
    path = arrive(workspace, "a.xlsx")
    register(workspace, ["a.xlsx", None, "上周五", "电话"], [None, None, "2025-11-01"])
    assert told(workspace)[path].evidence == "mtime"
    faults = take_stock(workspace, OCTOBER, ())[1]
    assert {f.code for f in faults} == {"receipt_line"}
    found = {(f.file, f.sheet, f.cell, f.value) for f in faults}
    place = "inputs/2025-10/收件登记.xlsx"
    assert found == {(place, "Sheet", "C2", "上周五"), (place, "Sheet", "D2", "电话"), (place, "Sheet", "A3", "")}
    assert len(cells(workspace)) == 3


def test_register__not_readable(workspace: Workspace):
    arrive(workspace, "a.xlsx")
    workspace.register(OCTOBER).write_text("这不是工作簿", encoding="utf-8")
    with pytest.raises(InputError, match=r"inputs/2025-10/收件登记.xlsx 已损坏"):
        told(workspace)
    register(workspace, head=["一", "二"])
    with pytest.raises(InputError, match="没有找到“文件”“收到时间”两列"):
        told(workspace)


def test_register__open_in_excel_while_a_file_must_be_added(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    arrive(workspace, "a.xlsx")

    def replace(source: Path, target: Path) -> None:
        raise PermissionError(13, "no", str(target))

    monkeypatch.setattr("reportgen.edges.atomic.os.replace", replace)
    with pytest.raises(OutputBusy, match=r"“收件登记.xlsx”正被打开"):
        told(workspace)
    assert not workspace.register(OCTOBER).exists()


def test_no_files__no_register(workspace: Workspace):
    assert told(workspace) == {}
    assert not workspace.register(OCTOBER).exists()
