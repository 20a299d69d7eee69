"""What was received: rows of forms, the sheets that held them, and the files that held those."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reportgen.model.finding import Finding
from reportgen.model.packed import RowValues
from reportgen.model.values import Origin, Understood, Value


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a form as one unit reported it. ``values`` by field name; blank cells are absent."""

    form: str
    unit: str
    period: str
    key: str  # the key fields' texts joined by " / ", "" if the form has no key
    values: Mapping[str, Value]
    origin: Origin  # the row's first filled cell
    explanation: Value | None = None  # 核实说明: what the unit says beside the row of what is queried

    def get(self, field_name: str | None) -> Understood:
        """The understood value of a field, None where it is blank."""
        values = self.values
        if isinstance(values, RowValues):
            return values.understood(field_name) if field_name else None
        value = values.get(field_name) if field_name else None
        return value.value if value else None


@dataclass(frozen=True, slots=True)
class CellCount:
    """Conservation: every filled cell is merged or explained (printed by us, or named by a finding)."""

    filled: int = 0
    merged: int = 0
    explained: int = 0

    @property
    def lost(self) -> int:
        return self.filled - self.merged - self.explained

    def __add__(self, other: CellCount) -> CellCount:
        return CellCount(self.filled + other.filled, self.merged + other.merged, self.explained + other.explained)

    def all_explained(self) -> CellCount:
        """The same cells when the sheet is not merged: a finding about the file explains them all."""
        return CellCount(self.filled, 0, self.filled)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a unit wrote to explain a query (说明), in the list of a returned copy or beside a row.

    ``number`` and ``value`` are those of the query as the returned copy listed it; both are "" for an
    explanation beside a row, which answers every query in that row.
    """

    text: str
    origin: Origin
    number: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """One sheet of a received workbook, understood as one form of one unit and period (回表)."""

    file: str
    sheet: str
    form: str
    unit: str  # "" if unknown; then the file is refused
    period: str  # the form's own period, e.g. 2025-10 or 2025-10-D3
    rows: tuple[Row, ...] = ()
    head: Mapping[str, Value] = field(default_factory=dict)  # fields of 表头 and 表尾
    nil: bool = False  # 本期无 is ticked
    unchanged: bool = False  # 较上期无变化 is ticked
    findings: tuple[Finding, ...] = ()
    cells: CellCount = CellCount()
    title: Origin = Origin("", "", "")  # the cell that shows the 表号: source of submission counts
    title_raw: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)  # letters of the column of each field of the table

    @property
    def faulty(self) -> bool:
        """Whether an error sends the form back (退回)."""
        return any(f.severity == "error" for f in self.findings)


@dataclass(frozen=True, slots=True)
class Reading:
    """One received file, read once. Cacheable: depends on content, plan and the reader's source only."""

    path: str
    sha256: str
    container: str = ""  # xlsx, xlsm, xls, xlsb, ods, et; "" where it could not be read
    unit: str = ""
    returns: tuple[Return, ...] = ()
    findings: tuple[Finding, ...] = ()  # about the file or about sheets that are no form
    cells: CellCount = CellCount()  # of the whole file, the returns' cells included
    size: int = 0
    explanations: tuple[Explanation, ...] = ()  # of queries, from the list of a returned copy
