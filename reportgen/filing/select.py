"""Which return counts (收表): every file gets a verdict, every obligation a state, no cell is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime

from reportgen import layout
from reportgen.filing import codes
from reportgen.filing.arrivals import (
    ASIDE,
    COUNTED,
    EMPTY,
    LATE,
    REFUSED,
    RETURNED,
    SUPERSEDED,
    File,
    Sheet,
    misplaced,
    sort_out,
)
from reportgen.filing.merge import dropped_values, printed_fields, tells_nothing_new
from reportgen.filing.obligations import form_periods, owed, unknown_years
from reportgen.filing.papers import demand_papers, keep_papers
from reportgen.filing.workdays import Calendar
from reportgen.model.figure import title_of
from reportgen.model.finding import Finding
from reportgen.model.outcome import FiledReturn, MergedForm, Obligation, Receipt, Submission
from reportgen.model.period import Period
from reportgen.model.plan import Form, Plan
from reportgen.model.records import CellCount, Reading, Return, Row
from reportgen.model.values import PlanDate

_LEAST_SAME = 6  # so many cells that say the same are no chance
Key = tuple[str, str, str]
"""(unit, form, period id)."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of everything that was received and of everything that is owed."""

    files: tuple[FiledReturn, ...]  # by path
    submissions: tuple[Submission, ...]  # forms and units in plan order
    returns: tuple[Return, ...]  # those that count, by plan order of form and unit
    findings: tuple[Finding, ...]
    cells: CellCount
    replaced: tuple[Return, ...] = ()  # those that a later file replaced, oldest first


@dataclass
class _Contest:
    """The sheets that one unit sent for one form and period, oldest first."""

    sheets: list[Sheet] = field(default_factory=list)
    counted: Sheet | None = None  # whose values are used
    submitted: Sheet | None = None  # that answers for the obligation, late or not

    @property
    def accepted(self) -> list[Sheet]:
        return [s for s in self.sheets if not s.ret.faulty]


def choose(
    plan: Plan,
    period: Period,
    as_of: datetime,
    readings: Sequence[Reading],
    receipts: Mapping[str, Receipt],
    before: Mapping[str, MergedForm] | None = None,
    settled: Mapping[Key, Submission] | None = None,
    earlier: Mapping[str, str] | None = None,
    elsewhere: Set[str] = frozenset(),
) -> Filed:
    """Return what counts of *readings*, judged at *as_of*.

    Of the sheets that a unit sent for a form and period the newest accepted one counts, else the newest
    returned one, with its good values. *receipts* are by path. *before* is the merge before this one;
    *settled* are submissions of periods with folders of their own; *earlier* tells which content
    (sha256 → path) earlier periods of the same kind received; *elsewhere* names longer periods with folders of
    their own, for which nothing is owed here. Does not depend on the order of *readings*.
    """
    obligations = owed(plan, period, before, elsewhere)
    due = {(o.unit, o.form, o.period.id): o.due_at for o in obligations}
    on_change = {(o.form, o.period.id) for o in obligations if o.on_change}
    files, findings = sort_out(readings, receipts, as_of, earlier or {})
    findings = keep_papers(plan, files, findings)
    contests, found = _contests(plan, period, files)
    findings += found
    count_late = plan.setting("late_counts") != "no"
    for key, contest in contests.items():
        findings += _decide(contest, None if count_late else due.get(key))
    findings += _longest_only(contests)
    findings += _empty_sheets(files, contests, {key for key in due if key[1:] not in on_change})
    findings += _duplicates(files, contests)
    findings += _old_contents(files, contests)
    findings += _doubts(plan, contests, due, before or {})
    findings += demand_papers(plan, files)
    findings += [codes.CALENDAR_UNKNOWN.make(year=year) for year in unknown_years(plan, period)]
    findings += [f for s in _sheets(files) if s.fate in (COUNTED, RETURNED) for f in s.ret.findings]
    calendar = Calendar(plan)
    submissions = tuple(_submission(o, calendar, contests, settled or {}, as_of) for o in obligations)
    return Filed(
        tuple(sorted((_filed(f) for f in files), key=lambda f: f.receipt.path)),
        submissions,
        _returns(plan, contests),
        tuple(sorted(dict.fromkeys(findings), key=Finding.sort_key)),
        _cells(files),
        tuple(s.ret for s in _sheets(files) if s.fate == SUPERSEDED),
    )


def _sheets(files: Iterable[File]) -> list[Sheet]:
    return [sheet for file in files for sheet in file.sheets]


def _contests(plan: Plan, period: Period, files: Sequence[File]) -> tuple[dict[Key, _Contest], list[Finding]]:
    """Sheets that may count, by what they answer; the others are refused or left for empty."""
    expected = {form.name: [p.id for p, _ in form_periods(form, period)] for form in plan.forms}
    contests: dict[Key, _Contest] = {}
    findings: list[Finding] = []
    for sheet in sorted(_sheets(files), key=lambda s: s.order):
        ret = sheet.ret
        form = plan.form(ret.form)
        faults = misplaced(sheet, expected[ret.form])
        if sheet.fate == REFUSED:
            findings += faults
        elif sheet.tells_nothing(printed_fields(form)) and not _told_in_head(form, ret):
            sheet.settle(EMPTY, "空表")
        else:
            contests.setdefault((ret.unit, ret.form, ret.period), _Contest()).sheets.append(sheet)
    return contests, findings


def _told_in_head(form: Form, ret: Return) -> bool:
    return any(f.place == "表头" and f.name in ret.head for f in form.fields)


def _decide(contest: _Contest, cut: datetime | None) -> list[Finding]:
    """Settle the fate of a contest's sheets; with *cut*, sheets that came after it do not count."""
    findings: list[Finding] = []
    usable = [s for s in contest.sheets if cut is None or s.receipt.received_at <= cut]
    for sheet in contest.sheets:
        if cut is not None and sheet not in usable:
            sheet.settle(LATE, "逾期收到，按方案设置不计入数据")
            moments = {"received": f"{sheet.receipt.received_at:%Y-%m-%d %H:%M}", "due": f"{cut:%Y-%m-%d %H:%M}"}
            findings.append(sheet.note(codes.LATE_NOT_COUNTED, **moments))
    contest.submitted = _newest(contest.sheets)
    contest.counted = winner = _newest(usable)
    if winner is None:
        return findings
    winner.settle(COUNTED, "有错误，退回修改后重报" if winner.ret.faulty else "")
    after = usable[usable.index(winner) + 1 :]
    for sheet in usable:
        if sheet is winner:
            continue
        other = after[-1] if sheet in after else winner
        if sheet.receipt.path == winner.receipt.path:
            sheet.settle(SUPERSEDED, f"同一文件内采用了工作表“{winner.ret.sheet}”")
            findings.append(sheet.note(codes.SAME_FILE_TWICE, other=winner.ret.sheet))
        elif sheet is other:  # the newest of all is faulty: it goes back, the accepted one before it stays
            sheet.settle(RETURNED, "有错误，退回修改后重报")
            findings.append(sheet.note(codes.NEWER_FAULTY, other=winner.receipt.path))
        else:
            sheet.settle(SUPERSEDED, f"已由较晚收到的“{other.receipt.path}”替代")
            findings.append(sheet.note(codes.SUPERSEDED, other=other.receipt.path))
    return findings


def _newest(sheets: Sequence[Sheet]) -> Sheet | None:
    """The newest accepted sheet, else the newest faulty one."""
    return next((s for s in reversed(sheets) if not s.ret.faulty), sheets[-1] if sheets else None)


def _longest_only(contests: Mapping[Key, _Contest]) -> list[Finding]:
    """Where a unit told a form for two periods at once (旬 and 月), only the longer one's values are used."""
    findings: list[Finding] = []
    best: dict[tuple[str, str], Sheet] = {}
    for (unit, form, _), contest in contests.items():
        sheet, known = contest.counted, best.get((unit, form))
        if sheet is not None and (known is None or _length(sheet) > _length(known)):
            best[unit, form] = sheet
    for (unit, form, _), contest in contests.items():
        sheet, chosen = contest.counted, best.get((unit, form))
        if sheet is not None and chosen is not None and sheet is not chosen:
            sheet.settle(RETURNED if sheet.ret.faulty else ASIDE, sheet.reason)
            contest.counted = None
            findings.append(sheet.note(codes.LONGER_PERIOD, found=sheet.ret.period, other=chosen.ret.period))
    return findings


def _length(sheet: Sheet) -> tuple[object, ...]:
    return Period.parse(sheet.ret.period).sort_key()


def _empty_sheets(files: Sequence[File], contests: Mapping[Key, _Contest], awaited: Set[Key]) -> list[Finding]:
    """An empty sheet is no nil return; beside a filled one, or where nothing is awaited, it means nothing."""
    findings: list[Finding] = []
    for sheet in _sheets(files):
        if sheet.fate != EMPTY:
            continue
        key = (sheet.ret.unit, sheet.ret.form, sheet.ret.period)
        if key in contests:
            kept = contests[key].submitted
            findings.append(sheet.note(codes.EMPTY_BESIDE, other=kept.receipt.path if kept else ""))
        elif key in awaited:
            findings.append(sheet.note(codes.EMPTY))
        elif sheet.ret.cells.filled > sheet.ret.cells.explained:
            findings.append(sheet.note(codes.EMPTY_BESIDE, other="以前各期的数"))
    return findings


def _duplicates(files: Sequence[File], contests: Mapping[Key, _Contest]) -> list[Finding]:
    """Say of each file with known content which file counts instead; an old version sent again is doubtful."""
    findings: list[Finding] = []
    for file in files:
        if file.twin is None:
            continue
        old = next((s for s in file.twin.sheets if s.fate == SUPERSEDED and _other_file(s, contests)), None)
        newer = _other_file(old, contests) if old is not None else ""
        if newer:
            findings.append(file.note(codes.FORWARDED_OLD, other=file.twin.path, newer=newer))
        else:
            findings.append(file.note(codes.DUPLICATE, other=file.twin.path))
    return findings


def _old_contents(files: Sequence[File], contests: Mapping[Key, _Contest]) -> list[Finding]:
    """Say of each file that an earlier period had whether its unit must report: not where it did so otherwise."""
    findings: list[Finding] = []
    good = {(unit, form): c.accepted[-1] for (unit, form, _), c in contests.items() if c.accepted}
    for file in (f for f in files if f.old):
        told = [good.get((file.unit, ret.form)) for ret in file.reading.returns]
        if told and None not in told:
            beside = next(s for s in told if s is not None)
            findings.append(file.note(codes.EARLIER_BESIDE, other=file.old, beside=beside.receipt.path))
        else:
            findings.append(file.note(codes.EARLIER_CONTENT, other=file.old))
    return findings


def _other_file(sheet: Sheet, contests: Mapping[Key, _Contest]) -> str:
    """The other file whose sheet is used instead of *sheet*, "" if there is none."""
    counted = contests[sheet.ret.unit, sheet.ret.form, sheet.ret.period].counted
    path = counted.receipt.path if counted is not None else ""
    return path if path != sheet.receipt.path else ""


def _doubts(
    plan: Plan, contests: Mapping[Key, _Contest], due: Mapping[Key, datetime], before: Mapping[str, MergedForm]
) -> list[Finding]:
    """What is used but must be asked about."""
    findings: list[Finding] = []
    for key, contest in contests.items():
        sheet = contest.counted
        if sheet is None:
            continue
        form = plan.form(sheet.ret.form)
        if key not in due:
            findings += _not_owed(plan, form, sheet)
        findings += _older_filling(plan, form, contest, sheet)
        nothing = tells_nothing_new(form, sheet.ret, ())
        if nothing and not _has_rows(before.get(form.name), sheet.ret.unit):
            findings.append(sheet.note(codes.UNCHANGED_UNKNOWN))
        findings += _said_before(form, sheet, before.get(form.name))
    return findings


def _said_before(form: Form, sheet: Sheet, before: MergedForm | None) -> list[Finding]:
    """A table that repeats an earlier period's cell by cell, without saying so, may be that period's file.

    Asked of indicators told cumulatively, which move from month to month; registers may stand still.
    """
    earlier = [r for r in before.rows if r.unit == sheet.ret.unit] if before is not None else []
    grows = form.purpose == "指标" and any(f.cumulative for f in form.fields)
    if not grows or sheet.ret.unchanged or not earlier or any(r.period == sheet.ret.period for r in earlier):
        return []
    printed = printed_fields(form)
    now, then = ([_told(row, printed) for row in rows] for rows in (sheet.ret.rows, earlier))
    count = sum(map(len, now))
    if now != then or count < _LEAST_SAME:
        return []
    return [sheet.note(codes.SAID_BEFORE, count=count, other=earlier[0].period)]


def _told(row: Row, printed: Set[str]) -> dict[str, str]:
    return {name: value.text for name, value in row.values.items() if name not in printed}


def _not_owed(plan: Plan, form: Form, sheet: Sheet) -> list[Finding]:
    unit = plan.unit(sheet.ret.unit)
    end = Period.parse(sheet.ret.period).end
    if unit and ((unit.valid_from and end < unit.valid_from) or (unit.valid_to and unit.valid_to < end)):
        return [sheet.note(codes.INACTIVE)]
    if form.purpose == "事项" or sheet.ret.unit in plan.members(form.owners):
        return []  # a partner tells its side of a matter; an outside source is entered by the office
    return [sheet.note(codes.NOT_OWED)]


def _older_filling(plan: Plan, form: Form, contest: _Contest, sheet: Sheet) -> list[Finding]:
    """A later file whose 填报日期 is earlier than that of the one it replaced may be an old version."""
    filled_on = next((f.name for f in layout.outside_fields(plan, form) if f.role == "filled_on"), "")
    own = sheet.ret.head.get(filled_on)
    if own is None or not isinstance(own.value, PlanDate):
        return []
    for other in reversed(contest.sheets):
        value = other.ret.head.get(filled_on)
        if other is sheet or other.order > sheet.order or value is None or not isinstance(value.value, PlanDate):
            continue
        if own.value.end < value.value.start:
            note = sheet.note(
                codes.OLDER_FILLING, field=filled_on, value=own.text, other=other.receipt.path, earlier=value.text
            )
            return [note.placed(own.origin)]
    return []


def _has_rows(merged: MergedForm | None, unit: str) -> bool:
    return merged is not None and any(row.unit == unit for row in merged.rows)


def _submission(
    obligation: Obligation,
    calendar: Calendar,
    contests: Mapping[Key, _Contest],
    settled: Mapping[Key, Submission],
    as_of: datetime,
) -> Submission:
    """Return what became of an obligation. Lateness goes by the first accepted receipt."""
    key = (obligation.unit, obligation.form, obligation.period.id)
    contest, known = contests.get(key), settled.get(key)
    if known is not None and known.file is None:
        known = None
    if contest is None or contest.submitted is None:
        if known is not None:
            return replace(known, obligation=obligation)
        if obligation.exempt:
            return Submission(obligation, "exempt")
        waiting = obligation.on_change or as_of <= obligation.due_at
        return Submission(obligation, "not_due" if waiting else "missing")
    sheet = contest.submitted
    met = [s.receipt.received_at for s in contest.accepted]
    first, passed = contest.sheets[0].receipt.received_at, not contest.sheets[0].ret.faulty
    if known is not None and known.accepted_at is not None:
        met.append(known.accepted_at)
    if known is not None and known.first_received_at is not None and known.first_received_at <= first:
        first, passed = known.first_received_at, bool(known.first_pass)
    received = min(met, default=sheet.receipt.received_at)
    late = calendar.workdays_late(obligation.due_at, received)
    if not met:
        state = "returned"
    elif sheet.ret.nil and not sheet.ret.rows and not sheet.ret.faulty:
        state = "nil"
    else:
        state = "late" if late else "on_time"
    return Submission(obligation, state, received, late, sheet.receipt.path, first, passed, title_of(sheet.ret))


def _returns(plan: Plan, contests: Mapping[Key, _Contest]) -> tuple[Return, ...]:
    forms = {form.name: index for index, form in enumerate(plan.forms)}
    units = {unit.name: index for index, unit in enumerate(plan.units)}
    counted = [c.counted.ret for c in contests.values() if c.counted is not None]
    return tuple(sorted(counted, key=lambda r: (forms[r.form], units.get(r.unit, len(units)), r.unit, r.period)))


def _filed(file: File) -> FiledReturn:
    forms = tuple(dict.fromkeys(r.form for r in file.reading.returns))
    verdict, reason = (file.verdict, file.reason) if file.verdict else _verdict(file)
    return FiledReturn(file.receipt, file.unit, forms, verdict, reason)


def _verdict(file: File) -> tuple[str, str]:
    """A file is returned if any of its sheets goes back, else accepted if any is used."""
    faulty = [s for s in file.sheets if s.fate == RETURNED or (s.fate == COUNTED and s.ret.faulty)]
    good = [s for s in file.sheets if s.fate in (COUNTED, ASIDE) and s not in faulty]
    if faulty:
        names = "".join(f"“{name}”" for name in dict.fromkeys(s.ret.form for s in faulty))
        return "returned", f"{names}有错误，退回修改后重报" + ("；其余各表已接收" if good else "")
    if good:
        return "accepted", ""
    for fate, verdict in ((SUPERSEDED, "superseded"), (LATE, "ignored"), (REFUSED, "refused")):
        reasons = dict.fromkeys(s.reason for s in file.sheets if s.fate == fate)
        if reasons:
            return verdict, "；".join(reasons)
    return "refused", "没有填写，也没有勾选“本期无”"


def _cells(files: Sequence[File]) -> CellCount:
    total = CellCount()
    for file in files:
        total += file.cells
        unused = sum(dropped_values(s.ret) for s in file.sheets if s.fate == COUNTED)
        total += CellCount(0, -unused, unused)
    return total
