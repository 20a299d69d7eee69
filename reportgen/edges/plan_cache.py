"""The raw values of plan.yaml kept as JSON: reading YAML anew would take most of a short command's time.

Only what the file says is kept, by the hash of its bytes; parsing and checking are done every time, so
that no change of the program makes an entry wrong. A damaged entry is read anew and replaced.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from reportgen.edges.atomic import write_text
from reportgen.edges.plan_yaml import read_yaml
from reportgen.model.errors import OutputError
from reportgen.model.plan import Place
from reportgen.plan.raw import Raw, RawList, RawMap, RawPlan, RawText

_VERSION = "1"
"""Changes when the form of the entries does."""


def read_cached(path: Path, name: str, cache: Path) -> RawPlan:
    """Return what `read_yaml` returns, from *cache* where it is known; that it cannot be kept is no fault."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    entry = cache / f"plan-{digest}.json"
    root = _kept(entry, name)
    if root is not None:
        return RawPlan(root)
    raw = read_yaml(path, name)
    keep(entry, "plan-*.json", _sealed(json.dumps(_packed(raw.root), ensure_ascii=False, separators=(",", ":"))))
    return raw


def keep(entry: Path, earlier: str, text: str) -> None:
    """Write *text* to *entry* of the cache in place of its *earlier* entries; that it cannot be kept is no fault."""
    with suppress(OutputError, OSError):
        for old in sorted(entry.parent.glob(earlier)):
            old.unlink()
        write_text(entry, text)


def _kept(entry: Path, name: str) -> RawMap | None:
    try:
        text = entry.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    body = text.partition("\n")[2]
    root = _unpacked(json.loads(body), name) if _sealed(body) == text else None
    return root if isinstance(root, RawMap) else None


def _sealed(body: str) -> str:
    """Return *body* below the line that proves it whole."""
    return f"{hashlib.sha256((_VERSION + body).encode()).hexdigest()}\n{body}"


def _packed(raw: Raw) -> list[Any]:
    """Texts as [cell, text], lists as [cell, [node…]], mappings as [cell, [key, value, key, value…], 1]."""
    if isinstance(raw, RawText):
        return [raw.place.cell, raw.text]
    if isinstance(raw, RawList):
        return [raw.place.cell, [_packed(i) for i in raw.items]]
    return [raw.place.cell, [_packed(node) for pair in raw.pairs for node in pair], 1]


def _unpacked(node: list[Any], name: str) -> Raw:
    cell, content = node[:2]
    if isinstance(content, str):
        return RawText(Place(name, "", cell, content), content)
    nodes = [_unpacked(n, name) for n in content]
    place = Place(name, "", cell)
    if len(node) == 2:
        return RawList(place, tuple(nodes))
    keys = [key for key in nodes[::2] if isinstance(key, RawText)]
    return RawMap(place, tuple(zip(keys, nodes[1::2], strict=True)))
