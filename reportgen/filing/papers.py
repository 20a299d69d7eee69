"""Supporting papers (佐证材料): scans, pictures and documents that came beside a table are kept, not refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportgen.filing import codes
from reportgen.filing.arrivals import COUNTED, File, Sheet
from reportgen.model.finding import Finding
from reportgen.model.plan import Plan
from reportgen.reading.names import NameIndex, Names


def keep_papers(plan: Plan, files: Sequence[File], findings: Iterable[Finding]) -> list[Finding]:
    """Settle the papers among *files* that came beside a table; return *findings* with what is now said of them.

    A table came beside a paper if it lies in the same package or folder below the period's, has the same name
    but for the ending, came from the same sender at the same time, or is of the unit in the paper's name and
    came on the same day or demands a paper.
    """
    units = Names(plan).units
    tables = [f for f in files if f.sheets]
    kept: dict[str, Finding] = {}
    for file in files:
        what = next((f.value for f in file.reading.findings if f.code == codes.PAPER.id), "")
        table = _table_beside(plan, file, tables, units) if what and file.verdict == "refused" else None
        if table is not None:
            file.verdict, file.reason = "accepted", f"佐证材料（{what}），随“{table.path}”留存"
            file.unit_told = _unit_in_name(file, units) or table.unit
            kept[file.path] = file.note(codes.PAPER_KEPT, value=what, other=table.path)
    rest = [f for f in findings if not (f.code == codes.PAPER.id and f.file in kept)]
    return [*rest, *kept.values()]


def demand_papers(plan: Plan, files: Sequence[File]) -> list[Finding]:
    """Ask for the paper of each counted sheet whose form demands one, where its unit sent none."""
    sent = {f.unit for f in files if f.verdict == "accepted" and f.unit_told}
    asked = [s for f in files for s in f.sheets if s.fate == COUNTED and _demands(plan, s) and s.ret.unit not in sent]
    return [sheet.note(codes.PAPER_MISSING) for sheet in asked]


def _demands(plan: Plan, sheet: Sheet) -> bool:
    return plan.form(sheet.ret.form).scan and not sheet.ret.nil


def _table_beside(plan: Plan, paper: File, tables: Sequence[File], units: NameIndex) -> File | None:
    named = _unit_in_name(paper, units)
    for beside in (_in_one_place, _of_one_name, _of_one_message):
        near = [t for t in tables if beside(paper, t)]
        if near:
            return next((t for t in near if t.unit == named), near[0])
    own = [t for t in tables if named and t.unit == named]
    day = paper.receipt.received_at.date()
    return next(
        (t for t in own if t.receipt.received_at.date() == day or any(_demands(plan, s) for s in t.sheets)), None
    )


def _in_one_place(paper: File, table: File) -> bool:
    """Whether both lie in one package, or in one folder below that of the period (inputs/<period>/)."""
    folder = paper.path.rpartition("/")[0]
    return folder.count("/") > 1 and table.path.startswith(f"{folder}/")


def _of_one_name(paper: File, table: File) -> bool:
    return paper.path.rpartition(".")[0] == table.path.rpartition(".")[0]


def _of_one_message(paper: File, table: File) -> bool:
    one, other = paper.receipt, table.receipt
    return bool(one.sender) and (one.sender, one.received_at) == (other.sender, other.received_at)


def _unit_in_name(file: File, units: NameIndex) -> str:
    parts = reversed(file.path.rpartition(".")[0].split("/"))
    return next((name for part in parts if (name := units.within(part))), "")
