"""The plan on disk: load, both forms saying the same, conversion without loss, and the workbook itself."""

from __future__ import annotations

import dataclasses
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.edges import plan_store
from reportgen.edges.plan_sheets import LISTS_SHEET, README_SHEET, sheets
from reportgen.edges.plan_store import convert, load, write_workbook, write_yaml
from reportgen.edges.plan_workbook_reader import read_workbook
from reportgen.edges.plan_yaml import read_yaml
from reportgen.model.errors import InputError
from reportgen.model.plan import ColumnKind, Plan, columns, sections
from reportgen.plan.canonical import differences, fingerprint
from reportgen.plan.parse import parse
from reportgen.plan.raw import Fault, PlanFaults
from tests.plan.sample import sample, sample_text


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "plan.yaml").write_text(sample_text(), encoding="utf-8")
    return folder


def faults_of(templates: Path) -> list[Fault]:
    with pytest.raises(PlanFaults) as refusal:
        load(templates)
    return list(refusal.value.faults)


# ---------------------------------------------------------------- load


def test_load__reads_yaml_or_workbook_alike(templates: Path) -> None:
    from_yaml = load(templates)
    convert(templates / "plan.yaml", templates / "plan.xlsx")
    (templates / "plan.yaml").unlink()
    from_workbook = load(templates)
    assert from_workbook == from_yaml
    assert from_workbook.fingerprint == from_yaml.fingerprint
    place = from_workbook.place("targets", "T01", "value")
    assert place is not None
    assert (place.file, place.sheet, place.raw) == ("templates/plan.xlsx", "目标", "6.5")
    nested = from_workbook.place("forms", "入库表", "fields", "类别", "type")
    assert nested is not None
    assert nested.sheet == "字段"


def test_load__without_a_plan_says_what_to_do(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path)
    assert "reportgen init" in fault.message


def test_load__with_both_files_saying_the_same_is_fine(templates: Path) -> None:
    convert(templates / "plan.yaml", templates / "plan.xlsx")
    place = load(templates).place("header", "name")
    assert place is not None
    assert place.file == "templates/plan.yaml"


def test_load__with_two_files_that_differ_names_both_places(templates: Path) -> None:
    convert(templates / "plan.yaml", templates / "plan.xlsx")
    text = sample_text().replace("value: 6.5,", "value: 6.6,").replace("word: 绿", "word: 青")
    (templates / "plan.yaml").write_text(text, encoding="utf-8")
    first, second = faults_of(templates)
    assert first.file == "templates/plan.yaml"
    assert "targets/T01/value" in first.message
    assert "“6.6”" in first.message
    assert "templates/plan.xlsx“目标”表" in first.message
    assert "lights/1/word" in second.message


def test_load__tells_faults_of_form_and_content_in_both_files(templates: Path) -> None:
    text = sample_text().replace("lead: 发改局", "lead: 发政局")
    (templates / "plan.yaml").write_text(text, encoding="utf-8")
    convert(templates / "plan.yaml", templates / "plan.xlsx")
    assert [f.file for f in faults_of(templates)] == ["templates/plan.yaml", "templates/plan.xlsx"]


def test_load__of_other_encodings_is_refused(templates: Path) -> None:
    (templates / "plan.yaml").write_bytes("header: 湘阴".encode("gb18030"))
    assert "UTF-8" in faults_of(templates)[0].message


def test_load__of_a_broken_workbook_is_refused(templates: Path) -> None:
    (templates / "plan.yaml").unlink()
    (templates / "plan.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    assert faults_of(templates)[0].file == "templates/plan.xlsx"


def test_load__from_the_cache_says_the_same(templates: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    fresh = load(templates, cache)
    (entry,) = cache.iterdir()
    kept = load(templates, cache)
    assert kept == fresh == load(templates)
    assert kept.places == fresh.places == load(templates).places
    entry.write_text(entry.read_text(encoding="utf-8").replace("6.5", "9.9"), encoding="utf-8")
    assert load(templates, cache) == fresh, "a damaged entry is not believed"
    (templates / "plan.yaml").write_text(sample_text().replace("value: 6.5", "value: 6.6"), encoding="utf-8")
    assert load(templates, cache).targets[0].value == Decimal("6.6")
    assert len(list(cache.iterdir())) == 1, "entries of earlier contents are removed"


def test_load__two_files_found_to_agree_are_compared_once(
    templates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    convert(templates / "plan.yaml", templates / "plan.xlsx")
    both = load(templates, cache)
    monkeypatch.setitem(plan_store._READERS, ".xlsx", lambda *_: pytest.fail("read again"))
    assert load(templates, cache) == both
    monkeypatch.undo()
    (templates / "plan.yaml").write_text(sample_text().replace("value: 6.5", "value: 6.6"), encoding="utf-8")
    with pytest.raises(PlanFaults):
        load(templates, cache)
    assert len(list(cache.glob("agreed-*"))) == 1, "what disagrees leaves no mark"


def test_load__without_a_cache_that_can_be_written_still_works(templates: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert load(templates, blocked / "cache") == load(templates)


# ---------------------------------------------------------------- convert


@pytest.mark.parametrize(
    ("src", "dst"), [("plan.yaml", "plan.txt"), ("plan.doc", "plan.yaml"), ("gone.yaml", "a.xlsx")]
)
def test_convert__of_what_is_no_plan_file_is_refused(templates: Path, src: str, dst: str) -> None:
    with pytest.raises(InputError):
        convert(templates / src, templates / dst)


def test_yaml_in_place__keeps_comments_and_order_of_what_stays(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(sample_text(), encoding="utf-8")
    plan = sample()
    write_yaml(plan, path)
    assert path.read_text(encoding="utf-8") == sample_text()
    unit = dataclasses.replace(plan.units[0], aliases=("发改",))
    added = dataclasses.replace(plan.units[1], id="U03", name="财政局")
    changed = dataclasses.replace(plan, units=(added, unit, plan.units[1]), demands=(), batches=())
    write_yaml(changed, path)
    text = path.read_text(encoding="utf-8")
    assert parse(read_yaml(path))[0] == dataclasses.replace(changed, fingerprint=fingerprint(changed))
    assert "# 本县方案" in text
    assert "统计局, reports: true, verifier: true}  # 只核实" in text
    assert 'value: "17:30"' in text
    assert "demands" not in text


def test_yaml_anew__is_flat_where_short_and_says_no_defaults(tmp_path: Path) -> None:
    write_yaml(sample(), tmp_path / "plan.yaml")
    text = (tmp_path / "plan.yaml").read_text(encoding="utf-8")
    assert "  - {id: U02, name: 统计局, reports: true, verifier: true}\n" in text
    assert "\n# 目标\ntargets:\n" in text
    assert "headline" not in text


def _text() -> st.SearchStrategy[str]:
    special = st.sampled_from(
        [
            "=1+1",
            "+86",
            "-",
            "@甲",
            "007",
            "1e5",
            "是",
            "true",
            "null",
            "~",
            "yes",
            "甲: 乙",
            "# 甲",
            "- 甲",
            "{甲}",
            "[甲]",
            "甲、乙",
            "多行\n  第二行\n\n末行",
            "“引”'\"",
            "_x000D_",
            "*甲",
            "&甲",
            "%",
            "甲\t乙",
            "2025-10-31",
            "#REF!",
            "！",
            "1.50",
            "\ufeffx",
            "甲\u00a0乙",
        ]
    )
    free = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp")), max_size=12)
    return (special | free).map(str.strip)


def _value(column: Any, kind: type) -> st.SearchStrategy[Any]:
    required = column.required
    one_line = _text().filter(lambda t: t and "\n" not in t)
    strategies: dict[ColumnKind, Callable[[], st.SearchStrategy[Any]]] = {
        ColumnKind.TEXT: lambda: _text().filter(lambda t: t or not required),
        ColumnKind.REF: lambda: _text().filter(lambda t: t or not required),
        ColumnKind.FORMULA: lambda: (one_line if required else one_line | st.just("")).map(
            lambda t: t.replace("\n", " ")
        ),
        ColumnKind.INTEGER: lambda: st.integers(-(10**18), 10**18),
        ColumnKind.NUMBER: lambda: st.decimals(-(10**9), 10**9, places=6).map(_short) | st.just(Decimal("0.0000001")),
        ColumnKind.YESNO: st.booleans,
        ColumnKind.DATE: lambda: st.dates(date(1000, 1, 1)),
        ColumnKind.TIME: lambda: st.times().map(lambda t: f"{t:%H:%M}"),
        ColumnKind.CHOICE: lambda: st.sampled_from([c for c in column.choices if c or not required]),
        ColumnKind.TEXTS: lambda: st.lists(one_line, min_size=int(required), max_size=3).map(tuple),
        ColumnKind.REFS: lambda: st.lists(one_line, min_size=int(required), max_size=3).map(tuple),
        ColumnKind.NESTED: lambda: _items(column.item, columns(column.item)[0][0], 2),
    }
    return strategies[column.kind]()


def _short(number: Decimal) -> Decimal:
    return Decimal(format(number, "f"))


def _item(kind: type) -> st.SearchStrategy[Any]:
    required = {n: _value(c, kind) for n, c in columns(kind) if c.required}
    optional = {n: _value(c, kind) for n, c in columns(kind) if not c.required}
    defaults = {f.name: f.default for f in dataclasses.fields(kind)}
    choice = st.fixed_dictionaries(required, optional=optional)
    # "" and None mean the default in a file, whatever the default is
    return choice.map(
        lambda d: kind(**{n: defaults[n] if v in ("", None) and n not in required else v for n, v in d.items()})
    )


def _items(kind: type, key: str, most: int) -> st.SearchStrategy[Any]:
    unique = (lambda i: str(getattr(i, key)).strip()) if key else None
    return st.lists(_item(kind), max_size=most, unique_by=unique).map(tuple)


def _plans() -> st.SearchStrategy[Plan]:
    content = {s.attribute: _items(s.item, s.key, 2) for s in sections() if s.attribute != "header"}
    picked = st.lists(st.sampled_from(sorted(content)), max_size=6, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({n: content[n] for n in names})
    )
    header = _item(next(s.item for s in sections() if s.attribute == "header"))
    return st.builds(lambda h, c: Plan(header=h, **c), header, picked)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=_plans(), other=_plans())
def test_any_plan__survives_workbook_and_yaml(
    tmp_path_factory: pytest.TempPathFactory, plan: Plan, other: Plan
) -> None:
    folder = tmp_path_factory.mktemp("plan")
    write_workbook(plan, folder / "plan.xlsx")
    write_yaml(plan, folder / "plan.yaml")
    write_yaml(other, folder / "other.yaml")
    write_yaml(plan, folder / "other.yaml")
    for raw in (read_workbook(folder / "plan.xlsx"), read_yaml(folder / "plan.yaml"), read_yaml(folder / "other.yaml")):
        back, faults = parse(raw)
        assert not faults, "\n".join(map(str, faults))
        assert not differences(plan, back)
        assert back == dataclasses.replace(plan, fingerprint=back.fingerprint)
        assert back.fingerprint == fingerprint(plan)


# ---------------------------------------------------------------- the workbook


def _book(tmp_path: Path, edit: Callable[[openpyxl.Workbook], object] = lambda book: None) -> Path:
    path = tmp_path / "plan.xlsx"
    write_workbook(sample(), path)
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    return path


def test_sheet_names_and_headings__are_unique_and_fit() -> None:
    names = [s.name for s in sheets()]
    assert len(set(names)) == len(names)
    for spec in sheets():
        assert len(spec.name) <= 31
        assert len(set(spec.headings)) == len(spec.headings)


def test_workbook__has_the_same_bytes_each_time(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(sample(), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_workbook__opens_on_the_page_that_explains_it(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(_book(tmp_path))
    assert book.sheetnames[0] == README_SHEET
    assert book[LISTS_SHEET].sheet_state == "hidden"
    words = [c.value for row in book[README_SHEET].iter_rows() for c in row if c.value]
    assert any("reportgen plan check" in str(w) for w in words)
    units = next(row for row in book[README_SHEET].iter_rows() if row[0].value == "单位")
    assert units[1].value == 2


def test_workbook__offers_choices_and_the_names_of_other_sheets(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(_book(tmp_path))
    sheet = book["目标"]
    sources = {
        str(v.sqref).split(":")[0]: v.formula1 for v in sheet.data_validations.dataValidation if v.type == "list"
    }
    heads = {cell.value: cell.column_letter for cell in sheet[1]}
    assert sources[f"{heads['责任单位 *']}2"] == "'单位'!$B$2:$B$1000"
    area = sources[f"{heads['考核什么 *']}2"].split("!")[1].replace("$", "")
    assert [row[0].value for row in book[LISTS_SHEET][area]] == ["增速", "数值", "总量", "位次"]
    assert sheet.freeze_panes == "B2"


def test_text_that_looks_like_a_formula__stays_text(tmp_path: Path) -> None:
    plan = dataclasses.replace(sample(), units=(dataclasses.replace(sample().units[0], note="=1+1"),))
    write_workbook(plan, tmp_path / "plan.xlsx")
    with zipfile.ZipFile(tmp_path / "plan.xlsx") as package:
        assert not any(b"<f>" in package.read(n) for n in package.namelist() if "worksheets" in n)
        assert b"quotePrefix" in package.read("xl/styles.xml")


def test_edited_workbook__is_read_in_any_column_order_with_excel_types(tmp_path: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["节点"]
        heads = {cell.value: cell.column for cell in sheet[1]}
        sheet.cell(2, heads["时限 *"], date(2025, 11, 30))
        sheet.cell(2, heads["阈值"], 80)
        book["报送时限"].cell(2, 5, "17:00")
        units = book["单位"]
        units.move_range(f"B1:B{units.max_row}", cols=30)

    plan, faults = parse(read_workbook(_book(tmp_path, edit)))
    assert not faults
    assert plan.milestones[0].due == date(2025, 11, 30)
    assert plan.milestones[0].threshold == 80
    assert [u.name for u in plan.units] == ["发改局", "统计局"]


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "words"),
    [
        ("单位", "B1", "名字", "“单位”表B1：没有名为“名字”的表头"),
        ("单位", "B3", None, "“单位”表B3：必填的“名称”（name）没有填"),
        ("单位", "Z3", "多余", "“单位”表Z3：这一列第 1 行没有表头"),
        ("单位", "F3", "也许", "“单位”表F3：“是否报送”（reports）应为“是”或“否”"),
        ("单位", "A1", "名称", "表头“名称”重复"),
        ("单位", "B3", "=NOSUCH()", "没有计算结果"),
        ("字段", "A2", "没有的表", "“所属报表”“没有的表”不在“报表”中"),
        ("字段", "A2", None, "“所属报表”没有填"),
        ("字段", "A1", "表", "缺少表头“所属报表”"),
        ("基本信息", "A3", "年月", "“基本信息”表A3：没有名为“年月”的项目"),
        ("基本信息", "B3", "今年", "“基本信息”表B3：“年度”（year）应为整数"),
    ],
)
def test_faulty_workbook__is_told_with_sheet_and_cell(
    tmp_path: Path, sheet: str, cell: str, value: str | None, words: str
) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book[sheet][cell].value = value

    _, faults = parse(read_workbook(_book(tmp_path, edit)))
    assert words in "\n".join(map(str, faults))


def test_unknown_sheet__is_told_with_the_nearest_name(tmp_path: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["单位组"].title = "单位分组"

    _, faults = parse(read_workbook(_book(tmp_path, edit)))
    assert any("没有名为“单位分组”的工作表，是否为“单位组”" in f.message for f in faults)


@pytest.mark.libreoffice
def test_workbook_saved_by_another_program__says_the_same(tmp_path: Path) -> None:
    write_workbook(sample(), tmp_path / "plan.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", "saved", "plan.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    back, faults = parse(read_workbook(tmp_path / "saved" / "plan.xlsx"))
    assert not faults
    assert back == sample()
