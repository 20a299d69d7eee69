"""What the terminal shows of a period: who reported, who did not, what to do next."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from reportgen.app.standing import Line, standing
from reportgen.edges.workspace import Workspace
from reportgen.model import screen
from reportgen.model.states import SUBMISSION_WORDS

if TYPE_CHECKING:
    from reportgen.model.outcome import Submission

_NEEDS_WORK = ("missing", "returned", "late")
MOST_NAMES = 6


def counts(told: Sequence[Line | Submission]) -> str:
    """Return 应报…，按时… in one line; a 本期无 counts in time or late, like any other return."""
    by_state = Counter(_timeliness(item) for item in told)
    due = sum(n for state, n in by_state.items() if state not in ("exempt", "not_due"))
    parts = [f"应报 {due} 张"] + [f"{SUBMISSION_WORDS[s]} {by_state[s]}" for s in SUBMISSION_WORDS if by_state[s]]
    nil = sum(item.state == "nil" for item in told)
    return "，".join(parts) + (f"；其中报“本期无” {nil} 张" if nil else "")


def _timeliness(item: Line | Submission) -> str:
    if item.state != "nil":
        return item.state
    return "late" if item.workdays_late > 0 else "on_time"


def status(
    workspace: Workspace,
    period_text: str | None = None,
    as_of: str | None = None,
    unit: str | None = None,
    as_json: bool = False,
) -> str:
    """Return who is on time, late, missing or returned, per unit or for one unit per form."""
    told = standing(workspace, period_text, as_of)
    lines = told.lines
    if unit:
        lines = _of_unit(workspace, lines, unit)
    if as_json:
        return json.dumps([_mapping(line) for line in lines], ensure_ascii=False, indent=1)
    head = f"{told.label}报送情况（截至{told.moment:%Y-%m-%d %H:%M}）：{counts(lines)}。"
    return f"{head}\n{_by_form(lines) if unit else _by_unit(lines)}"


def _of_unit(workspace: Workspace, lines: Sequence[Line], text: str) -> tuple[Line, ...]:
    own = tuple(line for line in lines if line.unit == text)
    if own:
        return own
    from reportgen.app import course as courses

    name = courses.unit_named(courses.load_plan(workspace), text)
    return tuple(line for line in lines if line.unit == name)


def _by_form(lines: Sequence[Line]) -> str:
    rows = [("表", "期别", "时限", "状态", "收到时间")]
    rows += [(x.form, x.period, _due(x), _state(x), _short(x.received_at)) for x in lines]
    return screen.table(rows)


def _due(line: Line) -> str:
    return "变动时" if line.on_change else _short(line.due_at)


def _state(line: Line) -> str:
    """The state in words; a form owed on change that did not come is neither missing nor awaited."""
    return "没有变动" if line.on_change and line.state == "not_due" else SUBMISSION_WORDS[line.state]


def _short(moment: str | None) -> str:
    return f"{datetime.fromisoformat(moment):%m-%d %H:%M}" if moment else "—"


def _by_unit(lines: Sequence[Line]) -> str:
    units: dict[str, list[Line]] = {}
    for line in lines:
        units.setdefault(line.unit, []).append(line)
    rows: list[tuple[str, ...]] = [("单位", "应报", "按时", "逾期", "未报", "退回", "未报或退回的表")]
    for unit, own in units.items():
        states = Counter(_timeliness(line) for line in own)
        due = sum(line.state not in ("exempt", "not_due") for line in own)
        open_forms = "、".join(line.form for line in own if line.state in ("missing", "returned"))
        numbers = (due, states["on_time"], states["late"], states["missing"], states["returned"])
        rows.append((unit, *(str(n) if n else "·" for n in numbers), open_forms))
    return screen.table(rows)


def _mapping(line: Line) -> dict[str, object]:
    return {f.name: getattr(line, f.name) for f in dataclasses.fields(line)}


def next_step(workspace: Workspace, as_json: bool = False) -> str:
    """Return where the newest period stands and what to do next."""
    period = workspace.newest_period()
    if period is None or not workspace.input_files(period):
        return json.dumps({"period": period.id if period else None, "lines": []}) if as_json else _empty(workspace)
    told = standing(workspace)
    if as_json:
        states = Counter(line.state for line in told.lines)
        facts = {
            "period": told.period,
            "as_of": told.as_of,
            "close": told.close,
            "states": dict(sorted(states.items())),
        }
        return json.dumps(facts, ensure_ascii=False, indent=1)
    lines = [told.plan, f"{told.label}（截至{told.moment:%Y-%m-%d %H:%M}）：{counts(told.lines)}。"]
    behind = list(dict.fromkeys(x.unit for x in told.lines if x.state in _NEEDS_WORK))
    if behind:
        more = f"等 {len(behind)} 个单位" if len(behind) > MOST_NAMES else ""
        lines.append(f"未报、逾期或退回：{'、'.join(behind[:MOST_NAMES])}{more}。")
    if told.moment >= told.closes:
        lines.append(f"报送窗口已于 {told.closes:%Y-%m-%d %H:%M} 关闭。")
    else:
        lines.append(f"报送窗口到 {told.closes:%Y-%m-%d %H:%M} 关闭。")
    lines.append("下一步：")
    if any(x.state in ("missing", "returned") for x in told.lines):
        lines.append(f"  催报　reportgen remind --period {told.period}　写好给各单位的邮件和短信息")
    lines.append(f"  汇总　reportgen merge --period {told.period}　写出汇总表、简报、督办、退回、催报")
    lines.append(f"  看细　reportgen status --period {told.period}　逐单位查看")
    return "\n".join(lines)


def _empty(workspace: Workspace) -> str:
    """What to do in a workspace whose newest period holds nothing."""
    from reportgen.app import course as courses

    plan = courses.load_plan(workspace)
    period = workspace.newest_period()
    if period is not None:
        folder = workspace.relative(workspace.period_folder(period))
        return (
            f"{plan.header.name}\n{folder} 是空的。下一步：把各单位报来的文件放进这个文件夹，再运行 reportgen merge。"
        )
    first = f"{plan.header.year}-01"
    return (
        f"{plan.header.name}\ninputs 里还没有任何一期。下一步：\n"
        f"  发表　reportgen issue --period {first}　为各单位写出待填的工作簿\n"
        f"  收表　把各单位报来的文件放进 inputs/{first}，或运行 reportgen collect 文件… --period {first}"
    )
