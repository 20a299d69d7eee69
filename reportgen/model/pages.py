"""The sheets of 汇总表 that documents send their readers to: the writer of the workbook and the brief share them."""

from __future__ import annotations

from reportgen.model.plan import Plan

TARGETS, MILESTONES, PROJECTS, WARNINGS = "指标", "节点", "项目", "预警"
_QUOTAS, _MATTERS = "sheet_quotas", "sheet_matters"
"""The settings by which the plan names two sheets after its own work, e.g. 入规, 堵点和问题."""


def quotas_name(plan: Plan) -> str:
    return plan.setting(_QUOTAS)


def matters_name(plan: Plan) -> str:
    return plan.setting(_MATTERS)
