"""Formulas and rows made up from a seed, computed by the evaluator and by LibreOffice; what both give is compared."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from reportgen.edges.books import open_book
from reportgen.formula import Formula, compile_formula, excel
from reportgen.formula.excel import Located
from reportgen.formula.functions import Kind
from reportgen.formula.tree import Ref
from reportgen.formula.values import ERROR, Result, as_shown, serial
from reportgen.model.sheet import CellKind, column_letters
from reportgen.model.values import PlanDate, Understood, plain
from tests import office

FIELDS: dict[str, Kind] = {
    "数一": Kind.NUMBER, "数二": Kind.NUMBER, "数三": Kind.NUMBER, "字一": Kind.TEXT, "字二": Kind.TEXT,
    "日一": Kind.DATE, "日二": Kind.DATE, "是否": Kind.TRUTH,
}  # fmt: skip
_NUMBERS = [
    Decimal(n)
    for n in (
        "0",
        "1",
        "-1",
        "2.5",
        "0.1",
        "0.2",
        "0.3",
        "100",
        "1234.56",
        "-0.05",
        "1000000",
        "0.005",
        "12",
        "99999.995",
        "7",
    )
]
_TEXTS = ["甲", "ABC", "abc", "在办", "已办结", "12", "甲 乙  丙", "无", "3.5", "2025-10-31", "X", "省重点、专项债"]
_DAYS = [date(2025, 10, 31), date(2025, 1, 1), date(2024, 2, 29), date(2025, 12, 31), date(2025, 10, 1)]
Row = dict[str, Understood]


@dataclass(frozen=True)
class Disagreement:
    formula: str
    row: Row
    evaluator: str
    excel: str


def rows(rng: random.Random, count: int) -> list[Row]:
    """Rows of every kind of value; one in five cells is blank."""

    def value(kind: Kind) -> Understood:
        if rng.random() < 0.2:
            return None
        if kind is Kind.NUMBER:
            return rng.choice(_NUMBERS)
        if kind is Kind.TEXT:
            return rng.choice(_TEXTS)
        return PlanDate(rng.choice(_DAYS)) if kind is Kind.DATE else rng.random() < 0.5

    return [{name: value(kind) for name, kind in FIELDS.items()} for _ in range(count)]


class Maker:
    """Makes formulas of a wanted kind, every operator and function among them."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def make(self, kind: Kind, depth: int) -> str:
        return {Kind.NUMBER: self.number, Kind.TEXT: self.text, Kind.DATE: self.date, Kind.TRUTH: self.truth}[kind](
            depth
        )

    def _pick(self, choices: Sequence[str]) -> str:
        return self.rng.choice(choices)

    def number(self, depth: int) -> str:
        leaf = ["[数一]", "[数一]", "[数二]", "[数二]", "数三", "0.1", "0.2", "3", "100", "2.5"]
        if depth <= 0:
            return self._pick(leaf)
        n, t, d, c = (lambda k=k: self.make(k, depth - 1) for k in (Kind.NUMBER, Kind.TEXT, Kind.DATE, Kind.TRUTH))
        return self.rng.choice(
            [
                lambda: self._pick(leaf),
                lambda: f"{n()}{self._pick('+-*/')}{n()}",
                lambda: f"({n()}{self._pick('+-')}{n()})*{n()}",
                lambda: f"-{n()}",
                lambda: f"ABS({n()})",
                lambda: f"ROUND({n()},{self._pick(['0', '1', '2', '-1'])})",
                lambda: f"ROUND({n()})",
                lambda: f"INT({n()})",
                lambda: f"MOD(INT({n()}),{self._pick(['3', '7', '-4', '0'])})",
                lambda: f"{self._pick(['SUM', 'MIN', 'MAX', 'AVERAGE', 'COUNT', 'COUNTA'])}([数一],[数二],[数三])",
                lambda: f"SUM({n()},{n()})",
                lambda: f"MAX([数一],{n()})",
                lambda: "COUNTA([字一],[数一],[日一])",
                lambda: "COUNTA([字一],[字二])",
                lambda: f"{self._pick(['SUM', 'MIN', 'MAX', 'COUNT', 'COUNTA'])}(本表[{self._pick(['数一', '数二'])}])",
                lambda: f"COUNTIF({self._pick(['[字一]', '[数一]', '日一', '[是否]'])},本行)",
                lambda: (
                    f'COUNTIF([数一],"{self._pick([">", ">=", "<", "<=", "<>", "="])}{self._pick(["1", "0.1", "100"])}")'
                ),
                lambda: f"COUNTIF([字一],{self._pick(['“甲”', '“<>甲”', '“=abc”', '[字二]'])})",
                lambda: f"IF({c()},{n()},{n()})",
                lambda: f"IFERROR({n()},{n()})",
                lambda: f"LEN({t()})",
                lambda: f"VALUE({self._pick(['[字一]', '“12.5”', '“甲”', 'LEFT([字二],1)'])})",
                lambda: f"{self._pick(['YEAR', 'MONTH', 'DAY'])}({d()})",
                lambda: "YEAR([字一])",
                lambda: f"({d()}-{d()})",
                lambda: "[字一]*1",
            ]
        )()

    def text(self, depth: int) -> str:
        leaf = ["[字一]", "[字二]", "字一", '"甲"', '"abc"', '"在办"', '([是否]&"")']
        if depth <= 0:
            return self._pick(leaf)
        n, t, c = (lambda k=k: self.make(k, depth - 1) for k in (Kind.NUMBER, Kind.TEXT, Kind.TRUTH))
        return self.rng.choice(
            [
                lambda: self._pick(leaf),
                lambda: f"{t()}&{t()}",
                lambda: f"{t()}&ROUND({n()},2)",
                lambda: f"LEFT({t()},{self._pick(['1', '2', '0', '9', '-1'])})",
                lambda: f"RIGHT({t()})",
                lambda: f"MID({t()},{self._pick(['1', '2', '0'])},{self._pick(['1', '3'])})",
                lambda: f"TRIM({t()})",
                lambda: f"IF({c()},{t()},{t()})",
                lambda: f"IFERROR({t()},{t()})",
            ]
        )()

    def date(self, depth: int) -> str:
        leaf = ["[日一]", "[日二]", "日一", "DATE(2025,10,31)"]
        if depth <= 0:
            return self._pick(leaf)
        d, c = (lambda k=k: self.make(k, depth - 1) for k in (Kind.DATE, Kind.TRUTH))
        return self.rng.choice(
            [
                lambda: self._pick(leaf),
                lambda: f"DATE(YEAR({d()}),MONTH({d()})+{self._pick(['0', '1', '5'])},DAY({d()}))",
                lambda: f"EOMONTH({d()},{self._pick(['0', '1', '-2'])})",
                lambda: f"({d()}+{self._pick(['1', '30', '365'])})",
                lambda: f"{self._pick(['MIN', 'MAX'])}([日一],[日二])",
                lambda: f"IF({c()},{d()},{d()})",
            ]
        )()

    def truth(self, depth: int) -> str:
        n, t, d, c = (lambda k=k: self.make(k, depth - 1) for k in (Kind.NUMBER, Kind.TEXT, Kind.DATE, Kind.TRUTH))
        signs = ["=", "<>", "<", "<=", ">", ">="]
        leaf = [
            lambda: f"{n()}{self._pick(signs)}{n()}",
            lambda: f"{t()}{self._pick(['=', '<>'])}{t()}",
            lambda: f"{d()}{self._pick(signs)}{d()}",
            lambda: f'[{self._pick(list(FIELDS))}]{self._pick(["=", "<>"])}""',
            lambda: f"ISBLANK([{self._pick(list(FIELDS))}])",
        ]
        if depth <= 0:
            return self.rng.choice(leaf)()
        return self.rng.choice(
            [
                *leaf,
                lambda: "[是否]",
                lambda: f"[是否]={self._pick(['TRUE', 'FALSE', '“是”', '“否”'])}",
                lambda: f"AND({c()},{c()})",
                lambda: f"OR({c()},{c()},{c()})",
                lambda: f"NOT({c()})",
                lambda: f"IF({c()},{c()},{c()})",
                lambda: f"IF({c()},{c()})",
                lambda: f"IFERROR({n()}>{n()},{c()})",
                lambda: f"ISBLANK({n()})",
                lambda: f"ISNUMBER({self._pick([n(), t(), d()])})",
                lambda: f"ISTEXT({self._pick([n(), t()])})",
                lambda: f"EXACT({t()},{t()})",
                lambda: f"CONTAINS({t()},{t()})",
                lambda: f"{n()}{self._pick(signs)}{t()}",
            ]
        )()


def formulas(rng: random.Random, count: int) -> dict[str, Kind]:
    """Return *count* formulas and what each gives."""
    maker = Maker(rng)
    kinds = [Kind.TRUTH, Kind.TRUTH, Kind.NUMBER, Kind.TEXT, Kind.DATE]
    found: dict[str, Kind] = {}
    while len(found) < count:
        kind = rng.choice(kinds)
        found.setdefault(maker.make(kind, rng.randint(1, 3)), kind)
    return found


@dataclass(frozen=True)
class Table:
    """The evaluator's view of the rows."""

    held: list[Row]

    @property
    def size(self) -> int:
        return len(self.held)

    def row_values(self, ref: Ref) -> list[Result]:
        return [row[ref.name] for row in self.held]

    column = row_values


@dataclass(frozen=True)
class Places:
    """Excel's view of them: fields in columns from A, rows from 1."""

    row: int
    last: int

    def value(self, ref: Ref) -> Located:
        return Located(f"${_letters(ref.name)}{self.row}", FIELDS[ref.name])

    def column(self, ref: Ref) -> Located:
        letters = _letters(ref.name)
        return Located(f"${letters}$1:${letters}${self.last}", FIELDS[ref.name])


def _letters(name: str) -> str:
    return column_letters(list(FIELDS).index(name) + 1)


def disagreements(texts: Mapping[str, Kind], held: list[Row], folder: Path) -> list[Disagreement]:
    """Return where evaluator and LibreOffice differ over all *texts* and rows."""
    compiled = [compile_formula(text) for text in texts]
    source = folder / "oracle.xlsx"
    _write(compiled, list(texts.values()), held, source)
    computed = office.convert(source, folder / "done", "xlsx:Calc MS Excel 2007 XML", folder)
    sheet = open_book(computed, "oracle.xlsx").sheets[0]
    found = []
    for number, formula in enumerate(compiled):
        for index, told in enumerate(formula.over(Table(held))):
            cell = sheet.cells.get((index + 1, len(FIELDS) + 1 + number))
            got = "" if cell is None else "错误" if cell.kind is CellKind.ERROR else _shown(cell.value)
            if got != _shown(told):
                found.append(Disagreement(formula.text, held[index], _shown(told), got))
    return found


def _write(compiled: Sequence[Formula], kinds: Sequence[Kind], held: list[Row], path: Path) -> None:
    """Write rows and formulas without results, so that LibreOffice calculates all of them."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("题")
    for index, row in enumerate(held):
        places = Places(index + 1, len(held))
        asked = (f"={formula_of(f, kind, places)}" for f, kind in zip(compiled, kinds, strict=True))
        sheet.append([*map(_typed, row.values()), *asked])
    book.save(path)


def _typed(value: Understood) -> object:
    if isinstance(value, PlanDate):
        return datetime(value.start.year, value.start.month, value.start.day)
    if isinstance(value, Decimal):
        return float(value)
    return None if value is None else plain(value)


def formula_of(formula: Formula, kind: Kind, places: Places) -> str:
    """The formula as a template carries it, with blanks told apart."""
    if kind is Kind.TRUTH:
        told = excel.condition(formula.tree, places)
        return f'IF({told.holds},"TRUE",IF({told.broken},"FALSE","空"))'
    text, sure = excel.value(formula.tree, places)
    return f'IF({sure},{text},"空")'


def _shown(value: object) -> str:
    if value is ERROR:
        return "错误"
    if value is None:
        return "空"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, PlanDate):
        return plain(serial(value.end))
    if isinstance(value, datetime | date):
        return plain(serial(value if type(value) is date else value.date()))  # type: ignore[union-attr]
    if isinstance(value, Decimal):
        return f"{float(as_shown(value)):.12g}"
    return str(value)
