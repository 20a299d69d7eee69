"""What a run found: the parts of ``result.json`` as values (see `edges.result_json`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from reportgen.model.answers import Case, Decision
from reportgen.model.figure import Figure, Ledger, Source
from reportgen.model.finding import Finding
from reportgen.model.period import Period
from reportgen.model.records import CellCount, Return, Row
from reportgen.model.states import SUBMISSION_WORDS
from reportgen.model.values import Value

VERDICTS = ("accepted", "superseded", "duplicate", "returned", "refused", "ignored")
STATES = tuple(SUBMISSION_WORDS)


@dataclass(frozen=True, slots=True)
class Receipt:
    """One line of 收件登记: when a file arrived and how we know."""

    path: str
    sha256: str
    received_at: datetime  # aware
    evidence: str  # mail | register | mtime
    sender: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FiledReturn:
    """A received file with its verdict."""

    receipt: Receipt
    unit: str
    forms: tuple[str, ...]
    verdict: str
    reason: str  # Chinese, "" for accepted


@dataclass(frozen=True, slots=True)
class Obligation:
    """One form that one unit owes for one period (应报)."""

    unit: str
    form: str
    period: Period
    due_at: datetime  # aware, after calendar shift
    exempt: str = ""  # why it is not owed
    on_change: bool = False  # owed only when something changes (变动): it can never be missing


@dataclass(frozen=True, slots=True)
class Submission:
    """An obligation and what became of it."""

    obligation: Obligation
    state: str
    received_at: datetime | None = None  # when it was met: the first accepted receipt, else the newest one
    workdays_late: int = 0
    file: str | None = None
    first_received_at: datetime | None = None  # the first receipt of all, faulty or not
    first_pass: bool | None = None  # whether the first sheet that came was accepted; None where nothing came
    title: Source | None = None  # the cell that shows the 表号 of the sheet that answers for it

    @property
    def accepted_at(self) -> datetime | None:
        """When the first sheet without errors came."""
        return None if self.state == "returned" else self.received_at


@dataclass(frozen=True, slots=True)
class MergedForm:
    """One form over all units: the rows that count.

    ``period`` is the form's own newest period; ``rows`` come from accepted returns (a
    returned one's good values too); ``carried`` says that they are those of an earlier period
    (quarter's GDP in November, 较上期无变化).
    """

    form: str
    rows: tuple[Row, ...]
    returns: tuple[Return, ...] = ()
    carried: frozenset[str] = frozenset()  # units whose rows are an earlier period's
    findings: tuple[Finding, ...] = ()  # what merging itself found, e.g. a matter's cell filled by another side
    left: tuple[Row, ...] = ()  # matters closed in a week or 旬 before this one, which the month still tells


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a quota may come to by the year's end (预计): a range, and what it assumes, in Chinese."""

    low: int
    high: int
    assumption: str
    moved: int | None = None  # by how much the year's earlier ranges fell short of this one; None without any


@dataclass(frozen=True, slots=True)
class QuotaResult:
    id: str
    name: str
    target: int
    actual: int | None
    rate: Decimal | None
    pace: Decimal | None
    gap: int | None
    needed_per_month: Decimal | None
    light: str
    light_why: str
    owner: str
    figure: str  # id of the actual's figure
    previous: int | None = None
    forecast: Forecast | None = None  # None without data and for a quota of one
    in_review: int | None = None  # applied for, not yet decided (在审)
    ready: int | None = None  # meets the threshold, not yet applied for (达标)


@dataclass(frozen=True, slots=True)
class TargetResult:
    id: str
    name: str
    target: Decimal | None
    actual: Decimal | None
    gap_points: Decimal | None
    previous: Decimal | None
    peer: Decimal | None
    rank: int | None
    light: str
    light_why: str
    owner: str
    supplier: str
    data_period: str  # as reported, 1—9月
    figure: str


@dataclass(frozen=True, slots=True)
class MilestoneResult:
    id: str
    name: str
    due: date
    baseline_due: date
    promised_due: date | None
    progress: Decimal | None
    state: str  # done | done_late | on_track | at_risk | overdue | not_reported
    days: int  # due - as_of, negative when past
    light: str
    light_why: str
    owner: str
    set_by: str
    figure: str
    strength: str = ""  # the plan's word: 确保, 力争, 推动
    slip_days: int | None = None  # days from the due day to the day promised or reached, negative if earlier
    moved: int = 0  # times within the year that the promise moved to a later day
    expected: Decimal | None = None  # progress due by now on the plan's curve
    reasons: tuple[str, ...] = ()  # evidence for at_risk, in words


@dataclass(frozen=True, slots=True)
class Conflict:
    """One fact told in two ways; nothing is changed, *chosen* says which value counts."""

    form: str
    key: str
    field: str
    values: tuple[tuple[str, Value], ...]  # (unit, value)
    chosen: str  # "" when nobody has authority
    why: str
    number: str = ""  # 编号, the same in every period, so that the office's choice is found again


@dataclass(frozen=True, slots=True)
class Revision:
    """What a unit now says otherwise than in the period before."""

    form: str
    unit: str
    key: str
    field: str
    before: str
    after: str
    kind: str  # cumulative_drop | back_revision | unit_slip | vanished | re_promised | changed


@dataclass(frozen=True, slots=True)
class Between:
    """What the checks between forms and between periods found, before anything of it is answered."""

    conflicts: tuple[Conflict, ...] = ()
    revisions: tuple[Revision, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter that crosses units (事项), as it stands."""

    id: str
    form: str
    title: str
    raiser: str
    lead: str
    partners: tuple[str, ...]
    due: date | None
    state: str  # Option.meaning: open | settled | closed
    overdue_days: int
    light: str
    row: Row
    light_why: str = ""
    figure: str = ""  # id of the figure of the days left, "" without a time limit
    raised: date | None = None
    age_days: int | None = None  # days since it was raised, of open matters
    reopened: int = 0  # times within the year that it was open again after being settled or closed
    joined: str = ""  # number of the matter that the office said this is; counted there, not here


@dataclass(frozen=True, slots=True)
class ProjectResult:
    """A project of the lists whose investment, payment or start can be judged."""

    id: str  # project code, the name where there is none
    name: str
    unit: str
    labels: tuple[str, ...]
    invest_rate: Decimal | None  # fractions, four decimals, like ``pace``
    pay_rate: Decimal | None
    pace: Decimal
    light: str
    light_why: str
    row: Row
    start_overdue: bool = False  # planned start passed, not started
    figure: str = ""  # id of the rate's figure, of the planned start's where there is no rate
    stage: str = ""  # the last stage that it has reached: `measures.funnel.STAGES`
    stage_days: int | None = None  # days since it reached that stage
    late_stages: tuple[str, ...] = ()  # stages whose planned day has passed
    still_periods: int | None = None  # periods without any change in stage, investment and payment
    paid_ahead: Decimal | None = None  # payment rate less investment rate, a fraction; None unless positive
    over_total: bool = False  # more invested than the total
    unlisted: bool = False  # started and investing, not yet in the statistics (纳统)
    pay_pace: Decimal | None = None  # share of the time from 下达 to the year's end that is over; None without payment


@dataclass(frozen=True, slots=True)
class TaskShare:
    """One line of the breakdown of tasks (任务分解): who owes which amount, in 万元; 调度数, no statistics."""

    key: str  # id of its figures without the last part
    name: str
    unit: str
    person: str
    year_task: Decimal
    month_plan: Decimal
    month_done: Decimal | None  # None where no form tells of it
    quarter_plan: Decimal
    quarter_done: Decimal | None
    due: Decimal  # by the period's end
    done: Decimal | None  # in the year
    row: Row
    figure: str  # id of the figure of what is done less what is due


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """A tendency (苗头性、倾向性问题) that a rule of the plan found in figures and their history."""

    id: str  # rule and subject, the same from period to period while it stands
    rule: str  # `WarningRule.id`
    subject: str  # id of what it is about without its last part: targets.T05, quotas.Q01, reporting.units.<unit>
    name: str  # what it is about, as printed
    light: str  # yellow | red
    why: str  # the rule's words
    owner: str  # the unit that has to act; the office for what concerns many units
    state: str  # new | standing | unknown (no data this period) | cleared (it stood the period before)
    raised: str  # id of the period in which it was raised
    raised_on: date
    periods: int  # in how many periods it has stood, this one included
    figures: tuple[str, ...]  # ids of the figures that it rests on, older ones first
    number: str = ""  # 编号, by which units answer it
    answer: str = ""  # what units wrote under its number: unit, next step, result


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier period of the same kind, told again: what judgements of later ones look back on."""

    period: str
    figures: Mapping[str, Figure]
    warnings: tuple[EarlyWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that one merge found."""

    plan_name: str
    plan_year: int
    plan_fingerprint: str
    period: Period
    as_of: datetime
    files: tuple[FiledReturn, ...] = ()
    submissions: tuple[Submission, ...] = ()
    findings: tuple[Finding, ...] = ()
    forms: Mapping[str, MergedForm] = field(default_factory=dict)
    quotas: tuple[QuotaResult, ...] = ()
    targets: tuple[TargetResult, ...] = ()
    milestones: tuple[MilestoneResult, ...] = ()
    matters: tuple[Matter, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    revisions: tuple[Revision, ...] = ()
    figures: Ledger = field(default_factory=Ledger)
    cells: CellCount = CellCount()
    projects: tuple[ProjectResult, ...] = ()
    decisions: tuple[Decision, ...] = ()  # the office's of this period, as 核实登记 holds them
    history: tuple[Case, ...] = ()  # what became of every error and query of the year, by number
    breakdown: tuple[TaskShare, ...] = ()
    warnings: tuple[EarlyWarning, ...] = ()
    pasts: tuple[Past, ...] = ()  # the year's earlier periods of the same kind, oldest first
