"""What the manual shows of the screen: each command between marks is run, and its output put there.

``<!-- $ reportgen merge --help -->`` … ``<!-- /$ reportgen merge --help -->``; after ``|`` a number of lines
may stand, ``<!-- $ reportgen trace 完成率 | 8 -->``, after which the screen is cut.
"""

from __future__ import annotations

import io
import shlex
from contextlib import redirect_stdout
from unittest.mock import patch

from tools.docs import markdown as md

_PROMPT = "$ reportgen"
_COLUMNS = 100
_CUT = "……"


def commands(text: str) -> tuple[str, ...]:
    """Return the marks of a page that are commands, each as it stands."""
    return tuple(name for name in md.marks(text) if name.startswith(_PROMPT))


def needs_workspace(command: str) -> bool:
    return "--help" not in command


def screen(command: str) -> str:
    """Run the command of a mark in the current folder and return the block that shows its screen."""
    line, _, most = command.removeprefix(_PROMPT).partition("|")
    lines = run(shlex.split(line)).splitlines()
    if most and len(lines) > int(most):
        lines = [*lines[: int(most)], _CUT]
    return md.block("\n".join(lines))


def run(arguments: list[str], typed: str = "") -> str:
    """Run reportgen with *arguments*; return what it prints. *typed* is what the user enters."""
    from reportgen.cli.commands import cli

    shown = io.StringIO()
    with redirect_stdout(shown), patch("sys.stdin", io.StringIO(typed)):
        cli.main(arguments, prog_name="reportgen", standalone_mode=False, terminal_width=_COLUMNS)
    return shown.getvalue()
