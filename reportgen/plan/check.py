"""`plan check`: what a plan that could be read still gets wrong, every fault at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from reportgen.model.plan import LINEAR, SETTINGS, ColumnKind, Milestone, Plan, columns
from reportgen.plan.check_forms import form_faults
from reportgen.plan.check_words import word_faults
from reportgen.plan.names import fault, items, known_names, unknown
from reportgen.plan.parse import nearest
from reportgen.plan.raw import Fault
from reportgen.plan.versions import Target, resolve

__all__ = ["check"]

_WHOLE = (re.compile(r"\d{1,4}"), "不小于 0 的整数")
_SOME = (re.compile(r"[1-9]\d{0,4}"), "大于 0 的整数")
_SETTING_FORMS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "grace_workdays": _WHOLE,
    "reading_seconds": (re.compile(r"[1-9]\d{0,4}"), "大于 0 的整数（秒）"),
    "reading_megabytes": (re.compile(r"[1-9]\d{2,4}"), "不小于 100 的整数（MB）"),
    "reading_cells": (re.compile(r"[1-9]\d{0,7}"), "大于 0 的整数"),
    "reading_file_megabytes": _SOME,
    "package_depth": _SOME,
    "package_files": _SOME,
    "package_megabytes": _SOME,
    "package_ratio": _SOME,
    "close_time": (re.compile(r"([01]\d|2[0-3]):[0-5]\d"), "时刻，如 18:00"),
    "about_tolerance": (re.compile(r"\d{1,3}(\.\d+)?"), "不小于 0 的数字"),
    "milestone_soon_days": _WHOLE,
    "quota_remind_round": (re.compile("ceiling|none"), "ceiling 或 none"),
    "review_days": _WHOLE,
    "answer_tolerance": (re.compile(r"\d{1,2}(\.\d+)?"), "0 到 100 之间的数字"),
    "late_counts": (re.compile("yes|no"), "yes 或 no"),
    "late_batch_days": _WHOLE,
    "calendar_missing": (re.compile("warn|refuse"), "warn 或 refuse"),
}
SENTENCE_WORDS = ("标题", "单位")
"""What `Sentence.covers` may say besides the ids of items."""


def check(plan: Plan) -> list[Fault]:
    """Return every fault of *plan*'s content, in the order of the plan."""
    found: list[Fault] = []
    for part in (_references, _header, _settings, _units, _demands, form_faults, word_faults, _sentences, _changes):
        found += part(plan)
    return found


def _references(plan: Plan) -> Iterator[Fault]:
    """Names that refer to other items must be names of such items."""
    known = known_names(plan)
    for path, item in items(plan):
        for name, column in columns(type(item)):
            if column.kind not in (ColumnKind.REF, ColumnKind.REFS):
                continue
            value = getattr(item, name)
            for reference in (value,) if isinstance(value, str) else value:
                if reference and (message := unknown(reference, column, known)):
                    yield fault(plan, f"{path}/{name}", message)


def _header(plan: Plan) -> Iterator[Fault]:
    header = plan.header
    if header.year and not 2000 <= header.year <= 2100:
        yield fault(plan, "header/year", f"“年度”应为四位年份，现为“{header.year}”")
    if header.form_prefix and not re.fullmatch("[A-Z]{2,4}", header.form_prefix):
        yield fault(plan, "header/form_prefix", f"“表号前缀”应为两到四个大写字母，现为“{header.form_prefix}”")
    if not re.fullmatch(r"[+-](0\d|1[0-4]):[0-5]\d", header.time_zone):
        yield fault(plan, "header/time_zone", f"“时区”应写作 +08:00 的样子，现为“{header.time_zone}”")


def _settings(plan: Plan) -> Iterator[Fault]:
    for setting in plan.settings:
        path = f"settings/{setting.key}/value"
        pattern, expected = _SETTING_FORMS.get(setting.key, (None, ""))
        if setting.value and pattern and not pattern.fullmatch(setting.value):
            yield fault(plan, path, f"设置“{setting.key}”应为{expected}，现为“{setting.value}”")
        if setting.key not in SETTINGS and (near := nearest(setting.key, SETTINGS)):
            yield fault(plan, f"settings/{setting.key}/key", f"程序不认识设置“{setting.key}”{near}")


def _units(plan: Plan) -> Iterator[Fault]:
    """No two units may share an id or be called the same, else a return could be anybody's."""
    called: dict[str, str] = {}
    ids: dict[str, str] = {}
    for unit in plan.units:
        path = f"units/{unit.name}"
        if ids.setdefault(unit.id, unit.name) != unit.name:
            yield fault(plan, f"{path}/id", f"编号“{unit.id}”与“{ids[unit.id]}”相同，请改一个")
        for attribute, words in (("name", (unit.name,)), ("full_name", (unit.full_name,)), ("aliases", unit.aliases)):
            for word in filter(None, words):
                if called.setdefault(word, unit.name) != unit.name:
                    message = f"“{word}”已是“{called[word]}”的叫法，两个单位不能同名，请改一处"
                    yield fault(plan, f"{path}/{attribute}", message)
        if unit.valid_from and unit.valid_to and unit.valid_from > unit.valid_to:
            yield fault(plan, f"{path}/valid_to", "停用日期早于启用日期")
    for group in plan.groups:
        if group.name in called:
            yield fault(plan, f"groups/{group.name}/name", f"“{group.name}”已是单位的叫法，单位组请另取名")


def _demands(plan: Plan) -> Iterator[Fault]:
    """Targets, quotas, batches and milestones must be such as can be judged."""
    yield from _target_faults(plan)
    batched = {b.quota for b in plan.batches}
    for quota in plan.quotas:
        if quota.pace == "按批次" and quota.id not in batched:
            yield fault(plan, f"quotas/{quota.id}/pace", f"序时口径为“按批次”，“审批批次”里却没有“{quota.id}”的批次")
        if quota.value < 0:
            yield fault(plan, f"quotas/{quota.id}/value", "任务数不能小于 0")
    for number, batch in enumerate(plan.batches, 1):
        if batch.share is not None and not 0 <= batch.share <= 1:
            yield fault(plan, f"batches/{number}/share", f"应完成比例应在 0 与 1 之间，现为“{batch.share}”")
    for milestone in plan.milestones:
        if milestone.kind in ("进度", "数量", "比率") and milestone.threshold is None:
            yield fault(plan, f"milestones/{milestone.id}/threshold", f"类型为“{milestone.kind}”的节点要填阈值")
        yield from _curve_faults(plan, milestone)
        purpose = _form_purpose(plan, milestone.form)
        if purpose not in ("", "节点"):
            message = f"“{milestone.form}”的用途是“{purpose}”，节点应在用途为“节点”的表里"
            yield fault(plan, f"milestones/{milestone.id}/form", message)
    for number, day in enumerate(plan.calendar, 1):
        if day.first and day.last and day.first > day.last:
            yield fault(plan, f"calendar/{number}/last", "“止”早于“起”")
    for number, rounding in enumerate(plan.roundings, 1):
        if not 0 <= rounding.decimals <= 8:
            yield fault(plan, f"roundings/{rounding.unit or number}/decimals", "小数位应在 0 与 8 之间")


def _curve_faults(plan: Plan, milestone: Milestone) -> Iterator[Fault]:
    """A curve is 线性 or days with the progress due by them."""
    for point in milestone.curve:
        if point != LINEAR and not re.fullmatch(r"\d{4}-\d\d-\d\d\s*=\s*\d+(\.\d+)?", point):
            message = f"“进度曲线”应写作 2025-06-30=40 的样子，或写 {LINEAR}，现为“{point}”"
            yield fault(plan, f"milestones/{milestone.id}/curve", message)
    if milestone.curve and milestone.threshold is None:
        yield fault(plan, f"milestones/{milestone.id}/curve", "没有阈值的节点不能比进度曲线")


def _target_faults(plan: Plan) -> Iterator[Fault]:
    for indicator in plan.indicators:
        purpose = _form_purpose(plan, indicator.form)
        if purpose not in ("", "指标"):
            message = f"“{indicator.form}”的用途是“{purpose}”，指标应在用途为“指标”的表里"
            yield fault(plan, f"indicators/{indicator.name}/form", message)
    for target in plan.targets:
        path = f"targets/{target.id}"
        if target.value is None and not target.peer:
            yield fault(plan, f"{path}/value", "没有目标值；与全市平均比较的，请在“是否与全市平均比”填“是”")
        indicator = plan.find("indicators", target.indicator)
        if indicator is None:
            continue
        reported = {"增速": indicator.growth, "位次": indicator.rank, "总量": bool(indicator.unit)}
        if not reported.get(target.measure, True):
            need = {"增速": "“是否报增速”", "位次": "“是否报位次”", "总量": "“总量单位”"}[target.measure]
            message = f"考核{target.measure}，而指标“{indicator.name}”没有填{need}，无从取数"
            yield fault(plan, f"{path}/measure", message)


def _form_purpose(plan: Plan, name: str) -> str:
    form = plan.find("forms", name)
    return form.purpose if form else ""


def _sentences(plan: Plan) -> Iterator[Fault]:
    known = known_names(plan)
    ids = {
        *SENTENCE_WORDS,
        *(
            i
            for s in ("targets", "quotas", "milestones", "mechanisms", "frequencies", "demands", "tasks")
            for i in known[s]
        ),
        *known["requirements"],
        *(a for setting in plan.settings for a in re.split("[、，, ]+", setting.ambiguity) if a),
    }
    for sentence in plan.sentences:
        for word in sentence.covers:
            if word not in ids:
                message = f"“对应”所写的“{word}”不是方案中项目的编号{nearest(word, sorted(ids))}"
                yield fault(plan, f"sentences/{sentence.id}/covers", message)


def _changes(plan: Plan) -> Iterator[Fault]:
    known = known_names(plan)
    for number, change in enumerate(plan.changes, 1):
        path = f"changes/{number}"
        found = resolve(plan, change)
        if not isinstance(found, Target):
            attribute, message = found
            yield fault(plan, f"{path}/{attribute}", message)
            continue
        if found.column.kind in (ColumnKind.REF, ColumnKind.REFS):
            names = (found.value,) if isinstance(found.value, str) else found.value
            yield from (
                fault(plan, f"{path}/value", message) for n in names if (message := unknown(n, found.column, known))
            )
