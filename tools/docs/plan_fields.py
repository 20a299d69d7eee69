"""docs/方案字段.md: every sheet and column of a plan, and the words that the program knows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from reportgen.edges.plan_sheets import SheetSpec, is_header, sheets
from reportgen.model.plan import (
    BLOCKS,
    LIGHT_VARIABLES,
    MEANINGS,
    PURPOSES,
    ROLES,
    SETTINGS,
    WARNING_VARIABLES,
    Column,
    ColumnKind,
    FieldType,
    Plan,
    sections,
)
from reportgen.model.values import plain
from reportgen.model.wordings import BODY_MARK, COMMON, MARKS, WORDINGS
from reportgen.plan.names import SPECIAL_WORDS
from tools.docs import formula_help
from tools.docs import markdown as md

_COLUMN_HEADS = ("列", "YAML 键", "内容", "必填", "可填", "默认", "说明")
SUBJECTS = {
    "quotas": "数量任务", "targets": "目标", "milestones": "节点", "matters": "事项", "projects": "项目",
    "forms": "各表的报送", "returns": "一个单位的一张表",
}  # fmt: skip

_TYPE_HELP: Mapping[FieldType, str] = {
    FieldType.TEXT: "任何文字",
    FieldType.INTEGER: "没有小数的数",
    FieldType.NUMBER: "数，单位写在“单位”列",
    FieldType.PERCENT: "6.5 指 6.5%",
    FieldType.WAN: "以万元为单位的金额",
    FieldType.YI: "以亿元为单位的金额",
    FieldType.DATE: "到日、旬、月、季或年，按所填的精度",
    FieldType.CHOICE: "“选项表”里的一个",
    FieldType.CHOICES: "“选项表”里的几个，用顿号隔开",
    FieldType.USCC: "统一社会信用代码，18 位，核对校验码",
    FieldType.PROJECT_CODE: "投资项目统一代码，24 位（含连字符）",
    FieldType.INDUSTRY: "国民经济行业分类（GB/T 4754—2017）代码：门类字母加两到四位数字，后面可写名称；核对大类是否存在、字母与大类是否相符",
    FieldType.PHONE: "电话号码，按文字保存",
    FieldType.YESNO: "是或否",
}

_KIND_HELP: Mapping[ColumnKind, str] = {
    ColumnKind.TEXT: "任何文字",
    ColumnKind.INTEGER: "没有小数的数",
    ColumnKind.NUMBER: "数，可有小数",
    ColumnKind.YESNO: "“是”或“否”，空着为默认；YAML 写 true、false",
    ColumnKind.DATE: "如 2025-10-31",
    ColumnKind.TIME: "如 18:00",
    ColumnKind.CHOICE: "“可填”列里的一个",
    ColumnKind.TEXTS: "几项，用顿号隔开；YAML 写成列表",
    ColumnKind.REF: "另一张表里已有的名称或编号",
    ColumnKind.REFS: "另一张表里已有的几个名称或编号，用顿号隔开；YAML 写成列表",
    ColumnKind.FORMULA: "见[公式](#公式)",
    ColumnKind.NESTED: "YAML 写在上级之内；工作簿另有一张表，第一列写上级的名称",
}


def plan_fields_page(plan: Plan) -> str:
    """Return the page; wordings show the sentences of *plan*."""
    specs = sheets()
    return md.page(
        "方案字段",
        "方案有两种写法，内容相同：工作簿 `templates/plan.xlsx`（一类一张表，便于办公室修改）和文本 "
        "`templates/plan.yaml`。本页列出每张表、每一列。改完运行 `reportgen plan check`，有错会一次列全。",
        f"各表：{'、'.join(f'[{s.name}](#{md.anchor(_title(s))})' for s in specs)}。",
        f"其他：{'、'.join(f'[{t}](#{md.anchor(t)})' for t, _ in _vocabulary(plan))}。",
        md.section(
            "列的内容",
            "“由谁确定”一类的列填 `plan`（方案原文写明）或 `office`（办公室设定）；填 `office` 的，文稿里会注明。",
            md.table(("内容", "怎样写"), [(k.value, _KIND_HELP[k]) for k in ColumnKind]),
        ),
        *map(_sheet, specs),
        *(md.section(title, *parts) for title, parts in _vocabulary(plan)),
    )


def _title(spec: SheetSpec) -> str:
    return f"{spec.name} {spec.attribute}"


def _sheet(spec: SheetSpec) -> str:
    if is_header(spec):
        where = f"YAML：`{spec.attribute}`。工作簿里一行一项，不是一列一项。"
    elif spec.nested:
        where = (
            f"YAML：`{spec.section.attribute}` 每一项之内的 `{spec.attribute}`。工作簿第一列是“{spec.parent_heading}”。"
        )
    else:
        where = f"YAML：`{spec.attribute}`。"
    defaults = {f.name: f.default for f in dataclasses.fields(spec.item)}
    rows = (_column(name, column, defaults[name]) for name, column in spec.columns)
    return md.section(_title(spec), where, md.table(_COLUMN_HEADS, rows))


def _column(name: str, column: Column, default: object) -> tuple[str, ...]:
    said = plain(default) if isinstance(default, bool | int | str) and default else ""
    return (
        column.heading,
        md.code(name),
        column.kind.value,
        "是" if column.required else "",
        _allowed(column),
        said,
        column.help,
    )


def _allowed(column: Column) -> str:
    """What a column takes: its choices, or the sheets that it refers to."""
    if column.choices:
        return "、".join(ROLES[c] + f"（{c}）" if c in ROLES else c or "（空）" for c in column.choices)
    names = {s.attribute: f"“{s.sheet}”" for s in sections()}
    return "或".join(names.get(word) or SPECIAL_WORDS[word] for word in column.to)


def _vocabulary(plan: Plan) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (title, parts) of the sections about words that the program knows."""
    yield "字段类型", (md.table(("类型", "内容"), [(t.value, _TYPE_HELP[t]) for t in FieldType]),)
    yield (
        "表的用途",
        (
            "程序按“用途”办理一张表，不看表名。一种用途的表，字段里要有下列各项（写在字段的“用途”列）。",
            md.table(("用途", "字段须有"), [(p, _roles(roles)) for p, roles in PURPOSES.items()]),
        ),
    )
    yield (
        "字段的用途",
        (md.table(("写法", "意思"), [(md.code(role), meaning) for role, meaning in ROLES.items()]),),
    )
    yield (
        "选项的程序含义",
        (
            "写在“选项”表的“程序含义”列。程序据此知道一个状态是在办还是已销号，不看选项的字面。",
            md.table(("写法", "意思"), [(md.code(word), meaning) for word, meaning in MEANINGS.items()]),
        ),
    )
    yield "公式", _formulas()
    yield "亮灯条件可用的名称", tuple(_conditions(_LIGHTS, LIGHT_VARIABLES))
    yield "预警条件可用的名称", tuple(_conditions(_WARNINGS, WARNING_VARIABLES))
    yield (
        "程序使用的设置",
        (
            "写在“设置”表。没有写的按默认值。其他设置只作记录，名称可以自拟。",
            md.table(
                ("设置", "默认值", "意思"),
                [(md.code(key), md.code(default), meaning) for key, (default, meaning) in SETTINGS.items()],
            ),
        ),
    )
    yield (
        "文稿段落的内容",
        (md.table(("内容", "写出什么"), list(BLOCKS.items())),),
    )
    yield "措辞", _wordings(plan)
    yield (
        "标题和句式可用的名称",
        (
            "文稿的标题、段落标题和“句子”段落都可以用；“句子”还可以用统计口径的编号，如 `{堵点在办数}`。",
            md.table(("名称", "填入"), [(md.code("{" + name + "}"), meaning) for name, meaning in COMMON.items()]),
        ),
    )
    yield (
        "Word 模板可用的标签",
        (
            f"写在 `templates/word/` 的模板里。`{{{BODY_MARK}}}` 独占一段，正文从那里写起。",
            md.table(("标签", "填入"), [(md.code("{" + name + "}"), meaning) for name, meaning in MARKS.items()]),
        ),
    )


def _roles(roles: tuple[str, ...]) -> str:
    return "、".join(f"{ROLES[role]}（{role}）" for role in roles) or "不限"


def _formulas() -> tuple[str, ...]:
    sample = "；".join(
        f"{name}：{formula_help.worked_out(f'[{name}]') if value is not None else '（空）'}"
        for name, value in formula_help.SAMPLE.items()
    )
    return (
        "写法同 Excel：字段写在方括号里，如 `[支付资金]`，没有括号、空格的字段名可以直接写；文字写在双引号里；"
        "全角、半角标点都可以。和 Excel 一样：数比到 15 位，文字不分大小写，日期可以加减天数，像数的文字可以计算，"
        "算不出来的（如除以零）不判断。",
        "和 Excel 不同的有四点，都是有意的：有空格参加的比较不判断（没报的不当 0，缺数不会误报；要判断是不是空着，用 ISBLANK "
        '或 `=""`）；不用 TODAY（同一份表哪天看都一样，用 `期初`、`期末`）；不用百分号（6.5% 写 6.5）；COUNTIF 不用通配符。',
        "“核对关系”里还可以看得更远：",
        md.table(("写法", "意思", "在哪里判"), _PATHS),
        f"下面各例在这样一行上算出：{sample}。",
        md.table(
            ("符号", "意思", "例", "得"),
            [
                (md.code(sign), meaning, md.code(example), result)
                for sign, meaning, example, result in formula_help.operator_rows()
            ],
        ),
        md.table(
            ("函数", "几项", "意思", "例", "得"),
            [
                (name, count, meaning, md.code(example), result)
                for name, count, meaning, example, result in formula_help.function_rows()
            ],
        ),
    )


_PATHS = (
    ("`期初`、`期末`", "本期的第一天、最后一天", "模板、汇总"),
    ("`SUM(本表[支付资金])`", "本表整列", "模板、汇总"),
    ("`COUNTIF([信用代码], 本行)=1`", "本表里和这一行一样的有几行", "模板、汇总"),
    ("`SUM(某表[下达资金])`", "本单位同一期的另一张表；表名有括号的写 `[某表（月）][字段]`", "同一本工作簿里有那张表的，模板也判；汇总"),
    ("`上期[本年完成投资]`", "同一行上期的数；`SUM(上期.某表[字段])` 是整列", "汇总"),
    ("`COUNTIF(各单位.某表[事项编号], [转办事项编号])`", "全部单位", "汇总"),
    ("`登记.节点[时限]`", "方案登记里这一行对应的指标、节点或单位；`COUNTIF(登记.指标[名称], [指标名称])` 是整列", "汇总"),
)  # fmt: skip


_LIGHTS = "写在“亮灯规则”表的“条件”列，用方括号。同一对象从上到下，先符合的先亮；都不符合的亮灰灯。没有数据的名称为空。"
_WARNINGS = "写在“预警规则”表的“条件”列，用方括号。每条规则各自判断，条件成立就列出；没有数据的名称为空，有空值时不判。"


def _conditions(said: str, variables: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    yield said
    for kind, names in variables.items():
        yield f"### {SUBJECTS[kind]}（{kind}）"
        yield md.table(("名称", "意思"), [(md.code(f"[{name}]"), meaning) for name, meaning in names.items()])


def _wordings(plan: Plan) -> tuple[str, ...]:
    given = {w.key: w.text for w in plan.wordings}
    rows = [
        (key, spec.note, "、".join(f"{{{name}}}" for name in spec.names), md.code(given.get(key, "")))
        for key, spec in WORDINGS.items()
    ]
    return (
        "写在“措辞”表，每条都要有。花括号里的名称由程序填数或填名；方括号里的话，其中的名称没有数或为零时整段不写。"
        "句式里不能直接写数字：文稿里的每个数都要有来源。",
        md.table(("措辞", "何时用", "可用的名称", "本方案的句式"), rows),
    )
