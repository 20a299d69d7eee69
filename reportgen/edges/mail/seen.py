"""Which messages of a mailbox were taken in: by UIDVALIDITY and UID, kept in the cache.

What is lost with the cache is only time: the contents in ``inputs/`` tell what is there already.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress

from reportgen.edges.atomic import write_text
from reportgen.edges.mail.place import Place
from reportgen.edges.workspace import Workspace
from reportgen.model.errors import OutputError


class Seen:
    """The messages of one folder of one mailbox that were taken in."""

    def __init__(self, workspace: Workspace, place: Place, validity: int) -> None:
        name = hashlib.sha256(f"{place.user}|{place.host}|{place.port}|{place.folder}".encode()).hexdigest()[:24]
        self._path = workspace.cache / f"mail-{name}.json"
        self._validity = validity
        self.uids = self._load()

    def _load(self) -> set[int]:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            if kept["validity"] != self._validity or not self._validity:
                return set()
            return {uid for first, last in kept["uids"] for uid in range(first, last + 1)}
        except (OSError, ValueError, TypeError, KeyError):
            return set()

    def add(self, uids: Iterable[int]) -> None:
        """Remember *uids*; a cache that cannot be written is no fault."""
        self.uids.update(uids)
        kept = {"validity": self._validity, "uids": _ranges(sorted(self.uids))}
        with suppress(OutputError, OSError):
            write_text(self._path, json.dumps(kept) + "\n")


def _ranges(uids: list[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for uid in uids:
        if ranges and uid == ranges[-1][1] + 1:
            ranges[-1][1] = uid
        else:
            ranges.append([uid, uid])
    return ranges
