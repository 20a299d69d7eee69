"""Codes of findings of the checks: within a return, between forms and units, against the period before."""

from __future__ import annotations

from reportgen.model.finding import ERROR, NOTICE, QUERY, Code

REQUIRED = Code(
    "rules.required",
    ERROR,
    "必填未填",
    "第 {row} 行必填的“{field}”没有填写。",
    "请补填。",
    "缺了必填内容，这一行无法统计和评价。",
)
REQUIRED_IF = Code(
    "rules.required_if",
    ERROR,
    "按情况必填未填",
    "第 {row} 行按其他各项的内容，“{field}”应填写而没有填写（条件：{condition}）。",
    "请补填，或更正条件中的内容。",
    "有的字段只在某种情况下必须说明。",
)
REQUIRED_HEAD = Code(
    "rules.required_head",
    ERROR,
    "表头表尾未填",
    "表上“{field}”没有填写。",
    "请在“{field}：”后补填。",
    "没有填报人、审核人的表无法联系核实。",
)
BELOW_MINIMUM = Code(
    "rules.below_minimum",
    ERROR,
    "小于最小值",
    "“{field}”是 {value}，不应小于 {limit}。",
    "请核实数字和单位后改正。",
    "超出可能范围的数多是单位或小数点错误。",
)
ABOVE_MAXIMUM = Code(
    "rules.above_maximum",
    ERROR,
    "大于最大值",
    "“{field}”是 {value}，不应大于 {limit}。",
    "请核实数字和单位后改正。",
    "超出可能范围的数多是单位或小数点错误。",
)
KEY_REPEATED = Code(
    "rules.key_repeated",
    ERROR,
    "重复的行",
    "“{key}”在本表出现两次，另一处是 {other}。",
    "请合并为一行，删去多余的行。",
    "同一事项两行会重复计算。",
)
SAME_CODE = Code(
    "rules.same_code",
    QUERY,
    "同一代码不同名称",
    "代码 {value} 在这里是“{name}”，在 {other} 是“{other_name}”。",
    "请核实代码或名称哪个有误。",
    "代码是对上同一企业、同一项目的依据。",
)
SAME_NAME = Code(
    "rules.same_name",
    QUERY,
    "同一名称不同代码",
    "“{name}”的代码在这里是 {value}，在 {other} 是 {other_value}。",
    "请核实是否同一对象，代码哪个有误。",
    "同名不同代码会被当作两家重复计算。",
)
RULE_REMEDY = "有误的请改正，确实如此的请说明原因"
"""What a rule of the plan asks for that states no remedy of its own."""
RULE_BROKEN = Code(
    "rules.formula",
    QUERY,
    "核对关系不符",
    "{message}。",
    "{remedy}。",
    "方案规定的核对关系。",
)
ROW_PRINTED_GONE = Code(
    "rules.row_gone",
    ERROR,
    "缺少预印的行",
    "模板印好的“{key}”一行不见了。",
    "请在下发的模板上补回这一行后填报。",
    "每一项都要有人报，删行不等于没有。",
)
ROW_NOT_YOURS = Code(
    "rules.row_not_yours",
    QUERY,
    "不由本单位填报的行",
    "“{key}”按方案由{other}填报。",
    "请核实是否由你单位提供；如调整，请办公室改方案。",
    "同一项由两个单位报会互相矛盾。",
)
EMPTY_TABLE = Code(
    "rules.empty_table",
    ERROR,
    "空表",
    "空表且未勾选“本期无”，按未报处理。",
    "请填报；确实没有的，按表上规定打勾或与办公室联系。",
    "空表不等于零报告。",
)
NIL_WITH_ROWS = Code(
    "rules.nil_with_rows",
    QUERY,
    "勾选本期无却有数据",
    "勾选了“本期无”，表内又有 {count} 行，按表内数据采用。",
    "请核实，删去勾或删去行。",
    "勾与内容矛盾时以写出的数据为准，须说明。",
)
NIL_NOT_ALLOWED = Code(
    "rules.nil_not_allowed",
    ERROR,
    "本表不能报本期无",
    "本表不设“{label}”，却作了勾选。",
    "请填报数据。",
    "每期都应有数据的表不能以“无”代替。",
)
BOTH_TICKED = Code(
    "rules.both_ticked",
    ERROR,
    "两个勾矛盾",
    "同时勾选了“本期无”和“较上期无变化”。",
    "请只保留一个。",
    "“无”和“无变化”含义不同。",
)

FUTURE_DATE = Code(
    "rules.future_date",
    QUERY,
    "日期还没有到",
    "“{field}”是 {value}，报送时（{last}以前）还没有到这一天。",
    "请核实；计划的日期请填在计划、预计的列里。",
    "已经发生的事不会在将来。",
)
PART_SLIP = Code(
    "rules.part_slip",
    QUERY,
    "比整体大得多",
    "“{field}”是 {value}，是同一行“{whole}”（{whole_value}）的 {times} 倍，可能错了单位。",
    "请核实两个数的单位和小数点。",
    "部分一般不超过整体，正好差十倍或差百倍以上，多是错了小数点，或把元、万元、亿元填混了；方案对这两项另有核对关系的，由它来问。",
)
ROUND_HEAP = Code(
    "rules.round_heap",
    NOTICE,
    "整数成堆",
    "“{field}”的 {all} 个数里有 {count} 个是 {unit_round} 的整倍数。",
    "请专班办抽查是否估报。",
    "实际发生的数很少都是整数，成堆的整数多是估计。",
)

# ---------------------------------------------------------------- between units and forms

TOLD_TWICE = Code(
    "rules.told_twice",
    NOTICE,
    "两个单位都报",
    "“{key}”由 {units} 都报了，内容一致。",
    "请商定由一个单位填报。",
    "同一事项两处报送，汇总时只应计一次。",
)
TOLD_DIFFERENTLY = Code(
    "rules.told_differently",
    QUERY,
    "两个单位说法不一",
    "“{key}”的“{field}”，{told}；{chosen}。",
    "请{units}核对后统一。",
    "同一事实只能有一个数。",
)
VERIFIED_OTHERWISE = Code(
    "rules.verified_otherwise",
    QUERY,
    "与核实单位不一致",
    "“{key}”的“{field}”报 {value}，而{other}在《{authority}》中是 {other_value}，以后者为准。",
    "请与{other}核对。",
    "有核实单位的数以核实为准。",
)
LISTED_TWICE = Code(
    "rules.listed_twice",
    QUERY,
    "同一单位两处列出",
    "“{key}”在《{form}》里列出两次，另一处是 {other}。",
    "请核实以哪一处为准，删去另一处。",
    "同一事项两行会重复计算。",
)

MAY_BE_SAME = Code(
    "rules.may_be_same",
    QUERY,
    "可能是同一对象",
    "“{name}”和{place}的“{other_name}”可能是同一对象（{why}），现各计一个，没有合并。",
    "请核实：是同一对象的，统一名称和代码后重报；不是的请说明。办公室也可以在核实登记中写明是否同一。",
    "名称相像不等于同一，程序只问不并；是同一的不问会重复计算。",
)

# ---------------------------------------------------------------- against the period before

CUMULATIVE_DROP = Code(
    "rules.cumulative_drop",
    QUERY,
    "累计数下降",
    "“{field}”是年内累计数，上期（{period_before}）{before}，本期 {after}，不应减少。",
    "请核实；确有核减、修订的请说明原因。",
    "累计数逐期不减，减少多是填成了当期数或漏了行。",
)
UNIT_SLIP = Code(
    "rules.unit_slip",
    QUERY,
    "可能错了单位",
    "“{field}”上期（{period_before}）{before}，本期 {after}，相差约 {times} 倍。",
    "请核实单位和小数点。",
    "正好差十倍、百倍、万倍多是单位或小数点错误。",
)
BACK_REVISION = Code(
    "rules.back_revision",
    QUERY,
    "改动了以前时段的数",
    "同一时段（{span}）的“{field}”，上期报 {before}，本期报 {after}。",
    "请说明修订依据。",
    "已经报出的数改动后，以前的简报须更正。",
)
VANISHED = Code(
    "rules.vanished",
    QUERY,
    "上期的行不见了",
    "上期（{period_before}）报过的“{key}”本期没有了。",
    "请补回该行，注明已完成、终止或移出的情况。",
    "结转的事项须有始有终。",
)
RE_PROMISED = Code(
    "rules.re_promised",
    QUERY,
    "承诺日期改动",
    "“{field}”上期（{period_before}）承诺 {before}，本期改为 {after}。",
    "请说明改期原因和批准情况。",
    "一再改期的节点要报办公室研究。",
)
RENAMED = Code(
    "rules.renamed",
    QUERY,
    "可能改了名称",
    "上期（{period_before}）的“{before}”本期没有了，新列了“{after}”，名称相像。",
    "请核实：是同一对象的请说明改名；不是的请写明“{before}”已完成、终止或移出。",
    "改名后对不上以前各期，会当成一个消失、一个新增。",
)
BASIS_CHANGED = Code(
    "rules.basis_changed",
    QUERY,
    "口径改动",
    "“{field}”上期（{period_before}）是{before}，本期改为{after}，前后的数不能比较。",
    "口径首次填报后不变；确需改的请说明依据，并按新口径补报以前各期。",
    "口径一变，增减就不是真的增减。",
)
FACT_CHANGED = Code(
    "rules.fact_changed",
    QUERY,
    "关键信息改动",
    "“{field}”上期（{period_before}）是 {before}，本期改为 {after}。",
    "请核实并说明原因。",
    "总投资、代码等一般不变，改动会影响完成率和对账。",
)

STAGE_BACK = Code(
    "rules.stage_back",
    QUERY,
    "阶段倒退",
    "“{field}”上期（{period_before}）是 {before}，本期改为 {after}，退回到前面的阶段。",
    "请核实；确实如此的请说明原因。",
    "项目、企业和事项一般只往前走，倒退多是选错。",
)
COPIED = Code(
    "rules.copied",
    QUERY,
    "与上期完全相同",
    "本期新报的 {count} 格与上期（{period_before}）完全相同。",
    "请核实是否照抄；确无变化的，表上有“较上期无变化”的请勾选，没有的请说明。",
    "累计数、进展每期都会变，一格不差多是照抄。",
)
JUMP = Code(
    "rules.jump",
    QUERY,
    "与自己的历史相差大",
    "“{field}”{what} {value}，过去 {periods} 期的中位数是 {middle}，一般在 {low} 到 {high} 之间。",
    "请核实；确实如此的请说明原因。",
    "与自己以前的数相差很大，多是小数点、单位或口径的错误。",
)

CODES: tuple[Code, ...] = tuple(v for v in list(globals().values()) if isinstance(v, Code))
"""Every code of this layer, in the order of this page."""
