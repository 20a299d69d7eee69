"""Firms counted for a quota: what the verifier approved, and beside it what the agencies claim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reportgen.measures.case import Case, Forms, units_of
from reportgen.measures.firms import Count, Firm, count, firms
from reportgen.measures.forecast import Pipeline, forecast, pipeline
from reportgen.model.figure import Source
from reportgen.model.outcome import Forecast
from reportgen.model.plan import Form, Quota
from reportgen.model.values import Value

REVIEW, LIBRARY = "入库审核", "培育库"


@dataclass(frozen=True, slots=True)
class Sides:
    """The firms as the verifier lists them, now and in the period before, and as the agencies do."""

    reviewed: tuple[Firm, ...]
    earlier: tuple[Firm, ...]
    library: tuple[Firm, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one quota; ``silent`` is why nothing is known about approvals, "" if told."""

    actual: int | None
    previous: int | None
    in_review: int
    ready: int
    silent: str
    keys: tuple[str, ...]  # of the approved firms
    forecast: Forecast | None = None


def sides_of(case: Case) -> Sides:
    return Sides(
        firms(case.plan, case.records(REVIEW), case.same),
        firms(case.plan, case.records(REVIEW, case.before), case.same),
        firms(case.plan, case.records(LIBRARY), case.same),
    )


def silence(case: Case, quota: Quota, forms: Forms) -> str:
    """Return why nothing is known, "" where the verifier told (where it owes no such form: anybody)."""
    reviews = case.of_purpose(REVIEW)
    for form in reviews:
        units = units_of(forms.get(form.name))
        if quota.verifier in units or (units and quota.verifier not in case.plan.members(form.owners)):
            return ""
    return f"{quota.verifier}尚未报送{'、'.join(form.name for form in reviews)}"


def of_verifier(case: Case, quota: Quota, found: Sequence[Firm]) -> tuple[Firm, ...]:
    """Return the firms that the quota's verifier lists; of forms that it does not owe, anybody's."""
    plan = case.plan
    return tuple(
        f
        for f in found
        if f.record.row.unit == quota.verifier or quota.verifier not in plan.members(f.record.form.owners)
    )


def approved(found: Sequence[Firm], quota: Quota, year: int, limit: date) -> Count:
    """Return the firms of *quota* that were approved within *year*, up to *limit*."""
    return count(found, lambda f: f.belongs(quota) and f.approved(year, limit), "approved")


def tally(case: Case, quota: Quota, sides: Sides) -> Tally:
    """Count the firms of *quota* and put every count on record."""
    year, silent = case.plan.header.year, silence(case, quota, case.forms)
    pen = _Pen(case, quota, silent)
    month = pen.field(REVIEW, "approved")
    reviewed = of_verifier(case, quota, sides.reviewed)
    limit = case.approval_limit
    found = approved(reviewed, quota, year, limit)
    gone = count(reviewed, lambda f: f.belongs(quota) and f.removed(year, case.limit), "removed")
    undated = count(reviewed, lambda f: f.belongs(quota) and f.undated())
    pen.reviewed("actual", "", found, f"审批通过、{month}在{year}年内且不晚于{limit}（其后退库的也计入）")
    pen.reviewed("removed", "退库数", gone, f"{year}年内退库（退库月份空缺的也计入）")
    pen.reviewed("undated", "缺审批月份数", undated, f"审批通过而{month}空缺，未计入完成数")
    net = None if silent else found.number - gone.number
    pen.computed("net", "净增数", net, "完成数减退库数", "actual", "removed")
    previous = _previous(pen, sides)
    added = None if silent or previous is None else found.number - previous
    pen.computed("added", "本期新增数", added, "完成数减上期完成数", "actual", "previous")
    on_way = pipeline(case, quota, reviewed, sides.library, found)
    _library(pen, sides.library, on_way)
    expected = None if silent else forecast(case, quota, found, on_way, of_verifier(case, quota, sides.reviewed))
    return Tally(
        None if silent else found.number, previous, on_way.in_review.number, on_way.ready.number, silent,
        () if silent else found.keys, expected,
    )  # fmt: skip


def _previous(pen: _Pen, sides: Sides) -> int | None:
    """The count of the period before in the same year; None in the first period or where it was not told."""
    case, quota = pen.case, pen.quota
    last, year = case.period.previous, case.plan.header.year
    if last.end.year != year or silence(case, quota, case.before):
        pen.add("previous", "上期完成数", None, f"{last.label}没有可比的数")
        return None
    found = approved(of_verifier(case, quota, sides.earlier), quota, year, last.end)
    sources = () if found.number else case.titles(*pen.names(REVIEW), forms=case.before)
    how = f"{last.label}的完成数，算法同本期"
    pen.add("previous", "上期完成数", found.number, how, cells=found.cells, sources=sources)
    return found.number


def _library(pen: _Pen, library: Sequence[Firm], on_way: Pipeline) -> None:
    """Put on record what the agencies claim, by status, and the firms on their way."""
    mine = [f for f in library if f.belongs(pen.quota)]
    for form in pen.case.of_purpose(LIBRARY):
        item = form.role("status")
        options = pen.case.plan.options(item.list) if item else None
        for option in options.options if options else ():
            claims = count([f for f in mine if f.status == option.value], bool)
            pen.claimed(f"claims.{option.value}", f"培育库“{option.value}”数", claims, f"状态为{option.value}")
    year, limit = pen.case.plan.header.year, pen.case.limit
    claimed = count(mine, lambda f: f.claims_approval(year, limit), "approved")
    pen.claimed("claimed", "部门自报审批通过数", claimed, "状态为审批通过")
    pen.claimed("in_review", "在审数", on_way.in_review, "或核实单位所列已申报、正在审核且尚未通过")
    pen.claimed("ready", "达标未申报数", on_way.ready, "状态为达标、尚未申报")


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes the figures of one quota."""

    case: Case
    quota: Quota
    silent: str

    def names(self, purpose: str) -> tuple[str, ...]:
        return tuple(form.name for form in self.case.of_purpose(purpose))

    def field(self, purpose: str, role: str) -> str:
        form: Form | None = next(iter(self.case.of_purpose(purpose)), None)
        item = form.role(role) if form else None
        return f"“{item.name}”" if item else ""

    def add(
        self,
        part: str,
        name: str,
        value: Decimal | int | None,
        how: str,
        *,
        cells: Iterable[Value] = (),
        sources: Iterable[Source] = (),
        inputs: Iterable[str] = (),
    ) -> None:
        key = f"quotas.{self.quota.id}"
        self.case.add(
            f"{key}.{part}", f"{self.quota.name}{name}", value, self.quota.unit, how,
            cells=cells, sources=sources, inputs=[f"{key}.{i}" for i in inputs],
        )  # fmt: skip

    def computed(self, part: str, name: str, value: int | None, how: str, *inputs: str) -> None:
        self.add(part, name, value, how, inputs=inputs)

    def reviewed(self, part: str, name: str, found: Count, what: str) -> None:
        """A count of firms that the verifier lists."""
        if self.silent:
            self.add(part, name, None, self.silent)
        else:
            self._counted(part, name, found, f"{self.quota.verifier}{self._where(REVIEW, what)}", REVIEW)

    def claimed(self, part: str, name: str, found: Count, what: str) -> None:
        """A count of firms that the agencies list."""
        self._counted(part, name, found, self._where(LIBRARY, what), LIBRARY)

    def _counted(self, part: str, name: str, found: Count, how: str, purpose: str) -> None:
        sources = () if found.number else self.case.titles(*self.names(purpose))
        self.add(part, name, found.number, how, cells=found.cells, sources=sources)

    def _where(self, purpose: str, what: str) -> str:
        quota, names = self.quota, self.names(purpose)
        told = f"“{quota.category}”为是" if quota.cross else f"{self.field(purpose, 'category')}为{quota.category}"
        cautions = "".join(map(self.case.caution, names))
        code = self.field(purpose, "code")
        forms = "".join(f"“{name}”" for name in names)
        return f"{forms}中{told}、{what}的企业，按{code}去重计数，无代码的按名称{cautions}"
