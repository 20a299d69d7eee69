"""The course of a year: every period's folder read in order, up to the one that is asked for.

``inputs/`` is the only history. What an earlier period told is worked out again from its files (through
the cache), so carried rows, comparisons and "previous" figures have one source.
"""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from reportgen.app import checkpoint
from reportgen.app.checkpoint import Standing
from reportgen.app.found import Found, Memory, find, find_between
from reportgen.edges import clock, contents, history_cache, plan_store, reading_cache, receipts, unpack
from reportgen.edges.decisions import read_decisions
from reportgen.edges.files import sha256_of
from reportgen.edges.mail.address_book import load_book
from reportgen.edges.reading_job import Job, Task
from reportgen.edges.workspace import Ignored, Workspace
from reportgen.filing import merge, obligations, select
from reportgen.filing.opening import opening
from reportgen.filing.senders import sender_queries
from reportgen.model.answers import Decision
from reportgen.model.errors import InputError, PlanError, RequestError
from reportgen.model.finding import Finding
from reportgen.model.outcome import Between, MergedForm, Receipt, Submission
from reportgen.model.period import Period, time_zone
from reportgen.model.plan import Plan
from reportgen.model.records import Reading
from reportgen.plan import versions
from reportgen.reading import unreadable
from reportgen.reading.names import Names

_MONTH = re.compile(r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*月?(?:份)?")
"""A month as people type it: 2025-9, 2025年9月."""

_FEW = 2
"""To follow so many closed folders again costs less than to keep where they left the year."""

Progress = Callable[[str], None]
"""Told what is being worked on (a file's name); shown on terminals only."""

Past = tuple[Period, str]
"""An earlier period and its digest."""
Known = Callable[[Past], bool]
"""Whether what an earlier period told is known, so that it need not be followed again."""


def silent(_: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Course:
    """One period as filed and merged, with what came before it."""

    plan: Plan  # as it stood at the period's end
    period: Period
    as_of: datetime
    as_of_default: bool  # whether nobody named the time
    filed: select.Filed
    found: Found
    forms: Mapping[str, MergedForm]
    before: Mapping[str, MergedForm]  # of the newest earlier period of the same kind
    ignored: tuple[Ignored, ...]  # files in the folder that are no returns, each with its reason
    submissions: tuple[Submission, ...] = ()  # of all the year's folders up to this one, the newest of each
    digest: str = ""  # of all that this course rests on: plan, files, receipts, time; its own and all before it
    close: datetime = datetime.max  # of its reporting window
    skipped: tuple[Past, ...] = ()  # the folders before it that were not followed again


def load_plan(workspace: Workspace) -> Plan:
    """Return the workspace's plan; raises `PlanFaults` with every fault."""
    return plan_store.load(workspace.templates, workspace.cache)


def chosen_period(workspace: Workspace, text: str | None) -> Period:
    """Return the period that *text* names, by default the newest in ``inputs/``."""
    if text:
        month = _MONTH.fullmatch(text.strip())
        try:
            return Period.parse(f"{month[1]}-{month[2]:0>2}" if month else text)
        except ValueError as error:
            message = f"期别“{text}”写法不对。请写成 2025-10（月）、2025-Q3（季）、2025-10-D1（旬）、2025-W43（周）或 2025（年）。"
            raise RequestError(message) from error
    newest = workspace.newest_period()
    if newest is None:
        raise InputError(
            "inputs 文件夹里还没有任何一期的报表。请先建立以期别命名的文件夹，如 inputs/2025-10，把各单位报来的文件放进去，再运行汇总。"
        )
    return newest


def demand_plan_year(plan: Plan, period: Period) -> None:
    """Raise `RequestError` if *period* is not of the plan's year."""
    if period.plan_year != plan.header.year:
        raise RequestError(f"{period.label}不属于方案年度（{plan.header.year}年）。请核对期别，或换用该年度的方案。")


def _demand_calendar(plan: Plan, period: Period) -> None:
    """Raise `PlanError` if the plan refuses to guess a year's holidays and *period* depends on them."""
    if plan.setting("calendar_missing") == "refuse" and (years := obligations.unknown_years(plan, period)):
        named = "、".join(f"{year}年" for year in years)
        raise PlanError(
            f"方案“工作日历”没有录入{named}的放假和调休安排，时限无从推算。请录入国务院办公厅的通知后再运行；"
            "要先按周末推算，请在方案“设置”里把 calendar_missing 改为 warn。"
        )


def unit_named(plan: Plan, text: str) -> str:
    """Return the plan's name of the unit that a user typed; raises `RequestError` with the nearest."""
    name, near = Names(plan).unit(text)
    if name:
        return name
    hint = f"是不是“{near}”？" if near else "请用方案“单位”表里的名称。"
    raise RequestError(f"方案里没有“{text}”这个单位。{hint}")


def elsewhere(workspace: Workspace, period: Period) -> frozenset[str]:
    """Return the ids of longer periods that close in *period* and have folders of their own.

    What is owed for them is owed there: the last 旬 of a month does not ask for the month's forms again.
    """
    return frozenset(p.id for p in workspace.periods() if p != period and period.closing_in(p.kind) == p)


def time_of(
    plan: Plan, period: Period, as_of: str | None, filed_elsewhere: frozenset[str] = frozenset()
) -> tuple[datetime, bool]:
    """Return the time to judge by and whether it is the default.

    The default is now; once the period's reporting window has closed, it is the window's close.
    """
    offset = plan.header.time_zone
    if as_of:
        try:
            return clock.parse_time(as_of, offset), False
        except ValueError as error:
            message = f"统计时点“{as_of}”写法不对。请写成 2025-11-06 或 “2025-11-06 18:00”。"
            raise RequestError(message) from error
    close = obligations.window_close(versions.as_of(plan, period.end), period, filed_elsewhere)
    return min(clock.now(offset), close), True


def follow(
    workspace: Workspace, plan: Plan, period: Period, as_of: str | None = None, progress: Progress = silent
) -> Course:
    """Return *period*'s course; raises `RequestError` for another year's, `InputError` if its folder has no files."""
    return deque(walk(workspace, plan, period, as_of, progress, known=_any), maxlen=1)[0]


def _any(_: Past) -> bool:
    """Whatever an earlier period told, nobody asks for it."""
    return True


def walk(
    workspace: Workspace,
    plan: Plan,
    period: Period,
    as_of: str | None = None,
    progress: Progress = silent,
    known: Known | None = None,
) -> Iterator[Course]:
    """Yield the course of each of the year's folders up to *period*, in order; raises as `follow` does.

    With *known* folders are skipped after which the year's standing is kept, if all of them are known;
    the first course that is yielded names them.
    """
    demand_plan_year(plan, period)
    if not workspace.input_files(period):
        raise InputError(
            f"没有找到 {workspace.relative(workspace.period_folder(period))} 里的报表。请把各单位报来的文件放进这个文件夹后再运行。"
        )
    _demand_calendar(plan, period)
    moment, by_default = time_of(plan, period, as_of, elsewhere(workspace, period))
    periods = [*_before(workspace, plan, period), period]
    yield from _courses(workspace, plan, periods, moment, by_default, progress, known)


def state_before(
    workspace: Workspace, plan: Plan, period: Period, progress: Progress = silent
) -> Mapping[str, MergedForm]:
    """Return what stood accepted at the end of the last folder before *period*; empty for the first."""
    last = deque(
        _courses(workspace, plan, _before(workspace, plan, period), _last_moment(plan), True, progress, _any), maxlen=1
    )
    return last[0].forms if last else _opening(workspace, plan, progress)[0]


def _courses(
    workspace: Workspace,
    plan: Plan,
    periods: list[Period],
    moment: datetime,
    by_default: bool,
    progress: Progress,
    known: Known | None = None,
) -> Iterator[Course]:
    """Yield the course of each of *periods*, each knowing what those before it told."""
    book = load_book(workspace, plan)
    year = Standing(*_opening(workspace, plan, progress))
    opening_digest = "\n".join((repr(book), *(repr(merged.rows) for merged in year.state.values())))
    stocks = list(_stocks(workspace, plan, periods, moment, opening_digest, book.setting("验证服务器")))
    skipped, kept = _resumed(workspace, stocks, known) if known else (0, None)
    year = kept or year
    for index, stock in enumerate(stocks[skipped:], skipped):
        period, dated, inside = stock.period, stock.plan, stock.inside
        readings = read_folder(workspace, dated, period, inside, progress)
        came, sent_before = inside.receipts, dict(year.sent_before(period))
        filed = select.choose(
            dated, period, moment, readings, came, year.state, year.settled, sent_before, stock.elsewhere
        )
        forms = merge.merge_forms(dated, period, filed.returns, year.state, stock.elsewhere)
        asked = sender_queries(readings, came, book.units_of)
        before = year.latest.get(period.kind.value, {})
        check = partial(find_between, dated, forms, before, year.state, year.memory.series)
        between = check() if moment < stock.close else _between(workspace, stock.digest, check)
        found = find(
            dated, period, filed, forms, between,
            readings=readings, decisions=stock.decisions, faults=(*stock.faults, *inside.said, *asked), memory=year.memory,
        )  # fmt: skip
        yield Course(
            dated, period, moment, by_default, filed, found, forms, before,
            (*workspace.ignored_files(period), *inside.ignored),
            year.settle(filed.submissions), stock.digest, stock.close,
            tuple((s.period, s.digest) for s in stocks[:skipped]) if index == skipped else (),
        )  # fmt: skip
        year.passed(period, forms, found.memory, readings)
        worth_keeping = index == len(stocks) - 2 and index - skipped >= _FEW
        if worth_keeping and all(s.close <= moment for s in stocks[:-1]):
            checkpoint.keep(workspace, stock.digest, period, year)


@dataclass(frozen=True, slots=True)
class _Stock:
    """A period's folder before any of its files is read."""

    plan: Plan  # as it stood at the period's end
    period: Period
    inside: contents.Contents
    decisions: tuple[Decision, ...]
    faults: tuple[Finding, ...]  # of the registers
    elsewhere: frozenset[str]
    close: datetime
    digest: str


def _stocks(
    workspace: Workspace, plan: Plan, periods: list[Period], moment: datetime, digest: str, server: str
) -> Iterator[_Stock]:
    """Yield what lies in each of the folders; *digest* is that of what the year opens with, *server* the office's own."""
    for period in periods:
        dated = versions.as_of(plan, period.end)
        names = workspace.input_files(period)
        arrived, faults = receipts.take_stock(workspace, period, names, offset=plan.header.time_zone)
        inside = contents.contents_of(workspace, arrived, unpack.Limits.of(dated), server)
        decisions, unclear = read_decisions(workspace, period)
        apart = elsewhere(workspace, period)
        close = obligations.window_close(dated, period, apart)
        told = f"{digest}{decisions!r}{faults!r}{unclear!r}{sorted(apart)!r}"
        digest = _digest(told, dated, period, inside.receipts, moment, close)
        yield _Stock(dated, period, inside, decisions, (*faults, *unclear), apart, close, digest)


def _resumed(workspace: Workspace, stocks: list[_Stock], known: Known) -> tuple[int, Standing | None]:
    """Return how many folders need not be followed again, and where the year stood after them."""
    for count in range(len(stocks) - 1, 0, -1):
        kept = checkpoint.recall(workspace, stocks[count - 1].digest)
        if kept is not None and all(known((s.period, s.digest)) for s in stocks[:count]):
            return count, kept
    return 0, None


def _between(workspace: Workspace, digest: str, work_out: Callable[[], Between]) -> Between:
    """Return what a closed period's checks found, from the cache where nothing beneath it changed."""
    kept = history_cache.load_between(workspace.cache, digest)
    if kept is None:
        kept = work_out()
        history_cache.store_between(workspace.cache, digest, kept)
    return kept


def _digest(
    before: str, plan: Plan, period: Period, arrived: Mapping[str, Receipt], moment: datetime, close: datetime
) -> str:
    """Return a digest of what *period* rests on and of all *before* it; whether a file came by *moment* counts."""
    told = (f"{r.path}|{r.sha256}|{r.received_at.isoformat()}|{r.received_at <= moment}" for r in arrived.values())
    lines = (before, plan.fingerprint, period.id, min(moment, close).isoformat(), *sorted(told))
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _opening(workspace: Workspace, plan: Plan, progress: Progress) -> tuple[Mapping[str, MergedForm], Memory]:
    """What the year opens with: what the returns carried over from the years before leave standing and answered."""
    earlier = [p for p in workspace.opening.periods() if p.plan_year < plan.header.year]
    if not earlier:
        return {}, Memory()
    last = deque(_courses(workspace.opening, plan, earlier, _last_moment(plan), True, progress), maxlen=1)[0]
    return opening(plan, last.forms), Memory(last.found.memory.answers)


def _last_moment(plan: Plan) -> datetime:
    """Whatever lies in a folder has arrived by then."""
    return datetime.max.replace(tzinfo=time_zone(plan.header.time_zone))


def _before(workspace: Workspace, plan: Plan, period: Period) -> list[Period]:
    """The folders of the plan's year before *period*, in order."""
    same_year = (p for p in workspace.periods() if p.plan_year == plan.header.year)
    return sorted((p for p in same_year if p.sort_key() < period.sort_key()), key=Period.sort_key)


def read_folder(
    workspace: Workspace, plan: Plan, period: Period, inside: contents.Contents, progress: Progress
) -> tuple[Reading, ...]:
    """Return what was received for a period, by the paths of its receipts, read and checked."""
    files = ((contents.path_of(workspace, name), name, inside.receipts[name].sha256) for name in inside.readable)
    told = dict(zip(inside.readable, _read(workspace, plan, files, period, progress), strict=True))
    shut = {name: unreadable(name, inside.receipts[name].sha256, faults) for name, faults in inside.faults.items()}
    return tuple(told.get(name) or shut[name] for name in inside.receipts)


def read_paths(
    workspace: Workspace,
    plan: Plan,
    paths: Sequence[tuple[Path, str]],
    period: Period | None,
    progress: Progress = silent,
) -> tuple[Reading, ...]:
    """Return files, given as path and name, as read and checked, from the cache where they were read before."""
    files = ((path, name, sha256_of(path)) for path, name in paths)
    return tuple(_read(workspace, plan, files, period, progress))


def _read(
    workspace: Workspace,
    plan: Plan,
    files: Iterable[tuple[Path, str, str]],
    period: Period | None,
    progress: Progress,
) -> Iterator[Reading]:
    """Yield the readings of files given as path, name and SHA-256: kept ones from the cache, others by workers."""
    kept: list[Reading | None] = []
    jobs = []
    for path, name, content in files:
        progress(name)
        entry = reading_cache.entry_path(workspace.cache, name, content, plan.fingerprint, period.id if period else "")
        reading = reading_cache.load(entry)
        if reading is None or reading.sha256 != content:
            reading = None
            jobs.append(Job(path.absolute(), name, content, entry))
        kept.append(reading)
    fresh = _read_anew(plan, jobs, period, progress)
    for reading in kept:
        yield reading if reading is not None else next(fresh)


def _read_anew(plan: Plan, jobs: Sequence[Job], period: Period | None, progress: Progress) -> Iterator[Reading]:
    if jobs:
        from reportgen.edges.reading_pool import read_all

        yield from read_all(Task.of(plan, period), jobs, progress)
