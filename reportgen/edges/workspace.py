"""The workspace: a folder with templates/, inputs/ and outputs/, and what stands where in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reportgen.edges.files import reason
from reportgen.model.errors import InputError
from reportgen.model.period import Period

RECEIPTS, DECISIONS, SENT, SUPPLEMENT, FINAL = (
    "收件登记.xlsx",
    "核实登记.xlsx",
    "发件登记.xlsx",
    "文稿补充.docx",
    "定稿",
)
"""What the office itself keeps in a period's folder; none of it is a return."""
OPENING = "年度结转"
"""The folder in inputs/ with the periods of the year before that this year opens with."""
PLAN_FILES = ("plan.yaml", "plan.xlsx")

_OFFICE_FILES = frozenset({RECEIPTS, DECISIONS, SENT, SUPPLEMENT})
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Ignored:
    """A file in a period's folder that is no return, and why (Chinese)."""

    path: str
    why: str


@dataclass(frozen=True)
class Workspace:
    """The places of a workspace. ``root`` is its folder; relative names are written with ``/``."""

    root: Path
    received: str = "inputs"  # the folder of what was received

    def check(self) -> None:
        """Raise `InputError` if ``root`` is no workspace: it needs templates/ with a plan."""
        if not self.root.is_dir():
            raise InputError(f"没有找到文件夹“{self.root}”。请核对路径。")
        if not any((self.templates / name).is_file() for name in PLAN_FILES):
            raise InputError(
                f"“{self.root.resolve()}”不是工作文件夹：应有 templates/plan.xlsx（或 plan.yaml）。"
                "请先进入工作文件夹，或用 --workspace 指明；还没有的，用 reportgen init 新建。"
            )

    @property
    def templates(self) -> Path:
        return self.root / "templates"

    @property
    def word_templates(self) -> Path:
        return self.templates / "word"

    @property
    def inputs(self) -> Path:
        return self.root / self.received

    @property
    def opening(self) -> Workspace:
        """The same workspace with the returns of the year before, as `reportgen rollover` left them."""
        return Workspace(self.root, f"{self.received}/{OPENING}")

    @property
    def outputs(self) -> Path:
        return self.root / "outputs"

    @property
    def cache(self) -> Path:
        """What can be deleted at any time."""
        return self.outputs / ".cache"

    def issued_folder(self, period: Period) -> Path:
        return self.templates / "issued" / period.id

    def period_folder(self, period: Period) -> Path:
        """The folder of what agencies sent for *period*."""
        return self.inputs / period.id

    def output_folder(self, period: Period) -> Path:
        return self.outputs / period.id

    def register(self, period: Period, name: str = RECEIPTS) -> Path:
        """The office's own file of *name* in a period's folder."""
        return self.period_folder(period) / name

    def relative(self, path: Path) -> str:
        """Return *path* relative to the workspace, with ``/``; as it is if it lies elsewhere."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()

    def periods(self) -> tuple[Period, ...]:
        """The periods that have a folder in inputs/, oldest first."""
        found: list[Period] = []
        if self.inputs.is_dir():
            for entry in self.inputs.iterdir():
                try:
                    period = Period.parse(entry.name)
                except ValueError:
                    continue
                if entry.is_dir() and period.id == entry.name:
                    found.append(period)
        return tuple(sorted(found, key=Period.sort_key))

    def newest_period(self) -> Period | None:
        """The last of `periods` that holds any file, None where there is none."""
        return next((p for p in reversed(self.periods()) if self.input_files(p)), None)

    def input_files(self, period: Period) -> tuple[str, ...]:
        """What was received for *period*, at any depth, by name relative to the workspace, sorted."""
        return self._folder(period)[0]

    def ignored_files(self, period: Period) -> tuple[Ignored, ...]:
        """Files in a period's folder that are not read as returns (locks of Excel, system files, links)."""
        return self._folder(period)[1]

    def _folder(self, period: Period) -> tuple[tuple[str, ...], tuple[Ignored, ...]]:
        files: list[str] = []
        ignored: list[Ignored] = []
        folder = self.period_folder(period)
        for path in self._walk(folder):
            name = self.relative(path)
            why = _why_ignored(path, path.relative_to(folder).parts)
            if why:
                ignored.append(Ignored(name.encode("utf-8", "replace").decode(), why))
            else:
                files.append(name)
        return tuple(sorted(files)), tuple(sorted(ignored, key=lambda i: i.path))

    def _walk(self, folder: Path) -> Iterator[Path]:
        """Every file below *folder* apart from what the office keeps there; links are not followed."""

        def unreadable(error: OSError) -> None:
            raise InputError(f"文件夹“{error.filename}”无法读取（{reason(error)}）。请检查权限后重试。") from error

        if not folder.is_dir():
            return
        for where, folders, names in os.walk(folder, onerror=unreadable):
            top = Path(where) == folder
            if top and FINAL in folders:
                folders.remove(FINAL)
            for name in [*names, *(f for f in folders if (Path(where) / f).is_symlink())]:
                if not (top and name in _OFFICE_FILES):
                    yield Path(where) / name


def _why_ignored(path: Path, parts: tuple[str, ...]) -> str:
    """Return why a file, whose names below the period's folder are *parts*, is no return; "" if it may be one."""
    if any("\udc80" <= letter <= "\udcff" for part in parts for letter in part):
        return "文件名的编码认不出，请改名后重新汇总"
    if path.is_symlink():
        return "是链接或快捷方式，请放入文件本身"
    return why_unwanted(parts)


def why_unwanted(parts: tuple[str, ...]) -> str:
    """Return why a file of these names (folders first) can be no return, "" if it may be one."""
    if parts[-1].startswith(("~$", ".~")):
        return "Excel 或 WPS 的临时文件"
    if any(p.startswith(".") or p == "__MACOSX" for p in parts) or parts[-1].lower() in _SYSTEM_FILES:
        return "系统文件或隐藏文件"
    return ""


def is_office_file(name: str) -> bool:
    """Whether the office itself keeps a file of this name in a period's folder."""
    return name in _OFFICE_FILES
