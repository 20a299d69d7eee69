"""The little Markdown that generated pages need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

NOTE = "> 本页由 `python -m tools.make_docs` 生成，不要直接改。"
_MARK = "<!-- {name} -->"
_END = "<!-- /{name} -->"


def page(title: str, *parts: str) -> str:
    """Return a generated page: its title, the note that it is generated, and its parts."""
    return "\n\n".join((f"# {title}", NOTE, *(part for part in parts if part))) + "\n"


def section(title: str, *parts: str) -> str:
    """Return a section with its heading."""
    return "\n\n".join((f"## {title}", *parts))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; every row must have as many cells as there are heads."""
    lines = [_row(heads), _row(["---"] * len(heads))]
    for row in rows:
        if len(row) != len(heads):
            raise ValueError(f"{len(row)} cells under {len(heads)} heads: {row}")
        lines.append(_row([cell(text) for text in row]))
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def cell(text: str) -> str:
    """Return *text* so that it stays inside one cell of a table; nothing becomes a dash."""
    parts = text.strip().replace("|", "\\|").split("`")
    parts[::2] = [plain.replace("<", "&lt;").replace("\n", "<br>") for plain in parts[::2]]
    return "`".join(parts) or "—"


def code(text: str) -> str:
    """Return *text* as code for a cell of a table, "" for nothing."""
    return f"`{text}`" if text else ""


def block(text: str, language: str = "text") -> str:
    """Return *text* as a fenced block."""
    return f"```{language}\n{text.rstrip()}\n```"


def filled(text: str, name: str, content: str) -> str:
    """Return a hand-written page with *content* between its marks ``<!-- name -->`` and ``<!-- /name -->``.

    Raises `ValueError` where the marks are missing or stand twice.
    """
    start, end = _MARK.format(name=name), _END.format(name=name)
    if text.count(start) != 1 or text.count(end) != 1 or text.index(start) > text.index(end):
        raise ValueError(f"the page needs {start} and {end} once each, in this order")
    head, rest = text.split(start)
    return f"{head}{start}\n{content.strip()}\n{end}{rest.split(end)[1]}"


def marks(text: str) -> tuple[str, ...]:
    """Return the names of the places of a hand-written page that are filled."""
    return tuple(re.findall(r"<!-- ([^/].*?) -->", text))


def anchor(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")
