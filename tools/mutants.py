"""Spoil real files and read them: ``python -m tools.mutants 10000 [CORPUS]`` says of which mutants something is wrong.

A mutant is made from the sample returns, the templates and the corpus by its number alone: bits flipped, bytes
cut, doubled or blanked, members of packages swapped, values and tags in their XML edited. Reading one must end
within the limits of time and memory, raise nothing but `Unreadable`, account for every cell, and see every cell
that a plain count of its XML sees, or say that it does not.
"""

from __future__ import annotations

import random
import re
import signal
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from types import FrameType
from xml.etree import ElementTree as ET

from reportgen.app.course import load_plan
from reportgen.edges import codes, unpack
from reportgen.edges.books import Unreadable, read_book
from reportgen.edges.workspace import Workspace
from reportgen.model.period import Period
from reportgen.model.plan import Plan
from reportgen.model.sheet import Book
from reportgen.reading import understand

ROOT = Path(__file__).parents[1]
PERIOD = Period.parse("2025-10")
SECONDS, BYTES = 10, 1 << 30
_LARGEST = 80_000  # of the files that are spoilt: the number of mutants counts, not their size
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
_NUMBER = re.compile(rb"\d+")
_TAG = re.compile(rb"<[^<>]{1,60}>")


@lru_cache(maxsize=4)
def bases(corpus: Path | None = None) -> tuple[Path, ...]:
    """The files that are spoilt, in order: always the repository's samples and templates."""
    folders = [ROOT / "inputs", ROOT / "templates" / "issued", *([corpus] if corpus else [])]
    files = (p for folder in folders for p in sorted(folder.rglob("*")))
    return tuple(p for p in files if p.is_file() and 0 < p.stat().st_size <= _LARGEST and p.suffix != ".csv")


def mutant(number: int, files: Sequence[Path]) -> tuple[str, bytes]:
    """Return name and bytes of the mutant of a number: the same ones for the same files."""
    chance = random.Random(number)
    path = chance.choice(files)
    data = path.read_bytes()
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        data = chance.choice(_DEEDS)(data, chance)
    return path.name, data


def _flip(data: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _double(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    end = min(len(data), start + chance.randint(1, 4096))
    return data[:end] + data[start:end] + data[end:]


def _blank(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    size = min(chance.randint(1, 2048), len(data) - start)
    return data[:start] + bytes(size) + data[start + size :]


def _members(data: bytes) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return {i.filename: package.read(i) for i in package.infolist()}
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        return None


def _packed(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # of 1980: the same bytes always
    return out.getvalue()


def _swap(data: bytes, chance: random.Random) -> bytes:
    """Swap the content of two members, leave one out, or put one in twice under another name."""
    members = _members(data)
    if not members or len(members) < 2:
        return _flip(data, chance)
    one, other = chance.sample(sorted(members), 2)
    deed = chance.randrange(3)
    if deed == 0:
        members[one], members[other] = members[other], members[one]
    elif deed == 1:
        del members[one]
    else:
        members[one.upper() if one != one.upper() else f"x/{one}"] = members[other]
    return _packed(members)


def _edit(data: bytes, chance: random.Random) -> bytes:
    """Edit a part's XML: a number becomes another, a tag is doubled or left out."""
    members = _members(data)
    parts = [n for n in sorted(members or {}) if n.endswith((".xml", ".rels"))]
    if not members or not parts:
        return _flip(data, chance)
    sheets = [n for n in parts if _SHEET.fullmatch(n) or n in ("content.xml", "xl/sharedStrings.xml")]
    name = chance.choice(sheets if sheets and chance.random() < 0.7 else parts)
    pattern = chance.choice((_NUMBER, _TAG))
    found = list(pattern.finditer(members[name][:200_000]))
    if not found:
        return data
    match = chance.choice(found)
    if pattern is _NUMBER:
        new = chance.choice((b"0", b"-1", b"99999999999", b"1048577", b"", b"1e999", b"\xff", b"A", match[0] + b"0"))
    else:
        new = chance.choice((match[0] * 2, b"", b"<x>", b"<!DOCTYPE x>", match[0].upper(), b"<![CDATA[<v>]]>"))
    members[name] = members[name][: match.start()] + new + members[name][match.end() :]
    return _packed(members)


_DEEDS: tuple[Callable[[bytes, random.Random], bytes], ...] = (_flip, _cut, _double, _blank, _swap, _edit, _edit)


def trial(plan: Plan, number: int, files: Sequence[Path]) -> str:
    """Return what is wrong with the reading of a mutant, "" if nothing is."""
    name, data = mutant(number, files)
    signal.signal(signal.SIGALRM, _out_of_time)
    signal.alarm(SECONDS)
    try:
        return _trial(plan, name, data)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return f"{type(error).__name__}: {error}"
    finally:
        signal.alarm(0)


def _trial(plan: Plan, name: str, data: bytes) -> str:
    try:
        if unpack.is_package(name, data):
            parts = [
                (f"{name}/{m.place}", m.content) for m in unpack.unpack(name, data) if m.fault is None and not m.remark
            ]
        else:
            parts = [(name, data)]
    except Unreadable as refusal:
        return "" if _told(refusal) else "refused without a reason"
    for path, content in parts:
        try:
            book = read_book(content, path)
        except Unreadable as refusal:
            if not _told(refusal):
                return "refused without a reason"
            continue
        filled = sum(len(s.cells) for s in book.sheets)
        reading = understand(plan, book, "0" * 64, PERIOD)
        if reading.cells.filled != filled or reading.cells.lost:
            return f"{reading.cells.lost} cells lost of {filled}"
        if filled < _counted(book, content) and not any(r.code == codes.FILE_CELLS_UNSEEN.id for r in book.remarks):
            return f"{filled} cells read, {_counted(book, content)} counted"
    return ""


def _told(refusal: Unreadable) -> bool:
    return bool(refusal.findings) and all(f.message.endswith("。") for f in refusal.findings)


def _counted(book: Book, data: bytes) -> int:
    """Filled cells by a plain count of the sheets' XML, 0 for other kinds of files and where none can be made.

    Only sheets of their usual name count, and not more than the book has sheets: a part that no workbook names
    is none of its sheets.
    """
    members = _members(data) if book.container in ("xlsx", "xlsm") else None
    parts = [n for n in members or {} if _SHEET.fullmatch(n)]
    if members is None or len(parts) != len(book.sheets):
        return 0
    try:
        strings = _strings(members.get("xl/sharedStrings.xml", b""))
        return sum(len({_place(c) for c in _filled(members[name], strings)}) for name in parts)
    except (ET.ParseError, LookupError, ValueError):
        return 0


def _strings(part: bytes) -> list[str]:
    return ["".join(t.text or "" for t in item.iterfind(".//{*}t")) for item in ET.fromstring(part)] if part else []


def _filled(part: bytes, strings: list[str]) -> Iterator[ET.Element]:
    for cell in ET.fromstring(part).iterfind(".//{*}sheetData/{*}row/{*}c"):
        value = "".join(cell.itertext()) if cell.find("{*}is") is not None else cell.findtext("{*}v") or ""
        shown = (
            strings[int(value)] if cell.get("t") == "s" and value.isdecimal() and int(value) < len(strings) else value
        )
        if shown or cell.find("{*}f") is not None:
            yield cell


def _place(cell: ET.Element) -> object:
    """Where a cell stands; cells that say no place are all counted."""
    return cell.get("r") or id(cell)


def _out_of_time(signal_number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"more than {SECONDS} seconds")


def main(count: int, corpus: Path | None, first: int = 0) -> int:
    """Try *count* mutants in processes of 250, each held to its memory; print the faults, return their number."""
    faults = 0
    for start in range(first, first + count, 250):
        end = min(start + 250, first + count)
        command = [sys.executable, "-X", "faulthandler", "-m", "tools.mutants", "--range", str(start), str(end)]
        told = subprocess.run(
            [*command, *([str(corpus)] if corpus else [])], capture_output=True, text=True, check=False
        )
        lines = told.stdout.splitlines()
        if told.returncode or not lines or lines[-1] != "end":
            lines = [*lines, f"{start}-{end}: the process died: {told.stderr[-2000:]}"]
        for line in lines:
            if line != "end":
                faults += 1
                print(line, flush=True)
        print(f"{end - first} tried, {faults} faults", file=sys.stderr, flush=True)
    return faults


def _range(start: int, end: int, corpus: Path | None) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    plan = load_plan(Workspace(ROOT))
    files = bases(corpus)
    for number in range(start, end):
        if fault := trial(plan, number, files):
            print(f"{number} {mutant(number, files)[0]}: {fault}", flush=True)
    print("end")


if __name__ == "__main__":
    if sys.argv[1] == "--range":
        _range(int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]) if len(sys.argv) > 4 else None)
    else:
        sys.exit(main(int(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None) > 0)
