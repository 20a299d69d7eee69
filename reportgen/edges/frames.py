"""The records of all forms for analysts: pandas frames, CSV and Parquet files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen import layout
from reportgen.model.errors import RequestError
from reportgen.model.outcome import Outcome
from reportgen.model.plan import Form, Plan
from reportgen.model.records import Row
from reportgen.model.values import PlanDate, Understood, plain

if TYPE_CHECKING:
    from pandas import DataFrame

PROVENANCE = ("填报单位", "期别", "文件", "工作表", "首个单元格")
"""The columns after a form's own: where a record came from."""
_FORMULA = "=+-@\t\r"


def frames(outcome: Outcome, plan: Plan) -> dict[str, DataFrame]:
    """Return a pandas frame per form: a row a record, a column a field, then where it came from.

    Numbers are floats in the field's unit, whole dates are timestamps, everything else is text; blank is
    NaN, NaT or None. Exact decimals stay in ``outcome.forms``.
    """
    import pandas as pd

    tables = {}
    for form in _forms(outcome, plan):
        names = [f.name for f in form.columns()]
        records = [[*(_for_pandas(row.get(n)) for n in names), *_place(row)] for row in outcome.forms[form.name].rows]
        tables[form.name] = pd.DataFrame(records, columns=[*names, *PROVENANCE])
    return tables


def write_csv(plan: Plan, outcome: Outcome, folder: Path) -> None:
    """Write a CSV file per form into *folder*: UTF-8 with BOM, so that Excel reads it; numbers exact, dates ISO.

    Text that Excel would take for a formula gets a ' before it.
    """
    for form in _forms(outcome, plan):
        path = folder / f"{form.number} {form.name}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([*map(layout.heading, form.columns()), *PROVENANCE])
            for row in outcome.forms[form.name].rows:
                writer.writerow([*(_for_csv(row.get(f.name)) for f in form.columns()), *map(_guarded, _place(row))])


def write_parquet(plan: Plan, outcome: Outcome, folder: Path) -> None:
    """Write a Parquet file per form into *folder*; `RequestError` where the extra ``parquet`` is not installed."""
    try:
        import pyarrow  # noqa: F401 - pandas needs it and says so less clearly
    except ImportError as error:
        raise RequestError('写 Parquet 需要另外安装：pip install "reportgen[parquet]"。也可以改用 --csv。') from error
    for name, frame in frames(outcome, plan).items():
        form = plan.form(name)
        for column in frame.columns:
            if frame[column].dtype.kind == "O":
                frame[column] = _one_type(frame[column])
        frame.to_parquet(folder / f"{form.number} {name}.parquet", index=False)


def _forms(outcome: Outcome, plan: Plan) -> Iterator[Form]:
    return (form for form in plan.forms if form.name in outcome.forms)


def _place(row: Row) -> tuple[str, ...]:
    return (row.unit, row.period, row.origin.file, row.origin.sheet, row.origin.cell)


def _for_pandas(value: Understood) -> Any:
    """A value as pandas likes it."""
    if isinstance(value, PlanDate):
        return (
            datetime(value.start.year, value.start.month, value.start.day) if value.precision == "day" else value.label
        )
    if value is None or isinstance(value, str | bool):
        return value
    return float(value)


def _one_type(column: Any) -> Any:
    """A column whose values are of several types as text; Parquet knows one type a column."""
    kinds = {type(v) for v in column if v is not None and v == v}
    return column if len(kinds) <= 1 else column.map(_text, na_action="ignore")


def _text(value: Any) -> str:
    return value.date().isoformat() if isinstance(value, datetime) else str(value)


def _for_csv(value: Understood) -> str:
    return _guarded(value) if isinstance(value, str) else plain(value)


def _guarded(text: str) -> str:
    return f"'{text}" if text and text[0] in _FORMULA else text
