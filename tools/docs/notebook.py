"""docs/api.md: prose and cells of Python, each run in turn, with what it really prints below it."""

from __future__ import annotations

import ast
import io
import re
from contextlib import redirect_stdout
from typing import Any

_CELL = re.compile(r"```python\n(?P<source>.*?)```\n(?:\n```text\n.*?```\n)?", re.DOTALL)


def notebook_page(text: str) -> str:
    """Return *text* with every cell run in the current folder, its output after it; errors are not caught."""
    names: dict[str, Any] = {"__name__": "notebook"}

    def run(match: re.Match[str]) -> str:
        shown = run_cell(match["source"], names).rstrip()
        output = f"\n```text\n{shown}\n```\n" if shown else ""
        return f"```python\n{match['source']}```\n{output}"

    return _CELL.sub(run, text)


def run_cell(source: str, names: dict[str, Any]) -> str:
    """Run one cell as a notebook does and return what it prints, the value of a last expression included."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    shown = io.StringIO()
    with redirect_stdout(shown):
        exec(compile(tree, "<cell>", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
            if value is not None:
                print(value if isinstance(value, str) else repr(value))
    return shown.getvalue()
