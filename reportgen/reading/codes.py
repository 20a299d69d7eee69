"""Codes of findings about what stands on received sheets: identity, table, values (读表时发现的问题)."""

from __future__ import annotations

from reportgen.model.finding import ERROR, NOTICE, QUERY, Code

# ---------------------------------------------------------------- whose sheet, which form, which period

SHEET_STRAY = Code(
    "reading.sheet_stray",
    QUERY,
    "不是本方案的工作表",
    "工作表“{name}”未识别为本方案的表，其中 {count} 个填写的单元格未汇总。",
    "若是应报的表，请保留模板的“表号”行和表头后重新报送；若是附带的资料，不必处理。",
    "认不出的表不能猜，也不能悄悄丢掉。",
)
FILE_FOREIGN = Code(
    "reading.file_foreign",
    ERROR,
    "不是本方案的表",
    "文件里没有一张本方案的表（看了表号、名称标记、文件属性和表头）。",
    "请在下发的模板里填写后重新报送。",
    "没有表号又对不上表头的文件无法汇总。",
)
MARKS_DISAGREE = Code(
    "reading.marks_disagree",
    QUERY,
    "标识不一致",
    "本表的{what}有两种说法：{marks}；按“{chosen}”处理。",
    "请核实是否在别的表、别的单位或上一期的文件上改写，并说明以哪个为准。",
    "常见于拿别人的或上期的文件改填，弄错就会记到别人头上。",
)
FORM_BY_HEADINGS = Code(
    "reading.form_by_headings",
    NOTICE,
    "按表头认表",
    "没有找到表号，按表头认定为《{form}》。",
    "请保留模板第二行的“表号”。",
    "表号被删时表头仍能认表。",
)
UNIT_UNKNOWN = Code(
    "reading.unit_unknown",
    QUERY,
    "填报单位认不出",
    "填报单位写的是“{value}”，不在方案的单位表里{nearest}。",
    "请改为方案里的单位名称，或请办公室在单位表“其他叫法”中登记。",
    "单位名称只按登记的名称和叫法认，不按相似猜。",
)
UNIT_MISSING = Code(
    "reading.unit_missing",
    ERROR,
    "没有填报单位",
    "表上看不出填报单位（标题行、文件属性、文件名都没有可认的单位名称）。",
    "请在“填报单位：”后写明单位名称后重新报送。",
    "不知道是谁报的，无法汇总和催报。",
)
UNIT_FROM_PATH = Code(
    "reading.unit_from_path",
    NOTICE,
    "按文件名认定单位",
    "表上没有填报单位，按文件或文件夹名称认定为“{unit}”。",
    "请在“填报单位：”后写明单位名称。",
    "文件名可以随便改，只在没有其他依据时采用。",
)
UNIT_SUCCEEDED = Code(
    "reading.unit_succeeded",
    NOTICE,
    "由接替单位报送",
    "“{before}”已于 {day} 停用，记在接替单位“{unit}”名下。",
    "请以现单位名称报送。",
    "机构调整后旧名称仍会用一阵。",
)
UNITS_MIXED = Code(
    "reading.units_mixed",
    QUERY,
    "一个文件里有几个单位",
    "同一文件里的表分属 {units}。",
    "请核实是否误放了别的单位的表。",
    "一个文件一般只由一个单位报送。",
)
PERIOD_ASSUMED = Code(
    "reading.period_assumed",
    NOTICE,
    "按收件期别认定",
    "表上没有可认的期别，按收件文件夹认定为 {assumed}。",
    "请保留标题行中的“期别”。",
    "期别行被删改时仍能归到正确的期。",
)
PERIOD_MISSING = Code(
    "reading.period_missing",
    ERROR,
    "没有期别",
    "表上没有可认的期别，也没有指定是哪一期。",
    "请在标题行“期别：”后写明，如 2025-10。",
    "不知道是哪一期的数，无法汇总。",
)
PERIOD_KIND = Code(
    "reading.period_kind",
    QUERY,
    "期别与频率不符",
    "期别写的是 {value}，而本表按{rhythms}报送。",
    "请核实期别。",
    "月报写成季报期别时，会记到别的期。",
)

# ---------------------------------------------------------------- the table

HEADER_MISSING = Code(
    "reading.header_missing",
    ERROR,
    "找不到表头",
    "没有找到《{form}》的表头行，应有“{expected}”等列。",
    "请在下发的模板里填写，不要删改表头。",
    "按表头文字认列，没有表头就不知道哪一列是什么。",
)
COLUMN_MISSING = Code(
    "reading.column_missing",
    ERROR,
    "缺少必填列",
    "表头里没有必填的“{field}”列。",
    "请按模板补上这一列。",
    "缺列的数无法补齐。",
)
COLUMN_ABSENT = Code(
    "reading.column_absent",
    NOTICE,
    "缺少列",
    "表头里没有“{field}”列，该列按未填处理。",
    "如有数据，请按模板补上这一列。",
    "列被删去时说明白，不当作填了空。",
)
COLUMN_RENAMED = Code(
    "reading.column_renamed",
    NOTICE,
    "列名写法不同",
    "表头“{value}”按“{field}”列读取。",
    "下次请保留模板的列名。",
    "登记过的其他叫法可以认。",
)
COLUMN_ADDED = Code(
    "reading.column_added",
    QUERY,
    "自行增加的列",
    "“{value}”列不是模板的列，{count} 个单元格未汇总。",
    "若要反映这些内容，请写进本表已有的文字列，或请办公室增加字段。",
    "多出的列没有去处，须说明未汇总。",
)
COLUMN_TWICE = Code(
    "reading.column_twice",
    QUERY,
    "同一列出现两次",
    "“{field}”列出现两次，只读左边一列，右边 {count} 个单元格未汇总。",
    "请核实以哪一列为准，删去另一列。",
    "两列都读会互相覆盖。",
)
COLUMN_UNIT = Code(
    "reading.column_unit",
    NOTICE,
    "列的单位与模板不同",
    "“{field}”列的单位是“{value}”，已换算为{expected}。",
    "下次请保留模板的单位。",
    "同一表只用一个单位，换算须说明。",
)
COLUMN_UNIT_UNKNOWN = Code(
    "reading.column_unit_unknown",
    QUERY,
    "列的单位不能换算",
    "“{field}”列表头写的是“{value}”，模板是{expected}，不能换算，按{expected}读取。",
    "请核实本列数据的单位。",
    "单位弄错会差几个数量级。",
)
ROW_TOTAL = Code(
    "reading.row_total",
    NOTICE,
    "合计行",
    "第 {row} 行是“{value}”行，不作为记录汇总。",
    "不必处理。",
    "合计行再汇总一次就重复计算。",
)
TOTAL_DIFFERS = Code(
    "reading.total_differs",
    QUERY,
    "合计与明细不符",
    "“{field}”的{what}是 {value}，而{parts}相加是 {expected}。",
    "请核实是漏了行还是合计没有更新。",
    "合计行、小计行虽不汇总，可以用来核对；各行四舍五入造成的差不算。",
)
PART_EXCEEDS = Code(
    "reading.part_exceeds",
    QUERY,
    "其中数大于总数",
    "“{field}”的“{what}”是 {value}，大于{parts}的 {expected}。",
    "请核实两个数。",
    "其中数是上面一行的一部分，不会更大。",
)
ROW_OF_NOTHING = Code(
    "reading.row_of_nothing",
    NOTICE,
    "只写“无”的行",
    "第 {row} 行只写了“{value}”，不作为记录。",
    "本期没有内容时，请在“本期无”旁打√。",
    "写“无”的行不是一条记录。",
)
ROW_BEHIND_FOOT = Code(
    "reading.row_behind_foot",
    NOTICE,
    "表尾之后的数据行",
    "第 {row} 行在填报人等表尾内容之后，仍按数据行读取。",
    "行数不够时请在表内插入行。",
    "写在表尾之后的行不应漏掉。",
)
TABLE_AGAIN = Code(
    "reading.table_again",
    NOTICE,
    "表头再次出现",
    "第 {row} 行又出现一次表头，其下各行接着读取。",
    "不必处理。",
    "一张工作表里有两段同样的表时都要读到。",
)
TABLE_BESIDE = Code(
    "reading.table_beside",
    NOTICE,
    "表格分左右两栏",
    "右边“{value}”起又是同样的表头，其下各行接着读取。",
    "下次请排成一栏。",
    "行多时有人把表分成左右两栏打印，两栏都要读到。",
)
TABLE_CONTINUED = Code(
    "reading.table_continued",
    NOTICE,
    "续表",
    "本表接工作表“{other}”，各行接着汇总。",
    "下次请填在同一张工作表里。",
    "一张表分在几张工作表时都要读到。",
)
TABLE_CONTINUES = Code(
    "reading.table_continues",
    QUERY,
    "像是续表",
    "本表没有表号，表头与工作表“{other}”相同而各行不同，暂当作它的续表汇总。",
    "请核实；若不是续表（如草稿、示例），请删去后重报。",
    "续表常不带表号，漏读就少了数，误读就多了数。",
)
CELLS_LOST = Code(
    "reading.cells_lost",
    ERROR,
    "有格子没有去向",
    "文件里有内容的单元格共 {filled} 个，其中 {lost} 个既没有汇总，也没有说明去向。",
    "这是程序的差错，请把文件交维护人员查看；查清以前，请逐格核对本文件的汇总结果。",
    "每个有内容的单元格要么汇总，要么在问题里点到，要么是模板自己印的；少一格也不能不作声。",
)
TABLE_RUNS_ON = Code(
    "reading.table_runs_on",
    QUERY,
    "无表头的续表",
    "本表没有表头，序号接着工作表“{other}”往下排，暂按那张表的各列当作续表汇总。",
    "请核实各列与前表一致；若不是续表，请删去后重报。下次请在每张表上保留表头，或填在同一张工作表里。",
    "没有表头的续页，漏读就少了数，按错列就读错了数。",
)
HIDDEN_READ = Code(
    "reading.hidden_read",
    NOTICE,
    "隐藏的行列",
    "隐藏的{what}里有填写的内容，照常读取。",
    "若不应报送，请删除后重新报送。",
    "看不见的数也会计入，须说明。",
)
SHEET_HIDDEN = Code(
    "reading.sheet_hidden",
    NOTICE,
    "隐藏的工作表",
    "工作表“{name}”是隐藏的，照常读取。",
    "若不应报送，请删除后重新报送。",
    "看不见的数也会计入，须说明。",
)
MERGE_SPREAD = Code(
    "reading.merge_spread",
    NOTICE,
    "合并单元格",
    "“{field}”的合并单元格 {value} 的内容用于其各行。",
    "下次请不要合并单元格，各行分别填写。",
    "合并后只有左上角一格有值。",
)
MERGE_NUMBER = Code(
    "reading.merge_number",
    QUERY,
    "合并单元格中的数",
    "“{field}”的数写在合并单元格 {value} 里，只计在第一行。",
    "请取消合并，各行分别填写。",
    "一个数分给几行会重复计算。",
)
OUTSIDE = Code(
    "reading.outside",
    NOTICE,
    "表外内容",
    "模板以外的 {count} 个单元格未汇总：{texts}。",
    "需要反映的内容请填入表内各列。",
    "写在表外的话没有字段可归，须逐格说明未汇总。",
)
RETURN_ANSWER = Code(
    "reading.return_answer",
    NOTICE,
    "退回清单中的说明",
    "退回问题清单里写了 {count} 处说明：{texts}。",
    "数没有变的，问题不再追问；不认可的，请在“核实”表选“要求更正”。",
    "单位的说明要留下出处，也要让办公室看到。",
)
COMMENT = Code(
    "reading.comment",
    NOTICE,
    "批注",
    "单元格有批注：“{text}”，未汇总。",
    "需要反映的内容请填入表内的文字列。",
    "批注不会进入汇总表，须说明。",
)

# ---------------------------------------------------------------- ticks

TICK_UNCLEAR = Code(
    "reading.tick_unclear",
    QUERY,
    "勾选不明",
    "“{label}”旁写的是“{value}”，不当作勾选。",
    "请只打√或留空。",
    "是否“本期无”要明确表示。",
)
NIL_IN_TABLE = Code(
    "reading.nil_in_table",
    NOTICE,
    "在表内写本期无",
    "表内写了“{value}”，当作勾选。",
    "请在“{value}”旁的格里打√。",
    "意思明确，位置不对。",
)

# ---------------------------------------------------------------- values of any type

CELL_ERROR = Code(
    "reading.cell_error",
    ERROR,
    "公式出错",
    "“{field}”显示为 {value}，应为填写的内容。",
    "请改正公式或直接填写。",
    "出错的公式没有值。",
)
CELL_UNCALCULATED = Code(
    "reading.cell_uncalculated",
    ERROR,
    "公式没有计算结果",
    "“{field}”是公式，文件里没有存计算结果。",
    "请用 Excel 或 WPS 打开，保存后重新报送，或直接填写数值。",
    "有的软件只存公式不存结果。",
)
WORD_ZERO = Code(
    "reading.word_zero",
    NOTICE,
    "“无”按零",
    "“{field}”写的是“{value}”，按 0 采用。",
    "下次请填 0。",
    "方案规定该字段的“无”指零。",
)
WORD_BLANK = Code(
    "reading.word_blank",
    NOTICE,
    "“无”按空",
    "“{field}”写的是“{value}”，按未填采用。",
    "若确指数字零，请填 0。",
    "“无”可能是零，也可能是不适用，由方案逐字段规定。",
)
WORD_NONE = Code(
    "reading.word_none",
    NOTICE,
    "写“无”的文字",
    "“{field}”写的是“{value}”，按没有内容采用。",
    "不必处理。",
    "文稿列举问题、困难时不应把“无”当作一条。",
)
SAME_ABOVE = Code(
    "reading.same_above",
    NOTICE,
    "同上",
    "“{field}”写的是“{value}”，按上一行的“{meant}”采用。",
    "下次请逐行填写。",
    "排序、筛选后“同上”就指错了行。",
)
SAME_ABOVE_UNUSABLE = Code(
    "reading.same_above_unusable",
    ERROR,
    "同上不能采用",
    "“{field}”写的是“{value}”，{why}。",
    "请填写本行的内容。",
    "数字、编码不能按“同上”猜。",
)
VALUE_TYPE = Code(
    "reading.value_type",
    ERROR,
    "内容类型不符",
    "“{field}”里是{what}“{value}”，应为{expected}。",
    "请按要求填写。",
    "类型不符的内容不能采用。",
)
TEXT_DATE = Code(
    "reading.text_date",
    QUERY,
    "文字被存成日期",
    "“{field}”应为文字，单元格里存的是日期 {value}。",
    "Excel 会把“1-9”之类自动变成日期，请把单元格设为文本后重填。",
    "自动变成的日期不是原来写的意思。",
)

TEXT_CLEANED = Code(
    "reading.text_cleaned",
    NOTICE,
    "空白和看不见的字符",
    "“{field}”前后的空白或夹着的看不见的字符已去掉，原文照存。",
    "不必处理。",
    "从网页、聊天里粘贴来的字常带看不见的字符，不去掉就对不上名称。",
)
TEXT_DIGITS = Code(
    "reading.text_digits",
    QUERY,
    "编号存成了数值",
    "“{field}”存成了数值 {value}，15 位以后的数字或开头的 0 可能已经丢失。",
    "请把单元格设为文本格式，核对后重填。",
    "Excel 的数值只留 15 位，也不留开头的 0。",
)

# ---------------------------------------------------------------- numbers

NUMBER_READ = Code(
    "reading.number_read",
    NOTICE,
    "数字写法规范",
    "“{field}”写的是“{value}”，按 {meant} 采用。",
    "下次请只填数字。",
    "带单位、逗号、全角或以文字存放的数统一成数字。",
)
NUMBER_NOTE = Code(
    "reading.number_note",
    NOTICE,
    "数字带说明",
    "“{field}”写的是“{value}”，取数 {meant}，“{note}”另作附注。",
    "说明请写在本表的文字列里。",
    "数与说明分开才能汇总。",
)
NUMBER_ABOUT = Code(
    "reading.number_about",
    QUERY,
    "数字不确定",
    "“{field}”写的是“{value}”，暂按 {meant} 采用，“{doubt}”说明不是准数。",
    "请填准确数字。",
    "约数不能与目标、上期比较。",
)
NUMBER_BRACKETS = Code(
    "reading.number_brackets",
    QUERY,
    "括号中的数",
    "“{field}”写的是“{value}”，暂按负数 {meant} 采用。",
    "请核实；负数请写负号。",
    "括号有时表示负数，有时只是括起来。",
)
NUMBER_RANGE = Code(
    "reading.number_range",
    ERROR,
    "填了一个范围",
    "“{field}”写的是“{value}”，应为一个数。",
    "请填准确数字，范围写在本表的文字列里。",
    "范围不能汇总。",
)
NUMBER_UNIT = Code(
    "reading.number_unit",
    ERROR,
    "数的单位不符",
    "“{field}”写的是“{value}”，单位“{unit_typed}”不能换算为“{expected}”。",
    "请按“{expected}”填写数字。",
    "不同性质的单位不能换算。",
)
NUMBER_UNREADABLE = Code(
    "reading.number_unreadable",
    ERROR,
    "不是数字",
    "“{field}”写的是“{value}”，应为一个数{expected}。",
    "请只填数字，说明写在本表的文字列里。",
    "读不出数的内容不能采用。",
)
NUMBER_WHOLE = Code(
    "reading.number_whole",
    ERROR,
    "应为整数",
    "“{field}”是 {value}，应为整数。",
    "请核实后改为整数。",
    "家数、个数、位次没有小数。",
)
NUMBER_TOO_LARGE = Code(
    "reading.number_too_large",
    ERROR,
    "数字大得不可能",
    "“{field}”的数字达到 16 位或更多。",
    "请核实是否把编码、电话填进了数字列，或多填了位数。",
    "Excel 只准确保存 15 位数字，这样大的数不能采用。",
)
PERCENT_FORMAT = Code(
    "reading.percent_format",
    NOTICE,
    "百分数格式",
    "“{field}”存为 {value}、显示为百分数，按 {meant}% 采用。",
    "不必处理。",
    "百分数格式的单元格存的是小数。",
)
PERCENT_STORED = Code(
    "reading.percent_stored",
    QUERY,
    "百分数可能放大",
    "“{field}”在百分数格式里存为 {value}，会显示为 {shown}%，暂按 {meant}% 采用。",
    "请核实是多少；把单元格格式改为常规后填数字。",
    "先填数再改成百分数格式会放大一百倍。",
)
PERCENT_PLAIN = Code(
    "reading.percent_plain",
    QUERY,
    "不是百分数的列用了百分数格式",
    "“{field}”不是百分数，单元格却是百分数格式（存为 {value}），按 {meant} 采用。",
    "请核实数字，把单元格格式改为常规。",
    "看到的数与存的数差一百倍。",
)

NUMBER_SHOWN = Code(
    "reading.number_shown",
    QUERY,
    "显示的数与存的数不同",
    "“{field}”存的是 {value}，单元格格式“{format}”使它显示成别的数或单位，暂按 {meant} 采用。",
    "请核实以哪个为准，把单元格格式改为常规后重填。",
    "格式里带单位或缩小显示时，看到的数与存的数差一百、一千或一万倍。",
)

# ---------------------------------------------------------------- dates

DATE_READ = Code(
    "reading.date_read",
    NOTICE,
    "日期写法规范",
    "“{field}”写的是“{value}”，按 {meant} 采用。",
    "下次请填日期，如 2025-10-31。",
    "保留原来的精度，不把“10月底”编成某一天。",
)
DATE_YEAR = Code(
    "reading.date_year",
    NOTICE,
    "日期没有年份",
    "“{field}”写的是“{value}”，没有年份，按 {meant} 采用。",
    "请写明年份。",
    "年份按报告期补，跨年时可能不对。",
)
DATE_ABOUT = Code(
    "reading.date_about",
    QUERY,
    "日期不确定",
    "“{field}”写的是“{value}”，暂按 {meant} 采用。",
    "请填确定的日期。",
    "“左右”无法判断是否逾期。",
)
DATE_SERIAL = Code(
    "reading.date_serial",
    QUERY,
    "日期成了数字",
    "“{field}”是数字 {value}，按 Excel 的日期序号换算为 {meant}。",
    "请核实，把单元格格式改为日期。",
    "日期格式丢失后只剩序号。",
)
DATE_AMBIGUOUS = Code(
    "reading.date_ambiguous",
    ERROR,
    "分不清 1 月还是 10 月",
    "“{field}”是 {value}，分不清是 1 月还是 10 月（Excel 会把 2025.10 存成 2025.1）。",
    "请写成“2025年10月”或日期。",
    "猜错就差九个月。",
)
DATE_IMPOSSIBLE = Code(
    "reading.date_impossible",
    ERROR,
    "没有这一天",
    "“{field}”写的是“{value}”，没有这个日期或年份超出范围。",
    "请核实后改正。",
    "不存在的日期不能采用。",
)
DATE_UNREADABLE = Code(
    "reading.date_unreadable",
    ERROR,
    "不是日期",
    "“{field}”写的是“{value}”，应为日期，如 2025-10-31，只知月份写 2025年10月。",
    "请填日期，进展情况写在别的列。",
    "读不出日期就无法判断是否按时。",
)

# ---------------------------------------------------------------- choices, codes

CHOICE_READ = Code(
    "reading.choice_read",
    NOTICE,
    "选项写法规范",
    "“{field}”写的是“{value}”，按“{meant}”采用。",
    "下次请从下拉选项中选择。",
    "登记过的其他写法统一成选项。",
)
CHOICE_UNKNOWN = Code(
    "reading.choice_unknown",
    ERROR,
    "不在选项内",
    "“{field}”写的是“{value}”，不在选项内{nearest}。",
    "可选：{options}。",
    "选项以外的内容无法归类，不按相似猜。",
)
USCC_LENGTH = Code(
    "reading.uscc_length",
    ERROR,
    "信用代码位数不对",
    "“{field}”是“{value}”，有 {length} 位，应为 18 位统一社会信用代码{hint}。",
    "请按营业执照填写。",
    "位数不对的代码认不准企业，也不能补齐。",
)
USCC_DIGITS_LOST = Code(
    "reading.uscc_digits_lost",
    ERROR,
    "信用代码丢失末位",
    "“{field}”被存成数字 {value}，Excel 只保留 15 位，末几位已丢失。",
    "请把单元格设为文本格式后重新填写 18 位代码。",
    "丢掉的位数无法恢复。",
)
USCC_CHECK = Code(
    "reading.uscc_check",
    QUERY,
    "信用代码校验不符",
    "“{field}”是“{value}”，{why}。",
    "请对照营业执照核实。",
    "校验位能查出抄错、颠倒的代码（GB 32100—2015）。",
)
USCC_READ = Code(
    "reading.uscc_read",
    NOTICE,
    "信用代码写法规范",
    "“{field}”写的是“{value}”，按 {meant} 采用。",
    "不必处理。",
    "去掉空格、连字符，字母统一为大写。",
)
PROJECT_CODE = Code(
    "reading.project_code",
    QUERY,
    "项目代码格式不符",
    "“{field}”是“{value}”，应为 24 位，如 2020-000000-47-03-012345。",
    "请对照立项文件核实。",
    "项目代码贯穿项目全程，是各表对上同一项目的依据。",
)
INDUSTRY_CODE = Code(
    "reading.industry_code",
    QUERY,
    "行业代码不符",
    "“{field}”是“{value}”，{why}。",
    "请按《国民经济行业分类》（GB/T 4754—2017）填写，门类字母加两到四位数字，如 C3484，后面可写名称。",
    "行业代码错了，企业会归入别的类别，入规门槛和责任单位也随之错。",
)
INDUSTRY_READ = Code(
    "reading.industry_read",
    NOTICE,
    "行业代码写法规范",
    "“{field}”写的是“{value}”，按 {meant} 采用。",
    "不必处理。",
    "补上门类字母，字母统一为大写，代码写在名称前面。",
)

CODES: tuple[Code, ...] = tuple(v for v in list(globals().values()) if isinstance(v, Code))
"""Every code of this layer, in the order of this page."""
