"""Faults of what documents say: lights, measures, wordings and the passages of documents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportgen.model.plan import LIGHT_VARIABLES, WARNING_VARIABLES, Document, FieldType, Form, Measure, Passage, Plan
from reportgen.model.wordings import COMMON, WORDINGS, PatternError, pattern_faults, pattern_names
from reportgen.plan.check_formulas import condition_faults
from reportgen.plan.names import fault
from reportgen.plan.parse import nearest
from reportgen.plan.raw import Fault

_OWED_NAMES = ("状态", "表", "期别")
"""What the condition of a passage of block 报送 may name."""
MOST_NAMED = 12
"""Missing wordings that one fault names."""
_FIGURE_ID = re.compile(
    r"(?P<section>quotas|targets|milestones|reporting|forms|matters|measures)\.(?P<item>[^.]+)(\..+)?"
)


SECRECY = ("秘密", "机密", "绝密")
"""Classified matter does not belong into this tool."""


def word_faults(plan: Plan) -> Iterator[Fault]:
    """Yield the faults of lights, warnings, measures, wordings and documents."""
    if any(word in plan.header.confidentiality for word in SECRECY):
        message = "不能是密级：涉密内容不得用本工具处理。内部文稿请写“内部资料 注意保存”"
        yield fault(plan, "header/confidentiality", message)
    for number, light in enumerate(plan.lights, 1):
        known = LIGHT_VARIABLES.get(light.applies_to, {})
        what = f"亮灯对象 {light.applies_to} 可用的名称（{'、'.join(known)}）"
        yield from condition_faults(plan, f"lights/{number}/when", light.when, known, what)
    for rule in plan.warnings:
        names = WARNING_VARIABLES.get(rule.applies_to, {})
        what = f"预警对象 {rule.applies_to} 可用的名称（{'、'.join(names)}）"
        yield from condition_faults(plan, f"warnings/{rule.id}/when", rule.when, names, what)
        if "/" in rule.id:
            yield fault(plan, f"warnings/{rule.id}/id", f"预警规则的编号不能含斜线，现为“{rule.id}”")
    for measure in plan.measures:
        yield from _measure(plan, measure)
    yield from _wordings(plan)
    for document in plan.documents:
        yield from _document(plan, document)


def _measure(plan: Plan, measure: Measure) -> Iterator[Fault]:
    path = f"measures/{measure.id}"
    if re.search(r"[\d{}\[\].]", measure.id):
        yield fault(plan, f"{path}/id", f"统计口径的编号不能含数字、括号和小数点，现为“{measure.id}”")
    if measure.function == "比率":
        for attribute, word in (("numerator", "分子"), ("denominator", "分母")):
            if not getattr(measure, attribute):
                yield fault(plan, f"{path}/{attribute}", f"算法为“比率”的要填{word}")
        if round_trip := _round_trip(plan, measure.id, measure.id, ()):
            yield fault(plan, f"{path}/numerator", f"分子、分母绕回到自己：{' → '.join(round_trip)}，算不出来")
        return
    if measure.function and not measure.form:
        yield fault(plan, f"{path}/form", f"算法为“{measure.function}”的要填表")
    form = plan.find("forms", measure.form)
    if form is None:
        return
    names = [f.name for f in form.fields]
    yield from condition_faults(plan, f"{path}/where", measure.where, form.fields, f"“{form.name}”的字段")
    field = form.field(measure.field)
    if measure.function in ("求和", "去重计数") and field is None:
        message = f"“{measure.field}”不是“{form.name}”的字段{nearest(measure.field, names)}"
        yield fault(plan, f"{path}/field", message if measure.field else f"算法为“{measure.function}”的要填字段")
    elif measure.function == "求和" and field and field.type and not FieldType(field.type).numeric:
        yield fault(plan, f"{path}/field", f"“{field.name}”的类型是“{field.type}”，不能求和")


def _round_trip(plan: Plan, start: str, at: str, way: tuple[str, ...]) -> tuple[str, ...]:
    """Return the measures by which a ratio leads back to *start*, () where it does not."""
    measure = plan.find("measures", at)
    if measure is None or at in way:
        return ()
    for part in (measure.numerator, measure.denominator):
        if part == start:
            return (*way, at, start)
        if part and (found := _round_trip(plan, start, part, (*way, at))):
            return found
    return ()


def _wordings(plan: Plan) -> Iterator[Fault]:
    given = {w.key: w for w in plan.wordings}
    missing = [key for key in WORDINGS if key not in given]
    if missing:
        more = "等" if len(missing) > MOST_NAMED else ""
        named = f"{'、'.join(missing[:MOST_NAMED])}{more}"
        yield fault(plan, "wordings", f"“措辞”缺少 {len(missing)} 条：{named}；每条的句式见手册“措辞”")
    for wording in plan.wordings:
        path = f"wordings/{wording.key}"
        spec = WORDINGS.get(wording.key)
        if spec is None:
            yield fault(plan, f"{path}/key", f"程序没有名为“{wording.key}”的措辞{nearest(wording.key, WORDINGS)}")
            continue
        for message in pattern_faults(wording.text, spec.names):
            yield fault(plan, f"{path}/text", f"措辞“{wording.key}”{message}")


def _document(plan: Plan, document: Document) -> Iterator[Fault]:
    path = f"documents/{document.kind}"
    for message in pattern_faults(document.title, COMMON, digits=True):
        yield fault(plan, f"{path}/title", f"标题句式{message}")
    if document.template and not re.fullmatch(r"[^/\\]+\.docx", document.template):
        yield fault(plan, f"{path}/template", f"应为 templates/word/ 下的 .docx 文件名，现为“{document.template}”")
    if not document.passages:
        yield fault(plan, path, f"文稿“{document.kind}”没有段落，请在“文稿段落”里列出")
    for passage in document.passages:
        yield from _passage(plan, f"{path}/passages/{passage.id}", document, passage)


def _passage(plan: Plan, path: str, document: Document, passage: Passage) -> Iterator[Fault]:
    for message in pattern_faults(passage.heading, COMMON, digits=True):
        yield fault(plan, f"{path}/heading", f"标题{message}")
    forms: list[Form] = [f for f in map(plan.form, filter(lambda n: plan.find("forms", n), passage.forms)) if f]
    if passage.block == "句子":
        yield from _sentences(plan, path, passage)
    if passage.block == "清单" and not passage.forms:
        yield fault(plan, f"{path}/forms", "内容为“清单”的段落要填涉及表")
    if passage.block == "督办" and not document.per_unit:
        yield fault(plan, f"{path}/block", "内容“督办”只用于每单位一份的文稿，请把文稿的“每单位一份”填为“是”")
    if passage.limit is not None and passage.limit < 1:
        yield fault(plan, f"{path}/limit", f"最多行数应大于 0，现为 {passage.limit}")
    fields = [f.name for form in forms for f in form.fields]
    if passage.block == "报送":
        yield from condition_faults(plan, f"{path}/where", passage.where, _OWED_NAMES, "可用的名称（状态、表、期别）")
        return
    yield from condition_faults(plan, f"{path}/where", passage.where, fields, "涉及表的字段")
    for name in passage.fields:
        if forms and name not in fields:
            yield fault(plan, f"{path}/fields", f"“{name}”不是涉及表的字段{nearest(name, fields)}")


def _sentences(plan: Plan, path: str, passage: Passage) -> Iterator[Fault]:
    """A sentence may print the measures, the figures by their whole ids and the common names."""
    if not passage.text:
        yield fault(plan, f"{path}/text", "内容为“句子”的段落要写句式")
    for line in passage.text.splitlines():
        try:
            names = pattern_names(line)
        except PatternError as error:
            yield fault(plan, f"{path}/text", f"句式“{line}”{error}")
            continue
        for name in names:
            if name not in COMMON and not _is_figure(plan, name):
                known = [*COMMON, *(m.id for m in plan.measures)]
                message = f"句式里的“{name}”不是统计口径，也不是通用名称（{'、'.join(COMMON)}）{nearest(name, known)}"
                yield fault(plan, f"{path}/text", message)


def _is_figure(plan: Plan, name: str) -> bool:
    """Whether *name* is a measure or the whole id of a figure, e.g. ``quotas.Q01.actual``."""
    if plan.find("measures", name):
        return True
    match = _FIGURE_ID.fullmatch(name)
    if match is None:
        return False
    section = match["section"]
    return section in ("reporting", "matters") or plan.find(section, match["item"]) is not None
