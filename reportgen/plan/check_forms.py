"""Faults of forms, their fields, option lists and the checks between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportgen.layout import COVER_SHEET, META_SHEET, SERIAL
from reportgen.model.plan import MEANINGS, PURPOSES, RHYTHMS, ROLES, SHARED_ROLES, Field, FieldType, Form, Plan
from reportgen.plan.check_formulas import condition_faults, rule_faults
from reportgen.plan.names import fault
from reportgen.plan.parse import nearest
from reportgen.plan.raw import Fault

_LONGEST_NAME = 25
"""Excel allows 31 characters in a sheet's name; six are left for what copies of a sheet append."""
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]|^'|'$")
_ROWS_FROM = {"指标": "指标", "节点": "节点", "任务要求": "任务"}
"""Pre-printed rows → the purpose of a form that can have them."""
_NEEDED_MEANINGS = (
    ("入库审核", "status", "approved"),
    ("节点", "stage", "done"),
    ("事项", "state", "closed"),
)
"""(purpose, role, meaning): an option of the role's list must have the meaning, else nothing is counted."""


def form_faults(plan: Plan) -> Iterator[Fault]:
    """Yield the faults of forms, fields, options, rules and verifications."""
    yield from _names(plan)
    for form in plan.forms:
        yield from _rhythms(plan, form)
        yield from _roles(plan, form)
        yield from _fields(plan, form)
        yield from _options_of_roles(plan, form)
    for field in plan.foot:
        yield from _field(plan, f"foot/{field.name}", field)
    yield from _quota_categories(plan)
    yield from _option_lists(plan)
    yield from rule_faults(plan)
    yield from _verifications(plan)


def _names(plan: Plan) -> Iterator[Fault]:
    numbers: dict[str, str] = {}
    sheets = {COVER_SHEET.casefold(): COVER_SHEET, META_SHEET.casefold(): META_SHEET}
    pattern = re.compile(re.escape(plan.header.form_prefix) + r"\d{2}")
    for form in plan.forms:
        path = f"forms/{form.name}"
        if form.number and not pattern.fullmatch(form.number):
            expected = f"{plan.header.form_prefix}01"
            yield fault(plan, f"{path}/number", f"表号应为前缀加两位数字，如 {expected}，现为“{form.number}”")
        if numbers.setdefault(form.number, form.name) != form.name:
            yield fault(plan, f"{path}/number", f"表号“{form.number}”与“{numbers[form.number]}”相同，请改一个")
        if len(form.name) > _LONGEST_NAME:
            yield fault(
                plan, f"{path}/name", f"名称有 {len(form.name)} 个字，用作工作表名不能超过 {_LONGEST_NAME} 个字"
            )
        if _NOT_IN_SHEET_NAMES.search(form.name):
            yield fault(plan, f"{path}/name", r"名称用作工作表名，不能含 [ ] : * ? / \，首尾不能是单引号")
        if sheets.setdefault(form.name.casefold(), form.name) != form.name or form.name in (COVER_SHEET, META_SHEET):
            yield fault(plan, f"{path}/name", f"工作表名“{form.name}”已有他用，请改名")


def _rhythms(plan: Plan, form: Form) -> Iterator[Fault]:
    path = f"forms/{form.name}"
    for rhythm in form.rhythms:
        if rhythm not in RHYTHMS:
            message = f"频率“{rhythm}”应为{'、'.join(RHYTHMS)}之一{nearest(rhythm, RHYTHMS)}"
            yield fault(plan, f"{path}/rhythms", message)
    timed = {d.rhythm for d in form.deadlines}
    for rhythm in form.rhythms:
        if rhythm in RHYTHMS and rhythm != "变动" and rhythm not in timed:
            yield fault(plan, f"{path}/rhythms", f"频率“{rhythm}”没有报送时限，请在“报送时限”里加一行")
    for deadline in form.deadlines:
        if deadline.rhythm and deadline.rhythm not in form.rhythms:
            message = f"这张表没有频率“{deadline.rhythm}”，时限用不上；请改频率或删去这一行"
            yield fault(plan, f"{path}/deadlines/{deadline.rhythm}", message)
    for month in form.exempt_months:
        if not re.fullmatch("[1-9]|1[0-2]", month):
            yield fault(plan, f"{path}/exempt_months", f"免报月份应为 1 到 12，现为“{month}”")
    if form.empty_rows < 0:
        yield fault(plan, f"{path}/empty_rows", "空行数不能小于 0")
    if form.rows_from and form.purpose and form.purpose != _ROWS_FROM[form.rows_from]:
        message = f"固定行为“{form.rows_from}”的表，用途应为“{_ROWS_FROM[form.rows_from]}”，现为“{form.purpose}”"
        yield fault(plan, f"{path}/rows_from", message)


def _roles(plan: Plan, form: Form) -> Iterator[Fault]:
    path = f"forms/{form.name}"
    players: dict[str, str] = {}
    for field in (*form.fields, *plan.foot):
        if field.role and players.setdefault(field.role, field.name) != field.name and field.role not in SHARED_ROLES:
            message = f"用途“{field.role}”（{ROLES[field.role]}）已由字段“{players[field.role]}”担任，一张表只能有一个"
            yield fault(plan, f"{path}/fields/{field.name}/role", message)
    months = sum(f.role == "month_plan" for f in form.fields)
    if months not in (0, 12):
        yield fault(plan, f"{path}/fields", f"用途为 month_plan 的字段应有十二个，一月到十二月各一个，现有 {months} 个")
    for role in PURPOSES.get(form.purpose, ()):
        if role not in players:
            message = f"用途为“{form.purpose}”的表要有一个字段的用途是 {role}（{ROLES[role]}）"
            yield fault(plan, f"{path}/purpose", message)
    if form.fields and not form.columns():
        yield fault(plan, f"{path}/name", "没有位置为“表格”的字段，这张表没有列")
    if not form.fields:
        yield fault(plan, f"{path}/name", "没有字段，请在“字段”里列出")


def _fields(plan: Plan, form: Form) -> Iterator[Fault]:
    for field in form.fields:
        path = f"forms/{form.name}/fields/{field.name}"
        yield from _field(plan, path, field)
        yield from condition_faults(plan, f"{path}/required_if", field.required_if, form.fields, f"“{form.name}”的字段")
        if field.required_if and f"[{field.name}]" in field.required_if:
            yield fault(plan, f"{path}/required_if", f"“何时必填”用到了“{field.name}”自己，请改为其他字段的条件")
        if field.key and field.place != "表格":
            yield fault(plan, f"{path}/key", "主键应是位置为“表格”的字段")
        if field.side != "填报" and form.purpose != "事项":
            yield fault(plan, f"{path}/side", f"只有用途为“事项”的表分填写方；这张表应为“填报”，现为“{field.side}”")


def _field(plan: Plan, path: str, field: Field) -> Iterator[Fault]:
    if field.type in (FieldType.CHOICE.value, FieldType.CHOICES.value) and not field.list:
        yield fault(plan, f"{path}/list", f"类型为“{field.type}”的字段要填选项表")
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        yield fault(plan, f"{path}/maximum", f"最大值 {field.maximum} 小于最小值 {field.minimum}")
    if field.decimals is not None and not 0 <= field.decimals <= 8:
        yield fault(plan, f"{path}/decimals", f"小数位应在 0 与 8 之间，现为 {field.decimals}")
    if field.width is not None and not 1 <= field.width <= 100:
        yield fault(plan, f"{path}/width", f"列宽应在 1 与 100 之间，现为 {field.width}")
    if field.name == SERIAL or re.search(r"[\[\]［］]", field.name):
        yield fault(plan, f"{path}/name", f"字段不能叫“{SERIAL}”，名称里不能有方括号")


def _options_of_roles(plan: Plan, form: Form) -> Iterator[Fault]:
    for purpose, role, meaning in _NEEDED_MEANINGS:
        field = form.role(role)
        options = plan.options(field.list) if field and form.purpose == purpose else None
        if options and not any(o.meaning == meaning for o in options.options):
            message = f"选项表“{options.name}”没有程序含义为 {meaning}（{MEANINGS[meaning]}）的选项，程序无从判断"
            yield fault(plan, f"lists/{options.name}", message)


def _quota_categories(plan: Plan) -> Iterator[Fault]:
    """A quota counts the approved firms of its category: the form and the category must exist."""
    if not plan.quotas:
        return
    form = next((f for f in plan.forms if f.purpose == "入库审核"), None)
    if form is None:
        yield fault(plan, f"quotas/{plan.quotas[0].id}", "有数量任务，却没有用途为“入库审核”的表，完成数无从取得")
        return
    category, cross = form.role("category"), form.role("cross")
    options = plan.options(category.list) if category else None
    known = [o.value for o in options.options] if options else None
    for quota in plan.quotas:
        path = f"quotas/{quota.id}/category"
        if quota.cross and (cross is None or quota.category != cross.name):
            expected = f"“{cross.name}”" if cross else "用途为 cross 的字段名（“入库审核”表里还没有）"
            yield fault(plan, path, f"交叉类别应填交叉字段的名称{expected}，现为“{quota.category}”")
        if not quota.cross and known is not None and quota.category and quota.category not in known:
            message = f"类别“{quota.category}”不是“{form.name}”表类别字段的选项{nearest(quota.category, known)}"
            yield fault(plan, path, message)


def _option_lists(plan: Plan) -> Iterator[Fault]:
    for options in plan.lists:
        path = f"lists/{options.name}"
        if not options.options:
            yield fault(plan, path, f"选项表“{options.name}”没有选项，请在“选项”里列出")
        written: dict[str, str] = {o.value: o.value for o in options.options}
        for option in options.options:
            here = f"{path}/options/{option.value}"
            if option.meaning and option.meaning not in MEANINGS:
                message = f"程序含义“{option.meaning}”应为{'、'.join(MEANINGS)}之一{nearest(option.meaning, MEANINGS)}"
                yield fault(plan, f"{here}/meaning", message)
            for alias in option.aliases:
                if written.setdefault(alias, option.value) != option.value:
                    message = f"“{alias}”已是“{written[alias]}”的写法，两个选项不能同名"
                    yield fault(plan, f"{here}/aliases", message)


def _verifications(plan: Plan) -> Iterator[Fault]:
    for item in plan.verifications:
        for form_name, field_name, attribute in (
            (item.form, item.field, "field"),
            (item.authority_form, item.authority_field, "authority_field"),
        ):
            form = plan.find("forms", form_name)
            if form and field_name and form.field(field_name) is None:
                message = f"“{field_name}”不是“{form_name}”的字段{nearest(field_name, [f.name for f in form.fields])}"
                yield fault(plan, f"verifications/{item.id}/{attribute}", message)
