"""Colour on a terminal, where the words alone would do: lights and what is late, missing or returned."""

from __future__ import annotations

import re

import click

_COLOURS = {"红": "red", "黄": "yellow", "绿": "green", "灰": "bright_black",
            "未报": "red", "退回": "red", "逾期": "yellow", "已逾期": "red", "有风险": "yellow"}  # fmt: skip
_WORD = re.compile(rf"(?<=\s)(?:{'|'.join(sorted(_COLOURS, key=len, reverse=True))})(?=\s|$)", re.MULTILINE)


def painted(text: str, plain: bool = False) -> str:
    """Return *text* with the words that stand alone in a column coloured; `click.echo` drops that off a terminal.

    With *plain* (JSON) nothing is coloured.
    """
    return text if plain else _WORD.sub(lambda m: click.style(m[0], fg=_COLOURS[m[0]]), text)
