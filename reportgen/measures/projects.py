"""Projects of the lists (项目): investment and payment against the share of the year, and starts."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial

from reportgen.measures import lights, numbers
from reportgen.measures.case import Case, Record, elapsed
from reportgen.measures.funnel import STAGES, Step, count_funnel, last_reached, steps
from reportgen.measures.history import points, unchanged
from reportgen.model.outcome import ProjectResult
from reportgen.model.plan import FieldType
from reportgen.model.values import PlanDate, Understood, Value

PURPOSE = "项目"
WAN = "万元"
_WAN_PER_YI = 10000
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money in 万元 with its cell."""

    wan: Decimal
    cell: Value


@dataclass(frozen=True, slots=True)
class Project:
    """One project over all forms and units that tell of it, by its code."""

    id: str
    records: tuple[Record, ...]
    planned: Amount | None  # 本年计划投资
    done: Amount | None
    issued: Amount | None  # 下达资金
    paid: Amount | None
    pay_since: PlanDate | None  # when the funds were issued
    start_due: bool  # the planned start has passed
    started: bool | None  # None: no form tells of a start
    start_cells: tuple[Value, ...]
    total: Amount | None  # 总投资
    total_done: Amount | None  # 累计完成投资
    course: tuple[Step, ...]
    today: date

    @property
    def key(self) -> str:
        """The id of its figures without the last part."""
        return f"projects.{self.id}"

    @property
    def stage(self) -> Step | None:
        return last_reached(self.course)

    @property
    def stage_days(self) -> int | None:
        stage = self.stage
        return (self.today - stage.reached).days if stage and stage.reached else None

    @property
    def late_stages(self) -> tuple[str, ...]:
        return tuple(STAGES[step.stage] for step in self.course if step.late(self.today))

    @property
    def ahead(self) -> Fraction | None:
        """By how much payment runs ahead of works, as a share; None unless both are told."""
        return None if self.pay is None or self.invest is None else self.pay - self.invest

    @property
    def over_total(self) -> bool:
        return bool(self.total and self.total_done and self.total_done.wan > self.total.wan)

    @property
    def unlisted(self) -> bool:
        """Whether it has started and reports investment, but is not in the statistics (纳统) though it should be."""
        listing = next((step for step in self.course if step.stage == "listing"), None)
        if listing is None or listing.reached is not None:
            return False
        investing = self.done is not None and self.done.wan > 0
        return listing.late(self.today) or bool(self.started and investing and listing.planned is None)

    @property
    def row(self) -> Record:
        return self.records[0]

    @property
    def start_overdue(self) -> bool:
        return self.start_due and self.started is False

    def text(self, role: str) -> str:
        return next((t for t in (r.text(role) for r in self.records) if t), "")

    @property
    def labels(self) -> tuple[str, ...]:
        found = (label for r in self.records for label in r.text("labels").split("、") if label)
        return tuple(dict.fromkeys(found))

    @property
    def invest(self) -> Fraction | None:
        return _rate(self.done, self.planned)

    @property
    def pay(self) -> Fraction | None:
        return _rate(self.paid, self.issued)


def responsible(case: Case, project: Project) -> str:
    """The unit that answers for a project: the one that the lists name, else who reports its progress."""
    named = project.text("lead")
    if case.plan.unit(named):
        return named
    telling = next((r for r in project.records if r.text("year_done") or r.text("fund_paid")), project.row)
    return telling.row.unit


def pay_pace(case: Case, project: Project) -> Fraction:
    """Return the share of the time for payment that is over: from the day of 下达, within the year, to its end.

    Without that day, or with one before the year, it is the share of the year.
    """
    since, end = project.pay_since, case.period.end
    if since is None or since.start.year < case.plan.header.year:
        return case.elapsed
    if since.start > end:
        return Fraction(0)
    before = elapsed(since.start - _DAY, case.plan.header.year)
    return (case.elapsed - before) / (1 - before)


def judge_projects(case: Case) -> tuple[ProjectResult, ...]:
    """Return the projects that can be judged, in the plan's order of forms; figures ``projects.…``."""
    if not case.of_purpose(PURPOSE):
        return ()
    projects = projects_of(case)
    judged = [p for p in projects if p.invest is not None or p.pay is not None or p.start_overdue]
    for project in projects:
        _say_told(case, project)
    results = tuple(_judge(case, project) for project in judged)
    _sum(case, "projects", "项目", projects)
    for label in dict.fromkeys(label for p in projects for label in p.labels):
        _sum(case, f"projects.{label}", f"{label}项目", [p for p in projects if label in p.labels])
    lights.count_lights(case, "projects", "项目", results)
    return results


def projects_of(case: Case) -> tuple[Project, ...]:
    """Return all projects; rows with the same code (without one, the same name) are one project."""
    groups: dict[str, list[Record]] = {}
    for record in case.records(PURPOSE):
        id = record.text("code") or record.text("name")
        if id:
            groups.setdefault(_plain(id), []).append(record)
    return tuple(_project(case, group) for group in groups.values())


def _project(case: Case, group: Sequence[Record]) -> Project:
    planned, done = _pair(group, "year_plan", "year_done")
    issued, paid = _pair(group, "fund_issued", "fund_paid")
    plan_day, actual = _day(group, "planned_start"), _day(group, "actual_start")
    stages = [r.meaning(case.plan, "stage") for r in group if r.cell("stage")]
    began = actual is not None and actual.start <= case.today
    tells = any(r.form.role(role) for r in group for role in ("actual_start", "stage"))
    started = began or any(stage in ("started", "done") for stage in stages)
    return Project(
        id=next((t for r in group for t in (r.text("code"),) if t), group[0].text("name")),
        records=tuple(group),
        planned=planned,
        done=done,
        issued=issued,
        paid=paid,
        pay_since=_day(group, "fund_day"),
        start_due=plan_day is not None and plan_day.end < case.today,
        started=started if tells else None,
        start_cells=tuple(c for r in group for c in r.cells("planned_start", "actual_start", "stage")),
        total=_first(group, "total"),
        total_done=_first(group, "total_done"),
        course=steps(group, case.today),
        today=case.today,
    )


def _pair(group: Sequence[Record], whole: str, part: str) -> tuple[Amount | None, Amount | None]:
    """Return both amounts from one row where a row has both, else each from the first row that has it."""
    for record in group:
        both = _amount(record, whole), _amount(record, part)
        if None not in both:
            return both
    return _first(group, whole), _first(group, part)


def _first(group: Sequence[Record], role: str) -> Amount | None:
    return next((a for a in (_amount(r, role) for r in group) if a is not None), None)


def _amount(record: Record, role: str) -> Amount | None:
    item, cell, number = record.form.role(role), record.cell(role), record.number(role)
    if item is None or cell is None or number is None:
        return None
    return Amount(number * _WAN_PER_YI if FieldType(item.type) is FieldType.YI else number, cell)


def _day(group: Sequence[Record], role: str) -> PlanDate | None:
    return next((d for d in (r.date(role) for r in group) if d is not None), None)


def _rate(part: Amount | None, whole: Amount | None) -> Fraction | None:
    return numbers.share(part.wan, whole.wan) if part and whole else None


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def _judge(case: Case, project: Project) -> ProjectResult:
    pace, paying = case.elapsed, pay_pace(case, project)
    values: dict[str, Understood] = {
        "投资完成率": numbers.percent(project.invest),
        "支付率": numbers.percent(project.pay),
        "序时进度": numbers.percent(pace),
        "投资差序时": None if project.invest is None else numbers.percent(project.invest - pace),
        "支付差序时": None if project.pay is None else numbers.percent(project.pay - paying),
        "应开工未开工": project.start_overdue,
    }
    lit = lights.shine(case.plan, "projects", values)
    return ProjectResult(
        id=project.id,
        name=project.text("name"),
        unit=responsible(case, project),
        labels=project.labels,
        invest_rate=numbers.four(project.invest),
        pay_rate=numbers.four(project.pay),
        pace=numbers.decimal_of(pace, 4),
        light=lit.light,
        light_why=lit.why,
        row=project.row.row,
        start_overdue=project.start_overdue,
        figure=_say(case, project),
        stage=STAGES[project.stage.stage] if project.stage else "",
        stage_days=project.stage_days,
        late_stages=project.late_stages,
        still_periods=still_periods(case, project),
        paid_ahead=numbers.four(project.ahead) if project.ahead and project.ahead > 0 else None,
        over_total=project.over_total,
        unlisted=project.unlisted,
        pay_pace=None if project.pay is None else numbers.decimal_of(paying, 4),
    )


def still_periods(case: Case, project: Project) -> int | None:
    """Return for how many periods nothing changed in its stage, investment and payment; None once it is done."""
    if any(step.stage == "finish" and step.reached for step in project.course):
        return None
    return unchanged([points(case, f"{project.key}.{part}") for part in _TOLD])


_TOLD = {"stage": "当前阶段", "year_done": "本年完成投资", "total_done": "累计完成投资", "fund_paid": "支付资金"}


def _say_told(case: Case, project: Project) -> None:
    """Put on record what a project's rows tell of its state: what later periods compare with."""
    name = project.text("name") or project.id
    for part, word in _TOLD.items():
        cell = next((c for r in project.records if (c := r.cell(part))), None)
        if cell is None:
            continue
        amount = _first(project.records, part)
        if amount is not None:
            case.add(f"{project.key}.{part}", f"{name}{word}", amount.wan, WAN, f"填报单位所报{word}", cells=(cell,))
        else:
            case.add(f"{project.key}.{part}", f"{name}{word}", cell.text, "", f"填报单位所报{word}", cells=(cell,))
    stage = project.stage
    if stage is not None:
        how = f"{case.today}减实际{STAGES[stage.stage]}日期"
        case.add(f"{project.key}.stage_days", f"{name}在{STAGES[stage.stage]}环节天数", project.stage_days, "天", how,
                 cells=stage.cells)  # fmt: skip


def _say(case: Case, project: Project) -> str:
    """Put a project's rates on record; return the id of the figure that its light rests on most."""
    key, name = f"projects.{project.id}", project.text("name") or project.id
    said = ""
    for part, word, rate, amounts in (
        ("pay_rate", "支付率", project.pay, (project.paid, project.issued)),
        ("invest_rate", "投资完成率", project.invest, (project.done, project.planned)),
    ):
        if rate is not None:
            how = "支付资金占下达资金" if part == "pay_rate" else "本年完成投资占本年计划投资"
            cells = [a.cell for a in amounts if a]
            said = case.add(f"{key}.{part}", f"{name}{word}", numbers.percent(rate), "%", how, cells=cells).id
    if project.pay is not None and project.pay_since is not None:
        how = "资金下达至年底的时间中已过的占比，下达以前不计"
        cells = [c for r in project.records for c in r.cells("fund_day")][:1]
        case.add(
            f"{key}.pay_pace", f"{name}支付序时进度", numbers.percent(pay_pace(case, project)), "%", how, cells=cells
        )
    if project.start_overdue:
        late = _day(project.records, "planned_start")
        days = (case.today - late.end).days if late else 0
        how = f"{case.today}减计划开工日期，尚未开工"
        figure = case.add(f"{key}.start_late", f"{name}应开工未开工天数", days, "天", how, cells=project.start_cells)
        said = said or figure.id
    return said


def _sum(case: Case, key: str, noun: str, projects: Sequence[Project]) -> None:
    """Put counts, amounts and rates of *projects* on record, each project once."""
    forms = [form.name for form in case.of_purpose(PURPOSE)]
    told = any(map(case.told, forms))
    names = "".join(f"“{name}”" for name in forms)
    caution = "".join(map(case.caution, forms))

    def count(
        part: str, word: str, what: str, hits: Sequence[Project], cells: Callable[[Project], tuple[Value, ...]]
    ) -> None:
        how = f"{names}中{what}，按项目代码去重计数（无代码的按名称）{caution}" if told else f"{names}本期未报送"
        found = tuple(cell for p in hits for cell in cells(p))
        sources = () if found else case.titles(*forms)
        case.add(f"{key}.{part}", f"{noun}{word}", len(hits) if told else None, "个", how, cells=found, sources=sources)

    def named(project: Project) -> tuple[Value, ...]:
        return project.row.cells("code") or project.row.cells("name")

    def starts(project: Project) -> tuple[Value, ...]:
        return (*named(project), *project.start_cells)

    due = [p for p in projects if p.start_due]
    count("total", "个数", f"所列{noun}", projects, named)
    count("should_start", "应开工数", f"计划开工日期已过{case.today}的{noun}", due, starts)
    count("started", "已开工数", f"已开工的{noun}", [p for p in projects if p.started], starts)
    count(
        "not_started",
        "应开工未开工数",
        f"计划开工日期已过而未开工的{noun}",
        [p for p in due if p.start_overdue],
        starts,
    )
    _start_rate(case, key, noun)
    count_funnel(case, key, noun, [p.course for p in projects], forms)
    for part, (word, what, holds, roles) in _FLAGS.items():
        count(part, word, f"{what}的{noun}", [p for p in projects if holds(p)], partial(_cells, roles))
    behind = [p for p in projects if p.invest is not None and p.invest < case.elapsed]
    count(
        "invest_behind",
        "投资慢于序时数",
        f"投资完成率低于序时进度的{noun}",
        behind,
        lambda p: _proof(p.planned, p.done),
    )
    behind = [p for p in projects if p.pay is not None and p.pay < pay_pace(case, p)]
    count(
        "pay_behind",
        "支付慢于序时数",
        f"支付率低于支付序时进度（自资金下达起算）的{noun}",
        behind,
        lambda p: (*_proof(p.issued, p.paid), *_cells(("fund_day",), p)),
    )
    _amounts(case, key, noun, [(p.planned, p.done) for p in projects], ("year_plan", "本年计划投资"),
             ("year_done", "本年完成投资"), ("invest_rate", "投资完成率"))  # fmt: skip
    _amounts(case, key, noun, [(p.issued, p.paid) for p in projects], ("fund_issued", "下达资金"),
             ("fund_paid", "支付资金"), ("pay_rate", "支付率"))  # fmt: skip


_FLAGS: Mapping[str, tuple[str, str, Callable[[Project], bool], tuple[str, ...]]] = {
    "over_total": ("超总投资数", "累计完成投资大于总投资", lambda p: p.over_total, ("total", "total_done")),
    "paid_ahead": (
        "支付超前数", "支付率高于投资完成率", lambda p: (p.ahead or 0) > 0,
        ("year_plan", "year_done", "fund_issued", "fund_paid"),
    ),
    "unlisted": (
        "应纳统未纳统数", "计划纳统日期已过，或已开工、有投资而没有纳统", lambda p: p.unlisted,
        ("planned_listing", "actual_start", "year_done"),
    ),
}  # fmt: skip
"""What is asked of each project besides its rates: part → (name, words, condition, roles that prove it)."""


def _cells(roles: tuple[str, ...], project: Project) -> tuple[Value, ...]:
    return tuple(c for r in project.records for c in r.cells(*roles))


def _proof(*amounts: Amount | None) -> tuple[Value, ...]:
    return tuple(a.cell for a in amounts if a)


def _start_rate(case: Case, key: str, noun: str) -> None:
    due, late = case.figures[f"{key}.should_start"].value, case.figures[f"{key}.not_started"].value
    rate = None
    if isinstance(due, Decimal) and isinstance(late, Decimal):
        rate = numbers.percent(numbers.share(due - late, due))
    inputs = (f"{key}.should_start", f"{key}.not_started")
    case.add(f"{key}.start_rate", f"{noun}开工率", rate, "%", "应开工项目中已开工的占比", inputs=inputs)


def _amounts(
    case: Case,
    key: str,
    noun: str,
    pairs: Sequence[tuple[Amount | None, Amount | None]],
    whole: tuple[str, str],
    part: tuple[str, str],
    rate: tuple[str, str],
) -> None:
    """Put two sums and their rate on record; only projects that tell both are in them."""
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    sums = []
    for index, (id, word) in enumerate((whole, part)):
        amounts = [pair[index] for pair in both]
        total = sum((a.wan for a in amounts), Decimal(0)) if both else None
        how = f"{whole[1]}和{part[1]}都已填报的{noun}的{word}之和，按项目代码各计一次"
        how = how if both else f"没有{noun}同时填报{whole[1]}和{part[1]}"
        sums.append(total)
        case.add(f"{key}.{id}", f"{noun}{word}", total, WAN, how, cells=[a.cell for a in amounts])
    share = None if sums[0] is None or sums[1] is None else numbers.percent(numbers.share(sums[1], sums[0]))
    inputs = (f"{key}.{part[0]}", f"{key}.{whole[0]}")
    case.add(f"{key}.{rate[0]}", f"{noun}{rate[1]}", share, "%", f"{part[1]}占{whole[1]}", inputs=inputs)
