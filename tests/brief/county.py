"""A full month of the county's plan: what a usual October looks like, with every kind of trouble in it."""

from __future__ import annotations

from datetime import date
from functools import cache

from reportgen.model.outcome import Conflict, Outcome
from tests.brief.scene import Scene, county_plan, month

STATS = "县统计局"


def firm(
    number: int, category: str, status: str, culture: bool = False, approved: str = "2025-09"
) -> dict[str, object]:
    row: dict[str, object] = {
        "企业名称": f"示例企业{number}号", "统一社会信用代码": f"示例代码{number:03d}", "类别": category,
        "是否文化企业": culture, "审核状态": status,
    }  # fmt: skip
    return row | ({"审批通过月份": month(approved)} if status == "审批通过" else {})


def october() -> Scene:
    """Return the month's scene; tests may add to it."""
    scene = Scene(county_plan())
    _indicators(scene)
    numbers = iter(range(1, 200))
    firms = [firm(next(numbers), "工业", "审批通过") for _ in range(13)]
    firms += [firm(next(numbers), "贸易业", "审批通过") for _ in range(10)]
    firms += [firm(next(numbers), "服务业", "审批通过", culture=n < 2) for n in range(16)]
    firms += [firm(next(numbers), "房地产", "省审")]
    scene.report("入库审核情况", STATS, *firms)
    _milestones(scene)
    _projects(scene)
    _matters(scene)
    scene.report(
        "政策清单", "县发改局",
        {"政策名称": "示例设备更新补贴", "文号": "湘示〔2025〕3号", "政策类型": "惠企便民", "层级": "省", "政策状态": "新增",
         "惠及对象": "规模以上工业企业", "申报条件": "本年购置设备投资达到标准", "享受方式": "免申即享", "兑现时限": "按季兑现",
         "受理地址": "政务服务大厅", "咨询电话": "0730-2200000", "对接责任单位": "县工信局", "兑现金额": 320.5, "惠及户数": 21},
        {"政策名称": "示例用地保障政策", "文号": "岳示〔2025〕8号", "政策类型": "对接政策", "层级": "市", "政策状态": "有效",
         "对接责任单位": "县自然资源局", "对接进展": "已报送需求，等待批复"},
    )  # fmt: skip
    _submissions(scene)
    return scene


@cache
def october_outcome() -> Outcome:
    return october().outcome()


def _indicators(scene: Scene) -> None:
    def row(
        name: str, growth: float, peer: float, span: str, rank: int, amount: float | None = None
    ) -> dict[str, object]:
        given: dict[str, object] = {
            "指标名称": name, "指标类别": "年度计划", "同比增速": growth, "全市平均": peer, "全市数时段": span,
            "位次": rank, "参与排位个数": 13, "数据时段": span, "数据性质": "快报",
        }  # fmt: skip
        return given | ({"总量": amount} if amount else {})

    scene.report(
        "主要经济指标（月）", STATS,
        row("固定资产投资", 4.2, 5.0, "1—9月", 8), row("社会消费品零售总额", 6.6, 6.1, "1—9月", 4, 128.4),
        row("规模工业增加值", 7.2, 6.8, "1—9月", 4),
    )  # fmt: skip
    scene.report("主要经济指标（月）", "县财政局", row("地方一般公共预算收入", -2.0, 1.4, "1—10月", 11, 11.38))
    scene.report("主要经济指标（月）", STATS, row("规模工业增加值", 6.9, 6.6, "1—8月", 5), before=True)
    scene.report(
        "主要经济指标（季）", STATS,
        row("地区生产总值", 6.3, 5.9, "1—9月", 2, 421.7), row("一产业增加值", 3.6, 3.5, "1—9月", 6, 70.2),
    )  # fmt: skip


def _milestones(scene: Scene) -> None:
    stages: dict[str, dict[str, object]] = {
        "M01": {"当前状态": "推进中", "当前进度或数量": 72.5, "预计达到日期": date(2025, 12, 25)},
        "M02": {"当前状态": "推进中", "预计达到日期": date(2025, 12, 31)},
        "M03": {"当前状态": "已完成", "实际达到日期": date(2025, 10, 20)},
        "M04": {"当前状态": "未开工", "预计达到日期": date(2025, 11, 30), "存在问题": "用地报批尚差2宗"},
        "M05": {"当前状态": "推进中", "当前进度或数量": 22},
        "M06": {"当前状态": "推进中", "当前进度或数量": 0},
        "M08": {"当前状态": "推进中", "原因（填报单位所述）": "设备到货推迟，预计12月完成安装"},
        "M09": {"当前状态": "未开工"},
        "M11": {"当前状态": "推进中", "当前进度或数量": 71.3},
    }
    plan = scene.plan
    for id, told in stages.items():
        owner = plan.find("milestones", id).owner
        scene.report("临港节点进度", owner, {"节点编号": id, **told})


def _projects(scene: Scene) -> None:
    for number, (label, done, paid) in enumerate(
        [("中央预算内", 8200, 900), ("专项债", 4100, 2500), ("超长期特别国债", 9100, 3900)], 1
    ):
        code = f"2025-430624-48-01-00000{number}"
        name = f"示例项目{number}期"
        scene.report("项目清单", "县发改局", {
            "项目名称": name, "项目代码": code, "清单标签": label, "产业定位": "一主", "当前阶段": "在建",
            "实际开工日期": date(2025, 3, number),
        })  # fmt: skip
        scene.report("形象进度和资金支付", "县发改局", {
            "项目名称": name, "项目代码": code, "资金类别": label, "总投资": 20000, "本年计划投资": 10000,
            "本年完成投资": done, "下达资金": 4000, "到位资金": 4000, "支付资金": paid, "是否滞后": done < 5000,
            "滞后原因（填报单位所述）": "征拆尚有3户未签约", "下一步措施": "包户推进",
        })  # fmt: skip


def _matters(scene: Scene) -> None:
    scene.report("要素保障堵点清单", "县发改局", *(
        {"事项编号": f"WZZ10-U03-202510-{n:02d}", "项目名称": f"示例项目{n}期", "堵点类别": kind, "具体问题": text,
         "提出单位": "县发改局", "牵头解决单位": lead, "完成时限": due, "当前状态": state}
        for n, (kind, text, lead, due, state) in enumerate([
            ("用地", "项目红线内12亩林地未办转用手续", "县自然资源局", date(2025, 10, 20), "在办"),
            ("环评", "环评报告待批", "市生态环境局湘阴分局", date(2025, 11, 20), "在办"),
            ("用能", "专用线接入方案未定", "县发改局", date(2025, 10, 31), "已办结"),
        ], 1)
    ))  # fmt: skip
    scene.report("会议批示和协调事项", "县发改局", {
        "事项编号": "WZZ18-U03-202510-01", "事项来源": "提请研究", "来源名称": "专班会议",
        "批示或议定原文": "沿江大道用地指标缺口45亩如何解决", "症结和对策": "建议从全县增减挂钩指标中调剂",
        "提出单位": "县临港产业开发事务中心", "主办单位": "县自然资源局", "办理时限": date(2025, 11, 15),
        "是否提请县政府研究": True, "办理状态": "在办",
    })  # fmt: skip


def _submissions(scene: Scene) -> None:
    scene.submit("主要经济指标（月）", "县财政局", STATS)
    scene.submit("部门共享数据", STATS, state="missing")
    for unit in ("县工信局", "县发改局", "县住建局"):
        scene.submit("重点任务推进台账", unit)
    scene.submit("重点任务推进台账", "县委宣传部", state="late", late=1)
    scene.submit("要素保障堵点清单", "县林业局", state="nil")
    scene.submit("项目清单", "县发改局")
    scene.submit("项目清单", "虞公港建投", "洋沙湖集团", state="missing")
    scene.submit("意见建议", "樟树镇", state="not_due")
    scene.submit("意见建议", "樟树镇", state="returned")
    scene.submit("形象进度和资金支付", "虞公港建投", state="missing")
    reported = scene.forms["形象进度和资金支付"]
    first = reported[0].values["支付资金"]
    other = reported[1].values["支付资金"]
    scene.conflicts.append(
        Conflict(
            "形象进度和资金支付",
            reported[0].key,
            "支付资金",
            (("县发改局", first), ("县财政局", other)),
            "县财政局",
            "",
        )
    )
