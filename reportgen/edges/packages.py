"""Office packages (zip files) with the same bytes for the same content, and what is raised by damaged ones."""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

DAMAGED_STREAM = (zlib.error, lzma.LZMAError, EOFError, ValueError, OverflowError)
"""What the standard library raises for damaged compressed content; for bz2 also `OSError`, as for a disk that fails."""
DAMAGED = (zipfile.BadZipFile, struct.error, RuntimeError, KeyError, *DAMAGED_STREAM)
"""The same for a damaged zip archive: its directory, its members, a member that is not there or is encrypted."""
DAMAGED_OFFICE = (*DAMAGED, SyntaxError, TypeError, AttributeError, IndexError)
"""The same for an office file opened by a library, which stumbles over what is missing; lxml's faults are `SyntaxError`."""
STAMP = (1980, 1, 1, 0, 0, 0)
"""The time of every member that we write."""
_CORE = "docProps/core.xml"
_TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def finish(book: Any) -> None:
    """Write the xlsxwriter workbook *book* to its file; raises the system's own `OSError` if it cannot be written."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        book.close()
    except FileCreateError as error:
        cause = error.args[0] if error.args else None
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from error


def settle(path: Path, when: datetime) -> None:
    """Rewrite the package at *path* without the clock: member times fixed, document times set to *when*."""
    stamp = when.replace(tzinfo=None, microsecond=0).isoformat().encode() + b"Z"

    def timed(name: str, content: bytes) -> bytes:
        return _TIMES.sub(lambda m: m[1] + stamp + m[3], content) if name == _CORE else content

    rewrite(path, timed)


def rewrite(path: Path, change: Callable[[str, bytes], bytes]) -> None:
    """Rewrite the package at *path*, member times fixed, each member as *change* (of name and content) gives it."""
    with zipfile.ZipFile(path) as source:
        members = [(info.filename, source.read(info)) for info in source.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members:
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, change(name, content))
