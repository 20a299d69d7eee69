"""单位: a card for each unit: what it sent, what it answers for, what is asked of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from reportgen.edges.workbook.contents import UNITS
from reportgen.edges.workbook.page import Page, center, figure, light, text
from reportgen.edges.workbook.style import Pen
from reportgen.model.finding import ERROR, QUERY
from reportgen.model.outcome import Outcome
from reportgen.model.states import MILESTONE_WORDS

_WIDTHS = (12, 34, 10, 10, 10, 10, 10, 10, 12, 34)
_REPORTING = (("应报", "due"), ("已收", "received"), ("按时", "timely"), ("逾期", "late"), ("未报", "missing"), ("退回", "returned"),
              ("按时率（%）", "on_time_rate"), ("一次合格率（%）", "first_pass_rate"))  # fmt: skip
_SPANS = (("本期", "reporting"), ("年内", "reporting.year"))
_SCALE, _PAGE_HEIGHT = 70, 690  # per cent in print, and the points of A4 across that cards may fill then
Item = tuple[str, str, str, str, str, str]
"""What a unit answers for: kind, what applies to its light, name, id of its figure, light, reason."""


def write(pen: Pen, outcome: Outcome) -> None:
    """Write the cards, units in the plan's order; a unit that owes and answers for nothing has none."""
    note = "一个单位一张卡片：本期和年内的报送（按时含时限内报“本期无”）、所负责的指标、任务、节点、项目和在办事项，以及待更正、待核实的问题数。"
    page = Page(
        pen, UNITS, _WIDTHS, f"单位情况（{outcome.period.label}）", note, fit=False
    )  # else Excel heeds no break
    items, asked = _answers(outcome), _asked(outcome)
    owing = {s.obligation.unit for s in outcome.submissions}
    names = [u.name for u in pen.plan.units if u.name in owing or items.get(u.name)]
    for name in names:
        _card(page, outcome, name, items.get(name, ()), asked[name])
    if not names:
        page.note("本期没有单位应报或负责的事项。")
    page.close()
    page.sheet.set_print_scale(_SCALE)
    page.sheet.set_h_pagebreaks(page.breaks)


def _answers(outcome: Outcome) -> Mapping[str, list[Item]]:
    """What each unit answers for, by the unit's name."""
    found: dict[str, list[Item]] = defaultdict(list)
    for t in outcome.targets:
        found[t.owner].append(("指标", "targets", t.name, t.figure, t.light, t.light_why))
    for q in outcome.quotas:
        found[q.owner].append(("数量任务", "quotas", q.name, q.figure, q.light, q.light_why))
    for m in outcome.milestones:
        said = f"{MILESTONE_WORDS[m.state]}；{m.light_why}"
        found[m.owner].append(("节点", "milestones", m.name, f"milestones.{m.id}.days", m.light, said))
    for p in outcome.projects:
        found[p.unit].append(("项目", "projects", p.name, p.figure, p.light, p.light_why))
    for a in outcome.matters:
        if a.state == "open":
            found[a.lead or a.raiser].append(("主办事项", "matters", a.title, a.figure, a.light, a.light_why))
    return found


def _asked(outcome: Outcome) -> Mapping[str, tuple[int, int]]:
    """How many errors and how many unanswered queries each unit has."""
    errors: dict[str, int] = defaultdict(int)
    queries: dict[str, int] = defaultdict(int)
    for finding in outcome.findings:
        if finding.severity == ERROR:
            errors[finding.unit] += 1
        elif finding.severity == QUERY and not finding.answered:
            queries[finding.unit] += 1
    return defaultdict(lambda: (0, 0), {unit: (errors[unit], queries[unit]) for unit in {*errors, *queries}})


def _card(page: Page, outcome: Outcome, unit: str, items: Sequence[Item], asked: tuple[int, int]) -> None:
    """Write one card, kept together in print as far as Excel breaks pages between rows."""
    get = outcome.figures.get
    known = page.pen.plan.unit(unit)
    full = known.full_name if known and known.full_name != unit else ""
    start, before = page.row, page.height
    page.section(f"{unit}　{full}".strip())
    said = "、".join(f"{word} {count} 处" for word, count in zip(("待更正", "待核实"), asked, strict=True) if count)
    spans = [(word, [get(f"{key}.units.{unit}.{part}") for _, part in _REPORTING]) for word, key in _SPANS]
    spans = [(word, told) for word, told in spans if any(f is not None for f in told)]
    if spans:
        page.heads(["报送", *(name for name, _ in _REPORTING), "待处理"], 20)
    for word, told in spans:
        page.line((center(word), *map(figure, told), center((said or "没有") if word == _SPANS[0][0] else "")))
    if items:
        page.heads(["类别", "名称", "现状", "灯", "理由", "", "", "", "", ""], 18)
    for kind, applies, name, id, colour, why in items:
        reason = page.wide(why, 4, 6)
        page.line((center(kind), text(name), figure(get(id)), light(applies, colour), *reason))
    page.skip()
    if page.height - page.printed > _PAGE_HEIGHT:  # it would run over the page's end: it starts the next page
        page.breaks.append(start)
        page.printed = before
