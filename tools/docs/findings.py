"""docs/问题目录.md: every finding that the program makes, and every check that the plan demands."""

from __future__ import annotations

from reportgen.catalogue import STAGES
from reportgen.model.finding import SEVERITY_WORDS, Code
from reportgen.model.plan import Plan, Verification
from tools.docs import markdown as md

_CODE_HEADS = ("代码", "程度", "标题", "句式", "办法", "理由")
_VERIFICATION_HEADS = ("编号", "表", "字段", "以哪张表为准", "核实字段", "理由")

_SEVERITIES = (
    ("强制", "这个数不采用，表退回填报单位更正。"),
    ("核实", "这个数照用，请填报单位核对并说明。"),
    ("提示", "程序作了规范处理，或说明一份文件、一个数的去向，一般不用办理。"),
)


def findings_page(plan: Plan) -> str:
    """Return the page for *plan*."""
    count = sum(len(codes) for codes in STAGES.values())
    return md.page(
        "问题目录",
        f"程序能提出的问题共 {count} 种，方案“核对关系”另有 {len(plan.rules)} 条，“核实关系”{len(plan.verifications)} 条。"
        "核对关系逐条见[校验规则](校验规则.md)。花括号里是提出问题时填入的内容。代码印在汇总表“核实”表最后一列，可据以查到本页。",
        md.table(("程度", "意思"), _SEVERITIES),
        *(md.section(f"{stage}时提出", md.table(_CODE_HEADS, map(_code, codes))) for stage, codes in STAGES.items()),
        md.section(
            "方案的核实关系",
            "同一件事两个单位都报的，数不一致时列入汇总表“冲突”表，以核实表为准。",
            md.table(_VERIFICATION_HEADS, map(_verification, plan.verifications)),
        ),
    )


def _code(code: Code) -> tuple[str, ...]:
    return (md.code(code.id), SEVERITY_WORDS[code.severity], code.title, code.sentence, code.remedy, code.why)


def _verification(item: Verification) -> tuple[str, ...]:
    return (item.id, item.form, item.field, item.authority_form, item.authority_field, item.why)
