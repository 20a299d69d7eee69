"""报送: who has sent what, a row a unit and a column a form, with counts that follow the matrix."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from reportgen.edges.workbook.contents import FILING
from reportgen.edges.workbook.live import Live
from reportgen.edges.workbook.page import Page
from reportgen.edges.workbook.style import LIGHT_FILLS, Pen
from reportgen.measures.reporting import is_late
from reportgen.model.outcome import Outcome, Submission
from reportgen.model.states import SUBMISSION_WORDS

_NIL_LATE = "nil_late"  # 本期无, told after the hour
STATE_LIGHTS = {"on_time": "green", "nil": "green", "late": "yellow", _NIL_LATE: "yellow", "returned": "yellow",
                "missing": "red"}  # fmt: skip
_COUNTED = (
    ("应报", ("on_time", "late", "missing", "returned", "nil", _NIL_LATE)),
    ("已收", ("on_time", "late", "returned", "nil", _NIL_LATE)),
    ("按时", ("on_time", "nil")),
    ("本期无", ("nil", _NIL_LATE)),
    ("逾期", ("late", _NIL_LATE)),
    ("退回", ("returned",)),
    ("未报", ("missing",)),
)
_RATE = "已收率（%）"
_FIRST = 3  # the first row of the matrix, 0-based
_SHORT = {
    "on_time": "按时",
    "nil": "无",
    _NIL_LATE: "迟无",
    "late": "逾期",
    "missing": "未报",
    "returned": "退回",
    "exempt": "免",
    "not_due": "·",
}


def write(pen: Pen, outcome: Outcome) -> None:
    """Write the sheet; a form owed for several periods shows its worst state and names all in the comment."""
    units = list(dict.fromkeys(s.obligation.unit for s in outcome.submissions))
    forms = list(dict.fromkeys(s.obligation.form for s in outcome.submissions))
    widths = [22, *(5.5 for _ in forms), *(7 for _ in _COUNTED), 8]
    note = "格内为状态，颜色只作辅助；批注写时限和收到时间。“无”为报“本期无”（计入按时），“迟无”为逾期报“本期无”，“免”为免报，“·”为未到期。右侧、末行计数为公式。"
    page = Page(pen, FILING, widths, f"报送情况（{outcome.period.label}）", note, "A3")
    if not units:
        page.note("本期没有应报的表。")
        page.close()
        return
    numbers = [pen.plan.form(name).number for name in forms]
    heads = [f"{number}\n{name}" for number, name in zip(numbers, forms, strict=True)]
    page.heads(["单位", *heads, *(name for name, _ in _COUNTED), _RATE], 130)
    for col in range(1, len(forms) + 1):
        pen.text(page.sheet, page.row - 1, col, heads[col - 1], "head", rotation=90, font_size=9)
    page.sheet.freeze_panes(_FIRST, 1)
    page.sheet.repeat_rows(_FIRST - 1)
    states: dict[tuple[str, str], list[Submission]] = {}
    for item in outcome.submissions:
        states.setdefault((item.obligation.unit, item.obligation.form), []).append(item)
    words = [[_worst(states.get((unit, form), ())) for form in forms] for unit in units]
    for unit, told in zip(units, words, strict=True):
        _line(page, unit, told, [states.get((unit, form), []) for form in forms])
    _totals(page, words, len(forms))
    page.close()


_ORDER = ("missing", "returned", "late", _NIL_LATE, "on_time", "nil", "not_due", "exempt")


def _worst(items: Sequence[Submission]) -> str:
    states = (_NIL_LATE if s.state == "nil" and is_late(s) else s.state for s in items)
    return min(states, key=_ORDER.index, default="")


def _line(page: Page, unit: str, states: Sequence[str], items: Sequence[Sequence[Submission]]) -> None:
    pen, sheet = page.pen, page.sheet
    pen.text(sheet, page.row, 0, unit)
    for col, (state, told) in enumerate(zip(states, items, strict=True), start=1):
        if not state:
            pen.text(sheet, page.row, col, "", "center")
            continue
        fill = {"bg_color": LIGHT_FILLS[STATE_LIGHTS[state]]} if state in STATE_LIGHTS else {"font_color": "#777777"}
        pen.text(sheet, page.row, col, _SHORT[state], "center", font_size=9, **fill)
        if state not in ("on_time", "nil", "exempt", "not_due"):
            note = "\n".join(map(_told, told))
            sheet.write_comment(
                page.row, col, note, {"font_size": 9, "font_name": "宋体", "width": 220, "height": 30 + 34 * len(told)}
            )
    _counts(page, f"{page.at(1)}:{page.at(len(states))}", states, len(states) + 1)
    sheet.set_row(page.row, 18)
    page.row += 1


def _told(item: Submission) -> str:
    """What the comment says of one obligation."""
    due = item.obligation
    parts = [f"{due.period.label}：{SUBMISSION_WORDS[item.state]}，时限 {due.due_at:%Y-%m-%d %H:%M}"]
    if item.received_at:
        parts.append(f"收到 {item.received_at:%Y-%m-%d %H:%M}")
    if item.workdays_late:
        parts.append(f"逾期 {item.workdays_late} 个工作日")
    return "，".join(parts)


def _counts(page: Page, where: str, states: Sequence[str], start: int, **more: Any) -> None:
    """Write the counts of states in the cells *where*, and the share of what came."""
    for col, (_, wanted) in enumerate(_COUNTED, start=start):
        shown = "+".join(f'COUNTIF({where},"{_SHORT[state]}")' for state in wanted)
        made = Live(shown, Decimal(sum(s in wanted for s in states)))
        page.pen.live(page.sheet, page.row, col, made, "", num_format="#,##0", **more)
    due, came = xl_rowcol_to_cell(page.row, start), xl_rowcol_to_cell(page.row, start + 1)
    owed = [s for s in states if s in _COUNTED[0][1]]
    rate = Decimal(sum(s != "missing" for s in owed)) * 100 / len(owed) if owed else None
    page.pen.live(
        page.sheet, page.row, start + len(_COUNTED), Live(f'IF({due}=0,"—",{came}/{due}*100)', rate), "%", **more
    )


def _totals(page: Page, words: Sequence[Sequence[str]], forms: int) -> None:
    """Under each form how many units have not sent it; at the right the sums."""
    first, last = page.row - len(words), page.row - 1
    page.pen.text(page.sheet, page.row, 0, "未报单位数", "total", align="left")
    for col in range(1, forms + 1):
        made = Live(
            f'COUNTIF({page.at(col, first)}:{page.at(col, last)},"{_SHORT["missing"]}")',
            Decimal(sum(line[col - 1] == "missing" for line in words)),
        )
        page.pen.live(page.sheet, page.row, col, made, "", num_format="0;;", bold=True)
    where = f"{page.at(1, first)}:{page.at(forms, last)}"
    _counts(page, where, [state for line in words for state in line], forms + 1, bold=True)
    page.row += 1
