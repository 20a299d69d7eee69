"""The rows of a table as records: values with their places, merged cells and 同上 filled in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from reportgen import layout
from reportgen.model.packed import ReadValues
from reportgen.model.plan import FieldType, Form
from reportgen.model.records import Row
from reportgen.model.sheet import Cell, CellKind, address, parse_address
from reportgen.model.values import Origin, Understood, Value, plain
from reportgen.reading import codes
from reportgen.reading.ledger import Ledger
from reportgen.reading.lexicon import Lexicon
from reportgen.reading.numbers import power_between
from reportgen.reading.table import Column, Header, RowKind, Rows, Segment, is_total
from reportgen.reading.totals import Level, Line, doubts, level_of, rounding
from reportgen.reading.values import FieldReader, Remark, Taken
from reportgen.reading.words import clean, key_text, loose, means_same

_COPYABLE = frozenset({FieldType.TEXT, FieldType.CHOICE, FieldType.CHOICES, FieldType.DATE})
_MONEY = frozenset({FieldType.WAN, FieldType.YI})
_USUAL_DECIMALS = 2  # where neither field nor unit says how many
_NOT_ADDED = frozenset({"rank", "rank_field", "growth", "value", "peer", "measured"})


@dataclass
class TableReader:
    """Reads the rows of one sheet's segments; findings and used cells go to the ledger."""

    lexicon: Lexicon
    form: Form
    rows: Rows
    ledger: Ledger
    year: int | None
    money_unit: str = ""  # told by a line above the table: 单位：亿元
    summed: bool = False  # whether the table has totals, in any of its segments
    _above: Mapping[str, Value] = field(default_factory=dict)
    _seen: set[tuple[int, int]] = field(default_factory=set)
    _lines: list[Line] = field(default_factory=list)
    _places: dict[tuple[int, str], tuple[Cell, FieldReader]] = field(default_factory=dict)  # of totals: row, field

    def read(self, segment: Segment) -> Iterator[Row]:
        """Yield the records of *segment*."""
        readers = {c.col: self._reader(c) for c in segment.header.columns.values()}
        spread = self._merges(segment)
        for number, kind in segment.rows:
            if kind is RowKind.TOTAL:
                self._total(number, readers)
            if kind is not RowKind.DATA:
                continue
            if number in segment.behind_foot:
                self.ledger.say(codes.ROW_BEHIND_FOOT, cells=self.rows[number], row=number)
            cells = [c for c in self.rows[number] if c.col in readers]
            if number in spread:
                own = {c.col: c for c in cells}
                cells = [cell for _, cell in sorted((spread[number] | own).items())]
            row = self._record(readers, cells, self._explanation(segment.header, number))
            if self.summed:
                names = [readers[cell.col].name for cell in cells]
                told = {name: _number(row.get(name) if row else None) for name in names}
                self._lines.append(Line(number, Level.RECORD, "", told))
            if row is not None:
                yield row

    def _reader(self, column: Column) -> FieldReader:
        return FieldReader(self.lexicon, column.field, self.unit_of(column), self.year)

    def unit_of(self, column: Column) -> str:
        """Return the unit of a column's numbers: told by its heading, by a line above, or the form's."""
        own = layout.unit_of(column.field)
        if column.unit and own and power_between(column.unit, own) is not None:
            return column.unit
        if self.money_unit and FieldType.of(column.field.type) in _MONEY and "元" not in column.heading.raw:
            return self.money_unit
        return own

    # ------------------------------------------------------------ merged cells

    def _merges(self, segment: Segment) -> dict[int, dict[int, Cell]]:
        """Return by row the places below the first row of merged cells that their text counts for."""
        data = [row for row, kind in segment.rows if kind is RowKind.DATA]
        known = frozenset(data)
        spread: dict[int, dict[int, Cell]] = {}
        for first_row, first_col, last_row, _ in sorted(self.ledger.sheet.merges):
            column = segment.header.columns.get(first_col)
            cell = self.ledger.sheet.cells.get((first_row, first_col))
            if column is None or cell is None or first_row not in known:
                continue
            below = data[bisect_right(data, first_row) : bisect_right(data, last_row)]
            if not below:
                continue
            area = f"{cell.address}:{address(last_row, first_col)}"
            if FieldType.of(column.field.type).numeric:
                self.ledger.say(codes.MERGE_NUMBER, cell, field=column.field.name, value=area)
                continue
            self.ledger.say(codes.MERGE_SPREAD, cell, field=column.field.name, value=area)
            for row in below:
                spread.setdefault(row, {}).setdefault(first_col, cell)
        return spread

    # ------------------------------------------------------------ records

    def _taken(self, reader: FieldReader, cell: Cell) -> Taken | None:
        """Return what *cell* gives, None where it holds blanks only."""
        if cell.kind is CellKind.TEXT:
            if not clean(cell.raw):
                return None
            if means_same(cell.raw):
                return self._same(reader, cell)
            taken = reader.texts[cell.raw] = reader.take(cell)
            return taken
        return reader.take(cell)

    def _same(self, reader: FieldReader, cell: Cell) -> Taken:
        name = reader.field.name
        above = self._above.get(name)
        if reader.type not in _COPYABLE:
            return Taken(remarks=(Remark(codes.SAME_ABOVE_UNUSABLE, {"why": "数字、编码要逐行填写"}),))
        if above is None:
            return Taken(remarks=(Remark(codes.SAME_ABOVE_UNUSABLE, {"why": "上一行没有可用的内容"}),))
        return Taken(above.value, above.note, (Remark(codes.SAME_ABOVE, {"meant": above.text}),))

    def _explanation(self, header: Header, row: int) -> Value | None:
        """Return what stands in the row's cell of 核实说明."""
        col = header.explanations
        if col is None:
            return None
        cell = next((c for c in self.rows[row] if c.col == col), None)
        if cell is None or not clean(cell.raw):
            return None
        place = self.ledger.place
        return Value(clean(cell.raw), cell.raw, Origin(place.file, place.sheet, cell.address))

    def _record(
        self, readers: Mapping[int, FieldReader], cells: Iterable[Cell], explanation: Value | None
    ) -> Row | None:
        """Return the record that *cells* make, None if nothing of them is usable."""
        told: dict[str, tuple[Cell, Understood, str]] = {}
        remarked: list[tuple[FieldReader, Cell, Taken]] = []
        merged = self.ledger.merged
        for cell in cells:
            reader = readers[cell.col]
            if reader.tells_plainly(cell):
                told[reader.name] = (cell, cell.value, "")  # type: ignore[assignment]  # a number
                merged.add(cell[:2])
                continue
            taken = reader.texts.get(cell.raw) if cell.kind is CellKind.TEXT else None
            taken = taken or self._taken(reader, cell)
            if taken is None:
                continue
            if not taken.remarks or taken.usable:
                told[reader.name] = (cell, taken.value, taken.note)
                merged.add(cell[:2])
            if taken.remarks:
                remarked.append((reader, cell, taken))
        place = self.ledger.place
        values = ReadValues(place.file, place.sheet, told)
        key = record_key(self.form, values)
        for reader, cell, taken in remarked:
            self._tell(reader, cell, taken, key)
        self._above = values
        if not told:
            return None
        if explanation is not None:
            merged.add(parse_address(explanation.origin.cell))
        first = next(iter(told.values()))[0]
        origin = Origin(place.file, place.sheet, first.address)
        return Row(place.form, place.unit, place.period, key, values, origin, explanation)

    def _tell(self, reader: FieldReader, cell: Cell, taken: Taken, key: str) -> None:
        at = (cell.row, cell.col)
        if at in self._seen:
            return
        self._seen.add(at)
        for remark in taken.remarks:
            self.ledger.say(remark.code, cell, field=reader.field.name, key=key, **remark.params)

    # ------------------------------------------------------------ totals

    def _total(self, row: int, readers: Mapping[int, FieldReader]) -> None:
        """Name a row that sums up others, and keep its numbers."""
        cells = self.rows[row]
        words = clean(next(c.raw for c in cells if c.kind is CellKind.TEXT and is_total(c.raw)))
        self.ledger.say(codes.ROW_TOTAL, cells=cells, row=row, value=words)
        numbers = {}
        for cell in cells:
            reader = readers.get(cell.col)
            if reader is not None and _added(reader) and (taken := reader.take(cell)).usable:
                self._places[row, reader.field.name] = (cell, reader)
                numbers[reader.field.name] = _number(taken.value)
        self._lines.append(Line(row, level_of(words), words, numbers))

    def tell_totals(self) -> None:
        """Say which totals do not fit their parts, once all segments are read."""
        for doubt in doubts(self._lines, self._slack) if self.summed else ():
            cell, _ = self._places[doubt.line.row, doubt.field]
            part = doubt.line.level is Level.PART
            self.ledger.say(
                codes.PART_EXCEEDS if part else codes.TOTAL_DIFFERS, cell, field=doubt.field, what=doubt.line.words,
                value=plain(doubt.told), expected=plain(doubt.expected), parts=doubt.parts,
            )  # fmt: skip

    def _slack(self, name: str, parts: Sequence[Decimal], total: Decimal) -> Decimal:
        own = next(reader for (_, field), (_, reader) in self._places.items() if field == name)
        if own.type is FieldType.INTEGER:
            return rounding(None)(name, parts, total)
        places = own.field.decimals
        places = places if places is not None else self.lexicon.plan.decimals(layout.unit_of(own.field))
        return rounding(_USUAL_DECIMALS if places is None else places)(name, parts, total)


def _number(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _added(reader: FieldReader) -> bool:
    return reader.type.numeric and layout.unit_of(reader.field) != "%" and reader.field.role not in _NOT_ADDED


def record_key(form: Form, values: Mapping[str, Value]) -> str:
    """Return the key that *values* give a record, "" if the form has none or a part of it is blank."""
    parts = [key_text(values[f.name].text) if f.name in values else "" for f in form.columns() if f.key]
    return " / ".join(parts) if parts and all(parts) else ""


def tell_headings(form: Form, header: Header, ledger: Ledger, *, first: bool) -> None:
    """Say of each heading how it differs from the template's; unaltered ones are printed words."""
    for column in header.columns.values():
        own = layout.unit_of(column.field)
        name = column.field.name
        ledger.printed.add((column.heading.row, column.heading.col))
        if column.renamed:
            ledger.say(codes.COLUMN_RENAMED, column.heading, field=name)
        if column.unit and own:
            known = power_between(column.unit, own) is not None
            code = codes.COLUMN_UNIT if known else codes.COLUMN_UNIT_UNKNOWN
            ledger.say(code, column.heading, field=name, value=column.unit, expected=own)
        elif column.unit:
            ledger.say(codes.COLUMN_RENAMED, column.heading, field=name)
    for cell in ledger.sheet.cells.values():
        if header.first_row <= cell.row <= header.last_row and (cell.col == header.serial or cell.col in header.beside):
            ledger.printed.add((cell.row, cell.col))
    if not first:
        return
    for missing in (f for f in form.columns() if f.name not in header.fields):
        code = codes.COLUMN_MISSING if missing.required else codes.COLUMN_ABSENT
        at = next(iter(header.columns.values())).heading
        ledger.say(code, at, field=missing.name, value="")


def tell_strange_columns(segment: Segment, rows: Rows, ledger: Ledger, serial_of: Mapping[int, int | None]) -> None:
    """Say of each column that is no field of the form how many cells it has; they are not merged."""
    header = segment.header
    body = [
        c
        for row, kind in segment.rows
        if kind in (RowKind.DATA, RowKind.NOTHING)
        for c in rows[row]
        if c.col not in header.columns and c.col not in header.beside and c.col != serial_of.get(row) and clean(c.raw)
    ]
    titles = {**header.strange, **{col: c.heading for col, c in header.twice.items()}}
    for col in sorted({c.col for c in body} | set(titles)):
        title = titles.get(col)
        cells = [c for c in body if c.col == col]
        if col in header.twice:
            name = header.twice[col].field.name
            ledger.say(codes.COLUMN_TWICE, title, cells, field=name, count=len(cells))
        elif title is not None or loose("".join(c.raw for c in cells)):
            words = clean(title.raw) if title else f"没有标题的第{cells[0].address.rstrip('0123456789')}"
            count = len(cells) + (title is not None)
            ledger.say(codes.COLUMN_ADDED, title or cells[0], cells, value=words, count=count)
