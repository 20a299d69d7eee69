"""收件登记.xlsx: when each file arrived, from whom and how we know. Staff may correct time and sender."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from reportgen.edges import books
from reportgen.edges.atomic import replacing
from reportgen.edges.books import kinds
from reportgen.edges.files import reason, sha256_of
from reportgen.edges.packages import DAMAGED_OFFICE, settle
from reportgen.edges.workspace import RECEIPTS, Workspace
from reportgen.filing.codes import RECEIPT_LINE
from reportgen.model.errors import InputError
from reportgen.model.finding import Finding
from reportgen.model.outcome import Receipt
from reportgen.model.period import Period, time_zone
from reportgen.model.sheet import Cell, Sheet, address

REGISTER = RECEIPTS
EVIDENCE_WORDS = {"mail": "邮件", "register": "人工登记", "mtime": "文件时间"}
"""How we know when a file arrived: the mail that brought it, what staff wrote, the file's own time."""

_FILE, _HASH, _TIME, _EVIDENCE, _SENDER, _NOTE, _OWN = (
    "文件", "校验码", "收到时间", "依据", "发件人", "备注", "程序记录",
)  # fmt: skip
_COLUMNS = ((_FILE, 44), (_HASH, 18), (_TIME, 21), (_EVIDENCE, 11), (_SENDER, 24), (_NOTE, 30), (_OWN, 12))
_EVIDENCE_CODES = {**{word: code for code, word in EVIDENCE_WORDS.items()}, **{c: c for c in EVIDENCE_WORDS}}
_MOMENT = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})(?:\D+(\d{1,2})(?:\D+(\d{1,2})(?:\D+(\d{1,2}))?)?)?\D*")
_HEAD_ROWS = 20
_DAMAGED = "{place} 已损坏或不是 Excel 文件，无法读取收到时间。请用备份恢复；没有备份的，移走后重新汇总，程序按文件时间重新登记。"
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass
class _Line:
    """One line of the register; ``moment`` is None where the time cannot be read."""

    name: str
    sha256: str
    moment: datetime | None
    evidence: str
    sender: str
    note: str
    row: int = 0

    def receipt(self, path: str, sha256: str) -> Receipt | None:
        if self.moment is None:
            return None
        return Receipt(path, sha256, self.moment, self.evidence, self.sender, self.note)


@dataclass
class _Register:
    """The register of one period, as it stands in the file."""

    path: Path
    lines: list[_Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    kept: bool = False  # whether there is a file yet
    columns: dict[str, int] = field(default_factory=dict)
    head_row: int = 1
    last_row: int = 1  # the last one with anything in it

    def line_for(self, name: str, sha256: str, present: frozenset[str]) -> _Line | None:
        """The newest line about this content under this name, else about the name alone, else a renamed file's."""
        newest_first = self.lines[::-1]
        same = next((x for x in newest_first if x.name == name and x.sha256 in (sha256, "")), None)
        return same or next((x for x in newest_first if x.sha256 == sha256 and x.name not in present), None)


def take_stock(
    workspace: Workspace,
    period: Period,
    files: Sequence[str],
    *,
    offset: str = "+08:00",
    known: Mapping[str, Receipt] | None = None,
) -> tuple[dict[str, Receipt], tuple[Finding, ...]]:
    """Return the receipt of each of *files* (relative to the workspace), by path, and the register's faults.

    A faulty line of the register does not count and is a finding.

    A file that the register does not hold is added to it: as *known* says (files taken from mail), else
    with the file's own time. What a message tells takes the place of a file's own time that nobody corrected. *offset* is the plan's time zone. Raises `InputError` if the register cannot
    be read, `OutputError` if it must be written and cannot.
    """
    zone = time_zone(offset)
    register = _read(workspace, period, offset)
    names = {path: _name(workspace, period, path) for path in files}
    present = frozenset(names.values())
    found: dict[str, Receipt] = {}
    added: list[tuple[Receipt, int]] = []
    for path in files:
        sha256 = sha256_of(workspace.root / path)
        line = register.line_for(names[path], sha256, present)
        better = (known or {}).get(path)
        row = 0
        if line is not None and line.evidence == "mtime" and better is not None and better.evidence == "mail":
            row, line = line.row, None
        receipt = line.receipt(path, sha256) if line is not None else None
        if receipt is None:
            receipt = (known or {}).get(path) or _by_file_time(workspace, path, sha256)
            moment = receipt.received_at.astimezone(zone).replace(microsecond=0)
            receipt = replace(receipt, path=path, sha256=sha256, received_at=moment)
        found[path] = receipt
        if line is None:
            added.append((receipt, row))
    if added:
        _append(register, added, names)
    return found, tuple(register.findings)


def receipts_for(workspace: Workspace, period: Period, files: Sequence[str], **how: Any) -> dict[str, Receipt]:
    """Return the receipts alone; arguments as for `take_stock`."""
    return take_stock(workspace, period, files, **how)[0]


def _name(workspace: Workspace, period: Period, path: str) -> str:
    """A file as the register writes it: relative to the period's folder, without characters no cell takes."""
    folder = f"{workspace.relative(workspace.period_folder(period))}/"
    return _UNSTORABLE.sub("_", path.removeprefix(folder))


def _by_file_time(workspace: Workspace, path: str, sha256: str) -> Receipt:
    stamp = (workspace.root / path).stat().st_mtime
    return Receipt(path, sha256, datetime.fromtimestamp(int(stamp), UTC), "mtime")


# ---------------------------------------------------------------- reading


def _read(workspace: Workspace, period: Period, offset: str) -> _Register:
    path = workspace.register(period)
    register = _Register(path)
    if not path.exists():
        return register
    register.kept = True
    place = workspace.relative(path)
    sheet = _sheet(path, place)
    rows = sheet.rows if sheet else {}
    head = next((n for n, cells in rows.items() if {_FILE, _TIME} <= set(map(_text, cells))), None)
    if sheet is None or head is None or head > _HEAD_ROWS:
        raise InputError(
            f"{place} 里没有找到“{_FILE}”“{_TIME}”两列。请恢复表头（{'、'.join(c for c, _ in _COLUMNS[:6])}），"
            "或者把它移走后重新汇总，程序会重新登记。"
        )
    register.head_row = register.last_row = head
    register.columns = {_text(cell): cell.col for cell in rows[head] if _text(cell)}
    for number, cells in rows.items():
        if number > head and any(map(_text, cells)):
            register.last_row = number
            _read_line(register, place, sheet.name, cells, time_zone(offset))
    return register


def _sheet(path: Path, place: str) -> Sheet | None:
    """Return the first sheet of the register, None where it has none."""
    try:
        data = path.read_bytes()
        if not kinds.is_zip(data):  # a new line could not be added
            raise InputError(_DAMAGED.format(place=place))
        found = books.read_book(data, place).sheets
    except PermissionError as error:
        raise InputError(f"{place} 无法读取，可能正被打开。请关闭后重试。") from error
    except OSError as error:
        raise InputError(f"{place} 无法读取（{reason(error)}）。请检查后重试。") from error
    except books.Unreadable as error:
        raise InputError(_DAMAGED.format(place=place)) from error
    return found[0] if found else None


def _read_line(register: _Register, place: str, sheet: str, filled: Sequence[Cell], zone: tzinfo) -> None:
    row, told = filled[0].row, {cell.col: cell for cell in filled}
    cells = {heading: told.get(col) for heading, col in register.columns.items()}
    texts = {heading: _text(cell) for heading, cell in cells.items()}

    def fault(heading: str, expected: str) -> None:
        cell = address(row, register.columns[heading])
        where = {"file": place, "sheet": sheet, "cell": cell, "field": heading}
        register.findings.append(RECEIPT_LINE.make(value=texts[heading], expected=expected, **where))

    name = texts.get(_FILE, "").replace("\\", "/")
    name = name.removeprefix(f"{place.rpartition('/')[0]}/")
    if not name:
        fault(_FILE, "应写明文件名")
        return
    moment = _moment(cells[_TIME], zone)
    if moment is None:
        fault(_TIME, "应写成 2025-11-03 09:30 的样子，现按文件时间处理")
    word = texts.get(_EVIDENCE, "")
    evidence = _EVIDENCE_CODES.get(word, "register")
    if word and word not in _EVIDENCE_CODES:
        fault(_EVIDENCE, f"应为{'、'.join(EVIDENCE_WORDS.values())}之一，现按人工登记处理")
    sender = texts.get(_SENDER, "")
    own = texts.get(_OWN, "")
    if moment is not None and own and own != _own_words(moment, sender):
        evidence = "register"  # somebody corrected the time or the sender that we wrote
    elif not own and not word:
        evidence = "register"
    sha256 = texts.get(_HASH, "").lower()
    register.lines.append(_Line(name, sha256, moment, evidence, sender, texts.get(_NOTE, ""), row))


def _text(cell: Cell | None) -> str:
    return cell.raw.strip() if cell is not None else ""


def _moment(cell: Cell | None, zone: tzinfo) -> datetime | None:
    """Return the time in a cell; a day without an hour means its beginning (in favour of the sender)."""
    if cell is not None and isinstance(cell.value, datetime):
        moment = cell.value
    else:
        text = unicodedata.normalize("NFKC", _text(cell))
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            match = _MOMENT.fullmatch(text)
            if match is None:
                return None
            try:
                year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
                moment = datetime(year, month, day, hour, minute, second)
            except ValueError:
                return None
    whole = moment.replace(microsecond=0)
    return whole.replace(tzinfo=zone) if whole.tzinfo is None else whole.astimezone(zone)


# ---------------------------------------------------------------- writing


def _append(register: _Register, receipts: Iterable[tuple[Receipt, int]], names: Mapping[str, str]) -> None:
    """Add lines for *receipts* (or put them in the row that is given), write the register; what staff wrote stays."""
    if register.kept:
        book = _loaded(register.path)
    else:
        book, register.columns = _new_book()
    sheet = book.worksheets[0]
    if _OWN not in register.columns:
        register.columns[_OWN] = max(register.columns.values()) + 1
        sheet.cell(register.head_row, register.columns[_OWN], _OWN)
    last = register.last_row
    moments = [line.moment for line in register.lines if line.moment]
    for receipt, place in sorted(receipts, key=lambda r: (r[0].received_at, r[0].path)):
        last += not place
        row = place or last
        moments.append(receipt.received_at)
        values = {
            _FILE: names[receipt.path],
            _HASH: receipt.sha256,
            _TIME: _stamp(receipt.received_at),
            _EVIDENCE: EVIDENCE_WORDS[receipt.evidence],
            _SENDER: receipt.sender,
            _NOTE: receipt.note,
            _OWN: _own_words(receipt.received_at, receipt.sender),
        }
        for heading, text in values.items():
            if heading in register.columns and text:
                _put_text(sheet.cell(row, register.columns[heading]), text)
    with replacing(register.path) as temporary:
        book.save(temporary)
        settle(temporary, max(moments))


def _loaded(path: Path) -> Any:
    """Return the register as openpyxl keeps it; `InputError` where only we could read it."""
    from openpyxl import load_workbook

    try:
        return load_workbook(path)
    except DAMAGED_OFFICE as error:
        raise InputError(_DAMAGED.format(place=path.name)) from error


def _put_text(cell: Any, text: str) -> None:
    """Write *text* as text: no name that a sender chose becomes a formula."""
    cell.value = _UNSTORABLE.sub("_", text)
    cell.data_type = "s"
    cell.number_format = "@"
    if text[:1] in "=+-@":
        cell.quotePrefix = True


def _own_words(moment: datetime, sender: str) -> str:
    """What we wrote of time and sender, so that a later correction shows."""
    return f"{_stamp(moment)}|{_UNSTORABLE.sub('_', sender).strip()}"


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _new_book() -> tuple[Any, dict[str, int]]:
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "收件登记"
    columns: dict[str, int] = {}
    for number, (heading, width) in enumerate(_COLUMNS, start=1):
        columns[heading] = number
        cell = sheet.cell(1, number, heading)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFD9E1F2")
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.column_dimensions[get_column_letter(columns[_OWN])].hidden = True
    sheet.freeze_panes = "A2"
    return book, columns
