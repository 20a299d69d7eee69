"""全年回放: every period's folder in order, as it was told when its window closed: the year's course."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from reportgen.app import course as courses
from reportgen.app.judge import year
from reportgen.edges.workspace import Workspace
from reportgen.measures.lights import WORDS
from reportgen.model import screen
from reportgen.model.errors import InputError
from reportgen.model.outcome import Outcome
from reportgen.model.states import MILESTONE_WORDS, SUBMISSION_WORDS

_DUE = ("on_time", "nil", "late", "missing", "returned")


def replay(
    workspace: Workspace,
    period_text: str | None = None,
    as_of: str | None = None,
    as_json: bool = False,
    progress: courses.Progress = courses.silent,
) -> str:
    """Return the year's course up to a period, by default the newest, as tables or JSON."""
    plan = courses.load_plan(workspace)
    if period_text is None and workspace.newest_period() is None:
        raise InputError("inputs 文件夹里还没有任何一期的报表，没有可以回放的。")
    last = courses.chosen_period(workspace, period_text)
    steps = [_step(outcome) for _, outcome in year(workspace, plan, last, as_of, progress)]
    if as_json:
        return json.dumps(steps, ensure_ascii=False, indent=1)
    return _shown(plan.header.year, steps)


def _step(outcome: Outcome) -> dict[str, Any]:
    """What is kept of one period: small, so that a year of them is no burden."""
    states = Counter(s.state for s in outcome.submissions)
    return {
        "period": outcome.period.id,
        "kind": outcome.period.kind.value,
        "as_of": outcome.as_of.isoformat(timespec="seconds"),
        "files": len(outcome.files),
        "submissions": {state: states[state] for state in SUBMISSION_WORDS},
        "findings": dict(Counter(f.severity for f in outcome.findings)),
        "conflicts": len(outcome.conflicts),
        "revisions": len(outcome.revisions),
        "quotas": [_quota(outcome, q) for q in outcome.quotas],
        "targets": [
            {"id": t.id, "name": t.name, "text": _text(outcome, t.figure), "span": t.data_period, "light": t.light}
            for t in outcome.targets
        ],
        "milestones": [
            {"id": m.id, "name": m.name, "state": m.state, "days": m.days, "moved": m.moved, "light": m.light}
            for m in outcome.milestones
        ],
        "matters": {
            "open": sum(m.state == "open" for m in outcome.matters),
            "overdue": sum(m.overdue_days > 0 for m in outcome.matters),
            "closed": sum(m.state == "closed" for m in outcome.matters),
        },
        "warnings": [{"id": w.id, "name": w.name, "state": w.state, "owner": w.owner} for w in outcome.warnings],
        "lost": outcome.cells.lost,
    }


def _quota(outcome: Outcome, quota: Any) -> dict[str, Any]:
    error = outcome.figures.get(f"quotas.{quota.id}.forecast_error")
    return {
        "id": quota.id,
        "name": quota.name,
        "target": quota.target,
        "actual": quota.actual,
        "light": quota.light,
        "forecast": [quota.forecast.low, quota.forecast.high] if quota.forecast else None,
        "forecast_error": int(error.value) if error and error.value is not None and not isinstance(error.value, str) else None,
    }  # fmt: skip


def _text(outcome: Outcome, id: str) -> str:
    figure = outcome.figures.get(id)
    return figure.text if figure else "—"


def _shown(of_year: int, steps: Sequence[dict[str, Any]]) -> str:
    lines = [f"{of_year}年各期回放（{len(steps)} 期，各按报送窗口关闭时点）", _reporting(steps)]
    for kind in dict.fromkeys(s["kind"] for s in steps):
        own = [s for s in steps if s["kind"] == kind]
        heads = [_short(s["period"]) for s in own]
        for section, title, cell in (
            ("quotas", "数量任务（完成/任务 灯 预计）", _quota_cell),
            ("targets", "指标", lambda t: f"{t['text']} {WORDS[t['light']]}"),
            ("milestones", "节点", lambda m: f"{MILESTONE_WORDS[m['state']]} {WORDS[m['light']]}"),
        ):
            rows = _course(own, section, cell)
            if rows:
                lines += [f"{title}　按{kind}", screen.table([("", *heads), *rows])]
    lines += _warnings(steps)
    lines += _errors(steps[-1]) if steps else []
    return "\n".join(lines)


def _short(period: str) -> str:
    return period.partition("-")[2] or period


def _reporting(steps: Sequence[dict[str, Any]]) -> str:
    rows = [
        (
            "期别",
            "文件",
            "应报",
            "按时",
            "本期无",
            "逾期",
            "未报",
            "退回",
            "强制",
            "核实",
            "矛盾",
            "变化",
            "在办",
            "超期",
            "新预警",
        )
    ]
    for s in steps:
        states, found = s["submissions"], s["findings"]
        due = sum(states[state] for state in _DUE)
        new = sum(w["state"] == "new" for w in s["warnings"])
        numbers = (
            s["files"], due, *(states[state] for state in _DUE), found.get("error", 0), found.get("query", 0),
            s["conflicts"], s["revisions"], s["matters"]["open"], s["matters"]["overdue"], new,
        )  # fmt: skip
        rows.append((s["period"], *(str(n) if n else "·" for n in numbers)))
    return screen.table(rows)


def _quota_cell(quota: dict[str, Any]) -> str:
    actual = "—" if quota["actual"] is None else str(quota["actual"])
    ahead = "" if quota["forecast"] is None else f" {quota['forecast'][0]}—{quota['forecast'][1]}"
    return f"{actual}/{quota['target']} {WORDS[quota['light']]}{ahead}"


def _course(steps: Sequence[dict[str, Any]], section: str, cell: Callable[[Any], str]) -> list[tuple[str, ...]]:
    """A row per item: its cell in every period."""
    names = {item["id"]: item["name"] for s in steps for item in s[section]}
    rows = []
    for id, name in names.items():
        told = [next((cell(item) for item in s[section] if item["id"] == id), "—") for s in steps]
        rows.append((screen.cut(f"{id} {name}", 26), *told))
    return rows


def _warnings(steps: Sequence[dict[str, Any]]) -> list[str]:
    """Each warning with the periods from which to which it stood."""
    course: dict[str, list[tuple[str, str]]] = {}
    named: dict[str, tuple[str, str]] = {}
    for s in steps:
        for w in s["warnings"]:
            course.setdefault(w["id"], []).append((s["period"], w["state"]))
            named[w["id"]] = (w["name"], w["owner"])
    if not course:
        return []
    rows = [("预警", "对象", "单位", "起", "止")]
    for id, told in course.items():
        for first, last in _spans(told):
            rows.append((id.partition("/")[0], screen.cut(named[id][0], 36), named[id][1], first, last))
    return ["预警的来龙去脉", screen.table(rows)]


def _spans(told: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """From when to when a warning stood; 仍在 where it still does."""
    spans: list[tuple[str, str]] = []
    first = ""
    for period, state in told:
        if state == "cleared":
            spans.append((first or period, period))
            first = ""
        elif not first:
            first = period
    return [*spans, (first, "仍在")] if first else spans


def _errors(step: dict[str, Any]) -> list[str]:
    told = [f"{q['name']}{q['forecast_error']}家" for q in step["quotas"] if q["forecast_error"] is not None]
    return [f"回测：年内各期预计范围与年底完成数的最大差距：{'，'.join(told)}。"] if told else []
