"""What early warnings can be about: each subject with its variables (`WARNING_VARIABLES`) and their proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from reportgen.measures import numbers
from reportgen.measures.case import Case
from reportgen.measures.history import Point, points, tellings, unchanged
from reportgen.measures.projects import Project, projects_of, responsible, still_periods
from reportgen.measures.quotas import BY_MONTH
from reportgen.measures.reporting import is_owed, is_timely
from reportgen.measures.targets import LOWER_IS_BETTER
from reportgen.measures.warnings import Signal, Subject
from reportgen.model.outcome import Matter, MilestoneResult, ProjectResult, QuotaResult, Submission, TargetResult
from reportgen.model.period import Period, Rhythm

_BEHIND = ("missing", "late", "returned")


def subjects_of(
    case: Case,
    targets: Sequence[TargetResult],
    quotas: Sequence[QuotaResult],
    milestones: Sequence[MilestoneResult],
    projects: Sequence[ProjectResult],
    matters: Sequence[Matter],
) -> Mapping[str, Sequence[Subject]]:
    """Return what the plan's rules apply to; kinds that no rule asks for are left out."""
    wanted = {rule.applies_to for rule in case.plan.warnings}
    makers: Mapping[str, Callable[[], list[Subject]]] = {
        "targets": lambda: [_target(case, t) for t in targets],
        "quotas": lambda: [_quota(case, q) for q in quotas],
        "milestones": lambda: [_milestone(case, m) for m in milestones],
        "projects": lambda: [_project(case, p) for p in projects_of(case)],
        "matters": lambda: [_matter(case, m) for m in matters if not m.joined],
        "forms": lambda: _forms(case),
        "returns": lambda: _returns(case),
    }
    return {kind: make() for kind, make in makers.items() if kind in wanted}


def _number(value: int | Decimal | None, unit: str, *figures: str, course: Sequence[Point] = ()) -> Signal:
    return Signal(Decimal(value) if isinstance(value, int) else value, unit, tuple(course), figures)


# ---------------------------------------------------------------- targets and quotas


def _target(case: Case, result: TargetResult) -> Subject:
    key = f"targets.{result.id}"
    target = case.plan.find("targets", result.id)
    lower = target.measure == "位次" or target.operator in LOWER_IS_BETTER
    course = distinct(case, key)
    falling = falls([p.number for p in course if p.number is not None], lower=lower)
    silent = 0
    for point in reversed(points(case, f"{key}.actual")):
        if point.number is not None:
            break
        silent += 1
    gap = None if result.gap_points is None else (-result.gap_points if lower else result.gap_points)
    signals = {
        "下降期数": _number(falling, "期", course=course[-falling - 1 :]),
        "差值": Signal(gap, numbers.difference_unit(target.unit), figures=(f"{key}.gap",)),
        "未发布期数": _number(silent, "期", f"{key}.actual"),
    }
    return Subject(key, result.name, result.owner, signals)


def distinct(case: Case, key: str) -> tuple[Point, ...]:
    """Return a target's values over the year, the newest of each data period: a kept value is no new one."""
    spans = {p.period: p.text for p in points(case, f"{key}.data_period")}
    found: dict[object, Point] = {}
    for point in points(case, f"{key}.actual"):
        if point.number is not None:
            told = spans.get(point.period) or point.figure.sources
            found.pop(told, None)
            found[told] = point
    return tuple(found.values())


def falls(values: Sequence[Decimal], *, lower: bool) -> int:
    """Return how many times in a row the newest values got worse; *lower* means that less is better."""
    count = 0
    for now, before in zip(reversed(values), reversed(values[:-1]), strict=False):
        if (now <= before) if lower else (now >= before):
            break
        count += 1
    return count


def _quota(case: Case, result: QuotaResult) -> Subject:
    key = f"quotas.{result.id}"
    quota = case.plan.find("quotas", result.id)
    added = [p for p in points(case, f"{key}.added") if p.number is not None]
    before = added[-2] if len(added) > 1 else None
    linear = quota.pace == BY_MONTH and quota.value > 1 and case.period.kind is Rhythm.MONTH
    best = max((p.number or Decimal(0) for p in added), default=None) if linear else None
    reach = None
    if best is not None and result.actual is not None:
        left = numbers.decimal_of(12 * (1 - case.elapsed))
        reach = result.actual + best * left
    ahead = None if result.rate is None or result.pace is None else case.figures[f"{key}.pace_gap"].value
    forecast = result.forecast
    signals = {
        "任务数": _number(result.target, quota.unit, f"{key}.target"),
        "完成数": _number(result.actual, quota.unit, f"{key}.actual"),
        "差序时": Signal(ahead, numbers.POINTS, figures=(f"{key}.pace_gap",)),
        "本期新增": Signal(added[-1].number if added and not added[-1].period else None, quota.unit, tuple(added[-1:])),
        "上期新增": Signal(before.number if before else None, quota.unit, (before,) if before else ()),
        "最快可达": _number(reach, quota.unit, f"{key}.actual", course=added),
        "预计低值": _number(forecast.low if forecast else None, quota.unit, f"{key}.forecast_low"),
        "预计高值": _number(forecast.high if forecast else None, quota.unit, f"{key}.forecast_high"),
    }
    return Subject(key, result.name, result.owner, signals)


# ---------------------------------------------------------------- milestones, projects, matters


def _milestone(case: Case, result: MilestoneResult) -> Subject:
    key = f"milestones.{result.id}"
    course = tellings(points(case, f"{key}.progress"))
    done = result.state in ("done", "done_late")
    still = None if done else unchanged([course])
    gap = case.figures.get(f"{key}.curve_gap")
    signals = {
        "状态": Signal(result.state, figures=(f"{key}.stage",)),
        "剩余天数": _number(result.days, "天", f"{key}.days"),
        "推后次数": _number(result.moved, "次", f"{key}.moved"),
        "推后天数": _number(None if done else result.slip_days, "天", f"{key}.slip"),
        "未变期数": _number(still, "期", course=course[-(still or 0) - 1 :]),
        "差曲线": Signal(gap.value if gap else None, gap.unit if gap else "", figures=(gap.id,) if gap else ()),
    }
    return Subject(key, result.name, result.owner, signals)


def _project(case: Case, project: Project) -> Subject:
    key = project.key
    still = still_periods(case, project)
    rates = tuple(f"{key}.{part}" for part in ("pay_rate", "invest_rate") if f"{key}.{part}" in case.figures)
    courses = [points(case, f"{key}.{part}") for part in ("stage", "year_done", "total_done", "fund_paid")]
    told = tuple(p for course in courses for p in tellings(course)[-(still or 0) - 1 :])
    cells = case.cells_of(c for r in project.records for c in r.cells("total", "total_done", "planned_listing"))
    stage = (f"{key}.stage_days",) if f"{key}.stage_days" in case.figures else ()
    late = (f"{key}.start_late",) if f"{key}.start_late" in case.figures else ()
    settled = project.stage is None or project.stage.stage in ("counting", "finish")  # works go on, or are over
    signals = {
        "未变期数": _number(still, "期", course=told),
        "支付超进度": Signal(numbers.percent(project.ahead), numbers.POINTS, figures=rates),
        "超总投资": Signal(project.over_total, figures=tuple(
            f"{key}.{part}" for part in ("total_done",) if f"{key}.{part}" in case.figures), sources=cells),
        "应纳统未纳统": Signal(project.unlisted, figures=stage, sources=cells),
        "应开工未开工": Signal(project.start_overdue, figures=late),
        "阶段天数": _number(None if settled else project.stage_days, "天", *stage),
    }  # fmt: skip
    return Subject(key, project.text("name") or project.id, responsible(case, project), signals)


def _matter(case: Case, matter: Matter) -> Subject:
    key = f"matters.{matter.form}/{matter.id}"
    course = points(case, f"{key}.state")
    days = (matter.figure,) if matter.figure else ()
    signals = {
        "超期天数": _number(matter.overdue_days, "天", *days),
        "在办天数": _number(matter.age_days, "天", *([f"{key}.state"] if f"{key}.state" in case.figures else [])),
        "重开次数": _number(matter.reopened, "次", course=course),
    }
    owner = matter.lead if case.plan.unit(matter.lead) else matter.raiser
    return Subject(key, matter.title or matter.id, owner, signals)


# ---------------------------------------------------------------- reporting


def _forms(case: Case) -> list[Subject]:
    """What is due of each form this period; the office takes it up."""
    found = []
    for form in case.plan.forms:
        owed = [s for s in case.submissions if s.obligation.form == form.name and is_owed(s)]
        if not owed:
            continue
        key = f"reporting.forms.{form.name}"

        def count(state: str, owed: list[Submission] = owed, key: str = key) -> Signal:
            return _number(sum(s.state == state for s in owed), "个", f"{key}.{state}")

        untimely = numbers.percent(numbers.share(sum(not is_timely(s) for s in owed), len(owed)))
        signals = {
            "应报数": _number(len(owed), "个", f"{key}.due"),
            "未报数": count("missing"),
            "逾期数": count("late"),
            "退回数": count("returned"),
            "未按时比例": Signal(untimely, "%", figures=(f"{key}.timely", f"{key}.due")),
        }
        found.append(Subject(key, form.name, case.plan.header.office_unit, signals))
    return found


def _returns(case: Case) -> list[Subject]:
    """Each unit's form over the year's periods; units that only verify are not pressed."""
    course: dict[tuple[str, str, Rhythm], dict[str, Submission]] = {}
    for item in (*case.filed, *case.submissions):
        owed = item.obligation
        if is_owed(item):
            course.setdefault((owed.unit, owed.form, owed.period.kind), {})[owed.period.id] = item
    now = {(s.obligation.unit, s.obligation.form) for s in case.submissions}
    found = []
    for (unit, form, _), told in course.items():
        known = case.plan.unit(unit)
        if (unit, form) not in now or known is None or known.verifier:
            continue
        ordered = sorted(told.values(), key=lambda s: Period.sort_key(s.obligation.period))
        sources = case.place("forms", form, "owners", value="、".join(case.plan.form(form).owners))
        figures = (f"reporting.units.{unit}.due", f"reporting.forms.{form}.due")
        found.append(
            Subject(f"returns.{unit}/{form}", f"{unit}“{form}”", unit, {
                "未报期数": Signal(Decimal(_run(ordered, ("missing",))), "期", (), figures, sources),
                "逾期期数": Signal(Decimal(_run(ordered, _BEHIND)), "期", (), figures, sources),
            })
        )  # fmt: skip
    return found


def _run(ordered: Sequence[Submission], states: Sequence[str]) -> int:
    """How many of the newest submissions in a row are in one of *states*."""
    count = 0
    for item in reversed(ordered):
        if item.state not in states:
            break
        count += 1
    return count
