"""A share of the kills that `tests.mail.kill` tries: the next run ends as an undisturbed one."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from reportgen.edges.workspace import Workspace
from tests.conftest import SECOND, Merged
from tests.mail import servers
from tests.mail.kill import trials, try_points
from tests.mail.office import introduce, office

pytestmark = [servers.needs_dovecot, pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")]


def test_kill__the_next_run_completes_and_doubles_nothing(
    county: Merged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with office() as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.imap.cert))
        shutil.copytree(county.workspace.root, tmp_path / "w")
        base, came = Workspace(tmp_path / "w"), tmp_path / "came"
        shutil.move(base.inputs / SECOND, came)
        (came / "收件登记.xlsx").unlink()
        introduce(base, running)
        assert try_points(trials(base, came, running, SECOND), 4, random.Random(20251103)) == []
