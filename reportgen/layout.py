"""Where everything stands on a form's sheet: the template writer and the reader share this page.

Column A holds 序号 and the labels of the head and foot; the fields of the table follow from column
B. Rows and columns are 1-based, as Excel counts them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportgen.model.period import Period
from reportgen.model.plan import Field, FieldType, Form, Plan

SERIAL = "序号"
NIL = "本期无"
UNCHANGED = "较上期无变化"
TICK = "√"
TICKS = frozenset("√✓✔☑是")
"""What counts as a tick in the cell beside 本期无 or 较上期无变化."""
NUMBER_LABEL, PERIOD_LABEL, UNIT_LABEL = "表号：", "期别：", "填报单位："
SIGNATURE, SEAL = "负责人签字：", "（盖章）"
INSTRUCTIONS = "填表说明："
REQUIRED_MARK = " *"
REASON, EXPLANATION, CHECK_CODE = "自动核对", "核实说明", "核对码"
"""Headings of the columns behind the fields: what the sheet finds wrong in a row, what the unit says of it, and
the hidden column that the sheet counts by."""
CHECK_COLUMNS = (REASON, EXPLANATION, CHECK_CODE)
CHECK_WORDS = "本表：待填"
"""How the line begins in which the sheet counts what is missing and wrong."""
LINKS, LINK_MARK = "去改：", "▶"
NAME_PREFIX = "RG_"
"""Defined names ``RG_<表号>`` point to A2 of the form's sheet."""
META_SHEET = "_meta"
COVER_SHEET = "填报须知"
RETURN_LIST_SHEET = "退回问题清单"
"""The list of problems that a returned copy carries; it may come back with the corrected workbook."""
LIST_NUMBER, LIST_VALUE, LIST_EXPLANATION = "编号", "原填", "说明"
"""Headings of that list by which what a unit explains is read back."""

_UNITS = {FieldType.PERCENT: "%", FieldType.WAN: "万元", FieldType.YI: "亿元"}
_TITLE_LINE = re.compile(
    r"表\s*号\s*[:：]\s*(?P<number>[A-Za-z0-9]+)(?:\s*期\s*别\s*[:：]\s*(?P<period>[0-9A-Z\-]*))?"
    r"(?:\s*填\s*报\s*单\s*位\s*[:：]\s*(?P<unit>.*\S)?)?"
)


def unit_of(field: Field) -> str:
    """Return the unit that a field's values are in ("" for text, dates and choices)."""
    return _UNITS.get(FieldType.of(field.type)) or field.unit


def heading(field: Field) -> str:
    """Return the heading of a field's column: its name, with the unit in brackets."""
    unit = unit_of(field)
    return f"{field.name}（{unit}）" if unit else field.name


def title_line(form: Form, period: Period, unit: str) -> str:
    """Return the identifying line of A2: 表号, 期别 and 填报单位."""
    return f"{NUMBER_LABEL}{form.number}　{PERIOD_LABEL}{period.id}　{UNIT_LABEL}{unit}"


def read_title_line(text: str) -> tuple[str, str, str] | None:
    """Return (表号, period text, unit text) of a line that `title_line` wrote, else None.

    Tolerates other blanks and colons; period and unit are "" where they were deleted.
    """
    match = _TITLE_LINE.search(text.replace("　", " "))
    if match is None:
        return None
    return match["number"].upper(), (match["period"] or "").strip(), (match["unit"] or "").strip()


@dataclass(frozen=True, slots=True)
class Slot:
    """A field outside the table: its label's cell and its value's cell."""

    field: Field
    row: int
    label_col: int
    value_col: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of a form's sheet for a given number of table rows."""

    title_row: int
    identity_row: int
    note_row: int
    check_row: int  # the sheet's own count of what is missing and wrong, and below it links to the places
    nil: tuple[int, int] | None  # label cell; the tick stands to its right
    unchanged: tuple[int, int] | None
    head: tuple[Slot, ...]
    group_row: int | None
    header_row: int
    columns: tuple[Field, ...]  # the first stands in column B
    first_row: int
    last_row: int
    foot: tuple[Slot, ...]
    signature_row: int
    instructions_row: int

    @property
    def width(self) -> int:
        """Number of columns, 序号 included."""
        return len(self.columns) + 1

    @property
    def span(self) -> int:
        """Number of columns that the head and the foot stretch over: the table's, at least four."""
        return max(self.width, 4)

    @property
    def reason_col(self) -> int:
        """The column beside the table where the sheet says what it finds wrong in a row."""
        return self.span + 1

    @property
    def explanation_col(self) -> int:
        """The column where the unit explains what it is queried about."""
        return self.span + 2

    @property
    def code_col(self) -> int:
        """The first of the hidden columns that the sheet counts by."""
        return self.span + 3

    @property
    def links_row(self) -> int:
        """The row with links to what is missing or wrong."""
        return self.check_row + 1

    def column_of(self, field_name: str) -> int:
        """Return the 1-based column of a table field; `KeyError` if it is none of the table's."""
        for offset, field in enumerate(self.columns):
            if field.name == field_name:
                return offset + 2
        raise KeyError(field_name)


def arrange(plan: Plan, form: Form, rows: int) -> Layout:
    """Return the layout of *form*'s sheet with *rows* rows in its table (filled and empty)."""
    row = 6
    nil = unchanged = None
    if form.nil_allowed or form.unchanged_allowed:
        if form.nil_allowed:
            nil = (row, 1)
        if form.unchanged_allowed:
            unchanged = (row, 3)
        row += 1
    head = []
    for field in form.fields:
        if field.place == "表头":
            head.append(Slot(field, row, 1, 2))
            row += 1
    columns = form.columns()
    group_row = None
    if any(f.group for f in columns):
        group_row = row
        row += 1
    header_row = row
    first_row = header_row + 1
    last_row = header_row + max(rows, 1)
    foot_fields = foot(plan, form)
    foot_row = last_row + 2
    slots = tuple(
        Slot(f, foot_row + index // 2, 1 + 2 * (index % 2), 2 + 2 * (index % 2)) for index, f in enumerate(foot_fields)
    )
    signature_row = foot_row + (len(foot_fields) + 1) // 2
    return Layout(
        1, 2, 3, 4, nil, unchanged, tuple(head), group_row, header_row, columns, first_row, last_row, slots,
        signature_row, signature_row + 2,
    )  # fmt: skip


def foot(plan: Plan, form: Form) -> tuple[Field, ...]:
    """Return the fields of a form's foot: the plan's common ones and the form's own."""
    return (*plan.foot, *(f for f in form.fields if f.place == "表尾"))


def outside_fields(plan: Plan, form: Form) -> tuple[Field, ...]:
    """Return the fields of a form that stand outside its table: head, then foot."""
    return (*(f for f in form.fields if f.place == "表头"), *foot(plan, form))


def printed_words(plan: Plan, form: Form) -> frozenset[str]:
    """Return the texts that the template prints on *form*'s sheet, apart from rows and the title line."""
    words = {
        form.title,
        form.name,
        SERIAL,
        *CHECK_COLUMNS,
        LINKS,
        SIGNATURE,
        SEAL,
        INSTRUCTIONS,
        plan.header.sheet_note,
    }
    if form.nil_allowed:
        words.add(NIL)
    if form.unchanged_allowed:
        words.add(UNCHANGED)
    for field in form.columns():
        words |= {heading(field), heading(field) + REQUIRED_MARK, field.group}
    for field in outside_fields(plan, form):
        words |= {label(field), field.name, heading(field)}
    words.update(line.strip() for line in form.instructions.splitlines())
    words.discard("")
    return frozenset(words)


def label(field: Field) -> str:
    """Return the label of a field outside the table, e.g. 填报人：."""
    return f"{heading(field)}：" if not field.required else f"{heading(field)}{REQUIRED_MARK}："


def matter_number(form: Form, unit_id: str, period: Period, index: int) -> str:
    """Return the 编号 that the template prints in the *index*-th (from 1) empty row of a 事项 form.

    Numbers are given by the sheet, so that no two units ever choose the same:
    ``WZZ06-U05-202510-01``.
    """
    return f"{form.number}-{unit_id}-{period.id.replace('-', '')}-{index:02d}"
