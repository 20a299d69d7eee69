"""LibreOffice as a second opinion: it computes workbooks anew and prints them."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

MISSING = "LibreOffice is not installed; .ci/run installs it"
_CELL = re.compile(r"(<c [^>]*>)(<f>.*?</f>)<v>[^<]*</v>", re.DOTALL)
_TYPE = re.compile(r' t="str"')


def available() -> bool:
    return shutil.which("soffice") is not None


def convert(source: Path, target: Path, kind: str, work: Path) -> Path:
    """Have LibreOffice convert *source* into the folder *target*; return the new file."""
    profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return target / f"{source.stem}.{kind.split(':')[0]}"


def recalculated(source: Path, work: Path) -> Path:
    """Return a copy of the workbook *source* whose formulas LibreOffice computed: their values were taken out before."""
    bare = work / f"bare-{source.stem}.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = _CELL.sub(_valueless, content.decode()).encode()
            new.writestr(name, content)
    out = work / "computed"
    out.mkdir(exist_ok=True)
    return convert(bare, out, "xlsx", work)


def _valueless(match: re.Match[str]) -> str:
    return _TYPE.sub("", match[1]) + match[2]
