"""预警: what points to trouble before the light is red."""

from __future__ import annotations

from reportgen.edges.workbook.page import center, day, end_table, light, number, table_page, text
from reportgen.edges.workbook.style import Pen
from reportgen.model.outcome import EarlyWarning, Outcome

NAME = "预警"
_WORDS = {"new": "本期新增", "standing": "继续", "unknown": "本期无数据", "cleared": "已解除"}
_HEADS = (
    ("预警事项", 28), ("理由", 38), ("程度", 7), ("状态", 11), ("责任单位", 16), ("提出期别", 11), ("提出日期", 12), ("持续期数", 9),
    ("所据的数（由远及近）", 46), ("编号", 12), ("单位的建议和办理", 34),
)  # fmt: skip
_ORDER = ("new", "standing", "unknown", "cleared")


def write(pen: Pen, outcome: Outcome) -> None:
    """Write the sheet, new warnings first; each with the last figures that it rests on."""
    note = "按方案“预警规则”由各期数据判出，是苗头提示，不是评价；数据由责任单位核实；单位在报表里写明所答复的编号的，其建议和办理列在后面。"
    page = table_page(pen, NAME, f"预警（{outcome.period.label}）", _HEADS, note)
    for item in sorted(outcome.warnings, key=lambda w: _ORDER.index(w.state)):
        told = [outcome.figures.get(id) for id in item.figures]
        rests = "\n".join(f"{f.name}　{f.text}" for f in told if f is not None)
        page.line(
            (
                text(item.name), text(item.why), light("targets", item.light), center(_WORDS[item.state]), center(item.owner),
                center(item.raised), day(item.raised_on), number(item.periods, num_format="0"), text(rests), center(item.number), text(item.answer),
            )
        )  # fmt: skip
    end_table(page, len(_HEADS), "没有预警。")


def most_pressing(outcome: Outcome) -> tuple[EarlyWarning, ...]:
    """Return the warnings that stand, red ones first."""
    standing = (w for w in outcome.warnings if w.state in ("new", "standing"))
    return tuple(sorted(standing, key=lambda w: (w.light != "red", w.state != "new")))
