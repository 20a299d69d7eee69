"""填报须知, the first sheet: what is owed and by when, how to fill it in, whom to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reportgen import layout
from reportgen.edges.template_writer.checks import ASKED, MISSING, WRONG
from reportgen.edges.template_writer.form_sheet import due_text
from reportgen.edges.template_writer.live import Live, count_text
from reportgen.edges.template_writer.pages import Page
from reportgen.edges.template_writer.style import Pen, lines_of
from reportgen.model.period import Period
from reportgen.model.plan import FieldType, Unit

_COLUMNS = (
    ("序号", 6),
    ("表号", 9),
    ("表名", 26),
    ("期别", 18),
    ("报送时限", 30),
    ("已印行数", 10),
    ("每行必填", 10),
    ("备注", 22),
    ("自动核对", 24),
)
_LAST = len(_COLUMNS)
_ONE_PAGE = 20  # so many forms still leave the cover readable on one page


def write_cover(pen: Pen, sheet: Any, unit: Unit, period: Period, every: Sequence[Live]) -> None:
    """Write the cover; the names of the forms lead to their sheets."""
    for index, (_, width) in enumerate(_COLUMNS):
        sheet.set_column(index, index, width)
    pages = [live.page for live in every]
    total = sum(width for _, width in _COLUMNS)
    header = pen.plan.header
    pen.wide(sheet, 1, _LAST, f"{header.name}\n{period.label}报表填报须知", "title", text_wrap=True)
    sheet.set_row(0, 26 * (1 + lines_of(header.name, total / 1.6)))
    pen.wide(sheet, 2, _LAST, f"{layout.UNIT_LABEL}{unit.name}", "identity")
    pen.wide(sheet, 3, _LAST, _summary(pages), "plain")
    sheet.set_row(2, 20)
    _checked(pen, sheet, every)
    for col, (name, _) in enumerate(_COLUMNS, start=1):
        pen.text(sheet, 5, col, name, "head")
    sheet.set_row(4, 22)
    row = 6
    for number, live in enumerate(every, start=1):
        _line(pen, sheet, row, number, live)
        row += 1
    row += 1
    for title, sentences in _sections(pen, pages):
        pen.wide(sheet, row, _LAST, title, "section")
        sheet.set_row(row - 1, 22)
        row += 1
        for number, sentence in enumerate(sentences, start=1):
            text = f"{number}．{sentence}"
            pen.wide(sheet, row, _LAST, text, "plain")
            sheet.set_row(row - 1, 16.0 * lines_of(text, total) + 2)
            row += 1
        row += 1
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1 if len(pages) <= _ONE_PAGE else 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.set_footer("&C&9第 &P 页  共 &N 页")
    sheet.hide_gridlines(2)
    sheet.freeze_panes(5, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _summary(pages: Sequence[Page]) -> str:
    cells = sum(len(page.required(row)) for page in pages for row in page.told_rows)
    first = min(pages, key=lambda page: page.owed.due_at, default=None)
    earliest = f"，最早一张须于 {due_text(first)} 前报送" if first else ""
    known = f"；已印各行共须填 {cells} 个必填单元格" if cells else ""
    return f"本期应报 {len(pages)} 张表{known}{earliest}。"


def _checked(pen: Pen, sheet: Any, every: Sequence[Live]) -> None:
    """Sum up what the sheets find wrong."""
    missing, wrong, asked = (
        "+".join(_on_sheet(live, live.sum_cell(s)) for live in every) for s in (MISSING, WRONG, ASKED)
    )
    explained = "+".join(_on_sheet(live, live.explained_cell) for live in every)
    pen.wide(sheet, 4, _LAST, "", "check")
    if every:
        text = count_text(f"全部 {len(every)} 张表", missing, wrong, asked, explained)
        pen.formula(sheet, 4, 1, text, "check")
    sheet.set_row(3, 24)


def _on_sheet(live: Live, cell: str) -> str:
    return f"'{live.page.sheet}'!{cell}"


def _state(live: Live) -> str:
    """The formula of one sheet's state: 可报送, or what is still to do."""
    missing, wrong, asked = (_on_sheet(live, live.sum_cell(s)) for s in (MISSING, WRONG, ASKED))
    todo = f'"待填 "&{missing}&"，错误 "&{wrong}'
    return f'IF({missing}+{wrong}=0,"可报送",{todo})&IF({asked}>0,"，核实 "&{asked},"")'


def _line(pen: Pen, sheet: Any, row: int, number: int, live: Live) -> None:
    page = live.page
    rows, required = len(page.told_rows), max(len(page.required(row)) for row in page.rows)
    texts = (
        str(number), page.form.number, page.form.name, page.owed.period.label, due_text(page),
        f"{rows} 行" if rows else "—", f"{required} 项" if required else "—", page.owed.note,
    )  # fmt: skip
    for col, text in enumerate(texts, start=1):
        align = "left" if col in (3, 8) else "center"
        pen.text(sheet, row, col, text, "cell", align=align)
    sheet.write_url(
        row - 1, 2, f"internal:'{page.sheet}'!A1", pen.format("link", align="left", text_wrap=True), page.form.name
    )
    pen.formula(sheet, row, _LAST, _state(live), "cell", align="center")
    width = dict(_COLUMNS)
    lines = max(lines_of(page.form.name, width["表名"]), lines_of(page.owed.note, width["备注"]))
    sheet.set_row(row - 1, 16.0 * lines + 6)


def _sections(pen: Pen, pages: Sequence[Page]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "怎样填", tuple(_how(pages))
    header = pen.plan.header
    yield (
        "怎样报",
        (
            "请在本文件上直接填写，不要改动表号、期别、填报单位、表头和灰色单元格，不要增删列；行不够的可在表中插入行。",
            "填完后请填报人、审核人核对签名项，保存为 .xlsx（.xls、.et、.ods 也可读取），不要设打开密码，不要只发截图或扫描件。",
            "到报送时限的时刻为止，以收到时间为准；报送后发现有误的，改好后重新报送整份文件，以最后一次为准。",
            f"不清楚的请联系{header.office}（设在{header.office_unit}）。",
        ),
    )


def _how(pages: Sequence[Page]) -> Iterator[str]:
    """Only what concerns the forms in this workbook."""
    forms = [page.form for page in pages]
    kinds = {FieldType(field.type) for form in forms for field in form.fields}
    yield f"表头带“{layout.REQUIRED_MARK.strip()}”的为必填；灰色单元格已印好，不用填；选中单元格会出现填写提示，有下拉箭头的请从列表中选。"
    if any(form.nil_allowed for form in forms):
        yield f"本期没有内容可报的表，在表上方“{layout.NIL}”右边的格里选 {layout.TICK}；什么都不填不等于“{layout.NIL}”，按未报处理。"
    if any(form.unchanged_allowed for form in forms):
        yield f"与上期完全相同的表，在“{layout.UNCHANGED}”右边的格里选 {layout.TICK}，不用重填。"
    if any(form.carry or form.rows_from for form in forms):
        yield "预先填好的行来自方案或贵单位上期所报，请逐行核对并补填本期数；已经不存在的写明情况，不要直接删去。"
    if kinds & {FieldType.WAN, FieldType.YI, FieldType.NUMBER, FieldType.PERCENT, FieldType.INTEGER}:
        yield "数字格只填数字，单位以表头为准（不要再写“万元”“家”）；百分数填数值，6.5% 填 6.5；没有数据的留空，不要填 0。"
    if FieldType.DATE in kinds:
        yield "日期填到日，如 2025-10-31；只能确定到旬、月、季的，写“2025年10月下旬”“2025年10月”，不要凑成某一天。"
    if kinds & {FieldType.USCC, FieldType.PROJECT_CODE}:
        yield "统一社会信用代码 18 位、项目代码 24 位（含连字符）按原样填写，单元格已设为文本，请勿改为数字格式。"
    if any(form.purpose == "事项" for form in forms):
        yield "事项表的编号由系统印好，新提事项从空行填起，不要改编号；白色格由贵单位填，灰色格由其他单位填，不用动。"
