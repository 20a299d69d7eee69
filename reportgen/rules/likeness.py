"""相像: firms and projects that may be one under two names. They are asked about, never joined."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import lru_cache

from reportgen.model.finding import Finding
from reportgen.model.outcome import MergedForm
from reportgen.model.plan import Form, Plan
from reportgen.model.records import Row, down
from reportgen.model.values import plain
from reportgen.reading.identifiers import uscc_fault
from reportgen.reading.words import key_text
from reportgen.rules import codes
from reportgen.rules.place import at_row

_LEGAL = re.compile(r"(有限责任公司|股份有限公司|有限公司|集团公司|公司|厂|合作社)$")
_FORMER = re.compile(r"[（(](?:原名?|曾用名|原称|更名前)[:：]?(?P<name>[^）)]+)[）)]")
_BRACKETED = re.compile(r"[（(][^）)]*[）)]")
_BRACKETS = re.compile(r"[（）()\[\]【】〔〕]")
_COUNTING = frozenset(
    "0123456789一二三四五六七八九十两壹贰叁甲乙丙丁戊东南西北中上下前后左右大小新老ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)
"""Characters by which things of one series differ: 一期 and 二期 are two projects."""
_PROVINCES = (
    "北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江",
    "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆",
    "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆",
)  # fmt: skip
_CODE = 18
"""Characters of a credit code."""
_SHORTEST = 5
"""Shorter names are too often one character apart."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A firm or project as one row names it."""

    form: Form
    row: Row
    name: str
    code: str
    field: str  # that of the name

    @property
    def key(self) -> str:
        return self.row.key or self.name


def alike(plan: Plan, forms: Mapping[str, MergedForm]) -> Iterator[Finding]:
    """Yield a question about each thing that may be one that another row names otherwise.

    Two codes are two things, however alike the names, unless one is a credit code mistyped by a character: only what
    has no code or a wrong one is compared, and nothing is kept of all the others.
    """
    for role in ("firm", "name"):
        yield from _doubts(plan, forms, role)


def _doubts(plan: Plan, forms: Mapping[str, MergedForm], role: str) -> Iterator[Finding]:
    regions = tuple(r.rstrip("省市县区") for r in (plan.header.city, plan.header.region) if len(r) > 2)
    unsure = _each_once(_things(plan, forms, role, code_wanted=lambda code: not code or _wrong(code)))
    if not unsure:
        return
    shapes: dict[str, list[int]] = {}
    for number, thing in unsure.items():
        for shape in _shapes(thing.name, regions):
            shapes.setdefault(shape, []).append(number)
    halves = {half for shape in shapes for whole in (len(shape), len(shape) + 1) for half in _halves(shape, whole // 2)}
    near = _each_once(_things(plan, forms, role, name_wanted=lambda name: _may_be(name, regions, halves)))
    pairs: set[tuple[int, int]] = set()
    for number, thing in near.items():
        for shape in shapes.keys() & _shapes(thing.name, regions):
            pairs.update((max(number, n), min(number, n)) for n in shapes[shape] if n != number)
    known = near | unsure
    asked: set[tuple[int, str, str]] = set()
    for number, earlier in sorted(pairs):
        thing, other = known[number], known[earlier]
        pair = (number, key_text(other.name), other.code)
        why = _why(thing, other, regions) if pair not in asked else ""
        if why:
            asked.add(pair)
            yield _question(thing, other, why)


def _things(
    plan: Plan,
    forms: Mapping[str, MergedForm],
    role: str,
    *,
    code_wanted: Callable[[str], bool] | None = None,
    name_wanted: Callable[[str], bool] | None = None,
) -> Iterator[tuple[int, Thing]]:
    """Yield the firms (role firm) or projects (role name of forms without firms) *wanted* by code or name, numbered."""
    number = 0
    for form in plan.forms:
        name, code = form.role(role), form.role("code")
        if name is None or code is None or form.name not in forms or (role == "name" and form.role("firm")):
            continue
        if form.purpose == "事项":
            continue  # a matter names a firm in passing
        rows = forms[form.name].rows
        names, owns = (map(plain, down(rows, field.name)) for field in (name, code))
        for row, told, typed in zip(rows, names, owns, strict=True):
            number += 1
            if not told or (name_wanted is not None and not name_wanted(told)):
                continue
            own = key_text(typed).upper()
            if code_wanted is None or code_wanted(own):
                yield number, Thing(form, row, told, own, name.name)


def _each_once(things: Iterable[tuple[int, Thing]]) -> dict[int, Thing]:
    """Return *things* by their numbers, each name and code once."""
    found: dict[tuple[str, str], tuple[int, Thing]] = {}
    for number, thing in things:
        found.setdefault((key_text(thing.name), thing.code), (number, thing))
    return dict(found.values())


def _may_be(name: str, regions: tuple[str, ...], halves: Set[tuple[bool, str]]) -> bool:
    """Whether a name shares a half with those looked for: one character less leaves one half of a name as it is."""
    return any(half in halves for core in _cores(name, regions) for half in _halves(core, len(core) // 2))


def _shapes(name: str, regions: tuple[str, ...]) -> list[str]:
    """What two names that may be one share: a core, a core without one character, a former name's core."""
    return [
        shape
        for whole in _cores(name, regions)
        for shape in (
            whole,
            *([whole[:i] + whole[i + 1 :] for i in range(len(whole))] if len(whole) >= _SHORTEST else ()),
        )
    ]


def _cores(name: str, regions: tuple[str, ...]) -> tuple[str, ...]:
    """The cores of a name and of its former names, with what stands in brackets and without."""
    if "（" not in name and "(" not in name:
        return (core(name, regions),)
    names = (name, *_former(name))
    bare = (_BRACKETED.sub("", text) for text in names if "（" in text or "(" in text)
    return tuple(dict.fromkeys(core(text, regions) for text in (*names, *bare)))


def _halves(name: str, size: int) -> tuple[tuple[bool, str], tuple[bool, str]]:
    return (True, name[:size]), (False, name[len(name) - size :])


def _former(name: str) -> tuple[str, ...]:
    if "（" not in name and "(" not in name:
        return ()
    return tuple(match["name"] for match in _FORMER.finditer(name))


@lru_cache(maxsize=4096)
def core(name: str, regions: tuple[str, ...] = ()) -> str:
    """Return what is left of a name without legal form, brackets, province and *regions*."""
    text = "".join(unicodedata.normalize("NFKC", _FORMER.sub("", name)).split()).upper()
    for region in (*regions, *_PROVINCES):
        if region not in text:
            continue
        text = re.sub(rf"\({region}[省市县]?\)", "", text)
        bare = re.sub(rf"^{region}[省市县区]?", "", text)
        text = bare if len(bare) > 2 else text
    text = _BRACKETS.sub("", text)
    while (shorter := _LEGAL.sub("", text)) != text and len(shorter) >= 2:
        text = shorter
    return text


def _why(one: Thing, other: Thing, regions: tuple[str, ...]) -> str:
    """Return in what two things are alike, "" if nothing has to be asked."""
    if key_text(one.name) == key_text(other.name):
        return ""  # one code or none: the same; two codes: `twins` asks
    if one.code and other.code and not _mistyped(one.code, other.code):
        return ""
    return names_alike(one.name, other.name, regions)


@lru_cache(maxsize=4096)
def names_alike(one: str, other: str, regions: tuple[str, ...] = ()) -> str:
    """Return in what two different names are alike, "" if they are not."""
    a, b = core(one, regions), core(other, regions)
    if b in {core(f, regions) for f in _former(one)} or a in {core(f, regions) for f in _former(other)}:
        return "一个是另一个的曾用名"
    if a == b:
        return "去掉地名、括号和公司类型后名称相同"
    bare = {core(_BRACKETED.sub("", name), regions) for name in (one, other)}
    if len(bare) == 1 and not _counts(one, other):
        return "去掉括号里的字后名称相同"
    if min(len(a), len(b)) >= _SHORTEST and _one_off(a, b) and not _series(a, b):
        return "名称只差一个字"
    return ""


def _counts(one: str, other: str) -> bool:
    """Whether what stands in brackets tells things of one series apart."""
    told = ["".join(_BRACKETED.findall(unicodedata.normalize("NFKC", name))).upper() for name in (one, other)]
    return any(c in _COUNTING or c in "期标段区" for text in told for c in text)


def _one_off(one: str, other: str) -> bool:
    """Whether two texts differ by one character changed, added, left out, or two neighbours exchanged."""
    if one == other:
        return False
    if len(one) > len(other):
        one, other = other, one
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) == len(other):
        swapped = one[:start] + one[start : start + 2][::-1] + one[start + 2 :]
        return one[start + 1 :] == other[start + 1 :] or swapped == other
    return len(other) - len(one) == 1 and one[start:] == other[start + 1 :]


def _mistyped(one: str, other: str) -> bool:
    """Whether one of two credit codes can be the other mistyped: one character off, and one of them wrong."""
    if not _one_off(one, other) or not {len(one), len(other)} & {_CODE}:
        return False
    return _wrong(one) != _wrong(other)


def _wrong(code: str) -> bool:
    return len(code) != _CODE or bool(uscc_fault(code))


def _series(one: str, other: str) -> bool:
    """Whether the characters in which two names differ only count or place them."""
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return any(c in _COUNTING for c in (*one[start : start + 1], *other[start : start + 1]))


def _question(one: Thing, other: Thing, why: str) -> Finding:
    place = f"{other.row.unit}《{other.form.name}》（{other.row.origin.file} {other.row.origin.cell}）"
    finding = at_row(
        codes.MAY_BE_SAME, one.row, one.field, name=one.name, other_name=other.name, place=place, why=why, key=one.key
    )
    return replace(finding, other=other.key)
