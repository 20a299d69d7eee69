"""Delimited text, web pages and XML saved as .xls: every cell of theirs, as text where nothing says otherwise."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.edges.books import Limits, Unreadable, read_book
from reportgen.model.sheet import CellKind, Sheet

TABLE = '指标,总量,说明\r\n投资,1.50,"有,逗号\n两行"\r\n,007,\r\n'
CELLS = {"A1": "指标", "B1": "总量", "C1": "说明", "A2": "投资", "B2": "1.50", "C2": "有,逗号\n两行", "B3": "007"}


def sheet(data: bytes, name: str = "inputs/2025-10/县计划局.csv") -> Sheet:
    return read_book(data, name).sheets[0]


def texts(data: bytes | str, name: str = "表.csv") -> dict[str, str]:
    found = sheet(data.encode() if isinstance(data, str) else data, name)
    return {cell.address: cell.raw for cell in found.cells.values()}


def refused(data: bytes, limits: Limits | None = None) -> tuple[str, str]:
    with pytest.raises(Unreadable) as raised:
        read_book(data, "表.csv", limits or Limits())
    (finding,) = raised.value.findings
    return finding.code, finding.message


# ---------------------------------------------------------------- delimited text


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [
        ("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("gb18030", b""), ("gb18030", b"\x84\x31\x95\x33"),
        ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-16-le", b""), ("utf-16-be", b""),
        ("utf-32-le", b"\xff\xfe\0\0"), ("utf-32-be", b"\0\0\xfe\xff"), ("utf-32-le", b""), ("utf-32-be", b""),
    ],
)  # fmt: skip
def test_csv__in_any_encoding(encoding: str, bom: bytes):
    assert texts(bom + TABLE.encode(encoding)) == CELLS


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，", "；", "^"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv__with_any_delimiter_and_line_end(delimiter: str, end: str):
    lines = [["名称", "数,量" if delimiter != "," else "数量"], ["甲", "1"], ["乙", "2"]]
    told = end.join(delimiter.join(line) for line in lines) + end
    assert texts(told) == {"A1": "名称", "B1": lines[0][1], "A2": "甲", "B2": "1", "A3": "乙", "B3": "2"}


def test_csv__excels_own_line_names_the_delimiter():
    assert texts("sep=#\n甲#乙，丙\n1#2") == {"A2": "甲", "B2": "乙，丙", "A3": "1", "B3": "2"}


def test_csv__every_cell_is_text_with_its_zeros():
    found = sheet("代码,日期\n0012345678901234567,2025.10\n".encode())
    assert {c.kind for c in found.cells.values()} == {CellKind.TEXT}
    assert found.text(2, 1) == "0012345678901234567"


def test_csv__a_code_protected_from_excel():
    cell = sheet('代码,数\n="0012",1\n'.encode()).cells[2, 1]
    assert (cell.raw, cell.formula) == ("0012", '"0012"')


def test_csv__a_quote_never_closed_hides_no_row():
    assert texts('甲,"乙\n丙,丁\n') == {"A1": "甲", "B1": '"乙', "A2": "丙", "B2": "丁"}


def test_csv__is_named_after_the_file_and_says_what_it_is():
    book = read_book(TABLE.encode("gb18030"), "inputs/2025-10/县计划局.xls")
    assert (book.container, book.sheets[0].name) == ("csv", "县计划局")
    assert [r.code for r in book.remarks] == ["file.text_table"]
    assert "GB18030" in book.remarks[0].message
    assert "逗号" in book.remarks[0].message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a,b\n1,\xa9", "file.encoding"),
        (b"\xff\xfea,b\n1"[:-1] + b"\x00\xd8", "file.encoding"),
        ("café; crème\n".encode("latin-1"), "file.encoding"),
        (b" \r\n\t", "file.empty_text"),
    ],
)
def test_csv__is_refused_where_its_letters_would_be_guessed(data: bytes, code: str):
    assert refused(data)[0] == code


def test_csv__limits():
    assert "2 个" in refused(b"a,b\nc,d", Limits(cells=2))[1]


@given(st.lists(st.lists(st.text(st.characters(codec="gb18030", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=6), min_size=2, max_size=5), min_size=1, max_size=6))  # fmt: skip
def test_csv__what_a_program_writes_comes_back(rows: list[list[str]]):
    import csv
    import io

    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["序号", "名称"], *rows])
    told = {(r, c): t for r, row in enumerate([["序号", "名称"], *rows], 1) for c, t in enumerate(row, 1) if t}
    found = sheet(b"\xef\xbb\xbf" + out.getvalue().encode())
    assert {place: cell.raw for place, cell in found.cells.items() if not cell.formula} == {
        place: text for place, text in told.items() if not text.startswith('="')
    }


# ---------------------------------------------------------------- web pages


def test_html__tables_and_the_lines_around_them():
    page = (
        "<html><head><title>导出</title><style>td{}</style></head><body><p>表号：ABC01&nbsp;期别：2025-10</p>"
        "<table><tr><th rowspan=2>名称<th colspan=2>投资</tr><tr><td>计划<td>完成</tr>"
        "<tr><td>甲<br>二期</td><td> 1,200 </td><td>&lt;5</td></tr></table>填报人：张三"
        "<table><tr><td>又一表</td></tr></table></body></html>"
    )
    assert texts(page, "表.xls") == {
        "A1": "表号：ABC01\xa0期别：2025-10", "A2": "名称", "B2": "投资", "B3": "计划", "C3": "完成", "A4": "甲\n二期",
        "B4": "1,200", "C4": "<5", "A5": "填报人：张三", "A6": "又一表",
    }  # fmt: skip
    assert sheet(page.encode()).merges == ((2, 1, 3, 1), (2, 2, 2, 3))


def test_html__numbers_that_excel_stored_beside_what_it_shows():
    page = (
        "<table><tr><td x:num='0.065' style='mso-number-format:\"0.0%\"'>6.5%</td><td x:num>1,234.5</td>"
        "<td style='mso-number-format:\"\\@\"'>0012</td><td x:num='坏'>7</td></tr></table>"
    )
    cells = sheet(page.encode()).cells
    assert [(c.kind, c.value, c.number_format) for c in cells.values()] == [
        (CellKind.NUMBER, Decimal("0.065"), "0.0%"),
        (CellKind.NUMBER, Decimal("1234.5"), "General"),
        (CellKind.TEXT, "0012", "@"),
        (CellKind.TEXT, "7", "General"),
    ]


@pytest.mark.parametrize("encoding", ["gb2312", "gbk", "utf-8", "utf-16"])
def test_html__in_any_encoding(encoding: str):
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}"><table><tr><td>湘阴</table>'
    assert texts(page.encode(encoding)) == {"A1": "湘阴"}


def test_html__a_table_in_a_table_loses_nothing():
    page = "<table><tr><td>外<table><tr><td>内1</td><td>内2</td></tr></table>后</td><td>右</td></tr><tr><td>末</table>"
    assert texts(page) == {"A1": "外后", "B1": "右", "A2": "内1", "B2": "内2", "A3": "末"}


def test_html__hidden_rows_and_unclosed_tags():
    found = sheet("<table><tr style='display:none'><td>藏<tr><td>显<td>".encode())
    assert found.hidden_rows == {1}
    assert [c.raw for c in found.cells.values()] == ["藏", "显"]


def test_html__without_a_table_is_refused():
    assert refused(b"<html><body>hello</body></html>")[0] == "file.no_sheet"


@pytest.mark.parametrize("page", ["<table><tr>" + "<td colspan=16000>a" * 3, "<table><tr><td>" * 60])
def test_html__beyond_a_sheet_is_refused(page: str):
    assert refused(page.encode())[0] == "file.damaged"


def test_mht__each_page_with_a_table():
    page = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
        'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
        "<table><tr><td>=CF=E6</td></tr></table>\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>none</p>\r\n--x--\r\n"
    )
    assert texts(page) == {"A1": "湘"}


# ---------------------------------------------------------------- XML of 2003

HEAD = (
    '<?xml version="1.0" encoding="{}"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook '
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">'
)
BOOK = (
    '<o:CustomDocumentProperties><o:rg_unit dt:dt="string" xmlns:dt="d">县计划局</o:rg_unit>'
    '</o:CustomDocumentProperties><Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>'
    '<Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style></Styles>'
    '<Names><NamedRange ss:Name="RG_ABC01" ss:RefersTo="=\'表 一\'!R2C1"/></Names>'
    '<Worksheet ss:Name="表 一"><Table><Column ss:Index="2" ss:Hidden="1" ss:Span="1"/>'
    '<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">题</Data></Cell><Cell><Data ss:Type="String">三</Data></Cell></Row>'
    '<Row ss:Index="4" ss:Hidden="1"><Cell ss:StyleID="p"><Data ss:Type="Number">0.065</Data></Cell>'
    '<Cell ss:Index="3"><Data ss:Type="Boolean">1</Data><Comment><ss:Data>看</ss:Data></Comment></Cell>'
    '<Cell><Data ss:Type="Error">#N/A</Data></Cell><Cell ss:Formula="=RC[-1]"/>'
    '<Cell><Data ss:Type="DateTime">2025-10-31T00:00:00.000</Data></Cell></Row>'
    '<Row><Cell ss:StyleID="d"><Data ss:Type="Number">45961</Data></Cell></Row></Table>'
    '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions>'
    "</Worksheet></Workbook>"
)


@pytest.mark.parametrize("encoding", ["UTF-8", "GB2312", "UTF-16"])
def test_xml2003__cells_with_places_kinds_and_marks(encoding: str):
    book = read_book((HEAD.format(encoding) + BOOK).encode(encoding), "表.xls")
    found = book.sheets[0]
    assert {c.address: (c.kind, c.raw) for c in found.cells.values()} == {
        "A1": (CellKind.TEXT, "题"), "C1": (CellKind.TEXT, "三"), "A4": (CellKind.NUMBER, "0.065"),
        "C4": (CellKind.BOOL, "TRUE"), "D4": (CellKind.ERROR, "#N/A"), "E4": (CellKind.UNCALCULATED, ""),
        "F4": (CellKind.DATE, "2025-10-31"), "A5": (CellKind.DATE, "2025-10-31"),
    }  # fmt: skip
    assert found.cells[4, 1].number_format == "0.00%"
    assert found.cells[4, 3].comment == "看"
    assert (found.name, found.state, found.merges) == ("表 一", "hidden", ((1, 1, 1, 2),))
    assert (found.hidden_rows, found.hidden_cols) == ({4}, {2, 3})
    assert (book.container, book.names["RG_ABC01"], book.properties["rg_unit"]) == ("xml", ("表 一", "A2"), "县计划局")


@pytest.mark.parametrize(
    "tail", ["<Worksheet>", '<Worksheet><Table><Row ss:Index="9999999"/></Table></Worksheet></Workbook>']
)
def test_xml2003__broken_or_out_of_the_sheet_is_refused(tail: str):
    assert refused((HEAD.format("UTF-8") + tail).encode())[0] == "file.damaged"


def test_fods__is_read_like_ods():
    data = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
        '<office:meta><meta:user-defined meta:name="rg_unit">县计划局</meta:user-defined></office:meta>'
        '<office:body><office:spreadsheet><table:table table:name="表"><table:table-row>'
        '<table:table-cell office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document>"
    )
    book = read_book(data.encode(), "表.fods")
    assert (book.container, book.properties["rg_unit"]) == ("fods", "县计划局")
    assert book.sheets[0].text(1, 1) == "3"
