"""docs/手册.md: written by hand, apart from the screens and tables between its marks."""

from __future__ import annotations

from collections.abc import Mapping

from reportgen.edges.workbook import contents
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
        "数据表，每张报表一张：一行一条记录，可筛选，末行合计随筛选变化；右边几列是哪个单位、哪个文件、哪一行、何时收到",
    )
    return md.table(("表", "看什么"), [*contents.analysis(plan).items(), data, *contents.proof().items()])


def _documents(plan: Plan) -> str:
    rows = [(d.kind, d.name, d.template, "每单位一份" if d.per_unit else "一份") for d in plan.documents]
    return md.table(("种类", "名称", "用哪个 Word 模板", "写几份"), rows)


def _exit_statuses() -> str:
    return md.table(("状态", "意思"), [(str(status), meaning) for status, meaning in _EXIT.items()])
