"""Time of the documents: the sample's whole set after the merge, and one notice for each of 2,000 units.

Run ``python -m benchmarks.documents [units]``; it prints seconds and the most memory used (MB) at a tenth of the
units and at all of them, so that growth shows.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from reportgen import api
from reportgen.brief import compose, compose_kind, notice_document
from reportgen.edges.word_writer import write_letter
from reportgen.edges.workspace import Workspace
from reportgen.model.outcome import MilestoneResult, Outcome
from reportgen.model.plan import Plan, Unit

ROOT = Path(__file__).resolve().parents[1]


def main(units: int = 2000) -> None:
    workspace = Workspace(ROOT)
    plan = api.load_plan(workspace)
    outcome = api.judge(workspace, "2025-10")
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        count = _whole_set(plan, outcome, workspace, Path(folder))
        print(f"sample: {count} documents of {len(plan.documents)} kinds in {time.perf_counter() - start:.1f} s")
        many, told = _many(plan, outcome, units)
        start = time.perf_counter()
        for number, path in enumerate(_notices(many, told, workspace, Path(folder)), 1):
            path.unlink()
            if number in (units // 10, units):
                print(f"notices: {number} in {time.perf_counter() - start:.1f} s, {_megabytes()} MB")


def _whole_set(plan: Plan, outcome: Outcome, workspace: Workspace, folder: Path) -> int:
    letters = [letter for document in plan.documents for letter in compose_kind(plan, document.kind, outcome)]
    for number, letter in enumerate(letters):
        write_letter(letter, workspace.word_templates, folder / f"{number}.docx", outcome.as_of)
    return len(letters)


def _many(plan: Plan, outcome: Outcome, units: int) -> tuple[Plan, Outcome]:
    """Return the plan with so many more units, each with a milestone that is overdue."""
    pattern = plan.milestones[0]
    names = [f"示例单位{number}" for number in range(units)]
    more = tuple(Unit(id=f"Z{n}", name=name, reports=True) for n, name in enumerate(names))
    milestones = tuple(replace(pattern, id=f"Z{n}", owner=name) for n, name in enumerate(names))
    results = tuple(
        MilestoneResult(
            f"Z{n}", pattern.name, date(2025, 10, 31), date(2025, 10, 31), None, None, "overdue", -10, "red", "", name,
            "plan", f"milestones.Z{n}.progress",
        )
        for n, name in enumerate(names)
    )  # fmt: skip
    many = replace(plan, units=(*plan.units, *more), milestones=(*plan.milestones, *milestones))
    return many, replace(outcome, milestones=results)


def _notices(plan: Plan, outcome: Outcome, workspace: Workspace, folder: Path) -> Iterator[Path]:
    notice = notice_document(plan)
    assert notice is not None
    for result in outcome.milestones:
        path = folder / f"{result.owner}.docx"
        letter = compose(plan, notice, outcome, result.owner)
        write_letter(letter, workspace.word_templates, path, outcome.as_of)
        yield path


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
