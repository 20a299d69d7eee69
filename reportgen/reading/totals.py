"""合计、小计、其中: rows that sum up others are no records, but their numbers can be checked against their parts.

How a table is arranged is not told: subtotals may stand above or below their rows, a 合计 may mean the page or
the whole. A number is therefore doubted only where it fits none of the ways in which its row can be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from reportgen.reading.words import loose

_PART = re.compile(r"其中(?::.*)?")
_GROUP = re.compile(r".*小计(?:\(.*\))?|本页.*")
_ZERO, _HALF = Decimal(0), Decimal("0.5")


class Level(Enum):
    """What a row of a table sums up."""

    RECORD = "明细"
    PART = "其中"  # a share of the row above it
    GROUP = "小计"
    WHOLE = "合计"


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its numbers by field: None where something stands that is no number, nothing where it is blank."""

    row: int
    level: Level
    words: str
    numbers: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A number that does not fit: ``told`` differs from ``expected``, or exceeds it where ``line`` is a 其中."""

    line: Line
    field: str
    told: Decimal
    expected: Decimal
    parts: str  # in Chinese: what ``expected`` is


Slack = Callable[[str, Sequence[Decimal], Decimal], Decimal]
"""How far the sum of a field's parts may be from a total, by the field, its parts and the total."""


def level_of(words: str) -> Level:
    """Return what a row with *words* (合计, 其中：省重点, 工业小计) sums up."""
    text = loose(words)
    if _PART.fullmatch(text):
        return Level.PART
    return Level.GROUP if _GROUP.fullmatch(text) else Level.WHOLE


def doubts(lines: Sequence[Line], slack: Slack) -> Iterator[Doubt]:
    """Yield the numbers of totals in *lines* (a whole table's, from top to bottom) that fit no reading."""
    above = _subtotals_stand_above(lines)
    for at, line in enumerate(lines):
        if line.level is Level.PART:
            yield from _too_large(lines, at, slack)
        elif line.level is not Level.RECORD:
            ways = [*_ways(lines, at, above)]
            for field, told in line.numbers.items():
                if told is not None:
                    yield from _unlike(line, field, told, ways, slack)


def rounding(decimals: int | None) -> Slack:
    """Return the slack of numbers that are rounded to *decimals* places (None: whole by nature, so exact).

    Each part may be half of its last place off, and the total half of the last place that it is told with.
    """

    def slack(field: str, parts: Sequence[Decimal], total: Decimal) -> Decimal:
        if decimals is None:
            return _ZERO
        shown = max(0, -int(total.normalize().as_tuple().exponent))
        return _HALF * (len(parts) * Decimal(10) ** -decimals + Decimal(10) ** -min(decimals, shown))

    return slack


Way = tuple[str, Sequence[Line]]


def _subtotals_stand_above(lines: Sequence[Line]) -> bool:
    first = next((line for line in lines if line.level in (Level.RECORD, Level.GROUP)), None)
    return first is not None and first.level is Level.GROUP


def _ways(lines: Sequence[Line], at: int, above: bool) -> Iterator[Way]:
    """Yield what the total at *at* may be the sum of, the likeliest first."""
    if lines[at].level is Level.GROUP:
        bounds = (Level.GROUP, Level.WHOLE)
        near = _until(lines[at + 1 :], bounds) if above else _until(lines[:at][::-1], bounds)
        records = _of(near, Level.RECORD)
        inner = _of(_until(lines[:at][::-1], (Level.WHOLE,)), Level.GROUP)
        yield from _named((("本组各行", records), ("以上各小计", () if records else inner)))
        return
    before = _until(lines[:at][::-1], (Level.WHOLE,))
    after = _until(lines[at + 1 :], (Level.WHOLE,))
    yield from _named(
        (
            ("各行", _of(lines, Level.RECORD)),
            ("以上各行", _of(lines[:at], Level.RECORD)),
            ("本段各行", _of(before, Level.RECORD)),
            ("以下各行", _of(after, Level.RECORD)),
            ("各小计", _of(lines, Level.GROUP)),
            ("以上各小计", _of(before, Level.GROUP)),
            ("以下各小计", _of(after, Level.GROUP)),
            ("以上各合计", _of(lines[:at], Level.WHOLE)),
        )
    )


def _named(ways: Sequence[Way]) -> Iterator[Way]:
    yield from ((words, parts) for words, parts in ways if parts)


def _until(lines: Sequence[Line], ends: tuple[Level, ...]) -> Sequence[Line]:
    end = next((n for n, line in enumerate(lines) if line.level in ends), len(lines))
    return lines[:end]


def _of(lines: Sequence[Line], level: Level) -> Sequence[Line]:
    return [line for line in lines if line.level is level]


def _unlike(line: Line, field: str, told: Decimal, ways: Sequence[Way], slack: Slack) -> Iterator[Doubt]:
    """Yield a doubt where *told* is none of the sums; none where a part of any of them could not be read."""
    first: Doubt | None = None
    for words, lines in ways:
        parts = [line.numbers.get(field, _ZERO) for line in lines]
        known = [part for part in parts if part is not None]
        total = sum(known, _ZERO)
        if len(known) < len(parts) or abs(told - total) <= slack(field, known, told):
            return
        first = first or Doubt(line, field, told, total, words)
    if first is not None:
        yield first


def _too_large(lines: Sequence[Line], at: int, slack: Slack) -> Iterator[Doubt]:
    """Yield where a 其中 says more than the row that it is a share of."""
    whole = next((line for line in reversed(lines[:at]) if line.level is not Level.PART), None)
    if whole is None:
        return
    for field, told in lines[at].numbers.items():
        limit = whole.numbers.get(field)
        if told is not None and limit is not None and told - limit > slack(field, [told], limit) and limit >= 0:
            name = f"“{whole.words}”" if whole.words else "上面一行"
            yield Doubt(lines[at], field, told, limit, f"第 {whole.row} 行{name}")
