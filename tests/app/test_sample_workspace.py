"""The repository's own workspace merged as users would: true, complete, the same bytes every time."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parents[2]
PERIOD = "2025-10"


def _copy(target: Path) -> Path:
    for name in ("templates", "inputs"):
        shutil.copytree(ROOT / name, target / name)
    (target / "outputs").mkdir()
    return target


def _merge(workspace: Path, seed: str, zone: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "reportgen", "merge", "--workspace", str(workspace), "--period", PERIOD]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = _copy(tmp_path_factory.mktemp("a") / "w")
    done = _merge(workspace, "1", "Asia/Shanghai")
    assert done.returncode == 0, done.stderr
    return workspace


@pytest.fixture(scope="module")
def result(merged: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((merged / "outputs" / PERIOD / "result.json").read_text(encoding="utf-8"))
    return told


def _outputs(workspace: Path) -> dict[str, bytes]:
    folder = workspace / "outputs" / PERIOD
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_merge__writes_what_the_interface_names(merged: Path):
    names = set(_outputs(merged))
    assert {"汇总表.xlsx", "简报.docx", "result.json"} <= names
    for folder in ("督办/", "退回/", "催报/"):
        assert any(name.startswith(folder) for name in names), folder


def test_merge__same_bytes_under_another_seed_zone_and_folder(merged: Path, tmp_path: Path):
    other = _copy(tmp_path / "other")
    done = _merge(other, "2", "America/New_York")
    assert done.returncode == 0, done.stderr
    here, there = _outputs(merged), _outputs(other)
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []


def test_cells__every_one_is_merged_or_explained(result: dict[str, Any]):
    cells = result["cells"]
    assert cells["lost"] == 0
    assert cells["filled"] == cells["merged"] + cells["explained"]
    assert cells["filled"] > 3000


def test_figures__sources_hold_what_they_say(merged: Path, result: dict[str, Any]):
    """Read back from the received files by openpyxl, which the reader of returns does not use."""
    books: dict[str, Any] = {}
    checked = 0
    for id, figure in result["figures"].items():
        for source in figure["sources"]:
            path = merged / source["file"]
            if path.suffix not in (".xlsx", ".xlsm") or not path.is_relative_to(merged / "inputs"):
                continue
            if source["file"] not in books:
                books[source["file"]] = load_workbook(path, data_only=True)
            cell = books[source["file"]][source["sheet"]][source["cell"]]
            assert _raw(cell.value) == source["raw"], (id, source)
            checked += 1
    assert checked > 1000


def _raw(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if hasattr(value, "isoformat"):
        text = value.isoformat()
        return text.removesuffix("T00:00:00")
    return str(value)


def test_figures__each_rests_on_cells_or_says_why_not(result: dict[str, Any]):
    for id, figure in result["figures"].items():
        assert (
            figure["sources"] or figure.get("inputs") or re.search("本期无|方案规定|未报送|尚未|没有", figure["how"])
        ), id


_DATES = re.compile(
    r"\d{4}年|\d{1,2}月\d{1,2}日|\d{1,2}月(?:底|末|份)?|\d{1,2}[—-]\d{1,2}月|\d{1,2}日|\d{1,2}时(?:\d{1,2}分)?|第\d+期"
)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def test_brief__every_number_is_the_text_of_a_figure(merged: Path, result: dict[str, Any]):
    with zipfile.ZipFile(merged / "outputs" / PERIOD / "简报.docx") as package:
        xml = package.read("word/document.xml").decode()
    paragraphs = ["".join(re.findall(r"<w:t[ >][^<]*?>?([^<]*)</w:t>", p)) for p in xml.split("</w:p>")]
    known: set[str] = set()
    for figure in result["figures"].values():
        for text in figure.get("texts") or [figure["text"]]:
            known.update(_NUMBER.findall(text))
    numbers = ((n, p[:60]) for p in paragraphs for n in _NUMBER.findall(_DATES.sub("", p)))
    strange = [found for found in numbers if found[0] not in known]
    assert strange == []


def test_quota__recounted_from_the_received_files(merged: Path, result: dict[str, Any]):
    """Industry, by other code: approved firms of the category in the statistics office's own sheet, each once."""
    quota = next(q for q in result["quotas"] if q["name"] == "新入规工业企业")
    files = {s["file"] for s in result["figures"][quota["figure"]]["sources"] if s["file"].startswith("inputs/")}
    assert len(files) == 1
    sheet = load_workbook(merged / files.pop(), data_only=True)["入库审核情况"]
    rows = list(sheet.iter_rows(values_only=True))
    head = next(i for i, row in enumerate(rows) if row[0] == "序号")
    names = [str(cell or "").removesuffix(" *") for cell in rows[head]]
    code, category, approved = (names.index(n) for n in ("统一社会信用代码", "类别", "审批通过月份"))
    firms = {row[code] for row in rows[head + 1 :] if row[category] == "工业" and row[approved]}
    assert quota["actual"] == len(firms)
    assert Decimal(str(quota["rate"])) == round(Decimal(len(firms)) / quota["target"], 4)


def test_plan__every_sentence_and_item_is_served():
    from reportgen.edges import plan_store
    from reportgen.plan.coverage import coverage, item_coverage

    plan = plan_store.load(ROOT / "templates")
    lines = coverage(plan)
    assert len(lines) == 75
    assert [line for line in lines if line.missing] == []
    assert [item for item in item_coverage(plan) if item.missing] == []
    assert {len(getattr(plan, s)) for s in ("targets", "milestones")} == {11}
    assert [len(getattr(plan, s)) for s in ("quotas", "mechanisms", "frequencies")] == [6, 35, 10]
    assert {s.ambiguity for s in plan.settings if s.ambiguity} >= {f"A{n:02d}" for n in range(1, 35)}
