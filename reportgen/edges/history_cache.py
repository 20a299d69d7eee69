"""What was found and judged of earlier periods, kept under outputs/.cache/ so that a year's last merge need not judge all again.

An entry is named after a digest of everything that it rests on and of this program's judgement, and carries
its own checksum: a damaged or foreign entry is worked out anew, never believed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, astuple
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from reportgen.edges import own_source, reading_cache
from reportgen.edges.atomic import replacing
from reportgen.model.errors import OutputError
from reportgen.model.figure import Figure, Source
from reportgen.model.outcome import Between, EarlyWarning, Past

T = TypeVar("T")
_CHECKPOINT, _CHECKPOINTS = ".state", 4


def load(folder: Path, digest: str) -> Past | None:
    """Return the past kept under *digest*, None where there is none that can be believed."""
    try:
        checksum, _, body = _path(folder, digest).read_text(encoding="utf-8").partition("\n")
        if checksum != hashlib.sha256(body.encode()).hexdigest():
            return None
        period, figures, warnings = json.loads(body)
        return Past(period, {f[0]: _figure(f) for f in figures}, tuple(_warning(w) for w in warnings))
    except (OSError, ValueError, TypeError, KeyError, ArithmeticError):
        return None


def store(folder: Path, digest: str, past: Past) -> None:
    """Keep *past* under *digest*; a cache that cannot be written is no fault."""
    told = [past.period, [_packed(f) for f in past.figures.values()], [asdict(w) for w in past.warnings]]
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=str)
    path = _path(folder, digest)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temporary:
            temporary.write_text(f"{hashlib.sha256(body.encode()).hexdigest()}\n{body}", encoding="utf-8")
    except (OSError, OutputError):
        return


def load_between(folder: Path, digest: str) -> Between | None:
    """Return what the checks between forms and periods found under *digest*, None where none can be believed."""
    return reading_cache.load_as(_path(folder, digest, ".found"), Between)


def store_between(folder: Path, digest: str, between: Between) -> None:
    """Keep *between* under *digest*; a cache that cannot be written is no fault."""
    reading_cache.store(_path(folder, digest, ".found"), reading_cache.pack(between))


def load_checkpoint(folder: Path, digest: str, kind: Callable[..., T]) -> T | None:
    """Return the *kind* kept under *digest* of where the year stood, None where none can be believed."""
    return reading_cache.load_as(_path(folder, digest, _CHECKPOINT), kind)


def store_checkpoint(folder: Path, digest: str, kept: object) -> None:
    """Keep where the year stood under *digest*, and of earlier ones the newest: each is as large as its period."""
    path = _path(folder, digest, _CHECKPOINT)
    reading_cache.store(path, reading_cache.pack(kept))
    with suppress(OSError):
        others = sorted(path.parent.glob(f"*{_CHECKPOINT}"), key=lambda p: (p.stat().st_mtime_ns, p.name))
        for old in others[:-_CHECKPOINTS]:
            old.unlink()


def _path(folder: Path, digest: str, ending: str = ".json") -> Path:
    key = hashlib.sha256(f"{own_source.digest(own_source.JUDGING)}|{digest}".encode()).hexdigest()
    return folder / "history" / f"{key[:40]}{ending}"


def _packed(figure: Figure) -> list[Any]:
    value = ["d", str(figure.value)] if isinstance(figure.value, Decimal) else figure.value
    sources = [astuple(s) for s in figure.sources]
    return [figure.id, figure.name, value, figure.unit, figure.text, figure.how, sources, figure.others]


def _figure(packed: list[Any]) -> Figure:
    id, name, value, unit, text, how, sources, others = packed
    number = Decimal(value[1]) if isinstance(value, list) else value
    return Figure(id, name, number, unit, text, how, tuple(Source(*s) for s in sources), (), tuple(others))


def _warning(packed: dict[str, Any]) -> EarlyWarning:
    raised_on = date.fromisoformat(packed["raised_on"])
    return EarlyWarning(**{**packed, "raised_on": raised_on, "figures": tuple(packed["figures"])})
