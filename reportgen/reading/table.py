"""The table of a form's sheet: where its headings stand, which column is which field, what each row is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from reportgen import layout
from reportgen.model.plan import Field, FieldType, Form
from reportgen.model.sheet import Cell, CellKind, Sheet
from reportgen.reading.lexicon import Heading, Headings, Lexicon
from reportgen.reading.words import clean, loose, means_nothing

_FINGERPRINT = 0.6  # share of the telling headings that makes a sheet a form
_LONGEST_HEADING = 80  # a longer text is none
_HEAD_ROWS = 40  # headings of an unidentified sheet stand within these
_TOTAL = re.compile(r".{0,12}(?:合计|小计|总计|共计)数?(?:\(.*\))?|其中(?::.*)?")
_REMARK = re.compile(r"(?:备注|注|说明|附注|填表说明|填报说明|注意|注意事项|单位)\d*[:：].*", re.DOTALL)
_SECTION = re.compile(r"(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十]+\)).*")
_SERIAL = re.compile(r"\(?[0-9]+(?:\.0*)?\)?[.、]?|[一二三四五六七八九十]+")


_STEMS = tuple("甲乙丙丁戊己庚辛壬癸")
_FEWEST_NUMBERED = 3


class RowKind(Enum):
    """What a row below the headings is."""

    DATA = "data"
    TOTAL = "total"  # 合计, 小计, 其中
    NOTHING = "nothing"  # only 无 or strokes
    NIL = "nil"  # 本期无 or 较上期无变化 written into the table
    BLANK = "blank"  # only what the template printed: 序号, a matter's number
    OTHER = "other"  # remarks, headings of sections, foot


FootTest = Callable[[tuple[Cell, ...]], bool]
"""Says whether a row belongs to the foot (填报人 …); see `outside`."""
Area = tuple[int, int, int, int]
Rows = Mapping[int, tuple[Cell, ...]]
"""The filled cells of each row, left to right."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet's filled cells by row, and the merges over several columns by each row that they touch."""

    sheet: Sheet
    rows: Rows
    wide: Mapping[int, tuple[Area, ...]]

    @classmethod
    def of(cls, sheet: Sheet) -> Grid:
        wide: dict[int, tuple[Area, ...]] = {}
        for area in sheet.merges:
            if area[3] > area[1]:
                for row in range(area[0], min(area[2], area[0] + 2) + 1):  # headings fill three rows at most
                    wide[row] = (*wide.get(row, ()), area)
        return cls(sheet, sheet.rows, wide)

    def shown_at(self, row: int, col: int) -> Cell | None:
        """Return the text cell that shows at (row, col): its own or that of the merge over it."""
        area = next((a for a in self.wide.get(row, ()) if a[1] <= col <= a[3]), None)
        cell = self.sheet.cells.get((area[0], area[1]) if area else (row, col))
        return cell if cell is not None and cell.kind is CellKind.TEXT else None

    def last_col(self, cell: Cell) -> int:
        """Return the last column that a cell covers."""
        return next((a[3] for a in self.wide.get(cell.row, ()) if a[:2] == (cell.row, cell.col)), cell.col)

    def top(self, count: int) -> Grid:
        """The same grid, its first *count* rows from the first filled one on."""
        end = min(self.rows, default=0) + count
        return Grid(self.sheet, {row: cells for row, cells in self.rows.items() if row < end}, self.wide)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the received table that a field was found for."""

    col: int
    field: Field
    heading: Cell
    unit: str = ""  # as typed in the heading, where it is not the template's
    renamed: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """One block of headings (one to three rows) and the columns it gives."""

    first_row: int
    last_row: int
    columns: Mapping[int, Column]
    serial: int | None
    strange: Mapping[int, Cell]  # headings of columns that are no field of the form
    twice: Mapping[int, Column]  # a field's heading again, further right
    printed: frozenset[int] = frozenset()  # columns that hold nothing but what the template itself finds
    explanations: int | None = None  # the column in which the unit explains its rows
    beside: frozenset[int] = frozenset()  # both: the columns of `layout.CHECK_COLUMNS`

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(c.field.name for c in self.columns.values())


@dataclass(frozen=True, slots=True)
class Segment:
    """A header and the rows under it, each with its kind, up to the next header."""

    header: Header
    rows: tuple[tuple[int, RowKind], ...]
    behind_foot: frozenset[int] = field(default_factory=frozenset)


def fingerprint(lexicon: Lexicon, grid: Grid, known: Form | None = None) -> Form | None:
    """Return the form whose telling headings stand on the sheet; *known* itself if they are well enough its own."""
    grid = grid.top(_HEAD_ROWS)
    best: tuple[float, Form] | None = None
    forms = lexicon.plan.forms if known is None else (known, *lexicon.plan.forms)
    for form in forms:
        headings = lexicon.headings(form)
        header = _best_header(grid, headings, _candidates(grid, headings))
        share = len(header.fields & headings.telling) / len(headings.telling) if header and headings.telling else 0.0
        if form is known and share >= _FINGERPRINT:
            return form
        score = share + (len(header.fields) / len(form.columns()) / 100 if header else 0)
        if share >= _FINGERPRINT and (best is None or score > best[0]):
            best = (score, form)
    return best[1] if best else None


def find_segments(lexicon: Lexicon, form: Form, grid: Grid, is_foot: FootTest) -> tuple[Segment, ...]:
    """Return the table's parts: under the best header of the form, and under each repetition of it."""
    headings = lexicon.headings(form)
    candidates = _candidates(grid, headings)
    first = _best_header(grid, headings, candidates)
    if first is None:
        return ()
    wanted = max(1 if len(first.columns) == 1 else 2, (len(first.columns) + 1) // 2)
    headers = [first]
    for row in candidates:
        if row > headers[-1].last_row:
            header = _header_at(grid, headings, row)
            if header is not None and len(header.columns) >= wanted:
                headers.append(header)
    ends = [h.first_row for h in headers[1:]] + [max(grid.rows) + 1]
    judge = _RowJudge(lexicon, form, grid, is_foot)
    return tuple(judge.segment(header, end) for header, end in zip(headers, ends, strict=True))


def under(lexicon: Lexicon, form: Form, grid: Grid, is_foot: FootTest, header: Header) -> tuple[Segment, ...]:
    """Return the part of a table whose headings stand on another sheet: *header* tells the columns."""
    return (_RowJudge(lexicon, form, grid, is_foot).segment(header, max(grid.rows) + 1),)


# ---------------------------------------------------------------- headings


def _candidates(grid: Grid, headings: Headings) -> tuple[int, ...]:
    """Return the rows that headings can start in: they have one, the row below has, or it completes one."""
    told: set[int] = set()
    for row, cells in grid.rows.items():
        texts = [c.raw for c in cells if c.kind is CellKind.TEXT]
        if any(len(text) < _LONGEST_HEADING and headings.find(text) is not None for text in texts):
            told |= {row - 1, row}
        elif any(headings.may_end(text) for text in texts) and any(
            c.kind is CellKind.TEXT and headings.may_begin(c.raw)
            for r in ((row - 1, row - 2) if row - 1 in grid.wide else (row - 1,))
            for c in grid.rows.get(r, ())
        ):
            told.add(row - 1)
    return tuple(row for row in grid.rows if row in told)


def _best_header(grid: Grid, headings: Headings, rows: Iterable[int]) -> Header | None:
    best: Header | None = None
    for row in rows:
        header = _header_at(grid, headings, row)
        if header is not None and (best is None or len(header.columns) > len(best.columns)):
            best = header
    return best


def _header_at(grid: Grid, headings: Headings, row: int) -> Header | None:
    """Return the header that starts in *row*: its own headings, completed by those of the one or two rows below."""
    rows = grid.rows
    found = {c.col: (c, h) for c in rows.get(row, ()) if (h := _heading(headings, c)) is not None}
    told, last_row = dict(found), row
    for below in (row + 1, row + 2):
        more = _lower_row(grid, headings, row, below, told)
        if more is None:
            break
        if more:
            told, last_row = {**told, **more}, below
        if below == row + 1 and not found and len(more) <= sum(_heading(headings, c) is not None for c in rows[below]):
            return None  # the row below says all of it alone
    columns: dict[int, Column] = {}
    twice: dict[int, Column] = {}
    known: set[str] = set()
    for col, (cell, heading) in sorted(told.items()):
        column = Column(col, heading.field, cell, heading.unit, heading.renamed)
        if heading.field.name in known:
            twice[col] = column
        else:
            known.add(heading.field.name)
            columns[col] = column
    if not columns:
        return None
    heads = [c for r in range(row, last_row + 1) for c in rows.get(r, ())]
    serial = next((c.col for c in heads if loose(c.raw) in ("序号", "序", "行号")), None)
    ours = {c.col: loose(c.raw) for c in heads if c.col not in columns and loose(c.raw) in layout.CHECK_COLUMNS}
    beside = frozenset(ours)
    explanations = next((col for col, words in ours.items() if words == layout.EXPLANATION), None)
    known_cols = {*columns, *twice, *beside, serial}
    # in the rows above the last: a heading beside the groups that has nothing under it
    strange = {
        c.col: c
        for c in reversed(heads)
        if c.col not in known_cols and (clean(c.raw) if c.row == last_row else not _spans(grid, c, told))
    }
    return Header(
        row, last_row, columns, serial, strange, twice, beside - {explanations}, explanations, beside
    )  # fmt: skip


def _heading(headings: Headings, cell: Cell) -> Heading | None:
    return headings.find(cell.raw) if cell.kind is CellKind.TEXT and len(cell.raw) < _LONGEST_HEADING else None


def _lower_row(
    grid: Grid, headings: Headings, top: int, row: int, above: Mapping[int, tuple[Cell, Heading]]
) -> dict[int, tuple[Cell, Heading]] | None:
    """Return the headings that *row* adds to those from *top* on, None where it is no further row of headings.

    A further row has no cell under a heading that is complete already. A heading may be told in parts, the
    first of them over several columns (投资 over 本年 over 计划投资, 完成投资); a row may tell such groups only.
    """
    cells = grid.rows.get(row, ())
    if not cells or any(c.col in above for c in cells):
        return None
    found = {}
    for cell in cells:
        if cell.kind is CellKind.TEXT and (heading := _told_in_parts(grid, headings, top, cell)) is not None:
            found[cell.col] = (cell, heading)
    if not found and not all(grid.last_col(c) > c.col for c in cells):
        return None
    return found


def _told_in_parts(grid: Grid, headings: Headings, top: int, cell: Cell) -> Heading | None:
    """The heading that *cell* ends: with the groups over it, with one of them, or alone."""
    parents = [clean(p.raw) for r in range(top, cell.row) if (p := grid.shown_at(r, cell.col)) is not None]
    text = clean(cell.raw)
    for group in dict.fromkeys(("".join(parents), *reversed(parents))):
        if group and (heading := headings.find(group + text)) is not None:
            return heading
    return _heading(headings, cell)


def _spans(grid: Grid, cell: Cell, below: Mapping[int, object]) -> bool:
    """Whether *cell* is the heading of a group: it stands over one of the headings *below*."""
    return any(cell.col <= col <= grid.last_col(cell) for col in below)


# ---------------------------------------------------------------- rows


class _RowJudge:
    def __init__(self, lexicon: Lexicon, form: Form, grid: Grid, is_foot: FootTest) -> None:
        self._lexicon, self._form, self._grid, self._is_foot = lexicon, form, grid, is_foot
        self._number = re.compile(rf"{re.escape(form.number)}-[^-]+-[0-9QDW]+-\d+", re.IGNORECASE)
        self._required = lexicon.headings(form).required

    def segment(self, header: Header, end: int) -> Segment:
        kinds: list[tuple[int, RowKind]] = []
        behind: set[int] = set()
        foot = False
        for row in (r for r in self._grid.rows if header.last_row < r < end):
            kind = self._kind(header, row)
            foot = foot or (kind is RowKind.OTHER and self._is_foot(self._grid.rows[row]))
            if foot and kind in (RowKind.DATA, RowKind.TOTAL):
                kind = kind if self._is_full(header, row) else RowKind.OTHER
                if kind is not RowKind.OTHER:
                    behind.add(row)
            kinds.append((row, kind))
        return Segment(header, tuple(kinds), frozenset(behind))

    def _kind(self, header: Header, row: int) -> RowKind:
        beside, serial = header.printed, serial_column(self._grid.sheet, header, row)
        cells = [
            c
            for c in self._grid.rows[row]
            if c.col not in beside and (c.kind is not CellKind.TEXT or c.raw.isalnum() or clean(c.raw))
        ]
        own = [c for c in cells if c.col in header.columns]
        serials = [c for c in cells if c.col == serial]
        if not cells:
            return RowKind.BLANK
        if len(own) <= 1 and any(loose(c.raw) in (layout.NIL, layout.UNCHANGED) for c in cells):
            return RowKind.NIL
        if self._is_foot(self._grid.rows[row]) or (row == header.last_row + 1 and _numbers_columns(header, cells)):
            return RowKind.OTHER
        if self._is_total(header, [*serials, *own[:2]]):
            return RowKind.TOTAL
        if not own:
            return RowKind.BLANK if len(serials) == len(cells) and is_serial(serials[0]) else RowKind.OTHER
        if len(own) == 1:
            return self._kind_of_one(header, row, own[0], only=len(cells) - len(serials) == 1)
        if all(means_nothing(c.raw) for c in own) and not self._form.rows_from:
            return RowKind.NOTHING
        return RowKind.DATA

    def _kind_of_one(self, header: Header, row: int, cell: Cell, *, only: bool) -> RowKind:
        """Judge a row of which one cell of the table is filled."""
        column = header.columns[cell.col]
        if column.field.role == "matter" and only and self._number.fullmatch(clean(cell.raw)):
            return RowKind.BLANK
        if means_nothing(cell.raw) and not self._form.rows_from:
            return RowKind.NOTHING
        width = self._grid.last_col(cell) - cell.col + 1
        wide = width > 1 and width * 2 > len(header.columns)
        text = loose(cell.raw)
        listed = self._listed(column.field, cell)
        if not listed and (wide or _REMARK.fullmatch(text) or _SECTION.fullmatch(text)) and len(header.columns) > 1:
            return RowKind.OTHER
        return RowKind.DATA

    def _is_total(self, header: Header, cells: list[Cell]) -> bool:
        """Whether a row says 合计, and not as a value that the plan knows (a category 全县合计)."""
        said = [c for c in cells if c.kind is CellKind.TEXT and is_total(c.raw)]
        columns = [header.columns.get(c.col) for c in said]
        listed = (c is not None and self._listed(c.field, cell) for c, cell in zip(columns, said, strict=True))
        return bool(said) and not any(listed)

    def _listed(self, field: Field, cell: Cell) -> bool:
        """Whether the plan knows the cell's text as a value, so that it is no remark and no total."""
        options = self._lexicon.options(field)
        return options is not None and bool(options.find(cell.raw, nearest=False).name)

    def _is_full(self, header: Header, row: int) -> bool:
        filled = {header.columns[c.col].field.name for c in self._grid.rows[row] if c.col in header.columns}
        wanted = self._required & header.fields
        return len(filled) >= 2 and len(filled & wanted) * 2 >= len(wanted)


def _numbers_columns(header: Header, cells: list[Cell]) -> bool:
    """Whether a row under the headings only numbers the columns: 甲, 乙, 1, 2, 3, one number after the other.

    Numbers alone may be data; they are none where a text ought to stand.
    """
    texts = [loose(c.raw).strip("().") for c in cells]
    letters = [t for t in texts if t in _STEMS]
    numbers = [str(n) for n in range(1, len(texts) - len(letters) + 1)]
    if len(texts) < _FEWEST_NUMBERED or texts != [*_STEMS[: len(letters)], *numbers]:
        return False
    fields = [header.columns[c.col].field for c in cells if c.col in header.columns]
    return bool(letters) or any(FieldType.of(f.type) is FieldType.TEXT for f in fields)


def serial_column(sheet: Sheet, header: Header, row: int) -> int | None:
    """The column of 序号: by its heading, else column A where its numbers stand without one."""
    if header.serial is not None:
        return header.serial
    cell = sheet.cells.get((row, 1))
    free = 1 not in header.columns and 1 not in header.strange and 1 not in header.twice
    return 1 if free and cell is not None and is_serial(cell) else None


def is_total(text: str) -> bool:
    """Whether a text says that its row sums up others: 合计, 工业小计, 其中：省重点."""
    if "计" not in text and "其" not in text:  # nothing else becomes one of these by being made comparable
        return False
    return bool(_TOTAL.fullmatch(loose(text)))


def is_serial(cell: Cell) -> bool:
    """Whether a cell holds a row's number, as printed or as typed."""
    return cell.kind in (CellKind.NUMBER, CellKind.TEXT) and bool(_SERIAL.fullmatch(loose(cell.raw)))
