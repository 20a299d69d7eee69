"""OpenDocument workbooks: repeats only where filled, percent and errors told apart, comments aside."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from reportgen.edges.books import Limits, Unreadable, read_book
from reportgen.model.sheet import Cell, Sheet
from tests.edges.parts import ods


def table(rows: str, attributes: str = 'table:name="表"') -> str:
    return f"<table:table {attributes}>{rows}</table:table>"


def read(rows: str) -> Sheet:
    return read_book(ods(table(rows)), "回.ods").sheets[0]


def cell(inside: str) -> Cell:
    (found,) = read(f"<table:table-row>{inside}</table:table-row>").cells.values()
    return found


@pytest.mark.parametrize(
    ("element", "kind", "value"),
    [
        ('<table:table-cell office:value-type="string"><text:p>甲<text:s text:c="2"/>乙</text:p><text:p>丙</text:p></table:table-cell>', "text", "甲  乙\n丙"),
        ('<table:table-cell office:value-type="float" office:value="12.50"><text:p>12.5</text:p></table:table-cell>', "number", "12.5"),
        ('<table:table-cell office:value-type="percentage" office:value="0.065"><text:p>6.5%</text:p></table:table-cell>', "number", "0.065"),
        ('<table:table-cell office:value-type="date" office:date-value="2025-10-31"><text:p>x</text:p></table:table-cell>', "date", date(2025, 10, 31)),
        ('<table:table-cell office:value-type="date" office:date-value="2025-10-31T18:00:00"/>', "date", datetime(2025, 10, 31, 18)),
        ('<table:table-cell office:value-type="time" office:time-value="PT08H30M00S"/>', "date", time(8, 30)),
        ('<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>', "bool", True),
        ('<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>', "error", "#DIV/0!"),
        ('<table:table-cell table:formula="of:=1+1"/>', "uncalculated", ""),
        ('<table:table-cell office:value-type="string"><office:annotation><text:p>请核实</text:p></office:annotation><text:p>甲</text:p></table:table-cell>', "text", "甲"),
        ('<table:table-cell office:value-type="string"><text:p>甲<text:span>乙</text:span></text:p><draw:frame><draw:text-box><text:p>图</text:p></draw:text-box></draw:frame></table:table-cell>', "text", "甲乙"),
    ],
)  # fmt: skip
def test_cells__of_all_types(element: str, kind: str, value: object):
    found = cell(element)
    assert found.kind.value == kind
    assert str(found.value) == str(value)


def test_cells__keep_percent_formula_and_comment():
    assert cell('<table:table-cell office:value-type="percentage" office:value="0.065"/>').number_format == "0.00%"
    assert (
        cell('<table:table-cell table:formula="of:=[.A1]+1" office:value-type="float" office:value="2"/>').formula
        == "=[.A1]+1"
    )
    noted = '<table:table-cell office:value-type="string"><office:annotation><text:p>请</text:p><text:p>核</text:p></office:annotation><text:p>甲</text:p></table:table-cell>'
    assert cell(noted).comment == "请\n核"


def test_repeats__are_expanded_where_filled_only():
    one = '<table:table-cell office:value-type="float" office:value="1"'
    sheet = read(
        '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="2"/>'
        f'{one} table:number-columns-repeated="2"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert set(sheet.cells) == {(r, c) for r in (1, 2, 3) for c in (3, 4)}


def test_repeats__beyond_the_limit_are_refused():
    rows = '<table:table-row table:number-rows-repeated="9999"><table:table-cell table:number-columns-repeated="999" office:value-type="float" office:value="1"/></table:table-row>'
    with pytest.raises(Unreadable, match="单元格过多"):
        read_book(ods(table(rows)), "a.ods", Limits(cells=1000))


def test_merges_and_hidden_parts():
    style = '<style:style style:name="藏"><style:table-properties table:display="false"/></style:style>'
    full = '<table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell>'
    spanned = full.replace(
        "<table:table-cell", '<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2"'
    )
    first = table(
        '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="9"/>'
        f"<table:table-row>{spanned}<table:covered-table-cell/>{full}</table:table-row>"
        f'<table:table-row table:visibility="filter"><table:covered-table-cell/><table:covered-table-cell/>{full}</table:table-row>'
    )
    second = table(f"<table:table-row>{full}</table:table-row>", 'table:name="密" table:style-name="藏"')
    names = '<table:named-expressions><table:named-range table:name="RG_WZZ01" table:cell-range-address="$表.$A$2"/></table:named-expressions>'
    meta = '<m xmlns:meta="m"><meta:user-defined meta:name="rg_unit">县发改局</meta:user-defined></m>'
    book = read_book(ods(first + second, styles=style, after=names, extra={"meta.xml": meta}), "a.ods")
    assert book.sheets[0].merges == ((1, 1, 2, 2),)
    assert book.sheets[0].hidden_cols == {2, 3}
    assert book.sheets[0].hidden_rows == {2}
    assert [s.state for s in book.sheets] == ["visible", "hidden"]
    assert book.names == {"RG_WZZ01": ("表", "A2")}
    assert book.properties == {"rg_unit": "县发改局"}
