"""Matters that cross units (事项): open, settled or closed, and by how many days overdue."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from reportgen.filing.obligations import matter_state
from reportgen.measures import lights, numbers
from reportgen.measures.case import Case, Record
from reportgen.measures.history import Point, points
from reportgen.model.figure import Figure
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
        _count(case, form, [(r, m) for r, m in zip(records, found, strict=True) if not m.joined])
        matters += found
    if case.of_purpose(PURPOSE):
        _total(case)
    return tuple(matters)


def state_of(case: Case, record: Record) -> str:
    """Return open, settled or closed; a state that means none of them is open, blank too."""
    meaning = matter_state(case.plan, record.form, record.row)
    return meaning if meaning in _STATES else "open"


def reopened(course: Sequence[Point]) -> int:
    """Return how many times a matter was open again after it had been settled or closed."""
    states = [p.text for p in course]
    return sum(before != "open" and now == "open" for before, now in pairwise(states))


def _matter(case: Case, record: Record) -> Matter:
    state = state_of(case, record)
    due = record.date("extended") or record.date("due")
    days = (due.end - case.today).days if due else None
    figure = "" if days is None else _say_days(case, record, days)
    values = {"状态": state, "剩余天数": None if days is None else Decimal(days)}
    lit = lights.shine(case.plan, "matters", values, "未定办理时限" if days is None else lights.NO_DATA)
    partners = tuple(p for p in record.text("partners").split("、") if p)
    course = _say_state(case, record, state)
    raised = record.date("raised")
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
        raised=raised.start if raised else None,
        age_days=(case.today - raised.start).days if raised and state == "open" else None,
        reopened=reopened(course),
        joined=case.joined.get(record.text("matter"), ""),
    )


def state_id(record: Record) -> str:
    """Return the id of the figure of a matter's state."""
    return f"matters.{record.form.name}/{record.text('matter') or record.row.key}.state"


def _say_state(case: Case, record: Record, state: str) -> tuple[Point, ...]:
    """Put a matter's state on record, if it can be told from others, and return its course over the year."""
    name, id = record.text("matter") or record.row.key, state_id(record)
    if not name or id in case.figures:
        return ()
    case.add(id, f"{name}办理状态", state, "", f"“{record.form.name}”所报办理状态的含义",
             cells=record.cells("state", "closed", "agreed") or record.anchor(), text=record.text("state"))  # fmt: skip
    return points(case, id)


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
    again = [r.cells("matter", "state") for r, m in found if m.reopened]
    add("reopened", "重开数", "年内办结或销号后又在办的事项", again)
    if case.told(form.name):
        _year(case, form, [(r, m) for r, m in found if m.state == "open"])


def _year(case: Case, form: Form, still_open: Sequence[tuple[Record, Matter]]) -> None:
    """Put on record how the year's matters of *form* stand: known, done, 办结率, and how old the open ones are."""
    known: dict[str, Figure] = {}
    for figures in (*(past.figures for past in case.history), {f.id: f for f in case.figures}):
        known.update((id, f) for id, f in figures.items() if id.startswith(f"matters.{form.name}/"))
    for number in case.joined:
        known.pop(f"matters.{form.name}/{number}.state", None)
    done = [f for f in known.values() if f.value in ("settled", "closed")]
    key = f"matters.{form.name}"
    for part, word, how, figures_ in (
        ("known", "年内事项数", "年内各期列过的事项，按编号各计一次", known.values()),
        ("done", "年内办结数", "年内列过、最近一次所报为已办结或已销号的事项", done),
    ):
        sources = tuple(s for f in figures_ for s in f.sources)
        case.add(f"{key}.{part}", f"{form.name}{word}", len(figures_), "件", f"“{form.name}”{how}",
                 sources=sources or case.titles(form.name))  # fmt: skip
    rate = numbers.percent(numbers.share(len(done), len(known)))
    case.add(f"{key}.done_rate", f"{form.name}年内办结率", rate, "%", "年内办结数占年内事项数",
             inputs=(f"{key}.done", f"{key}.known"))  # fmt: skip
    ages = [m.age_days for _, m in still_open if m.age_days is not None]
    cells = [c for r, _ in still_open for c in r.cells("raised")]
    how = f"“{form.name}”中在办事项的提出日期距{case.today}的天数"
    for part, word, value in (
        ("age_mean", "在办平均天数", numbers.decimal_of(Fraction(sum(ages), len(ages))) if ages else None),
        ("age_most", "在办最长天数", max(ages, default=None)),
    ):
        sources = () if cells else case.titles(form.name)
        case.add(f"{key}.{part}", f"{form.name}{word}", value, "天", how, cells=cells, sources=sources)


def _total(case: Case) -> None:
    """Put the sums over all forms on record; forms that nobody sent are not in them."""
    names = {"count": "事项总数", "open": "在办事项", "settled": "已办结待销号事项", "closed": "本期销号事项",
             "new": "本期新增事项", "overdue": "逾期事项", "reopened": "重开事项"}  # fmt: skip
    for part, name in names.items():
        inputs = [f"matters.{form.name}.{part}" for form in case.of_purpose(PURPOSE)]
        values = [v for v in (case.figures[id].value for id in inputs) if isinstance(v, Decimal)]
        number = sum(values, Decimal(0)) if values else None
        case.add(f"matters.total.{part}", name, number, "件", "各事项表之和", inputs=inputs)
