"""Values with their origin: nothing is merged or printed without the cell it came from."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

PRECISIONS = ("day", "dekad", "month", "quarter", "half", "year")


@dataclass(frozen=True, slots=True, order=True)
class PlanDate:
    """A date as precise as it was given (日期及精度): 10月底 is a month's end, not a day typed."""

    start: date
    precision: str = "day"

    @property
    def end(self) -> date:
        """The last day that the date can mean."""
        s = self.start
        if self.precision == "day":
            return s
        if self.precision == "dekad" and s.day < 21:
            return s.replace(day=s.day + 9)
        month = {"quarter": (s.month + 2) // 3 * 3, "half": 6 if s.month < 7 else 12, "year": 12}.get(
            self.precision, s.month
        )
        return date(s.year, month, calendar.monthrange(s.year, month)[1])

    def iso(self) -> str:
        """``2025-10-31``, ``2025-10-D3``, ``2025-10``, ``2025-Q4``, ``2025-H2`` or ``2025``."""
        s = self.start
        if self.precision == "day":
            return s.isoformat()
        if self.precision == "dekad":
            return f"{s:%Y-%m}-D{min(3, (s.day + 9) // 10)}"
        if self.precision == "month":
            return f"{s:%Y-%m}"
        if self.precision == "half":
            return f"{s.year}-H{1 if s.month < 7 else 2}"
        return f"{s.year}-Q{(s.month + 2) // 3}" if self.precision == "quarter" else f"{s.year}"

    @classmethod
    def from_iso(cls, text: str) -> PlanDate:
        """Return the date that `iso` wrote as *text*; `ValueError` if it is none."""
        if len(text) == 4:
            return cls(date(int(text), 1, 1), "year")
        if text[5:6] == "Q":
            return cls(date(int(text[:4]), int(text[6:]) * 3 - 2, 1), "quarter")
        if text[5:6] == "H":
            return cls(date(int(text[:4]), int(text[6:]) * 6 - 5, 1), "half")
        if len(text) == 7:
            return cls(date(int(text[:4]), int(text[5:]), 1), "month")
        if text[8:9] == "D":
            return cls(date(int(text[:4]), int(text[5:7]), int(text[9:]) * 10 - 9), "dekad")
        return cls(date.fromisoformat(text))

    @property
    def label(self) -> str:
        """The date as documents print it: 2025年10月31日, 2025年10月下旬, 2025年10月 …"""
        s = self.start
        if self.precision == "day":
            return f"{s.year}年{s.month}月{s.day}日"
        if self.precision == "dekad":
            return f"{s.year}年{s.month}月{'上中下'[min(2, (s.day - 1) // 10)]}旬"
        if self.precision == "month":
            return f"{s.year}年{s.month}月"
        if self.precision == "quarter":
            return f"{s.year}年第{'一二三四'[(s.month - 1) // 3]}季度"
        if self.precision == "half":
            return f"{s.year}年{'上' if s.month < 7 else '下'}半年"
        return f"{s.year}年"


Understood = str | Decimal | bool | PlanDate | None
"""What a field's value can be once understood, in the field's own unit; None = deliberately blank."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The place of a value: file relative to the workspace, sheet and A1 cell as received."""

    file: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Value:
    """One understood value. ``raw`` is what was typed; ``note`` keeps words left over (约, 含在建)."""

    value: Understood
    raw: str
    origin: Origin
    note: str = ""

    @property
    def text(self) -> str:
        """The understood value as result.json writes it: decimals plain, dates ISO, yes/no 是/否."""
        return plain(self.value)


def plain(value: Understood | date | int) -> str:
    """Return *value* as text without loss: decimals without exponent, dates as ISO, 是/否, ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, PlanDate):
        return value.iso()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
