"""Matters that cross units (事项): open, settled or closed, and by how many days overdue."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reportgen.measures import lights
from reportgen.measures.case import Case, Record
from reportgen.model.outcome import Matter
from reportgen.model.plan import Form
from reportgen.model.values import Value

PURPOSE = "事项"
_STATES = ("open", "settled", "closed")


def judge_matters(case: Case) -> tuple[Matter, ...]:
    """Return all matters, form by form; figures ``matters.<id>.…``, ``matters.<form>.…``, ``matters.total.…``."""
    matters: list[Matter] = []
    for form in case.of_purpose(PURPOSE):
        records = case.records_of(form.name)
        found = [_matter(case, record) for record in records]
        _count(case, form, list(zip(records, found, strict=True)))
        matters += found
    if case.of_purpose(PURPOSE):
        _total(case)
    return tuple(matters)


def state_of(case: Case, record: Record) -> str:
    """Return open, settled or closed; a state that means none of them is open, blank too."""
    meaning = record.meaning(case.plan, "state")
    return meaning if meaning in _STATES else "open"


def _matter(case: Case, record: Record) -> Matter:
    state = state_of(case, record)
    due = record.date("extended") or record.date("due")
    days = (due.end - case.today).days if due else None
    figure = "" if days is None else _say_days(case, record, days)
    values = {"状态": state, "剩余天数": None if days is None else Decimal(days)}
    lit = lights.shine(case.plan, "matters", values, "未定办理时限" if days is None else lights.NO_DATA)
    partners = tuple(p for p in record.text("partners").split("、") if p)
    return Matter(
        id=record.text("matter") or record.row.key,
        form=record.form.name,
        title=record.text("title"),
        raiser=record.text("raiser") or record.row.unit,
        lead=record.text("lead"),
        partners=partners,
        due=due.end if due else None,
        state=state,
        overdue_days=max(0, -days) if days is not None and state == "open" else 0,
        light=lit.light,
        row=record.row,
        light_why=lit.why,
        figure=figure,
    )


def _say_days(case: Case, record: Record, days: int) -> str:
    """Put the days left on record and return the figure's id; rows without a number are told by their cell."""
    origin = record.row.origin
    name = record.text("matter") or record.row.key
    id = f"matters.{name}.days"
    if not name or id in case.figures:
        id = f"matters.{record.form.name}@{origin.file}!{origin.sheet}!{origin.cell}.days"
    limit = "extended" if record.date("extended") else "due"
    how = f"“{record.form.name}”办理时限减{case.today}，过期为负"
    cells = record.cells(limit, "state")
    case.add(id, f"{name or record.form.name}剩余天数", days, "天", how, cells=cells)
    return id


def _count(case: Case, form: Form, found: Sequence[tuple[Record, Matter]]) -> None:
    """Put on record how many matters of *form* are open, settled, closed, new, and overdue."""
    known = {row.key for row in case.before[form.name].rows} if form.name in case.before else frozenset()

    def new(record: Record) -> bool:
        raised = record.date("raised")
        if raised is None:
            return record.row.key not in known
        return case.period.start <= raised.start <= case.period.end

    def add(part: str, name: str, how: str, hits: list[tuple[Value, ...]]) -> None:
        cells = tuple(cell for hit in hits for cell in hit)
        sources = () if hits else case.titles(form.name)
        told = case.told(form.name)
        how = f"“{form.name}”中{how}{case.caution(form.name)}" if told else f"“{form.name}”本期未报送"
        number = len(hits) if told else None
        case.add(f"matters.{form.name}.{part}", f"{form.name}{name}", number, "件", how, cells=cells, sources=sources)

    def states(*wanted: str) -> list[tuple[Value, ...]]:
        return [r.cells("matter", "state") for r, m in found if m.state in wanted]

    add("count", "事项数", "所列事项", states(*_STATES))
    add("open", "在办数", "在办的事项", states("open"))
    add("settled", "已办结待销号数", "已办结待销号的事项", states("settled"))
    add("closed", "销号数", "本期销号的事项", states("closed"))
    add("new", "新增数", "本期提出的事项", [r.cells("matter", "raised") for r, _ in found if new(r)])
    late = [r.cells("matter", "due", "extended", "state") for r, m in found if m.overdue_days]
    add("overdue", "逾期数", f"截至{case.today}已过办理时限仍在办的事项", late)


def _total(case: Case) -> None:
    """Put the sums over all forms on record; forms that nobody sent are not in them."""
    names = {"count": "事项总数", "open": "在办事项", "settled": "已办结待销号事项", "closed": "本期销号事项",
             "new": "本期新增事项", "overdue": "逾期事项"}  # fmt: skip
    for part, name in names.items():
        inputs = [f"matters.{form.name}.{part}" for form in case.of_purpose(PURPOSE)]
        values = [v for v in (case.figures[id].value for id in inputs) if isinstance(v, Decimal)]
        number = sum(values, Decimal(0)) if values else None
        case.add(f"matters.total.{part}", name, number, "件", "各事项表之和", inputs=inputs)
