"""A county for measuring: three forms of 15 columns, any number of units, a returned workbook of each.

One workbook is issued and filled; those of the other units are made from its parts by exchanging names,
codes and amounts, so that thousands are made in seconds and no two say the same.
"""

from __future__ import annotations

import random
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from reportgen.edges.workspace import Workspace
from reportgen.model.period import Period

ROOT = Path(__file__).resolve().parents[1]
PERIOD = Period.parse("2027-03")
MOMENT = "2027-04-06 12:00"
FORMS = ("甲台账", "乙台账", "丙台账")
ROWS = 60
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_PLACES = ("城东", "城西", "城南", "城北", "河东", "河西", "岭上", "湾里")
_TRADES = ("机械", "食品", "建材", "物流", "电子", "纺织", "化工", "文旅")
_STATES = ("在建", "已投产", "停产")
_COLUMNS = """
      - {name: 企业名称, required: true, key: true, role: firm}
      - {name: 信用代码, type: 信用代码, required: true, role: code}
      - {name: 行业, required: true}
      - {name: 状态, type: 选项, list: 状态, required: true}
      - {name: 开工日期, type: 日期}
      - {name: 计划投资, type: 万元, decimals: 2, minimum: 0, required: true}
      - {name: 完成投资, type: 万元, decimals: 2, minimum: 0}
      - {name: 营业收入, type: 万元, decimals: 2, minimum: 0}
      - {name: 上缴税金, type: 万元, decimals: 2, minimum: 0}
      - {name: 从业人数, type: 整数, unit: 人, minimum: 0}
      - {name: 增幅, type: 百分比, decimals: 1}
      - {name: 是否规上, type: 是否}
      - {name: 负责人}
      - {name: 进展情况}
"""
_PLAN = """
header:
  name: 测速县经济行动方案
  year: 2027
  region: 测速县
  city: 测速市
  office: 专班办公室
  office_unit: 单位00001
  publisher: 测速县专班办公室
  brief_name: 测速专报
  form_prefix: CS
  sheet_note: 内部工作表
units:
{units}
groups:
  - {{name: 全体, members: [{members}]}}
tasks:
  - id: T1
    group: 工作
    name: 报送台账
    lead: 单位00001
    requirements:
      - {{id: a, text: 每月报送台账。, yields: 台账, owners: [全体], forms: [{forms}]}}
documents:
  - {{kind: 月度, name: 测速月报, template: 简报.docx, period_kind: 月, title: "{{报告期}}进展", passages: [
      {{id: 总体, block: 总体}}, {{id: 报送, heading: 报送情况, block: 报送}}, {{id: 说明, heading: 说明, block: 说明}}]}}
forms:
{sheets}
foot:
  - {{name: 填报人, place: 表尾, role: filler}}
lists:
  - name: 状态
    options: [{{value: 在建}}, {{value: 已投产}}, {{value: 停产}}]
rules:
{rules}
sentences:
  - {{id: S1, line: 1, text: 每月报送台账。, covers: [T1, T1/a]}}
"""
_RULES = (
    "[完成投资]<=[计划投资]",
    "[上缴税金]<=[营业收入]",
    'OR([状态]<>"停产",[从业人数]<5000)',
    "[从业人数]<100000",
    "AND([增幅]>-100,[增幅]<1000)",
    "ISBLANK([负责人])=FALSE",
    "[完成投资]+[营业收入]>=0",
    'IF([状态]="在建",[完成投资]<=[计划投资]*1.2,TRUE)',
    "LEN([企业名称])>=4",
    "[营业收入]<100000000",
)


def plan_text(
    units: int,
    rules: int = len(_RULES),
    forms: tuple[str, ...] = FORMS,
    rows: int = ROWS,
    fields: str = _COLUMNS,
    conditions: tuple[str, ...] = _RULES,
) -> str:
    """Return the plan of a county of so many reporting units, with so many rules for each form."""
    sheets = "".join(
        f"  - number: CS{number:02d}\n    name: {name}\n    title: 测速县{name}\n    purpose: 台账\n    rhythms: [月]\n"
        f"    owners: [全体]\n    empty_rows: {rows}\n    deadlines:\n      - {{rhythm: 月, days: 5}}\n"
        f"    fields:{fields}"
        for number, name in enumerate(forms, start=1)
    )
    checks = "".join(
        f"  - {{id: R{number}{letter}, form: {form}, condition: '{conditions[number % len(conditions)]}', field: 完成投资, "
        f"message: 第{number}条核对不符}}\n"
        for letter, form in zip("abc", forms, strict=False)
        for number in range(rules)
    )
    names = [unit_name(n) for n in range(1, units + 1)]
    return _wordings() + _PLAN.format(
        units="\n".join(f"  - {{id: U{n}, name: {name}, reports: true}}" for n, name in enumerate(names, start=1)),
        members=", ".join(names),
        forms=", ".join(forms),
        sheets=sheets,
        rules=checks,
    )


def _wordings() -> str:
    """The sentences of the repository's own plan: every plan must have them all."""
    text = (ROOT / "templates" / "plan.yaml").read_text(encoding="utf-8")
    wordings = re.search(r"^wordings:\n(?:[ #\n].*\n?|\n)*", text, re.MULTILINE)
    return wordings[0] if wordings else ""


_LIST_COLUMNS = """
      - {name: 企业名称, required: true, key: true}
      - {name: 行业, required: true}
      - {name: 计划投资, type: 万元, decimals: 2, minimum: 0, required: true}
      - {name: 完成投资, type: 万元, decimals: 2, minimum: 0}
      - {name: 从业人数, type: 整数, unit: 人, minimum: 0}
"""
_LIST_RULES = (
    "[完成投资]<=[计划投资]",
    "[从业人数]<100000",
    'OR([行业]<>"停产",[从业人数]<5000)',
    "[完成投资]+[计划投资]>=0",
    'IF([行业]="机械",[完成投资]<=[计划投资]*1.2,TRUE)',
    "LEN([企业名称])>=4",
)


def list_plan(rules: int, settings: Mapping[str, int]) -> str:
    """Return the plan of a county of one unit, one form of five columns and so many rules for it."""
    told = "".join(f'  - {{key: {key}, value: "{value}"}}\n' for key, value in settings.items())
    text = plan_text(1, rules, FORMS[:1], 15, _LIST_COLUMNS, _LIST_RULES)
    return f"settings:\n{told}{text}" if told else text


def write_list(path: Path, rows: int) -> None:
    """Write the return of the one unit of `list_plan`, with so many rows."""
    import xlsxwriter

    heads = ("序号", "企业名称 *", "行业 *", "计划投资（万元） *", "完成投资（万元）", "从业人数（人）")
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(FORMS[0])
        sheet.write(0, 0, f"测速县{FORMS[0]}")
        sheet.write(1, 0, f"表号：CS01　期别：{PERIOD.id}　填报单位：{unit_name(1)}")
        sheet.write_row(3, 0, heads)
        for row in range(rows):
            trade = _TRADES[row % len(_TRADES)]
            sheet.write_row(row + 4, 1, [f"企业{row:06d}", trade, 900.5 + row, 100.25 + row % 700, row % 500])


def unit_name(number: int) -> str:
    """Return the name of the unit of a number."""
    return f"单位{number:05d}"


def make_workspace(
    root: Path, files: int, *, rules: int = len(_RULES), periods: Sequence[Period] = (PERIOD,)
) -> Workspace:
    """Make a workspace of *files* units with the return of each for each period; every tenth has a mistake."""
    workspace = workspace_with(root, plan_text(files, rules), periods)
    for period in periods:
        write_returns(workspace.period_folder(period), files, period)
    return workspace


def workspace_with(root: Path, plan: str, periods: Sequence[Period] = (PERIOD,)) -> Workspace:
    """Make a workspace with a plan and an empty folder for each period."""
    (root / "templates" / "word").mkdir(parents=True)
    shutil.copy(ROOT / "templates" / "word" / "简报.docx", root / "templates" / "word")
    (root / "templates" / "plan.yaml").write_text(plan, encoding="utf-8")
    workspace = Workspace(root)
    for period in periods:
        workspace.period_folder(period).mkdir(parents=True)
    return workspace


def write_returns(folder: Path, files: int, period: Period = PERIOD) -> None:
    """Write the returns of the units 1 to *files* for *period* into *folder*."""
    base = folder / "base.tmp"
    _fill_base(base, period)
    with zipfile.ZipFile(base) as package:
        parts = _as_saved({info.filename: package.read(info) for info in package.infolist()})
    base.unlink()
    codes = usccs()
    for number in range(1, files + 1):
        change = _Exchange(number, codes, period)
        with zipfile.ZipFile(
            folder / f"{unit_name(number)}.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=6
        ) as target:
            for name, content in parts.items():
                target.writestr(
                    zipfile.ZipInfo(name, (2027, 4, 2, 9, 0, 0)), change(name, content), zipfile.ZIP_DEFLATED
                )


def _as_saved(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return the parts as office programs save them: UTF-8 texts (not &#21333;), gathered in one shared part."""
    texts: dict[str, int] = {}
    saved = {}
    for name, content in parts.items():
        text = re.sub(r"&#(\d+);", lambda match: chr(int(match[1])), content.decode())
        if "/worksheets/sheet" in name:
            text = re.sub(
                r't="inlineStr"><is><t(?: xml:space="preserve")?>([^<]*)</t></is></c>',
                lambda match: f't="s"><v>{texts.setdefault(match[1], len(texts))}</v></c>',
                text,
            )
        saved[name] = text.encode()
    shared = "".join(f'<si><t xml:space="preserve">{text}</t></si>' for text in texts)
    saved["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}" uniqueCount="{len(texts)}">{shared}</sst>'.encode()
    for name, end, entry in (
        ("[Content_Types].xml", b"</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_STRINGS}"/>'),
        (
            "xl/_rels/workbook.xml.rels",
            b"</Relationships>",
            f'<Relationship Id="rIdStrings" Type="{DOCUMENT}/sharedStrings" Target="/xl/sharedStrings.xml"/>',
        ),
    ):
        if b"sharedStrings" not in saved[name]:
            saved[name] = saved[name].replace(end, entry.encode() + end)
    return saved


class _Exchange:
    """Turns the parts of the first unit's workbook into another's; amounts grow by a hundredth each month."""

    _code = re.compile(r"9133\w{14}(?=</t>)")
    _amount = re.compile(r"<v>(\d+\.\d+)</v>")

    def __init__(self, number: int, codes: Iterator[str], period: Period) -> None:
        self._name = unit_name(number)
        self._factor = random.Random(number).randint(500, 1500) * (100 + period.end.month) / 100
        self._codes = codes
        self._mistake = number % 10 == 0

    def __call__(self, name: str, content: bytes) -> bytes:
        if not name.endswith((".xml", ".rels")):
            return content
        text = content.decode().replace(unit_name(1), self._name)
        if name.endswith("sharedStrings.xml"):
            text = self._code.sub(lambda _: next(self._codes), text)
            if self._mistake:
                text = re.sub(r"(91330100\d{6})\w{4}</t>", r"\1</t>", text, count=1)
        elif "/worksheets/" in name:
            text = self._amount.sub(self._scaled, text)
        return text.encode()

    def _scaled(self, match: re.Match[str]) -> str:
        return f"<v>{round(float(match[1]) * self._factor / 1000, 2)!r}</v>"


def _fill_base(path: Path, period: Period) -> None:
    """Issue the first unit's workbook for *period* and fill all rows of its three forms."""
    from openpyxl import load_workbook

    from reportgen import layout
    from reportgen.edges import plan_store
    from reportgen.edges.template_writer import Owed, write_issue

    templates = path.parent / "base-plan"
    templates.mkdir()
    (templates / "plan.yaml").write_text(plan_text(1), encoding="utf-8")
    plan = plan_store.load(templates)
    (templates / "plan.yaml").unlink()
    templates.rmdir()
    unit = plan.units[0]
    issued = path.with_suffix(".xlsx")
    due = datetime.fromisoformat("2027-04-05T18:00:00+08:00")
    write_issue(plan, unit, period, [Owed(form, period, due) for form in plan.forms], {}, {}, issued)
    book = load_workbook(issued)
    codes = usccs()
    for form in plan.forms:
        sheet = book[form.name]
        page = layout.arrange(plan, form, form.empty_rows)
        for index in range(form.empty_rows):
            for field, value in zip(
                page.columns, row_values(f"{unit.name}{form.name}", index, next(codes)), strict=True
            ):
                sheet.cell(page.first_row + index, page.column_of(field.name)).value = value  # type: ignore[assignment]
    book.save(path)
    issued.unlink()


def row_values(owner: str, index: int, code: str) -> tuple[object, ...]:
    """Return the cells of a row, in the order of the forms' columns."""
    chance = random.Random(f"{owner}{index}")
    plan, income = chance.randint(1000, 90_000) + 0.37, chance.randint(1000, 90_000) + 0.59
    place, trade = chance.choice(_PLACES), chance.choice(_TRADES)
    return (
        f"{owner}{place}{trade}{index:03d}有限公司",
        code,
        trade,
        chance.choice(_STATES),
        date(2024, 1, 1) + timedelta(days=chance.randint(0, 1000)),
        plan,
        chance.randint(1, 900) + 0.43,
        income,
        chance.randint(1, 900) + 0.21,
        chance.randint(5, 900),
        chance.randint(-20, 40) + 0.3,
        chance.choice("是否"),
        f"负责人{chance.randint(1, 40)}",
        f"{place}{trade}项目主体完工{chance.randint(10, 99)}%，设备进场",
    )


def usccs() -> Iterator[str]:
    """Yield valid 统一社会信用代码, no two alike."""
    number = 0
    while True:
        number += 1
        body = f"{number:08d}"
        check = "0123456789X0"[11 - sum(int(c) * w for c, w in zip(body, _BODY_WEIGHTS, strict=True)) % 11]
        code = f"91330100{body}{check}"
        yield code + _ALPHABET[-sum(_ALPHABET.index(c) * w for c, w in zip(code, _WEIGHTS, strict=True)) % 31]
