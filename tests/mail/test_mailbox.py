"""A real mailbox (Dovecot on the loopback): returns that came by mail tell what they tell from a folder."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reportgen.app import collect as collecting
from reportgen.app.collect import Evidence, Upkeep, collect
from reportgen.edges.files import sha256_of
from reportgen.edges.mail.imap import Mailbox, MailboxError
from reportgen.edges.mail.place import PASSWORD_VARIABLE, read_place
from reportgen.edges.workspace import Workspace
from tests.conftest import SECOND, SECOND_TIME, Merged
from tests.edges.parts import zipped
from tests.mail import servers
from tests.mail.letters import NAMES, forwarded, letter

pytestmark = servers.needs_dovecot


@pytest.fixture(scope="module")
def imap() -> Iterator[servers.Imap]:
    root = Path(tempfile.mkdtemp(prefix="reportgen-mail-"))
    root.chmod(0o755)
    try:
        with servers.dovecot(root / "d") as server:
            yield server
    finally:
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(autouse=True)
def secrets(imap: servers.Imap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(imap.cert))
    monkeypatch.setenv(PASSWORD_VARIABLE, servers.PASSWORD)


@pytest.fixture
def emptied(county: Merged, tmp_path: Path) -> tuple[Workspace, Path]:
    """The other county before its second month came in, and the folder of what then came."""
    shutil.copytree(county.workspace.root, tmp_path / "w")
    workspace, came = Workspace(tmp_path / "w"), tmp_path / "came"
    shutil.move(workspace.inputs / SECOND, came)
    (came / "收件登记.xlsx").unlink()
    shutil.rmtree(workspace.outputs)
    return workspace, came


def moment_of(path: Path) -> datetime:
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)


def mailed(imap: servers.Imap, user: str, came: Path) -> None:
    """Mail every file of a folder to *user*: names in all encodings, some zipped, some forwarded."""
    ways = itertools.cycle(NAMES)
    for number, path in enumerate(sorted(p for p in came.iterdir() if not p.name.startswith("~$"))):
        name, content = path.name, path.read_bytes()
        if number % 5 == 3:
            name, content = f"{path.stem}.zip", zipped({name: content})
        message = letter([(name, content)], way=next(ways), subject="报表", message_id=f"m{number}@unit.example")
        if number % 5 == 4:
            message = forwarded(message)
        imap.deliver(user, message, moment=moment_of(path))


def test_again__adds_nothing_even_without_the_cache(imap: servers.Imap, emptied: tuple[Workspace, Path]):
    workspace, came = emptied
    mailed(imap, "again", came)
    first = collect(workspace, [imap.url("again")], SECOND)
    files = {p: sha256_of(p) for p in sorted(workspace.inputs.rglob("*")) if p.is_file()}
    assert "没有新邮件。" in collect(workspace, [imap.url("again")], SECOND)
    shutil.rmtree(workspace.cache)
    collect(workspace, [imap.url("again"), came], SECOND)
    assert {p: sha256_of(p) for p in sorted(workspace.inputs.rglob("*")) if p.is_file()} == files
    assert first.count("已收下") == len(files) - 1 - len(list((workspace.inputs / "2027-03").iterdir()))


def test_again__only_what_is_beyond_the_last_message_is_asked_for(
    imap: servers.Imap, emptied: tuple[Workspace, Path], monkeypatch: pytest.MonkeyPatch
):
    workspace, came = emptied
    for name in ("区交建局.xlsx", "松澜城投.xlsx"):
        message = letter([(name, (came / name).read_bytes())])
        imap.deliver("news", message, moment=moment_of(came / name))
        collect(workspace, [imap.url("news")], SECOND)
    listed: list[list[int]] = []
    uids = Mailbox.uids
    monkeypatch.setattr(Mailbox, "uids", lambda *given: listed.append(uids(*given)) or listed[-1])
    register = workspace.inputs / SECOND / "收件登记.xlsx"
    before = register.stat()
    assert collect(workspace, [imap.url("news")], SECOND) == "没有新邮件。"
    assert listed == [[]]
    assert (register.stat().st_ino, register.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert len(list((workspace.inputs / SECOND).iterdir())) == 3


def test_server__nothing_is_changed_unless_asked(imap: servers.Imap, emptied: tuple[Workspace, Path]):
    workspace, came = emptied
    box = imap.root / "mail" / "keep"
    mailed(imap, "keep", came)
    collect(workspace, [imap.url("keep")], SECOND)
    flags = lambda: {p.name.partition(":2,")[2] for p in (box / "cur").iterdir()}  # noqa: E731
    assert flags() <= {""}
    shutil.rmtree(workspace.cache)
    collect(workspace, [imap.url("keep")], SECOND, upkeep=Upkeep(mark_seen=True))
    assert flags() == {"S"}
    imap.deliver("keep", letter([]), folder=servers.folder("已收"))
    shutil.rmtree(workspace.cache)
    count = len(list((box / "cur").iterdir()))
    collect(workspace, [imap.url("keep")], SECOND, upkeep=Upkeep(move_to="已收"))
    assert not [*(box / "cur").iterdir(), *(box / "new").iterdir()]
    moved = box / f".{servers.folder('已收')}"
    assert len([*(moved / "cur").iterdir(), *(moved / "new").iterdir()]) == count + 1


def test_entry__faults_are_told_without_the_password(imap: servers.Imap):
    with pytest.raises(MailboxError, match="用户名或密码不对") as refused:
        Mailbox(read_place(imap.url("x")), "geheim-falsch")
    with pytest.raises(MailboxError, match="打不开文件夹“没有”"):
        Mailbox(read_place(imap.url("x", "没有")), servers.PASSWORD)
    with pytest.raises(MailboxError, match="连接被拒绝"):
        Mailbox(read_place(f"imaps://x@localhost:{servers.free_port()}/INBOX"), servers.PASSWORD)
    chain: BaseException | None = refused.value
    while chain is not None:
        assert "geheim" not in f"{chain!r}{chain.args}"
        chain = chain.__cause__


def test_certificate__one_that_nobody_vouches_for_is_refused(imap: servers.Imap, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(MailboxError, match="证书不可信"):
        Mailbox(read_place(imap.url("x")), servers.PASSWORD)


def test_watch__merges_when_something_came(imap: servers.Imap, emptied: tuple[Workspace, Path]):
    workspace, came = emptied
    said: list[str] = []
    april = datetime(2027, 4, 30, tzinfo=UTC)
    imap.deliver("watch", letter([]), moment=april)

    def rounds() -> Iterator[int]:
        yield 1
        assert said == []
        imap.deliver("watch", letter([], text="报表在 https://pan.baidu.com/s/1abc"), moment=april)
        yield 2
        assert "文件不在邮件里" in said.pop()
        yield 3
        assert said == []
        path = came / "区交建局.xlsx"
        imap.deliver("watch", letter([(path.name, path.read_bytes())]), moment=moment_of(path))
        yield 4

    collecting.watch(
        workspace, [imap.url("watch")], SECOND, upkeep=Upkeep(), interval=0.3, tell=said.append, rounds=rounds()
    )
    assert "已收下" in said[0]
    assert "result.json" in said[1]


def test_evidence__what_the_register_says_of_a_message(imap: servers.Imap, emptied: tuple[Workspace, Path]):
    from openpyxl import load_workbook

    workspace, came = emptied
    path = came / "区交建局.xlsx"
    imap.deliver(
        "evidence",
        letter([(path.name, path.read_bytes())], subject="交建局报表", sender="JJ@qjj.example"),
        moment=datetime(2027, 5, 3, 1, 30, tzinfo=UTC),
    )
    collect(workspace, [imap.url("evidence")], SECOND)
    rows = list(load_workbook(workspace.inputs / SECOND / "收件登记.xlsx").active.iter_rows(values_only=True))
    line = dict(zip(rows[0], rows[1], strict=True))
    assert line["文件"].startswith("区交建局_")
    assert "_20270503-0930_区交建局.xlsx" in line["文件"]
    assert (line["收到时间"], line["依据"], line["发件人"]) == ("2027-05-03 09:30:00", "邮件", "jj@qjj.example")
    assert "邮件“交建局报表”；原名 区交建局.xlsx" in line["备注"]


def test_chat__files_whose_sender_and_time_the_user_knows(emptied: tuple[Workspace, Path]):
    workspace, came = emptied
    received = datetime(2027, 5, 2, 8, 0, tzinfo=UTC)
    collect(workspace, [came / "区交建局.xlsx"], SECOND, evidence=lambda: Evidence("区交建局张三（微信）", received))
    result = Merged.by(workspace, SECOND, SECOND_TIME).result
    (file,) = [f for f in result["files"] if f["path"].startswith(f"inputs/{SECOND}")]
    assert file["evidence"] == "register"
    assert datetime.fromisoformat(file["received_at"]) == received


def test_old_mail__before_the_period_is_not_fetched(imap: servers.Imap, emptied: tuple[Workspace, Path]):
    workspace, came = emptied
    path = came / "区交建局.xlsx"
    imap.deliver(
        "old", letter([(path.name, path.read_bytes())]), moment=datetime(2027, 4, 1, tzinfo=UTC) - timedelta(days=9)
    )
    assert "没有新邮件。" in collect(workspace, [imap.url("old")], SECOND)
    assert [p.name for p in workspace.inputs.iterdir()] == ["2027-03"]
