"""登记决定: what the office decided in 汇总表.xlsx, taken over into inputs/<period>/核实登记.xlsx."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportgen.app import course as courses
from reportgen.edges import atomic, books
from reportgen.edges.decision_writer import Entry, Written, write_decisions
from reportgen.edges.decisions import FIELD, FORM, KEY, MESSAGE, OTHER, UNIT, Line, line_fault, lines_of
from reportgen.edges.workspace import DECISIONS, Workspace
from reportgen.filing.answers import fits
from reportgen.model.answers import COLUMNS, DECISION, NUMBER, REASON, TARGET, VALUE
from reportgen.model.errors import InputError
from reportgen.model.finding import Finding
from reportgen.model.outcome import Conflict
from reportgen.model.period import Period
from reportgen.model.sheet import Book

_WORKBOOKS = "汇总表*.xlsx"


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision as read in 汇总表: where, and its line."""

    place: str
    line: Line


def decide(
    workspace: Workspace,
    period_text: str | None = None,
    as_of: str | None = None,
    progress: courses.Progress = courses.silent,
) -> str:
    """Take the decisions over and return what to tell the user.

    Nothing that staff changed in the register itself is overwritten. A 汇总表 in which only decisions were
    written counts as ours again, so that the next merge brings it up to date in its place.
    """
    plan = courses.load_plan(workspace)
    period = courses.chosen_period(workspace, period_text)
    opened = [(path, _open(workspace, path)) for path in _workbooks(workspace, period)]
    taken = {t.line.text(NUMBER).upper(): t for path, book in opened for t in _decisions(path, book)}
    course = courses.follow(workspace, plan, period, as_of, progress)
    known: dict[str, Mapping[str, str]] = {f.number: _of_finding(f) for f in course.found.findings}
    known |= {c.number: _of_conflict(c) for c in course.found.conflicts}
    entries: list[Entry] = []
    said: list[str] = []
    for number, item in taken.items():
        entry = _entry(item.line, known.get(number), course.found.conflicts)
        if isinstance(entry, str):
            said.append(f"{item.place}：{entry}")
        else:
            entries.append(entry)
    written = write_decisions(workspace, period, entries, course.as_of)
    _release(workspace, period, opened)
    return "\n".join([*_told(workspace.relative(workspace.register(period, DECISIONS)), written), *said])


def _workbooks(workspace: Workspace, period: Period) -> list[Path]:
    """The period's 汇总表 and those written beside it, the newest last: it holds."""
    found = list(workspace.output_folder(period).glob(_WORKBOOKS))
    if not found:
        raise InputError(f"还没有{period.label}的汇总表。请先汇总，在汇总表“核实”表填写“{DECISION}”，再登记。")
    return sorted(found, key=lambda p: (len(p.stem), p.stem))


def _open(workspace: Workspace, path: Path) -> Book:
    try:
        return books.open_book(path, workspace.relative(path))
    except books.Unreadable as error:
        what = "；".join(f.message for f in error.findings)
        raise InputError(f"{path.name} 无法读取：{what}请关闭后重试，或重新汇总。") from error


def _decisions(path: Path, book: Book) -> Iterator[Taken]:
    for sheet in book.sheets:
        for line in lines_of(sheet) or ():
            if line.text(DECISION):
                yield Taken(f"{path.name} “{sheet.name}”{line.cells[DECISION].address}", line)


def _of_finding(f: Finding) -> dict[str, str]:
    return {
        NUMBER: f.number, UNIT: f.unit, FORM: f.form, KEY: f.key, OTHER: f.other, FIELD: f.field, VALUE: f.value,
        MESSAGE: f.message,
    }  # fmt: skip


def _of_conflict(c: Conflict) -> dict[str, str]:
    told = "；".join(f"{unit}报 {value.text}" for unit, value in c.values)
    return {
        NUMBER: c.number, UNIT: "", FORM: c.form, KEY: c.key, OTHER: "", FIELD: c.field, VALUE: "", MESSAGE: told,
    }  # fmt: skip


def _entry(line: Line, known: Mapping[str, str] | None, conflicts: Sequence[Conflict]) -> Entry | str:
    """Return the line for the register, or why there is none (Chinese)."""
    if known is None:
        return "这个问题现在没有了（可能已更正），没有登记。"
    entry = {**known, DECISION: line.text(DECISION), TARGET: line.text(TARGET), REASON: line.text(REASON)}
    conflict = next((c for c in conflicts if c.number == entry[NUMBER]), None)
    if conflict is not None:
        values = {unit: value.text for unit, value in conflict.values}
        if entry[TARGET] not in values:
            return f"“{TARGET}”应为{'、'.join(values)}之一，没有登记。"
        entry[VALUE] = values[entry[TARGET]]
    elif VALUE in line.cells and not fits(line.cells[VALUE].raw, known[VALUE]):
        return f"写决定时原填是“{line.cells[VALUE].raw}”，现在是“{known[VALUE]}”，没有登记。请重新汇总后再定。"
    fault = line_fault(entry)
    return f"“{fault[0]}”{fault[1]}，没有登记。" if fault else entry


def _release(workspace: Workspace, period: Period, opened: Sequence[tuple[Path, Book]]) -> None:
    """Let the next merge replace a 汇总表 in which nothing but decisions was written."""
    record = atomic.Record(workspace)
    for path, book in opened:
        if record.edited(path):
            kept = atomic.kept_copy(workspace, path)
            if kept.is_file() and _content(_open(workspace, kept)) == _content(book):
                record.note(path)
    record.save()


def _content(book: Book) -> dict[str, dict[tuple[int, int], str]]:
    """Return what a workbook says, formulas for their values, the columns of decisions left out."""
    told = {}
    for sheet in book.sheets:
        lines = lines_of(sheet) or ()
        skipped = {(c.row, c.col) for line in lines for h, c in line.cells.items() if h in COLUMNS[2:]}
        cells = {place: c.formula_text or c.raw for place, c in sheet.cells.items() if place not in skipped}
        told[sheet.name] = {place: text for place, text in cells.items() if text}
    return told


def _told(place: str, written: Written) -> Iterator[str]:
    if not (written.added or written.changed or written.same or written.kept):
        yield "汇总表里没有可以登记的决定。请在“核实”“冲突”表的“决定”列选择，保存、关闭后再登记。"
        return
    parts = (("新登记", written.added), ("更新", written.changed), ("已在登记里", written.same))
    yield (
        f"{place}：" + "，".join(f"{word} {len(items)} 条" for word, items in parts if items or word == "新登记") + "。"
    )
    if written.kept:
        yield (
            f"登记里已由人改过、与汇总表不同的 {len(written.kept)} 条没有动：{'、'.join(written.kept)}。要改的请直接改登记。"
        )
    yield "再汇总一次，决定就生效。"
