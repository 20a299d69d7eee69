"""Codes that national standards define, checked by formulas of Excel."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_uppercase, digits

from reportgen.reading.identifiers import ALPHABET, BODY_WEIGHTS, LAST_DIVISION, SECTIONS, WEIGHTS

_BASE36 = digits + ascii_uppercase


def uscc_wrong(cell: str) -> str:
    """GB 32100-2015: the 18th character over the first 17, the 17th over the 9th to 16th, digits of the region."""
    code = f"UPPER({cell})"
    nth, body = _listed(range(1, 18)), _listed(range(9, 17))
    total = f'SUMPRODUCT((FIND(MID({code},{{{nth}}},1),"{ALPHABET}")-1)*{{{_listed(WEIGHTS)}}})'
    inner = f'SUMPRODUCT((FIND(MID({code},{{{body}}},1),"{_BASE36}")-1)*{{{_listed(BODY_WEIGHTS)}}})'
    return (
        f'OR(MID("{ALPHABET}",MOD(31-MOD({total},31),31)+1,1)<>RIGHT({code},1),'
        f'MID("0123456789X0",12-MOD({inner},11),1)<>MID({code},17,1),NOT(ISNUMBER(MID({code},3,6)*1)))'
    )


def _listed(numbers: Iterable[int]) -> str:
    """Return *numbers* as a constant array of Excel holds them."""
    return ",".join(map(str, numbers))


def is_industry(cell: str) -> str:
    """GB/T 4754-2017: two to four digits, first or after the letter to which their first two belong."""
    letters = "".join(letter for letter, _, _ in SECTIONS)
    at = f'(1+ISNUMBER(FIND(UPPER(LEFT({cell},1)),"{letters}")))'
    division = f"MID({cell},{at},2)"
    firsts, own = _listed(first for _, first, _ in SECTIONS), ",".join(f'"{x}"' for x in letters)
    numbers = ",".join(f"ISNUMBER(MID({cell},{at}+{n},1)*1)" for n in (0, 1))
    letter = f"LOOKUP({division}*1,{{{firsts}}},{{{own}}})=UPPER(LEFT({cell},1))"
    return (
        f"AND({numbers},NOT(ISNUMBER(MID({cell},{at}+4,1)*1)),{division}*1>0,{division}*1<={LAST_DIVISION},"
        f"OR({at}=1,{letter}))"
    )
