"""年度结转: the next year's workspace opens with what is still open, and with nothing of the old year's amounts."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from reportgen.app import course as courses
from reportgen.app.issue import issue
from reportgen.app.merge import merge
from reportgen.app.rollover import roll_over
from reportgen.edges.workspace import Workspace
from reportgen.model.errors import OutputError, RequestError
from reportgen.model.period import Period
from reportgen.model.plan import Form
from tests.circle import make_workspace, send_back
from tests.fill import header_row


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A year that ends with one month's returns, matters still open."""
    workspace = make_workspace(tmp_path_factory.mktemp("old"))
    send_back(workspace, "2027-12", "2028-01-04 10:00")
    return workspace


@pytest.fixture(scope="module")
def new(old: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace(roll_over(old, 2028, tmp_path_factory.mktemp("new") / "2028").folder)


def _form(workspace: Workspace, purpose: str) -> Form:
    return next(f for f in courses.load_plan(workspace).forms if f.purpose == purpose)


def test_rollover__the_plan_has_the_new_year_and_everything_else(old: Workspace, new: Workspace) -> None:
    before, after = courses.load_plan(old), courses.load_plan(new)
    assert after.header.year == 2028
    assert "由2027年方案结转" in after.header.source
    assert [f.number for f in after.forms] == [f.number for f in before.forms]


def test_rollover__open_matters_and_lasting_fields_carry_on(old: Workspace, new: Workspace) -> None:
    last = courses.state_before(old, courses.load_plan(old), Period.parse("2028-01"))
    opened = courses.state_before(new, courses.load_plan(new), Period.parse("2028-01"))
    matters, projects = _form(old, "事项"), _form(old, "项目")
    assert opened[matters.name].rows
    assert {r.key for r in opened[matters.name].rows} <= {r.key for r in last[matters.name].rows}
    lasting = {f.name for f in projects.fields if f.key or f.carry}
    for row, earlier in zip(opened[projects.name].rows, last[projects.name].rows, strict=True):
        assert set(row.values) == set(earlier.values) & lasting
        assert all(row.values[name].text == earlier.values[name].text for name in row.values)


def test_rollover__every_carried_cell_can_be_looked_up_in_the_new_workspace(new: Workspace) -> None:
    opened = courses.state_before(new, courses.load_plan(new), Period.parse("2028-01"))
    for form in opened.values():
        for row in form.rows:
            for value in row.values.values():
                book = load_workbook(new.root / value.origin.file)
                assert str(book[value.origin.sheet][value.origin.cell].value) == value.raw


def test_rollover__the_first_templates_show_what_is_open(new: Workspace) -> None:
    matters = _form(new, "事项")
    shown = 0
    for name in issue(new, "2028-01").files:
        book = load_workbook(new.root / name)
        if matters.name in book.sheetnames:
            sheet = book[matters.name]
            row = header_row(sheet)
            shown += any(sheet.cell(row + 1, c).value for c in range(3, 8))
    assert shown


def test_rollover__the_new_year_merges_and_counts_nothing_twice(new: Workspace) -> None:
    send_back(new, "2028-01", "2028-02-02 10:00")
    outcome = merge(new, "2028-01", "2028-02-05").outcome
    assert outcome.cells.lost == 0
    assert not outcome.revisions


@pytest.mark.parametrize("year", [2027, 2029])
def test_rollover__only_to_the_next_year(old: Workspace, year: int, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="只能结转到2028年"):
        roll_over(old, year, tmp_path / "x")


def test_rollover__a_folder_that_holds_something_is_left_alone(old: Workspace, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="没有改动"):
        roll_over(old, 2028, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]
