"""核实, 冲突, 变化: what was found, with room for the office's decisions."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.edges.workbook.contents import CONFLICTS, FINDINGS, REVISIONS
from reportgen.edges.workbook.page import Cell, Page, center, end_table, table_page, text
from reportgen.edges.workbook.style import Pen
from reportgen.model import answers
from reportgen.model.finding import SEVERITY_WORDS, Finding
from reportgen.model.outcome import Conflict, Outcome

_LONGEST_LIST = 255  # letters of a drop-down's own list in Excel
_KIND_WORDS = {
    "cumulative_drop": "累计数下降",
    "back_revision": "改动以前数据",
    "unit_slip": "疑似单位写错",
    "vanished": "上期有本期无",
    "re_promised": "改变承诺日期",
    "changed": "内容变化",
}
_FINDING_HEADS = (
    ("程度", 7), ("单位", 15), ("表", 18), ("对象", 20), ("字段", 13), (answers.VALUE, 15), ("问题和处理办法", 52), ("答复", 20),
    ("经过", 18), (answers.DECISION, 13), (answers.TARGET, 13), (answers.REASON, 22), ("另一对象", 16), ("文件", 30), ("工作表", 14),
    ("单元格", 8), (answers.NUMBER, 11), ("代码", 18),
)  # fmt: skip
_CONFLICT_HEADS = (
    ("表", 20), ("对象", 26), ("字段", 16), ("各单位所报", 56), ("采用", 14), ("理由", 36), (answers.DECISION, 13), (answers.TARGET, 14),
    (answers.REASON, 22), (answers.NUMBER, 11),
)  # fmt: skip
_REVISION_HEADS = (("表", 22), ("单位", 16), ("对象", 28), ("字段", 18), ("上期", 22), ("本期", 22), ("类型", 16))


def findings(pen: Pen, outcome: Outcome) -> None:
    """Write 核实: every finding, with drop-downs for the office's decision (read back through 核实登记)."""
    note = "黄底三列由专班办填写，填好后运行登记命令，下次汇总照办。程度：强制的退回更正，核实的请单位说明，提示的已按规则处理。"
    page = table_page(pen, FINDINGS, f"问题核实（{outcome.period.label}）", _FINDING_HEADS, note, "A3", frozen=2)
    cases = {case.number: case for case in outcome.history}
    for item in outcome.findings:
        case = cases.get(item.number)
        events = "→".join(answers.EVENT_WORDS[e.what] for e in case.events) if case else ""
        where = (item.other, item.file, item.sheet, item.cell, item.number, item.code)
        told = (item.unit, item.form, item.key, item.field, item.value, item.message, _answer(item), events)
        page.line((center(SEVERITY_WORDS[item.severity]), *map(text, told), *_office(), *map(text, where)))
    _choices(page, _FINDING_HEADS, list(answers.DECISION_WORDS.values()))
    end_table(page, len(_FINDING_HEADS), "没有发现问题。")


def _office() -> Sequence[Cell]:
    """The three cells that the office fills."""
    return [text("", bg_color="#FFF9E5", locked=False) for _ in range(3)]


def _choices(page: Page, heads: Sequence[tuple[str, float]], words: list[str]) -> None:
    """Give the column 决定 its drop-down."""
    col = [name for name, _ in heads].index(answers.DECISION)
    if page.row > 3:
        page.sheet.data_validation(
            3, col, page.row - 1, col,
            {"validate": "list", "source": words, "input_title": answers.DECISION, "input_message": "从列表中选；未定的留空。",
             "error_title": "请从列表中选", "error_message": f"可选：{'、'.join(words)}"},
        )  # fmt: skip


def _answer(finding: Finding) -> str:
    """What was said to a finding, and whether that settles it."""
    return ("已答复：" if finding.answered else "") + finding.answer


def conflicts(pen: Pen, outcome: Outcome) -> None:
    """Write 冲突: one fact told in two ways, and which one counts."""
    note = "各单位所报不改动；有核实单位的以核实单位为准，没有的由专班办在黄底列选定采用哪个单位的数。"
    page = table_page(pen, CONFLICTS, f"数据冲突（{outcome.period.label}）", _CONFLICT_HEADS, note)
    for item in outcome.conflicts:
        told = "\n".join(
            f"{unit}：{v.raw}（{v.origin.file} {v.origin.sheet}!{v.origin.cell}）" for unit, v in item.values
        )
        said = (item.form, item.key, item.field, told, item.chosen or "（待核实）", item.why)
        _units(page, item)
        page.line((*map(text, said), *_office(), text(item.number)))
    _choices(page, _CONFLICT_HEADS, [answers.DECISION_WORDS[answers.CHOOSE]])
    end_table(page, len(_CONFLICT_HEADS), "没有发现各单位数据不一致。")


def _units(page: Page, item: Conflict) -> None:
    """Offer the units whose value can be chosen."""
    units = list(dict.fromkeys(unit for unit, _ in item.values))
    col = [name for name, _ in _CONFLICT_HEADS].index(answers.TARGET)
    if len(",".join(units)) <= _LONGEST_LIST:
        page.sheet.data_validation(page.row, col, page.row, col, {"validate": "list", "source": units})


def revisions(pen: Pen, outcome: Outcome) -> None:
    """Write 变化: what units now say otherwise than in the period before."""
    note = "与上一期同类期别相比。疑问已列入“核实”，单位说明后不再列。"
    page = table_page(pen, REVISIONS, f"与上期的变化（{outcome.period.label}）", _REVISION_HEADS, note)
    for item in outcome.revisions:
        kind = _KIND_WORDS.get(item.kind, item.kind)
        page.line([*map(text, (item.form, item.unit, item.key, item.field, item.before, item.after)), center(kind)])
    end_table(page, len(_REVISION_HEADS), "没有需要核实的变化，或没有上期数据可比。")
