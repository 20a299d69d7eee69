"""What is measured: each measure makes its inputs and returns lines of the page."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import county
from benchmarks.clock import ROOT, Run, alternating, reportgen, run, timed
from reportgen.edges.workspace import Workspace
from reportgen.model.period import Period

HERE = Path(__file__).parent
_ROOMY = {"reading_cells": 2_000_000, "reading_megabytes": 2048}  # what a plan with such lists sets
_BIG_ROWS, _FORMATTED_ROWS, _RULED_ROWS, _RULES = 200_000, 1_000_000, 100_000, 100
_NEXT_YEAR = f"{county.PERIOD.plan_year + 1}-01-10"


@dataclass(frozen=True, slots=True)
class Line:
    """One promise: what was measured, what was promised and whether it holds; *detail* gives the figures behind it."""

    what: str
    measured: str
    promised: str
    holds: bool | None  # None: nothing was promised
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """How large the measurements are."""

    files: int
    sizes: tuple[int, ...]
    rounds: int
    histories: tuple[int, ...]  # months before the last one
    month_files: int


FULL = Scale(500, (27, 500, 3000), 3, (0, 3, 6, 11), 47)
QUICK = Scale(60, (27, 120), 1, (0, 2, 4), 10)
Measure = Callable[[Path, Scale], Iterator[Line]]


def _merge_arguments(workspace: Workspace) -> tuple[str, ...]:
    return "merge", "--period", county.PERIOD.id, "--as-of", county.MOMENT, "--workspace", str(workspace.root)


def _merge(workspace: Workspace) -> Run:
    return reportgen(*_merge_arguments(workspace))


def _merge_anew(workspace: Workspace) -> Run:
    shutil.rmtree(workspace.outputs, ignore_errors=True)
    return _merge(workspace)


def against_others(work: Path, scale: Scale) -> Iterator[Line]:
    """The merge of many files against the script that an office would write, and against the floor."""
    workspace = county.make_workspace(work / "others", scale.files)
    folder = str(workspace.period_folder(county.PERIOD))
    out = work / "office"
    out.mkdir()
    took = alternating(
        scale.rounds,
        ours=lambda: _merge_anew(workspace).seconds,
        office=lambda: run(sys.executable, str(HERE / "office_script.py"), folder, str(out)).seconds,
        floor=lambda: run(sys.executable, str(HERE / "floor.py"), folder).seconds,
    )
    ours, office, floor = took["ours"], took["office"], took["floor"]
    yield Line(
        f"{scale.files} 个文件汇总，比 pandas 脚本快", f"{office / ours:.1f} 倍", "≥ 12 倍", office / ours >= 12,
        f"本程序 {ours:.1f} 秒，脚本（read_excel、concat、to_excel、python-docx）{office:.1f} 秒；本程序带出处和全部核对",
    )  # fmt: skip
    yield Line(
        f"{scale.files} 个文件汇总，是底线的", f"{ours / floor:.1f} 倍", "≤ 4 倍", ours / floor <= 4,
        f"底线：各处理器一起解压、切分全部文件，再压缩同样多的字节，{floor:.1f} 秒，比 pandas 脚本快 {office / floor:.1f} 倍："
        "模板带着即时核对的公式，每个文件 1 MB",
    )  # fmt: skip


def second_merge(work: Path, scale: Scale) -> Iterator[Line]:
    """A merge after one file changed, against the first."""
    workspace = county.make_workspace(work / "second", scale.files)
    folder = workspace.period_folder(county.PERIOD)
    one, other = folder / f"{county.unit_name(1)}.xlsx", folder / f"{county.unit_name(2)}.xlsx"
    first, second = [], []
    for number in range(scale.rounds):
        first.append(_merge_anew(workspace).seconds)
        _change(one if number % 2 else other)
        second.append(_merge(workspace).seconds)
    share = sorted(second)[len(second) // 2] / sorted(first)[len(first) // 2]
    yield Line(
        f"{scale.files} 个文件改了一个，再次汇总，占首次的", f"{share:.0%}", "≤ 10%", share <= 0.1,
        f"首次 {min(first):.1f} 秒，再次 {min(second):.1f} 秒（各取最快一次）",
    )  # fmt: skip


def _change(path: Path) -> None:
    """Save a workbook with another number in it."""
    with zipfile.ZipFile(path) as package:
        parts = {info: package.read(info) for info in package.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for info, content in parts.items():
            package.writestr(info.filename, content.replace(b".43</v>", b".44</v>", 1))


def constancy(work: Path, scale: Scale) -> Iterator[Line]:
    """Time a file and memory, from few files to very many."""
    runs: dict[int, Run] = {}
    for files in scale.sizes:
        workspace = county.make_workspace(work / f"size{files}", files)
        runs[files] = min((_merge_anew(workspace) for _ in range(3 if files < 100 else 1)), key=lambda r: r.seconds)
        shutil.rmtree(workspace.root)
    few, many = scale.sizes[0], scale.sizes[-1]
    growth = (runs[many].seconds / many) / (runs[few].seconds / few)
    told = "；".join(f"{n} 个 {r.seconds:.1f} 秒（每个 {r.seconds / n * 1000:.0f} 毫秒）" for n, r in runs.items())
    yield Line(f"每个文件的用时，从 {few} 到 {many} 个", f"{growth:.2f} 倍", "不增长（≤ 1.2 倍）", growth <= 1.2, told)
    held = "；".join(f"{n} 个 {r.megabytes:.0f} MB" for n, r in runs.items())
    most = runs[many].megabytes
    yield Line(f"{many} 个文件，全部进程合计内存", f"{most:.0f} MB", "< 400 MB", most < 400, held)


def history(work: Path, scale: Scale) -> Iterator[Line]:
    """The year's last month with earlier months on record, against the same month alone."""
    months = [Period.parse(f"{county.PERIOD.plan_year}-{number:02d}") for number in range(1, 13)]
    acts = {}
    for count in scale.histories:
        periods = months[-1 - count :]
        workspace = county.make_workspace(work / f"after{count}", scale.month_files, periods=periods)
        if count:
            _merge_period(workspace, periods[-2])
        known = frozenset(workspace.cache.rglob("*"))
        acts[str(count)] = partial(_merge_last, workspace, months[-1], known)
    took = {int(count): seconds for count, seconds in alternating(scale.rounds, **acts).items()}
    alone, longest = took[0], scale.histories[-1]
    ratio = took[longest] / alone
    yield Line(
        f"前 {longest} 个月都在、汇总第 {longest + 1} 个月，是没有前几个月时的", f"{ratio:.2f} 倍", "≤ 1.3 倍", ratio <= 1.3,
        f"每月 {scale.month_files} 个文件，当月的重新读入，以前的在缓存里；没有前几个月 {alone:.1f} 秒（处理器时间）",
    )  # fmt: skip
    each = {count: (seconds - alone) / count for count, seconds in took.items() if count}
    growth = each[longest] / each[scale.histories[1]]
    told = "；".join(f"前 {count} 个月 {each[count] * 1000:.0f} 毫秒" for count in each)
    yield Line(
        "以前每一个月多用的时间，从短到长", f"{growth:.2f} 倍", "不增长（≤ 1.2 倍）", growth <= 1.2, f"每个月：{told}"
    )


def _merge_period(workspace: Workspace, period: Period) -> None:
    reportgen("merge", "--period", period.id, "--as-of", _NEXT_YEAR, "--workspace", str(workspace.root))


def _merge_last(workspace: Workspace, period: Period, known: frozenset[Path]) -> float:
    """The processor time of a merge that finds only what is *known* in the cache, all its processes together."""
    for path in workspace.cache.rglob("*"):
        if path not in known and path.is_file():
            path.unlink()
    before = os.times()
    _merge_period(workspace, period)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def formatted(work: Path, scale: Scale) -> Iterator[Line]:
    """A sheet that somebody formatted to its end around eleven numbers."""
    workspace = county.make_workspace(work / "formatted", 1)
    path = workspace.period_folder(county.PERIOD) / "整表设格式.xlsx"
    _write_formatted(path)
    reportgen("check", str(path), "--workspace", str(workspace.root))  # compiles, starts, reads the plan
    best = min(_check_anew(workspace, path) for _ in range(scale.rounds))
    yield Line(
        f"{_FORMATTED_ROWS:,} 行都设了格式、只有十一个数的表", f"{best:.1f} 秒", "< 2 秒", best < 2,
        f"文件 {path.stat().st_size >> 10} KB，展开 {_inflated(path) >> 20} MB；含启动程序",
    )  # fmt: skip


def _check_anew(workspace: Workspace, path: Path) -> float:
    shutil.rmtree(workspace.cache / "readings", ignore_errors=True)
    return reportgen("check", str(path), "--workspace", str(workspace.root)).seconds


def _inflated(path: Path) -> int:
    with zipfile.ZipFile(path) as package:
        return sum(info.file_size for info in package.infolist())


def _write_formatted(path: Path) -> None:
    """Write a workbook of one sheet: formatted cells without content in a million rows, numbers in eleven of them."""
    main, document = county.MAIN, county.DOCUMENT
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    rel = f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{document}/{{}}" Target="{{}}"/></Relationships>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("_rels/.rels", rel.format("officeDocument", "xl/workbook.xml"))
        sheets = '<sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets>'
        package.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{document}">{sheets}</workbook>')
        package.writestr("xl/_rels/workbook.xml.rels", rel.format("worksheet", "worksheets/sheet1.xml"))
        with package.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(f'<worksheet xmlns="{main}"><sheetData>'.encode())
            for start in range(1, _FORMATTED_ROWS + 1, 10_000):
                part.write("".join(_formatted_row(n) for n in range(start, start + 10_000)).encode())
            part.write(b"</sheetData></worksheet>")


def _formatted_row(number: int) -> str:
    value = f"<v>{number}.5</v>" if number <= 11 else ""
    first = f'<c r="A{number}" s="0">{value}</c>' if value else f'<c r="A{number}" s="0"/>'
    return f'<row r="{number}" spans="1:3">{first}<c r="B{number}" s="0"/><c r="C{number}" s="0"/></row>'


def big_list(work: Path, scale: Scale) -> Iterator[Line]:
    """One very long list: read, checked and written."""
    workspace = _list_workspace(work / "list", _BIG_ROWS, rules=3, settings=_ROOMY)
    took = _merge_anew(workspace)
    yield Line(
        f"{_BIG_ROWS:,} 行的清单，读入、核对、写出", f"{took.seconds:.1f} 秒", "< 25 秒", took.seconds < 25,
        f"五列；内存 {took.megabytes:.0f} MB；方案“设置”放宽到 200 万格、2048 MB",
    )  # fmt: skip


def many_rules(work: Path, scale: Scale) -> Iterator[Line]:
    """Checking by many rules against reading the same rows, in one process."""
    from reportgen.app import course
    from reportgen.edges import books
    from reportgen.edges.books.guard import Limits
    from reportgen.reading.understand import understand
    from reportgen.rules import formulas

    workspace = _list_workspace(work / "rules", _RULED_ROWS, rules=_RULES)
    plan = course.load_plan(workspace)
    path = workspace.period_folder(county.PERIOD) / f"{county.unit_name(1)}.xlsx"
    kept: list[Any] = []

    def read() -> None:
        kept[:] = understand(plan, books.open_book(path, path.name, Limits()), "", county.PERIOD).returns

    def check() -> None:
        for ret in kept:
            sum(1 for _ in formulas.check(plan, plan.form(ret.form), ret))

    took = alternating(min(scale.rounds, 2), read=lambda: timed(read), check=lambda: timed(check))
    share = took["check"] / took["read"]
    yield Line(
        f"{_RULES} 条核对关系查 {_RULED_ROWS:,} 行，占读入这些行的", f"{share:.0%}", "≤ 100%", share <= 1,
        f"读入 {took['read']:.1f} 秒，核对 {took['check']:.1f} 秒（处理器时间）",
    )  # fmt: skip


def _list_workspace(root: Path, rows: int, *, rules: int, settings: dict[str, int] | None = None) -> Workspace:
    """A workspace of one unit with one form of five columns and a return of many rows."""
    workspace = county.workspace_with(root, county.list_plan(rules, settings or {}))
    county.write_list(workspace.period_folder(county.PERIOD) / f"{county.unit_name(1)}.xlsx", rows)
    return workspace


def workbook(work: Path, scale: Scale) -> Iterator[Line]:
    """Writing 汇总表 against xlsxwriter writing the bare values of the same rows in its leanest mode."""
    from reportgen.app import course
    from reportgen.app.judge import outcome_of
    from reportgen.edges.workbook import write_workbook

    workspace = county.make_workspace(work / "book", min(scale.files, 100))
    done = course.follow(workspace, course.load_plan(workspace), county.PERIOD, county.MOMENT)
    outcome = outcome_of(done)
    took = alternating(
        scale.rounds,
        ours=lambda: timed(lambda: write_workbook(done.plan, outcome, work / "ours.xlsx")),
        bare=lambda: timed(lambda: _write_bare(done.plan, outcome, work / "bare.xlsx")),
    )
    ratio = took["ours"] / took["bare"]
    rows = sum(len(form.rows) for form in outcome.forms.values())
    yield Line(
        "写汇总表，是 xlsxwriter constant_memory 只写数值的", f"{ratio:.2f} 倍", "", None,
        f"{rows:,} 行：本程序 {took['ours']:.1f} 秒（带出处、批注、格式、目录），xlsxwriter {took['bare']:.1f} 秒（处理器时间）",
    )  # fmt: skip


def _write_bare(plan: Any, outcome: Any, path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        for form in plan.forms:
            sheet = book.add_worksheet(form.name)
            fields = form.columns()
            for number, row in enumerate(outcome.forms[form.name].rows):
                for col, field in enumerate(fields):
                    value = row.values.get(field.name)
                    if value is not None:
                        sheet.write(number, col, value.text)


def interruption(work: Path, scale: Scale) -> Iterator[Line]:
    """How long a merge goes on after Ctrl-C, while it reads and while it writes."""
    workspace = county.make_workspace(work / "stopped", scale.files)
    cache = workspace.outputs / ".cache"
    moments = {"读入": lambda: any(cache.glob("readings/*")), "写出": lambda: any(cache.glob("new-*/**/*.xlsx"))}
    took = alternating(scale.rounds, **{name: partial(_stopped, workspace, at) for name, at in moments.items()})
    longest = max(took.values())
    yield Line(
        "按 Ctrl-C 到程序结束", f"{longest:.1f} 秒", "≤ 1 秒", longest <= 1,
        "；".join(f"正在{name}时 {seconds:.2f} 秒" for name, seconds in took.items()),
    )  # fmt: skip


def _stopped(workspace: Workspace, moment: Callable[[], bool]) -> float:
    """Begin a merge, interrupt it and all its processes at the *moment*, as a terminal does; return the seconds it went on."""
    shutil.rmtree(workspace.outputs, ignore_errors=True)
    command = [sys.executable, "-m", "reportgen", *_merge_arguments(workspace)]
    merge = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    while not moment():
        if merge.poll() is not None:
            raise RuntimeError("the merge ended before it could be stopped")
        time.sleep(0.01)
    begun = time.perf_counter()
    os.killpg(merge.pid, signal.SIGINT)
    merge.wait()
    return time.perf_counter() - begun


def start_up(work: Path, scale: Scale) -> Iterator[Line]:
    """How fast the program answers, against a bare click program."""
    from benchmarks.startup import medians

    took = medians(5 * scale.rounds)
    base = took["bare click --help"]
    for name, most in (("reportgen --help", 2), ("reportgen status", 3)):
        ratio = took[name] / base
        yield Line(
            f"{name}，是空的 click 程序的", f"{ratio:.1f} 倍", f"≤ {most} 倍", ratio <= most,
            f"{took[name] * 1000:.0f} 毫秒比 {base * 1000:.0f} 毫秒",
        )  # fmt: skip


MEASURES: dict[str, Measure] = {
    "others": against_others,
    "second": second_merge,
    "size": constancy,
    "history": history,
    "formatted": formatted,
    "list": big_list,
    "rules": many_rules,
    "workbook": workbook,
    "interruption": interruption,
    "startup": start_up,
}
"""Name → measure, in the order of the page."""


def measured(name: str, work: Path, scale: Scale) -> list[Line]:
    """Return the lines of one measure; its inputs are removed afterwards."""
    folder = work / name
    folder.mkdir()
    try:
        return list(MEASURES[name](folder, scale))
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)
