"""A replayed year: every judgement as worked out from the ledger by other means; every planted mistake found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook

from reportgen.app import course as courses
from reportgen.app.judge import year
from reportgen.edges.mail.reminders import reminders
from reportgen.edges.plan_yaml_writer import write_yaml
from reportgen.edges.public import public
from reportgen.edges.return_copy import marked_findings
from reportgen.edges.workbook import write_workbook
from reportgen.edges.workspace import Workspace
from reportgen.model.outcome import Outcome
from reportgen.model.period import Period
from reportgen.model.plan import Plan
from tests.year import ledger, truth
from tests.year.files import write_year
from tests.year.ledger import Year
from tests.year.plan import (
    FIRST,
    INDUSTRY,
    LIBRARY,
    NODES,
    OFFICE,
    SECOND,
    SERIES,
    STATISTICS,
    TRADE,
    WORKS,
    make_plan,
)

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@dataclass(frozen=True)
class Told:
    """A year as sent and as told."""

    clean: bool
    sent: Year
    outcomes: Mapping[str, Outcome]
    workspace: Workspace
    plan: Plan

    def month(self, number: int) -> Outcome:
        return self.outcomes[ledger.months()[number - 1]]


def workspace_with(sent: Year, root: Path) -> Workspace:
    for name in ("templates", "inputs", "outputs"):
        (root / name).mkdir(parents=True)
    write_yaml(make_plan(TEMPLATES), root / "templates" / "plan.yaml")
    write_year(sent, root / "inputs")
    return Workspace(root)


def replayed(root: Path, *, clean: bool) -> Told:
    sent = ledger.make(clean)
    workspace = workspace_with(sent, root)
    plan = courses.load_plan(workspace)
    return Told(
        clean, sent, {c.period.id: o for c, o in year(workspace, plan, Period.parse("2025-12"))}, workspace, plan
    )


def reporting_of_every_period(told: Told) -> None:
    checked = 0
    for period in (*ledger.months(), *ledger.weeks(), *ledger.dekads()):
        found = {
            (s.obligation.unit, s.obligation.form, s.obligation.period.id): (s.state, s.workdays_late)
            for s in told.outcomes[period].submissions
        }
        expected = {k: v for k, v in truth.states(told.sent, period).items() if k[2][:4] == "2025"}
        assert found == expected, period
        checked += len(found)
    assert checked > 400


def due_times_and_closes(told: Told) -> None:
    for period, outcome in told.outcomes.items():
        limits = {(s.obligation.form, s.obligation.period.id): s.obligation.due_at for s in outcome.submissions}
        for (form, own), due_at in limits.items():
            assert due_at.replace(tzinfo=None) == truth.due(form, own), (period, form)
        forms = {f: p for f, p in truth.owed_in(period).items() if p[:4] == "2025"}
        assert outcome.as_of.replace(tzinfo=None) == truth.close(forms), period


def measures_of(told: Told, period: str) -> None:
    """Numbers, states, ages and lights of every kind, and the warnings that stand."""
    outcome, clean = told.outcomes[period], told.clean
    quotas = {
        q.id: truth.Quota(q.actual, q.rate, q.pace, q.light, q.forecast and q.forecast.low, q.forecast and q.forecast.high)
        for q in outcome.quotas
    }  # fmt: skip
    assert quotas == truth.quotas(period, clean), period
    assert {t.id: (t.actual, t.light) for t in outcome.targets} == truth.targets(period, clean), period
    milestones = {m.id: (m.state, m.days, m.moved, m.light) for m in outcome.milestones}
    assert milestones == truth.milestones(period, clean), period
    matters = {m.id: (m.state, m.overdue_days, m.age_days, m.reopened, m.light) for m in outcome.matters}
    assert matters == truth.matters(period, clean), period
    projects = {
        p.id: truth.Project(
            p.invest_rate, p.pay_rate, p.light, p.stage, p.stage_days, p.late_stages, p.start_overdue, p.unlisted,
            p.still_periods or 0,
        )
        for p in outcome.projects
    }  # fmt: skip
    assert projects == truth.projects(told.sent, period, clean), period
    standing = {w.id for w in outcome.warnings if w.state in ("new", "standing")}
    assert standing == truth.warnings(told.sent, period, clean), period


def the_forecast_misses_by_no_more_than_it_may(told: Told) -> None:
    """The range never promises more than comes, only widens its reach as firms are found, and holds from June on."""
    for id, last in truth.quotas("2025-12", told.clean).items():
        if last.low is None:
            continue
        ranges = [truth.quotas(month, told.clean)[id] for month in ledger.months()[:-1]]
        missed = [max(q.low - last.actual, last.actual - q.high, 0) for q in ranges]  # type: ignore[operator]
        assert all(q.low <= last.actual for q in ranges)  # type: ignore[operator]
        assert missed == sorted(missed, reverse=True)
        assert missed[5:] == [0] * 6
        assert told.month(12).figures[f"quotas.{id}.forecast_error"].value == max(missed) < last.actual
        for month in range(2, 12):  # what each month says of the ranges before it
            now, before = ranges[month - 1], ranges[: month - 1]
            moved = max(max(now.high - q.high, q.low - now.low, 0) for q in before)  # type: ignore[operator]
            assert told.month(month).figures[f"quotas.{id}.forecast_moved"].value == moved


def no_cell_is_lost(told: Told) -> None:
    assert all(o.cells.lost == 0 < o.cells.filled for o in told.outcomes.values())


def not_one_false_alarm(told: Told) -> None:
    for period, outcome in told.outcomes.items():
        assert outcome.findings == (), period
        assert (outcome.conflicts, outcome.revisions, outcome.warnings) == ((), (), ()), period


PLANTED = (
    # period, code, unit, form
    ("2025-06", "rules.re_promised", OFFICE, NODES),
    ("2025-09", "rules.re_promised", OFFICE, NODES),
    ("2025-08-D1", "rules.cumulative_drop", FIRST, WORKS),
    ("2025-09-D2", "rules.unit_slip", SECOND, WORKS),
    ("2025-08-D2", "rules.jump", SECOND, WORKS),  # it stood still for four periods, then caught up
    ("2025-11", "rules.back_revision", STATISTICS, SERIES),
    ("2025-07", "not_released", STATISTICS, SERIES),
    ("2025-10", "rules.vanished", INDUSTRY, LIBRARY),
    ("2025-08", "rules.verified_otherwise", INDUSTRY, LIBRARY),
    ("2025-08", "rules.fact_changed", INDUSTRY, LIBRARY),
    ("2025-05", "rules.may_be_same", TRADE, LIBRARY),
    ("2025-04", "superseded_sheet", STATISTICS, "审核表"),
    ("2025-06", "superseded_sheet", INDUSTRY, LIBRARY),
    ("2025-09", "duplicate_file", OFFICE, ""),
    ("2025-11-D1", "reading.number_unit", SECOND, WORKS),
)


def what_was_planted_is_found(wrong: Told) -> None:
    for period, code, unit, form in PLANTED:
        told = {(f.code, f.unit, f.form) for f in wrong.outcomes[period].findings}
        assert (code, unit, form) in told, (period, told)


def nothing_else_is_found(wrong: Told) -> None:
    """Nothing else is said in any period but what was planted, and what goes on because of it."""
    codes = {code for _, code, _, _ in PLANTED} | {"rules.told_differently", "rules.stage_back", "rules.part_slip"}
    for period, outcome in wrong.outcomes.items():
        assert {f.code for f in outcome.findings} <= codes, period


def nothing_is_told_before_it_is_published(wrong: Told) -> None:
    row = next(r for r in wrong.month(7).forms[SERIES].rows if r.get("指标") == "投资")
    assert row.get("增速") is None and row.get("发布") is not None
    assert all(r.get("增速") is not None for r in wrong.month(8).forms[SERIES].rows)


def no_workbook_holds_what_is_not_published(wrong: Told) -> None:
    path = wrong.workspace.root / "表.xlsx"
    for month, growth, told in ((6, 6.5, True), (7, 6.6, False)):
        shown = public(wrong.plan, wrong.month(month))
        for plan, outcome in ((wrong.plan, wrong.month(month)), (shown.plan, shown.outcome)):
            write_workbook(plan, outcome, path)
            cells = (c.value for sheet in load_workbook(path).worksheets for row in sheet.iter_rows() for c in row)
            assert (growth in cells) is told, month


def the_conflict_goes_on_with_its_choice(wrong: Told) -> None:
    (conflict,) = wrong.month(8).conflicts
    assert (conflict.form, conflict.field, conflict.chosen) == (LIBRARY, "类别", STATISTICS)
    assert len(wrong.month(12).conflicts) == 1


def the_conflict_is_put_to_the_unit_that_it_goes_against(wrong: Told) -> None:
    outcome = wrong.month(8)
    (told,) = (r for r in reminders(wrong.plan, outcome) if r.unit == INDUSTRY)
    (asked,) = (f for f in told.queries if f.code == "rules.verified_otherwise")
    assert asked in marked_findings(outcome)[asked.file]  # in the marked copy too
    for unit, value in outcome.conflicts[0].values:
        assert value.text in asked.message and (unit == INDUSTRY or value.origin.cell in asked.message)
    assert "以审核为准" in asked.message


def the_corrected_return_has_two_clocks(wrong: Told) -> None:
    own = next(s for s in wrong.month(4).submissions if s.obligation.form == "审核表")
    assert own.first_pass is False
    assert own.first_received_at is not None and own.accepted_at is not None
    assert (own.accepted_at - own.first_received_at).days == 2
    assert wrong.month(12).figures["reporting.year.forms.审核表.first_pass"].value == 11


def the_year_to_date_is_the_sum(wrong: Told) -> None:
    """应报 and 时限内 over the year: each (unit, form, period) once, whatever folders show it."""
    seen = {k: v for p in wrong.outcomes for k, v in truth.states(wrong.sent, p).items() if k[2][:4] == "2025"}
    last = wrong.month(12).figures
    assert last["reporting.year.due"].value == len(seen)
    assert last["reporting.year.missing"].value == sum(state == "missing" for state, _ in seen.values()) == 3
    timely = sum(state == "on_time" or (state == "nil" and not late) for state, late in seen.values())
    assert last["reporting.year.timely"].value == timely


def worked_out_by_other_means(told: Told) -> None:
    reporting_of_every_period(told)
    due_times_and_closes(told)
    for period in told.outcomes:
        measures_of(told, period)
    the_forecast_misses_by_no_more_than_it_may(told)
    no_cell_is_lost(told)


def test_clean_year__as_worked_out_by_other_means_and_not_one_false_alarm(tmp_path: Path):
    told = replayed(tmp_path / "year", clean=True)
    worked_out_by_other_means(told)
    not_one_false_alarm(told)


def test_year_gone_wrong__as_worked_out_by_other_means_and_each_planted_thing_found(tmp_path: Path):
    told = replayed(tmp_path / "year", clean=False)
    worked_out_by_other_means(told)
    for check in (
        what_was_planted_is_found,
        nothing_else_is_found,
        nothing_is_told_before_it_is_published,
        no_workbook_holds_what_is_not_published,
        the_conflict_goes_on_with_its_choice,
        the_conflict_is_put_to_the_unit_that_it_goes_against,
        the_corrected_return_has_two_clocks,
        the_year_to_date_is_the_sum,
    ):
        check(told)
