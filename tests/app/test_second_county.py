"""Another county, another year, other forms: the whole job from its plan alone."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reportgen import api
from reportgen.app.issue import issue
from reportgen.edges.workspace import Workspace
from reportgen.model.plan import Form
from tests import circle
from tests.conftest import FIRST, SECOND, SECOND_TIME, THIRD, Merged

FOREIGN = ("湘阴", "岳阳", "虞公港", "临港", "430624")
"""Words of the plan that the repository itself is about."""
RAISED = "QJ06-D07-202703D3-01"


@pytest.fixture(scope="module")
def third_templates(county: Merged, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of workbooks issued for the month after the merged ones."""
    root = tmp_path_factory.mktemp("third") / "w"
    shutil.copytree(county.workspace.root, root)
    issue(Workspace(root), THIRD)
    return root / "templates" / "issued" / THIRD


def _form(county: Merged, purpose: str) -> Form:
    return next(f for f in county.plan.forms if f.purpose == purpose)


def test_merge__writes_everything_and_loses_nothing(county: Merged):
    names = {p.relative_to(county.folder).as_posix() for p in county.folder.rglob("*") if p.is_file()}
    expected = {
        "汇总表.xlsx",
        "简报.docx",
        "result.json",
        "退回/区交建局.xlsx",
        "催报/区税务分局.eml",
        "催报/区税务分局.txt",
    }
    assert expected <= names
    assert any(name.startswith("督办/") for name in names)
    assert county.result["plan"]["year"] == 2027
    cells = county.result["cells"]
    assert cells["lost"] == 0
    assert cells["filled"] == cells["merged"] + cells["explained"]
    assert cells["merged"] > 300


def test_merge__tells_what_became_of_every_file(county: Merged):
    verdicts = {Path(f["path"]).name: f["verdict"] for f in county.result["files"]}
    assert verdicts == {
        "东坪街道.xlsx": "accepted",
        "区交建局.xlsx": "returned",
        "区经信局.xlsx": "superseded",
        "经信局（更正）.xlsx": "accepted",
        "区统计办.xlsx": "accepted",
        "松澜城投.xlsx": "accepted",
        "西坪街道.xlsx": "accepted",
        "坏文件.xlsx": "refused",
    }
    missing = {(s["unit"], s["form"]) for s in county.result["submissions"] if s["state"] == "missing"}
    assert missing == {("区税务分局", "指标月报")}


def test_quotas__counted_by_the_verifier_only(county: Merged):
    """区统计办 approved four firms a month; 区经信局's own claims do not count."""
    quota = next(q for q in county.result["quotas"] if q["id"] == "任务甲")
    sources = county.result["figures"][quota["figure"]]["sources"]
    assert quota["actual"] > 0
    assert {s["file"].split("/")[-1] for s in sources if s["file"].startswith("inputs/")} == {"区统计办.xlsx"}


def test_rows__carry_forward_into_the_next_workbook(county: Merged, third_templates: Path):
    form = _form(county, "项目")
    key = form.keys()[0].name
    for row in county.outcome.forms[form.name].rows:
        if row.get(key):
            assert str(row.get(key)) in circle.texts(third_templates / f"{row.unit}.xlsx")


def test_matter__stands_in_the_leads_next_workbook(county: Merged):
    """Raised by 东坪街道 in March: in April 松澜城投, which leads, finds it and may type only its own side."""
    path = county.workspace.templates / "issued" / SECOND / "松澜城投.xlsx"
    sheet = circle.form_sheet(path, load_workbook(path), "QJ06")
    row = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 2).value == RAISED)
    assert sheet.cell(row, circle.column(sheet, "反映单位")).value == "东坪街道"
    locked = {
        name: sheet.cell(row, circle.column(sheet, name)).protection.locked
        for name in ("问题", "承办单位", "办理结果", "进度", "会办意见")
    }
    assert locked == {"问题": True, "承办单位": True, "办理结果": False, "进度": False, "会办意见": True}


def test_matter__both_sides_merge_into_one_row(county: Merged):
    form = _form(county, "事项")
    rows = [r for r in county.outcome.forms[form.name].rows if r.get("交办号") == RAISED]
    assert len(rows) == 1
    row = rows[0]
    assert row.unit == "东坪街道"
    assert (row.get("办理结果"), row.get("进度")) == ("已经协调解决", "已关闭")
    origins = {name: Path(row.values[name].origin.file).name for name in ("问题", "办理结果")}
    assert origins == {"问题": "东坪街道.xlsx", "办理结果": "松澜城投.xlsx"}


def test_matter__leaves_once_closed_and_stays_while_open(county: Merged, third_templates: Path):
    states = {m["id"]: m["state"] for m in county.result["matters"]}
    assert states[RAISED] == "closed"
    printed = set().union(*(circle.texts(path) for path in third_templates.glob("*.xlsx")))
    assert {id for id, state in states.items() if state == "closed"} & printed == set()
    still_open = {id for id, state in states.items() if state != "closed"}
    assert still_open
    assert still_open <= printed


def test_silent_unit__is_reminded_by_name_and_form(county: Merged):
    text = (county.folder / "催报" / "区税务分局.txt").read_text(encoding="utf-8")
    assert "指标月报" in text
    assert "区税务分局" in (county.folder / "催报" / "群通知.txt").read_text(encoding="utf-8")


def test_frames__hold_every_row_with_its_file(county: Merged):
    for name, table in api.frames(county.outcome, county.plan).items():
        assert len(table) == len(county.outcome.forms[name].rows)
        assert "文件" in table.columns


def test_first_period__told_again_from_inputs_alone(county: Merged, copy_of_county: Workspace):
    """Without outputs/ the second month tells the same: its history comes from inputs/."""
    before = (county.folder / "result.json").read_bytes()
    shutil.rmtree(copy_of_county.outputs)
    api.merge(copy_of_county, SECOND, SECOND_TIME)
    assert (copy_of_county.outputs / SECOND / "result.json").read_bytes() == before
    assert not (copy_of_county.outputs / FIRST).exists()


def test_outputs__no_word_of_the_first_county(county: Merged):
    issued = county.workspace.templates / "issued"
    checked = 0
    for path in sorted(county.folder.rglob("*")) + sorted(issued.rglob("*")):
        if path.is_file():
            checked += 1
            for name, text in _texts(path):
                assert [word for word in (*FOREIGN, "WZZ") if word in text] == [], (path, name)
    assert checked > 20


def test_result__is_json_of_texts_numbers_and_null_only(county: Merged):
    text = (county.folder / "result.json").read_text(encoding="utf-8")
    assert json.loads(text)["schema"] == "reportgen.result/1"
    assert not re.search(r"\b(NaN|Infinity)\b", text)


def _texts(path: Path) -> list[tuple[str, str]]:
    """Every part of a package, or the file itself, as text; a mail's parts are decoded."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            return [(name, package.read(name).decode("utf-8", "replace")) for name in package.namelist()]
    if path.suffix == ".eml":
        import email
        from email import policy

        mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        return [
            ("subject", str(mail["subject"])),
            *(("text", p.get_content()) for p in mail.walk() if p.get_content_maintype() == "text"),
        ]
    return [("", path.read_text(encoding="utf-8", errors="replace"))]


def test_package__knows_no_county():
    package = Path(api.__file__).parent
    for path in sorted(p for p in package.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        for name, text in _texts(path):
            assert [word for word in FOREIGN if word in text] == [], (path, name)
