"""口径 and 说明: how every number is proved, the legend, what is missing, and what the workbook was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from reportgen import __version__
from reportgen.edges.workbook.contents import DEFINITIONS, NOTES
from reportgen.edges.workbook.page import Page, center, end_table, light, table_page, text
from reportgen.edges.workbook.stream import row_xml
from reportgen.edges.workbook.style import Pen
from reportgen.model import screen
from reportgen.model.outcome import Outcome

MOST_SOURCES = 40
"""Source cells printed beside a figure; ``reportgen trace`` lists them all."""
_FIRST_ROW = 4
_HEADS = (("编号", 30), ("名称", 32), ("数值", 14), ("单位", 9), ("口径", 56), ("来源单元格", 66), ("由哪些数算出", 32))
_VERDICT_WORDS = {
    "accepted": "已采用",
    "superseded": "已被新报替代",
    "duplicate": "重复",
    "returned": "退回",
    "refused": "未采用",
    "ignored": "未处理",
}
_APPLIES = {"targets": "指标", "quotas": "数量任务", "milestones": "节点", "matters": "事项", "projects": "项目"}


def definition_rows(outcome: Outcome) -> Mapping[str, int]:
    """Return the 1-based row of each figure on the sheet 口径."""
    return {figure.id: row for row, figure in enumerate(outcome.figures, start=_FIRST_ROW)}


def definitions(pen: Pen, outcome: Outcome) -> None:
    """Write 口径: a line for each figure."""
    note = (
        f"全部数字的口径和来源；来源超过 {MOST_SOURCES} 个单元格的只列前 {MOST_SOURCES} 个，其余用 reportgen trace 查。"
    )
    page = table_page(pen, DEFINITIONS, f"口径和来源（{outcome.period.label}）", _HEADS, note, "A3", frozen=2)
    count = len(outcome.figures)
    if count:
        page.row += count
        page.sheet.stream(lambda: _figures(pen, outcome), page.row, len(_HEADS), above=_FIRST_ROW - 1)
    end_table(page, len(_HEADS), "没有数字。")


def _figures(pen: Pen, outcome: Outcome) -> Iterator[str]:
    """Yield the lines of 口径."""
    plain = pen.format("text")
    for row, figure in enumerate(outcome.figures, start=_FIRST_ROW):
        sources = figure.sources
        places = [f"{s.file} {s.sheet}!{s.cell}" + (f"：{s.raw}" if s.raw else "") for s in sources[:MOST_SOURCES]]
        if len(sources) > MOST_SOURCES:
            places.append(f"……共 {len(sources)} 个单元格，全部见 reportgen trace {figure.id}")
        told = (
            figure.id,
            figure.name,
            figure.text,
            figure.unit,
            figure.how,
            "\n".join(places),
            "、".join(figure.inputs),
        )
        most = max(screen.lines(words, width) for words, (_, width) in zip(told, _HEADS, strict=True))
        yield row_xml(row, pen.height(most), [(pen.style_of(words, plain), words or None) for words in told])


def notes(pen: Pen, outcome: Outcome, parts: Iterable[str] = (), left_out: Iterable[str] = ()) -> None:
    """Write 说明; *parts* are the notes of data that stand on several sheets, *left_out* what this copy does not show."""
    page = Page(pen, NOTES, (44, 18, 17, 13, 70), "说明")
    for line in (*left_out, *parts, *_general(outcome)):
        page.line((*page.wide(line, 0, 5),))
    page.skip()
    _legend(page)
    _missing(page, outcome)
    _files(page, outcome)
    page.close()


def _general(outcome: Outcome) -> tuple[str, ...]:
    cells = outcome.cells
    return (
        f"方案：{outcome.plan_name}（{outcome.plan_year}年）；期别：{outcome.period.label}；统计时点：{outcome.as_of:%Y-%m-%d %H:%M}。",
        f"版本：reportgen {__version__}；方案指纹 {outcome.plan_fingerprint[:16]}；收到文件指纹 {fingerprint(outcome)[:16]}（"
        f"{len(outcome.files)} 份）。同一方案、同一批文件、同一时点，写出的汇总表逐字节相同。",
        f"收到单元格 {cells.filled} 个：已汇总 {cells.merged} 个，已说明去向 {cells.explained} 个，丢失 {cells.lost} 个。",
        "分析表上的合计、完成率等是公式，直接取数据表：在数据表里筛选，表末“合计”随之变化；改动一条记录，分析表随之变化。"
        "与单位所报不同的改动只在这一本里有效，要改请退回单位。",
        "数据表同一对象由几个单位重复报送、而口径只计一次的，分析表印计算结果，不印公式。",
        "“—”表示没有数据或不适用，不是零。“沿用”表示该单位本期未报或表明无变化，仍列其最近一次已采用的数据。",
        "数据表每行右侧为出处；黄底带批注的单元格有疑问。各表数字点击可到“口径”。",
    )


def fingerprint(outcome: Outcome) -> str:
    """Return a SHA-256 over the names and contents of all received files."""
    lines = sorted(f"{f.receipt.path} {f.receipt.sha256}" for f in outcome.files)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _legend(page: Page) -> None:
    page.section("图例：灯的含义（方案“亮灯规则”，自上而下先符合的为准）")
    page.heads(("条件", "对象", "", "灯", "含义"), 20)
    for rule in page.pen.plan.lights:
        page.line(
            (
                text(rule.when),
                center(_APPLIES[rule.applies_to]),
                text(""),
                light(rule.applies_to, rule.light),
                text(rule.why),
            )
        )
    page.skip()


def _missing(page: Page, outcome: Outcome) -> None:
    page.section("缺什么：应报未报、退回的表")
    open_ = [s for s in outcome.submissions if s.state in ("missing", "returned")]
    if not open_:
        page.note("应报的表都已收到。")
    else:
        page.heads(("表", "单位", "时限", "状态", "期别"), 20)
    for item in open_:
        due = item.obligation
        word = "未报" if item.state == "missing" else "退回"
        told = (due.unit, f"{due.due_at:%Y-%m-%d %H:%M}", word)
        page.line((text(due.form), *map(center, told), text(due.period.label)))
    page.skip()


def _files(page: Page, outcome: Outcome) -> None:
    page.section("收到的文件")
    page.heads(("文件", "单位", "收到时间", "处理", "说明"), 20)
    for f in outcome.files:
        told = (f.unit, f"{f.receipt.received_at:%Y-%m-%d %H:%M}", _VERDICT_WORDS[f.verdict])
        page.line((text(f.receipt.path), *map(center, told), text(f.reason)))
