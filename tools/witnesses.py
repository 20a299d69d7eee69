"""Count the filled cells of real files by other programs: ``python -m tools.witnesses CORPUS`` rewrites the table.

tests/edges/corpus.csv says of every file what reportgen makes of it and how many filled cells openpyxl,
calamine and LibreOffice see; a reason stands where one of them sees more than reportgen. The reasons are
written by hand and kept.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from reportgen.edges import unpack
from reportgen.edges.books import Unreadable, read_book

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "tests" / "edges" / "corpus.csv"
COLUMNS = ("file", "verdict", "cells", "openpyxl", "calamine", "libreoffice", "why")
_SECONDS = 20
_BATCH = 15
_MOST_CELLS = 5_000  # LibreOffice is asked about smaller files only: it takes 16 GB for some of the others
_BYTES = 2 << 30
_OFFICE_BYTES = 6 << 30
_OPENPYXL = """
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1], read_only=False, data_only=False)
print(sum(1 for s in book.worksheets for row in s.iter_rows() for c in row if c.value not in (None, "")))
"""
_CALAMINE = """
import sys, python_calamine
book = python_calamine.CalamineWorkbook.from_path(sys.argv[1])
print(sum(1 for n in book.sheet_names for row in book.get_sheet_by_name(n).to_python() for v in row if v != ""))
"""


def verdict(path: Path) -> tuple[str, int]:
    """Return what reportgen makes of a file: its container or the code of the refusal, and its filled cells.

    A package's files are read one by one, as a merge does.
    """
    data = path.read_bytes()
    try:
        if unpack.is_package(path.name, data):
            inside = [m for m in unpack.unpack(path.name, data) if m.fault is None]
            books = [read_book(m.content, f"{path.name}/{m.place}") for m in inside]
        else:
            books = [read_book(data, path.name)]
    except Unreadable as refusal:
        return refusal.findings[0].code, 0
    return "+".join(b.container for b in books), sum(len(s.cells) for b in books for s in b.sheets)


def read_table() -> list[dict[str, str]]:
    """Return the table's lines."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def main(corpus: Path) -> None:
    reasons = {line["file"]: line["why"] for line in read_table()} if TABLE.exists() else {}
    files = sorted(p for p in corpus.iterdir() if p.name != "MANIFEST.csv")
    converted = _converted(files)
    with TABLE.open("w", encoding="utf-8", newline="") as stream:
        out = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        out.writeheader()
        for path in files:
            made, cells = verdict(path)
            out.writerow(
                {
                    "file": path.name,
                    "verdict": made,
                    "cells": cells,
                    "openpyxl": _asked(_OPENPYXL, path),
                    "calamine": _asked(_CALAMINE, path),
                    "libreoffice": _asked(_OPENPYXL, converted[path.name]) if path.name in converted else "",
                    "why": reasons.get(path.name, ""),
                }
            )


def _asked(program: str, path: Path) -> str:
    """The number that *program* prints about a file, "" where it fails, dies or takes too long."""
    with tempfile.TemporaryDirectory() as folder:
        same = Path(folder) / (path.name if program is _CALAMINE else "a.xlsx")
        same.write_bytes(path.read_bytes())
        command = ["prlimit", f"--as={_BYTES}", sys.executable, "-c", program, str(same)]
        try:
            told = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return ""
    return told.stdout.strip() if told.returncode == 0 else ""


def _converted(files: Sequence[Path]) -> dict[str, Path]:
    """What LibreOffice makes of each file, as .xlsx: tried many at a time, then alone where that gave nothing."""
    home = Path(tempfile.mkdtemp())
    made: dict[str, Path] = {}
    read = [p for p in files if 0 < verdict(p)[1] <= _MOST_CELLS]
    for start in range(0, len(read), _BATCH):
        made |= _convert(home, read[start : start + _BATCH])
    for path in read:
        if path.name not in made:
            made |= _convert(home, [path])
    return made


def _convert(home: Path, files: Sequence[Path]) -> dict[str, Path]:
    folder = Path(tempfile.mkdtemp(dir=home))
    given = []
    for number, path in enumerate(files):
        (folder / f"{number}{path.suffix}").write_bytes(path.read_bytes())
        given.append(str(folder / f"{number}{path.suffix}"))
    command = [
        "prlimit",
        f"--as={_OFFICE_BYTES}",
        "soffice",
        f"-env:UserInstallation=file://{home}/profile",
        "--headless",
        "--convert-to",
        "xlsx",
    ]
    with suppress(subprocess.TimeoutExpired):
        subprocess.run(
            [*command, "--outdir", str(folder / "out"), *given], capture_output=True, timeout=_SECONDS * 3, check=False
        )
    made = {path.name: folder / "out" / f"{number}.xlsx" for number, path in enumerate(files)}
    return {name: target for name, target in made.items() if target.is_file()}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
