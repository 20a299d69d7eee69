"""What is given to be taken in: files, folders, packages and messages, opened to single files.

Every file keeps whence it came. A message or a package inside a message that cannot be opened stops
nothing; a file that the user named and that cannot be read does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from reportgen.edges import files, unpack
from reportgen.edges.books import Unreadable
from reportgen.edges.files import reason
from reportgen.edges.mail.headers import OWN_DOMAIN
from reportgen.edges.mail.limits import MB, MailFault
from reportgen.edges.mail.message import LIMITS, Mail, is_box, is_message, read_mail, split_box
from reportgen.edges.workspace import Ignored, is_office_file, why_unwanted
from reportgen.model.errors import InputError

_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_MAX_BOX = 2_000 * MB  # an mbox file is read as a whole


@dataclass(frozen=True, slots=True)
class Given:
    """One file that was given: its names (folders first), content, and the message that brought it, if any."""

    parts: tuple[str, ...]
    content: bytes
    moment: datetime  # the file's own time, or the message's; aware
    mail: Mail | None = None

    @property
    def name(self) -> str:
        return self.parts[-1]


@dataclass
class Opener:
    """Opens sources to files. ``ignored`` tells what was not taken and why, ``remarks`` what messages said of themselves."""

    server: str = ""  # the office's own mail server
    address: str = ""  # from which the office sends, lower case
    own: int = 0  # messages that we sent, which are left aside
    limits: unpack.Limits = unpack.DEFAULT
    ignored: list[Ignored] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def paths(self, sources: Sequence[Path]) -> Iterator[Given]:
        """Yield the files of *sources* in a fixed order; raises `InputError` for one that cannot be read."""
        for source in sources:
            if not source.is_dir():
                yield from self._file(source, (source.name,))
                continue
            for path in sorted(p for p in source.rglob("*") if p.is_file()):
                parts = path.relative_to(source).parts
                if not (len(parts) > 1 and parts[-2] == "tmp" and _is_maildir(path.parent.parent)):
                    yield from self._file(path, parts)

    def _file(self, path: Path, parts: tuple[str, ...]) -> Iterator[Given]:
        try:
            moment = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            if path.stat().st_size > _MAX_BOX:
                raise InputError(f"“{path.name}”超过 {_MAX_BOX // MB} MB，没有收下任何文件。请分开后再收。")
            content = path.read_bytes()
        except OSError as error:
            raise InputError(f"“{path.name}”无法读取（{reason(error)}），没有收下任何文件。请处理后重试。") from error
        if self._unwanted(parts):
            return
        if is_message(content, path.name):
            yield from self.message(content, path.name)
        elif unpack.is_package(path.name, content):
            yield from self._package(path.name, content, moment)
        else:
            yield Given(parts, content, moment)

    def _package(self, name: str, content: bytes, moment: datetime) -> Iterator[Given]:
        """The files of a package that the user named, at its own time; one inside that stays shut is taken as it is."""
        place = name
        try:
            for member in unpack.unpack(name, content, self.limits, keep=lambda inner, data: is_message(data, inner)):
                if member.fault is not None and not member.content:
                    place = f"{name}/{member.place}"
                    raise member.fault
                if self._unwanted(member.parts):
                    continue
                if is_message(member.content, member.parts[-1]):
                    yield from self.message(member.content, member.place)
                else:
                    yield Given(member.parts, member.content, moment)
        except Unreadable as fault:
            raise InputError(f"“{place}”打不开，同时给出的文件一份也没有收下。{fault}") from fault

    def message(self, content: bytes, name: str, arrived: datetime | None = None) -> Iterator[Given]:
        """The attachments of a message, or of every message in a box; faults are told, never raised."""
        for data in split_box(content) if is_box(content) else (content,):
            try:
                mail = read_mail(data, self.server, LIMITS, arrived)
            except MailFault as fault:
                self.ignored.append(Ignored(name, fault.message))
                continue
            if mail.sender == self.address and mail.message_id.endswith(f"@{OWN_DOMAIN}"):
                self.own += 1
                continue
            yield from self._attachments(mail, name)

    def _attachments(self, mail: Mail, name: str) -> Iterator[Given]:
        about = f"邮件“{mail.subject or name}”（{mail.sender or '发件人不明'}）"
        self.remarks += [f"{about}：{remark}" for remark in mail.remarks]
        moment = mail.received_at or datetime.now(UTC)
        for attachment in mail.attachments:
            given = Given((*attachment.trail, attachment.name), attachment.content, moment, mail)
            if not self._unwanted((attachment.name,)):
                yield from self._unpacked(given, about)

    def _unpacked(self, given: Given, about: str) -> Iterator[Given]:
        """An attached package opened; one that stays shut is kept as it came, so that the merge speaks of it."""
        if not unpack.is_package(given.name, given.content):
            yield given
            return
        try:
            members = list(unpack.unpack(given.name, given.content, self.limits))
        except Unreadable as fault:
            self.remarks.append(f"{about}的附件“{given.name}”打不开，按原样收下：{fault}")
            yield given
            return
        for member in members:
            if member.remark:
                self.remarks.append(f"{about}的附件“{given.name}”里的{member.remark}")
            elif member.fault is not None and not member.content:
                self.remarks.append(f"{about}的附件“{given.name}/{member.place}”打不开，没有收：{member.fault}")
            elif not self._unwanted(member.parts):
                yield Given((*given.parts, *member.parts), member.content, given.moment, given.mail)

    def _unwanted(self, parts: tuple[str, ...]) -> bool:
        why = "办公室自己的登记，不是报表" if is_office_file(parts[-1]) else why_unwanted(parts)
        if why:
            self.ignored.append(Ignored("/".join(parts), why))
        return bool(why)


def _is_maildir(folder: Path) -> bool:
    return all((folder / name).is_dir() for name in ("cur", "new", "tmp"))


def safe_name(name: str) -> str:
    """Return *name* as a file name that Windows allows, never a path, no device, not too long."""
    name = files.safe_name(name.replace("\\", "/").rsplit("/", 1)[-1].strip(" ."))
    return f"_{name}" if _DEVICES.match(name) else _short(name)


def _short(name: str, most: int = 120) -> str:
    """Cut a long name in its stem, never in what tells its kind."""
    path = PurePosixPath(name)
    return name if len(name) <= most else path.stem[: most - len(path.suffix)] + path.suffix[:most]
