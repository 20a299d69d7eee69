"""The sheet's own check, drawn: the count at the top, links to the places, colours, the reason beside each row.

Hidden columns hold a string of codes for each row; the rows of the count and the links hold the sums there that
the count and the first page show. Formulas are written without results: every program computes them on opening.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportgen import layout
from reportgen.edges.template_writer import checks
from reportgen.edges.template_writer.checks import ASKED, MISSING, WRONG, Check
from reportgen.edges.template_writer.pages import Page, TableRow
from reportgen.edges.template_writer.style import ROW, Pen
from reportgen.formula.excel import LONGEST_FORMULA
from reportgen.model.sheet import column_letters, parse_address

CHECK_SHEET = "_checks"
REASON_WIDTH = 90
_COLUMNS = 3  # hidden columns: codes, order of faulty rows, sums; long codes have more behind them
_CODE = 6  # characters of a code with its semicolon
_SHOWN = 3  # reasons written out beside a row
_MOST_LINKS = 8
_LONGEST = LONGEST_FORMULA - 400
_FILLS = {WRONG: "#F4B6AE", MISSING: "#FCE4D6", ASKED: "#FFE699"}
_INKS = {WRONG: "#C00000", MISSING: "#C55A11", ASKED: "#7F6000"}


@dataclass(frozen=True, slots=True)
class Live:
    """The checks of one page and where their sums stand."""

    page: Page
    rows: tuple[Check, ...]
    sheet: tuple[Check, ...]
    first: int  # first row of the page's reasons on the sheet of reasons

    @property
    def code(self) -> str:
        return f"${column_letters(self.page.layout.code_col)}"

    @property
    def order(self) -> str:
        return f"${column_letters(self.page.layout.code_col + 1)}"

    @property
    def sums(self) -> str:
        return f"${column_letters(self.page.layout.code_col + 2)}"

    def sum_cell(self, severity: str) -> str:
        """The cell that holds how many checks of *severity* failed."""
        check, links = self.page.layout.check_row, self.page.layout.links_row
        return {WRONG: f"{self.order}${check}", MISSING: f"{self.code}${links}", ASKED: f"{self.order}${links}"}[
            severity
        ]

    @property
    def explained_cell(self) -> str:
        """The cell that holds how many queries stand in rows with an explanation."""
        return f"{self.sums}${self.page.layout.check_row}"

    @property
    def unseen_cell(self) -> str:
        """The cell that holds how many rows were inserted and are not checked."""
        return f"{self.sums}${self.page.layout.links_row}"

    @property
    def sheet_cell(self) -> str:
        """The cell that holds the codes of the sheet as a whole."""
        return f"{self.code}${self.page.layout.check_row}"

    def over_rows(self, column: str) -> str:
        return f"{column}${self.page.layout.first_row}:{column}${self.page.layout.last_row}"


def plan_checks(pen: Pen, pages: Sequence[Page], lists: checks.Lists) -> tuple[Live, ...]:
    """Return the checks of all pages; reasons of one stand below those of the other on the sheet of reasons."""
    found: list[Live] = []
    first = 1
    for page in pages:
        rows = checks.row_checks(pen.plan, page, pages, lists)
        found.append(Live(page, rows, checks.sheet_checks(pen.plan, page, pages, lists), first))
        first += len(rows) + 1
    return tuple(found)


def write_reasons(pen: Pen, every: Sequence[Live]) -> None:
    """Write the hidden sheet of codes and reasons."""
    sheet = pen.book.add_worksheet(CHECK_SHEET)
    for live in every:
        for row, (code, reason) in enumerate(checks.reasons(live.rows).items(), start=live.first):
            sheet.write_string(row - 1, 0, code)
            pen.text(sheet, row, 2, reason, "plain")
    sheet.hide()


def write_checks(pen: Pen, sheet: Any, live: Live) -> None:
    """Draw the check of one sheet."""
    _headings(pen, sheet, live)
    _codes(pen, sheet, live)
    _sums(pen, sheet, live)
    _count(pen, sheet, live)
    _links(pen, sheet, live)
    _colours(pen, sheet, live)


def _headings(pen: Pen, sheet: Any, live: Live) -> None:
    place = live.page.layout
    pen.text(sheet, place.header_row, place.reason_col, layout.REASON, "head", bg_color="#F6F6F6")
    sheet.set_column(place.reason_col - 1, place.reason_col - 1, REASON_WIDTH)
    for col in range(place.code_col, place.code_col + _COLUMNS + len(_parts(live, live.rows))):
        pen.text(sheet, place.header_row, col, layout.CHECK_CODE, "plain")
        sheet.set_column(col - 1, col - 1, 4, None, {"hidden": True})


def _codes(pen: Pen, sheet: Any, live: Live) -> None:
    """Write each row's codes, its place in the order of faulty rows and the reasons."""
    place = live.page.layout
    blank = checks.is_blank_row(live.page)
    patterns: dict[tuple[frozenset[str], frozenset[str]], list[str]] = {}
    width = len(_parts(live, live.rows))
    reason = _reason(live)
    head = f"{live.code}${place.first_row}"
    order = f'ROWS({head}:{live.code}{ROW})-COUNTIF({head}:{live.code}{ROW},"")'
    for row, told in enumerate(live.page.rows, start=place.first_row):
        kind = (told.locked, told.aside)
        if kind not in patterns:
            patterns[kind] = _pattern(live, told, blank, width)
        for offset, text in enumerate(patterns[kind]):
            col = place.code_col + (0 if offset == 0 else offset + _COLUMNS - 1)
            pen.formula(sheet, row, col, text, "plain")
        pen.formula(sheet, row, place.code_col + 1, order, "plain")
        pen.formula(sheet, row, place.reason_col, reason, "cell", font_size=8, font_color=_INKS[WRONG])


def _pattern(live: Live, row: TableRow, blank: str, width: int) -> list[str]:
    """The formulas of one kind of row: the codes, and the parts that they are joined from where they are long."""
    wanted = [check for check in live.rows if check.applies(row)]
    parts = _parts(live, wanted)
    if not parts:
        terms = "&".join(_term(check) for check in wanted) or '""'
        return [f'IF({blank},"",{terms})' if blank else terms]
    letters = [column_letters(live.page.layout.code_col + _COLUMNS + n) for n in range(width)]
    joined = "&".join(f"${c}{ROW}" for c in letters)
    texts = ["&".join(part) for part in parts] + ['""'] * (width - len(parts))
    return [joined, *(f'IF({blank},"",{text})' if blank else text for text in texts)]


def _term(check: Check) -> str:
    return f'IF({check.broken},"{check.code};","")'


def _parts(live: Live, wanted: Sequence[Check]) -> list[list[str]]:
    """Split the terms of a row's codes so that each formula is short enough for Excel; [] where one is enough."""
    parts: list[list[str]] = [[]]
    length = 0
    for term in map(_term, wanted):
        size = len(term.replace(ROW, "99999")) + 1
        if length + size > _LONGEST:
            parts.append([])
            length = 0
        parts[-1].append(term)
        length += size
    return parts if len(parts) > 1 else []


def _reason(live: Live) -> str:
    """The first reasons of a row in words, and how many more there are."""
    last = live.first + max(len(live.rows), 1) - 1
    table = f"{CHECK_SHEET}!$A${live.first}:$B${last}"
    cell = f"{live.code}{ROW}"
    texts = []
    for number in range(_SHOWN):
        found = f"VLOOKUP(MID({cell},{number * _CODE + 1},{_CODE - 1}),{table},2,FALSE)"
        texts.append(found if number == 0 else f'IF(LEN({cell})>{number * _CODE},"；"&{found},"")')
    more = f'IF(LEN({cell})>{_SHOWN * _CODE},"；等 "&LEN({cell})/{_CODE}&" 处","")'
    return f'IF({cell}="","",{"&".join(texts)}&{more})'


def _sums(pen: Pen, sheet: Any, live: Live) -> None:
    place = live.page.layout
    terms = "&".join(_term(check) for check in live.sheet) or '""'
    pen.formula(sheet, place.check_row, place.code_col, terms, "plain")
    rows = live.over_rows(live.code)
    for severity in (WRONG, MISSING, ASKED):
        counted = "+".join(
            f'SUMPRODUCT(LEN({cells})-LEN(SUBSTITUTE({cells},"{severity}","")))' for cells in (rows, live.sheet_cell)
        )
        row, col = parse_address(live.sum_cell(severity))
        pen.formula(sheet, row, col, counted, "plain")
    explained = live.over_rows(f"${column_letters(place.explanation_col)}")
    asked = f'(LEN({rows})-LEN(SUBSTITUTE({rows},"{ASKED}","")))'
    pen.formula(sheet, place.check_row, place.code_col + 2, f'SUMPRODUCT({asked}*({explained}<>""))', "plain")
    typed = f"$B${place.first_row}:$B${place.last_row}"
    pen.formula(sheet, place.links_row, place.code_col + 2, f'SUMPRODUCT(ISBLANK({rows})*({typed}<>""))', "plain")


def _count(pen: Pen, sheet: Any, live: Live) -> None:
    """本表：待填 3 处，强制错误 2 处，核实 1 处，可报送 否."""
    place = live.page.layout
    pen.wide(sheet, place.check_row, place.span, "", "check")
    unseen = live.unseen_cell
    missing, wrong, asked = (live.sum_cell(s) for s in (MISSING, WRONG, ASKED))
    text = "&".join(
        (
            count_text("本表", missing, wrong, asked, live.explained_cell),
            f'IF({unseen}>0,"（另有 "&{unseen}&" 行是插入的，表内不能自动核对）","")',
        )
    )
    pen.formula(sheet, place.check_row, 1, text, "check")
    sheet.set_row(place.check_row - 1, 22)
    first, last = place.check_row - 1, place.check_row - 1
    ready = f"={missing}+{wrong}=0"
    good = pen.book.add_format({"bg_color": "#E2EFDA", "font_color": "#375623"})
    bad = pen.book.add_format({"bg_color": "#FCE4D6", "font_color": _INKS[WRONG]})
    for criteria, shape in ((ready, good), (f"=NOT({ready[1:]})", bad)):
        sheet.conditional_format(
            first, 0, last, place.span - 1, {"type": "formula", "criteria": criteria, "format": shape}
        )


def count_text(what: str, missing: str, wrong: str, asked: str, explained: str) -> str:
    """The formula of the sentence that counts; the arguments are cells or sums."""
    return (
        f'"{what}：待填 "&({missing})&" 处，强制错误 "&({wrong})&" 处，核实 "&({asked})&" 处"'
        f'&IF(({explained})>0,"（已说明 "&({explained})&" 处）","")'
        f'&"，可报送 "&IF(({missing})+({wrong})=0,"是","否")'
    )


def _links(pen: Pen, sheet: Any, live: Live) -> None:
    """Links to the first places: what concerns the sheet as a whole, then row by row."""
    place = live.page.layout
    row = place.links_row
    name = live.page.sheet.replace("'", "''").replace('"', '""')
    pen.text(sheet, row, 1, layout.LINKS, "note", align="right")
    order = live.over_rows(live.order)
    targets = ",".join(f'"{check.target.replace("$", "")}"' for check in live.sheet)
    whole = f'HYPERLINK("#\'{name}\'!"&CHOOSE(MATCH(LEFT({live.sheet_cell},5),{{{_list(live)}}},0),{targets}),"{layout.LINK_MARK}表头表尾")'
    cells = [f'IF({live.sheet_cell}="","",{whole})'] if live.sheet else []
    for number in range(1, min(place.span - 1 - len(cells), _MOST_LINKS) + 1):
        at = f"MATCH({number},{order},0)"
        code = f"INDEX({live.over_rows(live.code)},{at})"
        where = f"ADDRESS({at}+{place.first_row - 1},VALUE(MID({code},2,2)),4)"
        cells.append(
            f'IFERROR(HYPERLINK("#\'{name}\'!"&{where},"{layout.LINK_MARK}第"&({at}+{place.first_row - 1})&"行"),"")'
        )
    for col, text in enumerate(cells, start=2):
        pen.formula(sheet, row, col, text, "links")
    sheet.set_row(row - 1, 18)


def _list(live: Live) -> str:
    return ",".join(f'"{check.code}"' for check in live.sheet)


def _colours(pen: Pen, sheet: Any, live: Live) -> None:
    """Colour the faulty cells of the table, those outside it and the reasons."""
    place = live.page.layout
    top, bottom = place.first_row - 1, place.last_row - 1
    code = f"{live.code}{place.first_row}"
    for severity in (WRONG, MISSING, ASKED):
        shape = pen.book.add_format({"bg_color": _FILLS[severity]})
        found = f'=ISNUMBER(FIND("{severity}"&TEXT(COLUMN(),"00"),{code}))'
        sheet.conditional_format(
            top,
            1,
            bottom,
            place.width - 1,
            {"type": "formula", "criteria": found, "format": shape, "stop_if_true": True},
        )
        ink = pen.book.add_format({"font_color": _INKS[severity]})
        col = place.reason_col - 1
        sheet.conditional_format(
            top, col, bottom, col,
            {"type": "formula", "criteria": f'=LEFT({code},1)="{severity}"', "format": ink, "stop_if_true": True},
        )  # fmt: skip
    outside = {f"${column_letters(s.value_col)}${s.row}" for s in (*place.head, *place.foot)}
    for check in live.sheet:
        if check.target in outside:
            shape = pen.book.add_format({"bg_color": _FILLS[check.code[0]]})
            found = f'=ISNUMBER(FIND("{check.code}",{live.sheet_cell}))'
            sheet.conditional_format(
                check.target.replace("$", ""), {"type": "formula", "criteria": found, "format": shape}
            )
