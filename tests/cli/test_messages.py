"""What a clerk types and what is answered: every message names the thing, and says what to do."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reportgen import cli
from reportgen.edges.workspace import Workspace
from tests.conftest import FIRST, SECOND, SECOND_TIME, Merged


@pytest.fixture
def run(county: Merged, capsys: pytest.CaptureFixture[str]):
    """Run a command in the merged workspace (nothing that writes there); return status, output, errors."""

    def command(*arguments: object) -> tuple[int, str, str]:
        status = cli.run([*map(str, arguments), "--workspace", str(county.workspace.root)])
        told = capsys.readouterr()
        assert "Traceback" not in told.out + told.err
        return status, told.out, told.err

    return command


TIME = ("--period", SECOND, "--as-of", SECOND_TIME)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("merge --period 2027-13", "期别“2027-13”写法不对"),
        ("merge --period 四月", "请写成 2025-10（月）"),
        ("merge --period 2026-04", "不属于方案年度（2027年）"),
        ("issue --period 2026-04", "不属于方案年度（2027年）"),
        ("collect . --period 2026-04", "不属于方案年度（2027年）"),
        ("status --as-of 昨天", "统计时点“昨天”写法不对"),
        ("status --unit 张三", "方案里没有“张三”这个单位"),
        ("issue --period 2027-06 --unit 区经信", "是不是“区经信局”"),
        ("issue --period 2027-06 --unit 区政府", "没有应报的表"),
        ("trace 没有这个数", "没有找到“没有这个数”这个数字"),
        ("brief --kind 周调度", "方案现有：月度、旬报"),
        ("brief --kind 诗", "选项 --kind 写得不对。可以是：周调度"),
        ("check /没有/这个.xlsx", "没有找到“/没有/这个.xlsx”"),
        ("collect /没有/这个.zip --period 2027-04", "没有找到“/没有/这个.zip”"),
        ("merge 多余的", "多了参数"),
        ("merge --perod 2027-04", "是不是 --period"),
        ("issue", "缺少选项 --period"),
        ("plan convert 甲.yaml", "缺少参数 新文件"),
        ("plan chekc", "是不是“check”"),
        ("汇总", "没有“汇总”这个命令"),
    ],
)
def test_wrong_line__is_2_and_says_what_is_wrong(run, line: str, words: str):
    status, out, err = run(*line.split())
    assert (status, out) == (2, "")
    assert words in err
    assert len(err) < 400


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("merge --period 2027-08", "没有找到 inputs/2027-08 里的报表"),
        ("status --period 2027-Q3", "没有找到 inputs/2027-Q3 里的报表"),
        ("plan convert 甲.txt 乙.yaml", "不是方案文件"),
        ("plan convert 没有.yaml 乙.xlsx", "找不到“没有.yaml”"),
    ],
)
def test_nothing_to_read__is_4(county: Merged, capsys: pytest.CaptureFixture[str], line: str, words: str):
    place = [] if line.startswith("plan") else ["--workspace", str(county.workspace.root)]
    assert cli.run([*line.split(), *place]) == 4
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("typed", ["2027-04", "2027-4", "2027年4月", "2027年04月份", " 2027/4 ", "2027.4"])
def test_period__as_people_write_months(run, typed: str):
    assert "2027年4月报送情况" in run("status", "--period", typed)[1]


@pytest.mark.parametrize(
    "typed", ["2027-05-20 18:00", "2027/5/20 18:00", "2027年5月20日18时", "2027-05-20T18:00+08:00"]
)
def test_time__as_people_write_it(run, typed: str):
    assert "截至2027-05-20 18:00" in run("status", "--period", SECOND, "--as-of", typed)[1]


@pytest.mark.parametrize("name", ["松澜城投", "松澜区城市建设投资公司", "区城投"])
def test_unit__by_any_of_its_names(run, name: str):
    status, out, err = run("status", *TIME, "--unit", name)
    assert status in (0, 2)
    assert ("工程项目月报" in out and "逾期" in out) or "是不是“松澜城投”" in err


def test_trace__by_id_by_name_and_by_part_of_a_name(run, county: Merged):
    by_id = run("trace", "quotas.任务甲.actual", *TIME)
    assert by_id == run("trace", "升规工业企业", *TIME)
    assert "口径：区统计办“升规批复”中" in by_id[1]
    assert "─ inputs/2027-04/区统计办.xlsx　升规批复!C8　原填" in by_id[1]
    status, _, err = run("trace", "升规", *TIME)
    assert status == 2
    assert "“升规”对应多个数字，请写明编号" in err
    assert "……共" in err
    told = json.loads(run("trace", "升规工业企业", *TIME, "--json")[1])
    assert told["sources"] == county.result["figures"]["quotas.任务甲.actual"]["sources"]


def test_trace__of_a_computed_number_goes_down_to_the_cells(run):
    _, out, _ = run("trace", "quotas.任务甲.rate", *TIME)
    assert "升规工业企业完成率：50.0%" in out
    assert "quotas.任务甲.actual" in out
    assert "inputs/2027-04/区统计办.xlsx" in out
    assert "方案规定" in out


def test_check__tells_each_file_and_a_folder(run, county: Merged):
    status, out, _ = run("check", county.workspace.inputs / SECOND / "区交建局.xlsx", "--period", SECOND)
    assert status == 1
    assert "【强制】工程项目月报 F8：“年度完成”写的是“正在推进”，应为一个数（亿元）。" in out
    status, out, _ = run("check", county.workspace.inputs / FIRST)
    assert status == 1  # the register is none of the forms, and a folder is checked whole
    assert out.count("没有发现问题。") == 9
    told = json.loads(run("check", county.workspace.inputs / FIRST / "松澜城投.xlsx", "--json")[1])
    assert told[0]["unit"] == "松澜城投"
    assert told[0]["findings"] == []


def test_check__writes_the_marked_copy_that_a_merge_would_send_back(run, county: Merged, tmp_path: Path):
    desk = tmp_path / "桌面"
    source = county.workspace.inputs / SECOND / "区交建局.xlsx"
    status, out, _ = run("check", source, "--period", SECOND, "--mark", desk)
    assert status == 1
    assert out.strip().endswith("桌面/区交建局.xlsx")
    sheet = load_workbook(desk / "区交建局.xlsx")["工程项目月报"]
    told = [f for f in county.result["findings"] if f["file"].endswith("区交建局.xlsx") and f["cell"] == "F8"]
    assert f"〔{told[0]['number']} {told[0]['code']}〕" in sheet["F8"].comment.text
    written = (desk / "区交建局.xlsx").read_bytes()
    run("check", source, "--period", SECOND, "--mark", desk)
    assert (desk / "区交建局.xlsx").read_bytes() == written
    run("check", county.workspace.inputs / FIRST / "松澜城投.xlsx", "--mark", desk)
    assert not (desk / "松澜城投.xlsx").exists()  # nothing to mend


@pytest.mark.parametrize("place", ["inputs/2027-04", "inputs"])
def test_check__writes_no_copy_among_what_agencies_sent(run, county: Merged, place: str):
    source = county.workspace.inputs / SECOND / "区交建局.xlsx"
    status, _, err = run("check", source, "--mark", county.workspace.root / place)
    assert (status, "不能放进 inputs" in err) == (2, True)


def test_check__writes_no_copy_over_the_file_itself(run, county: Merged, tmp_path: Path):
    file = shutil.copy2(county.workspace.inputs / SECOND / "区交建局.xlsx", tmp_path / "甲.xlsx")
    before = file.read_bytes()
    status, _, err = run("check", file, "--mark", tmp_path)
    assert (status, "会盖掉原件" in err, file.read_bytes()) == (2, True, before)


def test_check__a_file_outside_the_workspace_changes_nothing(run, county: Merged, tmp_path: Path):
    file = shutil.copy2(county.workspace.inputs / FIRST / "松澜城投.xlsx", tmp_path / "随便叫什么.xlsx")
    before = sorted(county.workspace.inputs.rglob("*"))
    status, out, _ = run("check", file)
    assert status == 0
    assert "松澜城投；工程项目月报、工程节点、问题交办单" in out
    assert sorted(county.workspace.inputs.rglob("*")) == before


def test_status__says_who_and_what(run):
    _, out, _ = run("status", *TIME)
    assert "应报 13 张" in out
    line = next(x for x in out.splitlines() if "区税务分局" in x)
    assert "指标月报" in line


def test_first_screen__says_what_to_do_next(run):
    status, out, _ = run()
    assert status == 0
    assert "下一步" in out
    assert "reportgen merge --period 2027-04" in out


def test_workspace__named_before_or_after_the_command(county: Merged, capsys: pytest.CaptureFixture[str]):
    root = str(county.workspace.root)
    assert cli.run(["--workspace", root, "plan", "check"]) == 0
    before = capsys.readouterr().out
    assert cli.run(["plan", "check", "--workspace", root]) == 0
    assert capsys.readouterr().out == before
    assert "松澜区" in before
    assert cli.run(["--workspace", "/没有", "plan", "check"]) == 4


def test_convert__names_files_from_the_workspace(copy_of_county: Workspace):
    line = ["plan", "convert", "templates/plan.yaml", "方案.xlsx", "--workspace", str(copy_of_county.root)]
    assert cli.run(line) == 0
    assert (copy_of_county.root / "方案.xlsx").is_file()


def test_plan_show__lists_the_plan_and_its_coverage(run):
    assert "环城快线通车" in run("plan", "show")[1]
    assert "每季度公布惠企资金兑付" in run("plan", "show", "--coverage")[1]


@pytest.mark.parametrize(
    ("file", "content", "status", "words"),
    [
        ("templates/plan.yaml", b"units: [", 3, "templates/plan.yaml"),
        ("templates/plan.yaml", b"\xff\xfe\x00", 3, "不是 UTF-8 编码"),
        ("templates/plan.yaml", b"", 3, "缺少“基本信息”"),
        ("templates/plan.xlsx", b"no workbook", 3, "打不开"),
        ("templates/word/简报.docx", b"no document", 3, "Word 模板 简报.docx 打不开"),
        ("inputs/2027-04/收件登记.xlsx", b"no workbook", 4, "收件登记.xlsx 已损坏"),
    ],
)
def test_damaged_file_of_the_office__is_named_with_a_remedy(
    copy_of_county: Workspace,
    capsys: pytest.CaptureFixture[str],
    file: str,
    content: bytes,
    status: int,
    words: str,
):
    (copy_of_county.root / file).write_bytes(content)
    before = (copy_of_county.outputs / SECOND / "result.json").read_bytes()
    assert cli.run(["merge", "--workspace", str(copy_of_county.root), "--period", SECOND]) == status
    err = capsys.readouterr().err
    assert words in err
    assert "请" in err
    assert len(err) < 2000
    assert (copy_of_county.outputs / SECOND / "result.json").read_bytes() == before


def test_odd_names__are_read_or_named(copy_of_county: Workspace, capsys: pytest.CaptureFixture[str]):
    folder = copy_of_county.inputs / SECOND
    for name in ("表 😀.xlsx", "=cmd|' .xlsx", "a'b\".xlsx", "换\n行.xlsx"):
        (folder / name).write_bytes(b"x")
    (folder / "夹.xlsx").mkdir()
    (folder / "坏链.xlsx").symlink_to("/没有")
    (folder / os.fsdecode(b"\xb1\xa8.xlsx")).write_bytes(b"x")
    line = ["merge", "--workspace", str(copy_of_county.root), "--period", SECOND, "--as-of", SECOND_TIME]
    assert cli.run(line) == 0
    out = capsys.readouterr().out
    assert "没有读 inputs/2027-04/坏链.xlsx：是链接或快捷方式" in out
    assert "文件名的编码认不出" in out
    told = json.loads((copy_of_county.outputs / SECOND / "result.json").read_text(encoding="utf-8"))
    assert {"表 😀.xlsx", "=cmd|' .xlsx", "a'b\".xlsx"} <= {Path(f["path"]).name for f in told["files"]}


def test_collect__says_what_it_took_and_what_not(
    copy_of_county: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    source = tmp_path / "收到的"
    source.mkdir()
    shutil.copy2(copy_of_county.inputs / SECOND / "松澜城投.xlsx", source / "又发一次.xlsx")
    (source / "新.xlsx").write_bytes(b"new")
    (source / "~$新.xlsx").write_bytes(b"lock")
    assert cli.run(["collect", str(source), "--period", "2027年4月", "--workspace", str(copy_of_county.root)]) == 0
    out = capsys.readouterr().out
    assert "已收下 inputs/2027-04/新.xlsx" in out
    assert "1 份已经收过（内容相同），没有重复收：又发一次.xlsx" in out
    assert "没有收 ~$新.xlsx：Excel 或 WPS 的临时文件" in out


def test_collect__a_full_disk_takes_nothing(
    copy_of_county: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    for number in range(3):
        (tmp_path / f"{number}.xlsx").write_bytes(bytes([number]))
    write, done = Path.write_bytes, 0

    def failing(self: Path, data: bytes) -> int:
        nonlocal done
        done += 1
        if done == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(self, data)

    before = sorted(copy_of_county.inputs.rglob("*"))
    monkeypatch.setattr(Path, "write_bytes", failing)
    files = [str(tmp_path / f"{n}.xlsx") for n in range(3)]
    assert cli.run(["collect", *files, "--period", SECOND, "--workspace", str(copy_of_county.root)]) == 4
    assert "磁盘空间不足" in capsys.readouterr().err
    assert sorted(copy_of_county.inputs.rglob("*")) == before


def test_streams__results_and_notes_apart_and_no_escape_codes(county: Merged):
    """A script reads standard output; nothing else stands there, even where the terminal speaks no Chinese."""
    command = [sys.executable, "-m", "reportgen", "status", "--workspace", str(county.workspace.root), *TIME, "--json"]
    done = subprocess.run(
        command, env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}, capture_output=True, check=False
    )
    assert done.returncode == 0
    assert done.stderr == b""
    assert json.loads(done.stdout.decode("utf-8"))[0]["unit"]


def test_pipe__closed_early_is_no_error(county: Merged):
    line = f"'{sys.executable}' -m reportgen plan show --workspace '{county.workspace.root}' | head -1"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.stderr == ""
    assert "松澜区" in done.stdout


class Terminal(io.StringIO):
    """A screen that shows results and progress alike."""

    def isatty(self) -> bool:
        return True


def test_progress__is_wiped_before_the_result_is_told(county: Merged, monkeypatch: pytest.MonkeyPatch):
    """On a terminal the last file's name must not run into the first line of the result."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "stderr", screen)
    file = county.workspace.inputs / FIRST / "松澜城投.xlsx"
    assert cli.run(["check", str(file), "--workspace", str(county.workspace.root)]) == 0
    told = screen.getvalue()
    assert "正在处理 松澜城投.xlsx" in told
    shown = [line.rsplit("\r\x1b[K", 1)[-1] for line in told.split("\n")]
    assert shown[0].startswith(str(file))
    assert "正在处理" not in "".join(shown)
