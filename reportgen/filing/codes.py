"""Findings about which file counts, for whom and for when (收表)."""

from __future__ import annotations

from reportgen.model.finding import ERROR, NOTICE, QUERY, Code

AFTER_AS_OF = Code(
    "after_as_of",
    NOTICE,
    "晚于统计时点收到",
    "文件收到时间{received}晚于统计时点{as_of}，本次未计入。",
    "需要计入时，请以更晚的统计时点（--as-of）重新汇总。",
    "同一时点重跑，结果应当相同。",
)
DUPLICATE = Code(
    "duplicate_file",
    NOTICE,
    "重复文件",
    "与先收到的“{other}”内容完全相同，只计一次。",
    "不需处理。",
    "同一文件经多个渠道报来，不应重复计数。",
)
FORWARDED_OLD = Code(
    "forwarded_old",
    QUERY,
    "可能转发了旧版",
    "与先收到的“{other}”内容完全相同，而后者已被“{newer}”替代，现仍采用“{newer}”。",
    "请向{unit}核实以哪一版为准；应以本文件为准时，请该单位另存后重报。",
    "旧版被转发时，按收到时间取新会误用旧数。",
)
OLDER_FILLING = Code(
    "older_filling",
    QUERY,
    "较晚收到的填报日期反而较早",
    "采用的是较晚收到的文件，但表上填报日期{value}早于此前收到的“{other}”（{earlier}）。",
    "请向{unit}核实是否误发旧版。",
    "旧版被转发时，按收到时间取新会误用旧数。",
)
EARLIER_CONTENT = Code(
    "earlier_content",
    ERROR,
    "与以前各期的文件相同",
    "与以前一期收到的“{other}”内容完全相同，应是误发的旧表，未计入。",
    "请{unit}重报本期数据。",
    "上期的表重发一遍，不能当作本期数据。",
)
EARLIER_BESIDE = Code(
    "earlier_beside",
    NOTICE,
    "误发的旧表",
    "与以前一期收到的“{other}”内容完全相同，应是误发的旧表，未计入；本期采用的是“{beside}”。",
    "不需处理。",
    "本期已有合格的表，误发的旧表不必再要求重报。",
)
SUPERSEDED = Code(
    "superseded_sheet",
    NOTICE,
    "已被新报替代",
    "“{form}”已由较晚收到的“{other}”替代，此份未计入。",
    "不需处理；两份内容的差异可对照原文件。",
    "一个单位一期一表以最后收到的合格表为准。",
)
SAME_FILE_TWICE = Code(
    "same_file_twice",
    QUERY,
    "同一文件内同一张表有两份",
    "同一文件里有两张“{form}”，采用了工作表“{other}”，此张未计入。",
    "请{unit}核实后只保留一张重报。",
    "两张内容可能不同，程序不能替填报单位合并。",
)
NEWER_FAULTY = Code(
    "newer_faulty",
    NOTICE,
    "新报有错，仍用前一份",
    "“{form}”的这份新报有错误，已退回；在更正前仍采用此前合格的“{other}”。",
    "请{unit}更正后重报。",
    "有错误的新报不应替代合格的旧报。",
)
OTHER_PERIOD = Code(
    "other_period",
    ERROR,
    "期别不符",
    "“{form}”的期别为{found}，本期应报的是{expected}，此表未计入。",
    "如期别填写正确，应放入 inputs/{found} 后重新汇总该期；如填错，请{unit}改正期别后重报。",
    "把别期的数当作本期数，累计数和进度都会错。",
)
NO_PERIOD = Code(
    "period_not_known",
    ERROR,
    "看不出期别",
    "“{form}”上没有期别，本期应报的是{expected}，此表未计入。",
    "请在表号一行填写“期别：{expected}”后重报。",
    "没有期别的数不知道属于哪一期，计入就会混期。",
)
UNKNOWN_UNIT = Code(
    "unit_not_known",
    ERROR,
    "填报单位不明",
    "看不出“{form}”是哪个单位报的，未计入。",
    "请在表号一行填写填报单位（与方案中的单位名称一致）后重报。",
    "认错单位比漏报更难发现，程序不猜。",
)
NO_FORM = Code(
    "no_form_in_file",
    ERROR,
    "不是本方案的报表",
    "文件里没有找到本方案的任何一张报表。",
    "请改用下发的模板填报；如是说明材料，不必放在本文件夹。",
    "每份收到的文件都要有交代，不能不声不响地跳过。",
)
NOT_OWED = Code(
    "not_owed",
    QUERY,
    "不承担此表的单位报来",
    "按方案“{form}”不由{unit}填报，已照常计入。",
    "请核实是否报错了表，或者在方案中增加填报单位。",
    "多报的数不能悄悄丢掉，也不应悄悄混入。",
)
INACTIVE = Code(
    "inactive_unit",
    QUERY,
    "已停用的单位报来",
    "按方案{unit}本期未启用或已停用，“{form}”已照常计入。",
    "请核实由哪个单位填报，必要时修改方案中的启用、停用日期。",
    "单位撤并后，两家都可能来报，由办公室确认。",
)
EMPTY = Code(
    "empty_sheet",
    QUERY,
    "空表",
    "“{form}”没有填写任何一行，也没有勾选“本期无”，按未报处理。",
    "请{unit}补填；确实没有的，请勾选“本期无”。",
    "空表不等于零报告。",
)
EMPTY_BESIDE = Code(
    "empty_beside",
    NOTICE,
    "空表未计入",
    "“{form}”在此文件中没有填写，已有的“{other}”仍然有效。",
    "不需处理。",
    "空白页不是“本期无”，也不能冲掉已报的数。",
)
LATE_NOT_COUNTED = Code(
    "late_not_counted",
    NOTICE,
    "逾期未计入",
    "“{form}”于{received}收到，晚于时限{due}，按方案设置不计入数据。",
    "需要计入时，请在方案“设置”中把 late_counts 改为 yes。",
    "是否采用逾期数由方案规定，不采用的要说明。",
)
LONGER_PERIOD = Code(
    "longer_period",
    NOTICE,
    "已有更长周期的数",
    "“{form}”同时报了{found}和{other}两期，汇总采用{other}，此份只计报送情况。",
    "不需处理。",
    "两期的数相加会重复。",
)
UNCHANGED_UNKNOWN = Code(
    "unchanged_unknown",
    QUERY,
    "无上期可沿用",
    "“{form}”勾选了“较上期无变化”，但没有{unit}上期的数据可以沿用。",
    "请{unit}填报完整内容。",
    "“无变化”要有上期的数可比，否则就是空表。",
)
CALENDAR_UNKNOWN = Code(
    "calendar_unknown",
    NOTICE,
    "放假安排未录入",
    "{year}年放假安排未录入，按周末推算。",
    "请在方案“工作日历”中录入该年国务院办公厅的放假和调休安排，时限会随之调整。",
    "遇节假日顺延和调休上班都会改变时限。",
)
SIDE_IGNORED = Code(
    "side_ignored",
    NOTICE,
    "非本方填写的内容未采用",
    "“{field}”应由{other}填写，{unit}填的“{value}”未采用，现为“{chosen}”。",
    "如应修改，请由{other}在其报表中修改。",
    "一件事由提出、主办、协办和办公室各填一段，谁的字段以谁为准。",
)
PAPER = Code(
    "paper_alone",
    ERROR,
    "只有附件没有表",
    "这是{value}，不是 Excel 表格，也没有同时收到该单位的表。",
    "请用 Excel 或 WPS 打开下发的报表模板填写，另存为 .xlsx 报送；盖章扫描件与表格一起报送即可。",
    "只从表格的单元格取数，每个数都要能指到来源单元格；文档、图片、扫描件里的数无法核对。",
)
"""Said of any document or picture by its reader; beside a table it is kept as a supporting paper instead."""
PAPER_KEPT = Code(
    "paper_kept",
    NOTICE,
    "佐证材料",
    "这是{value}，作为佐证材料随“{other}”留存，其中的数不汇总。",
    "不需处理。",
    "盖章扫描件常与表格一起报送，留存备查即可。",
)
PAPER_MISSING = Code(
    "paper_missing",
    QUERY,
    "没有盖章扫描件",
    "“{form}”要附盖章扫描件，没有收到{unit}的。",
    "请{unit}把盖章页扫描（PDF 或图片）与表格一起报送，文件名写明单位。",
    "方案规定本表要盖章确认，数字以表格为准。",
)
SAID_BEFORE = Code(
    "said_before",
    QUERY,
    "与以前一期逐格相同",
    "“{form}”填写的 {count} 格与{other}期逐格相同，也没有勾选“较上期无变化”。",
    "请{unit}核实是否误报了以前一期的表；确实没有变化的，请勾选“较上期无变化”。",
    "把上期的表改了期别再报来，文件不同而内容相同。",
)
RECEIPT_LINE = Code(
    "receipt_line",
    QUERY,
    "收件登记有误",
    "收件登记的“{value}”读不懂，{expected}，本行未采用。",
    "请改正后重新汇总。",
    "收到时间决定是否逾期，读不懂的时间不能猜。",
)
NOT_RELEASED = Code(
    "not_released",
    NOTICE,
    "数据尚未发布",
    "“{key}”的{field}为“{value}”，到{today}还没有发布；已填的{names}暂不进入汇总表、文稿和导出。",
    "发布后重新汇总，这些数即列出；发布时间填错的，请{unit}更正。",
    "统计数据发布以前不得提前使用。",
)
SENDER_OTHER = Code(
    "sender_other_unit",
    QUERY,
    "发件人属于别的单位",
    "发件人{value}在通讯录里属于{others}，表是{unit}的，已照常计入。",
    "请向{unit}核实是否由其报送；确由其代报的，请在通讯录里增加一行。",
    "代报常见，冒报和发错也有，程序不替办公室判断。",
)
SENDER_UNVERIFIED = Code(
    "sender_unverified",
    QUERY,
    "发件人身份验证未通过",
    "发件人{value}的身份验证未通过（见收件登记备注），可能是冒名，表已照常计入。",
    "请用通讯录里的电话向{unit}核实；确为冒名的，请把文件移出本期文件夹。",
    "发件地址可以伪造，只认本单位收信服务器的验证结果。",
)

CODES: tuple[Code, ...] = (
    AFTER_AS_OF,
    DUPLICATE,
    FORWARDED_OLD,
    OLDER_FILLING,
    EARLIER_CONTENT,
    EARLIER_BESIDE,
    SUPERSEDED,
    SAME_FILE_TWICE,
    NEWER_FAULTY,
    OTHER_PERIOD,
    NO_PERIOD,
    UNKNOWN_UNIT,
    NO_FORM,
    NOT_OWED,
    INACTIVE,
    EMPTY,
    EMPTY_BESIDE,
    LATE_NOT_COUNTED,
    LONGER_PERIOD,
    UNCHANGED_UNKNOWN,
    CALENDAR_UNKNOWN,
    SIDE_IGNORED,
    PAPER,
    PAPER_KEPT,
    PAPER_MISSING,
    SAID_BEFORE,
    RECEIPT_LINE,
    NOT_RELEASED,
    SENDER_OTHER,
    SENDER_UNVERIFIED,
)
"""All of them, for the catalogue."""
