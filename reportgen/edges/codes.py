"""Codes of findings about files as such: what cannot be read, and what a reader notices (收到的文件打不开)."""

from __future__ import annotations

from reportgen.model.finding import ERROR, NOTICE, Code

_SEND = "请用 Excel 或 WPS 打开下发的报表模板填写，另存为 .xlsx 后重新报送。"

FILE_EMPTY = Code(
    "file.empty",
    ERROR,
    "空文件",
    "文件长度为 0，没有任何内容，应为填好的报表。",
    "可能是传输中断，请重新报送 .xlsx 文件。",
    "空文件不是“本期无”，不能当作已报。",
)
FILE_ENCRYPTED = Code(
    "file.encrypted",
    ERROR,
    "文件设有打开密码",
    "文件设有打开密码{tried}，无法读取，应为不加密的报表。",
    "请用密码打开，在“另存为—工具—常规选项”中清除打开密码后重新报送（工作表保护不必取消）。",
    "打不开的文件无法汇总，也无法核对。",
)
FILE_ARCHIVE = Code(
    "file.archive",
    ERROR,
    "压缩包打不开",
    "压缩包（{what}）{why}，没有拆开，里面的报表一份也没有读。",
    "请解压后直接报送其中的 .xlsx 文件。",
    "压缩包里的文件逐个登记、逐个汇总；拆不开就说明，不能当作没有收到。",
)
FILE_ARCHIVE_EMPTY = Code(
    "file.archive_empty",
    ERROR,
    "压缩包是空的",
    "压缩包（或邮件）里没有可以读的文件。",
    "请把填好的 .xlsx 文件直接报送。",
    "空包不是“本期无”，不能当作已报。",
)
FILE_MESSAGE = Code(
    "file.message",
    NOTICE,
    "邮件里没有收的内容",
    "{said}。",
    "请核对其中有没有报表；有的，请对方作为附件重发。",
    "邮件里的东西，收了的逐个汇总，没有收的逐项说明，不能不声不响。",
)
FILE_OTHER_KIND = Code(
    "file.other_kind",
    ERROR,
    "不是表格文件",
    "这是{what}，不是 Excel 表格。",
    _SEND,
    "只从表格的单元格取数，每个数都要能指到来源单元格；文档、图片、扫描件里的数无法核对。",
)
FILE_CELLS_UNSEEN = Code(
    "file.cells_unseen",
    ERROR,
    "有格子没有读到",
    "表里有内容的单元格至少有 {counted} 个，只读到 {read} 个，有的内容没有进入汇总。",
    "请用 Excel 或 WPS 打开，核对后另存为 .xlsx 重新报送；重报仍有此提示的，请把文件交维护人员查看。",
    "每个文件都另用一种办法数一遍有内容的单元格，同读到的对照；少一格也不能不作声。",
)
FILE_ENCODING = Code(
    "file.encoding",
    ERROR,
    "文字编码认不出",
    "这是文本，但{what}，看不出是什么字。",
    "请用 Excel 或 WPS 打开原文件核对，另存为 .xlsx 后重新报送。",
    "编码猜错，汉字就成了乱码。",
)
FILE_EMPTY_TEXT = Code(
    "file.empty_text",
    ERROR,
    "空白文本",
    "文件里只有空白，没有任何内容，应为填好的报表。",
    _SEND,
    "空文件不是“本期无”，不能当作已报。",
)
FILE_TEXT_TABLE = Code(
    "file.text_table",
    NOTICE,
    "文本表格",
    "这是文本表格（{encoding}，以{delimiter}分隔），各格都按文字读取，再按字段的要求认数字和日期。",
    "长编码、开头的 0 在存成文本以前可能已经丢失，请核对；下次请报送 .xlsx。",
    "文本格式不带单元格类型，也没有合并、隐藏和批注。",
)
FILE_WEB_TABLE = Code(
    "file.web_table",
    NOTICE,
    "网页表格",
    "这是存成表格名字的网页，其中各个表格和表外的文字都已读取。",
    "下次请用 Excel 或 WPS 另存为 .xlsx 后报送。",
    "业务系统导出的“.xls”常是网页，显示的数可能已经四舍五入。",
)
FILE_DECRYPTED = Code(
    "file.decrypted",
    NOTICE,
    "已用密码打开",
    "文件设有打开密码，已用方案设置里的密码打开。",
    "不必处理。",
    "加密的文件也要汇总，但要说明用了密码。",
)
FILE_MACROS = Code(
    "file.macros",
    NOTICE,
    "文件带有宏",
    "文件带有宏程序，没有运行，只读取单元格里存着的内容。",
    "报表不需要宏，请另存为 .xlsx 后报送。",
    "宏可能改动内容，也可能是病毒；只读数据不运行程序。",
)
FILE_LINKS = Code(
    "file.links",
    NOTICE,
    "文件引用了外部文件",
    "文件里的公式引用了别的文件{targets}，没有去读，采用的是文件里存着的结果。",
    "请核对这些数是否已更新；报送前请选“断开链接”或粘贴为数值。",
    "链接的文件可能已经改了，存着的结果可能是旧的。",
)
FILE_DDE = Code(
    "file.dde",
    NOTICE,
    "文件带有动态数据交换",
    "文件带有动态数据交换（DDE）链接，没有执行，采用的是文件里存着的结果。",
    "报表不需要这种链接，请粘贴为数值后报送。",
    "这种链接能启动别的程序，是常见的攻击手段。",
)
FILE_PLAIN_TABLE = Code(
    "file.plain_table",
    ERROR,
    "不收的表格格式",
    "这是{what}，是早已不用的交换格式，不能直接汇总。",
    _SEND,
    "这类格式不分文字和数字，统一社会信用代码等长数字常已被改坏。",
)
FILE_DAMAGED = Code(
    "file.damaged",
    ERROR,
    "文件损坏",
    "文件已损坏，无法完整读取：{what}。",
    "请用 Excel 或 WPS 打开原文件检查，另存为新的 .xlsx 后重新报送。",
    "损坏的文件只能读出一部分，少读不说比不读更危险，所以整个退回。",
)
FILE_TOO_LARGE = Code(
    "file.too_large",
    ERROR,
    "文件超出读取上限",
    "文件超出读取上限：{what}（上限 {limit}），未读取。",
    "请把需报送的内容复制到下发的空白模板中，另存为 .xlsx 后重新报送。",
    "正常报表远小于此上限，超出的多为误粘贴、整表设格式或恶意文件，读取会拖垮电脑。",
)
FILE_READER_LOST = Code(
    "file.reader_lost",
    ERROR,
    "读取中断",
    "读取这份文件时耗尽了内存或时间（上限 {memory}、{seconds} 秒），已中断，其余文件照常汇总。",
    "请核对文件内容，把需报送的内容复制到下发的空白模板中另存后重新报送；文件确实这样大的，可在方案“设置”里调高读取上限。",
    "读表在单独的进程里进行，一份文件出问题不影响其他文件，也不拖垮电脑。",
)
FILE_NO_SHEET = Code(
    "file.no_sheet",
    ERROR,
    "没有工作表",
    "文件里没有可以填数的工作表。",
    _SEND,
    "没有工作表就没有可汇总的内容。",
)
FILE_UNOPENABLE = Code(
    "file.unopenable",
    ERROR,
    "文件无法打开",
    "文件无法从磁盘读取：{what}。",
    "请确认文件没有被其他程序占用、没有被移动，再运行一次。",
    "读不到文件内容，不能判断报送情况。",
)

CODES: tuple[Code, ...] = tuple(v for v in list(globals().values()) if isinstance(v, Code))
"""Every code of this page, in its order."""
