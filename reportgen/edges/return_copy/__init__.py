"""退回: a copy of each return that has something to mend or to explain, its cells marked, ready to send back.

The agency's own .xlsx or .xlsm is changed in place, part by part: cells are filled, comments and the list of
problems added; every other part (charts, pictures, controls, macros) stays byte for byte. Other kinds, and
packages that cannot be changed so, are written anew as .xlsx with the same sheets, cells and addresses.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePosixPath

from reportgen.edges.packages import DAMAGED, settle
from reportgen.layout import RETURN_LIST_SHEET as LIST_SHEET
from reportgen.model.finding import ERROR, QUERY, SEVERITY_WORDS, Finding
from reportgen.model.outcome import Outcome
from reportgen.model.sheet import Book

__all__ = ["LIST_SHEET", "marked_findings", "returned_path", "write_returned"]

_OWN_FORMAT = (".xlsx", ".xlsm")
_SENT = frozenset(("returned", "accepted"))


def returned_path(name: str, period_folder: str) -> PurePosixPath:
    """Return where the copy of the received file *name* goes, below 退回/.

    Folders below the period's are kept, so that no two copies meet; what is no .xlsx or .xlsm becomes
    .xlsx under the same stem.
    """
    path = PurePosixPath(name)
    path = path.relative_to(period_folder) if path.is_relative_to(period_folder) else PurePosixPath(path.name)
    return path if path.suffix.lower() in _OWN_FORMAT else path.with_suffix(".xlsx")


def marked_findings(outcome: Outcome) -> Mapping[str, tuple[Finding, ...]]:
    """Return, for each file that goes back, the findings that its unit must answer.

    A file goes back for errors to mend, and one that was accepted for queries that nobody has answered.
    """
    sent = {f.receipt.path for f in outcome.files if f.verdict in _SENT}
    marked: dict[str, list[Finding]] = {path: [] for path in sorted(sent)}
    for finding in outcome.findings:
        if finding.file in sent and finding.severity in (ERROR, QUERY) and not finding.answered:
            marked[finding.file].append(finding)
    return {path: tuple(found) for path, found in marked.items() if found}


def write_returned(
    source: Path,
    read: Callable[[], Book | None] | None,
    findings: Sequence[Finding],
    path: Path,
    when: datetime,
    office: str = "办公室",
) -> None:
    """Write the marked copy of *source* to *path*; *office* signs the comments.

    *read* gives the grid, asked for only where the file cannot be changed in place; it is then the base of
    the copy (None: only the list of problems is written). *read* itself is None for a file that is not to be
    touched again.
    """
    from reportgen.edges.return_copy.marks import mark
    from reportgen.edges.return_copy.opc import Unmarkable

    path.parent.mkdir(parents=True, exist_ok=True)
    if read is not None and source.suffix.lower() in _OWN_FORMAT:
        with suppress(Unmarkable, SyntaxError, *DAMAGED), zipfile.ZipFile(source) as package:
            mark(package, findings, path, office)
            return
    from reportgen.edges.return_copy.anew import write_anew

    plain = path.with_name(f".plain-{path.name}")
    write_anew(read() if read is not None else None, plain)
    settle(plain, when)
    suffix = source.suffix.lower() or "原"
    note = f"来件（{suffix}）不能在原文件上标注，本文件按读到的内容另存为 .xlsx：单元格、位置不变，公式、图片、格式未保留。"
    with zipfile.ZipFile(plain) as package:
        mark(package, findings, path, office, (note,))
    plain.unlink()


def words_of(findings: Sequence[Finding]) -> str:
    """Return what the comment on a cell says of *findings*: a line each, with the number and the code."""
    lines = []
    for f in findings:
        answer = f"（{f.answer}）" if f.answer else ""
        message = " ".join(f"{f.message}{answer}".split())
        lines.append(f"【{SEVERITY_WORDS[f.severity]}】{message}" + (f"〔{f.number} {f.code}〕" if f.number else ""))
    return "\n".join(lines)
