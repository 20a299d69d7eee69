"""One sheet part of an OOXML workbook: its filled cells, read while inflating."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from reportgen.edges.books.census import SheetCensus
from reportgen.edges.books.guard import damaged
from reportgen.edges.books.looks import too_few
from reportgen.edges.books.ooxml_cells import MAX_COL, MAX_ROW, TRUE_WORDS, CellStore, Context
from reportgen.edges.books.ooxml_plain import take_plain_rows
from reportgen.edges.books.package import Package, feed, xml_parser
from reportgen.model.sheet import Sheet, escaped, parse_address

_ROW = b'<row r="'
_OTHER_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"'](?!utf-8)", re.IGNORECASE)


def read_sheet(
    package: Package, part: str, title: str, state: str, comments: Mapping[tuple[int, int], str], context: Context
) -> Sheet:
    """Return the sheet in *part*. Cells with a format only are no cells; `Unreadable` for broken parts."""
    store = CellStore(comments, context)
    reader = _SheetReader(store)
    parser = xml_parser(part)
    parser.StartElementHandler = reader.first_element(parser)
    census = SheetCensus()
    feed(parser, _without_taken_rows(census.through(package.chunks(part)), store), part)
    store.settle()
    context.unseen.extend(too_few(census.cells, len(store.cells) + store.blank, sheet=title))
    return reader.sheet(title, state)


def _without_taken_rows(chunks: Iterator[bytes], store: CellStore) -> Iterator[bytes]:
    """Yield what the XML parser must see; runs of rows that are empty or plain are taken out before.

    A sheet formatted down to its last row inflates to hundreds of megabytes of ``<c r="A9" s="1"/>``:
    in a run without ``</c`` no cell has content. Runs begin with rows that name their number, so that
    what the parser sees still numbers rightly, and are whole rows, so that it stays well formed. Parts
    written otherwise (prefixes, two-byte encodings, rows without number) pass whole.
    """
    kept = b""
    begun = False
    for chunk in chunks:
        kept += chunk
        cut = kept.rfind(_ROW)
        if cut < 0 or (not begun and _OTHER_ENCODING.match(kept)):
            yield kept
            kept = b""
            break
        start = 0 if begun else kept.find(_ROW)
        begun = True
        yield kept[:start]
        run, kept = kept[start:cut], kept[cut:]
        if not _taken(run, store):
            yield run
    yield kept
    yield from chunks


def _taken(run: bytes, store: CellStore) -> bool:
    """Whether *run*, whole rows from a numbered one on, needs no parser any more."""
    if b"!" not in run and b"</c" not in run:
        return True
    try:
        text = run.decode()
    except UnicodeDecodeError:
        return False
    return take_plain_rows(text, store)


class _SheetReader:
    """Handlers for expat: rows in any XML form, columns and merges."""

    def __init__(self, store: CellStore) -> None:
        self._store = store
        self._merges: list[tuple[int, int, int, int]] = []
        self._hidden_cols: list[tuple[int, int]] = []

    def sheet(self, title: str, state: str) -> Sheet:
        cells = self._store.cells
        last_row = max((row for row, _ in cells), default=0)
        last_col = max((col for _, col in cells), default=0)
        hidden_cols = (c for first, last in self._hidden_cols for c in range(first, min(last, last_col) + 1))
        return Sheet(
            title,
            cells,
            tuple(self._merges),
            frozenset(row for row in self._store.hidden_rows if row <= last_row),
            frozenset(hidden_cols),
            state if state in {"hidden", "veryHidden"} else "visible",
        )

    def first_element(self, parser: Any) -> Callable[[str, dict[str, str]], None]:
        """Return the start handler for the root; it learns the prefix and sets the others."""

        def start(tag: str, _: dict[str, str]) -> None:
            prefix, colon, _name = tag.rpartition(":")
            self._listen(parser, prefix + colon)

        return start

    def _listen(self, parser: Any, prefix: str) -> None:
        """Set the handlers for a part whose elements carry *prefix* (mostly ""); one closure for speed."""
        c_tag, v_tag, f_tag, t_tag = prefix + "c", prefix + "v", prefix + "f", prefix + "t"
        row_tag, guide_tag, col_tag, merge_tag = prefix + "row", prefix + "rPh", prefix + "col", prefix + "mergeCell"
        data_tag = prefix + "sheetData"
        text_tags = (v_tag, f_tag, t_tag)
        store = self._store
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
                if attrs.get("hidden") in TRUE_WORDS:
                    store.hidden_rows.append(row)
            elif tag == guide_tag:
                phonetic = True
            elif tag == data_tag:
                in_data = True
            elif tag == col_tag and attrs.get("hidden") in TRUE_WORDS:
                first = _number(attrs.get("min"), 1, MAX_COL)
                self._hidden_cols.append((first, _number(attrs.get("max"), first, MAX_COL)))
            elif tag == merge_tag:
                self._merge(attrs.get("ref", ""))

        def end(tag: str) -> None:
            nonlocal value, formula, col, phonetic, in_data
            if tag == v_tag:
                value = "".join(text)
            elif tag == c_tag and in_data:
                ref = attributes.get("r")
                at, col = (row, _number(None, col + 1, MAX_COL)) if ref is None else store.place(ref)
                if value is not None or formula is not None or inline:
                    kind = attributes.get("t", "n")
                    store.add(
                        _number(None, at, MAX_ROW), col, attributes.get("s"), kind, value, formula, "".join(inline)
                    )
            elif tag == f_tag:
                formula = escaped("=" + "".join(text))
            elif tag == t_tag and not phonetic:
                inline.append("".join(text))
            elif tag == guide_tag:
                phonetic = False
            elif tag == row_tag:
                store.settle()
            elif tag == data_tag:
                in_data = False

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text.append

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        try:
            top, left = parse_address(first)
            bottom, right = parse_address(last or first)
        except ValueError as error:
            raise damaged(f"合并区域“{ref[:30]}”无法识别") from error
        self._merges.append((top, left, bottom, right))


def _number(text: str | None, otherwise: int, most: int) -> int:
    number = int(text) if text and text.isdecimal() else otherwise
    if not 1 <= number <= most:
        raise damaged(f"行列号 {number} 超出工作表范围")
    return number
