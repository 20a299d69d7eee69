"""What was read of a file, kept under outputs/.cache/ so that the next merge need not read it again.

An entry is JSON named after everything that it depends on (content, plan, period, reader), and carries
its own checksum: a damaged or foreign entry is read anew, never believed. The folder can be deleted at
any time.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import types
from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from reportgen.model.records import Reading
from reportgen.model.values import PlanDate

READER_VERSION = 3
"""Raise it whenever the same file would be understood otherwise."""


def entry_path(folder: Path, name: str, sha256: str, plan_fingerprint: str, period: str) -> Path:
    """Return where the reading of the file *name*, under a plan and for a period's folder, is kept.

    The name counts: a file without marks is known by its name or its folder's.
    """
    key = f"{READER_VERSION}|{name}|{sha256}|{plan_fingerprint}|{period}"
    return folder / "readings" / f"{hashlib.sha256(key.encode()).hexdigest()[:40]}.json"


def load(path: Path) -> Reading | None:
    """Return the reading kept at *path*, None where there is none that can be believed."""
    try:
        text = path.read_text(encoding="utf-8")
        checksum, _, body = text.partition("\n")
        if checksum != hashlib.sha256(body.encode()).hexdigest():
            return None
        reading: Reading = _decode(Reading)(json.loads(body))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, ArithmeticError):
        return None
    return reading


def store(path: Path, reading: Reading) -> None:
    """Keep *reading* at *path*; a cache that cannot be written is no fault."""
    body = json.dumps(_encode(reading), ensure_ascii=False, separators=(",", ":"))
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(hashlib.sha256(body.encode()).hexdigest() + "\n" + body, encoding="utf-8")
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _encode(value: Any) -> Any:
    """Return *value* as JSON: dataclasses as lists of their fields, understood values with a type letter."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, Decimal):
        return {"d": str(value)}
    if isinstance(value, PlanDate):
        return {"t": value.iso()}
    if dataclasses.is_dataclass(value):
        return [_encode(getattr(value, name)) for name in _names(value.__class__)]
    if isinstance(value, Mapping):
        return {"m": [[k, _encode(v)] for k, v in value.items()]}
    return [_encode(v) for v in value]


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(kind))


@cache
def _decode(hint: Any) -> Callable[[Any], Any]:
    """Return the function that turns `_encode`'s JSON back into a value of the type *hint*."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _plain
    if origin is tuple:
        inner = _decode(get_args(hint)[0])
        return lambda items: tuple(inner(item) for item in items)
    if origin is not None and issubclass(origin, Mapping):
        value = _decode(get_args(hint)[1])
        return lambda packed: {k: value(v) for k, v in packed["m"]}
    if dataclasses.is_dataclass(hint) and hint is not PlanDate:
        hints = get_type_hints(hint)
        kind: Any = hint
        parts = [_decode(hints[name]) for name in _names(kind)]

        def build(items: list[Any]) -> Any:
            if len(items) != len(parts):
                raise ValueError("another version's entry")
            return kind(*(part(item) for part, item in zip(parts, items, strict=True)))

        return build
    return _plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return Decimal(value["d"]) if "d" in value else PlanDate.from_iso(value["t"])
    return value
