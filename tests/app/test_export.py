"""导出: the workbook for wider circulation holds nothing sensitive; CSV and Parquet hold the records exactly."""

from __future__ import annotations

import csv
import shutil
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from reportgen import layout
from reportgen.app.export import FOLDER, PUBLIC, export
from reportgen.edges import frames
from reportgen.edges.public import HIDDEN, public
from reportgen.edges.workspace import Workspace
from reportgen.model.errors import RequestError
from reportgen.model.values import PlanDate, plain
from tests import validator
from tests.conftest import Merged


@pytest.fixture(scope="module")
def shared(sample: Merged, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's workspace after 导出 of everything for wider circulation."""
    workspace = Workspace(tmp_path_factory.mktemp("export") / "w")
    shutil.copytree(sample.workspace.root, workspace.root)
    told = export(workspace, sample.period, public=True, csv=True, parquet=True)
    assert told == f"已写出 outputs/{sample.period}/{FOLDER}（{2 * 20 + 1} 份）"
    return workspace.output_folder(sample.outcome.period) / FOLDER


def _secrets(sample: Merged) -> set[str]:
    """What units reported in confidence: every long enough text that stands in a sensitive cell and nowhere else."""
    secret: set[str] = set()
    told: set[str] = set()
    for form in sample.plan.forms:
        for row in sample.outcome.forms[form.name].rows:
            for name, value in row.values.items():
                field = form.field(name)
                if isinstance(value.value, PlanDate) or (field is not None and field.role == "matter"):
                    continue  # a day, or a number that we give, tells nothing
                hidden = form.sensitive or (field is not None and field.sensitive)
                (secret if hidden else told).add(plain(value.value))
    options = {o.value for options in sample.plan.lists for o in options.options}
    units = {u.name for u in sample.plan.units}
    known = told | options | units | {""}
    return {s for s in secret - known if len(s) >= 6 and not any(s in k for k in known)}


def test_public_workbook__tells_nothing_sensitive(sample: Merged, shared: Path):
    book = load_workbook(shared / PUBLIC)
    texts = [str(c.value) for s in book.worksheets for row in s.iter_rows() for c in row if c.value is not None]
    texts += [c.comment.text for s in book.worksheets for row in s.iter_rows() for c in row if c.comment]
    everything = "\n".join(texts)
    secrets = _secrets(sample)
    assert len(secrets) > 60
    assert [s for s in secrets if s in everything] == []


def test_public_workbook__says_what_it_leaves_out_and_keeps_the_counts(sample: Merged, shared: Path):
    book = load_workbook(shared / PUBLIC, data_only=True)
    hidden = [f for f in sample.plan.forms if f.sensitive]
    assert hidden
    assert not any(name.endswith(form.name) for form in hidden for name in book.sheetnames)
    assert "核实" not in book.sheetnames
    notes = "\n".join(str(c.value) for row in book["说明"].iter_rows() for c in row if c.value)
    assert all(form.name in notes for form in hidden)
    heads = [str(c.value) for row in book["总览"].iter_rows() for c in row if c.value]
    assert sample.outcome.figures["reporting.due"].value in [c.value for row in book["总览"].iter_rows() for c in row]
    assert sample.outcome.quotas[0].name in heads


def test_public__hides_a_sum_that_rests_on_few_cells(sample: Merged):
    shown = public(sample.plan, sample.outcome).outcome.figures
    sums = [
        m
        for m in sample.plan.measures
        if m.function == "求和" and m.form and (f := sample.plan.form(m.form).field(m.field)) and f.sensitive
    ]
    assert sums
    for measure in sums:
        whole = sample.outcome.figures[f"measures.{measure.id}"]
        few = len(set(whole.sources)) < 3
        assert (shown[whole.id].text == HIDDEN) is few, whole.id


@pytest.mark.skipif(not validator.available(), reason=validator.MISSING)
def test_public_workbook__is_valid(shared: Path):
    assert validator.problems([shared / PUBLIC]) == []


def test_csv__holds_every_record_exactly(sample: Merged, tmp_path: Path):
    frames.write_csv(sample.plan, sample.outcome, tmp_path)
    for form in sample.plan.forms:
        path = tmp_path / f"{form.number} {form.name}.csv"
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = list(csv.DictReader(stream))
        rows = sample.outcome.forms[form.name].rows
        assert len(lines) == len(rows)
        for line, row in zip(lines, rows, strict=True):
            assert (line["填报单位"], line["文件"]) == (row.unit, row.origin.file)
            for field in form.columns():
                assert line[layout.heading(field)].removeprefix("'") == plain(row.get(field.name))


def test_csv__text_of_agencies_never_becomes_a_formula(county: Merged, tmp_path: Path):
    frames.write_csv(county.plan, county.outcome, tmp_path)
    texts = [path.read_text(encoding="utf-8-sig") for path in tmp_path.glob("*.csv")]
    cells = [cell for text in texts for line in csv.reader(text.splitlines()) for cell in line]
    assert "'=三标段" in cells
    assert [c for c in cells if c[:1] in ("=", "+", "@", "\t")] == []


def test_parquet__reads_back_as_the_frames(shared: Path, sample: Merged, tmp_path: Path):
    frames.write_parquet(sample.plan, sample.outcome, tmp_path)
    told = frames.frames(sample.outcome, sample.plan)
    assert len(told) == len(list(tmp_path.glob("*.parquet")))
    for name, frame in told.items():
        form = sample.plan.form(name)
        read = pd.read_parquet(tmp_path / f"{form.number} {name}.parquet")
        assert list(read.columns) == list(frame.columns)
        assert len(read) == len(sample.outcome.forms[name].rows)
        for field in form.columns():
            if field.type in ("整数", "小数", "万元", "亿元", "百分比") and len(read):
                exact = sum(
                    (v for r in sample.outcome.forms[name].rows if isinstance(v := r.get(field.name), Decimal)),
                    Decimal(0),
                )
                total = pd.to_numeric(read[field.name], errors="coerce").sum()
                assert float(total) == pytest.approx(float(exact)), (name, field.name)


def test_frames__dates_of_a_day_are_timestamps_and_others_say_how_precise_they_are(sample: Merged):
    seen = set()
    for name, frame in frames.frames(sample.outcome, sample.plan).items():
        for number, row in enumerate(sample.outcome.forms[name].rows):
            for field, value in row.values.items():
                if isinstance(value.value, PlanDate) and field in frame.columns:
                    shown = frame[field].iloc[number]
                    seen.add(value.value.precision)
                    day = value.value.precision == "day"
                    assert (pd.Timestamp(shown).date() == value.value.start) if day else shown == value.value.label
    assert {"day", "month"} <= seen


def test_export__asks_what_is_wanted(sample: Merged):
    with pytest.raises(RequestError, match="--public"):
        export(sample.workspace, sample.period)
