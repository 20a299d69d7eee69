"""templates/通讯录.xlsx: who writes for which unit, and the office's own mailbox. Never part of an output for others.

Two sheets. 通讯录 has a line per person (单位, 姓名, 职务, 邮箱, 电话, 角色, 起, 止); 角色 is A角, B角 or empty, 邮箱 may
be a whole domain (``@fgj.example.gov.cn``), which tells the unit of a sender and is never written to.
邮箱设置 has a line per setting of `SETTINGS`. Passwords are in neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from reportgen.edges.atomic import replacing
from reportgen.edges.files import reason
from reportgen.edges.packages import DAMAGED_OFFICE, settle
from reportgen.edges.workspace import Workspace
from reportgen.model.errors import InputError
from reportgen.model.plan import Plan
from reportgen.reading.names import Names

BOOK = "通讯录.xlsx"
_PEOPLE, _SETTINGS = "通讯录", "邮箱设置"
COLUMNS = (
    ("单位", 22),
    ("姓名", 12),
    ("职务", 14),
    ("邮箱", 32),
    ("电话", 16),
    ("角色", 8),
    ("起", 12),
    ("止", 12),
    ("备注", 24),
)
SETTINGS: Mapping[str, str] = {
    "发件地址": "专班办的邮箱，如 wzz@xx.gov.cn；各单位回复到这里，每封也留底一份到这里",
    "发件名称": "显示给收件人的名字，如 某县专班办公室",
    "发信服务器": "如 smtps://wzz@mail.xx.gov.cn:465，或 smtp://…:587（自动转为加密）",
    "收信邮箱": "如 imaps://wzz@mail.xx.gov.cn/INBOX；催报中断后到这里和已发送里核对有没有发出",
    "已发送": "已发送文件夹的名称，如 已发送 或 Sent；没有的留空",
    "抄送领导": "二次催报时抄送的邮箱，几个的用顿号分开",
    "验证服务器": "本单位收信服务器在信头 Authentication-Results 中的名字；只认它对发件人的验证",
}
"""The settings of the mailbox: key → what to write."""
_MAIL = re.compile(r"[^@\s、，,;；<>]*@[A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class Contact:
    """One person (or one domain) of a unit."""

    unit: str
    name: str
    address: str  # lower case; "@domain" for everybody of a domain
    role: str = ""  # A角 | B角 | ""
    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class AddressBook:
    """The contacts and the settings, as written."""

    contacts: tuple[Contact, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()  # lines that do not count, each with its place

    def setting(self, key: str) -> str:
        if key not in SETTINGS:
            raise KeyError(key)
        return self.settings.get(key, "")

    def units_of(self, address: str, day: date) -> tuple[str, ...]:
        """The units that *address* speaks for on *day*: by its own lines, else by its domain's."""
        address = address.lower()
        domain = address[address.rfind("@") :]
        for wanted in (address, domain):
            found = dict.fromkeys(c.unit for c in self.contacts if c.address == wanted and c.holds(day))
            if found and wanted:
                return tuple(found)
        return ()

    def recipients(self, unit: str, day: date) -> tuple[str, ...]:
        """Whom to write to at *unit* on *day*: A角 first, then B角 and the others, each address once."""
        order = {"A角": 0, "B角": 1}
        own = [c for c in self.contacts if c.unit == unit and c.holds(day) and not c.address.startswith("@")]
        return tuple(dict.fromkeys(c.address for c in sorted(own, key=lambda c: order.get(c.role, 2))))

    @property
    def leaders(self) -> tuple[str, ...]:
        return addresses(self.setting("抄送领导"))


def addresses(text: str) -> tuple[str, ...]:
    """The mail addresses in a cell, lower case, each once."""
    return tuple(dict.fromkeys(m.lower() for m in _MAIL.findall(text)))


def load_book(workspace: Workspace, plan: Plan) -> AddressBook:
    """Return the workspace's address book, an empty one where there is none; `InputError` if it cannot be read."""
    path = workspace.templates / BOOK
    if not path.is_file():
        return AddressBook()
    sheets = _sheets(path)
    names = Names(plan)
    contacts: list[Contact] = []
    faults: list[str] = []
    for number, line in _lines(sheets.get(_PEOPLE, [])):
        place = f"{BOOK}“{_PEOPLE}”第 {number} 行"
        unit = names.unit(line.get("单位", ""))[0]
        found = addresses(line.get("邮箱", ""))
        if not unit:
            faults.append(f"{place}的单位“{line.get('单位', '')}”不在方案里，没有采用")
        elif not found and line.get("邮箱"):
            faults.append(f"{place}的邮箱“{line['邮箱']}”写法不对，没有采用")
        since, until = _day(line.get("起", "")), _day(line.get("止", ""))
        contacts += [Contact(unit, line.get("姓名", ""), a, line.get("角色", ""), since, until) for a in found if unit]
    settings = {row[0]: row[1] for row in sheets.get(_SETTINGS, []) if len(row) > 1 and row[0] in SETTINGS}
    return AddressBook(tuple(contacts), settings, tuple(faults))


def _sheets(path: Path) -> dict[str, list[list[str]]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        return {s.title: [[_text(c) for c in row] for row in s.iter_rows(values_only=True)] for s in book.worksheets}
    except OSError as error:
        raise InputError(f"templates/{BOOK} 无法读取（{reason(error)}），可能正被打开。请关闭后重试。") from error
    except DAMAGED_OFFICE as error:
        raise InputError(f"templates/{BOOK} 已损坏或不是 Excel 文件。请用备份恢复，或移走后重建。") from error


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else " ".join(str(value).split())


def _lines(rows: Sequence[Sequence[str]]) -> Iterable[tuple[int, dict[str, str]]]:
    """Yield (row number, heading → text) for the filled lines below the headings."""
    head = next((n for n, row in enumerate(rows[:20]) if {"单位", "邮箱"} <= set(row)), None)
    if head is None:
        return
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        line = {heading: text for heading, text in zip(rows[head], row, strict=False) if heading and text}
        if line.get("单位"):
            yield number, line


def _day(text: str) -> date | None:
    match = re.match(r"(\d{4})\D(\d{1,2})\D(\d{1,2})", text)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


def write_blank(workspace: Workspace, plan: Plan) -> Path:
    """Write a book to be filled in, with every unit that reports; an existing one is left as it is."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    path = workspace.templates / BOOK
    if path.exists():
        return path
    book = Workbook()
    people = book.worksheets[0]
    people.title = _PEOPLE
    people.append([heading for heading, _ in COLUMNS])
    for unit in plan.units:
        if unit.reports:
            people.append([unit.name])
    settings = book.create_sheet(_SETTINGS)
    settings.append(["设置", "取值", "说明"])
    for key, note in SETTINGS.items():
        settings.append([key, None, note])
    for sheet, widths in ((people, [w for _, w in COLUMNS]), (settings, [14, 44, 80])):
        for number, width in enumerate(widths, start=1):
            cell = sheet.cell(1, number)
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFD9E1F2")
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.freeze_panes = "A2"
    for row in settings.iter_rows(min_row=2, min_col=3, max_col=3):
        row[0].alignment = Alignment(wrap_text=True, vertical="top")
    with replacing(path) as temporary:
        book.save(temporary)
        settle(temporary, datetime(plan.header.year, 1, 1))
    return path
