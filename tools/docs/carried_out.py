"""docs/落实对照.md: for each item of the plan, where it is reported and where it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from reportgen.edges.workbook.contents import MILESTONES, TARGETS, matters_name, quotas_name
from reportgen.model.plan import Plan
from reportgen.plan.coverage import ItemCoverage, coverage, item_coverage
from tools.docs import markdown as md

_HEADS = ("编号", "名称", "由哪些表反映", "汇总表里的表", "写入文稿", "责任单位", "缺什么")


def carried_out_page(plan: Plan) -> str:
    """Return the page for *plan*."""
    told = {item.id: item for item in item_coverage(plan)}
    lines = coverage(plan)
    gaps = [item for item in told.values() if item.missing]
    sections = (
        md.section(f"{title}（{len(rows)} 项）", md.table(_HEADS, rows))
        for title, ids, sheet in _chapters(plan)
        if (rows := [_row(plan, told[id], sheet) for id in ids])
    )
    return md.page(
        "落实对照",
        f"方案的每一项由哪张表反映、在汇总表哪张表和哪份文稿里看到。共 {len(told)} 项，原文 {len(lines)} 句，"
        + (f"{len(gaps)} 项有缺。" if gaps else "没有缺项。")
        + "逐句对照运行 `reportgen plan show --coverage`。",
        *sections,
        md.section(
            "原文逐句",
            md.table(
                ("句", "原文", "对应项目", "缺什么"),
                ((x.sentence, x.text, "、".join(x.items), x.missing) for x in lines),
            ),
        ),
    )


def _chapters(plan: Plan) -> Iterator[tuple[str, list[str], str]]:
    """Yield (title, ids of items, analysis sheet of 汇总表)."""
    yield "目标", [t.id for t in plan.targets], TARGETS
    yield "数量任务", [q.id for q in plan.quotas], quotas_name(plan)
    yield "节点", [m.id for m in plan.milestones], MILESTONES
    yield "机制、清单、库、会议、活动", [g.id for g in plan.mechanisms], ""
    yield "频率用词", [f.id for f in plan.frequencies], ""
    yield "其他要求", [d.id for d in plan.demands], ""
    yield "任务要求", [full for full, _, _ in plan.requirements()], ""


def _row(plan: Plan, item: ItemCoverage, sheet: str) -> tuple[str, ...]:
    return (
        item.id,
        item.name,
        "、".join(item.forms),
        "、".join(_sheets(plan, item.forms, sheet)),
        "\n".join(f"{kind}：{'、'.join(headings)}" for kind, headings in _by_document(item.places).items()),
        "、".join(item.owners),
        item.missing,
    )


def _sheets(plan: Plan, forms: Iterable[str], sheet: str) -> Iterator[str]:
    """The sheets of 汇总表 that show an item: an analysis sheet, that of matters, and the data sheets."""
    told = [plan.form(name) for name in forms]
    if sheet:
        yield sheet
    if any(form.purpose == "事项" for form in told):
        yield matters_name(plan)
    for form in told:
        yield f"{form.number} {form.name}"


def _by_document(places: Iterable[str]) -> Mapping[str, list[str]]:
    """The headings by kind of document, of places such as 月度·二、数量任务."""
    found: dict[str, list[str]] = {}
    for place in places:
        kind, _, heading = place.partition("·")
        found.setdefault(kind, []).append(heading)
    return found
