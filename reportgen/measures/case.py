"""What is judged: the plan, the period's rows and those before; and how figures are put on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from sys import intern

from reportgen.measures import numbers
from reportgen.model.figure import Figure, Ledger, Source, title_of
from reportgen.model.outcome import MergedForm, Past, Submission
from reportgen.model.period import Period, Rhythm
from reportgen.model.plan import Field, Form, Plan
from reportgen.model.records import Row
from reportgen.model.values import PlanDate, Value, plain
from reportgen.plan.versions import resolve

NONE_THIS_PERIOD = "本期无"
"""Said in the definition of a figure that rests on no cell."""

Forms = Mapping[str, MergedForm]


@dataclass(frozen=True, slots=True)
class Record:
    """A row seen through the roles of its form's fields."""

    form: Form
    row: Row

    def cell(self, role: str) -> Value | None:
        """The value in the field of *role*; None where there is no such field or nothing in it."""
        return self.under(self.form.role(role))

    def under(self, item: Field | None) -> Value | None:
        value = self.row.values.get(item.name) if item else None
        return value if value is not None and value.value not in (None, "") else None

    def number(self, role: str) -> Decimal | None:
        value = self.cell(role)
        return value.value if value and isinstance(value.value, Decimal) else None

    def date(self, role: str) -> PlanDate | None:
        value = self.cell(role)
        return value.value if value and isinstance(value.value, PlanDate) else None

    def text(self, role: str) -> str:
        """What the field of *role* says, a date as documents print it, "" where blank."""
        value = self.cell(role)
        if value is None:
            return ""
        return value.value.label if isinstance(value.value, PlanDate) else plain(value.value).strip()

    def meaning(self, plan: Plan, role: str) -> str:
        """What the option in the field of *role* means to the program (`MEANINGS`), "" for nothing."""
        item = self.form.role(role)
        options = plan.options(item.list) if item and item.list else None
        return options.meaning(self.text(role)) if options else ""

    def cells(self, *roles: str) -> tuple[Value, ...]:
        """The filled cells of *roles*, in that order."""
        found = (self.cell(role) for role in roles)
        return tuple(value for value in found if value is not None)

    def anchor(self) -> tuple[Value, ...]:
        """The cells that name the record: those of its key, else its first one."""
        named = tuple(v for v in map(self.under, self.form.keys()) if v is not None)
        return named or tuple(self.row.values.values())[:1]


@dataclass(frozen=True)
class Case:
    """Everything one judgement rests on; `add` puts a figure on record."""

    plan: Plan
    period: Period
    as_of: datetime
    forms: Forms
    before: Forms = field(default_factory=dict)
    submissions: tuple[Submission, ...] = ()
    figures: Ledger = field(default_factory=Ledger)
    history: tuple[Past, ...] = ()  # earlier periods of the same kind, oldest first
    filed: tuple[Submission, ...] = ()  # of all the year's folders so far, this one's included
    same: Mapping[str, str] = field(default_factory=dict)  # records that the office said to be one, by key
    joined: Mapping[str, str] = field(default_factory=dict)  # matters that the office joined into others, by number

    @property
    def today(self) -> date:
        """The day of the time to which it is told, in the plan's zone."""
        zone = datetime.strptime(self.plan.header.time_zone, "%z").tzinfo
        return self.as_of.astimezone(zone).date()

    @property
    def limit(self) -> date:
        """The last day whose events count for this period."""
        return min(self.period.end, self.today)

    @property
    def approval_limit(self) -> date:
        """The last day whose approvals count: in the year's last period later batches may still come in."""
        if self.period.end < date(self.plan.header.year, 12, 31):
            return self.limit
        return min(self.period.end + timedelta(days=int(self.plan.setting("late_batch_days"))), self.today)

    @property
    def elapsed(self) -> Fraction:
        """The share of the plan's year that is over at the period's end: N/12 at the end of month N (序时)."""
        return elapsed(self.period.end, self.plan.header.year)

    def of_purpose(self, purpose: str) -> tuple[Form, ...]:
        return tuple(form for form in self.plan.forms if form.purpose == purpose)

    def records(self, purpose: str, forms: Forms | None = None) -> tuple[Record, ...]:
        """The rows of all forms of *purpose*, of this period or of *forms*, in the plan's order."""
        told = self.forms if forms is None else forms
        return tuple(
            Record(form, row) for form in self.of_purpose(purpose) if form.name in told for row in told[form.name].rows
        )

    def records_of(self, form: str) -> tuple[Record, ...]:
        """The rows of one form."""
        spec = self.plan.form(form)
        return tuple(Record(spec, row) for row in self.forms[form].rows) if form in self.forms else ()

    def told(self, form: str) -> bool:
        """Whether any unit told anything in *form*, were it only that there is nothing."""
        return bool(units_of(self.forms.get(form)))

    def silent(self, form: str) -> tuple[str, ...]:
        """The units that owe *form* and have not sent it."""
        names = (s.obligation.unit for s in self.submissions if s.obligation.form == form and s.state == "missing")
        return tuple(dict.fromkeys(names))

    def kept(self, record: Record | None) -> str:
        """What must be said of a row that a unit did not send this period and that was kept, "" otherwise."""
        silent = record is not None and record.row.unit in self.silent(record.form.name)
        return "本期未报送，沿用上期所报" if silent else ""

    def caution(self, form: str) -> str:
        """What a definition must add about units whose *form* did not come, "" where all came."""
        names = self.silent(form)
        if not names:
            return ""
        carried = self.forms[form].carried if form in self.forms else frozenset()
        kept = "、".join(n for n in names if n in carried)
        gone = "、".join(n for n in names if n not in carried)
        return (f"；{kept}本期未报送，沿用上期" if kept else "") + (f"；{gone}未报送，未计入" if gone else "")

    def cells_of(self, values: Iterable[Value]) -> tuple[Source, ...]:
        """Cells as sources, each once."""
        return tuple(dict.fromkeys(map(Source.of, values)))

    def titles(self, *names: str, forms: Forms | None = None) -> tuple[Source, ...]:
        """The cells that show the 表号 of the received sheets of forms: the proof of a count of none."""
        told = self.forms if forms is None else forms
        returns = (ret for name in names if name in told for ret in told[name].returns)
        return tuple(dict.fromkeys(title_of(ret) for ret in returns if ret.title.cell))

    def place(self, *path: str, value: str) -> tuple[Source, ...]:
        """The place of a plan's value as a source: that of the change that set it, nothing where unknown."""
        number = self.changed(*path, value=value)
        where = ("changes", str(number), "value") if number else path
        place = self.plan.place(*where)
        return (Source(place.file, place.sheet, place.cell, place.raw or value, value),) if place else ()

    def changed(self, *path: str, value: str) -> int:
        """The number (from 1) of the newest change (变更) that set the value at *path*, 0 if none did."""
        found = 0
        since = date.min
        for number, change in enumerate(self.plan.changes, 1):
            target = resolve(self.plan, change)
            if isinstance(target, tuple) or change.since is None or change.since < since:
                continue
            if (target.section.attribute, target.item, target.attribute) == path and plain(target.value) == value:
                found, since = number, change.since
        return found

    def add(
        self,
        id: str,
        name: str,
        value: Decimal | int | str | None,
        unit: str,
        how: str,
        *,
        cells: Iterable[Value] = (),
        sources: Iterable[Source] = (),
        inputs: Iterable[str] = (),
        text: str = "",
        others: Iterable[str] = (),
        places: int | None = None,
        ordinal: bool = True,
    ) -> Figure:
        """Put a figure on record and return it.

        Its sources are *cells* and *sources*. *text* replaces the usual print of the value; the other
        usual prints are kept. A figure of nothing that has no source says 本期无 in its definition.
        """
        number = Decimal(value) if isinstance(value, int) else value
        found = tuple(dict.fromkeys((*(Source.of(c) for c in cells), *sources)))
        based = tuple(dict.fromkeys(inputs))
        if not found and not based and not number:
            how = f"{how}；{NONE_THIS_PERIOD}"
        if isinstance(number, Decimal):
            printed = numbers.text_of(number, unit, self.plan, places=places, ordinal=ordinal)
            others = (printed, *numbers.variants(number, unit, self.plan, places=places), *others)
        else:
            printed = number or numbers.DASH
        shown = text or printed
        rest = tuple(o for o in dict.fromkeys(others) if o and o != shown)
        same = intern(shown), intern(how)  # units by the thousand have the same
        return self.figures.add(Figure(id, name, number, unit, *same, found, based, rest))

    def constant(
        self, id: str, name: str, value: Decimal | int | str | None, unit: str, said: str, path: tuple[str, ...]
    ) -> Figure:
        """Put a value that the plan sets on record, with all its own decimals; *said* is the plan's wording."""
        number = Decimal(value) if isinstance(value, int) else value
        places = None
        if isinstance(number, Decimal):
            places = max(numbers.places_of(number, unit, self.plan), numbers.own_places(number))
        told = plain(number)
        change = self.changed(*path, value=told)
        how = "方案规定" + (f"（变更：{self.plan.changes[change - 1].reason}）" if change else "")
        how += f"：{said}" if said else ""
        return self.add(id, name, value, unit, how, sources=self.place(*path, value=told), places=places)


def units_of(merged: MergedForm | None) -> frozenset[str]:
    """The units that told something in a form, were it only that there is nothing."""
    if merged is None:
        return frozenset()
    return frozenset(row.unit for row in merged.rows) | frozenset(ret.unit for ret in merged.returns)


def elapsed(end: date, year: int) -> Fraction:
    """The share of *year* that is over at the end of a day, months counted alike."""
    if end.year != year:
        return Fraction(1) if end.year > year else Fraction(0)
    days = Period.of(end, Rhythm.MONTH).end.day
    return (end.month - 1 + Fraction(end.day, days)) / 12
