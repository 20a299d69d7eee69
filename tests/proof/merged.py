"""Which returns count, and the tables of all units as one: joined anew from the received sheets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.proof.plan_facts import Plan, bounds
from tests.proof.received import Cell, Row, Sheet, sheets

TIMELY, LATE, RETURNED, MISSING, WAITING = "timely", "late", "returned", "missing", "not_due"


@dataclass(frozen=True)
class Owed:
    """What a unit owes of a form for a period, and what became of it."""

    unit: str
    form: str
    period: str
    due: dt.datetime
    state: str
    nil: bool = False


@dataclass
class Month:
    """A month, or a week with a folder of its own: what is owed, and the rows of each form that stand at its end."""

    plan: Plan
    period: str
    as_of: dt.datetime
    before: Month | None
    elsewhere: frozenset[str]  # the other folders
    owed: list[Owed] = field(default_factory=list)
    sheets: dict[tuple[str, str, str], Sheet] = field(default_factory=dict)  # the one that counts
    forms: dict[str, list[Row]] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)  # forms in which an earlier period's rows still stand

    @property
    def today(self) -> dt.date:
        return self.as_of.date()

    @property
    def first(self) -> dt.date:
        return bounds(self.period)[0]

    @property
    def last(self) -> dt.date:
        return bounds(self.period)[1]

    def rows(self, form: str) -> list[Row]:
        return self.forms[form]


def months(plan: Plan, inputs: Path, upto: str) -> Month:
    """Return the month *upto* with those before it, each judged when its window closes."""
    folders = sorted((p for p in inputs.iterdir() if p.is_dir()), key=lambda p: (bounds(p.name)[1], -len(p.name)))
    names = [p.name for p in folders]
    found: Month | None = None
    for folder in folders[: names.index(upto) + 1]:
        found = _month(plan, folder, found, frozenset(names) - {folder.name})
    assert found is not None
    return found


def _month(plan: Plan, folder: Path, before: Month | None, elsewhere: frozenset[str]) -> Month:
    month = Month(plan, folder.name, plan.close(folder.name, elsewhere), before, elsewhere)
    came: dict[tuple[str, str, str], list[Sheet]] = {}
    for sheet in sheets(plan, folder):
        periods = {p for p, _ in plan.due_periods(sheet.form, month.period, elsewhere)}
        if sheet.period in periods and not sheet.empty and sheet.at <= month.as_of:
            came.setdefault((sheet.unit, sheet.form, sheet.period), []).append(sheet)
    month.sheets = {key: _counts(told) for key, told in came.items()}
    month.owed = [o for form in plan.forms for o in _owed_of(month, form, came)]
    for form in plan.forms:
        matters = plan.forms[form]["purpose"] == "事项"
        month.forms[form] = _matters(month, form) if matters else _lists(month, form)
    return month


def _counts(told: list[Sheet]) -> Sheet:
    """The newest without a fault, else the newest."""
    return next((s for s in reversed(told) if not s.faults), told[-1])


def _owed_of(month: Month, form: str, came: Mapping[tuple[str, str, str], list[Sheet]]) -> list[Owed]:
    plan, found = month.plan, []
    units = plan.owners(form)
    if plan.forms[form]["purpose"] == "事项" and month.before:
        lead = plan.role(form, "lead")
        open_rows = [r for r in month.before.rows(form) if meaning(plan, r) != "closed"]
        units = list(dict.fromkeys((*units, *(r.text(lead) for r in open_rows if r.text(lead)))))
    for period, rhythm in plan.due_periods(form, month.period, month.elsewhere):
        due = month.as_of if rhythm == "变动" else plan.due_at(form, period, rhythm)
        for unit in (u for u in units if plan.units[u].get("reports")):
            told = came.get((unit, form, period), [])
            good = [s for s in told if not s.faults]
            waiting = rhythm == "变动" or month.as_of <= due
            if not told:
                state = WAITING if waiting else MISSING
            elif not good:
                state = RETURNED
            else:
                state = TIMELY if good[0].at <= due else LATE
            nil = bool(good) and good[-1].nil and not good[-1].rows
            found.append(Owed(unit, form, period, due, state, nil))
    return found


def _lists(month: Month, form: str) -> list[Row]:
    """Every unit's rows: those it sent, else its earlier ones if the form goes on or nothing was due now."""
    plan = month.plan
    told = {s.unit: s for (_, own, _), s in month.sheets.items() if own == form}
    earlier: dict[str, list[Row]] = {}
    for row in month.before.rows(form) if month.before else []:
        earlier.setdefault(row.unit, []).append(row)
    due = any(rhythm != "变动" for _, rhythm in plan.due_periods(form, month.period, month.elsewhere))
    found: list[Row] = []
    for unit in sorted({*told, *earlier}, key=list(plan.units).index):
        old = earlier.get(unit, [])
        sheet = told.get(unit)
        if sheet is not None and not (sheet.unchanged and _same(plan, form, sheet.rows, old)):
            found += _good_rows(sheet)
        elif sheet is not None or plan.forms[form].get("carry") or not due:
            found += old
            if old:
                month.kept.add(form)
    return found


def _good_rows(sheet: Sheet) -> list[Row]:
    """The rows with the values that are good; of those with the same key the first."""
    return list({row.key if all(row.key) else id(row): row for row in reversed(sheet.rows)}.values())[::-1]


def _same(plan: Plan, form: str, rows: list[Row], old: list[Row]) -> bool:
    """Whether rows under a tick at 较上期无变化 say only what was known."""
    known = {row.key: row.values for row in old}
    return all(known.get(row.key, {}).get(n) == v for row in rows for n, v in row.values.items())


# ---------------------------------------------------------------- matters


def meaning(plan: Plan, row: Row) -> str:
    """open, settled or closed; closing waits for the office's 同意销号 where a form asks for it."""
    field = next(f for f in plan.fields(row.form) if f.get("role") == "state")
    state = plan.meanings.get((field["list"], row.text(field["name"])), "open")
    agreed = plan.role(row.form, "agreed")
    return "settled" if state == "closed" and agreed and row.text(agreed) != "同意销号" else state


def _matters(month: Month, form: str) -> list[Row]:
    """One row per number: the raiser's side from whoever raised it, the lead's from the lead, and so on."""
    plan, number = month.plan, month.plan.role(form, "matter")
    told: dict[str, dict[str, Row]] = {}
    for (unit, own, _), sheet in sorted(month.sheets.items(), key=lambda item: list(plan.units).index(item[0][0])):
        if own == form and not (sheet.unchanged and _same(plan, form, sheet.rows, _known(month, form))):
            for row in _good_rows(sheet):
                assert row.text(number), row
                told.setdefault(row.text(number), {})[unit] = row
    before = {row.text(number): row for row in _known(month, form)}
    found, silent = [], set()
    for key in dict.fromkeys((*before, *told)):
        if key in told:
            found.append(_matter(plan, form, key, before.get(key), told[key]))
        elif meaning(plan, before[key]) != "closed" or _ends_within(before[key].period, month):
            found.append(before[key])
            silent.add(before[key].unit)
    if silent - {unit for unit, own, _ in month.sheets if own == form}:
        month.kept.add(form)
    return found


def _known(month: Month, form: str) -> list[Row]:
    return month.before.rows(form) if month.before else []


def _ends_within(period: str, month: Month) -> bool:
    return month.first <= bounds(period)[1] <= month.last


def _matter(plan: Plan, form: str, key: str, before: Row | None, told: Mapping[str, Row]) -> Row:
    raised_by = plan.role(form, "raiser")
    own = next((u for u, row in told.items() if row.text(raised_by) == u), None)
    numbered = next((u["name"] for u in plan.units.values() if f"-{u['id']}-" in key), None)
    raiser = before.unit if before else own or numbered or next(iter(told))
    values: dict[str, Cell] = {}
    for own_side in (True, False):  # who leads is told by the raiser's side
        for item in plan.fields(form):
            side = item.get("side", "提出")
            if (side not in ("主办", "协办")) is not own_side:
                continue
            whom = {
                "主办": _named(plan, form, values, "lead"),
                "协办": _named(plan, form, values, "partners"),
                "办公室": [plan.header["office_unit"]],
            }.get(side, [raiser])
            _choose(values, item["name"], whom, before, told)
    newest = max((row.period for row in told.values()), key=lambda p: bounds(p)[1])
    return Row(raiser, form, newest, values, (key,))


def _named(plan: Plan, form: str, values: Mapping[str, Cell], role: str) -> list[str]:
    return [u for u in str(values.get(plan.role(form, role), "")).split("、") if u]


def _choose(values: dict[str, Cell], name: str, whom: list[str], before: Row | None, told: Mapping[str, Row]) -> None:
    """What the side itself says now; where it is silent what stood before, else what anyone says."""
    speaking = [told[u] for u in whom if u in told]
    options = speaking or ([before] if before and name in before.values else list(told.values()))
    value = next((row.values[name] for row in options if name in row.values), None)
    if value is not None:
        values[name] = value
