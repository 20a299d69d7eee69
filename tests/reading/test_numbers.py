"""Numbers as people type them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.reading.numbers import NoNumber, Number, convert, read_number, read_numeral, split_unit, tidy

D = Decimal


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("１２３．５％", "%", "123.5"),
        ("3,200", "万元", "3200"),
        ("３，２００", "万元", "3200"),
        ("12 ", "家", "12"),
        ("1 200", "家", "1200"),
        ("3.5亿", "万元", "35000"),
        ("3.5亿元", "万元", "35000"),
        ("1,200万元", "亿元", "0.12"),
        ("1200元", "万元", "0.12"),
        ("3亿5000万元", "万元", "35000"),
        ("三亿五千万", "万元", "35000"),
        ("三点五亿", "亿元", "3.5"),
        ("10万千瓦时", "万千瓦时", "10"),
        ("3.2万吨", "吨", "32000"),
        ("十八家", "家", "18"),
        ("二十", "家", "20"),
        ("一万零五十", "家", "10050"),
        ("18个", "家", "18"),
        ("第3位", "位", "3"),
        ("共18家", "家", "18"),
        ("−6.5", "%", "-6.5"),
        ("－6.5%", "%", "-6.5"),
        ("负三", "%", "-3"),
        ("+6.5%", "%", "6.5"),
        ("下降2.3%", "%", "-2.3"),
        ("同比增长6.5%", "%", "6.5"),
        ("增长-2%", "%", "-2"),
        ("持平", "%", "0"),
        ("0.3个百分点", "%", "0.3"),
    ],
)
def test_read_number__plain(text: str, unit: str, value: str) -> None:
    assert read_number(text, unit, unit) == Number(D(value))


@pytest.mark.parametrize(
    ("text", "value", "doubt"),
    [("约3.5亿元", "3.5", "约"), ("近2亿", "2", "近"), ("30000余万元", "3", "余"), ("3亿元以上", "3", "以上")],
)
def test_read_number__vague_words_are_doubts(text: str, value: str, doubt: str) -> None:
    assert read_number(text, "亿元", "亿元") == Number(D(value), "", doubt)


def test_read_number__remark_in_brackets_is_kept() -> None:
    assert read_number("120（含在建）", "亩", "亩") == Number(D(120), "含在建")


def test_read_number__brackets_alone_are_a_minus() -> None:
    assert read_number("（6.5）", "%", "%") == Number(D("-6.5"), "括号表示负数")


@pytest.mark.parametrize("text", ["5-6家", "5～6", "5—6家", "5至6家", "6.5%-7%", "十五到十六家"])
def test_read_number__range(text: str) -> None:
    assert read_number(text, "家", "家") == NoNumber("range")


@pytest.mark.parametrize("text", ["1,20", "1.2.3", "一百二", "三亿五", "1_000", "٣", "abc", "", "9" * 40, "十五六家"])
def test_read_number__unreadable(text: str) -> None:
    found = read_number(text, "家", "家")
    assert isinstance(found, NoNumber)


def test_read_number__unit_of_another_kind() -> None:
    assert read_number("120亩", "平方米", "平方米") == NoNumber("unit", "亩")


def test_read_number__column_unit_holds_where_the_cell_tells_none() -> None:
    assert read_number("1.5", "亿元", "万元") == Number(D(15000))
    assert read_number("1.5万元", "亿元", "万元") == Number(D("1.5"))


@pytest.mark.parametrize(
    ("unit", "expected"), [("万元", (4, "元")), ("亿元", (8, "元")), ("公里", (3, "米")), ("%", (0, "%"))]
)
def test_split_unit(unit: str, expected: tuple[int, str]) -> None:
    assert split_unit(unit) == expected


def test_tidy__shows_what_excel_shows() -> None:
    assert tidy(D("0.30000000000000004")) == D("0.3")
    assert tidy(D("123456789012345678")) == D("123456789012346000")
    assert tidy(D("12.5")) == D("12.5")


@given(st.integers(0, 99_999_999))
def test_read_numeral__reads_what_is_written(number: int) -> None:
    assert read_numeral(_in_chinese(number)) == number


@given(
    st.decimals("-99999", "99999", places=4), st.sampled_from(["元", "万元", "亿元"]), st.sampled_from(["元", "万元"])
)
def test_convert__there_and_back(value: Decimal, one: str, other: str) -> None:
    there = convert(value, one, other)
    assert there is not None
    assert convert(there, other, one) == value


@given(st.text(max_size=20), st.sampled_from(["", "家", "%", "万元", "亿元"]))
def test_read_number__never_raises(text: str, unit: str) -> None:
    assert isinstance(read_number(text, unit, unit), Number | NoNumber)


def _in_chinese(number: int) -> str:
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        rest = "" if not low else ("零" if low < 1000 else "") + _below_ten_thousand(low)
        return _below_ten_thousand(high) + "万" + rest
    return _below_ten_thousand(number)


def _below_ten_thousand(number: int) -> str:
    if number == 0:
        return "零"
    text, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if gap and text else "") + "零一二三四五六七八九"[digit] + unit
            gap = False
        else:
            gap = True
    return text


def test_read_number__scale_in_a_numeral_is_the_base_units() -> None:
    assert read_number("十八万", "万元", "万元") == Number(D(18))
    assert read_number("十八", "万元", "万元") == Number(D(18))
    assert read_number("3亿5000万", "万元", "万元") == Number(D(35000))
    assert read_number("三亿零五百", "万元", "万元") == Number(D("30000.05"))


def test_unit_with_a_sign_of_our_table__is_no_unit() -> None:
    assert split_unit("*:") == (0, "*:")
