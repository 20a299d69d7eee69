"""Targets (目标): growth, values, totals and ranks, compared as the plan demands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from reportgen.filing.release import UNRELEASED, unreleased
from reportgen.measures import lights, numbers, spans
from reportgen.measures.case import Case, Forms, Record
from reportgen.model.outcome import TargetResult
from reportgen.model.plan import Indicator, Target
from reportgen.model.values import Value

PURPOSE = "指标"
FLASH = "快报"
"""The word of the role 数据性质 (grade) for a first estimate."""

_ROLES = {"增速": "growth", "数值": "value", "总量": "amount", "位次": "rank"}
_ABOUT = "≈"
LOWER_IS_BETTER = ("≤", "<")


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a target's indicator: the row that counts, or why there is none."""

    record: Record | None = None
    cell: Value | None = None
    why: str = ""  # why there is no value, or what must be said of the one there is
    stale: bool = False  # of the period before, because this period's is not published

    @property
    def number(self) -> Decimal | None:
        return self.cell.value if self.cell and isinstance(self.cell.value, Decimal) else None

    @property
    def span(self) -> str:
        return self.record.text("data_period") if self.record else ""


@dataclass(frozen=True, slots=True)
class Bar:
    """What the value is compared with: the plan's value or the city's; ``why`` if it is not known."""

    value: Decimal | None
    why: str = ""


def judge_targets(case: Case) -> tuple[TargetResult, ...]:
    """Return how each target stands, in the plan's order; figures ``targets.<id>.…``."""
    results = tuple(_judge(case, target) for target in case.plan.targets)
    if results:
        _count(case, results)
        lights.count_lights(case, "targets", "目标", results)
    return results


def meets(target: Target, value: Decimal, bar: Decimal, tolerance: Decimal) -> bool:
    """Whether *value* meets the relation to *bar*.

    左右 (≈) is met from *tolerance* below upwards: a growth above "6.5%左右" is no target missed.
    """
    met = {
        "≥": value >= bar,
        "≤": value <= bar,
        ">": value > bar,
        "<": value < bar,
        "=": value == bar,
        _ABOUT: value >= bar - tolerance,
    }
    return met[target.operator]


def _judge(case: Case, target: Target) -> TargetResult:
    indicator: Indicator = case.plan.find("indicators", target.indicator)
    told = _now(case, target, indicator)
    earlier = _earlier(case, target, indicator, told)
    peer = _beside(case, target, indicator, told, "peer")
    rank = _beside(case, target, indicator, told, "rank")
    bar = _bar(target, told, peer)
    gap = None if told.number is None or bar.value is None else told.number - bar.value
    _say(case, target, indicator, told, earlier, peer, rank, bar, gap)
    lit = _light(case, target, told, earlier, bar)
    peer_number = None if peer is None else peer.number("peer")
    place = None if rank is None else rank.number("rank")
    return TargetResult(
        id=target.id,
        name=target.name,
        target=bar.value,
        actual=told.number,
        gap_points=gap,
        previous=earlier.number,
        peer=peer_number,
        rank=None if place is None else int(place),
        light=lit.light,
        light_why=lit.why,
        owner=target.owner,
        supplier=indicator.supplier,
        data_period=told.span,
        figure=f"targets.{target.id}.actual",
    )


def _candidates(case: Case, indicator: Indicator, forms: Forms) -> list[Record]:
    """The rows about *indicator*: its own form and supplier first, then the latest data period."""
    names = {indicator.name, *indicator.aliases}
    found = [r for r in case.records(PURPOSE, forms) if r.text("indicator") in names]
    year = case.plan.header.year

    def latest(record: Record) -> tuple[int, int]:
        return spans.order(record.text("data_period"), year)

    found.sort(key=latest, reverse=True)
    return sorted(found, key=lambda r: (r.form.name != indicator.form, r.row.unit != indicator.supplier))


def _now(case: Case, target: Target, indicator: Indicator) -> Told:
    """What this period says of *target*; if it is not published yet, what the period before said."""
    role = _ROLES[target.measure]
    records = _candidates(case, indicator, case.forms)
    if not records:
        return Told(why=f"{indicator.supplier}尚未报送{indicator.form}")
    first = records[0]
    own = [r for r in records if r.form is first.form]
    filled = [r for r in own if _published(case, r, role)]
    if filled:
        best = filled[0]
        flash = f"本期为{best.text('grade')}数" if FLASH in best.text("grade") else ""
        return Told(best, best.cell(role), case.kept(best) or flash)
    if not _unreleased(case, first):
        return Told(first, None, f"{indicator.supplier}未填报{indicator.name}")
    for record in _candidates(case, indicator, case.before):
        if _published(case, record, role):
            return Told(record, record.cell(role), "本期数据尚未发布，列最近一期已发布的数", stale=True)
    return Told(first, None, UNRELEASED)


def _unreleased(case: Case, record: Record) -> bool:
    """Whether the row says so, or its day of release is still to come: until then it is not to be printed."""
    return unreleased(record.form, record.row, case.today) is not None


def _published(case: Case, record: Record, role: str) -> bool:
    return record.number(role) is not None and not _unreleased(case, record)


def _is_earlier(record: Record, now: Record) -> bool:
    """Whether *record*, of the period before, tells of another data period than *now*, not the same row kept."""
    span = now.text("data_period")
    kept = record.row.origin == now.row.origin
    return not kept and not (span and spans.same(span, record.text("data_period") or "—"))


def _earlier(case: Case, target: Target, indicator: Indicator, told: Told) -> Told:
    """The value of the period before; nothing where it is the same data period as this one's."""
    if told.record is None or told.stale:
        return Told()
    role = _ROLES[target.measure]
    for record in _candidates(case, indicator, case.before):
        if _published(case, record, role) and _is_earlier(record, told.record):
            return Told(record, record.cell(role))
    return Told()


def _beside(case: Case, target: Target, indicator: Indicator, told: Told, role: str) -> Record | None:
    """The row that tells the city's average or the rank: the value's own, else another of the same period.

    The city's average is of growth or of a value; beside a total or a rank it says nothing. Where another target asks
    for the indicator's rank (of its total), the rank says nothing of its growth.
    """
    if told.record is None or (role == "peer" and target.measure not in ("增速", "数值")):
        return None
    ranked = [t for t in case.plan.targets if t.indicator == target.indicator and t.measure == "位次"]
    if role == "rank" and ranked and target.measure != "位次":
        return None
    forms = case.before if told.stale else case.forms
    others = (r for r in _candidates(case, indicator, forms) if spans.same(told.span, r.text("data_period")))
    return next((r for r in (told.record, *others) if _published(case, r, role)), None)


def _bar(target: Target, told: Told, peer: Record | None) -> Bar:
    if not target.peer:
        return Bar(target.value)
    if peer is None:
        return Bar(None, "全市数尚未发布，尚无法评价")
    if not spans.same(peer.text("peer_period"), peer.text("data_period") or told.span):
        return Bar(None, "全市数与本县数时段不同，尚无法评价")
    return Bar(peer.number("peer"))


def _light(case: Case, target: Target, told: Told, earlier: Told, bar: Bar) -> lights.Lit:
    if told.number is None:
        return lights.grey(case.plan, "targets", told.why)
    if bar.value is None:
        return lights.grey(case.plan, "targets", bar.why or lights.NO_DATA)
    tolerance = Decimal(case.plan.setting("about_tolerance")) if target.operator == _ABOUT else Decimal(0)
    gap = told.number - bar.value
    lit = lights.shine(
        case.plan,
        "targets",
        {
            "目标值": bar.value,
            "完成值": told.number,
            "差值": -gap if target.operator in LOWER_IS_BETTER else gap,
            "容差": tolerance,
            "上期值": earlier.number,
            "达到": meets(target, told.number, bar.value, tolerance),
        },
    )
    return lit._replace(why=f"{lit.why}（{told.why}）") if told.why else lit


def _say(
    case: Case,
    target: Target,
    indicator: Indicator,
    told: Told,
    earlier: Told,
    peer: Record | None,
    rank: Record | None,
    bar: Bar,
    gap: Decimal | None,
) -> None:
    """Put a target's figures on record."""
    key, unit, apart = f"targets.{target.id}", target.unit, numbers.difference_unit(target.unit)
    path = ("targets", target.id, "value")
    if target.peer:
        case.add(f"{key}.target", f"{target.name}目标值", bar.value, unit, bar.why or f"方案规定：{target.text}；取同期全市数",
                 cells=peer.cells("peer", "peer_period") if peer else ())  # fmt: skip
    else:
        case.constant(f"{key}.target", f"{target.name}目标值", target.value, unit, target.text, path)
    _add_told(case, f"{key}.actual", f"{target.name}完成值", told, unit, _definition(target, indicator, told))
    how = f"上期{_definition(target, indicator, earlier)}"
    _add_told(case, f"{key}.previous", f"{target.name}上期值", earlier, unit, how)
    both = (f"{key}.actual", f"{key}.target")
    case.add(f"{key}.gap", f"{target.name}距目标", gap, apart, "完成值减目标值", inputs=both, ordinal=False)
    change = None if told.number is None or earlier.number is None else told.number - earlier.number
    both = (f"{key}.actual", f"{key}.previous")
    case.add(f"{key}.change", f"{target.name}较上期", change, apart, "完成值减上期值", inputs=both, ordinal=False)
    span = told.record.cell("data_period") if told.record else None
    case.add(f"{key}.data_period", f"{target.name}数据时段", told.span or None, "", "填报单位所填的数据时段",
             cells=(span,) if span else ())  # fmt: skip
    span = earlier.record.cell("data_period") if earlier.record else None
    case.add(f"{key}.previous_period", f"{target.name}上期数据时段", earlier.span or None, "", "填报单位所填的上期数据时段",
             cells=(span,) if span else ())  # fmt: skip
    _say_peer(case, target, told, peer)
    _say_rank(case, target, indicator, rank)


def _definition(target: Target, indicator: Indicator, told: Told) -> str:
    unit = told.record.row.unit if told.record else indicator.supplier
    form = told.record.form.name if told.record else indicator.form
    return f"{unit}“{form}”中{indicator.name}的{target.measure}"


def _add_told(case: Case, id: str, name: str, told: Told, unit: str, how: str) -> None:
    span = f"（{told.span}）" if told.span else ""
    missing = "" if told.number is not None else f"；{told.why or '没有可比的数'}"
    remark = f"；{told.why}" if told.number is not None and told.why else ""
    proof = told.cell if told.cell else (told.record.cell("grade") if told.record else None)
    case.add(id, name, told.number, unit, f"{how}{span}{missing}{remark}", cells=(proof,) if proof else ())


def _say_peer(case: Case, target: Target, told: Told, peer: Record | None) -> None:
    key = f"targets.{target.id}"
    cells = peer.cells("peer", "peer_period") if peer else ()
    value = peer.number("peer") if peer else None
    how = f"同期全市数（{peer.text('peer_period') or told.span}）" if peer else "全市数没有报送或尚未发布"
    case.add(f"{key}.peer", f"{target.name}全市平均", value, target.unit, how, cells=cells)
    same = peer is not None and spans.same(peer.text("peer_period"), peer.text("data_period") or told.span)
    apart = told.number - value if same and value is not None and told.number is not None else None
    case.add(
        f"{key}.peer_gap", f"{target.name}与全市平均之差", apart, numbers.difference_unit(target.unit),
        "完成值减全市平均（时段相同才比较）", inputs=(f"{key}.actual", f"{key}.peer"),
    )  # fmt: skip


def _say_rank(case: Case, target: Target, indicator: Indicator, rank: Record | None) -> None:
    """The rank with the number of those ranked, and how it moved (a rise is positive)."""
    key = f"targets.{target.id}"
    now = rank.number("rank") if rank else None
    how = f"“{rank.form.name}”所报位次" if rank else "没有报送位次"
    case.add(f"{key}.rank", f"{target.name}位次", now, "位", how, cells=rank.cells("rank") if rank else ())
    field = rank.number("rank_field") if rank else None
    how = "参与排位的个数" if rank else "没有报送位次"
    cells = rank.cells("rank_field") if rank else ()
    case.add(f"{key}.rank_field", f"{target.name}参与排位个数", field, "个", how, cells=cells)
    last = None
    if rank is not None:
        past = _candidates(case, indicator, case.before)
        last = next((r for r in past if _published(case, r, "rank") and _is_earlier(r, rank)), None)
    before = last.number("rank") if last else None
    how = "上期所报位次" if last else "上期没有可比的位次"
    cells = last.cells("rank") if last else ()
    case.add(f"{key}.rank_previous", f"{target.name}上期位次", before, "位", how, cells=cells)
    moved = before - now if now is not None and before is not None else None
    case.add(
        f"{key}.rank_change", f"{target.name}位次变化", moved, "位", "上期位次减本期位次，上升为正",
        inputs=(f"{key}.rank", f"{key}.rank_previous"), ordinal=False,
    )  # fmt: skip


def _count(case: Case, results: tuple[TargetResult, ...]) -> None:
    """Put on record how many targets are met, not met, and cannot be judged."""
    tolerance = Decimal(case.plan.setting("about_tolerance"))
    met = below = 0
    for target, result in zip(case.plan.targets, results, strict=True):
        if result.actual is not None and result.target is not None:
            reached = meets(target, result.actual, result.target, tolerance)
            met, below = met + reached, below + (not reached)
    inputs = [f"targets.{r.id}.{part}" for r in results for part in ("actual", "target")]
    unknown = len(results) - met - below
    for part, name, number in (("met", "达到", met), ("below", "未达到", below), ("unknown", "尚无法评价", unknown)):
        case.add(f"targets.{part}", f"{name}的目标个数", number, "个", f"{name}目标所写关系的目标", inputs=inputs)
