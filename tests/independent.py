"""Read received files and written documents by other means than reportgen does, to check what it tells.

Of reportgen only the words of interface.md are used: `raw` as text (numbers as the shortest decimal that
reads back the same, dates as ISO 8601, TRUE/FALSE, errors as shown, of a formula its cached value).
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_NOT_FIGURES = re.compile(
    r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:\d{1,2}时(?:\d{1,2}分)?)?"  # dates and times
    r"|\d{1,2}月(?:\d{1,2}日|底|末|份)?(?:\d{1,2}时(?:\d{1,2}分)?)?|\d{1,2}日|\d{1,2}[:：]\d{2}"
    r"|\d{1,2}[—–-]\d{1,2}月|第\d+期"  # data periods, the number of the issue
)


@cache
def opened(path: Path) -> Any:
    """The workbook at *path*: by openpyxl if it is one of its kinds, else by calamine."""
    with path.open("rb") as stream:
        kind = stream.read(4)
    if kind == b"PK\x03\x04" and path.suffix != ".ods":
        return load_workbook(path if path.suffix in (".xlsx", ".xlsm") else path.open("rb"), data_only=True)
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(str(path))


def raw(path: Path, sheet: str, address: str) -> str:
    """Return a cell of a received workbook as interface.md writes `raw`."""
    book = opened(path)
    if hasattr(book, "worksheets"):
        return as_raw(book[sheet][address].value)
    row, column = coordinate_to_tuple(address)
    line = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)[row - 1]
    return as_raw(line[column - 1])


def as_raw(value: object) -> str:
    """Return a stored value as interface.md writes `raw`."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def paragraphs(path: Path) -> list[str]:
    """The texts of a Word document's paragraphs, those of tables included."""
    with zipfile.ZipFile(path) as package:
        xml = package.read("word/document.xml").decode("utf-8")
    texts = ["".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", part)) for part in xml.split("</w:p>")]
    return [text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for text in texts if text]


def strange_numbers(paragraph: str, texts: frozenset[str]) -> Iterator[str]:
    """Yield the numbers of a paragraph that are neither dates nor part of a figure's text as it is printed."""
    rest = _NOT_FIGURES.sub("", paragraph)
    for match in NUMBER.finditer(rest):
        around = (rest[:start] + "\0" + rest[end:] for start, end in _occurrences(rest, texts, match.span()))
        if next(around, None) is None:
            yield match.group()


def _occurrences(text: str, known: frozenset[str], span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Where a known text stands over the whole of *span*, not as a part of a longer number."""
    first, last = span
    longest = max(map(len, known), default=0)
    for start in range(max(0, last - longest), first + 1):
        for end in range(last, min(len(text), start + longest) + 1):
            if text[start:end] in known:
                yield start, end
