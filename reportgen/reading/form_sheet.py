"""One sheet that is a form: table, head, foot and ticks understood, and every filled cell accounted for."""

from __future__ import annotations

import re
from typing import Any

from reportgen import layout
from reportgen.model.plan import Form
from reportgen.model.records import Return, Row
from reportgen.model.sheet import Book, Cell, CellKind, Sheet, column_letters
from reportgen.model.values import Origin, Value
from reportgen.reading import codes
from reportgen.reading.continued import carried_on, cut_beside, joined
from reportgen.reading.identify import Identity, Said, anchor
from reportgen.reading.ledger import Ledger, Place
from reportgen.reading.lexicon import Lexicon
from reportgen.reading.outside import Labels, is_check, is_printed, read_ticks, unit_line
from reportgen.reading.records import TableReader, tell_headings, tell_strange_columns
from reportgen.reading.table import Grid, Header, RowKind, Segment, find_segments, is_serial, serial_column, under
from reportgen.reading.values import FieldReader
from reportgen.reading.words import clean, loose

_OUR_WORDS = re.compile(r"^【(?:强制|核实|提示)】")
_QUOTED = 10
_LONG = 30


def read_form_sheet(
    lexicon: Lexicon, book: Book, sheet: Sheet, identity: Identity, form: Form, carried: Header | None = None
) -> Return:
    """Return what *sheet*, taken for *form*, tells; *carried* are its headings where they stand on another sheet."""
    page = _FormSheet(lexicon, book, sheet, identity, form, carried)
    cut = cut_beside(page.segments, sheet, page.labels.is_foot)
    if cut is None:
        return page.read()
    left, right = cut
    said = Said(codes.TABLE_BESIDE, right.cells[min(right.cells)], {})
    more = read_form_sheet(lexicon, book, right, carried_on(identity, said), form)
    return joined(_FormSheet(lexicon, book, left, identity, form).read(whole=False), more)


class _FormSheet:
    def __init__(
        self, lexicon: Lexicon, book: Book, sheet: Sheet, identity: Identity, form: Form, carried: Header | None = None
    ) -> None:
        self.lexicon, self.book, self.sheet, self.identity, self.form = lexicon, book, sheet, identity, form
        period = identity.period
        self.year = period.start.year if period else None
        place = Place(book.path, sheet.name, identity.unit, form.name, period.id if period else "")
        self.ledger = Ledger(sheet, place)
        self.labels = Labels(lexicon.plan, form)
        self.grid = Grid.of(sheet)
        self.rows = self.grid.rows
        is_foot = self.labels.is_foot
        if carried is None:
            self.segments = find_segments(lexicon, form, self.grid, is_foot)
        else:
            self.segments = under(lexicon, form, self.grid, is_foot, carried)
        self.nil = self.unchanged = False

    def read(self, *, whole: bool = True) -> Return:
        """Return what the sheet tells; *whole*: all of its table is there, so that its totals can be checked."""
        self._tell_identity()
        segments = self.segments
        if not segments and self.form.columns():
            expected = "、".join(layout.heading(f) for f in self.form.columns()[:4])
            self.ledger.say(codes.HEADER_MISSING, self._title(segments), expected=expected)
        around = self._around(segments)
        self._ticks(segments, around)
        records = self._table(segments, around, whole=whole and not self.identity.continued)
        head = self._head(around)
        self._printed(segments, around)
        self._hidden()
        self._comments(segments)
        self._outside()
        title = self._title(segments)
        place = self.ledger.place
        return Return(
            file=place.file,
            sheet=place.sheet,
            form=place.form,
            unit=place.unit,
            period=place.period,
            rows=records,
            head=head,
            nil=self.nil,
            unchanged=self.unchanged,
            findings=self.ledger.all_findings(),
            cells=self.ledger.count(),
            title=Origin(place.file, place.sheet, title.address if title else "A1"),
            title_raw=title.raw if title else "",
            columns=_columns(segments),
        )

    def _tell_identity(self) -> None:
        if self.sheet.state != "visible" and not self.identity.continued:
            self.ledger.say(codes.SHEET_HIDDEN, name=self.sheet.name)
        for said in self.identity.said:
            params = dict(said.params)
            params.pop("unit", None)
            self.ledger.say(said.code, said.cell, **params)
        self.ledger.printed |= self.identity.cells

    def _title(self, segments: tuple[Segment, ...]) -> Cell | None:
        """The cell that shows the form's number, else the best that stands for it."""
        found = self.identity.title or anchor(self.book, self.sheet, self.form)
        if found is None and segments:
            found = next(iter(segments[0].header.columns.values())).heading
        return found or self.sheet.cells.get(min(self.sheet.cells, default=(1, 1)))

    def _around(self, segments: tuple[Segment, ...]) -> dict[int, tuple[Cell, ...]]:
        """The rows that are no part of a table: above it, below it and between."""
        inside = {row for s in segments for row, kind in s.rows if kind is not RowKind.OTHER}
        inside |= {row for s in segments for row in range(s.header.first_row, s.header.last_row + 1)}
        return {row: cells for row, cells in self.rows.items() if row not in inside}

    # ------------------------------------------------------------ table

    def _table(
        self, segments: tuple[Segment, ...], around: dict[int, tuple[Cell, ...]], *, whole: bool
    ) -> tuple[Row, ...]:
        money = unit_line(around.values()) if segments else None
        summed = any(kind is RowKind.TOTAL for segment in segments for _, kind in segment.rows)
        unit = money[1] if money else ""
        reader = TableReader(self.lexicon, self.form, self.rows, self.ledger, self.year, unit, summed)
        records: list[Row] = []
        for index, segment in enumerate(segments):
            tell_headings(self.form, segment.header, self.ledger, first=index == 0 and not self.identity.continued)
            if index:
                cells = [c.heading for c in segment.header.columns.values()]
                self.ledger.say(codes.TABLE_AGAIN, cells[0], cells, row=segment.header.first_row)
            serials = {row: serial_column(self.sheet, segment.header, row) for row, _ in segment.rows}
            tell_strange_columns(segment, self.rows, self.ledger, serials)
            self._plain_rows(segment, serials)
            records += reader.read(segment)
        if whole:
            reader.tell_totals()
        if money is not None:
            self._tell_money(money, reader, segments)
        return tuple(records)

    def _plain_rows(self, segment: Segment, serials: dict[int, int | None]) -> None:
        """Account for 序号 and for rows that are no records."""
        beside = segment.header.printed
        for row, kind in segment.rows:
            cells = self.rows[row]
            own = [c for c in cells if (c.col == serials[row] and is_serial(c)) or c.col in beside]
            self.ledger.printed.update((c.row, c.col) for c in own)
            if kind is RowKind.NOTHING:
                rest = [c for c in cells if c not in own]
                words = "、".join(dict.fromkeys(clean(c.raw) for c in rest))
                self.ledger.say(codes.ROW_OF_NOTHING, cells=rest, row=row, value=words)
            elif kind is RowKind.BLANK:
                self.ledger.printed.update((c.row, c.col) for c in cells)

    def _tell_money(self, money: tuple[Cell, str], reader: TableReader, segments: tuple[Segment, ...]) -> None:
        cell, unit = money
        self.ledger.printed.add((cell.row, cell.col))
        for column in segments[0].header.columns.values():
            own = layout.unit_of(column.field)
            if reader.unit_of(column) == unit != own and not column.unit:
                self.ledger.say(codes.COLUMN_UNIT, cell, field=column.field.name, value=unit, expected=own)

    # ------------------------------------------------------------ around the table

    def _ticks(self, segments: tuple[Segment, ...], around: dict[int, tuple[Cell, ...]]) -> None:
        top = segments[0].header.first_row if segments else max(self.rows, default=0) + 1
        for tick in read_ticks(cells for row, cells in around.items() if row < top):
            self.ledger.printed.add((tick.label_cell.row, tick.label_cell.col))
            if tick.mark is not None and tick.clear:
                self.ledger.merged.add((tick.mark.row, tick.mark.col))
            elif tick.mark is not None:
                self.ledger.say(codes.TICK_UNCLEAR, tick.mark, label=tick.label)
            if tick.ticked:
                self._tick(tick.label)
        for row in (r for s in segments for r, kind in s.rows if kind is RowKind.NIL):
            words = next(c for c in self.rows[row] if loose(c.raw) in (layout.NIL, layout.UNCHANGED))
            self.ledger.say(codes.NIL_IN_TABLE, words, value=loose(words.raw))
            self._tick(loose(words.raw))

    def _tick(self, label: str) -> None:
        self.nil = self.nil or label == layout.NIL
        self.unchanged = self.unchanged or label == layout.UNCHANGED

    def _head(self, around: dict[int, tuple[Cell, ...]]) -> dict[str, Value]:
        place = self.ledger.place
        head: dict[str, Value] = {}
        for found in self.labels.read(around.values()):
            field, cell = found.field, found.cell
            if field.name in head:
                continue
            taken = FieldReader(self.lexicon, field, layout.unit_of(field), self.year).take(found.value_cell)
            for remark in taken.remarks:
                params: dict[str, Any] = {"value": found.value_cell.raw, **remark.params}
                self.ledger.say(remark.code, cell, field=field.name, **params)
            if taken.usable:
                note = "；".join(text for text in (found.before, taken.note) if text)
                origin = Origin(place.file, place.sheet, cell.address)
                head[field.name] = Value(taken.value, cell.raw, origin, note)
                self.ledger.merged.add((cell.row, cell.col))
        return head

    def _printed(self, segments: tuple[Segment, ...], around: dict[int, tuple[Cell, ...]]) -> None:
        """Mark what the template printed, and cells that hold nothing but blanks."""
        heads = {r for s in segments for r in range(s.header.first_row, s.header.last_row + 1)}
        top, counting = (segments[0].header.first_row, segments[0].header.printed) if segments else (0, frozenset())
        for (row, col), cell in self.sheet.cells.items():
            blank = cell.kind is CellKind.TEXT and not cell.raw.isalnum() and not clean(cell.raw)
            if blank or (row < top and (col in counting or is_check(cell))):
                self.ledger.printed.add((row, col))
            elif row in around or row in heads:
                unit = self.ledger.place.unit
                own = bool(unit) and self.lexicon.units.find(cell.raw, nearest=False).name == unit
                if own or self.labels.is_label(cell) or is_printed(self.lexicon, self.form, cell):
                    self.ledger.printed.add((row, col))

    # ------------------------------------------------------------ what has to be said

    def _hidden(self) -> None:
        hidden_rows, hidden_cols = self.sheet.hidden_rows, self.sheet.hidden_cols
        places = sorted(p for p in self.ledger.merged if p[0] in hidden_rows or p[1] in hidden_cols)
        rows = [self.sheet.cells[place] for place in places if place[0] in hidden_rows]
        cols = [self.sheet.cells[place] for place in places if place[1] in hidden_cols]
        if rows:
            what = "第 " + "、".join(str(r) for r in sorted({c.row for c in rows})) + " 行"
            self.ledger.say(codes.HIDDEN_READ, cells=rows, what=what)
        if cols:
            what = "、".join(column_letters(c) for c in sorted({c.col for c in cols})) + " 列"
            self.ledger.say(codes.HIDDEN_READ, cells=cols, what=what)

    def _comments(self, segments: tuple[Segment, ...]) -> None:
        """Quote comments, except on headings (the template's help) and those that we wrote into a returned copy."""
        heads = {(c.heading.row, c.heading.col) for s in segments for c in s.header.columns.values()}
        commented = [item for item in self.sheet.cells.items() if item[1].comment]
        for place, cell in sorted(commented):
            if place in heads:
                continue
            lines = [line.strip() for line in clean(cell.comment or "").splitlines()]
            text = "；".join(line for line in lines if line and not _OUR_WORDS.match(line))
            if text:
                self.ledger.say(codes.COMMENT, cell, text=text)

    def _outside(self) -> None:
        left = self.ledger.left()
        if not left:
            return
        texts = "、".join(f"{c.address}“{_short(c.raw)}”" for c in left[:_QUOTED])
        more = "等" if len(left) > _QUOTED else ""
        self.ledger.say(codes.OUTSIDE, left[0], left, count=len(left), texts=texts + more)


def _columns(segments: tuple[Segment, ...]) -> dict[str, str]:
    """Return the letters of each field's column; the first table's where a second one has another order."""
    found: dict[str, str] = {}
    for segment in segments:
        for col, column in segment.header.columns.items():
            found.setdefault(column.field.name, column_letters(col))
    return found


def _short(text: str) -> str:
    line = " ".join(clean(text).split())
    return line if len(line) <= _LONG else line[:_LONG] + "…"
