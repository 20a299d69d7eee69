"""Whose a file is, which period it goes to, what it is called; and what is asked about its sender."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from reportgen import cli
from reportgen.app.collect import collect
from reportgen.app.course import load_plan
from reportgen.edges.mail.address_book import BOOK, load_book, write_blank
from reportgen.edges.mail.place import read_place
from reportgen.edges.workspace import Workspace
from reportgen.model.errors import RequestError
from tests.conftest import FIRST, SECOND, SECOND_TIME, Merged
from tests.edges.parts import zipped
from tests.mail.letters import forwarded, letter

CAME = datetime(2027, 5, 3, 1, 0, tzinfo=UTC)


@pytest.fixture
def workspace(county: Merged, tmp_path: Path) -> Workspace:
    shutil.copytree(county.workspace.root, tmp_path / "w")
    shutil.rmtree(tmp_path / "w" / "inputs" / SECOND)
    return Workspace(tmp_path / "w")


def returned(county: Merged, name: str, period: str = SECOND) -> bytes:
    return (county.workspace.inputs / period / name).read_bytes()


def unmarked(text: str = "x") -> bytes:
    import io

    book, out = Workbook(), io.BytesIO()
    book.active["A1"] = text
    book.save(out)
    return out.getvalue()


def take(workspace: Workspace, tmp_path: Path, message: bytes, name: str = "信.eml") -> str:
    (tmp_path / name).write_bytes(message)
    return collect(workspace, [tmp_path / name], SECOND)


def names(workspace: Workspace, period: str) -> set[str]:
    folder = workspace.inputs / period
    return {p.name for p in folder.iterdir() if "登记" not in p.name} if folder.is_dir() else set()


def introduce(workspace: Workspace, *lines: tuple[str, str]) -> None:
    path = write_blank(workspace, load_plan(workspace))
    book = load_workbook(path)
    for unit, address in lines:
        book.worksheets[0].append([unit, None, None, address])
    book.worksheets[1]["B8"] = "mx.office.example"
    book.save(path)


def test_name__unit_forms_time_and_the_name_that_it_had(workspace: Workspace, county: Merged, tmp_path: Path):
    take(workspace, tmp_path, letter([("三月.xlsx", returned(county, "区交建局.xlsx"))], moment=CAME))
    assert names(workspace, SECOND) == {"区交建局_4张表_20270503-0900_三月.xlsx"}


@pytest.mark.parametrize(
    "name", ["../../x.xlsx", "..\\..\\x.xlsx", "CON.xlsx", "a:b|c?.xlsx", "/etc/x.xlsx", "x" * 300 + ".xlsx"]
)
def test_name__never_a_path_nor_a_device(workspace: Workspace, county: Merged, tmp_path: Path, name: str):
    before = {p for p in tmp_path.rglob("*") if p.is_file()}
    take(workspace, tmp_path, letter([(name, returned(county, "区交建局.xlsx"))], moment=CAME))
    (new,) = names(workspace, SECOND)
    assert not set('\\/:*?"<>|') & set(new)
    assert len(new) <= 120
    outside = {p for p in tmp_path.rglob("*") if p.is_file() and not p.is_relative_to(workspace.root)}
    assert outside - before == {tmp_path / "信.eml"}


def test_period__the_file_goes_before_the_subject(workspace: Workspace, county: Merged, tmp_path: Path):
    content = unmarked("新") and returned(county, "区经信局.xlsx", FIRST)
    (workspace.inputs / FIRST / "区经信局.xlsx").unlink()
    said = take(workspace, tmp_path, letter([("表.xlsx", content)], subject="4月报表", moment=CAME))
    assert "是2027年3月的，放在 inputs/2027-03/" in said
    assert names(workspace, SECOND) == set()


def test_period__the_subject_where_the_file_tells_none(workspace: Workspace, tmp_path: Path):
    take(workspace, tmp_path, letter([("说明.xlsx", unmarked())], subject="2027年3月补充", moment=CAME))
    assert any("说明.xlsx" in name for name in names(workspace, FIRST))


def test_period__the_day_it_came_where_nothing_tells(workspace: Workspace, tmp_path: Path):
    early = datetime(2027, 3, 20, tzinfo=UTC)
    take(workspace, tmp_path, letter([("一.xlsx", unmarked("1"))], subject="见附件", moment=early))
    take(workspace, tmp_path, letter([("二.xlsx", unmarked("2"))], subject="见附件", moment=CAME), "二.eml")
    assert any("一.xlsx" in name for name in names(workspace, FIRST))
    assert any("二.xlsx" in name for name in names(workspace, SECOND))


def test_unmarked__not_put_into_a_second_period(workspace: Workspace, tmp_path: Path):
    message = letter([("说明.xlsx", unmarked())], subject="见附件", moment=datetime(2027, 6, 3, tzinfo=UTC))
    take(workspace, tmp_path, message)
    said = collect(workspace, [tmp_path / "信.eml"], "2027-05")
    assert "已经收过" in said
    assert names(workspace, "2027-05") == set()


def test_unit__from_the_address_book_where_the_file_tells_none(workspace: Workspace, tmp_path: Path):
    introduce(workspace, ("区商务局", "@sw.example"), ("区商务局", "private@qq.example"))
    take(workspace, tmp_path, letter([("a.xlsx", unmarked())], sender="x@sw.example", moment=CAME))
    assert names(workspace, SECOND) == {"区商务局_附件_20270503-0900_a.xlsx"}


def test_unit__nothing_tells_it(workspace: Workspace, tmp_path: Path):
    said = take(workspace, tmp_path, letter([("a.xlsx", unmarked())], sender="x@y.example", moment=CAME))
    assert "看不出是哪个单位的，发件人 x@y.example 也不在通讯录里，请核实" in said


def test_sender__who_speaks_for_another_unit_is_asked_about(workspace: Workspace, county: Merged, tmp_path: Path):
    introduce(workspace, ("区商务局", "sw@sw.example"))
    message = letter([("a.xlsx", returned(county, "松澜城投.xlsx"))], sender="sw@sw.example", moment=CAME)
    take(workspace, tmp_path, b"Authentication-Results: mx.office.example; dmarc=fail\r\n" + message)
    result = Merged.by(workspace, SECOND, SECOND_TIME).result
    asked = {f["code"]: f for f in result["findings"] if f["code"].startswith("sender")}
    assert set(asked) == {"sender_other_unit", "sender_unverified"}
    assert asked["sender_other_unit"]["unit"] == "松澜城投"
    assert "区商务局" in asked["sender_other_unit"]["message"]
    (file,) = [f for f in result["files"] if f["path"].startswith(f"inputs/{SECOND}")]
    assert (file["evidence"], file["verdict"]) == ("mail", "accepted")


def test_sender__a_forwarding_colleague_is_named(workspace: Workspace, county: Merged, tmp_path: Path):
    inner = letter([("a.xlsx", returned(county, "松澜城投.xlsx"))], sender="first@x.example")
    said = take(workspace, tmp_path, forwarded(inner, sender="second@x.example", moment=CAME))
    assert "原发件人first@x.example" in said


def test_inputs__a_message_that_lies_there_is_read(workspace: Workspace, county: Merged):
    folder = workspace.inputs / SECOND
    folder.mkdir()
    (folder / "转来的.eml").write_bytes(
        letter([("城投.xlsx", returned(county, "松澜城投.xlsx"))], sender="a@b.example", moment=CAME)
    )
    (file,) = [f for f in Merged.by(workspace, SECOND, SECOND_TIME).result["files"] if SECOND in f["path"]]
    assert file["path"] == f"inputs/{SECOND}/转来的.eml/城投.xlsx"
    assert (file["unit"], file["evidence"]) == ("松澜城投", "mail")
    assert datetime.fromisoformat(file["received_at"]) == CAME


def test_inputs__what_a_message_holds_and_was_not_taken_is_told_by_merge_and_check(
    workspace: Workspace, county: Merged, capsys: pytest.CaptureFixture[str]
):
    folder = workspace.inputs / SECOND
    folder.mkdir()
    files = [("城投.xlsx", returned(county, "松澜城投.xlsx"))]
    link = "其余见 https://pan.baidu.com/s/1abc"
    (folder / "转来的.eml").write_bytes(letter(files, sender="a@b.example", subject="报表", moment=CAME, text=link))
    (folder / "只有链接.zip").write_bytes(zipped({"信.eml": letter([], subject="大文件", moment=CAME, text=link)}))
    result = Merged.by(workspace, SECOND, SECOND_TIME).result
    told = {f["file"]: f for f in result["findings"] if f["code"] == "file.message"}
    assert set(told) == {f"inputs/{SECOND}/转来的.eml", f"inputs/{SECOND}/只有链接.zip/信.eml"}
    first = told[f"inputs/{SECOND}/转来的.eml"]
    assert first["severity"] == "notice"
    assert first["message"].startswith("邮件“报表”（a@b.example）：正文里有网盘或超大附件的链接（pan.baidu.com）")
    assert {f["path"]: f["verdict"] for f in result["files"] if "链接" in f["path"]} == {
        f"inputs/{SECOND}/只有链接.zip/信.eml": "refused"
    }
    cli.run(["check", str(folder / "转来的.eml"), "--workspace", str(workspace.root)])
    assert "正文里有网盘或超大附件的链接（pan.baidu.com）" in capsys.readouterr().out


def test_package__of_messages_keeps_who_sent_each_and_when(workspace: Workspace, county: Merged, tmp_path: Path):
    inner = letter([("城投.xlsx", returned(county, "松澜城投.xlsx"))], sender="a@b.example", subject="甲", moment=CAME)
    (tmp_path / "导出.zip").write_bytes(
        zipped({"邮件/甲.eml": inner, "区交建局.xlsx": returned(county, "区交建局.xlsx")})
    )
    collect(workspace, [tmp_path / "导出.zip"], SECOND)
    sheet = load_workbook(workspace.inputs / SECOND / "收件登记.xlsx").active
    lines = {str(row[3]): row for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert set(lines) == {"邮件", "文件时间"}
    assert lines["邮件"][2:6] == ("2027-05-03 09:00:00", "邮件", "a@b.example", lines["邮件"][5])
    assert "邮件“甲”" in str(lines["邮件"][5])


def test_maildir__what_is_still_being_delivered_is_left(workspace: Workspace, county: Merged, tmp_path: Path):
    box = tmp_path / "box"
    for name in ("cur", "new", "tmp"):
        (box / name).mkdir(parents=True)
    (box / "cur" / "1.host:2,S").write_bytes(letter([("甲.xlsx", returned(county, "松澜城投.xlsx"))], moment=CAME))
    (box / "tmp" / "2.host").write_bytes(letter([("乙.xlsx", returned(county, "区交建局.xlsx"))], moment=CAME))
    collect(workspace, [box], SECOND)
    assert [name.rpartition("_")[2] for name in names(workspace, SECOND)] == ["甲.xlsx"]


def test_message__that_cannot_be_read_stops_nothing(workspace: Workspace, county: Merged, tmp_path: Path):
    folder = tmp_path / "收到"
    folder.mkdir()
    (folder / "a.msg").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__substg1.0_".encode("utf-16-le") * 99)
    (folder / "b.eml").write_bytes(letter([("甲.xlsx", returned(county, "松澜城投.xlsx"))], moment=CAME))
    said = collect(workspace, [folder], SECOND)
    assert "没有收 a.msg：Outlook 邮件（.msg）已损坏" in said
    assert len(names(workspace, SECOND)) == 1


@pytest.mark.parametrize("text", ["imaps://wzz:geheim@x.example/INBOX", "imaps://:geheim@x.example"])
def test_place__a_password_in_it_is_refused_and_not_repeated(
    workspace: Workspace, text: str, capsys: pytest.CaptureFixture[str]
):
    assert cli.run(["collect", text, "--period", SECOND, "--workspace", str(workspace.root)]) == 2
    told = capsys.readouterr()
    assert "不要写密码" in told.err
    assert "geheim" not in told.err + told.out


@pytest.mark.parametrize(
    "text", ["imaps://x.example/INBOX", "imaps://a@/x", "imaps://a@b:port/x", "imap://", "http://a@b"]
)
def test_place__written_wrongly(text: str):
    with pytest.raises(RequestError, match="imaps://"):
        read_place(text)


def test_place__user_with_a_domain_and_folder_in_chinese():
    place = read_place("imaps://wzz@x.gov.cn@mail.x.gov.cn:1993/其他文件夹/报表")
    assert (place.user, place.host, place.port, place.folder) == (
        "wzz@x.gov.cn",
        "mail.x.gov.cn",
        1993,
        "其他文件夹/报表",
    )


def test_book__faulty_lines_are_told_and_do_not_count(workspace: Workspace, tmp_path: Path):
    introduce(workspace, ("没有的局", "a@b.example"), ("区商务局", "没有写"))
    book = load_book(workspace, load_plan(workspace))
    assert len(book.faults) == 2
    assert all(BOOK in fault for fault in book.faults)
    assert not book.contacts


def test_register__no_cell_of_it_is_a_formula(workspace: Workspace, county: Merged, tmp_path: Path):
    take(
        workspace,
        tmp_path,
        letter([("a.xlsx", returned(county, "松澜城投.xlsx"))], sender="=cmd@x.example", subject="=1+1", moment=CAME),
    )
    sheet = load_workbook(workspace.inputs / SECOND / "收件登记.xlsx").active
    assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    json.dumps([c.value for row in sheet.iter_rows() for c in row])


def test_evidence__a_message_takes_the_place_of_the_files_own_time(
    workspace: Workspace, county: Merged, tmp_path: Path
):
    """A merge came between an interrupted collect and the next one."""
    take(
        workspace, tmp_path, letter([("a.xlsx", returned(county, "松澜城投.xlsx"))], sender="a@b.example", moment=CAME)
    )
    register = workspace.inputs / SECOND / "收件登记.xlsx"
    register.unlink()
    Merged.by(workspace, SECOND, SECOND_TIME)
    assert load_workbook(register).active["D2"].value == "文件时间"
    collect(workspace, [tmp_path / "信.eml"], SECOND)
    sheet = load_workbook(register).active
    assert (sheet["D2"].value, sheet["E2"].value, sheet.max_row) == ("邮件", "a@b.example", 2)
