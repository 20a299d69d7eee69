"""与自己的历史比: numbers that jump out of what the same record told before. Robust, with the threshold shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from statistics import median

from reportgen.layout import unit_of
from reportgen.model.finding import Finding
from reportgen.model.outcome import MergedForm
from reportgen.model.period import Period
from reportgen.model.plan import Field, FieldType, Form, Plan
from reportgen.model.records import Row
from reportgen.model.values import plain
from reportgen.rules import codes
from reportgen.rules.place import at_row

_LEAST_PERIODS = 4
_MOST_PERIODS = 24
_SPREAD = Decimal("7.413")  # five times 1.4826, which makes the median of deviations a standard deviation
_LEAST_SHARE = Decimal("0.5")
_ROUNDED = Decimal("0.01")  # by how much at most `usual` rounds its ends
_JUDGED = frozenset((FieldType.INTEGER, FieldType.NUMBER, FieldType.WAN, FieldType.YI))

_BETWEEN = "\x1f"
"""Between the parts of a place: kind of period, form, unit, key, field; it stands in no cell."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a number adds in each of so many *periods* since it was told last (in *since*, "": the year's start)."""

    each: Decimal
    periods: int = 1
    since: str = ""


@lru_cache(maxsize=256)
def _periods_since(told: str, now: str) -> int:
    """Return how many periods lie between *told* ("": the year's start) and *now*, this one included."""
    period = Period.parse(now)
    count, earlier = 1, period.previous
    while earlier.plan_year == period.plan_year and earlier.id != told:
        count, earlier = count + 1, earlier.previous
    return count


class Series:
    """What each record told, period after period: levels, of cumulative numbers what was added.

    A period is added when a later one asks: of the last there are as many numbers as ever, and nobody asks.
    There are as many places as cells, so each has one text: the newest period and number, then the numbers of the series.
    """

    def __init__(self, told: Mapping[str, str] | None = None) -> None:
        self._told = dict(told or {})
        self._waiting: tuple[Plan, Mapping[str, MergedForm]] | None = None

    def __bool__(self) -> bool:
        """Whether anything was told before."""
        return bool(self._told) or self._waiting is not None

    @property
    def told(self) -> Mapping[str, str]:
        """What `__init__` takes."""
        self._settle()
        return self._told

    def after(self, plan: Plan, forms: Mapping[str, MergedForm]) -> Series:
        """Return the series with what *forms* tell anew."""
        later = Series(self.told)
        later._waiting = plan, forms
        return later

    def _settle(self) -> None:
        if self._waiting is None:
            return
        waiting, self._waiting = self._waiting, None
        for place, column, row, value in _numbers(*waiting):
            earlier = self._told.get(place, "").split()
            step = _step(earlier, column, row, value)
            steps = earlier[2:] if step is None else (*earlier[2:], str(step.each))[-_MOST_PERIODS:]
            self._told[place] = " ".join((row.period, str(value), *steps))

    def beside(self, place: str, column: Field, row: Row, value: Decimal) -> tuple[Step | None, Sequence[str]]:
        """Return what a number adds to its series, None where it is the same period's or a fall; and what it told before."""
        earlier = self.told.get(place, "").split()
        return _step(earlier, column, row, value), earlier[2:]


def _step(earlier: Sequence[str], column: Field, row: Row, value: Decimal) -> Step | None:
    """Return what *value* adds to a series whose newest period and number come first in *earlier*.

    What a cumulative number grew by over several periods, because some of them told nothing, is spread evenly
    over them; in a new year it grew from nothing since the year began.
    """
    if not earlier:
        return None if column.cumulative else Step(value)
    told, number = earlier[0], Decimal(earlier[1])
    if told == row.period:
        return None
    if not column.cumulative:
        return Step(value)
    if Period.parse(told).plan_year != Period.parse(row.period).plan_year:
        told, number = "", Decimal(0)
    if value < number:
        return None
    periods = _periods_since(told, row.period)
    return Step(_short((value - number) / periods), periods, told)


def check_jumps(plan: Plan, forms: Mapping[str, MergedForm], series: Series) -> Iterator[Finding]:
    """Yield a query for each number that stands outside the range of its own history."""
    for place, column, row, value in _numbers(plan, forms) if series else ():
        step, told = series.beside(place, column, row, value)
        if step is None or len(told) < _LEAST_PERIODS:
            continue
        earlier = tuple(map(Decimal, told))
        if abs(step.each - (middle := median(earlier))) <= abs(middle) * _LEAST_SHARE - _ROUNDED:
            continue  # within half of what is usual, however little it varied
        low, middle, high = usual(earlier)
        if not low <= step.each <= high:
            unit = unit_of(column)
            yield at_row(
                codes.JUMP, row, column.name,
                value=plain(step.each) + unit, what=_what(column, step),
                periods=len(earlier), middle=plain(middle) + unit, low=plain(low) + unit, high=plain(high) + unit,
            )  # fmt: skip


def _what(column: Field, step: Step) -> str:
    if not column.cumulative:
        return "本期"
    if step.periods == 1:
        return "本期新增"
    since = f"上次报（{Period.parse(step.since).label}）以来" if step.since else "年初以来"
    return f"{since}的 {step.periods} 期平均每期新增"


def usual(values: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """Return (lowest, median, highest) of what is usual: five deviations around the median, at least half of it."""
    middle = median(values)
    deviation = median(abs(v - middle) for v in values)
    reach = max(deviation * _SPREAD, abs(middle) * _LEAST_SHARE)
    return _short(middle - reach), _short(middle), _short(middle + reach)


def _short(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01")) if value != value.to_integral_value() else value


def _numbers(plan: Plan, forms: Mapping[str, MergedForm]) -> Iterator[tuple[str, Field, Row, Decimal]]:
    """Yield every number that units told anew, with its place."""
    for form in plan.forms:
        merged = forms.get(form.name)
        if merged is None:
            continue
        columns = _columns(form)
        for row in merged.rows if columns else ():
            if row.unit in merged.carried or not row.key:
                continue
            record = _BETWEEN.join((Period.parse(row.period).kind.value, form.name, row.unit, row.key))
            for column in columns:
                value = row.get(column.name)
                if isinstance(value, Decimal):
                    yield f"{record}{_BETWEEN}{column.name}", column, row, value


def _columns(form: Form) -> tuple[Field, ...]:
    """The numbers that are asked anew each period; ranks and what is carried on have no history of their own."""
    return tuple(
        f
        for f in form.columns()
        if FieldType(f.type) in _JUDGED and not f.carry and f.role not in ("rank", "rank_field")
    )
