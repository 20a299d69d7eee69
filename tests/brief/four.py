"""Four months of the county's plan: everything good, much behind, half the units missing, the year's first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache

from reportgen.model.outcome import Outcome
from reportgen.model.period import Period
from tests.brief.county import STATS, firm, october
from tests.brief.scene import ZONE, Scene, county_plan

MONTHLY = "主要经济指标（月）"
QUARTERLY = "主要经济指标（季）"
_CAUSE = "受上游原材料价格波动和订单推迟影响，部分企业产线检修时间延长，预计下月恢复正常生产，已逐户上门了解情况"


def _indicators(scene: Scene, growth: float, peer: float, rank: int, cause: str = "") -> None:
    for form, names, span in (
        (MONTHLY, ("固定资产投资", "社会消费品零售总额", "规模工业增加值"), "1—9月"),
        (MONTHLY, ("地方一般公共预算收入",), "1—10月"),
        (QUARTERLY, ("地区生产总值", "一产业增加值", "服务业增加值"), "1—9月"),
    ):
        for name in names:
            row: dict[str, object] = {
                "指标名称": name, "同比增速": growth, "全市平均": peer, "全市数时段": span, "位次": rank,
                "参与排位个数": 13, "数据时段": span, "数据性质": "快报",
            }  # fmt: skip
            scene.report(form, STATS, row)


def _firms(scene: Scene, counts: Mapping[str, int]) -> None:
    numbers = iter(range(1, 400))
    rows = [
        firm(next(numbers), category, "审批通过", culture=category == "服务业")
        for category, count in counts.items()
        for _ in range(count)
    ]
    scene.report("入库审核情况", STATS, *rows)


def everything_good() -> Scene:
    """Every target met, every quota done, every milestone reached, every sheet on time."""
    scene = Scene(county_plan())
    _indicators(scene, 9.2, 6.0, 1)
    _firms(scene, {"工业": 20, "贸易业": 11, "服务业": 18, "建筑业": 1, "房地产": 1})
    for item in scene.plan.milestones:
        told = {"节点编号": item.id, "当前状态": "已完成", "实际达到日期": date(2025, 10, 8), "当前进度或数量": 100}
        scene.report("临港节点进度", item.owner, told)
    for unit in scene.plan.units:
        if unit.reports and not unit.verifier:
            scene.submit("重点任务推进台账", unit.name)
    return scene


def much_behind() -> Scene:
    """October with everything that can be behind behind, each unit telling at length why."""
    scene = october()
    scene.forms.pop(MONTHLY)
    scene.forms.pop(QUARTERLY)
    scene.forms.pop("入库审核情况")
    scene.forms.pop("临港节点进度")
    _indicators(scene, -3.4, 5.0, 12)
    _firms(scene, {"工业": 1})
    for item in scene.plan.milestones:
        told = {
            "节点编号": item.id,
            "当前状态": "未开工",
            "预计达到日期": date(2026, 3, 31),
            "原因（填报单位所述）": _CAUSE,
        }
        scene.report("临港节点进度", item.owner, told)
    for number in range(4, 30):
        name, code = f"示例高端装备智能制造产业基地项目{number}期", f"2025-430624-48-01-0000{number:02d}"
        scene.report("形象进度和资金支付", "县发改局", {
            "项目名称": name, "项目代码": code, "资金类别": "专项债", "总投资": 20000, "本年计划投资": 10000,
            "本年完成投资": 900, "下达资金": 4000, "到位资金": 4000, "支付资金": 100, "是否滞后": True,
            "滞后原因（填报单位所述）": _CAUSE,
        })  # fmt: skip
        scene.report("会议批示和协调事项", "县发改局", {
            "事项编号": f"WZZ18-U03-202510-{number:02d}", "事项来源": "提请研究", "来源名称": "专班会议",
            "批示或议定原文": f"示例项目{number}期用地、用林、用能指标缺口较大，需县级统筹研究解决方案并明确时限和责任单位",
            "症结和对策": _CAUSE, "提出单位": "县临港产业开发事务中心", "主办单位": "县自然资源局",
            "办理时限": date(2025, 10, 15), "是否提请县政府研究": True, "办理状态": "在办",
        })  # fmt: skip
    for unit in scene.plan.units:
        if unit.reports and not unit.verifier:
            scene.submit("意见建议", unit.name, state="returned" if unit.kind == "乡镇街道" else "late", late=2)
    return scene


def half_missing() -> Scene:
    """October as far as every second unit has reported; no statistics yet."""
    scene = october()
    scene.forms.pop(QUARTERLY)
    scene.submissions.clear()
    reporters = [u for u in scene.plan.units if u.reports and not u.verifier]
    absent = {u.name for u in reporters[::2]}
    for form in list(scene.forms):
        scene.forms[form] = [r for r in scene.forms[form] if r.unit not in absent]
    for unit in reporters:
        for form in ("重点任务推进台账", "意见建议"):
            scene.submit(form, unit.name, state="missing" if unit.name in absent else "on_time")
    return scene


def first_period() -> Scene:
    """The year's first month: January's data are exempt, nothing was before."""
    scene = Scene(county_plan(), Period.parse("2025-01"), datetime(2025, 2, 10, 18, tzinfo=ZONE))
    scene.report(MONTHLY, "县财政局", {
        "指标名称": "地方一般公共预算收入", "同比增速": 1.2, "总量": 1.08, "数据时段": "1月", "数据性质": "快报",
    })  # fmt: skip
    scene.report("入库审核情况", STATS, firm(1, "建筑业", "审批通过", approved="2025-01"))
    for item in scene.plan.milestones:
        scene.report("临港节点进度", item.owner, {"节点编号": item.id, "当前状态": "推进中"})
    for unit in scene.plan.units:
        if unit.reports and not unit.verifier:
            scene.submit("重点任务推进台账", unit.name)
    scene.report("四上企业培育库", "县工信局", {"企业名称": "示例企业9号", "当前状态": "摸排"})
    return scene


SITUATIONS: Mapping[str, Callable[[], Scene]] = {
    "都好": everything_good, "多数落后": much_behind, "半数未报": half_missing, "首期": first_period,
}  # fmt: skip


@cache
def situation(name: str) -> Outcome:
    return SITUATIONS[name]().outcome()
