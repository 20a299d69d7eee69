"""The sample's documents of all kinds, written once a run, and what is known of its months by our own reckoning."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reportgen import api
from reportgen.app.documents import write_documents
from reportgen.edges.workspace import Workspace
from tests import circle
from tests.proof.claims import County
from tests.proof.merged import months
from tests.proof.papers import KINDS, MONTHS, WEEKS, Papers
from tests.proof.plan_facts import Plan

REGISTER = "收件登记.xlsx"


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


@pytest.fixture(scope="session")
def weekly(papers: Papers, tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """The weekly tables in folders of their own, as a county that meets every week keeps them; the last week merged."""
    root = tmp_path_factory.mktemp("weekly") / "w"
    for name in ("templates", "inputs"):
        shutil.copytree(papers.root / name, root / name)
    inputs = root / "inputs"
    for week, month in WEEKS.items():
        (inputs / week).mkdir()
        for path in (inputs / month).glob("堵点清单（周）-*.xlsx"):
            path.rename(inputs / week / path.name)
        shutil.copy2(inputs / month / REGISTER, inputs / week / REGISTER)
        for folder in (inputs / month, inputs / week):
            _keep_lines(folder)
    last = max(WEEKS)
    shutil.rmtree(inputs / WEEKS[last])
    write_documents(Workspace(root), "周调度", last)
    return Papers(root, {last: known(root, last)})


def _keep_lines(folder: Path) -> None:
    """Leave in a folder's register the lines of the files that lie there."""
    book = load_workbook(folder / REGISTER)
    sheet = book.active
    for row in range(sheet.max_row, 1, -1):
        if not (folder / str(sheet.cell(row, 1).value)).exists():
            sheet.delete_rows(row)
    book.save(folder / REGISTER)


def known(root: Path, month: str) -> County:
    plan = Plan(root / "templates" / "plan.yaml")
    return County(months(plan, root / "inputs", month))
