"""OOXML workbooks are read cell by cell: what is filled, with its type, formula, format and comment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName

from reportgen.edges.books import Unreadable, read_book
from reportgen.model.sheet import Book, Cell, CellKind, Sheet
from tests.edges.parts import MAIN, STRICT_MAIN, STRICT_REL, xlsx


def only(data: bytes) -> Sheet:
    (sheet,) = read_book(data, "回.xlsx").sheets
    return sheet


def read_rows(rows: str, **parts: object) -> dict[str, Cell]:
    """Return the cells of a sheet with these row elements, by address."""
    return {cell.address: cell for cell in only(xlsx(rows, **parts)).cells.values()}  # type: ignore[arg-type]


def saved(book: openpyxl.Workbook) -> Book:
    out = BytesIO()
    book.save(out)
    return read_book(out.getvalue(), "回.xlsx")


# ---------------------------------------------------------------- what libraries write


def test_openpyxl__every_kind_of_cell_comes_back():
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "项目 清单"
    values = {
        "A1": "文字", "B1": 12.5, "C1": 7, "D1": True, "E1": datetime(2025, 10, 31), "F1": datetime(2025, 10, 31, 18, 30),
        "G1": "=SUM(B1:C1)", "H1": "#REF!", "I1": " 空格 ", "J1": "两\n行", "K1": "012345678901234567",
    }  # fmt: skip
    for place, value in values.items():
        sheet[place] = value
    sheet["B1"].number_format = "0.0%"
    sheet["A1"].comment = Comment("请核实", "办公室")
    sheet["Z9"].number_format = "0.00"  # a format makes no cell
    sheet.merge_cells("A3:C4")
    sheet.row_dimensions[1].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.column_dimensions["XX"].hidden = True
    hidden = book.create_sheet("藏")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "x"
    deep = book.create_sheet("深藏")
    deep.sheet_state = "veryHidden"
    book.defined_names["RG_WZZ01"] = DefinedName("RG_WZZ01", attr_text="'项目 清单'!$A$2")
    book.defined_names["常数"] = DefinedName("常数", attr_text="3")
    book.custom_doc_props.append(StringProperty(name="rg_unit", value="县发改局"))
    read = saved(book)
    first = read.sheets[0]
    kinds = {cell.address: (cell.kind, cell.value, cell.raw) for cell in first.cells.values()}
    assert kinds == {
        "A1": (CellKind.TEXT, "文字", "文字"),
        "B1": (CellKind.NUMBER, Decimal("12.5"), "12.5"),
        "C1": (CellKind.NUMBER, Decimal(7), "7"),
        "D1": (CellKind.BOOL, True, "TRUE"),
        "E1": (CellKind.DATE, date(2025, 10, 31), "2025-10-31"),
        "F1": (CellKind.DATE, datetime(2025, 10, 31, 18, 30), "2025-10-31T18:30:00"),
        "G1": (CellKind.UNCALCULATED, "", ""),
        "H1": (CellKind.ERROR, "#REF!", "#REF!"),
        "I1": (CellKind.TEXT, " 空格 ", " 空格 "),
        "J1": (CellKind.TEXT, "两\n行", "两\n行"),
        "K1": (CellKind.TEXT, "012345678901234567", "012345678901234567"),
    }
    assert first.cells[1, 2].number_format == "0.0%"
    assert first.cells[1, 7].formula == "=SUM(B1:C1)"
    assert first.cells[1, 1].comment == "请核实"
    assert first.merges == ((3, 1, 4, 3),)
    assert first.hidden_rows == {1}
    assert first.hidden_cols == {3}
    assert [s.state for s in read.sheets] == ["visible", "hidden", "veryHidden"]
    assert read.names == {"RG_WZZ01": ("项目 清单", "A2")}
    assert read.properties == {"rg_unit": "县发改局"}


def test_xlsxwriter__cached_values_of_formulas_and_rich_text(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("表")
    bold = book.add_format({"bold": True})
    sheet.write_formula("A1", "=1+1", None, 2)
    sheet.write_formula("A2", "=1/0", None, "#DIV/0!")
    sheet.write_formula("A3", "=TRUE", None, True)
    sheet.write_formula("A4", '="甲"', None, "甲")
    sheet.write_rich_string("A5", "总", bold, "投资", "额")
    sheet.write_string("A6", "=不是公式")
    book.close()
    cells = only(path.read_bytes()).cells
    assert [(cells[r, 1].kind.value, cells[r, 1].raw, cells[r, 1].formula) for r in range(1, 7)] == [
        ("number", "2", "=1+1"),
        ("error", "#DIV/0!", "=1/0"),
        ("bool", "TRUE", "=TRUE"),
        ("text", "甲", '="甲"'),
        ("text", "总投资额", None),
        ("text", "=不是公式", None),
    ]


# ---------------------------------------------------------------- what no library writes


def test_cells__styled_but_empty_ones_are_none():
    assert (
        read_rows(
            '<row r="1"><c r="A1" s="1"/><c r="B1" s="1"><v></v></c><c r="C1" t="str"><v/></c></row>', formats=["0"]
        )
        == {}
    )


def test_cells__without_addresses_are_counted():
    cells = read_rows("<row><c><v>1</v></c><c/><c><v>2</v></c></row><row><c><v>3</v></c></row>")
    assert {a: c.raw for a, c in cells.items()} == {"A1": "1", "C1": "2", "A2": "3"}


def test_cells__of_all_types():
    cells = read_rows(
        '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="inlineStr"><is><r><t>行</t></r><r><t>内</t></r></is></c>'
        '<c r="C2" t="b"><v>0</v></c><c r="D2" t="e"><v>#N/A</v></c><c r="E2" t="d"><v>2025-10-31T00:00:00</v></c>'
        '<c r="F2" t="str"><f>A1</f><v>a_x000D_b</v></c><c r="G2" s="1"><v>0.065</v></c><c r="H2"><v>abc</v></c>'
        '<c r="I2"><f t="shared" si="0"/><v>4</v></c><c r="J2"><f>1+1</f></c><c r="K2" t="str"><f>A9</f><v></v></c></row>',
        strings="<si><t>零</t></si><si><r><t>汉</t></r><rPh sb='0' eb='1'><t>カン</t></rPh><r><t xml:space='preserve"
        "'>字 </t></r></si>",
        formats=["0.0%"],
    )
    assert {a: (c.kind.value, c.raw) for a, c in cells.items()} == {
        "A2": ("text", "汉字 "), "B2": ("text", "行内"), "C2": ("bool", "FALSE"), "D2": ("error", "#N/A"),
        "E2": ("date", "2025-10-31"), "F2": ("text", "a\rb"), "G2": ("number", "0.065"), "H2": ("text", "abc"),
        "I2": ("number", "4"), "J2": ("uncalculated", ""),
        "K2": ("text", ""),
    }  # fmt: skip
    assert cells["G2"].number_format == "0.0%"
    assert cells["I2"].formula == "="


def test_dates__of_the_1904_system():
    assert read_rows('<row r="1"><c r="A1" s="1"><v>44499</v></c></row>', formats=["yyyy/m/d"], since_1904=True)[
        "A1"
    ].value == date(2025, 10, 31)


def test_parts__with_prefixes_are_read():
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>甲</x:t></x:is></x:c>'
        "<x:c r='B1'><x:v>2</x:v></x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref='A1:A2'/></x:mergeCells></x:worksheet>"
    )
    read = only(xlsx("", sheet=sheet))
    assert [c.raw for c in read.cells.values()] == ["甲", "2"]
    assert read.merges == ((1, 1, 2, 1),)


@pytest.mark.parametrize("target", ["/xl/worksheets/sheet1.xml", "worksheets\\sheet1.xml", "./worksheets/Sheet1.XML"])
def test_parts__are_found_by_any_target(target: str):
    assert len(only(xlsx('<row r="1"><c r="A1"><v>1</v></c></row>', sheet_target=target)).cells) == 1


def test_parts__of_strict_files_are_read():
    data = xlsx('<row r="1"><c r="A1"><v>1</v></c></row>', main=STRICT_MAIN, rel=STRICT_REL)
    assert only(data).text(1, 1) == "1"


def test_parts__in_utf_16_are_read():
    text = f'<?xml version="1.0" encoding="UTF-16"?><worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>5</v></c></row></sheetData></worksheet>'
    assert only(xlsx("", sheet=text.encode("utf-16"))).text(1, 1) == "5"


def test_names__book_wide_ones_go_before_those_of_a_sheet():
    names = (
        '<definedName name="RG_WZZ01" localSheetId="0">表!$A$9</definedName><definedName name="RG_WZZ01">表!$A$2:$C$3</definedName>'
        '<definedName name="断">#REF!</definedName><definedName name="外">[1]表!$A$1</definedName>'
        '<definedName name="_xlnm.Print_Area">表!$A$1</definedName>'
    )
    book = read_book(xlsx('<row r="1"><c r="A1"><v>1</v></c></row>', names=names), "a.xlsx")
    assert book.names == {"RG_WZZ01": ("表", "A2")}


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1048577"><c><v>1</v></c></row>',
        '<row r="1"><c r="A0"><v>1</v></c></row>',
        '<row r="1"><c r="1A"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>9</v></c></row>',
    ],
)
def test_damage__refuses_the_whole_book(rows: str):
    with pytest.raises(Unreadable, match="已损坏"):
        read_rows(rows)


def test_damage__a_part_cut_off_is_never_read_short():
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    with pytest.raises(Unreadable, match="不完整"):
        only(xlsx("", sheet=sheet))


def test_entities__are_refused():
    bomb = f'<!DOCTYPE w [<!ENTITY a "aaaa">]><worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="str"><v>&a;</v></c></row></sheetData></worksheet>'
    with pytest.raises(Unreadable, match="文档类型"):
        only(xlsx("", sheet=bomb))


# ---------------------------------------------------------------- sheets formatted to the last row


def test_formatted_sheet__of_a_million_rows_gives_its_eleven_cells_alone():
    """Full-sheet formatting is the commonest way in which small tables become huge; how fast it reads is a benchmark."""
    filled = "".join(f'<row r="{r}"><c r="A{r}" s="0"><v>{r}</v></c></row>' for r in range(1, 12))
    empty = "".join(
        f'<row r="{r}" ht="20" hidden="1"><c r="A{r}" s="0"/><c r="B{r}" s="0"/></row>' for r in range(12, 1_000_001)
    )
    data = xlsx(filled + empty)
    sheet = only(data)
    assert len(sheet.cells) == 11
    assert sheet.hidden_rows == frozenset()


def test_formatted_sheet__a_value_far_down_is_found():
    empty = "".join(f'<row r="{r}"><c r="A{r}" s="0"/></row>' for r in range(1, 60_001))
    cells = read_rows(
        f'{empty}<row r="60001"><c><v>1</v></c><c r="C60001"><v>2</v></c></row>{empty[:0]}<row><c><v>3</v></c></row>'
    )
    assert {a: c.raw for a, c in cells.items()} == {"A60001": "1", "C60001": "2", "A60002": "3"}


# ---------------------------------------------------------------- the quick way and the parser agree


def both_ways(rows: str) -> tuple[Sheet, Sheet]:
    """Read *rows* as they are, and with comments between the rows, which only the XML parser understands."""
    strings = "<si><t>甲</t></si><si><t>_x0041_</t></si>"
    formats = ["0.0%", "yyyy-mm-dd"]
    plain = only(xlsx(rows, strings=strings, formats=formats))
    parsed = only(xlsx(rows.replace("<row ", "<!-- --><row "), strings=strings, formats=formats))
    return plain, parsed


_VALUES = st.sampled_from(["", "1", "0", "45961", "0.065", "007", "1E2", "-3.50", "TRUE", "abc", "_x0041_", " 1 ",
                            "&amp;lt;", "a&lt;b&#10;&gt;", "&quot;甲&apos;&amp;", "&#65;"])  # fmt: skip


@st.composite
def _cell_element(draw: st.DrawFn, address: str) -> str:
    style = draw(st.sampled_from(["", ' s="0"', ' s="1"', ' s="2"', ' s="9"']))
    kind = draw(st.sampled_from(["", ' t="n"', ' t="str"', ' t="b"', ' t="e"', ' t="d"', ' t="inlineStr"']))
    value = draw(_VALUES)
    formula = draw(st.sampled_from(["", "<f>A1</f>", '<f t="shared" si="0"/>', '<f aca="false">1+1</f>', "<f/>",
                                    "<f>A1&lt;&gt;&quot;&amp;lt;&quot;&amp;B1</f>", "<f>A1>2</f>"]))  # fmt: skip
    shapes = [f"{formula}<v>{value}</v>", formula, f"{formula}<v/>", f"<is><t>{value}</t></is>"]
    inside = draw(st.sampled_from(shapes))
    if draw(st.booleans()):
        kind, inside = ' t="s"', f"<v>{draw(st.integers(0, 1))}</v>"
    return f'<c r="{address}"{style}{kind}>{inside}</c>' if inside else f'<c r="{address}"{style}{kind}/>'


@st.composite
def _row_elements(draw: st.DrawFn) -> str:
    rows = []
    for row in range(1, draw(st.integers(1, 4)) + 1):
        hidden = draw(st.sampled_from(["", ' hidden="1"', ' hidden="0"', ' spans="1:3" ht="20.5"']))
        cells = "".join(draw(_cell_element(f"{col}{row}")) for col in ("A", "C", "AB"))
        rows.append(f'<row r="{row}"{hidden}>{cells}</row>')
    return "".join(rows)


@given(_row_elements())
def test_plain_rows__are_read_as_the_parser_reads_them(rows: str):
    plain, parsed = both_ways(rows + '<row r="9"/>')
    assert _resolved(plain) == _resolved(parsed)


def _resolved(sheet: Sheet) -> Sheet:
    """The sheet with its formulas as Excel shows them: a mark may stand in XML in two ways."""
    return replace(sheet, cells={place: c._replace(formula=c.formula_text) for place, c in sheet.cells.items()})


def test_plain_rows__of_many_chunks_are_all_there():
    rows = "".join(
        f'<row r="{r}"><c r="A{r}"><v>{r}</v></c><c r="B{r}" t="inlineStr"><is><t>项目{r}</t></is></c>'
        f'<c r="C{r}">{"<f>A1&amp;A2</f>" if r % 5000 == 0 else ""}<v>{r}.5</v></c></row>'
        for r in range(1, 12_001)
    )
    plain, parsed = both_ways(rows)
    assert len(plain.cells) == 36_000
    assert plain == parsed


@pytest.mark.parametrize("rows", ['<row r="1"><c r="A1"><v>1</v></c>', '<row r="1"><c r="A1"><v>1</v></c></row></row>'])
def test_plain_rows__that_are_not_whole_are_refused(rows: str):
    with pytest.raises(Unreadable, match="已损坏"):
        read_rows(rows + '<row r="2"><c r="A2"><v>1</v></c></row>')
