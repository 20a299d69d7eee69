"""Workbooks in the older binary format (.xls, .et): read by xlrd in a process of its own.

xlrd is the one reader that keeps number formats (a percent cell is told from 0.065), error cells,
hidden rows and notes. Crafted files make it loop or ask for gigabytes, so it runs in a worker with a
memory limit and a time limit; a worker that dies is a finding about the file.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any

from reportgen.edges import codes
from reportgen.edges.books import kinds
from reportgen.edges.books.census import biff_numbers
from reportgen.edges.books.guard import Budget, Limits, Unreadable, damaged, refuse, size, too_large
from reportgen.edges.books.looks import biff_remarks, unseen
from reportgen.edges.books.ole import OleFile, custom_properties
from reportgen.edges.books.values import BUILTIN_FORMATS, GENERAL, Typed, boolean, number_cell
from reportgen.model.finding import Finding
from reportgen.model.sheet import Book, Cell, CellKind, Sheet

_STATES = ("visible", "hidden", "veryHidden")
_WORKBOOK = "Workbook"
_SUMMARY = "\x05DocumentSummaryInformation"


def read_book(data: bytes, name: str, limits: Limits) -> Book:
    """Return the workbook in *data* (OLE2, or the bare stream of Excel 2–5); `Unreadable` otherwise."""
    properties: dict[str, str] = {}
    stream = b""
    found: tuple[Finding, ...] = ()
    if data.startswith(kinds.OLE):
        ole = OleFile(data)
        refusal = kinds.ole_refusal(ole)
        if refusal is not None:
            raise refusal
        properties = _properties(ole)
        stream = _stream(ole)
        found = biff_remarks(ole.streams().keys(), stream, name)  # before any library sees it
    answer = _ask(data, limits)
    formats = [text or BUILTIN_FORMATS.get(number, GENERAL) for number, text in answer["formats"]]
    budget = Budget(limits)
    sheets = tuple(_sheet(item, formats, answer["since_1904"], budget) for item in answer["sheets"])
    if not sheets:
        raise refuse(codes.FILE_NO_SHEET)
    found += unseen(biff_numbers(stream), sheets, name)
    names = {key: (sheet, cell) for key, sheet, cell in answer["names"]}
    return Book(name, "et" if name.lower().endswith(".et") else "xls", sheets, properties, names, found)


def _stream(ole: OleFile) -> bytes:
    """The stream of a workbook of Excel 97 or later, b"" where there is none (Excel 5) or it is damaged."""
    try:
        return ole.read(_WORKBOOK)
    except Unreadable:
        return b""


def _properties(ole: OleFile) -> dict[str, str]:
    """The custom properties; a broken stream of them spoils no table."""
    try:
        return custom_properties(ole.read(_SUMMARY))
    except Unreadable:
        return {}


def _sheet(item: Mapping[str, Any], formats: list[str], since_1904: bool, budget: Budget) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    for row, col, kind, stored, style, note in item["cells"]:
        number_format = formats[style] if 0 <= style < len(formats) else GENERAL
        typed, value, raw = _typed(kind, stored, number_format, since_1904)
        budget.spend(1, len(raw))
        cells[row, col] = Cell(row, col, typed, value, raw, number_format, None, note)
    return Sheet(
        item["name"],
        cells,
        tuple((top, left, bottom, right) for top, left, bottom, right in item["merges"]),
        frozenset(item["hidden_rows"]),
        frozenset(item["hidden_cols"]),
        _STATES[item["state"]] if 0 <= item["state"] < 3 else "visible",
    )


def _typed(kind: str, stored: Any, number_format: str, since_1904: bool) -> Typed:
    if kind == "n":
        return number_cell(stored, number_format, since_1904)
    if kind == "b":
        return boolean(bool(stored))
    return (CellKind.ERROR if kind == "e" else CellKind.TEXT), stored, stored


def _ask(data: bytes, limits: Limits) -> dict[str, Any]:
    """Return the worker's answer about *data*; its refusals and its death become `Unreadable`."""
    answer = _worker.ask(data, limits)
    if answer is None:
        raise too_large("读取时耗尽内存或时间", f"{size(limits.worker_bytes)}、{limits.worker_seconds} 秒")
    fault = answer.get("fault")
    if fault == "encrypted":
        raise refuse(codes.FILE_ENCRYPTED, tried="")
    if fault == "large":
        raise too_large("填有内容的单元格或文字过多", f"{limits.cells} 个、{limits.text_chars} 字")
    if fault:
        raise damaged("工作簿内容不合格式")
    return answer


class _Worker:
    """One process, kept over many files and started anew when it died or this process was forked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, data: bytes, limits: Limits) -> dict[str, Any] | None:
        """Return the answer about one file, None if the process died over it or took too long."""
        with self._lock:
            process = self._running(limits)
            timer = threading.Timer(limits.worker_seconds, process.kill)
            timer.start()
            try:
                line = _exchange(process, data, limits)
            finally:
                timer.cancel()
            if not line.endswith(b"\n"):
                self.close()
                return None
            answer: dict[str, Any] = json.loads(line)
            return answer

    def _running(self, limits: Limits) -> subprocess.Popen[bytes]:
        process = self._process
        if process is not None and self._owner == os.getpid() and process.poll() is None:
            return process
        # -O: real files fail harmless assertions of xlrd; what is truly broken still fails
        command = [sys.executable, "-O", "-m", "reportgen.edges.books.xls_worker", str(limits.worker_bytes)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self._process = process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        self._owner = os.getpid()
        return process

    def close(self) -> None:
        """End the process, if this process started one."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue  # unsent bytes of a file that killed the worker


def _exchange(process: subprocess.Popen[bytes], data: bytes, limits: Limits) -> bytes:
    """Send one file and return the line that comes back, b"" if the process is gone."""
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(b"%d %d %d %d\n" % (len(data), limits.cells, limits.text_chars, limits.worker_seconds))
        process.stdin.write(data)
        process.stdin.flush()
        return process.stdout.readline()
    except (BrokenPipeError, OSError):
        return b""


_worker = _Worker()
atexit.register(_worker.close)
