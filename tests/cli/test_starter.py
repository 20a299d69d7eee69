"""A new workspace by `init`: what the package ships works by itself, all around the circle."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reportgen import cli
from reportgen.edges.workspace import Workspace
from tests import circle, independent

PERIOD, NEXT = "2026-03", "2026-04"


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A new workspace after two months, run from the command line."""
    root = tmp_path_factory.mktemp("started") / "新 工作区"
    assert cli.run(["init", str(root)]) == 0
    workspace = Workspace(root)
    place = ["--workspace", str(root)]
    assert cli.run(["plan", "check", *place]) == 0
    circle.send_back(workspace, PERIOD, "2026-04-02 10:00")
    assert cli.run(["merge", *place, "--period", PERIOD, "--as-of", "2026-04-20"]) == 0
    silent = frozenset({"县财政局"})
    circle.send_back(workspace, NEXT, "2026-05-06 10:00", silent=silent)
    assert cli.run(["merge", *place, "--as-of", "2026-05-20"]) == 0
    return workspace


def test_init__says_what_to_do_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert cli.run(["init", str(tmp_path / "a")]) == 0
    out = capsys.readouterr().out
    assert "plan.xlsx" in out
    assert "plan check" in out
    assert "开始.bat" in out


def test_init__touches_nothing_where_something_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "我的文件.txt").write_text("重要", encoding="utf-8")
    assert cli.run(["init", str(tmp_path)]) == 4
    assert "已有内容" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["我的文件.txt"]
    assert cli.run(["init", str(tmp_path / "我的文件.txt")]) == 2


def test_circle__outputs_of_both_months(started: Workspace):
    for period in (PERIOD, NEXT):
        folder = started.outputs / period
        assert {"汇总表.xlsx", "简报.docx", "result.json"} <= {p.name for p in folder.iterdir()}
        told = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        assert told["cells"]["lost"] == 0
        assert told["cells"]["merged"] > 50
        assert [f for f in told["findings"] if f["severity"] == "error"] == []
        assert any(quota["actual"] for quota in told["quotas"])
        assert any(target["actual"] is not None for target in told["targets"])


def test_circle__the_silent_unit_is_missed(started: Workspace):
    told = json.loads((started.outputs / NEXT / "result.json").read_text(encoding="utf-8"))
    assert {s["unit"] for s in told["submissions"] if s["state"] == "missing"} == {"县财政局"}
    assert (started.outputs / NEXT / "催报" / "县财政局.eml").is_file()


def test_circle__the_brief_prints_figures_only(started: Workspace):
    told = json.loads((started.outputs / NEXT / "result.json").read_text(encoding="utf-8"))
    texts = frozenset(t for f in told["figures"].values() for t in (f["text"], *f.get("texts", ())))
    strange = [
        (number, paragraph)
        for paragraph in independent.paragraphs(started.outputs / NEXT / "简报.docx")
        for number in independent.strange_numbers(paragraph, texts)
    ]
    assert strange == []


def test_circle__every_kind_of_document_can_be_written(started: Workspace, capsys: pytest.CaptureFixture[str]):
    from reportgen.app.course import load_plan

    for document in load_plan(started).documents:
        line = ["brief", "--kind", document.kind, "--period", NEXT, "--as-of", "2026-05-20"]
        assert cli.run([*line, "--workspace", str(started.root)]) == 0
        told = capsys.readouterr().out
        assert "已写出" in told or "没有需要写" in told
