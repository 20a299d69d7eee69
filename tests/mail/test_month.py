"""A month by mail: issued, answered with mistakes, sent back, corrected, and clean at the end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from reportgen.app.collect import collect
from reportgen.app.course import load_plan
from reportgen.app.issue import issue, mail_out
from reportgen.app.remind import remind
from reportgen.edges import clock
from reportgen.edges.mail.place import PASSWORD_VARIABLE
from reportgen.model.finding import ERROR
from reportgen.model.period import Period
from tests import circle
from tests.conftest import FIRST, Merged
from tests.fill import fill
from tests.mail import servers
from tests.mail.letters import letter
from tests.mail.office import Office, introduce, letters_to, office

pytestmark = [servers.needs_dovecot, pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")]
WRONG = "区交建局"  # makes a mistake
LATE = "东坪街道"  # answers only when asked
ZONE = "+08:00"


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with office() as found:
        monkeypatch.setenv("SSL_CERT_FILE", str(found.imap.cert))
        monkeypatch.setenv(PASSWORD_VARIABLE, servers.PASSWORD)
        yield found


def at(text: str) -> datetime:
    return clock.parse_time(text, ZONE)


def mistake(sheet: Any) -> None:
    row = circle.header_row(sheet) + 1
    sheet.cell(row, circle.column(sheet, "年度完成")).value = "正在推进"


def attached(running: Office, address: str, number: int, folder: Path) -> Path:
    """Save the last attachment of the *number*-th letter to a unit."""
    *_, last = letters_to(running, address)[number].iter_attachments()
    path = folder / f"{number}-{address}.xlsx"
    path.write_bytes(last.get_content())
    return path


def answer(running: Office, address: str, path: Path, moment: str, name: str) -> None:
    message = letter([(name, path.read_bytes())], sender=address, subject=f"回复：{name}", way="raw GBK")
    running.imap.deliver("wzz", message, moment=at(moment))


def states(merged: Merged) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for item in merged.result["submissions"]:
        found.setdefault(item["unit"], set()).add(item["state"])
    return found


def test_month__by_mail_from_issue_to_clean(running: Office, tmp_path: Path):
    workspace = circle.make_workspace(tmp_path / "w")
    addresses = introduce(workspace, running)
    plan, period = load_plan(workspace), Period.parse(FIRST)
    issued = issue(workspace, FIRST)
    mail_out(workspace, FIRST, issued, again=False, dry_run=False, progress=lambda _: None)
    units = [Path(name).stem for name in issued.files]
    for unit in units:
        if unit == LATE:
            continue
        blank, filled = attached(running, addresses[unit], 0, tmp_path), tmp_path / f"{unit}.xlsx"
        fill(blank, filled, plan, period, unit)
        if unit == WRONG:
            circle.retype(filled, mistake, "QJ04")
        answer(running, addresses[unit], filled, "2027-04-02 09:00", f"{unit}3月.xlsx")

    collect(workspace, [running.imap.url("wzz")], FIRST)
    first = Merged.by(workspace, FIRST, "2027-04-20 18:00")
    assert states(first)[LATE] == {"missing"}
    assert "returned" in states(first)[WRONG]
    assert all(file["evidence"] == "mail" for file in first.result["files"])

    remind(workspace, FIRST, "2027-04-20 18:00", send=True)
    returned = next(
        a
        for a in letters_to(running, addresses[WRONG])[-1].iter_attachments()
        if str(a.get_filename()).startswith("退回_")
    )
    copy = tmp_path / "退回.xlsx"
    copy.write_bytes(returned.get_content())
    circle.retype(copy, right, "QJ04")
    answer(running, addresses[WRONG], copy, "2027-04-21 10:00", "更正.xlsx")
    blank = attached(running, addresses[LATE], -1, tmp_path)
    fill(blank, tmp_path / "late.xlsx", plan, period, LATE)
    answer(running, addresses[LATE], tmp_path / "late.xlsx", "2027-04-21 11:00", "补报.xlsx")

    shutil.rmtree(workspace.outputs)
    collect(workspace, [running.imap.url("wzz")], FIRST)
    clean = Merged.by(workspace, FIRST, "2027-04-22 18:00")
    assert not {"missing", "returned"} & set().union(*states(clean).values())
    counted = {f["path"] for f in clean.result["files"] if f["verdict"] == "accepted"}
    assert not [f for f in clean.result["findings"] if f["severity"] == ERROR and f["file"] in counted]
    assert not [f for f in clean.result["findings"] if f["code"].startswith("sender")]
    assert clean.result["cells"]["lost"] == 0


def right(sheet: Any) -> None:
    row = circle.header_row(sheet) + 1
    sheet.cell(row, circle.column(sheet, "年度完成")).value = 100
