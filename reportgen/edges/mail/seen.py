"""Which messages of a mailbox were taken in: by UIDVALIDITY and UID, kept in the cache.

A server gives every new message a higher UID, so a folder looked through since some day holds news only beyond the
highest. What is lost with the cache is only time: the contents in ``inputs/`` tell what is there already.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from reportgen.edges.atomic import write_text
from reportgen.edges.mail.place import Place
from reportgen.edges.workspace import Workspace
from reportgen.model.errors import OutputError


class Seen:
    """The messages of one folder of one mailbox that were taken in, of those that came on *since* or later."""

    def __init__(self, workspace: Workspace, place: Place, validity: int, since: date) -> None:
        name = hashlib.sha256(f"{place.user}|{place.host}|{place.port}|{place.folder}".encode()).hexdigest()[:24]
        self._path = workspace.cache / f"mail-{name}.json"
        self._validity, self._since = validity, since.isoformat()
        self.uids: set[int] = set()
        self._highest: dict[str, int] = {}  # day → up to which UID all that came since were taken in
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
            self._load()

    def _load(self) -> None:
        kept = json.loads(self._path.read_text(encoding="utf-8"))
        if kept["validity"] != self._validity or not self._validity:
            return
        self.uids = {uid for first, last in kept["uids"] for uid in range(first, last + 1)}
        self._highest = {str(day): int(uid) for day, uid in kept["highest"].items()}

    @property
    def highest(self) -> int:
        """The UID up to which nothing that came since that day is new."""
        return max((uid for day, uid in self._highest.items() if day <= self._since), default=0)

    def add(self, uids: Sequence[int]) -> None:
        """Remember *uids*, the next in order; a cache that cannot be written is no fault."""
        self.uids.update(uids)
        self._highest[self._since] = max(self.highest, *uids)
        kept = {"validity": self._validity, "highest": self._highest, "uids": _ranges(sorted(self.uids))}
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
