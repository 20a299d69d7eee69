"""Which version of this program's own parts made something that is kept: told by their source, so nobody has to raise a number."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from reportgen import __version__

_ROOT = Path(__file__).parents[1]


def digest(*parts: str) -> str:
    """Return a digest of the source of *parts*, modules and packages below ``reportgen`` (``edges/books``).

    Where the program lies without its source, its version has to do.
    """
    return hashlib.sha256("|".join([__version__, *map(_of, parts)]).encode()).hexdigest()[:16]


@cache
def _of(part: str) -> str:
    told = hashlib.sha256()
    for path in sorted((_ROOT / part).rglob("*.py")) or [(_ROOT / part).with_suffix(".py")]:
        if path.is_file():
            told.update(f"\n{path.relative_to(_ROOT).as_posix()}\n".encode())
            told.update(path.read_bytes())
    return told.hexdigest()
