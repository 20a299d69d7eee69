"""What a form's sheet checks by itself: one list for the merge's rules, as conditions of Excel.

A check is TRUE where something is missing or wrong. Its code (``e0703``) tells severity, column and number,
so that the sheet can count, colour and find the place by the codes alone. What only the merge can know
(other units, other periods, names with their other spellings) is left to the merge; what is written
otherwise than the template asks for (numbers as texts, 约, 万元 in the cell) the merge tries to read and the
template has put right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reportgen import layout
from reportgen.edges.template_writer.code_checks import is_industry, uscc_wrong
from reportgen.edges.template_writer.pages import Page, TableRow
from reportgen.edges.template_writer.style import ROW
from reportgen.formula import Formula, compile_formula, excel
from reportgen.formula.excel import Located
from reportgen.formula.functions import Kind
from reportgen.formula.kinds import kind_of
from reportgen.formula.tree import TABLE, Ref
from reportgen.layout import unit_of
from reportgen.model.finding import ERROR, NOTICE, SEVERITY_WORDS
from reportgen.model.plan import Field, FieldType, Form, OptionList, Plan, Rule
from reportgen.model.sheet import column_letters
from reportgen.model.values import plain
from reportgen.plan.paths import FIRST_DAY, LAST_DAY, PERIOD_DAYS
from reportgen.rules.formulas import of_sheet, rules_of
from reportgen.rules.plausible import SLIP, happened, last_day, parts_of_wholes

MISSING, WRONG, ASKED = "m", "e", "q"
REFUSED, DOUBTED = "refused", "doubted"
"""What becomes of an entry for which a check is TRUE: it is not taken, or only after a second look."""
WORDS = {MISSING: "待填", WRONG: SEVERITY_WORDS[ERROR], ASKED: "核实"}
_NOTHING = ("无", "-", "/")
"""Texts that say that there is none; a text that is demanded may say 无, but strokes say nothing."""
_BLANKS = '{"","无","-","/"}'
_REGISTERS = ("单位", "指标", "节点")
"""Lists whose names have other spellings that the merge knows."""

Lists = Callable[[Field], str]
"""Gives the range that holds a field's options, "" where it has no drop-down."""


@dataclass(frozen=True, slots=True)
class Check:
    """*broken* is a condition of Excel with `ROW` for the row; ``code`` is unique on the sheet."""

    code: str
    reason: str
    broken: str
    applies: Callable[[TableRow], bool] = lambda row: True
    target: str = ""  # the cell that a check of the whole sheet is about
    typed: str = ""  # `REFUSED` or `DOUBTED` where the entry of its own cell can be judged at once
    of_plan: bool = False  # a rule of the plan, which a field's own limits do not say

    @property
    def column(self) -> int:
        """The column of the cell that it colours, 0 for the sheet as a whole."""
        return int(self.code[1:3])


@dataclass(frozen=True, slots=True)
class Places:
    """Where names stand on the sheets of one workbook; columns of other forms count if they are in it."""

    plan: Plan
    page: Page
    pages: Sequence[Page]
    lists: Lists

    def value(self, ref: Ref) -> Located | None:
        form = self.page.form
        if ref.path and ref.path != (form.name,):
            return None
        for field in self.page.layout.columns:
            if field.name == ref.name:
                return self._cell(field, f"${letters_of(self.page, field)}{ROW}")
        for slot in (*self.page.layout.head, *self.page.layout.foot):
            if slot.field.name == ref.name:
                return self._cell(slot.field, f"${column_letters(slot.value_col)}${slot.row}")
        period = self.page.owed.period
        days = {FIRST_DAY: period.start, LAST_DAY: period.end}
        day = days.get(ref.name)
        return Located(f"DATE({day.year},{day.month},{day.day})", Kind.DATE, may_be_blank=False) if day else None

    def filled(self, field: Field) -> str:
        """The condition that a field of the table holds what the merge can use."""
        cell = f"${letters_of(self.page, field)}{ROW}"
        return self._cell(field, cell).filled or f'{cell}<>""'

    def _cell(self, field: Field, cell: str) -> Located:
        """A cell counts as filled when the merge can use what it holds."""
        kind, options = FieldType(field.type), self.lists(field)
        if kind is FieldType.INTEGER:
            return Located(cell, Kind.NUMBER, filled=f"IF(ISNUMBER({cell}),{cell}=INT({cell}),FALSE)")
        if kind is FieldType.YESNO:
            return Located(cell, Kind.TRUTH, filled=f'OR({cell}="是",{cell}="否")')
        if options and field.list not in _REGISTERS:
            return Located(cell, Kind.TEXT, filled=f"ISNUMBER(MATCH({cell},{options[1:]},0))")
        if kind is FieldType.USCC:
            return Located(cell, Kind.TEXT, filled=f"LEN({cell})=18")
        if kind_of(field) is Kind.TEXT:
            return Located(cell, Kind.TEXT, filled=f'ISNA(MATCH({cell}&"",{_BLANKS},0))')
        return Located(cell, kind_of(field))

    def column(self, ref: Ref) -> Located | None:
        name = ref.path[0] if ref.path else TABLE
        if len(ref.path) > 1:
            return None
        own = name in (TABLE, self.page.form.name)
        page = self.page if own else next((p for p in self.pages if p.form.name == name), None)
        field = page.form.field(ref.name) if page else None
        if page is None or field is None or field.place != "表格":
            return None
        cells = column_range(page, field)
        return Located(cells if own else f"'{page.sheet}'!{cells}", kind_of(field))


def letters_of(page: Page, field: Field) -> str:
    return column_letters(page.layout.column_of(field.name))


def column_range(page: Page, field: Field) -> str:
    """Return the range of a field's cells in the table, e.g. $D$9:$D$28."""
    letters = letters_of(page, field)
    return f"${letters}${page.layout.first_row}:${letters}${page.layout.last_row}"


def row_checks(plan: Plan, page: Page, pages: Sequence[Page], lists: Lists) -> tuple[Check, ...]:
    """Return what each row of the table is checked for: errors first, then what is missing, then queries."""
    numbered, places = _Numbers(), Places(plan, page, pages, lists)
    found = [
        *(c for f in page.layout.columns for c in _field_checks(plan, page, f, lists, numbered)),
        *_key_checks(places, numbered),
        *_twin_checks(places, numbered),
        *_slip_checks(plan, page, numbered),
        *_rule_checks(places, numbered, sheet=False),
    ]
    return tuple(sorted(found, key=lambda c: "emq".index(c.code[0])))


def sheet_checks(plan: Plan, page: Page, pages: Sequence[Page], lists: Lists) -> tuple[Check, ...]:
    """Return what the sheet as a whole is checked for: head, foot, ticks, sums of columns."""
    numbered = _Numbers()
    place = page.layout
    first = f"${column_letters(2)}${place.first_row}"
    empty = _is_empty(page)
    found = []
    if "变动" not in page.form.rhythms:
        found.append(Check(numbered(MISSING, 0), "表中没有填写内容", empty, target=first))
    for slot in (*place.head, *place.foot):
        if slot.field.required:
            cell = f"${column_letters(slot.value_col)}${slot.row}"
            told = f'AND({cell}="",NOT({empty}))'
            found.append(Check(numbered(MISSING, 0), slot.field.name, told, target=cell))
    nil, unchanged = (_tick(at) for at in (place.nil, place.unchanged))
    if nil and unchanged:
        both = f'AND({nil}<>"",{unchanged}<>"")'
        reason = f"“{layout.NIL}”和“{layout.UNCHANGED}”只能选一个"
        found.append(Check(numbered(WRONG, 0), reason, both, target=nil))
    if nil:
        reason = f"选了“{layout.NIL}”，表中又有内容"
        found.append(Check(numbered(ASKED, 0), reason, f'AND({nil}<>"",{_filled(page)}>0)', target=nil))
    found += _rule_checks(Places(plan, page, pages, lists), numbered, sheet=True)
    return tuple(found)


class _Numbers:
    """Gives codes: severity, column (two digits), number (two digits)."""

    def __init__(self) -> None:
        self._last: dict[int, int] = {}

    def __call__(self, severity: str, column: int) -> str:
        self._last[column] = self._last.get(column, 0) + 1
        return f"{severity}{column:02d}{self._last[column]:02d}"


# ---------------------------------------------------------------- the whole sheet


def _tick(label: tuple[int, int] | None) -> str:
    return f"${column_letters(label[1] + 1)}${label[0]}" if label else ""


def _filled(page: Page) -> str:
    """How many cells of the table are filled, printed numbers of matters aside."""
    place = page.layout
    number = page.form.role("matter") if page.form.purpose == "事项" else None
    last = column_letters(place.width)
    whole = f"COUNTA($B${place.first_row}:${last}${place.last_row})"
    return f"({whole}-COUNTA({column_range(page, number)}))" if number else whole


def _is_empty(page: Page) -> str:
    place = page.layout
    others = [f"${column_letters(s.value_col)}${s.row}" for s in (*place.head, *place.foot)]
    ticks = [t for t in (_tick(place.nil), _tick(place.unchanged)) if t]
    return f"({_filled(page)}+COUNTA({','.join([*others, *ticks])})=0)"


def is_blank_row(page: Page) -> str:
    """The condition that nothing was typed into a row; "" where rows are always judged."""
    if page.form.rows_from:
        return ""
    place = page.layout
    number = page.form.role("matter") if page.form.purpose == "事项" else None
    whole = f"COUNTA($B{ROW}:${column_letters(place.width)}{ROW})"
    return f"{whole}-COUNTA(${letters_of(page, number)}{ROW})=0" if number else f"{whole}=0"


# ---------------------------------------------------------------- fields


def _field_checks(plan: Plan, page: Page, field: Field, lists: Lists, numbered: _Numbers) -> Iterator[Check]:
    column = page.layout.column_of(field.name)
    cell = f"${column_letters(column)}{ROW}"

    def open_in(row: TableRow) -> bool:
        return field.name not in row.locked

    choices = plan.options(field.list) if FieldType(field.type) is FieldType.CHOICES else None
    for severity, reason, broken in _of_type(field, cell, lists(field), choices):
        typed = REFUSED if FieldType(field.type).coded and severity == WRONG else DOUBTED
        yield Check(numbered(severity, column), f"{field.name}{reason}", broken, open_in, typed=typed)
    last = last_day(plan, page.owed.period.id)
    if happened(field) and last is not None:
        late = f"IF(ISNUMBER({cell}),{cell}>DATE({last.year},{last.month},{last.day}),FALSE)"
        yield Check(numbered(ASKED, column), f"{field.name}还没有到", late, open_in, typed=DOUBTED)
    demand = _demand(Places(plan, page, (), lists), field, cell)
    if not demand:
        return
    reason = field.name
    code = numbered(MISSING, column)
    yield Check(code, reason, demand, lambda row: open_in(row) and field.name not in row.aside)
    side = _side_condition(plan, page, field)
    if side:
        both = f"AND({side},{demand})"
        yield Check(numbered(MISSING, column), reason, both, lambda row: open_in(row) and field.name in row.aside)


def _demand(places: Places, field: Field, cell: str) -> str:
    """The condition that a field is missing, "" where it may be blank."""
    options = places.plan.options(field.list)
    sound = {word for option in options.options for word in (option.value, *option.aliases)} if options else set()
    if FieldType(field.type) is FieldType.TEXT and not field.key:
        sound = {"无"}
    words = [] if field.zero_words else [word for word in _NOTHING if word not in sound]
    texts = [f'{cell}="{word}"' for word in ("", *words)]
    parts = [f"OR({','.join(texts)})" if len(texts) > 1 else texts[0]]
    if not (field.required or field.key):
        if not field.required_if:
            return ""
        holds = excel.condition(compile_formula(field.required_if).tree, places).holds
        parts.append(f"IFERROR({holds},FALSE)")
    unchanged = _tick(places.page.layout.unchanged)
    if unchanged and not field.carry:
        parts.append(f'{unchanged}=""')
    return f"AND({','.join(parts)})" if len(parts) > 1 else parts[0]


def _side_condition(plan: Plan, page: Page, field: Field) -> str:
    """When the unit itself fills another side's field of a matter that it raises."""
    form, unit = page.form, page.unit.name
    role = {"主办": "lead", "协办": "partners"}.get(field.side, "")
    named = form.role(role) if role else None
    if field.side == "办公室":
        return "TRUE" if unit == plan.header.office_unit else ""
    if named is None:
        return ""
    cell = f"${letters_of(page, named)}{ROW}"
    return f'{cell}="{unit}"' if role == "lead" else f'ISNUMBER(FIND("、{unit}、","、"&{cell}&"、"))'


def _of_type(field: Field, cell: str, options: str, choices: OptionList | None) -> Iterator[tuple[str, str, str]]:
    """Yield (severity, reason, condition) of what a cell of the field's type must not be."""
    kind = FieldType(field.type)
    told = [f'{cell}<>"{word}"' for word in ("", *_NOTHING)]
    if options and field.list not in _REGISTERS:
        yield WRONG, "不在下拉选项内", f"AND({','.join(told)},ISERROR(MATCH({cell},{options[1:]},0)))"
    elif choices is not None:
        listed = ",".join(f'"{option.value}"' for option in choices.options)
        found = f'ISNUMBER(FIND("、"&{{{listed}}}&"、","、"&{cell}&"、"))'
        length = f"SUMPRODUCT({found}*(LEN({{{listed}}})+1))-1"
        yield WRONG, "只能选规定的选项，用顿号隔开", f"AND({','.join(told)},LEN({cell})<>{length})"
    elif kind.numeric:
        unit = unit_of(field)
        asked = f"应填数字（{unit}）" if unit else "应填数字"
        yield WRONG, asked, f"AND({','.join(told)},NOT(ISNUMBER({cell})))"
        if kind is FieldType.INTEGER:
            yield WRONG, "应为整数", f"IF(ISNUMBER({cell}),{cell}<>INT({cell}),FALSE)"
        if field.minimum is not None:
            low = plain(field.minimum)
            yield WRONG, f"不应小于 {low}", f"IF(ISNUMBER({cell}),{cell}<{low},FALSE)"
        if field.maximum is not None:
            high = plain(field.maximum)
            yield WRONG, f"不应大于 {high}", f"IF(ISNUMBER({cell}),{cell}>{high},FALSE)"
    elif kind is FieldType.YESNO:
        yield WRONG, "应填“是”或“否”", f'AND({",".join(told)},{cell}<>"是",{cell}<>"否")'
    elif kind is FieldType.DATE:
        marks = ",".join(f'ISERROR(FIND("{mark}",{cell}))' for mark in "年月季-./")
        yield WRONG, "应填日期", f"AND(ISTEXT({cell}),{','.join(told)},{marks})"
    elif kind is FieldType.USCC:
        yield WRONG, "应为 18 位信用代码", f"AND({','.join(told)},LEN({cell})<>18)"
        yield ASKED, "校验位不符，请核对", f"IF(LEN({cell})=18,IFERROR({uscc_wrong(cell)},TRUE),FALSE)"
    elif kind is FieldType.PROJECT_CODE:
        marks = "&".join(f"MID({cell},{n},1)" for n in (5, 12, 15, 18))
        form = f'AND(LEN({cell})=24,{marks}="----",ISNUMBER(SUBSTITUTE({cell},"-","")*1))'
        yield ASKED, "应为 24 位项目代码（含连字符）", f"AND({','.join(told)},NOT(IFERROR({form},FALSE)))"
    elif kind is FieldType.INDUSTRY:
        right = f"NOT(IFERROR({is_industry(cell)},FALSE))"
        yield ASKED, "应为行业代码，如 C3484，字母与大类要相符", f"AND({','.join(told)},{right})"


def _key_checks(places: Places, numbered: _Numbers) -> Iterator[Check]:
    """A row's key must not stand in a row above; printed keys cannot be changed."""
    page = places.page
    keys = [f for f in page.layout.columns if f.key]
    if not keys or page.form.rows_from:
        return
    first = page.layout.first_row
    same = "*".join(
        f"(${c}${first}:${c}{ROW}=${c}{ROW})" for c in (letters_of(page, field) for field in keys)
    )  # fmt: skip
    filled = ",".join(places.filled(field) for field in keys)
    names = "、".join(f.name for f in keys)
    column = page.layout.column_of(keys[0].name)
    broken = f"IF(AND({filled}),SUMPRODUCT({same}*1)>1,FALSE)"
    yield Check(numbered(WRONG, column), f"{names}与上面的行重复", broken, typed=REFUSED if len(keys) == 1 else "")


def _twin_checks(places: Places, numbered: _Numbers) -> Iterator[Check]:
    """One code has one name and one name one code; the first row that tells them counts."""
    page, form = places.page, places.page.form
    code, name = form.role("code"), form.role("firm") or form.role("name")
    if code is None or name is None or code.place != "表格" or name.place != "表格":
        return
    column = page.layout.column_of(code.name)
    for known, other, reason in (
        (code, name, f"同一{code.name}前面对应的是另一个{name.name}"),
        (name, code, f"同一{name.name}前面对应的是另一个{code.name}"),
    ):
        own, told = (f"${letters_of(page, f)}{ROW}" for f in (known, other))
        before = f"INDEX({column_range(page, other)},MATCH({own},{column_range(page, known)},0))"
        both = f"AND({places.filled(known)},{places.filled(other)})"
        broken = f'IF({both},IFERROR(AND({before}<>"",{before}<>{told}),FALSE),FALSE)'
        yield Check(numbered(ASKED, column), reason, broken)


def _slip_checks(plan: Plan, page: Page, numbered: _Numbers) -> Iterator[Check]:
    """A part is no multiple of its whole, as a wrong unit or decimal point makes it."""
    for part, whole in parts_of_wholes(plan, page.form, page.owed.period.id):
        one, other = (f"${letters_of(page, f)}{ROW}" for f in (part, whole))
        tenfold = "" if FieldType(part.type) is FieldType.INTEGER else f",{one}={other}*10"
        slip = f"AND({other}>0,OR({one}>={other}*{SLIP}{tenfold}))"
        broken = f"IF(AND(ISNUMBER({one}),ISNUMBER({other})),{slip},FALSE)"
        column = page.layout.column_of(part.name)
        yield Check(numbered(ASKED, column), f"{part.name}比{whole.name}大得多，请核对单位", broken, typed=DOUBTED)


# ---------------------------------------------------------------- the plan's rules


def _rule_checks(places: Places, numbered: _Numbers, *, sheet: bool) -> Iterator[Check]:
    page = places.page
    columns = {f.name: n for n, f in enumerate(page.layout.columns, start=2)}
    cells = {s.field.name: f"${column_letters(s.value_col)}${s.row}" for s in (*page.layout.head, *page.layout.foot)}
    for rule, formula in rules_of(places.plan, page.form, page.owed.period.id):
        if not is_carried(rule, formula, places) or sheet is not _of_sheet(formula, page.form):
            continue
        broken = excel.condition(formula.tree, places).broken
        severity = WRONG if rule.severity == ERROR else ASKED
        first = f"${column_letters(columns.get(rule.field, 2))}${page.layout.first_row}"
        code = numbered(severity, 0 if sheet else columns.get(rule.field, 2))
        alone = formula.fields - set(PERIOD_DAYS) == {rule.field} and severity == WRONG
        yield Check(
            code, rule.message.rstrip("。"), f"IFERROR({broken},FALSE)", target=cells.get(rule.field, first),
            typed=REFUSED if alone else DOUBTED, of_plan=True,
        )  # fmt: skip


def is_carried(rule: Rule, formula: Formula, places: excel.Cells) -> bool:
    """Whether a template carries a rule: it is the agency's to answer, and the workbook tells all it names."""
    return rule.severity != NOTICE and excel.carried(formula.tree, places)


def _of_sheet(formula: Formula, form: Form) -> bool:
    columns = {f.name for f in form.columns()}
    return of_sheet(formula) or not formula.fields & columns


def reasons(checks: Sequence[Check]) -> Mapping[str, str]:
    """Return the text that a row shows for each code."""
    return {check.code: f"【{WORDS[check.code[0]]}】{check.reason}" for check in checks}
