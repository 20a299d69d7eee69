"""What every block is given: the plan, the outcome, and the only ways to put a number into words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from reportgen import layout
from reportgen.brief.fill import Filling, Spans, fill
from reportgen.brief.numbers import plain_text, printed_number
from reportgen.measures import numbers
from reportgen.model.figure import Figure, Ledger, Source
from reportgen.model.office import Desk, Issue
from reportgen.model.outcome import Outcome
from reportgen.model.period import Period, Rhythm
from reportgen.model.plan import Document, Field, Form, Passage, Plan, Unit
from reportgen.model.records import Row
from reportgen.model.text import Day, Num, Span, Text
from reportgen.model.values import PlanDate, Value, plain
from reportgen.model.wordings import has_digit

STATED = "方案规定"
_WAN, _YI, _WAN_PER_YI = "万元", "亿元", 10000


@dataclass(frozen=True, slots=True)
class Context:
    """One document in the making. ``unit`` is "" unless the document goes to one unit; *desk* is what the office adds."""

    plan: Plan
    document: Document
    outcome: Outcome
    unit: str = ""
    desk: Desk = Desk()

    @property
    def issue(self) -> Issue | None:
        """The line of 发文登记 about this document, None while it is not signed."""
        return self.desk.issue_of(self.document.kind, self.outcome.period.id, self.unit)

    def issue_number(self) -> int:
        """Return the number of the issue: the registered one, else the next of the year, else the period's ordinal."""
        kind, period = self.document.kind, self.outcome.period
        if self.issue is not None and self.issue.number:
            return self.issue.number
        return self.desk.next_number(kind, period.plan_year) or ordinal(period)

    @property
    def figures(self) -> Ledger:
        return self.outcome.figures

    # ------------------------------------------------------------ words

    def say(self, key: str, /, **values: Filling) -> Spans:
        """Return the wording *key*, its names filled with *values*."""
        return fill(self.plan.wording(key), values)

    def word(self, key: str) -> str:
        """Return the text of a wording without names."""
        return self.plan.wording(key)

    def pattern(self, text: str, values: Mapping[str, Filling], *place: str) -> Spans:
        """Return a pattern of the plan that stands at *place*; digits in it are quoted from there."""
        return fill(text, values, lambda words: self._quoted_words(words, place))

    def name(self, text: str, *place: str) -> Spans:
        """Return a name of the plan, e.g. ``name(m.name, "milestones", m.id, "name")``.

        A name with digits (六十万吨 written in digits) enters as a quotation of the plan's cell.
        """
        return (self._quoted_words(text, place),) if text else ()

    def unit_name(self, name: str) -> Spans:
        return self.name(name, "units", name, "name")

    def form_name(self, name: str) -> Spans:
        return self.name(name, "forms", name, "name")

    def names_of(
        self, groups: Sequence[Spans], limit: int | None = None, inputs: Iterable[str] = (), unit: str = "个"
    ) -> Spans:
        """Return names joined by 、; beyond *limit* the rest is told by 等 and the true count, proved by *inputs*."""
        shown = groups if limit is None or len(groups) <= limit else groups[:limit]
        spans: list[Span] = []
        for group in shown:
            if spans:
                spans.append(Text("、"))
            spans += group
        if len(shown) < len(groups):
            total = self.count("names", len(groups), unit, "名单个数", inputs, unique=True)
            spans += self.say("报送_等", 数=total)
        return tuple(spans)

    def _quoted_words(self, text: str, place: Sequence[str]) -> Span:
        if not has_digit(text):
            return Text(text)
        path = "/".join(place)
        where = self.plan.place(*place)
        source = (
            Source(where.file, where.sheet, where.cell, where.raw or text, text)
            if where
            else Source("", "", path, text, text)
        )
        return Num(self.keep(Figure(f"quoted.plan.{path}.{text}", text, text, "", text, STATED, (source,))))

    # ------------------------------------------------------------ numbers

    def number(
        self,
        id: str,
        value: Decimal | int,
        unit: str,
        *,
        name: str = "",
        how: str = "",
        inputs: Iterable[str] = (),
        place: Sequence[str] = (),
        bare: bool = False,
        absolute: bool = False,
        places: int | None = None,
    ) -> Num:
        """Return figure *id* as printed: rounded by the plan, without unit if *bare*, sign if *absolute*.

        The figure of that id in the ledger is used, with its exact value (a result's rates are rounded),
        if it may be printed so; else a figure is added that rests on it, on *inputs*, or on the plan's
        cell at *place*.
        """
        figure = self.figures.get(id)
        amount = figure.value if figure is not None and isinstance(figure.value, Decimal) else Decimal(value)
        if places is None and amount and not numbers.half_up(amount, numbers.places_of(amount, unit, self.plan)):
            places = numbers.own_places(amount)  # what is not zero is not printed as zero
        shown = abs(amount) if absolute else amount
        text = printed_number(shown, unit, self.plan, bare=bare, places=places)
        if figure is not None and text in figure.texts:
            return _as_printed(figure, text, unit)
        full = printed_number(amount, unit, self.plan, places=places)
        known = (id,) if figure is not None else tuple(dict.fromkeys(i for i in inputs if i in self.figures))
        made = Figure(
            id if figure is None else f"{id}.printed.{unit}",
            name or (figure.name if figure else id),
            amount,
            unit,
            full,
            how or (figure.how if figure else STATED if place else "由所列各数计得"),
            self._plan_source(place, full) if place and figure is None else (),
            known,
            tuple(t for t in numbers.variants(amount, unit, self.plan, places=places) if t != full),
        )
        return _as_printed(self.keep(made), text, unit)

    def count(
        self, id: str, value: int, unit: str, name: str, inputs: Iterable[str] = (), *, unique: bool = False
    ) -> Num:
        """Return a number of things that this document counts itself, resting on *inputs*.

        With *unique* the id is completed with the value, for counts that occur more than once.
        """
        rest = tuple(i for i in dict.fromkeys(inputs) if i in self.figures)
        parts = ("brief", self.document.kind, self.unit, id, *((*rest[:1], str(value)) if unique else ()))
        scope = ".".join(filter(None, parts))
        how = f"{name}：逐项清点" + ("" if rest else "，无来源单元格可列")
        return self.number(scope, value, unit, name=name, how=how, inputs=rest)

    def existing(self, id: str) -> Num | None:
        """Return a figure of the ledger in its own text, None if it is not there or has no value."""
        figure = self.figures.get(id)
        return self.spoken(figure) if figure is not None else None

    def spoken(self, figure: Figure, *, in_yi: bool = False) -> Num | None:
        """Return *figure* in its own text, None without value; *in_yi* tells 万元 in 亿元, as the figure offers."""
        if figure.value is None:
            return None
        if in_yi and figure.unit == _WAN and isinstance(figure.value, Decimal):
            large = numbers.text_of(figure.value / _WAN_PER_YI, _YI, self.plan)
            return _as_printed(figure, large if large in figure.texts else figure.text, _YI)
        return _as_printed(figure, figure.text, figure.unit)

    @staticmethod
    def is_large(figure: Figure) -> bool:
        """Whether a sum of 万元 is told in 亿元; one unit is used throughout a sentence."""
        return figure.unit == _WAN and isinstance(figure.value, Decimal) and abs(figure.value) >= _WAN_PER_YI

    def _plan_source(self, place: Sequence[str], text: str) -> tuple[Source, ...]:
        where = self.plan.place(*place)
        if where is None:
            return (Source("", "", "/".join(place), text, text),)
        return (Source(where.file, where.sheet, where.cell, where.raw or text, text),)

    def keep(self, figure: Figure) -> Figure:
        """Add a figure that the document makes itself to the ledger and return it."""
        return self.figures.add(figure)

    def left_out(self, number: Num, sheet: str) -> Spans:
        """Return how many were not listed, and the sheet of 汇总表 that lists them all."""
        return self.say("落后_其余", 数=number, 处=self.name(sheet, "settings", sheet, "value"))

    # ------------------------------------------------------------ cells as reported

    def cell(self, row: Row, field: Field, most: int | None = None) -> Spans:
        """Return what a unit reported in a field, quoted from its cell; nothing if blank or sensitive.

        Of more than *most* characters the first are quoted, up to a stop where there is one, and …… .
        """
        value = row.values.get(field.name)
        if value is None or value.value is None or field.sensitive:
            return ()
        if isinstance(value.value, PlanDate):
            return (self.reported_day(value.value),)
        return self.quote(value, field, most=most)

    def reported_day(self, day: PlanDate) -> Day:
        """Return a date in the precision it was given, a day of the plan's year without the year."""
        if day.precision == "day" and day.start.year == self.plan.header.year:
            return short_day(day.start)
        return Day(day.label)

    def quote(self, value: Value, field: Field, *, unit: bool = False, most: int | None = None) -> Spans:
        """Return a value as printed, with its *unit* if asked, proved by its cell if it holds digits."""
        bare = _cut(self._reported_text(value, field), most)
        text = f"{bare}{layout.unit_of(field)}" if unit and isinstance(value.value, Decimal) else bare
        if not has_digit(text):
            return (Text(text),) if text else ()
        o = value.origin
        id = f"quoted.{o.file}/{o.sheet}!{o.cell}{_CUT if bare.endswith(_CUT) else ''}"
        stated = value.value if isinstance(value.value, Decimal) else text
        how = f"{field.name}，按填报单位所报原样引用"
        others = (f"{bare}{layout.unit_of(field)}",) if isinstance(value.value, Decimal) else ()
        return (Num(self.keep(Figure(id, field.name, stated, "", bare, how, (Source.of(value),), (), others)), text),)

    @staticmethod
    def _reported_text(value: Value, field: Field) -> str:
        if isinstance(value.value, Decimal):
            places = numbers.own_places(value.value) if field.decimals is None else field.decimals
            return f"{numbers.half_up(value.value, places)}"
        return "".join(plain(value.value).split("\n")).strip().rstrip("。；;，")

    def role_cell(self, form: Form, row: Row, role: str, most: int | None = None) -> Spans:
        """Return the cell of the field that plays *role*, nothing if there is no such field."""
        field = form.role(role)
        return self.cell(row, field, most) if field is not None and not form.sensitive else ()

    # ------------------------------------------------------------ days

    @property
    def as_of_day(self) -> date:
        return self.outcome.as_of.date()

    @property
    def feedback_due(self) -> date:
        """The day by which a unit should answer: the day of the merge and ``review_days``."""
        return self.as_of_day + timedelta(days=int(self.plan.setting("review_days")))

    def common(self) -> dict[str, Filling]:
        """Return the values of the names in `model.wordings.COMMON`."""
        header = self.plan.header
        unit = self.plan.unit(self.unit)
        return {
            "报告期": Day(self.outcome.period.label),
            "截至": moment(self.outcome.as_of),
            "日期": Day.of(self.as_of_day),
            "年度": Day(f"{header.year}年"),
            "期号": Day(f"第{self.issue_number()}期"),
            "编号": self._reference(unit),
            "单位": self.unit_name(self.unit),
            "方案": self.name(header.name, "header", "name"),
            "县": self.name(header.region, "header", "region"),
            "简报名称": self._masthead(),
            "编发单位": self.name(header.publisher, "header", "publisher"),
            "专班办公室": self.name(header.office, "header", "office"),
            "反馈时限": Day.of(self.feedback_due),
        }

    def _masthead(self) -> Spans:
        """Return the name of the series that the document's issue number counts."""
        if self.document.masthead:
            return self.name(self.document.masthead, "documents", self.document.kind, "masthead")
        return self.name(self.plan.header.brief_name, "header", "brief_name")

    def _reference(self, unit: Unit | None) -> Day:
        """Return the registered 文号, before that the kind of document, the period and the unit's number."""
        if self.issue is not None and self.issue.reference:
            return Day(self.issue.reference)
        number = f"{self.outcome.period.id}-{unit.id}" if unit else self.outcome.period.id
        return Day(f"{self.document.kind}　{number}")

    def passage_place(self, passage: Passage, attribute: str) -> tuple[str, ...]:
        return ("documents", self.document.kind, "passages", passage.id, attribute)


def _as_printed(figure: Figure, text: str, unit: str) -> Num:
    """Return *figure* printed as *text*, without separators and needless zeros where that is one of its texts."""
    plain_one = plain_text(text, unit)
    return Num(figure, plain_one if plain_one in figure.texts else text)


_CUT = "……"
_STOPS = "，；。、"


def _cut(text: str, most: int | None) -> str:
    """Return *text*, or its first *most* characters at most, cut at a stop of their second half, and ……."""
    if most is None or len(text) <= most:
        return text
    kept = text[:most]
    stop = max(kept.rfind(mark) for mark in _STOPS)
    if stop < most // 2:
        while kept and kept[-1].isascii() and (kept[-1].isalnum() or kept[-1] in ".,-"):  # never half a number
            kept = kept[:-1]
        return kept + _CUT
    return kept[:stop] + _CUT


def moment(time: datetime) -> Day:
    """Return a point of time as documents print it: 2025年11月6日18时, with minutes if any."""
    minutes = f"{time.minute}分" if time.minute else ""
    return Day(f"{Day.of(time.date()).text}{time.hour}时{minutes}")


def short_day(day: date) -> Day:
    """Return a date of the plan's year without the year, for tables and lists."""
    return Day(f"{day.month}月{day.day}日")


def ordinal(period: Period) -> int:
    """Return the number of the period within its year: 10 for October, 43 for week 43."""
    start = period.start
    if period.kind is Rhythm.YEAR:
        return 1
    if period.kind is Rhythm.QUARTER:
        return (start.month + 2) // 3
    if period.kind is Rhythm.WEEK:
        return start.isocalendar().week
    if period.kind is Rhythm.DEKAD:
        return (start.month - 1) * 3 + int(period.id[-1])
    return start.month
