"""The sample's documents of all kinds, written once a run, and what is known of its months by our own reckoning."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reportgen import api
from reportgen.app.documents import write_documents
from reportgen.edges.workspace import Workspace
from tests import circle
from tests.proof.claims import County
from tests.proof.merged import months
from tests.proof.papers import KINDS, MONTHS, Papers
from tests.proof.plan_facts import Plan


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """Both months of the repository's own workspace, merged, with every kind of document written."""
    root = tmp_path_factory.mktemp("papers") / "w"
    for name in ("templates", "inputs"):
        shutil.copytree(circle.REPOSITORY / name, root / name)
    workspace = Workspace(root)
    for month in MONTHS:
        api.merge(workspace, month)
        for kind in KINDS:
            write_documents(workspace, kind, month)
    return Papers(root, {month: known(root, month) for month in MONTHS})


def known(root: Path, month: str) -> County:
    plan = Plan(root / "templates" / "plan.yaml")
    return County(months(plan, root / "inputs", month))
