"""Kill collect and remind at many points and let them finish (`tools.mail_kills`, and a few points in the tests).

After each kill the command is run again; it must end as an undisturbed run does: the same files, the same
evidence, every message sent exactly once.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import load_workbook

from reportgen.edges.files import sha256_of
from reportgen.edges.mail.place import PASSWORD_VARIABLE
from reportgen.edges.workspace import Workspace
from tests.mail import servers
from tests.mail.letters import NAMES, letter
from tests.mail.office import Office, ledger

AS_OF = "2027-05-20 18:00"
COLLECTED = ("文件", "收到时间", "依据", "发件人", "备注")
REPOSITORY = Path(__file__).resolve().parents[2]


def run(step: int, *arguments: str, cert: Path) -> tuple[int, int]:
    """Run a command that dies at *step*; return its status and, if it lived, how many steps it took."""
    environment = {**os.environ, "SSL_CERT_FILE": str(cert), PASSWORD_VARIABLE: servers.PASSWORD}
    command = [sys.executable, "-m", "tests.mail.kill_child", str(step), *arguments]
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"step {step}: status {done.returncode}\n{done.stdout}{done.stderr}")
    last = done.stdout.strip().rsplit("\n", 1)[-1]
    return done.returncode, int(last.removeprefix("steps ")) if done.returncode == 0 else 0


def register(workspace: Workspace, period: str) -> list[tuple[str, ...]]:
    sheet = load_workbook(workspace.inputs / period / "收件登记.xlsx").worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    places = [head.index(name) for name in COLLECTED]
    return sorted(tuple(str(row[place]) for place in places) for row in rows)


def kept(workspace: Workspace, period: str) -> dict[str, str]:
    folder = workspace.inputs / period
    return {
        p.name: sha256_of(p)
        for p in folder.rglob("*")
        if p.is_file() and not p.name.endswith("登记.xlsx") and not p.name.startswith(".new-")
    }


def collected(workspace: Workspace, period: str) -> object:
    return kept(workspace, period), register(workspace, period)


class Trial:
    """One command on fresh copies of one workspace."""

    def __init__(
        self,
        name: str,
        base: Workspace,
        running: Office,
        period: str,
        arguments: Sequence[str],
        state: Callable[[Workspace, str], object],
    ) -> None:
        self.name, self._base, self._running, self._period = name, base, running, period
        self._arguments, self._state = tuple(arguments), state
        self.steps, self.expected = self._undisturbed()

    def _copy(self, folder: Path) -> Workspace:
        shutil.copytree(self._base.root, folder / "w")
        self._running.smtp.taken.clear()
        shutil.rmtree(self._running.imap.root / "mail" / "wzz", ignore_errors=True)
        return Workspace(folder / "w")

    def _run(self, step: int, workspace: Workspace) -> tuple[int, int]:
        return run(step, *self._arguments, "--workspace", str(workspace.root), cert=self._running.imap.cert)

    def _undisturbed(self) -> tuple[int, object]:
        with tempfile.TemporaryDirectory() as folder:
            workspace = self._copy(Path(folder))
            _, steps = self._run(0, workspace)
            return steps, self._state(workspace, self._period)

    def ends_alike(self, step: int) -> bool:
        """Whether a run killed at *step*, run again, ends as an undisturbed one."""
        with tempfile.TemporaryDirectory() as folder:
            workspace = self._copy(Path(folder))
            self._run(step, workspace)
            self._run(0, workspace)
            return self._state(workspace, self._period) == self.expected


def trials(base: Workspace, came: Path, running: Office, period: str) -> tuple[Trial, Trial]:
    """Return the two trials: collect of what *came* by mail into *base*, remind of *base* with it collected."""
    for number, path in enumerate(sorted(p for p in came.iterdir() if p.suffix == ".xlsx" and "~" not in p.name)):
        message = letter(
            [(path.name, path.read_bytes())], way=list(NAMES)[number % 13], sender=f"u{number}@unit.example"
        )
        running.imap.deliver("in", message, moment=datetime.fromtimestamp(int(path.stat().st_mtime), UTC))
    collecting = Trial(
        "collect", base, running, period, ["collect", running.imap.url("in"), "--period", period], collected
    )
    filled = base.root.parent / "filled"
    shutil.copytree(base.root, filled)
    shutil.copytree(came, filled / "inputs" / period)

    def sent(workspace: Workspace, period: str) -> object:
        lines = sorted(
            (line["单位"], line["种类"], line["状态"], line["邮件编号"]) for line in ledger(workspace, period)
        )
        return lines, Counter(message_ids(running))

    reminding = Trial(
        "remind", Workspace(filled), running, period, ["remind", "--period", period, "--as-of", AS_OF, "--send"], sent
    )
    return collecting, reminding


def message_ids(running: Office) -> list[str]:
    from email import message_from_bytes

    return [str(message_from_bytes(message)["Message-ID"]) for _, message in running.smtp.taken]


def try_points(found: Sequence[Trial], points: int, rng: random.Random) -> list[str]:
    """Try *points* kills over the trials; return those that ended otherwise."""
    wrong = []
    for number in range(points):
        trial = found[number % len(found)]
        step = rng.randint(1, trial.steps)
        if not trial.ends_alike(step):
            wrong.append(f"{trial.name} killed at step {step} of {trial.steps}")
    return wrong
