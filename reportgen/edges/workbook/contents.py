"""The sheets of 汇总表: their names in order, and what each shows (the manual prints it)."""

from __future__ import annotations

from collections.abc import Mapping

from reportgen.model.pages import MILESTONES, PROJECTS, TARGETS, WARNINGS, matters_name, quotas_name
from reportgen.model.plan import Plan

__all__ = ["MILESTONES", "PROJECTS", "TARGETS", "WARNINGS", "matters_name", "quotas_name"]

OVERVIEW, FILING, UNITS = "总览", "报送", "单位"
CONFLICTS, REVISIONS, STATISTICS = "冲突", "变化", "统计"
FINDINGS, DEFINITIONS, NOTES = "核实", "口径", "说明"


def analysis(plan: Plan) -> Mapping[str, str]:
    """Return the sheets before the data sheets: name → what it shows."""
    return {
        OVERVIEW: "先看这张，一屏、一页：主要指标、数量任务、节点、报送、今天要定的事，最后是各表的链接",
        TARGETS: "每个指标：目标、本期、距目标、上期、全市平均、位次、走势、灯和亮灯的理由，下面是年内各期的数",
        quotas_name(plan): "每项数量任务：完成、序时、还差、预计；培育库按状态、按类别、按单位的企业数",
        MILESTONES: "每个节点：原定、现行、承诺日期，进度，剩余天数；右边按月画出",
        PROJECTS: "各类项目：开工、投资、资金下达和支付，各阶段个数，滞后项目",
        matters_name(plan): "各表在办、办结、逾期件数，逐件列出主办单位和时限，逾期的在前",
        FILING: "一行一个单位，一列一张表，格内是按时、逾期、未报等；没按时的，批注里有时限和收到时间",
        UNITS: "一个单位一张卡片：报送、负责的指标和事项、待更正和待核实的问题",
        WARNINGS: "苗头性问题：由各期数据按方案的预警规则判出，列出所据的数",
        CONFLICTS: "同一件事几个单位报的数不一样：各报多少、采用哪个、为什么",
        REVISIONS: "与上期比的变化：累计数下降、改了以前的数、上期有本期没有、承诺日期推后等",
        STATISTICS: "方案“统计口径”里的每个数，按表排列",
    }


def proof() -> Mapping[str, str]:
    """Return the sheets after the data sheets: name → what it shows."""
    return {
        FINDINGS: "每个问题一行：在哪个文件、哪张表、哪一格，怎么办。办公室在“决定”“决定对象”“决定说明”三列作决定，登记后下次汇总照办",
        DEFINITIONS: "每个数的编号、口径、来源单元格；总览和分析表里点一下数字就到这里",
        NOTES: "图例，缺什么，收到了哪些文件、怎么处理的，单元格收支，程序版本和数据指纹",
    }
