"""Another county, another year, other forms: the whole job from its plan alone."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reportgen import api
from reportgen.app.issue import issue
from reportgen.edges import plan_store
from reportgen.edges.word_writer import make_templates
from reportgen.edges.workspace import Workspace
from reportgen.model.period import Period
from tests.fill import fill

HERE = Path(__file__).resolve().parents[1] / "other_county"
FIRST, SECOND = "2027-03", "2027-04"
LATER = "2027-05-20 18:00"
FOREIGN = ("湘阴", "岳阳", "虞公港", "WZZ")


def _issue_and_fill(workspace: Workspace, period: str) -> None:
    plan = plan_store.load(workspace.templates)
    for name in issue(workspace, period).files:
        path = workspace.root / name
        target = workspace.inputs / period / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        fill(path, target, plan, Period.parse(period), path.stem)


def _register(workspace: Workspace, period: str, day: str) -> None:
    """Say when the files came, so that the test does not depend on today's date."""
    from reportgen.edges import receipts

    receipts.receipts_for(workspace, Period.parse(period), workspace.input_files(Period.parse(period)))
    path = workspace.register(Period.parse(period))
    book = load_workbook(path)
    sheet = book.active
    heads = {cell.value: cell.column for row in sheet.iter_rows(max_row=3) for cell in row if cell.value}
    first = next(c.row for row in sheet.iter_rows(max_row=3) for c in row if c.value == "收到时间") + 1
    for row in range(first, sheet.max_row + 1):
        if sheet.cell(row, heads["文件"]).value:
            sheet.cell(row, heads["收到时间"]).value = day
    book.save(path)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("other") / "w"
    shutil.copytree(HERE / "templates", root / "templates")
    make_templates(root / "templates" / "word")
    for name in ("inputs", "outputs"):
        (root / name).mkdir()
    workspace = Workspace(root)
    _issue_and_fill(workspace, FIRST)
    _register(workspace, FIRST, "2027-04-02 09:00")
    _issue_and_fill(workspace, SECOND)
    _register(workspace, SECOND, "2027-05-05 09:00")
    api.merge(workspace, SECOND, LATER)
    return workspace


def test_second_county__writes_everything_and_loses_nothing(workspace: Workspace):
    folder = workspace.outputs / SECOND
    assert {"汇总表.xlsx", "简报.docx", "result.json"} <= {p.name for p in folder.iterdir()}
    told = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert told["plan"]["year"] == 2027
    assert told["cells"]["lost"] == 0
    assert told["cells"]["merged"] > 100
    assert any(q["actual"] for q in told["quotas"])
    assert all(f["verdict"] in ("accepted", "returned") for f in told["files"])


def test_second_county__rows_carry_forward_into_the_next_template(workspace: Workspace):
    plan = plan_store.load(workspace.templates)
    form = next(f for f in plan.forms if f.carry and f.purpose != "事项")
    key = form.keys()[0] if form.keys() else form.columns()[0]
    before = {str(r.get(key.name)) for r in api.judge(workspace, FIRST, LATER).forms[form.name].rows}
    texts = set()
    for path in (workspace.templates / "issued" / SECOND).glob("*.xlsx"):
        for sheet in load_workbook(path).worksheets:
            texts |= {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert before
    assert before & texts == before


def test_second_county__open_matters_stand_in_the_leads_workbook(workspace: Workspace):
    plan = plan_store.load(workspace.templates)
    form = next(f for f in plan.forms if f.purpose == "事项")
    number, lead = form.role("matter"), form.role("lead")
    assert number is not None
    assert lead is not None
    for row in api.judge(workspace, FIRST, LATER).forms[form.name].rows:
        unit = str(row.get(lead.name))
        book = load_workbook(workspace.templates / "issued" / SECOND / f"{unit}.xlsx")
        texts = {str(c.value) for s in book.worksheets for line in s.iter_rows() for c in line}
        assert str(row.get(number.name)) in texts


def test_second_county__frames_for_analysts(workspace: Workspace):
    plan = plan_store.load(workspace.templates)
    outcome = api.judge(workspace, SECOND, LATER)
    tables = api.frames(outcome, plan)
    for name, table in tables.items():
        assert len(table) == len(outcome.forms[name].rows)
        assert "文件" in table.columns


def test_second_county__no_word_of_the_first(workspace: Workspace):
    for path in sorted((workspace.outputs / SECOND).rglob("*")) + sorted((workspace.templates / "issued").rglob("*")):
        if path.is_file():
            for text in _texts(path):
                assert not [word for word in FOREIGN if word in text], path


def _texts(path: Path) -> list[str]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            return [package.read(name).decode("utf-8", "replace") for name in package.namelist()]
    return [path.read_text(encoding="utf-8", errors="replace")]


def test_package__knows_no_county():
    package = Path(api.__file__).parent
    for path in sorted(package.rglob("*")):
        if path.suffix in (".py", ".yaml", ".sh", ".bat"):
            text = path.read_text(encoding="utf-8")
            assert not [word for word in FOREIGN[:3] if word in text], path
