"""Answers (答复): what the office decided about findings, and what became of each finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from reportgen.model.values import Origin

ACCEPT, CORRECT, SAME, DIFFERENT, CHOOSE, JOIN = "accept", "correct", "same", "different", "choose", "join"
DECISION_WORDS: Mapping[str, str] = {
    ACCEPT: "认可说明",
    CORRECT: "要求更正",
    SAME: "同一对象",
    DIFFERENT: "不是同一对象",
    CHOOSE: "采用所选单位",
    JOIN: "并入所选事项",
}
"""The words of the drop-down 决定, by what they mean."""

NUMBER, VALUE, DECISION, TARGET, REASON = COLUMNS = ("编号", "原填", "决定", "决定对象", "决定说明")
"""Headings by which 核实登记 and the sheets of 汇总表 are read back, in whatever column they stand.

决定对象 names the unit whose value is used (采用所选单位) or the matter that stays (并入所选事项).
"""


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of 核实登记: what the office decided about the finding or conflict with a number."""

    number: str
    word: str  # a key of `DECISION_WORDS`
    place: Origin
    period: str
    value: str = ""  # as reported when it was decided; the decision holds while the value fits
    target: str = ""
    reason: str = ""
    unit: str = ""
    form: str = ""
    key: str = ""  # the record
    other: str = ""  # the record that it was compared with
    field: str = ""


RAISED, EXPLAINED, ACCEPTED, DEMANDED, DECIDED, SETTLED, RECURRED = (
    "raised", "explained", "accepted", "demanded", "decided", "settled", "recurred",
)  # fmt: skip
EVENT_WORDS: Mapping[str, str] = {
    RAISED: "提出",
    EXPLAINED: "已说明",
    ACCEPTED: "已认可",
    DEMANDED: "要求更正",
    DECIDED: "已决定",
    SETTLED: "已更正",
    RECURRED: "再次出现",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One step in the life of a finding. ``moment`` is that of the file that told it, None for a decision."""

    what: str  # a key of `EVENT_WORDS`
    period: str
    text: str = ""  # the value, the explanation or the office's reason
    by: str = ""  # unit, "" for the office
    moment: datetime | None = None
    origin: Origin = Origin("", "", "")


@dataclass(frozen=True, slots=True)
class Case:
    """A finding through the periods of a year; ``value`` and ``message`` are the newest."""

    number: str
    code: str
    severity: str
    unit: str
    form: str
    key: str
    field: str
    value: str
    message: str
    events: tuple[Event, ...]

    @property
    def state(self) -> str:
        """What happened last."""
        return self.events[-1].what
