"""核实, 矛盾, 变化, 口径, 说明: what was found, and how every number is proved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reportgen.edges.workbook.analysis import new_sheet
from reportgen.edges.workbook.style import Pen
from reportgen.model import answers
from reportgen.model.finding import SEVERITY_WORDS, Finding
from reportgen.model.outcome import Outcome

FINDINGS, CONFLICTS, REVISIONS, DEFINITIONS, NOTES = SHEETS = ("核实", "矛盾", "变化", "口径", "说明")
_LONGEST_LIST = 255  # letters of a drop-down's own list in Excel
MOST_SOURCES = 40
"""Source cells printed beside a figure; ``reportgen trace`` lists them all."""

_KIND_WORDS = {
    "cumulative_drop": "累计数下降",
    "back_revision": "改动以前数据",
    "unit_slip": "疑似单位写错",
    "vanished": "上期有本期无",
    "re_promised": "改变承诺日期",
    "changed": "内容变化",
}
_VERDICT_WORDS = {
    "accepted": "已采用",
    "superseded": "已被新报替代",
    "duplicate": "重复",
    "returned": "退回",
    "refused": "未采用",
    "ignored": "未处理",
}


def definition_rows(outcome: Outcome) -> Mapping[str, int]:
    """Return the 1-based row of each figure on the sheet 口径."""
    return {figure.id: row for row, figure in enumerate(outcome.figures, start=2)}


def write(pen: Pen, outcome: Outcome) -> None:
    """Write the five sheets that end the workbook."""
    _findings(pen, outcome)
    _conflicts(pen, outcome)
    _revisions(pen, outcome)
    _definitions(pen, outcome)
    _notes(pen, outcome)


def _findings(pen: Pen, outcome: Outcome) -> None:
    heads = (("程度", 7), ("单位", 18), ("表", 20), ("文件", 34), ("工作表", 16), ("单元格", 8), ("字段", 14),
             (answers.VALUE, 18), ("问题和处理办法", 60), ("答复", 24), (answers.DECISION, 14), (answers.TARGET, 14),
             (answers.REASON, 24), (answers.NUMBER, 11), ("代码", 18))  # fmt: skip
    sheet = new_sheet(pen, FINDINGS, heads)
    row = 0
    for row, f in enumerate(outcome.findings, start=1):
        texts = (SEVERITY_WORDS[f.severity], f.unit, f.form, f.file, f.sheet, f.cell, f.field, f.value, f.message, _answer(f),
                 "", "", "", f.number, f.code)  # fmt: skip
        for col, text in enumerate(texts):
            pen.text(sheet, row, col, text, "center" if col in (0, 5) else "text")
        pen.fit(sheet, row, _sized(texts, heads))
    if row:
        sheet.autofilter(0, 0, row, len(heads) - 1)
        words = list(answers.DECISION_WORDS.values())
        sheet.data_validation(1, 10, row, 10, {"validate": "list", "source": words})
    else:
        pen.text(sheet, 1, 0, "没有发现问题。", "note")


def _answer(finding: Finding) -> str:
    """What was said to a finding, and whether that settles it."""
    return ("已答复：" if finding.answered else "") + finding.answer


def _conflicts(pen: Pen, outcome: Outcome) -> None:
    heads = (("表", 22), ("对象", 28), ("字段", 18), ("各单位所报", 60), ("采用", 18), ("理由", 44), (answers.DECISION, 14),
             (answers.TARGET, 14), (answers.REASON, 24), (answers.NUMBER, 11))  # fmt: skip
    sheet = new_sheet(pen, CONFLICTS, heads)
    for row, c in enumerate(outcome.conflicts, start=1):
        told = "\n".join(f"{unit}：{v.raw}（{v.origin.file} {v.origin.sheet}!{v.origin.cell}）" for unit, v in c.values)
        chosen = c.chosen or "（待核实）"
        _line(pen, sheet, row, heads, (c.form, c.key, c.field, told, chosen, c.why, "", "", "", c.number))
        sheet.data_validation(row, 6, row, 6, {"validate": "list", "source": [answers.DECISION_WORDS[answers.CHOOSE]]})
        units = ",".join(unit for unit, _ in c.values)
        if len(units) <= _LONGEST_LIST:
            sheet.data_validation(row, 7, row, 7, {"validate": "list", "source": units.split(",")})
    if not outcome.conflicts:
        pen.text(sheet, 1, 0, "没有发现各单位数据不一致。", "note")


def _revisions(pen: Pen, outcome: Outcome) -> None:
    heads = (("表", 22), ("单位", 18), ("对象", 28), ("字段", 18), ("上期", 24), ("本期", 24), ("类型", 16))
    sheet = new_sheet(pen, REVISIONS, heads)
    for row, r in enumerate(outcome.revisions, start=1):
        _line(pen, sheet, row, heads, (r.form, r.unit, r.key, r.field, r.before, r.after, _KIND_WORDS[r.kind]))
    if not outcome.revisions:
        pen.text(sheet, 1, 0, "没有需要核实的变化，或没有上期数据可比。", "note")


def _definitions(pen: Pen, outcome: Outcome) -> None:
    heads = (
        ("编号", 30),
        ("名称", 34),
        ("数值", 18),
        ("单位", 8),
        ("口径", 60),
        ("来源单元格", 70),
        ("由哪些数算出", 34),
    )
    sheet = new_sheet(pen, DEFINITIONS, heads)
    for row, figure in enumerate(outcome.figures, start=1):
        sources = figure.sources
        places = [f"{s.file} {s.sheet}!{s.cell}：{s.raw}" for s in sources[:MOST_SOURCES]]
        if len(sources) > MOST_SOURCES:
            places.append(f"……共 {len(sources)} 个单元格，全部见 reportgen trace {figure.id}")
        texts = (
            figure.id,
            figure.name,
            figure.text,
            figure.unit,
            figure.how,
            "\n".join(places),
            "、".join(figure.inputs),
        )
        _line(pen, sheet, row, heads, texts)


def _line(pen: Pen, sheet: Any, row: int, heads: Sequence[tuple[str, int]], texts: Sequence[str]) -> None:
    for col, text in enumerate(texts):
        pen.text(sheet, row, col, text)
    pen.fit(sheet, row, _sized(texts, heads))


def _sized(texts: Sequence[str], heads: Sequence[tuple[str, int]]) -> list[tuple[str, float]]:
    return [(text, head[1]) for text, head in zip(texts, heads, strict=True)]


def _notes(pen: Pen, outcome: Outcome) -> None:
    """说明: legend, the files received, what is missing, and the fingerprint of the inputs."""
    sheet = pen.book.add_worksheet(NOTES)
    heads = (("文件", 44), ("单位", 20), ("收到时间", 18), ("处理", 12), ("说明", 60))
    for col, (_, width) in enumerate(heads):
        sheet.set_column(col, col, width)
    lines = (
        f"方案：{outcome.plan_name}（{outcome.plan_year}年），内容指纹 {outcome.plan_fingerprint[:16]}",
        f"期别：{outcome.period.label}；统计时点：{outcome.as_of:%Y-%m-%d %H:%M}",
        f"收到单元格 {outcome.cells.filled} 个：已汇总 {outcome.cells.merged} 个，已说明去向 {outcome.cells.explained} 个，丢失 "
        f"{outcome.cells.lost} 个。",
        "灯：按方案“亮灯规则”判定，灯字印在格内，理由见各分析表“理由”列。灰灯表示尚无数据或暂不评价。",
        "“—”表示没有数据或不适用。“沿用”表示该单位本期未报或表明无变化，仍列其最近一次已采用的数据。",
        "数据表每行右侧为出处；有疑问的单元格带批注。改正请退回填报单位，本表不改动单位所报数据。",
        "各分析表和总览上的数字都列在“口径”表，点击数字可直达。",
    )
    for row, line in enumerate(lines):
        sheet.merge_range(row, 0, row, 4, "", pen.format("text", border=0))
        pen.text(sheet, row, 0, line, "text", border=0)
    head_row = len(lines) + 1
    for col, (head, _) in enumerate(heads):
        pen.text(sheet, head_row, col, head, "head")
    for row, f in enumerate(outcome.files, start=head_row + 1):
        stamp = f"{f.receipt.received_at:%Y-%m-%d %H:%M}"
        _line(pen, sheet, row, heads, (f.receipt.path, f.unit, stamp, _VERDICT_WORDS[f.verdict], f.reason))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
