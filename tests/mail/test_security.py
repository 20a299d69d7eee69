"""Mail is hostile and carries secrets: what must not get in, and what must not get out. The list: docs/decisions.md, 邮件安全."""

from __future__ import annotations

import re
import socket
import ssl
import sys
import threading
import traceback
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportgen import cli
from reportgen.edges.intake import Opener
from reportgen.edges.mail import imap as imaps
from reportgen.edges.mail import place as places
from reportgen.edges.mail import smtp as smtps
from reportgen.edges.mail.address_book import addresses
from reportgen.edges.mail.drafts import Block, Draft, Enclosure
from reportgen.edges.mail.imap import Mailbox, MailboxError
from reportgen.edges.mail.message import read_mail
from reportgen.edges.mail.place import PASSWORD_VARIABLE, Place, password_for, read_place
from reportgen.edges.mail.smtp import Post, PostError
from reportgen.model.errors import InputError
from tests.circle import REPOSITORY
from tests.conftest import SECOND, Merged
from tests.edges.parts import zipped
from tests.filing.small import at
from tests.mail import servers
from tests.mail.letters import letter
from tests.mail.office import Office, office

SECRET = "geheim-falsch-7"
BOX = read_place("imaps://wzz@mail.example/INBOX")
needs_servers = [servers.needs_dovecot, pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")]


# ---------------------------------------------------------------- what comes in


def test_incoming__nothing_is_fetched_and_nothing_runs(monkeypatch: pytest.MonkeyPatch):
    def connected(*_: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket.socket, "connect", connected)
    page = b'<img src="http://x.example/p.png"><script>x()</script><link href="//x.example/c"><a href="file:///etc/passwd">'
    head = b'Content-Type: text/html; charset="utf-8"\r\nSubject: x\r\n'
    assert read_mail(head + b"\r\n" + page).attachments == ()
    outside = b"Content-Type: message/external-body; access-type=URL; URL=http://x.example/a.xlsx\r\n\r\nContent-Type: x/y\r\n"
    mail = read_mail(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + outside + b"\r\n--b--\r\n")
    assert mail.attachments == ()
    assert any("只有链接" in remark for remark in mail.remarks)


def test_incoming__a_bomb_in_an_attachment_is_not_inflated():
    opener = Opener()
    bomb = zipped({"表.xlsx": bytes(40 << 20)})
    assert len(bomb) < 200_000
    (given,) = opener.message(letter([("包.zip", bomb)]), "信")
    assert given.content == bomb  # kept as it came, so that the merge speaks of it
    assert any("打不开" in remark and "压缩比" in remark for remark in opener.remarks)


# ---------------------------------------------------------------- what goes out


def test_outgoing__no_text_begins_a_field():
    evil = "x\r\nBcc: evil@x.example\r\n\r\n"
    draft = Draft(
        "甲局", "催报", "d", f"催报{evil}", (Block(evil),), addresses(f"a@b.example{evil}"), (), (Enclosure(f"表{evil}.xlsx", b"x"),)
    )  # fmt: skip
    message = draft.message(at("2025-11-06T18:00"), "wzz@x.example", f"办公室{evil}")
    assert re.search(rb"(?mi)^bcc\s*:", message) is None
    assert all(re.fullmatch(r"[\w.@]+", address) for address in draft.to)
    assert read_mail(message).subject == "催报x Bcc: evil@x.example"


# ---------------------------------------------------------------- passwords


@pytest.fixture
def no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    monkeypatch.setattr(places, "_from_keyring", lambda place: "")
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(isatty=lambda: False))


def keyring_that(answer: Callable[[str, str], str | None], monkeypatch: pytest.MonkeyPatch) -> None:
    errors = types.ModuleType("keyring.errors")
    errors.KeyringError = type("KeyringError", (Exception,), {})  # type: ignore[attr-defined]
    ring = types.ModuleType("keyring")
    ring.get_password = answer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)


def test_password__from_the_environment_the_keyring_or_a_prompt(monkeypatch: pytest.MonkeyPatch):
    keyring_that(
        lambda service, user: "ring" if (service, user) == ("reportgen", "wzz@mail.example") else None, monkeypatch
    )
    monkeypatch.setenv(PASSWORD_VARIABLE, "set")
    assert password_for(BOX) == "set"
    monkeypatch.delenv(PASSWORD_VARIABLE)
    assert password_for(BOX) == "ring"
    keyring_that(lambda service, user: None, monkeypatch)
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr(places, "_typed", {})
    monkeypatch.setattr("getpass.getpass", lambda prompt: "typed" if "wzz@mail.example" in prompt else "")
    assert password_for(BOX) == "typed"


def test_password__typed_once_a_run_and_again_where_it_was_wrong(no_password: None, monkeypatch: pytest.MonkeyPatch):
    typed = iter(["one", "two"])
    monkeypatch.setattr(places, "_typed", {})
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    assert [password_for(BOX), password_for(BOX)] == ["one", "one"]
    places.forget_password(BOX)
    assert password_for(BOX) == "two"


def test_password__a_keyring_that_fails_is_as_none(monkeypatch: pytest.MonkeyPatch):
    def fails(service: str, user: str) -> str:
        raise RuntimeError(SECRET)

    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(isatty=lambda: False))
    keyring_that(fails, monkeypatch)
    with pytest.raises(InputError, match="密码不要写在命令里"):
        password_for(BOX)


@pytest.mark.usefixtures("no_password")
def test_password__none_is_said_without_asking_where_nobody_sits():
    with pytest.raises(InputError, match=PASSWORD_VARIABLE):
        password_for(BOX)


# ---------------------------------------------------------------- connections


@pytest.fixture(scope="module")
def running() -> Iterator[Office]:
    with office() as found:
        yield found


@pytest.fixture
def trusted(running: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("SSL_CERT_FILE", str(running.imap.cert))
    return running


def causes(error: BaseException) -> str:
    told = ""
    link: BaseException | None = error
    while link is not None:
        told += f"{link!r}{link.args}{link}"
        link = link.__cause__ or link.__context__
    return told


class TestServers:
    pytestmark = needs_servers

    def test_smtp__a_certificate_that_nobody_vouches_for_is_refused(
        self, running: Office, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.delenv("SSL_CERT_FILE", raising=False)
        post = Post(read_place(running.smtp.url, ("smtp", "smtps")), lambda: servers.PASSWORD)
        with pytest.raises(PostError, match="证书不可信"):
            post.send(b"x", "a@b.example", ["c@d.example"])

    def test_smtp__a_wrong_password_is_in_no_error(self, trusted: Office):
        post = Post(read_place(trusted.smtp.url, ("smtp", "smtps")), lambda: SECRET)
        with pytest.raises(PostError, match="用户名或密码不对") as refused:
            post.send(b"x", "a@b.example", ["c@d.example"])
        assert SECRET not in causes(refused.value)

    def test_imap__starttls_before_the_password_where_the_server_has_it(
        self, trusted: Office, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(Place, "local", property(lambda self: False))
        with Mailbox(read_place(f"imap://x@localhost:{trusted.imap.plain}/INBOX"), servers.PASSWORD) as box:
            assert isinstance(box._client.sock, ssl.SSLSocket)

    def test_command__a_wrong_password_is_printed_nowhere(
        self, trusted: Office, county: Merged, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ):
        monkeypatch.setenv(PASSWORD_VARIABLE, SECRET)
        command = ["collect", trusted.imap.url("wzz"), "--period", SECOND, "--workspace", str(county.workspace.root)]
        assert cli.run(command) == 4
        told = capsys.readouterr()
        assert "用户名或密码不对" in told.err
        assert SECRET not in told.out + told.err
        with pytest.raises(MailboxError) as refused:
            cli.run(["--debug", *command])
        told = capsys.readouterr()
        assert SECRET not in told.out + told.err + "".join(traceback.format_exception(refused.value))


@pytest.fixture
def in_the_clear(request: pytest.FixtureRequest) -> Iterator[int]:
    """A server that begins with the greeting of the test and knows no encryption; gives its port."""

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with client, client.makefile("rwb", buffering=0) as stream:
                stream.write(request.param)
                while line := stream.readline():
                    heard.append(line)
                    tag = line.split()[0]
                    stream.write(
                        b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK done\r\n"
                        if b"CAPAB" in line.upper()
                        else b"250 plain\r\n"
                    )

    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        assert not [line for line in heard if b"LOGIN" in line.upper() or b"AUTH" in line.upper()]


@pytest.mark.parametrize("in_the_clear", [b"* OK hello\r\n"], indirect=True)
def test_imap__no_password_goes_over_the_net_in_the_clear(in_the_clear: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Place, "local", property(lambda self: False))
    with pytest.raises(MailboxError, match="不支持加密连接"):
        Mailbox(read_place(f"imap://x@localhost:{in_the_clear}/INBOX"), SECRET)


@pytest.mark.parametrize("in_the_clear", [b"220 hello\r\n"], indirect=True)
def test_smtp__no_password_goes_over_the_net_in_the_clear(in_the_clear: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Place, "local", property(lambda self: False))
    post = Post(read_place(f"smtp://x@localhost:{in_the_clear}", ("smtp", "smtps")), lambda: SECRET)
    with pytest.raises(PostError, match="不支持加密连接"):
        post.send(b"x", "a@b.example", ["c@d.example"])


def test_tls__names_and_certificates_are_checked_and_old_versions_refused():
    context = places.tls()
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert imaps.tls is places.tls is smtps.tls


# ---------------------------------------------------------------- the list


def test_list__every_test_that_it_names_is_there():
    text = (REPOSITORY / "docs" / "decisions.md").read_text(encoding="utf-8")
    told = re.findall(r"`(test_\w+)\.(test_\w+)`", text.partition("### 邮件安全")[2].partition("\n## ")[0])
    assert len(told) > 15
    sources = {path.stem: path.read_text(encoding="utf-8") for path in Path(REPOSITORY / "tests").rglob("test_*.py")}
    assert [f"{module}.{name}" for module, name in told if f"def {name}(" not in sources.get(module, "")] == []
