"""Reading in worker processes: order, a reader that is killed, hangs or wants too much memory, and stopping."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from reportgen.edges import codes, reading_cache, reading_pool
from reportgen.edges.books.guard import Limits
from reportgen.edges.reading_job import Copy, Job, Task, make_copy, read
from reportgen.edges.return_copy import LIST_SHEET
from reportgen.model.finding import Finding
from reportgen.model.period import Period
from tests.edges.parts import xlsx
from tests.reading.plans import PLAN

posix = pytest.mark.skipif(sys.platform == "win32", reason="a pipe stands for a file that never ends")
TASK = Task(PLAN, Period.parse("2025-10"), Limits())


def _job(folder: Path, name: str, rows: int = 3) -> Job:
    path = folder / name
    cells = (f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>{n}.5</v></c></row>' for n in range(1, rows + 1))
    path.write_bytes(xlsx("".join(cells)))
    return Job(path, name, f"hash of {name}", folder / "cache" / name)


def _endless(folder: Path, name: str = "停住.xlsx") -> Job:
    """A file whose reading never ends: a pipe that nobody writes to."""
    os.mkfifo(folder / name)
    return Job(folder / name, name, f"hash of {name}", folder / "cache" / name)


@pytest.fixture(autouse=True)
def _own_workers() -> Iterator[None]:
    """Workers of other tests hold other limits."""
    reading_pool.close()
    yield
    reading_pool.close()


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three workers, however few files and processors there are."""
    monkeypatch.setattr(reading_pool, "processors", lambda: 3)
    monkeypatch.setattr(reading_pool, "FILES_PER_WORKER", 1)


def _reader_of(name: str) -> int:
    """Wait for the process that reads the file *name* and return its id."""
    while True:
        for worker in reading_pool.workers():
            if worker.file == name:
                return worker.pid
        time.sleep(0.01)


@pytest.mark.usefixtures("many")
def test_read_all__gives_what_reading_here_gives_in_the_order_of_the_jobs(tmp_path: Path):
    jobs = [_job(tmp_path, f"{n}.xlsx", rows=400 if n % 3 == 0 else 2) for n in range(9)]
    told: list[str] = []
    assert list(reading_pool.read_all(TASK, jobs, told.append)) == [read(TASK, job) for job in jobs]
    assert told == [job.name for job in jobs]
    assert all(reading_cache.load(job.entry) == read(TASK, job) for job in jobs)


def test_read_all__no_files_no_process(tmp_path: Path):
    assert list(reading_pool.read_all(TASK, [], print)) == []
    assert reading_pool.workers() == ()


@posix
@pytest.mark.usefixtures("many")
def test_read_all__a_reader_killed_mid_file_is_a_finding_about_that_file(tmp_path: Path):
    jobs = [_job(tmp_path, "甲.xlsx"), _endless(tmp_path), _job(tmp_path, "乙.xlsx")]
    killer = threading.Thread(target=lambda: os.kill(_reader_of("停住.xlsx"), 9))
    killer.start()
    readings = list(reading_pool.read_all(TASK, jobs, print))
    killer.join()
    lost = [r for r in readings if any(f.code == codes.FILE_READER_LOST.id for f in r.findings)]
    assert [r.path for r in lost] == ["停住.xlsx"]
    assert "1024 MB、120 秒" in lost[0].findings[0].message
    assert lost[0].findings[0].file == "停住.xlsx"
    assert readings[2] == read(TASK, jobs[2])
    assert not jobs[1].entry.exists()


@posix
def test_read_all__a_reader_that_hangs_is_ended_at_the_limit(tmp_path: Path):
    task = replace(TASK, limits=Limits(reading_seconds=1))
    jobs = [_endless(tmp_path), _job(tmp_path, "乙.xlsx")]
    begun = time.monotonic()
    readings = list(reading_pool.read_all(task, jobs, print))
    assert time.monotonic() - begun < 30  # where it hung, it would be for ever
    assert [f.code for f in readings[0].findings] == [codes.FILE_READER_LOST.id]
    assert "1 秒" in readings[0].findings[0].message
    assert readings[1].cells.filled == 6


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of address space is Linux's")
def test_read_all__a_reader_that_wants_too_much_memory_is_a_finding(tmp_path: Path):
    task = replace(TASK, limits=Limits(worker_bytes=100 << 20))
    jobs = [_job(tmp_path, "大.xlsx", rows=150_000), _job(tmp_path, "小.xlsx")]
    readings = list(reading_pool.read_all(task, jobs, print))
    assert [f.code for f in readings[0].findings] == [codes.FILE_READER_LOST.id]
    assert "100 MB" in readings[0].findings[0].message
    assert readings[1].cells.filled == 6


@posix
@pytest.mark.usefixtures("many")
def test_read_all__stopped_midway_it_ends_at_once_and_leaves_no_busy_process(tmp_path: Path):
    jobs = [_job(tmp_path, "甲.xlsx"), _endless(tmp_path), _job(tmp_path, "乙.xlsx")]
    reading = reading_pool.read_all(TASK, jobs, print)
    next(reading)
    reader = _reader_of("停住.xlsx")
    begun = time.monotonic()
    reading.close()  # what an interruption does
    assert time.monotonic() - begun < 30  # waiting for it, it would be the limit of 120 s
    with pytest.raises(ProcessLookupError):
        os.kill(reader, 0)
    assert [r.path for r in reading_pool.read_all(TASK, [jobs[2]], print)] == ["乙.xlsx"]


FINDING = Finding("rules.required", "error", "没有填。", file="甲.xlsx", sheet="Sheet", cell="B2")


def _copy(job: Job, target: Path) -> Copy:
    return Copy(job.path, job.name, (FINDING,), target, datetime(2027, 4, 6, 12), "区专班办")


@pytest.mark.usefixtures("many")
def test_copying__gives_what_marking_here_gives(tmp_path: Path):
    jobs = [_copy(_job(tmp_path, f"{n}.xlsx"), tmp_path / "退回" / f"{n}.xlsx") for n in range(5)]
    with reading_pool.copying(TASK, jobs, print) as wait:
        wait()
    for job in jobs:
        here = replace(job, target=tmp_path / "here.xlsx")
        make_copy(TASK.plan, here)
        assert job.target.read_bytes() == here.target.read_bytes()


def test_copying__nothing_to_copy_no_process():
    with reading_pool.copying(TASK, [], print) as wait:
        wait()
    assert reading_pool.workers() == ()


def test_copying__what_cannot_be_written_is_told_here(tmp_path: Path):
    (tmp_path / "退回").write_text("a file where the folder should be", encoding="utf-8")
    job = _copy(_job(tmp_path, "甲.xlsx"), tmp_path / "退回" / "甲.xlsx")
    with reading_pool.copying(TASK, [job], print) as wait, pytest.raises(OSError) as told:
        wait()
    assert told.value.filename and told.value.errno


@posix
def test_copying__a_file_that_ends_its_worker_comes_back_as_a_list_alone(tmp_path: Path):
    source = _endless(tmp_path)
    killer = threading.Thread(target=lambda: os.kill(_reader_of("停住.xlsx"), 9))
    killer.start()
    job = _copy(source, tmp_path / "停住（退回）.xlsx")
    with reading_pool.copying(TASK, [job], print) as wait:
        wait()
    killer.join()
    book = openpyxl.load_workbook(job.target)
    assert LIST_SHEET in book.sheetnames
    assert any("没有填。" in str(cell.value) for row in book[LIST_SHEET].iter_rows() for cell in row)
