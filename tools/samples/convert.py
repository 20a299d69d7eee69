"""Saving with LibreOffice: one call for all files of a kind."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

_FILTERS = {"xls": "xls:MS Excel 97", "ods": "ods", "xlsx": "xlsx:Calc MS Excel 2007 XML"}


def convert(kind: str, files: Mapping[Path, Path]) -> None:
    """Save each workbook (source → target) as *kind*: xls, ods or xlsx."""
    if not files:
        return
    with tempfile.TemporaryDirectory(prefix="samples-") as folder:
        room = Path(folder)
        (room / "in").mkdir()
        sources = []
        for index, source in enumerate(files):
            plain = room / "in" / f"{index:03d}.xlsx"
            shutil.copyfile(source, plain)
            sources.append(str(plain))
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{room}/profile", "--headless", "--convert-to", _FILTERS[kind],
             "--outdir", str(room / "out"), *sources],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        for index, target in enumerate(files.values()):
            shutil.move(room / "out" / f"{index:03d}.{kind}", target)
