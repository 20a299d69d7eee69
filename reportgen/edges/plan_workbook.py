"""plan.xlsx: written for staff to edit, with marked headings, drop-downs and a page that explains it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportgen.edges.atomic import replacing
from reportgen.edges.packages import finish
from reportgen.edges.plan_sheets import HEADER_HEADINGS, LISTS_SHEET, README_SHEET, SheetSpec, is_header, marked, sheets
from reportgen.model import screen
from reportgen.model.plan import Column, ColumnKind, Plan
from reportgen.model.sheet import column_letters
from reportgen.model.values import plain
from reportgen.plan.names import REGISTERS, known_names
from reportgen.plan.parse import join_texts

_K = ColumnKind
_SPARE_ROWS = 200
"""Empty rows below the content that still have drop-downs and hints."""
_CREATED = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
_INJECTION = ("=", "+", "-", "@", "\t", "\r")
_NUMBER_FORMATS = {_K.DATE: "yyyy-mm-dd", _K.INTEGER: "General", _K.NUMBER: "General"}
_WIDEST, _NARROWEST = 60, 9
_A3, _A4 = 8, 9
_LINE_HEIGHT, _HIGHEST = 15.0, 405.0
_TITLE_MOST, _MESSAGE_MOST = 32, 255
_KIND_HINTS = {
    _K.INTEGER: "填整数",
    _K.NUMBER: "填数字，不带单位",
    _K.DATE: "填日期，如 2025-10-31",
    _K.TIME: "填时刻，如 18:00",
    _K.TEXTS: "可填多项，用顿号（、）隔开",
    _K.REFS: "可填多项，用顿号（、）隔开",
    _K.FORMULA: "公式：字段名写在方括号里，文字加双引号",
}


def write_workbook(plan: Plan, path: Path) -> None:
    """Write *plan* as a workbook at *path*, whole or not at all; the same plan gives the same bytes."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with replacing(path) as temporary:
        book = xlsxwriter.Workbook(str(temporary), options)
        book.set_properties({"created": _CREATED, "title": f"{plan.header.name}（方案）"})
        _Writer(book, plan).write()
        finish(book)


class _Writer:
    def __init__(self, book: Any, plan: Plan) -> None:
        self._book = book
        self._plan = plan
        self._formats: dict[tuple[str, bool], Any] = {}
        self._lists: dict[tuple[str, ...], str] = {}  # values → the range that holds them
        self._head = {
            required: book.add_format(
                {
                    "bold": True,
                    "text_wrap": True,
                    "valign": "vcenter",
                    "border": 1,
                    "bg_color": "#1F4E78" if required else "#DDEBF7",
                    "font_color": "#FFFFFF" if required else "#1F4E78",
                }
            )
            for required in (True, False)
        }

    def write(self) -> None:
        readme = self._book.add_worksheet(README_SHEET)
        pages = {spec: self._book.add_worksheet(spec.name) for spec in sheets()}
        self._hidden = self._book.add_worksheet(LISTS_SHEET)
        self._hidden.hide()
        counts = {}
        for page in (readme, *pages.values()):
            page.set_paper(_A4)
            page.set_landscape()
            page.fit_to_pages(1, 0)
        for spec, page in pages.items():
            counts[spec] = self._header(spec, page) if is_header(spec) else self._section(spec, page)
        self._readme(readme, counts)
        readme.activate()

    # ------------------------------------------------------------ sheets

    def _header(self, spec: SheetSpec, page: Any) -> int:
        for col, heading in enumerate(HEADER_HEADINGS):
            page.write_string(0, col, heading, self._head[False])
        for row, (name, column) in enumerate(spec.columns, 1):
            page.write_string(row, 0, marked(column), self._head[column.required])
            self._cell(page, row, 1, getattr(self._plan.header, name), column)
            page.write_string(row, 2, column.help, self._format("@"))
            self._validate(page, (row, 1, row, 1), column)
        page.set_column(0, 0, 20)
        page.set_column(1, 2, 50)
        page.freeze_panes(1, 1)
        return len(spec.columns)

    def _section(self, spec: SheetSpec, page: Any) -> int:
        heads = [*([_parent_column(spec)] if spec.nested else []), *(c for _, c in spec.columns)]
        rows = list(self._rows(spec))
        widths = [_width(column, [r[col] for r in rows]) for col, column in enumerate(heads)]
        for col, column in enumerate(heads):
            page.write_string(0, col, marked(column), self._head[column.required])
            self._validate(page, (1, col, len(rows) + _SPARE_ROWS, col), column)
            page.set_column(col, col, widths[col], self._format(_number_format(column)))
        for row, values in enumerate(rows, 1):
            page.set_row(row, _height(values, heads, widths))
            for col, (value, column) in enumerate(zip(values, heads, strict=True)):
                self._cell(page, row, col, value, column)
        page.freeze_panes(1, 2 if spec.nested else 1)
        page.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
        page.set_paper(_A3)
        page.repeat_rows(0)
        return len(rows)

    def _rows(self, spec: SheetSpec) -> Iterator[list[object]]:
        for item in getattr(self._plan, spec.section.attribute):
            if not spec.nested:
                yield [getattr(item, name) for name, _ in spec.columns]
                continue
            for child in getattr(item, spec.attribute):
                yield [getattr(item, spec.section.key), *(getattr(child, name) for name, _ in spec.columns)]

    # ------------------------------------------------------------ cells

    def _cell(self, page: Any, row: int, col: int, value: object, column: Column) -> None:
        number_format = _number_format(column)
        if isinstance(value, datetime.date) and value >= datetime.date(1900, 3, 1):
            _done(page.write_datetime(row, col, value, self._format(number_format)), value)
        elif (number := _exact(value)) is not None:
            _done(page.write_number(row, col, number, self._format(number_format)), value)
        elif text := _text(value, column):
            injected = text.startswith(_INJECTION)
            _done(page.write_string(row, col, text, self._format(number_format, quoted=injected)), value)
        else:
            page.write_blank(row, col, None, self._format(number_format))

    def _format(self, number_format: str, *, quoted: bool = False) -> Any:
        key = (number_format, quoted)
        if key not in self._formats:
            self._formats[key] = self._book.add_format(
                {
                    "num_format": number_format,
                    "quote_prefix": quoted,
                    "text_wrap": True,
                    "valign": "top",
                    "border": 1,
                    "border_color": "#BFBFBF",
                }
            )
        return self._formats[key]

    def _validate(self, page: Any, area: tuple[int, int, int, int], column: Column) -> None:
        """Give the cells of *area* their drop-down and the hint of what belongs there."""
        source = self._source(column)
        message = _hint(column)
        if not source and not message:
            return
        rule: dict[str, object] = {"validate": "any"}
        if source:
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            rule |= {
                "error_title": "不在可选范围内",
                "error_message": "请从下拉中选择；确属新增的，请先在相应工作表登记。",
            }
        if message:
            rule |= {"input_title": column.heading[:_TITLE_MOST], "input_message": message[:_MESSAGE_MOST]}
        _done(page.data_validation(*area, rule), column.heading)

    def _source(self, column: Column) -> str:
        """Return the range of a drop-down, "" for columns without one."""
        if column.kind is _K.YESNO:
            return self._listed(("是", "否"))
        if column.kind is _K.CHOICE:
            return self._listed(tuple(c for c in column.choices if c))
        if column.kind is not _K.REF:
            return ""
        if len(column.to) == 1 and (source := _key_range(column.to[0])):
            return source
        known = known_names(self._plan)
        return self._listed(tuple(dict.fromkeys(n for to in column.to for n in known[to])))

    def _listed(self, values: tuple[str, ...]) -> str:
        """Return the range of the hidden sheet that holds *values*, written there once."""
        if not values:
            return ""
        if values not in self._lists:
            col = len(self._lists)
            for row, value in enumerate(values):
                _done(self._hidden.write_string(row, col, value), value)
            letters = column_letters(col + 1)
            self._lists[values] = f"='{LISTS_SHEET}'!${letters}$1:${letters}${len(values)}"
        return self._lists[values]

    # ------------------------------------------------------------ the page that explains

    def _readme(self, page: Any, counts: Mapping[SheetSpec, int]) -> None:
        title = self._book.add_format({"bold": True, "font_size": 16})
        bold = self._book.add_format({"bold": True})
        link = self._book.add_format({"font_color": "#0563C1", "underline": 1})
        page.set_column(0, 0, 18)
        page.set_column(1, 1, 12)
        page.set_column(2, 2, 90)
        page.set_row(0, 28)
        page.write_string(0, 0, f"{self._plan.header.name}：方案登记簿", title)
        row = 2
        for line in _README:
            page.write_string(row, 0, line)
            row += 1
        page.write_string(row, 0, "必填的列 *", self._head[True])
        page.write_string(row, 2, "深色表头：每一行都要填")
        page.write_string(row + 1, 0, "选填的列", self._head[False])
        page.write_string(row + 1, 2, "浅色表头：可以不填；留空即用默认值（点中单元格可看提示）")
        row += 3
        for col, heading in enumerate(("工作表", "现有项数", "登记什么")):
            page.write_string(row, col, heading, bold)
        for spec, count in counts.items():
            row += 1
            page.write_url(row, 0, f"internal:'{spec.name}'!A1", link, spec.name)
            page.write_number(row, 1, count)
            page.write_string(row, 2, _purpose(spec))


_README = (
    "这本工作簿登记方案的全部内容，程序据此发表、收表、汇总、亮灯和写简报。改动后请保存，再做下面的事：",
    "1. 运行 reportgen plan check：一次列出所有填错的地方，指明工作表和单元格。",
    "2. 没有错误后，运行 reportgen plan show 通读一遍，再运行 reportgen issue 发表。",
    "3. 需要文本格式的，运行 reportgen plan convert templates/plan.xlsx templates/plan.yaml；两份并存时内容必须一致。",
    "工作表名和表头不要改动，列的次序可以调整；新增一项就新增一行；多项用顿号（、）隔开，或一行一项。",
    "目标、时限、责任单位在年内有变动的，不要直接改原值，请在“变更”里登记自何日起改为何值。",
    "",
)


def _purpose(spec: SheetSpec) -> str:
    words = "、".join(c.heading for _, c in spec.columns if c.required)
    belongs = f"每行属于“{spec.section.sheet}”里的一项；" if spec.nested else ""
    return f"{belongs}必填：{words}" if words else belongs


def _parent_column(spec: SheetSpec) -> Column:
    return Column(spec.parent_heading, _K.REF, required=True, to=(spec.section.attribute,))


def _key_range(section: str) -> str:
    """Return the range of the column of a section's sheet that names its items, "" if there is none."""
    spec = next((s for s in sheets() if not s.nested and s.attribute == section), None)
    if spec is None:
        return ""
    letters = column_letters([name for name, _ in spec.columns].index(spec.section.key) + 1)
    return f"='{spec.name}'!${letters}$2:${letters}$1000"


def _hint(column: Column) -> str:
    parts = [column.help, _KIND_HINTS.get(column.kind, "")]
    if column.kind is _K.REFS:
        names = {s.attribute: s.name for s in sheets() if not s.nested}
        parts.append("可填：" + "、".join(f"“{names[to]}”" for to in column.to if to in names) + "里的名称")
    if "registers" in column.to:
        parts.append(f"也可填{'、'.join(REGISTERS)}")
    return "；".join(filter(None, parts))


def _number_format(column: Column) -> str:
    return _NUMBER_FORMATS.get(column.kind, "@")


def _exact(value: object) -> float | None:
    """Return a number that Excel keeps exactly; None for others, which are written as text."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = float(value)
    text = repr(number)
    exact = "e" not in text and len(plain(value).strip("-").replace(".", "")) <= 15 and Decimal(text) == value
    return number if exact else None


def _text(value: object, column: Column) -> str:
    if isinstance(value, tuple):
        return join_texts(value)
    if value is False and column.kind is _K.YESNO:
        return "否"
    return plain(value) if isinstance(value, str | bool | int | Decimal | datetime.date) else ""


def _width(column: Column, values: Iterable[object]) -> int:
    """Return a column's width in characters, wide enough for its heading and most of its content."""
    lengths = [screen.width(line) for v in values for line in _text(v, column).split("\n")]
    return min(max([_NARROWEST, screen.width(marked(column)) + 3, *(n + 2 for n in lengths)]), _WIDEST)


def _height(values: Iterable[object], heads: Iterable[Column], widths: Iterable[int]) -> float:
    """Return the height in points that shows the longest cell of a row, within what Excel allows."""
    told = (_text(value, column).split("\n") for value, column in zip(values, heads, strict=True))
    lines = max(
        sum(-(-max(screen.width(line), 1) // (width - 2)) for line in cell)
        for cell, width in zip(told, widths, strict=True)
    )
    return min(_LINE_HEIGHT * lines, _HIGHEST)


def _done(code: int, what: object) -> None:
    """xlsxwriter tells by its return value, not by an exception, that it left something out."""
    if code:
        raise RuntimeError(f"xlsxwriter refused {what!r}: {code}")
