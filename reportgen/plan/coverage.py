"""How the plan's text is carried out: sentence → items → forms, owners and places in documents.

An item is carried out if some form reports it, some unit owns it and some document shows it. Settings
that answer an ambiguity (疑义) need none of these: their handling is the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from reportgen.model.plan import Passage, Plan
from reportgen.model.wordings import PatternError, pattern_names

_BLOCK_OF = {
    "目标表": "targets",
    "目标述": "targets",
    "指标任务表": "quotas",
    "指标任务述": "quotas",
    "节点表": "milestones",
    "节点述": "milestones",
}
_FREE_WORDS = ("标题", "单位")


@dataclass(frozen=True, slots=True)
class ItemCoverage:
    """What carries out one item of the plan; ``missing`` says in Chinese what does not, "" = complete."""

    id: str
    name: str
    forms: tuple[str, ...]
    owners: tuple[str, ...]
    places: tuple[str, ...]  # 文稿种类·段落, e.g. 月度·二
    missing: str


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """What carries out one sentence of the plan's text."""

    sentence: str
    text: str
    items: tuple[str, ...]
    forms: tuple[str, ...]
    owners: tuple[str, ...]
    places: tuple[str, ...]
    missing: str


def coverage(plan: Plan) -> tuple[CoverageLine, ...]:
    """Return a line per sentence of the plan's text, in order."""
    known = {item.id: item for item in item_coverage(plan)}
    return tuple(_line(known, s.id, s.text, s.covers) for s in plan.sentences)


def _line(known: Mapping[str, ItemCoverage], id: str, text: str, covers: tuple[str, ...]) -> CoverageLine:
    found = [known[word] for word in covers if word in known]
    missing = [f"{i.id} {i.missing}" for i in found if i.missing]
    missing += [f"没有编号为“{word}”的项目" for word in covers if word not in known and word not in _FREE_WORDS]
    if not covers:
        missing.append("没有对应的项目")
    return CoverageLine(
        id,
        text,
        covers,
        _union(i.forms for i in found),
        _union(i.owners for i in found),
        _union(i.places for i in found),
        "；".join(missing),
    )


def item_coverage(plan: Plan) -> tuple[ItemCoverage, ...]:
    """Return the coverage of every target, quota, milestone, task, requirement, mechanism, demand,
    frequency and answered ambiguity, in the plan's order."""
    shown = _Shown(plan)
    found: list[ItemCoverage] = []
    for target in plan.targets:
        indicator = plan.find("indicators", target.indicator)
        forms = (indicator.form,) if indicator else ()
        suppliers = (indicator.supplier,) if indicator else ()
        found.append(_item(target.id, target.name, forms, (target.owner, *suppliers), shown.section("targets", forms)))
    counted = tuple(f.name for f in plan.forms if f.purpose in ("入库审核", "培育库"))
    for quota in plan.quotas:
        owners = (quota.owner, quota.verifier)
        found.append(_item(quota.id, quota.name, counted, owners, shown.section("quotas", counted)))
    for milestone in plan.milestones:
        forms = (milestone.form,)
        places = shown.section("milestones", forms)
        found.append(_item(milestone.id, milestone.name, forms, (milestone.owner,), places))
    found += _tasks(plan, shown)
    for mechanism in plan.mechanisms:
        places = shown.forms(mechanism.forms)
        found.append(_item(mechanism.id, mechanism.name, mechanism.forms, (mechanism.owner,), places))
    said = [(d.id, d.text, d.forms) for d in plan.demands] + [(f.id, f.words, f.forms) for f in plan.frequencies]
    for id, name, served in said:
        filers = _union(f.owners for f in plan.forms if f.name in served)
        found.append(_item(id, name, served, filers, shown.forms(served)))
    for setting in plan.settings:
        for id in filter(None, re.split("[、，, ]+", setting.ambiguity)):
            found.append(ItemCoverage(id, setting.key, (), (), (), "" if setting.value else "没有取值"))
    return tuple(found)


def _tasks(plan: Plan, shown: _Shown) -> list[ItemCoverage]:
    """Each task after its requirements; a narrative requirement is told in the forms of purpose 任务 too."""
    ledgers = tuple(f.name for f in plan.forms if f.purpose == "任务")
    found = []
    for task in plan.tasks:
        parts = []
        for requirement in task.requirements:
            forms = _union([requirement.forms, ledgers if requirement.narrative else ()])
            id = f"{task.id}/{requirement.id}"
            parts.append(_item(id, requirement.text, forms, requirement.owners, shown.forms(forms)))
        owners = (task.lead, *task.partners)
        found += parts
        forms, places = _union(p.forms for p in parts), _union(p.places for p in parts)
        found.append(_item(task.id, task.name, forms, owners, places))
    return found


def _item(id: str, name: str, forms: Iterable[str], owners: Iterable[str], places: Iterable[str]) -> ItemCoverage:
    told = [tuple(dict.fromkeys(filter(None, words))) for words in (forms, owners, places)]
    lacking = "、".join(word for word, words in zip(("表", "责任单位", "文稿位置"), told, strict=True) if not words)
    return ItemCoverage(id, name, told[0], told[1], told[2], f"没有{lacking}" if lacking else "")


class _Shown:
    """Where documents show sections and forms."""

    def __init__(self, plan: Plan) -> None:
        self._sections: dict[str, dict[str, None]] = {}
        self._forms: dict[str, dict[str, None]] = {}
        for document in plan.documents:
            for passage in document.passages:
                place = f"{document.kind}·{passage.heading or passage.id}"
                section = _BLOCK_OF.get(passage.block, "")
                self._sections.setdefault(section, {})[place] = None
                for form in (*_forms_behind(plan, section), *_forms_of(plan, passage)):
                    self._forms.setdefault(form, {})[place] = None

    def forms(self, names: Iterable[str]) -> tuple[str, ...]:
        return _union(tuple(self._forms.get(n, ())) for n in names)

    def section(self, section: str, forms: Iterable[str]) -> tuple[str, ...]:
        return _union([tuple(self._sections.get(section, ())), self.forms(forms)])


def _forms_behind(plan: Plan, section: str) -> tuple[str, ...]:
    """The forms whose values a table of targets, quotas or milestones shows."""
    if section == "targets":
        indicators = (plan.find("indicators", t.indicator) for t in plan.targets)
        return _union((i.form,) for i in indicators if i)
    if section == "quotas":
        return tuple(f.name for f in plan.forms if f.purpose == "入库审核")
    return _union((m.form,) for m in plan.milestones) if section == "milestones" else ()


def _forms_of(plan: Plan, passage: Passage) -> tuple[str, ...]:
    """The forms that a passage names, itself or through the measures in its sentences."""
    try:
        names = pattern_names(passage.text)
    except PatternError:
        names = ()
    return _union([passage.forms, *(_measured(plan, n.removeprefix("measures.")) for n in names)])


def _measured(plan: Plan, id: str, depth: int = 0) -> tuple[str, ...]:
    measure = plan.find("measures", id)
    if measure is None or depth > len(plan.measures):
        return ()
    if measure.form:
        return (measure.form,)
    return _union(_measured(plan, part, depth + 1) for part in (measure.numerator, measure.denominator) if part)


def _union(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """The words of all *groups*, each once, in order of first appearance."""
    return tuple(dict.fromkeys(chain.from_iterable(groups)))
