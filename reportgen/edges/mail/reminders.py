"""催报: per unit a mail ready to send (.eml) and a short text for a chat (.txt), and one text for all units."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from reportgen.edges.atomic import replacing, write_text
from reportgen.edges.files import safe_name
from reportgen.edges.mail.address_book import AddressBook
from reportgen.edges.mail.drafts import Block, Draft, Enclosure, state_digest
from reportgen.edges.mail.ledger import DONE, Sent
from reportgen.filing.workdays import Calendar
from reportgen.measures.reporting import is_late
from reportgen.model.finding import ERROR, QUERY, Finding
from reportgen.model.outcome import Obligation, Outcome, Submission
from reportgen.model.period import Period
from reportgen.model.plan import Plan
from reportgen.model.wordings import Slot, parse_pattern

GROUP_NOTICE = "群通知.txt"
MOST_PROBLEMS = 20
"""Problems listed per heading; the marked copies in 退回/ hold them all."""

AHEAD, DUE, AGAIN, RETURNED = "提醒", "催报", "二次催报", "退回"
"""Tones: before the deadline, after it, once more with a copy to the leader, for returned forms and questions."""
_TONE_KEYS = {AHEAD: "催报_提醒", DUE: "催报_", AGAIN: "催报_二次", RETURNED: "催报_退回"}

ISSUED = "下发"

_COUNTS = ("应报", "未报", "退回", "逾期", "核实", "待报")


@dataclass(frozen=True, slots=True)
class Reminder:
    """What one unit must be told."""

    unit: str
    owed: int
    missing: tuple[Submission, ...]
    late: tuple[Submission, ...]
    returned: tuple[Submission, ...]
    errors: tuple[Finding, ...]
    queries: tuple[Finding, ...]
    ahead: tuple[Submission, ...] = ()  # not yet due, but soon

    @property
    def needed(self) -> bool:
        return bool(self.missing or self.late or self.returned or self.errors or self.queries or self.ahead)

    @property
    def returned_forms(self) -> tuple[str, ...]:
        """The forms that go back: returned as a whole, or with an error that stands."""
        forms = (s.obligation.form for s in self.returned)
        return tuple(dict.fromkeys((*forms, *(f.form for f in self.errors if f.form))))


def _nothing(_: Reminder) -> tuple[Enclosure, ...]:
    return ()


@dataclass(frozen=True)
class Post:
    """What the mails need besides the outcome: who is written to, what was sent before, what goes with them."""

    book: AddressBook = AddressBook()
    sent: Sequence[Sent] = ()
    enclosed: Callable[[Reminder], Sequence[Enclosure]] = _nothing
    moment: datetime | None = None  # now, for tones; the outcome's time where nobody sends


NO_POST = Post()


def write_reminders(plan: Plan, outcome: Outcome, folder: Path, post: Post = NO_POST) -> tuple[Path, ...]:
    """Write the reminders of all units that need one into *folder*, and the text for all; return the paths.

    Nothing is written where nobody needs a reminder, no text for all where there are only questions to
    answer. The mails are drafts; those of units without an address have no addressee.
    """
    letters = [_Writer(plan, outcome, reminder, post) for reminder in reminders(plan, outcome)]
    written: list[Path] = []
    for letter in letters:
        name = safe_name(letter.unit)
        mail, text = folder / f"{name}.eml", folder / f"{name}.txt"
        with replacing(mail) as temporary:
            temporary.write_bytes(letter.draft().message(outcome.as_of, unsent=True))
        write_text(text, letter.short_text() + "\n")
        written += [mail, text]
    if any(r.missing or r.returned_forms or r.late for r in (letter.reminder for letter in letters)):
        write_text(folder / GROUP_NOTICE, group_notice(plan, outcome) + "\n")
        written.append(folder / GROUP_NOTICE)
    return tuple(written)


def drafts(plan: Plan, outcome: Outcome, post: Post) -> Iterator[Draft]:
    """Yield the message to every unit that needs one, units in plan order."""
    return (_Writer(plan, outcome, reminder, post).draft() for reminder in reminders(plan, outcome))


def reminders(plan: Plan, outcome: Outcome) -> tuple[Reminder, ...]:
    """Return what each unit must be told, units in plan order, only those with something to be told."""
    refused = frozenset(f.receipt.path for f in outcome.files if f.verdict == "refused")
    owed: dict[str, list[Submission]] = {}
    for submission in outcome.submissions:
        owed.setdefault(submission.obligation.unit, []).append(submission)
    asked: dict[str, list[Finding]] = {}
    for finding in outcome.findings:
        if not finding.answered:
            asked.setdefault(finding.unit, []).append(finding)
    units = (unit.name for unit in plan.units)
    found = (_reminder(plan, unit, outcome.as_of, owed.get(unit, ()), asked.get(unit, ()), refused) for unit in units)
    return tuple(r for r in found if r.needed)


def _reminder(
    plan: Plan, unit: str, today: datetime, own: Sequence[Submission], asked: Sequence[Finding], refused: Set[str]
) -> Reminder:
    """What *unit* must be told; a file refused beside good ones asks nothing of a unit that owes nothing more."""
    open_still = any(s.state in ("missing", "returned") for s in own)
    findings = [f for f in asked if open_still or f.file not in refused]

    def of(state: str) -> tuple[Submission, ...]:
        return tuple(s for s in own if s.state == state)

    return Reminder(
        unit,
        _owed(own),
        of("missing"),
        tuple(s for s in own if is_late(s)),
        of("returned"),
        tuple(f for f in findings if f.severity == ERROR),
        tuple(f for f in findings if f.severity == QUERY),
        tuple(s for s in own if _soon_due(plan, s, today)),
    )


def _soon_due(plan: Plan, submission: Submission, today: datetime) -> bool:
    """Whether a form that has not come falls due within *remind_ahead_workdays*; one sent on change never does."""
    owed = submission.obligation
    form = plan.find("forms", owed.form)
    if submission.state != "not_due" or form is None or owed.period.kind.value not in form.rhythms:
        return False
    calendar = Calendar(plan)
    first = calendar.plus_workdays(owed.due_at.date(), -int(plan.setting("remind_ahead_workdays")))
    return first <= today.date() and today <= owed.due_at


def _owed(submissions: Iterable[Submission]) -> int:
    return sum(s.state not in ("exempt", "not_due") for s in submissions)


def group_notice(plan: Plan, outcome: Outcome) -> str:
    """Return the text for the group of all units: who has not reported, who must mend."""
    told = reminders(plan, outcome)
    due = [s for s in outcome.submissions if s.state not in ("exempt", "not_due")]

    def names(forms_of: Mapping[str, Sequence[str]]) -> str:
        items = ({"单位": unit, "表名": "、".join(forms)} for unit, forms in forms_of.items() if forms)
        return "、".join(_filled(plan, "催报_名单项", item) for item in items)

    values = _common(plan, outcome) | {
        "应报单位": str(len({s.obligation.unit for s in due})),
        "应报": str(len(due)),
        "已报": str(sum(s.state in ("on_time", "late", "nil") for s in due)),
        "未报名单": names({r.unit: _forms(r.missing) for r in told}),
        "退回名单": names({r.unit: r.returned_forms for r in told}),
        "逾期名单": names({r.unit: _forms(r.late) for r in told}),
    }
    return _filled(plan, "催报_群通知", values)


@dataclass(frozen=True)
class _Writer:
    """The texts of one reminder."""

    plan: Plan
    outcome: Outcome
    reminder: Reminder
    post: Post

    @property
    def unit(self) -> str:
        return self.reminder.unit

    @property
    def values(self) -> dict[str, str]:
        r = self.reminder
        counts = (r.owed, len(r.missing), len(r.returned_forms), len(r.late), len(r.queries), len(r.ahead))
        numbers = {name: str(count or "") for name, count in zip(_COUNTS, counts, strict=True)}
        return {**_common(self.plan, self.outcome), **numbers, "单位": r.unit}

    def short_text(self) -> str:
        r = self.reminder
        lists = {
            "未报名单": _forms(r.missing),
            "退回名单": r.returned_forms,
            "逾期名单": _forms(r.late),
            "待报名单": _forms(r.ahead),
        }
        return self.line("催报_短信", {name: "、".join(forms) for name, forms in lists.items()})

    def line(self, key: str, more: Mapping[str, str] | None = None) -> str:
        return _filled(self.plan, key, self.values | dict(more or {}))

    @property
    def moment(self) -> datetime:
        return self.post.moment or self.outcome.as_of

    @property
    def tone(self) -> str:
        """How the unit is written to: by what is open, by the deadlines and by what was sent before."""
        r = self.reminder
        if any(s.obligation.due_at <= self.moment for s in r.missing):
            return AGAIN if self._told_long_ago() else DUE
        if r.returned_forms or r.queries:
            return RETURNED
        return AHEAD

    def _told_long_ago(self) -> bool:
        """Whether a 催报 went out so many workdays ago that the next is the second."""
        calendar = Calendar(self.plan)
        offset = self.plan.header.time_zone
        for line in self.post.sent:
            at = line.at(offset) if (line.unit, line.kind, line.state) == (self.unit, DUE, DONE) else None
            if at is not None:
                wait = int(self.plan.setting("second_reminder_workdays"))
                if calendar.plus_workdays(at.date(), wait) <= self.moment.date():
                    return True
        return False

    def draft(self) -> Draft:
        tone, day = self.tone, self.moment.date()
        enclosed = tuple(self.post.enclosed(self.reminder))
        return Draft(
            self.unit, tone, self._digest(tone), self.line(f"{_TONE_KEYS[tone]}主题"), tuple(self.blocks(tone, enclosed)),
            self.post.book.recipients(self.unit, day), self.post.book.leaders if tone == AGAIN else (), enclosed,
        )  # fmt: skip

    def _digest(self, tone: str) -> str:
        r = self.reminder
        forms = [
            f"{s.state}|{s.obligation.form}|{s.obligation.period.id}|{s.file}"
            for s in (*r.missing, *r.late, *r.returned, *r.ahead)
        ]
        asked = [f"{f.code}|{f.form}|{f.file}|{f.sheet}|{f.cell}|{f.value}" for f in (*r.errors, *r.queries)]
        return state_digest([self.outcome.period.id, tone, *sorted(forms), *sorted(asked)])

    def blocks(self, tone: str, enclosed: Sequence[Enclosure]) -> list[Block]:
        r = self.reminder
        found = [Block(self.line(f"{_TONE_KEYS[tone]}开头"))]
        found += self.listed("催报_未报", [self.item("催报_未报项", s) for s in r.missing])
        found += self.listed("催报_待报", [self.item("催报_未报项", s) for s in r.ahead])
        items = [self.line("催报_退回项", self.named(form)) for form in r.returned_forms]
        found += self.listed("催报_退回", items, r.errors)
        found += self.listed("催报_逾期", [self.item("催报_逾期项", s) for s in r.late])
        found += self.listed("催报_核实", [], r.queries)
        if enclosed:
            found.append(Block(self.line("催报_附件", {"附件名单": "、".join(e.name for e in enclosed)})))
        return [*found, Block(self.line("催报_结尾"))]

    def listed(self, heading: str, items: Sequence[str], problems: Sequence[Finding] = ()) -> list[Block]:
        """Return a heading with numbered items and problems below it, nothing where there are none."""
        told = [self.problem(f) for f in problems[:MOST_PROBLEMS]]
        if len(problems) > MOST_PROBLEMS:
            told.append(self.line("催报_其余", {"数": str(len(problems) - MOST_PROBLEMS)}))
        return [Block(self.line(heading), tuple(items), tuple(told))] if items or told else []

    def item(self, key: str, submission: Submission) -> str:
        received = submission.received_at
        more = {"收到": _moment(received) if received else "", "天数": str(submission.workdays_late or "")}
        return self.line(key, self.named(submission.obligation.form, submission) | more)

    def named(self, form: str, submission: Submission | None = None) -> dict[str, str]:
        """The names of a form in an item; its period and time limit as owed."""
        own = (s for s in self.outcome.submissions if (s.obligation.unit, s.obligation.form) == (self.unit, form))
        found = submission or next(own, None)
        item = self.plan.find("forms", form)
        return {
            "表": form,
            "表号": item.number if item else "",
            "期别": found.obligation.period.label if found else "",
            "时限": _moment(found.obligation.due_at) if found else "",
        }

    def problem(self, finding: Finding) -> str:
        place = f"工作表“{finding.sheet}”{finding.cell}" if finding.sheet else finding.file.rpartition("/")[2]
        field = f"（{finding.field}）" if finding.field else ""
        return self.line("催报_问题", {"表": finding.form, "位置": f"{place}{field}", "问题": finding.message})


def issue_draft(
    plan: Plan, period: Period, owed: Sequence[Obligation], workbook: Enclosure, book: AddressBook, moment: datetime
) -> Draft:
    """Return the mail that brings a unit its *workbook* to fill in; *owed* (not empty) is what it owes."""
    unit = owed[0].unit
    values = {**_moments(plan, period, moment), "单位": unit, "应报": str(len(owed))}
    items = tuple(
        _filled(
            plan,
            "发表_项",
            {"表": o.form, "表号": plan.form(o.form).number, "期别": o.period.label, "时限": _moment(o.due_at)},
        )
        for o in owed
    )
    blocks = (Block(_filled(plan, "发表_正文", values), items), Block(_filled(plan, "催报_结尾", values)))
    digest = state_digest([period.id, ISSUED, hashlib.sha256(workbook.content).hexdigest()])
    subject = _filled(plan, "发表_主题", values)
    return Draft(unit, ISSUED, digest, subject, blocks, book.recipients(unit, moment.date()), (), (workbook,))


def _common(plan: Plan, outcome: Outcome) -> dict[str, str]:
    """What every wording of a reminder may use."""
    return _moments(plan, outcome.period, outcome.as_of)


def _moments(plan: Plan, period: Period, today: datetime) -> dict[str, str]:
    """The names of *period* at *today*; the time to answer is *review_days* later."""
    calendar = Calendar(plan)
    day = calendar.next_workday(today.date() + timedelta(days=int(plan.setting("review_days"))))
    return {
        "报告期": period.label,
        "截至": f"{today.year}年{_moment(today)}",
        "日期": f"{today.year}年{today.month}月{today.day}日",
        "反馈时限": _moment(calendar.at(day, plan.setting("close_time"))),
        "专班办公室": plan.header.office,
    }


def _filled(plan: Plan, key: str, values: Mapping[str, str]) -> str:
    """Return a wording with its names filled; a stretch in […] is left out when a name in it has nothing to say."""
    text = []
    for segment in parse_pattern(plan.wording(key)):
        if not segment.optional or all(values.get(name) for name in segment.names):
            text += [values.get(part.name, "") if isinstance(part, Slot) else part for part in segment.parts]
    return "".join(text)


def _forms(submissions: Iterable[Submission]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s.obligation.form for s in submissions))


def _moment(moment: datetime) -> str:
    return f"{moment.month}月{moment.day}日{moment:%H:%M}"
