"""What the terminal shows: where a period stands, what a merge found, what to do next."""

from __future__ import annotations

import json
from collections import Counter

from reportgen.app import course as courses
from reportgen.app.merge import MergeDone
from reportgen.edges.workspace import Workspace
from reportgen.filing import obligations
from reportgen.model import screen
from reportgen.model.finding import ERROR, NOTICE, QUERY, SEVERITY_WORDS
from reportgen.model.outcome import Submission
from reportgen.plan import versions

STATE_WORDS = {
    "on_time": "按时",
    "late": "逾期",
    "missing": "未报",
    "returned": "退回",
    "nil": "本期无",
    "exempt": "免报",
    "not_due": "未到期",
}
_NEEDS_WORK = ("missing", "returned", "late")


def counts(submissions: tuple[Submission, ...]) -> str:
    """Return 应报…，按时… in one line."""
    by_state = Counter(s.state for s in submissions)
    due = sum(n for state, n in by_state.items() if state not in ("exempt", "not_due"))
    parts = [f"应报 {due} 张"] + [f"{STATE_WORDS[s]} {by_state[s]}" for s in STATE_WORDS if by_state[s]]
    return "，".join(parts)


def status(
    workspace: Workspace,
    period_text: str | None = None,
    as_of: str | None = None,
    unit: str | None = None,
    as_json: bool = False,
) -> str:
    """Return who is on time, late, missing or returned, per unit."""
    plan = courses.load_plan(workspace)
    period = courses.chosen_period(workspace, period_text)
    course = courses.follow(workspace, plan, period, as_of)
    submissions = course.filed.submissions
    if unit:
        submissions = tuple(s for s in submissions if s.obligation.unit == courses.unit_named(course.plan, unit))
    if as_json:
        return json.dumps([_mapping(s) for s in submissions], ensure_ascii=False, indent=1)
    head = f"{period.label}报送情况（截至{course.as_of:%Y-%m-%d %H:%M}）：{counts(submissions)}。"
    if unit:
        rows = [("表", "期别", "时限", "状态", "收到时间")]
        rows += [
            (s.obligation.form, s.obligation.period.id, f"{s.obligation.due_at:%m-%d %H:%M}", STATE_WORDS[s.state],
             f"{s.received_at:%m-%d %H:%M}" if s.received_at else "—") for s in submissions
        ]  # fmt: skip
        return f"{head}\n{screen.table(rows)}"
    return f"{head}\n{_by_unit(submissions)}"


def _by_unit(submissions: tuple[Submission, ...]) -> str:
    units: dict[str, list[Submission]] = {}
    for s in submissions:
        units.setdefault(s.obligation.unit, []).append(s)
    rows: list[tuple[str, ...]] = [("单位", "应报", "按时", "逾期", "未报", "退回", "未报或退回的表")]
    for unit, own in units.items():
        states = Counter(s.state for s in own)
        due = sum(s.state not in ("exempt", "not_due") for s in own)
        open_forms = "、".join(s.obligation.form for s in own if s.state in ("missing", "returned"))
        on_time = states["on_time"] + states["nil"]
        numbers = (due, on_time, states["late"], states["missing"], states["returned"])
        rows.append((unit, *(str(n) if n else "·" for n in numbers), open_forms))
    return screen.table(rows)


def _mapping(s: Submission) -> dict[str, object]:
    return {
        "unit": s.obligation.unit,
        "form": s.obligation.form,
        "period": s.obligation.period.id,
        "state": s.state,
        "due_at": s.obligation.due_at.isoformat(),
        "received_at": s.received_at.isoformat() if s.received_at else None,
        "workdays_late": s.workdays_late,
        "file": s.file,
    }


def merge_summary(done: MergeDone) -> str:
    """Return what a merge found and wrote, in a screenful."""
    outcome = done.outcome
    severities = Counter(f.severity for f in outcome.findings)
    verdicts = Counter(f.verdict for f in outcome.files)
    time_note = "（默认）" if done.as_of_default else ""
    returned = f"，退回 {verdicts['returned']} 份" if verdicts["returned"] else ""
    lines = [
        f"{outcome.plan_name}　{outcome.period.label}",
        f"统计时点{time_note}：{outcome.as_of:%Y-%m-%d %H:%M}",
        f"收到文件 {len(outcome.files)} 份，采用 {verdicts['accepted']} 份{returned}；{counts(outcome.submissions)}。",
        "发现问题：" + "，".join(f"{SEVERITY_WORDS[s]} {severities[s]} 条" for s in (ERROR, QUERY, NOTICE))
        + f"；数据矛盾 {len(outcome.conflicts)} 处，变化 {len(outcome.revisions)} 处。",
        f"单元格 {outcome.cells.filled} 个：汇总 {outcome.cells.merged}，说明去向 {outcome.cells.explained}，"
        f"丢失 {outcome.cells.lost}。",
    ]  # fmt: skip
    folders: Counter[str] = Counter()
    for name in done.written:
        parts = name.split("/")
        if len(parts) > 3:
            folders["/".join(parts[:3])] += 1
        else:
            lines.append(f"已写出 {name}")
    lines += [f"已写出 {folder}（{count} 份）" for folder, count in folders.items()]
    lines += [f"原文件有人改动过，没有覆盖；新文稿在 {name}" for name in done.beside]
    lines += [f"上次的 {name} 这次不再需要，已删去" for name in done.removed]
    lines += [f"上次的 {name} 这次不再需要，但有人改动过，没有删" for name in done.kept]
    lines += [f"没有读 {item.path}：{item.why}" for item in done.ignored]
    return "\n".join(lines)


def next_step(workspace: Workspace) -> str:
    """Return where the newest period stands and what to do next."""
    plan = courses.load_plan(workspace)
    period = workspace.newest_period()
    if period is None:
        return (
            f"{plan.header.name}\ninputs 里还没有任何一期。下一步：\n"
            f"  发表　reportgen issue --period {plan.header.year}-01　为各单位写出待填的工作簿\n"
            f"  收表　把各单位报来的文件放进 inputs/{plan.header.year}-01"
        )
    if not workspace.input_files(period):
        folder = workspace.relative(workspace.period_folder(period))
        return (
            f"{plan.header.name}\n{folder} 是空的。下一步：把各单位报来的文件放进这个文件夹，再运行 reportgen merge。"
        )
    course = courses.follow(workspace, plan, period)
    submissions = course.filed.submissions
    lines = [plan.header.name, f"{period.label}（截至{course.as_of:%Y-%m-%d %H:%M}）：{counts(submissions)}。"]
    behind = list(dict.fromkeys(s.obligation.unit for s in submissions if s.state in _NEEDS_WORK))
    if behind:
        shown = "、".join(behind[:6]) + (f"等 {len(behind)} 个单位" if len(behind) > 6 else "")
        lines.append(f"未报、逾期或退回：{shown}。")
    close = obligations.window_close(versions.as_of(plan, period.end), period)
    lines.append(
        f"报送窗口{'已于' if course.as_of >= close else '至'}{close:%Y-%m-%d %H:%M}{'关闭' if course.as_of >= close else ''}。"
    )
    lines.append("下一步：")
    if any(s.state in ("missing", "returned") for s in submissions):
        lines.append(f"  催报　reportgen remind --period {period.id}　写好给各单位的邮件和短信息")
    lines.append(f"  汇总　reportgen merge --period {period.id}　写出汇总表、简报、督办、退回、催报")
    lines.append(f"  看细　reportgen status --period {period.id}　逐单位查看")
    return "\n".join(lines)
