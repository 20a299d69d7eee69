"""发件登记.xlsx: what was sent to whom and when. A line is written before a message goes out and settled after.

So a run that dies in between leaves a line 准备发送, and the next one finds out by its Message-ID whether
the message went out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from reportgen.edges.atomic import replacing
from reportgen.edges.files import reason
from reportgen.edges.packages import DAMAGED_OFFICE, settle
from reportgen.edges.workspace import SENT, Workspace
from reportgen.model.errors import InputError
from reportgen.model.period import Period, time_zone

PREPARED, DONE, FAILED = "准备发送", "已发送", "未发出"
_COLUMNS = (
    ("moment", "时间", 21), ("unit", "单位", 22), ("kind", "种类", 12), ("to", "收件人", 34), ("copies", "抄送", 24), ("subject", "主题", 44),
    ("state", "状态", 11), ("note", "备注", 40), ("message_id", "邮件编号", 44), ("digest", "内容标记", 18),
)  # fmt: skip
_HIDDEN = ("邮件编号", "内容标记")


@dataclass(frozen=True, slots=True)
class Sent:
    """One line: a message of *kind* (催报, 下发…) about a state of things that ``digest`` names."""

    moment: str  # 2025-11-06 18:00:00, in the plan's zone
    unit: str
    kind: str
    to: str
    copies: str
    subject: str
    state: str
    note: str
    message_id: str
    digest: str

    def at(self, offset: str) -> datetime | None:
        try:
            return datetime.fromisoformat(self.moment).replace(tzinfo=time_zone(offset))
        except ValueError:
            return None


class SentLedger:
    """The register of one period; each change is on the disk before the call returns."""

    def __init__(self, workspace: Workspace, period: Period) -> None:
        self.path = workspace.register(period, SENT)
        self._place = workspace.relative(self.path)
        self._book: Any = None
        self._rows: dict[str, int] = {}  # Message-ID → row
        self._columns: dict[str, int] = {}
        self._last = 1
        self.lines: list[Sent] = list(self._read())

    def line(self, message_id: str) -> Sent | None:
        return next((s for s in self.lines if s.message_id == message_id), None)

    def about(self, unit: str, kind: str, digest: str) -> tuple[Sent, ...]:
        """The lines about one state of one unit, oldest first."""
        return tuple(s for s in self.lines if (s.unit, s.kind, s.digest) == (unit, kind, digest))

    def put(self, sent: Sent) -> None:
        """Write the line of a message, in place of the one that it had."""
        if self._book is None:
            self._new()
        row = self._rows.get(sent.message_id)
        if row is None:
            row = self._last = self._last + 1
            self._rows[sent.message_id] = row
            self.lines.append(sent)
        else:
            self.lines = [sent if s.message_id == sent.message_id else s for s in self.lines]
        sheet = self._book.worksheets[0]
        for attribute, heading, _ in _COLUMNS:
            if heading in self._columns:
                cell = sheet.cell(row, self._columns[heading])
                cell.value, cell.data_type, cell.number_format = getattr(sent, attribute), "s", "@"
        with replacing(self.path) as temporary:
            self._book.save(temporary)
            settle(temporary, max((m for s in self.lines if (m := s.at("+08:00"))), default=datetime(2000, 1, 1)))

    def settle(self, sent: Sent, state: str, note: str = "") -> None:
        self.put(replace(sent, state=state, note=note))

    def _read(self) -> Iterator[Sent]:
        if not self.path.is_file():
            return
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException

        try:
            self._book = load_workbook(self.path)
        except OSError as error:
            raise InputError(f"{self._place} 无法读取（{reason(error)}），可能正被打开。请关闭后重试。") from error
        except (InvalidFileException, *DAMAGED_OFFICE) as error:
            raise InputError(f"{self._place} 已损坏。请用备份恢复；移走后重发的，会再发一遍。") from error
        sheet = self._book.worksheets[0]
        rows = list(sheet.iter_rows())
        head = next((r for r in rows[:20] if {"邮件编号", "状态"} <= {c.value for c in r}), None)
        if head is None:
            raise InputError(f"{self._place} 里没有找到“邮件编号”“状态”两列。请恢复表头。")
        self._columns = {str(c.value): c.column for c in head if c.value}
        self._last = max(r[0].row for r in rows if any(c.value is not None for c in r))
        known = {f.name for f in fields(Sent)}
        for row in rows:
            texts = {
                attribute: str(row[self._columns[heading] - 1].value or "").strip()
                for attribute, heading, _ in _COLUMNS
                if attribute in known and heading in self._columns
            }
            if row[0].row > head[0].row and texts.get("message_id"):
                self._rows[texts["message_id"]] = row[0].row
                yield Sent(**{name: texts.get(name, "") for name in known})

    def _new(self) -> None:
        from openpyxl import Workbook
        from openpyxl.styles import Font, PatternFill
        from openpyxl.utils import get_column_letter

        self._book = Workbook()
        sheet = self._book.worksheets[0]
        sheet.title = "发件登记"
        for number, (_, heading, width) in enumerate(_COLUMNS, start=1):
            self._columns[heading] = number
            cell = sheet.cell(1, number, heading)
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFD9E1F2")
            sheet.column_dimensions[get_column_letter(number)].width = width
            sheet.column_dimensions[get_column_letter(number)].hidden = heading in _HIDDEN
        sheet.freeze_panes = "A2"


def sent_lines(workspace: Workspace, period: Period) -> tuple[Sent, ...]:
    """What was sent about *period*, as the register says; empty where there is none."""
    return tuple(SentLedger(workspace, period).lines)
