"""Where the pages stand, and the plan that they tell of."""

from __future__ import annotations

from pathlib import Path

from reportgen.edges import plan_store
from reportgen.edges.workspace import Workspace
from reportgen.model.plan import Plan

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def load_plan(folder: Path = ROOT) -> Plan:
    """Return the plan of the workspace in *folder*; raises `PlanFaults` if it is faulty."""
    workspace = Workspace(folder)
    return plan_store.load(workspace.templates, workspace.cache)
