"""Make the pages of docs/ that follow from the program and the plan.

``python -m tools.make_docs`` writes them; ``--check`` only tells which are stale and leaves with 1.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping

from tools.docs.architecture import architecture_page
from tools.docs.carried_out import carried_out_page
from tools.docs.definitions import definitions_page
from tools.docs.findings import findings_page
from tools.docs.load import DOCS, ROOT, load_plan
from tools.docs.manual import manual_page
from tools.docs.notebook import notebook_page
from tools.docs.plan_fields import plan_fields_page
from tools.docs.rules import rules_page
from tools.docs.sample import has_returns, sample_workspace


def pages() -> Mapping[str, str]:
    """Return every page that is generated, wholly or in part: file name in docs/ → what it must hold.

    Screens and outputs come from a run on the sample returns; where there are none they stay as they are.
    """
    sampled = has_returns()
    with sample_workspace() as folder:
        plan = load_plan(folder)
        api = _text("api.md")
        return {
            "问题目录.md": findings_page(plan),
            "校验规则.md": rules_page(plan),
            "方案字段.md": plan_fields_page(plan),
            "口径.md": definitions_page(plan),
            "落实对照.md": carried_out_page(plan),
            "architecture.md": architecture_page(_text("architecture.md"), ROOT / "setup.cfg"),
            "手册.md": manual_page(_text("手册.md"), plan, with_sample=sampled),
            "api.md": notebook_page(api) if sampled else api,
        }


def stale(made: Mapping[str, str]) -> list[str]:
    """Return the pages of *made* that docs/ holds otherwise or not at all."""
    return [name for name, text in made.items() if not (DOCS / name).is_file() or _text(name) != text]


def _text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Write what is stale, or with ``--check`` only tell it; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tools.make_docs")
    parser.add_argument("--check", action="store_true", help="write nothing; leave with 1 where a page is stale")
    checking = parser.parse_args(arguments).check
    made = pages()
    changed = stale(made)
    for name in changed:
        if not checking:
            (DOCS / name).write_text(made[name], encoding="utf-8", newline="\n")
        print(f"{'stale' if checking else 'written'}: docs/{name}")
    if not changed:
        print("docs/ is current")
    return 1 if checking and changed else 0


if __name__ == "__main__":
    sys.exit(main())
