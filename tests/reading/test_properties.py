"""Whatever happens to a form on its way: the same records, no cell lost, no exception."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.layout import NIL, SERIAL, heading
from reportgen.model.period import Period
from reportgen.model.plan import Form
from reportgen.model.records import Return
from reportgen.model.sheet import Book, Cell, CellKind, Sheet
from reportgen.reading import understand
from reportgen.rules import check_return
from tests import books
from tests.reading.plans import PLAN, PROJECTS

OCTOBER = Period.parse("2025-10")
CALM = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])

_NAMES = st.text("甲乙丙丁戊己庚辛", min_size=2, max_size=6)
_RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "项目名称": _NAMES.map(lambda t: f"{t}项目"),
            "总投资": st.integers(0, 99999).map(str),
            "状态": st.sampled_from(["未开工", "已开工", "已完成"]),
        },
        optional={
            "支付率": st.decimals(0, 100, places=1).map(str),
            "计划开工日期": st.dates(date(2001, 1, 1), date(2049, 12, 31)).map(str),
            "备注": _NAMES,
        },
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda r: r["项目名称"],
)


def records(ret: Return) -> list[dict[str, str]]:
    return [{name: value.text for name, value in row.values.items()} for row in ret.rows]


def plain(row: dict[str, str]) -> dict[str, str]:
    return {k: format(Decimal(v).normalize(), "f") if k in ("总投资", "支付率") else v for k, v in row.items()}


def read(sheet: Sheet) -> Return:
    reading = understand(PLAN, Book("inputs/2025-10/x.xlsx", "xlsx", (sheet,)), "sha", OCTOBER)
    (ret,) = reading.returns
    assert ret.cells.lost == 0
    return ret


@CALM
@given(_RECORDS)
def test_filled_form__reads_back(rows: list[dict[str, str]]) -> None:
    ret = read(books.filled_sheet(PLAN, PROJECTS, OCTOBER, "县计划局", rows, {"填报人": "张三"}))
    assert records(ret) == [plain(r) for r in rows]
    assert ret.head["填报人"].text == "张三"
    assert not ret.findings


@CALM
@given(_RECORDS, st.randoms(use_true_random=False))
def test_mistreated_form__gives_the_same_records(rows: list[dict[str, str]], chance: random.Random) -> None:
    ret = read(_mistreated(PROJECTS, rows, chance))
    assert [dict(sorted(r.items())) for r in records(ret)] == [dict(sorted(plain(r).items())) for r in rows]


def _mistreated(form: Form, rows: list[dict[str, str]], chance: random.Random) -> Sheet:
    """Shuffle columns, insert rows, totals and headings, widen digits, leave out what is blank."""
    fields = list(form.columns())
    chance.shuffle(fields)
    titles = [SERIAL, *(heading(f).replace("（", "(<br>") if chance.random() < 0.3 else heading(f) for f in fields)]
    lines = [[] for _ in range(chance.randrange(3))]
    lines.append(["表号:ABC01  期别：2025-10 填 报 单 位：计改局"])
    lines += [["情况说明"]] * chance.randrange(2) + [titles]
    for index, row in enumerate(rows):
        texts = [_restyled(row.get(f.name, ""), chance) if f.name != "项目名称" else row[f.name] for f in fields]
        lines.append([str(index + 1), *texts])
        if chance.random() < 0.2:
            lines.append([])
        if chance.random() < 0.2:
            lines.append(titles)
        if chance.random() < 0.2:
            lines.append([chance.choice(["合计", "小　计"]), *("" for _ in fields)])
    lines.append(["填报人：张三"])
    return books.sheet("表", lines)


def _restyled(text: str, chance: random.Random) -> str:
    if text.replace(".", "").isdigit() and chance.random() < 0.5:
        return "'" + text.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)})
    return f" {text}\u200b" if text and chance.random() < 0.2 and not text[0].isdigit() else text


_WORDS = [heading(f) for f in PROJECTS.columns()] + [
    SERIAL, "项目名称", "总投资", "合计", "其中：甲", "同上", "无", "/", NIL, "√", "填报人：", "填报人：张三", "审核人",
    "表号：ABC01　期别：2025-10　填报单位：县计划局", "表号：", "期别：2025年", "填报单位：不知道", "单位：亿元", "注：说明",
    "填表说明：", "1,200万元", "5-6", "约3", "10月底", "已开工", "一、概况", " ", "\u200b", "①", "²", "٣",
]  # fmt: skip
_CELLS = st.one_of(
    st.sampled_from(_WORDS).map(lambda t: (CellKind.TEXT, t)),
    st.text(max_size=12).map(lambda t: (CellKind.TEXT, t)),
    st.decimals(allow_nan=False, allow_infinity=False).map(lambda d: (CellKind.NUMBER, d)),
    st.dates().map(lambda d: (CellKind.DATE, d)),
    st.times().map(lambda t: (CellKind.DATE, t)),
    st.booleans().map(lambda b: (CellKind.BOOL, b)),
    st.just((CellKind.ERROR, "#REF!")),
    st.just((CellKind.UNCALCULATED, "")),
)
_PLACES = st.tuples(st.integers(1, 9), st.integers(1, 7))
_MERGES = st.lists(st.tuples(_PLACES, st.integers(0, 3), st.integers(0, 3)), max_size=3)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(_PLACES, _CELLS, max_size=40), _MERGES, st.booleans())
def test_any_grid__loses_no_cell_and_never_raises(
    drawn: dict[tuple[int, int], tuple[CellKind, object]],
    merges: list[tuple[tuple[int, int], int, int]],
    titled: bool,
) -> None:
    cells = {
        place: Cell(*place, kind, value, str(value), comment="看" if place == (2, 2) else None)  # type: ignore[arg-type]
        for place, (kind, value) in drawn.items()
    }
    if titled:
        title = "表号：ABC01　期别：2025-10　填报单位：县计划局"
        cells[1, 1] = Cell(1, 1, CellKind.TEXT, title, title)
        for col, field in enumerate(PROJECTS.columns()[:5], start=2):
            cells.setdefault((3, col), Cell(3, col, CellKind.TEXT, heading(field), heading(field)))
    areas = tuple((r, c, r + down, c + right) for (r, c), down, right in merges)
    sheet = Sheet("表", cells, areas, frozenset({4}), frozenset({3}))
    reading = understand(PLAN, Book("inputs/2025-10/x.xlsx", "xlsx", (sheet,)), "sha", OCTOBER)
    assert reading.cells.filled == len(cells)
    assert reading.cells.lost == 0
    again = understand(PLAN, Book("inputs/2025-10/x.xlsx", "xlsx", (sheet,)), "sha", OCTOBER)
    assert again == reading
    for ret in reading.returns:
        check_return(PLAN, ret)
        merged = {v.origin.cell for r in ret.rows for v in r.values.values()} | {
            v.origin.cell for v in ret.head.values()
        }
        named = {c for f in ret.findings for c in (f.cell, *f.cells)}
        assert ret.cells.merged >= len(merged)
        assert named <= {c.address for c in cells.values()} | {""}
