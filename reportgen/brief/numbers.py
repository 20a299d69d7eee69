"""How documents print a number: the same rounding as figures, and Chinese numerals for headings."""

from __future__ import annotations

import re
from decimal import Decimal

from reportgen.measures import numbers
from reportgen.measures.numbers import POINTS
from reportgen.model.plan import Plan

PERCENT = "%"
_NEEDLESS = re.compile(r"\.0+(?=\D)")
_NUMERALS = "零一二三四五六七八九"


def printed_number(value: Decimal, unit: str, plan: Plan, *, bare: bool = False, places: int | None = None) -> str:
    """Return *value* as printed, rounded as its unit is, the unit itself left out if *bare*."""
    places = numbers.places_of(value, unit, plan) if places is None else places
    return numbers.text_of(value, "" if bare else unit, plan, places=places, ordinal=False)


def plain_text(text: str, unit: str) -> str:
    """Return a number's text as documents print it: 2810万元, not 2,810.00万元; rates keep their decimal (15.0%)."""
    text = text.replace(",", "")
    return text if unit in ("", PERCENT, POINTS) else _NEEDLESS.sub("", text)


def chinese_numeral(number: int) -> str:
    """Return 1–99 as 一 … 九十九, for headings and lists; `ValueError` outside."""
    if not 0 < number < 100:
        raise ValueError(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return head + (_NUMERALS[ones] if ones else "")
