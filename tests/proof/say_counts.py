"""Sentences that count and sum the rows of the forms: what 口径 defines, reckoned by hand."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from tests.proof.claims import Case, N, Rule
from tests.proof.docx_numbers import Passage
from tests.proof.merged import Month
from tests.proof.printing import money, rounded, short
from tests.proof.received import Row

Test = Callable[[Row], bool]
_DONE = ("已办结", "已销号", "说明销号")
_JAM, _TALK, _ADVICE, _VISIT = "要素保障堵点清单", "会议批示和协调事项", "意见建议", "企业走访和问题"
_LIST, _WORKS, _POLICY, _INVEST = "项目清单", "形象进度和资金支付", "政策清单", "招商引资情况"
_FUNDS = ("中央预算内", "超长期特别国债", "专项债")


# ---------------------------------------------------------------- counting


def _rows(month: Month, form: str, test: Test | None = None) -> list[Row]:
    """The rows of a form; what its authority tells under a key is not counted again from others."""
    authority = month.plan.forms[form].get("authority")
    told = {r.key for r in month.rows(form) if r.unit == authority}
    own = [r for r in month.rows(form) if r.unit == authority or r.key not in told]
    return [r for r in own if test is None or test(r)]


def _distinct(month: Month, form: str, field: str, test: Test | None = None) -> int:
    return len({r.text(field) for r in _rows(month, form, test)} - {""})


def _sum(month: Month, form: str, field: str, test: Test | None = None) -> Decimal:
    return sum((n for r in _rows(month, form, test) if (n := r.number(field)) is not None), Decimal(0))


def _is(field: str, *words: str) -> Test:
    return lambda row: row.text(field) in words


def _has(field: str, *words: str) -> Test:
    return lambda row: any(word in row.text(field).split("、") for word in words)


def _filled(field: str) -> Test:
    return lambda row: field in row.values


def _all(*tests: Test) -> Test:
    return lambda row: all(test(row) for test in tests)


def _open(field: str) -> Test:
    return _is(field, "", "在办")


def _percent(part: Decimal | int, whole: Decimal | int) -> str:
    return f"{rounded(Fraction(part) / Fraction(whole) * 100, 1)}"


# ---------------------------------------------------------------- rules


def count(pattern: str, *numbers: Callable[[Month], object]) -> Rule:
    """A clause whose groups are the printed *numbers* of the month."""
    return Rule(pattern, lambda case, passage, match: [f"{number(case.month)}" for number in numbers])


def rows(form: str, test: Test | None = None) -> Callable[[Month], object]:
    return lambda month: len(_rows(month, form, test))


def firms(form: str, field: str, test: Test | None = None) -> Callable[[Month], object]:
    return lambda month: _distinct(month, form, field, test)


def total(form: str, field: str, test: Test | None = None, places: int = 2) -> Callable[[Month], object]:
    return lambda month: short(_sum(month, form, field, test), places)


def exact(form: str, field: str, test: Test | None = None) -> Callable[[Month], object]:
    return lambda month: rounded(_sum(month, form, field, test), 2)


def share(part: Callable[[Month], object], whole: Callable[[Month], object]) -> Callable[[Month], object]:
    return lambda month: _percent(Decimal(str(part(month))), Decimal(str(whole(month))))


def rules() -> list[Rule]:
    return [*_projects(), *_money(), *_matters(), *_firms(), *_policies(), *_other()]


def _projects() -> list[Rule]:
    code = "项目代码"
    whole, started = firms(_LIST, code), firms(_LIST, code, _filled("实际开工日期"))
    waiting = firms(_LIST, code, _all(_filled("实际签约日期"), lambda r: "实际开工日期" not in r.values))
    found = [
        count(
            f"列入清单项目{N}个，已开工{N}个，开工率{N}%(?:；已签约未开工{N}个)?",
            *(whole, started, share(started, whole), waiting),
        ),
        count(
            f"已纳统{N}个，已报数{N}个",
            *(firms(_LIST, code, _filled(f"实际{step}日期")) for step in ("纳统", "报数")),
        ),
        count(f"进度滞后项目{N}个", firms(_WORKS, code, _is("是否滞后", "是"))),
    ]
    labels = {
        "招商引资项目": ("招商引资",),
        "省重点项目": ("省重点",),
        "市重大项目": ("市重大",),
        "“三类资金”项目": _FUNDS,
    }
    for word, names in labels.items():
        own = firms(_LIST, code, _has("清单标签", *names))
        begun = firms(_LIST, code, _all(_has("清单标签", *names), _filled("实际开工日期")))
        found.append(count(f"{word}{N}个，开工率{N}%", own, share(begun, own)))
    return found


def _money() -> list[Rule]:
    def amount(field: str, test: Test | None = None) -> Callable[[Month], Decimal]:
        return lambda month: _sum(month, _WORKS, field, test)

    def issued(row: Row) -> bool:
        return (row.number("下达资金") or 0) > 0

    plan, done = amount("本年计划投资"), amount("本年完成投资")
    given, came, paid = (amount(f"{word}资金", issued) for word in ("下达", "到位", "支付"))
    found = [
        _large(f"本年计划投资{N}亿元，完成{N}亿元，投资完成率{N}%", plan, done, share=(done, plan)),
        _large(f"“三类资金”下达{N}亿元，支付{N}亿元，支付率{N}%", given, paid, share=(paid, given)),
        _large(f"下达资金{N}亿元，支付{N}亿元，支付率{N}%", given, paid, share=(paid, given)),
        _large(f"下达资金{N}亿元，到位{N}亿元，支付{N}亿元，支付率{N}%", given, came, paid, share=(paid, given)),
    ]
    for fund in _FUNDS:
        own = _all(_has("资金类别", fund), issued)
        found.append(count(f"{fund}支付率{N}%", share(amount("支付资金", own), amount("下达资金", own))))
    return found


def _large(pattern: str, *amounts: Callable[[Month], Decimal], share: tuple[Callable[[Month], Decimal], ...]) -> Rule:
    """A sentence in which sums are told in 亿元, with the rate of two of them."""

    def expect(case: Case, passage: Passage, match: re.Match[str]) -> list[str]:
        sums = [money(a(case.month), large=True).removesuffix("亿元") for a in amounts]
        return [*sums, _percent(share[0](case.month), share[1](case.month))]

    return Rule(pattern, expect)


def _matters() -> list[Rule]:
    jams, done = rows(_JAM), rows(_JAM, _is("当前状态", *_DONE))
    talk_open, talk_done = rows(_TALK, _open("办理状态")), rows(_TALK, _is("办理状态", *_DONE))
    advice, advice_done = rows(_ADVICE), rows(_ADVICE, _is("办理状态", *_DONE))
    advice_open = rows(_ADVICE, _open("办理状态"))
    kinds = ("用地", "用林", "用能", "环评")
    found = [
        Rule(
            f"(?:堵点在办|^在办){N}件(?:，本期新增{N}件)?(?:，本期解决{N}件)?"
            f"(?:，(?:其中)?超过时限{N}件)?(?:，临近时限{N}件)?(?:，办结{N}件)?",
            _jams,
        ),
        count(f"清单累计堵点{N}件，办结{N}件(?:，办结率{N}%)?", jams, done, share(done, jams)),
        count(f"清单累计.*?；在办{N}件（", rows(_JAM, _open("当前状态"))),
        count(f"堵点共{N}件，在办{N}件", jams, rows(_JAM, _open("当前状态"))),
        count(f"堵点共.*?）(?:，办结{N}件)?(?:，办结率{N}%)?", done, share(done, jams)),
        count(
            f"会议批示和协调事项在办{N}件(?:，办结{N}件)?(?:；意见建议在办{N}条)?(?:，办结{N}条)?",
            *(talk_open, talk_done, advice_open, advice_done),
        ),
        count(f"提请县政府研究{N}件", rows(_TALK, _is("是否提请县政府研究", "是"))),
        count(
            f"意见建议{N}条，需县级协调{N}条，在办{N}条(?:，办结{N}条)?(?:，办结率{N}%)?",
            *(advice, rows(_ADVICE, _is("是否需县级协调", "是")), advice_open, advice_done, share(advice_done, advice)),
        ),
    ]
    found += [
        count(f"(?:在办的|，|（){kind}{N}件", rows(_JAM, _all(_is("堵点类别", kind), _open("当前状态"))))
        for kind in kinds
    ]
    meetings = {"讲评会": "经济运行讲评会", "联席会议": "部门联席会议", "联合会商": "部门联合会商"}
    sources = (*meetings.values(), "专班会议", "县政府专题研究")
    found.append(count(f"召开会议{N}次", firms(_TALK, "来源名称", _is("事项来源", *sources))))
    return found + [
        count(f"{word}{N}次", firms(_TALK, "来源名称", _is("事项来源", name))) for word, name in meetings.items()
    ]


def _jams(case: Case, passage: Passage, match: re.Match[str]) -> list[str]:
    month = case.month
    own = [m for m in case.county.matters if m.row.form == _JAM]
    soon = [m for m in own if m.open and m.due and dt.timedelta(0) <= m.due - month.today <= dt.timedelta(days=3)]
    done = sum(not m.open for m in own)
    new = sum(m.raised is not None and month.first <= m.raised <= month.last for m in own)
    late = sum(bool(m.overdue) for m in own)
    return [f"{n}" for n in (sum(m.open for m in own), new, done, late, len(soon), done)]


def _firms() -> list[Rule]:
    code, name = "统一社会信用代码", "企业名称"
    library, review, chain = "四上企业培育库", "入库审核情况", "产业链重点企业"
    problems, solved = (
        rows(_VISIT, _is("有无问题", "有")),
        rows(_VISIT, _all(_is("有无问题", "有"), _is("办理状态", *_DONE))),
    )
    return [
        count(
            f"在库培育企业{N}家(?:，其中{N}家已确定一对一指导人)?(?:，审核中{N}家)?(?:，年内退库{N}家)?",
            firms(library, code),
            firms(library, code, _filled("一对一指导人")),
            firms(review, code, _is("审核状态", "申报", "县审", "市审", "省审")),
            firms(review, code, _is("审核状态", "退库")),
        ),
        count(
            f"走访企业{N}家(?:（“走找想促”{N}家、“送解优”{N}家）)?",
            *(firms(_VISIT, name, test) for test in (None, _is("活动名称", "走找想促"), _is("活动名称", "送解优"))),
        ),
        count(
            f"收集问题{N}件(?:，现场解决{N}件)?(?:，交办{N}件)?(?:，办结{N}件)?(?:，办结率{N}%)?",
            *(
                problems,
                rows(_VISIT, _is("现场解决", "是")),
                rows(_VISIT, _is("现场解决", "否")),
                solved,
                share(solved, problems),
            ),
        ),
        count(
            f"调度产业链重点企业{N}家(?:，其中{N}家反映困难)?",
            *(firms(chain, code), firms(chain, code, lambda r: r.text("困难问题") not in ("无", ""))),
        ),
        count(
            f"技改项目{N}个（智能化{N}个、绿色化{N}个），本年完成技改投资{N}万元",
            *(
                firms("技改项目", "项目代码", test)
                for test in (None, _has("改造方向", "智能化"), _has("改造方向", "绿色化"))
            ),
            total("技改项目", "本年完成技改投资"),
        ),
    ]


def _policies() -> list[Rule]:
    kind, way = "政策类型", "享受方式"
    return [
        count(f"政策清单共{N}条", rows(_POLICY)),
        count(f"本期新增{N}条", rows(_POLICY, _is("政策状态", "新增"))),
        count(f"县级出台{N}条", rows(_POLICY, _has(kind, "县级出台"))),
        count(f"惠企便民政策{N}条", rows(_POLICY, _has(kind, "惠企便民"))),
        count(f"“免申即享”{N}条", rows(_POLICY, _is(way, "免申即享"))),
        count(f"“即申即享”{N}条", rows(_POLICY, _is(way, "即申即享"))),
        count(f"已评估{N}条", rows(_POLICY, lambda r: r.text("评估结论") not in ("未评估", ""))),
        count(f"争取(?:上级)?资金{N}万元", total(_POLICY, "争取资金")),
        count(f"兑现资金{N}万元", total(_POLICY, "兑现金额")),
        count(f"惠及{N}户", total(_POLICY, "惠及户数")),
    ]


def _other() -> list[Rule]:
    signed, way, idle = _is("合同性质", "正式合同"), "招商方式", "沉睡资源盘活"
    tour, goods, visit, news = "文旅融合", "湘阴好物", "包联走访和座谈", "宣传解读"
    talks = _is("活动类型", "企业座谈", "政企恳谈")
    return [
        count(f"签订正式合同{N}个，签约金额{N}亿元", rows(_INVEST, signed), exact(_INVEST, "签约金额", signed)),
        *(
            count(f"{word}{N}个(?=、|）)", rows(_INVEST, _all(signed, _is(way, word))))
            for word in ("乡友招商", "行业招商")
        ),
        count(
            f"签订正式合同.*?[，；]已开工{N}个",
            rows(_INVEST, _all(signed, _is("当前阶段", "已开工", "已投产"))),
        ),
        count(f"闲置资源共{N}宗，已盘活{N}宗", rows(idle), rows(idle, _is("盘活状态", "已盘活", "部分盘活"))),
        count(f"盘活收益{N}万元", total(idle, "盘活收益")),
        count(
            f"盘活土地{N}亩，盘活建筑{N}平方米",
            exact(idle, "已盘活土地面积"),
            total(idle, "已盘活建筑面积", places=0),
        ),
        count(f"文旅项目{N}个", rows(tour, _is("类别", "文旅项目"))),
        count(
            f"接待游客{N}万人次，旅游收入{N}亿元",
            *(exact(tour, field, _is("类别", "全县合计")) for field in ("接待游客", "旅游收入")),
        ),
        count(
            f"授权产品{N}个，加工项目{N}个，销售额{N}万元",
            *(rows(goods, _is("类别", word)) for word in ("授权产品", "加工项目")),
            total(goods, "销售额"),
        ),
        count(f"任务已分解到项目{N}个、责任人{N}人", *(firms("任务分解", f) for f in ("任务名称", "责任人"))),
        count(f"各单位填报任务进展{N}条", rows("重点任务推进台账")),
        count(f"汇集部门共享数据{N}条", rows("部门共享数据")),
        count(f"未解除预警{N}条", rows("预警和建议", _is("是否解除", "否"))),
        count(f"建议被采纳{N}条", rows("预警和建议", _filled("采纳情况"))),
        count(f"县领导包联走访{N}次", rows(visit, _is("活动类型", "包联走访", "包联调研", "包联督导"))),
        count(f"座谈恳谈{N}场，参加企业{N}家", rows(visit, talks), total(visit, "参加企业数", talks)),
        count(f"收集意见{N}条，现场解决{N}条", total(visit, "收集意见建议条数"), total(visit, "现场解决条数")),
        *(count(f"{word}{N}次", rows(news, _is("类型", word))) for word in ("政策解读", "数据发布", "回应关切")),
    ]
