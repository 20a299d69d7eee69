"""The documents keep up with the program: pages are current, every command and finding has its place, links lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from reportgen import cli as command_line
from reportgen.catalogue import CODES
from reportgen.cli.commands import cli
from reportgen.edges.workbook import data
from reportgen.formula import FUNCTIONS
from reportgen.model.errors import ReportgenError
from tools import make_docs
from tools.docs import formula_help, manual, notebook
from tools.docs import markdown as md
from tools.docs.carried_out import carried_out_page
from tools.docs.load import load_plan
from tools.make_docs import pages, stale

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_generated_pages__are_current():
    assert stale(pages()) == []


def _commands(group: click.Group = cli, prefix: str = "reportgen") -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, those of groups too."""
    for name, command in group.commands.items():
        yield f"{prefix} {name}", command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{prefix} {name}")


@pytest.mark.parametrize(("name", "command"), list(_commands()))
def test_command__has_help_and_its_place_in_the_manual(name: str, command: click.Command):
    text = (ROOT / "docs" / "手册.md").read_text(encoding="utf-8")
    assert command.help
    assert f"### {name}\n" in text
    assert f"<!-- $ {name} --help -->" in text


def test_codes__are_unique_and_whole():
    ids = [code.id for code in CODES]
    assert len(ids) == len(set(ids))
    assert [c.id for c in CODES if not (c.title and c.sentence and c.remedy and c.why)] == []


def test_codes__stand_in_the_catalogue_page():
    page = (ROOT / "docs" / "问题目录.md").read_text(encoding="utf-8")
    assert [c.id for c in CODES if c.id not in page] == []


def _anchors(page: Path) -> set[str]:
    return {md.anchor(heading) for heading in re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links__lead_somewhere(page: Path):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            name, _, anchor = target.partition("#")
            there = page.parent / name if name else page
            assert there.exists(), target
            assert not anchor or anchor in _anchors(there), target


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_pages__name_no_place_of_one_machine(page: Path):
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"/(root|home|work|tmp)/|C:\\Users", text)


def test_manual__tells_every_exit_status():
    constants = {value for name, value in vars(command_line).items() if name.isupper() and isinstance(value, int)}
    raised = {kind.exit_status for kind in (ReportgenError, *ReportgenError.__subclasses__())}
    assert constants | raised | {1} == set(manual._EXIT)


def test_carried_out__names_the_sheets_as_the_workbook_does():
    plan = load_plan()
    page = carried_out_page(plan)
    assert [form.name for form in plan.forms if data.sheet_title(form) not in page] == []


def test_formula_help__is_about_every_function_and_its_examples_work():
    assert set(formula_help.FUNCTION_HELP) == set(FUNCTIONS)
    assert all(result for *_, result in (*formula_help.function_rows(), *formula_help.operator_rows()))


def test_check__tells_what_is_stale_and_writes_nothing(tmp_path: Path, monkeypatch, capsys):
    (tmp_path / "页.md").write_text("旧\n", encoding="utf-8")
    monkeypatch.setattr(make_docs, "DOCS", tmp_path)
    monkeypatch.setattr(make_docs, "pages", lambda: {"页.md": "新\n"})
    assert make_docs.main(["--check"]) == 1
    assert (tmp_path / "页.md").read_text(encoding="utf-8") == "旧\n"
    assert make_docs.main([]) == 0
    assert (tmp_path / "页.md").read_text(encoding="utf-8") == "新\n"
    assert make_docs.main(["--check"]) == 0
    assert "docs/ is current" in capsys.readouterr().out


def test_cell__keeps_a_table_whole():
    assert md.cell("a|b\nc<d") == "a\\|b<br>c&lt;d"
    assert md.cell("`[数]<[限]`") == "`[数]<[限]`"
    assert md.cell(" ") == "—"


def test_filled__puts_content_between_marks_and_refuses_a_page_without_them():
    assert md.filled("前\n<!-- 甲 -->\n旧\n<!-- /甲 -->\n后", "甲", "新") == "前\n<!-- 甲 -->\n新\n<!-- /甲 -->\n后"
    with pytest.raises(ValueError, match="甲"):
        md.filled("<!-- 甲 -->", "甲", "新")


def test_notebook__shows_what_a_cell_prints_and_its_last_value():
    page = notebook.notebook_page("```python\nx = 2\nprint('甲')\nx * 3\n```\n\n```text\n旧\n```\n尾\n")
    assert page == "```python\nx = 2\nprint('甲')\nx * 3\n```\n\n```text\n甲\n6\n```\n尾\n"
    assert notebook.notebook_page(page) == page
