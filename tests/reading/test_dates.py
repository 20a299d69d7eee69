"""Dates as precise as they were given."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.model.values import PlanDate
from reportgen.reading.dates import Day, NoDay, read_day, read_day_cell, read_day_number, read_period


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025.10.31", "2025-10-31"),
        ("2025/10/31", "2025-10-31"),
        ("2025-10-31", "2025-10-31"),
        ("20251031", "2025-10-31"),
        ("2025年10月31日", "2025-10-31"),
        ("２０２５年１０月３１日", "2025-10-31"),
        ("二〇二五年十月三十一日", "2025-10-31"),
        ("25年10月31日", "2025-10-31"),
        ("10月31日", "2025-10-31"),
        ("10.31", "2025-10-31"),
        ("2025-10-31 00:00:00", "2025-10-31"),
        ("2025年10月", "2025-10"),
        ("2025.10", "2025-10"),
        ("202510", "2025-10"),
        ("10月底", "2025-10"),
        ("十月底前", "2025-10"),
        ("2025年12月底前", "2025-12"),
        ("10月上旬", "2025-10-D1"),
        ("10月中旬", "2025-10-D2"),
        ("2025年10月下旬", "2025-10-D3"),
        ("三季度", "2025-Q3"),
        ("2025年第三季度", "2025-Q3"),
        ("上半年", "2025-H1"),
        ("2025年上半年", "2025-H1"),
        ("上半年底前", "2025-H1"),
        ("下半年", "2025-H2"),
        ("明年上半年", "2026-H1"),
        ("年底前", "2025"),
        ("年内", "2025"),
        ("2025年", "2025"),
        ("今年底", "2025"),
        ("明年3月", "2026-03"),
    ],
)
def test_read_day__keeps_precision(text: str, iso: str) -> None:
    found = read_day(text, 2025)
    assert isinstance(found, Day)
    assert found.value.iso() == iso


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2月30日", "impossible"),
        ("2025-13-01", "impossible"),
        ("1025年10月1日", "impossible"),
        ("2025.1", "ambiguous"),
        ("已完成", "unreadable"),
        ("", "unreadable"),
        ("尽快", "unreadable"),
        ("2025年1月—12月", "unreadable"),
    ],
)
def test_read_day__says_why_not(text: str, reason: str) -> None:
    assert read_day(text, 2025) == NoDay(reason)


@pytest.mark.parametrize(
    ("text", "end", "label"), [("上半年", "2025-06-30", "2025年上半年"), ("下半年", "2025-12-31", "2025年下半年")]
)
def test_read_day__a_half_year_ends_with_its_last_day(text: str, end: str, label: str) -> None:
    found = read_day(text, 2025)
    assert isinstance(found, Day)
    assert (found.value.end.isoformat(), found.value.label) == (end, label)
    assert PlanDate.from_iso(found.value.iso()) == found.value


def test_read_day__without_year_of_the_period() -> None:
    assert read_day("10月底", None) == NoDay("unreadable")


def test_read_day__words_left_over() -> None:
    found = read_day("10月31日左右", 2025)
    assert isinstance(found, Day)
    assert "about" in found.remarks
    assert found.note == "左右"


@pytest.mark.parametrize(
    ("number", "iso", "remark"),
    [("45961", "2025-10-31", "serial"), ("20251031", "2025-10-31", "converted"), ("2025.11", "2025-11", "converted")],
)
def test_read_day_number(number: str, iso: str, remark: str) -> None:
    found = read_day_number(Decimal(number))
    assert isinstance(found, Day)
    assert (found.value.iso(), found.remarks) == (iso, (remark,))


def test_read_day_number__january_or_october() -> None:
    assert read_day_number(Decimal("2025.1")) == NoDay("ambiguous")


@pytest.mark.parametrize("number", ["3", "0", "-1", "999999999999", "1.5", "2025.13"])
def test_read_day_number__no_date(number: str) -> None:
    assert isinstance(read_day_number(Decimal(number)), NoDay)


def test_read_day_cell__format_without_day_is_a_month() -> None:
    found = read_day_cell(datetime(2025, 10, 1), 'yyyy"年"m"月"')
    assert isinstance(found, Day)
    assert found.value.iso() == "2025-10"


def test_read_day_cell__day() -> None:
    found = read_day_cell(date(2025, 10, 1), "yyyy/m/d")
    assert found == Day(found.value) if isinstance(found, Day) else False


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("2025-10", "2025-10"),
        ("2025年10月", "2025-10"),
        ("2025年10月上旬", "2025-10-D1"),
        ("2025年三季度", "2025-Q3"),
        ("2025-Q3", "2025-Q3"),
        ("2025年第43周", "2025-W43"),
        ("2025-W43", "2025-W43"),
        ("2025年", "2025"),
    ],
)
def test_read_period(text: str, id: str) -> None:
    found = read_period(text)
    assert found is not None
    assert found.id == id


@pytest.mark.parametrize("text", ["", "本月", "2025-W99", "2025-10-31", "第3周", "2025年上半年"])
def test_read_period__none(text: str) -> None:
    assert read_period(text) is None


@given(st.text(max_size=16), st.none() | st.integers(2000, 2050))
def test_read_day__never_raises(text: str, year: int | None) -> None:
    assert isinstance(read_day(text, year), Day | NoDay)
    read_period(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_read_day_number__never_raises(value: Decimal) -> None:
    assert isinstance(read_day_number(value), Day | NoDay)
