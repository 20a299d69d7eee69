"""One sheet part of an OOXML workbook: its filled cells, read while inflating."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reportgen.edges.books.guard import Budget, damaged
from reportgen.edges.books.package import Package, feed, xml_parser
from reportgen.edges.books.values import GENERAL, Typed, boolean, iso_cell, parse_number, unescape
from reportgen.model.sheet import Cell, CellKind, Sheet, parse_address

MAX_ROW, MAX_COL = 1_048_576, 16_384
_ROW = b'<row r="'
_TRUE = frozenset({"1", "true", "on"})
_UNCALCULATED: Typed = (CellKind.UNCALCULATED, "", "")


@dataclass(frozen=True, slots=True)
class Context:
    """What cells of all sheets of a book refer to."""

    strings: Sequence[str]
    formats: Sequence[str]
    since_1904: bool
    budget: Budget


def read_sheet(
    package: Package, part: str, title: str, state: str, comments: Mapping[tuple[int, int], str], context: Context
) -> Sheet:
    """Return the sheet in *part*. Cells with a format only are no cells; `Unreadable` for broken parts."""
    reader = _SheetReader(comments, context)
    parser = xml_parser(part)
    parser.StartElementHandler = reader.first_element(parser)
    feed(parser, without_empty_rows(package.chunks(part)), part)
    return reader.sheet(title, state)


def without_empty_rows(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Leave out runs of rows that hold empty cells only.

    A sheet formatted down to its last row inflates to hundreds of megabytes of ``<c r="A9" s="1"/>``;
    nothing in it needs parsing. Runs are cut before rows that name their number, so that numbering
    goes on rightly; in a run without ``</c`` no cell has content. Parts written otherwise (prefixes,
    two-byte encodings, rows without number) pass whole.
    """
    kept = b""
    for chunk in chunks:
        kept += chunk
        cut = kept.rfind(_ROW)
        if cut < 0:
            yield kept
            kept = b""
            break
        run, kept = kept[:cut], kept[cut:]
        if not run.startswith(_ROW) or b"</c" in run or b"!" in run:
            yield run
    yield kept
    yield from chunks


class _SheetReader:
    """Handlers for expat that gather the cells of one sheet."""

    def __init__(self, comments: Mapping[tuple[int, int], str], context: Context) -> None:
        self._comments = comments
        self._context = context
        self._cells: dict[tuple[int, int], Cell] = {}
        self._merges: list[tuple[int, int, int, int]] = []
        self._hidden_rows: list[int] = []
        self._hidden_cols: list[tuple[int, int]] = []
        self._columns: dict[str, int] = {}

    def sheet(self, title: str, state: str) -> Sheet:
        last_row = max((row for row, _ in self._cells), default=0)
        last_col = max((col for _, col in self._cells), default=0)
        hidden_cols = (c for first, last in self._hidden_cols for c in range(first, min(last, last_col) + 1))
        return Sheet(
            title,
            self._cells,
            tuple(self._merges),
            frozenset(row for row in self._hidden_rows if row <= last_row),
            frozenset(hidden_cols),
            state if state in {"hidden", "veryHidden"} else "visible",
        )

    def first_element(self, parser: object) -> Callable[[str, dict[str, str]], None]:
        """Return the start handler for the root; it learns the prefix and sets the others."""

        def start(tag: str, _: dict[str, str]) -> None:
            prefix, colon, _name = tag.rpartition(":")
            self._listen(parser, prefix + colon)

        return start

    def _listen(self, parser: object, prefix: str) -> None:
        """Set the handlers for a part whose elements carry *prefix* (mostly ""); one closure for speed."""
        c_tag, v_tag, f_tag, t_tag = prefix + "c", prefix + "v", prefix + "f", prefix + "t"
        row_tag, guide_tag, col_tag, merge_tag = prefix + "row", prefix + "rPh", prefix + "col", prefix + "mergeCell"
        data_tag = prefix + "sheetData"
        text_tags = (v_tag, f_tag, t_tag)
        text: list[str] = []
        inline: list[str] = []
        attributes: dict[str, str] = {}
        value: str | None = None
        formula: str | None = None
        row = col = 0
        phonetic = in_data = False

        def start(tag: str, attrs: dict[str, str]) -> None:
            nonlocal attributes, value, formula, row, col, phonetic, in_data
            if tag == c_tag:
                attributes = attrs
                value = formula = None
                inline.clear()
            elif tag in text_tags:
                text.clear()
            elif tag == row_tag:
                row = _number(attrs.get("r"), row + 1, MAX_ROW)
                col = 0
                if attrs.get("hidden") in _TRUE:
                    self._hidden_rows.append(row)
            elif tag == guide_tag:
                phonetic = True
            elif tag == data_tag:
                in_data = True
            elif tag == col_tag and attrs.get("hidden") in _TRUE:
                first = _number(attrs.get("min"), 1, MAX_COL)
                self._hidden_cols.append((first, _number(attrs.get("max"), first, MAX_COL)))
            elif tag == merge_tag:
                self._merge(attrs.get("ref", ""))

        def end(tag: str) -> None:
            nonlocal value, formula, col, phonetic, in_data
            if tag == v_tag:
                value = "".join(text)
            elif tag == c_tag:
                if in_data:
                    at_row, col = self._place(attributes.get("r"), row, col)
                    if value is not None or formula is not None or inline:
                        self._add(at_row, col, attributes, value, formula, inline)
            elif tag == f_tag:
                formula = "=" + "".join(text)
            elif tag == t_tag:
                if not phonetic:
                    inline.append("".join(text))
            elif tag == guide_tag:
                phonetic = False
            elif tag == data_tag:
                in_data = False

        parser.StartElementHandler = start  # type: ignore[attr-defined]
        parser.EndElementHandler = end  # type: ignore[attr-defined]
        parser.CharacterDataHandler = text.append  # type: ignore[attr-defined]

    def _place(self, ref: str | None, row: int, col: int) -> tuple[int, int]:
        """Return the place of a cell named *ref*, or the next one in its row where it is not named."""
        if ref is None:
            if row < 1 or col >= MAX_COL:
                raise damaged("单元格位置超出工作表范围")
            return row, col + 1
        tail = str(row)
        letters = ref.removesuffix(tail)
        known = self._columns.get(letters)
        if known is not None and len(letters) + len(tail) == len(ref):
            return row, known
        try:
            row, col = parse_address(ref)
        except ValueError as error:
            raise damaged(f"单元格位置“{ref[:20]}”无法识别") from error
        if not (1 <= row <= MAX_ROW and 1 <= col <= MAX_COL):
            raise damaged(f"单元格位置“{ref[:20]}”超出工作表范围")
        self._columns[ref.replace("$", "").rstrip("0123456789")] = col
        return row, col

    def _add(
        self,
        row: int,
        col: int,
        attributes: Mapping[str, str],
        value: str | None,
        formula: str | None,
        inline: Sequence[str],
    ) -> None:
        """Keep one cell unless it turns out to be empty."""
        context = self._context
        number_format = _format(context.formats, attributes.get("s"))
        kind, shown, raw = self._typed(attributes.get("t", "n"), value, formula, inline, number_format)
        if not raw and formula is None:
            return
        context.budget.spend(1, len(raw))
        place = (row, col)
        self._cells[place] = Cell(row, col, kind, shown, raw, number_format, formula, self._comments.get(place))

    def _typed(
        self, kind: str, value: str | None, formula: str | None, inline: Sequence[str], number_format: str
    ) -> Typed:
        context = self._context
        if kind == "inlineStr" and inline:
            return _text("".join(inline))
        if not value:
            if formula is not None and not (kind == "str" and value is not None):
                return _UNCALCULATED
            return _text("".join(inline))
        if kind == "n":
            return parse_number(value.strip(), number_format, context.since_1904)
        if kind == "s":
            return _shared(context.strings, value)
        if kind == "b":
            return boolean(value.strip() in _TRUE)
        if kind == "e":
            return CellKind.ERROR, value, value
        if kind == "d":
            return iso_cell(value)
        return _text(value)

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        try:
            top, left = parse_address(first)
            bottom, right = parse_address(last or first)
        except ValueError as error:
            raise damaged(f"合并区域“{ref[:30]}”无法识别") from error
        self._merges.append((top, left, bottom, right))


def _text(text: str) -> Typed:
    text = unescape(text)
    return CellKind.TEXT, text, text


def _shared(strings: Sequence[str], index: str) -> Typed:
    try:
        text = strings[int(index)]
    except (ValueError, IndexError) as error:
        raise damaged("单元格指向的文字不存在") from error
    return CellKind.TEXT, text, text


def _format(formats: Sequence[str], style: str | None) -> str:
    if not style or not style.isdecimal():
        return formats[0] if formats and style is None else GENERAL
    index = int(style)
    return formats[index] if index < len(formats) else GENERAL


def _number(text: str | None, otherwise: int, most: int) -> int:
    number = int(text) if text and text.isdecimal() else otherwise
    if not 1 <= number <= most:
        raise damaged(f"行列号 {number} 超出工作表范围")
    return number
