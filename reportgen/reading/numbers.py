"""Numbers as people type them: full-width digits, separators, units, Chinese numerals, 约 and ranges."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from reportgen.reading.words import clean, plainly

_SCALES = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_ALIASES = {"公里": "千米", "度": "瓦时*3", "块": "元", "元人民币": "元", "个百分点": "%", "百分点": "%", "km": "千米"}
_COUNTERS = frozenset("家个户人名项件次场条位宗笔处台套座批只株")
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
_NUMBER = re.compile(rf"([+-]?)({_DIGITS})(.*)")
_COMPOUND = re.compile(r"([0-9.]+)亿([0-9.]+)万")
_RANGE = re.compile(r"[0-9一二两三四五六七八九十%\u4e00-\u9fff][-~至到][0-9一二两三四五六七八九十]")
_NOTE = re.compile(r"^(.*[^(])\(([^()]+)\)$")
_MINUS_IN_BRACKETS = re.compile(r"\(([0-9][^()]*)\)")
_BEFORE = re.compile(r"^(大约|大概|约|将近|接近|近|超过|超|逾|不足|不到|至少|最多|预计|预估|可能|突破)")
_AFTER = re.compile(r"(左右|上下|以上|以下|以内|之多|有余|余|多|[+]|多个)$")
_INSIDE = re.compile(r"(?<=[0-9十百千万亿])[余多](?=[^0-9]+$)")
_EXACT = re.compile(r"^(共计|总计|合计|累计|达到|完成|共|计|达|为|第)")
_TREND = re.compile(
    r"^(?:同比|比上年|较上年|较上月|环比)?(负?增长|增加|上升|提高|加快|下降|减少|降低|回落|下滑|[增升降跌](?=[0-9.])|[↑↓])?"
)
_FALLING = ("负增长", "下降", "减少", "降低", "回落", "下滑", "降", "跌", "↓")
_APART = re.compile(r"[0-9]\s+(?=[0-9])")
_THOUSANDS_APART = re.compile(r"(?<![0-9])[0-9]{1,3}(?:\s[0-9]{3})+(?![0-9])")
_SCALED = re.compile(r"[万亿]")
_NUMERALS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_NUMERAL = re.compile(r"[零一二两三四五六七八九十百千万亿]+(?:点[零一二三四五六七八九]+)?")
_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)')
_SCALING = re.compile(r"[0#?],+(?![0#?,])")
_MONEY = re.compile(r"[百千万亿]*元|[千万亿]+")
BRACKETS = "括号表示负数"
"""The note of a number that stood in brackets."""
_LONGEST = 22  # digits; with a change of unit they still fit the 28 of decimal's context


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the wanted unit; ``note`` keeps the words left over, ``doubt`` the word that makes it vague."""

    value: Decimal
    note: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class NoNumber:
    """Why a text gives no number: ``range``, ``unit`` (with the unit typed) or ``unreadable``."""

    reason: str
    unit: str = ""


def tidy(value: Decimal) -> Decimal:
    """Return a stored number as Excel shows it: 15 significant digits (0.1+0.2 is stored 0.30000000000000004)."""
    if len(value.as_tuple().digits) <= 15:
        return value
    rounded = Decimal(f"{value:.14e}").normalize()
    return _plain(rounded)


@lru_cache(maxsize=1024)
def split_unit(unit: str) -> tuple[int, str]:
    """Return (power of ten, base) of a unit: 万元 → (4, 元), 千瓦时 → (3, 瓦时)."""
    text, power = plainly(unit), 0
    if "*" in text:  # a sign of our own table of units, never one that somebody typed
        return 0, text
    text = _ALIASES.get(text, text)
    while text and text[0] in _SCALES:
        power, text = power + _SCALES[text[0]], text[1:]
    base, _, more = _ALIASES.get(text, text).partition("*")
    while base != text and base and base[0] in _SCALES:
        power, base = power + _SCALES[base[0]], base[1:]
    return power + int(more or 0), base


def is_unit(text: str) -> bool:
    """Whether *text*, what was left behind a number, looks like a unit rather than like a sentence."""
    return 0 < len(text) <= 6 and not any(c in "，。,;；、:：!?" for c in text)


@lru_cache(maxsize=1024)
def power_between(given: str, wanted: str) -> int | None:
    """Return the power of ten that turns a number in *given* into *wanted* units; None if they differ in kind."""
    (given_power, given_base), (wanted_power, wanted_base) = split_unit(given), split_unit(wanted)
    same = given_base == wanted_base or (given_base in _COUNTERS and (wanted_base in _COUNTERS or not wanted_base))
    return given_power - wanted_power if same else None


@lru_cache(maxsize=1024)
def shown_otherwise(number_format: str, unit: str) -> bool:
    """Whether a cell's format shows a number scaled, or with another unit of money than *unit* behind it."""
    if number_format in ("General", "@", ""):
        return False
    first = number_format.split(";", 1)[0]
    if _SCALING.search(_LITERAL.sub("", first)):
        return True
    said = "".join(a or b for a, b in _LITERAL.findall(first)).strip()
    return bool(_MONEY.fullmatch(said)) and power_between(said if said.endswith("元") else f"{said}元", unit) not in (
        0,
        None,
    )


def convert(value: Decimal, given: str, wanted: str) -> Decimal | None:
    """Return *value* in *wanted* units, exactly; None if the units cannot be compared."""
    power = power_between(given, wanted)
    if power is None:
        return None
    return _shift(value, power) if power else _plain(value)


def read_number(text: str, typed_in: str, wanted: str) -> Number | NoNumber:
    """Return the number that *text* tells, in the unit *wanted*.

    A unit in the text (3.5亿) goes before that of the column (*typed_in*).
    """
    if _APART.search(_THOUSANDS_APART.sub("0", unicodedata.normalize("NFKC", clean(text)))):
        return NoNumber("unreadable")  # 12 13: two numbers, or one with a digit lost
    bare = plainly(text)
    bare, notes = _take_notes(bare)
    bare, sign = _take_trend(bare, wanted)
    bare, doubt = _take_vague(bare)
    if _is_range(bare):
        return NoNumber("range")
    found = _digits(bare) or _numerals(bare)
    if found is None or len(found[0].as_tuple().digits) > _LONGEST:
        return NoNumber("unreadable")
    value, unit = found
    if sign < 0 < value:
        value = -value
    if not unit and _SCALED.search(bare):  # 三亿五千万: the scale is told, so it is the base unit's
        amount: Decimal | None = _shift(value, -split_unit(wanted)[0])
    else:
        amount = _in_unit(value, unit, typed_in, wanted)
    if amount is None:
        return NoNumber("unit", unit)
    return Number(amount, "；".join(notes), doubt)


def take_brackets(text: str) -> tuple[str, list[str]]:
    """Return *text* (as `plainly` writes it) without the remarks in brackets at its end, and those."""
    notes: list[str] = []
    while match := _NOTE.match(text):
        text = match[1]
        notes.insert(0, match[2])
    return text, notes


def _take_notes(text: str) -> tuple[str, list[str]]:
    if match := _MINUS_IN_BRACKETS.fullmatch(text):
        return "-" + match[1], [BRACKETS]
    text, notes = take_brackets(text)
    if match := _EXACT.match(text):
        text = text[match.end() :]
    return text, notes


def _take_trend(text: str, wanted: str) -> tuple[str, int]:
    """Strip 增长, 下降 … in a percent field and return the sign that they mean."""
    if wanted != "%":
        return text, 1
    if text in ("持平", "与上年持平", "同比持平"):
        return "0", 1
    match = _TREND.match(text)
    word = (match[1] or "") if match else ""
    return text[match.end() :] if match else text, -1 if word in _FALLING else 1


def _take_vague(text: str) -> tuple[str, str]:
    words: list[str] = []
    for pattern in (_BEFORE, _AFTER, _INSIDE):
        if match := pattern.search(text):
            words.append(match[0])
            text = text[: match.start()] + text[match.end() :]
    return text, "、".join(words)


def _is_range(text: str) -> bool:
    return bool(_RANGE.search(text.lstrip("+-")))


def _digits(text: str) -> tuple[Decimal, str] | None:
    if match := _COMPOUND.match(text):
        try:
            value = Decimal(match[1]).scaleb(8) + Decimal(match[2]).scaleb(4)
        except ArithmeticError:
            return None
        return value, text[match.end() :]
    match = _NUMBER.fullmatch(text)
    if match is None or match[3][:1] in (",", ".") or any(c.isdigit() for c in match[3]):
        return None
    return Decimal(match[1] + match[2].replace(",", "")), match[3]


def _numerals(text: str) -> tuple[Decimal, str] | None:
    negative = text.startswith(("-", "负"))
    match = _NUMERAL.match(text[negative:])
    if match is None:
        return None
    value = read_numeral(match[0])
    return None if value is None else (-value if negative else value, text[negative:][match.end() :])


def read_numeral(text: str) -> Decimal | None:
    """Return the value of a Chinese numeral (十八, 三亿五千万, 三点五), None if it can be read in two ways."""
    whole, _, fraction = text.partition("点")
    above = section = 0  # above: what stands before the last 万 or 亿; section: the thousands behind it
    digit: int | None = None
    for char in whole:
        if char in _NUMERALS:
            if digit:
                return None  # 五六: a range or a string of digits
            digit = _NUMERALS[char]
        elif char in "十百千":
            section += (1 if digit is None else digit) * 10 ** _SCALES[char]
            digit = None
        elif char == "万":
            above += (section + (digit or 0)) * 10_000
            section, digit = 0, None
        else:
            above = (above + section + (digit or 0)) * 100_000_000
            section, digit = 0, None
    if digit and whole[-2:-1] in _SCALES and whole[-2] != "十":
        return None  # 一百二 can mean 120 or 102
    value = Decimal(above + section + (digit or 0))
    if fraction:
        value += Decimal("0." + "".join(str(_NUMERALS[c]) for c in fraction))
    return value


def _in_unit(value: Decimal, unit: str, typed_in: str, wanted: str) -> Decimal | None:
    if not unit:
        return convert(value, typed_in, wanted)
    power, base = split_unit(unit)
    if not base and wanted != "%":  # 3.5亿: the scale is told, the base is the field's
        return _shift(value, power - split_unit(wanted)[0])
    return convert(value, unit, wanted)


def _shift(value: Decimal, power: int) -> Decimal:
    return _plain(value.scaleb(power))


def _plain(value: Decimal) -> Decimal:
    """*value* without a positive exponent, however large it is: 1E+2 → 100."""
    return value if value.as_tuple().exponent <= 0 else Decimal(int(value))  # type: ignore[operator]
