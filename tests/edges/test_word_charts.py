"""Charts in Word files, read by other code than wrote them: values, names, figures, places in the package."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reportgen.brief import compose_kind
from reportgen.edges.word_reader import FIGURE, read_document
from reportgen.edges.word_writer import make_templates, write_letter
from reportgen.model.text import Chart, Letter, printed
from tests.brief.four import situation
from tests.brief.scene import AS_OF, county_plan


@pytest.fixture(scope="module")
def letter() -> Letter:
    return compose_kind(county_plan(), "季度讲评", situation("多数落后"))[0]


@pytest.fixture(scope="module")
def written(letter: Letter, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("charts")
    make_templates(folder / "word")
    write_letter(letter, folder / "word", folder / "讲评.docx", AS_OF)
    return folder / "讲评.docx"


def chart_of(letter: Letter) -> Chart:
    return next(block for block in letter.blocks if isinstance(block, Chart))


def test_chart__is_native_with_its_workbook_and_says_what_it_shows(letter: Letter, written: Path) -> None:
    chart = chart_of(letter)
    with zipfile.ZipFile(written) as package:
        xml = package.read("word/charts/chart1.xml").decode()
        document = package.read("word/document.xml").decode()
        book = load_workbook(io.BytesIO(package.read("word/embeddings/chart1.xlsx")))
    assert f'descr="{chart.alt}"' in document
    assert re.findall(r'<c:idx val="(\d)"/>', xml) == ["0", "1", "2"]
    assert len(set(re.findall(r"<c:ser>.*?<c:spPr>(.*?)<a:ln", xml))) == 3  # three fills, no two alike in grey
    names = [printed(name) for name in chart.categories]
    data = book["数据"]
    assert [data.cell(row, 1).value for row in range(2, len(names) + 2)] == names
    shown = re.findall(r"<c:val>.*?</c:val>", xml)
    for column, series in enumerate(chart.series, 2):
        expected = [v.printed for v in series.values if v is not None]
        assert re.findall(r"<c:v>([^<]*)</c:v>", shown[column - 2]) == expected
        cells = [data.cell(row, column).value for row in range(2, len(names) + 2)]
        assert [c for c in cells if c is not None] == [float(e) for e in expected]
        assert data.cell(1, column).value == series.name


def test_chart__each_value_is_traced_to_its_figure(letter: Letter, written: Path) -> None:
    values = [v for series in chart_of(letter).series for v in series.values if v is not None]
    charted = [n for n in read_document(written).numbers if n.paragraph.startswith("图“")]
    assert [(n.kind, n.text) for n in charted] == [(FIGURE, v.printed) for v in values]
    assert len({n.mark for n in charted}) == len({v.figure.id for v in values})


def test_chart__without_its_workbook_proves_nothing(written: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.docx"
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(bare, "w") as target:
        for name in source.namelist():
            if not name.startswith("word/embeddings/"):
                target.writestr(name, source.read(name))
    charted = [n for n in read_document(bare).numbers if n.paragraph.startswith("图“")]
    assert charted
    assert all(n.kind == "none" for n in charted)


def test_document_with_chart_and_contents__gives_the_same_bytes(letter: Letter, written: Path, tmp_path: Path) -> None:
    write_letter(letter, written.parent / "word", tmp_path / "again.docx", AS_OF)
    assert (tmp_path / "again.docx").read_bytes() == written.read_bytes()
