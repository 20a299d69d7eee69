from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.measures import numbers
from reportgen.model.plan import Rounding
from tests.measures.builders import plan

PLAN = plan(roundings=(Rounding(unit="万元", decimals=2), Rounding(unit="%", decimals=1)))


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("13", "家", "13家"),
        ("7.25", "%", "7.3%"),
        ("6.35", "%", "6.4%"),
        ("-0.3", "个百分点", "-0.3个百分点"),
        ("-0.04", "%", "0.0%"),
        ("2", "位", "第2位"),
        ("1234.5", "万元", "1,234.50万元"),
        ("8", "%", "8.0%"),
        ("0", "件", "0件"),
        ("12.345", "万元/亩", "12.35万元/亩"),
        ("100000", "家", "100,000家"),
    ],
)
def test_text_of__rounds_half_up_with_its_unit(value: str, unit: str, text: str) -> None:
    assert numbers.text_of(Decimal(value), unit, PLAN) == text


def test_text_of__number_of_ranks_is_no_rank() -> None:
    assert numbers.text_of(Decimal(-1), "位", PLAN, ordinal=False) == "-1位"


def test_variants__tell_a_difference_without_sign_and_unit() -> None:
    found = numbers.variants(Decimal("-0.3"), "个百分点", PLAN)
    assert {"-0.3个百分点", "0.3个百分点", "-0.3", "0.3"} <= set(found)


def test_variants__leave_out_needless_zeros_only_where_nothing_is_lost() -> None:
    assert "8%" in numbers.variants(Decimal(8), "%", PLAN)
    assert "7%" not in numbers.variants(Decimal("7.04"), "%", PLAN)


def test_variants__tell_a_sum_without_separators_and_in_yi() -> None:
    found = numbers.variants(Decimal("123456.7"), "万元", PLAN)
    assert {"123456.70万元", "123,456.7万元", "12.35亿元"} <= set(found)


@given(st.fractions(), st.integers(0, 8))
def test_decimal_of__is_the_nearest(fraction: Fraction, places: int) -> None:
    assert abs(Fraction(numbers.decimal_of(fraction, places)) - fraction) * 2 <= Fraction(1, 10**places)


@given(st.integers(0, 99), st.integers(1, 99))
def test_percent__of_equal_shares_is_equal(part: int, whole: int) -> None:
    assert numbers.percent(Fraction(part, whole)) == numbers.percent(Fraction(part * 7, whole * 7))


def test_share__of_nothing_is_none() -> None:
    assert numbers.share(3, 0) is None
    assert numbers.percent(None) is None
    assert numbers.four(None) is None
