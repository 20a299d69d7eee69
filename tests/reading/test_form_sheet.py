"""A form's sheet: the table in whatever shape it comes back, what stands around it, no cell lost."""

from __future__ import annotations

import pytest

from reportgen.model.finding import Finding
from reportgen.model.period import Period
from reportgen.model.records import Reading, Return
from reportgen.model.sheet import Book
from reportgen.reading import understand
from tests.books import book
from tests.reading.plans import PLAN

OCTOBER = Period.parse("2025-10")
TITLE = "| 表号：ABC01　期别：2025-10　填报单位：县计划局 |"
HEADER = "| 序号 | 项目名称 * | 总投资（万元） * | 状态 * | 备注 |"


def read(text: str, **more: object) -> Return:
    reading = understand(PLAN, book(text, **more), "sha", OCTOBER)  # type: ignore[arg-type]
    (ret,) = reading.returns
    assert ret.cells.lost == 0
    assert reading.cells == ret.cells
    return ret


def reading_of(made: Book) -> Reading:
    return understand(PLAN, made, "sha", OCTOBER)


def texts(ret: Return) -> list[dict[str, str]]:
    return [{name: value.text for name, value in row.values.items()} for row in ret.rows]


def of(ret: Return, code: str) -> list[Finding]:
    return [f for f in ret.findings if f.code == f"reading.{code}"]


PLAIN = f"""
{TITLE}
{HEADER}
| 1 | 甲项目 | 1200 | 已开工 | |
| 2 | 乙项目 | 300 | 未开工 | 好 |
"""
RECORDS = [
    {"项目名称": "甲项目", "总投资": "1200", "状态": "已开工"},
    {"项目名称": "乙项目", "总投资": "300", "状态": "未开工", "备注": "好"},
]


def test_table__plain() -> None:
    ret = read(PLAIN)
    assert texts(ret) == RECORDS
    assert (ret.form, ret.unit, ret.period) == ("项目表", "县计划局", "2025-10")
    assert (ret.title.cell, ret.title_raw) == ("A1", "表号：ABC01　期别：2025-10　填报单位：县计划局")
    assert ret.rows[0].origin.cell == "B3"
    assert ret.rows[0].values["总投资"].origin.cell == "C3"
    assert [row.key for row in ret.rows] == ["甲项目", "乙项目"]
    assert {f.code for f in ret.findings} <= {"reading.column_absent"}


def test_table__columns_in_any_order_and_spelling() -> None:
    ret = read(
        f"""
        | 湖区 |
        {TITLE}
        | 总投资<br>(万元)* | 备 注 | 项目名称 | 序号 | 状态 |
        | 1200 | | 甲项目 | 1 | 已开工 |
        | 300 | 好 | 乙项目 | 2 | 未开工 |
        """
    )
    assert texts(ret) == [dict(r) for r in RECORDS]
    assert not of(ret, "column_renamed")
    assert of(ret, "outside")[0].cell == "A1"


def test_table__alias_of_a_heading_is_told() -> None:
    ret = read(f"{TITLE}\n| 项目名称 | 总投资 | 状态 | 务工人数 |\n| 甲 | 1 | 已开工 | 5 |")
    assert texts(ret)[0]["用工数"] == "5"
    assert of(ret, "column_renamed")[0].cell == "D2"


def test_table__other_unit_in_the_heading_is_converted() -> None:
    ret = read(f"{TITLE}\n| 项目名称 | 总投资（亿元） | 状态 |\n| 甲 | 1.2 | 已开工 |\n| 乙 | 500万元 | 已开工 |")
    assert [r["总投资"] for r in texts(ret)] == ["12000", "500"]
    assert of(ret, "column_unit")[0].cell == "B2"


def test_table__unit_line_above_holds_for_money_without_unit() -> None:
    ret = read(f"{TITLE}\n| 单位：亿元 |\n| 项目名称 | 总投资 | 状态 |\n| 甲 | 1.2 | 已开工 |")
    assert texts(ret)[0]["总投资"] == "12000"
    assert {f.field for f in of(ret, "column_unit")} == {"总投资"}
    ret = read(f"{TITLE}\n| 单位：亿元 |\n| 项目名称 | 总投资（万元） | 状态 |\n| 甲 | 1.2 | 已开工 |")
    assert texts(ret)[0]["总投资"] == "1.2"


def test_table__unit_that_cannot_be_converted_is_asked() -> None:
    ret = read(f"{TITLE}\n| 项目名称 | 总投资（亩） | 状态 |\n| 甲 | 12 | 已开工 |")
    assert of(ret, "column_unit_unknown")[0].severity == "query"


def test_table__headings_in_two_rows() -> None:
    ret = read(
        f"""
        {TITLE}
        | 序号 | 项目名称 | 投资 | | 状态 |
        | | | 总投资（万元） | 本年完成投资（万元） | |
        | 1 | 甲项目 | 1200 | 7 | 已开工 |
        """,
        merges=("C2:D2", "A2:A3", "B2:B3", "E2:E3"),
    )
    assert texts(ret) == [{"项目名称": "甲项目", "总投资": "1200", "本年完成投资": "7", "状态": "已开工"}]


def test_table__heading_told_in_two_parts() -> None:
    ret = read(
        f"""
        {TITLE}
        | 项目名称 | 本年 | | 总投资 | 状态 |
        | | 计划投资 | 完成投资 | | |
        | 甲 | 9 | 7 | 1200 | 已开工 |
        """,
        merges=("B2:C2",),
    )
    assert texts(ret)[0]["本年计划投资"] == "9"
    assert texts(ret)[0]["本年完成投资"] == "7"


def test_table__headings_in_three_rows() -> None:
    ret = read(
        f"""
        {TITLE}
        | 序号 | 项目名称 | 投资情况 | | | 状态 |
        | | | 总投资（亿元） | 本年 | | |
        | | | | 计划投资 | 完成投资 | |
        | 1 | 甲项目 | 1.2 | 9 | 7 | 已开工 |
        """,
        merges=("A2:A4", "B2:B4", "C2:E2", "C3:C4", "D3:E3", "F2:F4"),
    )
    (row,) = texts(ret)
    assert row == {"项目名称": "甲项目", "总投资": "12000", "本年计划投资": "9", "本年完成投资": "7", "状态": "已开工"}
    assert not of(ret, "column_added")
    assert ret.cells.lost == 0


def test_table__groups_over_groups() -> None:
    """A whole row of groups between the headings and the last of them."""
    ret = read(
        f"""
        {TITLE}
        | 项目名称 | 总投资 | 投资 | | 状态 |
        | | | 本年 | | |
        | | | 计划投资 | 完成投资 | |
        | 甲项目 | 12 | 9 | 7 | 已开工 |
        """,
        merges=("A2:A4", "B2:B4", "C2:D2", "C3:D3", "E2:E4"),
    )
    (row,) = texts(ret)
    assert (row["本年计划投资"], row["本年完成投资"], row["状态"]) == ("9", "7", "已开工")


@pytest.mark.parametrize("numbers", ["甲 | 乙 | 1 | 2", "1 | 2 | 3 | 4", "（甲） | （乙） | （1） | （2）"])
def test_rows__numbers_of_the_columns_are_no_record(numbers: str) -> None:
    ret = read(f"{TITLE}\n| 序号 | 项目名称 | 总投资 | 状态 |\n| {numbers} |\n| 1 | 甲项目 | 12 | 已开工 |")
    assert texts(ret) == [{"项目名称": "甲项目", "总投资": "12", "状态": "已开工"}]
    assert ret.cells.lost == 0


def test_rows__a_first_record_of_small_numbers_is_one() -> None:
    ret = read(f"{TITLE}\n| 总投资 | 本年计划投资 | 本年完成投资 |\n| 1 | 2 | 3 |")
    assert texts(ret) == [{"总投资": "1", "本年计划投资": "2", "本年完成投资": "3"}]


def test_table__missing_columns() -> None:
    ret = read(f"{TITLE}\n| 项目名称 | 总投资 |\n| 甲 | 12 |")
    assert [f.field for f in of(ret, "column_missing")] == ["状态"]
    assert of(ret, "column_missing")[0].severity == "error"
    assert "备注" in {f.field for f in of(ret, "column_absent")}


def test_table__added_column_names_every_cell() -> None:
    ret = read(f"{TITLE}\n| 项目名称 | 县领导 | 总投资 | 状态 |\n| 甲 | 王 | 12 | 已开工 |\n| 乙 | 李 | 1 | 已开工 |")
    (finding,) = of(ret, "column_added")
    assert finding.cells == ("B2", "B3", "B4")
    assert finding.severity == "query"
    assert "县领导" in finding.message


def test_table__column_without_heading_and_column_twice() -> None:
    ret = read(f"{TITLE}\n| 项目名称 | 总投资 | 状态 | | 总投资 |\n| 甲 | 12 | 已开工 | 无题 | 13 |")
    assert texts(ret)[0]["总投资"] == "12"
    assert of(ret, "column_added")[0].cell == "D3"
    assert of(ret, "column_twice")[0].cells == ("E2", "E3")


def test_table__no_header() -> None:
    ret = read(f"{TITLE}\n| 甲 | 12 |")
    assert of(ret, "header_missing")[0].severity == "error"
    assert of(ret, "outside")[0].cells == ("A2", "B2")[:0] or of(ret, "outside")[0].cell == "A2"


def test_rows__blank_totals_and_repeated_headings() -> None:
    ret = read(
        f"""
        {TITLE}
        {HEADER}
        | 1 | 甲项目 | 1200 | 已开工 | |
        | |
        | 2 | | | | |
        | | 小　计 | 1200 | | |
        {HEADER}
        | 3 | 乙项目 | 300 | 未开工 | 好 |
        | | 其中：新建 | 300 | | |
        | 合计 | | 1500 | | |
        """
    )
    assert texts(ret) == RECORDS
    assert [f.cell for f in of(ret, "row_total")] == ["B6", "B9", "A10"]
    assert of(ret, "table_again")[0].cell == "B7"


def test_rows__second_table_with_other_column_order() -> None:
    ret = read(f"{PLAIN}| 表二 |\n| 状态 | 项目名称 | 总投资（亿元） |\n| 已开工 | 丙项目 | 0.5 |")
    assert texts(ret)[2] == {"状态": "已开工", "项目名称": "丙项目", "总投资": "5000"}
    assert "表二" in of(ret, "outside")[0].message


def test_rows__total_is_compared_with_the_sum() -> None:
    assert not of(read(f"{PLAIN}| 合计 | | 1500 | | |"), "total_differs")
    (finding,) = of(read(f"{PLAIN}| 合计 | | 1600 | | |"), "total_differs")
    assert (finding.cell, finding.severity) == ("C5", "query")


def test_rows__remarks_and_sections_are_no_records() -> None:
    ret = read(f"{TITLE}\n{HEADER}\n| | 一、重点项目 |\n| 1 | 甲项目 | 1200 | 已开工 | |\n| | 注：未审定 |")
    assert len(ret.rows) == 1
    assert of(ret, "outside")[0].cells == ("B3", "B5")


def test_rows__only_nothing_words_are_no_record() -> None:
    ret = read(f"{TITLE}\n{HEADER}\n| 1 | 无 | '/ | '/ | |")
    assert not ret.rows
    assert of(ret, "row_of_nothing")[0].cells == ("B3", "C3", "D3")


def test_rows__total_named_by_the_plan_is_a_record() -> None:
    text = "| 表号：ABC03 期别：2025-10 填报单位：县计划局 |\n| 指标名称 | 增速（%） |\n| 工业 | 6.5 |\n| 其中：制造业 | 7 |"
    assert [r["指标名称"] for r in texts(read(text))] == ["工业增加值", "其中：制造业"]


def test_rows__printed_matter_number_alone_is_blank() -> None:
    text = """
    | 表号：ABC04 期别：2025-W43 填报单位：县计划局 |
    | 序号 | 编号 | 内容 |
    | 1 | ABC04-U01-2025W43-01 | 修路 |
    | 2 | ABC04-U01-2025W43-02 | |
    """
    ret = read(text)
    assert [r.key for r in ret.rows] == ["ABC04-U01-2025W43-01"]
    assert not of(ret, "outside")


def test_rows__unreadable_values_leave_the_others() -> None:
    ret = read(f"{TITLE}\n{HEADER}\n| 1 | 甲项目 | 5-6 | 已开工 | #REF! |")
    assert texts(ret) == [{"项目名称": "甲项目", "状态": "已开工"}]
    assert ret.faulty
    assert {f.cell for f in ret.findings if f.severity == "error"} == {"C3", "E3"}
    assert of(ret, "number_range")[0].key == "甲项目"


def test_merges__text_is_spread_and_numbers_are_not() -> None:
    ret = read(
        f"""
        {TITLE}
        {HEADER}
        | 1 | 甲项目 | 1200 | 已开工 | 同一片区 |
        | 2 | 乙项目 | | | |
        | 3 | 丙项目 | 9 | 未开工 | |
        """,
        merges=("C3:C4", "D3:D4", "E3:E5"),
    )
    rows = texts(ret)
    assert rows[1] == {"项目名称": "乙项目", "状态": "已开工", "备注": "同一片区"}
    assert rows[2]["备注"] == "同一片区"
    assert ret.rows[1].values["状态"].origin.cell == "D3"
    assert {f.cell for f in of(ret, "merge_spread")} == {"D3", "E3"}
    assert of(ret, "merge_number")[0].cell == "C3"


def test_same_above__copied_in_texts_only() -> None:
    ret = read(f"{TITLE}\n{HEADER}\n| 1 | 甲 | 12 | 已开工 | 好 |\n| 2 | 乙 | 同上 | 〃 | 同上 |")
    assert texts(ret)[1] == {"项目名称": "乙", "状态": "已开工", "备注": "好"}
    assert ret.rows[1].values["状态"].raw == "〃"
    assert [f.cell for f in of(ret, "same_above_unusable")] == ["C4"]
    assert len(of(ret, "same_above")) == 2


def test_notices__of_a_column_are_one_finding() -> None:
    ret = read(f"{TITLE}\n{HEADER}\n| 1 | 甲 | １２ | 开工 | |\n| 2 | 乙 | １３ | 开工 | |\n| 3 | 丙 | １４ | 开工 | |")
    (finding,) = of(ret, "number_read")
    assert finding.cells == ("C3", "C4", "C5")
    assert "另有 2 格" in finding.message


def test_foot__labels_in_any_cell() -> None:
    ret = read(
        f"{PLAIN}| |\n| 填报人 *： | 张三 | 审 核 人：李四 |\n| | 联系电话：0730-1234567　填报日期：2025年11月3日 |"
    )
    assert {k: (v.text, v.origin.cell) for k, v in ret.head.items()} == {
        "填报人": ("张三", "B6"),
        "审核人": ("李四", "C6"),
        "联系电话": ("0730-1234567", "B7"),
        "填报日期": ("2025-11-03", "B7"),
    }
    assert ret.head["联系电话"].raw == "联系电话：0730-1234567　填报日期：2025年11月3日"


def test_foot__signature_and_other_words_are_told() -> None:
    ret = read(
        f"{PLAIN}| |\n| 填报人： | 张三 |\n| 负责人签字： | 王五 | （盖章） |\n| 填表说明：<br>一、按月填报。<br>二、金额填万元。 |"
    )
    (finding,) = of(ret, "outside")
    assert finding.cell == "B7"


def test_foot__rows_behind_it_are_read() -> None:
    ret = read(f"{PLAIN}| 填报人： | 张三 |\n| 3 | 丙项目 | 5 | 已开工 | |")
    assert texts(ret)[2]["项目名称"] == "丙项目"
    assert of(ret, "row_behind_foot")


def test_ticks() -> None:
    def ticked(line: str) -> tuple[bool, bool]:
        ret = read(f"{TITLE}\n{line}\n{HEADER}")
        return ret.nil, ret.unchanged

    assert ticked("| 本期无 | | 较上期无变化 | |") == (False, False)
    assert ticked("| 本期无 | √ | 较上期无变化 | |") == (True, False)
    assert ticked("| 本期无 | | 较上期无变化 | ☑ |") == (False, True)
    assert ticked("| 本期无（√） | | 较上期无变化 |") == (True, False)
    assert ticked("| □本期无 | 是 |") == (True, False)
    assert ticked("| 本期无 | × |") == (False, False)


def test_ticks__unclear_mark_is_asked() -> None:
    ret = read(f"{TITLE}\n| 本期无 | 大概 |\n{HEADER}")
    assert not ret.nil
    assert of(ret, "tick_unclear")[0].cell == "B2"


def test_ticks__written_into_the_table() -> None:
    ret = read(f"{TITLE}\n{HEADER}\n| 1 | 本期无 |")
    assert ret.nil
    assert not ret.rows
    assert of(ret, "nil_in_table")[0].cell == "B3"


def test_hidden__read_and_told() -> None:
    ret = read(PLAIN, hidden_rows=(3,), hidden_cols=(3,))
    assert texts(ret) == RECORDS
    assert [f.cells for f in of(ret, "hidden_read")] == [("B3", "C3", "D3"), ("C3", "C4")]


def test_comments__quoted_unless_ours() -> None:
    ret = read(f"{TITLE}\n{HEADER}\n| 1 | 甲^^去年已报 | 12^^【强制】请改正 | 已开工 | |")
    (finding,) = of(ret, "comment")
    assert finding.cell == "B3"
    assert "去年已报" in finding.message


def test_printed_words__need_no_word() -> None:
    ret = read(
        f"""
        | 项目进度表 |
        {TITLE}
        | 工作调度表，非统计调查表　报送时限：2025年11月5日 |
        | 本期无 | | 较上期无变化 | |
        {HEADER}
        | 1 | 甲项目 | 12 | 已开工 | |
        | 负责人签字： | | （盖章） |
        | 填表说明： |
        | 一、按月填报。 |
        """
    )
    assert not of(ret, "outside")


# ---------------------------------------------------------------- what the sheet finds, what the unit explains

CHECKED = f"""
{TITLE}
| 序号 | 项目名称 * | 总投资（万元） * | 状态 * | 备注 | 自动核对 | 核实说明 | 核对码 |
| 1 | 甲项目 | 1200 | 已开工 | | 【核实】请核对 | 概算已调整 | q01; |
| 2 | 乙项目 | 300 | 未开工 | 好 | | | |
| 3 | | | | | 【待填】 | | |
"""


def test_explanation__belongs_to_its_row() -> None:
    ret = read(CHECKED)
    assert texts(ret) == RECORDS
    told = ret.rows[0].explanation
    assert told is not None and (told.value, told.origin.cell) == ("概算已调整", "G3")
    assert ret.rows[1].explanation is None
    assert not of(ret, "column_added") and not of(ret, "outside")


def test_explanation__beside_an_empty_row_is_named() -> None:
    ret = read(CHECKED.replace("| 【待填】 | | |", "| | 忘了填 | |"))
    assert len(ret.rows) == 2
    assert of(ret, "outside")[0].cell == "G5"


def test_explanation__column_named_otherwise_stays_the_agencys_own() -> None:
    ret = read(CHECKED.replace("核实说明", "备注二"))
    assert ret.rows[0].explanation is None
    assert of(ret, "column_added")[0].cell == "G2"


def test_rows__subtotals_by_name_are_no_records_and_checked_against_their_rows() -> None:
    rows = "| | 工业小计 | {} | | |\n| 3 | 丙项目 | 500 | 已开工 | |\n| | 农业小计 | 500 | | |\n| 合计 | | 2000 | | |"
    ret = read(PLAIN + rows.format(1500))
    assert [t["项目名称"] for t in texts(ret)] == ["甲项目", "乙项目", "丙项目"]
    assert not of(ret, "total_differs")
    (finding,) = of(read(PLAIN + rows.format(1600)), "total_differs")
    assert finding.cell == "C5"
    assert finding.message.startswith("“总投资”的工业小计是 1600，而本组各行相加是 1500。")


def test_rows__share_larger_than_its_total_is_asked_about() -> None:
    (finding,) = of(read(f"{PLAIN}| 合计 | | 1500 | | |\n| | 其中：新建 | 1800 | | |"), "part_exceeds")
    assert finding.message.startswith("“总投资”的“其中：新建”是 1800，大于第 5 行“合计”的 1500。")


def test_rows__total_below_repeated_headings_is_of_both_parts() -> None:
    both = f"{PLAIN}{HEADER}\n| 3 | 丙项目 | 500 | 已开工 | |\n| 合计 | | {{}} | | |"
    assert not of(read(both.format(2000)), "total_differs")
    assert of(read(both.format(2001)), "total_differs")
