"""Count the filled cells of real files by other programs: ``python -m tools.witnesses CORPUS`` writes the tables.

``tests/corpus/spreadsheets.tsv`` says of each file what a merge makes of it (read, with its filled cells; or refused,
with the code and the sentence that the unit gets), and how many filled cells openpyxl, calamine and LibreOffice see.
``tests/corpus/mail.tsv`` says it of messages and what hangs on them; there the manifest's peers (the standard library,
tnefparse, extract-msg) are the witnesses. Where a witness sees another number, or the manifest expected something else,
the last column says why; these reasons are written by hand and kept.

Each witness counts in a process of its own, held to memory and time: one of the files takes 16 GB of LibreOffice.
"""

from __future__ import annotations

import csv
import hashlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from reportgen.app.course import load_plan
from reportgen.edges import reading_pool, unpack
from reportgen.edges.books import Unreadable, open_book
from reportgen.edges.mail.limits import MailFault
from reportgen.edges.mail.message import is_box, is_message, read_mail, split_box
from reportgen.edges.reading_job import Job, Task
from reportgen.edges.workspace import Workspace
from reportgen.model.finding import Finding
from reportgen.model.records import Reading

ROOT = Path(__file__).parents[1]
TABLES = ROOT / "tests" / "corpus"
WITNESSES = ("openpyxl", "calamine", "libreoffice")
SHEET_COLUMNS = ("file", "verdict", "cells", "said", *WITNESSES, "expected", "why")
MAIL_COLUMNS = ("file", "verdict", "attachments", "said", "peers", "expected", "why")
SECONDS, BYTES = 20, 2 << 30
_OFFICE_SECONDS, _OFFICE_BYTES = 60, 6 << 30
_MOST_CELLS = 20_000  # LibreOffice is asked about smaller files only
_BATCH = 12
_OPENPYXL = """
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1], data_only=False)
print(sum(1 for s in book.worksheets for cell in s._cells.values() if cell.value not in (None, "")))
"""
_CALAMINE = """
import sys, python_calamine
book = python_calamine.CalamineWorkbook.from_path(sys.argv[1])
print(sum(1 for n in book.sheet_names for row in book.get_sheet_by_name(n).to_python() for v in row if v != ""))
"""
_ATTACHED = re.compile(r"=ok\((\d+) att\)")
_PEERS = re.compile(r"\(peers see (\d+) (?:non-empty )?cells\)")

Line = dict[str, str]


# ---------------------------------------------------------------- what reportgen makes of a file


def spreadsheets(corpus: Path, names: Iterable[str] | None = None) -> list[Line]:
    """Return file, verdict, cells and what is said of each workbook of the corpus, read as a merge reads it.

    That is in worker processes with the limits of the plan; *names* are the files to read, else all.
    """
    folder = corpus / "spreadsheets"
    files = sorted(folder / name for name in names) if names is not None else _files(folder)
    with tempfile.TemporaryDirectory() as entries:
        jobs = [job for path in files for job in _jobs(path, Path(entries))]
        task = Task.of(load_plan(Workspace(ROOT)), None)
        readings: dict[str, list[Reading]] = {}
        for reading in reading_pool.read_all(task, jobs, lambda name: None):
            readings.setdefault(reading.path.partition("/")[0], []).append(reading)
    return [_line(path, readings.get(path.name, [])) for path in files]


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.name != "MANIFEST.csv")


def _jobs(path: Path, entries: Path) -> list[Job]:
    """What is to be read of a file: itself, or what lies in it if it is a package."""
    data = path.read_bytes()
    key = hashlib.sha256(path.name.encode()).hexdigest()
    if not unpack.is_package(path.name, data):
        return [Job(path, path.name, key, entries / key)]
    jobs = []
    with suppress(Unreadable):
        for number, member in enumerate(unpack.unpack(path.name, data)):
            if member.fault is None:
                inside = entries / f"{key}-{number}.member"
                inside.write_bytes(member.content)
                jobs.append(Job(inside, f"{path.name}/{member.place}", key, entries / f"{key}-{number}"))
    return jobs


def _line(path: Path, readings: Sequence[Reading]) -> Line:
    containers = [r.container for r in readings if r.container]
    refused = [f for r in readings if not r.container for f in r.findings[:1]]
    if not readings:
        refused = list(_refusal(path))
    verdict = "+".join(dict.fromkeys(containers)) or "+".join(dict.fromkeys(f.code for f in refused))
    said = "" if containers else refused[0].message if refused else ""
    return {"file": path.name, "verdict": verdict, "cells": str(sum(r.cells.filled for r in readings)), "said": said}


def _refusal(path: Path) -> tuple[Finding, ...]:
    """Why a package gives nothing to read."""
    try:
        faults = [m.fault for m in unpack.unpack(path.name, path.read_bytes()) if m.fault is not None]
    except Unreadable as refusal:
        return refusal.findings
    return tuple(f for fault in faults for f in fault.findings)


def mail(corpus: Path, without: Collection[str] = ()) -> list[Line]:
    """Return file, verdict, number of attachments and what is said of each message of the corpus, *without* some."""
    return [_message(path) for path in _files(corpus / "mail") if path.name not in without]


def _message(path: Path) -> Line:
    data = path.read_bytes()
    if not (is_box(data) or is_message(data, path.name)):
        return {"file": path.name, "attachments": "0", **_no_message(path)}
    attached, read, said = 0, 0, []
    for part in split_box(data) if is_box(data) else [data]:
        try:
            message = read_mail(part)
        except MailFault as fault:
            said.append(str(fault))
            continue
        read += 1
        attached += len(message.attachments)
        said += [str(getattr(remark, "message", remark)) for remark in message.remarks]
    verdict = "read" if read else "refused"
    return {"file": path.name, "verdict": verdict, "attachments": str(attached), "said": " ".join(dict.fromkeys(said))}


def _no_message(path: Path) -> Line:
    """What a merge makes of a file in which it sees no message."""
    try:
        return {"verdict": open_book(path, path.name).container, "said": "不是邮件，按表格读取。"}
    except Unreadable as refusal:
        return {"verdict": refusal.findings[0].code, "said": refusal.findings[0].message}


# ---------------------------------------------------------------- tables


def read_table(name: str) -> list[Line]:
    """Return the lines of a table: ``spreadsheets`` or ``mail``."""
    with (TABLES / f"{name}.tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, dialect="excel-tab"))


def differs(line: Line) -> list[str]:
    """Return who counts otherwise than reportgen: the witnesses, and ``expected`` for the manifest."""
    read = "." not in line["verdict"]  # a refusal is the code of a finding
    told = line["expected"]
    if "peers" in line:
        wrong = line["verdict"] != "read" and told.startswith(("reads", "malformed: reads", "attachments inside"))
        unsaid = int(line["attachments"]) < int(line["peers"] or 0) and not line["said"]
        return ["peers"] * unsaid + ["expected"] * wrong
    others = [w for w in WITNESSES if line[w] and line[w] != line["cells"]]
    peers = _PEERS.search(told)
    wrong = (
        (told.startswith("reads (peers") and (not read or (peers is not None and peers[1] != line["cells"])))
        or (told.startswith(("encrypted: clear", "corrupt: clear", "bomb: refused within limits (entities")) and read)
        or (told == "reads" and not read)
    )
    return others + (["expected"] if wrong else [])


def write(name: str, columns: Sequence[str], lines: Sequence[Line], corpus: Path) -> None:
    """Write a table, the reasons that it has already kept."""
    TABLES.mkdir(exist_ok=True)
    path = TABLES / f"{name}.tsv"
    reasons = {line["file"]: line["why"] for line in read_table(name)} if path.exists() else {}
    with (corpus / name / "MANIFEST.csv").open(encoding="utf-8", newline="") as stream:
        manifest = {line["file"]: line for line in csv.DictReader(stream)}
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.DictWriter(stream, columns, dialect="excel-tab", lineterminator="\n")
        out.writeheader()
        for line in lines:
            file = line["file"]
            told = {"expected": manifest[file]["expected"], "why": reasons.get(file, "")}
            if "peers" in columns:
                told["peers"] = str(max(map(int, _ATTACHED.findall(manifest[file]["peers"])), default=""))
            out.writerow({**line, **told})


# ---------------------------------------------------------------- witnesses


def asked(program: str, path: Path, name: str) -> str:
    """Return the number that *program* prints about a file, "" where it fails, dies or takes too long."""
    with tempfile.TemporaryDirectory() as folder:
        same = Path(folder) / name
        same.write_bytes(path.read_bytes())
        command = ["prlimit", f"--as={BYTES}", sys.executable, "-c", program, str(same)]
        try:
            told = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return ""
    return told.stdout.strip() if told.returncode == 0 else ""


def _converted(files: Sequence[Path], home: Path) -> dict[str, Path]:
    """What LibreOffice makes of each file, as .xlsx: several at a time, then alone where that gave nothing."""
    made: dict[str, Path] = {}
    for start in range(0, len(files), _BATCH):
        made |= _convert(home, files[start : start + _BATCH])
    for path in files:
        if path.name not in made:
            made |= _convert(home, [path])
    return made


def _convert(home: Path, files: Sequence[Path]) -> dict[str, Path]:
    folder = Path(tempfile.mkdtemp(dir=home))
    given = {path.name: folder / f"{number}{path.suffix}" for number, path in enumerate(files)}
    for path in files:
        given[path.name].write_bytes(path.read_bytes())
    command = [
        "prlimit", f"--as={_OFFICE_BYTES}", "timeout", "-k", "1", str(_OFFICE_SECONDS),
        "soffice", f"-env:UserInstallation=file://{home}/profile", "--headless", "--convert-to", "xlsx",
        "--outdir", str(folder / "out"),
    ]  # fmt: skip
    subprocess.run([*command, *map(str, given.values())], capture_output=True, check=False)
    made = {name: folder / "out" / f"{path.stem}.xlsx" for name, path in given.items()}
    return {name: path for name, path in made.items() if path.is_file()}


def main(corpus: Path) -> int:
    """Write both tables; print who counts otherwise without a reason, and return their number."""
    lines = spreadsheets(corpus)
    folder = corpus / "spreadsheets"
    with tempfile.TemporaryDirectory() as home:
        small = [folder / line["file"] for line in lines if 0 < int(line["cells"]) <= _MOST_CELLS]
        converted = _converted(small, Path(home))
        for line in lines:
            path = folder / line["file"]
            line["openpyxl"] = asked(_OPENPYXL, path, "a.xlsx")
            line["calamine"] = asked(_CALAMINE, path, path.name)
            made = converted.get(path.name)
            line["libreoffice"] = asked(_OPENPYXL, made, "a.xlsx") if made else ""
            print(path.name, *(line[c] for c in SHEET_COLUMNS[1:3]), *(line[w] for w in WITNESSES), flush=True)
    write("spreadsheets", SHEET_COLUMNS, lines, corpus)
    write("mail", MAIL_COLUMNS, mail(corpus), corpus)
    silent = [
        line for name in ("spreadsheets", "mail") for line in read_table(name) if differs(line) and not line["why"]
    ]
    for line in silent:
        print("no reason:", line["file"], line["verdict"], differs(line), file=sys.stderr)
    return len(silent)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])) > 0)
