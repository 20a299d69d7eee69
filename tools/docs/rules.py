"""docs/校验规则.md: every check that the plan states, with its reason, its examples and where it is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reportgen.model.finding import SEVERITY_WORDS
from reportgen.model.plan import FieldType, Form, Plan
from reportgen.plan.paths import judged_where
from reportgen.rules import codes
from tools.docs import markdown as md

_HEADS = ("编号", "应满足", "程度", "提示", "怎么办", "理由", "依据", "启用", "成立的例子", "不成立的例子", "在哪里判")
_OWN_HEADS = ("表", "必填", "按情况必填", "选项", "数字", "范围", "日期", "代码", "不得重复")
_PLACES = (
    ("模板、汇总", "填表时在模板上就显示，汇总时再判一次，两处结果一样"),
    ("汇总", "要看别的单位、别的期或方案登记，模板看不到，汇总时才判；同一本工作簿里就有那张表的，模板也判"),
    ("汇总，只告诉专班办", "不印进模板，不退回，填报单位看不到"),
)
_MOST_SERVED = 6


def rules_page(plan: Plan) -> str:
    """Return the page for *plan*."""
    forms = [form for form in plan.forms if any(rule.form == form.name for rule in plan.rules)]
    return md.page(
        "校验规则",
        f"方案“核对关系”共 {len(plan.rules)} 条，每条写一次，用在四处：下发的模板（填表时就看得见）、汇总时的核对、退回的表、本页。"
        "写法见[方案字段](方案字段.md#公式)；有空值时不判。例子由 `plan check` 代入验算，不对的不能通过。"
        "问题的代码是 `rules.formula.` 加编号，其他问题见[问题目录](问题目录.md)。",
        md.table(("在哪里判", "意思"), _PLACES),
        md.section(
            "不写也有的核对",
            "由字段的类型、必填、选项、范围、主键得来，改字段就跟着改。数字是各表这样的字段个数。",
            md.table(_OWN_HEADS, map(_own, plan.forms)),
        ),
        *(md.section(f.name, _served(plan, f), md.table(_HEADS, _rows(plan, f))) for f in forms),
    )


def _rows(plan: Plan, form: Form) -> Iterator[tuple[str, ...]]:
    for rule in plan.rules:
        if rule.form == form.name:
            yield (
                rule.id, md.code(rule.condition), SEVERITY_WORDS[rule.severity], f"{rule.field}：{rule.message}",
                rule.remedy or codes.RULE_REMEDY, rule.why, rule.source, str(rule.since or ""), rule.passes, rule.fails,
                judged_where(plan, form, rule),
            )  # fmt: skip


def _served(plan: Plan, form: Form) -> str:
    """Where the plan's text asks for what the form reports."""
    ids = [full for full, _, requirement in plan.requirements() if form.name in requirement.forms]
    more = f"等 {len(ids)} 条" if len(ids) > _MOST_SERVED else ""
    told = f"服务于方案任务要求 {'、'.join(ids[:_MOST_SERVED])}{more}。" if ids else ""
    return f"{form.number}。{told}"


def _own(form: Form) -> tuple[str, ...]:
    columns = form.columns()
    kinds = [FieldType(f.type) for f in columns]
    return (
        form.name,
        _count(f.required or f.key for f in columns),
        _count(bool(f.required_if) for f in columns),
        _count(bool(f.list) for f in columns),
        _count(k.numeric for k in kinds),
        _count(f.minimum is not None or f.maximum is not None for f in columns),
        _count(k is FieldType.DATE for k in kinds),
        _count(k.coded for k in kinds),
        "、".join(f.name for f in columns if f.key),
    )


def _count(found: Iterable[bool]) -> str:
    return str(sum(found) or "")
