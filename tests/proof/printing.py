"""How numbers are printed: rounded half up with the plan's decimals, money from 10,000 万元 in 亿元."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from tests.proof.plan_facts import Plan

Number = Decimal | Fraction | int


def rounded(number: Number, places: int) -> Decimal:
    scaled = Fraction(number) * 10**places
    whole = (abs(scaled.numerator) * 2 + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if scaled >= 0 or not whole else -whole).scaleb(-places)


def fixed(plan: Plan, number: Number, unit: str) -> str:
    """A number with the decimals of its unit: 7.40%, 18家."""
    return f"{rounded(number, plan.decimals(unit))}{unit}"


def short(number: Number, places: int = 2) -> str:
    """A number with at most *places* decimals, none of them a needless zero."""
    text = f"{rounded(number, places)}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(wan: Decimal, *, large: bool | None = None) -> str:
    """A sum of 万元 as a sentence tells it."""
    if wan >= 10000 if large is None else large:
        return f"{rounded(wan / 10000, 2)}亿元"
    return f"{short(wan)}万元"


def day(date: dt.date) -> str:
    return f"{date.month}月{date.day}日"


def full_day(date: dt.date) -> str:
    return f"{date.year}年{day(date)}"


def moment(time: dt.datetime) -> str:
    return f"{full_day(time.date())}{time.hour}时" + (f"{time.minute}分" if time.minute else "")
