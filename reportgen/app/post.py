"""What goes out by mail: who is written to, what is enclosed, and each message sent once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reportgen.edges.files import safe_name
from reportgen.edges.mail.address_book import BOOK, AddressBook, load_book, write_blank
from reportgen.edges.mail.dispatch import Dispatch, Result
from reportgen.edges.mail.drafts import Draft, Enclosure
from reportgen.edges.mail.ledger import SentLedger, sent_lines
from reportgen.edges.mail.reminders import Post, Reminder
from reportgen.edges.workspace import Workspace
from reportgen.model.errors import InputError
from reportgen.model.outcome import Outcome
from reportgen.model.period import Period
from reportgen.model.plan import Plan


def post_of(
    workspace: Workspace, plan: Plan, outcome: Outcome, returned: Mapping[str, Path], moment: datetime | None = None
) -> Post:
    """Return what the reminders of *outcome* need; *returned*: received file → its marked copy."""
    return Post(
        load_book(workspace, plan),
        sent_lines(workspace, outcome.period),
        _Enclosed(workspace, outcome, returned),
        moment,
    )


@dataclass(frozen=True)
class _Enclosed:
    """What goes with a reminder: the unit's marked returns, and its blank workbook where something is missing."""

    workspace: Workspace
    outcome: Outcome
    returned: Mapping[str, Path]

    def __call__(self, reminder: Reminder) -> tuple[Enclosure, ...]:
        unit_of = {f.receipt.path: f.unit for f in self.outcome.files}
        found = [
            Enclosure(f"退回_{path.name}", path.read_bytes())
            for name, path in self.returned.items()
            if unit_of.get(name) == reminder.unit
        ]
        blank = self.workspace.issued_folder(self.outcome.period) / f"{reminder.unit}.xlsx"
        if (reminder.missing or reminder.ahead) and blank.is_file():
            found.append(Enclosure(f"空白表_{safe_name(reminder.unit)}.xlsx", blank.read_bytes()))
        return tuple(found)


def send_all(
    workspace: Workspace,
    plan: Plan,
    period: Period,
    drafts: Iterable[Draft],
    moment: datetime,
    *,
    again: bool = False,
    progress: Callable[[str], None],
) -> Sequence[Result]:
    """Send each of *drafts* unless its state was told before; every step is in the register first."""
    book = demand_book(workspace, plan)
    results: list[Result] = []
    with Dispatch(book, SentLedger(workspace, period), moment) as dispatch:
        for draft in drafts:
            progress(draft.unit)
            results.append(dispatch.send(draft, again=again))
    return results


def demand_book(workspace: Workspace, plan: Plan) -> AddressBook:
    """Return an address book that says how to send; where there is none, write one to be filled in and say so."""
    book = load_book(workspace, plan)
    if not (workspace.templates / BOOK).is_file():
        write_blank(workspace, plan)
        raise InputError(
            f"还没有通讯录，没有发送。已在 templates/{BOOK} 写好一份空表，请填写各单位邮箱和“邮箱设置”后重试。"
        )
    lacking = [key for key in ("发件地址", "发信服务器") if not book.setting(key)]
    if lacking:
        raise InputError(f"templates/{BOOK} 的“邮箱设置”里没有填{'、'.join(lacking)}，没有发送。请填写后重试。")
    return book


def told(results: Sequence[Result]) -> str:
    """Return what became of the messages, one line each, with a sum."""
    lines = [f"{r.state}　{r.unit}（{r.kind}）{r.note}" for r in results]
    counts = dict.fromkeys(r.state for r in results)
    sums = "，".join(f"{state} {sum(r.state == state for r in results)} 封" for state in counts)
    return "\n".join([*lines, f"共 {len(results)} 封：{sums}。" if results else "没有要发送的邮件。"])


def preview(drafts: Iterable[Draft]) -> str:
    """Return the messages as they would be sent."""
    parts = []
    for draft in drafts:
        head = [f"——— {draft.unit}（{draft.kind}）", f"收件人：{'、'.join(draft.to) or '通讯录里没有邮箱'}"]
        if draft.copies:
            head.append(f"抄送：{'、'.join(draft.copies)}")
        head += [f"主题：{draft.subject}"]
        if draft.enclosures:
            head.append(f"附件：{'、'.join(e.name for e in draft.enclosures)}")
        parts.append("\n".join([*head, "", draft.text()]))
    return "\n".join(parts) + "\n以上只是预览，没有发送，也没有登记。"
