"""One cell by its field's type, and what is said of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reportgen.layout import unit_of
from reportgen.model.plan import Field
from reportgen.model.sheet import Cell, CellKind
from reportgen.model.values import plain
from reportgen.reading.lexicon import Lexicon
from reportgen.reading.values import FieldReader, Taken
from tests import books
from tests.reading.plans import PLAN

LEXICON = Lexicon(PLAN)


def take(text: str, type: str, **more: object) -> Taken:
    field = Field(name="甲", type=type, **more)  # type: ignore[arg-type]
    cell = books.cell(1, 1, text)
    assert cell is not None
    return FieldReader(LEXICON, field, unit_of(field), 2025).take(cell)


def said(taken: Taken) -> list[str]:
    return [r.code.id.removeprefix("reading.") for r in taken.remarks]


@pytest.mark.parametrize(
    ("text", "value", "codes"),
    [
        ("6.5", "6.5", []),
        ("6.5%", "6.5", ["percent_format"]),
        ("'6.5%", "6.5", ["number_read"]),
        ("650%", "6.5", ["percent_stored"]),
        ("120%", "120", ["percent_format"]),
        ("0.065", "0.065", []),
    ],
)
def test_percent(text: str, value: str, codes: list[str]) -> None:
    taken = take(text, "百分比")
    assert (plain(taken.value), said(taken)) == (value, codes)


@pytest.mark.parametrize(
    ("text", "zero", "value", "code"),
    [
        ("无", True, Decimal(0), "word_zero"),
        ("无", False, None, "word_blank"),
        ("—", False, None, "word_blank"),
        ("'/", False, None, "word_blank"),
        ("暂无", True, Decimal(0), "word_zero"),
    ],
)
def test_number__words_for_nothing(text: str, zero: bool, value: object, code: str) -> None:
    taken = take(text, "万元", zero_words=zero)
    assert (taken.value, said(taken)) == (value, [code])
    assert taken.usable


@pytest.mark.parametrize(
    ("text", "type", "code"),
    [
        ("3.5", "整数", "number_whole"),
        ("5-6", "整数", "number_range"),
        ("120亩", "万元", "number_unit"),
        ("很多很多很多很多", "万元", "number_unreadable"),
        ("2025-01-02", "整数", "value_type"),
        ("TRUE", "整数", "value_type"),
        ("#REF!", "整数", "cell_error"),
        ("=", "文本", "cell_uncalculated"),
        ("2025.1", "日期", "date_ambiguous"),
        ("2月30日", "日期", "date_impossible"),
        ("已完成", "日期", "date_unreadable"),
        ("914403001922038210", "信用代码", "uscc_digits_lost"),
        ("'19220382-1", "信用代码", "uscc_length"),
        ("也许", "是否", "choice_unknown"),
    ],
)
def test_error__value_is_not_used(text: str, type: str, code: str) -> None:
    taken = take(text, type)
    assert said(taken) == [code]
    assert not taken.usable


@pytest.mark.parametrize(
    ("text", "type", "value", "code"),
    [
        ("约3.5亿元", "万元", "35000", "number_about"),
        ("(6.5)", "小数", "-6.5", "number_brackets"),
        ("10%", "小数", "0.1", "percent_plain"),
        ("45961", "日期", "2025-10-31", "date_serial"),
        ("10月底左右", "日期", "2025-10", "date_about"),
        ("914403009122038216", "信用代码", "914403009122038216", "uscc_digits_lost"),
        ("'914403009122038216", "信用代码", "914403009122038216", "uscc_check"),
        ("'2020-430624", "项目代码", "2020-430624", "project_code"),
        ("A34", "行业代码", "A34", "industry_code"),
        ("制造业", "行业代码", "制造业", "industry_code"),
        ("C", "行业代码", "C", "industry_code"),
        ("2025-01-09", "文本", "2025-01-09", "text_date"),
    ],
)
def test_doubt(text: str, type: str, value: str, code: str) -> None:
    taken = take(text, type)
    assert said(taken) == [code]
    assert plain(taken.value) == value or not taken.usable


@pytest.mark.parametrize(
    ("text", "type", "value", "code"),
    [
        ("120（含在建）", "万元", "120", "number_note"),
        ("十八", "整数", "18", "number_read"),
        ("10月底", "日期", "2025-10", "date_year"),
        ("2025.10.31", "日期", "2025-10-31", "date_read"),
        ("9143 0600 MA00 T022 40", "信用代码", "91430600MA00T02240", "uscc_read"),
        ("3484", "行业代码", "C3484", "industry_read"),
        ("机械零部件加工（c3484）", "行业代码", "C3484 机械零部件加工", "industry_read"),
        ("√", "是否", "是", "choice_read"),
        ("×", "是否", "否", "choice_read"),
        ("无", "是否", "否", "choice_read"),
    ],
)
def test_notice(text: str, type: str, value: str, code: str) -> None:
    taken = take(text, type)
    assert (plain(taken.value), said(taken)) == (value, [code])


@pytest.mark.parametrize(
    ("text", "type"),
    [
        ("2025年10月31日", "日期"),
        ("2025-10-31", "日期"),
        ("是", "是否"),
        ("'0730-1234567", "电话"),
        ("13800000000", "电话"),
    ],
)
def test_usual__nothing_is_said(text: str, type: str) -> None:
    assert said(take(text, type)) == []


def test_text__the_word_none_is_no_content() -> None:
    taken = take("无", "文本")
    assert (taken.value, said(taken), taken.usable) == (None, [], True)
    assert said(take("/", "文本")) == ["word_none"]
    assert said(take("'/", "日期")) == ["word_none"]


def test_text__invisible_characters_go_and_breaks_stay() -> None:
    assert take("甲\u200b项目<br>第二行 ", "文本").value == "甲项目\n第二行"
    assert take("甲<br>项目", "文本", key=True).value == "甲项目"


def test_choice__exact_alias_and_spelling() -> None:
    assert said(take("已开工", "选项", list="状态")) == []
    assert take("开工", "选项", list="状态").value == "已开工"
    assert take("已 开工。", "选项", list="状态").value == "已开工"
    noted = take("已开工（10月）", "选项", list="状态")
    assert (noted.value, noted.note) == ("已开工", "10月")


def test_choice__unknown_names_the_nearest_and_all() -> None:
    taken = take("开工了", "选项", list="状态")
    assert said(taken) == ["choice_unknown"]
    assert "已开工" in str(taken.remarks[0].params["nearest"])
    assert "未开工、已开工、已完成" in str(taken.remarks[0].params["options"])


def test_choices__split_by_any_mark() -> None:
    assert take("用地，用林;用地", "多选", list="类别").value == "用地、用林"
    assert said(take("用地、用水", "多选", list="类别")) == ["choice_unknown"]
    assert said(take("用地、用林", "多选", list="类别")) == []


def test_choice__units_and_groups() -> None:
    assert take("计改局", "选项", list="单位").value == "县计划局"
    assert take("县计划局；工业局", "多选", list="单位").value == "县计划局、县工业局"
    assert take("各乡镇", "选项", list="单位").value == "各乡镇"


def test_role__indicator_is_looked_up() -> None:
    assert take("工业", "文本", role="indicator").value == "工业增加值"


@pytest.mark.parametrize(
    ("text", "type", "value", "code"),
    [
        ("9.14E+17", "信用代码", None, "uscc_digits_lost"),
        ("914403001922038216", "信用代码", None, "uscc_digits_lost"),
        ("7302211111", "电话", "7302211111", "text_digits"),
        ("1.38E+10", "电话", "1.38E+10", "text_digits"),
        ("123456789012345678", "文本", "123456789012345678", "text_digits"),
        ("12 13", "万元", None, "number_unreadable"),
        ("1 213", "万元", "1213", "number_read"),
        ("'45961", "日期", "2025-10-31", "date_serial"),
        ("降3.2", "百分比", "-3.2", "number_read"),
        ("↑3.2%", "百分比", "3.2", "number_read"),
        ("甲\u200b乙", "文本", "甲乙", "text_cleaned"),
        ("'　甲", "文本", "甲", "text_cleaned"),
    ],
)
def test_value__that_lost_something_or_was_cleaned_is_told(text: str, type: str, value: str | None, code: str) -> None:
    taken = take(text, type)
    assert (None if taken.value is None else plain(taken.value), said(taken)) == (value, [code])


@pytest.mark.parametrize("text", ["13807301234", "2211111", "'0730-2211111"])
def test_phone__numbers_that_a_number_can_hold(text: str) -> None:
    assert said(take(text, "电话")) == []


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("#,##0.00", False), ("0.00,", True), ('0!.0,"万"', True), ('0"亿元"', True), ('0"万元"', False), ("0\\元", True),
        ('0"家"', False), ("#,##0;[Red]-#,##0", False), ("General", False),
    ],
)  # fmt: skip
def test_number__shown_otherwise_than_stored_is_asked(number_format: str, shown: bool) -> None:
    field = Field(name="甲", type="万元")
    cell = Cell(1, 1, CellKind.NUMBER, Decimal(5), "5", number_format)
    taken = FieldReader(LEXICON, field, "万元", 2025).take(cell)
    assert (taken.value, said(taken)) == (Decimal(5), ["number_shown"] if shown else [])


@pytest.mark.parametrize(
    ("text", "type", "value", "code"),
    [
        ("'１２", "整数", "12", "number_read"),  # full-width digits
        ("'1,234.50", "万元", "1234.5", "number_read"),  # thousand separators
        ("1.5亿", "万元", "15000", "number_read"),  # units mixed
        ("3.5万", "万元", "3.5", "number_read"),
        ("3200千元", "万元", "320", "number_read"),
        ("5千", "万元", "0.5", "number_read"),
        ("120元", "万元", "0.012", "number_read"),
        ("约3亿", "万元", "30000", "number_about"),
        ("近3亿", "万元", "30000", "number_about"),
        ("超3亿元", "万元", "30000", "number_about"),
        ("3亿余元", "万元", "30000", "number_about"),
        ("3亿元左右", "万元", "30000", "number_about"),
        ("5～6", "整数", None, "number_range"),
        ("（3.5）", "万元", "-3.5", "number_brackets"),
        ("2025.10.31", "日期", "2025-10-31", "date_read"),
        ("45961", "日期", "2025-10-31", "date_serial"),
        ("10月底", "日期", "2025-10", "date_year"),
        ("10月中旬", "日期", "2025-10-D2", "date_year"),
        ("三季度", "日期", "2025-Q3", "date_year"),
        ("上半年", "日期", "2025-H1", "date_year"),
        ("年底前", "日期", "2025", "date_year"),
        ("2025.1", "日期", None, "date_ambiguous"),  # the trap: January, or October without its zero
        ("'2025.10", "日期", "2025-10", "date_read"),
        ("9.14E+17", "信用代码", None, "uscc_digits_lost"),
        ("7302211111", "电话", "7302211111", "text_digits"),  # 0730-2211111 without its zero
        ("'—", "万元", None, "word_blank"),
        ("'/", "万元", None, "word_blank"),
        ("暂无", "万元", None, "word_blank"),
        ("#DIV/0!", "万元", None, "cell_error"),
        ("=", "万元", None, "cell_uncalculated"),
        ("'12", "万元", "12", "number_read"),  # a number stored as text
        ("'12 ", "万元", "12", "number_read"),  # trailing spaces
        ("'1\u200b2", "万元", "12", "number_read"),  # zero-width characters
    ],
)
def test_value__as_agencies_write_it_is_read_and_said(text: str, type: str, value: str | None, code: str) -> None:
    taken = take(text, type)
    assert (None if taken.value is None else plain(taken.value), said(taken)) == (value, [code])


@pytest.mark.parametrize("number_format", ["0;[Red]0", "0_);[Red](0)", "#,##0.00_ ;[Red]-#,##0.00\\ "])
def test_number__negative_shown_red_or_in_brackets_is_negative(number_format: str) -> None:
    field = Field(name="甲", type="万元")
    cell = Cell(1, 1, CellKind.NUMBER, Decimal(-5), "-5", number_format)
    assert FieldReader(LEXICON, field, "万元", 2025).take(cell).value == Decimal(-5)
