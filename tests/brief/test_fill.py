"""The pattern language of wordings: names, optional stretches, dangling punctuation, digits."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.brief.fill import fill, join
from reportgen.brief.numbers import chinese_numeral
from reportgen.model.figure import Figure
from reportgen.model.text import Num, Text, printed
from reportgen.model.wordings import WORDINGS, PatternError, parse_pattern, pattern_faults, pattern_names

THREE = Num(Figure("x", "数", Decimal(3), "家", "3家", "填报值"))
ZERO = Num(Figure("z", "数", Decimal(0), "家", "0家", "填报值"))


@pytest.mark.parametrize(
    ("pattern", "values", "expected"),
    [
        ("完成{数}。", {"数": THREE}, "完成3家。"),
        ("完成{数}[，逾期{迟}]。", {"数": THREE, "迟": None}, "完成3家。"),
        ("完成{数}[，逾期{迟}]。", {"数": THREE, "迟": ZERO}, "完成3家。"),
        ("完成{数}[，逾期{迟}]。", {"数": ZERO, "迟": THREE}, "完成0家，逾期3家。"),
        ("在办（[用地{甲}][，用林{乙}]）。", {"甲": None, "乙": THREE}, "在办（用林3家）。"),
        ("在办（[用地{甲}][，用林{乙}]）。", {"甲": None, "乙": None}, "在办。"),
        ("其中：[，甲{甲}][，乙{乙}]。", {"甲": None, "乙": THREE}, "其中：乙3家。"),
        ("甲[，{甲}]，。", {"甲": None}, "甲。"),
        ("没有名称", {}, "没有名称"),
    ],
)
def test_fill__says(pattern: str, values: dict[str, Num | None], expected: str) -> None:
    assert printed(fill(pattern, values)) == expected


def test_fill__digit_in_the_pattern_is_refused() -> None:
    with pytest.raises(ValueError, match="digits"):
        fill("完成3家", {})


def test_fill__unknown_name_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        fill("{甲}", {})


@given(st.text(alphabet="甲乙，。（）；、", max_size=30))
def test_fill__words_without_names_keep_their_characters(text: str) -> None:
    kept = [c for c in printed(fill(text, {})) if c in "甲乙"]
    assert kept == [c for c in text if c in "甲乙"]


def test_join__skips_empty_groups() -> None:
    assert printed(join([(Text("甲"),), (), (THREE,)])) == "甲；3家"


@pytest.mark.parametrize("pattern", ["{甲", "甲}", "[甲", "甲]", "[甲[乙]]"])
def test_parse_pattern__unmatched_brackets_are_named(pattern: str) -> None:
    with pytest.raises(PatternError, match="括号"):
        parse_pattern(pattern)
    assert pattern_faults(pattern, ())


def test_pattern_faults__names_the_known_ones_and_digits() -> None:
    assert pattern_faults("{甲}完成3家", ("乙",)) == [
        "不认识的名称“甲”，可用：乙",
        "句式中不能直接写数字：“完成3家”，请改用花括号里的名称",
    ]
    assert pattern_faults("{甲}完成", ("甲",)) == []
    assert pattern_names("[{甲}]{乙}{甲}") == ("甲", "乙")


@pytest.mark.parametrize(("number", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")])
def test_chinese_numeral__reads(number: int, text: str) -> None:
    assert chinese_numeral(number) == text


def test_chinese_numeral__outside_is_refused() -> None:
    with pytest.raises(ValueError, match="100"):
        chinese_numeral(100)


def test_wordings__every_one_says_when_it_is_printed() -> None:
    assert all(spec.note for spec in WORDINGS.values())
