"""What was read of a file as bytes: handed over by the process that read it, kept so that it is read once.

Entries under outputs/.cache/readings/ are named after everything that they depend on (content, plan,
period, reader) and carry their own checksum: a damaged or foreign entry is read anew, never believed.
The folder can be deleted at any time.
"""

from __future__ import annotations

import dataclasses
import gc
import hashlib
import marshal
import os
import types
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from reportgen.edges import own_source
from reportgen.model.outcome import MergedForm
from reportgen.model.packed import Block
from reportgen.model.period import Period
from reportgen.model.records import Reading, Return, Row, packed, unpacked
from reportgen.model.values import PlanDate

T = TypeVar("T")

_FORMAT = f"reportgen-reading-{marshal.version}\n".encode()
_DIGEST = 32
_BROKEN = (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, EOFError, zlib.error)


def entry_path(folder: Path, name: str, sha256: str, plan_fingerprint: str, period: str) -> Path:
    """Return where the reading of the file *name*, under a plan and for a period's folder, is kept.

    The name counts: a file without marks is known by its name or its folder's.
    """
    key = f"{own_source.digest(own_source.READING)}|{name}|{sha256}|{plan_fingerprint}|{period}"
    return folder / "readings" / hashlib.sha256(key.encode()).hexdigest()[:40]


def load(path: Path) -> Reading | None:
    """Return the reading kept at *path*, None where there is none that can be believed."""
    return load_as(path, Reading)


def load_as(path: Path, kind: Callable[..., T]) -> T | None:
    """Return the value of a dataclass of the model kept at *path*, None where there is none that can be believed."""
    try:
        data = path.read_bytes()
        digest, body = data[: len(_FORMAT) + _DIGEST], data[len(_FORMAT) + _DIGEST :]
        return _unpacked(body, kind) if digest == _FORMAT + hashlib.sha256(body).digest() else None
    except _BROKEN:
        return None


def store(path: Path, body: bytes) -> None:
    """Keep what `pack` returned at *path*; a cache that cannot be written is no fault."""
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(_FORMAT + hashlib.sha256(body).digest() + body)
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def pack(value: object) -> bytes:
    """Return *value*, a dataclass of the model or of such, as bytes; the same value gives the same bytes."""
    return marshal.dumps(_encode(value), 2)  # 2: nothing depends on which objects happen to be shared


def unpack(body: bytes) -> Reading:
    """Return the reading that `pack` made *body* of, its rows' values packed; `ValueError` … if it is none."""
    return _unpacked(body, Reading)


def _unpacked(body: bytes, kind: Callable[..., T]) -> T:
    with _collector_paused():
        value: T = _decode(kind)(marshal.loads(body))
    return value


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep Python from looking for garbage again and again among what is being built, which has no cycles."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


# ---------------------------------------------------------------- values of the model as plain ones


def _encode(value: Any) -> Any:
    """Return *value* of plain types: dataclasses as lists of their fields, understood values with a type letter."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, Decimal):
        return {"d": str(value)}
    if isinstance(value, PlanDate):
        return {"t": value.iso()}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Period):
        return value.id
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, MergedForm):
        return _encode_merged(value)
    if isinstance(value, Return):
        plain = [_encode(getattr(value, name)) for name in _names(Return) if name != "rows"]
        return [plain, _encode_rows(value.rows)]
    if dataclasses.is_dataclass(value):
        return [_encode(getattr(value, name)) for name in _names(value.__class__)]
    if isinstance(value, Mapping):
        return {k: v if v.__class__ is str else _encode(v) for k, v in value.items()}
    return [_encode(v) for v in value]


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(kind))


@cache
def _decode(hint: Any) -> Callable[[Any], Any]:
    """Return the function that turns what `_encode` made back into a value of the type *hint*."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        kinds: list[Any] = [
            k for k in get_args(hint) if k is datetime or (dataclasses.is_dataclass(k) and k is not PlanDate)
        ]
        if not kinds:
            return _plain
        whole = _decode(kinds[0])
        return lambda packed: None if packed is None else whole(packed)
    if origin is tuple:
        if get_args(hint)[-1] is not Ellipsis:
            each = tuple(_decode(part) for part in get_args(hint))
            return lambda items: tuple(_each(each, items))
        inner = _decode(get_args(hint)[0])
        return lambda items: tuple(inner(item) for item in items)
    if origin is not None and issubclass(origin, Mapping):
        value = _decode(get_args(hint)[1])
        return dict if get_args(hint)[1] is str else lambda packed: {k: value(v) for k, v in packed.items()}
    if origin is frozenset:
        return frozenset
    if hint in _OWN:
        return _OWN[hint]
    if dataclasses.is_dataclass(hint) and hint is not PlanDate:
        kind: Any = hint
        parts = _parts(kind, _names(kind))
        return lambda items: kind(*_each(parts, items))
    return _plain


def _parts(kind: Any, names: tuple[str, ...]) -> tuple[Callable[[Any], Any], ...]:
    hints = get_type_hints(kind)
    return tuple(_decode(hints[name]) for name in names)


def _each(parts: tuple[Callable[[Any], Any], ...], items: list[Any]) -> Iterator[Any]:
    if len(items) != len(parts):
        raise ValueError("another version's entry")
    return (part(item) for part, item in zip(parts, items, strict=True))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return Decimal(value["d"]) if "d" in value else PlanDate.from_iso(value["t"])
    return value


# ---------------------------------------------------------------- rows


def _encode_rows(listed: Sequence[Row]) -> list[Any]:
    """The blocks of the rows; those that were packed together before, and still are all there, as they were."""
    return [[block.whose, len(block), block.compressed] for block in packed(listed)]


def _decode_rows(blocks: list[Any]) -> tuple[Row, ...]:
    return unpacked(Block(tuple(whose), count, body) for whose, count, body in blocks)


def _decode_return(packed: list[Any]) -> Return:
    plain, rows = packed
    names = tuple(name for name in _names(Return) if name != "rows")
    told = dict(zip(names, _each(_parts_of_return(), plain), strict=True))
    return Return(**told, rows=_decode_rows(rows))


@cache
def _parts_of_return() -> tuple[Callable[[Any], Any], ...]:
    return _parts(Return, tuple(name for name in _names(Return) if name != "rows"))


def _encode_merged(merged: MergedForm) -> list[Any]:
    """A merged form: rows that stand in its returns by their place there, the others in a list of their own."""
    places = {id(row): (i, j) for i, ret in enumerate(merged.returns) for j, row in enumerate(ret.rows)}
    others: list[Row] = []

    def placed(rows: Sequence[Row]) -> list[tuple[int, int]]:
        for row in rows:
            if id(row) not in places:
                places[id(row)] = (-1, len(others))
                others.append(row)
        return [places[id(row)] for row in rows]

    rows, left = placed(merged.rows), placed(merged.left)
    told = [_encode(part) for part in (merged.returns, merged.carried, merged.findings)]
    return [merged.form, _encode_rows(others), rows, left, *told]


def _decode_merged(packed: list[Any]) -> MergedForm:
    form, others, rows, left, *told = packed
    hints = get_type_hints(MergedForm)
    returns, carried, findings = (
        _decode(hints[name])(part) for name, part in zip(("returns", "carried", "findings"), told, strict=True)
    )
    known = _decode_rows(others)

    def placed(places: list[tuple[int, int]]) -> tuple[Row, ...]:
        return tuple(known[j] if i < 0 else returns[i].rows[j] for i, j in places)

    return MergedForm(form, placed(rows), returns, carried, findings, placed(left))


_OWN: Mapping[Any, Callable[[Any], Any]] = {
    Return: _decode_return, MergedForm: _decode_merged, datetime: datetime.fromisoformat, Period: Period.parse,
}  # fmt: skip
"""What is not made of its fields one by one."""
