"""Counted measures (统计口径) that the plan defines, and how many records each form has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from reportgen.formula import compile_formula
from reportgen.measures import numbers
from reportgen.measures.case import Case, Record, units_of
from reportgen.model.plan import Form, Measure
from reportgen.model.values import Value, plain

RATIO = "比率"


def count_measures(case: Case) -> None:
    """Put all measures of the plan on record as ``measures.<id>``, and the records of each form."""
    for measure in case.plan.measures:
        _resolve(case, measure, ())
    for form in case.plan.forms:
        _count_records(case, form)


def _resolve(case: Case, measure: Measure, asking: tuple[str, ...]) -> Decimal | None:
    """Put *measure* on record once its parts are; *asking* are the ratios that wait for it."""
    id = f"measures.{measure.id}"
    known = case.figures.get(id)
    if known is not None:
        return known.value if isinstance(known.value, Decimal) else None
    if measure.function == RATIO:
        return _ratio(case, measure, (*asking, measure.id))
    form = case.plan.form(measure.form)
    if not case.told(form.name):
        how = f"“{form.name}”本期未报送"
        case.add(id, measure.name, None, measure.unit, how)
        return None
    hits = [r for r in _once(form, case.records_of(form.name)) if _selected(measure, r)]
    value, cells = _FUNCTIONS[measure.function](measure, hits)
    how = f"{_definition(measure, form)}{case.caution(form.name)}"
    if value is None:
        how += f"；“{measure.field}”都没有填"
    proof = [*cells, *(c for r in hits for c in _conditions(measure, r))]
    sources = () if proof else case.titles(form.name)
    case.add(id, measure.name, value, measure.unit, how, cells=proof, sources=sources)
    return value


def _once(form: Form, records: Sequence[Record]) -> list[Record]:
    """The records without those of other units whose key the form's authority tells too (重复时以谁为准)."""
    told = {r.row.key for r in records if r.row.unit == form.authority and r.row.key}
    return [r for r in records if r.row.key not in told or r.row.unit == form.authority]


def _selected(measure: Measure, record: Record) -> bool:
    if not measure.where:
        return True
    values = {name: value.value for name, value in record.row.values.items()}
    return compile_formula(measure.where).evaluate(values) is True


def _conditions(measure: Measure, record: Record) -> tuple[Value, ...]:
    """The cells that the condition looked at, in the form's order."""
    names = compile_formula(measure.where).fields if measure.where else frozenset()
    return tuple(value for name, value in record.row.values.items() if name in names)


def _count(measure: Measure, hits: list[Record]) -> tuple[Decimal | None, list[Value]]:
    return Decimal(len(hits)), [cell for r in hits for cell in r.anchor()]


def _sum(measure: Measure, hits: list[Record]) -> tuple[Decimal | None, list[Value]]:
    """The sum of the numbers; None where rows are there but none has a number."""
    cells = [v for v in (r.row.values.get(measure.field) for r in hits) if v and isinstance(v.value, Decimal)]
    amounts = [v.value for v in cells if isinstance(v.value, Decimal)]
    return (sum(amounts, Decimal(0)) if cells or not hits else None), cells


def _distinct(measure: Measure, hits: list[Record]) -> tuple[Decimal | None, list[Value]]:
    cells = [v for v in (r.row.values.get(measure.field) for r in hits) if v and plain(v.value)]
    return Decimal(len({"".join(plain(v.value).split()) for v in cells})), cells


_FUNCTIONS: Mapping[str, Callable[[Measure, list[Record]], tuple[Decimal | None, list[Value]]]] = {
    "计数": _count,
    "求和": _sum,
    "去重计数": _distinct,
}


def _definition(measure: Measure, form: Form) -> str:
    where = f"符合“{measure.where}”的" if measure.where else ""
    what = {
        "计数": f"{where}记录计数",
        "求和": f"{where}“{measure.field}”之和",
        "去重计数": f"{where}“{measure.field}”去重计数",
    }[measure.function]
    note = f"（{measure.note}）" if measure.note else ""
    return f"“{form.name}”中{what}{note}"


def _ratio(case: Case, measure: Measure, asking: tuple[str, ...]) -> Decimal | None:
    """A measure as a share of another, in percent if its unit is %; a ratio of itself is none."""
    parts = [case.plan.find("measures", name) for name in (measure.numerator, measure.denominator)]
    amounts = [None if p is None or p.id in asking else _resolve(case, p, asking) for p in parts]
    value = None
    if amounts[0] is not None and amounts[1] is not None:
        share = numbers.share(amounts[0], amounts[1])
        value = None if share is None else numbers.decimal_of(share * (100 if measure.unit == "%" else 1))
    names = [p.name for p in parts if p is not None]
    inputs = [f"measures.{p.id}" for p in parts if p is not None and p.id not in asking]
    how = f"{'占'.join(names)}的比率" + (f"（{measure.note}）" if measure.note else "")
    if value is None:
        how += "；分子、分母未报送或分母为零"
    case.add(f"measures.{measure.id}", measure.name, value, measure.unit, how, inputs=inputs)
    return value


def _count_records(case: Case, form: Form) -> None:
    """Put on record how many records and units a form has; the 表号 of each sheet, or a kept row, proves it."""
    merged = case.forms.get(form.name)
    if merged is None or not case.told(form.name):
        return
    sheets = case.titles(form.name)
    sent = {ret.unit for ret in merged.returns}
    kept = {row.unit: row for row in merged.rows if row.unit not in sent}
    cells = [cell for row in kept.values() for cell in Record(form, row).anchor()]
    key, how = f"forms.{form.name}", f"“{form.name}”本期{{}}{case.caution(form.name)}"
    units = units_of(merged)
    case.add(f"{key}.records", f"{form.name}记录数", len(merged.rows), "条", how.format("汇总的记录数"),
             cells=cells, sources=sheets)  # fmt: skip
    case.add(f"{key}.units", f"{form.name}填报单位数", len(units), "个", how.format("有数或报“本期无”的单位数"),
             cells=cells, sources=sheets)  # fmt: skip
