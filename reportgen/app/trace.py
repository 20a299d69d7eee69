"""溯源: one figure explained down to the cells."""

from __future__ import annotations

import difflib
import json

from reportgen.app import course as courses
from reportgen.app.judge import outcome_for
from reportgen.edges.workspace import Workspace
from reportgen.model.errors import RequestError
from reportgen.model.figure import Figure, Ledger, Source

MOST_LISTED = 20
"""Figures named on the screen when a name fits several."""


def trace(
    workspace: Workspace,
    wanted: str,
    period_text: str | None = None,
    as_of: str | None = None,
    as_json: bool = False,
) -> str:
    """Return a figure's definition and sources as a tree; *wanted* is its id or (part of) its name."""
    from reportgen.brief import compose_all

    plan = courses.load_plan(workspace)
    period = courses.chosen_period(workspace, period_text)
    course, outcome = outcome_for(workspace, plan, period, as_of)
    compose_all(course.plan, outcome)  # adds the texts that documents quote
    figure = find(outcome.figures, wanted)
    if as_json:
        return json.dumps(_mapping(outcome.figures, figure), ensure_ascii=False, indent=1)
    return "\n".join(_tree(outcome.figures, figure))


def find(figures: Ledger, wanted: str) -> Figure:
    """Return the figure that *wanted* names; raises `RequestError` with the nearest or all candidates."""
    exact = figures.get(wanted)
    if exact is not None:
        return exact
    named = [f for f in figures if f.name == wanted] or [f for f in figures if wanted in f.name or wanted in f.id]
    if len(named) == 1:
        return named[0]
    if named:
        listed = [f"  {f.id}　{f.name}　{f.text}" for f in named[:MOST_LISTED]]
        if len(named) > MOST_LISTED:
            listed.append(f"  ……共 {len(named)} 个，请写得具体些，或在汇总表的“口径”表里查编号。")
        raise RequestError("\n".join([f"“{wanted}”对应多个数字，请写明编号：", *listed]))
    pool = [f.id for f in figures] + [f.name for f in figures]
    near = difflib.get_close_matches(wanted, pool, n=3, cutoff=0.5)
    hint = f"相近的有：{'、'.join(near)}。" if near else "全部数字见汇总表的“口径”表。"
    raise RequestError(f"没有找到“{wanted}”这个数字。{hint}")


def _tree(figures: Ledger, figure: Figure, head: str = "", tail: str = "") -> list[str]:
    """The figure's lines and, beneath it, its cells and the figures that it is computed from.

    *head* stands before its first line, *tail* before all that follow.
    """
    lines = [
        f"{head}{figure.name}：{figure.text}　（{figure.id}）",
        f"{tail}{_BAR if _beneath(figure) else _GAP}口径：{figure.how}",
    ]
    rest = _beneath(figure)
    for index, part in enumerate(rest):
        last = index == len(rest) - 1
        branch, below = (_LAST, _GAP) if last else (_BRANCH, _BAR)
        if isinstance(part, Source):
            lines.append(f"{tail}{branch}{part.file}　{part.sheet}!{part.cell}　原填“{part.raw}”")
        else:
            lines += _tree(figures, figures[part], tail + branch, tail + below)
    return lines


_BRANCH, _LAST, _BAR, _GAP = "├─ ", "└─ ", "│  ", "   "


def _beneath(figure: Figure) -> tuple[Source | str, ...]:
    return (*figure.sources, *figure.inputs)


def _mapping(figures: Ledger, figure: Figure) -> dict[str, object]:
    return {
        "id": figure.id,
        "name": figure.name,
        "text": figure.text,
        "how": figure.how,
        "sources": [
            {"file": s.file, "sheet": s.sheet, "cell": s.cell, "raw": s.raw, "value": s.value} for s in figure.sources
        ],
        "inputs": [_mapping(figures, figures[id]) for id in figure.inputs],
    }
