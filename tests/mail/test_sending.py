"""Reminders and workbooks sent through real servers: each state once, and nothing lost or doubled by a crash."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from reportgen.app.collect import collect
from reportgen.app.issue import issue, mail_out
from reportgen.app.remind import remind
from reportgen.edges.mail.ledger import DONE, FAILED, PREPARED, SentLedger
from reportgen.edges.mail.place import PASSWORD_VARIABLE
from reportgen.edges.mail.smtp import Post
from reportgen.edges.workspace import SENT, Workspace
from reportgen.model.errors import InputError
from tests.conftest import SECOND, SECOND_TIME, THIRD, Merged
from tests.mail import servers
from tests.mail.office import LEADER, OFFICE, Office, introduce, ledger, letters_to, office

pytestmark = [servers.needs_dovecot, pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")]


@pytest.fixture(scope="module")
def running() -> Iterator[Office]:
    with office() as found:
        yield found


@pytest.fixture(autouse=True)
def fresh(running: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(running.imap.cert))
    monkeypatch.setenv(PASSWORD_VARIABLE, servers.PASSWORD)
    monkeypatch.setattr("reportgen.edges.mail.dispatch._LOOKS", (0.0,))
    running.smtp.taken.clear()
    running.smtp.busy, running.smtp.refuse = 0, frozenset()
    shutil.rmtree(running.imap.root / "mail" / "wzz", ignore_errors=True)


@pytest.fixture
def workspace(county: Merged, tmp_path: Path) -> Workspace:
    shutil.copytree(county.workspace.root, tmp_path / "w")
    return Workspace(tmp_path / "w")


@pytest.fixture
def addresses(workspace: Workspace, running: Office) -> Mapping[str, str]:
    return introduce(workspace, running)


def send(workspace: Workspace, as_of: str = SECOND_TIME, **how: bool) -> str:
    return remind(workspace, SECOND, as_of, send=True, **how)


def test_send__every_unit_once_with_what_it_needs(running: Office, workspace: Workspace, addresses: Mapping[str, str]):
    said = send(workspace)
    lines = ledger(workspace, SECOND)
    assert len(running.smtp.taken) == len(lines) == said.count("已发送　")
    assert {line["状态"] for line in lines} == {DONE}
    (missing,) = letters_to(running, addresses["区税务分局"])
    assert missing["Subject"].startswith("关于催报")
    assert [a.get_filename() for a in missing.iter_attachments()] == ["空白表_区税务分局.xlsx"]
    (returned,) = letters_to(running, addresses["区交建局"])
    assert "退回_区交建局.xlsx" in [a.get_filename() for a in returned.iter_attachments()]
    assert "X-Unsent" not in missing
    assert missing["From"] == f"专班办公室 <{OFFICE}>"


def test_send__never_twice_about_the_same(running: Office, workspace: Workspace, addresses: Mapping[str, str]):
    send(workspace)
    count = len(running.smtp.taken)
    assert "不重发" in send(workspace)
    assert len(running.smtp.taken) == count
    send(workspace, again=True)
    assert len(running.smtp.taken) == 2 * count
    ids = [line["邮件编号"] for line in ledger(workspace, SECOND)]
    assert len(set(ids)) == 2 * count


def test_send__what_the_office_keeps_of_it_is_no_return(
    running: Office, workspace: Workspace, addresses: Mapping[str, str], tmp_path: Path
):
    send(workspace)
    kept = tmp_path / "收件箱"
    kept.mkdir()
    for number, message in enumerate(running.imap.messages("wzz")):
        (kept / f"{number}.eml").write_bytes(message)
    count = len(list(kept.iterdir()))
    assert count == len(running.smtp.taken)
    before = sorted(p for p in workspace.inputs.rglob("*") if p.is_file())
    assert f"本单位自己发出的邮件 {count} 封（留底），没有收。" in collect(workspace, [kept], SECOND)
    assert sorted(p for p in workspace.inputs.rglob("*") if p.is_file()) == before


def test_send__the_second_time_goes_to_the_leader_too(
    running: Office, workspace: Workspace, addresses: Mapping[str, str]
):
    send(workspace)
    send(workspace, "2027-05-25 18:00")
    first, second = letters_to(running, addresses["区税务分局"])
    assert (first["Cc"], second["Cc"]) == (None, LEADER)
    assert second["Subject"].startswith("关于再次催报")


def test_send__before_the_deadline_it_reminds(running: Office, workspace: Workspace, addresses: Mapping[str, str]):
    send(workspace, "2027-05-11 10:00")
    (letter,) = letters_to(running, addresses["区税务分局"])
    assert "报送提醒" in letter["Subject"]
    assert letter.get_body(("html",)) is not None
    assert "时限" in str(letter.get_body(("plain",)).get_content())  # type: ignore[union-attr]


def test_send__busy_server_is_asked_again(
    running: Office, workspace: Workspace, addresses: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
):
    waits: list[float] = []
    monkeypatch.setattr("reportgen.edges.mail.dispatch.time.sleep", waits.append)
    monkeypatch.setattr("reportgen.edges.mail.dispatch.Dispatch.__init__.__defaults__", (waits.append,))
    running.smtp.busy = 2
    send(workspace)
    assert [w for w in waits if w][:2] == [2.0, 10.0]
    assert {line["状态"] for line in ledger(workspace, SECOND)} == {DONE}


def test_send__refused_recipient_is_told_and_tried_next_time(
    running: Office, workspace: Workspace, addresses: Mapping[str, str]
):
    running.smtp.refuse = frozenset({addresses["区税务分局"]})
    assert "区税务分局（催报）：收件人被拒（550 no such user）" in send(workspace)
    states = {line["单位"]: line["状态"] for line in ledger(workspace, SECOND)}
    assert states["区税务分局"] == FAILED
    running.smtp.refuse = frozenset()
    send(workspace)
    assert {line["状态"] for line in ledger(workspace, SECOND)} == {DONE}
    assert len(letters_to(running, addresses["区税务分局"])) == 1


def test_crash__after_sending_before_noting(
    running: Office, workspace: Workspace, addresses: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
):
    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(SentLedger, "settle", dies)
        with pytest.raises(KeyboardInterrupt):
            send(workspace)
    assert [line["状态"] for line in ledger(workspace, SECOND)] == [PREPARED]
    assert len(running.smtp.taken) == 1
    send(workspace)
    lines = ledger(workspace, SECOND)
    assert {line["状态"] for line in lines} == {DONE}
    assert len(running.smtp.taken) == len(lines)


def test_crash__after_noting_before_sending(
    running: Office, workspace: Workspace, addresses: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
):
    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Post, "send", dies)
        with pytest.raises(KeyboardInterrupt):
            send(workspace)
    send(workspace)
    lines = ledger(workspace, SECOND)
    assert {line["状态"] for line in lines} == {DONE}
    assert len(running.smtp.taken) == len(lines)


def test_crash__without_a_mailbox_to_look_into_it_asks(
    running: Office, workspace: Workspace, addresses: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patch:
        patch.setattr(SentLedger, "settle", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            send(workspace)
    monkeypatch.setattr("reportgen.edges.mail.dispatch.Dispatch._went_out", lambda *_: None)
    assert "待核对" in send(workspace)
    assert len({m for _, m in running.smtp.taken}) == len(running.smtp.taken)


def test_dry_run__shows_all_and_sends_nothing(running: Office, workspace: Workspace, addresses: Mapping[str, str]):
    said = remind(workspace, SECOND, SECOND_TIME, dry_run=True)
    assert addresses["区税务分局"] in said
    assert "空白表_区税务分局.xlsx" in said
    assert running.smtp.taken == []
    assert not (workspace.inputs / SECOND / SENT).exists()


def test_book__missing_one_is_written_to_be_filled_in(workspace: Workspace):
    with pytest.raises(InputError, match="写好一份空表"):
        send(workspace)
    with pytest.raises(InputError, match="没有填发件地址、发信服务器"):
        send(workspace)


def test_issue__workbooks_by_mail(running: Office, workspace: Workspace, addresses: Mapping[str, str]):
    done = issue(workspace, THIRD)
    said = mail_out(workspace, THIRD, done, again=False, dry_run=False, progress=lambda _: None)
    assert f"共 {len(done.files)} 封" in said
    assert len(running.smtp.taken) == len(done.files)
    assert "不重发" in mail_out(
        workspace, THIRD, issue(workspace, THIRD), again=False, dry_run=False, progress=lambda _: None
    )
    assert {line["种类"] for line in ledger(workspace, THIRD)} == {"下发"}


def test_bytes__drafts_and_messages_hold_no_password(workspace: Workspace, addresses: Mapping[str, str]):
    send(workspace)
    for path in workspace.root.rglob("*"):
        assert not path.is_file() or servers.PASSWORD.encode() not in path.read_bytes()
