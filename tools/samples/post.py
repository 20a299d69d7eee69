"""Who sends which forms in which file, under which name and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from reportgen.model.plan import Form, Plan, Unit
from tools.samples.disarray import Mess, messes_of
from tools.samples.story import MONTHS

WEEK, QUARTER, MONTH = "周", "季", "月"
XLSX, OFFICE, XLS, ODS, ET = "xlsx", "libreoffice", "xls", "ods", "et"
"""How the file was saved: by Excel; by LibreOffice as .xlsx, .xls or .ods; as .xls and named .et."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One workbook on its way. ``name`` is below the period's folder."""

    unit: str
    kind: str  # WEEK | QUARTER | MONTH: which of the unit's forms
    forms: frozenset[str]
    name: str
    received: datetime  # local
    mail: bool = True  # else entered by hand from a chat
    saved: str = XLSX
    messes: tuple[Mess, ...] = field(default=())
    whole: bool = False  # sheets with nothing to say and 填报须知 are sent along


@dataclass(frozen=True, slots=True)
class _Habit:
    """What is special about a unit's file of a month."""

    name: str = ""
    received: str = ""  # 11-07 10:05
    saved: str = XLSX


_HABITS: Mapping[tuple[int, str, str], _Habit] = {
    (0, MONTH, "县财政局"): _Habit(name="财政局9月数据（定稿）.xlsx"),
    (0, MONTH, "鹤龙湖镇"): _Habit(received="10-10 09:12"),
    (1, MONTH, "县发改局"): _Habit(name="附件2（发改局10月）最终版(1).xlsx"),
    (1, MONTH, "县工信局"): _Habit(name="工信局 10月 报表.xlsx", saved=OFFICE),
    (1, MONTH, "县财政局"): _Habit(name="财政局10月报表（更正）.xlsx", received="11-05 10:20"),
    (1, MONTH, "县住建局"): _Habit(name="住建局10月.xls", received="11-07 10:05", saved=XLS),
    (1, MONTH, "县自然资源局"): _Habit(name="自然资源局10月.et", saved=ET),
    (1, MONTH, "县交通运输局"): _Habit(name="交通局10月报表.ods", saved=ODS),
    (1, MONTH, "县科技局"): _Habit(received="11-05 15:40"),
    (1, MONTH, "虞公港建投"): _Habit(name="建投10月.ods", saved=ODS),
    (1, MONTH, "金龙镇"): _Habit(name="乡镇/金龙镇10月.xlsx"),
    (1, MONTH, "石塘镇"): _Habit(name="石塘镇.xlsx", saved=OFFICE),
    (1, MONTH, "六塘乡"): _Habit(name="（六塘）稳增长表格 新.xlsx", saved=OFFICE),
}
ABSENT = frozenset({(1, "县数据局"), (1, "杨林寨乡")})
"""(month, unit) that send nothing but what a shorter rhythm asks for."""
_DAYS: Mapping[tuple[int, str], str] = {
    (0, WEEK): "2025-09-26",
    (0, MONTH): "2025-10-09",
    (0, QUARTER): "2025-10-14",
    (1, WEEK): "2025-10-24",
    (1, MONTH): "2025-11-03",
}
_LATE_QUARTER = ("县统计局", "2025-10-24")  # waits for the results of the quarter


def sendings(plan: Plan, month: int, issued: Mapping[str, Sequence[Form]]) -> Iterator[Sending]:
    """Yield what is sent in a month, given the forms of each unit's workbook; units in plan order."""
    for index, unit in enumerate(plan.units):
        groups: dict[str, list[str]] = {}
        for form in issued.get(unit.name, ()):
            groups.setdefault(_kind(form), []).append(form.name)
        for kind, forms in groups.items():
            if (month, unit.name) not in ABSENT:
                sending = _plain(month, index, unit, kind, frozenset(forms))
                yield _with_habit(month, sending)


def _kind(form: Form) -> str:
    return WEEK if WEEK in form.rhythms else QUARTER if QUARTER in form.rhythms else MONTH


def _plain(month: int, index: int, unit: Unit, kind: str, forms: frozenset[str]) -> Sending:
    day = _LATE_QUARTER[1] if kind == QUARTER and unit.name == _LATE_QUARTER[0] else _DAYS[month, kind]
    received = datetime.fromisoformat(f"{day} {9 + index % 8:02d}:{index * 7 % 60:02d}")
    label = f"{int(MONTHS[month][5:])}月"
    short = unit.aliases[0] if unit.aliases else unit.name
    names = {
        WEEK: f"堵点清单（周）-{unit.name}.xlsx",
        QUARTER: f"{unit.name}三季度报表.xlsx",
        MONTH: (f"{unit.name}{label}报表.xlsx", f"{label}稳增长调度表-{short}.xlsx", f"{short}{label}.xlsx")[index % 3],
    }
    messes = messes_of(month, unit.name, kind)
    whole = kind == MONTH and index % 4 == 0
    return Sending(unit.name, kind, forms, names[kind], received, index % 5 != 4, messes=messes, whole=whole)


def _with_habit(month: int, sending: Sending) -> Sending:
    habit = _HABITS.get((month, sending.kind, sending.unit))
    if habit is None:
        return sending
    received = datetime.fromisoformat(f"2025-{habit.received}") if habit.received else sending.received
    return replace(sending, name=habit.name or sending.name, received=received, saved=habit.saved)
