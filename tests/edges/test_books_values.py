"""Stored values become what people see: dates by their formats, numbers by their shortest decimal."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.edges.books.values import (
    BUILTIN_FORMATS,
    date_parts,
    iso_cell,
    number_cell,
    parse_number,
    plain_number,
    unescape,
)
from reportgen.model.sheet import CellKind


@pytest.mark.parametrize(
    ("number_format", "parts"),
    [
        ("General", ""), ("G/通用格式", ""), ("@", ""), ("0.00%", ""), ("#,##0.00", ""), ("0.00E+00", ""), ("# ?/?", ""),
        ('#,##0.00"元"', ""), (r"0\m", ""), ("[Red]0.00", ""), ("[h]:mm:ss", ""), ("[<=9]0;0.0", ""), ('"d"0', ""),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', ""), ("[DBNum2][$-804]General", ""), ("", ""),
        ("yyyy-mm-dd", "day"), ("yyyy/m/d;@", "day"), ('yyyy"年"m"月"', "day"), ("[$-zh-CN]yyyy年m月d日", "day"),
        ("[DBNum1][$-804]m月d日", "day"), ("m/d", "day"), ("aaaa", "day"), ("mmm-yy", "day"), ("e年m月", "day"),
        ("h:mm", "time"), ("mm:ss.0", "time"), ('上午/下午h"时"mm"分"', "time"), ("h:mm AM/PM", "time"),
        ("yyyy/m/d h:mm", "both"), ("YYYY-MM-DD HH:MM:SS", "both"),
    ],
)  # fmt: skip
def test_date_parts__says_what_a_format_shows(number_format: str, parts: str):
    assert date_parts(number_format) == parts


@pytest.mark.parametrize("number", [14, 17, 22, 27, 31, 36, 50, 57, 58])
def test_builtin_formats__dates_of_chinese_excel_are_dates(number: int):
    assert date_parts(BUILTIN_FORMATS[number]) in {"day", "both"}


@pytest.mark.parametrize(
    ("serial", "number_format", "value"),
    [
        (45961, "yyyy-mm-dd", date(2025, 10, 31)),
        (45961.0, "yyyy/m/d h:mm", date(2025, 10, 31)),
        (45961.75, "yyyy-mm-dd", datetime(2025, 10, 31, 18, 0)),
        (0.75, "h:mm", time(18, 0)),
        (1, "yyyy-mm-dd", date(1900, 1, 1)),
        (59, "yyyy-mm-dd", date(1900, 2, 28)),
        (61, "yyyy-mm-dd", date(1900, 3, 1)),
        (45961.999999999, "yyyy-mm-dd", date(2025, 11, 1)),
    ],
)
def test_number_cell__is_a_date_where_the_format_shows_one(serial: float, number_format: str, value: object):
    kind, found, raw = number_cell(serial, number_format, False)
    assert (kind, found) == (CellKind.DATE, value)
    assert raw == value.isoformat()  # type: ignore[attr-defined]


@pytest.mark.parametrize("serial", [-1.0, 1e9, 0.0])
def test_number_cell__what_excel_shows_as_no_date_stays_a_number(serial: float):
    assert number_cell(serial, "yyyy-mm-dd", False)[0] is CellKind.NUMBER


def test_number_cell__counts_from_1904_where_the_book_does():
    assert number_cell(44499, "yyyy-mm-dd", True)[1] == date(2025, 10, 31)


@pytest.mark.parametrize(
    ("stored", "raw"),
    [
        ("7", "7"), ("7.0", "7"), ("7.10", "7.1"), ("0.1", "0.1"), ("0.10000000000000001", "0.1"), ("-0", "0"),
        ("1.4199999999999999", "1.42"), ("9.14403001922038E+17", "914403001922038000"), ("1E-7", "0.0000001"),
        ("1e300", "1e+300"), (".5", "0.5"), ("1E2", "100"),
    ],
)  # fmt: skip
def test_parse_number__is_the_shortest_decimal(stored: str, raw: str):
    kind, value, found = parse_number(stored, "General", False)
    assert (kind, found, value) == (CellKind.NUMBER, raw, Decimal(raw))


@pytest.mark.parametrize("stored", ["abc", "1_000", "nan", "1e999", "1 2"])
def test_parse_number__keeps_what_is_no_number_as_text(stored: str):
    assert parse_number(stored, "General", False) == (CellKind.TEXT, stored, stored)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_plain_number__reads_back_the_same(number: float):
    text = plain_number(number)
    assert float(text) == number
    assert not text.endswith(".0")


@pytest.mark.parametrize(
    ("stored", "text"),
    [("a_x000D_b", "a\rb"), ("_x005F_x000D_", "_x000D_"), ("_xD800_", "_xD800_"), ("a_xb", "a_xb"), ("_x4E2D_", "中")],
)
def test_unescape__resolves_escapes_once(stored: str, text: str):
    assert unescape(stored) == text


@pytest.mark.parametrize(
    ("stored", "value"),
    [
        ("2025-10-31", date(2025, 10, 31)), ("2025-10-31T00:00:00Z", date(2025, 10, 31)),
        ("2025-10-31T18:00:00", datetime(2025, 10, 31, 18)), ("18:00:00", time(18)), ("10月底", "10月底"),
    ],
)  # fmt: skip
def test_iso_cell__reads_dates_and_times(stored: str, value: object):
    assert iso_cell(stored)[1] == value
