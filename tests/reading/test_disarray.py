"""A form filled with anything and disarranged in any way: the same records, or a finding that names the cell."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.layout import SERIAL, heading
from reportgen.model.period import Period
from reportgen.model.plan import Field
from reportgen.model.sheet import Book, Cell, Sheet, address
from reportgen.reading import codes, understand
from tests import books
from tests.reading.plans import FIRMS, PLAN, PROJECTS

OCTOBER = Period.parse("2025-10")
TITLE = "表号：ABC01　期别：2025-10　填报单位：县计划局"
_TYPED = st.sampled_from(
    ("", "12", "'12", "１２", "1,234.5", "3.5亿元", "约3", "5-6", "(3.5)", "12 13", "6.5%", "无", "—", "/", "同上", "〃", "2025-10-31",
     "10月底", "'2025.1", "45961", "年底前", "9.14E+17", "'914403001922038216", "甲乙", "用地、用能", "已开工", "在建", "是", "×",
     "TRUE", "#REF!", "=", "合计", "小计", "其中：甲", "一、概况", "注：说明", "填报人：", "本期无", "√", "县工业局", "计改局", "\u200b乙",
     "2510-430624-04-01-123456", "0730-2211111", "很长" * 30, "备注")
)  # fmt: skip
_GOOD = {
    "文本": ("甲乙", "说明甲"), "项目代码": ("2510-430624-04-01-123456",), "万元": ("12", "1234.5", "0"), "百分比": ("6.5", "0"),
    "日期": ("2025-10-31", "'2025年10月"), "整数": ("3", "12"), "是否": ("是", "否"),
}  # fmt: skip
_LISTS = {"状态": ("已开工", "未开工"), "类别": ("用地", "用地、用能"), "单位": ("县工业局",)}


def _field(field: Field) -> st.SearchStrategy[str]:
    """Mostly what belongs into the field, sometimes anything."""
    good = st.sampled_from(_LISTS.get(field.list) or _GOOD[field.type])
    return st.one_of(good, good, good, good, _TYPED)


_ROWS = st.lists(
    st.fixed_dictionaries({f.name: _field(f) for f in PROJECTS.columns() if f.name != "项目名称"}),
    min_size=1,
    max_size=6,
)
Place = tuple[str, str]
"""(sheet, cell)."""


def _rows(drawn: list[dict[str, str]]) -> list[dict[str, str]]:
    """The drawn rows, each with a name of its own, so that it can be found again."""
    return [{"项目名称": f"项目{'甲乙丙丁戊己'[n]}", **row} for n, row in enumerate(drawn)]


Records = dict[str, dict[str, str]]
"""The name of each record → its fields."""


def _told(book: Book) -> tuple[dict[Place, str], set[Place], Records]:
    """What *book* tells: the cell of each value → its text; every cell that a finding names; the records.

    That hidden cells were read all the same says nothing against their values.
    """
    reading = understand(PLAN, book, "sha", OCTOBER)
    assert reading.cells.lost == 0
    assert reading.cells.filled == sum(len(s.cells) for s in book.sheets)
    values: dict[Place, str] = {}
    named: set[Place] = set()
    for ret in reading.returns:
        for value in (*(v for row in ret.rows for v in row.values.values()), *ret.head.values()):
            values[value.origin.sheet, value.origin.cell] = value.text
    for finding in (*reading.findings, *(f for ret in reading.returns for f in ret.findings)):
        if finding.code != codes.HIDDEN_READ.id:
            named |= {(finding.sheet, cell) for cell in (finding.cell, *finding.cells)}
    records = {
        row.values["项目名称"].text: {name: value.text for name, value in row.values.items()}
        for ret in reading.returns
        for row in ret.rows
        if "项目名称" in row.values
    }
    return values, named, records


class _Desk:
    """Lays rows out on sheets in every way that agencies do and remembers the cell of each value."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.fields = list(PROJECTS.columns())
        self.places: dict[tuple[int, str], Place] = {}
        self.spread: dict[tuple[int, str], Place] = {}
        """Values that stand in the merged cell of the row above: that cell."""
        self.sheets: list[Sheet] = []
        self.added = chance.randrange(1, len(self.fields)) if chance.random() < 0.3 else 0
        """In which place a column stands that the form has not; 0: none."""
        self.renamed = chance.random() < 0.3

    def lay(self, rows: list[dict[str, str]]) -> Book:
        chance = self.chance
        chance.shuffle(self.fields)  # moved
        numbered = list(enumerate(rows))
        half = len(numbered) // 2
        way = chance.choice(("plain", "plain", "beside", "next", "headless", "stacked"))
        if way == "next" and half:
            self._sheet("一", numbered[:half], titled=True)
            self._sheet("二（续）" if chance.random() < 0.5 else "二", numbered[half:], titled=chance.random() < 0.3)
        elif way == "headless" and half:
            self._sheet("一", numbered[:half], titled=True)
            self.sheets.append(books.sheet("二", [self._line(row, "二", n) for n, row in enumerate(numbered[half:])]))
        elif way == "beside" and half:
            self._sheet("一", numbered[:half], titled=True, right=numbered[half:])
        else:
            self._sheet("一", numbered, titled=True, below=way == "stacked")
        return Book("inputs/2025-10/县计划局.xlsx", "xlsx", tuple(self.sheets))

    def _titles(self) -> list[str]:
        """The headings of one row, 序号 first."""
        told = [heading(f) + (" *" if f.required else "") for f in self.fields]
        if self.renamed:
            told = [next(iter(f.aliases), text) for f, text in zip(self.fields, told, strict=True)]
        return [SERIAL, *self._with_added(told, "自己加的列")]

    def _with_added(self, texts: list[str], own: str) -> list[str]:
        return [*texts[: self.added], own, *texts[self.added :]] if self.added else texts

    def _heads(self, lines: list[list[str]], merges: list[tuple[int, int, int, int]]) -> None:
        """The headings in two rows: groups above, merged over what they hold, the others merged downwards."""
        groups = ["", *self._with_added([f.group for f in self.fields], "")]
        titles, row = self._titles(), len(lines) + 1
        lines.append([group or title for group, title in zip(groups, titles, strict=True)])
        lines.append([title if group else "" for group, title in zip(groups, titles, strict=True)])
        for col, group in enumerate(groups, start=1):
            if not group:
                merges.append((row, col, row + 1, col))
            elif group == groups[col - 2]:
                lines[-2][col - 1] = ""
                merges.append((row, col - 1, row, col))

    def _line(self, row: tuple[int, dict[str, str]], sheet: str, above: int, shift: int = 0) -> list[str]:
        """One row's cells from its 序号 on; it will stand under *above* lines of *sheet*."""
        number, values = row
        for offset, field in enumerate(self.fields, start=1):
            col = shift + offset + (1 if self.added and offset > self.added else 0)
            self.places[number, field.name] = (sheet, address(above + 1, col + 1))
        return [str(number + 1), *self._with_added([values[f.name] for f in self.fields], "自己写的")]

    def _aside(self, width: int) -> list[str]:
        """A row that is no record: a total, a part of one, a remark, a blank one."""
        chance = self.chance
        return chance.choice(
            (
                [],
                [""] * width,
                [chance.choice(("合计", "小　计", "总计")), *[""] * (width - 1)],
                ["", "其中：甲", *[""] * (width - 2)],
                ["注：以上为初步数"],
            )
        )

    def _merge_equal(
        self, lines: list[list[str]], start: int, merges: list[tuple[int, int, int, int]], name: str
    ) -> None:
        """Merge two cells that say the same of two rows under each other, as people do by hand."""
        at = {place: key for key, place in self.places.items()}
        for col in range(1, len(lines[start])):
            upper, lower = at.get((name, address(start + 1, col + 1))), at.get((name, address(start + 2, col + 1)))
            text = lines[start][col]
            if (
                upper
                and lower
                and text
                and text == lines[start + 1][col]
                and not text[0].isdigit()
                and text[0] not in "'=#"
            ):
                lines[start + 1][col] = ""
                merges.append((start + 1, col + 1, start + 2, col + 1))
                del self.places[lower]
                self.spread[lower] = self.places[upper]

    def _sheet(
        self,
        name: str,
        rows: list[tuple[int, dict[str, str]]],
        *,
        titled: bool,
        right: list[tuple[int, dict[str, str]]] | None = None,
        below: bool = False,
    ) -> None:
        chance = self.chance
        lines: list[list[str]] = [[] for _ in range(chance.randrange(3))]
        merges: list[tuple[int, int, int, int]] = []
        if titled:
            lines.append([TITLE])
        if chance.random() < 0.3:
            lines.append(["", "", "单位：万元"])
        titles = self._titles()
        gap = [""] * chance.randrange(2)
        width = len(titles) + len(gap)
        if right:
            lines.append([*titles, *gap, *titles])
        elif chance.random() < 0.3:
            self._heads(lines, merges)
        else:
            lines.append(titles)
        if chance.random() < 0.1 and not right:
            lines.append(["甲", "乙", *(str(n) for n in range(1, len(titles) - 1))])
        for index in range(max(len(rows), len(right or []))):
            if chance.random() < 0.3 and not right:
                lines.append(self._aside(len(titles)))
            if chance.random() < 0.15 and not right:
                lines.append(titles)
            above = len(lines)
            line = self._line(rows[index], name, above) if index < len(rows) else [""] * len(titles)
            if right and index < len(right):
                line += [*gap, *self._line(right[index], name, above, width)]
            lines.append(line)
            if index and not right and len(lines[-2]) == len(line) and chance.random() < 0.5:
                self._merge_equal(lines, above - 1, merges, name)
        lines += [[], ["填报人：张三", "", "审核人："], ["负责人签字：", "", "（盖章）"], ["填表说明：一、按月填报。"]]
        if below:
            lines += [
                [],
                [SERIAL, *(heading(f) for f in FIRMS.columns())],
                ["1", "某公司", "'914403001922038216", "'0730-1"],
            ]
        made = books.sheet(name, lines)
        hidden = frozenset(r for r in sorted({row for row, _ in made.cells}) if chance.random() < 0.1)
        hidden_cols = frozenset(c for c in range(1, width) if chance.random() < 0.05)
        state = "hidden" if chance.random() < 0.1 else "visible"
        self.sheets.append(
            replace(made, hidden_rows=hidden, hidden_cols=hidden_cols, merges=tuple(merges), state=state)
        )


def _straight(rows: list[dict[str, str]]) -> tuple[dict[tuple[int, str], str], set[tuple[int, str]]]:
    """What the rows tell in the form as it was issued: values by (row, field), and the cells that are named."""
    sheet = books.filled_sheet(PLAN, PROJECTS, OCTOBER, "县计划局", rows, {"填报人": "张三"})
    names = {
        cell.raw: row for (row, _), cell in sheet.cells.items() if cell.raw.startswith("项目") and len(cell.raw) == 3
    }
    first = min(names.values())
    values, named, _ = _told(Book("inputs/2025-10/县计划局.xlsx", "xlsx", (sheet,)))
    keys = {
        (n, f.name): (sheet.name, address(first + n, col))
        for n in range(len(rows))
        for col, f in enumerate(PROJECTS.columns(), start=2)
    }
    return {k: values[p] for k, p in keys.items() if p in values}, {k for k, p in keys.items() if p in named}


def _filled(book: Book) -> Iterator[tuple[Place, Cell]]:
    for sheet in book.sheets:
        for cell in sheet.cells.values():
            yield (sheet.name, cell.address), cell


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_ROWS, st.randoms(use_true_random=False))
def test_disarranged__the_same_records_or_a_finding_that_names_the_cell(
    drawn: list[dict[str, str]], chance: random.Random
) -> None:
    rows = _rows(drawn)
    expected, asked = _straight(rows)
    desk = _Desk(chance)
    book = desk.lay(rows)
    values, named, records = _told(book)
    cells = dict(_filled(book))
    for key, place in desk.places.items():
        if place not in cells or place in named:
            continue
        assert place in values, (key, cells[place].raw)
        assert values[place] == expected.get(key) or key in asked, (key, cells[place].raw)
    for (number, field), place in desk.spread.items():
        name = rows[number]["项目名称"]
        row_is_named = desk.places[number, "项目名称"] in named  # drawn as a row of totals
        if (number, field) not in asked and place not in named and not row_is_named:
            assert name in records
            assert records[name].get(field) == expected.get((number, field)), (name, field)
