"""收表: files, folders, packages, messages and mailboxes into ``inputs/``, with the evidence of when and from whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

from reportgen.app import course as courses
from reportgen.app.sorting import Sorted, Sorter
from reportgen.edges import clock, receipts, unpack
from reportgen.edges.intake import Given, Opener
from reportgen.edges.mail.address_book import load_book
from reportgen.edges.mail.imap import Mailbox
from reportgen.edges.mail.limits import MB
from reportgen.edges.mail.message import LIMITS
from reportgen.edges.mail.place import Place, is_place, password_for, read_place
from reportgen.edges.mail.seen import Seen
from reportgen.edges.shelves import Shelves
from reportgen.edges.workspace import Ignored, Workspace
from reportgen.model.errors import RequestError
from reportgen.model.outcome import Receipt
from reportgen.model.period import Period
from reportgen.model.plan import Plan

_CHUNK = 1_000  # messages of a mailbox between two writings of the register


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the user knows of files whose own time tells nothing: who sent them and when they came."""

    sender: str = ""
    received: datetime | None = None


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What to do with the messages on the server once they are taken in: by default nothing."""

    mark_seen: bool = False
    move_to: str = ""


@dataclass
class Collected:
    """What became of everything that was given."""

    new: list[str] = field(default_factory=list)  # relative to the workspace
    known: list[str] = field(default_factory=list)  # names of those whose content is there already
    elsewhere: list[str] = field(default_factory=list)  # sentences on files of other periods
    asked: list[str] = field(default_factory=list)  # sentences on senders to be asked about
    messages: int = 0


def collect(
    workspace: Workspace,
    sources: Sequence[Path | str],
    period_text: str,
    *,
    evidence: Callable[[], Evidence] = Evidence,
    upkeep: Upkeep = Upkeep(),
    progress: courses.Progress = courses.silent,
) -> str:
    """Take *sources* in and return what to tell the user; *evidence* is asked once, where only file times are known."""
    return told(workspace, *take_in(workspace, sources, period_text, evidence, upkeep, progress))


def take_in(
    workspace: Workspace,
    sources: Sequence[Path | str],
    period_text: str,
    evidence: Callable[[], Evidence],
    upkeep: Upkeep,
    progress: courses.Progress,
) -> tuple[Plan, Period, Collected, Opener]:
    """Take *sources* (paths, or mailboxes as imap(s)://…) in for a period.

    Each content once, nothing overwritten. Of the files that the user named all are taken or none; what
    came by mail stays taken when a later source fails. Running it again completes an interrupted run.
    """
    plan = courses.load_plan(workspace)
    period = courses.chosen_period(workspace, period_text)
    courses.demand_plan_year(plan, period)
    taker = _Taker(workspace, plan, period, evidence, progress)
    places = [read_place(str(s)) for s in sources if is_place(str(s))]
    try:
        for given in taker.opener.paths([Path(s) for s in sources if not is_place(str(s))]):
            taker.take(given)
    except BaseException:
        taker.shelves.take_back()
        taker.settle()
        raise
    taker.settle(whole=not places)
    for place in places:
        taker.mailbox(place, upkeep)
    return plan, period, taker.done, taker.opener


class _Taker:
    """One run: opens, sorts, stores and registers."""

    def __init__(
        self,
        workspace: Workspace,
        plan: Plan,
        period: Period,
        evidence: Callable[[], Evidence],
        progress: courses.Progress,
    ) -> None:
        self._workspace, self._plan, self._period = workspace, plan, period
        self._evidence = cache(evidence)
        self._progress: Callable[[str], None] = progress
        book = load_book(workspace, plan)
        self.opener = Opener(
            book.setting("验证服务器"), address=book.setting("发件地址").lower(), limits=unpack.Limits.of(plan)
        )
        self.opener.remarks += book.faults
        self.shelves = Shelves(workspace)
        self.done = Collected()
        self._sorter = Sorter(plan, period, book)
        self._receipts: dict[str, dict[str, Receipt]] = {}  # period → path → receipt
        self._periods: dict[str, Period] = {period.id: period}

    def take(self, given: Given) -> None:
        """Store one file, or find it stored, and note its receipt."""
        self._progress(given.name)
        found = self._sorter.sort(given)
        period, path = found.period, self.shelves.find(found.period, given.content)
        if not path and not found.told and given.mail is not None:
            path, where = self.shelves.find_anywhere(given.content)
            period = where or period
        if path:
            self.done.known.append(given.name)
        else:
            moment = given.moment if given.mail is not None else self._evidence().received or given.moment
            path = self.shelves.put(period, found.name, given.content, moment, undo=given.mail is None)
            self.done.new.append(path)
            self._remark(path, given, found)
        self._periods[period.id] = period
        self._receipts.setdefault(period.id, {}).setdefault(path, self._receipt(path, given))

    def _receipt(self, path: str, given: Given) -> Receipt:
        if given.mail is None:
            told = self._evidence()
            how = "register" if told.sender or told.received else "mtime"
            return Receipt(path, "", told.received or given.moment, how, told.sender)
        mail = given.mail
        note = [f"邮件“{mail.subject[:60]}”", f"原名 {'/'.join(given.parts)[:80]}"]
        note += [f"邮件编号 {mail.message_id[:120]}"] if mail.message_id else []
        note += [f"发件人{mail.standing}"] if mail.standing else []  # UNVERIFIED, where it failed
        note += ["时间为发件人的时钟"] if mail.by_sender else []
        if mail.received_at is None:
            note.append("邮件没有时间，按收表时刻")
        sender = f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender
        return Receipt(path, "", given.moment, "mail", sender, "；".join(note))

    def _remark(self, path: str, given: Given, found: Sorted) -> None:
        if found.period != self._period:
            note = "" if found.period.plan_year == self._plan.header.year else "；不属于方案年度，不会汇总"
            self.done.elsewhere.append(f"{given.name} 是{found.period.label}的，放在 {path}{note}")
        mail = given.mail
        if mail is None:
            return
        if "未通过" in mail.standing:
            self.done.asked.append(f"{path} 的发件人 {mail.sender} 身份验证{mail.standing}，可能是冒名，请核实")
        if not found.unit and not found.sender_units:
            self.done.asked.append(f"{path} 看不出是哪个单位的，发件人 {mail.sender or '不明'} 也不在通讯录里，请核实")

    def settle(self, *, whole: bool = False) -> None:
        """Write the registers: of what was taken since the last time, with *whole* of all in the period's folder."""
        if whole:
            self._receipts.setdefault(self._period.id, {})
        for name, known in self._receipts.items():
            period = self._periods[name]
            files = self._workspace.input_files(period)
            chosen = files if whole and period == self._period else [path for path in files if path in known]
            receipts.take_stock(self._workspace, period, chosen, offset=self._plan.header.time_zone, known=known)
        self._receipts.clear()

    def mailbox(self, place: Place, upkeep: Upkeep) -> None:
        """Take in what is new in a mailbox since the period began, in steps that are each whole."""
        change = upkeep.mark_seen or bool(upkeep.move_to)
        with Mailbox(place, password_for(place), change=change) as box:
            seen = Seen(self._workspace, place, box.validity, self._period.start)
            uids = [uid for uid in box.uids(self._period.start, seen.highest) if uid not in seen.uids]
            for start in range(0, len(uids), _CHUNK):
                some = uids[start : start + _CHUNK]
                for item in box.fetch(some):
                    self.done.messages += 1
                    if item.data is None:
                        self.opener.ignored.append(
                            Ignored(f"{place.shown} 的一封邮件", f"超过 {LIMITS.message_bytes // MB} MB")
                        )
                        continue
                    for given in self.opener.message(item.data, f"第 {item.uid} 号邮件", item.arrived):
                        self.take(given)
                self.settle()
                if upkeep.mark_seen:
                    box.mark_seen(some)
                if upkeep.move_to:
                    box.move(some, upkeep.move_to)
                seen.add(some)  # last: what was not marked before an interruption is looked at again


def told(workspace: Workspace, plan: Plan, period: Period, done: Collected, opener: Opener) -> str:
    """Return what was done, in sentences."""
    lines = [f"已收下 {name}" for name in done.new]
    lines += done.elsewhere
    if done.known:
        lines.append(f"{len(done.known)} 份已经收过（内容相同），没有重复收：{_some(done.known)}")
    lines += notices(done, opener)
    if opener.own:
        lines.append(f"本单位自己发出的邮件 {opener.own} 封（留底），没有收。")
    if not done.new and not done.known:
        lines.append("没有新邮件。" if not done.messages and not opener.ignored else "来源里没有报表，什么也没有收下。")
        return "\n".join(lines)
    register = workspace.relative(workspace.period_folder(period) / receipts.REGISTER)
    lines.append(f"收到时间记在 {register}，如有出入请在表中改正。")
    return "\n".join(lines)


def notices(done: Collected, opener: Opener) -> list[str]:
    """What was not taken in, what messages said besides, and what is to be asked about senders."""
    return [
        *(f"没有收 {item.path}：{item.why}" for item in opener.ignored),
        *(f"请留意　{remark}" for remark in dict.fromkeys(opener.remarks)),
        *(f"请核实　{sentence}" for sentence in done.asked),
    ]


def _some(names: Sequence[str], most: int = 20) -> str:
    shown = "、".join(names[:most])
    return shown if len(names) <= most else f"{shown}等"


def evidence_of(plan: Plan, sender: str, received: str) -> Evidence:
    """Return what a user typed of sender and time; `RequestError` for a time that cannot be read."""
    try:
        return Evidence(sender, clock.parse_time(received, plan.header.time_zone) if received else None)
    except ValueError as error:
        raise RequestError(f"收到时间“{received}”写法不对。请写成 2025-11-03 09:30。") from error


def watch(
    workspace: Workspace,
    sources: Sequence[Path | str],
    period_text: str,
    *,
    upkeep: Upkeep,
    interval: float,
    tell: Callable[[str], None],
    rounds: Iterable[object],
) -> None:
    """Take in and merge again whenever something new came, for each of *rounds*; looks every *interval* seconds.

    A mailbox tells of news at once (IDLE). A fault of one round is told and the next one tries again.
    """
    from reportgen.app.merge import merge, summary
    from reportgen.model.errors import ReportgenError

    said: set[str] = set()
    for _ in rounds:
        try:
            plan, period, done, opener = take_in(workspace, sources, period_text, Evidence, upkeep, courses.silent)
            fresh = [line for line in notices(done, opener) if line not in said]
            said.update(fresh)
            if done.new:
                tell(told(workspace, plan, period, done, opener))
                tell(summary(merge(workspace, period.id)))
            elif fresh:  # what a message brought besides returns, once: a folder is read anew by every round
                tell("\n".join(fresh))
            _wait([read_place(str(s)) for s in sources if is_place(str(s))], interval)
        except ReportgenError as error:
            tell(f"{error.message}\n{int(interval)} 秒后再试。")
            _wait([], interval)


def _wait(places: Sequence[Place], seconds: float) -> None:
    import time

    if not places:
        time.sleep(seconds)
        return
    with Mailbox(places[0], password_for(places[0])) as box:
        box.wait(seconds)
