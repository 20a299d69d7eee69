"""The repository's own workspace, as the pages see it."""

from __future__ import annotations

from pathlib import Path

from reportgen.edges import plan_store
from reportgen.model.plan import Plan

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def load_plan() -> Plan:
    """Return the plan in templates/; raises `PlanFaults` if it is faulty."""
    return plan_store.load(ROOT / "templates")
