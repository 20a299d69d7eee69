"""What arrived: files set aside as a whole, and the sheets of the others, with what becomes of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from reportgen.filing import codes
from reportgen.model.finding import ERROR, Code, Finding
from reportgen.model.outcome import Receipt
from reportgen.model.records import CellCount, Reading, Return

COUNTED, RETURNED, SUPERSEDED, LATE, REFUSED, EMPTY, ASIDE = (
    "counted", "returned", "superseded", "late", "refused", "empty", "aside",
)  # fmt: skip
"""What can become of a sheet: used; faulty and not used; replaced; late and not used; not ours or not this
period's; nothing in it; in order but told again by a longer period."""


@dataclass(eq=False)
class Sheet:
    """One form's sheet that arrived; ``fate`` and ``reason`` are decided in `select`."""

    ret: Return
    receipt: Receipt
    index: int  # place in its file
    fate: str = ""
    reason: str = ""

    @property
    def order(self) -> tuple[datetime, str, int, int]:
        """Older first; of two in one file the fuller one last, else the one further left."""
        return (self.receipt.received_at, self.receipt.path, self.ret.cells.filled, -self.index)

    def tells_nothing(self, printed: frozenset[str]) -> bool:
        """Whether nothing was filled in: no tick, nothing that could not be read, no cell but *printed* fields.

        Errors of checks (codes ``rules.…``) about such a sheet are about what is absent.
        """
        ret = self.ret
        unread = any(f.severity == ERROR and not f.code.startswith("rules.") for f in ret.findings)
        filled = any(set(row.values) - printed for row in ret.rows)
        return not (filled or ret.nil or ret.unchanged or unread)

    def settle(self, fate: str, reason: str = "") -> None:
        self.fate, self.reason = fate, reason

    def note(self, code: Code, **params: object) -> Finding:
        """A finding about this sheet, placed at its 表号."""
        r = self.ret
        where = {"file": r.file, "sheet": r.sheet, "cell": r.title.cell}
        return code.make(unit=r.unit, form=r.form, period=r.period, **where, **params)  # type: ignore[arg-type]


@dataclass(eq=False)
class File:
    """One file that arrived; ``verdict`` is set where the file is set aside as a whole."""

    reading: Reading
    receipt: Receipt
    verdict: str = ""
    reason: str = ""
    twin: File | None = None  # the file with the same content that arrived before
    old: str = ""  # the file of an earlier period with the same content
    sheets: list[Sheet] = field(default_factory=list)
    unit_told: str = ""  # of a supporting paper, which has no sheet to tell it

    @property
    def path(self) -> str:
        return self.reading.path

    @property
    def unit(self) -> str:
        return self.reading.unit or next((r.unit for r in self.reading.returns if r.unit), self.unit_told)

    def note(self, code: Code, **params: object) -> Finding:
        return code.make(unit=self.unit, file=self.path, **params)  # type: ignore[arg-type]

    @property
    def cells(self) -> CellCount:
        """The file's cells; those of sheets that do not count are explained by the finding about them."""
        if self.verdict in ("ignored", "duplicate", "refused"):
            return self.reading.cells.all_explained()
        total = self.reading.cells
        for sheet in self.sheets:
            if sheet.fate != COUNTED:
                own = sheet.ret.cells
                total += CellCount(0, -own.merged, own.filled - own.explained)
        return total


def sort_out(
    readings: Sequence[Reading], receipts: Mapping[str, Receipt], as_of: datetime, earlier: Mapping[str, str]
) -> tuple[tuple[File, ...], list[Finding]]:
    """Return the files, oldest first, and findings about those set aside as a whole.

    Set aside are files that came after *as_of*, the same content again, content of an *earlier* period
    (sha256 → path) and files without any form. The sheets of all others stand in ``File.sheets``.
    """
    files = sorted((File(r, receipts[r.path]) for r in readings), key=lambda f: (f.receipt.received_at, f.path))
    findings: list[Finding] = []
    seen: dict[str, File] = {}
    for file in files:
        if file.receipt.received_at > as_of:
            file.verdict, file.reason = "ignored", "晚于统计时点"
            findings.append(file.note(codes.AFTER_AS_OF, received=_at(file.receipt.received_at), as_of=_at(as_of)))
        elif file.reading.sha256 in seen:
            file.twin = seen[file.reading.sha256]
            file.verdict, file.reason = "duplicate", f"与“{file.twin.path}”内容相同"
        else:
            seen[file.reading.sha256] = file
            findings += _open(file, earlier)
    return tuple(files), findings


def _open(file: File, earlier: Mapping[str, str]) -> list[Finding]:
    found = list(file.reading.findings)
    other = earlier.get(file.reading.sha256)
    if other is not None:
        file.verdict, file.reason, file.old = "refused", f"与以前一期的“{other}”内容相同", other
        return found
    if not file.reading.returns:
        fault = next((f for f in found if f.severity == ERROR), None)
        if fault is None:
            found.append(file.note(codes.NO_FORM))
        file.verdict, file.reason = "refused", fault.message if fault else codes.NO_FORM.sentence
        return found
    file.sheets = [Sheet(ret, file.receipt, index) for index, ret in enumerate(file.reading.returns)]
    return found


def misplaced(sheet: Sheet, expected: Sequence[str]) -> list[Finding]:
    """Refuse a sheet of no known unit or of another period than *expected*; return what to say of it.

    An empty list means that the sheet may count.
    """
    ret = sheet.ret
    periods = "、".join(expected)
    said = [f for f in ret.findings if not f.field]  # the reader's own words about unit and period
    told = any(f.severity == ERROR for f in said)
    if not ret.unit:
        sheet.settle(REFUSED, "填报单位不明")
        return said if told else [*said, sheet.note(codes.UNKNOWN_UNIT)]
    if not ret.period:
        sheet.settle(REFUSED, "看不出期别")
        return said if told else [*said, sheet.note(codes.NO_PERIOD, expected=periods)]
    if ret.period not in expected:
        sheet.settle(REFUSED, f"期别为{ret.period}，应放入 inputs/{ret.period}")
        return [sheet.note(codes.OTHER_PERIOD, found=ret.period, expected=periods or "（本期不需报此表）")]
    return []


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
