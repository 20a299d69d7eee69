"""A small sound plan as YAML text, for tests that break it in one place."""

from __future__ import annotations

from reportgen.edges.plan_yaml import read_yaml_text
from reportgen.model.plan import Plan
from reportgen.model.wordings import WORDINGS
from reportgen.plan.check import check
from reportgen.plan.parse import parse
from reportgen.plan.raw import Fault

TEXT = """\
# 本县方案
header:
  name: 稳增长方案
  year: 2025
  region: 甲县
  city: 乙市
  office: 专班办
  office_unit: 发改局
  publisher: 甲县专班办
  brief_name: 简报
  form_prefix: WZZ
  sheet_note: 非统计调查表
settings:
  - {key: close_time, value: "17:30", set_by: office, ambiguity: A01, question: 何时关闭, handling: 下班}
units:
  - {id: U01, name: 发改局, aliases: [发改, 县发改], reports: true}
  - {id: U02, name: 统计局, reports: true, verifier: true}  # 只核实
groups:
  - {name: 各局, members: [发改局, 统计局]}
tasks:
  - id: 一1
    name: 抓增长
    lead: 发改局
    requirements:
      - {id: r1, text: 全年增长。, owners: [各局], narrative: true, forms: [指标表]}
indicators:
  - {name: 投资, family: 年度计划, growth: true, supplier: 统计局, form: 指标表}
targets:
  - {id: T01, name: 投资, indicator: 投资, measure: 增速, operator: ≥, value: 6.5, unit: "%", text: 增长6.5%, owner: 发改局}
quotas:
  - {id: Q01, name: 新入规, category: 工业, value: 18, owner: 发改局, verifier: 统计局, requirement: 一1/r1, text: 十八家}
milestones:
  - {id: M01, name: 开工, due: 2025-10-31, kind: 开工, owner: 发改局, requirement: 一1/r1, form: 节点表, text: 开工}
mechanisms:
  - {id: G01, name: 调度, kind: 机制, requirement: 一1/r1, owner: 各局, forms: [入库表], how: 逐月调度}
frequencies:
  - {id: F01, words: 按月, meaning: 每月, rhythm: 月, forms: [指标表]}
demands:
  - {id: D01, text: 达到序时, measure: 两率, forms: [入库表]}
forms:
  - number: WZZ01
    name: 指标表
    title: 主要指标
    purpose: 指标
    rhythms: [月]
    owners: [统计局]
    rows_from: 指标
    deadlines:
      - {rhythm: 月, days: 18}
    fields:
      - {name: 指标, role: indicator, key: true}
      - {name: 增速, type: 百分比, role: growth}
  - number: WZZ02
    name: 入库表
    title: 入库审核
    purpose: 入库审核
    rhythms: [月, 变动]
    owners: [统计局]
    deadlines:
      - {rhythm: 月, days: 3, basis: 工作日}
    fields:
      - {name: 企业, role: firm}
      - {name: 代码, type: 信用代码, role: code, key: true}
      - {name: 类别, type: 选项, list: 类别, role: category}
      - {name: 状态, type: 选项, list: 状态, role: status}
      - {name: 月份, type: 日期, role: approved, required_if: '[状态]="通过"'}
      - {name: 产值, type: 万元}
  - number: WZZ03
    name: 节点表
    title: 节点进度
    purpose: 节点
    rhythms: [月]
    owners: [发改局]
    rows_from: 节点
    deadlines:
      - {rhythm: 月, days: 3}
    fields:
      - {name: 节点, role: milestone, key: true}
      - {name: 状态, type: 选项, list: 节点状态, role: stage}
foot:
  - {name: 填报人, place: 表尾, role: filler}
lists:
  - name: 类别
    options:
      - {value: 工业, aliases: [规上工业]}
  - name: 状态
    options:
      - {value: 通过, meaning: approved}
      - {value: 在审}
  - name: 节点状态
    options:
      - {value: 已达到, meaning: done}
rules:
  - {id: R1, form: 入库表, condition: '[产值]>=0', field: 产值, message: 产值不应为负}
verifications:
  - {id: V1, form: 入库表, field: 状态, authority_form: 节点表, authority_field: 状态, why: 以此为准}
lights:
  - {applies_to: quotas, light: green, when: '[完成率]>=[序时进度]', word: 绿, why: 快于序时}
measures:
  - {id: 通过数, name: 通过数, form: 入库表, function: 计数, where: '[状态]="通过"', unit: 家}
  - {id: 产值, name: 产值, form: 入库表, function: 求和, field: 产值, unit: 万元}
  - {id: 均值, name: 均值, function: 比率, numerator: 产值, denominator: 通过数, unit: 万元/家}
documents:
  - kind: 月度
    name: 月度简报
    template: 简报.docx
    title: '{县}稳增长简报'
    passages:
      - {id: p1, heading: 指标, block: 目标表}
      - {id: p2, heading: 节点, block: 节点表}
      - {id: p3, heading: 入规, block: 句子, text: '新入规{通过数}，户均{均值}。'}
      - {id: p4, heading: 说明, block: 说明, forms: [指标表]}
sentences:
  - {id: S01, line: 1, text: 方案, covers: [标题, A01]}
  - {id: S02, line: 2, text: 全年增长, covers: [T01, Q01, 一1/r1, G01, F01, D01]}
changes:
  - {section: targets, item: T01, attribute: value, since: 2025-07-01, value: 7, reason: 调整}
  - {section: 节点, item: M01, attribute: 时限, since: 2025-09-01, value: 2025-12-31, reason: 延期}
"""


def sample_text() -> str:
    wordings = "".join(f"  - {{key: {key}, text: {key}}}\n" for key in WORDINGS)
    return f"{TEXT}wordings:\n{wordings}"


def understood(text: str) -> tuple[Plan, list[Fault]]:
    """The plan in *text* with the faults of form, then those of content."""
    plan, faults = parse(read_yaml_text(text))
    return plan, [*faults, *check(plan)]


def sample() -> Plan:
    plan, faults = understood(sample_text())
    assert not faults, "\n".join(map(str, faults))
    return plan


def broken(old: str, new: str) -> list[Fault]:
    """The faults of the sample with *old*, which stands in it once, replaced by *new*."""
    assert TEXT.count(old) == 1, (old, TEXT.count(old))
    return understood(sample_text().replace(old, new))[1]
