"""核对: files checked without being merged."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportgen.app import course as courses
from reportgen.app.returned import write_marked
from reportgen.edges import contents, unpack
from reportgen.edges.workspace import Ignored, Workspace, why_unwanted
from reportgen.model.errors import InputError
from reportgen.model.finding import ERROR, SEVERITY_WORDS, Finding
from reportgen.model.period import Period
from reportgen.model.records import Reading
from reportgen.plan import versions
from reportgen.reading import unreadable


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in the files."""

    text: str
    json: str
    errors: int


def check(
    workspace: Workspace,
    paths: Sequence[Path],
    period_text: str | None,
    progress: courses.Progress = courses.silent,
    marked: Path | None = None,
) -> Report:
    """Check files (folders: every file below them) against the plan; write marked copies into *marked*, if given."""
    plan = courses.load_plan(workspace)
    period: Period | None = courses.chosen_period(workspace, period_text) if period_text else None
    dated = versions.as_of(plan, period.end) if period else plan
    files: list[contents.Content] = []
    ignored: list[Ignored] = []
    bases: list[str] = []
    said: list[Finding] = []
    for base, path in _files(paths):
        for item in _opened(workspace, path, unpack.Limits.of(dated)):
            if isinstance(item, Ignored):
                ignored.append(item)
            elif isinstance(item, Finding):
                said.append(item)
            else:
                files.append(item)
                bases.append(base.as_posix())
    told = iter(
        courses.read_paths(
            workspace,
            dated,
            [(i.path, i.name) for i in files if not i.fault],
            period,
            lambda name: progress(Path(name).name),
        )
    )
    readings = [unreadable(i.name, i.sha256, i.fault) if i.fault else next(told) for i in files]
    findings = [all_findings(r) for r in readings]
    errors = sum(f.severity == ERROR for found in findings for f in found)
    copies: tuple[Path, ...] = ()
    if marked is not None:
        checked = zip((i.path for i in files), bases, readings, findings, strict=True)
        copies = write_marked(workspace, dated, checked, marked)
    lines = (
        *(f"{f.file}：{f.message}" for f in said),
        *(f"没有读 {item.path}：{item.why}" for item in ignored),
        *(f"已写出 {path.as_posix()}" for path in copies),
    )
    return Report("\n".join([_text(readings), *lines]).strip(), _json(readings), errors)


def _opened(workspace: Workspace, path: Path, limits: unpack.Limits) -> Iterator[contents.Content | Ignored | Finding]:
    """A file, or the files in a package."""
    why = why_unwanted((path.name,))
    if why:
        yield Ignored(path.as_posix(), why)
    else:
        yield from contents.open_up(path, path.as_posix(), workspace.cache, limits)


def _files(paths: Sequence[Path]) -> list[tuple[Path, Path]]:
    """The files to check, each behind the folder that it was found below."""
    files: list[tuple[Path, Path]] = []
    for path in paths:
        below = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        files += [(path if path.is_dir() else path.parent, p) for p in below]
    if not files:
        raise InputError("给出的文件夹里没有文件，请核对路径。")
    return files


def all_findings(reading: Reading) -> tuple[Finding, ...]:
    """Return the findings of a file and of every sheet in it, in order."""
    return tuple(sorted((*reading.findings, *(f for r in reading.returns for f in r.findings)), key=Finding.sort_key))


def _text(readings: Sequence[Reading]) -> str:
    lines = []
    for reading in readings:
        forms = "、".join(dict.fromkeys(r.form for r in reading.returns)) or "没有可识别的表"
        rows = sum(len(r.rows) for r in reading.returns)
        lines.append(f"{reading.path}：{reading.unit or '单位不明'}；{forms}；{rows} 行")
        found = all_findings(reading)
        lines += [f"  【{SEVERITY_WORDS[f.severity]}】{place(f)}{f.message}" for f in found]
        if not found:
            lines.append("  没有发现问题。")
    return "\n".join(lines)


def place(finding: Finding) -> str:
    """Return the sheet and cell of a finding as staff read it, "" where it has none."""
    if not finding.sheet:
        return ""
    cell = f" {finding.cell}" if finding.cell else ""
    return f"{finding.sheet}{cell}："


def _json(readings: Sequence[Reading]) -> str:
    report = [
        {
            "path": r.path,
            "unit": r.unit,
            "forms": list(dict.fromkeys(x.form for x in r.returns)),
            "rows": sum(len(x.rows) for x in r.returns),
            "cells": {"filled": r.cells.filled, "merged": r.cells.merged, "explained": r.cells.explained, "lost": r.cells.lost},
            "findings": [
                {"code": f.code, "severity": f.severity, "sheet": f.sheet, "cell": f.cell, "field": f.field, "value": f.value,
                 "message": f.message} for f in all_findings(r)
            ],
        }
        for r in readings
    ]  # fmt: skip
    return json.dumps(report, ensure_ascii=False, indent=1)
