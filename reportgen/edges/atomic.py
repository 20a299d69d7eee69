"""Outputs that are whole or as they were: written aside, then put in place; hand-made edits are kept."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from reportgen.edges.files import is_full, reason, sha256_of
from reportgen.edges.workspace import Workspace
from reportgen.model.errors import OutputBusy, OutputError
from reportgen.model.period import Period

OWN_FOLDERS = ("督办", "退回", "催报")
"""Folders whose files belong to one merge: what the next merge no longer writes is removed."""
ALWAYS_NEW = ("result.json",)
"""Data for scripts, no document: written anew even if somebody edited it."""

_counter = itertools.count()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary sibling to write; put it at *path* once the block ends well.

    Otherwise *path* stays as it was. Raises `OutputBusy` where *path* is open in another program,
    `OutputError` where there is no space or no permission.
    """
    temporary = path.with_name(f".new-{os.getpid()}-{next(_counter)}{path.suffix}")
    try:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            yield temporary
            _flush(temporary)
        except OSError as error:
            if is_full(error) or error.filename in (str(temporary), str(path.parent)):
                raise _not_written(path, error) from error
            raise
        _put(temporary, path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write *text* as UTF-8 with ``\\n`` line ends, whole or not at all; half a surrogate pair becomes ?."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", errors="replace", newline="\n")


def _flush(path: Path) -> None:
    """Have the system put the file on the disk: a name must never point at half a file."""
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())


def _put(source: Path, target: Path) -> None:
    try:
        os.replace(source, target)  # noqa: PTH105 - the one call that replaces atomically on every system
    except PermissionError as error:
        raise _busy(target) from error
    except OSError as error:
        raise _not_written(target, error) from error


def _busy(path: Path) -> OutputBusy:
    return OutputBusy(f"“{path.name}”正被打开（或为只读），请关闭后重试。原有文件没有改动。")


def _not_written(path: Path, error: OSError) -> OutputError:
    return OutputError(f"“{path.name}”写不进去：{reason(error)}。原有文件没有改动，请处理后重试。")


class OutputSet:
    """The outputs of one run, as a context: written aside, put in place together at its end.

    If the block fails, nothing in ``outputs/<period>/`` changes. An output that somebody edited since we
    wrote it is kept; the new one goes beside it as 简报（新）.docx. Without *partial*, files of
    `OWN_FOLDERS` that this run did not write are removed, unless somebody edited them.

    After the block ``written``, ``beside``, ``removed`` and ``kept`` (edited by hand and no longer part
    of the outputs) name files relative to the workspace.
    """

    def __init__(self, workspace: Workspace, period: Period, *, partial: bool = False) -> None:
        self._workspace = workspace
        self._folder = workspace.output_folder(period)
        self._record = Record(workspace)
        self._partial = partial
        self._stage = workspace.cache / f"new-{os.getpid()}-{next(_counter)}"
        self.written: list[str] = []
        self.beside: list[str] = []
        self.removed: list[str] = []
        self.kept: list[str] = []

    def path(self, name: str) -> Path:
        """Return where to write the output *name* (relative to ``outputs/<period>/``) for now."""
        path = self._stage / "new" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def __enter__(self) -> Self:
        try:
            (self._stage / "new").mkdir(parents=True)
        except OSError as error:
            raise _not_written(self._workspace.outputs, error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._commit()
            elif isinstance(error, OSError) and (is_full(error) or str(self._stage) in str(error.filename)):
                raise _not_written(self._workspace.outputs, error) from error
        finally:
            shutil.rmtree(self._stage, ignore_errors=True)

    def _commit(self) -> None:
        new = self._stage / "new"
        names = sorted(p.relative_to(new).as_posix() for p in new.rglob("*") if p.is_file())
        names.sort(key=lambda name: name in ALWAYS_NEW)  # what describes the others comes last
        targets = {name: self._target(name, new / name) for name in names}
        moves = {new / name: target for name, target in targets.items() if not _same(new / name, target)}
        _ensure_free(moves.values())
        stale = [] if self._partial else self._stale(targets)
        self._record.expect({target: sha256_of(source) for source, target in moves.items()})
        self._replace_all(moves, stale)
        for name, target in targets.items():
            self.written.append(self._workspace.relative(target))
            if target != self._folder / name:
                self.beside.append(self._workspace.relative(target))
            self._record.note(target)
            if target.parent == self._folder and target.suffix == ".xlsx":
                _keep_copy(self._workspace, target)
        self.removed = [self._workspace.relative(p) for p in stale]
        for folder in {p.parent for p in stale}:
            with suppress(OSError):  # not empty
                folder.rmdir()
        self._record.save()

    def _target(self, name: str, new: Path) -> Path:
        """Return where an output goes: its place, or beside it where somebody edited what stands there."""
        path = self._folder / name
        if name in ALWAYS_NEW:
            return path
        target, number = path, 1
        while self._record.edited(target) and not _same(new, target):
            mark = "（新）" if number == 1 else f"（新{number}）"
            target, number = path.with_name(f"{path.stem}{mark}{path.suffix}"), number + 1
        return target

    def _stale(self, targets: Mapping[str, Path]) -> list[Path]:
        """Files of earlier runs that this one did not write; those edited by hand are kept and told."""
        stale = []
        current = set(targets.values())
        for path in self._record.below(self._folder):
            ours = path.parent == self._folder and "（新" in path.stem
            ours = ours or path.relative_to(self._folder).parts[0] in OWN_FOLDERS
            if not ours or path in current or not path.is_file():
                continue
            if self._record.edited(path):
                if path not in {self._folder / name for name in targets}:
                    self.kept.append(self._workspace.relative(path))
            else:
                stale.append(path)
        return stale

    def _replace_all(self, moves: Mapping[Path, Path], stale: list[Path]) -> None:
        """Put every file in place; if one cannot be, or the user stops, put back those already replaced."""
        old = self._stage / "old"
        undo: list[tuple[Path, Path | None]] = []
        target = self._folder
        try:
            for number, (source, target) in enumerate([*moves.items(), *((None, p) for p in stale)]):
                target.parent.mkdir(parents=True, exist_ok=True)
                backup = None
                if target.exists():
                    old.mkdir(exist_ok=True)
                    backup = Path(shutil.copy2(target, old / str(number)))
                undo.append((target, backup))
                if source is None:
                    target.unlink()
                else:
                    _flush(source)
                    _put(source, target)
        except BaseException as error:
            _put_back(undo)
            if isinstance(error, PermissionError):
                raise _busy(target) from error
            if isinstance(error, OSError):
                raise _not_written(target, error) from error
            raise


def _put_back(undo: Sequence[tuple[Path, Path | None]]) -> None:
    """Restore each file from its backup; those that were not there before are removed."""
    for target, backup in reversed(undo):
        with suppress(OSError):
            if backup is not None:
                os.replace(backup, target)  # noqa: PTH105 - as in `_put`
            else:
                target.unlink(missing_ok=True)


def kept_copy(workspace: Workspace, path: Path) -> Path:
    """Return where a copy of the workbook *path* is kept as we wrote it last; it may be gone with the cache."""
    return workspace.cache / "written" / workspace.relative(path)


def _keep_copy(workspace: Workspace, path: Path) -> None:
    copy = kept_copy(workspace, path)
    with suppress(OSError):
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


class Record:
    """What we wrote (outputs/.cache/written.json): tells a hand-edited output from ours.

    Of an output that is being replaced both contents count as ours, so that a run that is killed midway
    leaves nothing that looks edited by hand. The record can be lost with the cache; a Word document that
    we cannot vouch for then counts as edited.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._file = workspace.cache / "written.json"
        self._hashes = self._load()

    def _load(self) -> dict[str, str | list[str]]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(k): v for k, v in kept.items() if isinstance(v, str | list)} if isinstance(kept, dict) else {}

    def expect(self, coming: Mapping[Path, str]) -> None:
        """Note, before anything is replaced, the content (SHA-256) that each of *coming* will have."""
        for path, content in coming.items():
            name = self._workspace.relative(path)
            self._hashes[name] = [*self._known(name), content]
        self.save(gone_too=True)

    def _known(self, name: str) -> list[str]:
        known = self._hashes.get(name, [])
        return [known] if isinstance(known, str) else known

    def edited(self, path: Path) -> bool:
        """Whether the file at *path* is not as we wrote it; False where there is none."""
        if not path.is_file():
            return False
        known = self._known(self._workspace.relative(path))
        return sha256_of(path) not in known if known else path.suffix.lower() == ".docx"

    def note(self, path: Path) -> None:
        """Remember *path* as it is now."""
        self._hashes[self._workspace.relative(path)] = sha256_of(path)

    def below(self, folder: Path) -> list[Path]:
        """The recorded files below *folder*, sorted."""
        prefix = f"{self._workspace.relative(folder)}/"
        return [self._workspace.root / name for name in sorted(self._hashes) if name.startswith(prefix)]

    def save(self, *, gone_too: bool = False) -> None:
        """Write the record, without files that are gone unless *gone_too*; that it cannot be written is no fault."""
        kept = {k: v for k, v in sorted(self._hashes.items()) if gone_too or (self._workspace.root / k).is_file()}
        with suppress(OutputError):
            write_text(self._file, json.dumps(kept, ensure_ascii=False, indent=1) + "\n")


def _same(new: Path, target: Path) -> bool:
    return target.is_file() and new.stat().st_size == target.stat().st_size and _digest(new) == _digest(target)


def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


def _ensure_free(targets: Iterable[Path]) -> None:
    """Raise `OutputBusy` before anything is replaced if one of *targets* is open (Windows locks it)."""
    for target in targets:
        if target.is_file():
            try:
                target.open("r+b").close()
            except PermissionError as error:
                raise _busy(target) from error
