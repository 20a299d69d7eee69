"""`plan show`: the plan and its coverage as plain Chinese text, columns aligned for wide characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reportgen.layout import foot
from reportgen.model import screen
from reportgen.model.finding import SEVERITY_WORDS
from reportgen.model.plan import SETTINGS, Form, Plan, Target
from reportgen.model.values import plain
from reportgen.plan.coverage import coverage
from reportgen.plan.paths import judged_where

_OFFICE_MARK = "【由专班办确定】"
_WIDEST = 40


def show(plan: Plan) -> str:
    """Return the whole plan readable: what it demands, who owes what and when, what the office set."""
    parts = (_head, _targets, _quotas, _milestones, _tasks, _mechanisms, _forms, _rules, _documents, _settings)
    return "\n".join(line for part in parts for line in part(plan)) + "\n"


def show_coverage(plan: Plan) -> str:
    """Return what carries out each sentence of the plan's text, one sentence a line, gaps marked ✗."""
    lines = coverage(plan)
    rows = [
        (
            "✗" if line.missing else "✓",
            line.sentence,
            screen.cut(line.text, 24),
            "、".join(line.items),
            "、".join(line.forms) or "—",
            "、".join(line.owners) or "—",
            "、".join(line.places) or "—",
            line.missing,
        )
        for line in lines
    ]
    gaps = sum(bool(line.missing) for line in lines)
    total = f"共 {len(lines)} 句，" + (f"{gaps} 句有缺项（标 ✗）。" if gaps else "全部落实到项目、表、单位和文稿。")
    heads = ("", "句", "原文", "对应项目", "由哪些表反映", "责任单位", "写入文稿", "缺什么")
    return "\n".join((screen.table([heads, *rows], indent="", most=_WIDEST), "", total)) + "\n"


def _head(plan: Plan) -> Iterator[str]:
    header = plan.header
    reporters = sum(u.reports for u in plan.units)
    yield f"{header.name}（{header.year}年）"
    yield f"{header.region}，{header.city}；{header.office}设在{header.office_unit}"
    yield f"单位 {len(plan.units)} 个，其中报送单位 {reporters} 个；表 {len(plan.forms)} 张；文稿 {len(plan.documents)} 种"
    yield f"内容指纹 {plan.fingerprint[:16]}"


def _targets(plan: Plan) -> Iterator[str]:
    rows = [(t.id, t.name, _demand(t), t.strength, t.owner, t.text) for t in plan.targets]
    yield from _chapter("目标", ("编号", "名称", "要求", "用词", "责任单位", "原文"), rows)


def _demand(target: Target) -> str:
    """The relation demanded: ≥6.5%, or >全市平均."""
    return f"{target.measure}{target.operator}" + ("全市平均" if target.peer else f"{plain(target.value)}{target.unit}")


def _quotas(plan: Plan) -> Iterator[str]:
    rows = [
        (q.id, q.name + ("（交叉）" if q.cross else ""), f"{q.value}{q.unit}", q.pace, q.owner, q.verifier)
        for q in plan.quotas
    ]
    yield from _chapter("数量任务", ("编号", "名称", "任务数", "序时口径", "培育责任单位", "核实单位"), rows)


def _milestones(plan: Plan) -> Iterator[str]:
    rows = []
    for m in plan.milestones:
        due = f"{plain(m.due)}{_office(m.set_by)}"
        rows.append((m.id, m.name, m.kind, f"{plain(m.threshold)}{m.unit}", due, f"{m.owner}{_office(m.owner_set_by)}"))
    yield from _chapter("节点", ("编号", "名称", "类型", "阈值", "时限", "填报单位"), rows)


def _tasks(plan: Plan) -> Iterator[str]:
    if not plan.tasks:
        return
    yield from ("", f"重点任务（{len(plan.tasks)} 项）")
    for task in plan.tasks:
        yield f"  {task.id} {task.name}：{task.lead}牵头{_office(task.lead_set_by)}{_partners(task.partners)}"
        for requirement in task.requirements:
            forms = "、".join(requirement.forms)
            yield f"    {requirement.id} {screen.cut(requirement.text, 60)}"
            yield f"       责任单位：{'、'.join(requirement.owners)}；由“{forms}”反映"


def _partners(partners: Sequence[str]) -> str:
    return f"，{'、'.join(partners)}配合" if partners else ""


def _mechanisms(plan: Plan) -> Iterator[str]:
    rows = [(g.id, g.name, g.kind, g.rhythm_text or "—", g.owner, "、".join(g.forms)) for g in plan.mechanisms]
    yield from _chapter(
        "机制、清单、库、会议、活动", ("编号", "名称", "种类", "频率", "责任单位", "由哪些表服务"), rows
    )


def _forms(plan: Plan) -> Iterator[str]:
    rows = [
        (
            f.number,
            f.name,
            f.purpose,
            "、".join(f.rhythms),
            _owners(plan, f),
            _deadlines(f),
            str(len(f.fields)),
            _cells(plan, f),
        )
        for f in plan.forms
    ]
    heads = ("表号", "名称", "用途", "频率", "填报单位", "报送时限", "字段数", "每单位填")
    yield from _chapter("报表", heads, rows)


def _owners(plan: Plan, form: Form) -> str:
    members = plan.members(form.owners)
    return "、".join(form.owners) + (f"（{len(members)} 个）" if len(members) > 1 else "")


def _deadlines(form: Form) -> str:
    """When a form is due, e.g. 月：期末后5个工作日 18:00，遇节假日顺延."""
    told = []
    for d in form.deadlines:
        side = "前" if d.days < 0 else "后"
        days = f"{abs(d.days)}个工作日" if d.basis == "工作日" else f"{abs(d.days)}日"
        holiday = "" if d.on_holiday == "不变" or d.basis == "工作日" else f"，遇节假日{d.on_holiday}"
        told.append(f"{d.rhythm}：期末{side}{days} {d.time}{holiday}")
    if "变动" in form.rhythms:
        told.append("变动：有变动即报")
    return "；".join(told)


def _cells(plan: Plan, form: Form) -> str:
    """How many cells a unit fills: each row has so many, and the sheet so many once."""
    once = len(form.fields) - len(form.columns()) + len(foot(plan, form)) - sum(f.place == "表尾" for f in form.fields)
    return f"每行 {len(form.columns())} 格，另填 {once} 格"


def _rules(plan: Plan) -> Iterator[str]:
    rows = []
    for form in plan.forms:
        for rule in (r for r in plan.rules if r.form == form.name):
            severity, since = SEVERITY_WORDS[rule.severity], plain(rule.since) or "一直"
            rows.append(
                (rule.id, form.name, severity, rule.message, judged_where(plan, form, rule), since, rule.source)
            )
    yield from _chapter("核对关系", ("编号", "表", "程度", "不符时的提示", "在哪里判", "启用", "依据"), rows)


def _documents(plan: Plan) -> Iterator[str]:
    rows = [
        (d.kind, d.name, d.period_kind, d.template, "每单位一份" if d.per_unit else "一份", _blocks(d.passages))
        for d in plan.documents
    ]
    yield from _chapter("文稿", ("种类", "名称", "周期", "模板", "份数", "段落"), rows)


def _blocks(passages: Iterable[object]) -> str:
    return "、".join(getattr(p, "block", "") for p in passages)


def _settings(plan: Plan) -> Iterator[str]:
    given = {s.key for s in plan.settings}
    yield from ("", f"设置（{len(plan.settings)} 项）")
    for s in plan.settings:
        number = f"{s.ambiguity} " if s.ambiguity else ""
        default = f"（默认 {s.default}）" if s.default and s.default != s.value else ""
        yield f"  {number}{s.key} = {s.value}{default}{_office(s.set_by)}"
        if s.question:
            yield f"    疑义：{s.question}"
        if s.handling:
            yield f"    处理：{s.handling}"
    for key, (default, meaning) in SETTINGS.items():
        if key not in given:
            yield f"  {key} = {default}（默认；{meaning}）"


def _office(set_by: str) -> str:
    return _OFFICE_MARK if set_by == "office" else ""


# ---------------------------------------------------------------- text tables


def _chapter(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield from ("", f"{title}（{len(rows)} 项）", screen.table([heads, *rows], most=_WIDEST))
