"""docs/手册.md: written by hand, apart from the screens and tables between its marks."""

from __future__ import annotations

from collections.abc import Mapping

from reportgen.edges.workbook import analysis, proof
from reportgen.model.period import Period, Rhythm
from reportgen.model.plan import Plan
from tools.docs import markdown as md
from tools.docs import screens

_PERIODS = ("2025-10", "2025-Q3", "2025-10-D1", "2025-10-D3", "2025-W43", "2025")

_EXIT: Mapping[int, str] = {
    0: "完成",
    1: "完成，但“核对”发现强制性错误；或加了 --strict 而有未报、逾期、退回、矛盾",
    2: "命令写错，或期别、单位、时点等写错",
    3: "方案有错",
    4: "文件读不出或写不进，原有文件没有改动",
    130: "中途停止（按了 Ctrl+C），原有文件没有改动",
}

_SHEETS: Mapping[str, str] = {
    "总览": "先看这张，一页：主要指标、数量任务、节点、报送、需要关注的事项，最后是各表的链接",
    analysis.TARGETS: "每个指标：目标、本期、距目标、上期、全市平均、位次、灯和亮灯的理由",
    analysis.QUOTAS: "每项数量任务：全年任务、审批通过、完成率、序时、还差、剩余各月平均要多少",
    analysis.MILESTONES: "每个节点：原定时限、现行时限、承诺日期、进度、剩余天数、状态",
    analysis.MATTERS: "每件要办的事：提出、主办、协办单位，时限，是否超期",
    analysis.FILING: "一行一个单位，一列一张表，格内是按时、逾期、未报等；批注里有时限和收到时间",
    proof.FINDINGS: "每个问题一行：在哪个文件、哪张表、哪一格，怎么办。办公室在“决定”“决定对象”“决定说明”三列作决定，登记后下次汇总照办",
    proof.CONFLICTS: "同一件事几个单位报的数不一样：各报多少、采用哪个、为什么",
    proof.REVISIONS: "与上期比的变化：累计数下降、改了以前的数、上期有本期没有、承诺日期推后等",
    proof.DEFINITIONS: "每个数的编号、口径、来源单元格；总览和分析表里点一下数字就到这里",
    proof.NOTES: "图例，收到了哪些文件、怎么处理的，单元格收支",
}


def manual_page(text: str, plan: Plan, *, with_sample: bool) -> str:
    """Return the manual *text* with everything between its marks made anew, in the current folder.

    Without *with_sample* the screens that need returns stay as they are.
    """
    tables = {
        "期别": _periods(),
        "汇总表": _sheets(plan),
        "文稿": _documents(plan),
        "退出状态": _exit_statuses(),
    }
    for name in md.marks(text):
        if name in screens.commands(text):
            if with_sample or not screens.needs_workspace(name):
                text = md.filled(text, name, screens.screen(name))
        elif name == "菜单":
            if with_sample:
                text = md.filled(text, name, md.block(screens.run(["menu"], typed="0\n").strip()))
        else:
            text = md.filled(text, name, tables[name])
    return text


def _periods() -> str:
    words = {Rhythm.MONTH: "月", Rhythm.QUARTER: "季", Rhythm.DEKAD: "旬", Rhythm.WEEK: "周", Rhythm.YEAR: "年"}
    periods = [Period.parse(text) for text in _PERIODS]
    return md.table(("写法", "周期", "指"), [(md.code(p.id), words[p.kind], p.label) for p in periods])


def _sheets(plan: Plan) -> str:
    first, last = plan.forms[0], plan.forms[-1]
    data = (
        f"{first.number} … {last.number}",
        "数据表，每张报表一张：一行一条记录，右边几列是哪个单位、哪个文件、哪一行、何时收到",
    )
    rows = [(name, meaning) for name, meaning in _SHEETS.items()]
    at = rows.index((analysis.FILING, _SHEETS[analysis.FILING])) + 1
    return md.table(("表", "看什么"), [*rows[:at], data, *rows[at:]])


def _documents(plan: Plan) -> str:
    rows = [(d.kind, d.name, d.template, "每单位一份" if d.per_unit else "一份") for d in plan.documents]
    return md.table(("种类", "名称", "用哪个 Word 模板", "写几份"), rows)


def _exit_statuses() -> str:
    return md.table(("状态", "意思"), [(str(status), meaning) for status, meaning in _EXIT.items()])
