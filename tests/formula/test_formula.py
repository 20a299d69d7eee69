"""The formula language: what it computes, what it refuses and how it treats blanks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.formula import FUNCTIONS, FormulaError, compile_formula
from reportgen.model.values import PlanDate, Understood


def result(text: str, **values: Understood) -> Understood:
    return compile_formula(text).evaluate(values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1+2*3-4", Decimal(3)),
        ("2-3-4", Decimal(-5)),
        ("12/4/3", Decimal(1)),
        ("-2*3+1", Decimal(-5)),
        ("(1+2)*3", Decimal(9)),
        ("0.1+0.2=0.3", True),
        ('"a"&1="A1"', True),
        ("1+1&1", "21"),
        ("IF(1>2,3)", False),
        ('IF(1<2,"是","否")', "是"),
        ("ROUND(2.5)", Decimal(3)),
        ("ROUND(-2.5,0)", Decimal(-3)),
        ("ROUND(1250,-2)", Decimal(1300)),
        ("ROUND(1.005,2)", Decimal("1.01")),
        ("MIN(3,1,2)", Decimal(1)),
        ("MAX(3,1,2)", Decimal(3)),
        ("SUM(1,2,3)", Decimal(6)),
        ("ABS(-4)", Decimal(4)),
        ('LEFT("湘阴县",2)', "湘阴"),
        ('RIGHT("湘阴县")', "县"),
        ('LEFT("湘阴",9)', "湘阴"),
        ('RIGHT("湘阴",0)', ""),
        ('LEN("湘阴县")', Decimal(3)),
        ('CONTAINS("已报市级ABC","abc")', True),
        ("DATE(2025,10,31)-DATE(2025,10,1)", Decimal(30)),
        ("DATE(2025,10,31)+1=DATE(2025,11,1)", True),
        ("MAX(DATE(2025,1,1),DATE(2025,3,1))=DATE(2025,3,1)", True),
        ("NOT(TRUE)", False),
        ("1/3*3=1", True),
        ('"12"*2', Decimal(24)),
        ('VALUE("2025-10-31")=DATE(2025,10,31)', True),
        ('"a"<1', False),
        ('TRIM(" a  b ")', "a b"),
        ('MID("湘阴县",2,1)', "阴"),
        ('EXACT("a","A")', False),
        ("MOD(-5,3)", Decimal(1)),
        ("INT(-1.5)", Decimal(-2)),
        ("DATE(2025,13,1)=DATE(2026,1,1)", True),
        ("EOMONTH(DATE(2025,1,31),1)=DATE(2025,2,28)", True),
        ("YEAR(DATE(2025,10,31))+MONTH(45961)+DAY(45961)", Decimal(2066)),
        ("IFERROR(1/0,7)", Decimal(7)),
        ("AVERAGE(1,2,6)", Decimal(3)),
        ('"x"&1/3', "x0.333333333333333"),
    ],
)
def test_result__of_constants(text: str, expected: Understood) -> None:
    assert result(text) == expected


def test_full_width_punctuation__reads_like_half_width() -> None:
    wide = "AND（［甲］≤［乙］，[状态]＝“已办结”，１＜２）"
    assert result(wide, 甲=Decimal(1), 乙=Decimal(1), 状态="已办结") is True
    assert result("[甲]≠１", 甲=Decimal(1)) is False


def test_quote_inside_a_text__is_doubled_or_of_the_other_kind() -> None:
    assert result('"说""是"""') == '说"是"'
    assert result('[类]="“四上”企业"', 类="“四上”企业") is True


def test_fields__are_the_names_in_brackets() -> None:
    formula = compile_formula("IF([投资（万元）]>0,[ 名称 ],[投资（万元）])")
    assert formula.fields == {"投资（万元）", "名称"}


@pytest.mark.parametrize(
    "text", ["[甲]>1", "[甲]=1", "[甲]+1", "-[甲]", '[甲]&"x"', "NOT([甲])", "LEN([甲])", "甲>1", "MIN([甲])"]
)
@pytest.mark.parametrize("blank", [{}, {"甲": None}, {"甲": ""}])
def test_blank_operand__is_not_judged(text: str, blank: dict[str, Understood]) -> None:
    assert compile_formula(text).evaluate(blank) is None
    assert not compile_formula(text).holds(blank)


def test_comparison_with_empty_text__asks_for_a_blank() -> None:
    assert result('甲=""') is True
    assert result('[甲]<>""', 甲="x") is True


def test_aggregates__pass_blanks_over_as_excel_does() -> None:
    assert result("SUM([甲],[乙])", 乙=Decimal(3)) == 3
    assert result("SUM([甲])") == 0
    assert result("MIN([甲],[乙])", 乙=Decimal(3)) == 3
    assert result("COUNTA([甲],[乙])", 乙="x") == 1
    assert result("AVERAGE([甲])") is None


def test_paths__name_other_columns_forms_units_and_periods() -> None:
    formula = compile_formula("AND([甲]>=上期[甲],SUM(各单位.某表[乙])=[某（月）].[丙],COUNTIF([丁],本行)=1)")
    assert formula.fields == {"甲", "丁"}
    assert [str(ref) for ref in formula.refs] == ["[甲]", "上期[甲]", "某（月）[丙]", "[丁]", "各单位.某表[乙]", "[丁]"]


def test_isblank__sees_blanks_and_only_blanks() -> None:
    assert result("ISBLANK([甲])") is True
    assert result("ISBLANK([甲])", 甲=Decimal(0)) is False
    assert result("ISBLANK([甲])", 甲=False) is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AND([空]>1,FALSE)", False),
        ("AND([空]>1,TRUE)", None),
        ("OR([空]>1,TRUE)", True),
        ("OR([空]>1,FALSE)", None),
        ("IF([空]>1,1,2)", None),
        ("OR(ISBLANK([空]),[空]>1)", True),
    ],
)
def test_blank_in_logic__is_decided_where_the_rest_decides(text: str, expected: Understood) -> None:
    assert result(text) is expected


@pytest.mark.parametrize(
    "text", ["1/0", '"a"+1', "DATE(1800,2,3)", "EOMONTH(1,-99)", "ROUND(1,99)", 'LEFT("a",-1)', "AND(FALSE,1/0)"]
)
def test_impossible_operation__is_not_judged(text: str) -> None:
    assert result(text) is None


def test_values_of_different_kinds__are_never_equal() -> None:
    assert result('1="1"') is False
    assert result('1<>"1"') is True


def test_yes_no__equals_the_words() -> None:
    assert result('[甲]="是"', 甲=True) is True
    assert result('"否"=[甲]', 甲=False) is True
    assert result("[甲]=TRUE", 甲=True) is True


def test_dates__are_compared_by_the_last_day_they_can_mean() -> None:
    october = PlanDate(date(2025, 10, 1), "month")
    assert result("[甲]=DATE(2025,10,31)", 甲=october) is True
    assert result("[甲]<=[乙]", 甲=october, 乙=PlanDate(date(2025, 10, 30))) is False


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("", 1, "空的"),
        ("[a", 1, "方括号"),
        ("[]", 1, "没有字段名"),
        ('[a]<""', 4, "只能比较是否相等"),
        ("TODAY()", 1, "期末"),
        ("状态(1)", 1, "不认识函数"),
        ("上期.", 4, "表名或字段"),
        ("本行=1", 3, "COUNTIF"),
        ("COUNTIF(1,2)", 1, "第一个参数应为字段"),
        ('COUNTIF([a],"甲*")', 1, "通配符"),
        ("SUM(本表[a],[b])", 1, "整列"),
        ("1+", 3, "没有写完"),
        ("(1", 1, "没有对应的"),
        ("SUMM(1)", 1, "是否为 SUM"),
        ("AND", 1, "括号"),
        ("ABS(1,2)", 1, "应有1个参数，现有2个"),
        ("AND()", 1, "应有1个以上"),
        ("1 2", 3, "不应出现"),
        ('"a', 1, "引号"),
        ("[a]>5%", 6, "6.5"),
        ("1;2", 2, "逗号"),
        ("1.2.3", 1, "不是数字"),
        ("*1", 1, "缺少"),
        ("#", 1, "不认识的符号"),
        ("1" + "+1" * 400, 300, "太长"),
    ],
)
def test_what_is_no_formula__is_refused_with_place_and_remedy(text: str, position: int, words: str) -> None:
    with pytest.raises(FormulaError) as refusal:
        compile_formula(text)
    assert words in str(refusal.value)
    assert abs(refusal.value.position - position) <= (2 if "太长" in words else 0)


@given(st.text(alphabet='[]甲"“”()（）+-*/&=<>,，1.5ANDORIF 空%', max_size=40))
def test_any_text__is_a_formula_or_refused(text: str) -> None:
    try:
        formula = compile_formula(text)
    except FormulaError as error:
        assert 1 <= error.position <= len(text) + 1
    else:
        formula.evaluate({"甲": Decimal(1)})


@given(
    st.recursive(
        st.sampled_from(["1", "[甲]", "TRUE", '"x"']),
        lambda s: st.tuples(s, st.sampled_from("+-*/&=<>"), s),
        max_leaves=30,
    )
)
def test_any_expression__compiles_and_evaluates(tree: object) -> None:
    def text(node: object) -> str:
        return f"({text(node[0])}{node[1]}{text(node[2])})" if isinstance(node, tuple) else str(node)

    compile_formula(text(tree)).evaluate({"甲": Decimal("1.5")})


def test_deep_nesting__neither_overflows_parser_nor_evaluation() -> None:
    assert result("(" * 140 + "1" + ")" * 140) == 1
    assert result("-" * 250 + "1") == 1
    with pytest.raises(FormulaError):
        compile_formula("(" * 100_000)


def test_function_names__are_listed_for_the_manual() -> None:
    assert {"ISBLANK", "CONTAINS", "DATE"} <= set(FUNCTIONS)
