"""Word files: page and styles of GB/T 9704, tags of templates, proved digits, same bytes."""

from __future__ import annotations

import gc
import re
import zipfile
from pathlib import Path

import docx
import pytest
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from reportgen.brief import compose_all, compose_kind
from reportgen.edges.word_columns import column_widths
from reportgen.edges.word_parts import STYLES, TYPE_AREA
from reportgen.edges.word_writer import make_templates, write_letter
from reportgen.model.errors import PlanError
from reportgen.model.text import Day, Letter, Table, TableCell, Text, printed, spans_of
from tests.brief.county import october_outcome
from tests.brief.scene import AS_OF, ROOT, county_plan
from tests.brief.test_compose import KINDS


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("word")
    make_templates(folder)
    return folder


@pytest.fixture(scope="module")
def brief() -> Letter:
    return compose_all(county_plan(), october_outcome())[0]


@pytest.fixture(scope="module")
def written(templates: Path, brief: Letter, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("out") / "简报.docx"
    write_letter(brief, templates, path, AS_OF)
    return path


def body_text(path: Path) -> str:
    root = docx.Document(str(path)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in root.iter(qn("w:p")))


def with_template(folder: Path, text: str, tmp_path: Path) -> Path:
    """Copy the templates with one more paragraph in 通用.docx; return the folder."""
    copy = tmp_path / "word"
    make_templates(copy)
    document = docx.Document(str(folder / "通用.docx"))
    document.add_paragraph(text)
    document.save(str(copy / "通用.docx"))
    return copy


def letter(template: str = "通用.docx") -> Letter:
    return Letter("月度", template, "x.docx", (("标题", (Text("示例标题"),)), ("单位", (Text("综合所"),))), ())


# ---------------------------------------------------------------- what is written


def test_brief__same_letter_gives_the_same_bytes(templates: Path, brief: Letter, written: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.docx"
    write_letter(brief, templates, again, AS_OF)
    assert again.read_bytes() == written.read_bytes()


def test_brief__is_dated_by_the_time_it_tells(written: Path) -> None:
    with zipfile.ZipFile(written) as package:
        core = package.read("docProps/core.xml").decode()
        assert core.count("2025-11-06T18:00:00Z") == 2
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("kind", KINDS)
def test_every_digit__is_that_of_a_figure_or_a_day(kind: str, templates: Path, tmp_path: Path) -> None:
    figures = october_outcome().figures
    for made in compose_kind(county_plan(), kind, october_outcome()):
        path = tmp_path / "letter.docx"
        write_letter(made, templates, path, AS_OF)
        text = body_text(path)
        assert "{" not in text
        days = {s.text for block in made.blocks for s in spans_of(block) if isinstance(s, Day)}
        days |= {s.text for _, spans in made.marks for s in spans if isinstance(s, Day)}
        for known in sorted(days, key=len, reverse=True):
            text = text.replace(known, " ")
        texts = sorted({t for f in figures for t in f.texts if re.search(r"\d", t)}, key=len, reverse=True)
        for known in texts:
            text = text.replace(known, " ")
        assert not re.search(r"\d", text), re.findall(r".{0,10}\d.{0,10}", text)


def test_brief__page_and_grid(written: Path) -> None:
    section = docx.Document(str(written)).sections[0]
    assert [round(x.mm) for x in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(x.mm) for x in margins] == [37, 35, 28, 26]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "lines"
    assert grid.get(qn("w:linePitch")) == "579"


def test_brief__fonts_are_named_for_chinese_and_no_theme_is_left(written: Path) -> None:
    with zipfile.ZipFile(written) as package:
        styles = package.read("word/styles.xml").decode()
    assert not re.search("[Tt]heme=", styles)
    document = docx.Document(str(written))
    fonts = {s: document.styles[s].element.rPr.rFonts.get(qn("w:eastAsia")) for s in STYLES}
    assert fonts["公文正文"] == "仿宋_GB2312"
    assert fonts["Heading 1"] == "黑体"
    assert fonts["Heading 2"] == "楷体_GB2312"
    assert document.styles["公文正文"].paragraph_format.line_spacing.pt == 28.95


def test_brief__headings_are_real_and_numbered(written: Path) -> None:
    document = docx.Document(str(written))
    first = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert first[0] == "一、需要关注的事项"
    assert first[1].startswith("二、")


def test_brief__tables_repeat_their_head_and_fill_the_type_area(written: Path) -> None:
    tables = docx.Document(str(written)).tables
    for table in tables[:-1]:  # the last one is the 版记
        width = sum(int(c.get(qn("w:w"))) for c in table._tbl.tblGrid.iter(qn("w:gridCol")))
        assert abs(width - TYPE_AREA) <= 1
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_brief__lights_are_shaded_and_worded(written: Path) -> None:
    table = docx.Document(str(written)).tables[0]
    shades = {row.cells[-1].text: row.cells[-1]._tc.tcPr.find(qn("w:shd")) for row in table.rows[1:]}
    assert {"红", "黄", "绿", "灰"} == set(shades)
    assert all(shade is not None for shade in shades.values())


def test_brief__page_numbers_differ_on_odd_and_even_pages(written: Path) -> None:
    document = docx.Document(str(written))
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    sides = [
        f.paragraphs[0]._p.pPr.find(qn("w:jc")).get(qn("w:val")) for f in (section.footer, section.even_page_footer)
    ]
    assert sides == ["right", "left"]
    assert "PAGE" in section.footer._element.xml


def test_brief__head_names_issue_publisher_and_day(written: Path) -> None:
    text = body_text(written)
    for words in ("内部资料 注意保存", "稳增长工作简报", "第10期", "2025年11月6日", "发：专班各成员单位"):
        assert words in text


# ---------------------------------------------------------------- templates and their tags


def test_tag__split_over_runs_is_filled(templates: Path, tmp_path: Path) -> None:
    folder = with_template(templates, "", tmp_path)
    document = docx.Document(str(folder / "通用.docx"))
    paragraph = document.paragraphs[-1]
    for piece, bold in (("致{", False), ("单", True), ("位}", False), ("：", False)):
        paragraph.add_run(piece).bold = bold
    document.save(str(folder / "通用.docx"))
    write_letter(letter(), folder, tmp_path / "a.docx", AS_OF)
    assert "致综合所：" in body_text(tmp_path / "a.docx")


def test_tag__in_a_footer_and_a_table_is_filled(templates: Path, tmp_path: Path) -> None:
    folder = with_template(templates, "", tmp_path)
    document = docx.Document(str(folder / "通用.docx"))
    document.sections[0].footer.add_paragraph("{单位}")
    document.add_table(1, 1).cell(0, 0).text = "表中{单位}"
    document.save(str(folder / "通用.docx"))
    write_letter(letter(), folder, tmp_path / "a.docx", AS_OF)
    assert "表中综合所" in body_text(tmp_path / "a.docx")
    assert docx.Document(str(tmp_path / "a.docx")).sections[0].footer.paragraphs[-1].text == "综合所"


def test_tag__misspelt_is_named_with_its_place_and_the_nearest(templates: Path, tmp_path: Path) -> None:
    folder = with_template(templates, "报告期为{报告其}", tmp_path)
    with pytest.raises(PlanError) as caught:
        write_letter(letter(), folder, tmp_path / "a.docx", AS_OF)
    for words in ("通用.docx", "报告期为{报告其}", "是否为“{报告期}”", "请在 Word 中改好"):
        assert words in caught.value.message
    assert not (tmp_path / "a.docx").exists()


def test_template__without_the_place_of_the_body_is_refused(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("没有位置")
    document.save(str(tmp_path / "通用.docx"))
    with pytest.raises(PlanError, match="正文"):
        write_letter(letter(), tmp_path, tmp_path / "a.docx", AS_OF)


@pytest.mark.parametrize("content", [None, b"", b"no zip", b"PK\x05\x06" + b"\0" * 18])
def test_template__missing_or_broken_is_said_in_words(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "通用.docx").write_bytes(content)
    with pytest.raises(PlanError, match=r"通用\.docx"):
        write_letter(letter(), tmp_path, tmp_path / "a.docx", AS_OF)


def test_template__restyled_by_staff_restyles_the_document(templates: Path, brief: Letter, tmp_path: Path) -> None:
    folder = tmp_path / "word"
    make_templates(folder)
    document = docx.Document(str(folder / "简报.docx"))
    document.styles["公文正文"].font.size = docx.shared.Pt(14)
    document.save(str(folder / "简报.docx"))
    write_letter(brief, folder, tmp_path / "a.docx", AS_OF)
    assert docx.Document(str(tmp_path / "a.docx")).styles["公文正文"].font.size.pt == 14


def test_templates__are_the_same_bytes_every_time(templates: Path, tmp_path: Path) -> None:
    for path in make_templates(tmp_path):
        assert path.read_bytes() == (templates / path.name).read_bytes()


def test_templates__shipped_with_the_starter_are_these(templates: Path) -> None:
    shipped = ROOT / "reportgen" / "starter" / "templates" / "word"
    assert {p.name: p.read_bytes() for p in shipped.glob("*.docx")} == {
        p.name: p.read_bytes() for p in templates.glob("*.docx")
    }


def test_templates__every_document_of_the_plan_has_its_own(templates: Path) -> None:
    assert {d.template for d in county_plan().documents} <= {p.name for p in templates.glob("*.docx")}


# ---------------------------------------------------------------- widths of columns

WORDS = st.text(alphabet="甲乙ab1（）— ", max_size=24).filter(lambda t: "1" not in t)


@given(st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_column_widths__always_fill_the_width(rows: list[list[str]]) -> None:
    cells = tuple(tuple(TableCell((Text(t),)) for t in row) for row in rows)
    widths = column_widths(Table((), ((Text("甲"),),) * 3, cells), TYPE_AREA)
    assert sum(widths) == TYPE_AREA
    assert min(widths) > 0


def test_column_widths__numbers_are_not_broken() -> None:
    spans = (Day("2025-430624-48-01-000001"),)
    row = (TableCell((Text("很长" * 40),)), TableCell(spans))
    widths = column_widths(Table((), ((Text("甲"),), (Text("乙"),)), (row,)), TYPE_AREA)
    assert widths[1] >= len(printed(spans)) * 105


def test_column_widths__a_column_of_sentences_gets_the_room_that_numbers_do_not_need() -> None:
    head = ((Text("项目名称"),), (Text("本年计划投资（万元）"),), (Text("滞后原因（填报单位所述）"),))
    row = (
        TableCell((Text("示例产业基地项目"),)),
        TableCell((Day("10000"),)),
        TableCell((Text("受上游原材料价格波动和订单推迟影响，部分企业产线检修时间延长，预计下月恢复"),)),
    )
    name, number, reason = column_widths(Table((), head, (row,)), TYPE_AREA)
    assert reason > name > number
    assert reason > TYPE_AREA * 2 // 5


def test_letters__each_lets_go_of_its_document_at_once(templates: Path, brief: Letter, tmp_path: Path) -> None:
    """python-docx's parts refer to each other: thousands would stay until Python looks for garbage."""
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            write_letter(brief, templates, tmp_path / "x.docx", AS_OF)
        held = [o for o in gc.get_objects() if isinstance(o, XmlPart) and vars(o)]
    finally:
        gc.enable()
    assert not held
