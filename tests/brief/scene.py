"""Outcomes for tests of documents: rows as units report them, judged by the real measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from pathlib import Path

from reportgen.edges.plan_yaml import read_yaml_text
from reportgen.measures import judge
from reportgen.model.outcome import Conflict, MergedForm, Obligation, Outcome, Submission
from reportgen.model.period import Period
from reportgen.model.plan import Plan
from reportgen.model.records import Return, Row
from reportgen.model.values import Origin, PlanDate, Understood, Value, plain
from reportgen.plan.parse import parse_plan

ROOT = Path(__file__).resolve().parents[2]
ZONE = timezone(timedelta(hours=8))
AS_OF = datetime(2025, 11, 6, 18, tzinfo=ZONE)
OCTOBER = Period.parse("2025-10")


@cache
def county_plan() -> Plan:
    """The plan of the repository's own workspace."""
    return parse_plan(read_yaml_text(plan_text(ROOT / "templates")))


def plan_text(folder: Path) -> str:
    """The YAML of a workspace's plan."""
    whole = folder / "plan.yaml"
    if whole.exists():
        return whole.read_text(encoding="utf-8")
    parts = (folder / f"part_{part}.yaml" for part in "abc")
    return "\n".join(part.read_text(encoding="utf-8") for part in parts if part.exists())


def month(text: str) -> PlanDate:
    return PlanDate.from_iso(text)


def understood(value: object) -> Understood:
    """Turn what a test writes into what a reader would have understood."""
    if isinstance(value, bool | PlanDate | Decimal):
        return value
    if isinstance(value, int | float):
        return Decimal(str(value))
    return PlanDate(value) if isinstance(value, date) else str(value)


class Scene:
    """Gathers what units reported; `outcome` judges it."""

    def __init__(self, plan: Plan, period: Period = OCTOBER, as_of: datetime = AS_OF) -> None:
        self.plan, self.period, self.as_of = plan, period, as_of
        self.forms: dict[str, list[Row]] = {}
        self.before: dict[str, list[Row]] = {}
        self.submissions: list[Submission] = []
        self.conflicts: list[Conflict] = []

    def report(self, form: str, unit: str, *rows: Mapping[str, object], before: bool = False) -> None:
        """*unit* reports *rows* (field → value) in *form*."""
        target = (self.before if before else self.forms).setdefault(form, [])
        for number, given in enumerate(rows, len(target) + 9):
            target.append(self._row(form, unit, number, given))

    def _row(self, form: str, unit: str, number: int, given: Mapping[str, object]) -> Row:
        spec = self.plan.form(form)
        columns = [f.name for f in spec.fields]
        values = {}
        for name, content in given.items():
            letter = chr(ord("B") + columns.index(name) % 25)
            told = understood(content)
            values[name] = Value(told, plain(told), Origin(f"inputs/{unit}.xlsx", form, f"{letter}{number}"))
        key = " / ".join(values[f.name].text for f in spec.fields if f.key and f.name in values)
        origin = next(iter(values.values())).origin
        return Row(form, unit, self.period.id, key, values, origin)

    def submit(self, form: str, *units: str, state: str = "on_time", late: int = 0) -> None:
        for unit in units:
            owed = Obligation(unit, form, self.period, datetime(2025, 11, 5, 18, tzinfo=ZONE))
            self.submissions.append(Submission(owed, state, workdays_late=late))

    def outcome(self) -> Outcome:
        forms = {name: self._merged(name, rows) for name, rows in self.forms.items()}
        before = {name: self._merged(name, rows) for name, rows in self.before.items()}
        found = judge(self.plan, self.period, self.as_of, forms, before, self.submissions)
        return Outcome(
            plan_name=self.plan.header.name,
            plan_year=self.plan.header.year,
            plan_fingerprint="",
            period=self.period,
            as_of=self.as_of,
            submissions=tuple(self.submissions),
            forms=forms,
            quotas=found.quotas,
            targets=found.targets,
            milestones=found.milestones,
            matters=found.matters,
            conflicts=tuple(self.conflicts),
            figures=found.figures,
            projects=found.projects,
        )

    def _merged(self, form: str, rows: Iterable[Row]) -> MergedForm:
        kept = tuple(rows)
        units = dict.fromkeys(r.unit for r in kept)
        returns = tuple(
            Return(
                f"inputs/{unit}.xlsx", form, form, unit, self.period.id,
                title=Origin(f"inputs/{unit}.xlsx", form, "A2"), title_raw="表号",
            )
            for unit in units
        )  # fmt: skip
        return MergedForm(form, kept, returns)
