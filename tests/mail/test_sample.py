"""The shipped month by mail: names in all encodings, zipped, forwarded, as Outlook saves it; it tells what the folder tells."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reportgen.app.collect import collect
from reportgen.edges.mail.place import PASSWORD_VARIABLE
from reportgen.edges.workspace import RECEIPTS, Workspace
from tests.conftest import SAMPLE, Merged
from tests.edges.parts import zipped
from tests.mail import outlook, servers
from tests.mail.letters import NAMES, forwarded, letter

pytestmark = servers.needs_dovecot
Way = Callable[[str, bytes, str, datetime], bytes]


@pytest.fixture
def imap(monkeypatch: pytest.MonkeyPatch) -> Iterator[servers.Imap]:
    root = Path(tempfile.mkdtemp(prefix="reportgen-mail-"))
    root.chmod(0o755)
    try:
        with servers.dovecot(root / "d") as server:
            monkeypatch.setenv("SSL_CERT_FILE", str(server.cert))
            monkeypatch.setenv(PASSWORD_VARIABLE, servers.PASSWORD)
            yield server
    finally:
        shutil.rmtree(root, ignore_errors=True)


def plainly(name: str, content: bytes, way: str, moment: datetime) -> bytes:
    return letter([(name, content)], way=way)


def packed(name: str, content: bytes, way: str, moment: datetime) -> bytes:
    return letter([(f"{Path(name).stem}.zip", zipped({name: content}))], way=way)


def passed_on(name: str, content: bytes, way: str, moment: datetime) -> bytes:
    return forwarded(letter([(name, content)], way=way))


def from_outlook(name: str, content: bytes, way: str, moment: datetime) -> bytes:
    return letter([("转发.msg", outlook.msg([(name, content)], received=moment))], way=way)


def within_outlook(name: str, content: bytes, way: str, moment: datetime) -> bytes:
    inner = outlook.letter([(name, content)], sender="unit@unit.example")
    return letter([("转发.msg", outlook.msg([], received=moment, inside=[inner]))], way=way)


WAYS: tuple[Way, ...] = (plainly, packed, plainly, passed_on, from_outlook, plainly, within_outlook)


def moments(sample: Merged) -> Mapping[str, datetime]:
    """When each file came, as the shipped month's result tells it."""
    return {f["path"]: datetime.fromisoformat(f["received_at"]) for f in sample.result["files"]}


def told(merged: Merged) -> Any:
    """result.json without what only says how a file came: its name, the evidence."""
    text = (merged.folder / "result.json").read_text(encoding="utf-8")
    for file in merged.result["files"]:
        for name in (file["path"], f"“{file['path'].rpartition('/')[2]}”"):
            text = text.replace(json.dumps(name, ensure_ascii=False)[1:-1], file["sha256"])
    for finding in merged.result["findings"]:
        if not finding["unit"]:  # of a file that tells nothing else, its name is what it is numbered by
            text = text.replace(finding["number"], finding["code"])
    result = json.loads(text)
    for file in result["files"]:
        del file["evidence"]
    return in_one_order(result)


def in_one_order(item: Any) -> Any:
    """*item* with its lists sorted: files are told in the order of their names."""
    if isinstance(item, dict):
        return {key: in_one_order(value) for key, value in item.items()}
    if isinstance(item, list):
        return sorted(map(in_one_order, item), key=lambda i: json.dumps(i, sort_keys=True))
    return item


@dataclass(frozen=True)
class Month:
    """The shipped workspace before its newest month came in, and the folder of what then came."""

    workspace: Workspace
    came: Path

    @property
    def files(self) -> list[Path]:
        return sorted(p for p in self.came.rglob("*") if p.is_file() and not p.name.startswith("~$"))


@pytest.fixture
def month(sample: Merged, tmp_path: Path) -> Month:
    workspace, came = Workspace(tmp_path / "w"), tmp_path / "came"
    shutil.copytree(sample.workspace.root, workspace.root, ignore=shutil.ignore_patterns(SAMPLE))
    shutil.copytree(sample.workspace.inputs / SAMPLE, came, ignore=shutil.ignore_patterns(RECEIPTS))
    for name, moment in moments(sample).items():
        path = came / Path(name).relative_to(f"inputs/{SAMPLE}")
        os.utime(path, (moment.timestamp(), moment.timestamp()))
    return Month(workspace, came)


def sent(month: Month, imap: servers.Imap, saved: Path) -> None:
    """Mail the files to the office, one each, and save some messages as Outlook does; every way is used."""
    ways, names = itertools.cycle(WAYS), itertools.cycle(NAMES)
    for number, path in enumerate(month.files):
        content, moment = path.read_bytes(), datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if number % 11 == 5:
            message = outlook.msg([(path.name, content)], received=moment, sender="a@unit.example")
            (saved / f"{number}.msg").write_bytes(message)
        else:
            imap.deliver("office", next(ways)(path.name, content, next(names), moment), moment=moment)


def test_sample__the_same_result_by_mail_as_from_the_folder(month: Month, imap: servers.Imap, tmp_path: Path):
    other, saved = Workspace(tmp_path / "other"), tmp_path / "saved"
    shutil.copytree(month.workspace.root, other.root)
    saved.mkdir()
    sent(month, imap, saved)
    by_mail = collect(month.workspace, [imap.url("office"), saved], SAMPLE)
    by_hand = collect(other, [month.came], SAMPLE)
    assert by_mail.count("已收下") == by_hand.count("已收下") > 50
    one, two = (Merged.by(workspace, SAMPLE, None) for workspace in (month.workspace, other))
    assert {f["evidence"] for f in one.result["files"]} == {"mail"}
    assert told(one) == told(two)
