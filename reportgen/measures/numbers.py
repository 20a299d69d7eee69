"""Exact numbers and how they are printed: rounding half up, units, thousands separators."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from reportgen.model.plan import Plan

DASH = "—"
"""Printed where a figure has no value."""

POINTS = "个百分点"
_DEFAULT_DECIMALS = {"%": 1, POINTS: 1, "万元": 2, "亿元": 2}
"""Totals two decimals, rates and shares one (usage of statistics offices), where the plan says nothing."""
_ORDINALS = {"位": "第{}位", "名": "第{}名"}
_EXACT_PLACES = 10


def half_up(value: Decimal, places: int) -> Decimal:
    """Return *value* with *places* decimals, rounded half up; minus zero becomes zero."""
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def decimal_of(fraction: Fraction, places: int = _EXACT_PLACES) -> Decimal:
    """Return *fraction* as a decimal of at most *places* decimals, half up, without trailing zeros."""
    scaled = fraction * 10**places
    whole = (abs(scaled.numerator) * 2 + scaled.denominator) // (scaled.denominator * 2)
    digits = tuple(int(digit) for digit in str(whole))
    text = format(Decimal((int(fraction < 0 and whole > 0), digits, -places)), "f")  # exact, however many digits
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def share(part: Decimal | int, whole: Decimal | int) -> Fraction | None:
    """Return *part* of *whole*, None for a whole of zero."""
    return Fraction(part) / Fraction(whole) if whole else None


def percent(fraction: Fraction | None) -> Decimal | None:
    """Return a fraction in percent."""
    return None if fraction is None else decimal_of(fraction * 100)


def four(fraction: Fraction | None) -> Decimal | None:
    """Return a fraction with four decimals, as result.json prints rates."""
    return None if fraction is None else half_up(decimal_of(fraction), 4)


def difference_unit(unit: str) -> str:
    """Return the unit in which two numbers of *unit* differ: two percentages by 个百分点."""
    return POINTS if unit == "%" else unit


def places_of(value: Decimal, unit: str, plan: Plan) -> int:
    """Return the number of decimals with which *value* is printed: the plan's, else the usual ones."""
    told = plan.decimals(unit)
    if told is None:
        told = _DEFAULT_DECIMALS.get(unit)
    return min(2, own_places(value)) if told is None else told


def own_places(value: Decimal) -> int:
    """Return how many decimals *value* itself has, trailing zeros apart."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def text_of(value: Decimal, unit: str, plan: Plan, *, places: int | None = None, ordinal: bool = True) -> str:
    """Return *value* as documents print it: 13家, 7.2%, -0.3个百分点, 第2位, 1,234.50万元.

    *ordinal* False prints a number of ranks (上升1位) rather than a rank (第1位).
    """
    places = places_of(value, unit, plan) if places is None else places
    number = f"{half_up(value, places):,}"
    if ordinal and unit in _ORDINALS:
        return _ORDINALS[unit].format(number)
    return f"{number}{unit}"


def variants(value: Decimal, unit: str, plan: Plan, *, places: int | None = None) -> tuple[str, ...]:
    """Return the further ways to print *value*: without sign, unit, separators or needless zeros, 万元 as 亿元."""
    places = places_of(value, unit, plan) if places is None else places
    found = _variants(value, unit, places)
    if unit != "万元":
        return found
    yi = value / 10000
    return tuple(dict.fromkeys((*found, *_variants(yi, "亿元", places_of(yi, "亿元", plan)))))


@lru_cache(maxsize=16384)
def _variants(value: Decimal, unit: str, places: int) -> tuple[str, ...]:
    rounded = half_up(value, places)
    numbers = [f"{n:{style}}" for n in (rounded, abs(rounded)) for style in (",f", "f")]
    if rounded == value:
        short = rounded.quantize(Decimal(1).scaleb(-own_places(rounded)))
        numbers += [f"{n:{style}}" for n in (short, abs(short)) for style in (",f", "f")]
    return tuple(dict.fromkeys(text for n in numbers for text in (f"{n}{unit}", n)))
